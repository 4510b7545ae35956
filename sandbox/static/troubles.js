// 故障: rules that spoil some of the bot's calls, set by one press and taken away by another.

import { el, icon } from "./dom.js";

const PAGE_502 = "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>";
const READY = [
  ["网关 502 页面", { status: 502, body: PAGE_502, content_type: "text/html" }],
  ["429 等 3 秒", { status: 429, retry_after: 3 }],
  ["断开（之前）", "reset_before"],
  ["断开（之后）", "reset_after"],
  ["应答残缺", { truncated: true }],
  ["慢 5 秒", { hang: 5 }],
  ["断网 10 秒", { outage: 10 }],
];
const METHODS = [["*", "所有方法"], ["send", "发送和编辑"], ["getUpdates", "收消息 getUpdates"], ["", "写方法的名字…"]];

export class FaultsPart {
  id = "faults";
  label = "故障";

  constructor(drawer) {
    this.drawer = drawer;
    this.drawn = {};
    this.method = el("select", { onchange: () => this.#drawName() }, METHODS.map(([value, words]) => el("option", { value }, words)));
    this.method.value = "send";
    this.name = el("input", { type: "text", "aria-label": "方法的名字", placeholder: "sendMessage", autocapitalize: "off", autocomplete: "off", spellcheck: "false", hidden: true });
    this.chat = el("select");
    this.every = el("input", { type: "number", min: "1", max: "999", value: "1", required: true, inputmode: "numeric" });
    this.times = el("input", { type: "number", min: "1", max: "9999", value: "3", inputmode: "numeric", placeholder: "一直" });
    this.rules = el("div", { class: "rules" });
    this.away = el("button", { type: "button", class: "quiet wide", onclick: () => this.#post([], "故障全部清除了") }, "全部清除");
    const line = (words, field, name, after) => {
      field.setAttribute("aria-label", name);
      return el("label", { class: "line" }, el("span", {}, words), field, after && el("span", {}, after));
    };
    this.node = el("section", {},
      el("h3", {}, "弄坏哪些调用"),
      line("方法", this.method, "方法"), this.name, line("聊天", this.chat, "聊天"),
      line("每第", this.every, "每第几次", "次"), line("最多", this.times, "最多几次", "次，空着是一直"),
      el("h3", {}, "怎么坏，按一下就生效"),
      el("div", { class: "chips" }, READY.map(([words, effect]) => el("button", { type: "button", class: "chip", onclick: () => this.#add(words, effect) }, words))),
      el("h3", {}, "设好的故障"), this.rules, this.away);
  }

  #drawName() {
    this.name.hidden = this.method.value !== "";
    if (!this.name.hidden) this.name.focus();
  }

  #add(name, effect) {
    if (!this.every.reportValidity() || !this.times.reportValidity()) return;
    const method = this.method.value || this.name.value.trim();
    if (!method) return this.drawer.say("先写上方法的名字", true);
    const once = typeof effect === "object" && "outage" in effect; // an outage is over by itself
    const rule = {
      name, effect, method, every: Number(this.every.value),
      chat: this.chat.value ? Number(this.chat.value) : null,
      times: once ? 1 : this.times.value ? Number(this.times.value) : null,
    };
    this.#post([...this.#standing(), rule], `“${name}”生效了`);
  }

  #standing() {
    return this.drawer.controls.state?.faults ?? [];
  }

  #post(rules, words) {
    return this.drawer.change("faults", rules, words);
  }

  draw(state) {
    const rules = state?.faults ?? [];
    const { world } = this.drawer;
    const chats = world.chatsFor(null).map((chat) => [String(chat.id), world.titleFor(null, chat.id)]);
    if (this.#isNew("chats", chats)) this.#drawChats(chats);
    if (!this.#isNew("rules", rules)) return;
    const held = [...this.rules.children].findIndex((row) => row.contains(document.activeElement));
    this.away.hidden = rules.length === 0;
    this.rules.replaceChildren(...(rules.length ? rules.map((rule, index) => this.#drawRule(rule, index)) : [el("p", { class: "hint" }, "没有故障，一切照常。")]));
    if (held >= 0) (this.rules.children[Math.min(held, rules.length - 1)]?.querySelector("button") ?? this.node).focus();
  }

  // Redrawing what did not change would take a choice out of somebody's hands.
  #isNew(what, value) {
    const drawn = JSON.stringify(value);
    if (this.drawn[what] === drawn) return false;
    this.drawn[what] = drawn;
    return true;
  }

  #drawChats(chats) {
    const chosen = this.chat.value;
    this.chat.replaceChildren(el("option", { value: "" }, "所有聊天"), ...chats.map(([value, words]) => el("option", { value }, words)));
    this.chat.value = chats.some(([value]) => value === chosen) ? chosen : "";
  }

  #drawRule(rule, index) {
    const { world } = this.drawer;
    const about = METHODS.find(([value]) => value === rule.method)?.[1] ?? rule.method;
    const spent = rule.times !== null && rule.fired >= rule.times;
    const words = [
      about, rule.chat && world.titleFor(null, rule.chat), rule.every > 1 && `每第 ${rule.every} 次`,
      rule.times !== null && `共 ${rule.times} 次`,
    ].filter(Boolean).join(" · ");
    return el("div", { class: `rule${spent ? " spent" : ""}` },
      el("div", { class: "rule-words" }, el("b", {}, rule.name || effectWords(rule.effect)), el("small", {}, words),
        el("small", {}, `碰到 ${rule.seen} 次，弄坏 ${rule.fired} 次${spent ? "，用完了" : ""}`)),
      el("button", {
        type: "button", class: "round", "aria-label": `去掉故障：${rule.name || effectWords(rule.effect)}`, title: "去掉",
        onclick: () => this.#post(this.#standing().filter((other, place) => place !== index), "去掉了"),
      }, icon("trash")));
  }
}

// What a rule does to a call, in words; also for rules that were set elsewhere, without a name.
export function effectWords(effect) {
  const ready = READY.find(([, known]) => JSON.stringify(known) === JSON.stringify(effect));
  if (ready) return ready[0];
  if (typeof effect === "string") return effect;
  return Object.entries(effect ?? {}).filter(([key]) => key !== "body").map(([key, value]) => `${key} ${value}`).join("，");
}
