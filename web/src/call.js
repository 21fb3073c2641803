// What a call gains from script: single keys that press what shows them, and what was typed kept until it is answered.
// Everything works without it, by Tab and Enter.

const OFF = "madoguchi keys off";
const KEPT = "madoguchi kept ";

/** Keys belong to whoever types, and to the browser. */
function isTyping({ target, ctrlKey, altKey, metaKey, isComposing }) {
  const typed = "textarea, select, input:not([type=radio], [type=checkbox])";
  return ctrlKey || altKey || metaKey || isComposing || target.matches(typed);
}

/** The same key on either part of the keyboard, and while Japanese is typed. */
function keyOf({ key, code }) {
  return /^(?:Digit|Numpad|Key)(\w)$/.exec(code)?.[1].toLowerCase() ?? key.toLowerCase();
}

function press(event) {
  if (localStorage.getItem(OFF) || isTyping(event) || event.repeat) return;
  const target = document.querySelector(`[data-key="${CSS.escape(keyOf(event))}"]`);
  if (!target) return;
  event.preventDefault();
  target.focus();
  if (!target.hasAttribute("data-key-focus")) target.click();
}

/** Whoever speaks to their computer can turn single keys off. */
function prepareToggle(toggle) {
  const show = () => {
    const on = !localStorage.getItem(OFF);
    toggle.setAttribute("aria-pressed", String(on));
    document.querySelectorAll("kbd.key").forEach((key) => {
      key.hidden = !on;
    });
  };
  toggle.addEventListener("click", () => {
    if (localStorage.getItem(OFF)) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
    show();
  });
  show();
}

function fieldOf(form) {
  return form.querySelector("textarea, input[type=text]");
}

/** What is typed stays in this tab until the service has answered it, over a lost line and a new sign-in. */
function keep(form) {
  const field = fieldOf(form);
  if (!field) return;
  const name = `${KEPT}${form.dataset.keep} ${location.pathname}`;
  const kept = sessionStorage.getItem(name);
  if (kept && kept !== field.value && field.value === field.defaultValue) {
    field.value = kept;
    form.querySelector("[data-kept]")?.removeAttribute("hidden");
  }
  field.addEventListener("input", () => sessionStorage.setItem(name, field.value));
}

/** What was answered is kept no longer; nor is anything by whoever signs out. */
function forget(which) {
  const names = Object.keys(sessionStorage).filter((name) => name.startsWith(`${KEPT}${which}`));
  names.forEach((name) => sessionStorage.removeItem(name));
}

export function prepareCall() {
  const answered = new URLSearchParams(location.search).get("answered");
  if (answered) forget(answered);
  document.querySelectorAll("[data-answered]").forEach(({ dataset }) => forget(dataset.answered));
  document.querySelectorAll("form[data-keep]").forEach(keep);
  document.querySelector("form[action$='/signout']")?.addEventListener("submit", () => forget(""));
  document.querySelectorAll("[data-keys-toggle]").forEach(prepareToggle);
  if (document.querySelector("[data-key]")) document.addEventListener("keydown", press);
}
