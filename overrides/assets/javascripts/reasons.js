/**
 * Shows a verdict in the chooser: the pick, how sure, the reasons with their evidence, what would change it.
 * All text of the rule book is set as text, never as markup.
 * @module
 */

import { asked, byPick, counted, howSure, nameOf, pagesFor, rulesOf, said } from "./words.js";

/** @typedef {import("./verdict.js").Answers} Answers */
/** @typedef {import("./verdict.js").Verdict} Verdict */
/** @typedef {import("./verdict.js").Rule} Rule */
/** @typedef {import("./verdict.js").Change} Change */
/** @typedef {{title: string, of: string, url: string, checked: string}} Source */
/**
 * @typedef {import("./verdict.js").RuleBook & {
 *   version: string,
 *   checked: string,
 *   sources: Record<string, Source>,
 *   tasks: Record<string, {title: string, page: string, for: string[]}>,
 *   read: {page: string, title: string, cases: Answers[]}[],
 * }} Published what assets/rulebook.json holds
 */
/** @typedef {Node | string | false | null | undefined | ""} Piece */

const FIRST = 4;  // picks, and questions for each; the others are folded

/**
 * @param {HTMLElement} chooser @param {Published} book @param {Answers} answers @param {Verdict} verdict
 * @param {{question: string, before: string | undefined} | undefined} tried
 */
export function show(chooser, book, answers, verdict, tried) {
  const view = new View(book, answers, verdict, new URL(`${chooser.dataset.root}/`, location.href));
  const status = chooser.querySelector("[role=status]");
  const headline = make("span", {}, ...view.headline());
  // What is said again only when it changes is heard only when it changes.
  if (status && status.innerHTML !== headline.innerHTML) status.replaceChildren(...headline.childNodes);
  chooser.querySelector(".mdx-chooser__verdict")?.replaceChildren(...view.body(tried).filter((piece) => piece instanceof Node));
}

class View {
  /** @param {Published} book @param {Answers} answers @param {Verdict} verdict @param {URL} root */
  constructor(book, answers, verdict, root) {
    this.book = book;
    this.answers = answers;
    this.verdict = verdict;
    this.root = root;
  }

  /** @returns {Piece[]} */
  headline() {
    const { kind, picks, sure } = this.verdict;
    const before = { one: "Take ", either: "Either: ", "none of these": "None of these: take ", undecided: "Undecided" }[kind];
    const close = kind === "either" ? "A close call. " : "";
    return [before, ...this.#marks(picks, " or "), sure && make("small", {}, ` ${close}How sure: ${sure}`)];
  }

  /** @param {{question: string, before: string | undefined} | undefined} tried @returns {Piece[]} */
  body(tried) {
    const { book, verdict } = this;
    const given = Object.keys(this.answers).length > 0;
    const reasons = rulesOf(book, verdict.speaks_for);
    const others = rulesOf(book, verdict.speaks_against);
    const beside = reasons.flatMap((rule) => rule.with ?? []);
    return [
      tried && this.#tried(tried),
      make("p", {}, given ? howSure(book, this.answers, verdict)
        : "Nothing is answered yet. Answer what you know, in any order; the answer builds here."),
      verdict.also.length > 0 && make("p", {}, "Beside it: ", ...this.#marks(verdict.also, " and "), "."),
      beside.length > 0 && make("p", {}, `Take with it: ${beside.join(", ")}.`),
      this.#next(),
      ...this.#reasons(verdict.picks.length > 1 ? "What speaks for them" : "What speaks for it", reasons, true),
      ...this.#reasons(verdict.picks.length ? "What speaks against, or for others" : "What speaks for or against", others, false),
      ...(given ? [...this.#changes(), ...this.#read(), ...this.#given()] : []),
      given && this.#actions(),
    ];
  }

  /** @param {{question: string, before: string | undefined}} tried */
  #tried({ question, before }) {
    const now = said(this.book, question, this.answers[question] ?? null);
    return make("p", { class: "mdx-chooser__notice mdx-chooser__unprinted" },
      ...prose(`You try: ${asked(this.book, question)} ${now}. `),
      make("button", { class: "mdx-chooser__try", "data-do": "back" },
        make("span", {}, ...prose(before ? `Back to: ${said(this.book, question, before)}` : "Take it back"))));
  }

  #next() {
    const { ask_next: next } = this.verdict;
    return next && make("p", { class: "mdx-chooser__unprinted" }, "It wants to know most: ",
      make("a", { href: `#question-${next}` }, ...prose(asked(this.book, next))));
  }

  /** @param {string} title @param {Rule[]} rules @param {boolean} support @returns {Piece[]} */
  #reasons(title, rules, support) {
    if (!rules.length) return [];
    return [make("h3", {}, title), make("ul", { class: "mdx-chooser__reasons" }, ...rules.map((rule) => this.#reason(rule, support)))];
  }

  /** @param {Rule} rule @param {boolean} support */
  #reason(rule, support) {
    const way = rule.for?.length ? "For" : "Against";
    return make("li", {},
      make("p", {}, `${way} `, ...this.#marks(rule.for ?? rule.against ?? [], ", "), ` (${rule.strength}): `, ...prose(rule.because)),
      rule.with && make("p", { class: "mdx-chooser__about" }, `Take with it: ${rule.with}.`),
      make("p", { class: "mdx-chooser__about" }, ...(support ? ["The price: ", ...prose(rule.price)] : ["Otherwise: ", ...prose(rule.instead)])),
      this.#evidence(rule, support));
  }

  /** @param {Rule} rule @param {boolean} support */
  #evidence({ instead, evidence: { sources = [], tasks = [], decisions = [], judgement } }, support) {
    const kinds = [
      sources.length && counted(sources.length, "source"),
      tasks.length && `${counted(tasks.length, "task")} run here`,
      decisions.length && counted(decisions.length, "team’s record", "teams’ records"),
      judgement && "our judgement",
    ].filter(Boolean);
    return make("details", {},
      make("summary", {}, `Evidence: ${kinds.join(", ")}`),
      support && make("p", { class: "mdx-chooser__about" }, "Otherwise: ", ...prose(instead)),
      make("ul", {},
        ...sources.map((name) => this.#source(name, "")),
        ...decisions.map((name) => this.#source(name, "A team’s own text: ")),
        ...tasks.map((name) => make("li", {}, "Written in each framework and run here: ", this.#link(this.book.tasks[name]))),
        judgement && make("li", {}, "Our judgement: ", ...prose(judgement))));
  }

  /** @param {string} name @param {string} before */
  #source(name, before) {
    const { title, of, url, checked } = this.book.sources[name];
    return make("li", {}, before, make("a", { href: url }, ...prose(title)), `, ${of}. Checked ${checked}.`);
  }

  /** @returns {Piece[]} */
  #changes() {
    const groups = byPick(this.verdict).map((group) => this.#group(group));
    if (!groups.length) return [make("h3", {}, "What would change the answer"), make("p", {}, "No single answer would.")];
    const rest = groups.slice(FIRST).flat();
    return [
      make("h3", {}, "What would change the answer"),
      make("p", { class: "mdx-chooser__about mdx-chooser__unprinted" }, "Each of these alone. Choose one to try it; you can take it back."),
      ...groups.slice(0, FIRST).flat(),
      rest.length > 0 && make("details", {}, make("summary", {}, counted(groups.length - FIRST, "other way", "other ways")), ...rest),
    ];
  }

  /** @param {Change[]} group @returns {Piece[]} */
  #group(group) {
    const { picks } = group[0];
    const questions = [...new Set(group.map(({ question }) => question))];
    const tries = questions.map((name) => make("li", {}, make("small", {}, ...prose(asked(this.book, name))),
      ...group.filter(({ question }) => question === name).map((change) => this.#change(change))));
    const rest = tries.slice(FIRST);
    return [
      make("h4", {}, "Then ", ...(picks.length ? this.#marks(picks, " or ") : ["undecided"]), picks.length > 1 && ", a close call"),
      make("ul", { class: "mdx-chooser__tries" }, ...tries.slice(0, FIRST)),
      rest.length > 0 && make("details", {}, make("summary", {}, counted(rest.length, "other question")), make("ul", { class: "mdx-chooser__tries" }, ...rest)),
    ];
  }

  /** @param {Change} change */
  #change({ question, answer }) {
    const words = answer === null ? "Left open" : said(this.book, question, answer);
    return make("button", {
      class: "mdx-chooser__try", "data-do": "try", "data-question": question, "data-answer": answer ?? "",
      "aria-label": `${asked(this.book, question)} ${words}`.replaceAll("`", ""),
    }, make("span", {}, ...prose(words)));
  }

  /** @returns {Piece[]} */
  #read() {
    const { book, verdict } = this;
    const given = Object.entries(this.answers).map((pair) => pair.join("="));
    const proving = rulesOf(book, verdict.speaks_for).flatMap((rule) => rule.evidence.tasks ?? []);
    const needed = Object.keys(book.tasks).filter((name) => book.tasks[name].for.some((one) => given.includes(one)));
    const tasks = [...new Set([...proving, ...needed])].map((name) => this.#link(book.tasks[name]));
    const links = [
      ...[...verdict.picks, ...verdict.also].map((id) => ["More on ", this.#link({ title: nameOf(book, id), page: book.outcomes.find((one) => one.id === id)?.page ?? "" })]),
      ...pagesFor(book.read, this.answers).map((page) => ["Cases like yours: ", this.#link(page)]),
      ...(tasks.length ? [["See the code: ", ...tasks.flatMap((link, index) => (index ? [", ", link] : [link]))]] : []),
    ];
    return links.length ? [make("h3", { class: "mdx-chooser__unprinted" }, "Read next"),
      make("ul", { class: "mdx-chooser__unprinted" }, ...links.map((link) => make("li", {}, ...link)))] : [];
  }

  /** @returns {Piece[]} */
  #given() {
    const rows = this.book.questions.filter(({ id }) => id in this.answers).flatMap(({ id, ask }) => [
      make("dt", {}, ...prose(ask)),
      make("dd", {}, make("span", {}, ...prose(said(this.book, id, this.answers[id]))),
        make("button", { class: "mdx-chooser__try", "data-do": "go", "data-question": id, "aria-label": `Change: ${ask}` }, make("span", {}, "Change"))),
    ]);
    return [make("h3", {}, "Your answers"), make("dl", {}, ...rows)];
  }

  #actions() {
    /** @type {[string, string][]} */
    const actions = [["record", "Download as a decision record"], ["copy", "Copy link"], ["print", "Print"], ["reset", "Start again"]];
    return make("div", { class: "mdx-chooser__actions" },
      ...actions.map(([name, words]) => make("button", { class: "site-button", "data-do": name }, words)));
  }

  /** @param {string[]} ids @param {string} between @returns {Piece[]} */
  #marks(ids, between) {
    return ids.flatMap((id, index) => [
      index > 0 && (index === ids.length - 1 ? between : ", "),
      make("span", { class: "mdx-framework", "data-framework": id }, nameOf(this.book, id)),
    ]);
  }

  /** @param {{page: string, title: string}} page */
  #link({ page, title }) {
    return make("a", { href: new URL(page, this.root).href }, title);
  }
}

/**
 * An element; a button is one that submits nothing.
 * @param {string} tag @param {Record<string, string>} attributes @param {Piece[]} children @returns {HTMLElement}
 */
function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  if (tag === "button") element.setAttribute("type", "button");
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.filter((child) => child instanceof Node || typeof child === "string"));
  return element;
}

/** @param {string} text @returns {Piece[]} a sentence of the data, its code marked as such */
const prose = (text) => text.split("`").map((part, index) => (index % 2 ? make("code", {}, part) : part));
