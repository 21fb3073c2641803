//! The counter's answers as they are stored: granted, refused, repeated, and alone in trouble.

use crate::{
    sample::{
        LATE, MONTH_LATER, MORNING, PHONE, PROGRAMME, PUBLIC, book, booking, cancel, move_to,
        person, pressed_again, rush, session,
    },
    town::on_both,
};
use domain::{
    AccountId, Actor, Change, Command, Decision, Door, Pool, PoolCount, Refusal, SlotId,
    command::{Book, Cancel},
};
use std::collections::BTreeSet;
use store::WriteError;
use uuid::Uuid;

#[test]
fn a_place_is_taken_swapped_and_given_back() {
    on_both(async |town| {
        town.opens(1).await;
        let booked = async |slot| {
            town.read(move |r| Ok(r.slot(slot)?.unwrap().pool(Pool::Public).booked)).await
        };
        let made = town.place(Command::Book(book(1, MORNING))).await.unwrap();
        assert!(matches!(&made.changes[..], [Change::BookingMade(b)] if b.id == booking(1)));
        assert_eq!((booked(MORNING).await, booked(LATE).await), (1, 0));

        town.place(Command::Move(move_to(1, LATE))).await.unwrap();
        assert_eq!((booked(MORNING).await, booked(LATE).await), (0, 1));

        town.place(Command::Cancel(cancel(1))).await.unwrap();
        assert_eq!((booked(MORNING).await, booked(LATE).await), (0, 0));
        town.is_sound().await;
    });
}

#[test]
fn a_repeat_of_each_wish_changes_nothing() {
    on_both(async |town| {
        town.opens(1).await;
        let wishes = [
            Command::Book(book(1, MORNING)),
            Command::Move(move_to(1, LATE)),
            Command::Cancel(cancel(1)),
        ];
        for wish in wishes {
            assert!(!town.place(wish.clone()).await.unwrap().changes.is_empty());
            let lines = town.home.number("SELECT COUNT(*) FROM history");
            assert_eq!(town.place(wish).await, Ok(Decision::nothing()));
            assert_eq!(town.home.number("SELECT COUNT(*) FROM history"), lines);
        }
        town.is_sound().await;
    });
}

#[test]
fn a_refusal_is_an_answer_and_stores_nothing() {
    on_both(async |town| {
        town.opens(2).await;
        town.books([1], MORNING).await;
        let lines = town.home.number("SELECT COUNT(*) FROM history");
        let nowhere = SlotId(Uuid::from_u128(99));
        let of_another = Cancel { booking: booking(1), ..cancel(2) };
        let refused = [
            (Command::Book(pressed_again(book(1, LATE), 100)), Refusal::AlreadyBooked { dose: 1 }),
            (Command::Book(book(2, nowhere)), Refusal::NotThisProgramme),
            (
                Command::Book(Book { dose: 2, ..book(2, MONTH_LATER) }),
                Refusal::PreviousDoseMissing { dose: 1 },
            ),
            (Command::Move(move_to(1, nowhere)), Refusal::NotThisProgramme),
            (Command::Move(move_to(2, LATE)), Refusal::NoSuchBooking),
            (Command::Cancel(of_another), Refusal::NoSuchBooking),
        ];
        for (wish, why) in refused {
            assert_eq!(town.place(wish).await, Err(why));
        }
        assert_eq!(town.home.number("SELECT COUNT(*) FROM history"), lines);
        assert_eq!(town.home.number("SELECT COUNT(*) FROM outbox"), 1);
        town.is_sound().await;
    });
}

#[test]
fn the_phone_draws_on_its_own_places_first_and_line_never_on_them() {
    on_both(async |town| {
        town.opens(20).await;
        let by_phone = |n| Command::Book(Book { door: Door::Phone, ..book(n, MORNING) });
        for n in 1..=u128::from(PHONE) + 1 {
            town.place(by_phone(n)).await.unwrap();
        }
        let slot = town.read(|r| r.slot(MORNING)).await.unwrap();
        assert_eq!(slot.pool(Pool::CallCentre).booked, PHONE);
        assert_eq!(slot.pool(Pool::Public).booked, 1);

        for answer in town.place_all((4..=20).map(|n| Command::Book(book(n, LATE)))).await {
            let answer = answer.unwrap();
            assert!(matches!(answer, Ok(_) | Err(Refusal::Full)));
        }
        let slot = town.read(|r| r.slot(LATE)).await.unwrap();
        let expected = PoolCount {
            pool: Pool::Public,
            capacity: PUBLIC,
            booked: PUBLIC,
            ..PoolCount::of(Pool::Public, PUBLIC)
        };
        assert_eq!(slot.pool(Pool::Public), expected);
        assert_eq!(slot.pool(Pool::CallCentre).booked, 0);
        town.is_sound().await;
    });
}

#[test]
fn who_cancels_can_book_again_within_the_same_batch() {
    on_both(async |town| {
        town.opens(2).await;
        town.books([1], MORNING).await;
        let wishes = [
            Command::Cancel(cancel(1)),
            Command::Book(pressed_again(book(1, LATE), 101)),
            Command::Cancel(Cancel { booking: booking(101), ..cancel(1) }),
            Command::Book(pressed_again(book(1, MORNING), 102)),
            Command::Move(domain::command::Move { booking: booking(102), ..move_to(1, LATE) }),
            Command::Book(book(2, MORNING)),
        ];
        for answer in in_one_batch(town, wishes.to_vec()).await {
            assert!(!answer.unwrap().unwrap().changes.is_empty());
        }
        let live = town.read(|r| r.booking(booking(102))).await.unwrap();
        assert!(live.is_live() && live.slot == LATE);
        assert_eq!(town.home.number("SELECT COUNT(*) FROM booking WHERE cancelled_at IS NULL"), 2);
        town.is_sound().await;
    });
}

#[test]
fn a_wish_that_cannot_be_stored_does_not_spoil_its_neighbours() {
    on_both(async |town| {
        town.opens(5).await;
        let nobody = AccountId(Uuid::from_u128(99));
        let of_no_account = Book { account: Some(nobody), ..book(3, MORNING) };
        let taken_id = Book { id: booking(1), ..book(4, MORNING) };
        let off_the_roster = Book { by: domain::Actor::System, ..book(99, MORNING) };
        let wishes = [
            book(1, MORNING),
            of_no_account,
            book(2, MORNING),
            taken_id,
            off_the_roster,
            book(5, MORNING),
        ];
        let answers = in_one_batch(town, wishes.map(Command::Book).to_vec()).await;
        let stored: Vec<_> = answers.iter().map(Result::is_ok).collect();
        assert_eq!(stored, [true, false, true, false, false, true]);
        assert!(
            answers.iter().all(|a| !matches!(a, Err(WriteError::Unavailable | WriteError::Busy)))
        );

        let lost = "SELECT COUNT(*) FROM booking";
        assert_eq!(town.home.number(lost), 3);
        assert_eq!(town.home.number("SELECT COUNT(*) FROM outbox"), 3);
        assert_eq!(town.home.number("SELECT value FROM counter WHERE name = 'booking_number'"), 3);
        town.is_sound().await;
    });
}

#[test]
fn capacity_is_never_set_below_what_is_taken_even_by_a_wrong_decision() {
    on_both(async |town| {
        town.opens(3).await;
        town.books([1, 2, 3], MORNING).await;
        let wrong = Change::CapacitySet { slot: MORNING, pool: Pool::Public, from: 10, to: 2 };
        let decision = Decision::change(wrong);
        let set = town
            .store
            .write(move |tx| tx.apply(&decision, Actor::System, crate::sample::now(), None))
            .await;
        assert!(matches!(set, Err(WriteError::Failed(_))));
        let slot = town.read(|r| r.slot(MORNING)).await.unwrap();
        assert_eq!(slot.pool(Pool::Public).capacity, PUBLIC);
        town.is_sound().await;
    });
}

#[test]
fn numbers_are_given_once_and_without_gaps_across_batches() {
    on_both(async |town| {
        town.opens(13).await;
        let answers = town.place_all(rush(12, MORNING)).await;
        let granted = answers.into_iter().filter(|a| a.as_ref().unwrap().is_ok()).count();
        assert_eq!(granted, 10);
        town.books([13], LATE).await;
        assert_eq!(town.home.number("SELECT COUNT(DISTINCT number) FROM booking"), 11);
        assert_eq!(town.home.number("SELECT value FROM counter WHERE name = 'booking_number'"), 11);
    });
}

/// Puts wishes behind a closure that holds the writer, so that all of them become one batch in this order.
async fn in_one_batch(
    town: &crate::town::Town,
    wishes: Vec<Command>,
) -> Vec<Result<store::Placed, WriteError>> {
    let held = crate::town::hold(&town.store).await;
    let mut asked: Vec<_> =
        wishes.into_iter().map(|wish| Box::pin(town.store.place(wish))).collect();
    for wish in &mut asked {
        crate::town::begin(wish.as_mut());
    }
    held.let_go().await;
    let mut answers = Vec::new();
    for wish in asked {
        answers.push(wish.await);
    }
    answers
}

#[test]
fn pages_see_the_facts_that_the_writer_decides_on() {
    on_both(async |town| {
        town.opens(2).await;
        town.books([1], MORNING).await;
        let persons = BTreeSet::from([person(1)]);
        let slots = BTreeSet::from([LATE]);
        let accounts = BTreeSet::new();
        let ledger = town.read(move |r| r.ledger(&persons, slots, &accounts)).await;
        assert_eq!(ledger.bookings[&person(1)].len(), 1);
        assert!(ledger.slots.contains_key(&MORNING), "the slot of a booking comes along");
        assert!(ledger.slots.contains_key(&LATE));
        assert_eq!(ledger.slots.len(), 2);
        assert!(ledger.programmes.contains_key(&PROGRAMME));
        assert!(
            ledger.holds.is_empty(),
            "no programme sets a limit, so nobody asked who holds what"
        );
    });
}

#[test]
fn a_family_is_stored_together_or_not_at_all() {
    on_both(async |town| {
        let room = u128::from(PUBLIC);
        town.opens(room + 1).await;
        let all = |people: std::ops::RangeInclusive<u128>| {
            Command::Together(people.map(|n| book(n, MORNING)).collect())
        };
        let refused = town.place(all(1..=room + 1)).await;
        assert!(matches!(refused, Err(Refusal::OneOfThem { .. })), "{refused:?}");
        assert_eq!(town.read(|r| r.seats_of_session(session(1))).await, []);
        let made = town.place(all(1..=2)).await.unwrap();
        assert_eq!(made.changes.len(), 2);
        assert_eq!(town.read(|r| r.differences()).await, []);
    });
}
