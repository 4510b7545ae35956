// What reaches over the left or the right edge of a page of this width: boxes, and words that
// run out of theirs. A row that is made to scroll may, and so may what ends in dots.
(width) => {
  const scrolls = (node) => ["auto", "scroll"].includes(getComputedStyle(node).overflowX) && !node.matches(".log, .parts, .menu, dialog, #chats");
  const mayGoOn = (node) => node && (scrolls(node) || getComputedStyle(node).textOverflow === "ellipsis" || mayGoOn(node.parentElement));
  const unseen = (node) => node.closest(".skip, .drawer-words") || getComputedStyle(node).visibility === "hidden";
  const sticksOut = ({ left, right, width: wide, height }) => wide > 0 && height > 0 && (right > width + 0.5 || left < -0.5);
  const wordsOf = (node) => [...node.childNodes].filter((child) => child.nodeType === Node.TEXT_NODE).map((words) => {
    const range = document.createRange();
    range.selectNodeContents(words);
    return range.getBoundingClientRect();
  });
  return [...document.querySelectorAll("body *")].filter((node) => {
    if (unseen(node)) return false;
    if (sticksOut(node.getBoundingClientRect())) return !mayGoOn(node.parentElement);
    return wordsOf(node).some(sticksOut) && !mayGoOn(node);
  }).map((node) => node.outerHTML.slice(0, 120));
}
