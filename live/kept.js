/**
 * What was fetched once stays with the browser: the address of a file says what is in it, and its digest whether that is
 * so. A browser that keeps nothing (a private window, no room, storage switched off) fetches it again, which its own
 * cache may spare it.
 * @module
 */

const STORE = "live";
const WASM = "application/wasm";
const VERSION = /-(?:\d[^/]*-)?[0-9a-f]{12}(?=[./])/; // what changes when a file does: version and digest

/** @typedef {{bytes: number, sha256: string}} Due what a file must be: less is no file, and another is not ours */
/**
 * All of a file, once it is what it must be; WebAssembly to be compiled on the way too, and to run no sooner.
 * @typedef {{whole: Promise<ArrayBuffer>, response?: Response}} Came
 */

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
   * @param {Cache | undefined} store @param {string} address @param {Due} due @returns {Promise<{found?: Came, wrong?: boolean}>}
   */
  async function held(store, address, due) {
    try {
      const kept = await store?.match(address);
      if (!kept) return {};
      const found = await compiled(address, due) ?? await sure(address, kept, due);
      if (found) return { found };
      await store?.delete(address);
      return { wrong: true };
    } catch {
      return {};
    }
  }

  /** @param {string} address @param {Response} answer @param {Due} due @returns {Promise<Came | undefined>} */
  async function sure(address, answer, due) {
    const response = streamed(address, answer), data = await answer.arrayBuffer();
    return await fits(data, due) ? { response, whole: Promise.resolve(data) } : undefined;
  }

  /**
   * WebAssembly as the browser's own cache has it, without the network: there, and nowhere else, browsers keep with it
   * what they compiled of it, which spares a third of a start.
   * @param {string} address @param {Due} due @returns {Promise<Came | undefined>}
   */
  async function compiled(address, due) {
    if (!address.endsWith(".wasm")) return undefined;
    try {
      const own = await fetch(address, { cache: "only-if-cached", mode: "same-origin" });
      return own.ok ? await sure(address, own, due) : undefined;
    } catch {
      return undefined;
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
            done(found);
            return;
          }
          const answer = await fetch(address, { cache: wrong ? "reload" : "default" });
          if (!answer.ok || !answer.body) throw new Error(`the site answers ${answer.status}`);
          const response = streamed(address, answer), whole = counted(answer.body, due, fits, told);
          done({ response, whole });
          // Whoever waits for it hears of a failure; here it only means that nothing is kept.
          await whole.then((data) => store?.put(address, new Response(data))).catch(() => {});
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

/** Browsers compile on the way what is said to be WebAssembly; not every server says it. @param {string} address @param {Response} answer */
function streamed(address, answer) {
  if (!address.endsWith(".wasm")) return undefined;
  const copy = answer.clone();
  return copy.headers.get("content-type") === WASM ? copy : new Response(copy.body, { headers: { "content-type": WASM } });
}

/** @param {ArrayBuffer} digest */
const hex = (digest) => [...new Uint8Array(digest)].map((one) => one.toString(16).padStart(2, "0")).join("");

/**
 * All of a body, counted as it comes, if it is what it must be.
 * @param {ReadableStream<Uint8Array<ArrayBuffer>>} body @param {Due} due @param {(data: BufferSource, due: Due) => Promise<boolean>} fits
 * @param {(loaded: number) => void} told
 */
async function counted(body, due, fits, told) {
  /** @type {Uint8Array<ArrayBuffer>[]} */
  const parts = [];
  let loaded = 0;
  const reader = body.getReader();
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    const part = /** @type {Uint8Array<ArrayBuffer>} */ (value);
    parts.push(part);
    loaded += part.length;
    told(loaded);
  }
  if (loaded !== due.bytes) throw new Error(`${loaded} of ${due.bytes} bytes came`);
  const data = await new Blob(parts).arrayBuffer();
  if (!await fits(data, due)) throw new Error("the site sent another file than this page was built with");
  return data;
}
