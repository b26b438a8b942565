/**
 * Node's side: what `make live` made, and Python with the packages of an application.
 * @module
 */

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { REST, boot } from "./boot.js";

const LIVE = new URL("../build/live/", import.meta.url);

/** @param {string} file by its address below `live/` */
export const read = (file) => new Uint8Array(readFileSync(new URL(file, LIVE)));

/** @param {string} task what its page reads */
export const manifest = (task) => JSON.parse(new TextDecoder().decode(read(`${task}.json`)));

/** @param {string} base @param {{file: string}[]} zips @param {(text: string) => void} [stdout] */
export async function started(base, zips, stdout = console.log) {
  const where = new URL(base, LIVE);
  const { loadPyodide } = await import(new URL("pyodide.mjs", where).href);
  return boot({
    loadPyodide,
    base: where.href,
    zips: Promise.resolve(zips.map(({ file }) => read(file))),
    rest: () => read(base + REST),
    options: {
      indexURL: fileURLToPath(where), stdLibURL: fileURLToPath(new URL("stdlib.zip", where)),
      stdout, stderr: console.error,
    },
  });
}
