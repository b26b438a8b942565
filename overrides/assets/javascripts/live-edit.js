/**
 * "Change it": a planted fault, or a reader's own text in a file of the application. What stands here is what runs and
 * what is checked. It comes from the reader's keyboard or from the project's list of faults, never from an address.
 * @module
 */

import { differing } from "./live-lines.js";
import { button, made, said } from "./live-parts.js";

/**
 * @typedef {import("./live-app.js").App} App
 * @typedef {import("./live-app.js").Fault} Fault
 * @typedef {import("./live-app.js").Texts} Texts
 * @typedef {{restart(): Promise<string>, changed(): void, check(): void}} Acts what a change brings about
 */

export class LiveEdit {
  /** The files as they came. @type {Map<string, string>} */
  #came = new Map();
  /** And as they stand here. @type {Map<string, string>} */
  #texts = new Map();
  /** What was planted, and the text before. @type {{fault: Fault, before: string} | undefined} */
  #planted;
  #runs = 0;

  /** @param {App} app @param {import("./live-app.js").Promised[]} promises @param {Acts} acts @param {Node} name of the application */
  constructor(app, promises, acts, name) {
    this.app = app;
    this.promises = promises;
    this.acts = acts;
    const check = () => button("Check it now", () => acts.check(), `Check it now: the contract of ${app.title}`);
    this.fault = made("select", { class: "live__fault", "aria-label": `Fault in ${app.title}` }, made("option", { value: "" }, "Choose a fault"),
      ...app.faults.map(({ id, why }) => made("option", { value: id }, why)));
    this.fault.onchange = () => this.#told();
    this.plants = button("Plant it", () => this.#plant());
    this.takes = button("Take it out", () => this.#takeOut());
    this.checks = [check(), check()];
    this.about = made("div", { class: "live__about", role: "status" });
    this.lines = made("div", { class: "live__lines" });
    this.shows = button("Show it in the text", () => {
      this.#mark();
      this.text.focus();
    });
    this.file = made("select", { "aria-label": `File of ${app.title}` }, ...app.texts.map((path) => made("option", { value: path }, path)));
    this.file.onchange = () => this.#show();
    this.text = made("textarea", { rows: 14, spellcheck: "false", autocapitalize: "none", autocomplete: "off", wrap: "off" });
    this.text.oninput = () => {
      this.#set(this.file.value, this.text.value);
      this.#able();
    };
    this.runs = button("Run with this change", () => this.#run("It runs"));
    this.resets = button("Put it back", () => this.#putBack());
    this.status = made("p", { class: "live__status", role: "status" });
    const folded = made("details", {}, made("summary", {}, name, ": plant a fault, or try a change"),
      made("p", {}, "A planted fault shows what a promise is for: check the contract, and it goes red."),
      this.fault, made("div", { class: "live__head" }, this.plants, this.takes, this.checks[0]), this.about, this.lines,
      made("p", {}, "Or change a file. It runs, and is checked, in your browser as it stands here; this page sends it nowhere. Each start has its data as at first. A loop in a page’s script cannot be ended here: reload this page then."),
      this.file, this.text, made("div", { class: "live__head" }, this.runs, this.resets, this.checks[1]), this.status);
    this.element = made("section", { class: "live__edit", "aria-label": `Files of ${app.title}` }, folded);
    this.#show();
  }

  /** The application started for the first time, and these are its files. @param {Texts} texts */
  came(texts) {
    if (this.#came.size) return;
    this.#came = new Map(Object.entries(texts));
    this.#texts = new Map(this.#came);
    this.#show();
    this.#compared();
  }

  /** The files that are not as they came. @returns {Texts} */
  changes() {
    return Object.fromEntries([...this.#texts].filter(([path, text]) => text !== this.#came.get(path)));
  }

  #show() {
    const path = this.file.value;
    this.text.value = this.#texts.get(path) ?? "";
    this.text.setAttribute("aria-label", `Text of ${path}`);
    this.#able();
  }

  /** With another text, what was said before is no longer so. @param {string} path @param {string} text */
  #set(path, text) {
    if (this.#texts.get(path) === text) return;
    this.#texts.set(path, text);
    this.status.textContent = "";
    this.acts.changed();
  }

  #able() {
    const changed = Object.keys(this.changes());
    for (const part of [this.text, this.runs, ...this.checks]) part.disabled = !this.#came.size;
    this.plants.disabled = !this.#came.size || !this.fault.value || this.fault.value === this.#planted?.fault.id;
    this.takes.disabled = !this.#planted;
    this.resets.disabled = !changed.includes(this.file.value);
    for (const option of this.file.options) option.textContent = `${option.value}${changed.includes(option.value) ? " (changed)" : ""}`;
  }

  /** Which promises the chosen fault should break. */
  #told() {
    const fault = this.app.faults.find(({ id }) => id === this.fault.value);
    const breaks = this.promises.filter(({ id }) => fault?.breaks.includes(id));
    this.#compared();
    this.about.replaceChildren(...(fault ? [
      made("p", {}, `It changes ${fault.file}. In CI it breaks ${breaks.length === 1 ? "one promise" : `${breaks.length} promises`}:`),
      made("ul", {}, ...breaks.map(({ says }) => made("li", {}, ...said(says)))),
    ] : []));
    this.#able();
  }

  /** The lines that the chosen fault changes, if it fits. */
  #compared() {
    const fault = this.app.faults.find(({ id }) => id === this.fault.value);
    const before = fault && this.#without(fault.file), after = fault && faulty(before ?? "", fault);
    if (!fault || before === undefined || after === undefined) {
      this.lines.replaceChildren();
      return;
    }
    const { number, lines } = differing(before, after);
    this.shows.hidden = this.#planted?.fault.id !== fault.id;
    this.lines.replaceChildren(made("p", {}, `${fault.file}, from line ${number}:`),
      made("pre", { tabindex: "0", role: "group", "aria-label": `What the fault changes in ${fault.file}` }, lines.join("\n")), this.shows);
  }

  #plant() {
    const fault = this.app.faults.find(({ id }) => id === this.fault.value);
    if (!fault) return;
    const before = this.#without(fault.file) ?? "", after = faulty(before, fault);
    if (after === undefined) {
      this.status.textContent = `This fault no longer fits: ${fault.file} was changed in its place. Put the file back first.`;
      return;
    }
    this.#uproot();
    this.#set(fault.file, after);
    this.#planted = { fault, before };
    this.#mark();
    this.#run("The fault is planted. It runs");
    this.checks[0].focus();
  }

  /** Select what was planted, and bring it into sight within the text. */
  #mark() {
    if (!this.#planted) return;
    const { file } = this.#planted.fault;
    this.file.value = file;
    this.#show();
    const { number, from, to } = differing(this.#without(file) ?? "", this.#texts.get(file) ?? "");
    this.text.setSelectionRange(from, to);
    const { lineHeight } = getComputedStyle(this.text);
    this.text.scrollTop = Math.max(0, number - 4) * parseFloat(lineHeight);
  }

  #takeOut() {
    this.#uproot();
    this.#run("The fault is out. It runs");
    this.plants.focus();
  }

  #uproot() {
    if (!this.#planted) return;
    const { file } = this.#planted.fault;
    this.#set(file, this.#without(file) ?? "");
    this.#planted = undefined;
  }

  /** A file without what was planted; what the reader wrote elsewhere in it stays. @param {string} path */
  #without(path) {
    const now = this.#texts.get(path);
    if (now === undefined || this.#planted?.fault.file !== path) return now;
    const { fault, before } = this.#planted;
    const once = fault.with && now.split(fault.with).length === 2;
    return once ? now.replace(fault.with, () => fault.replace) : before;
  }

  #putBack() {
    const path = this.file.value;
    if (this.#planted?.fault.file === path) this.#planted = undefined;
    this.#set(path, this.#came.get(path) ?? "");
    this.#run("It is back as it was. It runs");
    this.text.focus();
  }

  /** Start it with what stands here, and say what came of that. @param {string} done */
  async #run(done) {
    this.#show();
    this.#compared();
    const run = ++this.#runs;
    const changed = Object.keys(this.changes()), how = changed.length ? `with changes in ${changed.join(", ")}` : "as it came";
    this.status.textContent = `It is started anew, ${how}.`;
    let came;
    try {
      came = `${done}, ${how}. ${await this.acts.restart()}`.replace(/\.?$/, ".");
    } catch (error) {
      came = error instanceof Error ? error.message : String(error);
    }
    if (run === this.#runs) this.status.textContent = came;
  }
}

/** A text with a fault in it; nothing if it does not fit. @param {string} text @param {Fault} fault @returns {string | undefined} */
const faulty = (text, fault) => (text.split(fault.replace).length === 2 ? text.replace(fault.replace, () => fault.with) : undefined);
