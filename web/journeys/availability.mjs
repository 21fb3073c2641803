// Somebody who only wants to look sees where and when there is room, without signing in; whoever has the page already is
// sent nothing, and after a booking it is another page.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "./lib/browser.mjs";
import { atSize, lookInAll } from "./lib/look.mjs";
import { town } from "./lib/town.mjs";

let place;
let browser;

before(async () => {
  place = await town();
  browser = await launch({ viewport: { width: 360, height: 740 } });
});

after(async () => {
  await browser?.close();
  await place?.end();
});

test("what is free is seen by everybody, and sent once", async () => {
  const page = await browser.newPage();
  await page.goto(`${place.service}/free`);
  await lookInAll(page, place, "free");
  await page.getByRole("link", { name: "新型コロナワクチン接種（お試し）" }).click();
  await page.getByText("この画面を開いたときの空き状況です").waitFor();
  await lookInAll(page, place, "free-venues");
  await page.locator("a.pick").first().click();
  await page.getByRole("heading", { level: 2 }).first().waitFor();
  await lookInAll(page, place, "free-days");
  await atSize(page, place, "free-days", "200%");
  const address = page.url();
  const [again] = await Promise.all([
    page.waitForResponse((answer) => answer.url() === address),
    page.getByRole("link", { name: "いまの空き状況にする" }).click(),
  ]);
  assert.ok([200, 304].includes(again.status()));
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  const etag = again.headers().etag;
  const same = await fetch(address, { headers: { cookie, "if-none-match": etag } });
  assert.equal(same.status, 304, "whoever has it is sent nothing");
});
