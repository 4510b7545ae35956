// Words with Telegram's entities become elements. Offsets count UTF-16 units, as JavaScript does.

import { el } from "./dom.js";

const WRAPS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};

// `on` says what a tap does: on.command(text), on.hashtag(text), on.link(url) -> true if handled.
export function formatted(text, entities, on) {
  const sorted = [...(entities || [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return span(text, 0, text.length, sorted, on);
}

function span(text, from, to, entities, on) {
  const out = [];
  let at = from;
  for (let index = 0; index < entities.length; index += 1) {
    const entity = entities[index];
    const end = Math.min(entity.offset + entity.length, to);
    if (entity.offset < at || entity.offset >= to || end <= at) continue;
    if (entity.offset > at) out.push(text.slice(at, entity.offset));
    const inside = entities.slice(index + 1).filter((other) => other.offset >= entity.offset && other.offset < end);
    out.push(wrapped(entity, text.slice(entity.offset, end), span(text, entity.offset, end, inside, on), on));
    at = end;
  }
  if (at < to) out.push(text.slice(at, to));
  return out;
}

function wrapped(entity, words, children, on) {
  switch (entity.type) {
    case "text_link":
      return link(entity.url, children, on);
    case "url":
      return link(/^[a-z][a-z0-9+.-]*:/i.test(words) ? words : `https://${words}`, children, on);
    case "email":
      return link(`mailto:${words}`, children, on);
    case "phone_number":
      return link(`tel:${words.replace(/[^\d+]/g, "")}`, children, on);
    case "hashtag":
    case "cashtag":
      return el("button", { type: "button", class: "word hashtag", title: "在这个聊天里找", onclick: () => on.hashtag(words) }, words);
    case "bot_command":
      return el("button", { type: "button", class: "word command", title: "放进输入框", onclick: () => on.command(words) }, words);
    case "mention":
    case "text_mention":
      return el("span", { class: "mention" }, children);
    case "spoiler":
      return el("span", { class: "spoiler", tabindex: "0", onclick: (event) => event.currentTarget.classList.add("open") }, children);
    default:
      return WRAPS[entity.type] ? el(WRAPS[entity.type], {}, children) : el("span", {}, children);
  }
}

function link(url, children, on) {
  if (!/^(https?|mailto|tel|tg):/i.test(url)) return el("span", {}, children);
  return el("a", {
    href: url, target: "_blank", rel: "noopener noreferrer",
    onclick: (event) => { if (on.link(url)) event.preventDefault(); },
  }, children);
}
