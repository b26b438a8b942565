/**
 * What a worker has of the site that it came from, taken away before code of an application runs in it. What is kept
 * for the worker itself is held where that code has no name for it: see `keeper` in `kept.js`.
 * @module
 */

const REACH = [
  "fetch", "fetchLater", "XMLHttpRequest", "WebSocket", "WebSocketStream", "WebTransport", "EventSource", "RTCPeerConnection",
  "importScripts", "Worker", "SharedWorker", "BroadcastChannel", "FontFace", "fonts",
  "caches", "Cache", "CacheStorage", "LockManager", "cookieStore", "indexedDB", "webkitIndexedDB", "sharedStorage",
  "webkitRequestFileSystem", "webkitRequestFileSystemSync", "webkitResolveLocalFileSystemURL", "webkitResolveLocalFileSystemSyncURL",
];
const OF_NAVIGATOR = ["storage", "storageBuckets", "locks", "serviceWorker", "sendBeacon"];

/** For good: there is no second world in a worker from which they could be taken. */
export function seal() {
  for (const [whole, names] of /** @type {[object, string[]][]} */ ([[self, REACH], [navigator, OF_NAVIGATOR]])) {
    for (let at = whole; at; at = Object.getPrototypeOf(at)) for (const name of names) Reflect.deleteProperty(at, name);
  }
}
