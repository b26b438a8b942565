/**
 * "Run it here": the applications of a task in the page, each in a small browser, and the same request to all of them.
 * This code comes with its first use, and what runs with it.
 * @module
 */

import { dress } from "./dress.js";
import { LiveApp, MOST, filesOf } from "./live-app.js";
import { LiveBench } from "./live-bench.js";
import { LiveCheck } from "./live-check.js";
import { HOST, read } from "./live-curl.js";
import { LiveEdit } from "./live-edit.js";
import { button, listed, made, megabytes, said } from "./live-parts.js";
import { list } from "./live-requests.js";
import { LiveView, SANDBOX } from "./live-view.js";
import { LiveWindows } from "./live-windows.js";

/** @typedef {import("./live-app.js").Manifest} Manifest */
/** @typedef {import("./live-app.js").Asked} Asked */
/** @typedef {import("./live-app.js").Answer} Answer */

const SLOW = 20000; // ms: a password takes a third of that where Python is WebAssembly
const MOST_LINES = 2000, MOST_LETTERS = 10000;

/** @param {HTMLElement} place what the reader clicked in; it names the manifest */
export async function open(place) {
  const button = /** @type {HTMLButtonElement} */ (place.querySelector("button"));
  if (button.disabled) return;
  const missing = typeof WebAssembly === "undefined" ? "WebAssembly" : typeof Worker === "undefined" ? "scripts beside the page" : "";
  if (missing) {
    const said = made("p", { tabindex: -1 }, `Nothing can run here: this browser has no ${missing}, or it is switched off.`);
    place.replaceChildren(said);
    said.focus();
    return;
  }
  button.disabled = true;
  try {
    await opened(place);
  } catch (error) {
    button.disabled = false;
    throw error;
  }
}

/** @param {HTMLElement} place */
async function opened(place) {
  const address = new URL(place.dataset.live ?? "", location.href);
  const [manifest] = await Promise.all([fetched(address), dress("live")]);
  const panel = new LivePanel(new URL("./", address), manifest);
  place.replaceChildren(panel.element);
  panel.begin();
}

/** @param {URL} address @returns {Promise<Manifest>} */
async function fetched(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

class LivePanel {
  /** @param {URL} folder @param {Manifest} manifest */
  constructor(folder, manifest) {
    const first = manifest.first || manifest.samples.map(asked).find((one) => one?.method === "GET")?.path || "/";
    this.panes = Object.entries(manifest.apps).map(([id, app]) => new LivePane(id, folder, manifest, app, first, (line) => this.bench.take(line)));
    this.bench = new LiveBench(manifest, this.panes);
    this.tabs = this.panes.map((pane) => button(pane.name(), () => this.show(pane)));
    const switches = made("div", { class: "live__tabs mdx-switch", role: "group", "aria-label": "Running here" }, ...this.tabs);
    const panes = made("div", { class: "live__panes" }, ...this.panes.map((pane) => pane.element));
    const times = made("p", { class: "live__status" }, "Times here are of Python in a browser and compare nothing; ",
      made("a", { href: new URL("../evidence/performance/", folder).href }, "what was measured"), " does.");
    const accounts = manifest.sign_in ? [made("p", {}, ...said(manifest.sign_in))] : [];
    this.element = made("section", { class: "live", "aria-label": "Applications of this page" }, ...accounts, switches, panes, times, this.bench.element,
      made("div", { class: "live__edits" }, ...this.panes.map((pane) => pane.edit.element)),
      made("div", { class: "live__checks" }, ...this.panes.map((pane) => pane.check.element)),
      made("p", { class: "live__status" }, made("a", { href: new URL("licences.txt", folder).href }, "Licences of what runs here"),
        `: ${listed(Object.values(manifest.apps).map(({ title, version }) => `${title} ${version}`))} on Python ${manifest.python} as WebAssembly, SQLite for what is stored, no server in between.`));
  }

  /** Start what is seen; what is not starts when it is. */
  begin() {
    this.show(this.panes[0]);
    for (const pane of this.panes) if (pane.fresh && pane.element.checkVisibility()) pane.run();
    addEventListener("resize", () => {
      for (const pane of this.panes) if (pane.fresh && pane.element.checkVisibility()) pane.run();
    });
    addEventListener("beforeunload", (event) => {
      if (this.panes.some((pane) => Object.keys(pane.edit.changes()).length)) event.preventDefault();
    });
    this.element.tabIndex = -1;
    this.element.focus({ preventScroll: true });
  }

  /** @param {LivePane} shown where there is room for one */
  show(shown) {
    for (const [number, pane] of this.panes.entries()) {
      for (const part of pane.parts) part.classList.toggle("is-shown", pane === shown);
      this.tabs[number].ariaPressed = String(pane === shown);
    }
    if (shown.fresh && this.element.isConnected) shown.run();
  }
}

/** One application: its browser, what was asked of it, what it logged. */
export class LivePane {
  /** Nothing was started yet. */
  fresh = true;
  /** @type {Promise<void> | undefined} */
  #ready;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #slow;
  /** The end of the log. @type {string[]} */
  #lines = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #showing;
  /** Who waits for what is said of the first page. @type {((text: string) => void) | undefined} */
  #said;

  /**
   * @param {string} id @param {URL} folder @param {Manifest} manifest @param {import("./live-app.js").App} app
   * @param {string} first the path that is opened at first @param {(line: string) => void} take what becomes of a request as a curl line
   */
  constructor(id, folder, manifest, app, first, take) {
    this.id = id;
    this.title = app.title;
    this.first = first;
    this.take = take;
    const total = filesOf(manifest, app).reduce((sum, one) => sum + one.sent, 0);
    this.status = made("p", { class: "live__status", role: "status" });
    this.loaded = made("p", { class: "live__status", hidden: "" }); // no status: nobody wants to hear each part
    this.progress = /** @type {HTMLProgressElement} */ (made("progress", { max: total, value: 0, "aria-label": `${app.title}, fetched`, hidden: "" }));
    this.back = button("←", () => this.view.turn(-1), "Back");
    this.forward = button("→", () => this.view.turn(1), "Forward");
    this.reload = button("↻", () => this.view.turn(0), "Load the page again");
    this.address = /** @type {HTMLInputElement} */ (made("input", { type: "text", "aria-label": `Address in ${app.title}`, value: first, spellcheck: "false", autocapitalize: "none", autocomplete: "off" }));
    this.frame = /** @type {HTMLIFrameElement} */ (made("iframe", { title: `What ${app.title} answers`, sandbox: SANDBOX }));
    this.requests = made("ol", { class: "live__requests" });
    this.count = made("span", {}, "0");
    this.log = made("pre", { tabindex: "0", role: "group", "aria-label": `Log of ${app.title}` });
    this.stops = button("Stop", () => this.stop(), `Stop ${app.title}`);
    this.restarts = button("Restart, data as at first", () => this.run(), `Restart, data as at first: ${app.title}`);
    this.app = new LiveApp(folder, manifest, app, {
      fetched: (sent) => {
        this.progress.value = sent;
        const all = sent > total - 1; // they are sums of fractions
        this.loaded.textContent = `${megabytes(sent)} of ${megabytes(total)} MB`;
        if (!all || this.#slow) return;
        this.say("Starting Python");
        this.#slow = setTimeout(() => this.say("It has not started yet. This machine may be busy; if it is in a loop, Stop ends it."), SLOW);
      },
      logged: (text) => this.#logged(text),
      ended: (why) => {
        this.#started();
        this.windows.close();
        this.view.empty();
        this.say(why);
        this.#able(false);
      },
    });
    this.view = new LiveView(this.frame, folder, (asked) => this.ask(asked), {
      asking: () => this.#tell("Asking"),
      shown: ({ url, method }, answer) => {
        this.address.value = url.slice(HOST.length);
        this.#able(true);
        this.say(`${method} ${new URL(url).pathname}: ${answer.status ? `${answer.status}${answer.said && `. ${answer.said}, so it was ended.`}` : "as it was, and not sent again"}`);
      },
      outside: (url) => this.say("This leads out of the application: ", made("a", { href: url, rel: "noopener noreferrer", target: "_blank" }, url)),
      saved: (name, data) => this.say(data.size > MOST ? `It sent ${megabytes(data.size)} MB, more than is shown here: ` : "It sent a file: ", made("a", { href: URL.createObjectURL(data), download: name }, name)),
      failed: (why) => this.say(why),
      window: (said) => this.windows.heard(said),
    });
    this.windows = new LiveWindows(this.view, app.title);
    this.edit = new LiveEdit(app, manifest.promises, { restart: () => this.run(), changed: () => this.check.stale(), check: () => this.check.show() }, this.name());
    this.check = new LiveCheck(folder, manifest, app, () => this.edit.changes(), this.name());
    const bar = made("form", { class: "live__bar" }, this.back, this.forward, this.reload, made("span", { class: "live__host" }, HOST), this.address, made("button", { class: "site-button", type: "submit" }, "Go"));
    bar.onsubmit = (event) => {
      event.preventDefault();
      this.#go(this.address.value.trim());
    };
    this.element = made("section", { class: "live__pane", "aria-label": `${app.title}, running here` },
      made("div", { class: "live__head" }, this.name(), this.stops, this.restarts),
      this.status, this.loaded, this.progress, bar, this.frame,
      made("details", {}, made("summary", {}, "Requests: ", this.count), this.requests),
      made("details", {}, made("summary", {}, "Server’s log"), this.log));
    /** What stands on the page of it, where there is room for one application. */
    this.parts = [this.element, this.edit.element, this.check.element];
    this.#able(false);
  }

  /** The name with its shape. */
  name() {
    return made("span", { class: "mdx-framework", "data-framework": this.id }, this.title);
  }

  /** @param {...(string | Node)} parts */
  say(...parts) {
    this.#tell(...parts);
    this.#said?.((this.status.textContent ?? "").slice(`${this.title}: `.length));
    this.#said = undefined;
  }

  /** With its name, for those who hear it. @param {...(string | Node)} parts */
  #tell(...parts) {
    this.status.replaceChildren(made("span", { class: "site-hidden" }, `${this.title}: `), ...parts);
  }

  /** Start it, anew if it ran, and show its first page. @returns {Promise<string>} what is said of that page */
  run() {
    this.fresh = false;
    this.view.empty();
    this.requests.replaceChildren();
    this.count.textContent = "0";
    this.#lines = [];
    this.log.textContent = "";
    this.progress.hidden = this.loaded.hidden = false;
    this.loaded.textContent = "";
    this.app.changes = this.edit.changes();
    this.#ready = this.app.start().then(({ texts }) => {
      this.#started();
      this.progress.hidden = this.loaded.hidden = true;
      this.say("Started");
      this.edit.came(texts);
      this.#able(true);
    }, (error) => {
      this.progress.hidden = this.loaded.hidden = true;
      throw error;
    });
    // What ran before has ended by now, and said so.
    this.say("Fetching");
    this.stops.disabled = false;
    const shown = this.#ready.then(() => new Promise((said) => {
      this.#said = said;
      this.view.go({ method: "GET", url: HOST + this.first });
    })).then((text) => {
      if (!this.app.worker) throw new Error(text); // its first page was its end
      return text;
    });
    shown.catch(() => {}); // `ended` has said why
    return shown;
  }

  /** It did, or it never will. */
  #started() {
    clearTimeout(this.#slow);
    this.#slow = undefined;
  }

  stop() {
    this.app.stop("Stopped. Restart it to go on; its data is then as at first.");
    this.restarts.focus();
  }

  /**
   * One request; it is listed, whoever asks.
   * @param {Asked} asked @returns {Promise<Answer>}
   */
  async ask(asked) {
    if (this.fresh) this.run();
    await this.#ready;
    const slow = setTimeout(() => this.say("No answer yet. A password takes seconds here, and a loop for ever: Stop ends it."), SLOW);
    try {
      const answer = await this.app.request(asked);
      this.#listed(asked, answer);
      return answer;
    } finally {
      clearTimeout(slow);
    }
  }

  /** @param {Asked} asked @param {Answer} answer */
  #listed(asked, answer) {
    list(this.requests, asked, answer, this.take);
    this.count.textContent = String(this.requests.childElementCount);
    this.#logged(`"${asked.method} ${asked.path} HTTP/1.1" ${answer.status}`);
  }

  /** Shown a little later, with what comes until then: an application may print thousands of lines. @param {string} text */
  #logged(text) {
    this.#lines.push(text.slice(0, MOST_LETTERS));
    if (this.#lines.length > 2 * MOST_LINES) this.#lines.splice(0, MOST_LINES);
    this.#showing ??= setTimeout(() => {
      this.#showing = undefined;
      this.#lines = this.#lines.slice(-MOST_LINES);
      this.log.textContent = this.#lines.map((line) => `${line}\n`).join("");
      this.log.scrollTop = this.log.scrollHeight;
    }, 50);
  }

  /** @param {string} typed */
  #go(typed) {
    try {
      const path = typed.replace(/^(127\.0\.0\.1|localhost):8000(?![^/])/, "").replace(/^\//, "");
      this.view.go({ method: "GET", url: new URL(/^https?:\/\//i.test(typed) ? typed : `${HOST}/${path}`).href });
    } catch {
      this.say(`${typed} is no address.`);
    }
  }

  /** @param {boolean} runs */
  #able(runs) {
    const held = document.activeElement;
    this.stops.disabled = !runs;
    this.reload.disabled = !runs;
    this.back.disabled = !runs || !this.view?.canGoBack;
    this.forward.disabled = !runs || !this.view?.canGoForward;
    // Who pressed what is now out of use goes on beside it.
    if ([this.stops, this.reload, this.back, this.forward].some((one) => one === held && one.disabled)) (runs ? this.reload : this.restarts).focus();
  }
}

/** @param {string} line @returns {Asked | undefined} */
function asked(line) {
  try {
    return read(line);
  } catch {
    return undefined;
  }
}
