// What the sandbox would not do, in the page's own words: its answer brings a code, and the names
// of who or what it is about.

const UNKNOWN = "现在做不了这件事。";

export const REFUSALS = {
  no_person: "这里没有这个人。",
  no_chat: "这里没有这个聊天。",
  no_message: "那条消息不在了。",
  no_member: "{person}不在“{chat}”里。",
  no_admin: "{person}不是“{chat}”的管理员。",
  no_owner: "{person}不是“{chat}”的群主。",
  owner: "{person}是“{chat}”的群主，动不了。",
  private_chat: "这是私聊，不是群。",
  upgraded: "“{chat}”已经升级，请到新的群里去。",
  blocked: "{person}屏蔽了机器人，先取消屏蔽。",
  never_met: "{person}还没有和机器人说过话。",
  banned: "{person}被移出了“{chat}”，要请管理员再拉进来。",
  here_already: "{person}已经在“{chat}”里了。",
  bot_not_here: "{bot}不在“{chat}”里。",
  bot_is_admin_in_channel: "频道里的机器人只能是管理员；不要它，就移出去。",
  bad_payload: "链接里带的字不对：只能是 1 到 64 个字母、数字、_ 或 -。",
  no_title: "先写上名字。",
  topics_need_supergroup: "只有超级群能分话题。",
  no_supergroup: "“{chat}”还不是超级群，要先升级。",
  no_plain_group: "“{chat}”不是普通群，不用升级。",
  no_forum: "“{chat}”没有分话题。",
  no_topic: "“{chat}”里没有这个话题。",
  no_topic_name: "先写上话题的名字。",
  not_ones_topic: "这个话题不是{person}开的，{person}也不是管理员。",
  not_in_topic: "那条消息不在“{topic}”里。",
  topic_closed: "话题“{topic}”已关闭。",
  topic_closed_already: "话题“{topic}”早就关了。",
  topic_open_already: "话题“{topic}”本来就开着。",
  nothing_said: "还什么都没有说。",
  text_too_long: "太长了：一条消息最多 {most} 个字。",
  caption_too_long: "太长了：照片和文件的说明最多 {most} 个字。",
  album_too_long: "一次最多发 {most} 个。",
  no_media_kind: "练习场发不了这种东西。",
  no_file: "文件没有送到，请再发一次。",
  no_such_place: "没有这个地方：纬度从 -90 到 90，经度从 -180 到 180。",
  not_passed_on: "这条消息转发不了。",
  not_ones_message: "那条消息不是{person}写的。",
  not_ones_to_delete: "那条消息不是{person}写的，{person}也不是管理员。",
  not_edited: "这条消息改不了。",
  only_text_edited: "这条消息只能改文字。",
  only_caption_edited: "这条消息只能改说明。",
  only_reads: "{person}在“{chat}”里只能看。",
  no_mask_in_private: "私聊里只能以自己的名义说话。",
  no_mask_of_group: "只有管理员能以“{chat}”的名义说话。",
  no_linked_channel: "“{chat}”没有连着频道。",
  no_own_channel: "{person}没有能用来说话的频道。",
  no_button: "这个按钮不在了，消息已经变了。",
  no_such_reaction: "不能用 {emoji} 表态。",
  no_inline_mode: "{bot}不能在输入框里用。",
  not_asked: "这不是{person}问的。",
  not_offered: "这个结果已经不在了，请再问一次。",
  no_seconds: "时间要写成数字。",
  too_far: "时钟最多拨十年。",
  on_or_off: "限速只有开和关。",
  bad_rules: "这个故障设不了。请求的名字写对了吗？",
  no_whole_number: "要写 {low} 到 {high} 之间的整数。",
};

// A code that is not in the table, or a name that did not come, is never shown as it is.
export function refusalWords({ code, names } = {}) {
  if (!Object.hasOwn(REFUSALS, code ?? "")) return UNKNOWN;
  const missing = [...REFUSALS[code].matchAll(/\{(\w+)\}/g)].some(([, name]) => names?.[name] === undefined);
  return missing ? UNKNOWN : REFUSALS[code].replace(/\{(\w+)\}/g, (_, name) => String(names[name]));
}
