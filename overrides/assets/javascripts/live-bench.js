/**
 * The workbench: one request to every application, as curl sends it, and their answers side by side.
 * @module
 */

import { parts, shown, summary } from "./live-answers.js";
import { httpie, python } from "./live-copies.js";
import { here, read, sent } from "./live-curl.js";
import { button, made } from "./live-parts.js";

/** @typedef {import("./live-answers.js").Shown} Shown */
/** @typedef {import("./live.js").LivePane} LivePane */

export class LiveBench {
  /** @param {{samples: string[], strangers: string}} given curl lines, and who asks by them @param {LivePane[]} panes */
  constructor({ samples, strangers }, panes) {
    this.panes = panes;
    this.line = made("textarea", { "aria-label": "Request as a curl line", rows: 2, spellcheck: "false", autocapitalize: "none" });
    this.line.value = samples[0] ?? "curl -i http://127.0.0.1:8000/";
    const choice = made("select", { "aria-label": "Samples" }, ...samples.map((one) => made("option", {}, one)));
    choice.onchange = () => { this.line.value = choice.value; };
    this.send = button("Send to both", () => this.#send());
    this.send.textContent = panes.length > 2 ? "Send to all" : "Send to both";
    this.cookies = made("input", { type: "checkbox" });
    const copies = [
      button("Copy curl", () => this.#copy(() => this.line.value), "Copy curl line"),
      button("HTTPie", () => this.#copy(() => httpie(read(this.line.value))), "Copy as HTTPie"),
      button("Python", () => this.#copy(() => python(read(this.line.value))), "Copy as Python"),
    ];
    this.status = made("p", { role: "status" });
    this.answers = made("div", { class: "live__answers" });
    this.line.onkeydown = (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.#send(); };
    this.element = made("section", { class: "live__bench", "aria-label": "The same request to both" },
      made("p", {}, made("strong", {}, "The same request to both."), " Choose a sample, or write or paste a curl line.", strangers && ` ${strangers}`),
      choice, this.line, made("div", { class: "live__head" }, this.send, ...copies),
      made("label", { class: "live__choice" }, this.cookies, "with the cookies of the pages above"), this.status, this.answers);
  }

  /** Put a line here, ready to be sent or copied. @param {string} line */
  take(line) {
    this.line.value = line;
    this.line.scrollIntoView({ block: "center" });
    this.line.focus();
  }

  /** @param {() => string} text */
  async #copy(text) {
    let copied = "";
    try {
      copied = text();
      await navigator.clipboard.writeText(copied);
      this.status.textContent = this.cookies.checked ? "Copied, without the cookies" : "Copied";
    } catch (error) {
      // A line that is no request says why; what may not be copied is shown, to be copied by hand.
      if (!copied) this.status.textContent = error instanceof Error ? error.message : String(error);
      else this.status.replaceChildren("Copying is not allowed here: ", made("code", {}, copied));
    }
  }

  async #send() {
    let line;
    try {
      line = read(this.line.value);
    } catch (error) {
      this.status.textContent = error instanceof Error ? error.message : String(error);
      return;
    }
    this.status.textContent = "Asking";
    const asked = { ...sent(line), cookies: this.cookies.checked };
    const found = await Promise.allSettled(this.panes.map((pane) => pane.ask(asked)));
    const answers = found.map((one) => (one.status === "fulfilled" ? shown(one.value) : undefined));
    const known = /** @type {Shown[]} */ (answers.filter(Boolean));
    const told = this.panes.map(({ title, app }, number) => {
      const one = found[number];
      // What runs, which is not always what stands in the editor by now.
      const changed = Object.keys(app.changes).length > 0;
      return one.status === "fulfilled" ? { title, changed, status: one.value.status } : { title, changed, why: one.reason.message };
    });
    this.answers.replaceChildren(...this.panes.map((pane, number) => {
      const name = pane.name(), answer = answers[number];
      if (told[number].changed) name.append(", with a change");
      return made("section", { "aria-label": `Answer of ${pane.title}` }, name, ...(answer ? parts(answer, known) : [made("p", {}, told[number].why)]));
    }));
    this.status.textContent = `${summary(told, this.answers)}${here(line.at) ? "" : ` Asked of the applications here, not of ${line.at}.`}`;
  }
}
