// Looks at the page as somebody without a mouse, or with a thick thumb: answers what is wrong.
(what) => {
  const shown = (node) => {
    const box = node.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && getComputedStyle(node).visibility === "visible" && !node.closest("[inert]");
  };
  const within = document.querySelector("dialog[open]") ?? document;
  const all = [...within.querySelectorAll("button, input, select, textarea, a[href], [tabindex='0'], [role=tab]")]
    .filter((node) => shown(node) && !node.disabled);
  const label = (node) => node.outerHTML.slice(0, 120);
  const named = (node) => {
    const by = (node.getAttribute("aria-labelledby") ?? "").split(" ").map((id) => document.getElementById(id)?.textContent ?? "");
    const labels = [...(node.labels ?? [])].map((one) => one.textContent);
    const words = ["INPUT", "SELECT", "TEXTAREA"].includes(node.tagName) ? "" : node.textContent;
    return [node.getAttribute("aria-label"), ...by, ...labels, words].some((one) => one?.trim());
  };
  const look = (node) => {
    const { outlineStyle, outlineWidth, boxShadow, borderColor, backgroundColor } = getComputedStyle(node);
    const outline = outlineStyle === "none" ? "" : outlineWidth;
    return [outline, boxShadow, borderColor, backgroundColor].join();
  };
  // A word in a sentence may be small.
  const small = (node) => {
    const { width, height } = (node.closest("label") ?? node).getBoundingClientRect();
    return Math.min(width, height) < 40 && !node.closest(".words");
  };
  if (what === "nameless") return all.filter((node) => !named(node)).map(label);
  if (what === "small") return all.filter((node) => node.tabIndex >= 0 && small(node)).map(label);
  if (what === "unreached") return all.filter((node) => node.tabIndex >= 0 && !node.dataset.reached).map(label);
  // "step": whether the focus shows where it is now; "back" once it has been there before.
  const node = document.activeElement;
  if (node === document.body) return "nowhere";
  if (node.dataset.reached) return "back";
  node.dataset.reached = "yes";
  const focused = look(node);
  node.blur();
  const plain = look(node);
  node.focus({ preventScroll: true });
  return focused === plain ? `no focus to be seen: ${label(node)}` : "seen";
}
