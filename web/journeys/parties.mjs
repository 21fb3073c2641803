// A couple waits together in a browser, is passed by while one place is free, and takes two by one press in the talk; another
// couple waits on the phone and stands once on the list of calls. Every page at 360 px in three languages and at double
// type, and those of the desk at 1280 px.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "./lib/browser.mjs";
import { atSize, lookInAll } from "./lib/look.mjs";
import { look, onThePhone, signIn as officerSignsIn } from "./lib/officer.mjs";
import { heading, register, signIn } from "./lib/resident.mjs";
import { town } from "./lib/town.mjs";
import { PROGRAMME, befriends, books, disturbsAtNight } from "./lib/waitlist.mjs";

const PHONE = { width: 360, height: 740 };
const WIDE = { width: 470, height: 900 };
let place;
let browsers;

before(async () => {
  // Two places in all, of one time.
  place = await town({ residents: ["hanako=花子", "taro=太郎"], seed: ["--slots", "1", "--places", "2", "--phoned", "0"] });
  disturbsAtNight(place);
  browsers = await Promise.all([0, 1, 2].map(() => launch({ viewport: WIDE })));
});

after(async () => {
  await Promise.all((browsers ?? []).map((browser) => browser.close()));
  await place?.end();
});

/** Gives back the first place on the list of bookings. */
async function givesBack(page) {
  await page.goto(`${place.service}/r/home`);
  await page.getByRole("link", { name: /くわしく/ }).first().click();
  await page.getByRole("link", { name: /キャンセル/ }).first().click();
  await heading(page, "この予約をキャンセルしますか");
  await page.getByRole("button", { name: "キャンセルする" }).click();
  await page.getByText(/キャンセルしました/).first().waitFor();
}

/** An officer gives so many places of the one slot to those who phone. */
async function forThePhone(page, places) {
  await page.goto(`${place.service}/desk`);
  await page.getByRole("link", { name: PROGRAMME }).click();
  await page.locator(".slot [data-cell]").first().click();
  await page.locator("[name=pool_call_centre]").fill(String(places));
  await page.getByRole("button", { name: "この枠数にする" }).click();
  await heading(page, PROGRAMME);
}

/** Looks at a page on a telephone, in every language, and with letters of twice the size. */
async function onATelephone(page, name) {
  await page.setViewportSize(PHONE);
  await lookInAll(page, place, name);
  await atSize(page, place, name, "200%");
  await page.setViewportSize(WIDE);
}

test("a couple waits together, takes two places by one press, and another couple is phoned", async () => {
  const [hers, his, officers] = browsers;
  const [her, him, officer] = [await hers.newPage(), await his.newPage(), await officers.newPage()];
  const grown = place.people.filter(({ birth }) => Number(/\d{4}/.exec(birth)[0]) < 1990);
  assert.ok(grown.length >= 6, `${grown.length} of those with names are grown`);
  const [first, second, wife, husband, mother, father] = grown;
  await befriends(her, place, "hanako");
  await befriends(him, place, "taro");
  await signIn(him, place, "太郎");
  for (const person of [first, second]) {
    await register(him, place, person);
    await books(him);
  }

  await signIn(her, place, "花子");
  await register(her, place, husband);
  await register(her, place, wife);
  await her.getByRole("link", { name: /秋の接種/ }).click();
  await her.getByRole("link", { name: /キャンセル待ち/ }).click();
  await heading(her, "キャンセル待ち");
  await onATelephone(her, "parties-form");
  await her.getByRole("checkbox", { name: husband.name }).check();
  await her.getByRole("button", { name: "この条件で申し込む" }).click();
  await her.getByText(`${husband.name}さんといっしょに待っています。`).waitFor();
  await her.getByText("いまの順番は 1番目です").waitFor();

  await officerSignsIn(officer, place);
  await forThePhone(officer, 0);
  await onThePhone(officer, place, mother);
  const call = await onThePhone(officer, place, father);
  const person = call.replace(/\/call$/, "");
  await officer.goto(person);
  await officer.getByRole("link", { name: `${PROGRAMME} 1回目` }).click();
  await heading(officer, /キャンセル待ち/);
  await officer.getByRole("checkbox", { name: mother.name }).check();
  await look(officer, "parties-desk-form");
  await officer.getByRole("button", { name: "この条件で申し込む" }).click();
  await heading(officer, /いまの状態/);
  await officer.goto(person);
  await officer.getByText("いっしょに待つ方").waitFor();
  await look(officer, "parties-desk-person");

  await givesBack(him);
  await her.reload();
  await her.getByText("必要な数の空きがなかったためです。").waitFor();
  await onATelephone(her, "parties-passed");
  await her.goto(`${place.line}/phone/hanako`);
  const talk = her.getByRole("log");
  await talk.getByText("窓川町の予約窓口です").waitFor();
  await givesBack(him);
  await talk.getByText("2人分の空きが出ました。").first().waitFor();
  await her.goto(`${place.service}/r/home`);
  await onATelephone(her, "parties-home");
  await her.getByRole("link", { name: "空いた枠を見る" }).first().click();
  await heading(her, "空きが出ました");
  await onATelephone(her, "parties-offer");
  await her.getByRole("button", { name: "全員で受ける" }).click();
  await heading(her, "2人の予約ができました");
  await onATelephone(her, "parties-done");

  // Two places more, for those who phone.
  await officer.goto(`${place.service}/desk/offers`);
  await officer.getByText("いま、お電話する方はいません。").waitFor();
  await forThePhone(officer, 2);
  await officer.goto(`${place.service}/desk/offers`);
  await officer.getByText("いっしょに2人分の").waitFor();
  await look(officer, "parties-desk-offers");
  await officer.getByRole("button", { name: /全員お受けになる/ }).click();
  await officer.getByText("2人分の予約ができました。").waitFor();
  assert.equal(await officer.getByText("いま、お電話する方はいません。").count(), 1);
});
