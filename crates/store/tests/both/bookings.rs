//! Bookings: found by id and press of the button; listed by person, session and board.

use crate::{
    sample::{
        ACCOUNT, GYM, LATE, MONTH_LATER, MORNING, PROGRAMME, book, booking, cancel, later, move_to,
        now, person, session,
    },
    town::on_both,
};
use domain::{
    Booking, BookingNumber, BookingState, CancelReason, Command, Pool, ProgrammeId, RequestId,
    booking::Held, command::Book,
};
use jiff::civil::time;
use std::collections::BTreeSet;
use uuid::Uuid;

#[test]
fn a_booking_is_found_by_its_id_and_the_press_that_made_it() {
    on_both(async |town| {
        town.opens(1).await;
        assert_eq!(town.read(|r| r.booking(booking(1))).await, None);
        town.books([1], MORNING).await;

        let wish = book(1, MORNING);
        let number = BookingNumber::from_counter(0);
        let expected = Booking {
            id: booking(1),
            number,
            once: wish.once,
            person: person(1),
            programme: PROGRAMME,
            dose: 1,
            slot: MORNING,
            date: "2026-10-20".parse().unwrap(),
            product: None,
            pool: Pool::Public,
            units: 1,
            door: wish.door,
            account: wish.account,
            booked_at: now(),
            state: BookingState::Live,
        };
        let expected = Some(expected);
        assert_eq!(town.read(|r| r.booking(booking(1))).await, expected);
        assert_eq!(town.read(move |r| r.booking_once(person(1), wish.once)).await, expected);

        let other_press = RequestId(Uuid::from_u128(2));
        assert_eq!(town.read(move |r| r.booking_once(person(1), other_press)).await, None);
        assert_eq!(town.read(move |r| r.booking_once(person(2), wish.once)).await, None);
    });
}

#[test]
fn a_move_and_a_cancellation_show_in_the_booking() {
    on_both(async |town| {
        town.opens(1).await;
        town.books([1], MORNING).await;
        town.place(Command::Move(move_to(1, MONTH_LATER))).await.unwrap();
        let moved = town.read(|r| r.booking(booking(1))).await.unwrap();
        assert_eq!((moved.slot, moved.date), (MONTH_LATER, "2026-11-17".parse().unwrap()));
        assert!(moved.is_live());

        town.place(Command::Cancel(cancel(1))).await.unwrap();
        let state = town.read(|r| r.booking(booking(1))).await.unwrap().state;
        let reason = CancelReason::ByResident;
        assert_eq!(state, BookingState::Cancelled { at: later(2), reason });
        town.is_sound().await;
    });
}

#[test]
fn the_bookings_of_persons_come_in_the_order_they_were_made() {
    on_both(async |town| {
        town.opens(3).await;
        let second = Book { at: later(5), ..book(2, MORNING) };
        town.place(Command::Book(second)).await.unwrap();
        town.books([3, 1], LATE).await;
        let of = |people: &[u128]| -> BTreeSet<_> { people.iter().map(|n| person(*n)).collect() };
        let (all, two, none) = (of(&[1, 2, 3, 99]), of(&[1, 2]), of(&[]));

        let ids = |bookings: Vec<Booking>| bookings.iter().map(|b| b.id).collect::<Vec<_>>();
        let all = ids(town.read(move |r| r.bookings_of_persons(&all)).await);
        assert_eq!(all, [booking(1), booking(3), booking(2)]);
        let two = ids(town.read(move |r| r.bookings_of_persons(&two)).await);
        assert_eq!(two, [booking(1), booking(2)]);
        assert_eq!(town.read(move |r| r.bookings_of_persons(&none)).await, []);
    });
}

#[test]
fn a_roster_is_by_time_and_then_by_the_order_of_booking_cancelled_ones_too() {
    on_both(async |town| {
        town.opens(4).await;
        town.books([4], LATE).await;
        town.books([3, 1], MORNING).await;
        town.books([2], GYM).await;
        town.place(Command::Cancel(cancel(3))).await.unwrap();

        let seats = town.read(|r| r.seats_of_session(session(1))).await;
        let seen: Vec<_> =
            seats.iter().map(|s| (s.starts, s.booking.id, s.booking.is_live())).collect();
        let (nine, ten) = (time(9, 0, 0, 0), time(10, 0, 0, 0));
        let expected =
            [(nine, booking(1), true), (nine, booking(3), false), (ten, booking(4), true)];
        assert_eq!(seen, expected);
        assert_eq!(town.read(|r| r.seats_of_session(session(3))).await, []);
        assert_eq!(town.read(|r| r.seats_of_session(session(99))).await, []);
    });
}

#[test]
fn the_board_shows_every_slot_with_its_venue_and_what_is_taken() {
    on_both(async |town| {
        town.opens(2).await;
        town.books([1, 2], LATE).await;
        let board = town.read(|r| r.board(PROGRAMME)).await;
        let booked = |slot: &domain::Slot| slot.pool(Pool::Public).booked;
        let seen: Vec<_> =
            board.iter().map(|b| (b.slot.id, b.venue.name.as_str(), booked(&b.slot))).collect();
        let (hall, gym) = ("中央公民館", "北体育館");
        let expected = [(MORNING, hall, 0), (LATE, hall, 2), (GYM, gym, 0), (MONTH_LATER, hall, 0)];
        assert_eq!(seen, expected);

        let nothing = ProgrammeId(Uuid::from_u128(9));
        assert_eq!(town.read(move |r| r.board(nothing)).await, []);
    });
}

#[test]
fn what_accounts_hold_is_found_and_a_cancelled_booking_is_held_no_more() {
    on_both(async |town| {
        town.opens(3).await;
        town.books([1, 2], MORNING).await;
        let mine = BTreeSet::from([ACCOUNT]);
        let held =
            |n| Held { booking: booking(n), person: person(n), on: "2026-10-20".parse().unwrap() };
        let both = [(ACCOUNT, PROGRAMME, held(1)), (ACCOUNT, PROGRAMME, held(2))];
        let asked = mine.clone();
        assert_eq!(town.read(move |r| r.held_by_accounts(&asked)).await, both);
        town.place(Command::Cancel(cancel(1))).await.unwrap();
        assert_eq!(town.read(move |r| r.held_by_accounts(&mine)).await, both[1..]);
        assert_eq!(town.read(|r| r.held_by_accounts(&BTreeSet::new())).await, []);
    });
}

#[test]
fn the_bookings_of_a_programme_come_in_the_order_they_were_made_the_cancelled_ones_too() {
    on_both(async |town| {
        town.opens(2).await;
        town.books([2], MORNING).await;
        town.books([1], GYM).await;
        town.place(Command::Cancel(cancel(2))).await.unwrap();
        let all = town.read(|r| r.bookings_of_programme(PROGRAMME)).await;
        let told: Vec<_> = all.iter().map(|b| (b.id, b.is_live())).collect();
        assert_eq!(told, [(booking(1), true), (booking(2), false)]);
        let other = ProgrammeId(Uuid::from_u128(99));
        assert_eq!(town.read(move |r| r.bookings_of_programme(other)).await, []);
    });
}
