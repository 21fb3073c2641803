// What every form gains from script: it is sent once, and not into a line that is lost; and errors are met first.
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

/** Without a line nothing is sent, and the page says so. */
function watchLine(notice) {
  const show = () => {
    notice.hidden = navigator.onLine;
  };
  addEventListener("online", show);
  addEventListener("offline", show);
  document.addEventListener(
    "submit",
    (event) => {
      if (navigator.onLine) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      show();
    },
    true,
  );
}

export function prepareForms() {
  document.querySelectorAll("[data-offline]").forEach(watchLine);
  document.querySelectorAll("form[method=post]").forEach(sendOnce);
  document.querySelector("[data-focus]")?.focus();
}
