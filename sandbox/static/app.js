// The page: who speaks, which conversations stand side by side, what a tap or an event sets going.

import { Cast } from "./cast.js";
import { ChatList } from "./chatlist.js";
import { LINGERS, NARROW, chooseColumns, roomBeside, wantsRail } from "./columns.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { choosePerson, toast } from "./dialogs.js";
import { Drawer } from "./drawer.js";
import { Foot } from "./foot.js";
import { Inline } from "./inline.js";
import { Links } from "./links.js";
import { Wire } from "./live.js";
import { foundChat, showPlace } from "./place.js";
import { Presses } from "./presses.js";
import { Touches } from "./touches.js";
import { WATCH, World } from "./world.js";

class Page {
  constructor() {
    this.world = null;
    this.speaker = WATCH;
    this.open = new Map(); // chat id -> Conversation on the page
    this.active = null; // chat id of the conversation that was opened by hand
    this.unread = new Map();
    this.liveliness = new Map(); // chat id -> when something last happened in it
    this.panes = document.getElementById("panes");
    this.cast = new Cast(this);
    this.beside = document.getElementById("beside");
    this.inline = new Inline(this);
    this.composer = new Composer(this);
    this.foot = new Foot(this);
    this.list = new ChatList(this);
    this.presses = new Presses(this);
    this.links = new Links(this);
    this.touches = new Touches(this);
    this.drawer = new Drawer(this);
    this.wire = new Wire({
      onWorld: (view) => this.begin(view),
      onEvent: (event) => this.take(event),
      onLost: (words) => this.banner(words),
      onBack: () => this.banner(""),
    });
    this.beside.addEventListener("change", () => this.arrange());
    document.getElementById("found").addEventListener("click", () => foundChat(this));
    // The address says who one is and where, so the way past the header must not change it.
    document.querySelector(".skip").addEventListener("click", (event) => { event.preventDefault(); this.panes.focus(); });
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
      if (!this.liveliness.has(chat)) this.liveliness.set(chat, livelyUntilNow(this.world.lastMessage(chat)));
    }
    this.cast.draw();
    this.readAddress();
    this.drawer.begin();
  }

  take(event) {
    const what = this.world.apply(event);
    this.drawer.take(event);
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
      case "inline":
        return this.inline.offered(event);
      case "action":
        return conversation?.setTyping(true);
      case "chat":
        for (const other of this.open.values()) other.draw();
        this.refresh();
        if (event.chat.id === this.expected) this.goTo(event.chat.id);
        return;
      case "person":
        this.cast.draw();
        return this.refresh();
    }
  }

  refresh() {
    this.arrange();
    for (const conversation of this.open.values()) this.foot.draw(conversation);
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
    this.cast.draw();
    this.arrange();
    for (const conversation of this.open.values()) { conversation.draw(); this.foot.draw(conversation); }
    this.drawer.draw();
    if (this.speaker !== WATCH && this.active !== null && !NARROW.matches && !this.cast.isChoosing) this.composer.focus();
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
    this.foot.place();
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
    const came = [];
    for (const id of wanted) {
      const fresh = !this.open.has(id);
      const conversation = this.open.get(id) || new Conversation(id, this);
      ordered.set(id, conversation);
      if (this.speaker === WATCH || id === this.active) this.unread.delete(id);
      if (fresh) came.push(conversation);
    }
    this.open = ordered;
    for (const conversation of came) this.foot.draw(conversation);
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
    for (const other of this.open.values()) this.foot.draw(other);
    this.foot.place();
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

  replyTo(conversation, message) {
    this.enter(conversation.chatId);
    this.composer.replyTo(message);
  }

  putCommand(conversation, words) {
    if (!this.world.mayEnter(this.speaker, conversation.chatId)) return toast("先选一个人，再以这个人的身份说话");
    this.enter(conversation.chatId);
    this.composer.put(`${words} `);
  }

  showPlace(chatId) {
    showPlace(this, chatId);
  }

  // The clock was moved: what stands on the page says "today" and the hour anew.
  timeMoved() {
    if (!this.world || this.ahead === this.drawer.controls.ahead) return;
    this.ahead = this.drawer.controls.ahead;
    for (const conversation of this.open.values()) conversation.draw();
    this.list.draw();
  }

  // Opens a chat named elsewhere on the page; answers whether the speaker may look at it. One that
  // was founded this moment may not be known yet, and is opened as soon as it is.
  goTo(chatId) {
    this.expected = this.world.chats.has(chatId) ? null : chatId;
    if (this.expected !== null) return false;
    const may = this.world.chatsFor(this.speaker).some((chat) => chat.id === chatId);
    if (may || !NARROW.matches) this.enter(chatId);
    else toast(`${this.world.nameOf(this.speaker)}看不到这个聊天`);
    return may;
  }

  say(words, how) {
    toast(words, how);
  }

  sent(chatId) {
    this.open.get(chatId)?.toEnd();
  }
}

// What was said before the page was opened keeps its order, and is older than all that comes:
// the street's clock, which dated it, may run years ahead of the one here.
const livelyUntilNow = (message) => (message ? message.date / 1000 : 0);

const page = new Page();
page.wire.connect();

// A mouse wheel turns rows of faces that are wider than their place.
addEventListener("wheel", (event) => {
  const strip = event.target.closest?.("#cast, .stand-in-people");
  if (strip && !event.deltaX && strip.scrollWidth > strip.clientWidth) strip.scrollLeft += event.deltaY;
}, { passive: true });
