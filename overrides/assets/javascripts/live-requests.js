/**
 * The list of what was asked of an application: pages, and what scripts ask; the files of a page are folded below it.
 * @module
 */

import { written } from "./live-curl.js";
import { button, made } from "./live-parts.js";

/**
 * @typedef {import("./live-app.js").Answer} Answer
 * @typedef {import("./live-app.js").Asked} Asked
 */

/** The entry of each request, for as long as a page may still ask for its files. @type {WeakMap<Asked, HTMLElement>} */
const entries = new WeakMap();

/** @param {HTMLElement} into @param {Asked} asked @param {Answer} answer @param {(line: string) => void} take what becomes of a request as a curl line */
export function list(into, asked, { status, headers, ms, cookie }, take) {
  const told = headers.filter(([name]) => /^(location|set-cookie)$/i.test(name)).map(([name, value]) => made("small", {}, `${name}: ${value}`));
  const line = written(cookie ? { ...asked, headers: [...(asked.headers ?? []), ["Cookie", cookie]] } : asked);
  const curl = button("curl", () => take(line), `${asked.method} ${asked.path} as a curl line`);
  const entry = made("li", {}, made("code", {}, `${asked.method} ${asked.path}`), ` ${status}, ${Math.round(ms)} ms `, curl, ...told);
  const page = asked.of && entries.get(asked.of);
  if (page) fold(page, entry);
  else into.append(entry);
  entries.set(asked, entry);
}

/** @param {HTMLElement} page @param {HTMLElement} entry */
function fold(page, entry) {
  const held = page.querySelector("details") ?? page.appendChild(made("details", {}, made("summary", {}), made("ol", {})));
  const [summary, files] = /** @type {HTMLCollectionOf<HTMLElement>} */ (held.children);
  files.append(entry);
  const count = files.childElementCount;
  summary.textContent = count === 1 ? "1 file" : `${count} files`;
}
