// The rules of the waitlist at the desk: a lot without its number, then with it, and what a resident reads of it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { look, signIn } from "./lib/officer.mjs";
import { heading } from "./lib/resident.mjs";
import { browser, place, setStage } from "./lib/stage.mjs";

setStage();

test("the order by lot is set with its number and a reason, and nothing is lost on the way", async () => {
  const page = await browser.newPage();
  await signIn(page, place);
  await page.getByRole("link", { name: "新型コロナワクチン接種（お試し）" }).click();
  await page.goto(`${page.url().split("?")[0]}/rules`);
  await heading(page, "事業の決まり");
  await page.getByText("キャンセル待ち", { exact: true }).click();
  await page.getByLabel("ご案内する順番").selectOption("lottery");
  await page.getByLabel("お電話の方を待つ時間（いちばん短いとき、分）").fill("45");
  await page.getByRole("button", { name: "だれに影響するか確かめる" }).click();
  await page.getByText("まだ保存していません").first().waitFor();
  assert.equal(await page.getByLabel("ご案内する順番").inputValue(), "lottery", "what was chosen is kept");
  await look(page, "waitlist-rules-no");
  await page.getByLabel(/^くじのもとの数/).fill("20261001");
  await page.getByRole("button", { name: "だれに影響するか確かめる" }).click();
  await page.getByText("この変更で、名簿の方は次のようになります。").waitFor();
  await look(page, "waitlist-rules-seen");
  await page.getByLabel(/^変える理由/).fill("順番を公平にするため");
  await page.getByRole("button", { name: "保存する", exact: true }).click();
  await heading(page, "受付前の点検");
});

test("districts are named a line each, and one that nobody lives in is told with what the roster has", async () => {
  const page = await browser.newPage();
  await page.goto(`${place.service}/desk`);
  await page.getByRole("link", { name: "新型コロナワクチン接種（お試し）" }).click();
  await page.goto(`${page.url().split("?")[0]}/rules`);
  await heading(page, "事業の決まり");
  await page.getByText("キャンセル待ち", { exact: true }).click();
  await page.getByLabel("ご案内する順番").selectOption("areas");
  await page.getByRole("button", { name: "だれに影響するか確かめる" }).click();
  await page.getByRole("link", { name: "先にご案内する地区を、先の地区から順に入れてください。" }).click();
  assert.equal(await page.evaluate(() => document.activeElement.id), "areas", "the sentence leads to its field");
  await look(page, "waitlist-areas-no");
  await page.getByLabel(/^先にご案内する地区/).fill("北窓\n緑ケ丘\n");
  await page.getByRole("button", { name: "だれに影響するか確かめる" }).click();
  await page.getByText("名簿の「緑ヶ丘」のことなら、同じ字に直してください。").waitFor();
  assert.equal(await page.getByLabel(/^先にご案内する地区/).inputValue(), "北窓\n緑ケ丘\n", "nothing is lost");
  await look(page, "waitlist-areas-slip");
  await page.getByLabel(/^先にご案内する地区/).fill("北窓\n緑ヶ丘");
  await page.getByRole("button", { name: "だれに影響するか確かめる" }).click();
  await page.getByText("緑ヶ丘：名簿に").waitFor();
  await page.getByLabel(/^変える理由/).fill("会場に近い地区の方から");
  await page.getByRole("button", { name: "保存する", exact: true }).click();
  await heading(page, "受付前の点検");
});
