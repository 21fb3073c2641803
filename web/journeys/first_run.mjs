// From an empty folder to an open programme, by somebody who has never seen it: the first start, the people, a programme,
// a venue and its slots, the check and the opening; and then somebody books by phone. It counts what she does and prints an estimate of how long that takes her.
//
// The estimate is the keystroke-level model of Card, Moran and Newell (Communications of the ACM 23, 1980): 0.28 s for a
// key of somebody who is no typist, 1.1 s to point at something, 0.2 s to press, 0.4 s for a hand to move, 1.35 s to make
// up one's mind before each field and each press. That model is of somebody who knows the pages; to it comes the time to
// read every letter that is to be seen and that she has not met before. Japanese is read aloud at 357 characters a minute
// in the mean (Trauzettel-Klosinski and Dietz, IOVS 53, 2012), and to oneself 238/183 times as fast (Brysbaert, Journal of
// Memory and Language 109, 2019: words of English). Looking up the town's code and finding the file of people is not in it.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { axeCheck, launch } from "./lib/browser.mjs";
import { look, onThePhone } from "./lib/officer.mjs";
import { keepPicture } from "./lib/picture.mjs";
import { freePort } from "./lib/town.mjs";

const BIN = process.env.MADOGUCHI_BIN ?? new URL("../../target/debug/madoguchi", import.meta.url).pathname;
const KEY_S = 0.28;
const PRESS_S = 1.1 + 0.2 + 0.4 + 1.35;
const READS_A_MINUTE = (357 * 238) / 183;
const TARGET_S = 15 * 60;
const PEOPLE = ["宛名番号,氏名,フリガナ,生年月日,接種券番号", "1,窓川 花,マドカワ ハナ,昭和22年5月3日,0123456789", "2,窓川 勇,マドカワ イサム,1942/10/20,0123456790"].join("\n");

let folder;
let program;
let link;
let browser;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "madoguchi-first-"));
  const listen = `127.0.0.1:${await freePort()}`;
  program = spawn(BIN, ["start", "--listen", listen], { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
  link = await new Promise((resolve, reject) => {
    let said = "";
    program.once("exit", (code) => reject(new Error(`it ended with ${code}: ${said}`)));
    program.stdout.on("data", (data) => {
      said += data;
      const found = said.match(/http:\S+\/first\/\S+/);
      if (found) resolve(found[0]);
    });
  });
  browser = await launch({ viewport: { width: 1280, height: 900 } });
});

after(async () => {
  await browser?.close();
  if (program?.exitCode === null) {
    const ended = new Promise((resolve) => program.once("exit", resolve));
    program.kill();
    await ended;
  }
  rmSync(folder, { recursive: true, force: true });
});

test("a nurse comes from an empty machine to an open programme, and somebody books", async () => {
  const page = await browser.newPage();
  const done = { fields: 0, keys: 0, presses: 0, read: 0, pages: new Set() };
  const met = new Set();
  const read = async () => {
    for (const line of await linesToRead(page)) {
      if (!met.has(line)) done.read += [...line.trim()].length;
      met.add(line);
    }
  };
  const fill = async (label, text) => {
    await page.getByLabel(label).first().fill(text);
    done.fields += 1;
    done.keys += [...text].length;
  };
  const press = async (role, name) => {
    await page.getByRole(role, { name, exact: typeof name === "string" }).first().click();
    done.presses += 1;
  };
  const at = async (heading, name) => {
    await page.getByRole("heading", { level: 1, name: heading }).waitFor();
    done.pages.add(await page.locator("h1").innerText());
    await read();
    await look(page, name);
    // Double type on a screen of 1280 px is half as much room.
    await page.setViewportSize({ width: 640, height: 900 });
    await axeCheck(page, `${name}, double type`);
    await keepPicture(page, `${name}-640`, true);
    await page.setViewportSize({ width: 1280, height: 900 });
  };
  const chosen = async (locator) => {
    await locator.click();
    done.presses += 1;
  };

  await page.goto(link);
  await at("はじめの設定", "first-run");
  await fill("町の名前", "窓川町");
  await fill("全国地方公共団体コード（6桁）", "015602");
  await press("button", "この内容で始める");
  await page.getByText("最後は 1 です").first().waitFor();
  await look(page, "first-run-wrong");
  await fill("全国地方公共団体コード（6桁）", "015601");
  await fill("職員番号（ログインに使う名前）", "midori");
  await fill("氏名（履歴に残ります）", "窓川 みどり");
  await fill(/^パスワード$/, "まいあさかならずみずをいっぱいのむ");
  await fill("パスワード（もう一度）", "まいあさかならずみずをいっぱいのむ");
  await press("button", "この内容で始める");
  await at("準備の一覧", "start-empty");
  await page.getByText("7つのうち 2つ 終わりました").waitFor();

  await press("link", "名簿を取りこむ");
  await page.getByLabel("名簿のファイル").setInputFiles({ name: "名簿.csv", mimeType: "text/csv", buffer: Buffer.from(PEOPLE) });
  done.presses += 2;
  await press("button", "中身を確かめる");
  await at(/名簿を確かめる/, "first-run-people");
  await press("button", "2人を取りこむ");
  await page.getByText("名簿に取りこみました").waitFor();
  await press("link", "準備の一覧へ");

  await press("link", "事業をつくる");
  await at("新しい事業をつくる", "programme-new");
  await chosen(page.getByLabel(/高齢者インフルエンザ/));
  await read();
  await press("button", "この事業をつくる");
  await at("事業の決まり", "rules");
  await fill("事業の名前（住民の方に見えます）", "高齢者インフルエンザ 令和8年度");
  await press("button", "だれに影響するか確かめる");
  await page.getByText("まだ保存していません。これでよければ").waitFor();
  await look(page, "rules-preview");
  await fill(/変える理由/, "はじめの準備");
  await press("button", "保存する");
  await at("受付前の点検", "opening-check");
  await page.getByText("直すまで、受付を始められません").waitFor();
  await press("link", "準備の一覧へ");
  await at("準備の一覧", "start-half");
  await page.getByText("7つのうち 4つ 終わりました").waitFor();

  await press("link", "会場を入れる");
  await at("会場", "first-run-venues");
  await press("link", "新しい会場をつくる");
  await at(/会場/, "first-run-venue");
  await fill("会場の名前", "窓川町保健センター");
  await fill("住所", "窓川町市街1条2丁目1番地");
  await fill("行き方と駐車場（なくてもかまいません）", "駐車場は40台です。");
  await press("button", "この会場をつくる");
  await press("link", "準備");
  await page.getByText("7つのうち 5つ 終わりました").waitFor();

  await press("link", "枠をつくる");
  await at("枠をつくる", "first-run-slots");
  await page.getByLabel("会場", { exact: true }).selectOption({ label: "窓川町保健センター" });
  done.presses += 1;
  await fill("始まりの日", day(14));
  await fill("終わりの日", day(34));
  await press("button", "カレンダーで確かめる");
  await at("枠をつくる", "first-run-calendar");
  await press("button", "この予定のとおりにつくる");
  await page.getByText("枠を新しくつくりました").waitFor();
  await press("link", "準備");
  await page.getByText("7つのうち 6つ 終わりました").waitFor();

  await press("link", "ことばを読む");
  await at("お知らせのことば", "messages");
  await press("link", "準備の一覧へ");

  await press("link", "点検する");
  await at("受付前の点検", "opening-check-ready");
  await press("button", "いますぐ受付を始める");
  await page.getByText("「確かめました」に印を付けて").waitFor();
  await chosen(page.getByLabel(/確かめました/));
  await press("button", "いますぐ受付を始める");
  await page.getByText("から受付中です。").waitFor();
  await at("受付前の点検", "opening-open");
  await press("link", "準備の一覧へ");
  await page.getByText("7つのうち 7つ 終わりました").waitFor();
  await at("準備の一覧", "start-done");

  const hands = done.keys * KEY_S + (done.fields + done.presses) * PRESS_S;
  const seconds = hands + (done.read * 60) / READS_A_MINUTE;
  const minutes = (time) => (time / 60).toFixed(1);
  console.log(`first run: ${done.pages.size} pages, ${done.fields} fields, ${done.keys} keys, ${done.presses} presses, ${done.read} characters`);
  console.log(`about ${minutes(seconds)} minutes of ${minutes(TARGET_S)} (${minutes(hands)} by hand, the rest to read every letter)`);
  assert.ok(seconds < TARGET_S, `${seconds} s`);

  const service = new URL(link).origin;
  await page.getByRole("link", { name: "LINEとつなぐ" }).click();
  await page.getByRole("heading", { level: 1, name: "LINEとつなぐ" }).waitFor();
  await page.getByRole("button", { name: "LINEに確かめて、つなぐ" }).click();
  await page.getByText("空です。入れてください。").first().waitFor();
  await look(page, "line-connect");
  await onThePhone(page, { service }, { voucher: "0123456789" });
  await page.keyboard.press("1");
  await page.getByRole("heading", { level: 1, name: /の枠$/ }).waitFor();
  await page.keyboard.press("1");
  await page.getByRole("heading", { level: 1, name: "予約の復唱" }).waitFor();
  await page.getByRole("button", { name: /はい、予約する/ }).click();
  await page.getByText("予約番号").first().waitFor();
  await keepPicture(page, "first-run-booked", true);
});

/** Every line of a page that is to be seen: of what can be chosen in a closed list, that is what is chosen. */
async function linesToRead(page) {
  const text = await page.locator("main").evaluate((main) => {
    const lists = [...main.querySelectorAll("select")];
    for (const list of lists) list.style.display = "none";
    const chosen = lists.flatMap((list) => [...list.selectedOptions].map((option) => option.textContent));
    const text = [main.innerText, ...chosen].join("\n");
    for (const list of lists) list.style.display = "";
    return text;
  });
  return text.split("\n");
}

/** A day so many days from today, as one types it. */
function day(later) {
  return new Date(Date.now() + later * 86_400_000).toLocaleDateString("sv-SE", { timeZone: "Asia/Tokyo" });
}
