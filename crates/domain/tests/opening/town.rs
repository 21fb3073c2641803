//! A programme of two doses in which nothing is wrong, and ways to spoil it.

use domain::{
    Applicant, Booking, BookingId, BookingNumber, BookingState, Dated, Door, Dose, Listed,
    PersonId, Policy, Pool, PoolCount, Programme, ProgrammeId, RequestId, SessionId, Slot, SlotId,
    VenueId,
    age::{Age, AgeRule},
    interval::{IntervalRule, Span, VaccineKind},
    opening::{self, Finding, Setup, Severity},
    product::Product,
    venue::{Session, Venue},
    when::Date,
};
use jiff::{
    Timestamp,
    civil::{Time, date, time},
};
use uuid::Uuid;

pub(crate) const PROGRAMME: ProgrammeId = ProgrammeId(Uuid::from_u128(1));
pub(crate) const OTHER: ProgrammeId = ProgrammeId(Uuid::from_u128(2));
pub(crate) const HALL: VenueId = VenueId(Uuid::from_u128(1));
pub(crate) const FIRST: Date = date(2026, 10, 20);
pub(crate) const SECOND: Date = date(2026, 11, 10);

/// A setup with its roster, on 1 October 2026.
#[derive(Clone)]
pub(crate) struct Town {
    pub(crate) setup: Setup,
    pub(crate) roster: Vec<Listed>,
    pub(crate) now: Timestamp,
}

/// Thirty people of 69 years; two sessions three weeks apart, each with 24 places.
pub(crate) fn sound() -> Town {
    let venue = Venue {
        id: HALL,
        name: "中央公民館".to_owned(),
        address: "本町1".to_owned(),
        access: "役場前から歩いて3分".to_owned(),
        room: None,
    };
    let programme = Programme {
        id: PROGRAMME,
        name: "接種".to_owned(),
        opens_at: None,
        closes_at: None,
        policy: policy(),
    };
    let setup = Setup {
        programme,
        venues: vec![venue],
        sessions: Vec::new(),
        slots: Vec::new(),
        elsewhere: Vec::new(),
    };
    let roster = (1..=30).map(someone).collect();
    let mut town = Town { setup, roster, now: at("2026-10-01T09:00:00") };
    town.session(1, FIRST);
    town.session(2, SECOND);
    town
}

fn policy() -> Policy {
    let from = Some(Age { years: 65, months: 0 });
    let ages = vec![Dated::always(AgeRule::OnTheDay { from, under: None })];
    let dose = |number: u8, intervals| Dose {
        number,
        name: format!("{number}回目"),
        ages: ages.clone(),
        sex: None,
        intervals,
        ..Dose::default()
    };
    Policy {
        series: "covid".to_owned(),
        doses: vec![dose(1, Vec::new()), dose(2, vec![Dated::always(days_apart(20))])],
        products: vec![product("pfizer")],
        ..Policy::default()
    }
}

impl Town {
    /// A session of four quarters of an hour from nine, each with four public places and two for the phone.
    pub(crate) fn session(&mut self, n: u128, date: Date) {
        let id = SessionId(Uuid::from_u128(n));
        let product = Some("pfizer".to_owned());
        let session = Session { id, programme: PROGRAMME, venue: HALL, date, product };
        for quarter in 0..4 {
            let starts = time(9, quarter * 15, 0, 0);
            let ends = starts.wrapping_add(jiff::SignedDuration::from_mins(15));
            let number = n * 10 + u128::from(quarter.unsigned_abs());
            self.setup.slots.push(slot(number, &session, starts, ends));
        }
        self.setup.sessions.push(session);
    }

    pub(crate) fn policy(&mut self) -> &mut Policy {
        &mut self.setup.programme.policy
    }

    pub(crate) fn set_places(&mut self, index: usize, pool: Pool, capacity: u32) {
        let pools = &mut self.setup.slots[index].pools;
        pools.retain(|count| count.pool != pool);
        pools.push(PoolCount::of(pool, capacity));
    }

    pub(crate) fn finds(&self) -> Vec<Finding> {
        opening::check(&self.setup, &self.roster, self.now)
    }

    pub(crate) fn stopped_by(&self) -> Vec<Finding> {
        let stops = |finding: &Finding| finding.severity() == Severity::Stops;
        self.finds().into_iter().filter(stops).collect()
    }

    /// Someone has a dose booked in a slot.
    pub(crate) fn booked(&mut self, person: usize, dose: u8, slot: usize) {
        let slot = &mut self.setup.slots[slot];
        slot.pools[0].booked += 1;
        let id = Uuid::from_u128((person * 10 + usize::from(dose)) as u128);
        let listed = &mut self.roster[person];
        listed.bookings.push(Booking {
            id: BookingId(id),
            number: BookingNumber::from_counter(person as u64),
            once: RequestId(id),
            person: listed.applicant.person,
            programme: PROGRAMME,
            dose,
            slot: slot.id,
            date: slot.date,
            product: slot.product.clone(),
            pool: Pool::Public,
            units: 1,
            door: Door::Line,
            account: None,
            booked_at: self.now,
            state: BookingState::Live,
        });
    }
}

/// A slot of four public places and two for the phone.
pub(crate) fn slot(n: u128, session: &Session, starts: Time, ends: Time) -> Slot {
    Slot {
        id: SlotId(Uuid::from_u128(n)),
        session: session.id,
        programme: session.programme,
        venue: session.venue,
        date: session.date,
        starts,
        ends,
        product: session.product.clone(),
        closed_at: None,
        pools: vec![PoolCount::of(Pool::Public, 4), PoolCount::of(Pool::CallCentre, 2)],
        quotas: Vec::new(),
    }
}

pub(crate) fn someone(n: u128) -> Listed {
    Listed::new(Applicant::born(PersonId(Uuid::from_u128(n)), date(1957, 4, 1)))
}

pub(crate) fn product(code: &str) -> Product {
    Product {
        code: code.to_owned(),
        name: code.to_owned(),
        kind: VaccineKind::Inactivated,
        intervals: Vec::new(),
        usable_until: None,
        vial: None,
    }
}

pub(crate) fn days_apart(days: u32) -> IntervalRule {
    let minimum = Span::Days(days);
    IntervalRule { minimum, standard: None, standard_latest: None, maximum: None }
}

/// An instant as a clock in Japan shows it.
pub(crate) fn at(text: &str) -> Timestamp {
    format!("{text}+09:00").parse().expect("an instant")
}
