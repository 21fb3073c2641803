// Somebody who booked on the phone is reminded on the phone: from the board of the programme to the list of a day, with
// what to say, and off the list once they said that they will come. On the day's list nobody else is left over.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axeCheck, launch, thumbCheck } from "./lib/browser.mjs";
import { deskSignIn, lookBothWays } from "./lib/desk.mjs";
import { onThePhone } from "./lib/officer.mjs";
import { heading } from "./lib/resident.mjs";
import { town } from "./lib/town.mjs";

const NAME = "佐藤 花子";

let place;
let browser;

before(async () => {
  place = await town();
  browser = await launch({ viewport: { width: 1280, height: 900 } });
});

after(async () => {
  await browser?.close();
  await place?.end();
});

test("whom LINE does not reach is phoned before the day", async () => {
  const page = await browser.newPage();
  await deskSignIn(page, place);
  await page.getByRole("link", { name: "新型コロナワクチン接種（お試し）" }).click();
  await page.getByRole("link", { name: "リマインド" }).click();
  await heading(page, /^リマインド/);
  const list = page.url();
  await lookBothWays(page, "reminders-empty");

  await onThePhone(page, place, place.people.find((person) => person.name === NAME));
  await page.keyboard.press("1");
  await heading(page, /の枠$/);
  await page.keyboard.press("1");
  await heading(page, "予約の復唱");
  await page.keyboard.press("1");
  await heading(page, "予約できました");

  await page.goto(list);
  const days = await page.getByRole("navigation", { name: "実施日を選ぶ" }).getByRole("link").all();
  assert.ok(days.length > 1, "the demo has several days ahead");
  const addresses = await Promise.all(days.map((day) => day.getAttribute("href")));
  const card = page.locator("section.card");
  for (const address of addresses) {
    if ((await card.count()) > 0) break;
    await page.goto(`${place.service}${address}`);
  }
  await card.getByRole("heading", { name: new RegExp(NAME) }).waitFor();
  await thumbCheck(page, "the list of reminders");
  await lookBothWays(page, "reminders");
  await page.evaluate(() => document.documentElement.style.setProperty("font-size", "200%"));
  await axeCheck(page, "reminders with letters twice as large");
  await page.evaluate(() => document.documentElement.style.removeProperty("font-size"));

  await card.getByRole("button", { name: /電話に出ない/ }).click();
  await page.getByText("電話に出なかったことを記録しました。").waitFor();
  await card.getByText(/電話に出なかった$/).waitFor();
  await card.getByRole("button", { name: /お越しになる/ }).click();
  await page.getByText("お電話する方は、いません。").waitFor();
  await lookBothWays(page, "reminders-done");
});
