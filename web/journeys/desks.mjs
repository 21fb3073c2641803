// Fifty desks watch one board while a slot is changed ten times: every desk is told of every change that stands, and how
// long that took is printed. The desks are open streams over HTTP, as the browser of each keeps one.
import assert from "node:assert/strict";
import http from "node:http";
import { test } from "node:test";
import { signIn } from "./lib/officer.mjs";
import { browser, place, setStage } from "./lib/stage.mjs";

const DESKS = 50;
const CHANGES = 10;

setStage();

/** A desk's stream: resolves once it is open; `sees` waits for a text and says when it came. */
function desk(url, cookie) {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { headers: { cookie, accept: "text/event-stream" }, agent: false }, (answer) => {
      if (answer.statusCode !== 200) return reject(new Error(`the stream answers ${answer.statusCode}`));
      let told = "";
      let waits = null;
      const look = () => {
        if (!waits || !told.includes(waits.text)) return;
        waits.resolve(performance.now());
        waits = null;
        told = "";
      };
      answer.on("data", (data) => {
        told += data;
        look();
      });
      const sees = (text) =>
        new Promise((seen) => {
          waits = { text, resolve: seen };
          look();
        });
      resolve({ sees, close: () => request.destroy() });
    });
    request.on("error", (error) => error.code !== "ECONNRESET" && reject(error));
  });
}

test("fifty desks see each change of a slot", async (t) => {
  const page = await browser.newPage();
  await signIn(page, place);
  await page.getByRole("link", { name: "新型コロナワクチン接種（お試し）" }).click();
  const programme = page.url().split("/").at(-1).split("?")[0];
  const stream = await page.locator("[sse-connect]").getAttribute("sse-connect");
  const slot = (await page.locator(".slot").first().getAttribute("id")).replace("slot-", "");
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  const url = new URL(stream, `${place.service}/desk/programmes/${programme}`);
  const desks = await Promise.all(Array.from({ length: DESKS }, () => desk(url, cookie)));

  const took = [];
  for (let change = 0; change < CHANGES; change += 1) {
    await page.goto(`${place.service}/desk/slots/${slot}`);
    const field = page.getByRole("spinbutton", { name: /公開/ });
    const places = Number(await field.inputValue()) + 1;
    await field.fill(String(places));
    await page.getByLabel(/変更の理由/).fill("会場の都合");
    const all = Promise.all(desks.map(({ sees }) => sees(`slot-${slot}`)));
    const pressed = performance.now();
    await page.getByRole("button", { name: "この枠数にする" }).click();
    took.push(...(await all).map((at) => at - pressed));
    await page.waitForURL(/programmes/);
  }
  for (const { close } of desks) close();
  took.sort((a, b) => a - b);
  assert.equal(took.length, DESKS * CHANGES);
  const at = (part) => Math.round(took[Math.ceil(part * took.length) - 1]);
  t.diagnostic(`from the press to the desk, ms: p50 ${at(0.5)}, p99 ${at(0.99)}, the last ${at(1)}`);
});
