/**
 * A request as a reader would send it by another tool than curl.
 * @module
 */

import { HOST, quoted } from "./live-curl.js";

/** @typedef {import("./live-app.js").Asked} Asked */

/** As a line of HTTPie. The body goes as it is, whatever its kind. @param {Asked} asked @returns {string} */
export function httpie({ method, path, headers = [], body }) {
  const text = body?.byteLength ? new TextDecoder().decode(body) : "";
  return [
    "http",
    ...(text ? ["--raw", quoted(text)] : []),
    method,
    quoted(HOST + path),
    ...headers.map(([name, value]) => quoted(`${name}:${value}`)), // without a value neither curl nor HTTPie sends it
  ].join(" ");
}

/** As Python, with HTTPX. @param {Asked} asked @returns {string} */
export function python({ method, path, headers = [], body }) {
  const text = body?.byteLength ? new TextDecoder().decode(body) : "";
  const pairs = headers.map((pair) => `        (${pair.map(literal).join(", ")}),\n`).join("");
  return [
    "import httpx\n",
    "answer = httpx.request(",
    `    ${literal(method)},`,
    `    ${literal(HOST + path)},`,
    ...(pairs ? [`    headers=[\n${pairs}    ],`] : []),
    ...(text ? [`    content=${literal(text)},`] : []),
    ")",
    "print(answer.status_code, answer.headers, answer.text)\n",
  ].join("\n");
}

/** What JSON calls a string is one in Python too. @param {string} text */
const literal = (text) => JSON.stringify(text);
