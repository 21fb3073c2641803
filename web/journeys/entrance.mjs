// More come than can be served: the page of those who wait for their turn, on a small screen, at double type, in dark,
// in every language; and how somebody is let in by the page itself, without script.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axeCheck, launch, thumbCheck } from "./lib/browser.mjs";
import { keepPicture } from "./lib/picture.mjs";
import { heading } from "./lib/resident.mjs";
import { town } from "./lib/town.mjs";

const TITLE = "順番をお待ちください";
const SMALL = { width: 360, height: 740 };

let place;

before(async () => {
  // One access at once is a crowd here.
  place = await town({ residents: ["taro=太郎", "hanako=花子", "jiro=次郎", "saburo=三郎"], server: { at_once: 1 } });
});

after(async () => {
  await place?.end();
});

/** Keeps it crowded: looks at something until it is told to stop. */
function crowd() {
  let stop = false;
  const looks = (async () => {
    while (!stop) await fetch(`${place.service}/privacy`).then((answer) => answer.text());
  })();
  return async () => {
    stop = true;
    await looks;
  };
}

/** Signs in in a language, and arrives at saying who it is for. */
async function comes(page, name, lang = "ja") {
  const { hostname } = new URL(place.service);
  await page.context().addCookies([{ name: "madoguchi_lang", value: lang, domain: hostname, path: "/" }]);
  await page.goto(`${place.service}/signin/line?next=/r/people/new`);
  await page.getByText(name).first().click();
  await page.locator("#voucher").waitFor();
}

/** Says it, which leads to the programmes, or to the queue before them. */
async function registers(page, { voucher, birth }) {
  await page.locator("#voucher").fill(voucher);
  await page.locator("#birth").fill(birth);
  const led = page.waitForResponse((answer) => answer.url().includes("/r/book/"));
  await page.locator("form#typed button[type=submit], form button.button[type=submit]").last().click();
  return led;
}

test("whoever waits reads where they stand, and is let in by the page itself, without script", async () => {
  const leave = crowd();
  const browser = await launch({ viewport: SMALL, javaScriptEnabled: false });
  try {
    const page = await browser.newPage();
    await comes(page, "太郎");
    const answer = await registers(page, place.people[0]);
    assert.equal(answer.status(), 503, "they have to wait");
    assert.equal(answer.headers().refresh, answer.headers()["retry-after"]);
    assert.ok((await answer.body()).length < 16_000, "it is a small page");
    await heading(page, TITLE);
    await keepPicture(page, "entrance");
    await heading(page, "何を予約しますか");
  } finally {
    await browser.close();
    await leave();
  }
});

for (const [lang, name, title, person, options] of [
  ["ja", "花子", TITLE, 1, { colorScheme: "light" }],
  ["en", "次郎", "Please wait for your turn", 8, { colorScheme: "dark" }],
  ["easy", "三郎", "順番を まってください", 9, { colorScheme: "light" }],
]) {
  test(`the page of those who wait is accessible, also at double type: ${lang}`, async () => {
    const leave = crowd();
    const browser = await launch({ viewport: SMALL, ...options });
    try {
      const page = await browser.newPage();
      await comes(page, name, lang);
      const answer = await registers(page, place.people[person]);
      assert.equal(answer.status(), 503, "they have to wait");
      // The same page once more, without the header that makes it go on while it is looked at.
      const waiting = { status: 503, contentType: "text/html; charset=utf-8", body: await answer.text() };
      await page.route(/\/r\/book\//, (route) => route.fulfill(waiting));
      await page.goto(answer.url());
      await heading(page, title);
      await axeCheck(page, `entrance ${lang}`);
      await thumbCheck(page, `entrance ${lang}`);
      await keepPicture(page, `entrance-${lang}`, true);
      await page.evaluate(() => document.documentElement.style.setProperty("font-size", "200%"));
      await axeCheck(page, `entrance ${lang} at double type`);
      await keepPicture(page, `entrance-${lang}-double`, true);
    } finally {
      await browser.close();
      await leave();
    }
  });
}
