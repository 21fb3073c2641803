//! The day of a session, from the days before until the last dose: who cancels, who comes instead, who does not come, a
//! vial that is left over; told as the town's own history tells it. In the end every dose was given to somebody.

use crate::{
    page::{Form, Page},
    people::{Known, neighbour},
    places::{self, FLU, FLU_SLOT, GYM, days, monday},
    resident::Browser,
    town::{OFFICER, Town},
};
use domain::{
    Actor, BookingId, CancelReason, Change, Command, Door, Offer, Outcome, Pool, PoolCount,
    RequestId, SessionId, SlotId,
    command::{Book, Record},
    interval::VaccineKind,
    product::Product,
    venue::Session,
    waitlist::{Waitlist, Wish},
    when,
};
use insta::assert_snapshot;
use jiff::{SignedDuration, civil::Time};
use madoguchi::{
    actions::{
        Asker,
        cancel::cancel,
        waitlist::{Asked, accept, decline, join},
    },
    offers,
    words::{dates, history, people::Accounts},
};
use std::{collections::BTreeMap, fmt::Write as _};
use uuid::Uuid;

on_both_engines!(a_session_day_ends_with_every_dose_given,);

pub(crate) const DAY: SessionId = SessionId(Uuid::from_u128(90));
/// Six places each, a vial of six doses for each.
const SLOTS: [(u128, i8); 3] = [(91, 9), (92, 10), (93, 14)];
const DESK: Asker = Asker::Officer(OFFICER);

pub(crate) fn slot_of(n: usize) -> SlotId {
    SlotId(Uuid::from_u128(SLOTS[n].0))
}

/// This time of the day, in Japan.
pub(crate) fn clock(town: &Town, hours: i64, minutes: i64) {
    let midnight = monday() - SignedDuration::from_hours(9) + days(17);
    let at = midnight + SignedDuration::from_hours(hours) + SignedDuration::from_mins(minutes);
    town.app.clock.advance(at.duration_since(town.app.clock.now()));
}

/// Three slots at the gymnasium, all booked on the phone, and a row of people who wait.
pub(crate) async fn is_full(town: &Town, waiting: std::ops::Range<u32>) {
    let mut programme = town.app.store.read(|reader| reader.programme(FLU)).await.unwrap().unwrap();
    programme.policy.waitlist = Some(Waitlist::default());
    programme.policy.products = vec![Product {
        code: "flu".to_owned(),
        name: "インフルエンザワクチン".to_owned(),
        kind: VaccineKind::Inactivated,
        intervals: Vec::new(),
        usable_until: None,
        vial: Some(6),
    }];
    let product = Some("flu".to_owned());
    let date = when::japan_date(monday() + days(17));
    let session = Session { id: DAY, programme: FLU, venue: GYM, date, product: product.clone() };
    let slots = SLOTS.map(|(n, hour)| {
        let slot = places::slot(&session, n, Time::constant(hour, 0, 0, 0));
        let pools = vec![PoolCount::of(Pool::Public, 6)];
        Change::SlotSaved(domain::Slot { pools, product: product.clone(), ..slot })
    });
    let closed = Change::SlotClosed { slot: FLU_SLOT, at: town.app.clock.now() };
    let set_up = [Change::ProgrammeSaved(programme), Change::SessionSaved(session), closed];
    town.changes(set_up.into_iter().chain(slots).collect()).await;
    let people: Vec<Known> = (1..=18).chain(waiting.clone()).map(neighbour).collect();
    town.moves_in(&people).await;
    for n in 1..=18 {
        books(town, n).await;
    }
    for n in waiting {
        let wish = Wish { notice: 30, ..Wish::default() };
        let asked =
            Asked { person: neighbour(n).id, programme: FLU, dose: 1, with: Vec::new(), wish };
        join(&town.app, DESK, asked).await.unwrap().unwrap();
        town.app.clock.advance(SignedDuration::from_secs(1));
    }
}

pub(crate) fn booking_id(n: u32) -> BookingId {
    BookingId(Uuid::from_u128(u128::from(n) + 9_000))
}

/// The first six come at nine, the next at ten, the last at two.
async fn books(town: &Town, n: u32) {
    let id = booking_id(n);
    let wish = Book {
        id,
        once: RequestId(id.0),
        applicant: neighbour(n).person().applicant(),
        programme: FLU,
        dose: 1,
        slot: slot_of((n as usize - 1) / 6),
        door: Door::Phone,
        account: None,
        exception: None,
        hold: None,
        by: Actor::Officer(OFFICER),
        at: town.app.clock.now(),
    };
    town.app.store.place(Command::Book(wish)).await.unwrap().unwrap();
}

async fn cancels(town: &Town, n: u32) {
    let reason = CancelReason::ByResident;
    cancel(&town.app, DESK, booking_id(n), reason).await.unwrap().unwrap();
    town.app.clock.advance(SignedDuration::from_mins(1));
}

/// The offers that stand, in the order of those they are made to.
pub(crate) async fn standing(town: &Town) -> Vec<Offer> {
    let mut live = town.app.store.read(|reader| reader.offers_to_phone()).await.unwrap();
    live.sort_by_key(|offer| offer.person);
    live
}

/// Everybody who is offered a place is phoned and takes it; says how many did.
async fn all_take(town: &Town) -> usize {
    let live = standing(town).await;
    for offer in &live {
        let once = RequestId(offer.id.0);
        accept(&town.app, DESK, (offer.id, once)).await.unwrap().unwrap();
        town.app.clock.advance(SignedDuration::from_mins(1));
    }
    live.len()
}

/// Everybody of this time who is there has the dose.
pub(crate) async fn have_it(town: &Town, slot: SlotId, absent: &[u32]) {
    let seats = town.app.store.read(|reader| reader.seats_of_session(DAY)).await.unwrap();
    let now = town.app.clock.now();
    let away: Vec<BookingId> = absent.iter().copied().map(booking_id).collect();
    let here = |seat: &store::Seat| {
        let booking = &seat.booking;
        booking.slot == slot && booking.is_live() && !away.contains(&booking.id)
    };
    for seat in seats.into_iter().filter(here) {
        let (booking, person) = (seat.booking.id, seat.booking.person);
        let by = Actor::Officer(OFFICER);
        let record = Record { booking, person, outcome: Outcome::Vaccinated, by, at: now };
        town.app.store.place(Command::Record(record)).await.unwrap().unwrap();
    }
}

pub(crate) async fn spare_page(officer: &Browser<'_>, vials: &str) -> Page {
    officer.opens(&format!("/desk/sessions/{DAY}/spare?vials={vials}")).await
}

/// Those of these names are ticked as not having come.
pub(crate) fn ticked(page: &Page, absent: &[u32], doses: &str, why: &str) -> Form {
    let mut form = page.form("枠をふやして、順番にご案内する");
    form.fields.retain(|(name, _)| !matches!(name.as_str(), "absent" | "doses" | "why"));
    for n in absent {
        form.fields.push(("absent".to_owned(), booking_id(*n).to_string()));
    }
    form.fields.push(("doses".to_owned(), doses.to_owned()));
    form.fields.push(("why".to_owned(), why.to_owned()));
    form
}

#[expect(clippy::too_many_lines, reason = "the account of the day, to be read through")]
async fn a_session_day_ends_with_every_dose_given(town: &Town) {
    is_full(town, 21..45).await;
    // The days before: nine cancel, one of those who are offered a place lets it pass, one does not answer.
    clock(town, -15, 0);
    for n in [1, 2, 3, 7, 8, 9, 13, 14, 15] {
        cancels(town, n).await;
    }
    let live = standing(town).await;
    assert_eq!(live.len(), 9, "each place is offered once");
    decline(&town.app, DESK, live[0].id).await.unwrap().unwrap();
    for offer in &live[2..] {
        accept(&town.app, DESK, (offer.id, RequestId(offer.id.0))).await.unwrap().unwrap();
        town.app.clock.advance(SignedDuration::from_mins(1));
    }
    town.app.clock.advance(SignedDuration::from_hours(5));
    assert!(offers::tick(&town.app).await.unwrap() >= 1, "who did not answer is passed over");
    all_take(town).await;
    // The morning of the day: three more.
    clock(town, 7, 0);
    for n in [4, 10, 16] {
        cancels(town, n).await;
    }
    assert_eq!(all_take(town).await, 3);

    // One does not come at nine, two at ten; an officer looks at twenty past ten.
    clock(town, 9, 5);
    have_it(town, slot_of(0), &[5]).await;
    clock(town, 10, 15);
    have_it(town, slot_of(1), &[11, 12]).await;
    clock(town, 10, 20);
    let officer = town.officer().await;
    let page = spare_page(&officer, "").await;
    assert!(page.text().contains("余り：0回分"), "{}", page.text());
    let late = "10時までの3人が来なかったため";
    let done = officer.submits(&ticked(&page, &[5, 11, 12], "3", late)).await;
    assert!(done.text().contains("枠をふやし、3人にご案内しました。"), "{}", done.text());
    assert!(done.text().contains("余り：0回分"), "{}", done.text());
    assert_eq!(all_take(town).await, 3);
    // A vial is left over in the refrigerator and is given up for today.
    clock(town, 12, 30);
    let page = spare_page(&officer, "4").await;
    assert!(page.text().contains("余り：6回分"), "{}", page.text());
    let done = officer.submits(&ticked(&page, &[], "6", "バイアルが1本余ったため")).await;
    assert!(done.text().contains("枠をふやし、6人にご案内しました。"), "{}", done.text());
    assert_eq!(all_take(town).await, 6);
    clock(town, 14, 10);
    have_it(town, slot_of(2), &[]).await;

    let end = spare_page(&officer, "4").await;
    assert!(end.text().contains("接種した方：24人"), "four vials of six: {}", end.text());
    assert!(end.text().contains("余り：0回分"), "{}", end.text());
    assert_eq!(town.app.store.read(|reader| reader.differences()).await.unwrap(), []);
    assert_snapshot!(account(town).await, @"
        10月21日 9:00　隣 1郎　キャンセル（本人・家族の申し出）　9時の枠　空きに戻しました
        10月21日 9:00　隣 21郎　空き枠の案内　9時の枠
        10月21日 9:01　隣 2郎　キャンセル（本人・家族の申し出）　9時の枠　空きに戻しました
        10月21日 9:01　隣 22郎　空き枠の案内　9時の枠
        10月21日 9:02　隣 3郎　キャンセル（本人・家族の申し出）　9時の枠　空きに戻しました
        10月21日 9:02　隣 23郎　空き枠の案内　9時の枠
        10月21日 9:03　隣 7郎　キャンセル（本人・家族の申し出）　10時の枠　空きに戻しました
        10月21日 9:03　隣 24郎　空き枠の案内　10時の枠
        10月21日 9:04　隣 8郎　キャンセル（本人・家族の申し出）　10時の枠　空きに戻しました
        10月21日 9:04　隣 25郎　空き枠の案内　10時の枠
        10月21日 9:05　隣 9郎　キャンセル（本人・家族の申し出）　10時の枠　空きに戻しました
        10月21日 9:05　隣 26郎　空き枠の案内　10時の枠
        10月21日 9:06　隣 13郎　キャンセル（本人・家族の申し出）　14時の枠　空きに戻しました
        10月21日 9:06　隣 27郎　空き枠の案内　14時の枠
        10月21日 9:07　隣 14郎　キャンセル（本人・家族の申し出）　14時の枠　空きに戻しました
        10月21日 9:07　隣 28郎　空き枠の案内　14時の枠
        10月21日 9:08　隣 15郎　キャンセル（本人・家族の申し出）　14時の枠　空きに戻しました
        10月21日 9:08　隣 29郎　空き枠の案内　14時の枠
        10月21日 9:09　隣 21郎　空き枠の案内の終わり（見送り）　9時の枠
        10月21日 9:09　隣 30郎　空き枠の案内　9時の枠
        10月21日 9:09　隣 23郎　空き枠の案内の終わり（お受けになった）　9時の枠
        10月21日 9:09　隣 23郎　予約（電話）　9時の枠
        10月21日 9:10　隣 24郎　空き枠の案内の終わり（お受けになった）　10時の枠
        10月21日 9:10　隣 24郎　予約（電話）　10時の枠
        10月21日 9:11　隣 25郎　空き枠の案内の終わり（お受けになった）　10時の枠
        10月21日 9:11　隣 25郎　予約（電話）　10時の枠
        10月21日 9:12　隣 26郎　空き枠の案内の終わり（お受けになった）　10時の枠
        10月21日 9:12　隣 26郎　予約（電話）　10時の枠
        10月21日 9:13　隣 27郎　空き枠の案内の終わり（お受けになった）　14時の枠
        10月21日 9:13　隣 27郎　予約（電話）　14時の枠
        10月21日 9:14　隣 28郎　空き枠の案内の終わり（お受けになった）　14時の枠
        10月21日 9:14　隣 28郎　予約（電話）　14時の枠
        10月21日 9:15　隣 29郎　空き枠の案内の終わり（お受けになった）　14時の枠
        10月21日 9:15　隣 29郎　予約（電話）　14時の枠
        10月21日 14:16　隣 22郎　空き枠の案内の終わり（お返事がなかった）　9時の枠
        10月21日 14:16　隣 31郎　空き枠の案内　9時の枠
        10月21日 14:16　隣 30郎　空き枠の案内の終わり（お返事がなかった）　9時の枠
        10月21日 14:16　隣 32郎　空き枠の案内　9時の枠
        10月21日 14:16　隣 31郎　空き枠の案内の終わり（お受けになった）　9時の枠
        10月21日 14:16　隣 31郎　予約（電話）　9時の枠
        10月21日 14:17　隣 32郎　空き枠の案内の終わり（お受けになった）　9時の枠
        10月21日 14:17　隣 32郎　予約（電話）　9時の枠
        10月22日 7:00　隣 4郎　キャンセル（本人・家族の申し出）　9時の枠　空きに戻しました
        10月22日 7:00　隣 33郎　空き枠の案内　9時の枠
        10月22日 7:01　隣 10郎　キャンセル（本人・家族の申し出）　10時の枠　空きに戻しました
        10月22日 7:01　隣 21郎　空き枠の案内　10時の枠
        10月22日 7:02　隣 16郎　キャンセル（本人・家族の申し出）　14時の枠　空きに戻しました
        10月22日 7:02　隣 22郎　空き枠の案内　14時の枠
        10月22日 7:03　隣 21郎　空き枠の案内の終わり（お受けになった）　10時の枠
        10月22日 7:03　隣 21郎　予約（電話）　10時の枠
        10月22日 7:04　隣 22郎　空き枠の案内の終わり（お受けになった）　14時の枠
        10月22日 7:04　隣 22郎　予約（電話）　14時の枠
        10月22日 7:05　隣 33郎　空き枠の案内の終わり（お受けになった）　9時の枠
        10月22日 7:05　隣 33郎　予約（電話）　9時の枠
        10月22日 9:05　隣 6郎　当日の結果の記録　接種・受診ずみ
        10月22日 9:05　隣 23郎　当日の結果の記録　接種・受診ずみ
        10月22日 9:05　隣 31郎　当日の結果の記録　接種・受診ずみ
        10月22日 9:05　隣 32郎　当日の結果の記録　接種・受診ずみ
        10月22日 9:05　隣 33郎　当日の結果の記録　接種・受診ずみ
        10月22日 10:15　隣 24郎　当日の結果の記録　接種・受診ずみ
        10月22日 10:15　隣 25郎　当日の結果の記録　接種・受診ずみ
        10月22日 10:15　隣 26郎　当日の結果の記録　接種・受診ずみ
        10月22日 10:15　隣 21郎　当日の結果の記録　接種・受診ずみ
        10月22日 10:20　隣 5郎　当日の結果の記録　来場なし
        10月22日 10:20　隣 11郎　当日の結果の記録　来場なし
        10月22日 10:20　隣 12郎　当日の結果の記録　来場なし
        10月22日 10:20　定員の変更（LINE・公開）　6 人　9 人　わけ：10時までの3人が来なかったため
        10月22日 10:20　隣 30郎　空き枠の案内　14時の枠
        10月22日 10:20　隣 34郎　空き枠の案内　14時の枠
        10月22日 10:20　隣 35郎　空き枠の案内　14時の枠
        10月22日 10:20　隣 30郎　空き枠の案内の終わり（お受けになった）　14時の枠
        10月22日 10:20　隣 30郎　予約（電話）　14時の枠
        10月22日 10:21　隣 34郎　空き枠の案内の終わり（お受けになった）　14時の枠
        10月22日 10:21　隣 34郎　予約（電話）　14時の枠
        10月22日 10:22　隣 35郎　空き枠の案内の終わり（お受けになった）　14時の枠
        10月22日 10:22　隣 35郎　予約（電話）　14時の枠
        10月22日 12:30　定員の変更（LINE・公開）　9 人　15 人　わけ：バイアルが1本余ったため
        10月22日 12:30　隣 36郎　空き枠の案内　14時の枠
        10月22日 12:30　隣 37郎　空き枠の案内　14時の枠
        10月22日 12:30　隣 38郎　空き枠の案内　14時の枠
        10月22日 12:30　隣 39郎　空き枠の案内　14時の枠
        10月22日 12:30　隣 40郎　空き枠の案内　14時の枠
        10月22日 12:30　隣 41郎　空き枠の案内　14時の枠
        10月22日 12:30　隣 36郎　空き枠の案内の終わり（お受けになった）　14時の枠
        10月22日 12:30　隣 36郎　予約（電話）　14時の枠
        10月22日 12:31　隣 37郎　空き枠の案内の終わり（お受けになった）　14時の枠
        10月22日 12:31　隣 37郎　予約（電話）　14時の枠
        10月22日 12:32　隣 38郎　空き枠の案内の終わり（お受けになった）　14時の枠
        10月22日 12:32　隣 38郎　予約（電話）　14時の枠
        10月22日 12:33　隣 39郎　空き枠の案内の終わり（お受けになった）　14時の枠
        10月22日 12:33　隣 39郎　予約（電話）　14時の枠
        10月22日 12:34　隣 40郎　空き枠の案内の終わり（お受けになった）　14時の枠
        10月22日 12:34　隣 40郎　予約（電話）　14時の枠
        10月22日 12:35　隣 41郎　空き枠の案内の終わり（お受けになった）　14時の枠
        10月22日 12:35　隣 41郎　予約（電話）　14時の枠
        10月22日 14:10　隣 17郎　当日の結果の記録　接種・受診ずみ
        10月22日 14:10　隣 18郎　当日の結果の記録　接種・受診ずみ
        10月22日 14:10　隣 27郎　当日の結果の記録　接種・受診ずみ
        10月22日 14:10　隣 28郎　当日の結果の記録　接種・受診ずみ
        10月22日 14:10　隣 29郎　当日の結果の記録　接種・受診ずみ
        10月22日 14:10　隣 22郎　当日の結果の記録　接種・受診ずみ
        10月22日 14:10　隣 30郎　当日の結果の記録　接種・受診ずみ
        10月22日 14:10　隣 34郎　当日の結果の記録　接種・受診ずみ
        10月22日 14:10　隣 35郎　当日の結果の記録　接種・受診ずみ
        10月22日 14:10　隣 36郎　当日の結果の記録　接種・受診ずみ
        10月22日 14:10　隣 37郎　当日の結果の記録　接種・受診ずみ
        10月22日 14:10　隣 38郎　当日の結果の記録　接種・受診ずみ
        10月22日 14:10　隣 39郎　当日の結果の記録　接種・受診ずみ
        10月22日 14:10　隣 40郎　当日の結果の記録　接種・受診ずみ
        10月22日 14:10　隣 41郎　当日の結果の記録　接種・受診ずみ
        ");
}

/// What the town's history tells of the day's slots, line by line, with the names of those it is about.
async fn account(town: &Town) -> String {
    let read = town.app.store.read(|reader| {
        let mut lines = BTreeMap::new();
        for n in 0..SLOTS.len() {
            lines.extend(reader.history_of_slot(slot_of(n))?.into_iter().map(|l| (l.seq, l)));
        }
        for seat in reader.seats_of_session(DAY)? {
            let own = reader.history_of_booking(seat.booking.id)?;
            lines.extend(own.into_iter().map(|line| (line.seq, line)));
        }
        Ok(lines)
    });
    let people: BTreeMap<String, String> =
        (1..45).map(neighbour).map(|known| (known.id.to_string(), known.name)).collect();
    let slots: BTreeMap<String, String> = (0..SLOTS.len())
        .map(|n| (slot_of(n).to_string(), format!("{}時の枠", SLOTS[n].1)))
        .collect();
    let mut all = String::new();
    for line in read.await.unwrap().into_values() {
        let told = history::told(&line.what, &slots, &Accounts::default());
        // That the row of bookings was made is not the story.
        if matches!(line.what.name.as_str(), "slot_saved")
            || told.what == "予約（電話）" && line.at < monday() + days(1)
        {
            continue;
        }
        let person = line.what.facts["person"].as_str().and_then(|id| people.get(id));
        let parts = [person.map_or("", String::as_str), &told.what, &told.before, &told.after];
        let why = line.why.map(|why| format!("わけ：{why}")).unwrap_or_default();
        let parts = parts.into_iter().chain([why.as_str()]).filter(|part| !part.is_empty());
        let parts: Vec<&str> = parts.collect();
        writeln!(all, "{}　{}", dates::stamp(line.at), parts.join("　")).unwrap();
    }
    all
}
