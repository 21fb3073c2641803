// The pools of a slot as one bar with a handle between neighbours: dragging it, or arrow keys, + and - on it, move
// places from one pool to the next. It only writes into the fields of the form; the server decides.

/** The fields of the pools, each with the least it may be. */
function fieldsOf(form) {
  return [...form.querySelectorAll("input[name^=pool_]")];
}

const count = (field) => Math.max(0, Number.parseInt(field.value, 10) || 0);

/** Moves so many places from the pool after the handle to the one before it, as far as both allow. */
function move(left, right, by) {
  const most = count(right) - Math.min(count(right), Number(right.min));
  const least = -(count(left) - Math.min(count(left), Number(left.min)));
  const step = Math.max(least, Math.min(most, by));
  left.value = String(count(left) + step);
  right.value = String(count(right) - step);
}

const KEYS = { ArrowRight: 1, ArrowUp: 1, "+": 1, ArrowLeft: -1, ArrowDown: -1, "-": -1 };

function handle(left, right, bar, draw) {
  const grip = document.createElement("div");
  grip.className = "pool-grip";
  grip.tabIndex = 0;
  grip.setAttribute("role", "slider");
  grip.addEventListener("keydown", (event) => {
    const by = KEYS[event.key];
    if (!by) return;
    event.preventDefault();
    move(left, right, by);
    draw();
  });
  grip.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    grip.focus();
    grip.setPointerCapture(event.pointerId);
    const [from, before] = [event.clientX, count(left)];
    const total = count(left) + count(right);
    const width = (bar.clientWidth * total) / Math.max(1, sum(fieldsOf(bar.closest("form"))));
    const drag = ({ clientX }) => {
      const wanted = before + Math.round(((clientX - from) / Math.max(1, width)) * total);
      move(left, right, wanted - count(left));
      draw();
    };
    grip.addEventListener("pointermove", drag);
    grip.addEventListener("lostpointercapture", () => grip.removeEventListener("pointermove", drag), { once: true });
  });
  return grip;
}

const sum = (fields) => fields.reduce((all, field) => all + count(field), 0);

/** Puts the bar above the fields of a form. */
export function dragPools(form) {
  const fields = fieldsOf(form);
  if (fields.length < 2) return;
  const bar = document.createElement("div");
  bar.className = "pool-bar";
  const name = (field) => field.labels[0].firstChild.textContent.trim();
  const parts = fields.map(() => {
    const part = document.createElement("span");
    part.className = "pool-part";
    return part;
  });
  const draw = () => {
    parts.forEach((part, at) => {
      part.style.flexGrow = String(count(fields[at]));
      part.textContent = `${name(fields[at])} ${count(fields[at])}`;
    });
    grips.forEach((grip, at) => {
      const [left, right] = [fields[at], fields[at + 1]];
      grip.setAttribute("aria-label", `${name(left)}と${name(right)}の境目`);
      grip.setAttribute("aria-valuemin", "0");
      grip.setAttribute("aria-valuemax", String(count(left) + count(right)));
      grip.setAttribute("aria-valuenow", String(count(left)));
      grip.setAttribute("aria-valuetext", `${name(left)} ${count(left)}枠、${name(right)} ${count(right)}枠`);
    });
  };
  const grips = fields.slice(1).map((right, at) => handle(fields[at], right, bar, draw));
  parts.forEach((part, at) => bar.append(...(at ? [grips[at - 1], part] : [part])));
  const hint = document.createElement("p");
  hint.className = "soft";
  hint.textContent = "境目を動かすと、枠が隣の受付方法に移ります。矢印キーと ＋ － でも動きます。まだ保存はされません。";
  form.prepend(bar, hint);
  form.addEventListener("input", draw);
  draw();
}
