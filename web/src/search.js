// The keys of the search over people: "/" brings the box from every page of the desk, arrows go between the box and
// those who were found, Enter opens. Without script Tab does the same.
import { moveByArrows } from "./arrows.js";

/** "/" goes to the search field of the page, or to the page of the search, unless something is being typed. */
function searchBySlash(event) {
  if (event.key !== "/" || event.target.matches("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
  const field = document.querySelector("[data-slash]");
  const page = document.querySelector("[data-search-page]");
  if (!field && !page) return;
  event.preventDefault();
  if (field) field.select();
  else location.assign(page.href);
}

/** Down goes from the box to the first who was found, Up from there back. */
function betweenBoxAndList(event) {
  const [first] = document.querySelectorAll("[data-hit]");
  const box = document.querySelector("[data-find]");
  if (event.key === "ArrowDown" && event.target === box && first) {
    event.preventDefault();
    first.focus();
  } else if (event.key === "ArrowUp" && first && event.target === first) {
    event.preventDefault();
    box?.select();
  }
}

export function searchByKeys() {
  document.addEventListener("keydown", searchBySlash);
  document.addEventListener("keydown", betweenBoxAndList);
  moveByArrows("[data-hit]");
}
