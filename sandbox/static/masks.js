// Under which other name an administrator may speak: the group's own, or that of a channel.

// Names with the fields a message said in them carries; one without such fields is one's own face.
export function masksFor(world, personId, chatId, worn) {
  const chat = world.chats.get(chatId);
  if (!chat || chat.type === "private" || chat.type === "channel") return [];
  const own = worn ? [{ name: `${world.nameOf(personId)}自己` }] : [];
  const group = chat.admins.includes(personId) ? [{ name: `“${chat.title}”`, manner: { speaks_as: chat.id } }] : [];
  const channels = [...world.chats.values()]
    .filter((other) => other.type === "channel" && other.admins.includes(personId))
    .map((channel) => ({ name: `“${channel.title}”`, manner: { speaks_as: channel.id } }));
  return [...own, ...group, ...channels].filter((mask) => mask.name !== worn?.name);
}
