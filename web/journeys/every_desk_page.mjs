// Every page of the desk that a link leads to, from the list of programmes on: each is there, fits a tablet, and is
// accessible in light and in dark. Pages that only a press leads to are looked at by the journeys that press.
import assert from "node:assert/strict";
import { test } from "node:test";
import { axeCheck, thumbCheck } from "./lib/browser.mjs";
import { onThePhone, SCREENS, signIn } from "./lib/officer.mjs";
import { keepPicture } from "./lib/picture.mjs";
import { browser, place, setStage } from "./lib/stage.mjs";

/** Of pages that differ by an id or a day only, so many are followed: one with somebody in it leads further. */
const OF_A_KIND = 2;
/** What is asked for in an address that only shows less, or another part, of the same page. */
const LESS = ["band", "before", "date", "day", "district", "from", "page", "venue"];
/** In which light a screen is looked at here. */
const LIGHT = { 820: "dark", 1280: "light" };

setStage();

test("every page of the desk that a link leads to is there and accessible", async () => {
  const page = await browser.newPage();
  await page.goto(`${place.service}/desk`);
  const found = await lookAt(page, "/desk/signin");
  await signIn(page, place);
  // Once it is clear who calls, links lead further.
  const call = new URL(await onThePhone(page, place, place.people[0])).pathname;
  const met = new Map();
  const next = ["/desk", call];
  const known = new Set(next);
  while (next.length > 0) {
    const address = next.shift();
    const kind = kindOf(address);
    const times = met.get(kind) ?? 0;
    if (times >= OF_A_KIND) continue;
    met.set(kind, times + 1);
    const answer = await page.goto(`${place.service}${address}`);
    assert.equal(answer.status(), 200, address);
    if (times === 0) found.push(...(await lookAt(page, kind)));
    for (const link of await links(page)) {
      if (!known.has(link)) next.push(link);
      known.add(link);
    }
  }
  console.log(`${met.size} kinds of pages: ${[...met.keys()].sort().join(" ")}`);
  assert.deepEqual(found, []);
  for (const kind of ["/desk/start", "/desk/officers", "/desk/holds?programme", "/desk/people/*/call/together"]) assert.ok(met.has(kind), kind);
});

/** What is wrong with a page, in either sight. */
async function lookAt(page, kind) {
  const found = [];
  for (const screen of SCREENS) {
    const { width } = screen;
    await page.setViewportSize(screen);
    await page.emulateMedia({ colorScheme: LIGHT[width] });
    const checks = width < 1000 ? [axeCheck, thumbCheck] : [axeCheck];
    for (const check of checks) await check(page, `${kind}, ${width} px`).catch((error) => found.push(error.message));
    await keepPicture(page, `every${kind.replaceAll(/\W+/g, "-")}-${width}`, true);
  }
  return found;
}

/** Where the links of a page lead at the desk; what is downloaded or printed is no page. */
async function links(page) {
  const all = await page.locator("a[href]:not([download])").evaluateAll((found) => found.map((link) => link.href));
  const own = all.filter((link) => link.startsWith(`${place.service}/desk`)).map((link) => new URL(link));
  return own.filter((link) => !/\.(csv|svg|txt|json)$/.test(link.pathname)).map((link) => link.pathname + link.search);
}

/** An address without what tells one page from another of its kind. */
function kindOf(address) {
  const { pathname, searchParams } = new URL(address, place.service);
  const path = pathname.replaceAll(/\/([0-9a-f]{8}-[0-9a-f-]{27}|\d+)(?=\/|$)/g, "/*").replace(/\/scripts\/\w+$/, "/scripts/*");
  const asked = [...searchParams.keys()].filter((name) => !LESS.includes(name)).sort().join("&");
  return asked ? `${path}?${asked}` : path;
}
