// What a real Firefox sees of the site: a line of JSON with visits in, a line with what was seen out.
// Playwright drives its own build of Firefox only; WebDriver BiDi drives the one that people use.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import puppeteer from "puppeteer-core";

const [program, url, axe, preferences = "{}"] = process.argv.slice(2);
const rules = readFileSync(axe, "utf-8");
const browser = await puppeteer.launch({ browser: "firefox", executablePath: program, headless: true, extraPrefsFirefox: JSON.parse(preferences) });

/** Each step is a function of the page; what it gives back is kept. */
const STEPS = {
  focus: (page, selector) => page.focus(selector).then(() => null),
  press: async (page, ...keys) => { for (const key of keys) await page.keyboard.press(key); },
  choose: (page, selector, value) => page.select(selector, value).then(() => null),
  type: (page, text) => page.keyboard.type(text),
  wait: (page, selector) => page.waitForSelector(selector, { visible: true, timeout: 10_000 }).then(() => null),
  until: (page, selector, text) => page.waitForFunction(
    (where, what) => document.querySelector(where)?.textContent?.includes(what), { timeout: 40_000 }, selector, text,
  ).then(() => null),
  text: (page, selector) => page.$eval(selector, (element) => element.innerText),
  count: (page, selector) => page.$$eval(selector, (found) => found.filter((one) => one.checkVisibility()).length),
  inside: async (page, selector, script) => (await (await page.$(selector)).contentFrame()).evaluate(script),
  does: (page, script) => page.evaluate(script),
  address: (page) => page.evaluate(() => location.href),   // page.url() does not know of replaceState
  wider: (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
  violations: async (page) => {
    await page.evaluate(rules);
    return page.evaluate(async () => (await globalThis.axe.run()).violations.map((one) => `${one.id}: ${one.nodes[0].html}`));
  },
};

/** Opens a page, takes the steps, and closes it. */
async function visit({ path, width, steps }) {
  const page = await browser.newPage();
  const errors = [];
  const results = [];
  page.on("console", (message) => ["error", "warn"].includes(message.type()) && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("request", (request) => request.url().startsWith(url) || request.url().startsWith("data:") || errors.push(`asked ${request.url()}`));
  try {
    await page.setViewport({ width, height: 900 });
    await page.goto(url + path, { waitUntil: "load" });
    for (const [name, ...given] of steps) results.push((await STEPS[name](page, ...given)) ?? null);
  } catch (error) {
    errors.push(`after ${results.length} steps: ${error}`);
  }
  await page.close();
  return { results, errors };
}

for await (const line of createInterface({ input: process.stdin })) {
  const seen = [];
  for (const one of JSON.parse(line)) seen.push(await visit(one));
  console.log(JSON.stringify(seen));
}
await browser.close();
