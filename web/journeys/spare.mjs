// A session's day at the desk: from the roster to what is left over, and a number that cannot be.
import assert from "node:assert/strict";
import { test } from "node:test";
import { look, signIn } from "./lib/officer.mjs";
import { heading } from "./lib/resident.mjs";
import { browser, place, setStage } from "./lib/stage.mjs";

setStage();

test("what is left over is counted, and offered only as far as there is any", async () => {
  const page = await browser.newPage();
  await signIn(page, place);
  await page.getByRole("link", { name: "新型コロナワクチン接種（お試し）" }).click();
  const session = await page.locator("a[href^='/desk/sessions/']").first().getAttribute("href");
  await page.goto(`${place.service}${session}`);
  await page.getByRole("link", { name: "余った分のご案内" }).click();
  await heading(page, /^余った分のご案内/);
  await look(page, "spare");
  const radio = page.getByRole("radio").first();
  if ((await radio.count()) > 0) {
    await radio.check();
    await page.getByLabel("ご案内する回数").fill("100");
    await page.getByLabel("理由（履歴に残ります）").fill("バイアルが余ったため");
    await page.getByRole("button", { name: "枠をふやして、順番にご案内する" }).click();
    await page.getByText(/余るのは\d+回分です。/).waitFor();
    assert.equal(await page.getByLabel("ご案内する回数").inputValue(), "100", "what was typed is kept");
    await look(page, "spare-no");
  }
});
