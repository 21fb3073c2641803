// An operator with the keyboard alone: "/" from anywhere, a scrap of a name, the arrows, Enter; a whole number that
// opens at once; nobody, who becomes a to-do. Every page is checked in light and in dark, at a desk and on a tablet.
import assert from "node:assert/strict";
import { test } from "node:test";
import { look, signIn } from "./lib/officer.mjs";
import { browser, place, setStage } from "./lib/stage.mjs";

setStage();

/** What has the focus. */
function focused(page) {
  return page.evaluate(() => document.activeElement.id || document.activeElement.textContent.trim());
}

test("anybody is found by keyboard alone, and who is not becomes a to-do", async () => {
  const page = await browser.newPage();
  const keys = page.keyboard;
  await signIn(page, place);

  await keys.press("/");
  assert.equal(await focused(page), "find", "the box of the first page");
  await keys.type("さとう");
  await keys.press("Enter");
  await page.locator("[data-hit]").first().waitFor();
  const hits = await page.locator("[data-hit]").count();
  assert.ok(hits > 1, "the demo has several of that name");
  await look(page, "search-found");
  assert.ok(await page.locator("[data-hit]").first().evaluate((hit) => hit === document.activeElement), "the first is ready to be opened");
  await keys.press("ArrowUp");
  assert.equal(await focused(page), "find", "up from the first is the box");
  await keys.press("ArrowDown");
  await keys.press("ArrowDown");
  const second = page.locator("[data-hit]").nth(1);
  assert.ok(await second.evaluate((hit) => hit === document.activeElement));
  const name = await second.locator("b").textContent();
  await keys.press("Enter");
  await page.getByRole("heading", { level: 1, name }).waitFor();

  const [known] = place.people;
  await keys.press("/");
  await page.getByRole("heading", { name: "人をさがす" }).waitFor();
  await keys.press("/");
  await keys.type(known.voucher);
  await keys.press("Enter");
  await page.getByRole("heading", { level: 1, name: known.name }).waitFor();
  assert.ok(!page.url().includes(known.voucher), "no number is in an address");

  await keys.press("/");
  await page.getByRole("heading", { name: "人をさがす" }).waitFor();
  await keys.press("/");
  await keys.type(`${known.birth} ${known.voucher.slice(-4)}`);
  await keys.press("Enter");
  await page.locator("[data-hit]").first().waitFor();
  assert.equal(await page.locator("[data-hit]").count(), 1, "a birth date and the end of a voucher are one person");

  await keys.press("/");
  await keys.type("😀");
  await keys.press("Enter");
  await page.getByText("文字も数字もありません").waitFor();
  assert.equal(await focused(page), "find");
  await look(page, "search-unreadable");
  await page.locator("#find").fill("ぬぬぬ 昭和30年1月2日");
  await keys.press("Enter");
  await page.getByText("見つかりませんでした").waitFor();
  await look(page, "search-nobody");

  await page.getByRole("button", { name: "名簿にない方として残す" }).press("Enter");
  await page.getByRole("heading", { name: "名簿にない方を残す" }).waitFor();
  assert.equal(await page.getByLabel("かな").inputValue(), "ぬぬぬ");
  await page.getByLabel("電話番号").fill("123");
  await page.getByRole("button", { name: "やることに残す" }).press("Enter");
  await page.getByText("まだ残していません").waitFor();
  await look(page, "todo-refused");
  await page.getByLabel("電話番号").fill("090-1234-5678");
  await page.getByLabel("ご用件").fill("先月転入。接種券が届かない");
  await page.getByRole("button", { name: "やることに残す" }).press("Enter");
  await page.getByText("お返事を待つ方（1件）").waitFor();
  await look(page, "todos");
  await page.getByRole("link", { name: "ぬぬぬ" }).press("Enter");
  await page.getByRole("heading", { name: "お聞きしたこと" }).waitFor();
  await look(page, "todo");
  await page.getByLabel("名簿で見つかった").press("Space");
  await page.getByLabel("見つかった方").fill(known.voucher);
  await page.getByRole("button", { name: "終わりにする" }).press("Enter");
  await page.getByText("いま、お返事を待つ方はいません").waitFor();
  await page.getByRole("link", { name: "終わったもの" }).press("Enter");
  await page.getByRole("link", { name: "ぬぬぬ" }).press("Enter");
  await page.getByRole("link", { name: "見つかった方のページ" }).waitFor();
  await look(page, "todo-done");
});
