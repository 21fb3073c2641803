// A rehearsal: the nurse sees an opening with the eyes of a resident and lets everybody press at once, while the
// real town stays as it is. Every page wears the band of the rehearsal.
import assert from "node:assert/strict";
import { test } from "node:test";
import { axeCheck } from "./lib/browser.mjs";
import { look, signIn } from "./lib/officer.mjs";
import { keepPicture } from "./lib/picture.mjs";
import { heading } from "./lib/resident.mjs";
import { browser, place, setStage } from "./lib/stage.mjs";

setStage();

/** 2026-12-01, the day after today in Japan. */
function tomorrow() {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Tokyo" }).format(new Date(Date.now() + 86_400_000));
}

test("a rehearsal from its beginning to the bin", async () => {
  const page = await browser.newPage();
  await signIn(page, place);
  await page.getByRole("link", { name: "リハーサル" }).click();
  await heading(page, "リハーサル");
  await page.getByLabel("始めの時刻").fill("25:00");
  await page.getByRole("button", { name: "リハーサルを始める" }).click();
  await page.getByText("時刻を、8:59 のように").waitFor();
  await look(page, "rehearsal-begin");
  // Tomorrow, so that the opening of the demo is over at any hour of today.
  await page.getByLabel("始めの日付").fill(tomorrow());
  await page.getByLabel("始めの時刻").fill("8:00");
  await page.getByRole("button", { name: "リハーサルを始める" }).click();
  await heading(page, "リハーサルの部屋");
  assert.match(await page.title(), /^【リハーサル】/);
  await look(page, "rehearsal-room");

  // A resident's screen, as on a phone.
  await page.getByRole("button", { name: /この方の画面を見る/ }).first().click();
  await heading(page, /予約の一覧|はじめに/);
  await page.setViewportSize({ width: 360, height: 740 });
  await axeCheck(page, "a resident's page in a rehearsal");
  await keepPicture(page, "rehearsal-resident-360");
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.getByRole("link", { name: "部屋に戻る" }).click();

  await page.getByLabel("事業", { exact: true }).selectOption({ label: "新型コロナワクチン接種（お試し）（受付中）" });
  await page.getByRole("button", { name: "殺到させる" }).click();
  await page.getByText("二重の予約も、定員を超えた枠もありません。").waitFor();
  const booked = Number((await page.getByText(/人が予約できました/).textContent()).match(/押し、(\d+)人/)[1]);
  assert.ok(booked > 100, `${booked} booked in the rush`);
  await look(page, "rehearsal-rush");

  // The board there moves as the real one does.
  await page.getByRole("link", { name: "事業", exact: true }).click();
  await heading(page, "事業の一覧");
  const inside = page.url();
  await page.getByRole("link", { name: "新型コロナワクチン接種（お試し）" }).click();
  await look(page, "rehearsal-board");
  assert.ok(page.url().includes("/rehearsal/"), "its links lead on within it");

  await page.getByRole("button", { name: "終えて捨てる" }).click();
  await heading(page, "リハーサル");
  await page.goto(inside);
  await page.getByText("そのリハーサルは、もう終わっています。").waitFor();
  assert.equal(await page.locator(".rehearsal-band").count(), 0, "the real counter wears no band");
  assert.match(place.madoguchi("verify"), /食いちがいはありません/);
});
