// What officers do in more than one journey, and how a page of the desk is looked at.
import { atRest, axeCheck, thumbCheck } from "./browser.mjs";
import { keepPicture } from "./picture.mjs";
import { heading } from "./resident.mjs";

/** A tablet held upright, and a desk with a wide screen. */
export const SCREENS = [{ width: 820, height: 1180 }, { width: 1280, height: 900 }];

/** Signs in at the desk of the demo, as its nurse or as somebody else, and arrives at the list of programmes. */
export async function signIn(page, place, login = "hokenshi") {
  await page.goto(`${place.service}/desk`);
  await givesPassword(page, login, "madoguchi-demo");
  await heading(page, "事業の一覧");
}

/** Fills in the page that asks who is there. */
export async function givesPassword(page, login, password) {
  await page.getByLabel("職員番号").fill(login);
  await page.getByLabel("パスワード").fill(password);
  await page.getByRole("button", { name: "ログインする" }).click();
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

/** Looks at a page of the desk as it stands: at a desk and on a tablet, in light and in dark, and with letters of twice
 *  the size. What can be pressed on the tablet is as large as a thumb. */
export async function look(page, name) {
  for (const screen of SCREENS) {
    await page.setViewportSize(screen);
    for (const colorScheme of ["dark", "light"]) {
      await page.emulateMedia({ colorScheme });
      await axeCheck(page, `${name}, ${screen.width} px, ${colorScheme}`);
    }
    if (screen === SCREENS[0]) await thumbCheck(page, name);
    await atRest(page);
    await keepPicture(page, `${name}-${screen.width}`, true);
  }
  await page.evaluate(() => document.documentElement.style.setProperty("font-size", "200%"));
  await axeCheck(page, `${name}, double letters`);
  await keepPicture(page, `${name}-200`, true);
  await page.evaluate(() => document.documentElement.style.removeProperty("font-size"));
}
