//! A small random town for the laws: two programmes of two doses and a day of two exams, nine slots, four
//! residents, two officers who keep places back, and wishes drawn without regard to whether they make sense.

use crate::linked::link;
use domain::{
    AccountId, Actor, Applicant, BookingId, CancelReason, Command, CutOff, Dated, Decision, Door,
    Dose, HoldId, Ledger, LinkedBy, OfficerId, Outcome, PersonId, Policy, Pool, PoolCount,
    Programme, ProgrammeId, Quota, Refusal, RequestId, SessionId, Slot, SlotId, VenueId,
    age::{Age, AgeRule},
    capacity,
    command::{Book, Cancel, HoldPlaces, Move, OnHold, Record},
    hold,
    interval::{IntervalRule, Span},
    when::{self, Date},
};
use jiff::{
    SignedDuration, Timestamp, ToSpan,
    civil::{date, datetime, time},
};
use proptest::{prelude::*, sample::Index, strategy::ValueTree, test_runner::TestRunner};
use uuid::Uuid;

const SLOTS: u128 = 9;
const PEOPLE: u128 = 4;
const STEPS: std::ops::RangeInclusive<usize> = 20..=80;

/// A wish as it is drawn; which booking it means depends on what there is by then.
#[derive(Clone, Debug)]
pub(crate) struct Draw {
    kind: u8,
    person: u128,
    dose: u8,
    slot: u128,
    door: Door,
    by_staff: bool,
    stranger: bool,
    pick: Index,
    to: u32,
    minutes: i64,
}

/// What is done: a wish for a place, or another shape for a slot.
#[expect(clippy::large_enum_variant, reason = "a test's steps are few")]
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Ask(Command),
    Capacity { slot: SlotId, pool: Pool, to: u32 },
    Overbook { slot: SlotId, pool: Pool, to: u32 },
    Exam { slot: SlotId, dose: u8, to: u32 },
}

impl Step {
    /// Decides and, if granted, absorbs.
    pub(crate) fn take(&self, ledger: &mut Ledger) -> Result<Decision, Refusal> {
        match self {
            Self::Ask(command) => ledger.decide(command),
            Self::Capacity { slot, pool, to } => {
                reshaped(ledger, capacity::set(&ledger.slots[slot], *pool, *to))
            }
            Self::Overbook { slot, pool, to } => {
                reshaped(ledger, capacity::overbook(&ledger.slots[slot], *pool, *to))
            }
            Self::Exam { slot, dose, to } => {
                let here =
                    |b: &&domain::Booking| b.slot == *slot && b.dose == *dose && b.keeps_place();
                let booked = ledger.bookings.values().flatten().filter(here).count();
                let booked = u32::try_from(booked).expect("few");
                reshaped(ledger, capacity::limit_exam(&ledger.slots[slot], *dose, booked, *to))
            }
        }
    }
}

fn reshaped(ledger: &mut Ledger, decision: Result<Decision, Refusal>) -> Result<Decision, Refusal> {
    let decision = decision?;
    decision.changes.iter().for_each(|change| ledger.absorb(change));
    Ok(decision)
}

impl Draw {
    /// The wish in the town as it is now; the n-th makes the booking n.
    pub(crate) fn step(&self, ledger: &Ledger, n: u128) -> Step {
        let slot = SlotId(Uuid::from_u128(self.slot));
        match self.kind {
            0..=6 => Step::Ask(Command::Book(self.book(ledger, slot, n))),
            7..=9 => Step::Ask(self.about_a_booking(ledger, slot)),
            10..=12 => Step::Ask(self.about_a_hold(ledger, n)),
            _ => self.shape(SlotId(Uuid::from_u128(self.slot % SLOTS))),
        }
    }

    fn shape(&self, slot: SlotId) -> Step {
        let (pool, to) = (Pool::ALL[self.pick.index(3)], self.to);
        match self.kind {
            13 => Step::Capacity { slot, pool, to },
            14 => Step::Overbook { slot, pool, to: to / 4 },
            _ => Step::Exam { slot, dose: self.dose, to: to / 2 },
        }
    }

    /// Keeps places back, or does something about a hold there is.
    fn about_a_hold(&self, ledger: &Ledger, n: u128) -> Command {
        let (by, at) = (self.by(), self.at());
        let mut all: Vec<_> = ledger.kept.keys().copied().collect();
        all.sort();
        let known = (!all.is_empty()).then(|| all[self.pick.index(all.len())]);
        let on = OnHold { hold: known.unwrap_or(HoldId(Uuid::nil())), by, at };
        match (self.kind, known) {
            (11, Some(_)) => Command::ApproveHold(on),
            (12, _) => Command::EndHold(if self.by_staff {
                on
            } else {
                OnHold { by: Actor::System, ..on }
            }),
            _ => Command::Hold(HoldPlaces {
                slot: SlotId(Uuid::from_u128(self.slot % SLOTS)),
                ask: hold::Ask {
                    id: HoldId(Uuid::from_u128(n)),
                    pool: Pool::ALL[self.pick.index(2)],
                    places: self.to / 3,
                    reason: if self.stranger { " ".to_owned() } else { "施設の方".to_owned() },
                    expires_at: at + SignedDuration::from_hours(24 * 3),
                },
                by,
                at,
            }),
        }
    }

    fn book(&self, ledger: &Ledger, slot: SlotId, n: u128) -> Book {
        // A stranger's press is one that was used before.
        let press = if self.stranger { 1 } else { n };
        Book {
            id: BookingId(Uuid::from_u128(n)),
            once: RequestId(Uuid::from_u128(press)),
            applicant: applicant(self.person),
            programme: programme_of(self.slot + u128::from(self.to == 9)),
            dose: self.dose,
            slot,
            door: self.door,
            account: Some(AccountId(Uuid::from_u128(self.person))),
            exception: None,
            hold: self.drawn(ledger, slot),
            by: self.by(),
            at: self.at(),
        }
    }

    /// Staff take some places from what is kept back there.
    fn drawn(&self, ledger: &Ledger, slot: SlotId) -> Option<HoldId> {
        let here = ledger.kept.values().filter(|hold| hold.slot == slot).map(|hold| hold.id).min();
        here.filter(|_| self.by_staff && self.kind.is_multiple_of(2))
    }

    /// A move or a cancellation of some booking, now and then by someone else than whose it is.
    fn about_a_booking(&self, ledger: &Ledger, to: SlotId) -> Command {
        let mut all: Vec<_> =
            ledger.bookings.values().flatten().map(|b| (b.id, b.person)).collect();
        all.sort();
        let nothing = (BookingId(Uuid::from_u128(0)), applicant(self.person).person);
        let (booking, owner) =
            if all.is_empty() { nothing } else { all[self.pick.index(all.len())] };
        let owner = applicant(owner.0.as_u128());
        let applicant = if self.stranger { applicant(self.person) } else { owner };
        let (by, at) = (self.by(), self.at());
        match self.kind {
            7 | 8 if !self.pick.index(3).eq(&0) => {
                Command::Move(Move { booking, applicant, to, door: self.door, by, at })
            }
            8 => {
                let reason = CancelReason::ByResident;
                Command::Cancel(Cancel { booking, applicant, reason, by, at })
            }
            _ => {
                let outcome = Outcome::ALL[self.pick.index(4)];
                Command::Record(Record { booking, person: applicant.person, outcome, by, at })
            }
        }
    }

    fn by(&self) -> Actor {
        if self.by_staff {
            Actor::Officer(OfficerId(Uuid::from_u128(1 + u128::from(self.to % 2))))
        } else {
            Actor::Account(AccountId(Uuid::from_u128(self.person)))
        }
    }

    fn at(&self) -> Timestamp {
        start() + SignedDuration::from_mins(self.minutes)
    }
}

/// A town and what is asked in it.
pub(crate) fn any_town() -> impl Strategy<Value = (Ledger, Vec<Draw>)> {
    let slots = prop::collection::vec(any_slot(), SLOTS as usize);
    (slots, prop::collection::vec(any_draw(), STEPS)).prop_map(|(slots, draws)| {
        let slots = (0..).zip(slots).map(|(n, slot)| slot_of(n, slot)).map(|slot| (slot.id, slot));
        let programmes = [first_programme(), second_programme(), exams()].map(|p| (p.id, p));
        let mut ledger =
            Ledger { programmes: programmes.into(), slots: slots.collect(), ..Ledger::default() };
        // Everyone acts for themselves, and is proven for their neighbour.
        for person in 1..=PEOPLE {
            let account = AccountId(Uuid::from_u128(person));
            link(&mut ledger, account, person, LinkedBy::Voucher);
            link(&mut ledger, account, person % PEOPLE + 1, LinkedBy::Invitation);
        }
        (ledger, draws)
    })
}

/// The same towns on every run.
pub(crate) fn towns(count: usize) -> impl Iterator<Item = (Ledger, Vec<Draw>)> {
    let mut runner = TestRunner::deterministic();
    let any = any_town();
    (0..count).map(move |_| any.new_tree(&mut runner).expect("nothing is filtered out").current())
}

/// A slot as it is drawn: days from the start, hour, capacities, and whether staff closed it.
type AnySlot = (i32, i8, u32, u32, bool);

fn any_slot() -> impl Strategy<Value = AnySlot> {
    (3..60, 9..16_i8, 0..5_u32, 0..3_u32, prop::bool::weighted(0.05))
}

prop_compose! {
    pub(crate) fn any_draw()(
        kind in 0..16_u8,
        person in 1..=PEOPLE,
        dose in prop_oneof![12 => Just(1), 12 => Just(2), 1 => Just(3)],
        slot in prop_oneof![30 => 0..SLOTS, 1 => Just(99)],
        door in prop_oneof![Just(Door::Line), Just(Door::Phone)],
        by_staff in any::<bool>(),
        stranger in prop::bool::weighted(0.1),
        pick in any::<Index>(),
        to in prop_oneof![20 => 0..10_u32, 1 => Just(capacity::MOST_PLACES + 1)],
        minutes in -500..20_000_i64,
    ) -> Draw {
        Draw { kind, person, dose, slot, door, by_staff, stranger, pick, to, minutes }
    }
}

fn start() -> Timestamp {
    when::at_japan(datetime(2026, 10, 1, 9, 0, 0, 0))
}

fn first_day() -> Date {
    date(2026, 10, 1)
}

/// Above 65, grown up, twelve within the autumn, and grown up again.
fn applicant(n: u128) -> Applicant {
    let births = [date(1950, 1, 1), date(1990, 6, 15), date(2014, 10, 20), date(1985, 4, 2)];
    let birth = births[usize::try_from(n).expect("one of a few") % births.len()];
    Applicant::born(PersonId(Uuid::from_u128(n)), birth)
}

/// Slots of the three programmes by turns.
fn programme_of(slot: u128) -> ProgrammeId {
    ProgrammeId(Uuid::from_u128(1 + slot % 3))
}

fn slot_of(n: u128, (days, hour, public, phone, closed): AnySlot) -> Slot {
    let pool = |pool, capacity| PoolCount::of(pool, capacity);
    Slot {
        id: SlotId(Uuid::from_u128(n)),
        session: SessionId(Uuid::from_u128(n)),
        programme: programme_of(n),
        venue: VenueId(Uuid::from_u128(n % 3)),
        date: first_day().saturating_add(days.days()),
        starts: time(hour, 0, 0, 0),
        ends: time(hour + 1, 0, 0, 0),
        product: None,
        closed_at: closed.then(start),
        pools: vec![pool(Pool::Public, public), pool(Pool::CallCentre, phone)],
        quotas: if n % 3 == 2 {
            vec![Quota { dose: 1, capacity: 1, booked: 0 }]
        } else {
            Vec::new()
        },
    }
}

/// From twelve years; six days to four weeks between the doses; closed on the eve.
fn first_programme() -> Programme {
    let from = Some(Age { years: 12, months: 0 });
    let ages = vec![Dated::always(AgeRule::OnTheDay { from, under: None })];
    let (minimum, maximum) = (Span::Days(6), Some(Span::Weeks(4)));
    let rule = IntervalRule { minimum, standard: None, standard_latest: None, maximum };
    programme(1, ages, rule, CutOff::DaysBefore(1), None)
}

/// Under 65 years; two weeks between the doses; open until each slot starts, and for twelve days in all.
fn second_programme() -> Programme {
    let under = Some(Age { years: 65, months: 0 });
    let ages = vec![Dated::always(AgeRule::OnTheDay { from: None, under })];
    let minimum = Span::Weeks(2);
    let rule = IntervalRule { minimum, standard: None, standard_latest: None, maximum: None };
    let closes_at = start() + SignedDuration::from_hours(24 * 12);
    programme(2, ages, rule, CutOff::UntilStart, Some(closes_at))
}

/// Two exams that stand alone, the second of which takes two places; one place for a whole visit.
fn exams() -> Programme {
    let exam = |number, places| Dose { number, places, ..Dose::default() };
    let doses = vec![exam(1, 1), exam(2, 2)];
    let policy = Policy { doses, one_place_a_visit: true, ..Policy::default() };
    let id = ProgrammeId(Uuid::from_u128(3));
    Programme { id, name: "検診".to_owned(), opens_at: Some(start()), closes_at: None, policy }
}

fn programme(
    n: u128,
    ages: Vec<Dated<AgeRule>>,
    rule: IntervalRule,
    until: CutOff,
    closes_at: Option<Timestamp>,
) -> Programme {
    let name = |number| format!("{number}回目");
    let first = Dose { number: 1, name: name(1), ages: ages.clone(), ..Dose::default() };
    let intervals = vec![Dated::always(rule)];
    let second = Dose { number: 2, name: name(2), ages, intervals, ..Dose::default() };
    let doses = vec![first, second];
    let policy = Policy {
        doses,
        book_until: until,
        change_until: until,
        cancel_until: until,
        ..Policy::default()
    };
    let id = ProgrammeId(Uuid::from_u128(n));
    Programme { id, name: format!("事業{n}"), opens_at: Some(start()), closes_at, policy }
}
