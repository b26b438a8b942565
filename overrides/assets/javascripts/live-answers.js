/**
 * Answers side by side, as they were sent: what one has and another lacks is marked.
 * @module
 */

import { header } from "./live-app.js";
import { made } from "./live-parts.js";

/** @typedef {import("./live-app.js").Answer} Answer */
/**
 * @typedef {{status: number, headers: string[], body: string[], json: boolean}} Shown an answer in pieces, which are lines or, of JSON, values
 * @typedef {{title: string, changed: boolean, status?: number, why?: string}} Told of an application its answer, or why there is none
 */

const MOST = 20000; // characters of a body that are shown
const TEXT = /^(text\/|application\/(.+\+)?(json|xml|javascript|x-www))/i;
const KEY = /^("(?:[^"\\]|\\[^])*")\s*:\s*/;

/** @param {Answer} answer @returns {Shown} */
export function shown({ status, headers, bytes, text }) {
  const type = header(headers, "content-type") ?? "";
  const json = /json/i.test(type);
  return {
    status,
    headers: headers.map(([name, value]) => `${name}: ${value}`).sort((a, b) => a.localeCompare(b)),
    body: !bytes.length ? [] : TEXT.test(type) ? pieces(text, json) : [`${bytes.length} bytes`],
    json,
  };
}

/** @param {string} text @param {boolean} json */
function pieces(text, json) {
  const first = text.slice(0, MOST);
  const found = json ? values(first) : first.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  return first === text ? found : [...found, `\n… and ${text.length - MOST} characters more`];
}

/** JSON cut where a value ends or begins: joined, the pieces are the text. Mostly it comes in one line. @param {string} text */
export function values(text) {
  const found = [""];
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\[^])*"|[^"{}[\],]+|[^]/g)) {
    if (/^[}\]]$/.test(token) && found.at(-1)) found.push("");
    found[found.length - 1] += token;
    if (/^[{[,]$/.test(token)) found.push("");
  }
  return found.filter(Boolean);
}

/** Neither the case of a header's name nor blanks around a value say anything. @param {string} piece @param {boolean} json */
const same = (piece, json) => (json ? piece.trim().replace(/,$/, "").replace(KEY, "$1:") : piece.trim().replace(/^[\w-]+(?=: )/, (name) => name.toLowerCase()));

/** @param {Shown} one @param {Shown[]} all */
export function parts(one, all) {
  /** @param {string[]} lines @param {string[][]} others @param {boolean} json @param {string} name */
  const marked = (lines, others, json, name) => {
    const known = others.map((other) => new Set(other.map((line) => same(line, json))));
    return made("pre", { tabindex: "0", role: "group", "aria-label": name }, ...lines.flatMap((line) => {
      if (others.length < 2 || !line.trim() || known.every((other) => other.has(same(line, json)))) return [line];
      const [, before, said, after] = /** @type {RegExpExecArray} */ ((json ? /^(\s*)([^]*?)(\s*)$/ : /^()([^]*?)(\n?)$/).exec(line));
      return [before, made("mark", json ? { class: "live__value" } : {}, said), after];
    }));
  };
  /** @param {Shown} answer */
  const head = ({ status, headers }) => [`HTTP/1.1 ${status}\n`, ...headers.map((line) => `${line}\n`)];
  return [
    marked(head(one), all.map(head), false, "Head"),
    ...(one.body.length ? [marked(one.body, all.map(({ body }) => body), all.every(({ json }) => json), "Body")] : []),
  ];
}

/** What is said above the answers. @param {Told[]} told @param {Element} answers with their marks */
export function summary(told, answers) {
  const up = told.filter(({ why }) => why === undefined);
  const each = up.map(({ title, status }) => `${title} ${status}`).join(", ");
  const alike = new Set(up.map(({ status }) => status)).size === 1;
  return [
    ...told.filter(({ why }) => why !== undefined).map(({ title, why }) => `${title} did not answer: ${/** @type {string} */ (why).replace(/\.?$/, ".")}`),
    ...(up.length < told.length ? (each ? [`Status: ${each}.`] : []) : [alike ? `Status ${up[0].status}${up.length > 1 ? " from each" : ""}.` : `The statuses differ: ${each}.`, ...(up.length > 1 ? [differences(answers)] : [])]),
    ...up.filter(({ changed }) => changed).map(({ title }) => `${title} runs with a change.`),
  ].join(" ");
}

/** @param {Element} answers */
function differences(answers) {
  const values = answers.querySelectorAll("mark.live__value").length, lines = answers.querySelectorAll("mark").length - values;
  /** @param {number} count @param {string} name */
  const counted = (count, name) => (count ? [`${count} ${name}${count > 1 ? "s" : ""}`] : []);
  const found = [...counted(lines, "line"), ...counted(values, "value")];
  return found.length ? `${found.join(" and ")} differ${lines + values > 1 ? "; they are" : "s; it is"} marked.` : "No line differs.";
}
