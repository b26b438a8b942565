// @ts-check
/**
 * `<claims-filter>`: shows the claims that match its form, and says how many there are.
 * Without JavaScript it stays hidden, and the page is the plain list.
 */

class ClaimsFilter extends HTMLElement {
  /** @type {AbortController | undefined} */
  #listeners;

  connectedCallback() {
    const form = this.querySelector("form");
    if (!form) return;
    this.#listeners = new AbortController();
    const { signal } = this.#listeners;
    form.addEventListener("change", () => this.#apply(form), { signal });
    form.addEventListener("submit", (event) => event.preventDefault(), { signal });
    // The fields are empty only after the event has passed.
    form.addEventListener("reset", () => setTimeout(() => this.#apply(form)), { signal });
    // A permanent link leads to its claim even when the filter hides it.
    window.addEventListener("hashchange", () => this.#reveal(form), { signal });
    this.hidden = false;
  }

  disconnectedCallback() {
    this.#listeners?.abort();
  }

  /** @param {HTMLFormElement} form */
  #apply(form) {
    const wanted = new FormData(form);
    let shown = 0;
    for (const topic of document.querySelectorAll(".mdx-claims")) {
      let inTopic = 0;
      for (const claim of /** @type {NodeListOf<HTMLElement>} */ (topic.querySelectorAll(".mdx-claim"))) {
        claim.hidden = ![...wanted].every(([name, value]) => this.#fits(claim, name, String(value)));
        inTopic += Number(!claim.hidden);
      }
      /** @type {HTMLElement} */ (topic).hidden = inTopic === 0;
      shown += inTopic;
    }
    const output = form.querySelector("output");
    if (output) output.textContent = `${shown} ${shown === 1 ? "claim" : "claims"} shown`;
  }

  /**
   * @param {HTMLElement} claim
   * @param {string} name
   * @param {string} value
   */
  #fits(claim, name, value) {
    return value === "" || (claim.dataset[name] ?? "").split(" ").includes(value);
  }

  /** @param {HTMLFormElement} form */
  #reveal(form) {
    const target = document.getElementById(location.hash.slice(1));
    if (!target?.matches(".mdx-claim") || !target.hidden) return;
    form.reset();
    setTimeout(() => target.scrollIntoView());
  }
}

customElements.get("claims-filter") ?? customElements.define("claims-filter", ClaimsFilter);

// It is imported, so it has to be a module.
export {};
