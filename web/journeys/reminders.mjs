// Somebody who booked on the phone is reminded on the phone: from the board of the programme to the list of a day, with
// what to say, and off the list once they said that they will come.
import assert from "node:assert/strict";
import { test } from "node:test";
import { look, signIn } from "./lib/officer.mjs";
import { heading } from "./lib/resident.mjs";
import { browser, place, setStage } from "./lib/stage.mjs";

setStage();

test("whom LINE does not reach is phoned before the day", async () => {
  const page = await browser.newPage();
  await signIn(page, place);
  await page.getByRole("link", { name: "新型コロナワクチン接種（お試し）" }).click();
  await page.getByRole("link", { name: "リマインド" }).click();
  await heading(page, /^リマインド/);
  const days = await page.getByRole("navigation", { name: "実施日を選ぶ" }).getByRole("link").all();
  assert.ok(days.length > 1, "the demo has several days ahead");
  const cards = page.locator("section.card");
  const before = await cards.count();
  assert.ok(before > 1, "the demo has booked several on the phone");
  const card = cards.first();
  const name = await card.getByRole("link").first().textContent();
  await card.getByText("読み上げる文").click();
  await look(page, "reminders");

  await card.getByRole("button", { name: /電話に出ない/ }).click();
  await page.getByText("電話に出なかったことを記録しました。").waitFor();
  await card.getByText(/電話に出なかった$/).waitFor();
  await card.getByRole("button", { name: /お越しになる/ }).click();
  await page.getByText("お越しになるとの返事を記録しました。").waitFor();
  assert.equal(await cards.count(), before - 1, "nobody else has left the list");
  assert.equal(await cards.getByRole("link", { name, exact: true }).count(), 0, "and they have");
});
