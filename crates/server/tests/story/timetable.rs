//! Slots by timetable: previewed, made, changed after somebody has booked, taken back; by two officers at once, and with
//! whatever a form can carry.

use crate::{
    page::{Form, Page},
    people::{hanako, taro},
    places::{COVID, FLU, FLU_SLOT, GYM, HALL, PUBLIC, days},
    resident::Browser,
    town::Town,
    waitlist::{joins, keeps, opens},
};
use domain::{Pool, Slot};
use insta::assert_snapshot;
use jiff::SignedDuration;

on_both_engines!(
    an_officer_sees_what_would_come_of_it_and_makes_it,
    a_changed_timetable_leaves_what_is_booked_and_is_taken_back,
    what_is_wrong_is_told_beside_its_field_and_nothing_typed_is_lost,
    what_the_opening_check_would_stop_is_not_made,
    two_officers_at_once_do_not_overwrite_each_other,
    the_same_goes_to_another_venue,
    who_waits_is_offered_what_a_timetable_adds,
    what_is_forged_or_not_there_is_not_found,
);

const LOOK: &str = "カレンダーで確かめる";
const MAKE: &str = "この予定のとおりにつくる";
const CHANGE: &str = "この予定のとおりに変える";

fn path() -> String {
    format!("/desk/programmes/{FLU}/slots")
}

/// A form with the first week of December, weekdays, two hours in the morning.
async fn filled(officer: &Browser<'_>) -> Form {
    let form = officer.opens(&path()).await.form(LOOK);
    form.typed(&[
        ("venue", &HALL.to_string()),
        ("first", "２０２６年１２月１日"),
        ("last", "令和8年12月4日"),
        ("from_1", "9時"),
        ("until_1", "1000"),
        ("from_2", "１３：００"),
        ("until_2", "午後2時"),
        ("minutes", "30"),
        ("exceptions", "12/3 休み\n12月4日 9:00〜10:00 3人"),
    ])
}

/// Looks, and makes what was shown.
async fn makes(officer: &Browser<'_>, form: &Form) -> Page {
    let page = officer.submits(form).await;
    assert_eq!(page.status, 200, "{}", page.text());
    officer.presses(&page, MAKE, &[]).await
}

async fn slots(town: &Town) -> Vec<Slot> {
    let from = "2026-12-01".parse().unwrap();
    town.app.store.read(move |reader| reader.slots_from(FLU, from)).await.unwrap()
}

async fn an_officer_sees_what_would_come_of_it_and_makes_it(town: &Town) {
    let officer = town.officer().await;
    let shown = officer.submits(&filled(&officer).await).await;
    let text = shown.text();
    let (_, preview) = text.split_once("## 中央公民館の予定").expect(&text);
    let (sums, _) = preview.split_once("月 ｜").expect(&text);
    assert_snapshot!(sums, @"
        まだ保存していません。よければ、下のボタンを押してください。
        ご確認ください 枠が 66人分ありますが、対象の方全員が受けても 2人分です。0が1つ多くないか、確かめてください。 〔直すところへ〕
        開く日：3日
        枠：10枠・54人分 LINE・公開 36人 電話 18人
        名簿の対象：2人（全員が受けるには 2人分）。この事業のこれからの枠は、全部で 66人分になります。
        10枠：新しくつくる枠
        2026年12月
        ");
    assert_eq!(slots(town).await.len(), 0, "looking makes nothing");
    let made = officer.presses(&shown, MAKE, &[]).await;
    assert_eq!(made.heading(), "中央公民館 12月1日（火）〜12月4日（金）");
    assert!(made.text().contains("10枠を新しくつくりました"), "{}", made.text());
    let there = slots(town).await;
    assert_eq!(there.len(), 10);
    assert_eq!(
        (there[0].pool(Pool::Public).capacity, there[0].pool(Pool::CallCentre).capacity),
        (4, 2)
    );
    assert_eq!(there[9].pools.iter().map(|count| count.capacity).sum::<u32>(), 3, "the last day");

    let again = shown.form(MAKE);
    let twice = officer.submits(&again).await;
    assert_eq!(twice.heading(), made.heading(), "a second press leads to the same");
    assert_eq!(slots(town).await.len(), 10);
    let board = officer.opens(&format!("/desk/programmes/{FLU}")).await;
    assert!(board.text().contains("〔1日（火） 残り 24 / 24〕"), "{}", board.text());
    officer.taps(&board, "枠をつくる").await;
}

async fn a_changed_timetable_leaves_what_is_booked_and_is_taken_back(town: &Town) {
    let officer = town.officer().await;
    let run = makes(&officer, &filled(&officer).await).await;
    let there = slots(town).await;
    let taro = town.resident(taro()).await;
    taro.registers(&taro.known).await;
    let booked = there.iter().find(|slot| slot.starts.hour() == 13).unwrap();
    taro.books(FLU, 1, booked.id).await;
    town.app.clock.advance(SignedDuration::from_secs(1));

    let form = officer.taps(&run, "時間割を変える").await.form(LOOK);
    let changed = form.typed(&[("from_2", ""), ("until_2", ""), ("count", "3")]);
    let shown = officer.submits(&changed).await;
    let text = shown.text();
    assert!(text.contains("予約の記録があるため残し、新しい受付だけを止めます"), "{text}");
    let made = officer.presses(&shown, CHANGE, &[]).await;
    let now = slots(town).await;
    assert_eq!(now.len(), 7, "six in the morning, and his");
    let his = now.iter().find(|slot| slot.id == booked.id).unwrap();
    assert!(his.closed_at.is_some() && his.pool(Pool::Public).booked == 1);
    assert!(now.iter().filter(|slot| slot.id != booked.id).all(|slot| slot.pools[0].capacity == 2));
    let home = taro.opens("/home").await;
    assert!(
        home.text().contains("2026年12月1日（火曜日） 午後1時から1時30分まで"),
        "his booking stands: {}",
        home.text()
    );

    let undone = officer.presses(&made, "この回を元に戻す", &[]).await;
    assert!(undone.text().contains("元に戻しました。"), "{}", undone.text());
    let back = slots(town).await;
    let shape = |slots: &[Slot]| -> Vec<_> {
        slots.iter().map(|s| (s.id, s.starts, s.closed_at, s.pools[0].capacity)).collect()
    };
    assert_eq!(shape(&back), shape(&there));
    let first = officer.opens(&run.path).await;
    let rest = officer.presses(&first, "この回を元に戻す", &[]).await;
    assert!(
        rest.text().contains("予約があるため残し、新しい受付だけを止めます"),
        "{}",
        rest.text()
    );
    assert_eq!(slots(town).await.len(), 1);
    let list = officer.opens(&path()).await;
    assert_eq!(list.text().matches("（元に戻しました）").count(), 2, "{}", list.text());
}

async fn what_is_wrong_is_told_beside_its_field_and_nothing_typed_is_lost(town: &Town) {
    let officer = town.officer().await;
    for (field, typed, told) in [
        ("from_1", "25:00", "25時はありません。0:00 から 23:59 までで入力してください。"),
        ("until_1", "朝まで", "時間として読めません。"),
        ("until_1", "", "時間を入力してください"),
        ("from_2", "9:30", "前の時間が終わらないうちに始まります。"),
        ("until_1", "8:00", "終わりの時間が、始まりより後になっていません。"),
        ("first", "2026年2月30日", "2月30日はありません。2月は28日までです。"),
        ("first", "🎉", "日付として読めません。"),
        ("last", "2026年11月30日", "終わりの日が、始まりの日より前です。"),
        ("last", "2036年12月4日", "期間が長すぎます。"),
        ("minutes", "0", "1枠の長さは、1分から720分までにしてください。"),
        ("count", "10000", "人数が多すぎます。1枠に9999人までです。"),
        ("count", "-3", "数字で入力してください。"),
        ("count", "いっぱい", "数字で入力してください。"),
        ("pool_public", &"9".repeat(10_000), "数字で入力してください。"),
        ("venue", "", "会場を選んでください。"),
        ("venue", "🎉", "会場を選んでください。"),
        ("exceptions", "12/3 25:00〜26:00", "1行目「12/3 25:00〜26:00」：25時はありません。"),
        ("exceptions", "12月3日 -4人", "人数は「4人」のように入力してください。"),
        ("exceptions", "12月9日 休み", "2026年12月9日（水曜日） は期間の外です。"),
        ("exceptions", "どこかの日", "1行目「どこかの日」：日付として読めません。"),
    ] {
        let form = filled(&officer).await.typed(&[(field, typed)]);
        let page = officer.submits(&form).await;
        assert_eq!(page.status, 422, "{field} {typed}");
        assert!(page.text().contains(told), "{field}: {told} in {}", page.text());
        assert!(page.text().contains("＿２０２６年１２月１日＿") || field == "first", "kept");
    }
    let past = [("first", "2026年9月1日"), ("last", "2026年9月4日"), ("exceptions", "")];
    let page = officer.submits(&filled(&officer).await.typed(&past)).await;
    assert!(page.text().contains("過ぎた日付です。年月が合っているか"), "{}", page.text());
    assert_eq!(slots(town).await.len(), 0);
}

async fn what_the_opening_check_would_stop_is_not_made(town: &Town) {
    let officer = town.officer().await;
    let on_a_slot = filled(&officer).await.typed(&[
        ("first", "2026年10月22日"),
        ("last", "2026年10月22日"),
        ("exceptions", ""),
        ("from_1", "9:50"),
        ("until_1", "10:20"),
    ]);
    let page = officer.submits(&on_a_slot).await;
    let text = page.text();
    assert!(text.contains("同じ会場で、前の枠が終わらないうちに始まる枠があります。"), "{text}");
    assert!(!text.contains(MAKE), "there is nothing to press: {text}");
    let mut forced = page.form(LOOK);
    forced.fields.retain(|(name, _)| name != "preview");
    forced.fields.push(("make".to_owned(), "on".to_owned()));
    let refused = officer.submits(&forced).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("このままではつくれません。"), "{}", refused.text());

    let many = filled(&officer).await.typed(&[("count", "999")]);
    let text = officer.submits(&many).await.text();
    assert!(text.contains("対象の方全員が受けても"), "more than the roster has: {text}");
    let room = town.app.store.read(|reader| reader.venue(HALL)).await.unwrap().unwrap();
    let small = domain::venue::Venue { room: Some(5), ..room };
    town.changes(vec![domain::Change::VenueSaved(small)]).await;
    let text = officer.submits(&filled(&officer).await).await.text();
    assert!(text.contains("の部屋に一度に入れるのは 5人ですが"), "{text}");
}

async fn two_officers_at_once_do_not_overwrite_each_other(town: &Town) {
    let (first, second) = (town.officer().await, town.officer().await);
    let typed = filled(&second).await.typed(&[
        ("from_1", "15:00"),
        ("until_1", "16:00"),
        ("from_2", ""),
        ("until_2", ""),
        ("exceptions", ""),
        ("count", "7"),
    ]);
    let late = second.submits(&typed).await;
    makes(&first, &filled(&first).await).await;
    let told = second.presses(&late, MAKE, &[]).await;
    assert_eq!(told.status, 409);
    assert!(told.text().contains("ほかの職員がこの会場の枠を変えました。"), "{}", told.text());
    assert!(told.text().contains("＿7＿"), "what was typed stays: {}", told.text());
    assert_eq!(slots(town).await.len(), 10);
    let made = second.presses(&told, MAKE, &[]).await;
    assert!(made.text().contains("枠を新しくつくりました"), "{}", made.text());
    assert_eq!(slots(town).await.len(), 10 + 8);
}

async fn the_same_goes_to_another_venue(town: &Town) {
    let officer = town.officer().await;
    let run = makes(&officer, &filled(&officer).await).await;
    let copy = officer.taps(&run, "ほかの会場にも同じ枠をつくる").await.form(LOOK);
    let page = officer.submits(&copy).await;
    assert_eq!(page.status, 422);
    assert!(page.text().contains("会場を選んでください。"), "{}", page.text());
    let there = page.form(LOOK).typed(&[("venue", &GYM.to_string())]);
    makes(&officer, &there).await;
    let all = slots(town).await;
    assert_eq!(all.iter().filter(|slot| slot.venue == GYM).count(), 10);
    assert_eq!(all.len(), 20);
    let again = officer.submits(&there).await;
    assert!(again.text().contains("いまの枠と同じです。何も変わりません。"), "{}", again.text());
}

async fn who_waits_is_offered_what_a_timetable_adds(town: &Town) {
    opens(town).await;
    keeps(town, 2, 1).await;
    assert_eq!(town.left(FLU_SLOT).await, 0, "{PUBLIC} are taken");
    let taro = town.resident(taro()).await;
    joins(&taro).await;
    let officer = town.officer().await;
    makes(&officer, &filled(&officer).await).await;
    town.settles().await;
    assert_eq!(town.times_heard("taro", "キャンセル待ちの枠に、空きが出ました。"), 1);
    let offered: u32 = slots(town).await.iter().flat_map(|s| &s.pools).map(|c| c.offered).sum();
    assert_eq!(offered, 1, "in the same write, before a stranger can come");
}

async fn what_is_forged_or_not_there_is_not_found(town: &Town) {
    let officer = town.officer().await;
    let run = makes(&officer, &filled(&officer).await).await;
    let id = run.path.rsplit('/').next().unwrap().to_owned();
    for path in [
        "/desk/programmes/00000000-0000-0000-0000-0000000000ff/slots".to_owned(),
        format!("{}/runs/00000000-0000-0000-0000-0000000000ff", path()),
        format!("/desk/programmes/{COVID}/slots/runs/{id}"),
    ] {
        assert_eq!(officer.asks_for(&path).await.status, 404, "{path}");
    }
    let unknown = format!("{}?change=00000000-0000-0000-0000-0000000000ff", path());
    assert_eq!(officer.opens(&unknown).await.heading(), "枠をつくる");
    let stranger = town.resident(hanako()).await;
    stranger.registers(&stranger.known).await;
    town.passes(days(1)).await;
    let out = town.browser().opens(&path()).await;
    assert_eq!(out.heading(), "職員のログイン");
}
