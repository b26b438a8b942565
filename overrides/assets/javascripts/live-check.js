/**
 * "Check the contract": its tests, the very ones that CI runs, ask an application in a worker of their own, and tick
 * each promise that it keeps. See `live/check/contract.py`.
 * @module
 */

import { LiveApp, filesOf } from "./live-app.js";
import { button, made, megabytes, said } from "./live-parts.js";

/**
 * @typedef {import("./live-app.js").App} App
 * @typedef {import("./live-app.js").Manifest} Manifest
 * @typedef {[method: string, path: string, status: number, asked: string, answered: string]} Exchange
 * @typedef {"kept" | "broken" | "absent"} Verdict
 * @typedef {{name: string, outcome: "passed" | "failed" | "absent", said: string[], exchanges: Exchange[], more: number}} Tried
 */

/** @type {Record<string, [string, string]>} */
const SIGNS = {
  open: ["·", "Not decided yet"], kept: ["✓", "Kept"], broken: ["✗", "Broken"], absent: ["–", "Not asked here"],
  passed: ["✓", "Passed"], failed: ["✗", "Failed"],
};

export class LiveCheck {
  /** @type {LiveApp | undefined} */
  #app;

  /** @param {URL} folder @param {Manifest} manifest @param {App} app @param {() => import("./live-app.js").Texts} changes @param {Node} name of the application */
  constructor(folder, manifest, app, changes, name) {
    this.folder = folder;
    this.manifest = manifest;
    this.case = app.case;
    this.title = app.title;
    const zips = new Map([...app.zips, ...manifest.kit].map((one) => [one.file, one]));
    this.app = { ...app, zips: [...zips.values()] };
    this.changes = changes;
    const more = filesOf(manifest, this.app, manifest.contract).reduce((sum, one) => sum + one.sent, 0) - filesOf(manifest, app).reduce((sum, one) => sum + one.sent, 0);
    this.starts = button("Check the contract", () => this.run(), `Check the contract of ${app.title}`);
    this.stops = button("Stop checking", () => this.#end("Stopped."));
    this.stops.hidden = true;
    const promises = `${manifest.promises.length} promises`;
    const { tests, seconds } = app.check;
    const length = tests ? `${tests} tests for ${promises}, about ${seconds} seconds` : promises;
    this.status = made("p", { class: "live__status", role: "status" }, `${length}, and ${megabytes(more)} MB more, which your browser keeps.`);
    this.progress = made("progress", { value: 0, max: 1, "aria-label": `Tests of ${app.title} that ran` });
    // How far it is stands beside the status, which would be read out again with each test.
    this.far = made("span", { class: "live__status" });
    this.way = made("div", { class: "live__head live__way" }, this.progress, this.far);
    this.way.hidden = true;
    this.log = made("pre", { tabindex: "0", role: "group", "aria-label": "Log of the check" });
    this.log.hidden = true;
    this.list = made("ul", { class: "live__promises" });
    this.list.hidden = true;
    this.element = made("section", { class: "live__check", "aria-label": `Contract of ${app.title}` },
      made("div", { class: "live__head" }, name, this.starts, this.stops), this.status, this.way, this.log, this.list);
  }

  /** Bring it into sight, and begin. */
  show() {
    this.run();
    this.stops.scrollIntoView({ block: "center" });
  }

  /** Start the application anew, with what the reader changed, and hold it to its promises. */
  async run() {
    if (this.#app) {
      this.stops.focus();
      return;
    }
    const { manifest } = this;
    /** @type {Map<string, HTMLLIElement>} */
    const lines = new Map(manifest.promises.map(({ id, says }) => [id, this.#line("open", ...said(says))]));
    this.list.replaceChildren(...lines.values());
    this.list.hidden = this.way.hidden = this.stops.hidden = false;
    this.far.textContent = "";
    this.log.hidden = true;
    this.progress.removeAttribute("value");
    this.starts.disabled = true;
    this.stops.focus();
    this.#say("Checking: it is started anew, in a worker of its own.");
    /** @type {string[]} */
    const log = [];
    /** @type {Record<Verdict, number>} */
    const count = { kept: 0, broken: 0, absent: 0 };
    /** @type {Set<string>} */
    const reasons = new Set();
    const app = this.#app = new LiveApp(this.folder, manifest, this.app, { fetched() {}, logged: (text) => log.push(text), ended() {} }, manifest.contract);
    app.changes = this.changes();
    try {
      await app.start();
      await app.check({ case: this.case, promises: manifest.promises, modules: manifest.modules }, (message) => {
        if (message.t === "plan") this.#reached(0, message.tests);
        else if (message.t === "test") this.#reached(this.progress.value + 1, this.progress.max);
        else {
          const { id, verdict, tests } = /** @type {{id: string, verdict: Verdict, tests: Tried[]}} */ (message);
          count[verdict] += 1;
          if (verdict === "absent") for (const one of tests) for (const why of one.said) reasons.add(why);
          const says = manifest.promises.find((one) => one.id === id)?.says ?? id;
          this.#decided(lines.get(id), verdict, says, message.said, tests);
        }
      });
      this.#end(summed(count, reasons));
    } catch (error) {
      if (this.#app !== app) return; // it was stopped, and that is said
      this.#end(error instanceof Error ? error.message : String(error));
      this.log.textContent = log.slice(-40).join("\n");
      this.log.hidden = !log.length;
    }
  }

  /** @param {number} tests that ran @param {number} all */
  #reached(tests, all) {
    this.progress.max = all;
    this.progress.value = tests;
    this.far.textContent = `${tests} of ${all} tests`;
  }

  /** With its name for those who hear it: another may be checked meanwhile. @param {string} text */
  #say(text) {
    this.status.replaceChildren(made("span", { class: "site-hidden" }, `${this.title}: `), text);
  }

  /** The files are no longer those that were checked, or that are being checked. */
  stale() {
    if (this.list.hidden) return;
    this.#end("The application was changed since; check it again.");
    this.list.hidden = this.log.hidden = true;
  }

  /** @param {string} why */
  #end(why) {
    const app = this.#app;
    this.#app = undefined;
    app?.stop("");
    this.way.hidden = true;
    const focused = document.activeElement === this.stops;
    this.starts.disabled = false;
    if (focused) this.starts.focus();
    this.stops.hidden = true;
    this.#say(why);
  }

  /** @param {string} state @param {...(string | Node)} parts */
  #line(state, ...parts) {
    return made("li", { "data-verdict": state }, sign(state), made("span", {}, ...parts));
  }

  /** @param {HTMLLIElement | undefined} line @param {Verdict} verdict @param {string} says @param {string} why @param {Tried[]} tests */
  #decided(line, verdict, says, why, tests) {
    const details = made("details", {}, made("summary", {}, sign(verdict), made("span", {}, ...said(says))),
      ...(why ? [made("p", {}, why)] : []));
    // They are many, and few are looked at.
    details.addEventListener("toggle", () => details.append(made("ul", {}, ...tests.map((one) => this.#test(one)))), { once: true });
    details.open = verdict === "broken";
    const decided = made("li", { "data-verdict": verdict }, details);
    line?.replaceWith(decided);
  }

  /** @param {Tried} one */
  #test({ name, outcome, said: why, exchanges, more }) {
    const asked = inRows(exchanges).map(([one, times]) => exchange(one, times));
    if (more) asked.push(made("li", {}, `and ${more} more`));
    return made("li", { "data-verdict": outcome }, sign(outcome), made("div", {}, name,
      ...(why.length ? [made("pre", { tabindex: "0", role: "group", "aria-label": "What was found" }, why.join("\n\n"))] : []),
      ...(asked.length ? [made("ul", { class: "live__exchanges", "aria-label": "What was asked" }, ...asked)] : [])));
  }
}

/** @param {string} state */
const sign = (state) => made("span", { class: "live__sign" }, made("span", { "aria-hidden": "true" }, SIGNS[state][0]), made("span", { class: "site-hidden" }, `${SIGNS[state][1]}: `));

/** @param {Exchange} exchange */
const short = ([method, path, status]) => `${method} ${path} ${status}`;

/** What follows itself stands once, the last of them, with how often. @param {Exchange[]} all @returns {[Exchange, number][]} */
function inRows(all) {
  const ends = [...all.keys()].filter((at) => all[at + 1] === undefined || short(all[at]) !== short(all[at + 1]));
  return ends.map((at, number) => [all[at], at - (ends[number - 1] ?? -1)]);
}

/** A line that opens to the request and its answer. @param {Exchange} one @param {number} times */
function exchange(one, times) {
  const details = made("details", {}, made("summary", {}, short(one), times > 1 ? `, ${times} times` : ""));
  const [, , , asked, answered] = one;
  details.addEventListener("toggle", () => details.append(...[["The request", asked], ["Its answer", answered]].map(([name, text]) =>
    made("pre", { tabindex: "0", role: "group", "aria-label": name }, text))), { once: true });
  return made("li", {}, details);
}

/** @param {Record<Verdict, number>} count @param {Set<string>} reasons */
function summed({ kept, broken, absent }, reasons) {
  const parts = [`${kept} of ${kept + broken + absent} promises kept`];
  if (broken) parts.push(`${broken} broken`);
  if (absent) parts.push(`${absent} not asked here: ${[...reasons].join("; ")}`);
  return `${parts.join(", ")}.`;
}
