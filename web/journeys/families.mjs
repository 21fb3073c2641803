// Somebody without LINE comes in with a one-time code and without script; a daughter who is proven invites
// her brother; an officer sees who acts for whom and gives a code as a letter. Every page is checked for
// accessibility, at 360 px, what residents see at double type in three languages, and, at the desk, at 1280 px.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axeCheck, launch } from "./lib/browser.mjs";
import { atSize } from "./lib/look.mjs";
import { signIn as officerSignsIn } from "./lib/officer.mjs";
import { keepPicture } from "./lib/picture.mjs";
import { heading } from "./lib/resident.mjs";
import { town } from "./lib/town.mjs";

const PHONE = { width: 360, height: 740 };
let place;
let mother;

before(async () => {
  place = await town({ residents: ["daughter=花江", "son=一郎"] });
  [mother] = place.people;
});

after(async () => {
  await place?.end();
});

/** A code for somebody, as an officer on the phone would read it aloud. */
function codeFor({ voucher }, kind = "counter") {
  const why = kind === "counter" ? ["--why", "窓口で本人確認書類を見た"] : [];
  return /確認番号： (\S+)/.exec(place.madoguchi("code", kind, "--voucher", voucher, ...why))[1];
}

async function types(page, { voucher, birth }, code) {
  await page.getByLabel("接種券の番号").fill(voucher);
  await page.getByLabel("生年月日").first().fill(birth);
  await page.getByLabel("確認番号", { exact: true }).fill(code);
}

async function signInAs(page, name) {
  await page.goto(`${place.service}/signin/line?next=/r/people`);
  await page.getByText(name).first().click();
  await heading(page, "つながりの一覧");
}

test("somebody without LINE books with a code, without script", async () => {
  const browser = await launch({ viewport: PHONE, javaScriptEnabled: false });
  try {
    const page = await browser.newPage();
    await page.goto(`${place.service}/r/home`);
    await page.getByRole("link", { name: "確認番号で入る" }).click();
    await heading(page, "確認番号で入る");
    await keepPicture(page, "code", true);
    await types(page, mother, "AC3-O7P");
    await page.getByRole("button", { name: "入る" }).click();
    await heading(page, "確認番号で入る");
    await page.getByText("5文字目の「O」").first().waitFor();
    assert.equal(await page.getByLabel("接種券の番号").inputValue(), mother.voucher, "what was typed is kept");
    await keepPicture(page, "code-mistyped", true);
    await types(page, mother, codeFor(mother).toLowerCase().replaceAll("-", " "));
    await page.getByLabel(/自分のもの/).check();
    await page.getByRole("button", { name: "入る" }).click();
    await heading(page, "予約の一覧");
    await page.getByText(mother.name).first().waitFor();
    await keepPicture(page, "code-home", true);
  } finally {
    await browser.close();
  }
});

test("a daughter is proven, invites her brother, and both see who did what", async () => {
  const [hers, his] = [await launch({ viewport: PHONE }), await launch({ viewport: PHONE })];
  try {
    const page = await hers.newPage();
    await signInAs(page, "花江");
    await axeCheck(page, "no people yet");
    await page.goto(`${place.service}/r/people/code`);
    await axeCheck(page, "code for who is signed in");
    await types(page, mother, codeFor(mother, "letter"));
    await page.getByRole("button", { name: "確かめる" }).click();
    await heading(page, `${mother.name}さんとのつながり`);
    await atSize(page, place, "person", "200%");
    await page.getByLabel("この方は、あなたの").selectOption("parent");
    await page.getByLabel(/呼び名/).fill("長女");
    await page.getByRole("button", { name: "保存する" }).click();
    await heading(page, "つながりの一覧");
    await page.getByRole("link", { name: /くわしく/ }).click();
    await page.getByRole("button", { name: "招待のリンクを作る" }).click();
    await heading(page, "招待のリンクができました");
    await axeCheck(page, "invitation made");
    await keepPicture(page, "invited", true);
    const link = await page.getByLabel("招待のリンク", { exact: true }).inputValue();
    const path = link.slice(link.indexOf("/invitations/"));

    const brother = await his.newPage();
    await signInAs(brother, "一郎");
    await brother.goto(`${place.service}/r${path}`);
    await heading(brother, `${mother.name}さんの予約への招待`);
    await atSize(brother, place, "invitation", "200%");
    await brother.getByRole("button", { name: "引き受ける" }).click();
    await heading(brother, `${mother.name}さんとのつながり`);

    await page.goto(`${place.service}/r/people`);
    await atSize(page, place, "people", "200%");
    await page.getByRole("link", { name: /くわしく/ }).click();
    await page.getByRole("link", { name: "この方の記録を見る" }).click();
    await heading(page, `${mother.name}さんの記録`);
    await atSize(page, place, "record", "200%");
    await page.goto(`${place.service}/r${path}`);
    await heading(page, "この招待は、もう使われています");
    await atSize(page, place, "invitation-over", "200%");
    await brother.getByRole("link", { name: "つながりを終わりにする" }).click();
    await heading(brother, "つながりを終わりにしますか");
    await atSize(brother, place, "unlink", "200%");
  } finally {
    await hers.close();
    await his.close();
  }
});

test("an officer sees who acts for whom, and gives a letter", async () => {
  const browser = await launch({ viewport: { width: 1280, height: 900 } });
  try {
    const page = await browser.newPage();
    await officerSignsIn(page, place);
    await page.getByRole("link", { name: "新型コロナワクチン接種（お試し）" }).click();
    await page.locator('a[href^="/desk/sessions/"]').first().click();
    await page.locator("a.name").first().click();
    await page.getByRole("heading", { level: 2, name: "確認番号" }).waitFor();
    await axeCheck(page, "person at the desk");
    await keepPicture(page, "desk-person", true);
    await page.getByRole("button", { name: "手紙で送る" }).click();
    await heading(page, /さんの確認番号/);
    await axeCheck(page, "letter");
    await keepPicture(page, "desk-letter", true);
    await page.emulateMedia({ media: "print" });
    await keepPicture(page, "desk-letter-print", true);
  } finally {
    await browser.close();
  }
});
