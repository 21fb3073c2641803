// The pictures of the nurse's manual, docs/desk.ja.md, taken where the manual says that one goes.
import { test } from "node:test";
import { onThePhone, signIn } from "./lib/officer.mjs";
import { keepPicture } from "./lib/picture.mjs";
import { heading } from "./lib/resident.mjs";
import { browser, place, setStage } from "./lib/stage.mjs";

setStage({ width: 1100, height: 720 });

test("every page of the manual is where the manual says", async () => {
  const page = await browser.newPage();
  await signIn(page, place);
  await page.getByRole("link", { name: "職員", exact: true }).click();
  await heading(page, "職員");
  await keepPicture(page, "manual-officers");
  await page.getByRole("link", { name: "準備", exact: true }).click();
  await heading(page, "準備の一覧");
  await keepPicture(page, "manual-start");
  await page.getByRole("link", { name: "点検する" }).click();
  await heading(page, "受付前の点検");
  await keepPicture(page, "manual-check");
  await page.getByRole("link", { name: "名簿", exact: true }).click();
  await heading(page, "名簿の取りこみ");
  await keepPicture(page, "manual-imports");

  await page.getByRole("link", { name: "事業", exact: true }).click();
  await page.getByRole("link", { name: "新型コロナワクチン接種（お試し）" }).click();
  await page.locator(".slot").first().waitFor();
  await keepPicture(page, "manual-board");
  await page.getByRole("link", { name: "まだ予約していない方" }).click();
  await heading(page, /^まだ予約していない方/);
  await keepPicture(page, "manual-unbooked");
  await page.goBack();
  await page.getByRole("link", { name: "集計" }).click();
  await heading(page, /^集計/);
  await keepPicture(page, "manual-statistics");
  await page.goBack();
  await page.locator(".slot").first().getByRole("link").first().click();
  await heading(page, /の枠数$/);
  await keepPicture(page, "manual-slot");

  await page.getByRole("link", { name: "リハーサル" }).click();
  await page.getByRole("button", { name: "リハーサルを始める" }).click();
  await heading(page, "リハーサルの部屋");
  await keepPicture(page, "manual-rehearsal");
  await page.getByRole("button", { name: "終えて捨てる" }).click();
  await heading(page, "リハーサル");

  await onThePhone(page, place, place.people[0], () => keepPicture(page, "manual-call"));
  await page.keyboard.press("1");
  await heading(page, /の枠$/);
  await page.keyboard.press("1");
  await heading(page, "予約の復唱");
  await keepPicture(page, "manual-read-back");
});
