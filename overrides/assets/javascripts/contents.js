/**
 * Where the reader is on a page: marked in what stands on it, said in its bar, and kept on the way to a twin.
 * @module
 */

/** The part of a window above which people read. */
const LINE = 0.3;

export const contents = /** @type {HTMLElement} */ (document.querySelector(".site-contents"));
const details = /** @type {HTMLDetailsElement} */ (contents.querySelector("details"));
const said = contents.querySelector("summary span");

/** @param {string} hash @returns {HTMLElement | null} */
const target = (hash) => document.getElementById(decodeURIComponent(hash.slice(1)));

/** Each heading and its link, in the order of the page. */
const links = new Map([...contents.querySelectorAll("a")].map((link) => [target(link.hash), link]));
/** The headings above the line at which people read. */
const above = new Set();
/** @type {HTMLAnchorElement | undefined} */
let current;

/**
 * The heading that a link led to, while it is above the line, or where the end of the page keeps it below.
 * @returns {HTMLElement | null}
 */
function led() {
  const heading = location.hash ? target(location.hash) : null;
  if (!heading || !links.has(heading)) return null;
  const { top } = heading.getBoundingClientRect();
  const atEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 2;
  return top >= 0 && top < (atEnd ? innerHeight : innerHeight * LINE) ? heading : null;
}

/** Mark the link of the section in which the reader is. */
function mark() {
  const heading = led() ?? [...links.keys()].filter((one) => above.has(one)).pop() ?? null;
  const link = links.get(heading);
  if (link === current) return;
  current?.removeAttribute("aria-current");
  link?.setAttribute("aria-current", "location");
  current = link;
  if (said) said.textContent = link?.textContent ?? "";
  keepInSight(link);
  pointTwins(link);
}

/** @param {HTMLAnchorElement | undefined} link scrolls the list, never the page */
function keepInSight(link) {
  const boxes = [details, /** @type {HTMLElement} */ (details.querySelector("ul"))];
  const box = boxes.find((one) => one.scrollHeight > one.clientHeight);
  if (!box || !link) return;
  const { top, bottom } = link.getBoundingClientRect(), around = box.getBoundingClientRect();
  if (top < around.top || bottom > around.bottom) box.scrollTop += top - around.top - around.height / 3;
}

/** @param {HTMLAnchorElement | undefined} link the twins open at this section, or at the one it is part of */
function pointTwins(link) {
  const parent = link?.closest("ul ul")?.parentElement?.querySelector("a");
  for (const twin of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll(".site-twins a"))) {
    const lacks = (twin.dataset.lacks ?? "").split(" ");
    twin.hash = [link, parent].find((one) => one && !lacks.includes(one.hash))?.hash ?? "";
  }
}

const observer = new IntersectionObserver((entries) => {
  for (const { target: heading, isIntersecting } of entries) {
    if (isIntersecting) above.add(heading);
    else above.delete(heading);
  }
  mark();
}, { rootMargin: `1000000px 0px -${100 * (1 - LINE)}% 0px` });
for (const heading of links.keys()) if (heading) observer.observe(heading);

addEventListener("hashchange", mark);
addEventListener("scrollend", mark);
details.addEventListener("click", ({ target: clicked }) => {
  if (clicked instanceof HTMLAnchorElement) details.open = false;
});
document.addEventListener("click", ({ target: clicked }) => {
  if (clicked instanceof Node && !contents.contains(clicked)) details.open = false;
});
contents.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape" || !details.open) return;
  details.open = false;
  details.querySelector("summary")?.focus();
});
