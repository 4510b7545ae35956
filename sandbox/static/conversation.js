// One conversation on the page: its head, its messages, its foot. Several can stand side by side.

import { dayKey, dayName, el, face, icon } from "./dom.js";
import { drawRow, rowsOf } from "./messages.js";
import { PinBar } from "./pins.js";
import { TopicBar } from "./topics.js";
import { WATCH, gist } from "./world.js";

const NEAR_END = 90; // pixels from the end that still count as reading the newest
const SHOWN_AT_FIRST = 200; // rows; older ones come by a button

export class Conversation {
  constructor(chatId, page) {
    this.chatId = chatId;
    this.page = page;
    this.drawn = new Map(); // row key -> {node, messages, flags}
    this.limit = SHOWN_AT_FIRST;
    this.following = true; // false once the reader has scrolled up
    this.unseen = 0;
    this.tag = null;
    this.openedAt = 0;
    this.#build();
    this.draw();
  }

  #build() {
    this.backButton = el("button", { type: "button", class: "round back", "aria-label": "回到聊天列表", onclick: () => this.page.showList() }, icon("back"));
    this.faceSpot = el("span");
    this.title = el("h2");
    this.subtitle = el("p", { class: "subtitle" });
    this.placeButton = el("button", { type: "button", class: "round", "aria-label": "成员和设置", "aria-haspopup": "dialog", title: "成员和设置", onclick: () => this.page.showPlace(this.chatId) }, icon("people"));
    this.beside = el("span", { class: "beside-mark" }, icon("eye"), "旁观");
    const head = el("header", { class: "conversation-head" }, this.backButton, this.faceSpot, el("div", { class: "titles" }, this.title, this.subtitle), this.beside, this.placeButton);
    this.topics = new TopicBar(this);
    this.pins = new PinBar(this);
    this.moved = el("div", { class: "moved-on", hidden: true });
    this.finder = el("div", { class: "finder", hidden: true });
    this.rows = el("div", { class: "rows" });
    this.log = el("div", { class: "log", role: "log", "aria-live": "off", tabindex: "0" }, this.rows);
    this.pill = el("button", { type: "button", class: "pill", hidden: true, onclick: () => this.toEnd(true) }, icon("down"), el("span"));
    this.foot = el("footer", { class: "foot" });
    this.node = el("section", { class: "conversation", dataset: { chatId: this.chatId } }, head, this.topics.node, this.moved, this.pins.node, this.finder, el("div", { class: "log-frame" }, this.log, this.pill), this.foot);

    // Pictures that arrive late push the newest words down; whoever reads the end stays there.
    this.heights = new ResizeObserver(() => { if (this.following) this.log.scrollTop = this.log.scrollHeight; });
    this.heights.observe(this.log);
    this.heights.observe(this.rows);
    for (const kind of ["wheel", "touchmove", "keydown", "pointerdown"]) {
      this.log.addEventListener(kind, () => { this.touchedAt = Date.now(); }, { passive: true });
    }
    this.log.addEventListener("scroll", () => {
      const near = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_END;
      if (near) this.unseen = 0;
      if (near || Date.now() - (this.touchedAt || 0) < 1500) this.following = near;
      this.#drawPill();
    });
  }

  close() {
    this.heights.disconnect();
    this.node.remove();
  }

  drawHead() {
    const { world, speaker } = this.page;
    const chat = world.chats.get(this.chatId);
    if (!chat) return;
    const isPrivate = chat.type === "private";
    const mine = world.mayEnter(speaker, this.chatId);
    this.title.textContent = world.titleFor(speaker, this.chatId);
    this.node.setAttribute("aria-label", this.title.textContent);
    this.log.setAttribute("aria-label", `${this.title.textContent} 的消息`);
    this.faceSpot.replaceChildren(isPrivate && mine ? face(world.bot.id, "", "bot") : face(chat.id, chat.title, isPrivate ? "person" : "group"));
    this.subtitle.textContent = this.typing ? `${world.bot.name} 正在输入…` : this.#about(chat);
    this.subtitle.classList.toggle("typing", Boolean(this.typing));
    this.beside.hidden = mine || speaker === WATCH;
    this.node.classList.toggle("is-beside", !mine && speaker !== WATCH);
    this.#drawMovedOn(chat);
  }

  // A group that became a supergroup stands still; its people have gone on to another chat.
  #drawMovedOn(chat) {
    const shown = chat.migrated_to ?? null;
    this.moved.hidden = shown === null;
    if (shown === null || this.moved.dataset.to === String(shown)) return;
    this.moved.dataset.to = shown;
    this.moved.replaceChildren(el("span", {}, "这个群升级了，这里只剩旧话"), el("button", { type: "button", class: "quiet", onclick: () => this.page.goTo(shown) }, "去新的群"));
  }

  // One topic of a forum, or all of them.
  showTopic() {
    this.drawn.clear();
    this.following = true;
    this.unseen = 0;
    this.draw();
    this.page.foot.draw(this);
    if (this.page.isActive(this)) this.page.composer.placeholder();
  }

  #about(chat) {
    const { world, speaker } = this.page;
    if (chat.type === "private") {
      const person = world.people.get(chat.id);
      return world.mayEnter(speaker, chat.id) ? "机器人" : [person?.about, "私聊"].filter(Boolean).join(" · ");
    }
    const bot = { administrator: "机器人是管理员", member: "机器人在群里" }[chat.bot] || "机器人不在群里";
    if (chat.migrated_to) return "已升级，不用了";
    return `${world.membersOf(chat.id).length} 人 · ${chat.type === "channel" ? "频道 · " : ""}${bot}`;
  }

  // Redraws what changed and leaves everything else as it stands.
  draw() {
    this.drawHead();
    const { world, speaker } = this.page;
    const isPrivate = world.isPrivate(this.chatId);
    const mayAct = world.mayEnter(speaker, this.chatId);
    const viewer = isPrivate ? this.chatId : speaker;
    this.topics.draw();
    this.pins.draw();
    const rows = rowsOf(world.messagesOf(this.chatId).filter((message) => this.topics.holds(message)), (message) => this.topics.nameFor(message));
    const shown = rows.slice(-this.limit);
    const firstTime = this.drawn.size === 0;
    const context = {
      world, chatId: this.chatId, viewer, mayAct,
      isPending: (message, row, column) => this.page.presses.isPending(this.chatId, message.message_id, row, column),
      on: this.#hands(),
    };
    const drawn = new Map();
    const wanted = [];
    let changed = null;
    if (rows.length > shown.length) {
      wanted.push(el("button", { type: "button", class: "older", onclick: () => this.#showOlder() }, `更早的消息（${rows.length - shown.length}）`));
    }
    for (const row of shown) {
      if (row.newDay) wanted.push(this.#day(row.date));
      const flags = [row.opensRun, row.topic, mayAct, viewer, this.page.presses.mark(this.chatId, row.messages[0].message_id)].join();
      const before = this.drawn.get(row.key);
      let kept = before;
      const same = before && before.messages.length === row.messages.length && before.messages.every((message, index) => message === row.messages[index]);
      if (!same || before.flags !== flags) {
        const node = drawRow(row, context, before?.node);
        kept = { node, messages: row.messages, flags };
        if (!firstTime && !before) node.classList.add("arrived");
        if (before) {
          moveFocus(before.node, node);
          if (!same && isWorthNoticing(before.messages, row.messages)) { node.classList.add("changed"); changed = node; }
        }
      }
      drawn.set(row.key, kept);
      wanted.push(kept.node);
    }
    if (!wanted.length) wanted.push(this.#empty());
    this.drawn = drawn;
    this.#place(wanted);
    this.#mark();
    if (this.following) {
      if (firstTime || !changed || this.page.isActive(this)) this.log.scrollTop = this.log.scrollHeight;
      if (changed) this.#bringIntoView(changed);
    }
    this.#drawPill();
  }

  #place(wanted) {
    let at = this.rows.firstChild;
    for (const node of wanted) {
      if (node === at) at = at.nextSibling;
      else this.rows.insertBefore(node, at);
    }
    while (at) {
      const next = at.nextSibling;
      at.remove();
      at = next;
    }
  }

  #day(unix) {
    this.days ||= new Map();
    const key = dayKey(unix);
    if (!this.days.has(key)) this.days.set(key, el("div", { class: "day" }, el("span")));
    const node = this.days.get(key);
    if (node.firstChild.textContent !== dayName(unix)) node.firstChild.textContent = dayName(unix);
    return node;
  }

  #empty() {
    this.emptyNote ||= el("div", { class: "empty" });
    this.emptyNote.textContent = "还没有消息";
    return this.emptyNote;
  }

  // A card changes where it stands, perhaps out of sight: nobody who merely follows should miss it.
  #bringIntoView(node) {
    const frame = this.log.getBoundingClientRect();
    const box = node.getBoundingClientRect();
    if (box.bottom > frame.top + 60 && box.top < frame.bottom - 60) return;
    if (this.page.isActive(this)) return;
    node.scrollIntoView({ block: "nearest", behavior: calm() ? "auto" : "smooth" });
  }

  noticed(event, what) {
    if (what === "new" && !this.following && this.page.world.authorOf(event.message) !== this.page.speaker) this.unseen += 1;
    if (what === "new" && this.page.world.isBot(event.message.from)) this.setTyping(false);
    this.draw();
  }

  setTyping(on) {
    clearTimeout(this.typingTimer);
    this.typing = on;
    if (on) this.typingTimer = setTimeout(() => this.setTyping(false), 5000);
    this.drawHead();
  }

  toEnd(smooth = false) {
    this.following = true;
    this.unseen = 0;
    this.log.scrollTo({ top: this.log.scrollHeight, behavior: smooth && !calm() ? "smooth" : "auto" });
    this.#drawPill();
  }

  #drawPill() {
    const away = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight > NEAR_END;
    this.pill.hidden = !away;
    this.pill.setAttribute("aria-label", this.unseen ? `到最新，${this.unseen} 条没看` : "到最新");
    this.pill.lastChild.textContent = this.unseen ? String(this.unseen) : "";
  }

  #showOlder() {
    const fromEnd = this.log.scrollHeight - this.log.scrollTop;
    this.limit += SHOWN_AT_FIRST;
    this.following = false;
    this.draw();
    this.log.scrollTop = this.log.scrollHeight - fromEnd;
  }

  jump(messageId) {
    const node = this.log.querySelector(`[data-message-id="${Number(messageId)}"]`);
    const row = node?.closest(".message");
    if (!row && this.topics.chosen !== null) { this.topics.choose(null); return this.jump(messageId); }
    if (!row) return this.page.say("那条消息不在这里了");
    this.following = false;
    row.scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });
    row.classList.remove("pointed");
    requestAnimationFrame(() => row.classList.add("pointed"));
  }

  // A hashtag lights up every message that has it; arrows walk through them.
  find(tag) {
    this.tag = tag;
    this.found = 0;
    this.#mark();
    const count = this.hits.length;
    this.finder.hidden = false;
    const where = el("span", { class: "finder-count" });
    const walk = (step) => {
      this.found = (this.found + step + count) % count;
      where.textContent = `${this.found + 1} / ${count}`;
      this.jump(this.hits[this.found].dataset.messageId);
    };
    this.finder.replaceChildren(
      el("b", {}, tag), where,
      el("button", { type: "button", class: "round", "aria-label": "上一条", onclick: () => walk(-1) }, icon("up")),
      el("button", { type: "button", class: "round", "aria-label": "下一条", onclick: () => walk(1) }, icon("down")),
      el("button", { type: "button", class: "round", "aria-label": "不找了", onclick: () => this.stopFinding() }, icon("close")),
    );
    if (count) walk(-1); // begins with the newest
  }

  stopFinding() {
    this.tag = null;
    this.finder.hidden = true;
    this.#mark();
    this.toEnd();
  }

  #mark() {
    const wanted = this.tag?.toLowerCase();
    this.log.classList.toggle("finding", Boolean(wanted));
    this.hits = [];
    for (const { node, messages } of this.drawn.values()) {
      const hit = wanted && messages.some((message) => hasTag(message, wanted));
      node.classList.toggle("found", Boolean(hit));
      if (hit) this.hits.push(node);
    }
  }

  #hands() {
    const { page, chatId } = this;
    return {
      press: (message, row, column, button) => page.presses.press(chatId, message, row, column, button),
      react: (message, emoji) => page.touches.react(chatId, message, emoji),
      menu: (message, anchor, at) => page.touches.menu(this, message, anchor, at),
      reply: (message) => page.replyTo(this, message),
      jump: (messageId) => this.jump(messageId),
      hashtag: (tag) => this.find(tag),
      command: (words) => page.putCommand(this, words),
      link: (url) => page.links.follow(url),
    };
  }
}

function hasTag(message, wanted) {
  const words = message.text ?? message.caption ?? "";
  return (message.entities || message.caption_entities || []).some(
    (entity) => (entity.type === "hashtag" || entity.type === "cashtag") && words.slice(entity.offset, entity.offset + entity.length).toLowerCase() === wanted,
  );
}

// A reaction, or one more picture of an album, is no reason to flash.
function isWorthNoticing(before, after) {
  const telling = (message) => JSON.stringify([gist(message), message.text, message.caption, message.reply_markup]);
  return before.some((message, index) => telling(message) !== telling(after[index]));
}

// The row is drawn anew under somebody's hands: they stay on the button they had.
function moveFocus(from, to) {
  const held = document.activeElement;
  if (!from.contains(held)) return;
  const { row, column } = held.dataset;
  const label = held.getAttribute("aria-label");
  const same = row === undefined
    ? [...to.querySelectorAll("button")].find((button) => button.getAttribute("aria-label") === label)
    : to.querySelector(`[data-row="${row}"][data-column="${column}"]`);
  queueMicrotask(() => (same ?? to.querySelector("button"))?.focus({ preventScroll: true }));
}

export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
