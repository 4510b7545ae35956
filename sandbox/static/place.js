// A chat's own dialog: who is in it, and coming, going, promoting, blocking, upgrading.

import { askFields, choosePerson, complain, open, personButton } from "./dialogs.js";
import { el, face } from "./dom.js";
import { act } from "./live.js";
import { WATCH } from "./world.js";

export function showPlace(page, chatId) {
  const { world } = page;
  const chat = world.chats.get(chatId);
  const title = world.titleFor(WATCH, chatId);
  const dialog = el("dialog", { class: "choose place", "aria-label": title });
  const doings = (chat.type === "private" ? privateDoings : groupDoings)(page, chat);
  const members = world.membersOf(chatId);
  dialog.append(...[
    el("h2", {}, title),
    chat.type !== "private" && el("p", { class: "hint" }, members.length ? "点一个人，就以这个人的身份说话。" : "里面没有人。"),
    chat.type !== "private" && el("div", { class: "people" }, members.map((person, index) =>
      personButton(person, chat.admins, index === 0, () => { dialog.close(); page.speakAs(person.id, chatId); }))),
    doings.length > 0 && el("div", { class: "doings" }, doings.map((doing) =>
      el("button", { type: "button", class: "doing", onclick: () => { dialog.close(); perform(page, chat, doing); } }, doing.words))),
    el("form", { method: "dialog" }, el("button", { class: "quiet" }, "关闭")),
  ].filter(Boolean));
  open(dialog);
}

function privateDoings({ world }, chat) {
  const person = world.people.get(chat.id);
  if (chat.bot === "kicked") return [{ words: "取消屏蔽机器人", who: [person], deed: "unblock" }];
  return person.started ? [{ words: "屏蔽机器人", who: [person], deed: "block" }] : [];
}

// Each with the people who may do it; where nobody may, it is not shown.
function groupDoings({ world, open: shown }, chat) {
  if (chat.migrated_to) return [];
  const members = world.membersOf(chat.id);
  const outside = [...world.people.values()].filter((person) => !chat.members.includes(person.id));
  const admins = members.filter((person) => chat.admins.includes(person.id));
  const bosses = admins.length ? admins : members; // a group without administrators obeys all
  const { name } = world.bot;
  const isIn = chat.bot === "administrator" || chat.bot === "member";
  return [
    { words: chat.type === "channel" ? "订阅" : "进群", who: outside, deed: "join" },
    { words: chat.type === "channel" ? "退订" : "退群", who: members, deed: "leave" },
    { words: `请${name}进来`, who: isIn ? [] : members, deed: "add_bot" },
    { words: `让${name}当管理员`, who: chat.bot === "member" ? bosses : [], deed: "promote_bot" },
    { words: `取消${name}的管理员`, who: chat.bot === "administrator" ? bosses : [], deed: "demote_bot" },
    { words: `移出${name}`, who: isIn ? bosses : [], deed: "remove_bot" },
    { words: "升级成超级群", who: chat.type === "group" ? admins.slice(0, 1) : [], deed: "upgrade" },
    { words: "分成话题", who: chat.type === "supergroup" && !chat.is_forum ? bosses : [], deed: "make_forum" },
    { words: "新话题…", who: chat.is_forum ? members : [], deed: "make_topic", asks: [["name", "话题的名字", {}]] },
    ...topicDoings(chat, shown.get(chat.id)?.topics.chosen, bosses),
  ].filter(({ who }) => who.length > 0);
}

function topicDoings(chat, chosen, bosses) {
  const topic = chat.topics?.find(({ id }) => id === chosen);
  if (!topic) return [];
  return [{ words: `${topic.closed ? "重新打开" : "关掉"}“${topic.name}”`, who: bosses, deed: topic.closed ? "reopen_topic" : "close_topic", more: { thread: topic.id } }];
}

// A new group or channel, for whoever wants to see how the bot finds its way in one.
export async function foundChat(page) {
  const { world, speaker } = page;
  const owner = world.people.get(speaker) ?? await choosePerson("谁来建群？", [...world.people.values()]);
  if (!owner) return;
  const fields = await askFields("新建群或频道", [
    ["title", "名字", { placeholder: "三号楼群" }],
    ["kind", "哪一种", { choices: [["group", "普通群"], ["supergroup", "超级群"], ["forum", "分话题的超级群"], ["channel", "频道"]] }],
    ["bot", world.bot.name, { choices: [["", "不请进来"], ["add_bot", "请进来"]] }],
  ], "建群");
  if (!fields) return;
  const forum = fields.kind === "forum";
  try {
    const { chat } = await act({ as: owner.id, do: "found", title: fields.title, kind: forum ? "supergroup" : fields.kind, forum });
    if (fields.bot) await act({ as: owner.id, do: "add_bot", chat });
    page.say(`“${fields.title}”建好了`);
    page.goTo(chat);
  } catch (error) {
    complain(error);
  }
}

async function perform(page, chat, { words, who, deed, asks, more }) {
  const own = who.find((person) => person.id === page.speaker);
  const person = own ?? (who.length === 1 ? who[0] : await choosePerson(`谁来${words.replace("…", "")}？`, who, chat.admins));
  const fields = person && asks ? await askFields(words, asks) : {};
  if (!person || !fields) return;
  try {
    await act({ as: person.id, do: deed, chat: chat.id, ...more, ...fields });
    page.say(`${person.name}：${words.replace("…", "")}，好了`, { face: face(person.id, person.name) });
  } catch (error) {
    complain(error);
  }
}
