// The sandbox's own settings: clock, limits, delivery and faults, as the sandbox last told them.

import { setAhead } from "./dom.js";
import { refusalWords } from "./refusals.js";

const MISSING = "这个练习场没有试验台";

export class Controls {
  constructor(onChange) {
    this.onChange = onChange;
    this.state = null; // what GET controls answered, or null until it did
    this.trouble = "";
  }

  // One reading at a time; whoever asks meanwhile gets one more after it.
  refresh() {
    this.again = Boolean(this.reading);
    this.reading ||= this.#read().finally(() => {
      this.reading = null;
      if (this.again) this.refresh();
    });
    return this.reading;
  }

  async #read() {
    try {
      const answer = await fetch("controls", { cache: "no-store" });
      if (answer.status === 404) throw new Error(MISSING);
      if (!answer.ok) throw new Error(`练习场答不上来（${answer.status}）`);
      this.state = await answer.json();
      this.trouble = "";
      setAhead(this.state.clock.now - Date.now() / 1000);
    } catch (error) {
      this.trouble = error instanceof TypeError ? "练习场没有回应" : error.message;
    }
    this.onChange();
  }

  // Changes one thing: "clock", "limits", "delivery" or "faults". Throws an Error with its words.
  async change(what, body) {
    let answer;
    try {
      answer = await fetch(what, { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });
    } catch {
      throw new Error("没有送到：练习场没有回应");
    }
    if (answer.status === 404) throw new Error(MISSING);
    const result = await answer.json().catch(() => ({}));
    if (!answer.ok || result.ok === false) throw new Error(refusalWords(result));
    await this.refresh();
  }

  // How far the street's clock runs ahead of the wall's, in seconds; small differences are none.
  get ahead() {
    const seconds = Math.round(this.state?.clock.ahead_s ?? 0);
    return Math.abs(seconds) < 2 ? 0 : seconds;
  }

  // What is out of the ordinary, in a few words; empty when nothing is.
  get oddities() {
    if (!this.state) return "";
    const { limits, delivery, faults } = this.state;
    const active = faults.filter((rule) => rule.times === null || rule.fired < rule.times);
    return [
      this.ahead !== 0 && `时钟${this.ahead > 0 ? "快" : "慢"} ${spanWords(Math.abs(this.ahead))}`,
      active.length > 0 && `故障 ${active.length}`,
      limits.on && "限速",
      (delivery.repeat > 1 || delivery.shuffle > 0) && "投递打乱",
    ].filter(Boolean).join(" · ");
  }
}

// "1 天 2 小时" for a number of seconds, the two largest parts.
export function spanWords(total) {
  const parts = [];
  let left = Math.round(total);
  for (const [size, name] of [[86400, "天"], [3600, "小时"], [60, "分钟"], [1, "秒"]]) {
    if (left >= size) parts.push(`${Math.floor(left / size)} ${name}`);
    left %= size;
  }
  return parts.slice(0, 2).join(" ") || "0 秒";
}

