// What comes up over the page: toasts, alerts, the question "who?", menus, big pictures.

import { el, face, icon } from "./dom.js";

export function toast(words, { kind = "", face: shown = null, lasts = 4200 } = {}) {
  const node = el("div", { class: `toast ${kind}` }, shown, el("span", {}, words));
  document.getElementById("toasts").append(node);
  setTimeout(() => {
    node.classList.add("leaving");
    setTimeout(() => node.remove(), 300);
  }, lasts);
}

export const complain = (error) => toast(error instanceof TypeError ? "练习场没有回应" : error.message, { kind: "error", lasts: 6000 });

export function open(dialog) {
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.showModal();
  return dialog;
}

export function alertDialog(words, title = "") {
  const dialog = el("dialog", { class: "alert", "aria-label": title || "提示" },
    title && el("h2", {}, title), el("p", {}, words),
    el("form", { method: "dialog" }, el("button", { class: "primary", autofocus: true }, "好")));
  open(dialog);
}

// Answers a person, or null when the question was put away.
export function choosePerson(title, people, admins = []) {
  return choose(title, people, (person, first, pick) => personButton(person, admins, first, pick));
}

// The same for a chat.
export function chooseChat(title, chats) {
  return choose(title, chats, (chat, first, pick) => el("button", { type: "button", class: "person", autofocus: first, dataset: { chatId: chat.id }, onclick: pick },
    face(chat.id, chat.title, chat.type === "private" ? "person" : "group"), el("span", { class: "person-words" }, el("b", {}, chat.title))));
}

function choose(title, things, draw) {
  return new Promise((resolve) => {
    let chosen = null;
    const dialog = el("dialog", { class: "choose", "aria-label": title });
    const pick = (thing) => { chosen = thing; dialog.close(); };
    dialog.append(
      el("h2", {}, title),
      el("div", { class: "people" }, things.map((thing, index) => draw(thing, index === 0, () => pick(thing)))),
      el("form", { method: "dialog" }, el("button", { class: "quiet" }, "取消")),
    );
    dialog.addEventListener("close", () => resolve(chosen));
    open(dialog);
  });
}

export function personButton(person, admins, first, onclick) {
  return el("button", { type: "button", class: "person", autofocus: first, dataset: { personId: person.id }, onclick },
    face(person.id, person.name),
    el("span", { class: "person-words" }, el("b", {}, person.name, admins.includes(person.id) && el("i", { class: "badge" }, "群管理员")), person.about && el("small", {}, person.about)));
}

// Answers {latitude, longitude}, or null.
export function askPlace() {
  return new Promise((resolve) => {
    const number = (name, label, value, most) => el("label", {}, label, el("input", { name, type: "number", step: "any", min: -most, max: most, required: true, value }));
    const form = el("form", { method: "dialog" },
      el("h2", {}, "发送位置"), el("p", { class: "hint" }, "改改数字，就换一个地方。"),
      number("latitude", "纬度", "28.2000", 90), number("longitude", "经度", "113.0000", 180),
      el("div", { class: "choices" }, el("button", { value: "", class: "quiet", formnovalidate: true }, "取消"), el("button", { value: "send", class: "primary", autofocus: true }, "发送")));
    const dialog = el("dialog", { class: "place-dialog", "aria-label": "发送位置" }, form);
    dialog.addEventListener("close", () => {
      const latitude = Number(form.elements.latitude.value);
      const longitude = Number(form.elements.longitude.value);
      resolve(dialog.returnValue === "send" ? { latitude, longitude } : null);
    });
    open(dialog);
  });
}

// Answers the values of the fields, by name, or null. `fields`: [name, label, properties of the
// input] or [name, label, {choices: [[value, words]]}].
export function askFields(title, fields, send = "好") {
  return new Promise((resolve) => {
    const field = ([name, label, { choices, ...properties }], index) => el("label", {}, label, choices
      ? el("select", { name }, choices.map(([value, words]) => el("option", { value }, words)))
      : el("input", { name, autofocus: index === 0, required: true, maxlength: "128", ...properties }));
    const form = el("form", { method: "dialog" }, el("h2", {}, title), fields.map(field),
      el("div", { class: "choices" }, el("button", { value: "", class: "quiet", formnovalidate: true, type: "button", onclick: () => dialog.close() }, "取消"), el("button", { value: "send", class: "primary" }, send)));
    const dialog = el("dialog", { class: "place-dialog", "aria-label": title }, form);
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "send" ? Object.fromEntries(new FormData(form)) : null));
    open(dialog);
  });
}

// Answers whether each was ticked, by name, or null. `boxes`: [name, label, ticked before].
export function askTicks(title, boxes) {
  return new Promise((resolve) => {
    const ticks = boxes.map(([name, label, checked]) => [name, label, el("input", { type: "checkbox", checked })]);
    const form = el("form", { method: "dialog" }, el("h2", {}, title), ticks.map(([, label, box]) => el("label", { class: "tick" }, box, el("span", {}, label))),
      el("div", { class: "choices" }, el("button", { class: "quiet", type: "button", onclick: () => dialog.close() }, "取消"), el("button", { value: "send", class: "primary" }, "好")));
    const dialog = el("dialog", { class: "ticks", "aria-label": title }, form);
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "send" ? Object.fromEntries(ticks.map(([name, , box]) => [name, box.checked])) : null));
    open(dialog);
  });
}

export function openViewer(pictures, first) {
  let at = Math.max(0, first);
  const image = el("img", { alt: "" });
  const caption = el("p");
  const count = el("span", { class: "viewer-count" });
  const show = (step) => {
    at = (at + step + pictures.length) % pictures.length;
    image.src = pictures[at].src;
    image.alt = pictures[at].caption || "照片";
    caption.textContent = pictures[at].caption;
    count.textContent = pictures.length > 1 ? `${at + 1} / ${pictures.length}` : "";
  };
  const dialog = el("dialog", { class: "viewer", "aria-label": "大图" },
    el("button", { type: "button", class: "viewer-close", "aria-label": "关闭", autofocus: true, onclick: () => dialog.close() }, icon("close")), count,
    image, caption);
  if (pictures.length > 1) {
    dialog.append(el("button", { type: "button", class: "viewer-back", "aria-label": "上一张", onclick: () => show(-1) }, icon("back")),
      el("button", { type: "button", class: "viewer-next", "aria-label": "下一张", onclick: () => show(1) }, icon("back")));
  }
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft") show(-1);
    if (event.key === "ArrowRight") show(1);
  });
  image.addEventListener("click", () => dialog.close());
  show(0);
  open(dialog);
}

let openMenu = null;

// A small menu beside what was pressed. `items`: {icon, label, about, act, attach}, {row: [{label, act}]}
// or {note}.
export function menu(anchor, items, label, at = null) {
  closeMenu();
  const node = el("div", { class: "menu", role: "menu", "aria-label": label });
  const entry = (item, inRow) => el("button", {
    type: "button", role: "menuitem", class: inRow ? "menu-emoji" : "menu-item", dataset: item.attach ? { attach: item.attach } : {}, "aria-label": item.name,
    onclick: () => { closeMenu(); anchor.focus({ preventScroll: true }); item.act(); },
  }, item.icon && icon(item.icon), item.about ? el("span", { class: "menu-words" }, el("b", {}, item.label), el("small", {}, item.about)) : item.label);
  for (const item of items) {
    if (item.note) node.append(el("p", { class: "menu-note" }, item.note));
    else node.append(item.row ? el("div", { class: "menu-row" }, item.row.map((one) => entry(one, true))) : entry(item, false));
  }
  document.body.append(node);
  const box = at ? { left: at.x, right: at.x, top: at.y, bottom: at.y } : anchor.getBoundingClientRect();
  const { width, height } = node.getBoundingClientRect();
  const above = box.top - height - 6;
  const below = box.bottom + 6;
  node.style.left = `${Math.max(8, Math.min(box.left, innerWidth - width - 8))}px`;
  node.style.top = `${Math.max(8, below + height < innerHeight - 8 && (at || above < 8) ? below : above >= 8 ? above : innerHeight - height - 8)}px`;
  const entries = [...node.querySelectorAll("[role=menuitem]")];
  const onKey = (event) => {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (event.key === "Escape" || event.key === "Tab") { event.preventDefault(); closeMenu(); anchor.focus(); }
    else if (step) { event.preventDefault(); entries[(entries.indexOf(document.activeElement) + step + entries.length) % entries.length].focus(); }
  };
  const onOutside = (event) => { if (!node.contains(event.target)) closeMenu(); };
  node.addEventListener("keydown", onKey);
  document.addEventListener("pointerdown", onOutside);
  anchor.setAttribute("aria-expanded", "true");
  openMenu = () => { document.removeEventListener("pointerdown", onOutside); anchor.setAttribute("aria-expanded", "false"); node.remove(); };
  entries[0].focus();
}

export function closeMenu() {
  openMenu?.();
  openMenu = null;
}
