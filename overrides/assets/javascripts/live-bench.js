/**
 * The workbench: one request to every application, their answers side by side, what differs marked.
 * @module
 */

import { httpie, python } from "./live-copies.js";
import { read } from "./live-curl.js";
import { button, made } from "./live-parts.js";

/** @typedef {import("./live-app.js").Answer} Answer */
/** @typedef {import("./live.js").LivePane} LivePane */

const MOST = 20000; // characters of a body that are shown
const TEXT = /^(text\/|application\/(.+\+)?(json|xml|javascript|x-www))/i;

export class LiveBench {
  /** @param {string[]} samples curl lines @param {LivePane[]} panes */
  constructor(samples, panes) {
    this.panes = panes;
    this.line = made("textarea", { "aria-label": "Request as a curl line", rows: 2, spellcheck: "false", autocapitalize: "none" });
    this.line.value = samples[0] ?? "curl -i http://127.0.0.1:8000/";
    const choice = made("select", { "aria-label": "Samples" }, ...samples.map((one) => made("option", {}, one)));
    choice.onchange = () => { this.line.value = choice.value; };
    this.send = button("Send to both", () => this.#send());
    this.send.textContent = panes.length > 2 ? "Send to all" : "Send to both";
    const copies = [
      button("Copy curl", () => this.#copy(() => this.line.value), "Copy curl line"),
      button("HTTPie", () => this.#copy(() => httpie(read(this.line.value))), "Copy as HTTPie"),
      button("Python", () => this.#copy(() => python(read(this.line.value))), "Copy as Python"),
    ];
    this.status = made("p", { role: "status" });
    this.answers = made("div", { class: "live__answers" });
    this.line.onkeydown = (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.#send(); };
    this.element = made("section", { class: "live__bench", "aria-label": "The same request to both" },
      made("p", {}, made("strong", {}, "The same request to both."), " Choose a sample, or write or paste a curl line."),
      choice, this.line, made("div", { class: "live__head" }, this.send, ...copies), this.status, this.answers);
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
      this.status.textContent = "Copied";
    } catch (error) {
      // A line that is no request says why; what may not be copied is shown, to be copied by hand.
      if (!copied) this.status.textContent = error instanceof Error ? error.message : String(error);
      else this.status.replaceChildren("Copying is not allowed here: ", made("code", {}, copied));
    }
  }

  async #send() {
    let asked;
    try {
      asked = read(this.line.value);
    } catch (error) {
      this.status.textContent = error instanceof Error ? error.message : String(error);
      return;
    }
    this.status.textContent = "Asking";
    const found = await Promise.allSettled(this.panes.map((pane) => pane.ask(asked)));
    const texts = found.map((one) => (one.status === "fulfilled" ? shown(one.value) : undefined));
    const known = /** @type {Shown[]} */ (texts.filter(Boolean));
    const codes = new Set(known.map(({ status }) => status));
    this.answers.replaceChildren(...this.panes.map((pane, number) => {
      const text = texts[number], one = found[number];
      return made("section", { "aria-label": `Answer of ${pane.title}` }, pane.name(),
        ...(text ? parts(text, known) : [made("p", {}, one.status === "rejected" ? one.reason.message : "")]));
    }));
    const differs = this.answers.querySelectorAll("mark").length;
    this.status.textContent = `${codes.size > 1 ? `The statuses differ: ${[...codes].join(", ")}.` : `Status ${[...codes].join()}${known.length > 1 ? " from each" : ""}.`} ${differs ? `${differs} lines differ; they are marked.` : "No line differs."}`;
  }
}

/** @typedef {{status: number, headers: string[], body: string[]}} Shown an answer in lines */

/** @param {Answer} answer @returns {Shown} */
function shown({ status, headers, bytes, text }) {
  const type = headers.find(([name]) => /^content-type$/i.test(name))?.[1] ?? "";
  return {
    status,
    headers: headers.map(([name, value]) => `${name}: ${value}`).sort((a, b) => a.localeCompare(b)),
    body: !bytes.length ? [] : TEXT.test(type) ? tidy(text, type).slice(0, MOST).split("\n") : [`${bytes.length} bytes`],
  };
}

/** @param {string} text @param {string} type */
function tidy(text, type) {
  if (!/json/i.test(type)) return text.replace(/\n$/, "");
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** The case of a header's name says nothing. @param {string} line */
const same = (line) => line.trim().replace(/^[\w-]+(?=: )/, (name) => name.toLowerCase());

/** @param {Shown} one @param {Shown[]} all */
function parts(one, all) {
  /** @param {string[]} lines @param {string[][]} others */
  const lined = (lines, others) => {
    const known = others.map((other) => new Set(other.map(same)));
    return made("pre", { tabindex: "0" }, ...lines.flatMap((line) => [
      others.length < 2 || known.every((other) => other.has(same(line))) ? line : made("mark", {}, line), "\n"]));
  };
  return [
    lined([`HTTP/1.1 ${one.status}`, ...one.headers], all.map(({ status, headers }) => [`HTTP/1.1 ${status}`, ...headers])),
    ...(one.body.length ? [lined(one.body, all.map(({ body }) => body))] : []),
  ];
}
