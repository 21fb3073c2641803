// Every page of a resident in every language, in light and in dark: accessible, large enough for a thumb, and light
// enough for a slow line. Then a whole booking with nothing but the keyboard.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axeCheck, launch } from "./lib/browser.mjs";
import { LANGUAGES, look, lookInAll, speak } from "./lib/look.mjs";
import { keepPicture } from "./lib/picture.mjs";
import { town } from "./lib/town.mjs";

/** The most that the first page of a booking may weigh with all it needs, before the LIFF SDK. */
const FIRST_PAGE_BYTES = 60_000;

let place;

before(async () => {
  place = await town({ residents: ["taro=太郎"] });
});

after(async () => {
  await place?.end();
});

async function signIn(page) {
  await page.goto(`${place.service}/signin/line?next=/r/home`);
  await page.getByText("太郎").first().click();
  await page.waitForURL(/\/r\/home$/);
}

/** Presses what the page is for: its first button in the main part that posts. */
async function press(page) {
  await page.locator("main form[method=post] button").first().click();
  await page.waitForLoadState();
}

async function pick(page) {
  await page.locator("a.pick").first().click();
  await page.waitForLoadState();
}

async function register(page, { voucher, birth }) {
  await page.goto(`${place.service}/r/people/new`);
  await page.locator("#voucher").fill(voucher);
  await page.locator("#birth").fill(birth);
  await press(page);
}

/** The way of a resident, page by page; `see` is told the name of each as it stands. */
async function goTheWay(page, person, see) {
  const open = async (path, name) => {
    await page.goto(`${place.service}${path}`);
    await see(name);
  };
  await open("/privacy", "privacy");
  await open("/look?next=/privacy", "look");
  await open("/signin/line/callback?error=access_denied", "sign-in refused");
  await signIn(page);
  await see("home before");
  await open("/r/people/new", "register");
  await page.locator("#voucher").fill("12");
  await page.locator("#birth").fill("1944/13/1");
  await press(page);
  await see("register with mistakes");
  await register(page, { voucher: "9999999999", birth: "1950/1/1" });
  await see("nobody matches");
  await register(page, person);
  await see("programmes");
  for (const name of ["venues", "days", "times", "confirm"]) {
    await pick(page);
    await see(name);
  }
  await press(page);
  await see("done");
  await open("/r/notices", "notices");
  await open("/r/home", "home");
  await page.locator("a.card-more").first().click();
  await page.waitForURL(/bookings/);
  await see("booking");
  const booking = new URL(page.url()).pathname;
  await open(`${booking}/change`, "change: venues");
  await pick(page);
  await pick(page);
  await page.locator("a.pick").last().click();
  await page.waitForLoadState();
  await see("change: confirm");
  await press(page);
  await see("changed");
  await open(`${booking}/cancel`, "cancel");
  await press(page);
  await see("cancelled");
  await open("/r/nowhere", "not found");
}

for (const [index, lang] of LANGUAGES.entries()) {
  test(`every page is accessible in light and in dark: ${lang}`, async () => {
    const browser = await launch({ viewport: { width: 360, height: 740 } });
    try {
      const page = await browser.newPage();
      await speak(page, place, lang);
      await goTheWay(page, place.people[index], (name) => look(page, name, lang));
    } finally {
      await browser.close();
    }
  });
}

test("letters twice as large, dark and strong, on the narrowest phone: nothing is lost sideways", async () => {
  const browser = await launch({ viewport: { width: 320, height: 640 } });
  try {
    const page = await browser.newPage();
    const value = "largest.dark.strong";
    await browser.addCookies([{ name: "madoguchi_look", value, url: place.service }]);
    await goTheWay(page, place.people[0], async (name) => {
      await page.evaluate(() => document.documentElement.style.setProperty("font-size", "200%"));
      await axeCheck(page, `${name} at 320 px and double type`);
      await keepPicture(page, `narrow-${name.replaceAll(/\W+/g, "-")}`);
    });
  } finally {
    await browser.close();
  }
});

/** What a page and all it needs weigh on the line, from an empty cache. */
async function weigh(page, path) {
  const asked = [];
  const hear = (request) => asked.push(request);
  page.on("requestfinished", hear);
  await page.goto(`${place.service}${path}`, { waitUntil: "networkidle" });
  page.off("requestfinished", hear);
  const sizes = await Promise.all(asked.map((request) => request.sizes()));
  const bytes = sizes.reduce((sum, size) => sum + size.responseBodySize + size.responseHeadersSize, 0);
  return { requests: asked.length, bytes };
}

test("the first page of a booking is light", async (t) => {
  const browser = await launch({ viewport: { width: 360, height: 740 } });
  try {
    const page = await browser.newPage();
    const line = await browser.newCDPSession(page);
    await line.send("Network.enable");
    await line.send("Network.setCacheDisabled", { cacheDisabled: true });
    await signIn(page);
    await register(page, place.people[3]);
    const first = new URL(page.url()).pathname;
    const paths = [first, "/r/home", "/r/people/new", "/privacy", "/look"];
    for (let step = 0; step < 3; step += 1) {
      await pick(page);
      paths.push(new URL(page.url()).pathname);
    }
    for (const path of paths) {
      const { requests, bytes } = await weigh(page, path);
      t.diagnostic(`${path.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "…")}: ${requests} requests, ${bytes} bytes`);
      assert.ok(requests > 0 && bytes < FIRST_PAGE_BYTES, `${path} weighs ${bytes} bytes`);
    }
  } finally {
    await browser.close();
  }
});

/** Goes forward by Tab until what has the focus reads so. */
async function tabTo(page, words, key = "Tab") {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press(key);
    const focused = await page.evaluate(() => {
      const at = document.activeElement;
      const box = at.getBoundingClientRect();
      const ring = getComputedStyle(at).outlineStyle !== "none";
      return { text: `${at.textContent} ${at.labels?.[0]?.textContent ?? ""}`, seen: box.bottom > 0 && box.top < innerHeight, ring };
    });
    if (!words.test(focused.text)) continue;
    assert.ok(focused.seen && focused.ring, `the focus shows on ${words}`);
    return;
  }
  throw new Error(`${words} cannot be reached by ${key} on ${page.url()}`);
}

/** Presses Enter where the focus is, and waits for the page with this heading. */
async function enter(page, heading) {
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: heading }).waitFor();
  await page.waitForLoadState();
}

test("a whole booking with nothing but the keyboard", async () => {
  const browser = await launch({ viewport: { width: 360, height: 740 } });
  try {
    const page = await browser.newPage();
    const { voucher, birth } = place.people[4];
    await signIn(page);
    await tabTo(page, /^本文へ進む/);
    await page.keyboard.press("Enter");
    await tabTo(page, /追加する|登録をはじめる/);
    await enter(page, "予約する方を登録する");
    await tabTo(page, /接種券の番号/);
    await page.keyboard.type(voucher);
    await page.keyboard.press("Tab");
    await page.keyboard.type(birth);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "何を予約しますか" }).waitFor();
    await tabTo(page, /秋の接種/);
    await enter(page, "場所を選んでください");
    await tabTo(page, /上窓川公民館/);
    await enter(page, "日にちを選んでください");
    await tabTo(page, /空きあり|残りわずか/);
    await page.keyboard.press("ArrowDown");
    await enter(page, "時間を選んでください");
    await tabTo(page, /空きあり|残りわずか/);
    const first = await page.evaluate(() => document.activeElement.textContent);
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowLeft");
    assert.equal(await page.evaluate(() => document.activeElement.textContent), first, "there and back");
    await enter(page, "この内容で予約しますか");
    await tabTo(page, /この内容で予約する/);
    await page.keyboard.press("Space");
    await page.getByRole("heading", { level: 1, name: "予約できました" }).waitFor();
    await tabTo(page, /文字・色/);
    await enter(page, "文字の大きさと色");
    await tabTo(page, /ふつう/);
    await page.keyboard.press("ArrowDown");
    await tabTo(page, /これにする/);
    await enter(page, "予約できました");
    assert.equal(await page.locator("html").getAttribute("data-letters"), "large");
  } finally {
    await browser.close();
  }
});

test("what cannot be done is accessible as well", async () => {
  const browser = await launch({ viewport: { width: 360, height: 740 } });
  try {
    const page = await browser.newPage();
    await signIn(page);
    const child = place.people.findLast(({ birth }) => birth > "2010");
    await register(page, child);
    await page.locator(".pick-off").first().waitFor();
    await lookInAll(page, place, "too young");
    await page.goto(`${page.url()}/nothing/1`);
    await lookInAll(page, place, "not found");
    await speak(page, place, "easy");
    await page.goto(`${place.service}/r/people/new`);
    await page.locator("#voucher").evaluate((field) => field.remove());
    await press(page);
    await look(page, "expired", "easy");
    for (let tries = 0; !(await page.getByText("しばらく 待ってください").count()); tries += 1) {
      assert.ok(tries < 40, "nobody is stopped");
      await register(page, { voucher: "9999999998", birth: `19${10 + tries}/1/1` });
    }
    await look(page, "stopped", "easy");
  } finally {
    await browser.close();
  }
});
