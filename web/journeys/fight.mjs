// Two operators and three residents want the last places of one slot at the same moment, while an officer adds one.
// Everyone is told the truth: who has a place has a number, who has none is told so and offered the nearest three, and
// the counters agree afterwards.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "./lib/browser.mjs";
import { signIn as officerSignsIn, onThePhone } from "./lib/officer.mjs";
import { keepPicture } from "./lib/picture.mjs";
import { register, signIn } from "./lib/resident.mjs";
import { town } from "./lib/town.mjs";

const NAMES = ["花子", "太郎", "次郎"];
const GROWN = ["佐々木 トミ", "高橋 真由美", "高橋 勇", "高橋 和子", "伊藤 美咲"];
let place;
const browsers = [];

before(async () => {
  place = await town({ residents: ["hanako=花子", "taro=太郎", "jiro=次郎"] });
});

after(async () => {
  await Promise.all(browsers.map((browser) => browser.close()));
  await place?.end();
});

async function pageOf(options = {}) {
  const browser = await launch(options);
  browsers.push(browser);
  return browser.newPage();
}

const known = (name) => place.people.find((person) => person.name === name);

/** The form of the slot, with these many places free in each pool. */
async function leaves(page, slot, free) {
  await page.goto(`${place.service}/desk/slots/${slot}`);
  for (const [label, count] of Object.entries(free)) {
    const field = page.getByRole("spinbutton", { name: new RegExp(label) });
    await field.fill(String(Number(await field.getAttribute("min")) + count));
  }
  await page.getByLabel(/変更の理由/).fill("会場の都合");
}

async function save(page) {
  await page.getByRole("button", { name: "この枠数にする" }).click();
  await page.waitForURL(/programmes/);
}

/** Presses, and says whether that person has a place now. */
async function presses({ page, button, won, lost }) {
  await page.getByRole("button", { name: button }).click();
  await page.getByText(won).or(page.getByText(lost)).first().waitFor();
  return page.getByText(won).first().isVisible();
}

test("the last places of a slot go to whoever was first, and everyone is told the truth", async () => {
  const nurse = await pageOf({ viewport: { width: 1280, height: 900 } });
  await officerSignsIn(nurse, place);
  await nurse.getByRole("link", { name: "新型コロナワクチン接種（お試し）" }).click();
  const programme = nurse.url().split("/").at(-1).split("?")[0];
  const slot = (await nurse.locator(".slot").first().getAttribute("id")).replace("slot-", "");
  await leaves(nurse, slot, { 公開: 1, 電話: 1 });
  await save(nurse);

  const fighters = [];
  for (const [n, name] of NAMES.entries()) {
    const page = await pageOf({ viewport: { width: 390, height: 844 } });
    await signIn(page, place, name);
    await register(page, place, known(GROWN[n]));
    const person = page.url().split("/").at(-1);
    const url = `${place.service}/r/book/${person}/${programme}/1/slot/${slot}`;
    fighters.push({ page, url, button: "この内容で予約する", won: "予約できました", lost: "うまりました" });
  }
  for (const name of GROWN.slice(NAMES.length)) {
    const page = await pageOf({ viewport: { width: 1280, height: 900 } });
    await officerSignsIn(page, place);
    const call = await onThePhone(page, place, known(name));
    const url = `${call}/book/${programme}/1/${slot}`;
    fighters.push({ page, url, button: /はい、予約する/, won: "予約できました", lost: "たったいま埋まりました" });
  }
  for (const { page, url, button } of fighters) {
    await page.goto(url);
    await page.getByRole("button", { name: button }).waitFor();
  }

  await leaves(nurse, slot, { 公開: 2 });
  const [first] = await Promise.all([Promise.all(fighters.map(presses)), save(nurse).then(() => null, (error) => error)]);
  let winners = first.filter(Boolean).length;
  assert.ok(winners === 2 || winners === 3, `${winners} of two or three places`);
  const losers = fighters.filter((_, n) => !first[n]);
  for (const [n, { page }] of losers.entries()) {
    const offered = page.locator("main a[href*='/slot/'], a.offered-place");
    assert.equal(await offered.count(), 3, "the nearest three");
    await keepPicture(page, `fight-lost-${n}`);
  }

  // What the officer added, perhaps only now: one more, and not another.
  await leaves(nurse, slot, { 公開: 0, 電話: 0 });
  const taken = async () => {
    await nurse.goto(`${place.service}/desk/slots/${slot}`);
    const least = async (label) => Number(await nurse.getByRole("spinbutton", { name: label }).getAttribute("min"));
    return (await least(/公開/)) + (await least(/電話/));
  };
  const before = await taken();
  await leaves(nurse, slot, { 公開: 1 });
  await save(nurse);
  const [again, ...rest] = losers;
  await again.page.goto(again.url);
  assert.ok(await presses(again), "the place that was added is there for whoever was told that all were taken");
  winners += 1;
  for (const { page, url, lost } of rest) {
    await page.goto(url);
    await page.getByText(lost).first().waitFor();
  }
  assert.equal(await taken(), before + 1);
  assert.match(place.madoguchi("verify"), /食いちがいはありません/);
});
