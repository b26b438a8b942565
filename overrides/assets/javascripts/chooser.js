/**
 * `<framework-chooser>`: lets a reader answer the questions of its page, and keeps the answers in the address.
 * What they lead to is reasoned by verdict.js from the rule book; both are fetched when they are first needed.
 * Without this script the page lists the questions, the answers and what each speaks for.
 * @module
 */

/** @typedef {import("./verdict.js").Answers} Answers */
/** @typedef {import("./reasons.js").Published} Published */
/** @typedef {{question: string, before: string | undefined, answers: Answers}} Tried */

const LONGEST = 40;
const SHOWN = 5;

/**
 * The answers that an address holds after its `#`, and what of it nobody knows.
 * @param {string} text @param {Map<string, string[]>} known question → its answers
 * @returns {{answers: Answers, dropped: string[]}}
 */
export function fromAddress(text, known) {
  /** @type {Answers} */
  const answers = {};
  const dropped = [];
  for (const part of text.split("&").filter(Boolean)) {
    const [question, answer, ...rest] = part.split("=").map(decoded);
    if (!rest.length && known.get(question)?.includes(answer) && !(question in answers)) answers[question] = answer;
    else dropped.push(part);
  }
  return { answers, dropped };
}

/**
 * @param {Answers} answers @param {Map<string, string[]>} known
 * @returns {string} the same whatever the order in which they were given
 */
export const toAddress = (answers, known) =>
  [...known.keys()].filter((name) => name in answers).map((name) => `${name}=${answers[name]}`).join("&");

/** @param {string} text @returns {string} */
function decoded(text) {
  try { return decodeURIComponent(text); } catch { return text; }
}

class FrameworkChooser extends HTMLElement {
  /** @type {AbortController | undefined} */
  #listeners;
  /** @type {Answers} */
  #answers = {};
  /** @type {Tried | undefined} what the reader tries, to be taken back */
  #tried;
  /** @type {Promise<{book: Published, decide: typeof import("./verdict.js").decide, show: typeof import("./reasons.js").show}> | undefined} */
  #loaded;

  connectedCallback() {
    this.#listeners = new AbortController();
    const { signal } = this.#listeners;
    this.addEventListener("change", (event) => this.#changed(event), { signal });
    this.addEventListener("click", (event) => this.#clicked(event), { signal });
    window.addEventListener("hashchange", () => this.#read(), { signal });
    // A browser that reloads the page may fill in how its boxes and buttons were before.
    window.addEventListener("pageshow", () => { this.#mark(); this.#place(); }, { signal });
    for (const part of this.querySelectorAll("[hidden]")) part.removeAttribute("hidden");
    this.#place();
    const chosen = this.#chosen();
    if (Object.keys(chosen).length && !location.hash) this.#set(chosen);
    else this.#read();
    void this.#load().catch(() => {});  // it was loaded because it is used
  }

  disconnectedCallback() {
    this.#listeners?.abort();
  }

  /** @returns {HTMLElement[]} */
  get #questions() {
    return [...this.querySelectorAll(/** @type {"div"} */ ("[data-question]:is(fieldset)"))];
  }

  /** @returns {Map<string, string[]>} */
  get #known() {
    return new Map(this.#questions.map((one) => [
      one.dataset.question ?? "",
      [...one.querySelectorAll("input")].map(({ value }) => value).filter(Boolean),
    ]));
  }

  /** @returns {Answers} what was chosen before this script was there */
  #chosen() {
    const boxes = [...this.querySelectorAll("input:checked")].filter((one) => one instanceof HTMLInputElement);
    this.dataset.view = boxes.find(({ name }) => name === "view")?.value ?? "one";
    return Object.fromEntries(boxes.filter(({ name, value }) => name !== "view" && value).map(({ name, value }) => [name, value]));
  }

  /** Take the answers from the address; what leads to a place of the page is none. */
  #read() {
    const text = location.hash.slice(1);
    if (text && document.getElementById(decoded(text))) {
      if (text.startsWith("question-")) this.#go(text.slice("question-".length));
      return;
    }
    const known = this.#known;
    const { answers, dropped } = fromAddress(text, known);
    if (dropped.length || text !== toAddress(this.#answers, known)) {
      this.#tried = undefined;
      this.#set(answers);
      this.#notice(dropped);
    }
  }

  /** @param {Answers} answers */
  #set(answers) {
    this.#answers = answers;
    this.toggleAttribute("data-answered", Object.keys(answers).length > 0);
    const hash = toAddress(answers, this.#known);
    history.replaceState(history.state, "", `${location.pathname}${location.search}${hash && `#${hash}`}`);
    this.#mark();
    void this.#update();
  }

  /** Check the boxes of what is answered. */
  #mark() {
    for (const box of this.querySelectorAll("input")) {
      if (box.name === "view") box.checked = box.value === (this.dataset.view ?? "one");
      else box.checked = box.value === (this.#answers[box.name] ?? "");
    }
  }

  /** Fetch once what is needed to reason; a later try begins anew. */
  #load() {
    const address = this.dataset.book ?? "";
    this.#loaded ??= Promise.all([fetch(address), import("./verdict.js"), import("./reasons.js")])
      .then(async ([response, { decide }, { show }]) => {
        if (!response.ok) throw new Error(response.statusText);
        return { book: await response.json(), decide, show };
      })
      .catch((error) => {
        this.#loaded = undefined;
        throw error;
      });
    return this.#loaded;
  }

  async #update() {
    try {
      const { book, decide, show } = await this.#load();
      const answers = this.#answers;
      if (this.isConnected) show(this, book, answers, decide(book, answers), this.#tried);
      this.removeAttribute("data-plain");
    } catch {
      this.dataset.plain = "";
      this.#say(["The rule book could not be loaded, so here is all that it holds. Reload the page to try again."]);
    }
  }

  /** @param {string[]} dropped */
  #notice(dropped) {
    if (!dropped.length) return this.#say([]);
    const shown = dropped.slice(0, SHOWN).map((part) => `“${part.length > LONGEST ? `${part.slice(0, LONGEST)}…` : part}”`);
    const more = dropped.length > SHOWN ? ` and ${dropped.length - SHOWN} more` : "";
    this.#say([`The address held what this page does not know. Left out: ${shown.join(", ")}${more}.`]);
  }

  /** @param {string[]} lines a message above the questions; none takes it away */
  #say(lines) {
    let box = this.querySelector(":scope > .mdx-chooser__notice");
    if (!box && lines.length) {
      box = document.createElement("p");
      box.className = "mdx-chooser__notice";
      box.setAttribute("role", "alert");
      this.prepend(box);
    }
    if (box && lines.length) box.textContent = lines.join(" ");
    else box?.remove();
  }

  /** @param {Event} event */
  #changed(event) {
    const box = event.target;
    if (!(box instanceof HTMLInputElement)) return;
    if (box.name === "view") {
      this.dataset.view = box.value;
      return;
    }
    this.#tried = undefined;
    this.#answer(box.name, box.value);
    this.#say([]);
  }

  /** @param {string} question @param {string} answer empty leaves it open */
  #answer(question, answer) {
    const { [question]: _, ...others } = this.#answers;
    this.#set(answer ? { ...others, [question]: answer } : others);
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const target = event.target instanceof Element ? event.target.closest("button, a") : null;
    if (target instanceof HTMLAnchorElement && target.hash.startsWith("#question-") && target.pathname === location.pathname) {
      event.preventDefault();
      this.#go(target.hash.slice("#question-".length));
    }
    if (!(target instanceof HTMLButtonElement)) return;
    const { step, do: action, question, answer } = target.dataset;
    if (step) this.#step(Number(step));
    if (action === "go") this.#go(question ?? "");
    if (action === "try") this.#try(question ?? "", answer ?? "");
    if (action === "back") this.#takeBack();
    if (action === "reasons") this.#focus(".mdx-chooser__verdict", "start");
    if (action === "reset") {
      this.#tried = undefined;
      this.#set({});
      this.#go(this.#questions[0].dataset.question ?? "");
    }
    if (action === "print") print();
    if (action === "copy") void this.#copy(target);
    if (action === "record") void this.#record();
  }

  /** @param {string} name show this question and move there */
  #go(name) {
    const all = this.#questions;
    const wanted = all.find((one) => one.dataset.question === name);
    if (!wanted) return;
    for (const one of all) one.toggleAttribute("data-current", one === wanted);
    this.#place();
    this.#focus(`#question-${CSS.escape(name)} h2`);
  }

  /** Say which question is shown, and offer the ways that there are from it. */
  #place() {
    const count = this.#questions.length;
    const [back, next] = this.querySelectorAll(/** @type {"button"} */ ("[data-step]"));
    back.disabled = this.#at === 0;
    next.disabled = this.#at === count - 1;
    const place = this.querySelector(".mdx-chooser__place");
    if (place) place.textContent = `Question ${this.#at + 1} of ${count}`;
  }

  /** @returns {number} the number of the question that is shown, from 0 */
  get #at() {
    return this.#questions.findIndex((one) => one.hasAttribute("data-current"));
  }

  /** @param {number} by */
  #step(by) {
    this.#go(this.#questions[this.#at + by]?.dataset.question ?? "");
  }

  /** @param {string} selector @param {ScrollLogicalPosition} block where it comes to stand in the window */
  #focus(selector, block = "nearest") {
    const found = this.querySelector(selector);
    if (!(found instanceof HTMLElement)) return;
    found.focus({ preventScroll: true });
    found.scrollIntoView({ block });
  }

  /** @param {string} question @param {string} answer */
  async #try(question, answer) {
    this.#tried = { question, before: this.#answers[question], answers: this.#answers };
    this.#answer(question, answer);
    await this.#loaded;
    setTimeout(() => this.#focus("[data-do=back]"));
  }

  async #takeBack() {
    if (this.#tried) this.#set(this.#tried.answers);
    this.#tried = undefined;
    await this.#update();
    this.#focus(".mdx-chooser__answer h2");
  }

  /** @param {HTMLButtonElement} button */
  async #copy(button) {
    const before = button.textContent;
    try {
      await navigator.clipboard.writeText(location.href);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Not allowed here: copy it from the address bar";
    }
    setTimeout(() => { button.textContent = before; }, 3000);
  }

  /** Hand the decision record over as a file. */
  async #record() {
    const [{ book, decide }, { record }] = await Promise.all([this.#load(), import("./record.js")]);
    const today = new Date().toLocaleDateString("sv");  // year-month-day, where the reader is
    const text = record(book, this.#answers, decide(book, this.#answers), { today, address: location.href });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/markdown" }));
    link.download = "choose-a-web-framework.md";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }
}

customElements.get("framework-chooser") ?? customElements.define("framework-chooser", FrameworkChooser);
