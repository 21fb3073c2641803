// A nurse brings a file of people with her browser: what is wrong is shown by row and column, the columns are hers to
// choose, and nothing is on the roster before she presses.
import assert from "node:assert/strict";
import { test } from "node:test";
import { look, signIn } from "./lib/officer.mjs";
import { browser, place, setStage } from "./lib/stage.mjs";

const FILE = [
  "番,なまえ,フリガナ,生年月日,電話番号,接種券番号",
  "90001,取込 花子,トリコミ ハナコ,昭和22年5月3日,0158-19-1234,0999999901",
  "90002,取込 太郎,トリコミ タロウ,1950/13/1,,0999999902",
  "90003,取込 次郎,トリコミ ジロウ,1951/1/31,,0999999903",
].join("\n");

setStage();

test("a file is looked at, read as she chooses, and imported without the row that is wrong", async () => {
  const page = await browser.newPage();
  await signIn(page, place);
  await page.getByRole("link", { name: "名簿", exact: true }).click();
  await look(page, "imports");
  const bring = async (name, text) => {
    await page.getByLabel("名簿のファイル").setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
    await page.getByRole("button", { name: "中身を確かめる" }).click();
  };
  await bring("a.pdf", "%PDF-1.7 no list of people");
  await page.getByText("CSVでもExcelブックでもありません").waitFor();
  await look(page, "import-no-file");
  await bring("名簿.csv", FILE);
  await page.getByText("どの列が何か、決められません").waitFor();
  await look(page, "import-unclear");
  await page.getByLabel("A列は何か").selectOption("宛名番号");
  await page.getByLabel("B列は何か").selectOption("氏名");
  await page.getByRole("button", { name: "この読みかたで読みなおす" }).click();
  await page.getByText("13月という月はありません").waitFor();
  await look(page, "import-wrong-row");
  await page.getByRole("button", { name: "2人を取りこむ" }).click();
  await page.getByText("誤りのある行があります").waitFor();
  await page.getByLabel(/誤りのある 1行を除いて/).check();
  await page.getByRole("button", { name: "2人を取りこむ" }).click();
  await page.getByText("名簿に取りこみました").waitFor();
  await look(page, "import-done");
  assert.match(await page.locator(".pairs").innerText(), /新しい人\s*2人/);
});
