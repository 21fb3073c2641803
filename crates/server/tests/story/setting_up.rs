//! A nurse sets a programme up in her browser: from a template to rules to the check to the opening, with everything
//! that can be typed wrongly on the way.

use crate::{
    page::Page,
    people::hanako,
    places::{AT_9_00, COVID, FLU, FLU_SLOT},
    town::Town,
};
use domain::ProgrammeId;

on_both_engines!(
    a_programme_is_made_from_a_template_once,
    rules_are_changed_after_it_is_seen_whom_they_touch,
    bookings_that_would_not_be_right_any_more_are_all_listed,
    what_cannot_be_is_told_by_the_field_and_nothing_is_lost,
    what_another_officer_changed_is_not_written_over,
    a_programme_opens_only_without_contradictions,
    a_programme_opens_now_or_at_an_instant,
    a_programme_is_closed_and_taken_up_again,
    the_steps_say_how_far_one_is,
);

fn rules(id: ProgrammeId) -> String {
    format!("/desk/programmes/{id}/rules")
}

fn check(id: ProgrammeId) -> String {
    format!("/desk/programmes/{id}/check")
}

async fn name_of(town: &Town, id: ProgrammeId) -> String {
    town.app.store.read(move |reader| reader.programme(id)).await.unwrap().unwrap().name
}

async fn programmes(town: &Town) -> usize {
    town.app.store.read(|reader| reader.programmes()).await.unwrap().len()
}

async fn a_programme_is_made_from_a_template_once(town: &Town) {
    let (before, officer) = (programmes(town).await, town.officer().await);
    let page = officer.opens("/desk/programmes/new").await;
    assert!(page.text().contains("高齢者インフルエンザ"), "{}", page.text());
    let mut form = page.form("この事業をつくる").typed(&[("name", "インフル 令和8年")]);
    let none = officer.submits(&form).await;
    assert_eq!(none.status, 422);
    assert!(none.text().contains("ひな形を一つ選んでください。"), "{}", none.text());
    assert_eq!(none.form("この事業をつくる").value("name"), "インフル 令和8年");
    form.fields.push(("template".to_owned(), "influenza-elderly".to_owned()));
    let made = officer.submits(&form).await;
    assert_eq!(made.heading(), "事業の決まり");
    assert!(made.text().contains("今年度の接種：65歳以上"), "{}", made.text());
    officer.submits(&form).await;
    assert_eq!(programmes(town).await, before + 1, "pressed twice, made once");
    let long =
        form.typed(&[("name", &"あ".repeat(61)), ("once", &uuid::Uuid::from_u128(5).to_string())]);
    assert_eq!(officer.submits(&long).await.status, 422);
    assert_eq!(programmes(town).await, before + 1);
}

async fn rules_are_changed_after_it_is_seen_whom_they_touch(town: &Town) {
    let resident = town.resident(hanako()).await;
    resident.registers(&resident.known).await;
    resident.books(COVID, 1, AT_9_00).await;
    let officer = town.officer().await;
    let page = officer.opens(&rules(COVID)).await;
    let wish = [
        ("name", "コロナ 秋"),
        ("cancel_kind", "business"),
        ("cancel_days", "３"),
        ("cancel_at", "17:00"),
    ];
    let seen = officer.presses(&page, "だれに影響するか確かめる", &wish).await;
    assert!(seen.text().contains("この変更で、名簿の方は次のようになります。"), "{}", seen.text());
    assert!(seen.text().contains("決まりに合わなくなる予約 0件"), "{}", seen.text());
    assert_ne!(name_of(town, COVID).await, "コロナ 秋", "looking changes nothing");
    let no_reason = officer.presses(&seen, "保存する", &[]).await;
    assert_eq!(no_reason.status, 422);
    assert!(no_reason.text().contains("理由を入れてください。"), "{}", no_reason.text());
    let saved = officer.presses(&no_reason, "保存する", &[("reason", "町長の決裁による")]).await;
    assert_eq!(saved.heading(), "受付前の点検", "{}", saved.text());
    assert_eq!(name_of(town, COVID).await, "コロナ 秋");
    let again = officer.opens(&rules(COVID)).await.form("だれに影響するか確かめる");
    assert_eq!(
        (again.value("cancel_kind"), again.value("cancel_days"), again.value("cancel_at")),
        ("business".to_owned(), "3".to_owned(), "17:00".to_owned())
    );
}

async fn bookings_that_would_not_be_right_any_more_are_all_listed(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    hanako.books(FLU, 1, FLU_SLOT).await;
    let number = town.booking_of(&hanako.known).await.number;
    let officer = town.officer().await;
    let page = officer.opens(&rules(FLU)).await;
    let seen = officer.presses(&page, "だれに影響するか確かめる", &[("from_0", "90")]).await;
    let told = seen.text();
    assert!(told.contains("決まりに合わなくなる予約をすべて見る（1件）"), "{told}");
    let booking = officer.taps(&seen, &format!("予約番号 {number}")).await;
    assert_eq!(booking.status, 200, "{}", booking.text());
    assert!(!told.contains("--json"), "{told}");
}

async fn what_cannot_be_is_told_by_the_field_and_nothing_is_lost(town: &Town) {
    let officer = town.officer().await;
    let page = officer.opens(&rules(COVID)).await;
    let before = name_of(town, COVID).await;
    for (field, typed, told) in [
        ("name", " ", "事業の名前を入れてください。"),
        ("name", "😀😀", "この変更で"),
        ("closes_date", "2026-13-40", "年月日として読めません。"),
        ("book_days", "たくさん", "日数として読めません。"),
        ("book_days", "9999", "日数として読めません。"),
        ("persons_per_day", "0", "上限として読めません。"),
        ("live_per_account", "-1", "上限として読めません。"),
    ] {
        let kind = ("book_kind", "days");
        let refused =
            officer.presses(&page, "だれに影響するか確かめる", &[kind, (field, typed)]).await;
        assert!(refused.text().contains(told), "{field} {typed}: {}", refused.text());
        assert_eq!(refused.form("だれに影響するか確かめる").value(field), typed);
    }
    let night = [("book_kind", "days"), ("book_days", "1"), ("book_at", "25:00")];
    let refused = officer.presses(&page, "だれに影響するか確かめる", &night).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("「25:00」は時刻として読めません。"), "{}", refused.text());
    let long = "あ".repeat(3_000);
    let refused =
        officer.presses(&page, "だれに影響するか確かめる", &[("name", long.as_str())]).await;
    assert!(refused.text().contains("事業の名前は60文字までにしてください。"));
    assert_eq!(name_of(town, COVID).await, before);
    assert_eq!(officer.opens(&rules(ProgrammeId(uuid::Uuid::from_u128(99)))).await.status, 404);
}

async fn what_another_officer_changed_is_not_written_over(town: &Town) {
    let (one, other) = (town.officer().await, town.officer().await);
    let (page, stale) = (one.opens(&rules(COVID)).await, other.opens(&rules(COVID)).await);
    let saves = async |browser: &crate::resident::Browser<'_>, page: &Page, name: &str| {
        let seen = browser.presses(page, "だれに影響するか確かめる", &[("name", name)]).await;
        if seen.status != 200 {
            return seen;
        }
        browser.presses(&seen, "保存する", &[("reason", "名前の変更")]).await
    };
    assert_eq!(saves(&one, &page, "一の名前").await.heading(), "受付前の点検");
    let told = saves(&other, &stale, "二の名前").await;
    assert_eq!(told.status, 409);
    assert!(told.text().contains("ほかの職員が決まりを変えました。"), "{}", told.text());
    assert!(told.text().contains("いまの決まり：一の名前"), "{}", told.text());
    assert_eq!(told.form("だれに影響するか確かめる").value("name"), "二の名前");
    assert_eq!(name_of(town, COVID).await, "一の名前");
    assert_eq!(saves(&other, &told, "二の名前").await.heading(), "受付前の点検", "once seen");
    assert_eq!(name_of(town, COVID).await, "二の名前");
}

async fn a_programme_opens_only_without_contradictions(town: &Town) {
    let officer = town.officer().await;
    let page = officer.opens("/desk/programmes/new").await;
    let mut form = page.form("この事業をつくる");
    form.fields.push(("template".to_owned(), "covid-autumn".to_owned()));
    let made = officer.submits(&form).await;
    let id = made.path.split('/').nth(3).unwrap().to_owned();
    let check = officer.opens(&format!("/desk/programmes/{id}/check")).await;
    assert!(check.text().contains("直すまで、受付を始められません"), "{}", check.text());
    assert!(!check.text().contains("いますぐ受付を始める"), "{}", check.text());
    let forged = crate::page::Form {
        action: check.path.clone(),
        fields: vec![("step".to_owned(), "now".to_owned()), ("seen".to_owned(), "yes".to_owned())],
    };
    let refused = officer.submits(&forged).await;
    assert_eq!(refused.status, 409);
    assert!(refused.text().contains("何も変えていません"), "{}", refused.text());
    let nonsense =
        crate::page::Form { fields: vec![("step".to_owned(), "x".to_owned())], ..forged };
    assert_eq!(officer.submits(&nonsense).await.status, 400);
}

/// The town's programme before its opening, and with one dose: there are not places enough for all of the second.
async fn not_opened_yet(town: &Town) {
    let read = town.app.store.read(|reader| reader.programme(COVID)).await;
    let mut programme = read.unwrap().unwrap();
    programme.opens_at = None;
    programme.policy.doses.truncate(1);
    town.changes(vec![domain::Change::ProgrammeSaved(programme)]).await;
}

/// A form with the tick that what is to be looked at was looked at.
fn ticked(page: &Page, button: &str, typed: &[(&str, &str)]) -> crate::page::Form {
    let mut form = page.form(button).typed(typed);
    form.fields.push(("seen".to_owned(), "yes".to_owned()));
    form
}

async fn a_programme_opens_now_or_at_an_instant(town: &Town) {
    not_opened_yet(town).await;
    let officer = town.officer().await;
    let page = officer.opens(&check(COVID)).await;
    assert!(page.text().contains("受付の始まりは、まだ決まっていません。"), "{}", page.text());
    for (date, time, told) in [
        ("", "", "日時として読めません。"),
        ("2026-13-01", "09:00", "日時として読めません。"),
        ("2026-10-02", "25:00", "日時として読めません。"),
        ("😀", &"あ".repeat(3_000), "日時として読めません。"),
        ("2020-01-01", "09:00", "過ぎています"),
    ] {
        let form = ticked(&page, "この日時に始める", &[("date", date), ("time", time)]);
        let refused = officer.submits(&form).await;
        assert_eq!(refused.status, 422, "{date} {time}");
        assert!(refused.text().contains(told), "{date} {time}: {}", refused.text());
        assert_eq!(refused.form("この日時に始める").value("date"), date);
    }
    let unseen = officer.presses(&page, "いますぐ受付を始める", &[]).await;
    assert_eq!(unseen.status, 422);
    assert!(unseen.text().contains("「確かめました」に印を付けて"), "{}", unseen.text());
    let tomorrow = domain::when::japan_date(town.app.clock.now()).tomorrow().unwrap().to_string();
    let typed = [("date", tomorrow.as_str()), ("time", "09:00")];
    let set = officer.submits(&ticked(&unseen, "この日時に始める", &typed)).await;
    assert!(set.text().contains("から受付を始めます。"), "{}", set.text());
    let open = officer.submits(&ticked(&set, "いますぐ受付を始める", &[])).await;
    assert!(open.text().contains("から受付中です。"), "{}", open.text());
    let opened = town.app.store.read(|reader| reader.programme(COVID)).await.unwrap();
    let again = officer.submits(&ticked(&set, "この日時に始める", &typed)).await;
    assert_eq!(again.heading(), "受付前の点検");
    let still = town.app.store.read(|reader| reader.programme(COVID)).await.unwrap();
    assert_eq!(still, opened, "an old page does not close what is open");
}

async fn a_programme_is_closed_and_taken_up_again(town: &Town) {
    let officer = town.officer().await;
    let page = officer.opens(&check(COVID)).await;
    let no_reason = officer.presses(&page, "いま受付を終わる", &[]).await;
    assert_eq!(no_reason.status, 422);
    let long = "あ".repeat(201);
    let too_long = officer.presses(&page, "いま受付を終わる", &[("reason", long.as_str())]).await;
    assert_eq!(too_long.status, 422);
    assert!(too_long.text().contains("理由は200文字までにしてください（いま201文字です）。"));
    let closed =
        officer.presses(&no_reason, "いま受付を終わる", &[("reason", "ワクチンの不足")]).await;
    assert!(closed.text().contains("に受付を終わりました。"), "{}", closed.text());
    let open = officer.presses(&closed, "受付を再開する", &[("reason", "入荷した")]).await;
    assert!(open.text().contains("から受付中です。"), "{}", open.text());
}

async fn the_steps_say_how_far_one_is(town: &Town) {
    let officer = town.officer().await;
    let page = officer.opens(&format!("/desk/start?programme={COVID}")).await;
    assert_eq!(page.heading(), "準備の一覧");
    let told = page.text();
    assert!(told.contains("8つのうち 8つ 終わりました。"), "{told}");
    assert!(told.contains("窓川町（北海道・"), "{told}");
    assert!(told.contains("ほかの事業の準備"), "{told}");
    for nonsense in ["なにか", &uuid::Uuid::from_u128(99).to_string()] {
        let page = officer.opens(&format!("/desk/start?programme={nonsense}")).await;
        assert_eq!((page.status, page.heading()), (200, "準備の一覧".to_owned()), "{nonsense}");
    }
}
