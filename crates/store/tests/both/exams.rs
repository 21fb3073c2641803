//! What a booking takes besides one place: exams that are limited by themselves, places above the capacity,
//! one place for a whole visit; and what became of it on the day.

use crate::{
    sample::{
        ACCOUNT, LATE, MORNING, OFFICER, PROGRAMME, PUBLIC, book, booking, cancel, day, move_to,
        person, pressed_again, programme,
    },
    town::{Town, on_both},
};
use domain::{
    Actor, BookingState, Change, Command, Decision, Dose, Outcome, Policy, Pool, Programme,
    ProgrammeId, Quota, Refusal, capacity,
    command::{Book, Cancel, Record},
    overbooking::Attendance,
};
use jiff::Timestamp;
use std::collections::BTreeSet;
use uuid::Uuid;

/// The day of the first sessions, at noon in Japan.
fn noon() -> Timestamp {
    "2026-10-20T03:00:00Z".parse().unwrap()
}

/// From now on the sample's programme is a day of two exams, with one place for a whole visit.
async fn becomes_exams(town: &Town) {
    let exam = |number| Dose { number, ..Dose::default() };
    let policy =
        Policy { doses: vec![exam(1), exam(2)], one_place_a_visit: true, ..Policy::default() };
    town.changes(Change::ProgrammeSaved(Programme { policy, ..programme() })).await;
}

/// Limits an exam in the morning slot.
pub(super) async fn limits(town: &Town, dose: u8, to: u32) -> Result<(), Refusal> {
    let decided = town.read(move |r| {
        let slot = r.slot(MORNING)?.unwrap();
        Ok(capacity::limit_exam(&slot, dose, r.booked_in_slot(MORNING, dose)?, to))
    });
    let change = decided.await?.changes.into_iter().next();
    if let Some(change) = change {
        town.changes(change).await;
    }
    Ok(())
}

fn records(n: u128, outcome: Outcome) -> Command {
    let (booking, person, by) = (booking(n), person(n), Actor::Officer(OFFICER));
    Command::Record(Record { booking, person, outcome, by, at: noon() })
}

#[test]
fn an_exam_runs_out_by_itself_and_comes_back_when_a_booking_goes() {
    on_both(async |town| {
        town.opens(3).await;
        town.books([1], MORNING).await;
        assert_eq!(town.read(|r| r.booked_in_slot(MORNING, 1)).await, 1);
        assert_eq!(limits(town, 1, 0).await, Err(Refusal::BelowTaken { taken: 1 }));
        limits(town, 1, 2).await.unwrap();
        town.is_sound().await;
        let quota = async || town.read(|r| r.slot(MORNING)).await.unwrap().quota(1);
        assert_eq!(quota().await, Some(Quota { dose: 1, capacity: 2, booked: 1 }));

        town.books([2], MORNING).await;
        let full = Err(Refusal::ExamFull { dose: 1 });
        assert_eq!(town.place(Command::Book(book(3, MORNING))).await, full);
        town.place(Command::Move(move_to(2, LATE))).await.unwrap();
        assert_eq!(quota().await.map(|quota| quota.booked), Some(1));
        town.place(Command::Cancel(cancel(1))).await.unwrap();
        assert_eq!(quota().await.map(|quota| quota.booked), Some(0));
        assert_eq!(town.read(|r| r.booked_in_slot(MORNING, 1)).await, 0);
        limits(town, 1, 5).await.unwrap();
        assert_eq!(quota().await.map(|quota| quota.capacity), Some(5));
        town.is_sound().await;
    });
}

#[test]
fn exams_of_one_visit_share_a_place_and_hand_it_on() {
    on_both(async |town| {
        town.opens(1).await;
        becomes_exams(town).await;
        let second = Book { dose: 2, ..pressed_again(book(1, MORNING), 2) };
        let both = vec![book(1, MORNING), second];
        town.place(Command::Together(both)).await.unwrap();
        let booked =
            async || town.read(|r| r.slot(MORNING)).await.unwrap().pool(Pool::Public).booked;
        let units = async |n| town.read(move |r| r.booking(booking(n))).await.unwrap().units;
        assert_eq!((booked().await, units(1).await, units(2).await), (1, 1, 0));
        town.is_sound().await;

        town.place(Command::Cancel(cancel(1))).await.unwrap();
        assert_eq!((booked().await, units(1).await, units(2).await), (1, 0, 1));
        town.is_sound().await;
        let last = Cancel { booking: booking(2), ..cancel(1) };
        town.place(Command::Cancel(last)).await.unwrap();
        assert_eq!(booked().await, 0);
        town.is_sound().await;
    });
}

#[test]
fn places_above_the_capacity_are_given_out_and_counted() {
    on_both(async |town| {
        town.opens(u128::from(PUBLIC) + 3).await;
        let over =
            |from, to| Change::OverbookingSet { slot: MORNING, pool: Pool::Public, from, to };
        town.changes(over(0, 2)).await;
        let all = (1..=u128::from(PUBLIC) + 3).map(|n| Command::Book(book(n, MORNING)));
        let answers = town.place_all(all).await;
        assert_eq!(
            answers.iter().filter(|answer| matches!(answer, Ok(Ok(_)))).count(),
            PUBLIC as usize + 2
        );
        let full = answers.iter().filter(|answer| matches!(answer, Ok(Err(Refusal::Full))));
        assert_eq!(full.count(), 1);
        town.is_sound().await;

        let fewer = Decision::change(over(2, 1));
        let by = Actor::Officer(OFFICER);
        let below = town.store.write(move |tx| tx.apply(&fewer, by, noon(), None)).await;
        assert!(matches!(below, Err(store::WriteError::Failed(_))), "the table refuses as well");
    });
}

#[test]
fn what_became_of_a_booking_is_kept_and_decides_what_may_be_booked() {
    on_both(async |town| {
        town.opens(2).await;
        town.books([1, 2], MORNING).await;
        town.place(records(1, Outcome::Vaccinated)).await.unwrap();
        town.place(records(2, Outcome::Vaccinated)).await.unwrap();
        town.place(records(2, Outcome::NoShow)).await.unwrap();
        assert_eq!(town.place(records(2, Outcome::NoShow)).await, Ok(Decision::nothing()));
        let state = async |n| town.read(move |r| r.booking(booking(n))).await.unwrap().state;
        let done = |outcome| BookingState::Done { at: noon(), outcome };
        assert_eq!(state(1).await, done(Outcome::Vaccinated));
        assert_eq!(state(2).await, done(Outcome::NoShow));
        town.is_sound().await;

        let seen = Attendance { expected: 2, missed: 1 };
        assert_eq!(town.read(|r| r.attendance(PROGRAMME)).await, seen);
        let other = ProgrammeId(Uuid::from_u128(9));
        assert_eq!(town.read(move |r| r.attendance(other)).await, Attendance::default());

        let again = |n| Command::Book(pressed_again(book(n, LATE), n + 10));
        let on = day("2026-10-20");
        assert_eq!(town.place(again(1)).await, Err(Refusal::AlreadyGiven { dose: 1, on }));
        town.place(again(2)).await.unwrap();
        let twice = Err(Refusal::AlreadyBooked { dose: 1 });
        assert_eq!(town.place(records(2, Outcome::Vaccinated)).await, twice);
        let held = town.read(|r| r.held_by_accounts(&BTreeSet::from([ACCOUNT])));
        assert_eq!(held.await.len(), 1, "what is over counts against no limit");
        town.is_sound().await;
    });
}
