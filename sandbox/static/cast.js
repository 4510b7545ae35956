// Who one can be: the row of faces, and the list of the same people for small screens.

import { el, face } from "./dom.js";
import { WATCH } from "./world.js";

export class Cast {
  constructor(page) {
    this.page = page;
    this.select = document.getElementById("speak-as");
    this.select.addEventListener("change", () => page.speakAs(this.select.value === "" ? WATCH : Number(this.select.value)));
  }

  get isChoosing() {
    return document.activeElement === this.select; // by arrow keys: they go on choosing
  }

  draw() {
    const { world, speaker } = this.page;
    const { people, bot } = world;
    const drawn = JSON.stringify([speaker, bot, [...people.values()].map(({ id, name, about }) => [id, name, about])]);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    const options = [el("option", { value: "" }, "旁观：看所有的聊天")];
    for (const person of people.values()) options.push(el("option", { value: person.id }, person.about ? `${person.name}（${person.about}）` : person.name));
    this.select.replaceChildren(...options);
    this.select.value = speaker === WATCH ? "" : String(speaker);
    document.body.dataset.mode = speaker === WATCH ? "watch" : "speak";
    const person = people.get(speaker);
    document.getElementById("speaker-face").replaceChildren(person ? face(person.id, person.name) : face(0, "", "watch"));
    document.getElementById("speaker-about").textContent = person ? person.about : "选一个人，就能以这个人的身份说话、按按钮";
    const cast = document.getElementById("cast");
    const focused = cast.contains(document.activeElement);
    cast.replaceChildren(this.#chip(WATCH, "旁观", `看${bot.name}怎么做`, face(0, "", "watch")),
      ...[...people.values()].map((one) => this.#chip(one.id, one.name, one.about || "", face(one.id, one.name))));
    const pressed = cast.querySelector("[aria-pressed=true]");
    pressed?.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (focused) pressed?.focus();
  }

  #chip(id, name, about, shown) {
    return el("button", {
      type: "button", class: "cast-member", "aria-pressed": String(id === this.page.speaker), dataset: { personId: id ?? "" },
      title: about, onclick: () => this.page.speakAs(id),
    }, shown, el("span", {}, name), el("small", {}, about));
  }
}
