// Links into the bot or to a message stay on the page.

import { choosePerson, complain } from "./dialogs.js";
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
    const [first, second, third] = link.pathname.split("/").filter(Boolean);
    if (first === "c" && third) {
      const chatId = Number(`-100${second}`);
      if (this.page.world.chats.has(chatId)) { this.page.enter(chatId); this.page.open.get(chatId)?.jump(third); }
      return true;
    }
    if (first?.toLowerCase() !== this.page.world.bot.username?.toLowerCase()) return false;
    this.#startFrom(link.searchParams.get("start"), fromChat, person);
    return true;
  }

  async #startFrom(payload, fromChat, person) {
    const { speaker } = this.page;
    const who = person ?? (speaker !== WATCH ? speaker : await this.#chooseAnybody(fromChat));
    if (who === null) return;
    if (payload !== null) await this.start(who, payload);
    else this.page.enter(who);
  }

  async #chooseAnybody(chatId) {
    const { world } = this.page;
    const people = chatId !== null ? world.membersOf(chatId) : [...world.people.values()];
    return (await choosePerson(`谁来打开和${world.bot.name}的私聊？`, people))?.id ?? null;
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
