// The drawer 试验台: clock, limits, faults, delivery, the log of calls and who sees what.

import { CallsPart } from "./calls.js";
import { NARROW } from "./columns.js";
import { Controls } from "./controls.js";
import { DeliveryPart } from "./delivery.js";
import { el, icon } from "./dom.js";
import { LimitsPart } from "./limits.js";
import { SightPart } from "./sight.js";
import { ClockPart } from "./timing.js";
import { FaultsPart } from "./troubles.js";

const SHORTCUT = "KeyT"; // with Alt
const LOOKS_EVERY = 1500; // ms between two looks at the counters, while they are on the page

export class Drawer {
  constructor(page) {
    this.page = page;
    this.controls = new Controls(() => this.#changed());
    this.parts = [ClockPart, LimitsPart, FaultsPart, DeliveryPart, CallsPart, SightPart].map((Part) => new Part(this));
    this.node = document.getElementById("drawer");
    this.button = document.getElementById("drawer-button");
    this.#build();
    addEventListener("keydown", (event) => {
      if (event.key === "Escape" && document.activeElement === document.body) return this.close();
      if (event.code !== SHORTCUT || !event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      this.toggle();
    });
    NARROW.addEventListener("change", () => this.#keepApart());
  }

  get isOpen() {
    return !this.node.hidden;
  }

  get world() {
    return this.page.world;
  }

  #build() {
    this.button.addEventListener("click", () => this.toggle());
    this.button.prepend(icon("dials"));
    this.status = el("p", { class: "drawer-status", role: "status" });
    this.tabs = this.parts.map((part) => el("button", {
      type: "button", role: "tab", id: `tab-${part.id}`, "aria-controls": `part-${part.id}`, onclick: () => this.choose(part),
    }, part.label));
    const strip = el("div", { class: "drawer-tabs", role: "tablist", "aria-label": "试验台" }, this.tabs);
    strip.addEventListener("keydown", (event) => this.#walk(event));
    for (const part of this.parts) {
      Object.assign(part.node, { id: `part-${part.id}`, className: `part part-${part.id}`, tabIndex: 0 });
      part.node.setAttribute("role", "tabpanel");
      part.node.setAttribute("aria-labelledby", `tab-${part.id}`);
    }
    this.node.append(
      el("header", { class: "drawer-head" }, el("h2", {}, "试验台"),
        el("button", { type: "button", class: "round", "aria-label": "关闭试验台", title: "关闭（Esc）", onclick: () => this.close() }, icon("close"))),
      strip, this.status, el("div", { class: "parts" }, this.parts.map((part) => part.node)));
    this.node.addEventListener("keydown", (event) => { if (event.key === "Escape") { event.stopPropagation(); this.close(); } });
    this.choose(this.parts[0]);
  }

  #walk(event) {
    const at = this.parts.indexOf(this.chosen);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: this.parts.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = (to + this.parts.length) % this.parts.length;
    this.choose(this.parts[next]);
    this.tabs[next].focus();
  }

  choose(part) {
    if (this.chosen && this.chosen !== part) this.chosen.leave?.();
    this.chosen = part;
    this.say("");
    this.parts.forEach((one, index) => {
      one.node.hidden = one !== part;
      this.tabs[index].setAttribute("aria-selected", String(one === part));
      this.tabs[index].tabIndex = one === part ? 0 : -1;
    });
    if (this.isOpen) this.#enter();
  }

  #enter() {
    this.draw();
    this.chosen.enter?.();
  }

  toggle() {
    if (this.isOpen) this.close();
    else this.open();
  }

  open(id = null) {
    if (!this.world) return;
    const wanted = this.parts.find((part) => part.id === id);
    if (!this.isOpen) this.cameFrom = document.activeElement;
    this.node.hidden = false;
    this.button.setAttribute("aria-expanded", "true");
    document.body.classList.add("drawer-open");
    this.#keepApart();
    if (wanted) this.choose(wanted);
    else this.#enter();
    this.controls.refresh();
    clearInterval(this.looking);
    this.looking = setInterval(() => this.controls.refresh(), LOOKS_EVERY);
    this.page.arrange();
    this.tabs[this.parts.indexOf(this.chosen)].focus();
  }

  showSight(chatId, messageId) {
    this.parts.find((part) => part.id === "sight").asked = { chatId, messageId };
    this.open("sight");
  }

  close() {
    if (!this.isOpen) return;
    this.chosen.leave?.();
    for (const part of this.parts) part.forget?.();
    clearInterval(this.looking);
    this.node.hidden = true;
    this.button.setAttribute("aria-expanded", "false");
    document.body.classList.remove("drawer-open");
    this.#keepApart();
    this.page.arrange();
    const back = this.cameFrom?.isConnected && this.cameFrom !== document.body ? this.cameFrom : this.button;
    back.focus({ preventScroll: true });
  }

  // On a phone the drawer covers everything, so nothing behind it takes the focus.
  #keepApart() {
    const alone = this.isOpen && NARROW.matches;
    for (const id of ["top", "list", "panes"]) document.getElementById(id).inert = alone;
    this.node.setAttribute("role", alone ? "dialog" : "complementary");
    if (alone) this.node.setAttribute("aria-modal", "true");
    else this.node.removeAttribute("aria-modal");
  }

  // The world arrived, perhaps that of a sandbox started anew.
  begin() {
    for (const part of this.parts) part.forget?.();
    this.controls.refresh();
    this.draw();
  }

  // An event of the street, for those parts that count what happens.
  take(event) {
    if (event.kind === "controls") this.controls.refresh();
    for (const part of this.parts) part.take?.(event);
  }

  draw() {
    if (this.isOpen) this.chosen.draw(this.controls.state);
  }

  #changed() {
    const odd = this.controls.oddities;
    this.button.classList.toggle("odd", Boolean(odd));
    document.getElementById("drawer-news").textContent = odd || "一切照常";
    if (this.controls.trouble) this.say(this.controls.trouble, true);
    else if (this.troubled) this.say("");
    this.draw();
    this.page.timeMoved();
  }

  say(words, troubled = false) {
    this.troubled = troubled;
    this.status.textContent = words;
    this.status.classList.toggle("error", troubled);
  }

  // Changes one of the sandbox's settings and says how it went, in the drawer itself.
  async change(what, body, words) {
    try {
      await this.controls.change(what, body);
      this.say(words);
      return true;
    } catch (error) {
      this.say(error.message, true);
      return false;
    }
  }
}
