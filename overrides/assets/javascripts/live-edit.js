/**
 * "Change it": a planted fault, or a reader's own text in a file of the application. What stands here is what runs and
 * what is checked. It comes from the reader's keyboard or from the project's list of faults, never from an address.
 * @module
 */

import { button, made, said } from "./live-parts.js";

/**
 * @typedef {import("./live-app.js").App} App
 * @typedef {import("./live-app.js").Fault} Fault
 * @typedef {import("./live-app.js").Texts} Texts
 */

export class LiveEdit {
  /** The files as they came. @type {Map<string, string>} */
  #came = new Map();
  /** And as they stand here. @type {Map<string, string>} */
  #texts = new Map();
  /** What was planted, and the text before. @type {{fault: Fault, before: string} | undefined} */
  #planted;
  #runs = 0;

  /** @param {App} app @param {import("./live-app.js").Promised[]} promises @param {() => Promise<string>} restart */
  constructor(app, promises, restart) {
    this.app = app;
    this.promises = promises;
    this.restart = restart;
    this.fault = made("select", { class: "live__fault", "aria-label": `Fault in ${app.title}` }, made("option", { value: "" }, "Choose a fault"),
      ...app.faults.map(({ id, why }) => made("option", { value: id }, why)));
    this.fault.onchange = () => this.#told();
    this.plants = button("Plant it", () => this.#plant());
    this.takes = button("Take it out", () => this.#takeOut());
    this.about = made("div", { class: "live__about", role: "status" });
    this.file = made("select", { "aria-label": `File of ${app.title}` }, ...app.texts.map((path) => made("option", { value: path }, path)));
    this.file.onchange = () => this.#show();
    this.text = made("textarea", { rows: 14, spellcheck: "false", autocapitalize: "none", autocomplete: "off", wrap: "off" });
    this.text.oninput = () => {
      this.#texts.set(this.file.value, this.text.value);
      this.#able();
    };
    this.runs = button("Run with this change", () => this.#run("It runs"));
    this.resets = button("Put it back", () => this.#putBack());
    this.status = made("p", { class: "live__status", role: "status" });
    this.element = made("details", { class: "live__edit" }, made("summary", {}, "Plant a fault, or try a change"),
      made("p", {}, "A planted fault shows what a promise is for: check the contract, and it goes red."),
      this.fault, made("div", { class: "live__head" }, this.plants, this.takes), this.about,
      made("p", {}, "Or change a file. It runs, and is checked, as it stands here; nothing leaves your browser."),
      this.file, this.text, made("div", { class: "live__head" }, this.runs, this.resets), this.status);
    this.#show();
  }

  /** The application started for the first time, and these are its files. @param {Texts} texts */
  came(texts) {
    if (this.#came.size) return;
    this.#came = new Map(Object.entries(texts));
    this.#texts = new Map(this.#came);
    this.#show();
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

  #able() {
    const changed = Object.keys(this.changes());
    this.text.disabled = this.runs.disabled = !this.#came.size;
    this.plants.disabled = !this.#came.size || !this.fault.value || this.fault.value === this.#planted?.fault.id;
    this.takes.disabled = !this.#planted;
    this.resets.disabled = !changed.includes(this.file.value);
    for (const option of this.file.options) option.textContent = `${option.value}${changed.includes(option.value) ? " (changed)" : ""}`;
  }

  /** Which promises the chosen fault should break. */
  #told() {
    const fault = this.app.faults.find(({ id }) => id === this.fault.value);
    const breaks = this.promises.filter(({ id }) => fault?.breaks.includes(id));
    this.about.replaceChildren(...(fault ? [
      made("p", {}, `It changes ${fault.file}. In CI it breaks ${breaks.length === 1 ? "one promise" : `${breaks.length} promises`}:`),
      made("ul", {}, ...breaks.map(({ says }) => made("li", {}, ...said(says)))),
    ] : []));
    this.#able();
  }

  #plant() {
    const fault = this.app.faults.find(({ id }) => id === this.fault.value);
    if (!fault) return;
    this.#uproot();
    const before = this.#texts.get(fault.file) ?? "";
    if (before.split(fault.replace).length !== 2) {
      this.status.textContent = `This fault no longer fits: ${fault.file} was changed in its place. Put the file back first.`;
      return;
    }
    this.#texts.set(fault.file, before.replace(fault.replace, () => fault.with));
    this.#planted = { fault, before };
    this.file.value = fault.file;
    this.#run("The fault is planted. It runs");
    this.takes.focus();
  }

  #takeOut() {
    this.#uproot();
    this.#run("The fault is out. It runs");
    this.plants.focus();
  }

  /** The file without what was planted; what the reader wrote elsewhere in it stays. */
  #uproot() {
    if (!this.#planted) return;
    const { fault, before } = this.#planted;
    const now = this.#texts.get(fault.file) ?? "";
    const once = fault.with && now.split(fault.with).length === 2;
    this.#texts.set(fault.file, once ? now.replace(fault.with, () => fault.replace) : before);
    this.#planted = undefined;
  }

  #putBack() {
    const path = this.file.value;
    if (this.#planted?.fault.file === path) this.#planted = undefined;
    this.#texts.set(path, this.#came.get(path) ?? "");
    this.#run("It is back as it was. It runs");
    this.text.focus();
  }

  /** Start it with what stands here, and say what came of that. @param {string} done */
  async #run(done) {
    this.#show();
    const run = ++this.#runs;
    const changed = Object.keys(this.changes()), how = changed.length ? `with changes in ${changed.join(", ")}` : "as it came";
    this.status.textContent = `It is started anew, ${how}.`;
    let came;
    try {
      came = `${done}, ${how}. ${await this.restart()}`.replace(/\.?$/, ".");
    } catch (error) {
      came = error instanceof Error ? error.message : String(error);
    }
    if (run === this.#runs) this.status.textContent = came;
  }
}
