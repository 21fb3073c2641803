//! Several of a family book in one go: the places follow each other or lie on days of their own, all or none.

use crate::{
    page::{Form, Page},
    people::{Known, hanako, jiro, neighbour, taro},
    places::{AT_9_00, AT_9_15, AT_10_30, COVID, FLU, HALL, SOON_ENOUGH},
    resident::Resident,
    town::Town,
};
use domain::{Change, Pool, ProgrammeId, SlotId};

on_both_engines!(
    a_couple_books_in_one_slot,
    a_family_that_does_not_fit_one_slot_comes_one_after_another,
    a_couple_that_does_not_want_to_be_ill_together_has_two_days,
    who_cannot_come_on_the_first_day_comes_on_a_later_one,
    when_one_place_is_gone_nobody_is_booked,
    who_comes_is_asked_again_with_what_was_chosen,
    another_language_and_the_way_back_keep_who_was_chosen,
    nobody_books_along_for_whom_one_does_not_act,
);

/// Her and these others, under her account.
async fn family<'t>(town: &'t Town, others: &[Known]) -> Resident<'t> {
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known.clone()).await;
    for known in others {
        hanako.registers(known).await;
    }
    hanako
}

/// The address below which these book.
fn base(how: &str, who: &[&Known]) -> String {
    let who: Vec<String> = who.iter().map(|known| format!("{}.1", known.id)).collect();
    format!("/r/together/{COVID}/{how}/{}", who.join(","))
}

/// The places of a slot that are left to the public.
async fn leaves(town: &Town, slot: SlotId, places: u32) {
    let set = Change::CapacitySet { slot, pool: Pool::Public, from: 10, to: places };
    town.changes(vec![set]).await;
}

async fn a_couple_books_in_one_slot(town: &Town) {
    let taro = taro();
    let hanako = family(town, std::slice::from_ref(&taro)).await;
    let browser = &hanako.browser;
    let page = browser.opens("/r/home").await;
    let page = browser.taps(&page, "家族でいっしょに予約する").await;
    assert_eq!(page.heading(), "ご家族でいっしょに予約する");
    let page = browser.submits(&choice(&page, "場所を選ぶ", &[], "adjacent")).await;
    assert_eq!(page.heading(), "場所を選んでください");
    let page = browser.taps(&page, "中央公民館").await;
    let page = browser.taps(&page, "10月20日").await;
    assert!(page.text().contains("佐藤 花子さん、佐藤 太郎さん"), "{}", page.text());
    let page = browser.taps(&page, "9:00〜9:15").await;
    let text = page.text();
    assert_eq!(page.heading(), "みなさんの予約です。これでよろしいですか");
    assert_eq!(text.matches("午前9時から9時15分").count(), 2, "{text}");
    let form = page.form("全員の予約をする");
    let page = browser.submits(&form).await;
    assert_eq!(page.heading(), "2人の予約ができました");
    assert_eq!(town.left(AT_9_00).await, 8);
    assert_eq!(page.text().matches("読みかた").count(), 2);
    let again = browser.submits(&form).await;
    assert_eq!((again.text(), town.left(AT_9_00).await), (page.text(), 8));
    town.settles().await;
    assert_eq!(town.times_heard("hanako", "予約を受け付けました"), 2);
}

async fn a_family_that_does_not_fit_one_slot_comes_one_after_another(town: &Town) {
    let (taro, jiro) = (taro(), jiro());
    let hanako = family(town, &[taro.clone(), jiro.clone()]).await;
    leaves(town, AT_9_00, 2).await;
    leaves(town, AT_9_15, 1).await;
    leaves(town, AT_10_30, 2).await;
    let base = base("adjacent", &[&jiro, &hanako.known, &taro]);
    let page = hanako.browser.opens(&format!("{base}/{HALL}/2026-10-20")).await;
    assert!(page.links().iter().any(|link| link.ends_with(&format!("/slot/{AT_9_00}"))));
    let full = [AT_9_15, AT_10_30].map(|slot| format!("/slot/{slot}"));
    let offered =
        |page: &Page| page.links().iter().any(|link| full.iter().any(|f| link.ends_with(f)));
    assert!(!offered(&page), "three do not fit there: {}", page.text());
    let page = hanako.browser.opens(&format!("{base}/slot/{AT_9_00}")).await;
    let page = hanako.browser.presses(&page, "全員の予約をする", &[]).await;
    assert_eq!(page.heading(), "3人の予約ができました");
    assert_eq!((town.left(AT_9_00).await, town.left(AT_9_15).await), (0, 0));
}

async fn a_couple_that_does_not_want_to_be_ill_together_has_two_days(town: &Town) {
    let taro = taro();
    let hanako = family(town, std::slice::from_ref(&taro)).await;
    let base = base("apart", &[&taro, &hanako.known]);
    let page = hanako.browser.opens(&format!("{base}/slot/{AT_9_15}")).await;
    let text = page.text();
    let (first, second) =
        (text.find("2026年10月20日").unwrap(), text.find("2026年11月9日").unwrap());
    let (taros, hanakos) = (text.find("佐藤 太郎").unwrap(), text.find("佐藤 花子").unwrap());
    assert!(taros < first && first < hanakos && hanakos < second, "{text}");
    let page = hanako.browser.presses(&page, "全員の予約をする", &[]).await;
    assert_eq!(page.heading(), "2人の予約ができました");
    let page = hanako.browser.asks_for(&format!("{base}/slot/{SOON_ENOUGH}")).await;
    assert_ne!(page.status, 200, "no day is left after the last");
}

async fn who_cannot_come_on_the_first_day_comes_on_a_later_one(town: &Town) {
    let taro = taro();
    let hanako = family(town, std::slice::from_ref(&taro)).await;
    hanako.books(COVID, 1, AT_9_00).await;
    let members = format!("{}.1,{}.2", taro.id, hanako.known.id);
    let base = format!("/r/together/{COVID}/apart/{members}");
    let page = hanako.browser.opens(&format!("{base}/{HALL}")).await;
    assert!(page.text().contains("10月20日"), "he may come while she waits: {}", page.text());
    let page = hanako.browser.opens(&format!("{base}/slot/{AT_9_15}")).await;
    let text = page.text();
    let (his, hers) = (text.find("2026年10月20日").unwrap(), text.find("2026年11月10日").unwrap());
    assert!(his < hers && text.contains("2回目"), "{text}");
    let page = hanako.browser.presses(&page, "全員の予約をする", &[]).await;
    assert_eq!((page.heading(), town.left(SOON_ENOUGH).await), ("2人の予約ができました".into(), 9));
    assert_eq!(page.text().matches("カレンダーに追加").count(), 2);
    assert!(page.text().contains("2回目は、2026年11月10日（火曜日）"), "his next: {}", page.text());
}

async fn when_one_place_is_gone_nobody_is_booked(town: &Town) {
    let taro = taro();
    let hanako = family(town, std::slice::from_ref(&taro)).await;
    let base = base("adjacent", &[&hanako.known, &taro]);
    leaves(town, AT_9_15, 2).await;
    let form =
        hanako.browser.opens(&format!("{base}/slot/{AT_9_15}")).await.form("全員の予約をする");
    town.moves_in(&[neighbour(1)]).await;
    let faster = town.resident(neighbour(1)).await;
    faster.registers(&faster.known).await;
    faster.books(COVID, 1, AT_9_15).await;
    let page = hanako.browser.submits(&form).await;
    assert_eq!((page.status, town.left(AT_9_15).await), (409, 1));
    assert_eq!(page.heading(), "選んだ時間は、たった今うまりました");
    let page = hanako.browser.taps(&page, "9:00〜9:15").await;
    assert_eq!(page.heading(), "みなさんの予約です。これでよろしいですか");
    assert_eq!(town.bookings().await.len(), 1);
}

/// What a button of the first page sends, once these are no longer ticked for the vaccination.
fn choice(page: &Page, button: &str, unticked: &[&Known], how: &str) -> Form {
    let mut form = page.form(button);
    let without: Vec<String> = unticked.iter().map(|known| format!("{}.1", known.id)).collect();
    let who = format!("who.{COVID}");
    form.fields.retain(|(name, value)| *name != who || !without.contains(value));
    let how = form.typed(&[(&format!("how.{COVID}"), how)]);
    let pressed = how.fields.iter().any(|(name, _)| name == "programme");
    if pressed { how.typed(&[("programme", &COVID.to_string())]) } else { how }
}

/// Who is ticked for a programme, and how they come.
fn ticked(page: &Page, programme: ProgrammeId) -> Vec<&str> {
    let fields = [format!("who.{programme}"), format!("how.{programme}")];
    let values = page.html.split("<input").filter_map(|input| {
        let input = input.split_once('>')?.0;
        let ours = fields.iter().any(|name| input.contains(&format!("name=\"{name}\"")));
        let value = input.split_once("value=\"")?.1.split_once('"')?.0;
        (ours && input.contains(" checked")).then_some(value)
    });
    values.collect()
}

async fn who_comes_is_asked_again_with_what_was_chosen(town: &Town) {
    let taro = taro();
    let hanako = family(town, std::slice::from_ref(&taro)).await;
    let browser = &hanako.browser;
    let one = format!("{}.1", taro.id);
    let page = browser.opens("/r/together").await;
    let (both, others) = (ticked(&page, COVID).len(), ticked(&page, FLU).len());
    assert_eq!((both, others), (3, 3), "both are ticked, to come one after another");
    let page = browser.submits(&choice(&page, "場所を選ぶ", &[&hanako.known], "apart")).await;
    assert!(page.text().contains("お二人以上を選んでください。"), "{}", page.text());
    assert_eq!(ticked(&page, COVID), [&one, "apart"]);
    assert_eq!(ticked(&page, FLU).len(), others, "the other programme as it was");
    let form = page.form("場所を選ぶ").typed(&[(&format!("who.{COVID}"), "nonsense")]);
    let page = browser.submits(&form).await;
    assert_eq!((page.status, page.heading()), (200, "ご家族でいっしょに予約する".into()));
    let alone = town.resident(neighbour(1)).await;
    let page = alone.opens("/together").await;
    assert!(page.text().contains("いま、お二人以上でいっしょに予約できるものはありません。"));
}

async fn another_language_and_the_way_back_keep_who_was_chosen(town: &Town) {
    let (taro, jiro) = (taro(), jiro());
    let hanako = family(town, &[taro.clone(), jiro]).await;
    let browser = &hanako.browser;
    let page = browser.opens("/r/together").await;
    let before = ticked(&page, COVID).len();
    let page = browser.submits(&choice(&page, "English", &[&taro], "apart")).await;
    assert_eq!(page.path, "/r/together", "what was ticked stands in no address");
    assert!(page.html.contains("<html lang=\"en\""));
    let chosen = ticked(&page, COVID);
    let his = format!("{}.1", taro.id);
    assert_eq!((chosen.len(), chosen.last()), (before - 1, Some(&"apart")), "{chosen:?}");
    assert!(!chosen.contains(&his.as_str()));
    let enter = Form { action: "/r/together".to_owned(), ..page.form("日本語") };
    let again = browser.submits(&enter).await;
    assert_eq!(ticked(&again, COVID), chosen, "the enter key does not say which of two programmes");

    let places = browser.submits(&choice(&page, "Choose", &[&taro], "apart")).await;
    let links = places.links();
    let back = links.iter().find(|link| link.starts_with("/r/together?")).unwrap();
    let page = browser.opens(&back.replace("&amp;", "&")).await;
    assert_eq!(ticked(&page, COVID), chosen);
}

async fn nobody_books_along_for_whom_one_does_not_act(town: &Town) {
    let hanako = family(town, &[]).await;
    let base = base("adjacent", &[&hanako.known, &taro()]);
    for path in [String::new(), format!("/{HALL}"), format!("/slot/{AT_9_00}")] {
        assert_eq!(hanako.browser.opens(&format!("{base}{path}")).await.status, 404, "{path}");
    }
    let own = taro();
    let husband = town.resident(own.clone()).await;
    husband.registers(&own).await;
    husband.registers(&hanako.known).await;
    let form =
        husband.browser.opens(&format!("{base}/slot/{AT_9_00}")).await.form("全員の予約をする");
    assert_eq!(hanako.browser.submits(&form).await.status, 404, "the form is of another account");
    assert_eq!(town.bookings().await, []);
}
