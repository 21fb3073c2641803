// The places of a programme, reshaped: the handle of a slot's bar moved by a key, a slot closed for a reason and a
// whole session opened again, a hold asked for, and a board that stays right.
import assert from "node:assert/strict";
import { test } from "node:test";
import { look, signIn } from "./lib/officer.mjs";
import { heading } from "./lib/resident.mjs";
import { browser, place, setStage } from "./lib/stage.mjs";

setStage();

test("places are moved, closed, opened and held on pages that show first what it means", async () => {
  const page = await browser.newPage();
  await signIn(page, place);
  await page.getByRole("link", { name: "新型コロナワクチン接種（お試し）" }).click();
  await page.getByRole("heading", { name: "日ごとの残り" }).waitFor();
  await look(page, "board");
  await page.locator("[data-cell]").first().click();
  await heading(page, /の枠数$/);
  const phone = page.getByRole("spinbutton", { name: /電話/ });
  const before = Number(await phone.inputValue());
  await page.getByRole("slider").first().focus();
  await page.keyboard.press("ArrowLeft");
  assert.equal(Number(await phone.inputValue()), before + 1, "a key moves one place to the phone");
  await look(page, "slot-bar");

  await page.getByRole("link", { name: "枠を移す・受付を止める・上乗せする" }).click();
  await look(page, "places");
  await page.getByRole("button", { name: "受付を止める" }).click();
  await page.getByRole("heading", { name: "こうなります（まだ変更していません）" }).waitFor();
  await look(page, "places-close");
  await page.getByRole("textbox", { name: /理由/ }).fill("医師の都合");
  await page.getByRole("button", { name: "このとおりに変える" }).click();
  await page.getByRole("heading", { name: "日ごとの残り" }).waitFor();

  await page.getByRole("link", { name: /まとめて変える/ }).first().click();
  await page.getByRole("button", { name: "受付を再開する" }).click();
  await page.getByText("受付停止 → 受付中").waitFor();
  await look(page, "places-session");
  await page.getByRole("button", { name: "このとおりに変える" }).click();

  await page.locator("[data-cell]").first().click();
  await page.getByRole("link", { name: "枠を確保する" }).click();
  await heading(page, /の枠を確保する$/);
  await page.getByRole("button", { name: "確保を頼む" }).click();
  await page.getByText("確保には理由が必要です。").waitFor();
  await look(page, "hold");
  await page.getByLabel(/理由/).fill("さくら荘の入居者の方");
  await page.getByRole("button", { name: "確保を頼む" }).click();
  await page.getByText("確保しました。").waitFor();
  assert.equal(await page.getByRole("button", { name: /承認する/ }).count(), 0, "not by whoever asked");
  await look(page, "holds");
});
