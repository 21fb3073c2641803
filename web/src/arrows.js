// Arrow keys between things that stand in lines: the cells of the board, the days and times to pick from. Tab goes
// through them as well; nothing needs the arrows.

const STEPS = {
  ArrowRight: (cells, at) => cells[at + 1],
  ArrowLeft: (cells, at) => cells[at - 1],
  ArrowDown: (cells, at) => below(cells.slice(at + 1), cells[at]),
  ArrowUp: (cells, at) => below(cells.slice(0, at).reverse(), cells[at]),
};

/** The first cell on another line that stands in the same column, else the first on another line. */
function below(cells, from) {
  const here = from.getBoundingClientRect();
  const others = cells.filter((cell) => Math.abs(cell.getBoundingClientRect().top - here.top) >= here.height / 2);
  return others.find((cell) => Math.abs(cell.getBoundingClientRect().left - here.left) < 2) ?? others[0];
}

/** Makes arrow keys go between the elements that match. */
export function moveByArrows(selector) {
  document.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey || !event.target.matches(selector)) return;
    const cells = [...document.querySelectorAll(selector)];
    const next = step(cells, cells.indexOf(event.target));
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}
