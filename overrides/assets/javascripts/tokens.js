/**
 * How a text becomes words: the same for what is found and for what is marked on the page that a hit leads to.
 * @module
 */

import { stemmer } from "./vendor/stemmer.js";

export const WORD = /[\p{L}\p{N}]+(?:[._'’+/-]+[\p{L}\p{N}]+)*/gu;
const GAP = /[^\p{L}\p{N}]+/u;

/** @param {string} text @returns {string} without accents and capitals */
export const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** @param {string} word @returns {string[]} what stands between its dots, underscores and quotes */
export const pieces = (word) => word.split(GAP).filter(Boolean);

/**
 * The words of a text. What is joined counts in parts and as one: `before_request` is met as `before`, `request`
 * and `beforerequest`.
 * @param {string} text @returns {string[]}
 */
export const words = (text) =>
  (folded(text).match(WORD) ?? []).flatMap((word) => {
    const found = pieces(word);
    return found.length > 1 ? [...found, found.join("")] : found;
  });

/** @type {Map<string, string[]>} */
const known = new Map();

/** @param {string} word @returns {string[]} the word, and what it has in common with its other forms */
export function forms(word) {
  let found = known.get(word);
  if (!found) {
    found = [...new Set([word, stemmer(word)])];
    known.set(word, found);
  }
  return found;
}
