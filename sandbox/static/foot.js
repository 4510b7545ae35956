// The foot of a conversation: the line to write on, or why there is none and what to do instead.

import { el, face } from "./dom.js";
import { perform } from "./place.js";
import { WATCH } from "./world.js";

export class Foot {
  constructor(page) {
    this.page = page;
  }

  // The one line to write on stands where the speaker may use it.
  place() {
    const { page } = this;
    for (const conversation of page.open.values()) {
      const wasOwn = conversation.foot.contains(page.composer.node);
      const own = this.#speaks(conversation);
      if (wasOwn !== own || own && page.composer.key !== `${page.speaker}:${conversation.chatId}`) this.draw(conversation);
    }
  }

  draw(conversation) {
    const { composer, speaker } = this.page;
    const { chatId, foot } = conversation;
    if (!this.#speaks(conversation)) return foot.replaceChildren(this.#instead(conversation));
    if (!foot.contains(composer.node)) foot.replaceChildren(composer.node);
    composer.enter(chatId, speaker);
  }

  #speaks(conversation) {
    const { page } = this;
    const { chatId } = conversation;
    return page.isActive(conversation) && page.world.mayWrite(page.speaker, chatId) && !this.#isBlocked(chatId) && !this.#mustStart(chatId) && !this.#isClosed(conversation);
  }

  #mustStart(chatId) {
    return this.page.world.isPrivate(chatId) && !this.page.world.people.get(chatId)?.started;
  }

  #isBlocked(chatId) {
    return this.page.world.isPrivate(chatId) && this.page.world.chats.get(chatId).bot === "kicked";
  }

  // A closed topic still hears the administrators, and whoever began it.
  #isClosed({ chatId, topics }) {
    const { world, speaker } = this.page;
    if (!topics.topic?.closed || world.chats.get(chatId).admins.includes(speaker)) return false;
    return world.authorOf(world.message(chatId, topics.chosen) ?? {}) !== speaker;
  }

  #instead(conversation) {
    const { page } = this;
    const { world, speaker } = page;
    const { chatId } = conversation;
    const may = world.mayEnter(speaker, chatId);
    const button = (words, onclick, look = "quiet wide") => el("button", { type: "button", class: look, onclick }, words);
    if (may || speaker === WATCH) {
      const name = world.nameOf(chatId);
      if (this.#isBlocked(chatId)) {
        const unblock = { words: "取消屏蔽", who: [world.people.get(chatId)], deed: "unblock" };
        return button(may ? "取消屏蔽" : `替${name}取消屏蔽`, () => perform(page, world.chats.get(chatId), unblock), "primary wide start");
      }
      if (this.#mustStart(chatId)) return button(may ? "开始" : `替${name}按“开始”`, () => page.links.start(chatId), "primary wide start");
    }
    if (!may) return this.#standIns(chatId);
    if (!world.mayWrite(speaker, chatId)) return silent(world.chats.get(chatId).migrated_to ? "这里不能再说话了" : "只有管理员能在频道里发言");
    return this.#isClosed(conversation) ? silent("话题已关闭") : button("在这里说话", () => page.enter(chatId));
  }

  #standIns(chatId) {
    const { page } = this;
    return el("div", { class: "stand-in" }, el("span", {}, "谁来说："), el("div", { class: "stand-in-people" }, page.world.membersOf(chatId).map((person) =>
      el("button", { type: "button", class: "stand-in-person", dataset: { personId: person.id }, title: person.about, onclick: () => page.speakAs(person.id, chatId) }, face(person.id, person.name), person.name))));
  }
}

const silent = (words) => el("p", { class: "silent" }, words);
