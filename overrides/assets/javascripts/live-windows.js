/**
 * Windows that a page of an application opens, as back offices do to add a row for another: each in a dialog of this page.
 * Its frame and that of the page which opened it reach each other through here, by the names of functions.
 * @module
 */

import { button, made } from "./live-parts.js";
import { LiveView, SANDBOX } from "./live-view.js";

/** @typedef {{t: "open", n: number, url: string, name: string} | {t: "call", n?: number, name: string, args: unknown[]} | {t: "close", n?: number}} OfWindows of window `n`, or of the one that opened this */

export class LiveWindows {
  /** @type {Map<number, LiveWindow>} */
  #open = new Map();

  /** @param {LiveView} opener @param {string} title the application's name */
  constructor(opener, title) {
    this.opener = opener;
    this.title = title;
  }

  /** @param {OfWindows} said by the page that opens them */
  heard(said) {
    if (said.t === "open") this.#open.set(said.n, new LiveWindow(this.opener, this.title, said, () => this.#open.delete(said.n)));
    else if (said.t === "call") this.#open.get(said.n ?? 0)?.view.tell({ t: "called", name: said.name, args: said.args });
    else this.#open.get(said.n ?? 0)?.dialog.close();
  }

  close() {
    for (const one of this.#open.values()) one.dialog.close();
  }
}

class LiveWindow {
  /** @param {LiveView} opener @param {string} title @param {{n: number, url: string, name: string}} asked @param {() => void} closed */
  constructor(opener, title, { n, url, name }, closed) {
    const says = made("p", { class: "live__status", role: "status" });
    const frame = /** @type {HTMLIFrameElement} */ (made("iframe", { title: `What ${title} answers in a window`, sandbox: SANDBOX }));
    this.dialog = made("dialog", { class: "live__window", "aria-label": `A window of ${title}` },
      made("div", { class: "live__head" }, says, button("Close", () => this.dialog.close(), "Close this window")), frame);
    this.view = new LiveView(frame, opener.folder, opener.request, {
      asking: () => { says.textContent = "Asking"; },
      shown: (entry) => { says.textContent = entry.url; },
      outside: (address) => { says.textContent = `This leads out of the application: ${address}`; },
      saved: (file) => { says.textContent = `It sent a file, ${file}. Open it outside this window.`; },
      failed: (why) => { says.textContent = why; },
      window: (said) => {
        if (said.n !== undefined) this.windows.heard(said);
        else if (said.t === "call") opener.tell({ t: "called", n, name: said.name, args: said.args, url: this.view.url });
        else this.dialog.close();
      },
    }, name);
    this.view.stored = opener.stored; // as windows of one browser
    this.windows = new LiveWindows(this.view, title);
    this.dialog.onclose = () => {
      this.windows.close();
      this.view.end();
      this.dialog.remove();
      if (document.activeElement === document.body) opener.frame.focus();
      opener.tell({ t: "closed", n });
      closed();
    };
    opener.frame.after(this.dialog);
    this.dialog.showModal();
    this.view.go({ method: "GET", url });
  }
}
