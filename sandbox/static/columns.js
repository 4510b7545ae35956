// Which conversations stand side by side. Decides only; the page then puts them there.

import { WATCH } from "./world.js";

export const NARROW = matchMedia("(max-width: 819px)"); // one thing at a time: list or conversation
const LIST_WIDTH = 268;
const RAIL_WIDTH = 84; // the list with faces only
const COLUMN = 290; // the least width of a column that only shows
const OWN_COLUMN = 440; // the least width of the column somebody speaks in
const DRAWER = 392; // what the drawer takes where it stands beside the conversations
const DRAWER_BESIDE = 1100; // the least width of a page on which it does
const MOST_COLUMNS = 4;
const MOST_BESIDE = 2;
const CHOSEN_STAYS = 90_000; // ms a chat the reader opened is kept before the action may replace it
export const LINGERS = 6_000; // ms a chat is left to be read after something happened in it

// The page's width, without the drawer where that stands beside the rest.
function room() {
  const beside = innerWidth >= DRAWER_BESIDE && document.body.classList.contains("drawer-open");
  return innerWidth - (beside ? DRAWER : 0);
}

export const roomBeside = () => !NARROW.matches && room() >= LIST_WIDTH + OWN_COLUMN + COLUMN;

// The ids of the chats to show, from left to right. What the speaker opened comes first; after it
// whatever is alive: a chat where something happens takes the place of the quietest one.
export function chooseColumns(page, fresh) {
  const { world, speaker, active } = page;
  if (NARROW.matches) return world.chatsFor(speaker).some((chat) => chat.id === active) ? [active] : [];
  const worth = worthShowing(page);
  const head = speaker !== WATCH && worth.includes(active) ? [active] : [];
  // Their own private chat is a badge in the list, not a column beside what they are doing.
  const others = worth.filter((id) => !head.includes(id) && id !== speaker);
  const staying = livelyFirst(page, others).slice(0, slots(page, worth.length) - head.length);
  const standing = fresh ? [] : [...page.open.keys()].filter((id) => !head.includes(id));
  return [...head, ...inPlace(standing, staying, worth)];
}

// An onlooker's list shrinks to a rail of faces where that wins a column.
export function wantsRail(page) {
  const most = worthShowing(page).length;
  return page.speaker === WATCH && !NARROW.matches && columns(RAIL_WIDTH, most) > columns(LIST_WIDTH, most);
}

function slots(page, most) {
  if (page.speaker === WATCH) return columns(wantsRail(page) ? RAIL_WIDTH : LIST_WIDTH, most);
  if (!page.beside.checked || !roomBeside()) return 1;
  return 1 + Math.min(MOST_BESIDE, Math.floor((room() - LIST_WIDTH - OWN_COLUMN) / COLUMN));
}

function columns(listWidth, most) {
  return Math.max(1, Math.min(most, MOST_COLUMNS, Math.floor((room() - listWidth) / COLUMN)));
}

// Groups, and private chats where anything was ever said or that the reader opened.
function worthShowing({ world, liveliness, active }) {
  return world.chatsFor(WATCH).map((chat) => chat.id)
    .filter((id) => !world.isPrivate(id) || world.lastMessage(id) || liveliness.get(id) || id === active);
}

function livelyFirst({ world, open, liveliness }, ids) {
  const now = Date.now();
  const rank = (id) => {
    const lively = liveliness.get(id) || 0;
    const shown = open.get(id);
    const stays = shown && (lively + LINGERS > now || (shown.openedAt || 0) + CHOSEN_STAYS > now);
    return stays ? now + 1 : lively;
  };
  const isGroup = (id) => (world.isPrivate(id) ? 0 : 1);
  return [...ids].sort((a, b) => rank(b) - rank(a) || isGroup(b) - isGroup(a) || ids.indexOf(a) - ids.indexOf(b));
}

// Columns do not wander: who stays keeps their place, newcomers take the places that fell free.
function inPlace(standing, staying, listed) {
  if (!standing.length) return staying.sort((a, b) => listed.indexOf(a) - listed.indexOf(b));
  const newcomers = staying.filter((id) => !standing.includes(id));
  const placed = standing.map((id) => (staying.includes(id) ? id : newcomers.shift())).filter((id) => id !== undefined);
  return [...placed, ...newcomers];
}
