// Rules of a waitlist compared on the desk: a number that cannot be, and then the table with its charts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { look, signIn } from "./lib/officer.mjs";
import { heading } from "./lib/resident.mjs";
import { browser, place, setStage } from "./lib/stage.mjs";

setStage();

test("a nurse compares the rules of the waitlist before she chooses", async () => {
  const page = await browser.newPage();
  await signIn(page, place);
  await page.getByRole("link", { name: "新型コロナワクチン接種（お試し）" }).click();
  await page.getByRole("link", { name: "キャンセル待ちをくらべる" }).click();
  await heading(page, /^キャンセル待ちの決まりをくらべる/);
  await look(page, "compare-form");
  await page.getByLabel("待っている方の人数").fill("25:00");
  await page.getByRole("button", { name: "くらべる" }).click();
  await page.getByText("まだ、くらべていません").waitFor();
  assert.equal(await page.getByLabel("待っている方の人数").inputValue(), "25:00", "what was typed is kept");
  await look(page, "compare-no");

  await page.getByLabel("待っている方の人数").fill("200");
  await page.getByLabel("お返事を待つ時間（いちばん長いとき、分）").fill("60");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "くらべた結果" }).waitFor();
  assert.equal(await page.locator("tbody tr").count(), 7, "the own rules, those that were typed, and five usual ones");
  assert.ok((await page.locator("svg.chart rect").count()) > 0, "bars are drawn");
  await look(page, "compare");
});
