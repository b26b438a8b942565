/**
 * The search as a reader sees it: a dialog with a field, what was found, and why nothing was. Its code, its style
 * sheet and the index are fetched when a reader first opens it, and never before.
 * @module
 */

import { Finder } from "./find.js";
import { dressed, leave, mark } from "./mark.js";
import { WORD, words, forms } from "./tokens.js";

/** @typedef {import("./find.js").Hit} Hit */
/** @typedef {import("./find.js").Found} Found */

/** Pages that are listed, further sections of each, and characters of an excerpt. */
const MOST = 10, ALSO = 2, LENGTH = 170;
const LAST = "search";

/** @type {SiteSearch | undefined} */
let search;

/**
 * Open the search.
 * @param {string} root the way to the top of the site
 */
export async function open(root) {
  search ??= new SiteSearch(new URL(root.endsWith("/") ? root : `${root}/`, location.href));
  await search.open();
}

class SiteSearch {
  /** @type {Finder | undefined} */
  finder;
  /** @type {Promise<void> | undefined} */
  loading;

  /** @param {URL} root */
  constructor(root) {
    this.root = root;
    this.dialog = document.createElement("dialog");
    this.dialog.className = "site-search";
    this.dialog.setAttribute("aria-label", "Search this site");
    this.dialog.innerHTML = `
      <form method="dialog" role="search">
        <input type="search" aria-label="Search for" placeholder="Search for a task, a claim, a term"
          autocomplete="off" autocapitalize="none" spellcheck="false" enterkeyhint="search">
        <button type="button" class="site-button">Close</button>
      </form>
      <p class="site-search__status" role="status"></p>
      <p class="site-search__help" hidden></p>
      <ol></ol>`;
    const part = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (this.dialog.querySelector(selector));
    this.input = /** @type {HTMLInputElement} */ (part("input"));
    this.status = part("[role=status]");
    this.help = part(".site-search__help");
    this.list = part("ol");
    this.input.value = recall();
    this.dialog.addEventListener("click", (event) => this.#click(event));
    this.dialog.addEventListener("keydown", (event) => this.#key(event));
    this.input.addEventListener("input", () => this.#answer());
    part("button").onclick = () => this.#close();
    part("form").onsubmit = (event) => {
      event.preventDefault();
      this.list.querySelector("a")?.click();
    };
    document.body.append(this.dialog);
    this.dressed = dressed();
  }

  async open() {
    await this.dressed;
    if (!this.dialog.open) this.dialog.showModal();
    this.input.focus();
    this.input.select();
    this.#load();
  }

  #close() {
    this.dialog.close();
    // Where nothing had the focus before, browsers leave it in here until the next frame, and keys with it.
    const focused = document.activeElement;
    if (focused instanceof HTMLElement && this.dialog.contains(focused)) focused.blur();
  }

  /** Fetch the index, unless it is there or on its way; what failed is tried again. */
  #load() {
    if (this.finder || this.loading) return;
    this.#say("Loading the index …");
    this.loading = fetch(new URL("assets/search.json", this.root))
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer)))
      .then(async (index) => {
        const finder = new Finder(index);
        await finder.ready;
        this.finder = finder;
        this.#answer();
      })
      .catch(() => {
        this.#say("The index could not be loaded. The menu lists all sections.");
        this.#offer([button("Try again", () => this.#load())]);
      })
      .finally(() => { this.loading = undefined; });
  }

  /** Show what is found for what the field holds. */
  #answer() {
    const query = this.input.value.trim();
    keep(query);
    if (!this.finder) return;
    if (!query) {
      this.#say("Type to search, or try:");
      this.#suggest();
      this.list.replaceChildren();
      return;
    }
    const found = this.finder.find(this.input.value);
    this.#say(...summary(found));
    if (found.groups.length) this.#offer([]);
    else this.#suggest();
    this.list.replaceChildren(...found.groups.slice(0, MOST).map((group) => this.#item(group, found)));
    this.list.scrollTop = 0;
  }

  /** @param {...(string | Node)} parts */
  #say(...parts) {
    this.status.replaceChildren(...parts);
  }

  /** @param {HTMLElement[]} buttons */
  #offer(buttons) {
    this.help.hidden = !buttons.length;
    this.help.replaceChildren(...buttons);
  }

  #suggest() {
    this.#offer((this.finder?.index.suggestions ?? []).map((text) =>
      button(text, () => {
        this.input.value = text;
        this.input.focus();
        this.#answer();
      })));
  }

  /**
   * One page: the section that answers best with the way to it and its excerpt, and others that may.
   * @param {Hit[]} group @param {Found} found
   */
  #item(group, found) {
    const [best, ...others] = group;
    const index = /** @type {Finder} */ (this.finder).index;
    const page = index.pages[best.section.page];
    const link = this.#link(best);
    const way = best.section.anchor ? [...page[1], ...best.section.path.slice(1)] : page[1].slice(0, -1);
    link.append(
      made("small", way.join(" › ")),
      made("strong", ...marked(best.section.title, found.terms)),
      made("span", ...excerpt(best, found.terms)),
    );
    const row = made("li", link);
    const near = others.filter((hit) => hit.score > best.score / 2).slice(0, ALSO);
    if (near.length) {
      const also = near.map((hit) => {
        const other = this.#link(hit);
        other.append(hit.section.title);
        return made("li", other);
      });
      const list = made("ul", ...also);
      list.setAttribute("aria-label", "On the same page");
      row.append(list);
    }
    return row;
  }

  /** @param {Hit} hit */
  #link(hit) {
    const index = /** @type {Finder} */ (this.finder).index;
    const link = document.createElement("a");
    const { anchor, page } = hit.section;
    link.href = new URL(index.pages[page][0] + (anchor ? `#${encodeURIComponent(anchor)}` : ""), this.root).href;
    return link;
  }

  /** A click beside the dialog closes it; one on a hit leads there, on this page too. @param {MouseEvent} event */
  #click(event) {
    const target = /** @type {Element} */ (event.target);
    if (target === this.dialog) this.#close();
    const link = target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    leave(link.href, [...(this.finder?.find(this.input.value).terms ?? [])]);
    this.#close();
    if (link.href.split("#")[0] === location.href.split("#")[0]) setTimeout(mark);
  }

  /** Arrow keys walk through field and hits; Escape closes, whatever the field holds. @param {KeyboardEvent} event */
  #key(event) {
    if (event.key === "Escape" && !event.isComposing) {
      event.preventDefault();
      this.#close();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.isComposing) return;
    const stops = [this.input, ...this.list.querySelectorAll("a")];
    const now = stops.indexOf(/** @type {HTMLInputElement} */ (document.activeElement));
    event.preventDefault();
    stops[Math.max(0, Math.min(stops.length - 1, now + step))].focus();
  }
}

/** What was found in a sentence, and what was not. @param {Found} found @returns {(string | Node)[]} */
function summary({ groups, unknown, instead }) {
  /** @type {(string | Node)[]} */
  const parts = [];
  if (unknown.length) {
    parts.push("Nothing here about ", ...between(unknown.map((word) => made("em", word)), ", "));
    parts.push(groups.length ? "; without it: " : ". ");
  }
  for (const [typed, meant] of instead) parts.push("No page says ", made("em", typed), "; shown is ", made("em", meant), ": ");
  const count = groups.length;
  if (!count) parts.push(unknown.length ? "Try other words, or:" : "Nothing found. Try other words, or:");
  else if (count > MOST) parts.push(`${parts.length ? "the" : "The"} best ${MOST} of ${count} pages.`);
  else parts.push(count === 1 ? "1 page." : `${count} pages.`);
  return parts;
}

/** The block that says most of what was asked, around its first marked word. @param {Hit} hit @param {Set<string>} terms */
function excerpt({ section }, terms) {
  const worth = (/** @type {string} */ block) =>
    new Set(words(block).flatMap(forms).filter((form) => terms.has(form))).size;
  const best = section.blocks.reduce((a, b) => (worth(b) > worth(a) ? b : a), section.blocks[0] ?? "");
  const first = [...best.matchAll(WORD)].find(([word]) => asked(word, terms))?.index ?? 0;
  let start = Math.max(0, Math.min(first - LENGTH / 3, best.length - LENGTH));
  if (start) start = best.indexOf(" ", start) + 1;
  let end = start + LENGTH;
  end = end < best.length ? best.lastIndexOf(" ", end) : best.length;
  if (end <= start) end = best.length;
  return [start ? "… " : "", ...marked(best.slice(start, end), terms), end < best.length ? " …" : ""];
}

/** @param {string} word @param {Set<string>} terms */
const asked = (word, terms) => words(word).flatMap(forms).some((form) => terms.has(form));

/** A text with the words that were asked for marked. @param {string} text @param {Set<string>} terms */
function marked(text, terms) {
  /** @type {(string | Node)[]} */
  const parts = [];
  let end = 0;
  for (const found of text.matchAll(WORD)) {
    if (!asked(found[0], terms)) continue;
    parts.push(text.slice(end, found.index), made("mark", found[0]));
    end = found.index + found[0].length;
  }
  return [...parts, text.slice(end)];
}

/** @template T @template U @param {T[]} items @param {U} sign @returns {(T | U)[]} */
const between = (items, sign) => items.flatMap((item, number) => (number ? [sign, item] : [item]));

/** @param {string} name @param {...(string | Node)} parts */
function made(name, ...parts) {
  const element = document.createElement(name);
  element.append(...parts);
  return element;
}

/** @param {string} text @param {() => void} act */
function button(text, act) {
  const element = /** @type {HTMLButtonElement} */ (made("button", text));
  element.type = "button";
  element.className = "site-button";
  element.onclick = act;
  return element;
}

/** @returns {string} what was last searched for in this visit */
function recall() {
  try { return sessionStorage.getItem(LAST) ?? ""; } catch { return ""; }
}

/** @param {string} query */
function keep(query) {
  try { sessionStorage.setItem(LAST, query); } catch { /* it is forgotten */ }
}
