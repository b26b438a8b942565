/**
 * `node compile.js` reads lines of JSON, `{"from", "to", "folder"}`, and compiles each zip of Python with the Python of
 * readers' browsers: bytecode fits one version only.
 * @module
 */

import { readFileSync, writeFileSync } from "node:fs";
import { loadPyodide } from "pyodide";

const python = await loadPyodide();
python.runPython(readFileSync(new URL("compiled.py", import.meta.url), "utf8"));
const compiled = python.globals.get("compiled");
for (const line of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const { from, to, folder } = JSON.parse(line);
  const given = python.toPy(new Uint8Array(readFileSync(from)));
  const made = compiled(given.tobytes ? given.tobytes() : given, folder);
  writeFileSync(to, made.toJs());
  made.destroy();
}
