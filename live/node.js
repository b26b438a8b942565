/**
 * Node's side: `node node.js <task> <framework> <words of a line…>` runs a line of the shell in the folder where it is
 * called, with what `make live` made for that application.
 * A line that serves is a server on its port, until it is ended: by it the contracts ask the runtime that readers get.
 * @module
 */

import { existsSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { session } from "./boot.js";
import { manifest, started } from "./made.js";

const NOTES = new URL("../build/live-library/", import.meta.url); // there while tools/live/library.py notes
const [task, framework, ...words] = process.argv.slice(2);
const { base, apps } = manifest(task);
const python = await started(base, apps[framework].zips);
python.FS.mkdirTree("/app");
python.FS.mount(python.FS.filesystems.NODEFS, { root: process.cwd() }, "/app");
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => /^[A-Z_]+$/.test(name) && name !== "PATH"));
const running = session(python, "/app", env);
const quoted = words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
let serves = false;
try {
  serves = running.do(quoted);
} catch (error) {
  console.error(String(error));
  process.exit(1);
}
if (!serves) process.exit(0);

const line = words.join(" ");
const port = Number((line.match(/:(\d{2,5})\b/) ?? line.match(/(\d{2,5})(?!.*\d)/))?.[1]);
createServer((question, reply) => {
  /** @type {Uint8Array[]} */
  const parts = [];
  question.on("data", (part) => parts.push(part));
  question.on("end", () => {
    const body = Buffer.concat(parts);
    const [path, query = ""] = (question.url ?? "/").split(/\?(.*)/s);
    const headers = question.rawHeaders.reduce((pairs, value, at) => (at % 2 ? pairs.at(-1)?.push(value) : pairs.push([value]), pairs), /** @type {string[][]} */ ([]));
    try {
      running.ask(
        { method: question.method ?? "GET", path, query, headers: /** @type {[string, string][]} */ (headers), body: new Uint8Array(body).buffer, host: `127.0.0.1:${port}` },
        { head: (status, given) => reply.writeHead(status, given.flat()), chunk: (bytes) => reply.write(bytes) },
      );
      console.log(`"${question.method} ${question.url} HTTP/1.1" ${reply.statusCode}`);
    } catch (error) {
      console.error(String(error));
      if (!reply.headersSent) reply.writeHead(500);
    }
    reply.end();
    if (existsSync(NOTES)) writeFileSync(new URL(`${process.pid}.txt`, NOTES), python.pyimport("live.python.later").used());
  });
}).listen(port, "127.0.0.1", () => console.log(`serves on ${port}`));
