// The waitlist in a journey, made in the browser as residents do it: friends, bookings that take the last places, and the
// rules by which those who wait are told.
import { writeFileSync } from "node:fs";
import { heading } from "./resident.mjs";

export const PROGRAMME = "新型コロナワクチン接種（お試し）";

/** Offers are told at any hour, whenever the journey is made. */
export function disturbsAtNight(place) {
  const { facts } = JSON.parse(place.madoguchi("programme", "list", "--json"));
  const { id } = facts.programmes.find(({ name }) => name === PROGRAMME);
  const rules = JSON.parse(place.madoguchi("programme", "show", id));
  rules.policy.waitlist.quiet = null;
  const file = `${place.folder}/rules.json`;
  writeFileSync(file, JSON.stringify(rules));
  place.madoguchi("programme", "save", id, file, "--yes", "--by", "hokenshi", "--reason", "夜もお試しになれるように");
}

/** Somebody becomes a friend of the town in LINE. */
export async function befriends(page, place, handle) {
  await page.goto(`${place.line}/phone/${handle}`);
  await page.getByRole("button", { name: "友だち追加" }).click();
  await page.getByRole("log").getByText("窓川町の予約窓口です").waitFor();
}

/** Goes as far as there is a choice: the programme, the venue, the day, the time. */
export async function books(page) {
  await page.getByRole("link", { name: /秋の接種/ }).click();
  for (const step of ["場所を選んでください", "日にちを選んでください", "時間を選んでください"]) {
    await heading(page, step);
    await page.locator("a.pick").first().click();
  }
  await heading(page, "この内容で予約しますか");
  await page.getByRole("button", { name: "この内容で予約する" }).click();
  await heading(page, "予約できました");
}
