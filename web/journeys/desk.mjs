// An officer at the desk: a wrong password, the board, the capacity of a slot changed safely, the roster of a
// session, a booking with its history, the messages to residents. Every page is checked for accessibility.
import assert from "node:assert/strict";
import { test } from "node:test";
import { axeCheck } from "./lib/browser.mjs";
import { givesPassword } from "./lib/officer.mjs";
import { keepPicture } from "./lib/picture.mjs";
import { browser, place, setStage } from "./lib/stage.mjs";

setStage();

test("an officer reshapes a slot, never below what is taken, and finds who is booked", async () => {
  const page = await browser.newPage();
  await page.goto(`${place.service}/desk`);
  await givesPassword(page, "hokenshi", "wrong");
  await page.getByText("職員番号かパスワードが違います").waitFor();
  assert.equal(await page.getByLabel("職員番号").inputValue(), "hokenshi", "what was typed is kept");
  await axeCheck(page, "wrong password");
  await givesPassword(page, "hokenshi", "madoguchi-demo");
  await page.getByRole("link", { name: "新型コロナワクチン接種（お試し）" }).click();

  const cell = page.locator(".slot").first();
  const id = await cell.getAttribute("id");
  await cell.locator("[data-cell]").click();
  await axeCheck(page, "slot");
  const phone = page.getByRole("spinbutton", { name: /電話/ });
  const taken = Number(await phone.getAttribute("min"));
  assert.ok(taken > 0, "the demo has bookings by phone in its first slot");
  await page.evaluate(() => document.querySelector("form.slot-form").setAttribute("novalidate", ""));
  await phone.fill(String(taken - 1));
  await page.getByLabel(/変更の理由/).fill("会場の都合");
  await page.getByRole("button", { name: "この枠数にする" }).click();
  await page.getByText(`すでに ${taken} 枠がふさがっています`).first().waitFor();
  assert.equal(await phone.inputValue(), String(taken - 1), "what was typed is kept");
  await keepPicture(page, "slot-refused");
  await axeCheck(page, "slot refused");
  await phone.fill("9");
  await page.getByRole("button", { name: "変更せずに確かめる" }).click();
  await page.getByText("保存すると、次のようになります").waitFor();
  await keepPicture(page, "slot-preview");
  await page.getByRole("button", { name: "この枠数にする" }).click();
  await page.locator(`#${id}`).getByText(`電話 ${9 - taken}`).waitFor();

  await page.locator(".session-head h2").first().getByRole("link").click();
  await axeCheck(page, "roster");
  await keepPicture(page, "roster");
  const names = await page.locator(".roster .kana").allTextContents();
  assert.ok(names.length > 0);
  await page.getByRole("button", { name: /^氏名/ }).click();
  await page.locator("th[aria-sort=ascending]").waitFor();
  await page.getByLabel(/さがす/).fill(names[0].slice(0, 2));
  await page.getByRole("button", { name: "さがす" }).click();
  await page.getByText(/に合う方/).waitFor();
  await page.locator(".roster a.row-link").first().click();
  await page.getByText("記録を開いた").or(page.getByText("予約（電話）")).first().waitFor();
  await axeCheck(page, "booking");

  await page.getByRole("link", { name: "LINEのお知らせ" }).click();
  await page.getByRole("heading", { name: "届けられなかったお知らせ" }).waitFor();
  await axeCheck(page, "messages");
  await keepPicture(page, "desk-line");
});
