/**
 * Why an application did not start, in a line: what Python said last, and where in the reader's files.
 * @module
 */

const FRAME = /^\s+File "\/app\/(.+)", line (\d+)/;
/** A line of the shell that failed, which has said why before. */
const FAILED = "live.python.commands.CommandError: ";

/**
 * @param {string} error a traceback, or the message of whatever else it was
 * @param {string} printed what came before it
 */
export function broke(error, printed) {
  const last = error.trim().split("\n").pop() ?? "";
  const why = last.startsWith(FAILED) ? inFiles(printed) ?? last.slice(FAILED.length) : inFiles(error) ?? last;
  return why.replace(/\.$/, "");
}

/** The last exception of a text that came through a file of the application. @param {string} text @returns {string | undefined} */
function inFiles(text) {
  let place = "", found;
  for (const line of text.split("\n")) {
    const [, file, number] = FRAME.exec(line) ?? [];
    if (file) place = `${file}, line ${number}`;
    else if (place && /^\S/.test(line)) {
      found = line.includes(place) ? line : `${place}: ${line}`;
      place = "";
    }
  }
  return found;
}
