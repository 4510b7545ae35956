// 机器人的请求: every call of the bot, newest first, followed for as long as it is looked at.

import { clock, el } from "./dom.js";
import { effectWords } from "./troubles.js";

const SHOWN = 200;
const KEPT = 1000;
const LOOKS_EVERY = 1000; // ms

export class CallsPart {
  id = "calls";
  label = "机器人的请求";

  constructor(drawer) {
    this.drawer = drawer;
    this.calls = [];
    this.seq = 0;
    const tick = (words, checked) => el("input", { type: "checkbox", checked, "aria-label": words, onchange: () => this.draw() });
    this.failed = tick("只看失败的", false);
    this.quiet = tick("不看来取消息的（getUpdates）", true);
    this.list = el("ol", { class: "calls", "aria-label": "机器人的请求" });
    this.node = el("section", {},
      el("div", { class: "filters" }, [this.failed, this.quiet].map((box) => el("label", { class: "tick" }, box, el("span", {}, box.getAttribute("aria-label"))))),
      this.list);
  }

  enter() {
    this.looking = true;
    this.#look();
  }

  leave() {
    this.looking = false;
    clearTimeout(this.timer);
  }

  async #look() {
    clearTimeout(this.timer);
    const asked = this.seq;
    try {
      const answer = await fetch(`calls?after=${asked}`, { cache: "no-store" });
      if (!answer.ok) throw new Error(`读不到记录（${answer.status}）`);
      this.#keep(await answer.json(), asked);
    } catch (error) {
      this.drawer.say(error instanceof TypeError ? "练习场没有回应" : error.message, true);
    }
    if (this.looking) this.timer = setTimeout(() => this.#look(), LOOKS_EVERY);
  }

  #keep(rows, asked) {
    if (!rows.length || asked !== this.seq) return;
    this.calls = [...this.calls, ...rows].slice(-KEPT);
    this.seq = rows.at(-1).seq;
    this.draw();
  }

  // A sandbox that was started anew counts from the beginning.
  forget() {
    this.calls = [];
    this.seq = 0;
  }

  draw() {
    const shown = this.calls.filter((call) => (!this.failed.checked || !isFine(call)) && (!this.quiet.checked || call.method !== "getUpdates" || !isFine(call)));
    const rows = shown.slice(-SHOWN).reverse().map((call) => this.#drawCall(call));
    this.list.replaceChildren(...(rows.length ? rows : [el("li", { class: "hint" }, this.failed.checked ? "没有失败的请求。" : "还没有请求。")]));
  }

  #drawCall({ method, chat_id: chatId, status, at, ms, fault }) {
    const { world } = this.drawer;
    const fine = isFine({ status });
    const where = chatId === null || chatId === undefined ? "" : world.chats.has(chatId) ? world.titleFor(null, chatId) : String(chatId);
    return el("li", { class: `call${fine ? "" : " failed"}` },
      el("div", { class: "call-line" }, el("b", {}, method), el("span", { class: "call-status" }, statusWords(status))),
      el("div", { class: "call-line" }, el("small", { class: "call-where" }, where), el("small", {}, [ms !== undefined && `${Math.round(ms)} 毫秒`, clock(at)].filter(Boolean).join(" · "))),
      fault && el("small", { class: "call-fault" }, `故障：${typeof fault === "string" ? effectWords(fault) : fault.name || effectWords(fault)}`));
  }
}

const isFine = ({ status }) => status >= 200 && status < 300;

function statusWords(status) {
  if (status === 0) return "连接断了";
  if (status < 300) return "成功";
  if (status === 429) return "429 太快了";
  return status < 500 ? `${status} 被拒绝` : `${status} 服务器出错`;
}
