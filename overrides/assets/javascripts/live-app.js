/**
 * An application that runs in a worker of this page, and answers requests. See `live/worker.js`.
 * @module
 */

import { broke } from "./live-broke.js";

/**
 * @typedef {{file: string, bytes: number, sent: number, sha256: string}} File by its address below `live/`, its size, that on the way, and its digest
 * @typedef {{id: string, why: string, file: string, replace: string, with: string, breaks: string[]}} Fault
 * @typedef {{title: string, version: string, zips: File[], app: File, before: string[], start: string[], env: Record<string, string>, secrets: string[], texts: string[], case: object, faults: Fault[], check: {tests: number, seconds: number}}} App
 * @typedef {{id: string, says: string}} Promised
 * @typedef {{base: string, python: string, runtime: File[], apps: Record<string, App>, samples: string[], kit: File[], contract: File, modules: string[], promises: Promised[], sign_in: string, strangers: string, first: string}} Manifest
 * @typedef {Record<string, string>} Texts files of an application, by their paths
 * @typedef {[string, string][]} Headers
 * @typedef {{method: string, path: string, headers?: Headers, body?: ArrayBuffer | null, host?: string, cookies?: boolean, of?: Asked}} Asked the path with its query; see `boot.js` for `host` and `cookies`; `of` asked for the page whose file this is
 * @typedef {{status: number, headers: Headers, bytes: Uint8Array<ArrayBuffer>, text: string, ms: number, said: string, cookie?: string}} Answer what is `said` beside it is of a loop that was ended; `cookie` went along, and was not in the request
 * @typedef {{fetched(sent: number): void, logged(text: string): void, ended(why: string): void}} Told
 */

/** The files that an application needs, those of Python included. @param {Manifest} manifest @param {App} app @param {File} [contract] */
export const filesOf = (manifest, app, contract) => [...manifest.runtime, ...app.zips, app.app, ...(contract ? [contract] : [])];

/** @param {Headers} headers @param {string} name in small letters @returns {string | undefined} its first value */
export const header = (headers, name) => headers.find(([one]) => one.toLowerCase() === name)?.[1];

/** Of a longer answer the beginning is read as text; nobody reads more, and browsers stand still over it. */
export const MOST = 5e6;
const BROKE = "The runtime broke: Python in a browser survives no exit, and not every overflow of its stack. Its log says more; restart it.";

export class LiveApp {
  /** @type {Worker | undefined} */
  worker;
  /** Requests without an answer yet, each with what refuses it. @type {Set<(why: Error) => void>} */
  #open = new Set();
  /** What stands in files in place of what came. @type {Texts} */
  changes = {};

  /**
   * @param {URL} folder where `live/` lies @param {Manifest} manifest @param {App} app @param {Told} told
   * @param {File} [contract] the tests, if it is to be checked
   */
  constructor(folder, manifest, app, told, contract) {
    this.contract = contract;
    this.folder = folder;
    this.manifest = manifest;
    this.app = app;
    this.told = told;
  }

  /**
   * Start it anew: what it has stored is what it came with.
   * @returns {Promise<{ms: number, texts: Texts}>} in how many milliseconds it was ready, and its files as they came
   */
  start() {
    this.stop("It was started anew.");
    const { base, runtime } = this.manifest;
    const { zips, app, before, start, env, secrets, texts } = this.app;
    const { contract, changes } = this;
    // Pages on a local network, by http, have no crypto.randomUUID.
    const secret = () => [...crypto.getRandomValues(new Uint8Array(32))].map((one) => one.toString(16).padStart(2, "0")).join("");
    const files = new Map(filesOf(this.manifest, this.app, contract).map((one) => [one.file, one]));
    /** @type {Map<string, number>} */
    const sent = new Map();
    /** The end of what it printed. @type {string[]} */
    const printed = [];
    const { worker, loaded } = sealed(new URL("worker.js", this.folder));
    this.worker = worker;
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener("message", loaded, { once: true });
    worker.addEventListener("error", loaded, { once: true });
    return new Promise((ready, failed) => {
      this.#open.add(failed);
      worker.onerror = (event) => {
        event.preventDefault();
        this.stop(`The runtime could not be loaded. ${navigator.onLine ? event.message ?? "" : "You are offline."}`);
      };
      // The module of the worker has the other end; what an application posts by itself is not listened to.
      port1.onmessage = ({ data }) => {
        if (this.worker !== worker) return; // it was ended, and this was on the way
        if (data.t === "progress") {
          const file = files.get(data.file);
          if (file) sent.set(data.file, (file.sent * Math.min(data.loaded, file.bytes)) / file.bytes);
          this.told.fetched([...sent.values()].reduce((sum, one) => sum + one, 0));
        } else if (data.t === "log") {
          printed.push(data.text.slice(0, 1000));
          printed.splice(0, printed.length - 200);
          this.told.logged(data.text);
        } else if (data.t === "ready") {
          this.#open.delete(failed);
          ready(data);
        } else if (data.t === "error") {
          this.told.logged(data.error);
          this.stop(`It did not start: ${broke(data.error, printed.join("\n")).replace(/\.$/, "")}. Its log says more.`);
        }
      };
      const own = { ...env, ...Object.fromEntries(secrets.map((name) => [name, secret()])) };
      worker.postMessage({ t: "start", base, runtime, zips, app, contract, before, start, env: own, texts, changes }, [port2]);
    });
  }

  /** End it, whatever it does. @param {string} why */
  stop(why) {
    this.worker?.terminate();
    if (this.worker) this.told.ended(why);
    this.worker = undefined;
    for (const refuse of this.#open) refuse(new Error(why));
    this.#open.clear();
  }

  /** One request, without following where it leads. @param {Asked} asked @returns {Promise<Answer>} */
  request({ method, path, headers = [], body = null, host, cookies }) {
    const { worker } = this;
    if (!worker) return Promise.reject(new Error("It does not run."));
    const { port1, port2 } = new MessageChannel();
    const [plain, query = ""] = path.split(/\?(.*)/s);
    const begun = performance.now();
    return new Promise((done, failed) => {
      /** @type {BlobPart[]} */
      const parts = [];
      /** @type {{status: number, headers: Headers}} */
      let head = { status: 0, headers: [] };
      const over = () => {
        port1.close();
        this.#open.delete(failed);
      };
      this.#open.add(failed);
      port1.onmessage = async ({ data }) => {
        if (data.t === "head") head = data;
        else if (data.t === "chunk") parts.push(data.data);
        else if (data.t === "fail") {
          over();
          this.told.logged(data.error);
          if (data.over) this.stop(BROKE);
          failed(new Error(data.over ? BROKE : "This could not be asked. The log says why."));
        } else {
          over();
          const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
          done({ ...head, bytes, text: new TextDecoder().decode(bytes.subarray(0, MOST)), ms: performance.now() - begun, said: data.said, cookie: data.cookie });
        }
      };
      worker.postMessage({ t: "req", method, path: plain, query, headers, body, host, cookies }, [port2]);
    });
  }

  /**
   * Hold it to its contract.
   * @param {object} given see `live/check/contract.py` @param {(message: any) => void} tell @returns {Promise<void>} once all was asked
   */
  check(given, tell) {
    const { port1, port2 } = new MessageChannel();
    return new Promise((done, failed) => {
      this.#open.add(failed);
      port1.onmessage = ({ data }) => {
        if (data.t === "failed") failed(new Error(data.said));
        else if (data.t === "done") done();
        else tell(data);
      };
      this.worker?.postMessage({ t: "check", given }, [port2]);
    });
  }
}

/**
 * A worker in which the policy of this page holds: of the site's own file none would, of a blob the page's is inherited.
 * So it loads scripts of this site alone, asks this site alone, and runs no text as a script.
 * @param {URL} module @returns {{worker: Worker, loaded: () => void}} to be told once it says something: not every browser has read the blob before
 */
function sealed(module) {
  const address = URL.createObjectURL(new Blob([`import ${JSON.stringify(module.href)};`], { type: "text/javascript" }));
  return { worker: new Worker(address, { type: "module" }), loaded: () => URL.revokeObjectURL(address) };
}
