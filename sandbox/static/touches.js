// What can be done with one message: react, answer, correct, withdraw, pin, see who reads it.

import { complain, menu, toast } from "./dialogs.js";
import { act } from "./live.js";

const REACTIONS = ["👍", "❤️", "👀", "🙏", "👏", "🎉"];

export class Touches {
  constructor(page) {
    this.page = page;
  }

  async #do(deed) {
    try {
      await act({ as: this.page.speaker, ...deed });
    } catch (error) {
      complain(error);
    }
  }

  react(chatId, message, emoji) {
    return this.#do({ do: "react", chat: chatId, message_id: message.message_id, emoji });
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
      { icon: "eye", label: "谁能看到", act: () => page.drawer.showSight(chatId, message.message_id) },
      (isAdmin || chat.type === "private") && { icon: "thumbtack", label: isPinned ? "取消置顶" : "置顶", act: () => this.#do({ do: isPinned ? "unpin" : "pin", ...named }) },
      (own || isAdmin) && { icon: "trash", label: "删除", act: () => this.#do({ do: "delete", ...named }) },
    ].filter(Boolean), "这条消息", at);
  }
}

const plain = (emoji) => emoji.replace(/\ufe0f/g, "");
