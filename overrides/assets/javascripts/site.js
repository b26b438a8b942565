/**
 * What every page does: the palette, linked tabs, copying code. Search is loaded when it is first used, the
 * filters of claims and of features and the chooser on the pages that have one.
 * Without this script every page still answers its question.
 * @module
 */

/** Read or keep a preference; a browser that forbids storage just forgets. */
const memory = {
  /** @param {string} key @returns {string | null} */
  read(key) {
    try { return localStorage.getItem(key); } catch { return null; }
  },
  /** @param {string} key @param {string} value */
  write(key, value) {
    try { localStorage.setItem(key, value); } catch { /* nothing to do */ }
  },
};

/** A button that turns dark colours on and off; until it is used, the system decides. */
class PaletteSwitch extends HTMLElement {
  connectedCallback() {
    this.button = /** @type {HTMLButtonElement} */ (this.querySelector("button"));
    this.system = matchMedia("(prefers-color-scheme: dark)");
    this.show = () => this.button?.setAttribute("aria-pressed", String(this.dark));
    this.button.onclick = () => {
      const scheme = this.dark ? "light" : "dark";
      document.documentElement.dataset.scheme = scheme;
      memory.write("scheme", scheme);
      this.show?.();
    };
    this.system.addEventListener("change", this.show);
    this.show();
    this.hidden = false;
  }

  disconnectedCallback() {
    if (this.show) this.system?.removeEventListener("change", this.show);
  }

  /** @returns {boolean} */
  get dark() {
    const chosen = document.documentElement.dataset.scheme;
    return chosen ? chosen === "dark" : Boolean(this.system?.matches);
  }
}

/** A button that opens the search; the code and the index come with its first use. */
class SiteSearch extends HTMLElement {
  connectedCallback() {
    this.open = async () => (await import("./search.js")).open(this.dataset.worker ?? "", this.dataset.root ?? "");
    this.onKey = (/** @type {KeyboardEvent} */ event) => {
      const typing = event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]");
      if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
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
const nameOf = (label) => label.textContent?.trim() ?? "";

/**
 * Choose the tab with this name in every set that has one, and remember it.
 * @param {string} name
 */
function choose(name) {
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
    memory.write("tab", nameOf(label));
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
 * The words for a block of code: its file or the heading above it, and the framework whose column it is in.
 * @param {Element} code @returns {string}
 */
function whatIs(code) {
  const file = code.closest(".highlight")?.querySelector(".filename")?.textContent;
  const headings = [...document.querySelectorAll("article :is(h1, h2, h3)")];
  const above = headings.filter((one) => one.compareDocumentPosition(code) & Node.DOCUMENT_POSITION_FOLLOWING).pop();
  const column = code.closest(".tabbed-block")?.querySelector(":scope > .site-hidden")?.textContent;
  return [file ?? `the code under ${above?.firstChild?.textContent ?? document.title}`, column].filter(Boolean).join(", ");
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

/** What scrolls sideways can be reached and scrolled by keyboard. */
function focusWhatScrolls() {
  for (const box of document.querySelectorAll("pre > code, .table-wrap")) {
    if (box.scrollWidth > box.clientWidth) box.setAttribute("tabindex", "0");
    else box.removeAttribute("tabindex");
  }
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

customElements.define("palette-switch", PaletteSwitch);
customElements.define("site-search", SiteSearch);
if (document.querySelector("claims-filter")) import("./claims-filter.js");
offerChooser();
if (document.querySelector("feature-matrix")) import("./matrix.js");
linkTabs();
offerCopies();
focusWhatScrolls();
addEventListener("resize", focusWhatScrolls);
document.addEventListener("toggle", focusWhatScrolls, true);
