// What every form gains from script: it is sent once, and not into a line that is lost or to a service that is not
// there; and errors are met first.
// Forms work without it; nothing here checks or changes what was typed.

/** A second tap while the first is on its way would only make the person wait twice. */
function sendOnce(form, isThere) {
  let busy = null;
  const rest = () => {
    if (!busy) return;
    busy.button.removeAttribute("aria-disabled");
    busy.button.replaceChildren(...busy.label);
    busy = null;
  };
  form.addEventListener("submit", async (event) => {
    if (busy?.goes) {
      busy.goes = false;
      return;
    }
    if (busy) return event.preventDefault();
    const button = event.submitter ?? form.querySelector("button");
    busy = { button, label: [...button.childNodes] };
    button.setAttribute("aria-disabled", "true");
    if (button.dataset.busy) button.textContent = button.dataset.busy;
    if (!isThere) return;
    event.preventDefault();
    if (!(await isThere())) return rest();
    busy.goes = true;
    form.requestSubmit(event.submitter);
  });
  // "Back" may bring the page from the browser's memory: then it can be sent again.
  addEventListener("pageshow", rest);
}

/** A proxy that reaches nobody answers with 502 to 504; nothing at all comes back where there is none. */
async function answers() {
  const { href } = document.querySelector("link[rel=stylesheet]");
  try {
    const asked = await fetch(href, { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(10_000) });
    return asked.status < 500;
  } catch {
    return false;
  }
}

/** Where much is typed the service is asked first: the browser's own error page would take all of it. */
function asksFirst(notice) {
  return async () => {
    const there = await answers();
    notice.hidden = there;
    return there;
  };
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
  const unreached = document.querySelector("[data-unreached]");
  const isThere = unreached && asksFirst(unreached);
  document.querySelectorAll("form[method=post]").forEach((form) => sendOnce(form, isThere));
  document.querySelector("[data-focus]")?.focus();
}
