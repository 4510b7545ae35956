// The bar above the messages that names what is pinned and jumps to it.

import { el, icon } from "./dom.js";
import { gist } from "./world.js";

export class PinBar {
  constructor(conversation) {
    this.conversation = conversation;
    this.at = 0;
    this.words = el("span", { class: "pin-words" });
    this.node = el("button", { type: "button", class: "pin-bar", hidden: true, onclick: () => this.#jump() }, icon("thumbtack"), this.words);
  }

  get #pinned() {
    const { page, chatId } = this.conversation;
    const ids = page.world.chats.get(chatId)?.pinned ?? [];
    return ids.map((id) => page.world.message(chatId, id)).filter(Boolean).reverse(); // newest first
  }

  draw() {
    const pinned = this.#pinned;
    this.node.hidden = pinned.length === 0;
    if (!pinned.length) return;
    this.at %= pinned.length;
    const count = pinned.length > 1 ? `置顶 ${this.at + 1}/${pinned.length}` : "置顶";
    this.node.setAttribute("aria-label", `跳到置顶的消息：${gist(pinned[this.at])}`);
    this.words.replaceChildren(el("b", {}, count), el("span", {}, gist(pinned[this.at])));
  }

  // Each press goes on to the one pinned before.
  #jump() {
    const pinned = this.#pinned;
    this.conversation.jump(pinned[this.at].message_id);
    this.at = (this.at + 1) % pinned.length;
    this.draw();
  }
}
