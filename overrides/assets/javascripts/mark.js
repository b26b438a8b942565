/**
 * Where a hit of the search leads: what hides the place is opened, and the words that were asked for are marked.
 * @module
 */

import { dress } from "./dress.js";
import { WORD, forms, words } from "./tokens.js";

const KEY = "found";
const HEADINGS = "h1, h2, h3, h4, h5, h6";

/** The style sheet of dialog and marks. */
export const dressed = () => dress("search");

/**
 * Remember for the page that comes what was asked for.
 * @param {string} address @param {string[]} terms
 */
export function leave(address, terms) {
  try { sessionStorage.setItem(KEY, JSON.stringify({ address, terms })); } catch { /* nothing is marked then */ }
}

/** Mark what was asked for, if this is where it leads. */
export function mark() {
  const left = arrival();
  const article = document.querySelector("article");
  if (!left || left.address !== location.href || !article) return;
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const place = target && article.contains(target) ? target : article.querySelector("h1");
  if (!place) return;
  dressed();
  const terms = new Set(left.terms);
  const ranges = [...found(section(place, article), terms)];
  paint(ranges);
  const best = fullest(ranges);
  reveal(place);
  if (best) reveal(best);
  place.scrollIntoView({ block: "start" });
  // In a long section the place is further down than a screen shows.
  if (best && best.getBoundingClientRect().bottom > innerHeight) best.scrollIntoView({ block: "center" });
}

/** @returns {{address: string, terms: string[]} | undefined} */
function arrival() {
  try {
    const left = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    sessionStorage.removeItem(KEY);
    return left ?? undefined;
  } catch {
    return undefined;
  }
}

/**
 * The texts from a place to the next heading that is not below it, or of the place alone where it is no heading.
 * @param {Element} place @param {Element} article @returns {Generator<Text>}
 */
function* section(place, article) {
  const heading = place.matches(HEADINGS);
  const root = heading ? article : place.tagName === "DT" ? /** @type {Element} */ (place.parentElement) : place;
  const walk = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  walk.currentNode = place;
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    if (node instanceof Text) yield node;
    else if (node instanceof Element && !place.contains(node)) {
      if (heading && node.matches(HEADINGS) && node.tagName <= place.tagName) return;
      if (node.matches("dt, .footnote")) return;
    }
  }
}

/** @param {Iterable<Text>} texts @param {Set<string>} terms @returns {Generator<Range>} */
function* found(texts, terms) {
  for (const text of texts) {
    if (text.parentElement?.closest("pre, script, style, .headerlink, sup")) continue;
    for (const word of text.data.matchAll(WORD)) {
      if (!words(word[0]).flatMap(forms).some((form) => terms.has(form))) continue;
      const range = document.createRange();
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      yield range;
    }
  }
}

/** @param {Range[]} ranges */
function paint(ranges) {
  if ("highlights" in CSS) CSS.highlights.set("found", new Highlight(...ranges));
}

/** The block that holds most of the words. @param {Range[]} ranges @returns {Element | undefined} */
function fullest(ranges) {
  /** @type {Map<Element, Set<string>>} */
  const blocks = new Map();
  for (const range of ranges) {
    const block = range.startContainer.parentElement?.closest("tr, li, p, dd, dt, h1, h2, h3, h4");
    if (!block) continue;
    blocks.set(block, (blocks.get(block) ?? new Set()).add(forms(range.toString().toLowerCase()).at(-1) ?? ""));
  }
  return [...blocks].reduce((/** @type {[Element?, Set<string>?]} */ a, b) => (b[1].size > (a[1]?.size ?? 0) ? b : a), [])[0];
}

/** Open an element and what hides it: details, and tabs that are not chosen. @param {Element} element */
function reveal(element) {
  for (let around = /** @type {Element | null} */ (element); around; around = around.parentElement) {
    if (around instanceof HTMLDetailsElement) around.open = true;
    if (!around.matches(".tabbed-block")) continue;
    const number = [...(around.parentElement?.children ?? [])].indexOf(around);
    const input = around.closest(".tabbed-set")?.querySelectorAll(":scope > input")[number];
    if (input instanceof HTMLInputElement) input.checked = true;
  }
}
