/**
 * A verdict in words, for the page and for the decision record alike.
 * @module
 */

import { fits, supports } from "./verdict.js";

/** @typedef {import("./verdict.js").RuleBook} RuleBook */
/** @typedef {import("./verdict.js").Verdict} Verdict */
/** @typedef {import("./verdict.js").Answers} Answers */
/** @typedef {import("./verdict.js").Rule} Rule */
/** @typedef {import("./verdict.js").Change} Change */

/** @param {string[]} names @param {string} [last] @returns {string} as in a sentence */
export const listed = (names, last = "and") =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} ${last} ${names[names.length - 1]}`;

/** @param {number} count @param {string} one @param {string} [many] @returns {string} */
export const counted = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

/** @param {string} word @returns {string} */
export const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1);

/** @param {RuleBook} book @param {string} id @returns {string} */
export const nameOf = (book, id) => book.outcomes.find((one) => one.id === id)?.name ?? id;

/** @param {RuleBook} book @param {string} question @returns {string} */
export const asked = (book, question) => book.questions.find(({ id }) => id === question)?.ask ?? question;

/** @param {RuleBook} book @param {string} question @param {string | null} answer @returns {string} */
export const said = (book, question, answer) =>
  book.questions.find(({ id }) => id === question)?.answers.find(({ id }) => id === answer)?.says ?? "Left open";

/**
 * The rules of these ids, the strongest first.
 * @param {RuleBook} book @param {string[]} ids @returns {Rule[]}
 */
export function rulesOf(book, ids) {
  const weight = Object.fromEntries(book.scale.strengths.map((one) => [one.id, one.weight]));
  return book.rules.filter(({ id }) => ids.includes(id)).sort((a, b) => weight[b.strength] - weight[a.strength]);
}

/**
 * How sure the verdict is and why, in sentences that hold for these very answers.
 * @param {RuleBook} book @param {Answers} answers @param {Verdict} verdict @returns {string}
 */
export function howSure(book, answers, verdict) {
  const { picks, points, lead } = verdict;
  const open = book.questions.filter(({ id }) => !(id in answers));
  const all = open.reduce((sum, question) => sum + question.answers.length, 0);
  const moving = verdict.changes.filter((change) => change.answer !== null && !(change.question in answers)).length;
  const moves = all === 0 ? "No question is open." : moving === 0
    ? `Of the ${all} answers to open questions, none would move it alone.`
    : `Of the ${all} answers to open questions, ${moving} would move it.`;
  const apart = verdict.torn.length
    ? `Your answers pull apart: strong reasons speak both for and against ${listed(verdict.torn.map((id) => nameOf(book, id)))}.`
    : "";
  if (!picks.length) {
    return [apart, `A pick needs ${counted(book.scale.least, "point")}; no one has so many yet.`, moves].filter(Boolean).join(" ");
  }
  const even = picks.every((id) => points[id] === points[picks[0]]);
  const totals = even && picks.length > 1
    ? `${listed(picks.map((id) => nameOf(book, id)))} have ${counted(points[picks[0]], "point")} each`
    : listed(picks.map((id) => `${nameOf(book, id)} has ${counted(points[id], "point")}`));
  const next = Math.min(...picks.map((id) => points[id])) - lead;
  return [
    apart,
    `${capital(totals)}, the next has ${next}.`,
    picks.length > 1 && !even ? `Within ${counted(book.scale.close, "point")} of each other it is a close call.` : "",
    strength(book, answers, verdict),
    moves,
  ].filter(Boolean).join(" ");
}

/**
 * What reasons from the strength on that makes a pick sure have to say of it, if that counts.
 * @param {RuleBook} book @param {Answers} answers @param {Verdict} verdict @returns {string}
 */
function strength(book, answers, { picks, sure, lead }) {
  const weight = Object.fromEntries(book.scale.strengths.map((one) => [one.id, one.weight]));
  const beside = book.outcomes.filter(({ kind }) => kind === "beside").map(({ id }) => id);
  const otherwise = book.rules.find((rule) => weight[rule.strength] >= weight[book.scale.strong] && fits(rule, answers)
    && !supports(rule, picks) && ![...(rule.for ?? []), ...(rule.against ?? [])].every((id) => beside.includes(id)));
  if (picks.length > 1 || sure === "high") return "";
  if (otherwise) return `A reason that ${otherwise.strength} speaks otherwise, so it is never surer than low.`;
  return lead >= book.scale.sure.high ? `No reason that ${book.scale.strong} speaks for it, so it is not high.` : "";
}

/**
 * What would change the answer, by the pick that it would change to.
 * @param {Verdict} verdict @returns {Change[][]}
 */
export function byPick(verdict) {
  /** @type {Map<string, Change[]>} */
  const groups = new Map();
  for (const change of verdict.changes) {
    const key = change.picks.join(" ");
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  return [...groups.values()].sort((a, b) => rank(a) - rank(b));
}

/** @param {Change[]} group @returns {number} one pick first, close calls next, undecided last */
const rank = (group) => group[0].picks.length || Infinity;

/**
 * The pick of a verdict or a change in words.
 * @param {RuleBook} book @param {string[]} picks @returns {string}
 */
export function pickOf(book, picks) {
  const names = picks.map((id) => nameOf(book, id));
  if (!picks.length) return "undecided";
  return picks.length > 1 ? `either ${listed(names, "or")}, a close call` : names[0];
}

/**
 * The pages about projects of which a case is answered so.
 * @param {{cases: Answers[], page: string, title: string}[]} pages @param {Answers} answers
 */
export const pagesFor = (pages, answers) =>
  pages.filter(({ cases }) => cases.some((one) => Object.keys(one).every((name) => answers[name] === one[name])));

