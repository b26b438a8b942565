/**
 * Starts Python and an application in it; the same in the browser's worker and in Node.
 * @module
 */

import { hashes, noble } from "./hashes.js";

const SITE = "/lib/site"; // where packages are unpacked
export const REST = "stdlib-rest.zip"; // beside Pyodide: of Python's library, what applications do not import
const KIT = "/lib/kit"; // and a contract, if it is there: see `live/check/contract.py`

/**
 * `host` is there if a server was asked, with its address; without it a browser asks, which has cookies and adds headers
 * of its own. With `cookies` those of the browser go along all the same, and what comes is kept.
 * @typedef {{method: string, path: string, query: string, headers: [string, string][], body: ArrayBuffer | null, host?: string, cookies?: boolean}} Asked
 * @typedef {{said: string, cookie: string}} End what is said beside an answer, and the cookies that were added
 * @typedef {{head(status: number, headers: [string, string][]): void, chunk(bytes: Uint8Array<ArrayBuffer>): void}} Answer
 * @typedef {{change(texts: Texts): void, do(line: string): boolean, ask(asked: Asked, answer: Answer): End, check(given: object, tell: (message: any) => void): void}} Session
 * @typedef {Record<string, string>} Texts files of an application, by their paths
 * @typedef {{zip: Uint8Array, contract?: Uint8Array, env: Record<string, string>, before: string[], start: string[], texts: string[], changes: Texts}} Given
 */

/**
 * @param {{loadPyodide: Function, options: object, base: string, zips: Promise<Uint8Array[]>, rest: () => Uint8Array}} given
 *   `base` is where the runtime lies, `zips` are packages, `rest` reads at once what REST names
 */
export async function boot({ loadPyodide, options, base, zips, rest }) {
  const loading = loadPyodide(options);
  const [kit, packages] = await Promise.all([noble(base), zips]);
  const python = await loading;
  for (const bytes of packages) python.unpackArchive(bytes, "zip", { extractDir: SITE });
  python.registerJsModule("_hashes", hashes(kit));
  python.registerJsModule("_rest", { fetch: (/** @type {string} */ path) => python.FS.writeFile(path, rest()) });
  python.runPython(`
import sys
sys.path.append(${JSON.stringify(SITE)})
import _hashes, _rest
from live.python.lacking import supply
from live.python.later import REST, Later
sys.meta_path.append(Later(lambda: _rest.fetch(REST)))
supply(lambda *given: _hashes.pbkdf2(*given).to_bytes(), lambda *given: _hashes.scrypt(*given).to_bytes())
`);
  return python;
}

/**
 * Unpack an application and run its lines; where files of it are changed, those too that made its data.
 * @param {any} python @param {string} folder @param {Given} given
 * @returns {{running: Session, texts: Texts}} the texts as they came
 */
export function begin(python, folder, { zip, contract, env, before, start, texts, changes }) {
  python.unpackArchive(zip, "zip", { extractDir: folder });
  if (contract) python.unpackArchive(contract, "zip", { extractDir: KIT });
  const held = Object.fromEntries(texts.map((path) => [path, python.FS.readFile(`${folder}/${path}`, { encoding: "utf8" })]));
  const running = session(python, folder, env);
  const changed = Object.keys(changes).length > 0;
  if (changed) running.change(changes);
  for (const line of changed ? [...before, ...start] : start) running.do(line);
  return { running, texts: held };
}

/**
 * An application in its folder.
 * @param {any} python @param {string} folder @param {Record<string, string>} env
 * @returns {Session}
 */
export function session(python, folder, env) {
  const bridge = python.pyimport("live.python.bridge").Bridge(folder, JSON.stringify(env));
  return {
    change: (texts) => bridge.change(JSON.stringify(texts)),
    do: (line) => bridge.do(line),
    check: (given, tell) => bridge.check(JSON.stringify(given), (/** @type {string} */ message) => tell(JSON.parse(message))),
    ask({ method, path, query, headers, body, host = "", cookies = false }, answer) {
      return JSON.parse(bridge.ask(
        JSON.stringify([method, path, query, headers, host, cookies]),
        python.toPy(new Uint8Array(body ?? new ArrayBuffer(0))),
        (/** @type {number} */ status, /** @type {string} */ given) => answer.head(status, JSON.parse(given)),
        (/** @type {any} */ part) => answer.chunk(new Uint8Array(part.toJs())),
      ));
    },
  };
}
