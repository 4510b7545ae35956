// The line people write on: words, things to hang on them, answering and correcting.

import { chooseCommand } from "./commands.js";
import { el, fileSize, icon } from "./dom.js";
import { askPlace, complain, menu } from "./dialogs.js";
import { act } from "./live.js";
import { masksFor } from "./masks.js";
import { topicOf } from "./topics.js";
import { gist } from "./world.js";

const MOST_IN_ALBUM = 10;

export class Composer {
  constructor(page) {
    this.page = page;
    this.staged = []; // {kind, file: File or null for the sandbox's own sample, preview, label}
    this.reply = null;
    this.editing = null;
    this.drafts = new Map();
    this.#build();
  }

  #build() {
    this.mode = el("div", { class: "composer-mode", hidden: true });
    this.tray = el("div", { class: "tray", hidden: true, "aria-label": "要发送的" });
    this.keys = el("div", { class: "reply-keys", hidden: true });
    this.input = el("textarea", { rows: "1", "aria-label": "写消息", placeholder: "写点什么…", enterkeyhint: "send", maxlength: "4096" });
    this.attachButton = el("button", { type: "button", id: "attach", class: "round", "aria-label": "添加照片、语音、位置…", "aria-haspopup": "menu", title: "添加", onclick: () => this.#openAttach() }, icon("clip"));
    this.commandButton = el("button", { type: "button", id: "commands", class: "round", "aria-label": "命令", "aria-haspopup": "menu", title: "命令", onclick: () => this.#openCommands() }, icon("slash"));
    this.sendButton = el("button", { type: "submit", id: "send", class: "round primary", "aria-label": "发送", title: "发送（回车）" }, icon("send"));
    this.chooser = el("input", { type: "file", hidden: true, tabindex: "-1", "aria-hidden": "true" });
    this.node = el("form", { id: "composer", autocomplete: "off" }, this.mode, this.tray, this.keys, this.page.inline.node,
      el("div", { class: "composer-line" }, this.attachButton, this.input, this.commandButton, this.sendButton), this.chooser);

    this.node.addEventListener("submit", (event) => { event.preventDefault(); this.send(); });
    this.input.addEventListener("input", () => { this.#grow(); this.page.inline.typed(this); });
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.send(); }
      if (event.key === "Escape") this.cancelMode();
      if (event.key === "ArrowUp" && !this.input.value) this.#editLast(event);
    });
    this.input.addEventListener("paste", (event) => {
      const files = [...(event.clipboardData?.files || [])];
      if (files.length) { event.preventDefault(); files.forEach((file) => this.stage(kindOf(file), file)); }
    });
    this.chooser.addEventListener("change", () => {
      for (const file of this.chooser.files) this.stage(this.choosing === "document" ? "document" : kindOf(file, this.choosing), file);
      this.chooser.value = "";
    });
  }

  // Moves to another conversation or person; half-written words stay with the one they were meant for.
  enter(chatId, speaker) {
    const key = `${speaker}:${chatId}`;
    if (key === this.key) return;
    if (this.key) this.drafts.set(this.key, this.input.value);
    this.key = key;
    this.chatId = chatId;
    this.speaker = speaker;
    this.reply = null;
    this.editing = null;
    this.mask = null;
    this.page.inline.away();
    this.#clearTray();
    this.input.value = this.drafts.get(key) || "";
    this.placeholder();
    this.heed(this.page.world.questionFor(speaker, chatId));
    this.#drawMode();
    this.drawKeys();
    this.#grow();
  }

  placeholder(words) {
    const topic = this.page.open.get(this.chatId)?.topics.name;
    const who = this.mask ? this.mask.name : this.page.world.nameOf(this.speaker);
    this.input.placeholder = words || `以${who}的身份${topic ? `在“${topic}”里` : ""}说话…`;
  }

  // The bot asks this person something: the answer will be a reply to the question.
  heed(question) {
    if (!question || this.editing) return;
    this.reply = question;
    this.placeholder(question.reply_markup.input_field_placeholder);
    this.#drawMode();
  }

  // The reply keyboard the bot has put up for this chat, if any.
  drawKeys() {
    const latest = this.page.world.messagesOf(this.chatId).findLast(
      (message) => message.reply_markup && ("keyboard" in message.reply_markup || "remove_keyboard" in message.reply_markup));
    const rows = latest?.reply_markup.keyboard || [];
    this.keys.hidden = rows.length === 0;
    this.keys.replaceChildren(...rows.map((row) => el("div", { class: "keyboard-row" }, row.map((key) => {
      const words = typeof key === "string" ? key : key.text;
      return el("button", { type: "button", class: "reply-key", onclick: () => this.#pressKey(key, words) }, words);
    }))));
  }

  #pressKey(key, words) {
    if (key.request_location) return this.#sendPlace();
    return this.#sendNow(key.request_contact ? { contact: true } : { text: words });
  }

  replyTo(message) {
    this.editing = null;
    this.reply = message;
    this.#drawMode();
    this.focus();
  }

  edit(message) {
    this.reply = null;
    this.editing = message;
    this.#clearTray();
    this.input.value = message.text ?? message.caption ?? "";
    this.#drawMode();
    this.#grow();
    this.focus();
  }

  cancelMode() {
    if (this.editing) this.input.value = "";
    this.reply = null;
    this.editing = null;
    this.placeholder();
    this.#drawMode();
    this.#grow();
  }

  forget(messageId) {
    if (this.reply?.message_id === messageId || this.editing?.message_id === messageId) this.cancelMode();
  }

  put(words) {
    this.input.value = words;
    this.#grow();
    this.focus();
  }

  focus() {
    this.input.focus({ preventScroll: true });
    this.input.setSelectionRange(this.input.value.length, this.input.value.length);
  }

  #drawMode() {
    const target = this.editing || this.reply;
    this.mode.hidden = !target;
    this.attachButton.disabled = Boolean(this.editing);
    if (!target) return;
    const who = this.editing ? "编辑" : `回复 ${target.from?.first_name || ""}`;
    this.mode.replaceChildren(icon(this.editing ? "edit" : "reply"), el("span", { class: "mode-words" }, el("b", {}, who), el("span", {}, gist(target))),
      el("button", { type: "button", class: "round", "aria-label": this.editing ? "不改了" : "不回复了", onclick: () => this.cancelMode() }, icon("close")));
  }

  #editLast(event) {
    const last = this.page.world.messagesOf(this.chatId).findLast((message) => this.page.world.authorOf(message) === this.speaker && (message.text ?? message.caption) !== undefined);
    if (!last) return;
    event.preventDefault();
    this.edit(last);
  }

  #openCommands() {
    const { world } = this.page;
    chooseCommand(this.commandButton, {
      speaker: this.speaker, chatId: this.chatId, bot: world.bot, isPrivate: world.isPrivate(this.chatId), send: (text) => this.#sendNow({ text }),
    });
  }

  #grow() {
    this.commandButton.hidden = this.input.value !== "" || Boolean(this.editing);
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 150)}px`;
  }

  #openAttach() {
    menu(this.attachButton, [
      { icon: "image", label: "照片…", attach: "photo", act: () => this.#choose("photo", "image/*") },
      { icon: "image", label: "示例照片（井盖松动）", attach: "sample-photo", act: () => this.stage("photo", null, "static/samples/photo.jpg") },
      { icon: "wrench", label: "示例照片（已修好）", attach: "sample-photo-mended", act: () => this.#stageSample("photo", "photo2.jpg") },
      { icon: "album", label: "示例相册（3 张）", attach: "sample-album", act: () => this.#stageAlbum() },
      { icon: "video", label: "视频…", attach: "video", act: () => this.#choose("video", "video/*") },
      { icon: "video", label: "示例视频", attach: "sample-video", act: () => this.stage("video", null) },
      { icon: "mic", label: "示例语音", attach: "sample-voice", act: () => this.#sendNow({ media: [{ kind: "voice", file: null }] }) },
      { icon: "pin", label: "位置…", attach: "location", act: () => this.#sendPlace() },
      { icon: "people", label: "自己的名片", attach: "contact", act: () => this.#sendNow({ contact: true }) },
      { icon: "file", label: "文件…", attach: "document", act: () => this.#choose("document", "") },
      ...masksFor(this.page.world, this.speaker, this.chatId, this.mask).map((mask) => ({ icon: "mask", label: `以${mask.name}的名义说话`, act: () => this.#wear(mask) })),
    ], "添加");
  }

  #wear(mask) {
    this.mask = mask.manner ? mask : null;
    this.placeholder();
    this.focus();
  }

  #choose(kind, accept) {
    this.choosing = kind;
    this.chooser.accept = accept;
    this.chooser.multiple = true;
    this.chooser.click();
  }

  async #sendPlace() {
    const location = await askPlace();
    if (location) await this.#sendNow({ location });
    this.focus();
  }

  async #stageSample(kind, name) {
    try {
      const answer = await fetch(`static/samples/${name}`);
      if (!answer.ok) throw new Error(`示例 ${name} 读不到`);
      this.stage(kind, new File([await answer.blob()], name, { type: "image/jpeg" }));
    } catch (error) {
      complain(error);
    }
  }

  async #stageAlbum() {
    this.stage("photo", null, "static/samples/photo.jpg");
    await this.#stageSample("photo", "photo3.jpg");
    await this.#stageSample("photo", "photo2.jpg");
  }

  // Hung on the line, sent with its words.
  stage(kind, file, preview) {
    if (this.staged.length >= MOST_IN_ALBUM) return this.page.say(`一次最多 ${MOST_IN_ALBUM} 个`);
    this.staged.push({ kind, file, preview: preview || (file && kind === "photo" ? URL.createObjectURL(file) : null) });
    this.#drawTray();
    this.focus();
  }

  #clearTray() {
    for (const item of this.staged) if (item.preview?.startsWith("blob:")) URL.revokeObjectURL(item.preview);
    this.staged = [];
    this.#drawTray();
  }

  #drawTray() {
    this.tray.hidden = this.staged.length === 0;
    this.tray.replaceChildren(...this.staged.map((item) => el("div", { class: "staged" },
      item.preview ? el("img", { src: item.preview, alt: "" }) : el("span", { class: "staged-file" }, icon(item.kind === "document" ? "file" : item.kind === "voice" ? "mic" : item.kind === "video" ? "video" : "image"),
        el("small", {}, item.file ? `${item.file.name} ${fileSize(item.file.size)}` : { photo: "示例照片", video: "示例视频" }[item.kind])),
      el("button", { type: "button", class: "staged-away", "aria-label": "去掉", onclick: () => { this.staged = this.staged.filter((other) => other !== item); this.#drawTray(); } }, icon("close")))));
  }

  // The line is free again at once; what could not be sent comes back to it.
  async send() {
    const words = this.input.value.trim();
    const { editing, reply, staged, key } = this;
    if (editing ? !words : !words && !staged.length) return;
    this.staged = [];
    this.#drawTray();
    this.input.value = "";
    if (editing || reply) this.cancelMode();
    this.#grow();
    const sent = editing
      ? await this.#post({ do: "edit", message_id: editing.message_id, [editing.text === undefined ? "caption" : "text"]: words })
      : await this.#sendAll(words, staged, reply);
    if (sent) {
      for (const item of staged) if (item.preview?.startsWith("blob:")) URL.revokeObjectURL(item.preview);
      return;
    }
    if (key !== this.key || this.input.value || this.staged.length) return;
    Object.assign(this, { editing, reply: editing ? null : reply, staged });
    this.input.value = words;
    this.#drawMode();
    this.#drawTray();
    this.#grow();
  }

  async #sendAll(words, staged, reply) {
    const answering = { ...this.#here(), ...this.#manner(reply) };
    if (!staged.length) return this.#post({ do: "send", text: words, ...answering });
    // Telegram keeps files and pictures in separate albums; the words go with the first.
    const isVisual = (item) => item.kind === "photo" || item.kind === "video";
    const groups = [staged.filter(isVisual), staged.filter((item) => !isVisual(item))].filter((group) => group.length);
    for (const [index, group] of groups.entries()) {
      const files = new Map();
      const media = group.map(({ kind, file }, place) => {
        if (!file) return { kind, file: null };
        files.set(`file${place}`, file);
        return { kind, file: `file${place}`, name: file.name };
      });
      const caption = index === 0 && words ? { caption: words } : {};
      if (!(await this.#post({ do: "send", media, ...caption, ...answering }, files))) return false;
    }
    return true;
  }

  // For what goes off without the line: a voice, a place, a key of the bot's keyboard.
  async #sendNow(part) {
    const answering = this.#manner(this.reply);
    if (this.reply) this.cancelMode();
    await this.#post({ do: "send", ...part, ...answering });
  }

  #here() {
    return { as: this.speaker, chat: this.chatId };
  }

  // What every new message carries: the topic it belongs to, and the name it is said in.
  #manner(reply) {
    const topic = reply ? topicOf(reply) : this.page.open.get(this.chatId)?.topics.chosen;
    return {
      ...(reply ? { reply_to: reply.message_id } : {}), ...(topic ? { thread: topic } : {}),
      ...(this.mask ? this.mask.manner : {}),
    };
  }

  // One after the other, so that words arrive in the order they were said. Answers whether it worked.
  #post(deed, files = new Map()) {
    const whole = { ...this.#here(), ...deed };
    const turn = (this.queue || Promise.resolve()).then(async () => {
      try {
        await act(whole, files);
      } catch (error) {
        complain(error);
        return false;
      }
      if (deed.do === "send") this.page.sent(whole.chat);
      return true;
    });
    this.queue = turn;
    return turn;
  }
}

function kindOf(file, fallback = "document") {
  if (file.type.startsWith("image/") && file.type !== "image/svg+xml") return "photo";
  if (file.type.startsWith("video/")) return "video";
  return file.type.startsWith("audio/ogg") ? "voice" : fallback === "photo" || fallback === "video" ? fallback : "document";
}
