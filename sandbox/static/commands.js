// The list of commands Telegram would show this person in this chat, behind the button "/".

import { complain, menu } from "./dialogs.js";

export async function chooseCommand(anchor, { speaker, chatId, bot, isPrivate, send }) {
  let commands;
  try {
    const answer = await fetch(`menu?as=${speaker}&chat=${chatId}`, { cache: "no-store" });
    if (!answer.ok) throw new Error("这个练习场没有命令菜单");
    ({ commands } = await answer.json());
  } catch (error) {
    return complain(error instanceof TypeError ? new Error("练习场没有回应") : error);
  }
  if (!commands.length) return menu(anchor, [{ label: `${bot.name}在这里没有命令`, act: () => {} }], "命令");
  // In a group Telegram names the bot as well, for there may be others.
  const whole = (command) => (isPrivate ? `/${command}` : `/${command}@${bot.username}`);
  menu(anchor, commands.map(({ command, description }) => ({ label: `/${command}`, about: description, act: () => send(whole(command)) })), "命令");
}
