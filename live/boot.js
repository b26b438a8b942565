/**
 * Starts Python and an application in it; the same in the browser's worker and in Node.
 * @module
 */

import { hashes, noble } from "./hashes.js";

const SITE = "/lib/site"; // where packages are unpacked

/**
 * `host` is there if a server was asked, with its address; without it a browser asks, which has cookies.
 * @typedef {{method: string, path: string, query: string, headers: [string, string][], body: ArrayBuffer | null, host?: string}} Asked
 * @typedef {{head(status: number, headers: [string, string][]): void, chunk(bytes: Uint8Array<ArrayBuffer>): void}} Answer
 * @typedef {{do(line: string): boolean, ask(asked: Asked, answer: Answer): void}} Session
 */

/**
 * @param {{loadPyodide: Function, options: object, base: string, zips: Promise<Uint8Array[]>}} given
 *   `base` is where the runtime lies, `zips` are packages
 */
export async function boot({ loadPyodide, options, base, zips }) {
  const loading = loadPyodide(options);
  const [kit, packages] = await Promise.all([noble(base), zips]);
  const python = await loading;
  for (const bytes of packages) python.unpackArchive(bytes, "zip", { extractDir: SITE });
  python.registerJsModule("_hashes", hashes(kit));
  python.runPython(`
import sys
sys.path.append(${JSON.stringify(SITE)})
import _hashes
from live.python.lacking import supply
supply(lambda *given: _hashes.pbkdf2(*given).to_bytes(), lambda *given: _hashes.scrypt(*given).to_bytes())
`);
  return python;
}

/**
 * An application in its folder.
 * @param {any} python @param {string} folder @param {Record<string, string>} env
 * @returns {Session}
 */
export function session(python, folder, env) {
  const bridge = python.pyimport("live.python.bridge").Bridge(folder, JSON.stringify(env));
  return {
    do: (line) => bridge.do(line),
    ask({ method, path, query, headers, body, host = "" }, answer) {
      bridge.ask(
        JSON.stringify([method, path, query, headers, host]),
        python.toPy(new Uint8Array(body ?? new ArrayBuffer(0))),
        (/** @type {number} */ status, /** @type {string} */ given) => answer.head(status, JSON.parse(given)),
        (/** @type {any} */ part) => answer.chunk(new Uint8Array(part.toJs())),
      );
    },
  };
}
