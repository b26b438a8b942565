/**
 * A small browser: shows in a frame what an application answers, and follows links, forms and redirects. The frame is
 * `live/frame.htm`, whose origin nobody shares: what runs in it reaches neither this page nor its cookies.
 * @module
 */

import { MOST, header } from "./live-app.js";
import { HOST, named } from "./live-curl.js";
import { Fresh } from "./live-fresh.js";

/**
 * @typedef {import("./live-app.js").Answer} Answer
 * @typedef {import("./live-app.js").Asked} Asked
 * @typedef {{url: string, method: string, html: string}} Entry a page that was shown
 * @typedef {{name: string, type: string, bytes: ArrayBuffer}} Upload
 * @typedef {{method: string, url: string, entries?: [string, string | Upload][], enctype?: string}} Step where a link or a form leads
 * @typedef {{asking(): void, shown(entry: Entry, answer: Answer): void, outside(url: string): void, saved(name: string, data: Blob): void, failed(why: string): void, window(said: import("./live-windows.js").OfWindows): void}} Seen
 */

const LATE = 5000;
const REDIRECTS = [301, 302, 303, 307, 308], MOST_REDIRECTS = 20;
/** What of a page is fetched with it. @type {[string, string][]} */
const PARTS = [["link[rel~=stylesheet][href]", "href"], ["link[rel~=icon][href]", "href"], ["script[src]", "src"], ["img[src]", "src"], ["input[type=image][src]", "src"]];
const IN_CSS = /url\(\s*(["']?)([^"')]+)\1\s*\)|@import\s+(["'])([^"']+)\3/g;
const TEXT = /^(text\/|application\/(.+\+)?(json|xml|javascript))/;

/** A page that leaves sooner than this, in ms, would do so again if it were shown again. */
const AT_ONCE = 1000;

export const SANDBOX = "allow-scripts allow-forms allow-modals";

export class LiveView {
  /** @type {Entry[]} */
  entries = [];
  at = -1;
  /** Two addresses take turns, so that each is a page of its own and both are fetched once. */
  #frame = 0;
  /** What the frame shows once it is there. @type {Entry | undefined} */
  #next;
  /** Whom to tell when it does: until then the page before can still be seen, and used. @type {(() => void) | undefined} */
  #shown;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #late;
  /** How often something was shown, and when the last time. */
  #shows = 0;
  #since = 0;
  /** What pages have stored. @type {Record<string, [string, string][]>} */
  stored = { localStorage: [], sessionStorage: [] };
  #over = new AbortController();
  #fresh = new Fresh();

  /**
   * @param {HTMLIFrameElement} frame @param {URL} folder @param {(asked: Asked) => Promise<Answer>} request @param {Seen} seen
   * @param {string} [name] if a page opened it as a window
   */
  constructor(frame, folder, request, seen, name) {
    this.frame = frame;
    this.folder = folder;
    this.name = name;
    this.address = new URL("frame.htm", folder).href;
    this.request = request;
    this.seen = seen;
    addEventListener("message", ({ source, data }) => {
      if (source && source === frame.contentWindow && data?.t) this.#heard(data);
    }, { signal: this.#over.signal });
  }

  /** Listen no more. */
  end() {
    this.#over.abort();
  }

  /** @param {object} message to the page that is shown @param {...MessagePort} ports */
  tell(message, ...ports) {
    this.frame.contentWindow?.postMessage(message, "*", ports);
  }

  get url() { return this.entries[this.at]?.url ?? `${HOST}/`; }
  get canGoBack() { return this.at > 0; }
  get canGoForward() { return this.at < this.entries.length - 1; }

  /** Follow a link, or send a form. @param {Step} step */
  async go({ method, url, entries, enctype }) {
    await this.#tried(async () => {
      const { headers, body } = entries ? await sent(entries, enctype ?? "") : { headers: [], body: null };
      const loaded = await this.#load({ method, url: new URL(url, this.url), headers, body });
      if (!loaded) return;
      this.entries.splice(this.at + 1, Infinity, loaded.entry);
      this.at += 1;
      this.#show(loaded.entry, loaded.answer);
    });
  }

  /** Back by -1, forward by 1, anew by 0. What was sent is not sent again: its page is shown as it was. @param {number} by */
  async turn(by) {
    const entry = this.entries[this.at + by];
    if (!entry) return;
    await this.#tried(async () => {
      if (entry.method !== "GET") {
        this.at += by;
        this.#show(entry);
        return;
      }
      const loaded = await this.#load({ method: "GET", url: new URL(entry.url), headers: [], body: null });
      if (!loaded) return;
      this.at += by;
      this.entries[this.at] = loaded.entry;
      this.#show(loaded.entry, loaded.answer);
    });
  }

  /** Nothing was shown yet. */
  forget() {
    this.entries = [];
    this.at = -1;
    this.#fresh.forget();
    for (const name of Object.keys(this.stored)) this.stored[name] = [];
  }

  /** What was shown can be used no more. */
  empty() {
    this.forget();
    this.#next = this.#shown = undefined;
    this.#shows += 1;
    clearTimeout(this.#late);
    this.frame.contentWindow?.location.replace("about:blank");
  }

  /** @param {() => Promise<void>} act */
  async #tried(act) {
    try {
      await act();
    } catch (error) {
      this.seen.failed(error instanceof Error ? error.message : String(error));
    }
  }

  /**
   * Ask, and follow where the answer leads.
   * @param {{method: string, url: URL, headers: [string, string][], body: ArrayBuffer | null}} asked
   * @returns {Promise<{entry: Entry, answer: Answer} | undefined>} nothing if no page came of it
   */
  async #load({ method, url, headers, body }) {
    this.seen.asking();
    for (let hops = 0; hops <= MOST_REDIRECTS; hops += 1) {
      url = named(url);
      if (url.origin !== HOST) {
        this.#outside(url);
        return undefined;
      }
      /** @type {Asked} */
      const asked = { method, path: url.pathname + url.search, headers, body };
      const answer = await this.request(asked);
      const leads = REDIRECTS.includes(answer.status) && header(answer.headers, "location");
      if (!leads) return this.#page(method, url, answer, asked);
      const hash = url.hash;
      url = new URL(leads, url);
      url.hash ||= hash;
      if (answer.status < 307) {
        method = method === "HEAD" ? method : "GET";
        headers = [];
        body = null;
      }
    }
    throw new Error(`It redirects more than ${MOST_REDIRECTS} times.`);
  }

  /** Pages name any address: what a reader can follow is a link, what another program opens is told. @param {URL} url */
  #outside(url) {
    if (/^https?:$/.test(url.protocol)) this.seen.outside(url.href);
    else if (/^(mailto|tel):$/.test(url.protocol)) this.seen.failed(`This leads to another program: ${url.href}`);
    else throw new Error(`An address that begins with ${url.protocol} is not followed here.`);
  }

  /** @param {string} method @param {URL} url @param {Answer} answer @param {Asked} asked */
  async #page(method, url, answer, asked) {
    const type = (header(answer.headers, "content-type") ?? "application/octet-stream").toLowerCase();
    const filed = header(answer.headers, "content-disposition") ?? "";
    if (/^attachment/i.test(filed) || answer.bytes.length > MOST || !(TEXT.test(type) || type.startsWith("image/"))) {
      if (answer.bytes.length) {
        const name = /filename="?([^";]+)/i.exec(filed)?.[1] ?? url.pathname.split("/").pop() ?? "";
        this.seen.saved(name || "answer", new Blob([answer.bytes], { type: "application/octet-stream" }));
        return undefined;
      }
    }
    let html = "<!doctype html>";
    if (type.startsWith("text/html")) html += (await this.#whole(answer.text, url, asked)).documentElement.outerHTML;
    else if (type.startsWith("image/")) html += `<img alt="" src="${dataUrl(type, answer.bytes)}">`;
    else html += `<pre style="white-space: pre-wrap; overflow-wrap: anywhere">${answer.text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</pre>`;
    return { entry: { url: url.href, method, html }, answer };
  }

  /** A page with what it loads in it: the frame can fetch nothing. @param {string} html @param {URL} base @param {Asked} of */
  async #whole(html, base, of) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const inside = PARTS.flatMap(([parts, name]) => [...page.querySelectorAll(parts)].map(async (part) => {
      const address = part.getAttribute(name) ?? "";
      if (!address.startsWith("data:")) part.setAttribute(name, await this.#part(named(new URL(address, base)), of));
      part.removeAttribute("integrity");
    }));
    await Promise.all(inside);
    return page;
  }

  /** @param {URL} url @param {Asked} of @returns {Promise<string>} the file as an address that holds it */
  async #part(url, of) {
    if (url.origin !== HOST) return "data:,"; // nothing comes from other hosts
    const path = url.pathname + url.search;
    const known = this.#fresh.get(path);
    const answer = known ?? await this.request({ method: "GET", path, of });
    if (!known) this.#fresh.keep(path, answer);
    if (answer.status >= 400) return "data:,";
    const type = header(answer.headers, "content-type") ?? "application/octet-stream";
    return dataUrl(type, type.startsWith("text/css") ? await this.#sheet(answer.text, url, of) : answer.bytes);
  }

  /** @param {string} text @param {URL} base @param {Asked} of */
  async #sheet(text, base, of) {
    const found = [...text.matchAll(IN_CSS)].filter(([, , url, , sheet]) => !/^(data:|#)/.test(url ?? sheet));
    const inside = await Promise.all(found.map(([, , url, , sheet]) => this.#part(new URL(url ?? sheet, base), of)));
    let whole = "", end = 0;
    for (const [number, match] of found.entries()) {
      whole += text.slice(end, match.index) + (match[4] ? `@import "${inside[number]}"` : `url("${inside[number]}")`);
      end = match.index + match[0].length;
    }
    return new TextEncoder().encode(whole + text.slice(end));
  }

  /** A page that was asked for. @param {Entry} entry @param {Answer} [answer] */
  #show(entry, answer = { status: 0, headers: [], bytes: new Uint8Array(), text: "", ms: 0, said: "" }) {
    this.#frames(entry, answer.status);
    this.#shown = () => this.seen.shown(entry, answer);
  }

  /** A fresh frame for each page; the browser's own history stays the reader's. @param {Entry} entry @param {number} [status] */
  #frames(entry, status) {
    this.#next = entry;
    this.#shown = undefined;
    this.#shows += 1;
    this.#since = performance.now();
    this.#frame = 1 - this.#frame;
    this.frame.contentWindow?.location.replace(`${this.address}?${this.#frame}`);
    clearTimeout(this.#late);
    this.#late = setTimeout(() => this.seen.failed(`It answered ${status || "before"}, but the frame that shows its pages did not load. ${navigator.onLine ? "Load the page again." : "You are offline."}`), LATE);
  }

  /** The page went by itself, and nobody hears where: a site's own file may stand there now. */
  #left() {
    const entry = this.entries[this.at];
    if (!entry) return;
    this.#frames(performance.now() - this.#since < AT_ONCE ? { ...entry, html: "<!doctype html>" } : entry);
    this.seen.failed("A script of the page led to another address, which is not followed here.");
  }

  /** @param {any} data what the frame says */
  async #heard(data) {
    if (data.t === "ready" && data.n === this.#frame && this.#next) {
      clearTimeout(this.#late);
      const shows = this.#shows, { port1, port2 } = new MessageChannel();
      port1.onmessage = () => { if (shows === this.#shows) this.#left(); };
      this.tell({ t: "show", url: this.#next.url, html: this.#next.html, name: this.name, stored: this.stored }, port2);
    } else if (data.t === "shown" && data.n === this.#frame) {
      this.#shown?.();
      this.#shown = undefined;
    } else if (data.t === "go") this.go(data);
    else if (data.t === "stored" && Array.isArray(this.stored[data.name])) this.stored[data.name] = data.pairs;
    else if (["open", "call", "close"].includes(data.t)) this.seen.window(data);
    else if (data.t === "fetch") {
      const { n, url, method, headers, body } = data;
      try {
        const where = new URL(url);
        if (where.origin !== HOST) throw new Error(`${where.host || where.href} cannot be reached from here`);
        const answer = await this.request({ method, path: where.pathname + where.search, headers, body });
        this.tell({ t: "fetched", n, status: answer.status, headers: answer.headers.filter(([name]) => !/^set-cookie$/i.test(name)), bytes: answer.bytes });
      } catch (error) {
        this.tell({ t: "fetched", n, error: error instanceof Error ? error.message : String(error) });
      }
    }
  }
}

/**
 * A form as it is sent. By hand: WebKit cannot read a form with a file of another origin.
 * @param {[string, string | Upload][]} entries @param {string} enctype
 * @returns {Promise<{headers: [string, string][], body: ArrayBuffer}>}
 */
async function sent(entries, enctype) {
  const lines = (/** @type {string} */ text) => text.replace(/\r\n|\r|\n/g, "\r\n");
  if (enctype !== "multipart/form-data") {
    const fields = entries.map(([name, value]) => [lines(name), typeof value === "string" ? lines(value) : value.name]);
    return { headers: [["Content-Type", "application/x-www-form-urlencoded"]], body: new TextEncoder().encode(String(new URLSearchParams(fields))).buffer };
  }
  const mark = `----live${crypto.getRandomValues(new Uint32Array(4)).join("")}`;
  const safe = (/** @type {string} */ text) => lines(text).replaceAll("\r\n", "%0D%0A").replaceAll('"', "%22");
  const parts = entries.flatMap(([name, value]) => {
    const head = `--${mark}\r\nContent-Disposition: form-data; name="${safe(name)}"`;
    return typeof value === "string"
      ? [`${head}\r\n\r\n${lines(value)}\r\n`]
      : [`${head}; filename="${safe(value.name)}"\r\nContent-Type: ${value.type || "application/octet-stream"}\r\n\r\n`, value.bytes, "\r\n"];
  });
  return { headers: [["Content-Type", `multipart/form-data; boundary=${mark}`]], body: await new Blob([...parts, `--${mark}--\r\n`]).arrayBuffer() };
}

/** @param {string} type @param {Uint8Array} bytes */
function dataUrl(type, bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return `data:${type.replaceAll(" ", "").replaceAll('"', "")};base64,${btoa(text)}`;
}
