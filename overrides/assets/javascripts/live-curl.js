/**
 * A request as a curl line: read from one, and written as one.
 * @module
 */

import { words } from "./live-words.js";

/**
 * @typedef {import("./live-app.js").Asked} Asked
 * @typedef {Asked & {at: string}} Line with the host that the line names
 */

/** Where pages tell a reader to start an application; here every address leads to the one that runs. */
export const HOST = "http://127.0.0.1:8000";
/** Its other name. */
const ALSO = "http://localhost:8000";
/** An address of the application by the name that it has here. @param {URL} url */
export const named = (url) => (url.origin === ALSO ? new URL(url.href.replace(ALSO, HOST)) : url);
const SERVER = new URL(HOST).host;
/** What curl sends by itself. @type {[string, string][]} */
const OWN = [["Host", SERVER], ["User-Agent", "curl/8.17.0"], ["Accept", "*/*"]];
const NO_MATTER = new Set(["-i", "--include", "-s", "--silent", "-S", "--show-error", "-v", "--verbose", "-k", "--insecure", "--compressed", "-N", "--no-buffer"]);
const LONG = {
  "--request": "-X", "--header": "-H", "--data": "-d", "--head": "-I", "--get": "-G", "--cookie": "-b", "--user": "-u",
  "--user-agent": "-A", "--referer": "-e", "--output": "-o", "--max-time": "-m", "--data-ascii": "-d",
};
const TAKES = new Set(["-X", "-H", "-d", "-b", "-u", "-A", "-e", "-o", "-m", "--data-raw", "--data-binary", "--data-urlencode", "--json", "--url"]);
const FORM = "application/x-www-form-urlencoded";

/**
 * What a curl line asks.
 * @param {string} line
 * @returns {Line}
 * @throws {Error} with a sentence for the reader
 */
export function read(line) {
  const [program, ...rest] = words(line.trim().replace(/^[$%]\s+/, "")); // copied with a terminal's prompt
  if (program === undefined) throw new Error("Write a curl line first.");
  if (program !== "curl") throw new Error("This is no curl line: it begins with another word than curl.");
  let method = "", address = "", get = false, head = false;
  /** @type {[string, string][]} */
  const headers = [];
  /** @type {string[]} */
  const data = [];
  for (const [name, value] of options(rest)) {
    if (name === "" || name === "--url") {
      if (address) throw new Error(`There are two addresses: ${address} and ${value}. Ask one at a time.`);
      address = value;
    } else if (name === "-X") {
      if (!/^[a-z][a-z-]*$/i.test(value)) throw new Error(`-X ${value}: a method is one word, such as DELETE.`);
      method = value;
    } else if (name === "-I") head = true;
    else if (name === "-G") get = true;
    else if (name === "-H") headers.push(parted(value));
    else if (name === "-b") {
      if (!value.includes("=")) throw new Error(`-b ${value}: files cannot be read here. A cookie has a name, = and a value.`);
      headers.push(["Cookie", value]);
    } else if (name === "-A") headers.push(["User-Agent", value]);
    else if (name === "-e") headers.push(["Referer", value]);
    else if (name === "-u") headers.push(["Authorization", basic(value)]);
    else if (name === "--json" || name === "-d" || name.startsWith("--data")) {
      const file = name === "--data-raw" ? /(?!)/ : name === "--data-urlencode" ? /^[^=@]*@/ : /^@/;
      if (file.test(value)) throw new Error(`${name} ${value}: files cannot be read here. Put the text itself into the line.`);
      data.push(name === "-d" ? value.replace(/[\r\n]/g, "") : name === "--data-urlencode" ? encoded(value) : value);
      if (name === "--json") for (const kind of ["Content-Type", "Accept"]) add(headers, kind, "application/json");
    }
  }
  if (!address) throw new Error("There is no address in this line.");
  if (head && data.length && !get) throw new Error("-I asks for no body, and -d sends one: curl refuses the two together.");
  const url = parsed(address);
  if (url.username) add(headers, "Authorization", basic(`${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`));
  const text = data.join("&");
  if (get && text) url.search += (url.search ? "&" : "?") + text;
  const body = data.length && !get ? new TextEncoder().encode(text).buffer : null;
  if (body) add(headers, "Content-Type", FORM);
  return { method: method || (head ? "HEAD" : body ? "POST" : "GET"), path: url.pathname + url.search, headers, body, at: url.host };
}

/** Whether a host is this machine, where the pages tell a reader to start an application. @param {string} host */
export const here = (host) => /^(127(\.\d+){3}|0\.0\.0\.0|localhost|\[::1?\])(:\d+)?$/.test(host);

/**
 * The request that curl makes of a line: it adds headers where the line names none, and takes out what has no value.
 * Nothing of a browser goes along.
 * @param {Line} line @returns {Asked}
 */
export function sent(line) {
  const { method, path, headers = [], body } = line;
  const given = new Set(headers.map(([name]) => name.toLowerCase()));
  const own = OWN.map(([name, value]) => /** @type {[string, string]} */ ([name, name === "Host" && here(line.at) ? line.at : value]));
  return { method, path, body, host: SERVER, headers: [...own.filter(([name]) => !given.has(name.toLowerCase())), ...headers].filter(([, value]) => value) };
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

/** @param {string} text name and value, or a value */
const encoded = (text) => text.replace(/^([^=]*=)?([^]*)$/, (_, key = "", value) => key.replace(/^=/, "") + encodeURIComponent(value));

/** @param {string} text name, colon, password */
function basic(text) {
  if (!text.includes(":")) throw new Error(`-u ${text}: a name, a colon and a password.`);
  return `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(text)))}`;
}

/** @param {string} address */
function parsed(address) {
  const [, scheme] = /^(?!https?:)([a-z][a-z\d+.-]*):\/\//i.exec(address) ?? [];
  if (scheme) throw new Error(`${address}: only http is asked here, not ${scheme}.`);
  /** @type {URL} */
  let url;
  try {
    url = new URL(/^https?:\/\//i.test(address) ? address : address.startsWith("/") ? HOST + address : `http://${address}`);
  } catch {
    throw new Error(`${address} is no address.`);
  }
  if (url.protocol === "https:" && here(url.host)) throw new Error(`${address}: what runs here is asked by http, and no server for https stands before it.`);
  return url;
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
  const own = text ? [...OWN, ["Content-Type", FORM]] : OWN;
  const more = headers.filter(([name, value]) => !own.some((one) => one[0].toLowerCase() === name.toLowerCase() && one[1] === value));
  return [
    "curl -i",
    ...(method === "HEAD" ? ["-I"] : method === usual ? [] : ["-X", method]),
    ...more.flatMap(([name, value]) => (/^cookie$/i.test(name) && value.includes("=") ? ["-b", quoted(value)] : ["-H", quoted(`${name}: ${value}`)])),
    ...(text ? ["--data-raw", quoted(text)] : []),
    quoted(HOST + path),
  ].join(" ");
}

/** A word as a shell reads it. @param {string} word */
export const quoted = (word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
