// What every form gains from script: it is sent once, and errors are met first.
// Forms work without it; nothing here checks or changes what was typed.

/** A second tap while the first is on its way would only make the person wait twice. */
function sendOnce(form) {
  let busy = null;
  form.addEventListener("submit", (event) => {
    if (busy) return event.preventDefault();
    const button = event.submitter ?? form.querySelector("button");
    busy = { button, label: [...button.childNodes] };
    button.setAttribute("aria-disabled", "true");
    if (button.dataset.busy) button.textContent = button.dataset.busy;
  });
  // "Back" may bring the page from the browser's memory: then it can be sent again.
  addEventListener("pageshow", () => {
    if (!busy) return;
    busy.button.removeAttribute("aria-disabled");
    busy.button.replaceChildren(...busy.label);
    busy = null;
  });
}

export function prepareForms() {
  document.querySelectorAll("form[method=post]").forEach(sendOnce);
  document.querySelector("[data-focus]")?.focus();
}
