// A resident in a plain browser without script, on a narrow screen: LINE Login, registering, booking,
// changing, cancelling. Then the same pages with script, for accessibility at 360 px and at double type.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axeCheck, launch } from "./lib/browser.mjs";
import { keepPicture } from "./lib/picture.mjs";
import { heading, register, signIn } from "./lib/resident.mjs";
import { town } from "./lib/town.mjs";

let place;

before(async () => {
  place = await town({ residents: ["taro=太郎"] });
});

after(async () => {
  await place?.end();
});

test("every step but LINE's own works without script", async () => {
  const browser = await launch({ viewport: { width: 360, height: 740 }, javaScriptEnabled: false });
  try {
    const page = await browser.newPage();
    await signIn(page, place, "太郎");
    await register(page, place, place.people[0]);
    await page.getByRole("link", { name: /秋の接種/ }).click();
    await page.getByRole("link", { name: /^上窓川公民館/ }).click();
    await heading(page, "日にちを選んでください");
    await page.locator("a.pick").first().click();
    await heading(page, "時間を選んでください");
    await page.locator("a.pick").first().click();
    await page.getByRole("button", { name: "この内容で予約する" }).click();
    await heading(page, "予約できました");
    const number = (await page.locator(".number-digits").textContent()).trim();

    await page.goto(`${place.service}/r/home`);
    await page.getByRole("link", { name: /変更する/ }).click();
    await heading(page, "場所を選んでください");
    await page.getByRole("link", { name: /^窓川町保健福祉センター/ }).click();
    await page.locator("a.pick").nth(1).click();
    await page.locator("a.pick").nth(1).click();
    await heading(page, "この内容に変更しますか");
    await keepPicture(page, "plain-change");
    await page.getByRole("button", { name: /変更する/ }).click();
    await heading(page, "予約を変更しました");
    assert.equal((await page.locator(".number-digits").textContent()).trim(), number, "the number stays");

    await page.goto(`${place.service}/r/home`);
    await page.getByRole("link", { name: /キャンセルする/ }).click();
    await page.getByRole("button", { name: "キャンセルする" }).click();
    await heading(page, "キャンセルしました");
    await page.reload();
    await heading(page, "キャンセルしました");
  } finally {
    await browser.close();
  }
});

test("every page of the way is accessible at 360 px and at double type", async () => {
  const browser = await launch({ viewport: { width: 360, height: 740 } });
  try {
    const page = await browser.newPage();
    const check = async (name) => {
      await axeCheck(page, name);
      await page.evaluate(() => document.documentElement.style.setProperty("font-size", "200%"));
      await axeCheck(page, `${name} at double type`);
      await keepPicture(page, `double-${name}`);
      await page.evaluate(() => document.documentElement.style.removeProperty("font-size"));
    };
    await page.goto(`${place.service}/privacy`);
    await check("privacy");
    await signIn(page, place, "太郎");
    await page.goto(`${place.service}/r/people/new`);
    await check("person-new");
    await page.getByRole("button", { name: /登録|進む|次へ/ }).click();
    await check("person-new-errors");
    await register(page, place, place.people[1]);
    await check("programme");
    await page.getByRole("link", { name: /秋の接種/ }).click();
    await check("venue");
    await page.getByRole("link", { name: /^窓川町保健福祉センター/ }).click();
    await check("day");
    await page.locator("a.pick").last().click();
    await check("time");
    await page.locator("a.pick").last().click();
    await check("confirm");
    await page.getByRole("button", { name: "この内容で予約する" }).click();
    await heading(page, "予約できました");
    await check("done");
    await page.getByRole("link", { name: /予約の内容|くわしく|一覧/ }).first().click();
    await page.goto(`${place.service}/r/home`);
    await check("home");
    await page.getByRole("link", { name: /くわしく見る/ }).click();
    await check("booking");
    await page.getByRole("link", { name: /キャンセル/ }).click();
    await check("cancel");
    await page.goto(`${place.service}/r/nowhere`);
    await check("not-found");
  } finally {
    await browser.close();
  }
});
