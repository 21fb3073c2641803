//! What a place is made of, one example for each answer: exams that are limited by themselves, bookings
//! that take more than one place or share one, places above the capacity, holds, and what became of it all.
//! What holds in every town is in `laws.rs`.

mod areas;
#[path = "../how_many/mod.rs"]
mod how_many;
#[path = "../linked/mod.rs"]
mod linked;
mod town;
mod waiting;
mod waiting_rules;

use domain::{
    Actor, BookingState, Change, Command, Decision, Dose, Outcome, Policy, Pool, Quota, Refusal,
    capacity, command::Cancel, hold, programme::AfterCancelled,
};
use jiff::ToSpan;
use town::{ANOTHER, FIRST, OFFICER, SLOT, at, booking, exams, town};

fn one_dose(places: u32) -> Policy {
    Policy { doses: vec![Dose { number: 1, places, ..Dose::default() }], ..Policy::default() }
}

#[test]
fn a_booking_may_take_more_than_one_place_and_gives_all_of_them_back() {
    let mut town = town(one_dose(2), 5);
    town.books(1, 1).unwrap();
    town.books(2, 1).unwrap();
    assert_eq!(town.public().left(), 1);
    assert_eq!(town.books(3, 1), Err(Refusal::Full), "one place is not two");
    assert_eq!(town.slot().room_for(domain::Door::Line, &[], 1, 2), 0);
    town.cancels(1).unwrap();
    assert_eq!((town.public().left(), town.public().booked), (3, 2));
    town.books(3, 1).unwrap();
}

#[test]
fn an_exam_may_run_out_before_the_places_do() {
    let mut town = town(Policy { one_place_a_visit: false, ..exams() }, 5);
    town.limit(1, 1).unwrap();
    town.books(1, 1).unwrap();
    assert_eq!(town.books(2, 1), Err(Refusal::ExamFull { dose: 1 }));
    town.books(2, 2).unwrap();
    let quota = Quota { dose: 1, capacity: 1, booked: 1 };
    assert_eq!((town.slot().quota(1), town.public().left()), (Some(quota), 3));
    assert_eq!(town.slot().room_for(domain::Door::Line, &[], 1, 1), 0);
    assert_eq!(town.slot().room_for(domain::Door::Line, &[], 2, 1), 3);
    town.cancels(1).unwrap();
    town.books(3, 1).unwrap();
}

#[test]
fn an_exam_is_not_limited_below_what_is_booked() {
    let mut town = town(exams(), 5);
    town.books(1, 1).unwrap();
    town.books(2, 1).unwrap();
    assert_eq!(town.limit(1, 1), Err(Refusal::BelowTaken { taken: 2 }));
    let most = capacity::MOST_PLACES;
    assert_eq!(town.limit(1, most + 1), Err(Refusal::AboveAnyRoom { most }));
    town.limit(1, 2).unwrap();
    assert_eq!(town.limit(1, 2), Ok(Decision::nothing()), "the same again");
    assert_eq!(town.books(3, 1), Err(Refusal::ExamFull { dose: 1 }));
    town.limit(1, 3).unwrap();
    town.books(3, 1).unwrap();
}

#[test]
fn several_exams_of_one_visit_share_a_place_and_the_last_to_go_gives_it_back() {
    let mut town = town(exams(), 2);
    town.books(1, 1).unwrap();
    town.books(1, 2).unwrap();
    town.books(2, 1).unwrap();
    assert_eq!(town.public().left(), 0);
    town.books(2, 2).unwrap();
    assert_eq!(town.books(3, 1), Err(Refusal::Full));

    // The exam that holds the place goes: the other one keeps it.
    let gone = town.cancels(booking(1, 1)).unwrap();
    assert!(
        matches!(gone.changes[..], [Change::PlacePassed { .. }, Change::BookingCancelled { place, .. }]
        if place.units == 0)
    );
    assert_eq!(town.public().left(), 0);
    assert_eq!(town.booking(1, 2).units, 1);
    town.cancels(booking(1, 2)).unwrap();
    assert_eq!(town.public().left(), 1);

    // An exam without a place of its own gives none back.
    town.cancels(booking(2, 2)).unwrap();
    assert_eq!(town.public().left(), 1);
}

#[test]
fn an_exam_without_a_place_passes_nothing_on() {
    let exams = (1..=3).map(|number| Dose { number, ..Dose::default() }).collect();
    let mut town = town(Policy { doses: exams, one_place_a_visit: true, ..Policy::default() }, 1);
    (1..=3).for_each(|exam| assert!(town.books(1, exam).is_ok(), "exam {exam}"));
    let gone = town.cancels(booking(1, 2)).unwrap();
    assert!(matches!(gone.changes[..], [Change::BookingCancelled { .. }]), "{gone:?}");
    let units = [1, 3].map(|exam| town.booking(1, exam).units);
    assert_eq!((units, town.public().booked), ([1, 0], 1));
}

#[test]
fn an_exam_that_moves_leaves_the_place_to_those_that_stay() {
    let mut town = town(exams(), 1);
    town.another(1);
    town.books(1, 1).unwrap();
    town.books(1, 2).unwrap();
    town.moves(1, 1, ANOTHER).unwrap();
    assert_eq!((town.booking(1, 1).units, town.booking(1, 2).units), (1, 1));
    assert_eq!((town.public().left(), town.slots[&ANOTHER].pool(Pool::Public).left()), (0, 0));
    // And back again, to where there is a place already.
    town.moves(1, 1, SLOT).unwrap();
    assert_eq!((town.booking(1, 1).units, town.booking(1, 2).units), (0, 1));
    assert_eq!((town.public().left(), town.slots[&ANOTHER].pool(Pool::Public).left()), (0, 1));
}

#[test]
fn places_above_the_capacity_are_set_openly_and_never_many() {
    let mut town = town(one_dose(1), 10);
    assert_eq!(town.overbook(3), Err(Refusal::OverbookedTooMuch { most: 2 }));
    town.overbook(2).unwrap();
    assert_eq!(town.overbook(2), Ok(Decision::nothing()), "the same again");
    (1..=12).for_each(|n| assert!(town.books(n, 1).is_ok(), "booking {n}"));
    assert_eq!(town.books(13, 1), Err(Refusal::Full));
    assert_eq!(town.overbook(1), Err(Refusal::BelowTaken { taken: 2 }), "two are above already");
    assert_eq!(town.set(9), Err(Refusal::BelowTaken { taken: 10 }), "ten and two above");
    town.set(12).unwrap();
    town.overbook(0).unwrap();
}

#[test]
fn places_go_from_one_pool_to_another_and_never_from_under_anyone() {
    use domain::Pool::{CallCentre, Public};
    let mut town = town(one_dose(1), 4);
    town.books(1, 1).unwrap();
    town.books(2, 1).unwrap();
    assert_eq!(town.shifts(Public, CallCentre, 3), Err(Refusal::BelowTaken { taken: 2 }));
    assert_eq!(town.shifts(Public, CallCentre, 5), Err(Refusal::BelowTaken { taken: 2 }));
    town.shifts(Public, CallCentre, 2).unwrap();
    assert_eq!((town.public().capacity, town.slot().pool(CallCentre).capacity), (2, 2));
    assert_eq!(town.shifts(CallCentre, CallCentre, 1), Ok(Decision::nothing()), "to itself");
    assert_eq!(town.shifts(CallCentre, Public, 0), Ok(Decision::nothing()), "none");
    assert_eq!(town.shifts(Pool::WalkIn, Public, 1), Err(Refusal::BelowTaken { taken: 0 }));
    assert_eq!(town.books(3, 1), Err(Refusal::Full));
    let back = town.shifts(CallCentre, Public, 1).unwrap();
    assert_eq!(domain::waitlist::freed(&back), [SLOT], "what comes to a pool may be offered");
    town.books(3, 1).unwrap();
    let most = capacity::MOST_PLACES;
    assert_eq!(capacity::add(town.slot(), Public, i64::MAX), Err(Refusal::AboveAnyRoom { most }));
    assert_eq!(capacity::add(town.slot(), Public, i64::MIN), Err(Refusal::BelowTaken { taken: 3 }));
}

#[test]
fn a_slot_is_closed_and_opened_again_and_keeps_who_is_booked() {
    let mut town = town(one_dose(1), 4);
    town.books(1, 1).unwrap();
    assert_eq!(capacity::reopen(town.slot()), Decision::nothing(), "it is open");
    let now = town.now;
    let closed = capacity::close(town.slot(), now);
    town.absorb(&closed.changes[0]);
    assert_eq!(capacity::close(town.slot(), now + 1.hour()), Decision::nothing(), "closed once");
    assert_eq!(town.books(2, 1), Err(Refusal::SlotClosed));
    assert!(town.booking(1, 1).is_live());
    assert_eq!(town.public().left(), 3, "closing takes no place away");
    let open = capacity::reopen(town.slot());
    town.absorb(&open.changes[0]);
    assert_eq!(domain::waitlist::freed(&open), [SLOT], "who waits may have what is left");
    town.books(2, 1).unwrap();
}

#[test]
fn a_hold_keeps_places_and_needs_reason_end_and_a_second_officer() {
    let mut town = town(one_dose(1), 3);
    let ask = |places| town::ask(1, places, "さくら荘の方");
    assert_eq!(town.holds(town::ask(1, 2, " ")), Err(Refusal::HoldNeedsReason));
    assert_eq!(town.holds(ask(0)), Err(Refusal::HoldBeyondLeft { left: 3 }));
    assert_eq!(town.holds(ask(4)), Err(Refusal::HoldBeyondLeft { left: 3 }));
    let latest = town.slot().starts_at();
    let out_of_time = Err(Refusal::HoldEndsOutOfTime { latest });
    for expires_at in [town.now, latest + 1.second()] {
        assert_eq!(town.holds(hold::Ask { expires_at, ..ask(2) }), out_of_time);
    }
    let by_resident = Actor::Account(domain::AccountId(uuid::Uuid::from_u128(1)));
    assert_eq!(town.holds_by(ask(2), by_resident), Err(Refusal::StaffOnly));
    town.holds(ask(2)).unwrap();
    assert_eq!(town.holds(ask(2)), Ok(Decision::nothing()), "the same again");
    assert_eq!((town.public().held, town.public().left()), (2, 1));

    town.books(1, 1).unwrap();
    assert_eq!(town.books(2, 1), Err(Refusal::Full), "what is kept is not for everyone");
    let second = Refusal::HoldNeedsSecondOfficer;
    assert_eq!(town.books_from(1, 2), Err(second.clone()), "not before it is approved");
    assert_eq!(town.approves(1, OFFICER), Err(second), "nor by whoever asked");
    assert_eq!(town.approves(2, town::SECOND), Err(Refusal::NoSuchHold));
    town.approves(1, town::SECOND).unwrap();
    assert_eq!(town.approves(1, town::THIRD), Ok(Decision::nothing()), "approved already");
    town.books_from(1, 2).unwrap();
    assert_eq!((town.public().held, town.public().booked), (1, 2));
    assert_eq!(town.set(2), Err(Refusal::BelowTaken { taken: 3 }), "what is kept is taken");

    town.ends(1, OFFICER).unwrap();
    assert_eq!((town.public().held, town.public().left()), (0, 1));
    assert_eq!(town.ends(1, OFFICER), Ok(Decision::nothing()), "the same again");
    let over = Refusal::HoldOver { at: town.now };
    assert_eq!(town.books_from(1, 3), Err(over.clone()));
    assert_eq!(town.approves(1, town::THIRD), Err(over));
    town.books(3, 1).unwrap();
}

#[test]
fn a_hold_ends_by_itself_and_sooner_if_nobody_approves_it() {
    let mut town = town(one_dose(1), 3);
    let start = town.now;
    town.holds(town::ask(1, 1, "さくら荘の方")).unwrap();
    town.holds(town::ask(2, 1, "さくら荘の方")).unwrap();
    town.approves(1, town::SECOND).unwrap();
    assert_eq!(town.ends(2, Actor::System), Ok(Decision::nothing()), "its time has not come");

    town.now = start + hold::APPROVED_WITHIN;
    assert_eq!(town.approves(2, town::SECOND), Err(Refusal::HoldOver { at: town.now }));
    assert_eq!(town.ends(1, Actor::System), Ok(Decision::nothing()), "approved, so it goes on");
    town.ends(2, Actor::System).unwrap();
    assert_eq!((town.public().held, town.public().left()), (1, 2));

    town.now = town::ask(1, 1, "").expires_at;
    assert_eq!(town.books_from(1, 1), Err(Refusal::HoldOver { at: town.now }));
    town.ends(1, Actor::System).unwrap();
    assert_eq!((town.public().held, town.public().left()), (0, 3));
}

#[test]
fn a_hold_of_another_slot_or_with_too_little_left_is_not_drawn_on() {
    let mut town = town(one_dose(2), 4);
    town.another(4);
    town.holds(town::ask(1, 1, "さくら荘の方")).unwrap();
    town.approves(1, town::SECOND).unwrap();
    assert_eq!(town.books_from(1, 1), Err(Refusal::HoldBeyondLeft { left: 1 }));
    assert_eq!(town.books_at(1, 1, ANOTHER, Some(1)), Err(Refusal::NotThisProgramme));
    assert_eq!(town.books_from(9, 1), Err(Refusal::NoSuchHold));
}

#[test]
fn what_became_of_a_booking_is_recorded_by_staff_on_its_day() {
    let mut town = town(Policy { doses: town::two_doses(), ..Policy::default() }, 5);
    town.another(5);
    town.books(1, 1).unwrap();
    let vaccinated = Outcome::Vaccinated;
    assert_eq!(town.records(1, vaccinated, OFFICER), Err(Refusal::NotTheDay { on: FIRST }));
    town.now = at("2026-10-20T09:30:00");
    assert_eq!(town.records(1, vaccinated, Actor::System), Err(Refusal::StaffOnly));
    assert_eq!(town.records(7, vaccinated, OFFICER), Err(Refusal::NoSuchBooking));
    town.records(1, vaccinated, OFFICER).unwrap();
    assert_eq!(town.records(1, vaccinated, OFFICER), Ok(Decision::nothing()), "the same again");
    assert_eq!(town.public().booked, 1, "the place was used");

    let came = Refusal::AlreadyCame { at: town.now, outcome: vaccinated };
    assert_eq!(town.cancels(1), Err(came.clone()));
    assert_eq!(town.moves(1, 1, ANOTHER), Err(came));
    let given = Refusal::AlreadyGiven { dose: 1, on: FIRST };
    assert_eq!(town.books_again(1, ANOTHER), Err(given));
    town.books_at(1, 2, ANOTHER, None).expect("what was given counts as the dose before");
}

#[test]
fn whoever_was_not_vaccinated_may_book_again() {
    for outcome in [Outcome::NoShow, Outcome::PreExamOnly, Outcome::Refused] {
        let mut town = town(one_dose(1), 5);
        town.another(5);
        town.books(1, 1).unwrap();
        town.now = at("2026-10-20T12:00:00");
        town.records(1, outcome, OFFICER).unwrap();
        town.books_again(1, ANOTHER).unwrap();
        let twice = Refusal::AlreadyBooked { dose: 1 };
        assert_eq!(town.records(1, Outcome::Vaccinated, OFFICER), Err(twice), "not both");
    }
}

#[test]
fn a_second_dose_goes_with_a_first_that_was_not_given() {
    let mut town = town(Policy { doses: town::two_doses(), ..Policy::default() }, 5);
    town.another(5);
    town.books(1, 1).unwrap();
    town.books_at(1, 2, ANOTHER, None).unwrap();
    town.now = at("2026-10-20T12:00:00");
    let recorded = town.records(1, Outcome::NoShow, OFFICER).unwrap();
    let [Change::OutcomeRecorded { .. }, Change::BookingCancelled { dose: 2, .. }] =
        recorded.changes[..]
    else {
        panic!("the second goes too: {recorded:?}")
    };
    assert_eq!(recorded.notices.len(), 1, "and the resident is told");
    town.books_again(1, ANOTHER).expect("the first may be booked again");
}

#[test]
fn a_second_dose_stays_with_a_first_that_was_given_or_where_the_town_says_so() {
    for (after_cancelled, outcome) in [
        (AfterCancelled::CancelToo, Outcome::Vaccinated),
        (AfterCancelled::Refuse, Outcome::NoShow),
    ] {
        let policy = Policy { doses: town::two_doses(), after_cancelled, ..Policy::default() };
        let mut town = town(policy, 5);
        town.another(5);
        town.books(1, 1).unwrap();
        town.books_at(1, 2, ANOTHER, None).unwrap();
        town.now = at("2026-10-20T12:00:00");
        let recorded = town.records(1, outcome, OFFICER).unwrap();
        assert!(matches!(recorded.changes[..], [Change::OutcomeRecorded { .. }]), "{recorded:?}");
    }
}

#[test]
fn fewer_places_are_a_share_of_fewer_places() {
    let mut town = town(one_dose(1), 100);
    town.overbook(20).unwrap();
    town.set(10).unwrap();
    assert_eq!((town.public().capacity, town.public().over), (10, 2));
    (1..=12).for_each(|n| assert!(town.books(n, 1).is_ok(), "booking {n}"));
    assert_eq!(town.set(9), Err(Refusal::BelowTaken { taken: 10 }), "nine and one above are ten");
    town.set(50).unwrap();
    assert_eq!(town.public().over, 2, "more places bring no more above by themselves");
}

#[test]
fn a_slot_that_is_edited_keeps_what_is_taken_of_it() {
    let mut town = town(exams(), 5);
    town.limit(1, 3).unwrap();
    town.books(1, 1).unwrap();
    town.holds(town::ask(1, 2, "さくら荘の方")).unwrap();
    let edited = domain::Slot { closed_at: Some(town.now), ..town.slot().clone() };
    let empty = domain::Slot {
        pools: vec![domain::PoolCount::of(Pool::Public, 8)],
        quotas: vec![Quota { dose: 1, capacity: 4, booked: 0 }],
        ..edited
    };
    town.absorb(&Change::SlotSaved(empty));
    let count = town.public();
    assert_eq!((count.capacity, count.booked, count.held), (8, 1, 2));
    assert_eq!(town.slot().quota(1), Some(Quota { dose: 1, capacity: 4, booked: 1 }));
}

#[test]
fn a_record_may_be_corrected_but_not_for_a_cancelled_booking() {
    let mut town = town(one_dose(1), 5);
    town.books(1, 1).unwrap();
    town.books(2, 1).unwrap();
    town.now = at("2026-10-20T09:00:00");
    let by = OFFICER;
    let cancelled = Cancel { by, ..town.cancel(2) };
    town.decide(&Command::Cancel(cancelled)).unwrap();
    assert_eq!(
        town.records(2, Outcome::NoShow, by),
        Err(Refusal::AlreadyCancelled { at: town.now })
    );
    town.records(1, Outcome::NoShow, by).unwrap();
    let corrected = town.records(1, Outcome::Vaccinated, by).unwrap();
    let before = Some(Outcome::NoShow);
    assert!(
        matches!(corrected.changes[..], [Change::OutcomeRecorded { before: b, .. }] if b == before)
    );
    let done = BookingState::Done { at: town.now, outcome: Outcome::Vaccinated };
    assert_eq!(town.booking(1, 1).state, done);
}
