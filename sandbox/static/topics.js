// A forum's topics as tabs above its messages; what one writes goes into the chosen one.

import { el } from "./dom.js";

// What stands in no topic stands in this one, which every forum has.
export const GENERAL = 0;
const GENERAL_NAME = "综合";

export class TopicBar {
  chosen = null; // the id of a topic, GENERAL, or null for all of them

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
    if (this.chosen !== GENERAL && !this.topic) this.chosen = null;
    const drawn = JSON.stringify([topics, this.chosen]);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    const hadFocus = this.node.contains(document.activeElement);
    const tab = (id, words) => el("button", {
      type: "button", role: "tab", class: "topic", "aria-selected": String(id === this.chosen), tabindex: id === this.chosen ? "0" : "-1",
      dataset: { topicId: id ?? "" }, onclick: () => this.choose(id),
    }, words);
    this.node.replaceChildren(tab(null, "全部"), tab(GENERAL, `${GENERAL_NAME}（General）`), ...topics.map((topic) => tab(topic.id, topic.closed ? `${topic.name}（已关）` : topic.name)));
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
    const ids = [null, GENERAL, ...this.#chat.topics.map((topic) => topic.id)];
    this.choose(ids[(ids.indexOf(this.chosen) + step + ids.length) % ids.length]);
  }

  holds(message) {
    return this.chosen === null || message.message_id === this.chosen || (topicOf(message) ?? GENERAL) === this.chosen;
  }

  // The one whose words are read alone, if it is one that somebody began.
  get topic() {
    return this.#chat?.topics?.find((topic) => topic.id === this.chosen);
  }

  // Where that goes which is written here.
  get name() {
    return this.#chat?.is_forum ? this.topic?.name ?? GENERAL_NAME : "";
  }

  // Where a message stands, to be said beside it as long as all topics are read together.
  nameFor(message) {
    if (!this.#chat?.is_forum || this.chosen !== null) return "";
    const id = topicOf(message);
    return id === null ? GENERAL_NAME : this.#chat.topics.find((topic) => topic.id === id)?.name ?? "";
  }
}

// Outside of topics a thread is only a chain of replies.
export const topicOf = (message) => (message.is_topic_message ? message.message_thread_id : null);
