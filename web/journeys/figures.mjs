// What the desk counts: the figures of a programme with their charts, who has not booked yet, and their list.
import assert from "node:assert/strict";
import { test } from "node:test";
import { look, signIn } from "./lib/officer.mjs";
import { heading } from "./lib/resident.mjs";
import { browser, place, setStage } from "./lib/stage.mjs";

setStage();

test("the figures of a programme and who has not booked yet", async () => {
  const page = await browser.newPage();
  await signIn(page, place);
  await page.getByRole("link", { name: "新型コロナワクチン接種（お試し）" }).click();
  await page.getByRole("link", { name: "受付方法と年代" }).click();
  await heading(page, "受付方法と年代");
  await look(page, "ages");
  await page.goBack();
  await page.getByRole("link", { name: "集計" }).click();
  await heading(page, /^集計/);
  assert.ok((await page.locator("svg.chart rect").count()) > 0, "bars are drawn");
  await page.getByRole("columnheader", { name: "時刻" }).waitFor();
  await page.getByRole("button", { name: "集計を印刷する" }).waitFor();
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
