// What every form gains from script: it is sent once, and not into a line that is lost or to a service that is not
// there; and errors are met first.
// Forms work without it; nothing here checks or changes what was typed.

/** After so long the same may be sent again: every write is safe to repeat. */
const SENT_AGAIN_MS = 10_000;

/** A second tap while the first is on its way would only make the person wait twice. */
function sendOnce(form, asks) {
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
    if (asks) {
      event.preventDefault();
      if (!(await asks())) return rest();
      busy.goes = true;
      form.requestSubmit(event.submitter);
    }
    // What comes may be a file to keep, and the page stays.
    setTimeout(rest, SENT_AGAIN_MS);
  });
  // "Back" may bring the page from the browser's memory: then it can be sent again.
  addEventListener("pageshow", rest);
}

/** Whether the service answers, and still knows whoever signed in. A proxy that reaches nobody says 502 to 504; who is
 *  signed out is led elsewhere. */
async function answers() {
  const here = document.querySelector("[data-here]")?.action ?? document.querySelector("link[rel=stylesheet]").href;
  const asks = { method: "HEAD", cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(10_000) };
  try {
    const asked = await fetch(here, asks);
    if (asked.type === "opaqueredirect" || asked.status === 401) return "signed-out";
    return asked.status < 500 ? "there" : "unreached";
  } catch {
    return "unreached";
  }
}

/** Where much is typed the service is asked first: the browser's own error page, or that of the sign-in, would take all
 *  of it. */
async function isThere() {
  const answer = await answers();
  for (const why of ["unreached", "signed-out"]) {
    document.querySelectorAll(`[data-${why}]`).forEach((notice) => {
      notice.hidden = answer !== why;
    });
  }
  return answer === "there";
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
  const asks = document.querySelector("[data-unreached]") ? isThere : null;
  // A button alone has nothing to lose, and somebody who leaves should not wait for an answer.
  const typed = "input:not([type=hidden]), select, textarea";
  for (const form of document.querySelectorAll("form[method=post]")) {
    sendOnce(form, form.querySelector(typed) ? asks : null);
  }
  document.querySelector("[data-focus]")?.focus();
}
