// What cannot be had is said in every language, in light and in dark: a place that was taken meanwhile, places that
// are all full, a change that comes too late. An officer and the town's rules bring it about.
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { axeCheck, launch } from "./lib/browser.mjs";
import { lookInAll } from "./lib/look.mjs";
import { signIn as officerSignsIn } from "./lib/officer.mjs";
import { keepPicture } from "./lib/picture.mjs";
import { heading, register, signIn } from "./lib/resident.mjs";
import { town } from "./lib/town.mjs";

const CHILDREN = "子どものインフルエンザ（お試し）";

let place;
let desk;
let phone;

before(async () => {
  place = await town({ residents: ["misaki=美咲"] });
  desk = await (await launch({ viewport: { width: 1280, height: 900 } })).newPage();
  phone = await (await launch({ viewport: { width: 360, height: 740 } })).newPage();
  await signIn(phone, place, "美咲");
  await register(phone, place, place.people.find(({ name }) => name === "伊藤 葵"));
  await officerSignsIn(desk, place);
});

after(async () => {
  await phone?.context().close();
  await desk?.context().close();
  await place?.end();
});

/** Leaves no place of a slot to those who book themselves. */
async function fill(slot) {
  await desk.goto(`${place.service}/desk/slots/${slot}`);
  const row = desk.getByRole("row", { name: /LINE・公開/ });
  await row.getByRole("spinbutton").fill(await row.getByRole("cell").first().textContent());
  await desk.getByLabel(/変更の理由/).fill("医師が一人減るため");
  await desk.getByRole("button", { name: "この枠数にする" }).click();
  await desk.getByRole("heading", { level: 1, name: CHILDREN }).waitFor();
}

/** Goes from the page of places to the one that asks once more. */
async function pickTime(which) {
  for (const page of ["場所を選んでください", "日にちを選んでください", "時間を選んでください"]) {
    await heading(phone, page);
    await which(phone.locator("a.pick")).click();
  }
}

/** From the list of programmes to the page that asks once more, taking the first of everything. */
async function confirm() {
  await phone.goto(`${place.service}/r/book`);
  await phone.getByRole("link", { name: /インフル|1回目/ }).first().click();
  await pickTime((picks) => picks.first());
  await heading(phone, "この内容で予約しますか");
}

test("a place that was taken meanwhile keeps what was chosen and offers the nearest three", async () => {
  await confirm();
  await fill(new URL(phone.url()).pathname.split("/").at(-1));
  const chosen = phone.locator(".chosen");
  await phone.getByRole("button", { name: "この内容で予約する" }).click();
  await heading(phone, "選んだ時間は、たった今うまりました");
  await chosen.getByText("伊藤 葵").waitFor();
  assert.equal(await phone.locator("a.pick").count(), 3);
  await lookInAll(phone, place, "taken");
  await phone.locator("a.pick").first().click();
  await phone.getByRole("button", { name: "この内容で予約する" }).click();
  await heading(phone, "予約できました");
});

test("a change after its cut-off says so, and what can still be done", async () => {
  await phone.goto(`${place.service}/r/home`);
  await phone.getByRole("link", { name: /変更する/ }).click();
  await pickTime((picks) => picks.last());
  await heading(phone, "この内容に変更しますか");
  const listed = JSON.parse(place.madoguchi("programme", "list", "--json")).facts.programmes;
  const { id } = listed.find(({ name }) => name === CHILDREN);
  const file = join(tmpdir(), `madoguchi-${process.pid}.json`);
  const programme = JSON.parse(place.madoguchi("programme", "show", id));
  programme.policy.change_until = { days_before: 90 };
  writeFileSync(file, JSON.stringify(programme));
  place.madoguchi("programme", "save", id, file, "--yes", "--reason", "会場の準備のため");
  rmSync(file);
  await phone.getByRole("button", { name: /変更する/ }).click();
  await heading(phone, "いまは、できません");
  await lookInAll(phone, place, "too late to change");
  await phone.goto(`${place.service}/r/home`);
  await lookInAll(phone, place, "home, too late to change");
  await phone.locator("a.card-more").first().click();
  await phone.waitForURL(/bookings/);
  await phone.getByText(/変更の受付は/).first().waitFor();
  assert.equal(await phone.getByRole("link", { name: /変更する/ }).count(), 0);
  await lookInAll(phone, place, "booking, too late to change");
  const booking = phone.url();
  await phone.goto(`${booking}/change`);
  assert.equal(phone.url(), booking, "the way from the talk leads to what can still be done");
});

/** The addresses of all slots, over every page of the board. */
async function slotsOfEveryDay() {
  const later = desk.getByRole("link", { name: "次の日へ" });
  const all = [];
  for (;;) {
    all.push(...(await desk.locator('a[href^="/desk/slots/"]').evaluateAll((found) => found.map((a) => a.getAttribute("href")))));
    if ((await later.count()) === 0) return all;
    await later.click();
  }
}

test("places that are all full are shown, and lead nowhere", async () => {
  await desk.goto(`${place.service}/desk`);
  await desk.getByRole("link", { name: CHILDREN }).click();
  await axeCheck(desk, "board of the children");
  const links = await slotsOfEveryDay();
  for (const link of links) await fill(link.split("/").at(-1));
  await keepPicture(desk, "desk-full", true);
  await desk.goto(`${place.service}${links[0]}`);
  await axeCheck(desk, "slot");
  await keepPicture(desk, "desk-slot", true);
  await register(phone, place, place.people.find(({ name }) => name === "伊藤 蓮"));
  await phone.getByRole("link", { name: /インフル|1回目/ }).first().click();
  await heading(phone, "場所を選んでください");
  await phone.getByText("満員").first().waitFor();
  assert.equal(await phone.locator("a.pick").count(), 0);
  await lookInAll(phone, place, "all places full");
});

test("who waits is offered the place that somebody gives back", async () => {
  await phone.getByRole("link", { name: "キャンセル待ちをする" }).click();
  await heading(phone, "キャンセル待ち");
  await lookInAll(phone, place, "wait");
  await phone.getByLabel("土曜日").check();
  await phone.getByLabel("日曜日").check();
  await phone.getByRole("button", { name: "この条件で申し込む" }).click();
  await phone.getByText("キャンセル待ちを受け付けました。").waitFor();
  await phone.getByLabel("土曜日").uncheck();
  await phone.getByLabel("日曜日").uncheck();
  await phone.getByRole("button", { name: "この条件に変える" }).click();
  await phone.getByText("いまの順番は 1番目です").waitFor();
  await lookInAll(phone, place, "waiting");

  await phone.goto(`${place.service}/r/home`);
  await phone.getByRole("link", { name: /キャンセルする/ }).click();
  await phone.getByRole("button", { name: "キャンセルする" }).click();
  await heading(phone, "キャンセルしました");
  await phone.goto(`${place.service}/r/home`);
  await lookInAll(phone, place, "home with an offer");
  await phone.getByRole("link", { name: "空いた枠を見る" }).click();
  await heading(phone, "空きが出ました");
  await lookInAll(phone, place, "offer");
  const offer = phone.url();
  await phone.getByRole("button", { name: "この枠を受ける" }).click();
  await heading(phone, "予約できました");
  await phone.goto(offer);
  await phone.getByText("この空き枠は、もうお受けになっています。").waitFor();
  await lookInAll(phone, place, "offer taken");
});
