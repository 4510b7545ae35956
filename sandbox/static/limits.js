// 限速: Telegram's own limits, on or off, and how many calls they refused.

import { el } from "./dom.js";

const FIGURES = [["per_second", "全部：每秒"], ["private_per_second", "每个私聊：每秒"], ["group_per_minute", "每个群：每分钟"]];

export class LimitsPart {
  id = "limits";
  label = "限速";

  constructor(drawer) {
    this.drawer = drawer;
    this.on = el("input", { type: "checkbox", role: "switch", onchange: () => this.#change() });
    this.figures = new Map(FIGURES.map(([name]) => [name, el("input", { type: "number", min: "1", max: "1000", required: true, inputmode: "numeric", name, onchange: () => this.#change() })]));
    this.refused = el("p", { class: "figure" });
    this.node = el("section", {},
      el("label", { class: "switch" }, this.on, el("span", {}, "像 Telegram 一样限速")),
      el("p", { class: "hint" }, "超过的请求会被挡回（429），机器人要等一等再发。"),
      FIGURES.map(([name, words]) => el("label", { class: "line" }, el("span", {}, words), this.figures.get(name), el("span", {}, "条"))),
      this.refused);
  }

  #change() {
    const wrong = [...this.figures.values()].find((field) => !field.reportValidity());
    if (wrong) return;
    const figures = Object.fromEntries([...this.figures].map(([name, field]) => [name, Number(field.value)]));
    this.drawer.change("limits", { on: this.on.checked, ...figures }, this.on.checked ? "限速开着" : "限速关了");
  }

  draw(state) {
    if (!state) return;
    this.on.checked = state.limits.on;
    for (const [name, field] of this.figures) if (field !== document.activeElement) field.value = state.limits[name];
    this.refused.textContent = `挡回了 ${state.limits.refused} 次请求`;
  }
}
