// Links into the bot or to a message stay on the page.

import { chooseChat, choosePerson, complain, toast } from "./dialogs.js";
import { act } from "./live.js";
import { WATCH } from "./world.js";

export class Links {
  constructor(page) {
    this.page = page;
  }

  // Answers whether this was a link of ours.
  follow(address, fromChat = null, person = null) {
    let link;
    try {
      link = new URL(address);
    } catch {
      return false;
    }
    if (!["t.me", "telegram.me"].includes(link.hostname)) return false;
    const { world } = this.page;
    const [first, second, ...rest] = link.pathname.split("/").filter(Boolean);
    if (first === "c" && rest.length) {
      const chatId = Number(`-100${second}`);
      // The last number is the message's; in a forum its topic may stand before it.
      if (world.chats.has(chatId)) { this.page.enter(chatId); this.page.open.get(chatId)?.jump(rest.at(-1)); }
      return true;
    }
    if (first?.toLowerCase() !== world.bot.username?.toLowerCase()) return false;
    if (link.searchParams.has("startgroup")) this.#bringInto(link.searchParams.get("startgroup"), fromChat, person);
    else this.#startFrom(link.searchParams.get("start"), fromChat, person);
    return true;
  }

  // Brings the bot into a group, and tells it there what the link says; where it is already, it is
  // only told.
  async #bringInto(payload, fromChat, person) {
    const { world } = this.page;
    const who = await this.#whoever(person, fromChat, `谁来请${world.bot.name}进群？`);
    if (who === null) return;
    const groups = world.chatsFor(who).filter((chat) => ["group", "supergroup"].includes(chat.type) && !chat.migrated_to);
    if (!groups.length) return toast(`${world.nameOf(who)}还没有群，先新建一个`);
    const chat = await chooseChat(`请${world.bot.name}进哪个群？`, groups);
    if (!chat) return;
    const isIn = chat.bot === "administrator" || chat.bot === "member";
    const told = { do: "send", text: `/start@${world.bot.username} ${payload}`.trim() };
    try {
      await act({ as: who, chat: chat.id, ...(isIn ? told : { do: "add_bot", ...(payload ? { payload } : {}) }) });
      this.page.goTo(chat.id);
    } catch (error) {
      complain(error);
    }
  }

  async #startFrom(payload, fromChat, person) {
    const who = await this.#whoever(person, fromChat, `谁来打开和${this.page.world.bot.name}的私聊？`);
    if (who === null) return;
    if (payload !== null) await this.start(who, payload);
    else this.page.enter(who);
  }

  async #whoever(person, chatId, question) {
    const { world, speaker } = this.page;
    if (person !== null) return person;
    if (speaker !== WATCH) return speaker;
    const people = chatId !== null ? world.membersOf(chatId) : [...world.people.values()];
    return (await choosePerson(question, people))?.id ?? null;
  }

  async start(personId, payload) {
    try {
      await act({ as: personId, do: "start", ...(payload ? { payload } : {}) });
      if (this.page.speaker === WATCH || this.page.speaker === personId) this.page.enter(personId);
    } catch (error) {
      complain(error);
    }
  }
}
