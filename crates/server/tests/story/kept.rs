//! Places that staff keep back, and the count that is made again all the time: what the desk shows, what a
//! resident gets, and what happens by itself when the time has come.

use crate::{
    call::{calls, url},
    people::{hanako, taro},
    places::{AT_9_00, AT_9_15, COVID, HALL_SESSION, PUBLIC},
    town::{OFFICER, Town},
};
use domain::{
    Actor, Booking, CancelReason, Change, Command, HoldId, OfficerId, Outcome, Place, Pool,
    command::{HoldPlaces, OnHold, Record},
    hold,
};
use jiff::SignedDuration;
use madoguchi::{
    holds,
    reconcile::{self, Recount},
};
use uuid::Uuid;

const HOLD: HoldId = HoldId(Uuid::from_u128(1));
const SECOND: OfficerId = OfficerId(Uuid::from_u128(2));

on_both_engines!(
    what_is_kept_shows_on_the_board_and_goes_back_by_itself,
    a_counter_that_differs_is_shouted_on_every_page_of_the_desk,
    a_kept_place_is_booked_on_the_phone_for_whom_it_is_kept,
    what_became_of_her_is_told_to_her_and_at_the_desk,
);

/// Keeps places of the nine o'clock slot for an hour.
async fn keeps(town: &Town, places: u32) {
    let at = town.app.clock.now();
    let (by, expires_at) = (Actor::Officer(OFFICER), at + SignedDuration::from_hours(1));
    let reason = "さくら荘にお住まいの方".to_owned();
    let ask = hold::Ask { id: HOLD, pool: Pool::Public, places, reason, expires_at };
    let keep = Command::Hold(HoldPlaces { slot: AT_9_00, ask, by, at });
    town.app.store.place(keep).await.unwrap().unwrap();
    let on = OnHold { hold: HOLD, by: Actor::Officer(SECOND), at };
    town.app.store.place(Command::ApproveHold(on)).await.unwrap().unwrap();
}

async fn what_is_kept_shows_on_the_board_and_goes_back_by_itself(town: &Town) {
    keeps(town, PUBLIC).await;
    let desk = town.officer().await;
    let board = desk.opens(&format!("/desk/programmes/{COVID}")).await;
    assert!(board.text().contains(&format!("確保中 {PUBLIC}")), "{}", board.text());
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    let full = hanako.chooses(COVID, 1, AT_9_00).await;
    assert_eq!(full.heading(), "選んだ時間は、たった今うまりました");

    assert_eq!(holds::tick(&town.app).await.unwrap(), 0, "its time has not come");
    town.passes(SignedDuration::from_hours(1)).await;
    assert_eq!(holds::tick(&town.app).await.unwrap(), 1);
    assert_eq!(holds::tick(&town.app).await.unwrap(), 0, "once");
    assert_eq!(town.left(AT_9_00).await, PUBLIC);
    let done = hanako.books(COVID, 1, AT_9_00).await;
    assert_eq!(done.heading(), "予約できました");

    let page = desk.opens(&format!("/desk/slots/{AT_9_00}")).await;
    let text = page.text();
    for told in
        ["枠の確保（LINE・公開）", "枠の確保の承認", "枠の確保の終了", "さくら荘にお住まいの方"]
    {
        assert!(text.contains(told), "{told}: {text}");
    }
}

async fn a_kept_place_is_booked_on_the_phone_for_whom_it_is_kept(town: &Town) {
    keeps(town, 1).await;
    let desk = town.officer().await;
    let page = calls(&desk, &taro()).await;
    let offered = desk.taps(&page, "枠を案内する").await;
    let of_hers = "〔10月20日（火） 9:00〜9:15 中央公民館 残り 1〕\n";
    assert!(offered.text().contains("## 確保してある枠"), "{}", offered.text());
    assert!(offered.text().contains(of_hers), "{}", offered.text());
    assert!(offered.text().contains("さくら荘にお住まいの方"), "{}", offered.text());
    let mine = format!("{}/book/{COVID}/1/{AT_9_00}?hold={}", url(&taro()), HOLD);
    let read = desk.opens(&mine).await;
    let said = "確保してある枠から取ります。理由：さくら荘にお住まいの方";
    assert!(read.text().contains(said), "{}", read.text());
    for (slot, hold) in [(AT_9_15, HOLD), (AT_9_00, HoldId(Uuid::from_u128(9)))] {
        let other = format!("{}/book/{COVID}/1/{slot}?hold={hold}", url(&taro()));
        assert_eq!(desk.opens(&other).await.status, 404, "no such hold there");
    }
    let theirs = town.officer().await;
    calls(&theirs, &hanako()).await;
    let late = mine.replace(&url(&taro()), &url(&hanako()));
    let late = theirs.opens(&late).await;

    for _ in 0..2 {
        let done = desk.presses(&read, "はい、予約する", &[]).await;
        assert_eq!(done.heading(), "予約できました", "{}", done.text());
    }
    let booking = town.booking_of(&taro()).await;
    assert_eq!((booking.slot, booking.pool), (AT_9_00, Pool::Public), "of the pool it was kept in");
    let slot = town.app.store.read(|reader| reader.slot(AT_9_00)).await.unwrap().unwrap();
    let pool = slot.pool(Pool::Public);
    assert_eq!((pool.held, pool.booked), (0, 1), "taken from what was kept, once");

    let lost = theirs.presses(&late, "はい、予約する", &[]).await;
    assert_eq!(lost.status, 422);
    assert!(lost.text().contains("確保してある枠は、もう残っていません。"), "{}", lost.text());
    let again = theirs.opens(&format!("{}/book/{COVID}/1", url(&hanako()))).await;
    assert!(!again.text().contains("確保してある枠"), "nothing is left of it: {}", again.text());
    let moves = desk.opens(&mine).await;
    assert_eq!(moves.status, 404, "a booking is not moved into what is kept back");
}

async fn a_counter_that_differs_is_shouted_on_every_page_of_the_desk(town: &Town) {
    let (mut whole, mut parts) = (Recount::new(&town.app), Recount::by(&town.app, 1));
    assert_eq!(reconcile::tick(&town.app, &mut parts).await.unwrap(), 0);
    assert_eq!(reconcile::tick(&town.app, &mut whole).await.unwrap(), 0);
    let desk = town.officer().await;
    assert!(!desk.opens("/desk").await.text().contains("合いません"));
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    hanako.books(COVID, 1, AT_9_00).await;
    let Booking { id: booking, person, dose, date, .. } = town.booking_of(&hanako.known).await;
    // Cancelled without giving its place back, as no rule ever would.
    let taken = Place { slot: AT_9_00, pool: Pool::Public, units: 1 };
    let (nothing, at) = (Place { units: 0, ..taken }, town.app.clock.now());
    let reason = CancelReason::ByTown;
    let place = nothing;
    town.changes(vec![Change::BookingCancelled { booking, person, dose, place, at, reason }]).await;
    assert_eq!(reconcile::tick(&town.app, &mut whole).await.unwrap(), 1);
    assert_eq!(reconcile::tick(&town.app, &mut parts).await.unwrap(), 1, "it was touched");
    assert_eq!(reconcile::tick(&town.app, &mut parts).await.unwrap(), 1, "and is known still");
    for page in ["/desk".to_owned(), format!("/desk/sessions/{HALL_SESSION}")] {
        let text = desk.opens(&page).await.text();
        assert!(text.contains("枠の数と予約の記録が 1 か所で合いません。"), "{text}");
    }
    let health = town.http.get(format!("{}/health", town.url)).send().await.unwrap();
    let health: serde_json::Value = health.json().await.unwrap();
    assert_eq!(health["counters_that_differ"], 1);

    let (from, to, product) = (taken, nothing, None);
    let mended =
        Change::BookingMoved { booking, person, dose, account: None, from, to, date, product };
    town.changes(vec![mended]).await;
    assert_eq!(reconcile::tick(&town.app, &mut parts).await.unwrap(), 0);
    assert_eq!(reconcile::tick(&town.app, &mut whole).await.unwrap(), 0);
    assert!(!desk.opens("/desk").await.text().contains("合いません"));
}

async fn what_became_of_her_is_told_to_her_and_at_the_desk(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    hanako.books(COVID, 1, AT_9_00).await;
    let booking = town.booking_of(&hanako.known).await;
    town.passes(crate::places::days(15)).await;
    let at = town.app.clock.now();
    let (outcome, by) = (Outcome::Vaccinated, Actor::Officer(OFFICER));
    let record = Record { booking: booking.id, person: booking.person, outcome, by, at };
    town.app.store.place(Command::Record(record)).await.unwrap().unwrap();

    let page = hanako.opens(&format!("/bookings/{}", booking.id)).await;
    assert!(page.text().contains("接種・受診ずみ"), "{}", page.text());
    assert!(!page.text().contains("キャンセルする"), "nothing is left to cancel");
    let desk = town.officer().await;
    let roster = desk.opens(&format!("/desk/sessions/{HALL_SESSION}")).await;
    assert!(roster.text().contains("接種・受診ずみ"), "{}", roster.text());
    let record = desk.opens(&format!("/desk/bookings/{}", booking.id)).await;
    assert!(record.text().contains("当日の結果の記録"), "{}", record.text());
}
