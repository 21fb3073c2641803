// What the desk counts: the figures of a programme with their charts, who has not booked yet, and their list.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axeCheck, launch } from "./lib/browser.mjs";
import { keepPicture } from "./lib/picture.mjs";
import { heading } from "./lib/resident.mjs";
import { town } from "./lib/town.mjs";

let place;
let browser;

before(async () => {
  place = await town();
  browser = await launch({ viewport: { width: 1280, height: 900 } });
});

after(async () => {
  await browser?.close();
  await place?.end();
});

/** In light and in dark, as wide as a desk and as a tablet, and with letters twice as large. */
async function look(page, name) {
  for (const [colorScheme, width, letters] of [["light", 1280, ""], ["dark", 1280, ""], ["light", 820, ""], ["light", 1280, "200%"]]) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    await page.evaluate((size) => document.documentElement.style.setProperty("font-size", size), letters);
    await axeCheck(page, `${name}, ${colorScheme}, ${width}, ${letters}`);
    await keepPicture(page, `${name}-${colorScheme}-${width}${letters && "-200"}`, true);
  }
  await page.evaluate(() => document.documentElement.style.removeProperty("font-size"));
  await page.setViewportSize({ width: 1280, height: 900 });
}

test("the figures of a programme and who has not booked yet", async () => {
  const page = await browser.newPage();
  await page.goto(`${place.service}/desk`);
  await page.getByLabel("職員番号").fill("hokenshi");
  await page.getByLabel("パスワード").fill("madoguchi-demo");
  await page.getByRole("button", { name: "ログインする" }).click();
  await page.getByRole("link", { name: "新型コロナワクチン接種（お試し）" }).click();
  await page.getByRole("link", { name: "集計" }).click();
  await heading(page, /^集計/);
  assert.ok((await page.locator("svg.chart rect").count()) > 0, "bars are drawn");
  await page.getByText("表で見る").first().click();
  await look(page, "statistics");
  await page.goBack();

  await page.getByRole("link", { name: "まだ予約していない方" }).click();
  await heading(page, /^まだ予約していない方/);
  await look(page, "unbooked");
  await page.getByRole("link", { name: /まだの方の一覧を開く/ }).click();
  await heading(page, /^まだ予約していない方の一覧/);
  assert.equal(await page.locator("tbody tr").count(), 50, "a page of them");
  await page.getByRole("link", { name: "次の50人" }).click();
  await page.getByText("51人目から100人目まで").waitFor();
  await look(page, "unbooked-people");
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "手紙のためにCSVで保存する" }).click()]);
  assert.match(file.suggestedFilename(), /^unbooked-\d{4}-\d\d-\d\d\.csv$/);
});
