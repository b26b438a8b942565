// @ts-check
/**
 * `<claims-filter>`: shows the claims that match its form, keeps that in the address, and says how many there are.
 * The query is the filter, as in `?verdict=false&about=…`; the fragment names a claim, which is always shown and open.
 * Without JavaScript the bar is a picture with its numbers, and the page is the plain list.
 */

/** @typedef {HTMLDetailsElement} Claim */

class ClaimsFilter extends HTMLElement {
  /** @type {AbortController | undefined} */
  #listeners;
  /** What the address asks for and no claim has. @type {string[]} */
  #unknown = [];

  connectedCallback() {
    this.#listeners = new AbortController();
    const { signal } = this.#listeners;
    const { form, toggle } = this;
    form.addEventListener("change", () => this.#keep(), { signal });
    form.addEventListener("submit", (event) => event.preventDefault(), { signal });
    // The fields are empty only after the event has passed.
    form.addEventListener("reset", () => setTimeout(() => this.#keep()), { signal });
    toggle.addEventListener("click", () => this.#toggle(), { signal });
    // A part of the picture is its line below: that is what keyboards and screen readers have.
    form.querySelector("svg")?.addEventListener("click", ({ target }) => {
      const part = target instanceof Element && target.closest("[data-verdict]");
      if (part) /** @type {HTMLElement} */ (form.querySelector(`[value="${part.getAttribute("data-verdict")}"]`)).click();
    }, { signal });
    for (const kind of ["popstate", "hashchange"]) addEventListener(kind, () => this.#read(), { signal });
    this.#read();
  }

  disconnectedCallback() {
    this.#listeners?.abort();
  }

  get form() { return /** @type {HTMLFormElement} */ (this.querySelector("form")); }
  get toggle() { return /** @type {HTMLButtonElement} */ (this.querySelector("[type=button]")); }
  get output() { return /** @type {HTMLOutputElement} */ (this.querySelector("output")); }
  get topics() { return /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".mdx-claims")); }
  get claims() { return [.../** @type {NodeListOf<Claim>} */ (document.querySelectorAll(".mdx-claim"))]; }

  /** Put into the address what the form says; what it named before is not asked for any more. */
  #keep() {
    const asked = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) if (value) asked.append(name, String(value));
    const address = location.pathname + (asked.size ? `?${asked}` : "");
    if (address !== location.pathname + location.search + location.hash) history.pushState(null, "", address);
    this.#unknown = [];
    this.#apply();
  }

  /** Take the filter from the address, and open the claim that it names. */
  #read() {
    const asked = new URLSearchParams(location.search);
    const known = new Set();
    for (const field of this.form.elements) {
      if (field instanceof HTMLInputElement) {
        field.checked = asked.getAll(field.name).includes(field.value);
        known.add(`${field.name}=${field.value}`);
      } else if (field instanceof HTMLSelectElement) {
        for (const { value } of field.options) known.add(`${field.name}=${value}`);
        const value = asked.get(field.name) ?? "";
        field.value = known.has(`${field.name}=${value}`) ? value : "";
      }
    }
    const names = new Set([...known].map((pair) => pair.split("=")[0]));
    this.#unknown = [...asked].filter(([name]) => names.has(name)).map((pair) => pair.join("="))
      .filter((pair) => !known.has(pair));
    this.#apply();
    const target = document.getElementById(location.hash.slice(1));
    if (target instanceof HTMLDetailsElement) target.open = true;
    if (!target || !location.search) return;
    if (!target.checkVisibility()) {  // a topic without claims that fit
      history.replaceState(null, "", location.pathname + location.hash);
      this.#read();
    }
    target.scrollIntoView();
  }

  #apply() {
    const wanted = new FormData(this.form);
    const named = location.hash.slice(1);
    const beside = [];
    let shown = 0;
    for (const claim of this.claims) {
      const fits = ["verdict", "about", "topic"].every((name) => {
        const values = wanted.getAll(name).filter(Boolean);
        return !values.length || (claim.dataset[name] ?? "").split(" ").some((one) => values.includes(one));
      });
      claim.hidden = !fits && claim.id !== named;
      if (fits) shown += 1;
      else if (!claim.hidden) beside.push(claim.id.toUpperCase());
    }
    for (const topic of this.topics) topic.hidden = !topic.querySelector(".mdx-claim:not([hidden])");
    this.toggleAttribute("data-filtered", wanted.getAll("verdict").length > 0);
    for (const part of this.querySelectorAll("svg > [data-verdict]")) {
      part.toggleAttribute("data-chosen", wanted.getAll("verdict").includes(part.getAttribute("data-verdict") ?? ""));
    }
    const count = this.claims.length;
    const said = [`${shown} of ${count} ${count === 1 ? "claim" : "claims"} shown`];
    if (beside.length) said.push(`${beside[0]} too, which the address names`);
    if (this.#unknown.length) said.push(`no claim has ${this.#unknown.join(", ")}`);
    this.output.textContent = said.join("; ");
  }

  /** Open the claims that are shown, or close all. */
  #toggle() {
    const open = this.toggle.textContent === "Open all";
    for (const claim of this.claims) claim.open = open && !claim.hidden;
    this.toggle.textContent = open ? "Close all" : "Open all";
  }
}

customElements.get("claims-filter") ?? customElements.define("claims-filter", ClaimsFilter);

// It is imported, so it has to be a module.
export {};
