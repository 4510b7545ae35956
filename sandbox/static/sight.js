// 谁能看到: where a person belongs, what the bot hears there, and who reads a message.

import { el, face } from "./dom.js";
import { WATCH, gist } from "./world.js";

export class SightPart {
  id = "sight";
  label = "谁能看到";

  constructor(drawer) {
    this.drawer = drawer;
    this.asked = null; // {chatId, messageId} of the message somebody asked about
    this.node = el("section");
  }

  take(event) {
    if (["chat", "person", "delete", "message"].includes(event.kind)) this.drawer.draw();
  }

  draw(state) {
    const { world, page } = this.drawer;
    const privacy = Boolean(state?.privacy_mode);
    const person = world.people.get(page.speaker);
    const drawn = JSON.stringify([privacy, page.speaker, this.asked, [...world.chats.values()], world.message(this.asked?.chatId, this.asked?.messageId)]);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    this.node.replaceChildren(...[
      ...this.#message(world, privacy),
      el("h3", {}, person ? `${person.name}在哪儿` : "各个群"),
      person ? this.#private(world, person) : el("p", { class: "hint" }, "选一个人，就看得到这个人在哪些群里。"),
      ...[...world.chats.values()].filter((chat) => chat.type !== "private").map((chat) => this.#group(world, chat, person, privacy)),
      el("p", { class: "hint" }, privacy
        ? "隐私模式开着：机器人不是管理员的群里，只听得到命令、点它名的话和对它的回复。"
        : "隐私模式关着：机器人在群里听得到所有的话。"),
    ]);
  }

  #message(world, privacy) {
    const message = this.asked && world.message(this.asked.chatId, this.asked.messageId);
    if (!message) return [el("p", { class: "hint" }, "想知道一条消息谁看得到：按住它（或用右键），选“谁能看到”。")];
    const { chatId } = this.asked;
    const chat = world.chats.get(chatId);
    const readers = world.membersOf(chatId);
    const admins = chat.admins ?? [];
    return [
      el("h3", {}, "这条消息"),
      el("blockquote", { class: "asked" }, gist(message)),
      el("p", {}, chat.type === "private" ? `只有${world.nameOf(chatId)}和${world.bot.name}看得到。` : `${world.titleFor(WATCH, chatId)}的 ${readers.length} 个人都看得到：`),
      chat.type !== "private" && el("ul", { class: "readers" }, readers.map((reader) => el("li", {}, face(reader.id, reader.name), reader.name, admins.includes(reader.id) && el("i", { class: "badge" }, "管理员")))),
      el("p", {}, `${world.bot.name}：${hearsThis(world, chat, message, privacy)}`),
    ].filter(Boolean);
  }

  #private(world, person) {
    const standing = world.chats.get(person.id)?.bot;
    const words = standing === "kicked" ? "屏蔽了机器人" : person.started ? "开始了" : "还没有开始";
    return row(`和${world.bot.name}的私聊`, [words], standing === "kicked" || !person.started);
  }

  #group(world, chat, person, privacy) {
    const inside = person && world.mayEnter(person.id, chat.id);
    const facts = [
      person && (inside ? (chat.admins.includes(person.id) ? "在里面，是管理员" : "在里面") : "不在，看不到"),
      chat.migrated_to ? "已经升级，不用了" : hears(chat, privacy),
    ];
    return row(chat.title, facts.filter(Boolean), person && !inside);
  }
}

function row(title, facts, faint) {
  return el("div", { class: `sight-row${faint ? " away" : ""}` }, el("b", {}, title), facts.map((words) => el("small", {}, words)));
}

function hears(chat, privacy) {
  if (chat.bot === "administrator") return "机器人是管理员，听得到所有的话";
  if (chat.bot !== "member") return "机器人不在";
  return privacy ? "机器人只听得到叫它的话" : "机器人听得到所有的话";
}

// The bot of a group in privacy mode is given commands, its own name, and answers to it.
function hearsThis(world, chat, message, privacy) {
  if (world.isBot(message.from)) return "自己说的";
  if (chat.type === "private") return "听到了";
  if (!["administrator", "member"].includes(chat.bot)) return "不在群里，听不到";
  if (chat.bot === "administrator" || !privacy) return "听到了";
  const words = message.text ?? message.caption ?? "";
  const called = words.startsWith("/") || words.toLowerCase().includes(`@${world.bot.username?.toLowerCase()}`) || world.isBot(message.reply_to_message?.from);
  return called ? "听到了，因为是在叫它" : "听不到：隐私模式开着，这句话不是在叫它";
}
