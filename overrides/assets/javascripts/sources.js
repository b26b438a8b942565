/**
 * A source beside the sentence that it stands for: the entry of the list at the end of the page, in a popover that
 * opens at its mark. The window has no margin that could hold notes: tables take the whole width, and of their rows
 * some cite seven sources.
 * @module
 */

import { dress } from "./dress.js";

/** Between a sentence and what stands beside it, and between that and the edges of the window, in pixels. */
const GAP = 8;
const BLOCKS = "p, li, td, th, dd, dt, figcaption, div";

const dressed = dress("sources");
const sentences = new Intl.Segmenter("en", { granularity: "sentence" });

/** @type {HTMLAnchorElement | undefined} the mark at which the popover is open */
let current;
/** @type {HTMLAnchorElement | undefined} the mark at which it was open when a press began, which closes it */
let pressed;

document.addEventListener("pointerdown", () => { pressed = current; }, true);

/** @param {HTMLAnchorElement} mark @returns {HTMLElement | null} */
const entryOf = (mark) => document.getElementById(decodeURIComponent(mark.hash.slice(1)));

/**
 * Open the source of a mark, or close it if it is open.
 * @param {HTMLAnchorElement} mark
 */
export async function toggle(mark) {
  const wasOpen = pressed === mark;
  pressed = undefined;
  const entry = entryOf(mark);
  if (wasOpen || !entry) return;
  await dressed;
  const box = popover(mark, entry);
  const sentence = sentenceOf(mark).getBoundingClientRect();
  const width = innerWidth;
  const reflow = () => { if (innerWidth !== width) box.hidePopover(); };
  box.addEventListener("beforetoggle", (event) => {
    if (/** @type {ToggleEvent} */ (event).newState === "open") return;
    removeEventListener("resize", reflow);
    mark.removeAttribute("aria-expanded");
    if (current === mark) current = undefined;
  });
  box.addEventListener("toggle", (event) => {
    if (/** @type {ToggleEvent} */ (event).newState === "closed") box.remove();
  });
  mark.after(box);
  mark.focus({ preventScroll: true });   // to which the browser returns it; not every one gives it to what is clicked
  box.showPopover();
  place(box, mark, sentence);
  addEventListener("resize", reflow);
  mark.ariaExpanded = "true";
  current = mark;
  box.querySelector("a")?.focus({ preventScroll: true });
}

/**
 * What the list says, its title first, without the ways back.
 * @param {HTMLAnchorElement} mark @param {HTMLElement} entry @returns {HTMLElement}
 */
function popover(mark, entry) {
  const box = document.createElement("div");
  box.className = "site-source";
  box.popover = "auto";
  box.role = "dialog";
  box.ariaLabel = mark.ariaLabel;
  box.append(.../** @type {HTMLElement} */ (entry.cloneNode(true)).childNodes);
  for (const back of box.querySelectorAll(".footnote-backref")) back.remove();
  const after = box.querySelector("a")?.nextSibling;
  if (after) after.textContent = after.textContent?.replace(/^, /, "") ?? "";
  const foot = document.createElement("p");
  foot.innerHTML = `<a>All sources</a> <button type="button">Close</button>`;
  const [list, close] = /** @type {[HTMLAnchorElement, HTMLButtonElement]} */ ([...foot.children]);
  list.href = mark.hash;
  list.onclick = close.onclick = () => box.hidePopover();
  box.append(foot);
  // By keyboard a reader leaves it as any part of the text.
  box.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && !box.contains(relatedTarget)) box.hidePopover();
  });
  return box;
}

/**
 * Put the popover below or above the sentence, where the window has room, else as near as can be. It belongs to the
 * page, so that both scroll together.
 * @param {HTMLElement} box @param {HTMLElement} mark @param {DOMRect} sentence
 */
function place(box, mark, sentence) {
  const { offsetWidth: width, offsetHeight: height } = box;
  const line = mark.getBoundingClientRect();
  const below = [sentence, line].map(({ bottom }) => bottom + GAP);
  const above = [sentence, line].map(({ top }) => top - GAP - height);
  const tops = [below[0], above[0], below[1], above[1]];
  const last = innerHeight - height - GAP;
  const top = tops.find((one) => one >= 0 && one <= last) ?? Math.max(0, last);
  const left = Math.max(GAP, Math.min(line.left - 3 * GAP, document.documentElement.offsetWidth - width - GAP));
  box.style.top = `${top + scrollY}px`;
  box.style.left = `${left + scrollX}px`;
}

/**
 * The sentence in which a mark stands.
 * @param {HTMLElement} mark @returns {Range}
 */
export function sentenceOf(mark) {
  const block = mark.closest(BLOCKS) ?? mark;
  const range = document.createRange();
  range.setStart(block, 0);
  range.setEndBefore(mark);
  // Within a block a line break ends nothing.
  const text = (block.textContent ?? "").replaceAll("\n", " ");
  const found = sentences.segment(text).containing(range.toString().length);
  range.selectNodeContents(block);
  if (!found) return range;
  const [first, before] = at(block, found.index + 1);
  range.setStart(first, before - 1);
  range.setEnd(...at(block, found.index + found.segment.trimEnd().length));
  return range;
}

/**
 * The place behind so many characters of a block.
 * @param {Element} block @param {number} characters @returns {[Node, number]}
 */
function at(block, characters) {
  const texts = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const { length } = /** @type {Text} */ (text);
    if (characters <= length) return [text, characters];
    characters -= length;
  }
  return [block, block.childNodes.length];
}
