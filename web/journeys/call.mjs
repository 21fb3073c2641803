// An operator takes a call without touching the mouse: finds the person, makes sure of who calls, books the soonest place,
// reads the number back, notes something and ends the call. Every page is checked for accessibility, in light and dark,
// at a desk and on a tablet; and a page that lost its line keeps what was typed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { look, signIn } from "./lib/officer.mjs";
import { heading } from "./lib/resident.mjs";
import { browser, place, setStage } from "./lib/stage.mjs";

const NAME = "齋藤 博";
setStage();

/** Goes on by Tab until what has the focus matches. */
async function tabTo(page, selector) {
  for (let step = 0; step < 80; step += 1) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`no way to ${selector} by Tab`);
}

test("a place is booked by phone with the keyboard alone", async () => {
  const page = await browser.newPage();
  await signIn(page, place);
  const { voucher } = place.people.find((person) => person.name === NAME);
  await tabTo(page, "input[name=q]");
  await page.keyboard.type(voucher);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: NAME }).waitFor();
  await tabTo(page, "a[href$='/call']");
  await page.keyboard.press("Enter");

  await heading(page, "電話：本人確認");
  await look(page, "call-identity");
  await page.keyboard.press("1");
  await page.keyboard.press("y");
  await page.getByText("まだ本人確認ができていません").waitFor();
  assert.ok(await page.getByLabel(/お名前：/).isChecked(), "what was ticked is kept");
  for (const key of ["2", "3", "y"]) await page.keyboard.press(key);

  await heading(page, `${NAME}様のいまの状態`);
  await look(page, "call-state");
  await page.keyboard.press("n");
  await page.keyboard.type("1耳が遠い方。ゆっくり話す。");
  assert.equal(await page.locator("#note").inputValue(), "1耳が遠い方。ゆっくり話す。", "no key fires while typing");
  await page.reload();
  assert.equal(await page.locator("#note").inputValue(), "1耳が遠い方。ゆっくり話す。", "nothing typed is lost");
  await page.getByText("前に入力した文を戻しました").waitFor();
  await page.context().setOffline(true);
  await tabTo(page, "form[data-keep=note] button");
  await page.keyboard.press("Enter");
  await page.getByText("ネットワークにつながっていません").waitFor();
  await page.context().setOffline(false);
  await page.keyboard.press("Enter");
  await page.locator(".notes").getByText("1耳が遠い方。").waitFor();
  assert.equal(await page.locator("#note").inputValue(), "", "what was answered is kept no longer");

  await page.keyboard.press("1");
  await heading(page, /の枠$/);
  await look(page, "call-offer");
  assert.equal(await page.locator(".offered-place").count(), 3);
  await page.keyboard.press("2");
  await heading(page, "予約の復唱");
  await look(page, "call-read-back");
  await page.keyboard.press("1");
  await heading(page, "予約できました");
  await look(page, "call-done");
  await page.keyboard.press("e");
  await page.keyboard.press("Enter");
  await heading(page, /電話の記録/);
  await page.getByText("電話を終えました。").waitFor();
  await page.getByRole("cell", { name: "予約", exact: true }).waitFor();
  // Of several officers each figure stands below its heading.
  const ended = (row) => page.locator(`${row} > tr > :nth-child(2)`).first().boundingBox();
  const [head, sum] = [await ended("thead"), await ended("tfoot")];
  assert.deepEqual([sum.x, sum.width], [head.x, head.width], "the sums are in the columns");
  await look(page, "calls");
});

test("the booking is cancelled with the warning, and single keys can be turned off", async () => {
  const page = await browser.newPage();
  const { voucher } = place.people.find((person) => person.name === NAME);
  await page.goto(`${place.service}/desk`);
  await page.getByLabel("人をさがす").fill(voucher);
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: /電話を受ける/ }).click();
  await page.getByRole("button", { name: "1文字のキーで操作する" }).click();
  await page.keyboard.press("1");
  assert.ok(!(await page.getByLabel(/お名前：/).isChecked()), "keys are off");
  await page.getByRole("button", { name: "1文字のキーで操作する" }).click();
  for (const key of ["1", "2", "3", "y"]) await page.keyboard.press(key);
  await heading(page, /いまの状態/);
  await page.keyboard.press("2");
  await heading(page, "キャンセルの確認");
  await page.getByText("元には戻せません").first().waitFor();
  await look(page, "call-cancel");
  await page.keyboard.press("1");
  await heading(page, "キャンセルしました");
  await look(page, "call-cancelled");
});

test("the script is worded anew, and what cannot be filled in is named", async () => {
  const page = await browser.newPage();
  await page.goto(`${place.service}/desk/scripts`);
  await look(page, "scripts");
  await page.getByRole("link", { name: /^変える.*あいさつ）$/ }).first().click();
  const text = page.getByLabel("読み上げる文");
  await text.fill("はい、{町}の{名前}です。");
  await page.getByRole("button", { name: "この文にする" }).click();
  await page.getByText("{名前} という差しこみはありません").waitFor();
  assert.equal(await text.inputValue(), "はい、{町}の{名前}です。", "what was typed is kept");
  await look(page, "script-wrong");
  await text.fill("はい、{町}の{職員}です。");
  await page.getByRole("button", { name: "この文にする" }).click();
  await page.getByText("はい、窓川町の窓川みどりです。").waitFor();
});
