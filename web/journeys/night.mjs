// Nothing typed is lost: the sign-in ends over night while a page stands open, or another language is chosen half
// way. With script and without.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axeCheck, launch, thumbCheck } from "./lib/browser.mjs";
import { keepPicture } from "./lib/picture.mjs";
import { town } from "./lib/town.mjs";

const TOO_LATE = "時間がたったので、もう一度確かめてください。";

let place;

before(async () => {
  place = await town({ residents: ["taro=太郎", "hanako=花子"] });
});

after(async () => {
  await place?.end();
});

async function signIn(page, name) {
  await page.goto(`${place.service}/signin/line?next=/r/people/new`);
  await page.getByText(name).first().click();
  await page.waitForURL(/\/r\/people\/new$/);
}

/** The sign-in ends: a browser drops its cookie in the same moment. */
async function nightPasses(browser) {
  await browser.clearCookies({ name: "madoguchi" });
}

/** Comes back through LINE Login. With script, LINE's own script cannot be had, and the opening page says so. */
async function comesBack(page, name, byScript) {
  if (byScript) {
    await page.getByRole("heading", { level: 1, name: "LINEから開けませんでした" }).waitFor();
    await axeCheck(page, "the opening that failed");
    await keepPicture(page, "liff-failed");
  }
  await page.getByRole("link", { name: "LINEでログイン" }).click();
  await page.getByText(name).first().click();
  await page.waitForURL(/\/r\//);
}

async function types(page, { voucher, birth }) {
  await page.locator("#voucher").fill(voucher);
  await page.locator("#birth").fill(birth);
}

async function stands(page, { voucher, birth }) {
  assert.deepEqual([await page.locator("#voucher").inputValue(), await page.locator("#birth").inputValue()], [voucher, birth]);
}

for (const byScript of [true, false]) {
  test(`what was typed and what was chosen is there the next morning, ${byScript ? "with" : "without"} script`, async () => {
    const browser = await launch({ viewport: { width: 360, height: 740 }, javaScriptEnabled: byScript });
    const [who, person] = byScript ? ["太郎", place.people[0]] : ["花子", place.people[1]];
    try {
      const page = await browser.newPage();
      await page.route((url) => url.origin !== new URL(place.service).origin, (route) =>
        route.request().resourceType() === "script" ? route.abort() : route.continue());
      await signIn(page, who);
      await types(page, person);
      await nightPasses(browser);
      await page.getByRole("button", { name: "登録する" }).click();
      await comesBack(page, who, byScript);
      await page.getByText(TOO_LATE).waitFor();
      await stands(page, person);

      await page.getByRole("button", { name: "English" }).click();
      await page.getByRole("heading", { level: 1, name: "Register the person to book for" }).waitFor();
      await stands(page, person);
      await page.getByRole("button", { name: "Display" }).click();
      await page.getByRole("button", { name: "Use this" }).click();
      await stands(page, person);
      await page.getByRole("button", { name: "日本語", exact: true }).click();
      await page.getByRole("heading", { level: 1, name: "予約する方を登録する" }).waitFor();
      await page.waitForLoadState();
      await thumbCheck(page, "a form that came back");

      // The enter key registers, and does not choose the first language.
      await page.locator("#birth").press("Enter");
      await page.getByRole("heading", { level: 1, name: "何を予約しますか" }).waitFor();
      for (let step = 0; step < 4; step += 1) {
        await page.locator("a.pick").first().click();
        await page.waitForLoadState();
      }
      const facts = await page.locator("dl.facts").innerText();
      await nightPasses(browser);
      await page.getByRole("button", { name: "この内容で予約する" }).click();
      await comesBack(page, who, byScript);
      await page.getByText(TOO_LATE).waitFor();
      assert.equal(await page.locator("dl.facts").innerText(), facts);
      if (byScript) await axeCheck(page, "confirm, the next morning");
      await keepPicture(page, `night-${byScript ? "with" : "without"}-script`);
      await page.getByRole("button", { name: "この内容で予約する" }).click();
      await page.getByRole("heading", { level: 1, name: "予約できました" }).waitFor();
    } finally {
      await browser.close();
    }
  });
}
