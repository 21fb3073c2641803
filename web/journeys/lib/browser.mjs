// Opens Chromium as a resident's or officer's browser for a journey, and checks a page's accessibility.
// It knows nothing of the product's pages; each journey says what it does there.
import AxeBuilder from "@axe-core/playwright";
import { chromium } from "playwright-core";

const STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const ARGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

/**
 * A browser context with a fresh profile of its own (the empty path), deleted when the context closes.
 * `options` are playwright's, for example `viewport`, `colorScheme` or `javaScriptEnabled`.
 */
export function launch(options = {}) {
  return chromium.launchPersistentContext("", {
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: ARGS,
    locale: "ja-JP",
    timezoneId: "Asia/Tokyo",
    ...options,
  });
}

/** Fails with every finding of axe, and of three checks axe does not make, on the page once it has come to rest. */
export async function axeCheck(page, name) {
  await atRest(page);
  const { violations } = await new AxeBuilder({ page }).withTags(STANDARD).analyze();
  const findings = [...violations.map(sentence), ...(await page.evaluate(ownFindings))];
  if (findings.length > 0) {
    throw new Error(`${name} (${page.url()}): ${findings.length} accessibility findings\n${findings.join("\n")}`);
  }
}

/** Waits until nothing on the page moves any more; a page that is just being left gives way to the next one. */
export async function atRest(page) {
  try {
    await page.evaluate(rest);
  } catch (error) {
    if (!error.message.includes("Execution context was destroyed")) throw error;
    await page.waitForLoadState();
    await page.evaluate(rest);
  }
}

/** Runs inside the page: a colour on its way from light to dark is nobody's page. An animation taken away has ended too. */
function rest() {
  return Promise.allSettled(document.getAnimations().map((animation) => animation.finished));
}

function sentence({ id, impact, help, nodes }) {
  const places = nodes.map(({ target, failureSummary }) => `    ${target.join(" ")}\n      ${failureSummary.replaceAll("\n", "\n      ")}`);
  return `  [${impact}] ${id}: ${help}\n${places.join("\n")}`;
}

/** Fails where something to press is smaller than a thumb: 44 px either way, but for links within a sentence. The label
 *  of a box belongs to it, and a link that is drawn over the whole of a cell is as large as the cell. */
export async function thumbCheck(page, name) {
  const small = await page.evaluate(() => {
    const inSentence = (link) => link.matches("a") && getComputedStyle(link).display === "inline";
    const targets = [...document.querySelectorAll(":is(a, button, select, input:not([type=hidden])):not([aria-hidden])")];
    const seen = targets.filter((target) => target.checkVisibility() && !target.matches(".skip") && !inSentence(target));
    const covers = (target) => getComputedStyle(target, "::after").position === "absolute";
    const area = (target) => (covers(target) ? target.offsetParent : (target.closest("label") ?? target));
    const pressed = seen.map((target) => ({ target, box: area(target).getBoundingClientRect() }));
    const tooSmall = pressed.filter(({ box }) => box.width < 43.5 || box.height < 43.5);
    return tooSmall.map(({ target, box }) => `${target.textContent.trim()} ${box.width.toFixed()}×${box.height.toFixed()}`);
  });
  if (small.length > 0) throw new Error(`${name} (${page.url()}): too small to press\n${small.join("\n")}`);
}

/** Runs inside the page: fields without a visible label, more or less than one h1, sideways scrolling. */
function ownFindings() {
  const findings = [];
  for (const field of document.querySelectorAll("input:not([type=hidden]), select, textarea")) {
    if (!field.labels?.length && !field.getAttribute("aria-labelledby")) findings.push(`  [own] no label: ${field.outerHTML}`);
  }
  const headings = [...document.querySelectorAll("h1")].filter((heading) => heading.checkVisibility());
  if (headings.length !== 1) findings.push(`  [own] ${headings.length} visible h1`);
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) findings.push(`  [own] scrolls sideways: ${scrollWidth} in ${clientWidth} px`);
  return findings;
}
