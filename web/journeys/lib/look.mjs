// Looks at a resident's page in every language, in light and in dark, and at double type.
import assert from "node:assert/strict";
import { axeCheck, thumbCheck } from "./browser.mjs";
import { keepPicture } from "./picture.mjs";

/** Those that a page speaks; Japanese stands last, so that a journey goes on in it. */
export const LANGUAGES = ["easy", "en", "ja"];

/** From now on pages speak this language. */
export function speak(page, place, lang) {
  return page.context().addCookies([{ name: "madoguchi_lang", value: lang, url: place.service }]);
}

/** Looks at a page as it stands, in light and in dark. */
export async function look(page, name, lang) {
  assert.equal(await page.locator("html").getAttribute("lang"), lang === "en" ? "en" : "ja", name);
  await thumbCheck(page, `${name}, ${lang}`);
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await axeCheck(page, `${name}, ${lang}, ${colorScheme}`);
  }
  await page.emulateMedia({ colorScheme: "light" });
}

/** Looks at what stands at the address of a page, in every language. */
export async function lookInAll(page, place, name) {
  const address = page.url();
  for (const lang of LANGUAGES) {
    await speak(page, place, lang);
    await page.goto(address);
    await keepPicture(page, `${name.replaceAll(/\W+/g, "-")}-${lang}`, true);
    await look(page, name, lang);
  }
}

/** The same with letters of a size, and a picture of each. */
export async function atSize(page, place, name, size) {
  const address = page.url();
  for (const lang of LANGUAGES) {
    await speak(page, place, lang);
    await page.goto(address);
    await page.evaluate((to) => document.documentElement.style.setProperty("font-size", to), size);
    await axeCheck(page, `${name} at ${size} (${lang})`);
    await keepPicture(page, `${name}-${size.replace("%", "")}-${lang}`, true);
  }
  await page.goto(address);
}
