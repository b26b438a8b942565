/**
 * What was fetched once stays with the browser: the address of a file says what is in it, and its digest whether that is
 * so. A browser that keeps nothing (a private window, no room, storage switched off) fetches it again, which its own
 * cache may spare it.
 * @module
 */

const STORE = "live";
const VERSION = /-(?:\d[^/]*-)?[0-9a-f]{12}(?=[./])/; // what changes when a file does: version and digest

/** @typedef {{bytes: number, sha256: string}} Due what a file must be: less is no file, and another is not ours */
/** @typedef {{response: Response, whole: Promise<unknown>}} Came to be read, and refused if it breaks off */

/**
 * What a browser has for it, as long as it has it: in a worker where an application runs this is nothing (`seal.js`),
 * so that whoever imports this module there gets nothing that reaches the site.
 */
export function keeper() {
  const { caches, fetch, navigator: { locks } } = globalThis;
  const subtle = globalThis.crypto.subtle; // none without https, and then browsers have no store either

  /** @param {BufferSource} data @param {Due} due */
  const fits = async (data, { sha256 }) => !subtle || hex(await subtle.digest("SHA-256", data)) === sha256;

  /** @returns {Promise<Cache | undefined>} */
  async function opened() {
    try {
      return subtle && await caches.open(STORE);
    } catch {
      return undefined;
    }
  }

  /**
   * What is kept, if it is what it must be: all scripts of this origin write there, those of other sites on its host too.
   * @param {Cache | undefined} store @param {string} address @param {Due} due @returns {Promise<{found?: ArrayBuffer, wrong?: boolean}>}
   */
  async function held(store, address, due) {
    try {
      const found = await (await store?.match(address))?.arrayBuffer();
      if (!found || await fits(found, due)) return { found };
      await store?.delete(address);
      return { wrong: true };
    } catch {
      return {};
    }
  }

  /** One after the other, where a browser can have them wait. @param {string} name @param {() => Promise<void>} act */
  const alone = (name, act) => (locks ? locks.request(`live ${name}`, act) : act());

  return {
    /**
     * A file, from what is kept or from the site. Two that ask at the same time fetch it once: the second one waits.
     * @param {string} address @param {Due} due @param {(loaded: number) => void} told how many bytes are here
     * @returns {Promise<Came>}
     */
    kept(address, due, told) {
      return new Promise((done, failed) => {
        alone(address, async () => {
          const store = await opened();
          const { found, wrong } = await held(store, address, due);
          if (found) {
            told(due.bytes);
            done({ response: new Response(found, { headers: headed(address) }), whole: Promise.resolve() });
            return;
          }
          const answer = await fetch(address, { cache: wrong ? "reload" : "default" });
          if (!answer.ok || !answer.body) throw new Error(`the site answers ${answer.status}`);
          const { response, whole } = counted(answer, due, fits, told);
          done({ response, whole });
          // Whoever reads the answer hears of a failure; here it only means that nothing is kept.
          await whole.then((copy) => store?.put(address, copy)).catch(() => {});
        }).catch(failed);
      });
    },

    /** Forget what other files came in the place of. @param {string[]} addresses what is used now */
    async tidied(addresses) {
      const store = await opened();
      const gone = outdated((await store?.keys() ?? []).map(({ url }) => url), addresses);
      await Promise.all(gone.map((address) => store?.delete(address)));
    },
  };
}

/** Of the addresses that are kept, those of other versions of what is used. @param {string[]} held @param {string[]} used */
export function outdated(held, used) {
  const now = new Set(used), names = new Set(used.map((one) => one.replace(VERSION, "")));
  return held.filter((one) => !now.has(one) && names.has(one.replace(VERSION, "")));
}

/** Browsers compile on the way what is said to be WebAssembly; not every server says it. @param {string} address */
const headed = (address) => ({ "content-type": address.endsWith(".wasm") ? "application/wasm" : "application/octet-stream" });

/** @param {ArrayBuffer} digest */
const hex = (digest) => [...new Uint8Array(digest)].map((one) => one.toString(16).padStart(2, "0")).join("");

/**
 * The answer, counted as it is read, and a copy once it is whole. It ends only if it is what it must be: what reads it
 * on the way, as browsers compile WebAssembly, runs nothing before the end.
 * @param {Response} answer @param {Due} due @param {(data: BufferSource, due: Due) => Promise<boolean>} fits
 * @param {(loaded: number) => void} told
 * @returns {{response: Response, whole: Promise<Response>}}
 */
function counted(answer, due, fits, told) {
  const headers = headed(answer.url);
  /** @type {Uint8Array<ArrayBuffer>[]} */
  const parts = [];
  let loaded = 0;
  /** @type {(copy: Response) => void} */
  let done;
  /** @type {(why: unknown) => void} */
  let failed;
  const whole = new Promise((resolve, reject) => { [done, failed] = [resolve, reject]; });
  const reader = /** @type {ReadableStream<Uint8Array<ArrayBuffer>>} */ (answer.body).getReader();
  const stream = new ReadableStream({
    async pull(out) {
      try {
        const { done: over, value } = await reader.read();
        if (!over) {
          parts.push(value);
          loaded += value.length;
          told(loaded);
          out.enqueue(value);
          return;
        }
        if (loaded !== due.bytes) throw new Error(`${loaded} of ${due.bytes} bytes came`);
        const copy = new Blob(parts);
        if (!await fits(await copy.arrayBuffer(), due)) throw new Error("the site sent another file than this page was built with");
        done(new Response(copy, { headers }));
        out.close();
      } catch (error) {
        failed(error);
        out.error(error);
      }
    },
    cancel: (why) => {
      failed(why);
      return reader.cancel(why);
    },
  });
  return { response: new Response(stream, { headers }), whole };
}
