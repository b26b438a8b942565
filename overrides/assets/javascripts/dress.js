/**
 * Style sheets of what comes with its first use.
 * @module
 */

/** @type {Map<string, Promise<void>>} */
const sheets = new Map();

/**
 * Fetch a sheet once. Without it all is plain, and works.
 * @param {string} name of the sheet, as `search`
 * @returns {Promise<void>} done when it has come, or cannot come
 */
export function dress(name) {
  const known = sheets.get(name);
  if (known) return known;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = new URL(`../stylesheets/${name}.css`, import.meta.url).href;
  /** @type {Promise<void>} */
  const sheet = new Promise((done) => { link.onload = link.onerror = () => done(); });
  sheets.set(name, sheet);
  document.head.append(link);
  return sheet;
}
