/**
 * Answers in, a reasoned pick out: content/verdict.py again, function by function, for the page.
 * Every fitting reason adds or takes its points; nothing else counts. A test runs both over the same
 * answers; names are those of Python, so that whole verdicts can be compared.
 * @module
 */

/** @typedef {Record<string, string>} Answers question → answer; what is open is not there */
/** @typedef {Record<string, number>} Points outcome → points */
/** @typedef {{sources?: string[], tasks?: string[], decisions?: string[], judgement?: string}} Evidence */
/**
 * @typedef {object} Rule
 * @property {string} id
 * @property {Record<string, string[]>} when question → any of these answers
 * @property {string[]} [for] the outcomes that it speaks for, or
 * @property {string[]} [against] those that it speaks against
 * @property {string} strength
 * @property {string} because
 * @property {string} price
 * @property {string} instead what the others need to get the same
 * @property {string} [with] what to take beside it
 * @property {Evidence} evidence
 */
/** @typedef {{id: string, ask: string, why: string, answers: {id: string, says: string}[]}} Question */
/** @typedef {{id: string, name: string, kind: string, page: string, about: string}} Outcome */
/** @typedef {{id: string, weight: number, means: string}} Strength */
/** @typedef {{strengths: Strength[], least: number, close: number, sure: {high: number, medium: number}, strong: string}} Scale */
/** @typedef {{scale: Scale, questions: Question[], outcomes: Outcome[], rules: Rule[]}} RuleBook */
/** @typedef {{question: string, answer: string | null, picks: string[]}} Change one answer that would move the pick */
/** @typedef {"one" | "either" | "none of these" | "undecided"} Kind */
/** @typedef {"high" | "medium" | "low"} Sure */
/**
 * @typedef {object} Verdict what the rule book says of one set of answers
 * @property {Kind} kind
 * @property {string[]} picks
 * @property {string[]} also what has reasons of its own beside the framework that is picked
 * @property {Sure | null} sure
 * @property {number} lead
 * @property {string[]} torn the outcomes that strong reasons speak both for and against
 * @property {Points} points
 * @property {string[]} speaks_for ids of rules
 * @property {string[]} speaks_against ids of rules
 * @property {Change[]} changes
 * @property {string | null} ask_next
 */
/** @typedef {{question: string, answer: string | null, points: Points}} Variation */

/**
 * The pick for these answers, with its reasons, and what would change it.
 * @param {RuleBook} book @param {Answers} answers @returns {Verdict}
 */
export function decide(book, answers) {
  const weights = weightsOf(book);
  const fired = book.rules.filter((rule) => fits(rule, answers));
  const points = pointsOf(book, weights, fired);
  const [picks, lead] = picked(book, points);
  const also = alsoOf(book, picks, points);
  const variations = variationsOf(book, weights, answers, points);
  const changes = variations.map(({ question, answer, points }) => ({ question, answer, picks: picked(book, points)[0] }));
  return {
    kind: kindOf(book, picks),
    picks,
    also,
    sure: sureOf(book, weights, picks, lead, fired),
    lead,
    torn: tornOf(book, weights, fired),
    points,
    speaks_for: fired.filter((rule) => supports(rule, [...picks, ...also])).map((rule) => rule.id),
    speaks_against: fired.filter((rule) => !supports(rule, [...picks, ...also])).map((rule) => rule.id),
    changes: changes.filter((change) => !same(change.picks, picks)),
    ask_next: askNext(book, answers, points, variations),
  };
}

/**
 * Whether all that a rule asks for is answered so.
 * @param {Rule} rule @param {Answers} answers @returns {boolean}
 */
export const fits = (rule, answers) =>
  Object.entries(rule.when).every(([question, wanted]) => wanted.includes(answers[question]));

/** @param {RuleBook} book @returns {Points} strength → points */
const weightsOf = (book) => Object.fromEntries(book.scale.strengths.map(({ id, weight }) => [id, weight]));

/** @param {RuleBook} book @param {Points} weights @param {Rule[]} fired @returns {Points} */
function pointsOf(book, weights, fired) {
  const points = Object.fromEntries(book.outcomes.map(({ id }) => [id, 0]));
  for (const rule of fired) count(weights, points, rule, 1);
  return points;
}

/**
 * Add a rule's points, or with `times` -1 take them back.
 * @param {Points} weights @param {Points} points @param {Rule} rule @param {number} times
 */
function count(weights, points, rule, times) {
  const weight = times * weights[rule.strength];
  for (const outcome of rule.for ?? []) points[outcome] += weight;
  for (const outcome of rule.against ?? []) points[outcome] -= weight;
}

/**
 * The outcomes at the top, and by how many points they lead the next.
 * @param {RuleBook} book @param {Points} points @returns {[string[], number]}
 */
function picked(book, points) {
  const names = Object.keys(points);
  const beside = besideOf(book);
  for (const group of [names.filter((name) => !beside.includes(name)), beside]) {
    const top = Math.max(0, ...group.map((name) => points[name]));
    if (top < book.scale.least) continue;
    const low = Math.max(top - book.scale.close, 1);
    const picks = group.filter((name) => points[name] >= low);
    const others = group.filter((name) => points[name] < low).map((name) => points[name]);
    return [picks, Math.min(...picks.map((name) => points[name])) - Math.max(0, ...others)];
  }
  return [[], 0];
}

/**
 * The outcomes that stand beside a framework, and are picked only where none has reasons.
 * @param {RuleBook} book @returns {string[]}
 */
const besideOf = (book) => book.outcomes.filter(({ kind }) => kind === "beside").map(({ id }) => id);

/**
 * What has reasons of its own beside the framework that is picked.
 * @param {RuleBook} book @param {string[]} picks @param {Points} points @returns {string[]}
 */
const alsoOf = (book, picks, points) =>
  besideOf(book).filter((name) => !picks.includes(name) && points[name] >= book.scale.least);

/** @param {RuleBook} book @param {string[]} picks @returns {Kind} */
function kindOf(book, picks) {
  if (!picks.length) return "undecided";
  if (picks.length > 1) return "either";
  const kind = book.outcomes.find(({ id }) => id === picks[0])?.kind ?? "";
  return ["other", "beside"].includes(kind) ? "none of these" : "one";
}

/**
 * Whether a reason speaks for a pick, or against only what was not picked.
 * @param {Rule} rule @param {string[]} picks @returns {boolean}
 */
export function supports(rule, picks) {
  if (rule.for?.length) return rule.for.some((name) => picks.includes(name));
  return picks.length > 0 && !(rule.against ?? []).some((name) => picks.includes(name));
}

/**
 * Nobody is sure of a close call, nor where a strong reason speaks otherwise.
 * @param {RuleBook} book @param {Points} weights @param {string[]} picks @param {number} lead @param {Rule[]} fired
 * @returns {Sure | null}
 */
function sureOf(book, weights, picks, lead, fired) {
  if (!picks.length) return null;
  const beside = besideOf(book);
  const strong = strongOf(book, weights, fired)
    .map((rule) => ({ fits: supports(rule, picks), outcomes: [...(rule.for ?? []), ...(rule.against ?? [])] }))
    .filter(({ fits, outcomes }) => fits || !outcomes.every((name) => beside.includes(name)));
  if (picks.length > 1 || !strong.every(({ fits }) => fits)) return "low";
  if (lead >= book.scale.sure.high && strong.length) return "high";
  return lead >= book.scale.sure.medium ? "medium" : "low";
}

/** @param {RuleBook} book @param {Points} weights @param {Rule[]} fired @returns {Rule[]} */
const strongOf = (book, weights, fired) =>
  fired.filter((rule) => weights[rule.strength] >= weights[book.scale.strong]);

/**
 * The outcomes that strong reasons speak both for and against: the answers pull apart.
 * @param {RuleBook} book @param {Points} weights @param {Rule[]} fired @returns {string[]}
 */
function tornOf(book, weights, fired) {
  const strong = strongOf(book, weights, fired);
  return book.outcomes.map(({ id }) => id)
    .filter((id) => strong.some((rule) => rule.for?.includes(id)) && strong.some((rule) => rule.against?.includes(id)));
}

/**
 * Each single answer that could be given, changed or taken back, and the points then.
 * @param {RuleBook} book @param {Points} weights @param {Answers} answers @param {Points} points
 * @returns {Variation[]}
 */
function variationsOf(book, weights, answers, points) {
  return book.questions.flatMap((question) => {
    const asking = book.rules.filter((rule) => question.id in rule.when);
    const possible = [null, ...question.answers.map(({ id }) => id)];
    return possible
      .filter((answer) => answer !== (answers[question.id] ?? null))
      .map((answer) => {
        const changed = { ...answers, [question.id]: answer ?? "" };
        const moved = { ...points };
        for (const rule of asking) count(weights, moved, rule, Number(fits(rule, changed)) - Number(fits(rule, answers)));
        return { question: question.id, answer, points: moved };
      });
  });
}

/**
 * The open question whose answers move most: the pick first, then the points.
 * @param {RuleBook} book @param {Answers} answers @param {Points} points @param {Variation[]} variations
 * @returns {string | null}
 */
function askNext(book, answers, points, variations) {
  const picks = picked(book, points)[0];
  /** @type {string | null} */
  let best = null;
  let most = [0, 0];
  for (const { id } of book.questions.filter((question) => !(question.id in answers))) {
    const moves = variations.filter(({ question }) => question === id).map((variation) => variation.points);
    const weight = [
      moves.filter((moved) => !same(picked(book, moved)[0], picks)).length,
      moves.reduce((sum, moved) => sum + distance(moved, points), 0),
    ];
    if (weight[0] > most[0] || (weight[0] === most[0] && weight[1] > most[1])) [best, most] = [id, weight];
  }
  return best;
}

/** @param {Points} one @param {Points} other @returns {number} */
const distance = (one, other) => Object.keys(one).reduce((sum, name) => sum + Math.abs(one[name] - other[name]), 0);

/** @param {string[]} one @param {string[]} other @returns {boolean} */
const same = (one, other) => one.length === other.length && one.every((name, index) => name === other[index]);
