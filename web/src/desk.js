// The living parts of the desk: server-sent events on the board, arrow keys between its cells, printing.
// The server renders every cell; nothing is counted or decided here.
import htmx from "htmx.org";
import "htmx-ext-sse";
import { prepareForms } from "./forms.js";

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

const STEPS = {
  ArrowRight: (cells, at) => cells[at + 1],
  ArrowLeft: (cells, at) => cells[at - 1],
  ArrowDown: (cells, at) => below(cells.slice(at + 1), cells[at]),
  ArrowUp: (cells, at) => below(cells.slice(0, at).reverse(), cells[at]),
};

/** The first cell on another line that stands in the same column, else the first on another line. */
function below(cells, from) {
  const here = from.getBoundingClientRect();
  const others = cells.filter((cell) => Math.abs(cell.getBoundingClientRect().top - here.top) > here.height);
  return others.find((cell) => Math.abs(cell.getBoundingClientRect().left - here.left) < 2) ?? others[0];
}

function moveByArrows(event) {
  const step = STEPS[event.key];
  if (!step || event.altKey || event.ctrlKey || event.metaKey || !event.target.matches("[data-cell]")) return;
  const cells = [...document.querySelectorAll("[data-cell]")];
  const next = step(cells, cells.indexOf(event.target));
  if (!next) return;
  event.preventDefault();
  next.focus();
}

/** "/" goes to the search field, unless something is being typed. */
function searchBySlash(event) {
  const field = document.querySelector("[data-slash]");
  if (event.key !== "/" || !field || event.target.matches("input, select, textarea")) return;
  event.preventDefault();
  field.select();
}

function showWhatNeedsScript() {
  document.querySelectorAll("[data-keys], [data-print]").forEach((element) => {
    element.hidden = false;
  });
  document.querySelector("[data-print]")?.addEventListener("click", () => print());
}

prepareForms();
showWhatNeedsScript();
document.querySelectorAll("[data-live]").forEach(watchConnection);
document.addEventListener("keydown", moveByArrows);
document.addEventListener("keydown", searchBySlash);
