// Renders Mermaid text to SVG without a browser, for tools/diagrams.py.
// In: {"name": "text", ...} on standard input. Out: {"name": "<svg …>", ...}.
import { readFileSync } from "node:fs";
import { renderMermaidSVG } from "beautiful-mermaid";

const rendered = {};
for (const [name, text] of Object.entries(JSON.parse(readFileSync(0, "utf8")))) {
  try {
    rendered[name] = renderMermaidSVG(text, { transparent: true, padding: 8 });
  } catch (error) {
    console.error(`${name}.mmd: ${error.message}`);
    process.exitCode = 1;
  }
}
process.stdout.write(JSON.stringify(rendered));
