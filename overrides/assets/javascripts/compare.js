/**
 * Side by side: one switch for all steps of a page, and lines that are wrapped where they would be cut.
 * @module
 */

import { choose, focusWhatScrolls, isWide, memory, nameOf } from "./site.js";

const root = document.documentElement;
/** The frameworks' names, as the first step has them. */
const labels = /** @type {HTMLLabelElement[]} */ ([...(document.querySelector(".mdx-compare .tabbed-labels")?.children ?? [])]);

/** @param {string} html @param {() => void} act @returns {HTMLButtonElement} */
function button(html, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.innerHTML = html;
  made.onclick = act;
  return made;
}

/** @param {string | undefined} name one framework by its name, all of them without */
function show(name) {
  if (name) {
    choose(name);
    root.dataset.columns = "one";
  } else {
    delete root.dataset.columns;
  }
  memory.write("columns", name ? "one" : "all");
  told();
}

/** @param {boolean} on */
function wrap(on) {
  root.dataset.wrap = on ? "on" : "off";
  memory.write("wrap", root.dataset.wrap);
  fit();
}

/** Whether columns have room, whatever is chosen: style sheets know. */
function roomForAll() {
  const chosen = root.dataset.columns;
  delete root.dataset.columns;
  const input = document.querySelector(".mdx-compare .tabbed-set > input");
  const room = input && getComputedStyle(input).display === "none";
  if (chosen) root.dataset.columns = chosen;
  return Boolean(room);
}

const all = button("Side by side", () => show(undefined));
const each = labels.map((label) => button(label.innerHTML, () => show(nameOf(label))));
const wraps = button("Wrap lines", () => wrap(root.dataset.wrap === "off"));

/** Say by the buttons what is shown. */
function told() {
  const room = roomForAll(), one = !room || root.dataset.columns === "one";
  all.hidden = !room;
  all.ariaPressed = String(!one);
  for (const [index, label] of labels.entries()) {
    const input = document.getElementById(label.htmlFor);
    each[index].ariaPressed = String(one && input instanceof HTMLInputElement && input.checked);
  }
  wraps.ariaPressed = String(root.dataset.wrap !== "off");
}

/**
 * Each line of what would be cut becomes an element, whose continued part is indented further than its beginning.
 * The text stays the same, line breaks included.
 */
function wrapLines() {
  for (const code of [...document.querySelectorAll(".mdx-compare pre > code:not(.is-lines)")].filter(isWide)) {
    code.innerHTML = code.innerHTML.replace(/[^\n]*\n/g, (line) => `<span class="site-line">${line}</span>`);
    for (const line of /** @type {NodeListOf<HTMLElement>} */ (code.querySelectorAll(".site-line"))) {
      line.style.setProperty("--from", `${/^ */.exec(line.textContent ?? "")?.[0].length ?? 0}ch`);
    }
    code.classList.add("is-lines");
  }
}

/** What changes with the width, a tab or a fold. */
function fit() {
  wrapLines();
  told();
  focusWhatScrolls();   // what is wrapped does not
}

/**
 * The line that an address leads to may be in a tab that is not chosen.
 * @param {string} hash
 */
function reveal(hash) {
  const target = document.getElementById(decodeURIComponent(hash.slice(1)));
  const block = target?.closest(".tabbed-block");
  if (block?.parentElement && !block.checkVisibility()) {
    choose(nameOf(labels[[...block.parentElement.children].indexOf(block)]));
    fit();
  }
}

const group = document.createElement("div");
group.className = "mdx-switch";
group.role = "group";
group.ariaLabel = "Code";
group.append(all, ...each, wraps);
document.querySelector(".site-here")?.append(group);
if (memory.read("columns") === "one") root.dataset.columns = "one";
root.dataset.wrap = memory.read("wrap") ?? "on";
fit();
// The bar and the wrapped lines moved what the address leads to, or made it anew.
if (location.hash) {
  reveal(location.hash);
  location.replace(location.hash);
}
document.addEventListener("click", ({ target }) => {
  const link = target instanceof Element && target.closest("article a");
  if (link instanceof HTMLAnchorElement && link.hash) reveal(link.hash);
});
addEventListener("load", fit);   // WebKit runs scripts before the style sheets are there
addEventListener("resize", fit);
document.addEventListener("change", fit);
document.addEventListener("toggle", fit, true);
