/**
 * The menu in a dialog: what stands beside the text where there is room. Escape and a tap outside close it.
 * @module
 */

/** @type {HTMLDialogElement | undefined} */
let dialog;

/** Open the menu where the reader is in it. */
export function open() {
  dialog ??= make();
  if (!dialog.open) dialog.showModal();
}

/** @returns {HTMLDialogElement} */
function make() {
  const made = document.createElement("dialog");
  made.className = "site-drawer";
  made.setAttribute("aria-label", "Menu");
  made.innerHTML = `
    <div class="site-drawer__head">Menu <button type="button" class="site-button">Close</button></div>
    <div class="site-drawer__body"></div>`;
  const body = /** @type {HTMLElement} */ (made.querySelector(".site-drawer__body"));
  for (const list of document.querySelectorAll("#site-nav .site-nav")) body.append(list.cloneNode(true));
  body.querySelector("[aria-current]")?.setAttribute("autofocus", "");
  /** @type {HTMLButtonElement} */ (made.querySelector("button")).onclick = () => made.close();
  // What is in the dialog covers all of it, so that only its backdrop is the dialog itself.
  made.addEventListener("click", (event) => { if (event.target === made) made.close(); });
  document.body.append(made);
  return made;
}
