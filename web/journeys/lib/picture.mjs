// Keeps a picture of a page, or of the whole of it, where the run asks for pictures: for the README, and for
// looking at.
import { mkdirSync } from "node:fs";

const FOLDER = process.env.MADOGUCHI_PICTURES;

export async function keepPicture(page, name, whole = false) {
  if (!FOLDER) return;
  mkdirSync(FOLDER, { recursive: true });
  await page.screenshot({ path: `${FOLDER}/${name}.png`, fullPage: whole });
}
