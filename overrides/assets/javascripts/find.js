/**
 * What the search finds: sections of pages, by the words of a query. It knows no page and draws nothing.
 * MiniSearch keeps the words and scores each; here the scores of a query's words become one.
 * @module
 */

import MiniSearch from "./vendor/minisearch.js";
import { WORD, folded, forms, pieces, words } from "./tokens.js";

/**
 * What `output/search.py` writes.
 * @typedef {{
 *   pages: [address: string, trail: string[], weight: number, sections: number][],
 *   titles: string[], anchors: string[], levels: number[], texts: string[], aside: string[], shared: string[],
 *   names: string[][], choice: string[],
 *   ignore: string[], same: Record<string, string[]>, suggestions: string[],
 * }} Index
 * @typedef {{id: number, page: number, anchor: string, title: string, path: string[], blocks: string[], aside: string}} Section
 * @typedef {Record<string, number>} Match by field, from 0 to 1
 * @typedef {{typed: string, found: Map<number, Match>, terms: Map<string, number>, weight: number, instead: string}} Asked
 * @typedef {{section: Section, score: number}} Hit
 * @typedef {{groups: Hit[][], unknown: string[], instead: [string, string][], terms: Set<string>}} Found
 */

/**
 * What the score of a section is made of. Each word of the query weighs by how rare it is; it counts by the field in
 * which it stands, once more in the block that holds most of the query, and by how much of a title it is.
 * @type {Record<string, number>}
 */
export const COUNTS = { title: 1, path: 0.2, text: 1, aside: 0.3, block: 1.5, named: 4, often: 0.3, little: 0.3, page: 0.2 };
/** What a word counts by how it is met; a typo is looked for only where nothing else is found. */
const SAME = 0.7, PREFIX = 0.5, FUZZY = 0.6;
/** Letters from which on a word may be the beginning of another; of the one that is being typed. */
const LONG = 4, TYPED = 2;
/** Letters of each half of a word that is two words here. */
const HALF = 3;
/** Sections that are looked at more closely, for their blocks. */
const CANDIDATES = 80;

const SIGNED = /\x7f(\d+)\x7f/g;

/**
 * The place that a title has in its page if nothing is said: as Markdown makes it.
 * @param {string} title
 */
const slug = (title) =>
  folded(title).replace(/[^\w\s-]/g, "").trim().replace(/[-\s]+/g, "-");

/** Sections with their texts, as they stand on the pages. @param {Index} index @returns {Section[]} */
export function sectionsOf(index) {
  const whole = (/** @type {string} */ text) => text.replace(SIGNED, (_, number) => index.shared[number]);
  /** @type {Section[]} */
  const found = [];
  index.pages.forEach(([, , , count], page) => {
    /** @type {[number, string][]} */
    let above = [];
    for (let n = 0; n < count; n++) {
      const id = found.length;
      const title = index.titles[id], level = index.levels[id];
      above = above.filter(([one]) => one < level);
      found.push({
        id, page, title,
        anchor: n ? index.anchors[id] || slug(title) : "",
        path: above.map(([, name]) => name),
        blocks: whole(index.texts[id]).split("\n").filter(Boolean),
        aside: index.aside[id],
      });
      above.push([level, title]);
    }
  });
  return found;
}

export class Finder {
  /** @param {Index} index */
  constructor(index) {
    this.index = index;
    this.sections = sectionsOf(index);
    this.ignored = new Set(index.ignore);
    this.same = new Map(Object.entries(index.same));
    this.names = new Map(index.names.flatMap((names, number) => names.map((name) => [name, number])));
    /** @type {Map<number, {title: string[], blocks: string[][]}>} */
    this.known = new Map();
    /** @type {Map<string, Asked>} */
    this.asked = new Map();
    this.engine = new MiniSearch({
      fields: ["title", "path", "text", "aside"],
      tokenize: words,
      processTerm: (/** @type {string} */ word) => forms(word),
      searchOptions: { tokenize: (/** @type {string} */ text) => [text], processTerm: (/** @type {string} */ word) => word, boost: { title: COUNTS.title, path: COUNTS.path, text: COUNTS.text, aside: COUNTS.aside } },
    });
    /** Fulfilled when everything is found. It is read piece by piece: the field stays alive meanwhile. */
    this.ready = this.engine.addAllAsync(this.sections.map((one) => ({
      id: one.id,
      title: one.title,
      path: one.path.join(" ") + " " + index.pages[one.page][1].join(" "),
      text: one.blocks.join("\n"),
      aside: one.aside,
    })), { chunkSize: 40 });
  }

  /** @param {string} query @returns {Found} */
  find(query) {
    const typed = folded(query).match(WORD) ?? [];
    const telling = typed.filter((word) => !this.ignored.has(word));
    const kept = [...new Set(telling.length ? telling : typed)];
    const asked = kept.map((word) => this.#known(word, word === typed.at(-1) && !/\s$/.test(query)));
    const known = asked.filter((one) => one.found.size);
    const little = new Set(typed.filter((word) => this.ignored.has(word)));
    const hits = this.#ranked(known, little);
    const groups = this.#led(kept, grouped(hits));
    return {
      groups,
      unknown: asked.filter((one) => !one.found.size).map((one) => one.typed),
      instead: known.filter((one) => one.instead).map((one) => [one.typed, one.instead]),
      terms: new Set(known.flatMap((one) => [...one.terms.keys()])),
    };
  }

  /** While a reader types, most words stay as they are. @param {string} word @param {boolean} typing */
  #known(word, typing) {
    const key = typing ? `${word}*` : word;
    let found = this.asked.get(key);
    if (!found) {
      found = this.#ask(word, typing);
      this.asked.set(key, found);
    }
    return found;
  }

  /**
   * Where a word of the query stands: by itself, in another form, as the beginning of a longer one, in other words.
   * @param {string} word @param {boolean} typing @returns {Asked}
   */
  #ask(word, typing) {
    const split = pieces(word);
    const joined = split.join("");
    const others = (this.same.get(word) ?? []).map(words);
    const same = others.flat().flatMap(forms);
    const exact = new Set([...split, joined].flatMap(forms));
    const either = (/** @type {string} */ one) => ({ combineWith: "OR", queries: forms(one) });
    const single = (/** @type {string} */ one) => ({
      combineWith: "OR",
      queries: [either(one), ...(one.length >= (typing ? TYPED : LONG) ? [{ queries: [one], prefix: true }] : [])],
    });
    const all = (/** @type {string[]} */ some, /** @type {(one: string) => object} */ to = either) => ({ combineWith: "AND", queries: some.map(to) });
    let results = this.engine.search({
      combineWith: "OR",
      queries: [all(split, single), single(joined), ...others.map((one) => all(one))],
    });
    let instead = "";
    const halves = results.length ? [] : this.#halves(joined);
    if (halves.length) {
      results = this.engine.search({ combineWith: "OR", queries: halves.map((one) => all(one)) });
      for (const form of halves.flat().flatMap(forms)) exact.add(form);
    }
    if (!results.length && joined.length > LONG) {
      results = this.engine.search({ queries: [joined], fuzzy: joined.length > 7 ? 2 : 1 });
      instead = results[0]?.terms[0] ?? "";
    }
    const strength = (/** @type {string} */ term) =>
      exact.has(term) ? 1 : same.includes(term) ? SAME : instead ? FUZZY : PREFIX;
    const most = results[0]?.score ?? 1;
    /** @type {Map<number, Match>} */
    const found = new Map();
    for (const { id, match, score } of results) {
      /** @type {Match} */
      const here = { title: 0, path: 0, text: 0, aside: 0, often: score / most };
      for (const [term, fields] of Object.entries(match)) {
        for (const field of fields) here[field] = Math.max(here[field], strength(term));
      }
      found.set(id, here);
    }
    const sure = [...found.values()].filter((one) => Math.max(one.title, one.text, one.aside) === 1).length;
    return {
      typed: word, instead, found,
      terms: new Map(results.flatMap((one) => one.terms).map((term) => [term, strength(term)])),
      weight: Math.log(1 + this.sections.length / (sure || found.size || 1)),
    };
  }

  /**
   * Two words of the site that make one that nobody wrote so: `frontend`, `multitenant`.
   * @param {string} word @returns {string[][]}
   */
  #halves(word) {
    const found = [];
    for (let at = HALF; at <= word.length - HALF; at++) {
      const both = [word.slice(0, at), word.slice(at)];
      if (both.every((half) => this.engine.search(half).length)) found.push(both);
    }
    return found;
  }

  /**
   * @param {Asked[]} asked @param {Set<string>} little words that say nothing, but make a question of a title
   * @returns {Hit[]} best first
   */
  #ranked(asked, little) {
    /** @type {Map<number, number>} */
    const scores = new Map();
    for (const { found, weight } of asked) {
      for (const [id, one] of found) {
        const counts = Object.entries(one).reduce((sum, [field, value]) => sum + COUNTS[field] * value, 0);
        scores.set(id, (scores.get(id) ?? 0) + weight * counts);
      }
    }
    const hits = [...scores].map(([id, score]) => ({ section: this.sections[id], score }));
    const first = hits.sort((a, b) => b.score - a.score).slice(0, CANDIDATES);
    /** @param {string[]} terms @returns {number} what of the query stands among these words */
    const held = (terms) => asked.reduce((sum, one) => sum + one.weight * Math.max(0, ...terms.map((term) => one.terms.get(term) ?? 0)), 0);
    for (const hit of first) {
      const { title, blocks } = this.#terms(hit.section);
      hit.score += COUNTS.block * Math.max(0, ...blocks.map(held));
      // A title of which the query says all is meant; of a long one little may be.
      const worth = (/** @type {string} */ word) => (this.ignored.has(word) ? COUNTS.little : 1);
      const said = (/** @type {string} */ word) => little.has(word) || asked.some((one) => forms(word).some((form) => one.terms.has(form)));
      const sum = (/** @type {string[]} */ some) => some.reduce((total, word) => total + worth(word), 0);
      const part = sum(title.filter(said)) / (sum(title) || 1);
      hit.score += COUNTS.named * part * held(title.flatMap(forms));
      hit.score *= this.index.pages[hit.section.page][2];
    }
    // A page that says more of it elsewhere is about it.
    for (const group of grouped(first.sort((a, b) => b.score - a.score))) {
      const more = group.slice(1, 4).reduce((sum, hit) => sum + hit.score, 0);
      for (const hit of group) hit.score += COUNTS.page * more;
    }
    return first.sort((a, b) => b.score - a.score);
  }

  /** The words of a section, kept for the next query. @param {Section} section */
  #terms(section) {
    let known = this.known.get(section.id);
    if (!known) {
      known = { title: words(section.title), blocks: section.blocks.map((block) => [...new Set(words(block).flatMap(forms))]) };
      this.known.set(section.id, known);
    }
    return known;
  }

  /**
   * A question that names frameworks and nothing else asks which to choose.
   * @param {string[]} kept @param {Hit[][]} groups
   */
  #led(kept, groups) {
    const named = new Set(kept.map((word) => this.names.get(word)));
    if (named.size < 2 || named.has(undefined)) return groups;
    const choice = this.index.choice.map((address) => this.index.pages.findIndex(([one]) => one === address));
    const led = choice.map((page) => [{
      section: /** @type {Section} */ (this.sections.find((one) => one.page === page)), score: Infinity,
    }]);
    return [...led, ...groups.filter(([hit]) => !choice.includes(hit.section.page))];
  }
}

/** Hits of one page together, where the best of them stands. @param {Hit[]} hits @returns {Hit[][]} */
function grouped(hits) {
  /** @type {Map<number, Hit[]>} */
  const pages = new Map();
  for (const hit of hits) {
    const group = pages.get(hit.section.page);
    if (group) group.push(hit);
    else pages.set(hit.section.page, [hit]);
  }
  return [...pages.values()];
}
