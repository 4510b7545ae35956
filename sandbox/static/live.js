// The wire to the sandbox: one world to begin with, events after that, acts in the other direction.

import { refusalWords } from "./refusals.js";

const LONGEST_WAIT = 5000;

export class Wire {
  constructor({ onWorld, onEvent, onLost, onBack }) {
    Object.assign(this, { onWorld, onEvent, onLost, onBack });
    this.seq = 0;
    this.failures = 0;
  }

  // Reads the world anew every time the line comes back: the sandbox may have been restarted
  // meanwhile, and then the numbers of its events began again.
  async connect() {
    let answer;
    try {
      answer = await fetch("world", { cache: "no-store" });
    } catch {
      return this.#lost("练习场已断开，正在重连…");
    }
    if (answer.status === 404) return this.#lost("这个练习场已经结束。请打开新打印出来的网址。");
    if (!answer.ok) return this.#lost("练习场出了点问题，正在重试…");
    let world;
    try {
      world = await answer.json();
    } catch {
      return this.#lost("练习场的回答看不懂，正在重试…");
    }
    this.seq = world.seq;
    this.onWorld(world);
    this.#listen();
  }

  #listen() {
    this.source?.close();
    const source = new EventSource(`events?after=${this.seq}`);
    this.source = source;
    source.onopen = () => {
      this.failures = 0;
      this.onBack();
    };
    source.onmessage = (message) => {
      const event = JSON.parse(message.data);
      if (event.kind === "reload") {
        source.close();
        this.connect();
        return;
      }
      if (event.seq <= this.seq) return;
      this.seq = event.seq;
      this.onEvent(event);
    };
    source.onerror = () => {
      source.close();
      if (this.source === source) this.#lost("练习场已断开，正在重连…");
    };
  }

  #lost(words) {
    this.failures += 1;
    if (this.failures > 1) this.onLost(words); // a single hiccup is nobody's business
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.connect(), Math.min(LONGEST_WAIT, 250 * 2 ** this.failures));
  }
}

// Does something as somebody. Answers the server's answer, or throws an Error with words for people.
export async function act(deed, files = new Map()) {
  let body = JSON.stringify(deed);
  const headers = {};
  if (files.size) {
    const form = new FormData();
    form.append("json", body);
    for (const [field, file] of files) form.append(field, file, file.name || field);
    body = form;
  } else {
    headers["Content-Type"] = "application/json";
  }
  let answer;
  try {
    answer = await fetch("act", { method: "POST", body, headers });
  } catch {
    throw new Error("没有送到：练习场没有回应");
  }
  const result = await answer.json().catch(() => ({}));
  if (!answer.ok || result.ok === false) throw new Error(refusalWords(result));
  return result;
}
