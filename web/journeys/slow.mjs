// A slow line, as behind a mountain: 400 kbit/s and 400 ms each way of asking. A booking is made before the script has
// come, and with it; pressing twice makes one booking.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "./lib/browser.mjs";
import { heading, register, signIn } from "./lib/resident.mjs";
import { town } from "./lib/town.mjs";

const SLOW = { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 };

let place;

before(async () => {
  place = await town({ residents: ["taro=太郎", "hanako=花子"] });
});

after(async () => {
  await place?.end();
});

/** Holds the script back until it is let go; says whether a page asked for it. */
async function holdScript(page) {
  let letGo;
  const gone = new Promise((resolve) => (letGo = resolve));
  const asked = [];
  await page.route(/\.js$/, async (route) => {
    asked.push(route.request().url());
    await gone;
    await route.continue().catch(() => {});
  });
  return { letGo, asked };
}

async function slowLine(page) {
  const line = await page.context().newCDPSession(page);
  await line.send("Network.enable");
  await line.send("Network.emulateNetworkConditions", SLOW);
}

async function pickPlace(page) {
  await page.getByRole("link", { name: /秋の接種/ }).click({ noWaitAfter: true });
  for (const step of ["場所を選んでください", "日にちを選んでください", "時間を選んでください"]) {
    await heading(page, step);
    await page.locator("a.pick").first().click({ noWaitAfter: true });
  }
  await heading(page, "この内容で予約しますか");
}

/** Presses twice in a moment; what went over the line, and the form that was sent. */
async function pressTwice(page) {
  const pressed = [];
  page.on("request", (request) => request.method() === "POST" && pressed.push(request.url()));
  const button = page.getByRole("button", { name: "この内容で予約する" });
  const once = await page.locator("input[name=once]").inputValue();
  await button.dblclick({ noWaitAfter: true });
  await heading(page, "予約できました");
  return { pressed, form: { once } };
}

for (const late of [true, false]) {
  test(`on a slow line, ${late ? "before the script has come" : "with the script"}, two presses make one booking`, async (t) => {
    const browser = await launch({ viewport: { width: 360, height: 740 } });
    try {
      const page = await browser.newPage();
      await signIn(page, place, late ? "太郎" : "花子");
      await register(page, place, place.people[late ? 0 : 2]);
      await slowLine(page);
      const script = late ? await holdScript(page) : undefined;
      await page.reload({ waitUntil: "commit" });
      await pickPlace(page);
      if (!late) await page.waitForLoadState();
      const { pressed, form } = await pressTwice(page);
      const number = (await page.locator(".number-digits").textContent()).trim();
      t.diagnostic(`${pressed.length} presses went over the line`);
      if (late) assert.ok(script.asked.length > 0, "the pages ask for a script");
      else assert.equal(pressed.length, 1, "the script sends once");
      // A press that was held up on the way comes to the same page.
      const again = await page.request.post(pressed[0], { form });
      assert.equal(new URL(again.url()).pathname, new URL(page.url()).pathname);
      script?.letGo();
      await page.goto(`${place.service}/r/home`);
      assert.equal(await page.locator("article.card").count(), 1, "one booking");
      await page.getByText(number).first().waitFor();
    } finally {
      await browser.close();
    }
  });
}
