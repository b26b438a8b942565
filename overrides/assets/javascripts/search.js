/**
 * Search in a dialog. It uses the worker and the index that the theme builds; both are fetched here,
 * which is when a reader first opens the search, and never before.
 * @module
 */

import { synonyms } from "./synonyms.js";

/** The messages that the theme's worker understands. A browser test fails when they change. */
const SETUP = 0, READY = 1, QUERY = 2, RESULT = 3;
const MOST = 30;

/** @typedef {{location: string, title: string, text: string, score: number, terms: Record<string, boolean>}} Hit */

/** @type {Promise<{dialog: HTMLDialogElement, input: HTMLInputElement}> | undefined} */
let made;

/**
 * Open the search.
 * @param {string} worker address of the theme's worker
 * @param {string} root the way to the top of the site
 */
export async function open(worker, root) {
  made ??= make(worker, new URL(root.endsWith("/") ? root : `${root}/`, location.href));
  const { dialog, input } = await made;
  if (!dialog.open) dialog.showModal();
  input.select();
}

/**
 * @param {string} address
 * @param {URL} root
 */
async function make(address, root) {
  const dialog = document.createElement("dialog");
  dialog.className = "site-search";
  dialog.setAttribute("aria-label", "Search this site");
  dialog.innerHTML = `
    <form method="dialog" role="search">
      <input type="search" aria-label="Search for" placeholder="Search for a task, a claim, a term"
        autocomplete="off" spellcheck="false" enterkeyhint="search">
      <button type="button" class="site-button">Close</button>
    </form>
    <p class="site-search__status" role="status">Loading the index …</p>
    <ol></ol>`;
  document.body.append(dialog);
  const input = /** @type {HTMLInputElement} */ (dialog.querySelector("input"));
  const status = /** @type {HTMLElement} */ (dialog.querySelector("[role=status]"));
  const list = /** @type {HTMLElement} */ (dialog.querySelector("ol"));
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("keydown", (event) => move(event, input, list));
  /** @type {HTMLButtonElement} */ (dialog.querySelector("button")).onclick = () => dialog.close();
  /** @type {HTMLFormElement} */ (dialog.querySelector("form")).onsubmit = (event) => {
    event.preventDefault();
    list.querySelector("a")?.click();
  };

  connect(address, root, input, status, list).catch(() => {
    status.textContent = "The search could not be loaded. The menu lists all sections.";
  });
  return { dialog, input };
}

/**
 * Fetch worker and index, and answer what is typed.
 * @param {string} address @param {URL} root
 * @param {HTMLInputElement} input @param {HTMLElement} status @param {HTMLElement} list
 */
async function connect(address, root, input, status, list) {
  const worker = new Worker(new URL(address, location.href));
  const index = await (await fetch(new URL("search/search_index.json", root))).json();
  worker.postMessage({ type: SETUP, data: { config: index.config, docs: index.docs, options: {} } });
  /** @type {Map<string, number>} */
  const boosts = new Map(index.docs.map((/** @type {{location: string, boost?: number}} */ doc) => [doc.location, doc.boost ?? 1]));
  const ask = () => worker.postMessage({ type: QUERY, data: concepts(input.value).flat().join(" ") });
  worker.onmessage = ({ data }) => {
    if (data.type === READY) {
      status.textContent = "Type to search.";
      input.addEventListener("input", ask);
      ask();
    } else if (data.type === RESULT) {
      show(ranked(data.data.items, input.value, boosts), root, input.value, status, list);
    }
  };
}

/**
 * What the reader asks for: each word together with the words that this site uses for it. Little
 * words are left out, unless there are no others.
 * @param {string} query @returns {string[][]}
 */
export function concepts(query) {
  const words = query.toLowerCase().match(/[\p{L}\p{N}_.]+/gu) ?? [];
  const kept = words.filter((word) => !synonyms.ignore.includes(word));
  return (kept.length ? kept : words).map((word) => [word, ...(synonyms.same[word] ?? [])]);
}

/**
 * @param {Hit[][]} groups @param {URL} root @param {string} query
 * @param {HTMLElement} status @param {HTMLElement} list
 */
function show(groups, root, query, status, list) {
  if (!query.trim()) {
    status.textContent = "Type to search.";
    list.replaceChildren();
    return;
  }
  const shown = groups.slice(0, MOST);
  status.textContent = groups.length === 1 ? "1 page found." : `${groups.length || "No"} pages found.`;
  list.replaceChildren(...shown.map((group) => item(group, root)));
}

/** @param {Hit[]} group @returns {Hit} the page itself, not one of its sections */
const pageOf = (group) => group.find((hit) => !hit.location.includes("#")) ?? group[0];

/**
 * First the pages that speak of most of what was asked in one place; a rare word says more than one
 * that every page has, and a word in a title more than one in the text.
 * @param {Hit[][]} groups @param {string} query
 * @param {Map<string, number>} boosts what a page's front matter says that it counts
 */
function ranked(groups, query, boosts) {
  const asked = concepts(query);
  const speaks = (/** @type {Hit} */ hit, /** @type {string[]} */ words) => words.some((word) => hit.terms[word]);
  const names = (/** @type {Hit} */ hit, /** @type {string[]} */ words) => words.some((word) => hit.title.toLowerCase().includes(word));
  const weights = asked.map((words) => {
    const pages = groups.filter((group) => group.some((hit) => speaks(hit, words))).length;
    return 0.15 + Math.log(Math.max(groups.length, 1) / (pages || 1));
  });
  const sum = (/** @type {(words: string[]) => boolean} */ holds) =>
    asked.reduce((total, words, index) => total + (holds(words) ? weights[index] : 0), 0);
  return groups
    .map((group) => {
      const page = pageOf(group);
      const inOnePlace = group.map((hit) => sum((words) => speaks(hit, words)) + sum((words) => names(hit, words)) / 2);
      return {
        group,
        fit:
          (boosts.get(page.location) ?? 1) *
          (Math.max(...inOnePlace) +
            sum((words) => names(page, words)) +
            sum((words) => group.some((hit) => speaks(hit, words))) / 2),
        much: group.reduce((total, hit) => total + Math.min(hit.score, 10), 0),
      };
    })
    .sort((a, b) => b.fit - a.fit || b.much - a.much)
    .map(({ group }) => group);
}

/**
 * One page: its title, the section that fits best, and some of its text.
 * @param {Hit[]} group @param {URL} root
 */
function item(group, root) {
  const page = pageOf(group);
  const best = group.reduce((a, b) => (b.score > a.score ? b : a));
  const link = document.createElement("a");
  link.href = new URL(best.location, root).href;
  const title = document.createElement("strong");
  title.textContent = plain(page.title);
  const text = document.createElement("span");
  const words = best === page ? best.text : `${best.title}: ${best.text}`;
  text.textContent = plain(words).slice(0, 180);
  link.append(title, text);
  const row = document.createElement("li");
  row.append(link);
  return row;
}

/** @param {string} markup @returns {string} the text of it, without the worker's marks */
const plain = (markup) =>
  new DOMParser().parseFromString(markup, "text/html").body.textContent?.replace(/\s+/g, " ").trim() ?? "";

/**
 * Arrow keys walk through field and results.
 * @param {KeyboardEvent} event @param {HTMLInputElement} input @param {HTMLElement} list
 */
function move(event, input, list) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const stops = [input, ...list.querySelectorAll("a")];
  const now = stops.indexOf(/** @type {HTMLInputElement} */ (document.activeElement));
  event.preventDefault();
  stops[Math.max(0, Math.min(stops.length - 1, now + step))].focus();
}
