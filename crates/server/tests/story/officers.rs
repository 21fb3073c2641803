//! The staff: the first administrator, invitations, roles that change, second factors, and who is signed in where.

use crate::{
    database::{Database, Engine},
    page::Page,
    places::{HALL, HALL_SESSION},
    resident::Browser,
    town::{LOGIN, OFFICER, Town, run},
};
use domain::{Duty, Role, password::PasswordRefusal};
use insta::assert_snapshot;
use jiff::SignedDuration;
use madoguchi::{
    actions::officers::{NewOfficer, NotMade, first_administrator},
    totp,
};

on_both_engines!(
    whoever_is_invited_chooses_how_to_sign_in_and_sets_the_telephone_up,
    an_invitation_works_once_and_not_after_it_was_taken_back,
    what_is_typed_wrong_in_an_invitation_is_told_and_kept,
    another_role_holds_from_the_next_page_on_and_has_its_reason,
    the_last_administrator_stays_and_nobody_leaves_it_by_accident,
    who_is_shut_out_is_out_at_the_next_press_and_may_come_back,
    the_auditor_reads_everything_and_changes_nothing,
);

/// A password that may be one.
pub(crate) const PHRASE: &str = "まどの外には川が流れています。";

fn typed(login: &str, name: &str, password: &str) -> NewOfficer {
    let (login, name, password) = (login.to_owned(), name.to_owned(), password.to_owned());
    NewOfficer { login, name, password }
}

#[test]
fn the_first_administrator_is_made_once_while_there_is_nobody() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(database) = Database::fresh(engine) else { continue };
        run(async {
            let url = database.store_url();
            let town = Town::on(database, url).await;
            town.app.store.ready().await.unwrap();
            let makes = async |new| first_administrator(&town.app, new).await.unwrap();
            for (new, why) in [
                (typed("", "森", PHRASE), NotMade::Login),
                (typed("森", "森", PHRASE), NotMade::Login),
                (typed("mori", "  ", PHRASE), NotMade::Name),
                (typed("mori", &"森".repeat(41), PHRASE), NotMade::Name),
                (typed("mori", "森\u{7}", PHRASE), NotMade::Name),
                (
                    typed("mori", "森", "mori"),
                    NotMade::Password(PasswordRefusal::TooShort { characters: 4 }),
                ),
                (typed("mori", "森", &"あ".repeat(10_000)), too_long()),
            ] {
                assert_eq!(makes(new).await, Err(why));
            }
            let id = makes(typed(" Mori ", " 森 ", PHRASE)).await.unwrap();
            let found = town.app.store.read(|r| r.officer_by_login("mori")).await.unwrap().unwrap();
            assert_eq!((found.id, found.name.as_str()), (id, "森"));
            assert_eq!(found.duty, Duty::everywhere(Role::Administrator));
            let again = makes(typed("sato", "佐藤", PHRASE)).await;
            assert_eq!(again, Err(NotMade::NotTheFirst));
            town.finish().await;
        });
    }
}

fn too_long() -> NotMade {
    NotMade::Password(PasswordRefusal::TooLong { characters: 10_000 })
}

/// What stands after a label and before the end of its line.
fn after(page: &Page, label: &str) -> String {
    let text = page.text();
    let (_, rest) = text.split_once(label).unwrap_or_else(|| panic!("no {label} in {text}"));
    rest.lines().next().unwrap().trim().to_owned()
}

/// The secret behind the letters of base 32.
fn decoded(letters: &str) -> Vec<u8> {
    let value = |c: u8| match c {
        b'A'..=b'Z' => u64::from(c - b'A'),
        _ => u64::from(c - b'2' + 26),
    };
    let letters: Vec<u8> = letters.bytes().filter(|c| *c != b' ').collect();
    let five = |chunk: &[u8]| {
        let bits = chunk.iter().fold(0, |all, c| all << 5 | value(*c));
        bits.to_be_bytes()[3..].to_vec()
    };
    letters.chunks(8).flat_map(five).collect()
}

pub(crate) fn code(town: &Town, secret: &[u8]) -> String {
    totp::code(secret, totp::step(town.app.clock.now()))
}

/// The administrator invites somebody: the path of the link.
pub(crate) async fn invited(town: &Town, name: &str, role: &str) -> String {
    let chief = town.officer().await;
    let page = chief.opens("/desk/officers").await;
    let wish = [("name", name), ("role", role)];
    let page = chief.presses(&page, "招待のリンクを出す", &wish).await;
    assert_eq!(page.heading(), format!("{name}さんの招待"));
    let text = page.text();
    let (_, link) = text.split_once("/desk/invitations/").unwrap();
    format!("/desk/invitations/{}", link.split_whitespace().next().unwrap())
}

/// Takes an invitation up.
pub(crate) async fn comes<'t>(town: &'t Town, link: &str, login: &str) -> (Browser<'t>, Page) {
    let browser = town.browser();
    let page = browser.opens(link).await;
    let typed = [("login", login), ("password", PHRASE), ("again", PHRASE)];
    let page = browser.presses(&page, "登録する", &typed).await;
    (browser, page)
}

/// Sets the second factor up: the secret, and the codes for a lost telephone.
pub(crate) async fn sets_up(
    town: &Town,
    browser: &Browser<'_>,
    password: &str,
) -> (Vec<u8>, Vec<String>) {
    let page = browser.opens("/desk/me/second").await;
    let secret = decoded(&after(&page, "アプリに次の文字を入れます。"));
    let typed = [("code", &*code(town, &secret)), ("password", password)];
    let page = browser.presses(&page, "始める", &typed).await;
    assert_eq!(page.heading(), "予備の番号", "{}", page.text());
    let codes =
        page.text().lines().filter_map(|line| Some(line.strip_prefix("・")?.to_owned())).collect();
    (secret, codes)
}

pub(crate) async fn signs_in(browser: &Browser<'_>, login: &str, password: &str) -> Page {
    let page = browser.opens("/desk/signin").await;
    browser.presses(&page, "ログインする", &[("login", login), ("password", password)]).await
}

async fn whoever_is_invited_chooses_how_to_sign_in_and_sets_the_telephone_up(town: &Town) {
    let link = invited(town, "保健師 森さくら", "nurse").await;
    let stranger = town.browser();
    assert_snapshot!(stranger.opens(&link).await.text(), @"
        # 職員の登録
        保健師 森さくらさん（保健師）として招待されています。ご本人でないときは、何もせずに閉じてください。
        職員番号（ログインに使う名前）
        半角の英字・数字・「-」「_」「.」「@」で、3文字以上
        ＿＿
        パスワード
        15文字以上。記号や大文字をまぜる決まりはありません。好きな文を、そのまま長く書くのがいちばん安全です。
        ＿＿
        パスワード（もう一度） ＿＿
        [登録する]
        次の画面で、電話の認証アプリ（二段階認証）を用意します。電話をお手元にご用意ください。
        ");
    let (mori, page) = comes(town, &link, "Mori").await;
    assert_eq!(page.path, "/desk/me/second");
    let page = mori.opens(&format!("/desk/sessions/{HALL_SESSION}")).await;
    assert_eq!(page.path, "/desk/me/second", "nothing else is open before");
    let wrong = [("code", "000000"), ("password", PHRASE)];
    let again = mori.presses(&page, "始める", &wrong).await;
    assert_eq!(again.status, 422);
    assert!(again.text().contains("番号が合いません。"), "{}", again.text());
    assert_eq!(
        after(&again, "アプリに次の文字を入れます。"),
        after(&page, "アプリに次の文字を入れます。"),
        "the telephone need not read it again"
    );
    let secret = decoded(&after(&again, "アプリに次の文字を入れます。"));
    let not_hers = [("code", &*code(town, &secret)), ("password", "ほかの人のパスワードです。")];
    let again = mori.presses(&again, "始める", &not_hers).await;
    assert!(again.text().contains("いまのパスワードが違います。"), "{}", again.text());
    let (_, codes) = sets_up(town, &mori, PHRASE).await;
    assert_eq!(codes.len(), 10);
    let roster = mori.opens(&format!("/desk/sessions/{HALL_SESSION}")).await;
    assert_eq!(roster.status, 200, "and now everything of a nurse is");
    assert_eq!(mori.opens("/desk/officers").await.status, 403);
}

async fn an_invitation_works_once_and_not_after_it_was_taken_back(town: &Town) {
    let link = invited(town, "受付 林", "reception").await;
    let (_, page) = comes(town, &link, "hayashi").await;
    assert_eq!(page.path, "/desk/me");
    let (_, again) = {
        let browser = town.browser();
        let page = browser.opens(&link).await;
        (browser, page)
    };
    assert_eq!((again.status, again.heading().as_str()), (404, "この招待は、使えません"));

    let link = invited(town, "受付 谷", "reception").await;
    let late = town.browser();
    let form = late.opens(&link).await;
    let chief = town.officer().await;
    let list = chief.opens("/desk/officers").await;
    chief.presses(&list, "取り消す", &[]).await;
    let typed = [("login", "tani"), ("password", PHRASE), ("again", PHRASE)];
    let page = late.presses(&form, "登録する", &typed).await;
    assert_eq!(page.status, 404);
    assert_eq!(signs_in(&late, "tani", PHRASE).await.status, 401, "nobody was made");

    let link = invited(town, "受付 原", "reception").await;
    town.passes(SignedDuration::from_hours(7 * 24)).await;
    assert_eq!(town.browser().opens(&link).await.status, 404, "a week later");
    for forged in ["/desk/invitations/x", "/desk/invitations/%F0%9F%92%89"] {
        assert_eq!(town.browser().opens(forged).await.status, 404, "{forged}");
    }
}

async fn what_is_typed_wrong_in_an_invitation_is_told_and_kept(town: &Town) {
    let chief = town.officer().await;
    let page = chief.opens("/desk/officers").await;
    let long = "森".repeat(3_000);
    for name in ["", "   ", &long] {
        let wish = [("name", name), ("role", "nurse")];
        let no = chief.presses(&page, "招待のリンクを出す", &wish).await;
        assert_eq!(no.status, 422);
        assert!(no.text().contains("氏名を、40文字までで入れてください。"));
    }
    let nowhere = [("name", "受付 林"), ("role", "reception")];
    let form = page.form("招待のリンクを出す").typed(&nowhere);
    let mut limited = form.clone();
    limited.fields.push(("where".to_owned(), "only".to_owned()));
    limited.fields.retain(|field| *field != ("where".to_owned(), "every".to_owned()));
    let no = chief.submits(&limited).await;
    assert!(no.text().contains("担当の会場を、1つ以上選んでください。"), "{}", no.text());
    assert!(no.text().contains("＿受付 林＿"), "{}", no.text());
    limited.fields.push((format!("venue-{HALL}"), "yes".to_owned()));
    let shown = chief.submits(&limited).await;
    assert_eq!(shown.heading(), "受付 林さんの招待");
    let again = chief.submits(&limited).await;
    assert!(again.text().contains("この招待は、もうお出ししました。"), "the same press again");

    let text = shown.text();
    let link = text.split_once("/desk/invitations/").unwrap().1.split_whitespace().next().unwrap();
    let guest = town.browser();
    let form = guest.opens(&format!("/desk/invitations/{link}")).await;
    let huge = "あ".repeat(1_000);
    for (login, password, again, told) in [
        ("hayashi", "みじかい", "みじかい", "パスワードは15文字以上にしてください（いま4文字）。"),
        (
            "hayashi",
            PHRASE,
            "ちがう文をもう一度入れました。",
            "2回のパスワードが同じではありません。",
        ),
        ("hayashi", &huge, &huge, "パスワードは200文字までにしてください"),
        ("💉", PHRASE, PHRASE, "職員番号は、半角の英字"),
        (LOGIN.0, PHRASE, PHRASE, "この職員番号は、ほかの方が使っています。"),
        ("hayashi", "password12345678", "password12345678", "よく使われる言葉"),
    ] {
        let typed = [("login", login), ("password", password), ("again", again)];
        let no = guest.presses(&form, "登録する", &typed).await;
        assert_eq!(no.status, 422);
        assert!(no.text().contains(told), "{}", no.text());
        assert!(no.text().contains(&format!("＿{login}＿")), "the name stays");
        assert!(!no.html.contains(password), "the password does not");
    }
}

async fn another_role_holds_from_the_next_page_on_and_has_its_reason(town: &Town) {
    let link = invited(town, "受付 林", "operator").await;
    let (hayashi, _) = comes(town, &link, "hayashi").await;
    assert_eq!(hayashi.opens("/desk/offers").await.status, 200);
    let chief = town.officer().await;
    let list = chief.opens("/desk/officers").await;
    let page = chief.taps(&list, "受付 林").await;
    let no = chief.presses(&page, "この役割にする", &[("role", "colleague")]).await;
    assert!(no.text().contains("理由を入れてください。"), "{}", no.text());
    let wish = [("role", "colleague"), ("why", "会計課へ異動")];
    let page = chief.presses(&no, "この役割にする", &wish).await;
    assert_eq!(page.status, 200, "{}", page.text());
    let told = page.text();
    assert!(
        told.contains("役割・担当の会場の変更（受付 林） ｜ オペレーター → 閲覧 ｜ 会計課へ異動"),
        "{told}"
    );
    assert_eq!(hayashi.opens("/desk/offers").await.status, 403, "without signing in again");
    assert_eq!(hayashi.opens("/desk").await.status, 200);
}

async fn the_last_administrator_stays_and_nobody_leaves_it_by_accident(town: &Town) {
    let chief = town.officer().await;
    let own = format!("/desk/officers/{OFFICER}");
    let page = chief.opens(&own).await;
    let (nurse, leave) = ([("role", "nurse"), ("why", "交代")], [("why", "退職")]);
    for (button, typed) in [("この役割にする", &nurse[..]), ("利用を止める", &leave[..])]
    {
        let no = chief.presses(&page, button, typed).await;
        assert_eq!(no.status, 422);
        assert!(no.text().contains("この方は、ただ一人の管理者です。"), "{}", no.text());
    }
    let link = invited(town, "課長 森", "administrator").await;
    let (mori, _) = comes(town, &link, "mori").await;
    let no = chief.presses(&page, "この役割にする", &nurse).await;
    assert!(no.text().contains("自分を管理者から外すことはできません。"), "{}", no.text());
    sets_up(town, &mori, PHRASE).await;
    let page = mori.opens(&own).await;
    let done = mori.presses(&page, "この役割にする", &nurse).await;
    assert_eq!(done.status, 200);
    assert_eq!(chief.opens("/desk/officers").await.status, 403);
    assert_eq!(mori.opens("/desk/officers/00000000-0000-0000-0000-000000000404").await.status, 404);
}

async fn who_is_shut_out_is_out_at_the_next_press_and_may_come_back(town: &Town) {
    let link = invited(town, "受付 林", "operator").await;
    let (hayashi, _) = comes(town, &link, "hayashi").await;
    let chief = town.officer().await;
    let list = chief.opens("/desk/officers").await;
    let page = chief.taps(&list, "受付 林").await;
    let page = chief.presses(&page, "利用を止める", &[("why", "退職")]).await;
    assert!(page.text().contains("停止中"), "{}", page.text());
    assert_eq!(hayashi.opens("/desk").await.heading(), "職員のログイン");
    assert_eq!(signs_in(&hayashi, "hayashi", PHRASE).await.status, 401);
    chief.presses(&page, "利用を再開する", &[("why", "まちがえた")]).await;
    assert_eq!(hayashi.opens("/desk").await.heading(), "職員のログイン");
    assert_eq!(signs_in(&hayashi, "hayashi", PHRASE).await.heading(), "事業の一覧");
}

async fn the_auditor_reads_everything_and_changes_nothing(town: &Town) {
    let link = invited(town, "監査 谷", "auditor").await;
    let (tani, _) = comes(town, &link, "tani").await;
    let page = tani.opens("/desk/history").await;
    assert_eq!(page.heading(), "すべての履歴");
    assert!(page.text().contains("職員の招待"), "{}", page.text());
    let mut page = page;
    while page.text().contains("〔前の履歴〕") {
        page = tani.taps(&page, "前の履歴").await;
    }
    assert!(page.text().contains("職員の登録・変更"), "back to the beginning: {}", page.text());
    let ids = town.app.store.read(|reader| reader.officer_names()).await.unwrap();
    let (own, _) = ids.iter().find(|(_, name)| *name == "監査 谷").unwrap();
    let own = tani.opens(&format!("/desk/history?by={own}&until=")).await;
    assert!(!own.text().contains("職員の招待"), "others did that: {}", own.text());
    let early = tani.opens("/desk/history?by=&until=令和3年4月1日").await;
    assert!(early.text().contains("ここより前にはありません。"), "{}", early.text());
    let late = tani.opens("/desk/history?until=2099-12-31").await;
    assert!(late.text().contains("職員の招待"), "{}", late.text());
    let bad = tani.opens("/desk/history?until=2026年2月30日").await;
    assert!(bad.text().contains("2月30日はありません。"), "{}", bad.text());
    assert!(bad.html.contains("2026年2月30日") && bad.text().contains("職員の招待"));
    assert_eq!(tani.opens("/desk/history?by=nobody").await.status, 404);
    for path in ["/desk/officers", "/desk/line", "/desk/offers"] {
        assert_eq!(tani.opens(path).await.status, 403, "{path}");
    }
}
