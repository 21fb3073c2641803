// A daughter books for both her parents, and a mother for three children, each family in one go. Every page on the
// way is checked for accessibility in three languages, on a narrow screen and at double type.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "./lib/browser.mjs";
import { atSize } from "./lib/look.mjs";
import { heading, register, signIn } from "./lib/resident.mjs";
import { town } from "./lib/town.mjs";

let place;

before(async () => {
  place = await town({ residents: ["mayumi=真由美", "misaki=美咲"] });
});

after(async () => {
  await place?.end();
});

async function registerAll(page, names) {
  for (const name of names) await register(page, place, place.people.find((person) => person.name === name));
}

/** From the list of bookings to the page with everyone's place, taking the first of everything. */
async function together(page, programme, how, size) {
  await page.goto(`${place.service}/r/home`);
  await page.getByRole("link", { name: "家族でいっしょに予約する" }).click();
  await heading(page, "ご家族でいっしょに予約する");
  await atSize(page, place, "family-start", size);
  const section = page.getByRole("region", { name: programme });
  await section.getByRole("checkbox").first().uncheck();
  await page.getByRole("button", { name: "English" }).click();
  await heading(page, "Book for several of you");
  assert.equal(await section.getByRole("checkbox").first().isChecked(), false, "another language keeps the ticks");
  await page.getByRole("button", { name: "日本語", exact: true }).click();
  await heading(page, "ご家族でいっしょに予約する");
  await section.getByRole("checkbox").first().check();
  await section.getByLabel(how).check();
  await section.getByRole("button", { name: /場所を選ぶ/ }).click();
  await heading(page, "場所を選んでください");
  await atSize(page, place, "family-venue", size);
  await page.locator("a.pick").first().click();
  await heading(page, "日にちを選んでください");
  await atSize(page, place, "family-day", size);
  await page.locator("a.pick").first().click();
  await heading(page, "時間を選んでください");
  await atSize(page, place, "family-time", size);
  await page.locator("a.pick").first().click();
  await heading(page, "みなさんの予約です。これでよろしいですか");
  await atSize(page, place, "family-confirm", size);
}

test("a daughter books for both her parents", async () => {
  const browser = await launch({ viewport: { width: 360, height: 780 } });
  try {
    const page = await browser.newPage();
    await signIn(page, place, "真由美");
    await registerAll(page, ["高橋 勇", "高橋 和子"]);
    await together(page, "新型コロナワクチン接種（お試し）", /同じ日に、続けて受ける/, "100%");
    await page.getByRole("button", { name: "全員の予約をする" }).click();
    await heading(page, "2人の予約ができました");
    await atSize(page, place, "family-done", "100%");
    assert.equal(await page.locator(".number-digits").count(), 2);
    await page.goto(`${place.service}/r/home`);
    assert.equal(await page.locator("article.card").count(), 2, "both are on the list");
  } finally {
    await browser.close();
  }
});

test("a mother books for three children on one day, at double type", async () => {
  const browser = await launch({ viewport: { width: 360, height: 780 } });
  try {
    const page = await browser.newPage();
    await signIn(page, place, "美咲");
    await registerAll(page, ["伊藤 葵", "伊藤 蓮", "伊藤 陽菜"]);
    await together(page, "子どものインフルエンザ（お試し）", /同じ日に、続けて受ける/, "200%");
    const days = await page.locator(".facts-when dd").allTextContents();
    assert.equal(new Set(days.map((text) => text.match(/\d+年\d+月\d+日/)[0])).size, 1, days.join(" "));
    await page.getByRole("button", { name: "全員の予約をする" }).click();
    await heading(page, "3人の予約ができました");
    await atSize(page, place, "family-done", "200%");
  } finally {
    await browser.close();
  }
});
