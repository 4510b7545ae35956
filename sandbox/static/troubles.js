// 故障: rules that spoil some of the bot's calls, set by one press and taken away by another.

import { el, icon } from "./dom.js";

const PAGE_502 = "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>";
const BLOCKED = "Forbidden: bot was blocked by the user";
const TWICE = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";
// In plain words, as an engineer would call it, and what it does; the last are about one method alone.
const READY = [
  ["网络出错页面", "502 HTML", { status: 502, body: PAGE_502, content_type: "text/html" }],
  ["Telegram 自己出错", "500 JSON", { status: 500 }],
  ["发得太快，等 3 秒", "429", { status: 429, retry_after: 3 }],
  ["请求写得不对", "400", { status: 400 }],
  ["用户屏蔽了机器人", "403", { status: 403, description: BLOCKED }],
  ["机器人的口令不对", "401", { status: 401 }],
  ["没送到就断线", "reset before", "reset_before"],
  ["送到了，没等到回音", "reset after", "reset_after"],
  ["回音只有一半", "truncated JSON", { truncated: true }],
  ["慢 5 秒", "slow", { hang: 5 }],
  ["断网 10 秒", "outage", { outage: 10 }],
  ["两个机器人抢着取消息", "409 getUpdates", { status: 409, description: TWICE }, "getUpdates"],
];
const METHODS = [["*", "所有请求"], ["send", "发和改消息（send）"], ["getUpdates", "取新消息（getUpdates）"], ["", "写请求的名字…"]];

export class FaultsPart {
  id = "faults";
  label = "故障";

  constructor(drawer) {
    this.drawer = drawer;
    this.drawn = {};
    this.method = el("select", { onchange: () => this.#drawName() }, METHODS.map(([value, words]) => el("option", { value }, words)));
    this.method.value = "send";
    this.name = el("input", { type: "text", "aria-label": "请求的名字", placeholder: "sendMessage", autocapitalize: "off", autocomplete: "off", spellcheck: "false", hidden: true });
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
      el("h3", {}, "弄坏机器人的哪些请求"),
      line("请求", this.method, "请求"), this.name, el("p", { class: "hint" }, "请求是机器人问 Telegram 的话。getUpdates 是它来取新消息：有人说了什么，它这样知道。"), line("聊天", this.chat, "聊天"),
      line("每第", this.every, "每第几次", "次"), line("最多", this.times, "最多几次", "次，空着是一直"),
      el("h3", {}, "怎么坏，按一下就生效"),
      el("div", { class: "chips" }, READY.map(([words, term, effect, only]) => el("button", { type: "button", class: "chip", onclick: () => this.#add(`${words}（${term}）`, effect, only) }, words, el("small", {}, term)))),
      el("h3", {}, "设好的故障"), this.rules, this.away);
  }

  #drawName() {
    this.name.hidden = this.method.value !== "";
    if (!this.name.hidden) this.name.focus();
  }

  #add(name, effect, only) {
    if (!this.every.reportValidity() || !this.times.reportValidity()) return;
    const method = only ?? (this.method.value || this.name.value.trim());
    if (!method) return this.drawer.say("先写上请求的名字", true);
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
  const ready = READY.find(([, , known]) => JSON.stringify(known) === JSON.stringify(effect));
  if (ready) return `${ready[0]}（${ready[1]}）`;
  if (effect === "unread") return "没读就断（unread）";
  if (typeof effect === "string") return effect; // its rule had a name of its own
  const { status, hang, outage, truncated } = effect ?? {};
  return [
    hang && `慢 ${hang} 秒`, outage && `断网 ${outage} 秒`, status && `回答 ${status}`, truncated && "回音只有一半",
  ].filter(Boolean).join("，") || "别的故障";
}
