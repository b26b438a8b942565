/**
 * What was fetched once stays with the browser: the address of a file says what is in it. A browser that keeps nothing
 * (a private window, no room, storage switched off) fetches it again, which its own cache may spare it.
 * @module
 */

const STORE = "live";
const fromSite = globalThis.fetch; // worker.js puts another one in its place
const VERSION = /-(?:\d[^/]*-)?[0-9a-f]{12}(?=[./])/; // what changes when a file does: version and digest

/**
 * A file, from what is kept or from the site. Two that ask at the same time fetch it once: the second one waits.
 * @param {string} address @param {number} bytes its size: less is no file
 * @param {(loaded: number) => void} told how many bytes are here
 * @returns {Promise<{response: Response, whole: Promise<unknown>}>} to be read, and refused if it breaks off
 */
export function kept(address, bytes, told) {
  return new Promise((done, failed) => {
    alone(address, async () => {
      const store = await opened();
      const found = await store?.match(address).catch(() => undefined);
      if (found) {
        told(bytes);
        done({ response: found, whole: Promise.resolve() });
        return;
      }
      const answer = await fromSite(address);
      if (!answer.ok || !answer.body) throw new Error(`the site answers ${answer.status}`);
      const { response, whole } = counted(answer, bytes, told);
      done({ response, whole });
      // Whoever reads the answer hears of a failure; here it only means that nothing is kept.
      await whole.then((copy) => store?.put(address, copy)).catch(() => {});
    }).catch(failed);
  });
}

/** Forget what other files came in the place of. @param {string[]} addresses what is used now */
export async function tidied(addresses) {
  const store = await opened();
  const gone = outdated((await store?.keys() ?? []).map(({ url }) => url), addresses);
  await Promise.all(gone.map((address) => store?.delete(address)));
}

/** Of the addresses that are kept, those of other versions of what is used. @param {string[]} held @param {string[]} used */
export function outdated(held, used) {
  const now = new Set(used), names = new Set(used.map((one) => one.replace(VERSION, "")));
  return held.filter((one) => !now.has(one) && names.has(one.replace(VERSION, "")));
}

/** @returns {Promise<Cache | undefined>} */
async function opened() {
  try {
    return await caches.open(STORE);
  } catch {
    return undefined;
  }
}

/** One after the other, where a browser can have them wait. @param {string} name @param {() => Promise<void>} act */
const alone = (name, act) => (navigator.locks ? navigator.locks.request(`live ${name}`, act) : act());

/**
 * The answer, counted as it is read, and a copy once it is whole.
 * @param {Response} answer @param {number} bytes @param {(loaded: number) => void} told
 * @returns {{response: Response, whole: Promise<Response>}}
 */
function counted(answer, bytes, told) {
  // Browsers compile on the way what is said to be WebAssembly; not every server says it.
  const headers = { "content-type": answer.url.endsWith(".wasm") ? "application/wasm" : answer.headers.get("content-type") ?? "" };
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
        } else if (loaded === bytes) {
          done(new Response(new Blob(parts), { headers }));
          out.close();
        } else throw new Error(`${loaded} of ${bytes} bytes came`);
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
