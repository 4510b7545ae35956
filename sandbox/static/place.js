// A chat's own dialog: who is in it, and coming, going, promoting, blocking, upgrading.

import { askFields, askTicks, choosePerson, complain, open, personButton } from "./dialogs.js";
import { el, face } from "./dom.js";
import { act } from "./live.js";
import { WATCH } from "./world.js";

const EVERYWHERE = [
  ["can_delete_messages", "删除别人的消息"], ["can_invite_users", "邀请人进来"],
  ["can_change_info", "改名字和头像"], ["can_promote_members", "任命管理员"],
];
const IN_GROUPS = [["can_pin_messages", "置顶消息"], ["can_restrict_members", "移出人、不许人说话"]];
const IN_CHANNELS = [["can_post_messages", "在频道里发消息"], ["can_edit_messages", "改别人的消息"]];
const IN_FORUMS = [["can_manage_topics", "管理话题"]];

export function showPlace(page, chatId) {
  const { world } = page;
  const chat = world.chats.get(chatId);
  const title = world.titleFor(WATCH, chatId);
  const dialog = el("dialog", { class: "choose chat-dialog", "aria-label": title });
  const members = world.membersOf(chatId);
  dialog.append(...[
    el("h2", {}, title),
    chat.type !== "private" && el("p", { class: "hint" }, members.length ? "点一个人，就以这个人的身份说话。" : "里面没有人。"),
    chat.type !== "private" && el("div", { class: "people" }, members.map((person, index) =>
      personButton(person, chat.admins, index === 0, () => { dialog.close(); page.speakAs(person.id, chatId); }))),
    ...doingsIn(page, chat).map(([about, doings]) => el("section", { class: "doings" }, about && el("h3", {}, about), doings.map((doing) =>
      el("button", { type: "button", class: "doing", onclick: () => { dialog.close(); perform(page, chat, doing); } }, doing.words)))),
    el("form", { method: "dialog" }, el("button", { class: "quiet" }, "关闭")),
  ].filter(Boolean));
  open(dialog);
}

// What can be done in a chat, in parts with a heading; each with the people who may do it, and
// with those it may be done to. Where nobody may, it is not shown.
function doingsIn(page, chat) {
  const { world } = page;
  if (chat.type === "private") return [["", privateDoings(world, chat)]].filter(([, doings]) => doings.length > 0);
  if (chat.migrated_to) return [];
  const bosses = bossesOf(world, chat);
  const may = ({ who, whom }) => who.some((person) => !whom || whom(person).length > 0);
  return [
    ["人", peopleDoings(world, chat, bosses)], [world.bot.name, botDoings(world, chat, bosses)],
    [chat.type === "channel" ? "频道" : "群", groupDoings(page, chat, bosses)],
  ].map(([about, doings]) => [about, doings.filter(may)]).filter(([, doings]) => doings.length > 0);
}

// A group without administrators obeys all.
function bossesOf(world, chat) {
  const members = world.membersOf(chat.id);
  const admins = members.filter((person) => chat.admins.includes(person.id));
  return admins.length ? admins : members;
}

function privateDoings(world, chat) {
  const person = world.people.get(chat.id);
  if (chat.bot === "kicked") return [{ words: "取消屏蔽机器人", who: [person], deed: "unblock" }];
  return person.started ? [{ words: "屏蔽机器人", who: [person], deed: "block" }] : [];
}

// Whoever was thrown out only comes back at an administrator's hand, and nothing is done to the owner.
function peopleDoings(world, chat, bosses) {
  const isChannel = chat.type === "channel";
  const members = world.membersOf(chat.id);
  const outside = [...world.people.values()].filter((person) => !chat.members.includes(person.id));
  const free = outside.filter((person) => !chat.banned?.includes(person.id));
  const others = (person) => members.filter((other) => other !== person && other.id !== chat.owner);
  const isAdmin = (person) => chat.admins.includes(person.id);
  return [
    { words: isChannel ? "订阅" : "进群", who: free, deed: "join" },
    { words: isChannel ? "退订" : "退群", who: members, deed: "leave" },
    { words: "拉一个人进来…", who: isChannel ? bosses : members, deed: "add", whom: (person) => (bosses.includes(person) ? outside : free) },
    { words: "移出一个人…", who: bosses, deed: "kick", whom: others },
    { words: "让一个人当管理员…", who: bosses, deed: "promote", whom: (person) => others(person).filter((other) => !isAdmin(other)) },
    { words: "取消一个人的管理员…", who: bosses, deed: "demote", whom: (person) => others(person).filter(isAdmin) },
  ];
}

// In a channel a bot is an administrator or not there at all.
function botDoings(world, chat, bosses) {
  const { name } = world.bot;
  const isChannel = chat.type === "channel";
  const isIn = chat.bot === "administrator" || chat.bot === "member";
  return [
    { words: `请${name}进来`, who: isIn ? [] : isChannel ? bosses : world.membersOf(chat.id), deed: "add_bot" },
    { words: `让${name}当管理员`, who: chat.bot === "member" ? bosses : [], deed: "promote_bot" },
    { words: `选${name}的权限…`, who: isIn ? bosses : [], deed: "promote_bot", rights: rightsIn(chat) },
    { words: `取消${name}的管理员`, who: chat.bot === "administrator" && !isChannel ? bosses : [], deed: "demote_bot" },
    { words: `移出${name}`, who: isIn ? bosses : [], deed: "remove_bot" },
  ];
}

function rightsIn(chat) {
  const all = [...EVERYWHERE, ...(chat.type === "channel" ? IN_CHANNELS : IN_GROUPS), ...(chat.is_forum ? IN_FORUMS : [])];
  return all.map(([right, words]) => [right, words, Boolean(chat.bot_rights?.[right])]);
}

function groupDoings({ world, open: shown }, chat, bosses) {
  const members = world.membersOf(chat.id);
  return [
    { words: "升级成超级群", who: chat.type === "group" ? members.filter((person) => person.id === chat.owner) : [], deed: "upgrade" },
    { words: "分成话题", who: chat.type === "supergroup" && !chat.is_forum ? bosses : [], deed: "make_forum" },
    { words: "新话题…", who: chat.is_forum ? members : [], deed: "make_topic", asks: [["name", "话题的名字", {}]] },
    ...topicDoings(chat, shown.get(chat.id)?.topics.topic, bosses),
  ];
}

function topicDoings(chat, topic, bosses) {
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

// Asks what is not known yet: who does it, to whom, and with what.
export async function perform(page, chat, doing) {
  const { words, who, deed, whom, more } = doing;
  const plain = words.replace("…", "");
  const able = whom ? who.filter((person) => whom(person).length > 0) : who;
  const own = able.find((person) => person.id === page.speaker);
  const person = own ?? (able.length === 1 ? able[0] : await choosePerson(`谁来${plain}？`, able, chat.admins));
  if (!person) return;
  const other = whom ? await choosePerson(`${plain.replace("一个人", "谁")}？`, whom(person), chat.admins) : null;
  if (whom && !other) return;
  const fields = await fieldsOf(doing, page.world.bot);
  if (!fields) return;
  try {
    await act({ as: person.id, do: deed, chat: chat.id, ...(other ? { person: other.id } : {}), ...more, ...fields });
    page.say(`${person.name}：${other ? plain.replace("一个人", other.name) : plain}，好了`, { face: face(person.id, person.name) });
  } catch (error) {
    complain(error);
  }
}

async function fieldsOf({ words, asks, rights }, bot) {
  if (asks) return askFields(words, asks);
  if (!rights) return {};
  const ticked = await askTicks(`${bot.name}当管理员，能做什么`, rights);
  return ticked && { rights: ticked };
}
