/**
 * The files of pages, kept as long as their answers allow: a browser does not ask for each style sheet with each page.
 * @module
 */

import { header } from "./live-app.js";

/** @typedef {import("./live-app.js").Answer} Answer */

export class Fresh {
  /** @type {Map<string, {answer: Answer, until: number}>} */
  #held = new Map();

  /** @param {string} path @returns {Answer | undefined} */
  get(path) {
    const one = this.#held.get(path);
    return one && performance.now() < one.until ? one.answer : undefined;
  }

  /** @param {string} path @param {Answer} answer to a GET */
  keep(path, answer) {
    const seconds = lasts(answer);
    if (seconds) this.#held.set(path, { answer, until: performance.now() + seconds * 1000 });
  }

  /** The application begins anew. */
  forget() {
    this.#held.clear();
  }
}

/** For how many seconds an answer may be used again without asking. @param {Pick<Answer, "status" | "headers">} answer */
export function lasts({ status, headers }) {
  const control = header(headers, "cache-control") ?? "", vary = header(headers, "vary") ?? "";
  if (status !== 200 || /no-store|no-cache/i.test(control) || /cookie|\*/i.test(vary)) return 0;
  return Number(/max-age=(\d+)/i.exec(control)?.[1] ?? 0);
}
