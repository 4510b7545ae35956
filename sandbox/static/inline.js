// Inline mode: "@bot words" asks the bot while one types; what it offers is sent by a press.

import { complain } from "./dialogs.js";
import { el } from "./dom.js";
import { act } from "./live.js";

const PAUSE = 400; // ms without a key before the bot is asked

export class Inline {
  constructor(page) {
    this.page = page;
    this.asked = null; // {query, chatId, speaker} of the last question
    this.early = new Map(); // offers that overtook the answer to their question
    this.node = el("div", { class: "offers", role: "group", "aria-label": "机器人给的结果", hidden: true });
  }

  typed(composer) {
    clearTimeout(this.timer);
    const words = this.#wordsFor(composer.input.value);
    if (words === null) return this.away();
    this.timer = setTimeout(() => this.#ask(composer, words), PAUSE);
  }

  #wordsFor(text) {
    const [first, ...rest] = text.split(" ");
    const { username } = this.page.world.bot;
    return rest.length && first.toLowerCase() === `@${username?.toLowerCase()}` ? rest.join(" ").trim() : null;
  }

  away() {
    clearTimeout(this.timer);
    this.asked = null;
    this.node.hidden = true;
    this.node.replaceChildren();
  }

  async #ask({ chatId, speaker }, words) {
    const asked = { query: null, chatId, speaker };
    this.asked = asked;
    try {
      asked.query = (await act({ as: speaker, do: "inline", chat: chatId, text: words })).query_id;
    } catch (error) {
      return complain(error);
    }
    const early = this.early.get(asked.query);
    this.early.clear();
    if (early) this.offered(early);
  }

  offered(event) {
    if (this.asked?.query !== event.query_id) return this.asked && this.early.set(event.query_id, event);
    const { results, button } = event;
    this.node.hidden = false;
    this.node.replaceChildren(...[
      button?.start_parameter && el("button", { type: "button", class: "quiet offer", onclick: () => this.page.links.start(this.asked.speaker, button.start_parameter) }, button.text),
      ...results.map((result) => el("button", { type: "button", class: "quiet offer", onclick: () => this.#take(result) }, el("b", {}, result.title || result.caption || KINDS[result.type] || result.type), result.description && el("small", {}, result.description))),
      !results.length && el("p", { class: "hint" }, "没有结果"),
    ].filter(Boolean));
  }

  async #take(result) {
    const { query, chatId, speaker } = this.asked;
    this.away();
    try {
      await act({ as: speaker, do: "choose", query_id: query, result_id: result.id });
      this.page.composer.put("");
      this.page.sent(chatId);
    } catch (error) {
      complain(error);
    }
  }
}

const KINDS = { photo: "照片", document: "文件", video: "视频", voice: "语音", location: "位置", venue: "地点", contact: "名片" };
