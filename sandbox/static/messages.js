// One row of a conversation: a message, or an album that is shown as one.

import { clock, dayKey, el, face, hueOf, icon } from "./dom.js";
import { drawMedia } from "./media.js";
import { formatted } from "./text.js";
import { gist, serviceWords } from "./world.js";

const RUN_BREAK = 300; // seconds of silence after which the sender's name is said again

// Albums melt into one row; each row knows whether it opens a run of one sender or a new day, and
// the topic it stands in where rows of several stand together.
export function rowsOf(messages, topicNameOf = () => "") {
  const rows = [];
  for (const message of messages) {
    const last = rows.at(-1);
    if (message.media_group_id && last?.group === message.media_group_id && last.from === message.from?.id) {
      last.messages.push(message);
      continue;
    }
    const service = serviceWords(message) !== "";
    const topic = topicNameOf(message);
    const newDay = !last || dayKey(last.date) !== dayKey(message.date);
    rows.push({
      key: String(message.message_id), group: message.media_group_id, from: message.from?.id, date: message.date,
      messages: [message], service, newDay, topic,
      opensRun: newDay || service || last.service || last.from !== message.from?.id || last.topic !== topic || message.date - last.date > RUN_BREAK,
    });
  }
  return rows;
}

// `context`: world, chatId, viewer (who sees their own words at the right), mayAct, isPending(message,
// row, column), on (what a tap does). `old` is the element this one replaces.
export function drawRow(row, context, old) {
  const first = row.messages[0];
  if (row.service) {
    return el("div", { class: "message service", dataset: { messageId: first.message_id } }, el("span", {}, row.topic && !first.forum_topic_created && `${row.topic} · `, serviceWords(first)));
  }
  const { world, viewer, on } = context;
  const fromBot = world.isBot(first.from);
  const mine = viewer !== null && world.authorOf(first) === viewer;
  const worded = row.messages.find((message) => message.text !== undefined || message.caption !== undefined) || first;
  const media = drawMedia(row.messages, old?.querySelector(".media"));
  const words = worded.text ?? worded.caption;

  const bubble = el("div", { class: "bubble" });
  if (row.topic) bubble.append(el("div", { class: "in-topic" }, row.topic));
  if (row.opensRun && (!mine || first.sender_chat)) bubble.append(sender(first, fromBot));
  if (first.forward_origin || first.forward_from || first.forward_date) bubble.append(el("div", { class: "forwarded" }, `转发自 ${forwardedFrom(first)}`));
  if (first.via_bot) bubble.append(el("div", { class: "forwarded" }, `通过${first.via_bot.first_name}`));
  // In a topic whatever answers nothing answers the topic itself, and nobody needs to read that.
  if (first.reply_to_message && !first.reply_to_message.forum_topic_created) bubble.append(quote(first.reply_to_message, context));
  if (media) bubble.append(media);
  if (words) bubble.append(el("div", { class: "words" }, formatted(words, worded.entities || worded.caption_entities, on)));
  if (!media && !words) bubble.append(el("div", { class: "words faint" }, "[这里显示不了这种消息]"));
  bubble.append(el("span", { class: "stamp" },
    row.messages.some((message) => message.edit_date) && el("span", { class: "edited" }, "已编辑"), el("time", {}, clock(first.date))));

  const column = el("div", { class: "column" }, bubble);
  const buttons = first.reply_markup?.inline_keyboard;
  if (buttons?.length) column.append(keyboard(first, buttons, context));
  const reactions = row.messages.flatMap((message) => message.reactions || []);
  if (reactions.length) column.append(pills(worded, reactions, context));
  if (context.mayAct) {
    column.append(el("button", {
      type: "button", class: "more", "aria-label": "这条消息能做什么", "aria-haspopup": "menu",
      onclick: (event) => on.menu(worded, event.currentTarget),
    }, icon("more")));
  }
  const classes = ["message", mine && "mine", fromBot && "bot", row.opensRun && "opens", row.messages.length > 1 && "has-album", media && "has-media", media && !words && "bare", buttons?.length && "has-buttons"];
  const showFace = !mine && !world.isPrivate(context.chatId);
  const node = el("div", { class: classes.filter(Boolean).join(" "), dataset: { messageId: first.message_id } },
    showFace && el("span", { class: "side" }, row.opensRun && face(first.from?.id, first.from?.first_name, fromBot ? "bot" : "person")), column);
  if (context.mayAct) holdForMenu(node, () => on.menu(worded, column), on, worded);
  return node;
}

function sender(message, fromBot) {
  return el("div", { class: fromBot ? "sender" : `sender ink-${hueOf(message.from?.id)}` }, message.sender_chat?.title || message.from?.first_name || "某人",
    fromBot && el("span", { class: "bot-mark" }, "机器人"));
}

function forwardedFrom(message) {
  const origin = message.forward_origin;
  return origin?.sender_user?.first_name || origin?.sender_user_name || origin?.chat?.title || message.forward_from?.first_name || "别处";
}

function quote(replied, { world, chatId, on }) {
  const kept = world.message(chatId, replied.message_id);
  const shown = kept || replied;
  return el("button", { type: "button", class: `quote ink-${world.isBot(shown.from) ? "bot" : hueOf(shown.from?.id)}`, "aria-label": `跳到被回复的消息：${gist(shown)}`, onclick: () => on.jump(replied.message_id) },
    el("b", {}, shown.from?.first_name || ""), el("span", {}, gist(shown)));
}

function keyboard(message, rows, { isPending, on }) {
  return el("div", { class: "keyboard" }, rows.map((row, rowIndex) =>
    el("div", { class: "keyboard-row" }, row.map((button, column) => {
      const pending = isPending(message, rowIndex, column);
      return el("button", {
        type: "button", class: `inline-button${pending ? " pending" : ""}${button.style ? ` style-${button.style}` : ""}`, "aria-busy": pending ? "true" : undefined,
        dataset: { row: rowIndex, column }, onclick: () => on.press(message, rowIndex, column, button),
      }, el("span", {}, button.text), button.url && icon("link"), pending && el("span", { class: "spinner", "aria-hidden": "true" }));
    }))));
}

function pills(message, reactions, { world, viewer, mayAct, on }) {
  const counted = new Map();
  for (const { emoji, by } of reactions) counted.set(emoji, [...(counted.get(emoji) || []), by]);
  return el("div", { class: "reactions" }, [...counted].map(([emoji, by]) =>
    el("button", {
      type: "button", class: `reaction${by.includes(viewer) ? " own" : ""}`, disabled: !mayAct, title: by.map((id) => world.nameOf(id)).join("、"),
      "aria-label": `${emoji} ${by.length} 人`, onclick: () => on.react(message, by.includes(viewer) ? "" : emoji),
    }, emoji, by.length > 1 && el("span", {}, String(by.length)))));
}

// A long press or a right click opens the menu; a double click answers the message.
function holdForMenu(node, openMenu, on, message) {
  let timer;
  const stop = () => clearTimeout(timer);
  node.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch" && !event.target.closest("button, a, video")) timer = setTimeout(openMenu, 480);
  });
  for (const kind of ["pointerup", "pointercancel", "pointermove"]) {
    node.addEventListener(kind, (event) => { if (kind !== "pointermove" || Math.abs(event.movementX) + Math.abs(event.movementY) > 3) stop(); });
  }
  node.addEventListener("contextmenu", (event) => {
    if (event.target.closest("a, img, video") || String(getSelection())) return;
    event.preventDefault();
    on.menu(message, node, { x: event.clientX, y: event.clientY });
  });
  node.addEventListener("dblclick", (event) => {
    if (event.target === node) on.reply(message);
  });
}
