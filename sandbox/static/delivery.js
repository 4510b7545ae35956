// 投递: how what people do reaches the bot, and how to make that reach it badly.

import { el } from "./dom.js";

const WAYS = { polling: ["机器人自己来取", "轮询 getUpdates"], webhook: ["推送给机器人", "Webhook"], nobody: ["没有机器人在听", ""] };
const MOST_REPEATS = 5;
const WIDEST_SHUFFLE = 50;

export class DeliveryPart {
  id = "delivery";
  label = "投递";

  constructor(drawer) {
    this.drawer = drawer;
    this.facts = el("dl", { class: "facts" });
    const number = (min, max, label) => el("input", { type: "number", min, max, required: true, inputmode: "numeric", "aria-label": label, onchange: () => this.#change() });
    this.repeat = number(1, MOST_REPEATS, "每条送几遍");
    this.shuffle = number(0, WIDEST_SHUFFLE, "打乱多少条");
    this.node = el("section", {}, this.facts,
      el("label", { class: "line" }, el("span", {}, "每条送几遍"), this.repeat, el("span", {}, `1–${MOST_REPEATS}`)),
      el("label", { class: "line" }, el("span", {}, "在多少条里打乱"), this.shuffle, el("span", {}, `0–${WIDEST_SHUFFLE}`)),
      el("p", { class: "hint" }, "0 是不打乱。机器人该认得出重复的，也不该怕乱。"),
      el("button", { type: "button", class: "quiet wide", onclick: () => this.#jump() }, "编号跳一大步", el("small", {}, " update_id")),
      el("p", { class: "hint" }, "Telegram 过一周没有消息，下一个编号会随便选。"));
  }

  #change() {
    if (!this.repeat.reportValidity() || !this.shuffle.reportValidity()) return;
    this.drawer.change("delivery", { repeat: Number(this.repeat.value), shuffle: Number(this.shuffle.value) }, "改好了，从下一条起算");
  }

  #jump() {
    this.drawer.change("delivery", { jump: 1000 }, "下一条的编号会跳过一千个");
  }

  draw(state) {
    if (!state) return;
    const { by, url, pending, repeat, shuffle, last_error: wrong } = state.delivery;
    const [way, term] = WAYS[by] ?? ["别的办法", ""];
    const facts = [["怎么收", way, term], url && ["推送到", url], ["在等的", `${pending} 条`], wrong && ["上次推送", "没有成功", wrong]];
    this.facts.replaceChildren(...facts.filter(Boolean).flatMap(([name, words, term]) => [el("dt", {}, name), el("dd", {}, words, term && el("small", {}, term))]));
    if (this.repeat !== document.activeElement) this.repeat.value = repeat;
    if (this.shuffle !== document.activeElement) this.shuffle.value = shuffle;
  }
}
