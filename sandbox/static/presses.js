// Buttons under messages: who presses, the wait for the bot's answer, and how it is shown.

import { alertDialog, complain, toast } from "./dialogs.js";
import { face } from "./dom.js";
import { act } from "./live.js";
import { WATCH } from "./world.js";

const PATIENCE = 20_000; // ms a button waits for its answer

export class Presses {
  constructor(page) {
    this.page = page;
    this.pending = new Map(); // "chat:message:row:column" -> query id, or true until that is known
    this.timers = new Map();
    this.early = new Map(); // answers that overtook the reply to their press
    this.ours = new Set(); // query ids of presses made on this page
  }

  async press(chatId, message, row, column, button) {
    if (button.copy_text) {
      await navigator.clipboard?.writeText(button.copy_text.text).catch(() => {});
      return toast(`已复制：${button.copy_text.text}`);
    }
    if (button.url) {
      if (!this.page.links.follow(button.url, chatId) && /^https?:/i.test(button.url)) open(button.url, "_blank", "noopener,noreferrer");
      return;
    }
    if (button.callback_data === undefined) return toast("练习场里按不了这种按钮");
    const key = `${chatId}:${message.message_id}:${row}:${column}`;
    if (this.pending.has(key)) return;
    const person = await this.page.actor(chatId, `按“${button.text}”`);
    if (person === null || this.pending.has(key)) return;
    this.#wait(key);
    const patience = setTimeout(() => this.#stop(key), PATIENCE);
    this.timers.set(key, patience);
    try {
      const { query_id } = await act({ as: person, do: "press", chat: chatId, message_id: message.message_id, row, column });
      if (this.early.has(query_id)) {
        const early = this.early.get(query_id);
        this.early.delete(query_id);
        this.#stop(key);
        this.#show(early);
      } else if (query_id && this.pending.has(key)) {
        this.ours.add(query_id);
        this.pending.set(key, query_id);
      } else {
        this.#stop(key);
      }
    } catch (error) {
      this.#stop(key);
      complain(error);
    }
  }

  #wait(key) {
    this.pending.set(key, true);
    this.page.open.get(Number(key.split(":")[0]))?.draw();
  }

  #stop(key) {
    clearTimeout(this.timers.get(key));
    if (this.pending.delete(key)) this.page.open.get(Number(key.split(":")[0]))?.draw();
  }

  isPending(chatId, messageId, row, column) {
    return this.pending.has(`${chatId}:${messageId}:${row}:${column}`);
  }

  mark(chatId, messageId) {
    const prefix = `${chatId}:${messageId}:`;
    return [...this.pending.keys()].filter((key) => key.startsWith(prefix)).join();
  }

  answered(event) {
    const waiting = [...this.pending].find(([, queryId]) => queryId === event.query_id);
    if (waiting) this.#stop(waiting[0]);
    if (this.ours.delete(event.query_id)) return this.#show(event);
    if ([...this.pending.values()].includes(true)) this.early.set(event.query_id, event);
    else if (this.page.speaker === WATCH && this.page.open.has(event.chat)) this.#show({ ...event, alert: false, url: null });
  }

  #show({ person, text, alert, url, chat }) {
    const other = person !== this.page.speaker;
    if (text && alert) alertDialog(text, other ? `${this.page.world.nameOf(person)}看到` : "");
    else if (text) toast(other ? `${this.page.world.nameOf(person)}看到：${text}` : text, { face: other ? face(person, this.page.world.nameOf(person)) : null });
    if (url && !this.page.links.follow(url, chat, person) && /^https?:/i.test(url)) open(url, "_blank", "noopener,noreferrer");
  }
}
