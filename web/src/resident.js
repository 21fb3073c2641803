// Small comforts on residents' pages: forms are sent once, errors are met first, a wait is
// counted down, arrow keys go between days and times.
// Every page works without it; it holds no state and makes no requests.
import { moveByArrows } from "./arrows.js";
import { prepareForms } from "./forms.js";

/** Counts silently, and speaks once, at the end. */
function countDown(wait) {
  const until = Date.now() + Number(wait.dataset.wait) * 1000;
  const left = wait.querySelector("[data-wait-left]");
  const timer = setInterval(() => {
    const seconds = Math.ceil((until - Date.now()) / 1000);
    left.textContent = String(Math.max(seconds, 0));
    if (seconds > 0) return;
    clearInterval(timer);
    wait.hidden = true;
    const over = document.querySelector("[data-wait-over]");
    over.textContent = over.dataset.waitOver;
  }, 1000);
}

prepareForms();
moveByArrows("a.pick");
document.querySelectorAll("[data-wait]").forEach(countDown);
