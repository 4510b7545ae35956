// Small tools for building the page: elements, icons, faces, times. Knows nothing of chats.

// Every text a person or the bot wrote reaches the page through el(): children become text
// nodes, never markup.
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "class") node.className = value;
    else if (key === "dataset") Object.assign(node.dataset, value);
    else if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value === true) node.setAttribute(key, "");
    else node.setAttribute(key, value);
  }
  for (const child of children.flat(3)) {
    if (child !== null && child !== undefined && child !== false) node.append(child);
  }
  return node;
}

const PATHS = {
  eye: "M2 12s3.6-7 10-7 10 7 10 7-3.6 7-10 7S2 12 2 12Zm10 3.2a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.400Z",
  clip: "m21 11-8.8 8.8a5.3 5.3 0 0 1-7.5-7.5l9-9a3.6 3.6 0 0 1 5.1 5.1l-9 9a1.8 1.8 0 0 1-2.6-2.6l8.2-8.2",
  send: "M4 12 3 4l19 8-19 8 1-8Zm0 0h9",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  back: "M15 5l-7 7 7 7",
  down: "M12 5v14m-6-6 6 6 6-6",
  up: "M12 19V5m-6 6 6-6 6 6",
  close: "M6 6l12 12M18 6 6 18",
  reply: "M10 7 4 12l6 5v-3.5c5 0 8 1.5 10 4.5-.6-5.5-4-8.7-10-9V7Z",
  forward: "m14 7 6 5-6 5v-3.5c-5 0-8 1.5-10 4.5.6-5.5 4-8.7 10-9V7Z",
  edit: "m4 20 1-4L16 5l3 3L8 19l-4 1Z",
  trash: "M5 7h14M10 7V4h4v3m-7 0 1 13h8l1-13",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  image: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9.5h.01",
  album: "M3 8h14v12H3zM7 8V4h14v12h-4",
  video: "M3 6h12v12H3zM15 10.5l6-3.5v10l-6-3.5",
  mic: "M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3ZM5.5 11a6.5 6.5 0 0 0 13 0M12 17.500V21",
  pin: "M12 21s-7-6.2-7-11.5a7 7 0 0 1 14 0C19 14.8 12 21 12 21Zm0-9a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z",
  file: "M6 3h8l5 5v13H6zM14 3v5h5",
  play: "M8 5.5v13l11-6.5-11-6.500Z",
  pause: "M8 5v14M16 5v14",
  link: "M8 16 16 8M9.5 8H16v6.5",
  people: "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm-7 9c0-4 3-6 7-6s7 2 7 6M16 4.5a3.5 3.5 0 0 1 0 6.5m2 3.5c2.5.7 4 2.5 4 5.5",
  dials: "M4 7h9m5 0h2M4 17h2m5 0h9M15.5 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Zm-7 10a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z",
  slash: "M15 4 9 20",
  thumbtack: "M9 3h6l-1 6 3 3v2H7v-2l3-3-1-6Zm3 11v7",
  info: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm0-10v6m0-9.5v.01",
  mask: "M4 20c0-4 3-6 8-6s8 2 8 6M12 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-3-4h6",
  lock: "M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3",
  wrench: "M14 7a4.5 4.5 0 0 1 6-3l-3 3 1 2 2 1 3-3a4.5 4.5 0 0 1-6 5L8 21l-4-4 9-9c0-.3.5-1 1-1Z",
};

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(svg.namespaceURI, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

// A face: one or two characters on a colour that stays the same for the same id.
export function face(id, name, kind = "person") {
  if (kind === "bot") return el("span", { class: "face face-bot" }, el("img", { src: "static/icon.svg", alt: "" }));
  if (kind === "watch") return el("span", { class: "face face-watch" }, icon("eye"));
  const letters = initials(name, kind);
  return el("span", { class: `face face-${kind} hue-${hueOf(id)}${letters.length > 1 ? " two" : ""}`, "aria-hidden": "true" }, letters);
}

export function hueOf(id) {
  let hash = 7;
  for (const letter of String(id)) hash = (hash * 31 + letter.charCodeAt(0)) % 9973;
  return hash % 8;
}

// Groups of one neighbourhood share their first characters, so what comes before 群 says more.
function initials(name, kind) {
  const letters = [...(name || "?").replace(/[（(].*$/u, "").trim()];
  if (kind === "group") {
    const end = letters.lastIndexOf("群");
    return (end >= 2 ? letters.slice(end - 2, end) : letters.slice(0, 2)).join("");
  }
  if (/^[\x20-\x7e]/.test(letters[0] || "")) return letters[0].toUpperCase();
  return letters.slice(-2).join("");
}

// The neighbourhood's zone, so that the page and the words of the bot agree on the hour.
const ZONE = "Asia/Shanghai";
const CLOCK = new Intl.DateTimeFormat("zh-CN", { timeZone: ZONE, hour: "2-digit", minute: "2-digit", hour12: false });
const DAY = new Intl.DateTimeFormat("zh-CN", { timeZone: ZONE, month: "long", day: "numeric", weekday: "long" });
const SHORT_DAY = new Intl.DateTimeFormat("zh-CN", { timeZone: ZONE, month: "numeric", day: "numeric" });
const FULL = new Intl.DateTimeFormat("zh-CN", { timeZone: ZONE, month: "long", day: "numeric", weekday: "short", hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
const DAY_KEY = new Intl.DateTimeFormat("en-CA", { timeZone: ZONE });

export const clock = (unix) => CLOCK.format(unix * 1000);
export const dayKey = (unix) => DAY_KEY.format(unix * 1000);

// The street's clock can be moved: this is how far it runs ahead of the machine's, in seconds.
let ahead = 0;
export const setAhead = (by) => { ahead = by; };
export const now = () => Date.now() / 1000 + ahead;

export function dayName(unix) {
  if (dayKey(unix) === dayKey(now())) return "今天";
  if (dayKey(unix) === dayKey(now() - 86400)) return "昨天";
  return DAY.format(unix * 1000);
}

export const fullTime = (unix) => FULL.format(unix * 1000);

export function shortTime(unix) {
  return dayKey(unix) === dayKey(now()) ? clock(unix) : SHORT_DAY.format(unix * 1000);
}

export function seconds(total) {
  const whole = Math.round(total || 0);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

export function fileSize(bytes) {
  if (!bytes) return "";
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(0)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
