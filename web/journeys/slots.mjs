// A nurse makes slots from nothing: two venues, three weeks, a look at the calendar first; a timetable that is changed; a
// run taken back. Every page is checked for accessibility in light and in dark, at a desk and on a tablet.
import assert from "node:assert/strict";
import { test } from "node:test";
import { look, signIn } from "./lib/officer.mjs";
import { browser, place, setStage } from "./lib/stage.mjs";

setStage();

/** 2026年12月1日, so many days from now. */
function day(days) {
  const date = new Date(Date.now() + days * 86_400_000);
  return new Intl.DateTimeFormat("ja-JP", { dateStyle: "long", timeZone: "Asia/Tokyo" }).format(date);
}

async function makesVenue(page, name, room) {
  await page.getByRole("link", { name: "会場", exact: true }).click();
  await page.getByRole("link", { name: "新しい会場をつくる" }).click();
  await page.getByLabel("会場の名前").fill(name);
  await page.getByLabel("住所").fill("窓川町東1条1番地");
  await page.getByLabel(/部屋に一度に入れる人数/).fill(room);
  await page.getByRole("button", { name: "この会場をつくる" }).click();
  await page.getByRole("link", { name, exact: true }).waitFor();
}

test("three weeks of slots at two venues, changed, and taken back", async () => {
  const page = await browser.newPage();
  await signIn(page, place);
  await makesVenue(page, "東会館", "20");
  await makesVenue(page, "西会館", "4");
  await look(page, "venues");
  await page.getByRole("link", { name: "東会館", exact: true }).click();
  await look(page, "venue");

  await page.getByRole("link", { name: "事業の一覧" }).click();
  await page.getByRole("link", { name: "新型コロナワクチン接種（お試し）" }).first().click();
  await page.getByRole("link", { name: "枠をつくる", exact: true }).click();
  await look(page, "slots-empty");
  await page.getByLabel("会場", { exact: true }).selectOption({ label: "東会館（一度に20人まで）" });
  await page.getByLabel("始まりの日").fill(day(30));
  await page.getByLabel("終わりの日").fill(day(50));
  await page.getByLabel("時間1 始まり").fill("25:00");
  await page.getByRole("button", { name: "カレンダーで確かめる" }).click();
  await page.getByText("25時はありません").first().waitFor();
  assert.equal(await page.getByLabel("終わりの日").inputValue(), day(50), "what was typed is kept");
  await look(page, "slots-wrong");
  await page.getByLabel("時間1 始まり").fill("9時");
  await page.context().setOffline(true);
  await page.getByRole("button", { name: "カレンダーで確かめる" }).click();
  await page.getByText("ネットワークにつながっていません").waitFor();
  assert.equal(await page.getByLabel("時間1 始まり").inputValue(), "9時", "without a line nothing is sent, and nothing lost");
  await look(page, "slots-offline");
  await page.context().setOffline(false);
  await place.stops();
  await page.getByRole("button", { name: "カレンダーで確かめる" }).click();
  await page.getByText("窓口のサービスにつながりません").waitFor();
  assert.equal(await page.getByLabel("時間1 始まり").inputValue(), "9時", "without a service nothing is sent either");
  await look(page, "slots-unreached");
  await place.starts();
  await page.context().clearCookies();
  await page.getByRole("button", { name: "カレンダーで確かめる" }).click();
  await page.getByText("ログインの時間が終わりました").waitFor();
  await look(page, "slots-signed-out");
  const tab = await page.context().newPage();
  await signIn(tab, place);
  await tab.close();
  await page.getByRole("button", { name: "カレンダーで確かめる" }).click();
  await page.getByRole("heading", { name: "東会館の予定" }).waitFor();
  await look(page, "slots-preview");
  await page.getByRole("button", { name: "この予定のとおりにつくる" }).click();
  await page.getByText("枠を新しくつくりました").waitFor();
  await look(page, "slots-run");

  await page.getByRole("link", { name: "ほかの会場にも同じ枠をつくる" }).click();
  await page.getByLabel("会場", { exact: true }).selectOption({ label: "西会館（一度に4人まで）" });
  await page.getByRole("button", { name: "カレンダーで確かめる" }).click();
  await page.getByText("の部屋に一度に入れるのは 4人ですが").waitFor();
  await page.getByLabel("人数または本数").fill("3");
  await page.getByRole("button", { name: "直したら、もう一度確かめる" }).click();
  await page.getByRole("button", { name: "この予定のとおりにつくる" }).click();
  await page.getByText("枠を新しくつくりました").waitFor();

  await page.getByRole("link", { name: "時間割を変える" }).click();
  await page.getByLabel("時間2 始まり").fill("");
  await page.getByLabel("時間2 終わり").fill("");
  await page.getByRole("button", { name: "カレンダーで確かめる" }).click();
  await page.getByText(/取り消す枠/).waitFor();
  await look(page, "slots-change");
  await page.getByRole("button", { name: "この予定のとおりに変える" }).click();
  await page.getByText("枠を取り消しました").waitFor();
  await page.getByRole("button", { name: "この回を元に戻す" }).click();
  await page.getByText("が元に戻しました。").waitFor();
  await look(page, "slots-undone");
  await page.getByRole("link", { name: "枠をつくる", exact: true }).click();
  await page.getByText("全部で 3回です。").waitFor();
  await look(page, "slots-runs");
});
