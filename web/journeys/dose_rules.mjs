// A nurse changes how far two doses lie apart, adds a vaccine, and lets the eldest book first, all in the form of rules.
import { test } from "node:test";
import { look, signIn } from "./lib/officer.mjs";
import { browser, place, setStage } from "./lib/stage.mjs";

setStage();

test("intervals, vaccines and phases of a programme are changed in the form", async () => {
  const page = await browser.newPage();
  await signIn(page, place);
  await page.goto(`${place.service}/desk/programmes/new`);
  await page.getByRole("radio", { name: /令和3年・2回/ }).check();
  await page.getByRole("button", { name: "この事業をつくる" }).click();
  await page.getByRole("heading", { name: "事業の決まり" }).waitFor();
  const rules = page.url();

  await page.getByText("回と間隔", { exact: true }).click();
  const second = page.getByRole("group", { name: /^2回目/ });
  await second.getByLabel(/^これより前/).fill("3");
  await second.getByLabel(/^単位/).first().selectOption("週間後");
  await second.getByLabel(/^おすすめの始まり/).fill("2");
  await second.getByLabel(/^単位/).nth(1).selectOption("週間後");
  await page.getByText("ワクチンの製品", { exact: true }).click();
  await page.getByRole("group", { name: "製品を足す" }).getByLabel("名前").fill("ノババックス");
  await page.getByRole("button", { name: "だれに影響するか確かめる" }).click();
  await page.getByText("標準が、最短より短くなっています。").first().waitFor();
  await look(page, "dose-rules-wrong");

  await second.getByLabel(/^おすすめの始まり/).fill("8");
  await second.getByLabel(/どの日の接種から/).fill("2027-04-01");
  await page.getByText("年齢や対象ごとに、順に受け付ける").click();
  await page.getByLabel("どなたの受付開始").selectOption("下の年齢以上の方");
  await page.getByLabel(/何歳以上（年齢で分けるとき）/).fill("85");
  const phase = page.locator("details", { hasText: "順に受け付ける" }).last();
  await phase.getByLabel("年月日").fill("2027-03-01");
  await phase.getByLabel("時刻").fill("09:00");
  await page.getByRole("button", { name: "だれに影響するか確かめる" }).click();
  await page.getByText("まだ保存していません。これでよければ").waitFor();
  await look(page, "dose-rules-seen");
  await page.getByLabel(/変える理由/).fill("国の通知による");
  await page.getByRole("button", { name: "保存する" }).click();
  await page.getByRole("heading", { name: "受付前の点検" }).waitFor();
  await page.goto(rules);
  await page.getByText(/3週間後より前は受けられません.*2027年4月1日/).first().waitFor();
  await page.getByText("85歳以上 は、この日時から").waitFor();
});
