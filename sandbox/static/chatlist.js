// The list of chats: groups, then private ones, each with its last words and what is unread.

import { el, face, shortTime } from "./dom.js";
import { gist, serviceWords } from "./world.js";

export class ChatList {
  constructor(page) {
    this.page = page;
    this.entries = new Map(); // chat id -> its button
    this.listed = null; // which chats are shown, in order
    this.node = document.getElementById("chats");
    this.node.addEventListener("keydown", (event) => this.#walk(event));
  }

  #walk(event) {
    const entries = [...this.entries.values()];
    const at = entries.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: entries.length - 1 }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    entries[Math.max(0, Math.min(to, entries.length - 1))].focus();
  }

  // Entries stay the same elements while the street talks, or a click in mid-change would be lost.
  draw() {
    const { world, speaker } = this.page;
    const chats = world.chatsFor(speaker);
    const order = chats.map((chat) => chat.id).join();
    if (this.listed !== order) {
      this.listed = order;
      this.entries = new Map(chats.map((chat) => [chat.id, el("button", { type: "button", class: "chat-item", dataset: { chatId: chat.id }, onclick: () => this.page.enter(chat.id) })]));
      const part = (title, some) => some.length > 0 && el("section", {}, el("h2", {}, title), some.map((chat) => this.entries.get(chat.id)));
      this.node.replaceChildren(...[
        part("群", chats.filter((chat) => !["private", "channel"].includes(chat.type))), part("频道", chats.filter((chat) => chat.type === "channel")), part("私聊", chats.filter((chat) => chat.type === "private")),
      ].filter(Boolean));
    }
    for (const chat of chats) this.#drawEntry(chat, this.entries.get(chat.id));
  }

  #drawEntry(chat, entry) {
    const { world, speaker, open, unread: counts } = this.page;
    const last = world.lastMessage(chat.id);
    const unread = counts.get(chat.id) || 0;
    const isPrivate = chat.type === "private";
    const own = isPrivate && speaker === chat.id;
    const count = isPrivate ? "" : chat.migrated_to ? "已升级" : `${world.membersOf(chat.id).length} 人`;
    const preview = last ? this.#author(chat, last, own) + gist(last) : isPrivate && !world.people.get(chat.id)?.started ? "还没有开始" : "还没有消息";
    entry.title = world.titleFor(speaker, chat.id);
    entry.classList.toggle("has-unread", unread > 0);
    entry.classList.toggle("moved-away", Boolean(chat.migrated_to));
    entry.toggleAttribute("aria-current", open.has(chat.id));
    if (open.has(chat.id)) entry.setAttribute("aria-current", "true");
    entry.replaceChildren(
      own ? face(world.bot.id, "", "bot") : face(chat.id, chat.title, isPrivate ? "person" : "group"),
      el("span", { class: "chat-words" },
        el("span", { class: "chat-line" }, el("b", {}, own ? world.bot.name : chat.title, isPrivate && !own && el("span", { class: "partner" }, ` ↔ ${world.bot.name}`)), count && el("small", { class: "chat-count" }, count), last && el("time", {}, shortTime(last.date))),
        el("span", { class: "chat-line" }, el("span", { class: "preview" }, preview), unread > 0 && el("span", { class: "unread", "aria-label": `${unread} 条没看` }, unread > 99 ? "99+" : String(unread)))));
  }

  #author(chat, message, own) {
    if (serviceWords(message) || !message.from) return "";
    if (own && this.page.world.authorOf(message) === chat.id) return "我：";
    return chat.type === "private" && this.page.world.isBot(message.from) ? "" : `${message.from.first_name}：`;
  }
}
