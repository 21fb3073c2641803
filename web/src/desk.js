// The living parts of the desk: server-sent events on the board, arrow keys between its cells, printing.
// The server renders every cell; nothing is counted or decided here.
import htmx from "htmx.org";
import "htmx-ext-sse";
import { prepareCall } from "./call.js";
import { moveByArrows } from "./arrows.js";
import { prepareForms } from "./forms.js";
import { dragPools } from "./pools.js";
import { searchByKeys } from "./search.js";

/** While the stream is down the board says so; when it is back, what was missed is fetched whole. */
function watchConnection(live) {
  const lost = live.querySelector("[data-lost]");
  live.addEventListener("htmx:sseError", () => {
    lost.hidden = false;
  });
  live.addEventListener("htmx:sseOpen", async () => {
    if (lost.hidden) return;
    await htmx.ajax("GET", location.href, { target: "#board", select: "#board", swap: "outerHTML" });
    lost.hidden = true;
  });
  live.addEventListener("htmx:load", ({ target }) => {
    if (target.matches(".slot")) target.classList.add("slot-fresh");
  });
}

function showWhatNeedsScript() {
  document.querySelectorAll("[data-keys], [data-print]").forEach((element) => {
    element.hidden = false;
  });
  document.querySelector("[data-print]")?.addEventListener("click", () => print());
}

prepareCall();
prepareForms();
showWhatNeedsScript();
document.querySelectorAll("[data-live]").forEach(watchConnection);
document.querySelectorAll("[data-pools]").forEach(dragPools);
moveByArrows("[data-cell]");
searchByKeys();
