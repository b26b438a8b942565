// @ts-check
/**
 * `<feature-matrix>`: searches and filters the rows of the matrix, and opens their details.
 * The answers of the chooser come with the address, as in `#output=api&editors=staff`; nothing is sent.
 * Without JavaScript it stays hidden, and the page is the plain table.
 */

/** @param {string} text @returns {string} */
const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** @param {string} count @param {number} number */
const plural = (count, number) => `${number} ${count}${number === 1 ? "" : "s"}`;

class FeatureMatrix extends HTMLElement {
  /** @type {AbortController | undefined} */
  #listeners;
  /** @type {Map<HTMLElement, string>} each row and its words, those of its group included */
  #words = new Map();
  /** @type {Set<string>} each as `question=answer` */
  #answers = new Set();

  connectedCallback() {
    const form = this.querySelector("form");
    const button = this.querySelector("button");
    if (!form || !button) return;
    this.#listeners = new AbortController();
    const { signal } = this.#listeners;
    form.addEventListener("input", () => this.#apply(form), { signal });
    form.addEventListener("submit", (event) => event.preventDefault(), { signal });
    // The fields are empty only after the event has passed.
    form.addEventListener("reset", () => setTimeout(() => this.#apply(form)), { signal });
    button.addEventListener("click", () => this.#toggle(button), { signal });
    window.addEventListener("hashchange", () => this.#read(form), { signal });
    for (const row of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".mdx-matrix tr[id]"))) {
      const group = row.parentElement?.querySelector("h3")?.textContent ?? "";
      this.#words.set(row, folded(`${group} ${row.textContent}`));
    }
    this.#read(form);
    this.hidden = false;
  }

  disconnectedCallback() {
    this.#listeners?.abort();
  }

  /**
   * Take answers from the address, or go to the place that it names even when a filter hides it.
   * @param {HTMLFormElement} form
   */
  #read(form) {
    const fragment = location.hash.slice(1);
    if (fragment.includes("=")) {
      this.#answer(form, fragment);
    } else {
      const target = document.getElementById(fragment);
      if (target?.closest(".mdx-matrix") && !target.checkVisibility()) {
        form.reset();
        setTimeout(() => target.scrollIntoView());
      }
    }
    this.#apply(form);
  }

  /**
   * @param {HTMLFormElement} form
   * @param {string} fragment
   */
  #answer(form, fragment) {
    /** @type {NodeListOf<HTMLElement>} */
    const offered = this.querySelectorAll("[data-answer]");
    const known = new Set([...offered].map((item) => item.dataset.answer ?? ""));
    const given = [...new URLSearchParams(fragment)].map((pair) => pair.join("="));
    this.#answers = new Set(given.filter((one) => known.has(one)));
    for (const item of offered) item.hidden = !this.#answers.has(item.dataset.answer ?? "");
    const some = this.#answers.size > 0;
    const box = /** @type {HTMLInputElement} */ (form.elements.namedItem("needed"));
    box.disabled = !some;
    box.checked = some;
    const dropped = given.filter((one) => !known.has(one));
    this.#part("ask").hidden = some;
    this.#part("answers").hidden = !some;
    this.#part("dropped").hidden = dropped.length === 0;
    this.#part("dropped").textContent = `The address holds ${plural("answer", dropped.length)} that ` +
      `no question here offers, left out: ${dropped.join(", ")}.`;
  }

  /** @param {string} name @returns {HTMLElement} */
  #part(name) {
    return /** @type {HTMLElement} */ (this.querySelector(`[data-part="${name}"]`));
  }

  /** @param {HTMLFormElement} form */
  #apply(form) {
    const wanted = new FormData(form);
    const words = folded(String(wanted.get("search") ?? "")).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const [row, text] of this.#words) {
      const needed = (row.dataset.needed ?? "").split(" ");
      row.hidden = !(
        words.every((word) => text.includes(word)) &&
        (!wanted.has("differs") || "differs" in row.dataset) &&
        (!wanted.has("needed") || needed.some((one) => this.#answers.has(one)))
      );
      shown += Number(!row.hidden);
    }
    for (const body of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".mdx-matrix tbody"))) {
      body.hidden = !body.querySelector("tr[id]:not([hidden])");
    }
    const output = form.querySelector("output");
    if (output) output.textContent = `${shown} of ${plural("feature", this.#words.size)} shown`;
  }

  /**
   * Open the details of all rows, or close them.
   * @param {HTMLButtonElement} button
   */
  #toggle(button) {
    const open = button.textContent?.startsWith("Open") ?? false;
    for (const details of /** @type {NodeListOf<HTMLDetailsElement>} */ (
      document.querySelectorAll(".mdx-matrix details"))) details.open = open;
    button.textContent = `${open ? "Close" : "Open"} all details`;
  }
}

customElements.get("feature-matrix") ?? customElements.define("feature-matrix", FeatureMatrix);

// It is imported, so it has to be a module.
export {};
