// What can be done with one message: react, answer, correct, withdraw, pin, see who reads it.

import { chooseChat, complain, menu, toast } from "./dialogs.js";
import { act } from "./live.js";

const REACTIONS = ["👍", "❤️", "👀", "🙏", "👏", "🎉"];

export class Touches {
  constructor(page) {
    this.page = page;
  }

  // Answers whether it worked.
  async #do(deed) {
    try {
      await act({ as: this.page.speaker, ...deed });
      return true;
    } catch (error) {
      complain(error);
      return false;
    }
  }

  react(chatId, message, emoji) {
    return this.#do({ do: "react", chat: chatId, message_id: message.message_id, emoji });
  }

  async #forward(chatId, message) {
    const { world, speaker } = this.page;
    const chats = world.chatsFor(speaker).filter((chat) => world.mayWrite(speaker, chat.id));
    const chat = await chooseChat("转发到哪里？", chats.map((one) => ({ ...one, title: world.titleFor(speaker, one.id) })));
    if (!chat) return;
    const done = await this.#do({ do: "forward", from_chat: chatId, message_id: message.message_id, chat: chat.id });
    if (done) toast(`转发到“${chat.title}”了`);
  }

  menu(conversation, message, anchor, at) {
    const { page } = this;
    const { chatId } = conversation;
    const chat = page.world.chats.get(chatId);
    const named = { chat: chatId, message_id: message.message_id };
    const own = page.world.authorOf(message) === page.speaker;
    const isAdmin = chat.admins?.includes(page.speaker);
    const isPinned = chat.pinned?.includes(message.message_id);
    const words = message.text ?? message.caption;
    const held = (message.reactions || []).find((reaction) => reaction.by === page.speaker)?.emoji;
    menu(anchor, [
      { row: REACTIONS.map((emoji) => ({ label: emoji, name: `表情 ${emoji}`, act: () => this.react(chatId, message, plain(emoji) === plain(held || "") ? "" : emoji) })) },
      { icon: "reply", label: "回复", act: () => page.replyTo(conversation, message) },
      own && words !== undefined && { icon: "edit", label: "编辑", act: () => { page.enter(chatId); page.composer.edit(message); } },
      words && { icon: "copy", label: "复制文字", act: () => navigator.clipboard?.writeText(words).then(() => toast("已复制"), () => toast("复制不了")) },
      { icon: "forward", label: "转发…", act: () => this.#forward(chatId, message) },
      { icon: "eye", label: "谁能看到", act: () => page.drawer.showSight(chatId, message.message_id) },
      (isAdmin || chat.type === "private") && { icon: "thumbtack", label: isPinned ? "取消置顶" : "置顶", act: () => this.#do({ do: isPinned ? "unpin" : "pin", ...named }) },
      (own || isAdmin) && { icon: "trash", label: "删除", act: () => this.#do({ do: "delete", ...named }) },
    ].filter(Boolean), "这条消息", at);
  }
}

const plain = (emoji) => emoji.replace(/\ufe0f/g, "");
