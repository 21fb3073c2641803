//! One example for each answer the counter gives to book, move, cancel and another capacity.
//! What holds in every town is in `laws.rs`; ages and intervals have tables of their own in `cases/`.

mod linked;

use domain::{
    AccountId, Actor, Applicant, BookingId, BookingNumber, BookingState, CancelReason, Change,
    Command, CutOff, Dated, Decision, Door, Dose, HoldId, Ledger, LinkedBy, Notice, NoticeKind,
    OfficerId, Outcome, PersonId, Policy, Pool, PoolCount, Programme, ProgrammeId, Refusal,
    RequestId, SessionId, Slot, SlotId, VenueId,
    age::{Age, AgeRefusal, AgeRule},
    capacity,
    command::{Book, Cancel, HoldPlaces, Move, OnHold, Record},
    hold,
    interval::{IntervalRule, Span},
};
use jiff::{Timestamp, civil::date, civil::time};
use linked::link;
use uuid::Uuid;

/// Slots of the programme, by their day in October and November 2026; two places each.
const OCT_20: SlotId = SlotId(Uuid::from_u128(1020));
const OCT_27: SlotId = SlotId(Uuid::from_u128(1027));
const NOV_10: SlotId = SlotId(Uuid::from_u128(1110));
const NOV_30: SlotId = SlotId(Uuid::from_u128(1130));
const PROGRAMME: ProgrammeId = ProgrammeId(Uuid::from_u128(1));
/// A slot of another programme.
const ELSEWHERE: SlotId = SlotId(Uuid::from_u128(2));
const ACCOUNT: AccountId = AccountId(Uuid::from_u128(1));
const OFFICER: Actor = Actor::Officer(OfficerId(Uuid::from_u128(1)));

/// An instant as a clock in Japan shows it.
fn at(text: &str) -> Timestamp {
    format!("{text}+09:00").parse().expect("an instant")
}

fn now() -> Timestamp {
    at("2026-10-01T09:00:00")
}

/// Two doses three to five weeks apart, from twelve years, booked until two days before, changed until
/// the day before, cancelled until the slot starts.
fn programme() -> Programme {
    let ages = || {
        vec![Dated::always(AgeRule::OnTheDay {
            from: Some(Age { years: 12, months: 0 }),
            under: None,
        })]
    };
    let (minimum, maximum) = (Span::Weeks(3), Some(Span::Weeks(5)));
    let rule = IntervalRule { minimum, standard: None, standard_latest: None, maximum };
    let dose = |number, interval: Option<IntervalRule>| Dose {
        number,
        ages: ages(),
        intervals: interval.map(Dated::always).into_iter().collect(),
        ..Dose::default()
    };
    let policy = Policy {
        doses: vec![dose(1, None), dose(2, Some(rule))],
        book_until: CutOff::DaysBefore(2),
        change_until: CutOff::DaysBefore(1),
        cancel_until: CutOff::UntilStart,
        ..Policy::default()
    };
    let opens_at = Some(at("2026-09-15T09:00:00"));
    Programme { id: PROGRAMME, name: "接種".to_owned(), opens_at, closes_at: None, policy }
}

fn slot(id: SlotId, month: i8, day: i8) -> Slot {
    let count = |pool, capacity| PoolCount::of(pool, capacity);
    Slot {
        id,
        session: SessionId(id.0),
        programme: PROGRAMME,
        venue: VenueId(Uuid::from_u128(1)),
        date: date(2026, month, day),
        starts: time(10, 0, 0, 0),
        ends: time(11, 0, 0, 0),
        product: None,
        closed_at: None,
        pools: vec![count(Pool::Public, 2), count(Pool::CallCentre, 1)],
        quotas: Vec::new(),
    }
}

/// A town with nothing booked.
fn town() -> Ledger {
    let elsewhere = ProgrammeId(Uuid::from_u128(2));
    let slots = [
        slot(OCT_20, 10, 20),
        slot(OCT_27, 10, 27),
        slot(NOV_10, 11, 10),
        slot(NOV_30, 11, 30),
        Slot { programme: elsewhere, ..slot(ELSEWHERE, 10, 20) },
    ];
    let programmes = [programme(), Programme { id: elsewhere, ..programme() }];
    let mut town = Ledger {
        programmes: programmes.map(|p| (p.id, p)).into(),
        slots: slots.map(|s| (s.id, s)).into(),
        ..Ledger::default()
    };
    (1..10).for_each(|person| link(&mut town, ACCOUNT, person, LinkedBy::Voucher));
    town
}

fn resident(n: u128) -> Applicant {
    Applicant::born(PersonId(Uuid::from_u128(n)), date(1957, 4, 1))
}

/// The n-th resident's first dose by LINE; the booking has the id n.
fn book(n: u128, slot: SlotId) -> Book {
    Book {
        id: BookingId(Uuid::from_u128(n)),
        once: RequestId(Uuid::from_u128(n)),
        applicant: resident(n),
        programme: PROGRAMME,
        dose: 1,
        slot,
        door: Door::Line,
        account: Some(ACCOUNT),
        exception: None,
        hold: None,
        by: Actor::Account(ACCOUNT),
        at: now(),
    }
}

/// The n-th resident's second dose; the booking has the id n + 100.
fn second(n: u128, slot: SlotId) -> Book {
    let id = Uuid::from_u128(n + 100);
    Book { id: BookingId(id), once: RequestId(id), dose: 2, ..book(n, slot) }
}

fn move_to(n: u128, to: SlotId) -> Move {
    let Book { id, applicant, door, by, at, .. } = book(n, to);
    Move { booking: id, applicant, to, door, by, at }
}

fn cancel(n: u128) -> Cancel {
    let Book { id, applicant, by, at, .. } = book(n, OCT_20);
    Cancel { booking: id, applicant, reason: CancelReason::ByResident, by, at }
}

/// A town in which these were granted.
fn after(wishes: &[Command]) -> Ledger {
    let mut town = town();
    for wish in wishes {
        town.decide(wish).expect("granted");
    }
    town
}

#[expect(clippy::needless_pass_by_value, reason = "a wish is written where it is refused")]
fn refused(mut town: Ledger, wish: Command) -> Refusal {
    town.decide(&wish).expect_err("it should have been refused")
}

use Command::{Book as Books, Cancel as Cancels, Move as Moves};

#[test]
fn a_booking_takes_a_place_and_promises_a_message() {
    let mut town = town();
    let decision = town.decide(&Books(book(1, OCT_20))).unwrap();
    let [Change::BookingMade(made)] = &decision.changes[..] else { panic!("{decision:?}") };
    assert_eq!((made.slot, made.date, made.pool), (OCT_20, date(2026, 10, 20), Pool::Public));
    assert_eq!((made.number, made.state), (BookingNumber::from_counter(0), BookingState::Live));
    let notice = Notice::about_booking(ACCOUNT, NoticeKind::Booked, made.id);
    assert_eq!(decision.notices, [notice]);
    assert_eq!(town.slots[&OCT_20].pool(Pool::Public).left(), 1);
}

#[test]
fn the_phone_takes_its_own_places_first_then_those_of_everyone() {
    let mut town = town();
    let by_phone =
        |n| Books(Book { door: Door::Phone, account: None, by: OFFICER, ..book(n, OCT_20) });
    for (n, expected) in [(1, Pool::CallCentre), (2, Pool::Public), (3, Pool::Public)] {
        let decision = town.decide(&by_phone(n)).unwrap();
        assert!(matches!(&decision.changes[..], [Change::BookingMade(b)] if b.pool == expected));
        assert_eq!(decision.notices, [], "nobody on LINE is to be told");
    }
    assert_eq!(town.decide(&by_phone(4)), Err(Refusal::Full));
}

#[test]
fn a_move_swaps_places_and_a_cancellation_frees_one() {
    let mut town = after(&[Books(book(1, OCT_20))]);
    let moved = town.decide(&Moves(move_to(1, OCT_27))).unwrap();
    assert_eq!(moved.notices[0].kind, NoticeKind::Moved);
    let left = |town: &Ledger, slot| town.slots[&slot].pool(Pool::Public).left();
    assert_eq!((left(&town, OCT_20), left(&town, OCT_27)), (2, 1));

    let cancelled = town.decide(&Cancels(cancel(1))).unwrap();
    assert_eq!(cancelled.notices[0].kind, NoticeKind::Cancelled);
    assert_eq!((left(&town, OCT_20), left(&town, OCT_27)), (2, 2));
    assert_eq!(town.decide(&Cancels(cancel(1))), Ok(Decision::nothing()));
}

#[test]
fn not_open_yet() {
    let mut town = town();
    let early = Books(Book { at: at("2026-09-15T08:59:59"), ..book(1, OCT_20) });
    let from = Some(at("2026-09-15T09:00:00"));
    assert_eq!(town.decide(&early), Err(Refusal::NotOpenYet { from }));
    town.programmes.get_mut(&PROGRAMME).unwrap().opens_at = None;
    assert_eq!(town.decide(&Books(book(1, OCT_20))), Err(Refusal::NotOpenYet { from: None }));
}

#[test]
fn programme_closed() {
    let mut town = after(&[Books(book(1, OCT_20))]);
    let closed_at = now();
    town.programmes.get_mut(&PROGRAMME).unwrap().closes_at = Some(closed_at);
    let closed = Err(Refusal::ProgrammeClosed { closed_at });
    assert_eq!(town.decide(&Books(book(2, OCT_20))), closed);
    assert_eq!(town.decide(&Moves(move_to(1, OCT_27))), closed);
    assert!(town.decide(&Cancels(cancel(1))).is_ok(), "a place may be given back even then");
}

#[test]
fn no_such_dose() {
    let third = Books(Book { dose: 3, ..book(1, OCT_20) });
    assert_eq!(refused(town(), third), Refusal::NoSuchDose { dose: 3 });
}

#[test]
fn not_this_programme() {
    let nowhere = SlotId(Uuid::from_u128(99));
    let unknown = ProgrammeId(Uuid::from_u128(99));
    let no = Refusal::NotThisProgramme;
    assert_eq!(refused(town(), Books(book(1, ELSEWHERE))), no);
    assert_eq!(refused(town(), Books(book(1, nowhere))), no);
    assert_eq!(refused(town(), Books(Book { programme: unknown, ..book(1, OCT_20) })), no);
    let booked = || after(&[Books(book(1, OCT_20))]);
    assert_eq!(refused(booked(), Moves(move_to(1, ELSEWHERE))), no);
    assert_eq!(refused(booked(), Moves(move_to(1, nowhere))), no);
}

#[test]
fn no_such_booking() {
    let booked = || after(&[Books(book(1, OCT_20))]);
    let of_another = BookingId(Uuid::from_u128(1));
    let no = Refusal::NoSuchBooking;
    assert_eq!(refused(booked(), Moves(move_to(2, OCT_27))), no);
    assert_eq!(refused(booked(), Moves(Move { booking: of_another, ..move_to(2, OCT_27) })), no);
    assert_eq!(refused(booked(), Cancels(Cancel { booking: of_another, ..cancel(2) })), no);
}

#[test]
fn already_booked() {
    let again = Book { once: RequestId(Uuid::from_u128(9)), ..book(1, OCT_27) };
    let booked = after(&[Books(book(1, OCT_20))]);
    assert_eq!(refused(booked.clone(), Books(again.clone())), Refusal::AlreadyBooked { dose: 1 });
    let mut cancelled = booked;
    cancelled.decide(&Cancels(cancel(1))).unwrap();
    let other_id = Book { id: BookingId(Uuid::from_u128(9)), ..again };
    assert!(cancelled.decide(&Books(other_id)).is_ok(), "after a cancellation one may book again");
}

#[test]
fn previous_dose_missing() {
    let missing = Refusal::PreviousDoseMissing { dose: 1 };
    assert_eq!(refused(town(), Books(second(1, NOV_10))), missing);
    let cancelled = after(&[Books(book(1, OCT_20)), Cancels(cancel(1))]);
    assert_eq!(refused(cancelled, Books(second(1, NOV_10))), missing);
}

#[test]
fn not_of_the_age_on_that_day() {
    let birth = date(2014, 10, 22);
    let child = |slot| Book { applicant: Applicant { birth, ..resident(1) }, ..book(1, slot) };
    // Twelve on the eve of the birthday.
    let from = date(2026, 10, 21);
    assert_eq!(refused(town(), Books(child(OCT_20))), Refusal::Age(AgeRefusal::TooYoung { from }));
    assert!(town().decide(&Books(child(OCT_27))).is_ok());
}

#[test]
fn too_soon_after_the_dose_before() {
    let town = || after(&[Books(book(1, OCT_20))]);
    let (previous, earliest) = (date(2026, 10, 20), date(2026, 11, 10));
    assert_eq!(refused(town(), Books(second(1, OCT_27))), Refusal::TooSoon { previous, earliest });
    assert!(town().decide(&Books(second(1, NOV_10))).is_ok(), "three weeks to the day");
}

#[test]
fn too_late_after_the_dose_before() {
    let town = after(&[Books(book(1, OCT_20))]);
    let (previous, latest) = (date(2026, 10, 20), date(2026, 11, 24));
    assert_eq!(refused(town, Books(second(1, NOV_30))), Refusal::TooLate { previous, latest });
}

#[test]
fn too_near_the_next_dose() {
    let town = after(&[Books(book(1, OCT_20)), Books(second(1, NOV_10))]);
    let on = date(2026, 11, 10);
    let near = Refusal::BreaksNextDose { dose: 2, on };
    assert_eq!(refused(town, Moves(move_to(1, OCT_27))), near);
}

#[test]
fn past_the_cut_off_of_each_kind() {
    let booked = || after(&[Books(book(1, OCT_20))]);
    // Two days before the 20th is the 18th, to its end.
    let book_at = |text| Books(Book { at: at(text), ..book(2, OCT_20) });
    let closed_at = at("2026-10-19T00:00:00");
    assert!(booked().decide(&book_at("2026-10-18T23:59:59")).is_ok());
    let past = |closed_at| Refusal::PastCutOff { closed_at };
    assert_eq!(refused(booked(), book_at("2026-10-19T00:00:00")), past(closed_at));

    // Changed until the day before, if the new slot may still be booked.
    let move_at = |text, to| Moves(Move { at: at(text), ..move_to(1, to) });
    assert!(booked().decide(&move_at("2026-10-19T23:59:59", OCT_27)).is_ok());
    let closed_at = at("2026-10-20T00:00:00");
    assert_eq!(refused(booked(), move_at("2026-10-20T00:00:00", OCT_27)), past(closed_at));
    let late = after(&[Books(book(1, NOV_10))]);
    let closed_at = at("2026-10-26T00:00:00");
    assert_eq!(refused(late, move_at("2026-10-26T00:00:00", OCT_27)), past(closed_at));

    // Cancelled by oneself until the slot starts; staff may at any time.
    let cancel_at = |text, by| Cancels(Cancel { at: at(text), by, ..cancel(1) });
    let (before, starts) = ("2026-10-20T09:59:59", "2026-10-20T10:00:00");
    assert!(booked().decide(&cancel_at(before, Actor::Account(ACCOUNT))).is_ok());
    assert_eq!(refused(booked(), cancel_at(starts, Actor::Account(ACCOUNT))), past(at(starts)));
    assert!(booked().decide(&cancel_at(starts, OFFICER)).is_ok());
}

#[test]
fn slot_closed() {
    let mut town = after(&[Books(book(1, OCT_20))]);
    for slot in [OCT_20, OCT_27] {
        town.slots.get_mut(&slot).unwrap().closed_at = Some(now());
    }
    assert_eq!(town.decide(&Books(book(2, OCT_20))), Err(Refusal::SlotClosed));
    assert_eq!(town.decide(&Moves(move_to(1, OCT_27))), Err(Refusal::SlotClosed));
    assert!(town.decide(&Moves(move_to(1, NOV_10))).is_ok(), "one may leave a closed slot");
}

#[test]
fn full() {
    let mut town = after(&[Books(book(1, OCT_20)), Books(book(2, OCT_20)), Books(book(3, OCT_27))]);
    assert_eq!(town.decide(&Books(book(4, OCT_20))), Err(Refusal::Full));
    assert_eq!(town.decide(&Moves(move_to(3, OCT_20))), Err(Refusal::Full));
    town.decide(&Cancels(cancel(1))).unwrap();
    assert!(town.decide(&Books(book(4, OCT_20))).is_ok(), "a freed place is to be had");
}

#[test]
fn already_cancelled() {
    let town = after(&[Books(book(1, OCT_20)), Cancels(cancel(1))]);
    assert_eq!(refused(town, Moves(move_to(1, OCT_27))), Refusal::AlreadyCancelled { at: now() });
}

#[test]
fn capacity_is_never_below_what_is_taken_nor_above_any_room() {
    let town = after(&[Books(book(1, OCT_20)), Books(book(2, OCT_20))]);
    let slot = &town.slots[&OCT_20];
    let set = |pool, to| capacity::set(slot, pool, to);
    assert_eq!(set(Pool::Public, 1), Err(Refusal::BelowTaken { taken: 2 }));
    assert_eq!(set(Pool::Public, 2), Ok(Decision::nothing()));
    let most = capacity::MOST_PLACES;
    assert_eq!(set(Pool::Public, most + 1), Err(Refusal::AboveAnyRoom { most }));
    let change =
        |pool, from, to| Ok(Decision::change(Change::CapacitySet { slot: OCT_20, pool, from, to }));
    assert_eq!(set(Pool::Public, most), change(Pool::Public, 2, most));
    assert_eq!(set(Pool::CallCentre, 0), change(Pool::CallCentre, 1, 0));
    assert_eq!(set(Pool::WalkIn, 5), change(Pool::WalkIn, 0, 5));
}

#[test]
fn a_command_names_everything_that_is_looked_up_for_it() {
    let hold = HoldId(Uuid::from_u128(7));
    let by_staff = Book { hold: Some(hold), by: OFFICER, ..book(1, OCT_20) };
    let (on, person) = (OnHold { hold, by: OFFICER, at: now() }, resident(1).person);
    let outcome = Outcome::Vaccinated;
    let booking = BookingId(Uuid::from_u128(1));
    let record = Record { booking, person, outcome, by: OFFICER, at: now() };
    let reason = "施設の方".to_owned();
    let ask = hold::Ask { id: hold, pool: Pool::Public, places: 1, reason, expires_at: now() };
    let keep = HoldPlaces { slot: OCT_27, ask, by: OFFICER, at: now() };
    let both = vec![book(1, OCT_20), Book { hold: Some(hold), ..book(2, OCT_27) }];
    let cases = [
        (Books(book(1, OCT_20)), vec![1], vec![OCT_20], vec![], vec![ACCOUNT]),
        (Books(by_staff), vec![1], vec![OCT_20], vec![hold], vec![]),
        (Moves(move_to(1, OCT_27)), vec![1], vec![OCT_27], vec![], vec![ACCOUNT]),
        (Cancels(cancel(1)), vec![1], vec![], vec![], vec![]),
        (Command::Together(both), vec![1, 2], vec![OCT_20, OCT_27], vec![hold], vec![ACCOUNT; 2]),
        (Command::Record(record), vec![1], vec![], vec![], vec![]),
        (Command::Hold(keep), vec![], vec![OCT_27], vec![hold], vec![]),
        (Command::ApproveHold(on), vec![], vec![], vec![hold], vec![]),
        (Command::EndHold(on), vec![], vec![], vec![hold], vec![]),
    ];
    for (command, persons, slots, holds, accounts) in cases {
        let persons: Vec<_> = persons.into_iter().map(|n| resident(n).person).collect();
        assert_eq!(command.persons(), persons, "{command:?}");
        assert_eq!(command.wanted_slots(), slots, "{command:?}");
        assert_eq!(command.holds(), holds, "{command:?}");
        assert_eq!(command.accounts(), accounts, "{command:?}");
    }
}
