/**
 * A request as a curl line: read from one, and written as one.
 * @module
 */

/** @typedef {import("./live-app.js").Asked} Asked */

/** Where pages tell a reader to start an application; here every address leads to the one that runs. */
export const HOST = "http://127.0.0.1:8000";
/** Its other name. */
const ALSO = "http://localhost:8000";
/** An address of the application by the name that it has here. @param {URL} url */
export const named = (url) => (url.origin === ALSO ? new URL(url.href.replace(ALSO, HOST)) : url);
const NO_MATTER = new Set(["-i", "--include", "-s", "--silent", "-S", "--show-error", "-v", "--verbose", "-k", "--insecure", "--compressed", "-N", "--no-buffer"]);
const LONG = {
  "--request": "-X", "--header": "-H", "--data": "-d", "--head": "-I", "--get": "-G", "--cookie": "-b", "--user": "-u",
  "--user-agent": "-A", "--referer": "-e", "--output": "-o", "--max-time": "-m", "--data-ascii": "-d",
};
const TAKES = new Set(["-X", "-H", "-d", "-b", "-u", "-A", "-e", "-o", "-m", "--data-raw", "--data-binary", "--data-urlencode", "--json", "--url"]);
const FORM = "application/x-www-form-urlencoded";

/**
 * The words of a shell line. What a shell would replace stays as it is.
 * @param {string} line @returns {string[]}
 */
export function words(line) {
  const found = [];
  let word = "", begun = false;
  for (const [, plain, single, double, escaped, blank] of line.trim().matchAll(/([^\s'"\\]+)|'([^']*)'|"((?:[^"\\]|\\.)*)"|\\([^]|$)|(\s+)/g)) {
    if (blank !== undefined) {
      if (begun) found.push(word);
      word = "";
      begun = false;
      continue;
    }
    if (escaped === "\n") continue; // the line goes on below
    begun = true;
    word += plain ?? single ?? double?.replace(/\\([\\"$`])/g, "$1") ?? escaped ?? "";
  }
  return begun ? [...found, word] : found;
}

/**
 * What a curl line asks.
 * @param {string} line
 * @returns {Asked}
 * @throws {Error} with a sentence for the reader
 */
export function read(line) {
  if ((line.replace(/\\[^]|'[^']*'|"(?:[^"\\]|\\.)*"/g, "").match(/['"]/) ?? []).length) throw new Error("A quotation mark is never closed.");
  const [program, ...rest] = words(line);
  if (program !== "curl") throw new Error("This is no curl line: it begins with another word than curl.");
  let method = "", address = "", get = false;
  /** @type {[string, string][]} */
  const headers = [];
  /** @type {string[]} */
  const data = [];
  for (const [name, value] of options(rest)) {
    if (name === "" || name === "--url") {
      if (address) throw new Error(`There are two addresses: ${address} and ${value}. Ask one at a time.`);
      address = value;
    } else if (name === "-X") method = value.toUpperCase();
    else if (name === "-I") method ||= "HEAD";
    else if (name === "-G") get = true;
    else if (name === "-H") headers.push(parted(value));
    else if (name === "-b") headers.push(["Cookie", value]);
    else if (name === "-A") headers.push(["User-Agent", value]);
    else if (name === "-e") headers.push(["Referer", value]);
    else if (name === "-u") headers.push(["Authorization", `Basic ${btoa(value)}`]);
    else if (name === "--data-urlencode") data.push(value.replace(/^([^=]*=)?([^]*)$/, (_, key = "", text) => key.replace(/^=/, "") + encodeURIComponent(text)));
    else if (name === "--json") {
      data.push(value);
      for (const kind of ["Content-Type", "Accept"]) add(headers, kind, "application/json");
    } else if (name === "-d" || name.startsWith("--data")) {
      if (value.startsWith("@") && name !== "--data-raw") throw new Error(`${name} ${value}: files cannot be read here. Put the text itself into the line.`);
      data.push(name === "-d" ? value.replace(/[\r\n]/g, "") : value);
    }
  }
  if (!address) throw new Error("There is no address in this line.");
  const url = parsed(address);
  const text = data.join("&");
  if (get && text) url.search += (url.search ? "&" : "?") + text;
  const body = data.length && !get ? new TextEncoder().encode(text).buffer : null;
  if (body) add(headers, "Content-Type", FORM);
  return { method: method || (body ? "POST" : "GET"), path: url.pathname + url.search, headers, body };
}

/** Each option with its value, the address under no name. @param {string[]} given @returns {Generator<[string, string]>} */
function* options(given) {
  const rest = [...given];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (!word.startsWith("-")) {
      yield ["", word];
      continue;
    }
    if (word.startsWith("--")) {
      const name = /** @type {Record<string, string>} */ (LONG)[word] ?? word;
      if (NO_MATTER.has(name)) continue;
      yield [name, value(name, word, "")];
      continue;
    }
    // Several of one letter may stand in one word, and the last may have its value there too.
    for (let letters = word.slice(1); letters; ) {
      const name = `-${letters[0]}`;
      letters = letters.slice(1);
      if (NO_MATTER.has(name)) continue;
      if (TAKES.has(name)) {
        yield [name, value(name, word, letters)];
        break;
      }
      yield [name, value(name, word, "")];
    }
  }

  /** @param {string} name @param {string} word @param {string} near */
  function value(name, word, near) {
    if (name === "-L" || name === "--location") throw new Error(`${word}: redirects are not followed here, so that each answer is seen. Take it out.`);
    if (!TAKES.has(name)) {
      if (name === "-I" || name === "-G") return "";
      throw new Error(`${word}: this option of curl is not known here. Take it out, or use -X, -H, -d, --json, -G, -I, -b, -u.`);
    }
    const found = near || rest.shift();
    if (found === undefined) throw new Error(`${word} lacks its value.`);
    return found;
  }
}

/** @param {string} address */
function parsed(address) {
  try {
    return new URL(/^https?:\/\//i.test(address) ? address : address.startsWith("/") ? HOST + address : `http://${address}`);
  } catch {
    throw new Error(`${address} is no address.`);
  }
}

/** @param {string} text @returns {[string, string]} */
function parted(text) {
  const [, name, value] = /^([^:\s]+):\s*(.*)$/.exec(text) ?? [];
  if (!name) throw new Error(`-H ${text}: a header has a name, a colon and a value.`);
  return [name, value];
}

/** @param {[string, string][]} headers @param {string} name @param {string} value */
function add(headers, name, value) {
  if (!headers.some(([one]) => one.toLowerCase() === name.toLowerCase())) headers.push([name, value]);
}

/** A request as a curl line. @param {Asked} asked @returns {string} */
export function written({ method, path, headers = [], body }) {
  const text = body?.byteLength ? new TextDecoder().decode(body) : "";
  const usual = text ? "POST" : "GET";
  return [
    "curl -i",
    ...(method === "HEAD" ? ["-I"] : method === usual ? [] : ["-X", method]),
    ...headers.filter(([name, value]) => !(text && name.toLowerCase() === "content-type" && value === FORM)).flatMap(([name, value]) => ["-H", quoted(`${name}: ${value}`)]),
    ...(text ? ["--data-raw", quoted(text)] : []),
    quoted(HOST + path),
  ].join(" ");
}

/** A word as a shell reads it. @param {string} word */
export const quoted = (word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
