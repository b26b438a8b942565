/**
 * The worker in which an application of the page runs. See `boot.js`; the page's side is `live-app.js`, which starts it
 * so that the page's policy holds in it. Before code of an application runs, what reaches the site is taken away.
 * @module
 */

import { REST, begin, boot } from "./boot.js";
import { keeper } from "./kept.js";
import { seal } from "./seal.js";

const APP = "/app";
const HERE = new URL("./", import.meta.url).href;
const Asks = XMLHttpRequest;
const { kept, tidied } = keeper();

/**
 * @typedef {{file: string} & import("./kept.js").Due} File by its address below this folder
 * @typedef {{base: string, runtime: File[], zips: File[], app: File, contract?: File} & Omit<import("./boot.js").Given, "zip" | "contract">} Start
 */

/** @type {import("./boot.js").Session | undefined} */
let running;
/** @type {any} */
let python;

/** To the page, by a port that only this module has: nobody hears what an application posts. @type {((message: object) => void) | undefined} */
let say;

/** The page ends this worker with the first of these. @param {unknown} error */
const broken = (error) => say?.({ t: "error", error: (error instanceof Error && error.message) || String(error) });

/** A file, and on the way how many of its bytes have come. @param {File} wanted @returns {Promise<import("./kept.js").Came>} */
async function fetched({ file, bytes, sha256 }) {
  const lost = (/** @type {unknown} */ why) => broken(new Error(`${file} could not be fetched: ${why instanceof Error ? why.message.replace(/\.$/, "") : why}. ${navigator.onLine ? "Restart tries again." : "You are offline."}`));
  try {
    const came = await kept(new URL(file, HERE).href, { bytes, sha256 }, (loaded) => say?.({ t: "progress", file, loaded, total: bytes }));
    came.whole.catch(lost);
    return came;
  } catch (error) {
    lost(error);
    throw error;
  }
}

/** @param {File} wanted */
const read = async (wanted) => new Uint8Array(await (await fetched(wanted)).whole);

/** Pyodide fetches by itself, and waits for ever for what does not come: it gets what is kept. @param {File[]} files */
function supply(files) {
  const plain = self.fetch.bind(self);
  const come = new Map(files.map((one) => [new URL(one.file, HERE).href, fetched(one)]));
  for (const promise of come.values()) promise.catch(() => {});
  const [code] = [...come].filter(([address]) => address.endsWith(".wasm")).map(([, came]) => came);
  self.fetch = async (address, options) => {
    const came = await come.get(String(address));
    if (!came) return plain(address, options);
    return came.response ?? new Response(await came.whole);
  };
  // Compiled on the way, as it came: of a copy browsers do not keep what they compile. It runs once it is checked.
  WebAssembly.instantiateStreaming = async (answer, imports) => {
    const compiling = WebAssembly.compileStreaming(answer);
    compiling.catch(() => {});
    await (await code)?.whole;
    try {
      const module = await compiling;
      return { module, instance: await WebAssembly.instantiate(module, imports) };
    } catch (error) {
      broken(error);
      throw error;
    }
  };
}

/** A file at once: an import waits for it. @param {string} address @returns {Uint8Array} */
function awaited(address) {
  const request = new Asks();
  request.open("GET", address, false);
  request.responseType = "arraybuffer";
  request.send();
  if (request.status !== 200) throw new Error(`the site answers ${request.status}`);
  return new Uint8Array(request.response);
}

/** @param {Start} given */
async function start({ base, runtime, zips, app, contract, ...given }) {
  const begun = performance.now();
  const where = new URL(base, HERE).href;
  const rest = new URL(REST, where).href; // now: later, an application may have put something else in the place of URL
  const module = (/** @type {string} */ name) => import(new URL(name, where).href);
  const modules = runtime.filter(({ file }) => /\.m?js$/.test(file));
  supply(runtime.filter((one) => !modules.includes(one)));
  const packages = Promise.all(zips.map(read));
  const application = read(app);
  const tests = contract && read(contract);
  // What browsers fetch as modules is not counted on the way.
  const largest = module("pyodide.asm.mjs").then(() => {
    for (const { file, bytes } of modules) say?.({ t: "progress", file, loaded: bytes, total: bytes });
  });
  for (const promise of [packages, application, tests, largest]) promise?.catch(() => {}); // each failure is said where it happens
  const { loadPyodide } = await module("pyodide.mjs");
  python = await boot({
    loadPyodide,
    base: where,
    zips: packages,
    rest: () => awaited(rest),
    options: {
      indexURL: where,
      stdLibURL: new URL("stdlib.zip", where).href,
      packageBaseUrl: where,
      stdout: (/** @type {string} */ text) => say?.({ t: "log", text }),
      stderr: (/** @type {string} */ text) => say?.({ t: "log", text }),
    },
  });
  const [zip, held] = [await application, await tests];
  seal();
  const begins = begin(python, APP, { zip, contract: held, ...given });
  running = begins.running;
  say?.({ t: "ready", ms: performance.now() - begun, texts: begins.texts });
  tidied([...runtime, ...zips, app, ...(contract ? [contract] : [])].map(({ file }) => new URL(file, HERE).href)).catch(() => {}); // storage that is refused
}

/** @param {import("./boot.js").Asked} asked @param {MessagePort} port */
function answer(asked, port) {
  try {
    if (!running) throw new Error("the application has not started");
    const end = running.ask(asked, {
      head: (status, headers) => port.postMessage({ t: "head", status, headers }),
      chunk: (bytes) => port.postMessage({ t: "chunk", data: bytes.buffer }, [bytes.buffer]),
    });
    port.postMessage({ t: "end", ...end });
  } catch (error) {
    // What Python says is an error; all else is the end of it.
    port.postMessage({ t: "fail", error: String(error), over: !(error instanceof Error && error.name === "PythonError") });
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
  // Once: an application can send itself what the page sends, and would have files of the site fetched for it.
  if (data.t === "start" && !say) {
    say = ports[0].postMessage.bind(ports[0]);
    start(data).catch(broken);
  } else if (data.t === "req") answer(data, ports[0]);
  else if (data.t === "check") check(data.given, ports[0]);
};
