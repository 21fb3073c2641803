//! Who sees, changes and cancels what of one person: by voucher alone, and proven.

use crate::{
    linked::link,
    town::{ACCOUNT, OCT_20, OFFICER, PROGRAMME, Town, two_doses},
};
use domain::{
    AccountId, Actor, Applicant, Booking, BookingId, CancelReason, Change, Command, Decision, Door,
    LinkedBy, NoticeKind, Refusal, SlotId, booking,
    command::{Book, Cancel, Move},
};
use jiff::civil::date;
use uuid::Uuid;

const SON: AccountId = AccountId(Uuid::from_u128(70));
const STRANGER: AccountId = AccountId(Uuid::from_u128(71));

/// A mother whose daughter (`ACCOUNT`) and son act for her, as far as each has proven it.
fn family(daughter: LinkedBy, son: LinkedBy) -> (Town, Applicant) {
    let days = [OCT_20, date(2026, 10, 27), date(2026, 11, 17)];
    let mut town = Town::new(two_doses(20), &days);
    let mother = town.someone();
    let person = mother.person.0.as_u128();
    link(&mut town.ledger, ACCOUNT, person, daughter);
    link(&mut town.ledger, SON, person, son);
    (town, mother)
}

fn books(town: &mut Town, by: AccountId, who: &Applicant, dose: u8, day: usize) -> Answer {
    let wish = town.wish(who, dose, day);
    let wish = Book { account: Some(by), by: Actor::Account(by), ..wish };
    town.ledger.decide(&Command::Book(wish))
}

type Answer = Result<Decision, Refusal>;

fn first(town: &Town, who: &Applicant) -> Booking {
    town.ledger.bookings[&who.person].iter().find(|b| b.dose == 1).cloned().expect("it was made")
}

fn moves(town: &mut Town, by: AccountId, who: &Applicant, id: BookingId, to: SlotId) -> Answer {
    let (applicant, by, at) = (who.clone(), Actor::Account(by), town.now);
    let wish = Move { booking: id, applicant, to, door: Door::Line, by, at };
    town.ledger.decide(&Command::Move(wish))
}

fn cancels(town: &mut Town, by: AccountId, who: &Applicant, id: BookingId) -> Answer {
    let (applicant, by, at) = (who.clone(), Actor::Account(by), town.now);
    let reason = CancelReason::ByResident;
    town.ledger.decide(&Command::Cancel(Cancel { booking: id, applicant, reason, by, at }))
}

#[test]
fn two_who_are_proven_change_each_others_bookings() {
    let (mut town, mother) = family(LinkedBy::Letter, LinkedBy::Invitation);
    books(&mut town, ACCOUNT, &mother, 1, 0).unwrap();
    let booked = first(&town, &mother).id;
    let to = crate::town::slot(1);
    let moved = moves(&mut town, SON, &mother, booked, to).unwrap();
    let told: Vec<_> = moved.notices.iter().map(|n| (n.account, n.kind)).collect();
    assert_eq!(told, [(ACCOUNT, NoticeKind::Moved), (SON, NoticeKind::Moved)], "both are told");
    assert_eq!(first(&town, &mother).account, Some(SON));
    books(&mut town, SON, &mother, 2, 2).unwrap();
    let gone = cancels(&mut town, ACCOUNT, &mother, booked).unwrap();
    let cancelled = gone.changes.iter().filter(|c| matches!(c, Change::BookingCancelled { .. }));
    assert_eq!(cancelled.count(), 2, "the second dose goes along, whoever booked it");
}

#[test]
fn what_staff_booked_is_open_to_the_proven_and_to_no_one_else() {
    for (by, seen) in [(LinkedBy::Counter, true), (LinkedBy::Voucher, false)] {
        let (mut town, mother) = family(LinkedBy::Voucher, by);
        let wish = town.wish(&mother, 1, 0);
        let phoned = Book { account: None, by: OFFICER, door: Door::Phone, ..wish };
        town.ledger.decide(&Command::Book(phoned)).unwrap();
        let second = books(&mut town, SON, &mother, 2, 2);
        assert_eq!(second.is_ok(), seen, "{by:?}: {second:?}");
        if !seen {
            assert_eq!(second, Err(Refusal::AlreadyBooked { dose: 1 }), "not a word of the day");
        }
        let booked = first(&town, &mother).id;
        let gone = cancels(&mut town, SON, &mother, booked);
        assert_eq!(gone.is_ok(), seen, "{by:?}: {gone:?}");
    }
}

#[test]
fn the_list_knows_proven_links_as_the_writer_does() {
    for by in [LinkedBy::Voucher, LinkedBy::Letter] {
        let (mut town, mother) = family(LinkedBy::Voucher, by);
        books(&mut town, ACCOUNT, &mother, 1, 0).unwrap();
        let programme = &town.ledger.programmes[&PROGRAMME];
        let facts = town.ledger.facts(&mother, programme, Actor::Account(SON));
        let known = (&facts.bookings[..], &facts.elsewhere[..]);
        let listed = booking::may_have(programme, 2, &mother, known, facts.sight, town.now);
        let decided = books(&mut town, SON, &mother, 2, 2).map(|_| ());
        assert_eq!(listed, decided, "{by:?}");
    }
}

/// A husband with her voucher books for her; she moves it, and he does not learn where it went.
#[test]
fn who_booked_by_voucher_loses_sight_of_it_when_somebody_else_moves_it() {
    let (mut town, mother) = family(LinkedBy::Voucher, LinkedBy::Letter);
    books(&mut town, ACCOUNT, &mother, 1, 0).unwrap();
    let booked = first(&town, &mother).id;
    moves(&mut town, SON, &mother, booked, crate::town::slot(1)).unwrap();
    assert_eq!(cancels(&mut town, ACCOUNT, &mother, booked), Err(Refusal::NoSuchBooking));
    let again = moves(&mut town, ACCOUNT, &mother, booked, crate::town::slot(0));
    assert_eq!(again, Err(Refusal::NoSuchBooking));
}

/// She asks for another day on the phone, and he who booked by voucher learns nothing of it.
#[test]
fn after_a_move_by_staff_only_who_is_proven_keeps_the_booking_and_is_told() {
    for by in [OFFICER, Actor::System] {
        for (daughter, keeps) in [(LinkedBy::Voucher, None), (LinkedBy::Letter, Some(ACCOUNT))] {
            let (mut town, mother) = family(daughter, LinkedBy::Letter);
            books(&mut town, ACCOUNT, &mother, 1, 0).unwrap();
            let (booking, to) = (first(&town, &mother).id, crate::town::slot(1));
            let (applicant, at) = (mother.clone(), town.now);
            let wish = Move { booking, applicant, to, door: Door::Phone, by, at };
            let moved = town.ledger.decide(&Command::Move(wish)).unwrap();
            assert_eq!(first(&town, &mother).account, keeps, "{daughter:?}");
            let told: Vec<_> = moved.notices.iter().map(|n| n.account).collect();
            assert_eq!(told, Vec::from_iter(keeps), "{daughter:?}");
        }
    }
}

#[test]
fn who_acts_for_nobody_does_nothing() {
    let (mut town, mother) = family(LinkedBy::Voucher, LinkedBy::Letter);
    assert_eq!(books(&mut town, STRANGER, &mother, 1, 0), Err(Refusal::NotLinked));
    books(&mut town, ACCOUNT, &mother, 1, 0).unwrap();
    let booked = first(&town, &mother).id;
    // The link ends between the page and the button.
    town.ledger.links.remove(&(ACCOUNT, mother.person));
    let to = crate::town::slot(1);
    assert_eq!(moves(&mut town, ACCOUNT, &mother, booked, to), Err(Refusal::NotLinked));
    assert_eq!(cancels(&mut town, ACCOUNT, &mother, booked), Err(Refusal::NotLinked));
    let programme = &town.ledger.programmes[&PROGRAMME];
    let facts = town.ledger.facts(&mother, programme, Actor::Account(ACCOUNT));
    assert!(!first(&town, &mother).is_visible_to(facts.sight), "no page shows it either");
}

#[test]
fn a_link_that_begins_anew_does_not_bring_back_what_was_booked_before_it_ended() {
    let (mut town, mother) = family(LinkedBy::Voucher, LinkedBy::Letter);
    books(&mut town, ACCOUNT, &mother, 1, 0).unwrap();
    let booked = first(&town, &mother).id;
    let second = jiff::SignedDuration::from_secs(1);
    let again = town.ledger.links.get_mut(&(ACCOUNT, mother.person)).unwrap();
    again.since = town.now + second;
    assert_eq!(cancels(&mut town, ACCOUNT, &mother, booked), Err(Refusal::NoSuchBooking));
}
