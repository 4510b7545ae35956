// 时间: the street's clock, moved forward by a press, and what that set going.

import { spanWords } from "./controls.js";
import { el, fullTime, now } from "./dom.js";

const STEPS = [["+1 分钟", 60], ["+10 分钟", 600], ["+1 小时", 3600], ["+1 天", 86400], ["+3 天", 259200]];
const UNITS = [["分钟", 60], ["小时", 3600], ["天", 86400]];

export class ClockPart {
  id = "clock";
  label = "时间";

  constructor(drawer) {
    this.drawer = drawer;
    this.forget();
    this.time = el("time", { class: "big-clock" });
    this.ahead = el("p", { class: "hint" });
    this.moved = el("div", { class: "moved", role: "status" });
    this.amount = el("input", { type: "number", min: "1", max: "9999", step: "1", value: "30", required: true, inputmode: "numeric", "aria-label": "拨快多少" });
    this.unit = el("select", { "aria-label": "单位" }, UNITS.map(([name, size]) => el("option", { value: size }, name)));
    this.form = el("form", { class: "fields", onsubmit: (event) => { event.preventDefault(); this.move(Number(this.amount.value) * Number(this.unit.value)); } },
      this.amount, this.unit, el("button", { class: "primary" }, "拨快"));
    this.node = el("section", {},
      el("p", { class: "hint" }, "社区现在的时间"), this.time, this.ahead,
      el("div", { class: "chips" }, STEPS.map(([words, size]) => el("button", { type: "button", class: "chip", onclick: () => this.move(size) }, words))),
      el("h3", {}, "拨多久都行"), this.form, this.moved);
  }

  // Until the drawer is closed it counts together what its presses did.
  forget() {
    this.from = null; // when the first of them was made
    this.by = 0;
    this.came = new Map(); // chat id -> number of messages that came or changed since
    this.moved?.replaceChildren();
  }

  async move(seconds) {
    this.from ??= now();
    if (!(await this.drawer.change("clock", { move_s: seconds }, ""))) return;
    this.by += seconds;
    this.#drawMoved();
  }

  take(event) {
    if (!["message", "edit"].includes(event.kind) || this.from === null) return;
    this.came.set(event.chat, (this.came.get(event.chat) || 0) + 1);
    this.#drawMoved();
  }

  #drawMoved() {
    const { world, page } = this.drawer;
    const came = [...this.came].map(([chat, count]) => el("li", {}, el("button", { type: "button", class: "quiet", onclick: () => { if (page.goTo(chat)) this.drawer.close(); } }, `${world.titleFor(page.speaker, chat)}：${count} 条新的或改过的消息`)));
    this.moved.replaceChildren(
      el("p", {}, `拨快了 ${spanWords(this.by)}：${fullTime(this.from)} → ${fullTime(this.from + this.by)}`),
      came.length ? el("ul", { class: "plain" }, came) : el("p", { class: "hint" }, "还没有因此来的消息"));
  }

  enter() {
    this.ticking = setInterval(() => this.draw(this.drawer.controls.state), 1000);
  }

  leave() {
    clearInterval(this.ticking);
  }

  draw(state) {
    this.time.textContent = state ? fullTime(now()) : "—";
    const { ahead } = this.drawer.controls;
    this.ahead.textContent = ahead ? `比墙上的钟${ahead > 0 ? "快" : "慢"} ${spanWords(Math.abs(ahead))}。重新开练习场才会回到真实时间。` : "和墙上的钟一样";
  }
}
