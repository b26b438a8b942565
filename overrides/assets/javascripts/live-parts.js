/**
 * What the parts of "Run it here" are made of.
 * @module
 */

/**
 * An element with its attributes and what it holds.
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name @param {Record<string, string | number>} attributes @param {...(string | Node)} parts
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function made(name, attributes, ...parts) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...parts);
  return element;
}

/** @param {string | Node} content @param {() => void} act @param {string} [label] what it does, where the content does not say it */
export function button(content, act, label) {
  const element = made("button", { type: "button", class: "site-button", ...(label ? { "aria-label": label, title: label } : {}) }, content);
  element.onclick = act;
  return element;
}

/** @param {string[]} names */
export const listed = (names) => new Intl.ListFormat("en").format(names);

/** @param {number} bytes */
export const megabytes = (bytes) => (bytes / 1e6).toFixed(1);

/** A sentence of Markdown, with its code; of links the text alone. @param {string} markdown @returns {(string | Node)[]} */
export const said = (markdown) => markdown.replace(/\[([^\]]+)\]\([^)]+\)/g, "$1").split("`").map((part, number) => (number % 2 ? made("code", {}, part) : part));
