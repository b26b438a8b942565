/**
 * The worker in which an application of the page runs. See `boot.js`; the page's side is `live.js`.
 * @module
 */

import { begin, boot } from "./boot.js";

const APP = "/app";
const HERE = new URL("./", import.meta.url).href;

/**
 * @typedef {{file: string, bytes: number}} File by its address below this folder
 * @typedef {{base: string, runtime: File[], zips: File[], app: File, contract?: File} & Omit<import("./boot.js").Given, "zip" | "contract">} Start
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
async function start({ base, runtime, zips, app, contract, ...given }) {
  const begun = performance.now();
  const where = new URL(base, HERE).href;
  const packages = Promise.all(zips.map(fetched));
  const application = fetched(app);
  const tests = contract && fetched(contract);
  const library = fetched(/** @type {File} */ (runtime.find(({ file }) => file.endsWith("/stdlib.zip"))));
  for (const promise of [application, library, tests]) promise?.catch(() => {}); // awaited below; a failure of the packages comes first
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
  const begins = begin(python, APP, { zip: await application, contract: await tests, ...given });
  running = begins.running;
  say({ t: "ready", ms: performance.now() - begun, texts: begins.texts });
}

/** @param {import("./boot.js").Asked} asked @param {MessagePort} port */
function answer(asked, port) {
  try {
    if (!running) throw new Error("the application has not started");
    const said = running.ask(asked, {
      head: (status, headers) => port.postMessage({ t: "head", status, headers }),
      chunk: (bytes) => port.postMessage({ t: "chunk", data: bytes.buffer }, [bytes.buffer]),
    });
    port.postMessage({ t: "end", said });
  } catch (error) {
    port.postMessage({ t: "fail", error: String(error) });
  }
}

/** @param {object} given @param {MessagePort} port */
function check(given, port) {
  try {
    running?.check(given, (message) => port.postMessage(message));
  } catch (error) {
    port.postMessage({ t: "failed", said: String(error) });
  }
}

self.onmessage = ({ data, ports }) => {
  if (data.t === "start") start(data).catch((error) => say({ t: "error", error: String(error) }));
  else if (data.t === "req") answer(data, ports[0]);
  else if (data.t === "check") check(data.given, ports[0]);
};
