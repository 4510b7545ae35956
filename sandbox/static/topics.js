// A forum's topics as tabs above its messages; what one writes goes into the chosen one.

import { el } from "./dom.js";

export class TopicBar {
  chosen = null; // the id of a topic, or null for all of them

  constructor(conversation) {
    this.conversation = conversation;
    this.node = el("div", { class: "topics", role: "tablist", "aria-label": "话题", hidden: true });
    this.node.addEventListener("keydown", (event) => this.#walk(event));
  }

  get #chat() {
    return this.conversation.page.world.chats.get(this.conversation.chatId);
  }

  draw() {
    const chat = this.#chat;
    this.node.hidden = !chat?.is_forum;
    if (this.node.hidden) return;
    const topics = chat.topics ?? [];
    if (!topics.some((topic) => topic.id === this.chosen)) this.chosen = null;
    const drawn = JSON.stringify([topics, this.chosen]);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    const hadFocus = this.node.contains(document.activeElement);
    const tab = (id, words) => el("button", {
      type: "button", role: "tab", class: "topic", "aria-selected": String(id === this.chosen), tabindex: id === this.chosen ? "0" : "-1",
      dataset: { topicId: id ?? "" }, onclick: () => this.choose(id),
    }, words);
    this.node.replaceChildren(tab(null, "全部"), ...topics.map((topic) => tab(topic.id, topic.closed ? `${topic.name}（已关）` : topic.name)));
    const chosen = this.node.querySelector("[aria-selected=true]");
    chosen.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (hadFocus) chosen.focus();
  }

  choose(id) {
    this.chosen = id;
    this.conversation.showTopic();
  }

  #walk(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const ids = [null, ...this.#chat.topics.map((topic) => topic.id)];
    this.choose(ids[(ids.indexOf(this.chosen) + step + ids.length) % ids.length]);
  }

  holds(message) {
    return this.chosen === null || message.message_id === this.chosen || topicOf(message) === this.chosen;
  }

  get name() {
    return this.#chat?.topics?.find((topic) => topic.id === this.chosen)?.name ?? "";
  }
}

// Outside of topics a thread is only a chain of replies.
export const topicOf = (message) => (message.is_topic_message ? message.message_thread_id : null);
