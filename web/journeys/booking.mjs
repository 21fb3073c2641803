// Friend add, booking in the phone, confirmation in the talk, the desk's board moved, cancellation, and the
// place back. Along the way every page is checked for accessibility and pictures are taken for the README.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axeCheck, launch } from "./lib/browser.mjs";
import { givesPassword } from "./lib/officer.mjs";
import { keepPicture } from "./lib/picture.mjs";
import { town } from "./lib/town.mjs";

let place;
let desk;
let phone;

before(async () => {
  place = await town();
  desk = await launch({ viewport: { width: 1280, height: 900 } });
  phone = await launch({ viewport: { width: 470, height: 900 } });
});

after(async () => {
  await desk?.close();
  await phone?.close();
  await place?.end();
});

async function openBoard() {
  const page = desk.pages()[0] ?? (await desk.newPage());
  await page.goto(`${place.service}/desk`);
  await axeCheck(page, "desk sign-in");
  await givesPassword(page, "hokenshi", "madoguchi-demo");
  await page.getByRole("heading", { level: 1, name: "事業の一覧" }).waitFor();
  await axeCheck(page, "programmes");
  await page.getByRole("link", { name: "新型コロナワクチン接種（お試し）" }).click();
  await page.getByRole("heading", { level: 1, name: "新型コロナワクチン接種（お試し）" }).waitFor();
  await axeCheck(page, "board");
  return page;
}

/** The number behind 「予約」 in the sums above the board. */
async function booked(board) {
  return Number(await board.locator("#board-totals dd").nth(1).locator("b").textContent());
}

/** Waits until the board shows this many bookings, without reloading; says how long that took. */
async function becomes(board, count, t) {
  const begun = performance.now();
  await board.locator("#board-totals dd").nth(1).getByText(`${count}`, { exact: true }).waitFor();
  t.diagnostic(`the board showed it ${Math.round(performance.now() - begun)} ms after the button`);
}

/** The page that slides over the talk. */
function liff(page) {
  return page.frameLocator("iframe");
}

/** Goes on to the page with this heading. */
async function arrive(page, heading) {
  await liff(page).getByRole("heading", { level: 1, name: heading }).waitFor();
}

test("a resident books in LINE, the desk sees it, and a cancellation gives the place back", async (t) => {
  const board = await openBoard();
  const before = await booked(board);
  const page = phone.pages()[0] ?? (await phone.newPage());
  await page.goto(`${place.line}/phone/hanako`);

  await page.getByRole("button", { name: "友だち追加" }).click();
  const talk = page.getByRole("log");
  await talk.getByText("窓川町の予約窓口です").waitFor();
  await keepPicture(page, "line-greeting");
  await talk.getByRole("button", { name: "予約する" }).last().click();

  await arrive(page, /はじめに|予約する方を登録/);
  const start = liff(page).getByRole("link", { name: "登録をはじめる" });
  if (await start.count()) await start.click();
  await arrive(page, "予約する方を登録する");
  const [elder] = place.people;
  await liff(page).getByLabel(/接種券/).fill("１２３");
  await liff(page).getByLabel(/生年月日/).first().fill("昭和19年13月1日");
  await liff(page).getByRole("button", { name: /登録|進む|次へ/ }).click();
  await liff(page).getByText("13月という月はありません").first().waitFor();
  await keepPicture(page, "person-errors");
  await liff(page).getByLabel(/接種券/).fill(elder.voucher);
  await liff(page).getByLabel(/生年月日/).first().fill(elder.wareki);
  await keepPicture(page, "person-new");
  await liff(page).getByRole("button", { name: /登録|進む|次へ/ }).click();

  await arrive(page, "何を予約しますか");
  await keepPicture(page, "programme");
  await liff(page).getByRole("link", { name: /秋の接種/ }).click();
  await arrive(page, "場所を選んでください");
  await keepPicture(page, "venue");
  await liff(page).getByRole("link", { name: /^窓川町保健福祉センター/ }).click();
  await arrive(page, "日にちを選んでください");
  await keepPicture(page, "day");
  await liff(page).locator("a.pick").first().click();
  await arrive(page, "時間を選んでください");
  await keepPicture(page, "time");
  await liff(page).locator("a.pick").first().click();
  await arrive(page, "この内容で予約しますか");
  await keepPicture(page, "confirm");
  await liff(page).getByRole("button", { name: /予約/ }).click();
  await becomes(board, before + 1, t);
  await arrive(page, "予約できました");
  await keepPicture(page, "done");
  const number = (await liff(page).locator(".number-digits").textContent()).trim();
  assert.match(number, /^\d{3}-\d{3}-\d{3}$/);
  await keepPicture(board, "desk");

  await page.getByRole("button", { name: "ページを閉じる" }).click();
  await talk.getByText("予約を受け付けました").waitFor();
  assert.equal(await talk.getByText(number).count(), 1, "one confirmation, with the booking's number");
  await keepPicture(page, "phone");

  await page.getByLabel("メッセージ").fill("キャンセルしたい");
  await page.getByRole("button", { name: "送信" }).click();
  await talk.getByRole("button", { name: "キャンセルへ進む" }).click();
  await arrive(page, "この予約をキャンセルしますか");
  await keepPicture(page, "cancel");
  await liff(page).getByRole("button", { name: "キャンセルする" }).click();
  await becomes(board, before, t);
  await arrive(page, "キャンセルしました");
  await page.getByRole("button", { name: "ページを閉じる" }).click();
  await talk.getByText("予約をキャンセルしました").waitFor();
  await keepPicture(page, "talk-cancelled");
});
