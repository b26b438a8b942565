/**
 * What every page does: the palette, linked tabs, copying code. Search, the menu and the marks in what stands on a
 * page are loaded when they are first used, the filters of claims and of features and the chooser on the pages that
 * have one.
 * Without this script every page still answers its question.
 * @module
 */

/** Read or keep a preference; a browser that forbids storage just forgets. */
export const memory = {
  /** @param {string} key @returns {string | null} */
  read(key) {
    try { return localStorage.getItem(key); } catch { return null; }
  },
  /** @param {string} key @param {string} value */
  write(key, value) {
    try { localStorage.setItem(key, value); } catch { /* nothing to do */ }
  },
  /** @param {string} key */
  remove(key) {
    try { localStorage.removeItem(key); } catch { /* nothing to do */ }
  },
};

/** What the colours can follow; the system where nothing is chosen. */
const SCHEMES = /** @type {const} */ (["system", "dark", "light"]);
const SAID = { system: "as the system", dark: "dark", light: "light" };

/** A button that goes round the colours: those of the system, the others, the system's own for good. */
class PaletteSwitch extends HTMLElement {
  connectedCallback() {
    const button = /** @type {HTMLButtonElement} */ (this.querySelector("button"));
    const words = /** @type {HTMLElement} */ (button.querySelector("span"));
    const show = () => { button.title = words.textContent = `Colours: ${SAID[this.scheme]}`; };
    button.onclick = () => {
      const dark = matchMedia("(prefers-color-scheme: dark)").matches;
      const round = dark ? [SCHEMES[0], SCHEMES[2], SCHEMES[1]] : SCHEMES;
      this.scheme = round[(round.indexOf(this.scheme) + 1) % round.length];
      show();
    };
    show();
    this.hidden = false;
  }

  /** @returns {typeof SCHEMES[number]} */
  get scheme() {
    return SCHEMES.find((one) => one === document.documentElement.dataset.scheme) ?? "system";
  }

  set scheme(chosen) {
    if (chosen === "system") {
      delete document.documentElement.dataset.scheme;
      memory.remove("scheme");
    } else {
      document.documentElement.dataset.scheme = chosen;
      memory.write("scheme", chosen);
    }
  }
}

/** A button that opens the search; the code and the index come with its first use. */
class SiteSearch extends HTMLElement {
  connectedCallback() {
    this.open = () => import("./search.js").then((search) => search.open(this.dataset.root ?? ""))
      .catch(() => alert("The search could not be loaded. Reload the page to try again."));
    this.onKey = (/** @type {KeyboardEvent} */ event) => {
      const typing = event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]");
      const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
      const asked = plain ? event.key === "/" && !typing : event.key === "k" && !event.altKey && !event.shiftKey;
      if (!asked) return;
      event.preventDefault();
      this.open?.();
    };
    /** @type {HTMLButtonElement} */ (this.querySelector("button")).onclick = this.open;
    document.addEventListener("keydown", this.onKey);
    this.hidden = false;
  }

  disconnectedCallback() {
    if (this.onKey) document.removeEventListener("keydown", this.onKey);
  }
}

/** @param {Element} label @returns {string} */
export const nameOf = (label) => label.textContent?.trim() ?? "";

/**
 * Choose the tab with this name in every set that has one, and remember it.
 * @param {string} name
 */
export function choose(name) {
  memory.write("tab", name);
  for (const label of document.querySelectorAll(".tabbed-labels > label")) {
    if (nameOf(label) !== name) continue;
    const input = document.getElementById(/** @type {HTMLLabelElement} */ (label).htmlFor);
    if (input instanceof HTMLInputElement) input.checked = true;
  }
}

/** Tabs with the same name change together, and the choice is kept for the whole visit. */
function linkTabs() {
  const remembered = memory.read("tab");
  if (remembered) choose(remembered);
  document.addEventListener("change", (event) => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || !input.closest(".tabbed-set")) return;
    const label = document.querySelector(`label[for="${input.id}"]`);
    if (!label) return;
    const top = label.getBoundingClientRect().top;
    choose(nameOf(label));
    // Sets above may have changed their height: what the reader looks at stays where it is.
    scrollBy({ top: label.getBoundingClientRect().top - top, behavior: "instant" });
  });
}

/** Give every block of code a button that copies it: in the bar with the file's name, or over its first line. */
function offerCopies() {
  const status = document.createElement("p");
  status.role = "status";
  status.className = "site-hidden";
  document.body.append(status);
  for (const code of document.querySelectorAll(".highlight pre > code")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "site-copy";
    button.textContent = "Copy";
    button.ariaLabel = `Copy ${whatIs(code)}`;
    button.onclick = async () => {
      const done = await copied(code);
      button.textContent = done ? "Copied" : "Selected";
      status.textContent = done ? "Copied" : "Copying is not allowed here; the code is selected";
      button.classList.add("is-done");
      setTimeout(() => {
        button.textContent = "Copy";
        status.textContent = "";
        button.classList.remove("is-done");
      }, 2000);
    };
    (code.closest(".highlight")?.querySelector(".filename") ?? code).after(button);
  }
}

/**
 * The words for a block of code or a table: its file or the heading above it, and the framework whose column it is in.
 * @param {Element} code @returns {string}
 */
function whatIs(code) {
  const file = code.closest(".highlight")?.querySelector(".filename")?.textContent;
  const headings = [...document.querySelectorAll("article :is(h1, h2, h3)")];
  const above = headings.filter((one) => one.compareDocumentPosition(code) & Node.DOCUMENT_POSITION_FOLLOWING).pop();
  const column = code.closest(".tabbed-block")?.querySelector(":scope > .site-hidden")?.textContent;
  return [file ?? `the ${code.matches("code") ? "code" : "table"} under ${above?.firstChild?.textContent ?? document.title}`, column].filter(Boolean).join(", ");
}

/**
 * Whether the code is in the clipboard now, without its last line break, which a terminal would take for Enter.
 * Where that is refused, the code is selected.
 * @param {Element} code @returns {Promise<boolean>}
 */
async function copied(code) {
  try {
    await navigator.clipboard.writeText((code.textContent ?? "").replace(/\n$/, ""));
    return true;
  } catch {
    getSelection()?.selectAllChildren(code);
    return false;
  }
}

/**
 * Whether something holds more than it shows. What is folded counts as narrow: measuring would lay it out, unseen.
 * @param {Element} box @returns {boolean}
 */
export const isWide = (box) => box.checkVisibility() && box.scrollWidth > box.clientWidth;

/** What scrolls sideways can be reached and scrolled by keyboard, and has a name. */
export function focusWhatScrolls() {
  const boxes = [...document.querySelectorAll("pre > code, .table-wrap")];
  const wide = new Set(boxes.filter(isWide));   // all are measured before one is changed: then the page is laid out once
  for (const box of boxes) {
    if (wide.has(box)) {
      box.setAttribute("tabindex", "0");
      box.role = "group";
      box.ariaLabel = whatIs(box);
    } else {
      for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
    }
  }
}

/** The menu is a dialog; its link leads to the same list where no script runs. */
function offerMenu() {
  const link = /** @type {HTMLAnchorElement} */ (document.querySelector(".site-menu"));
  link.role = "button";
  link.ariaHasPopup = "dialog";
  const open = (/** @type {Event} */ event) => {
    event.preventDefault();
    import("./menu.js").then((menu) => menu.open(), () => { location.hash = link.hash; });
  };
  link.addEventListener("click", open);
  link.addEventListener("keydown", (event) => { if (event.key === " ") open(event); });
}

/** Where the reader is on a page, from the first movement on. */
function followReading() {
  const contents = document.querySelector(".site-contents");
  const load = () => import("./contents.js");
  if (!contents) return;
  if (location.hash) load();
  else addEventListener("scroll", load, { once: true, passive: true });
  contents.addEventListener("toggle", load, { once: true, capture: true });
}

/** A list that is longer than the screen shows where in it the reader is. */
function showPlace() {
  const place = document.querySelector(".site-side [aria-current]"), list = place?.closest(".site-side");
  if (place instanceof HTMLElement && list) list.scrollTop = place.offsetTop - list.clientHeight / 2;
}

/** A mark tells which source it stands for, which opens beside it; the code for that comes with its first use. */
function offerSources() {
  if (!("popover" in HTMLElement.prototype)) return;
  for (const mark of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("a.footnote-ref"))) {
    const source = document.getElementById(decodeURIComponent(mark.hash.slice(1)))?.querySelector("a");
    const load = () => import("./sources.js");
    mark.ariaLabel = `Source ${mark.textContent}: ${source?.textContent}`;
    mark.ariaHasPopup = "dialog";
    mark.onpointerenter = mark.onfocus = () => { load().catch(() => undefined); };
    mark.onclick = (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      load().then((sources) => sources.toggle(mark), () => { location.hash = mark.hash; });
    };
  }
}

/** A hit of the search led here: its words are marked. */
function markFound() {
  try { if (sessionStorage.getItem("found")) import("./mark.js").then((marks) => marks.mark()); } catch { /* nothing is marked */ }
}

/** The chooser comes with its first use, or at once where the address holds answers; a click meanwhile is made up for. */
function offerChooser() {
  const chooser = /** @type {HTMLElement | null} */ (document.querySelector("framework-chooser"));
  if (!chooser) return;
  const load = () => import("./chooser.js").catch(() => { chooser.dataset.plain = ""; });
  for (const kind of ["pointerover", "focusin"]) chooser.addEventListener(kind, load, { once: true });
  chooser.addEventListener("click", ({ target }) => {
    const button = target instanceof Element && target.closest("button");
    if (button && !customElements.get("framework-chooser")) load().then(() => button.click());
  }, { once: true });
  addEventListener("hashchange", load, { once: true });
  if (location.hash) load();
}

/** The applications of a task run in the page once a reader asks for it; all that this needs comes then. */
function offerLive() {
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".mdx-live"))) {
    const button = place.querySelector("button");
    if (button) button.onclick = () => import("./live.js").then((live) => live.open(place))
      .catch(() => alert("The applications could not be loaded. Reload the page to try again."));
  }
}

customElements.define("palette-switch", PaletteSwitch);
customElements.define("site-search", SiteSearch);
if (document.querySelector("claims-filter")) import("./claims-filter.js");
offerChooser();
if (document.querySelector("feature-matrix")) import("./matrix.js");
if (document.querySelector(".site-page--wide .mdx-compare")) import("./compare.js");
offerLive();
offerMenu();
followReading();
showPlace();
offerSources();
linkTabs();
markFound();
offerCopies();
focusWhatScrolls();
// WebKit runs scripts before the style sheets are there.
for (const run of [focusWhatScrolls, showPlace]) addEventListener("load", run);
addEventListener("resize", focusWhatScrolls);
document.addEventListener("toggle", focusWhatScrolls, true);
