// What officers do in more than one journey.
import { heading } from "./resident.mjs";

/** Signs in at the desk of the demo. */
export async function signIn(page, place) {
  await page.goto(`${place.service}/desk`);
  await page.getByLabel("職員番号").fill("hokenshi");
  await page.getByLabel("パスワード").fill("madoguchi-demo");
  await page.getByRole("button", { name: "ログインする" }).click();
  await heading(page, "事業の一覧");
}

/** Opens the call about somebody and makes sure of who calls, after a look at the questions; the address of the call. */
export async function onThePhone(page, place, { voucher }, look = () => {}) {
  await page.goto(`${place.service}/desk`);
  await page.getByLabel("人をさがす").fill(voucher);
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: /電話を受ける/ }).click();
  await heading(page, "電話：本人確認");
  await look();
  for (const told of [/お名前：/, /生年月日：/, /接種券の番号：/]) await page.getByLabel(told).check();
  await page.getByRole("button", { name: /確認できた/ }).click();
  await heading(page, /いまの状態/);
  return page.url().split("?")[0];
}
