//! A whole small world, every state of it: four people, three days with four places, two doses, a place that
//! staff keep back, and every booking, move, cancellation, hold, approval and expiry there can be, tried in
//! every state that any of them leads to.

mod linked;

use domain::{
    AccountId, Actor, Applicant, Booking, BookingId, CancelReason, Command, CutOff, Dated, Door,
    Dose, HoldId, Ledger, LinkedBy, OfficerId, PersonId, Policy, Pool, PoolCount, Programme,
    ProgrammeId, RequestId, SessionId, Slot, SlotId, VenueId,
    command::{Book, Cancel, HoldPlaces, Move, OnHold},
    hold,
    interval::{Interval, IntervalRule, Span},
    when::Date,
};
use jiff::{
    Timestamp,
    civil::{date, time},
};
use linked::link;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use uuid::Uuid;

const PROGRAMME: ProgrammeId = ProgrammeId(Uuid::from_u128(1));
const PEOPLE: u128 = 4;
/// The days and how many places each has.
const DAYS: [(Date, u32); 3] =
    [(date(2026, 10, 20), 1), (date(2026, 10, 27), 2), (date(2026, 11, 10), 1)];

const HOLD: HoldId = HoldId(Uuid::from_u128(1));

/// Who has which slot, and how the hold stands: all that matters of a state.
type State = (BTreeMap<(PersonId, u8), SlotId>, String);

#[test]
fn nothing_forbidden_can_be_reached() {
    let mut seen = BTreeSet::from([state(&world())]);
    let mut ahead = VecDeque::from([world()]);
    let mut steps = 0_u64;
    while let Some(here) = ahead.pop_front() {
        is_lawful(&here);
        for command in commands(&here) {
            steps += 1;
            let next = step(&here, &command);
            if seen.insert(state(&next)) {
                ahead.push_back(next);
            }
        }
    }
    println!("{} states, {steps} steps", seen.len());
    assert!(seen.len() > 100, "a world in which little happens proves little");
}

/// Takes a step, and looks at what a single step must keep.
fn step(here: &Ledger, command: &Command) -> Ledger {
    let mut next = here.clone();
    if next.decide(command).is_err() {
        assert!(same(&next, here), "a refusal changes nothing: {command:?}");
        return next;
    }
    let after = next.clone();
    // The same once more: a repeat is harmless, or is refused; either way nothing changes.
    let _ = next.decide(command);
    assert!(same(&next, &after), "a repeat changes nothing: {command:?}");
    if let Command::Move(_) = command {
        assert_eq!(live(&next).count(), live(here).count(), "a move loses no place");
    }
    next
}

/// What must hold in every state.
fn is_lawful(ledger: &Ledger) {
    for slot in ledger.slots.values() {
        let here = live(ledger).filter(|booking| booking.slot == slot.id).count();
        let count = slot.pool(Pool::Public);
        assert!(count.booked + count.held <= count.capacity, "more places given than there are");
        let held: u32 =
            ledger.kept.values().filter(|hold| hold.slot == slot.id).map(|hold| hold.places).sum();
        assert_eq!(count.held, held, "the counter and the hold differ");
        assert_eq!(count.booked as usize, here, "the counter and the bookings differ");
    }
    let held: Vec<_> = live(ledger).map(|booking| (booking.person, booking.dose)).collect();
    assert_eq!(held.len(), held.iter().collect::<BTreeSet<_>>().len(), "one booking a dose");
    for second in live(ledger).filter(|booking| booking.dose == 2) {
        let first = live(ledger).find(|b| b.person == second.person && b.dose == 1);
        let first = first.expect("no second dose without its first");
        let judged = rule().judge(first.date, second.date);
        assert!(!matches!(judged, Interval::TooEarly { .. } | Interval::TooLate { .. }));
    }
}

/// Everything that anyone could ask for in this state.
fn commands(ledger: &Ledger) -> Vec<Command> {
    let mut all = Vec::new();
    for person in 1..=PEOPLE {
        for dose in 1..=2 {
            for day in 0..DAYS.len() {
                let wish = book(ledger, person, dose, day);
                let staff = Book { hold: Some(HOLD), by: officer(1), ..wish.clone() };
                all.extend([Command::Book(wish), Command::Book(staff)]);
            }
        }
    }
    all.extend((0..DAYS.len()).map(keep));
    for by in [officer(1), officer(2), Actor::System, by(1)] {
        let on = OnHold { hold: HOLD, by, at: now() };
        let expired = OnHold { at: expiry(), ..on };
        all.extend([Command::ApproveHold(on), Command::EndHold(on), Command::EndHold(expired)]);
    }
    for booking in live(ledger) {
        let applicant = someone(booking.person.0.as_u128());
        let (id, by) = (booking.id, by(booking.person.0.as_u128()));
        all.extend((0..DAYS.len()).map(|day| {
            let (to, door, applicant) = (slot_id(day), Door::Line, applicant.clone());
            Command::Move(Move { booking: id, applicant, to, door, by, at: now() })
        }));
        let reason = CancelReason::ByResident;
        all.push(Command::Cancel(Cancel { booking: id, applicant, reason, by, at: now() }));
    }
    all
}

/// The wish to keep a place of a day back.
fn keep(day: usize) -> Command {
    let reason = "施設の方".to_owned();
    let ask = hold::Ask { id: HOLD, pool: Pool::Public, places: 1, reason, expires_at: expiry() };
    Command::Hold(HoldPlaces { slot: slot_id(day), ask, by: officer(1), at: now() })
}

/// A press of the button that no earlier booking of this person was.
fn book(ledger: &Ledger, person: u128, dose: u8, day: usize) -> Book {
    let made = ledger.bookings.values().flatten().count() as u128;
    let id = Uuid::from_u128(made + 1);
    Book {
        id: BookingId(id),
        once: RequestId(id),
        applicant: someone(person),
        programme: PROGRAMME,
        dose,
        slot: slot_id(day),
        door: Door::Line,
        account: Some(AccountId(Uuid::from_u128(person))),
        exception: None,
        hold: None,
        by: by(person),
        at: now(),
    }
}

fn world() -> Ledger {
    let second = Dose { number: 2, intervals: vec![Dated::always(rule())], ..Dose::default() };
    let doses = vec![Dose { number: 1, ..Dose::default() }, second];
    let policy = Policy { doses, book_until: CutOff::UntilStart, ..Policy::default() };
    let name = "接種".to_owned();
    let programme =
        Programme { id: PROGRAMME, name, opens_at: Some(now()), closes_at: None, policy };
    let slots = (0..DAYS.len()).map(slot).map(|slot| (slot.id, slot));
    let mut world = Ledger {
        programmes: [(PROGRAMME, programme)].into(),
        slots: slots.collect(),
        ..Ledger::default()
    };
    for person in 1..=9 {
        link(&mut world, AccountId(Uuid::from_u128(person)), person, LinkedBy::Voucher);
    }
    world
}

fn slot(day: usize) -> Slot {
    let (date, capacity) = DAYS[day];
    Slot {
        id: slot_id(day),
        session: SessionId(Uuid::from_u128(day as u128)),
        programme: PROGRAMME,
        venue: VenueId(Uuid::nil()),
        date,
        starts: time(10, 0, 0, 0),
        ends: time(11, 0, 0, 0),
        product: None,
        closed_at: None,
        pools: vec![PoolCount::of(Pool::Public, capacity)],
        quotas: Vec::new(),
    }
}

/// One to two weeks between the doses: the first and the last day are too far apart.
fn rule() -> IntervalRule {
    let (minimum, maximum) = (Span::Weeks(1), Some(Span::Weeks(2)));
    IntervalRule { minimum, standard: None, standard_latest: None, maximum }
}

fn state(ledger: &Ledger) -> State {
    let places = live(ledger).map(|booking| ((booking.person, booking.dose), booking.slot));
    (places.collect(), format!("{:?}", ledger.kept.get(&HOLD)))
}

/// Whether everything a decision could alter is the same.
fn same(one: &Ledger, other: &Ledger) -> bool {
    one.slots == other.slots
        && one.bookings == other.bookings
        && one.kept == other.kept
        && one.numbers_used == other.numbers_used
}

fn live(ledger: &Ledger) -> impl Iterator<Item = &Booking> {
    ledger.bookings.values().flatten().filter(|booking| booking.is_live())
}

fn someone(n: u128) -> Applicant {
    Applicant::born(PersonId(Uuid::from_u128(n)), date(1957, 4, 1))
}

fn by(person: u128) -> Actor {
    Actor::Account(AccountId(Uuid::from_u128(person)))
}

fn officer(n: u128) -> Actor {
    Actor::Officer(OfficerId(Uuid::from_u128(n)))
}

fn slot_id(day: usize) -> SlotId {
    SlotId(Uuid::from_u128(day as u128 + 1))
}

fn expiry() -> Timestamp {
    "2026-10-01T12:00:00Z".parse().expect("an instant")
}

fn now() -> Timestamp {
    "2026-10-01T00:00:00Z".parse().expect("an instant")
}
