// A freed place on its way: from the press of a cancellation to the message at another's telephone, to the booking; how
// long each took is told, not judged. Then what the board and the figures say of it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "./lib/browser.mjs";
import { atSize, lookInAll } from "./lib/look.mjs";
import { look, signIn as officerSignsIn } from "./lib/officer.mjs";
import { heading, register, signIn } from "./lib/resident.mjs";
import { town } from "./lib/town.mjs";
import { PROGRAMME, befriends, books, disturbsAtNight } from "./lib/waitlist.mjs";

let place;
let browsers;

before(async () => {
  // One place in all, so that the second has to wait for the first.
  place = await town({ residents: ["hanako=花子", "taro=太郎"], seed: ["--slots", "1", "--places", "1", "--phoned", "0"] });
  disturbsAtNight(place);
  browsers = await Promise.all([0, 1, 2].map(() => launch({ viewport: { width: 470, height: 900 } })));
});

after(async () => {
  await Promise.all((browsers ?? []).map((browser) => browser.close()));
  await place?.end();
});

async function waits(page) {
  await page.getByRole("link", { name: /秋の接種/ }).click();
  await page.getByRole("link", { name: /キャンセル待ち/ }).click();
  await heading(page, "キャンセル待ち");
  await page.getByRole("button", { name: "この条件で申し込む" }).click();
  await page.getByText("キャンセル待ちを受け付けました。").waitFor();
}

test("a place given back in a browser is offered in the talk and booked by who waited", async (t) => {
  const [hers, his, officers] = browsers;
  const [her, him] = [await hers.newPage(), await his.newPage()];
  const [first, second] = place.people;
  await befriends(her, place, "hanako");
  await befriends(him, place, "taro");
  await signIn(her, place, "花子");
  await register(her, place, first);
  await books(her);
  await signIn(him, place, "太郎");
  await register(him, place, second);
  await waits(him);
  await him.setViewportSize({ width: 360, height: 740 });
  await lookInAll(him, place, "waits");
  await atSize(him, place, "waits", "200%");
  await him.setViewportSize({ width: 470, height: 900 });

  await him.goto(`${place.line}/phone/taro`);
  const talk = him.getByRole("log");
  await talk.getByText("窓川町の予約窓口です").waitFor();
  await her.goto(`${place.service}/r/home`);
  await her.getByRole("link", { name: /くわしく/ }).first().click();
  await her.getByRole("link", { name: /キャンセル/ }).first().click();
  await heading(her, "この予約をキャンセルしますか");

  const pressed = performance.now();
  const [, heard] = await Promise.all([
    her.getByRole("button", { name: "キャンセルする" }).click(),
    talk.getByText("キャンセル待ちの枠に、空きが出ました。").waitFor().then(() => performance.now()),
  ]);
  await talk.getByRole("button", { name: "日時と場所を見る" }).click();
  const page = him.frameLocator("iframe");
  await page.getByRole("heading", { level: 1, name: "空きが出ました" }).waitFor();
  const opened = performance.now();
  await page.getByRole("button", { name: "この枠を受ける" }).click();
  await page.getByRole("heading", { level: 1, name: "予約できました" }).waitFor();
  const booked = performance.now();
  const took = (from, until) => `${Math.round(until - from)} ms`;
  t.diagnostic(
    `from the cancellation to the message ${took(pressed, heard)}, to the page of the offer ${took(heard, opened)}, ` +
      `to the booking ${took(opened, booked)}; in all ${took(pressed, booked)}`,
  );

  const board = await officers.newPage();
  await officerSignsIn(board, place);
  await board.getByRole("link", { name: PROGRAMME }).click();
  const refills = board.locator(".refills");
  await refills.getByText("きょう 1・全部で 1").first().waitFor();
  assert.match(await refills.textContent(), /お受けになった数きょう 1・全部で 1/);
  assert.match(await refills.textContent(), /生かせた枠1/);
  await look(board, "refills-board");
  await board.getByRole("link", { name: "集計" }).click();
  await heading(board, /^集計/);
  await look(board, "refills-statistics");
});
