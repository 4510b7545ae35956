// What the page knows: people, chats, messages. Pure bookkeeping and questions; draws nothing.

export const WATCH = null; // nobody chosen: look at everything, say nothing

export class World {
  constructor(view) {
    this.seq = view.seq;
    this.bot = view.bot;
    this.people = new Map(view.people.map((person) => [person.id, person]));
    this.chats = new Map(view.chats.map((chat) => [chat.id, chat]));
    this.messages = new Map(
      [...this.chats.keys()].map((id) => [id, [...(view.messages[id] || [])].sort(byNumber)]),
    );
  }

  // Takes one event in. Answers what changed, so that the page redraws no more than that.
  apply(event) {
    this.seq = Math.max(this.seq, event.seq);
    if (event.kind === "message" || event.kind === "edit") return this.#keep(event.chat, event.message);
    if (event.kind === "delete") {
      const kept = this.messagesOf(event.chat);
      const at = kept.findIndex((message) => message.message_id === event.message_id);
      if (at >= 0) kept.splice(at, 1);
    }
    if (event.kind === "chat") {
      this.chats.set(event.chat.id, event.chat);
      this.messagesOf(event.chat.id);
    }
    if (event.kind === "person") this.people.set(event.person.id, event.person);
    return null;
  }

  #keep(chatId, message) {
    const kept = this.messagesOf(chatId);
    const at = kept.findIndex((other) => other.message_id === message.message_id);
    if (at >= 0) {
      kept[at] = message;
      return "changed";
    }
    kept.push(message);
    if (kept.length > 1 && byNumber(kept.at(-2), message) > 0) kept.sort(byNumber);
    return "new";
  }

  messagesOf(chatId) {
    if (!this.messages.has(chatId)) this.messages.set(chatId, []);
    return this.messages.get(chatId);
  }

  message(chatId, messageId) {
    return this.messagesOf(chatId).find((message) => message.message_id === messageId);
  }

  lastMessage(chatId) {
    return this.messagesOf(chatId).at(-1);
  }

  isPrivate(chatId) {
    return this.chats.get(chatId)?.type === "private";
  }

  // A private chat shows to its own person alone, unless nobody in particular is looking.
  mayEnter(personId, chatId) {
    const chat = this.chats.get(chatId);
    if (!chat || personId === WATCH) return false;
    return chat.type === "private" ? chat.id === personId : chat.members.includes(personId);
  }

  // Readers of a channel are silent, and so is a group that has moved on.
  mayWrite(personId, chatId) {
    const chat = this.chats.get(chatId);
    if (!this.mayEnter(personId, chatId) || chat.migrated_to) return false;
    return chat.type !== "channel" || chat.admins.includes(personId);
  }

  // Groups in the order the world lists them, then private chats; empty private chats last.
  chatsFor(personId) {
    const all = [...this.chats.values()];
    const seen = personId === WATCH ? all : all.filter((chat) => this.mayEnter(personId, chat.id));
    const groups = seen.filter((chat) => chat.type !== "private");
    const privates = seen.filter((chat) => chat.type === "private");
    privates.sort((a, b) => Number(this.#isSilent(a)) - Number(this.#isSilent(b)));
    return [...groups, ...privates];
  }

  #isSilent(chat) {
    return this.messagesOf(chat.id).length === 0;
  }

  membersOf(chatId) {
    const chat = this.chats.get(chatId);
    if (!chat) return [];
    if (chat.type === "private") return [this.people.get(chat.id)].filter(Boolean);
    return chat.members.map((id) => this.people.get(id)).filter(Boolean);
  }

  titleFor(personId, chatId) {
    const chat = this.chats.get(chatId);
    if (!chat) return "";
    if (chat.type !== "private") return chat.title;
    return personId === chat.id ? this.bot.name : `${chat.title} ↔ ${this.bot.name}`;
  }

  nameOf(id) {
    return id === this.bot.id ? this.bot.name : this.people.get(id)?.name || "某人";
  }

  // Who wrote it, whatever mask they wore.
  authorOf(message) {
    return message.by ?? message.from?.id;
  }

  isBot(user) {
    return user?.id === this.bot.id;
  }

  // The message the bot wants this person to answer, as long as they have said nothing since.
  questionFor(personId, chatId) {
    for (const message of this.messagesOf(chatId).slice(-30).reverse()) {
      if (this.authorOf(message) === personId) return null;
      if (this.asks(message, personId)) return message;
    }
    return null;
  }

  asks(message, personId) {
    const markup = message.reply_markup;
    if (!markup?.force_reply || !this.isBot(message.from)) return false;
    if (!markup.selective || message.chat.type === "private") return true;
    if (message.reply_to_message?.from?.id === personId) return true;
    const username = this.people.get(personId)?.username;
    const words = message.text ?? message.caption ?? "";
    return (message.entities || message.caption_entities || []).some(
      (entity) =>
        entity.user?.id === personId ||
        (entity.type === "mention" && username && words.slice(entity.offset + 1, entity.offset + entity.length) === username),
    );
  }
}

const byNumber = (a, b) => a.message_id - b.message_id;

// One line that says what a message is about, for lists and quotes.
export function gist(message) {
  if (!message) return "";
  const words = (message.text ?? message.caption ?? "").replace(/\s+/g, " ").trim();
  const kind = KINDS.find(([key]) => message[key]);
  if (kind) return words ? `[${kind[1]}] ${words}` : `[${kind[1]}]`;
  return words || serviceWords(message) || "[消息]";
}

const KINDS = [
  ["photo", "照片"], ["video", "视频"], ["voice", "语音"], ["location", "位置"], ["document", "文件"],
  ["animation", "动图"], ["audio", "音频"], ["sticker", "贴纸"], ["contact", "名片"], ["poll", "投票"],
];

// Telegram's own remarks (somebody came, a title changed); empty for an ordinary message.
export function serviceWords(message) {
  const who = message.from?.first_name || "";
  const names = (users) => users.map((user) => user.first_name).join("、");
  if (message.new_chat_members) {
    const invited = message.new_chat_members.some((user) => user.id !== message.from?.id);
    return invited ? `${who} 邀请 ${names(message.new_chat_members)} 进群` : `${names(message.new_chat_members)} 进群了`;
  }
  if (message.left_chat_member) {
    const left = message.left_chat_member;
    return left.id === message.from?.id ? `${left.first_name} 退群了` : `${who} 把 ${left.first_name} 移出了群`;
  }
  if (message.new_chat_title) return `${who} 把群名改成“${message.new_chat_title}”`;
  if (message.pinned_message) return `${who} 置顶了：${gist(message.pinned_message)}`;
  if (message.group_chat_created || message.supergroup_chat_created) return "群建好了";
  if (message.migrate_to_chat_id || message.migrate_from_chat_id) return "群升级成了超级群";
  if (message.forum_topic_closed) return `${who} 关掉了这个话题`;
  if (message.forum_topic_reopened) return `${who} 重新打开了这个话题`;
  if (message.channel_chat_created) return "频道建好了";
  if (message.forum_topic_created) return `新话题：${message.forum_topic_created.name}`;
  return "";
}
