//! What a board shows beside the slots: how fast places go, who came at which age, what was done for a reason; and
//! the holds of a programme.

use crate::{
    sample::{
        LATE, MONTH_LATER, MORNING, OFFICER, PROGRAMME, book, booking, cancel, later, now, person,
        resident,
    },
    town::{Town, on_both},
};
use domain::{
    Actor, Change, Command, Decision, Door, HoldId, OfficerId, Pool, PoolCount, ProgrammeId,
    command::{Book, HoldPlaces, OnHold},
    hold,
    pace::Pace,
    person::{Details, Person},
    when::{self, Date},
};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

const ELSEWHERE: ProgrammeId = ProgrammeId(Uuid::from_u128(99));

/// The n-th resident books at this instant.
async fn books_at(town: &Town, n: u128, at: Timestamp) {
    town.place(Command::Book(Book { at, ..book(n, MORNING) })).await.unwrap();
}

#[test]
fn what_was_booked_and_given_back_lately_is_counted_by_its_hour_and_its_day() {
    on_both(async |town| {
        town.opens(4).await;
        let at = |minutes| town.read(move |r| r.pace(PROGRAMME, later(minutes)));
        assert_eq!(at(0).await, Pace::default());
        for (n, minutes) in [(1, 0), (2, 30), (3, 60)] {
            books_at(town, n, later(minutes)).await;
        }
        let three = Pace { hour: 3, day: 3, ..Pace::default() };
        assert_eq!(at(59).await, three);
        assert_eq!(at(60).await, Pace { hour: 2, ..three }, "an hour ago is no more within it");
        let wish = cancel(2);
        town.place(Command::Cancel(domain::command::Cancel { at: later(70), ..wish }))
            .await
            .unwrap();
        let less = Pace { hour: 2, day: 3, given_back: 1, cancelled_today: 1 };
        assert_eq!(at(80).await, less);
        // Nine in the morning it was: fifteen hours later it is midnight.
        assert_eq!(at(15 * 60).await, Pace { hour: 0, cancelled_today: 0, ..less });
        assert_eq!(at(24 * 60).await, Pace { day: 2, hour: 0, cancelled_today: 0, ..less });
        assert_eq!(at(48 * 60).await, Pace::default());
        assert_eq!(town.read(|r| r.pace(ELSEWHERE, later(80))).await, Pace::default());
    });
}

#[test]
fn places_are_added_up_by_programme_and_venue() {
    on_both(async |town| {
        assert_eq!(town.read(|r| r.places_at_venues()).await, []);
        town.opens(4).await;
        town.books([1, 2], MORNING).await;
        let overbooked = Change::OverbookingSet { slot: LATE, pool: Pool::Public, from: 0, to: 1 };
        town.changes(overbooked).await;
        let all = town.read(|r| r.places_at_venues()).await;
        let board = town.read(|r| r.board(PROGRAMME)).await;
        for at in &all {
            let own: Vec<_> = board.iter().filter(|seen| seen.venue.id == at.venue).collect();
            let sum = |of: fn(PoolCount) -> u32| -> u32 {
                own.iter().flat_map(|seen| &seen.slot.pools).map(|count| of(*count)).sum()
            };
            let summed = (sum(|c| c.booked), sum(|c| c.capacity), sum(PoolCount::left));
            assert_eq!((at.booked, at.capacity, at.left), summed);
            let days: Vec<_> = own.iter().map(|seen| seen.slot.date).collect();
            let ends = (days.iter().min().copied(), days.iter().max().copied());
            assert_eq!((Some(at.first), Some(at.last), at.programme), (ends.0, ends.1, PROGRAMME));
        }
        let venues: BTreeSet<_> = board.iter().map(|seen| seen.venue.id).collect();
        assert_eq!(all.iter().map(|at| at.venue).collect::<Vec<_>>(), Vec::from_iter(venues));
        assert_eq!(all.iter().map(|at| at.booked).sum::<u32>(), 2);
    });
}

#[test]
fn who_keeps_a_place_is_counted_by_door_age_on_the_day_and_hour_of_booking() {
    on_both(async |town| {
        town.opens(4).await;
        // Her birthday is the day of the later session.
        let birth: Date = "1951-11-17".parse().unwrap();
        let older = resident(3);
        let details = Details { birth, ..older.details };
        town.changes(Change::PersonSaved(Person { details, ..older })).await;
        town.books([1, 2, 3], MORNING).await;
        town.place(cancel_of(2)).await.unwrap();
        let by = Actor::Officer(OFFICER);
        let phone = Book { door: Door::Phone, account: None, by, ..book(4, MONTH_LATER) };
        town.place(Command::Book(phone)).await.unwrap();
        let counted = town.read(|r| r.count_by_door_age_and_hour(PROGRAMME)).await;
        let hour = when::japan_time(now()).hour();
        let kept = [(Door::Line, 69), (Door::Line, 74), (Door::Phone, 69)];
        let expected = kept.map(|(door, age)| ((door, age, hour), 1));
        assert_eq!(counted, BTreeMap::from(expected));
        assert_eq!(town.read(|r| r.count_by_door_age_and_hour(ELSEWHERE)).await, BTreeMap::new());
        let opened = "SELECT COUNT(*) FROM history WHERE what LIKE '{\"opened\"%'";
        assert_eq!(town.home.number(opened), 0, "nobody looked at a record");
    });
}

fn cancel_of(n: u128) -> Command {
    Command::Cancel(cancel(n))
}

#[test]
fn what_was_done_for_a_reason_is_found_with_it_the_newest_first() {
    on_both(async |town| {
        town.opens(3).await;
        assert_eq!(town.read(|r| r.exceptions_of(PROGRAMME)).await, []);
        let by = Actor::Officer(OFFICER);
        let exception = Some("基礎疾患".to_owned());
        let wish = Book { exception, by, account: None, ..book(1, MORNING) };
        town.place(Command::Book(wish)).await.unwrap();
        town.books([2], MORNING).await;
        let change = Change::OverbookingSet { slot: LATE, pool: Pool::Public, from: 0, to: 1 };
        let capacity = Change::CapacitySet { slot: LATE, pool: Pool::Public, from: 10, to: 11 };
        for change in [change, capacity] {
            let decision = Decision::change(change);
            town.write(move |tx| tx.apply(&decision, by, later(1), Some("欠席が多い"))).await;
        }
        let found = town.read(|r| r.exceptions_of(PROGRAMME)).await;
        let told = |line: &store::HistoryLine| (line.what.name.clone(), line.why.clone().unwrap());
        let told: Vec<_> = found.iter().map(told).collect();
        let expected = [("overbooking_set", "欠席が多い"), ("booking_made", "基礎疾患")];
        assert_eq!(told, expected.map(|(what, why)| (what.to_owned(), why.to_owned())));
        assert_eq!(found[1].what.facts["id"], booking(1).to_string());
        assert_eq!(town.read(|r| r.exceptions_of(ELSEWHERE)).await, []);
    });
}

#[test]
fn the_holds_of_a_programme_stand_by_their_end_with_what_was_used_of_them() {
    on_both(async |town| {
        town.opens(1).await;
        let id = |n| HoldId(Uuid::from_u128(n));
        let by = Actor::Officer(OFFICER);
        for (n, slot, minutes) in [(1, MORNING, 90), (2, LATE, 60), (3, LATE, 70)] {
            let (reason, expires_at) = ("さくら荘".to_owned(), later(minutes));
            let ask = hold::Ask { id: id(n), pool: Pool::Public, places: 3, reason, expires_at };
            town.place(Command::Hold(HoldPlaces { slot, ask, by, at: now() })).await.unwrap();
        }
        let second = Actor::Officer(OfficerId(Uuid::from_u128(2)));
        let on = |n, by| OnHold { hold: id(n), by, at: later(1) };
        town.place(Command::ApproveHold(on(1, second))).await.unwrap();
        let wish = Book { hold: Some(id(1)), by, account: None, ..book(1, MORNING) };
        town.place(Command::Book(wish)).await.unwrap();
        town.place(Command::EndHold(on(2, by))).await.unwrap();
        let found = town.read(|r| r.holds_of_programme(PROGRAMME)).await;
        let told: Vec<_> = found.iter().map(|h| (h.id, h.places, h.used)).collect();
        assert_eq!(told, [(id(3), 3, 0), (id(1), 2, 1), (id(2), 0, 0)]);
        town.place(Command::EndHold(on(1, by))).await.unwrap();
        let ended = town.read(|r| r.holds_of_programme(PROGRAMME)).await;
        let ended = ended.iter().find(|h| h.id == id(1)).unwrap();
        assert_eq!((ended.places, ended.used), (0, 1), "what was used is not forgotten");
        assert_eq!(town.read(|r| r.holds_of_programme(ELSEWHERE)).await, []);
        town.is_sound().await;
    });
}

#[test]
fn a_slot_that_is_closed_is_known_as_such_until_it_is_opened_again() {
    on_both(async |town| {
        town.opens(1).await;
        let slot = MORNING;
        town.changes(Change::SlotClosed { slot, at: later(5) }).await;
        assert_eq!(town.read(|r| r.slot(MORNING)).await.unwrap().closed_at, Some(later(5)));
        let late = Book { at: later(6), ..book(1, MORNING) };
        let refused = town.place(Command::Book(late)).await;
        assert_eq!(refused, Err(domain::Refusal::SlotClosed));
        town.changes(Change::SlotReopened { slot, closed_at: later(5) }).await;
        assert_eq!(town.read(|r| r.slot(MORNING)).await.unwrap().closed_at, None);
        books_at(town, 1, later(7)).await;
        assert_eq!(person(1), town.read(|r| r.booking(booking(1))).await.unwrap().person);
        let lines = town.read(|r| r.history_of_slot(MORNING)).await;
        let names: Vec<_> = lines.iter().map(|line| line.what.name.as_str()).collect();
        assert_eq!(names, ["slot_saved", "slot_closed", "slot_reopened"]);
    });
}
