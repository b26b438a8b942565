/**
 * The worker in which an application of the page runs. See `boot.js`; the page's side is `live.js`.
 * @module
 */

import { boot, session } from "./boot.js";

const APP = "/app";
const HERE = new URL("./", import.meta.url).href;

/**
 * @typedef {{file: string, bytes: number}} File by its address below this folder
 * @typedef {{base: string, runtime: File[], zips: File[], app: File, start: string[], env: Record<string, string>}} Start
 */

/** @type {import("./boot.js").Session | undefined} */
let running;
/** @type {any} */
let python;

const say = (/** @type {object} */ message) => self.postMessage(message);

/** A file's bytes, and on the way how many have come. @param {File} wanted */
async function fetched({ file, bytes }) {
  const answer = await fetch(new URL(file, HERE));
  if (!answer.ok || !answer.body) throw new Error(`${file}: the site answers ${answer.status}`);
  const parts = [];
  let loaded = 0;
  const reader = answer.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    loaded += value.length;
    say({ t: "progress", file, loaded, total: bytes });
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** @param {Start} given */
async function start({ base, runtime, zips, app, start: lines, env }) {
  const begun = performance.now();
  const where = new URL(base, HERE).href;
  const packages = Promise.all(zips.map(fetched));
  const application = fetched(app);
  const library = fetched(/** @type {File} */ (runtime.find(({ file }) => file.endsWith("/stdlib.zip"))));
  for (const promise of [application, library]) promise.catch(() => {}); // awaited below; a failure of the packages comes first
  const { loadPyodide } = await import(new URL("pyodide.mjs", where).href);
  python = await boot({
    loadPyodide,
    base: where,
    zips: packages,
    options: {
      indexURL: where,
      stdLibURL: URL.createObjectURL(new Blob([await library])),
      packageBaseUrl: where,
      stdout: (/** @type {string} */ text) => say({ t: "log", text }),
      stderr: (/** @type {string} */ text) => say({ t: "log", text }),
    },
  });
  // What the runtime fetches by itself is not counted on the way.
  for (const { file, bytes } of runtime) say({ t: "progress", file, loaded: bytes, total: bytes });
  python.unpackArchive(await application, "zip", { extractDir: APP });
  running = session(python, APP, env);
  for (const line of lines) running.do(line);
  say({ t: "ready", ms: performance.now() - begun });
}

/** @param {import("./boot.js").Asked} asked @param {MessagePort} port */
function answer(asked, port) {
  try {
    if (!running) throw new Error("the application has not started");
    running.ask(asked, {
      head: (status, headers) => port.postMessage({ t: "head", status, headers }),
      chunk: (bytes) => port.postMessage({ t: "chunk", data: bytes.buffer }, [bytes.buffer]),
    });
    port.postMessage({ t: "end" });
  } catch (error) {
    port.postMessage({ t: "fail", error: String(error) });
  }
}

self.onmessage = ({ data, ports }) => {
  if (data.t === "start") start(data).catch((error) => say({ t: "error", error: String(error) }));
  else if (data.t === "req") answer(data, ports[0]);
};
