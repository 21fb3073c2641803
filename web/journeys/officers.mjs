// The staff: somebody is invited, chooses how to sign in and sets a telephone up; a role is changed with a reason; an
// operator is told why a page is not theirs. Every page is checked for accessibility, in light and in dark.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { axeCheck, launch } from "./lib/browser.mjs";
import { givesPassword, look, signIn } from "./lib/officer.mjs";
import { browser, place, setStage } from "./lib/stage.mjs";

const PHRASE = "まどの外には川が流れています。";

setStage();

/** What an authenticator app would show for these letters now, or so many steps later. */
function code(letters, later = 0) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...letters.replaceAll(" ", "")].map((c) => alphabet.indexOf(c).toString(2).padStart(5, "0")).join("");
  const secret = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later));
  const tag = createHmac("sha1", secret).update(step).digest();
  const at = tag.at(-1) & 15;
  return String((tag.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

test("an invited nurse sets herself up, and her role is changed with a reason", async () => {
  const chief = await browser.newPage();
  await signIn(chief, place);
  await chief.getByRole("link", { name: "職員", exact: true }).click();
  await chief.getByRole("heading", { name: "新しい職員を招待する" }).waitFor();
  await look(chief, "officers");
  await chief.getByLabel("氏名").fill("保健師 森さくら");
  await chief.getByLabel("役割", { exact: true }).selectOption("nurse");
  await chief.getByRole("button", { name: "招待のリンクを出す" }).click();
  await chief.getByRole("heading", { name: "保健師 森さくらさんの招待" }).waitFor();
  await look(chief, "officer-invited");
  const link = (await chief.locator("p.secret").textContent()).trim();

  const context = await launch({ viewport: { width: 1280, height: 900 } });
  try {
    const page = await context.newPage();
    await page.goto(link);
    await look(page, "officer-invitation");
    await page.getByLabel(/職員番号/).fill("mori");
    await page.getByLabel("パスワード", { exact: true }).fill("みじかい");
    await page.getByLabel("パスワード（もう一度）").fill("みじかい");
    await page.getByRole("button", { name: "登録する" }).click();
    await page.getByText("パスワードは15文字以上にしてください（いま4文字）。").waitFor();
    assert.equal(await page.getByLabel(/職員番号/).inputValue(), "mori", "what was typed is kept");
    await axeCheck(page, "invitation refused");
    await page.getByLabel("パスワード", { exact: true }).fill(PHRASE);
    await page.getByLabel("パスワード（もう一度）").fill(PHRASE);
    await page.getByRole("button", { name: "登録する" }).click();
    await page.getByRole("heading", { name: "二段階認証を始める" }).waitFor();
    await look(page, "second-factor");
    const letters = await page.locator("b.secret").textContent();
    await page.getByLabel("6けたの番号").fill(code(letters));
    await page.getByLabel("いまのパスワード").fill(PHRASE);
    await page.getByRole("button", { name: "始める" }).click();
    await page.getByRole("heading", { name: "予備の番号" }).waitFor();
    assert.equal(await page.locator(".recovery li").count(), 10);
    await look(page, "recovery-codes");
    await page.goto(`${place.service}/desk/me`);
    await look(page, "my-sign-in");

    await page.getByRole("button", { name: "ログアウト" }).click();
    await page.getByRole("heading", { name: "職員のログイン" }).waitFor();
    await page.goto(`${place.service}/desk/signin`);
    await givesPassword(page, "mori", PHRASE);
    await page.getByRole("heading", { name: "二段階認証" }).waitFor();
    await look(page, "second-question");
    // The code that set it up is used; the next one holds already, since a telephone may be a step ahead.
    await page.getByLabel(/6けたの番号/).fill(code(letters, 1));
    await page.getByRole("button", { name: "ログインする" }).click();
    await page.getByRole("heading", { name: "事業の一覧" }).waitFor();

    await chief.getByRole("link", { name: "職員の一覧に戻る" }).click();
    await chief.getByRole("link", { name: "保健師 森さくら" }).click();
    await chief.getByLabel("役割", { exact: true }).selectOption("reception");
    await chief.getByLabel("次の会場だけ（ほかの会場は見えません）").check();
    await chief.getByRole("checkbox").first().check();
    await chief.getByRole("button", { name: "この役割にする" }).click();
    await chief.getByText("理由を入れてください。").waitFor();
    await look(chief, "officer-refused");
    await chief.getByLabel("理由 履歴に残ります").fill("秋の接種の受付に入るため");
    await chief.getByRole("button", { name: "この役割にする" }).click();
    await chief.getByText("保健師 → 受付").waitFor();
    await look(chief, "officer");

    await page.goto(`${place.service}/desk/line`);
    await page.getByRole("heading", { name: "この操作は、できません" }).waitFor();
    await look(page, "turned-away");
  } finally {
    await context.close();
  }
});

test("an operator, a receptionist and an auditor see what is theirs", async () => {
  for (const [login, places, name] of [
    ["denwa", ["事業", "空き枠の電話", "LINEのお知らせ"], "desk-of-an-operator"],
    ["uketsuke", ["事業"], "desk-of-reception"],
    ["kansa", ["事業", "履歴"], "desk-of-an-auditor"],
  ]) {
    const context = await launch({ viewport: { width: 1280, height: 900 } });
    try {
      const page = await context.newPage();
      await signIn(page, place, login);
      const shown = await page.getByRole("navigation", { name: "職員のメニュー" }).getByRole("link").allTextContents();
      for (const label of places) assert.ok(shown.includes(label), `${login}: ${label} in ${shown}`);
      for (const label of ["職員", "会場"]) assert.ok(!shown.includes(label), `${login}: no ${label}`);
      await look(page, name);
      if (login === "kansa") {
        await page.getByRole("link", { name: "履歴", exact: true }).click();
        await page.getByRole("heading", { name: "すべての履歴" }).waitFor();
        await look(page, "all-history");
      }
    } finally {
      await context.close();
    }
  }
});
