// What residents do in more than one journey, in Japanese and whatever the browser can.

/** Arrives at the page with this heading. */
export async function heading(page, name) {
  await page.getByRole("heading", { level: 1, name }).waitFor();
}

/** Signs in by LINE Login as somebody of the small LINE, and arrives at the list of bookings. */
export async function signIn(page, place, name) {
  await page.goto(`${place.service}/signin/line?next=/r/home`);
  await page.getByText(name).first().click();
  await heading(page, /はじめに|予約の一覧/);
}

/** Says that it is for this person. */
export async function register(page, place, { voucher, birth }) {
  await page.goto(`${place.service}/r/people/new`);
  await page.getByLabel(/接種券/).fill(voucher);
  await page.getByLabel(/生年月日/).first().fill(birth);
  await page.getByRole("button", { name: "登録する" }).click();
  await heading(page, "何を予約しますか");
}
