// The page: who speaks, which conversations stand side by side, what a tap or an event sets going.

import { ChatList } from "./chatlist.js";
import { LINGERS, NARROW, chooseColumns, roomBeside, wantsRail } from "./columns.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { choosePerson, complain, membersDialog, menu, toast } from "./dialogs.js";
import { el, face } from "./dom.js";
import { Wire, act } from "./live.js";
import { Presses } from "./presses.js";
import { WATCH, World } from "./world.js";

const REACTIONS = ["👍", "❤️", "👀", "🙏", "👏", "🎉"];

class Page {
  constructor() {
    this.world = null;
    this.speaker = WATCH;
    this.open = new Map(); // chat id -> Conversation on the page
    this.active = null; // chat id of the conversation that was opened by hand
    this.unread = new Map();
    this.liveliness = new Map(); // chat id -> when something last happened in it
    this.panes = document.getElementById("panes");
    this.select = document.getElementById("speak-as");
    this.beside = document.getElementById("beside");
    this.composer = new Composer(this);
    this.list = new ChatList(this);
    this.presses = new Presses(this);
    this.wire = new Wire({
      onWorld: (view) => this.begin(view),
      onEvent: (event) => this.take(event),
      onLost: (words) => this.banner(words),
      onBack: () => this.banner(""),
    });
    this.select.addEventListener("change", () => this.speakAs(this.select.value === "" ? WATCH : Number(this.select.value)));
    this.beside.addEventListener("change", () => this.arrange());
    addEventListener("popstate", () => this.readAddress());
    addEventListener("resize", () => { clearTimeout(this.resizing); this.resizing = setTimeout(() => this.arrange(), 80); });
  }

  banner(words) {
    const banner = document.getElementById("banner");
    banner.textContent = words;
    banner.hidden = !words;
  }

  // --- the world arrives, and events after it -------------------------------------------------

  begin(view) {
    this.world = new World(view);
    this.presses.pending.clear();
    for (const conversation of this.open.values()) conversation.close();
    this.open.clear();
    const { bot } = this.world;
    document.title = `${bot.name} · 练习场`;
    document.getElementById("brand-name").textContent = bot.name;
    for (const chat of this.world.chats.keys()) {
      if (!this.liveliness.has(chat)) this.liveliness.set(chat, (this.world.lastMessage(chat)?.date || 0) * 1000);
    }
    this.drawCast();
    this.readAddress();
  }

  take(event) {
    const what = this.world.apply(event);
    const conversation = this.open.get(event.chat);
    switch (event.kind) {
      case "message":
      case "edit":
        return this.heard(event, what);
      case "delete":
        this.composer.forget(event.message_id);
        conversation?.draw();
        return this.list.draw();
      case "answer":
        return this.presses.answered(event);
      case "action":
        return conversation?.setTyping(true);
      case "chat":
        for (const other of this.open.values()) other.draw();
        return this.refresh();
      case "person":
        this.drawCast();
        return this.refresh();
    }
  }

  refresh() {
    this.arrange();
    for (const conversation of this.open.values()) this.drawFoot(conversation);
  }

  heard(event, what) {
    const { chat, message } = event;
    this.liveliness.set(chat, Date.now());
    if (what === "new") this.count(chat, message);
    if (!this.open.has(chat) && !NARROW.matches) {
      this.arrange();
      clearTimeout(this.later); // what could not be shown at once gets its turn
      if (!this.open.has(chat)) this.later = setTimeout(() => this.arrange(), LINGERS + 100);
    }
    this.open.get(chat)?.noticed(event, what);
    if (chat === this.composer.chatId && this.speaker !== WATCH) {
      if (what === "new" && this.world.asks(message, this.speaker)) this.composer.heed(message);
      if (message.reply_markup) this.composer.drawKeys();
    }
    this.list.draw();
  }

  count(chat, message) {
    const { speaker } = this;
    const reading = speaker === WATCH ? this.open.has(chat) : chat === this.active;
    if (reading || message.from?.id === speaker || (speaker !== WATCH && !this.world.mayEnter(speaker, chat))) return;
    this.unread.set(chat, (this.unread.get(chat) || 0) + 1);
  }

  // --- who speaks -------------------------------------------------------------------------------

  speakAs(personId, chatId = null) {
    const before = this.active;
    this.speaker = this.world.people.has(personId) ? personId : WATCH;
    this.unread.clear();
    this.reorder = this.speaker === WATCH;
    if (chatId !== null) this.active = chatId;
    else if (this.speaker !== WATCH && !this.world.mayEnter(this.speaker, before)) {
      this.active = NARROW.matches ? null : this.liveliest(this.speaker);
    }
    if (this.speaker === WATCH && !NARROW.matches) this.active = null;
    this.writeAddress();
    this.drawCast();
    this.arrange();
    for (const conversation of this.open.values()) { conversation.draw(); this.drawFoot(conversation); }
    const choosing = document.activeElement === this.select; // by arrow keys: they go on choosing
    if (this.speaker !== WATCH && this.active !== null && !NARROW.matches && !choosing) this.composer.focus();
  }

  drawCast() {
    const { people, bot } = this.world;
    const drawn = JSON.stringify([this.speaker, bot, [...people.values()].map(({ id, name, about }) => [id, name, about])]);
    if (drawn === this.castDrawn) return;
    this.castDrawn = drawn;
    const options = [el("option", { value: "" }, "旁观：看所有的聊天")];
    for (const person of people.values()) options.push(el("option", { value: person.id }, person.about ? `${person.name}（${person.about}）` : person.name));
    this.select.replaceChildren(...options);
    this.select.value = this.speaker === WATCH ? "" : String(this.speaker);
    document.body.dataset.mode = this.speaker === WATCH ? "watch" : "speak";
    const person = people.get(this.speaker);
    document.getElementById("speaker-face").replaceChildren(person ? face(person.id, person.name) : face(0, "", "watch"));
    document.getElementById("speaker-about").textContent = person ? person.about : "选一个人，就能以这个人的身份说话、按按钮";
    const chip = (id, name, about, shown) => el("button", {
      type: "button", class: "cast-member", "aria-pressed": String(id === this.speaker), dataset: { personId: id ?? "" },
      title: about, onclick: () => this.speakAs(id),
    }, shown, el("span", {}, name), el("small", {}, about));
    const cast = document.getElementById("cast");
    cast.replaceChildren(chip(WATCH, "旁观", `看${bot.name}怎么做`, face(0, "", "watch")), ...[...people.values()].map((one) => chip(one.id, one.name, one.about || "", face(one.id, one.name))));
    cast.querySelector("[aria-pressed=true]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  // --- which conversations stand on the page ---------------------------------------------------

  arrange() {
    if (!this.world) return;
    const { world, speaker } = this;
    if (!NARROW.matches && speaker !== WATCH && !world.mayEnter(speaker, this.active)) this.active = this.liveliest(speaker);
    const wanted = chooseColumns(this, this.reorder);
    this.reorder = false;
    document.body.classList.toggle("rail", wantsRail(this));
    this.show(wanted);
    document.body.classList.toggle("at-conversation", wanted.length > 0);
    document.getElementById("side-toggle").hidden = speaker === WATCH || !roomBeside();
    this.placeComposer();
    this.list.draw();
  }

  liveliest(personId) {
    const chats = this.world.chatsFor(personId).map((chat) => chat.id);
    const lately = (id) => this.liveliness.get(id) || 0;
    return chats.reduce((best, id) => (best === null || lately(id) > lately(best) ? id : best), null);
  }

  show(wanted) {
    for (const [id, conversation] of this.open) {
      if (!wanted.includes(id)) { conversation.close(); this.open.delete(id); }
    }
    const ordered = new Map();
    for (const id of wanted) {
      const fresh = !this.open.has(id);
      const conversation = this.open.get(id) || new Conversation(id, this);
      ordered.set(id, conversation);
      if (this.speaker === WATCH || id === this.active) this.unread.delete(id);
      if (fresh) this.drawFoot(conversation);
    }
    this.open = ordered;
    [...ordered.values()].forEach((conversation, index) => {
      if (this.panes.children[index] !== conversation.node) this.panes.insertBefore(conversation.node, this.panes.children[index] || null);
      conversation.node.classList.toggle("own", this.speaker !== WATCH && conversation.chatId === this.active);
      if (conversation.log.scrollTop === 0 && conversation.following) conversation.toEnd();
    });
  }

  isActive(conversation) {
    return this.speaker !== WATCH && conversation.chatId === this.active;
  }

  enter(chatId) {
    if (NARROW.matches && this.active !== chatId) {
      this.active = chatId;
      this.writeAddress(true);
    } else {
      if (this.speaker !== WATCH) this.active = chatId;
      this.liveliness.set(chatId, Math.max(Date.now(), this.liveliness.get(chatId) || 0));
      this.writeAddress();
    }
    this.arrange();
    const conversation = this.open.get(chatId);
    if (!conversation) return;
    conversation.openedAt = Date.now();
    for (const other of this.open.values()) this.drawFoot(other);
    this.placeComposer();
    conversation.node.classList.remove("pointed-out");
    requestAnimationFrame(() => conversation.node.classList.add("pointed-out"));
    if (this.isActive(conversation) && !NARROW.matches) this.composer.focus();
  }

  showList() {
    this.active = null;
    this.writeAddress();
    this.arrange();
  }

  // The address remembers person and chat, so that a reload, a second window or the back button works.
  writeAddress(push = false) {
    const parts = new URLSearchParams();
    if (this.speaker !== WATCH) parts.set("as", this.speaker);
    if (this.active !== null) parts.set("chat", this.active);
    const address = parts.size ? `#${parts}` : location.pathname;
    history[push ? "pushState" : "replaceState"](null, "", address);
  }

  readAddress() {
    const parts = new URLSearchParams(location.hash.slice(1));
    const as = Number(parts.get("as"));
    const chat = parts.has("chat") ? Number(parts.get("chat")) : null;
    this.active = this.world.chats.has(chat) ? chat : null;
    this.speakAs(this.world.people.has(as) ? as : WATCH, this.active);
  }

  // --- the foot of a conversation -----------------------------------------------------------------

  placeComposer() {
    for (const conversation of this.open.values()) {
      const wasOwn = conversation.foot.contains(this.composer.node);
      const own = this.speaks(conversation);
      if (wasOwn !== own || own && this.composer.key !== `${this.speaker}:${conversation.chatId}`) this.drawFoot(conversation);
    }
  }

  speaks(conversation) {
    return this.isActive(conversation) && this.world.mayEnter(this.speaker, conversation.chatId) && !this.mustStart(conversation.chatId);
  }

  mustStart(chatId) {
    return this.world.isPrivate(chatId) && !this.world.people.get(chatId)?.started;
  }

  drawFoot(conversation) {
    const { world, speaker } = this;
    const { chatId, foot } = conversation;
    const may = world.mayEnter(speaker, chatId);
    if (this.speaks(conversation)) {
      if (!foot.contains(this.composer.node)) foot.replaceChildren(this.composer.node);
      this.composer.enter(chatId, speaker);
      return;
    }
    if (this.mustStart(chatId) && (may || speaker === WATCH)) {
      foot.replaceChildren(el("button", { type: "button", class: "primary wide start", onclick: () => this.start(chatId) }, may ? "开始" : `替${world.nameOf(chatId)}按“开始”`));
      return;
    }
    if (may) {
      foot.replaceChildren(el("button", { type: "button", class: "quiet wide", onclick: () => this.enter(chatId) }, "在这里说话"));
      return;
    }
    const members = world.membersOf(chatId);
    foot.replaceChildren(el("div", { class: "stand-in" }, el("span", {}, "谁来说："), el("div", { class: "stand-in-people" }, members.map((person) =>
      el("button", { type: "button", class: "stand-in-person", dataset: { personId: person.id }, title: person.about, onclick: () => this.speakAs(person.id, chatId) }, face(person.id, person.name), person.name)))));
  }

  // --- what people do ----------------------------------------------------------------------------

  // Who does this: the speaker if they are in the chat, else somebody whom the reader names.
  async actor(chatId, deed) {
    const { world, speaker } = this;
    if (world.mayEnter(speaker, chatId)) return speaker;
    const members = world.membersOf(chatId);
    if (members.length === 1) return members[0].id;
    const chosen = await choosePerson(`谁来${deed}？`, members, world.chats.get(chatId).admins);
    return chosen?.id ?? null;
  }

  // Links into the bot or to a message stay on the page; answers whether this was one.
  followLink(address, fromChat = null, person = null) {
    let link;
    try {
      link = new URL(address);
    } catch {
      return false;
    }
    if (!["t.me", "telegram.me"].includes(link.hostname)) return false;
    const [first, second, third] = link.pathname.split("/").filter(Boolean);
    if (first === "c" && third) {
      const chatId = Number(`-100${second}`);
      if (this.world.chats.has(chatId)) { this.enter(chatId); this.open.get(chatId)?.jump(third); }
      return true;
    }
    if (first?.toLowerCase() !== this.world.bot.username?.toLowerCase()) return false;
    this.startFromLink(link.searchParams.get("start"), fromChat, person);
    return true;
  }

  async startFromLink(payload, fromChat, person) {
    const who = person ?? (this.speaker !== WATCH ? this.speaker : await this.chooseAnybody(fromChat));
    if (who === null) return;
    if (payload !== null) await this.start(who, payload);
    else this.enter(who);
  }

  async chooseAnybody(chatId) {
    const people = chatId !== null ? this.world.membersOf(chatId) : [...this.world.people.values()];
    return (await choosePerson(`谁来打开和${this.world.bot.name}的私聊？`, people))?.id ?? null;
  }

  async start(personId, payload) {
    try {
      await act({ as: personId, do: "start", ...(payload ? { payload } : {}) });
      if (this.speaker === WATCH || this.speaker === personId) this.enter(personId);
    } catch (error) {
      complain(error);
    }
  }

  async react(chatId, message, emoji) {
    try {
      await act({ as: this.speaker, do: "react", chat: chatId, message_id: message.message_id, emoji });
    } catch (error) {
      complain(error);
    }
  }

  async remove(chatId, message) {
    try {
      await act({ as: this.speaker, do: "delete", chat: chatId, message_id: message.message_id });
    } catch (error) {
      complain(error);
    }
  }

  messageMenu(conversation, message, anchor, at) {
    const { chatId } = conversation;
    const own = message.from?.id === this.speaker;
    const words = message.text ?? message.caption;
    const held = (message.reactions || []).find((reaction) => reaction.by === this.speaker)?.emoji;
    menu(anchor, [
      { row: REACTIONS.map((emoji) => ({ label: emoji, name: `表情 ${emoji}`, act: () => this.react(chatId, message, plain(emoji) === plain(held || "") ? "" : emoji) })) },
      { icon: "reply", label: "回复", act: () => this.replyTo(conversation, message) },
      own && words !== undefined && { icon: "edit", label: "编辑", act: () => { this.enter(chatId); this.composer.edit(message); } },
      words && { icon: "copy", label: "复制文字", act: () => navigator.clipboard?.writeText(words).then(() => toast("已复制"), () => toast("复制不了")) },
      own && { icon: "trash", label: "删除", act: () => this.remove(chatId, message) },
    ].filter(Boolean), "这条消息", at);
  }

  replyTo(conversation, message) {
    this.enter(conversation.chatId);
    this.composer.replyTo(message);
  }

  putCommand(conversation, words) {
    if (!this.world.mayEnter(this.speaker, conversation.chatId)) return toast("先选一个人，再以这个人的身份说话");
    this.enter(conversation.chatId);
    this.composer.put(`${words} `);
  }

  showMembers(chatId) {
    const chat = this.world.chats.get(chatId);
    membersDialog(chat.title, this.world.membersOf(chatId), chat.admins, (id) => this.speakAs(id, chatId));
  }

  say(words) {
    toast(words);
  }

  sent(chatId) {
    this.open.get(chatId)?.toEnd();
  }
}

const plain = (emoji) => emoji.replace(/\ufe0f/g, "");

const page = new Page();
page.wire.connect();

// A mouse wheel turns rows of faces that are wider than their place.
addEventListener("wheel", (event) => {
  const strip = event.target.closest?.("#cast, .stand-in-people");
  if (strip && !event.deltaX && strip.scrollWidth > strip.clientWidth) strip.scrollLeft += event.deltaY;
}, { passive: true });
