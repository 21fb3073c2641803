// What officers do in more than one journey, and how a page of the desk is looked at.
import { atRest, axeCheck } from "./browser.mjs";
import { keepPicture } from "./picture.mjs";

const WIDTHS = [1280, 820];

/** Signs in as the officer of the demo. */
export async function deskSignIn(page, place) {
  await page.goto(`${place.service}/desk`);
  await page.getByLabel("職員番号").fill("hokenshi");
  await page.getByLabel("パスワード").fill("madoguchi-demo");
  await page.getByRole("button", { name: "ログインする" }).click();
  await page.getByRole("heading", { level: 1, name: "事業の一覧" }).waitFor();
}

/** Looks at a page as it stands, in light and in dark, at a desk and on a tablet, and keeps a picture of each width. */
export async function lookBothWays(page, name) {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await axeCheck(page, `${name}, ${width} px, ${colorScheme}`);
    }
    await page.emulateMedia({ colorScheme: "light" });
    await atRest(page);
    await keepPicture(page, `${name}-${width}`, true);
  }
  await page.setViewportSize({ width: WIDTHS[0], height: 900 });
}
