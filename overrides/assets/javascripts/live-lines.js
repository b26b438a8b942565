/**
 * What differs between two texts that differ in one place.
 * @module
 */

/**
 * Whole lines: what a text loses and gets, and where that stands in the new one.
 * @param {string} before @param {string} after
 * @returns {{number: number, lines: string[], from: number, to: number}} the first line's number, the lines with `-` and
 *   `+`, and the place in `after`
 */
export function differing(before, after) {
  const old = before.split("\n"), now = after.split("\n"), most = Math.min(old.length, now.length);
  let head = 0, tail = 0;
  while (head < most && old[head] === now[head]) head += 1;
  while (tail < most - head && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail += 1;
  const lost = old.slice(head, old.length - tail), got = now.slice(head, now.length - tail);
  const from = now.slice(0, head).reduce((sum, line) => sum + line.length + 1, 0);
  return {
    number: head + 1,
    lines: [...lost.map((line) => `- ${line}`), ...got.map((line) => `+ ${line}`)],
    from,
    to: from + got.join("\n").length,
  };
}
