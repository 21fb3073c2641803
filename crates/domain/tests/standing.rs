//! How somebody stands with a dose, as it is told on the phone, and which places an officer's reason would open.

use domain::{
    Actor, Applicant, Booking, CutOff, Dated, Door, Dose, Ledger, OfficerId, PersonId, Policy,
    Pool, PoolCount, Programme, ProgrammeId, Refusal, RequestId, SessionId, Slot, SlotId, VenueId,
    command::{Book, Command},
    group::Release,
    interval::{IntervalRule, Span, VaccineKind},
    link::{Link, LinkedBy, Relation, to_tell},
    product::Given,
    standing::{Judged, Standing, judge, standing},
    when,
};
use jiff::{Timestamp, civil::date, civil::time};
use uuid::Uuid;

const PROGRAMME: ProgrammeId = ProgrammeId(Uuid::from_u128(1));
const OFFICER: Actor = Actor::Officer(OfficerId(Uuid::from_u128(1)));
/// Slots by their day in October and November 2026.
const OCT_20: SlotId = SlotId(Uuid::from_u128(1020));
const NOV_10: SlotId = SlotId(Uuid::from_u128(1110));

fn now() -> Timestamp {
    "2026-10-01T09:00:00+09:00".parse().expect("an instant")
}

fn slot(id: SlotId, month: i8, day: i8) -> Slot {
    Slot {
        id,
        session: SessionId(Uuid::nil()),
        programme: PROGRAMME,
        venue: VenueId(Uuid::nil()),
        date: date(2026, month, day),
        starts: time(9, 0, 0, 0),
        ends: time(9, 15, 0, 0),
        product: None,
        closed_at: None,
        pools: vec![PoolCount::of(Pool::Public, 1), PoolCount::of(Pool::CallCentre, 1)],
        quotas: Vec::new(),
    }
}

fn policy() -> Policy {
    let three_weeks = IntervalRule {
        minimum: Span::Weeks(3),
        standard: None,
        standard_latest: None,
        maximum: None,
    };
    let second = Dose { number: 2, intervals: vec![Dated::always(three_weeks)], ..Dose::default() };
    Policy {
        series: "covid".to_owned(),
        doses: vec![Dose { number: 1, ..Dose::default() }, second],
        book_until: CutOff::DaysBefore(1),
        ..Policy::default()
    }
}

fn applicant() -> Applicant {
    Applicant::born(PersonId(Uuid::from_u128(1)), date(1957, 4, 1))
}

/// The small town under these rules.
fn town(policy: Policy) -> Ledger {
    let name = "接種".to_owned();
    let programme =
        Programme { id: PROGRAMME, name, opens_at: Some(now()), closes_at: None, policy };
    let slots = [slot(OCT_20, 10, 20), slot(NOV_10, 11, 10)];
    Ledger {
        programmes: [(PROGRAMME, programme)].into(),
        slots: slots.map(|slot| (slot.id, slot)).into(),
        ..Ledger::default()
    }
}

fn stands(ledger: &Ledger, dose: u8, at: Timestamp, who: &Applicant) -> Standing {
    let programme = &ledger.programmes[&PROGRAMME];
    let facts = ledger.facts(who, programme, OFFICER);
    let mut slots: Vec<Slot> = ledger.slots.values().cloned().collect();
    slots.sort_by_key(|slot| slot.date);
    standing((programme, dose), (who, &facts), &slots, Door::Phone, at)
}

fn book(dose: u8, slot: SlotId, n: u128) -> Command {
    Command::Book(Book {
        id: domain::BookingId(Uuid::from_u128(n)),
        once: RequestId(Uuid::from_u128(n)),
        applicant: Applicant { person: PersonId(Uuid::from_u128(n)), ..applicant() },
        programme: PROGRAMME,
        dose,
        slot,
        door: Door::Phone,
        account: None,
        exception: None,
        hold: None,
        by: OFFICER,
        at: now(),
    })
}

#[test]
fn who_has_nothing_is_told_the_soonest_place_and_who_has_one_that_place() {
    let mut town = town(policy());
    assert_eq!(stands(&town, 1, now(), &applicant()), Standing::Free { slot: OCT_20 });
    let missing = Refusal::PreviousDoseMissing { dose: 1 };
    assert_eq!(stands(&town, 2, now(), &applicant()), Standing::No(missing));
    town.decide(&book(1, OCT_20, 1)).expect("a place");
    let booking = domain::BookingId(Uuid::from_u128(1));
    assert_eq!(stands(&town, 1, now(), &applicant()), Standing::Booked { booking });
    assert_eq!(stands(&town, 2, now(), &applicant()), Standing::Free { slot: NOV_10 });
}

#[test]
fn a_dose_that_was_given_is_told_with_its_day() {
    let on = date(2026, 9, 1);
    let given = Given {
        series: "covid".to_owned(),
        dose: 1,
        on,
        product: None,
        kind: VaccineKind::Inactivated,
    };
    let had = Applicant { given: vec![given], ..applicant() };
    assert_eq!(stands(&town(policy()), 1, now(), &had), Standing::Given { on });
}

#[test]
fn full_is_told_only_where_nothing_is_left_in_both_pools_of_the_phone() {
    let mut town = town(policy());
    for (slot, first) in [(OCT_20, 10), (NOV_10, 20)] {
        town.decide(&book(1, slot, first)).expect("the phone's own");
        let stands = stands(&town, 1, now(), &applicant());
        assert!(matches!(stands, Standing::Free { .. }), "the public one is left: {stands:?}");
        town.decide(&book(1, slot, first + 1)).expect("the public one");
    }
    assert_eq!(stands(&town, 1, now(), &applicant()), Standing::Full);
}

#[test]
fn a_group_that_is_released_later_is_told_from_when() {
    let from: Timestamp = "2026-10-08T09:00:00+09:00".parse().expect("an instant");
    let release = Release { group: None, from, first: None, last: None };
    let rules = Policy { releases: vec![release], ..policy() };
    let town = town(rules);
    let told = stands(&town, 1, now(), &applicant());
    let Standing::Later(possible) = told else { panic!("{told:?}") };
    assert_eq!(possible.from, from);
    let free = stands(&town, 1, from, &applicant());
    assert_eq!(free, Standing::Free { slot: OCT_20 });
}

#[test]
fn a_reason_opens_what_is_too_late_but_not_what_is_too_near_or_full() {
    let mut town = town(policy());
    let programme = town.programmes[&PROGRAMME].clone();
    let evening: Timestamp = "2026-10-20T08:00:00+09:00".parse().expect("an instant");
    let judged = |town: &Ledger, dose: u8, id: SlotId, at: Timestamp| {
        let who = applicant();
        let facts = town.facts(&who, &programme, OFFICER);
        let case = facts.case(&programme, dose, &town.slots[&id], &who);
        judge(&case, None, Door::Phone, at)
    };
    assert_eq!(judged(&town, 1, OCT_20, now()), Judged::Free);
    let late = judged(&town, 1, OCT_20, evening);
    assert!(matches!(late, Judged::WithReason(Refusal::PastCutOff { .. })), "{late:?}");
    let noon: Timestamp = "2026-10-20T12:00:00+09:00".parse().expect("an instant");
    let over = judged(&town, 1, OCT_20, noon);
    assert!(matches!(over, Judged::No(Refusal::PastCutOff { .. })), "{over:?}");
    town.decide(&book(1, OCT_20, 1)).expect("a place");
    let again = judged(&town, 1, OCT_20, now());
    assert_eq!(again, Judged::No(Refusal::AlreadyBooked { dose: 1 }));
    town.slots.insert(NOV_10, slot(NOV_10, 11, 9));
    let near = judged(&town, 2, NOV_10, now());
    assert!(matches!(near, Judged::No(Refusal::TooSoon { .. })), "{near:?}");
    town.decide(&book(1, OCT_20, 2)).expect("the last place");
    let mut full = town.clone();
    full.bookings.remove(&PersonId(Uuid::from_u128(1)));
    assert_eq!(
        judged(&full, 1, OCT_20, evening),
        Judged::No(Refusal::PastCutOff {
            closed_at: programme.policy.book_closes_at(&town.slots[&OCT_20])
        })
    );
}

#[test]
fn a_move_is_judged_by_the_rules_of_moving_and_never_by_a_reason() {
    let mut town = town(policy());
    town.decide(&book(1, OCT_20, 1)).expect("a place");
    let (who, programme) = (applicant(), town.programmes[&PROGRAMME].clone());
    let own: Booking = town.bookings[&who.person][0].clone();
    let facts = town.facts(&who, &programme, OFFICER);
    let (from, to) = (&town.slots[&OCT_20], &town.slots[&NOV_10]);
    let case = facts.case(&programme, 1, to, &who);
    assert_eq!(judge(&case, Some((&own, from)), Door::Phone, now()), Judged::Free);
    let after = when::at_japan(date(2026, 10, 21).to_datetime(time(9, 0, 0, 0)));
    let late = judge(&case, Some((&own, from)), Door::Phone, after);
    assert!(matches!(late, Judged::No(Refusal::PastCutOff { .. })), "{late:?}");
}

#[test]
fn of_those_proven_the_person_themself_is_told_and_nobody_who_has_proven_nothing() {
    let link = |n: u128, by, relation| Link {
        account: domain::AccountId(Uuid::from_u128(n)),
        person: applicant().person,
        since: now(),
        by,
        relation,
    };
    let account = |n| Some(domain::AccountId(Uuid::from_u128(n)));
    let stranger = link(1, LinkedBy::Voucher, Some(Relation::Oneself));
    let daughter = link(2, LinkedBy::Invitation, Some(Relation::Parent));
    let own = link(3, LinkedBy::Letter, Some(Relation::Oneself));
    assert_eq!(to_tell(&[]), None);
    assert_eq!(to_tell(&[stranger]), None);
    assert_eq!(to_tell(&[stranger, daughter]), account(2));
    assert_eq!(to_tell(&[stranger, daughter, own]), account(3));
}
