/**
 * A verdict as a decision record in the form of MADR, ready to commit.
 * @module
 */

import { asked, byPick, capital, howSure, listed, nameOf, pickOf, rulesOf, said } from "./words.js";

/** @typedef {import("./verdict.js").Answers} Answers */
/** @typedef {import("./verdict.js").Verdict} Verdict */
/** @typedef {import("./verdict.js").Rule} Rule */
/** @typedef {import("./reasons.js").Published} Published */

/**
 * @param {Published} book @param {Answers} answers @param {Verdict} verdict
 * @param {{today: string, address: string}} where the day, and the address that holds the answers
 * @returns {string} Markdown
 */
export function record(book, answers, verdict, { today, address }) {
  const fired = rulesOf(book, [...verdict.speaks_for, ...verdict.speaks_against]);
  const sources = [...new Set(fired.flatMap(({ evidence }) => [...(evidence.sources ?? []), ...(evidence.decisions ?? [])]))];
  const options = book.outcomes.map(({ id }) => id).filter((id) => isCompared(book, id) || verdict.points[id] > 0);
  const cited = (/** @type {Rule} */ rule) => citations(rule, sources, book);
  return `${[
    `---\nstatus: proposed\ndate: ${today}\n---`,
    `# ${title(book, verdict)}`,
    "## Context and Problem Statement",
    "Which Python web framework should this project use? What is known of it:",
    list(book.questions.filter(({ id }) => id in answers).map(({ id, ask }) => `${ask} ${said(book, id, answers[id])}.`)),
    open(book, answers),
    "## Considered Options",
    list(options.map((id) => capital(nameOf(book, id)))),
    "## Decision Outcome",
    `${outcome(book, verdict)}${justification(book, verdict)}`,
    verdict.also.length ? `Beside it: ${listed(verdict.also.map((id) => nameOf(book, id)))}.` : "",
    `How sure this is: ${verdict.sure ? `${verdict.sure}. ` : ""}${howSure(book, answers, verdict)}`,
    ...consequences(book, verdict, cited),
    ...pros(book, options, fired.filter((rule) => !isConsequence(rule, verdict)), cited),
    "## More Information",
    ...changes(book, verdict),
    ...(sources.length ? ["### Sources", sources.map((name, index) => `${index + 1}. ${source(book.sources[name])}`).join("\n")] : []),
    `Reasoned by a rule book, version ${book.version}, whose newest source was read on ${book.checked}. The same answers: <${address}>`,
  ].filter(Boolean).join("\n\n")}\n`;
}

/** @param {Published} book @param {string} id */
const isCompared = (book, id) => book.outcomes.some((one) => one.id === id && ["compared", "considered"].includes(one.kind));

/** @param {string[]} items */
const list = (items) => items.map((item) => `* ${item}`).join("\n");

/** @param {Published} book @param {Verdict} verdict */
function title(book, { picks, kind }) {
  if (!picks.length) return "Choose a Python web framework";
  const names = listed(picks.map((id) => nameOf(book, id)), "or");
  return kind === "either" ? `Choose ${names}` : `Use ${names}`;
}

/** @param {Published} book @param {Answers} answers */
function open(book, answers) {
  const questions = book.questions.filter(({ id }) => !(id in answers)).map(({ ask }) => ask);
  return questions.length ? `Not known, or of no matter:\n\n${list(questions)}` : "";
}

/** @param {Published} book @param {Verdict} verdict */
function outcome(book, { picks }) {
  if (!picks.length) return "No option is chosen yet: what is known speaks clearly for none.";
  const names = picks.map((id) => `"${capital(nameOf(book, id))}"`);
  return picks.length > 1 ? `A close call between ${listed(names)}; choose one.` : `Chosen option: ${names[0]}`;
}

/** @param {Published} book @param {Verdict} verdict the strongest reason for it, as the form asks */
function justification(book, { picks, speaks_for: ids }) {
  const [first] = rulesOf(book, ids).filter((rule) => rule.for?.length);
  if (picks.length !== 1) return "";
  return first ? `, because: ${first.because}` : ", because it comes out best (see below).";
}

/**
 * Whether a reason is what the decision brings; the others stand with the options.
 * @param {Rule} rule @param {Verdict} verdict @returns {boolean}
 */
const isConsequence = (rule, { speaks_for: ids }) => ids.includes(rule.id) && Boolean(rule.for?.length);

/**
 * @param {Published} book @param {Verdict} verdict @param {(rule: Rule) => string} cited
 * @returns {string[]}
 */
function consequences(book, verdict, cited) {
  const rules = rulesOf(book, verdict.speaks_for).filter((rule) => isConsequence(rule, verdict));
  const lines = rules.flatMap((rule) => [
    `Good, because: ${rule.because}${rule.with ? ` Take ${rule.with} with it.` : ""} (${rule.strength}${cited(rule)})`,
    `Bad, because: ${rule.price}`,
  ]);
  return lines.length ? ["### Consequences", list(lines)] : [];
}

/**
 * @param {Published} book @param {string[]} options @param {Rule[]} fired @param {(rule: Rule) => string} cited
 * @returns {string[]}
 */
function pros(book, options, fired, cited) {
  const told = options.flatMap((id) => {
    const lines = fired.filter((rule) => [...(rule.for ?? []), ...(rule.against ?? [])].includes(id)).map((rule) =>
      `${rule.for?.includes(id) ? "Good" : "Bad"}, because: ${rule.because} Otherwise: ${rule.instead} (${rule.strength}${cited(rule)})`);
    return lines.length ? [`### ${capital(nameOf(book, id))}`, list(lines)] : [];
  });
  return told.length ? ["## Pros and Cons of the Options", ...told] : [];
}

/** @param {Published} book @param {Verdict} verdict @returns {string[]} */
function changes(book, verdict) {
  const groups = byPick(verdict);
  if (!groups.length) return [];
  return ["### What would change the decision", ...groups.flatMap((group) => [
    `${capital(pickOf(book, group[0].picks))}, if one of these were the answer:`,
    list(group.map(({ question, answer }) => `${asked(book, question)} ${said(book, question, answer)}.`)),
  ])];
}

/** @param {Rule} rule @param {string[]} sources @param {Published} book @returns {string} */
function citations({ evidence }, sources, book) {
  const names = [...(evidence.sources ?? []), ...(evidence.decisions ?? [])];
  const parts = [
    names.length ? `${names.length > 1 ? "sources" : "source"} ${listed(names.map((name) => `${sources.indexOf(name) + 1}`))}` : "",
    ...(evidence.tasks ?? []).map((name) => `task “${book.tasks[name].title}”, run on the site`),
    evidence.judgement ? `a judgement: ${evidence.judgement.replace(/\.$/, "")}` : "",
  ].filter(Boolean);
  return parts.length ? `; ${parts.join("; ")}` : "";
}

/** @param {Published["sources"][string]} found */
const source = ({ title: words, of, url, checked }) => `[${words}](${url}), ${of}. Read ${checked}.`;
