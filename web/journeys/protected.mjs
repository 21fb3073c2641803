// A violent husband, who knows voucher number and birth date of the wife who has left him, learns nothing of her: not
// from pages, not from answers, not from codes.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "./lib/browser.mjs";
import { keepPicture } from "./lib/picture.mjs";
import { signIn } from "./lib/resident.mjs";
import { town } from "./lib/town.mjs";

let place;

before(async () => {
  place = await town({ residents: ["makoto=誠"] });
});

after(async () => {
  await place?.end();
});

function known(name) {
  return place.people.find((person) => person.name === name);
}

async function typeCode(page, { voucher, birth }, code) {
  await page.goto(`${place.service}/signin/code`);
  await page.getByLabel(/接種券/).fill(voucher);
  await page.getByLabel(/生年月日/).first().fill(birth);
  await page.getByLabel(/確認番号/).fill(code);
  await page.getByRole("button", { name: "入る" }).click();
}

test("a husband who knows voucher and birth date learns nothing of the wife under protection", async () => {
  const browser = await launch({ viewport: { width: 360, height: 780 } });
  try {
    const page = await browser.newPage();
    const yumi = known("加藤 由美");
    const nobody = { voucher: "0099999999", birth: yumi.birth };
    const seen = [];
    await signIn(page, place, "誠");
    for (const { voucher, birth } of [yumi, nobody]) {
      await page.goto(`${place.service}/r/people/new`);
      await page.getByLabel(/接種券/).fill(voucher);
      await page.getByLabel(/生年月日/).first().fill(birth);
      await page.getByRole("button", { name: "登録する" }).click();
      await page.getByRole("alert").waitFor();
      seen.push([await page.getByRole("alert").textContent(), page.url()]);
    }
    assert.deepEqual(seen[0], seen[1], "she is answered as somebody who is not there");
    await keepPicture(page, "husband-register");
    assert.throws(() => place.madoguchi("code", "letter", "--voucher", yumi.voucher), "no code is made for her");
    const told = [];
    for (const who of [yumi, nobody]) {
      await typeCode(page, who, "AC3-K7P-XYW");
      await page.getByRole("alert").waitFor();
      told.push(await page.getByRole("alert").textContent());
    }
    assert.equal(told[0], told[1]);
    await page.goto(`${place.service}/r/home`);
    assert.ok(!(await page.textContent("body")).includes("由美"));
  } finally {
    await browser.close();
  }
});
