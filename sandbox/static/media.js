// What a message carries besides words: pictures, films, voices, files, places.

import { el, fileSize, icon, seconds } from "./dom.js";
import { openViewer } from "./dialogs.js";

export const fileUrl = (fileId) => `file/${encodeURIComponent(fileId)}`;
const biggest = (sizes) => sizes.reduce((best, size) => ((size.width || 0) >= (best.width || 0) ? size : best));

// The media of one message or of a whole album, or null. `kept` is the element drawn before:
// an edited caption must not make the picture flicker.
export function drawMedia(messages, kept) {
  const key = JSON.stringify(messages.map((message) => [message.message_id, mediaKey(message)]));
  if (kept?.dataset.key === key) return kept;
  const node = messages.length > 1 ? album(messages) : single(messages[0]);
  if (node) {
    node.classList.add("media");
    node.dataset.key = key;
  }
  return node;
}

function mediaKey(message) {
  const { location } = message;
  if (location) return `${location.latitude},${location.longitude}`;
  const held = message.photo ? biggest(message.photo) : message.video || message.voice || message.document || message.sticker || message.animation || message.audio;
  return held?.file_id || "";
}

function album(messages) {
  const visual = messages.every((message) => message.photo || message.video);
  const tiles = messages.map((message) =>
    el("div", { class: "tile", dataset: { messageId: message.message_id } }, single(message, messages)),
  );
  return el("div", { class: visual ? `album count-${Math.min(messages.length, 10)}` : "album files" }, tiles);
}

function single(message, among = [message]) {
  if (message.photo) return photo(message, among);
  if (message.video || message.animation) return video(message.video || message.animation);
  if (message.voice || message.audio) return voice(message.voice || message.audio);
  if (message.location) return place(message.location, message.venue);
  if (message.document) return file(message.document);
  if (message.sticker) return el("div", { class: "sticker" }, message.sticker.emoji || "🙂");
  if (message.contact) return el("div", { class: "note" }, `名片：${message.contact.first_name} ${message.contact.phone_number}`);
  if (message.poll) return el("div", { class: "note" }, `投票：${message.poll.question}`);
  return null;
}

// A code to be scanned: nothing may be cut off it.
const isSquare = ({ width, height }) => Math.abs((width || 1) / (height || 2) - 1) < 0.05;

function photo(message, among) {
  const size = biggest(message.photo);
  const image = el("img", { src: fileUrl(size.file_id), alt: message.caption ? `照片：${message.caption}` : "照片", decoding: "async", draggable: "false" });
  if (size.width && size.height) image.style.aspectRatio = `${size.width} / ${size.height}`;
  const pictures = among.filter((other) => other.photo);
  return el("button", {
    type: "button", class: isSquare(size) ? "photo square" : "photo", "aria-label": "看大图",
    onclick: () => openViewer(
      pictures.map((other) => ({ src: fileUrl(biggest(other.photo).file_id), caption: other.caption || "" })),
      pictures.indexOf(message),
    ),
  }, image);
}

function video(held) {
  return el("video", { class: "video", src: fileUrl(held.file_id), controls: true, preload: "metadata", playsinline: true, "aria-label": "视频" });
}

// One voice speaks at a time.
let speaking = null;

function voice(held) {
  const sound = new Audio();
  sound.preload = "none";
  sound.src = fileUrl(held.file_id);
  const bars = el("span", { class: "bars", "aria-hidden": "true" });
  let wave = [...held.file_id].reduce((sum, letter) => sum + letter.charCodeAt(0), 3);
  for (let index = 0; index < 28; index += 1) {
    wave = (wave * 73 + 41) % 997;
    const bar = el("i");
    bar.style.height = `${24 + (wave % 70) * Math.sin(((index + 1) / 29) * Math.PI)}%`;
    bars.append(bar);
  }
  const time = el("span", { class: "voice-time" }, seconds(held.duration));
  const button = el("button", { type: "button", class: "voice-play", "aria-label": `播放语音，${held.duration || 0} 秒` }, icon("play"));
  const show = (playing) => button.replaceChildren(icon(playing ? "pause" : "play"));
  button.addEventListener("click", () => {
    if (!sound.paused) return sound.pause();
    if (speaking && speaking !== sound) speaking.pause();
    speaking = sound;
    sound.play().catch(() => { time.textContent = "放不出来"; });
  });
  sound.addEventListener("play", () => show(true));
  sound.addEventListener("pause", () => show(false));
  sound.addEventListener("ended", () => { show(false); progress(0); });
  sound.addEventListener("timeupdate", () => progress(sound.currentTime / (sound.duration || held.duration || 1)));
  const progress = (share) => [...bars.children].forEach((bar, index) => bar.classList.toggle("played", index / bars.children.length < share));
  return el("div", { class: "voice" }, button, bars, time);
}

function file(held) {
  const name = held.file_name || "文件";
  const picture = (held.mime_type || "").startsWith("image/");
  if (picture) {
    const image = el("img", { src: fileUrl(held.file_id), alt: name, decoding: "async" });
    return el("button", { type: "button", class: "photo", "aria-label": "看大图", onclick: () => openViewer([{ src: fileUrl(held.file_id), caption: name }], 0) }, image);
  }
  return el("a", { class: "file", href: fileUrl(held.file_id), download: name },
    el("span", { class: "file-icon" }, icon("file"), el("b", {}, (name.split(".").length > 1 ? name.split(".").at(-1) : "").slice(0, 4))),
    el("span", { class: "file-words" }, el("span", { class: "file-name" }, name), el("small", {}, [fileSize(held.file_size), "点一下保存"].filter(Boolean).join(" · "))));
}

// A made-up map: the streets depend on the place alone, so the same place always looks the same.
function place(location, venue) {
  const words = `${location.latitude.toFixed(5)}, ${location.longitude.toFixed(5)}`;
  return el("figure", { class: "place" }, map(location.latitude, location.longitude),
    el("figcaption", {}, icon("pin"), el("span", {}, venue?.title || "位置", el("small", {}, words))));
}

function map(latitude, longitude) {
  const svg = (tag, attributes, parent) => {
    const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    parent?.append(node);
    return node;
  };
  let seed = Math.abs(Math.round(latitude * 1e4) * 31 + Math.round(longitude * 1e4)) % 9973;
  const next = (from, to) => { seed = (seed * 421 + 1663) % 7875; return from + (seed / 7875) * (to - from); };
  const root = svg("svg", { viewBox: "0 0 280 130", class: "map", role: "img", "aria-label": "示意地图", preserveAspectRatio: "xMidYMid slice" });
  svg("rect", { width: 280, height: 130, class: "map-land" }, root);
  const tilted = svg("g", { transform: `rotate(${next(-14, 14)} 140 65)` }, root);
  svg("rect", { x: next(20, 150), y: next(-30, 90), width: next(50, 90), height: next(30, 60), rx: 6, class: "map-park" }, tilted);
  for (let x = -30; x < 310; x += next(34, 60)) {
    for (let y = -40; y < 170; y += next(26, 40)) svg("rect", { x, y, width: next(14, 26), height: next(10, 18), rx: 2, class: "map-house" }, tilted);
  }
  const river = next(-20, 150);
  if (river > 70) svg("path", { d: `M-20 ${river} C80 ${river - 40} 190 ${river + 30} 310 ${river - 20}`, class: "map-river" }, root);
  for (let x = next(-40, 0); x < 330; x += next(60, 100)) svg("path", { d: `M${x} -60 L${x + next(-10, 10)} 190`, class: "map-street" }, tilted);
  svg("path", { d: `M-60 ${next(56, 72)} L340 ${next(56, 78)}`, class: "map-road" }, tilted);
  svg("path", { d: `M-60 ${next(0, 20)} L340 ${next(0, 20)}`, class: "map-street" }, tilted);
  svg("ellipse", { cx: 140, cy: 74, rx: 9, ry: 3.5, class: "map-shade" }, root);
  svg("path", { d: "M140 74c-9-11-14-18-14-25a14 14 0 0 1 28 0c0 7-5 14-14 25Z", class: "map-pin" }, root);
  svg("circle", { cx: 140, cy: 49, r: 5, class: "map-eye" }, root);
  return root;
}
