/**
 * The words of a shell line, as a shell would hand them to a program.
 * @module
 */

const TOKENS = new RegExp([
  /\\\r?\n/, // the line goes on below
  /\\(?<escaped>[^]|$)/,
  /(?<ansi>\$')/,
  /'(?<single>[^']*)'/,
  /"(?<double>(?:[^"\\]|\\[^])*)"/,
  /(?<open>['"])/,
  /(?<blank>\s+(?:#.*)?)/, // a word that begins with # begins a remark
  /(?<ends>[|&;<>()`]+)/,
  /(?<plain>[^\s'"\\|&;<>()`$]+|\$)/,
].map(({ source }) => source).join("|"), "g");

/**
 * What a shell would replace, such as `$NAME`, stays as it is.
 * @param {string} line
 * @returns {string[]}
 * @throws {Error} with a sentence for the reader, where a shell would do more than hand over words
 */
export function words(line) {
  const found = [];
  let word = "", begun = false;
  for (const { groups } of ` ${line.trim()}`.matchAll(TOKENS)) {
    const { escaped, ansi, single, double, open, blank, ends, plain } = /** @type {Record<string, string | undefined>} */ (groups);
    if (ansi) throw new Error("$'…' is not understood here: quote it with ' alone.");
    if (open) throw new Error("A quotation mark is never closed.");
    if (ends) throw new Error(`${ends} means something to a shell, and only curl is asked here: quote what holds it, or end the line before it.`);
    if (blank !== undefined) {
      if (begun) found.push(word);
      word = "";
      begun = false;
      continue;
    }
    const text = plain ?? single ?? double?.replace(/\\([\\"$`]|\r?\n)/g, (_, one) => one.trim()) ?? escaped;
    if (text === undefined) continue;
    begun = true;
    word += text;
  }
  return begun ? [...found, word] : found;
}
