// Draws the pictures of the rich menus with Chromium, 2500 × 1686 pixels each, into crates/server/assets/menus.
// Run by `cargo xtask menus` when a word or a colour changes; the pictures are kept in the repository, so that
// nobody needs a browser to build. What each area does is in crates/server/src/menus.rs; both must agree.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { launch } from "../journeys/lib/browser.mjs";

const SIZE = { width: 2500, height: 1686 };
const OUT = new URL("../../crates/server/assets/menus/", import.meta.url);

/** The upper area of each menu; the three areas below are the same in all. */
const MENUS = {
  everyday: { tone: "calm", small: "24時間いつでも", large: "予約する", note: "予約・申込みの画面を開きます" },
  open: { tone: "live", small: "受付中", large: "予約する", note: "いま予約できます" },
  closed: { tone: "quiet", small: "いまは受付の時期ではありません", large: "受付の予定を見る", note: "始まる日が決まりしだい出ます" },
  waitlist: { tone: "wait", small: "キャンセル待ち中", large: "待ち状況を見る", note: "空きが出たら、このトークにお知らせします" },
};

const BELOW = [
  { icon: "M6 5h20v22H6zM11 11h10M11 16h10M11 21h6", text: "予約の<br>確認" },
  { icon: "M7 12a10 10 0 0 1 17-4l3 3M27 5v6h-6M25 20a10 10 0 0 1-17 4l-3-3M5 27v-6h6", text: "変更・<br>キャンセル" },
  { icon: "M9 4l4 1 2 6-3 3a16 16 0 0 0 6 6l3-3 6 2 1 4c-1 4-4 5-8 4C12 25 7 20 5 12 4 8 5 5 9 4z", text: "電話で<br>話す" },
];

const html = ({ tone, small, large, note }) => `<!doctype html><html lang="ja"><meta charset="utf-8"><style>
  * { box-sizing: border-box; margin: 0 }
  body { width: 2500px; height: 1686px; font-family: "BIZ UDGothic", "BIZ UDPGothic", sans-serif; font-weight: 700;
    display: grid; grid-template: 843px 843px / repeat(3, minmax(0, 1fr)); background: #fff; color: #1a1a1c }
  .above { grid-column: 1 / -1; display: grid; place-content: center; justify-items: center; gap: 36px; margin: 40px 40px 20px;
    border-radius: 64px; color: #fff; background: #0017c1 }
  .above.calm { background: #0017c1 } .above.live { background: #0d5c34 }
  .above.quiet { background: #f1f1f4; color: #1a1a1c; border: 8px solid #626264 } .above.wait { background: #6e3c00 }
  .small { font-size: 104px; padding: 16px 72px; border: 8px solid currentColor; border-radius: 200px }
  .large { font-size: 264px; letter-spacing: .04em; line-height: 1.1 }
  .quiet .large, .wait .large { font-size: 224px }
  .note { font-size: 96px }
  .below { display: grid; place-content: center; justify-items: center; gap: 40px; text-align: center; font-size: 136px;
    line-height: 1.2; margin: 20px 20px 40px; border-radius: 64px; border: 8px solid #0017c1; color: #0017c1; background: #fff }
  .below:nth-of-type(2) { margin-left: 40px } .below:last-of-type { margin-right: 40px }
  svg { width: 220px; height: 220px; fill: none; stroke: currentColor; stroke-width: 2.4; stroke-linecap: round; stroke-linejoin: round }
</style><body><div class="above ${tone}"><p class="small">${small}</p><p class="large">${large}</p><p class="note">${note}</p></div>
${BELOW.map(({ icon, text }) => `<div class="below"><svg viewBox="0 0 32 32"><path d="${icon}"/></svg><p>${text}</p></div>`).join("")}
</body></html>`;

await mkdir(OUT, { recursive: true });
const context = await launch({ viewport: SIZE, deviceScaleFactor: 1 });
try {
  const page = await context.newPage();
  for (const [name, menu] of Object.entries(MENUS)) {
    await page.setContent(html(menu));
    await page.evaluate(() => document.fonts.ready);
    const picture = await page.screenshot({ type: "png" });
    const file = new URL(`${name}.png`, OUT);
    const before = await readFile(file).catch(() => undefined);
    const news = before?.equals(picture) ? "as before" : "drawn";
    await writeFile(file, picture);
    console.log(`${name}.png: ${Math.round(picture.length / 1024)} KiB, ${news}`);
  }
} finally {
  await context.close();
}
