//! One of the programmes that a city has had: venues, days and slots, a booking each for one in eight people, what came of
//! those whose day is over, and those who waited.

use super::{CHUNK, NUMBERS_FROM, OFFICER, Size, account, has_line, id, policy};
use crate::{search, setting};
use anyhow::Result;
use domain::{
    Actor, Booking, BookingId, BookingNumber, BookingState, CancelReason, Change, Command,
    Decision, Door, Entry, EntryId, Notice, NoticeKind, Offer, OfferId, Outcome, Pool, PoolCount,
    Programme, ProgrammeId, RequestId, SessionId, Slot, SlotId, VenueId,
    command::Refill,
    venue::{Session, Venue},
    waitlist::{Left, OfferEnd, Rank, Wish},
    when::{self, Date},
};
use jiff::{SignedDuration, Timestamp, ToSpan, civil::date, civil::time};
use std::ops::Range;
use store::{Settled, Store, Tx};
use tokio::task::JoinSet;
use uuid::Uuid;

/// How many there were, and how many of them are over.
pub(super) const CAMPAIGNS: u64 = 24;
pub(super) const OVER: u64 = 20;
const VENUES: u64 = 10;
const DAYS: u64 = 25;
const SLOTS_A_DAY: u64 = 20;
const SLOTS: u64 = VENUES * DAYS * SLOTS_A_DAY;
/// Shares no factor with a number of people below it: a campaign meets them in no order, and nobody twice.
const STEP: u64 = 1_000_003;
/// One in so many came from the waitlist, or waits.
const WAITED_ONE_IN: u64 = 50;
/// Commands that wait for their answer at once.
const AT_ONCE: usize = 512;
/// As long as what is written to LINE of a booking.
const CARD: usize = 1_000;

pub(super) struct Campaign {
    n: u64,
    each: u64,
    people: u64,
}

/// So many days before a campaign begins.
pub(super) fn begins(n: u64, days_before: i64) -> Timestamp {
    let day = first_day(n).saturating_sub(days_before.days());
    when::at_japan(day.to_datetime(time(9, 0, 0, 0)))
}

/// One every three months, and at last one every month.
fn first_day(n: u64) -> Date {
    let days = |n: u64| i64::try_from(n).expect("a few years").days();
    match n.checked_sub(OVER) {
        None => date(2021, 5, 1).saturating_add(days(n * 90)),
        Some(ahead) => date(2026, 12, 20).saturating_add(days(ahead * 30)),
    }
}

pub(super) fn venues() -> Vec<Change> {
    let venue = |n| {
        let (name, address) = (format!("{}区民会館", n + 1), format!("北町{}丁目", n + 1));
        Venue {
            id: venue(n),
            name,
            address,
            access: "地下鉄の駅から歩いて5分。".to_owned(),
            room: None,
        }
    };
    (0..VENUES).map(|n| Change::VenueSaved(venue(n))).collect()
}

fn venue(n: u64) -> VenueId {
    VenueId(id(1, n))
}

impl Campaign {
    pub(super) fn new(n: u64, size: Size) -> Self {
        Self { n, each: size.bookings / CAMPAIGNS, people: size.people }
    }

    fn programme(&self) -> ProgrammeId {
        ProgrammeId(id(2, self.n))
    }

    /// The number among all bookings of all campaigns.
    fn number(&self, i: u64) -> u64 {
        self.n * self.each + i
    }

    /// Who has the i-th booking.
    pub(super) fn person(&self, i: u64) -> u64 {
        self.number(i) * STEP % self.people
    }

    /// When bookings were made: four weeks before, or in the last summer for what is ahead.
    fn booked_at(&self) -> Timestamp {
        match self.n.checked_sub(OVER) {
            None => begins(self.n, 28),
            Some(ahead) => begins(OVER - 1, -100 - i64::try_from(ahead).unwrap_or(0)),
        }
    }

    /// From its setting up to its last day, if that is over.
    pub(super) async fn take_place(self, store: &Store) -> Result<()> {
        let (n, each, people) = (self.n, self.each, self.people);
        let step = usize::try_from(CHUNK)?;
        store.write(move |tx| self.set_up(tx)).await?;
        if n < OVER {
            Self { n, each, people }.is_released(store).await?;
        }
        for first in (0..each).step_by(step) {
            let these = first..each.min(first + CHUNK);
            store.write(move |tx| Self { n, each, people }.book(tx, these)).await?;
        }
        if n >= OVER {
            return Ok(());
        }
        for first in (0..each).step_by(step) {
            let these = first..each.min(first + CHUNK);
            store.write(move |tx| Self { n, each, people }.is_over(tx, these)).await?;
        }
        Ok(())
    }

    fn set_up(&self, tx: &mut Tx<'_>) -> Result<()> {
        let programme = Programme {
            id: self.programme(),
            name: format!("新型コロナワクチン 第{}期", self.n + 1),
            opens_at: Some(begins(self.n, 30)),
            closes_at: (self.n < OVER).then(|| begins(self.n, -60)),
            policy: policy(),
        };
        let mut changes = vec![Change::ProgrammeSaved(programme)];
        for day in 0..DAYS {
            for at in 0..VENUES {
                changes.push(Change::SessionSaved(self.session(day, at)));
            }
        }
        changes.extend((0..SLOTS).map(|n| Change::SlotSaved(self.slot(n))));
        super::apply(tx, changes, begins(self.n, 30))
    }

    /// Its pools are everybody's by now, and nobody waited then: what the pump of the releases leaves behind.
    async fn is_released(&self, store: &Store) -> Result<()> {
        let (by, at) = (Actor::System, begins(self.n, -26));
        let mut asked = JoinSet::new();
        for n in 0..SLOTS {
            let (store, slot) = (store.clone(), self.slot_id(n));
            asked.spawn(async move { store.place(Command::Refill(Refill { slot, by, at })).await });
            if asked.len() >= AT_ONCE
                && let Some(done) = asked.join_next().await
            {
                done??.ok();
            }
        }
        while let Some(done) = asked.join_next().await {
            done??.ok();
        }
        Ok(())
    }

    fn session(&self, day: u64, at: u64) -> Session {
        let id = SessionId(id(3, self.n * DAYS * VENUES + day * VENUES + at));
        let days = i64::try_from(day).expect("a few days").days();
        let date = first_day(self.n).saturating_add(days);
        Session { id, programme: self.programme(), venue: venue(at), date, product: None }
    }

    fn slot_id(&self, n: u64) -> SlotId {
        SlotId(id(4, self.n * SLOTS + n))
    }

    fn slot(&self, n: u64) -> Slot {
        let place = n / SLOTS_A_DAY;
        let Session { id: session, programme, venue, date, product } =
            self.session(place / VENUES, place % VENUES);
        let half_hours = i8::try_from(n % SLOTS_A_DAY).expect("a few slots");
        let starts = time(9 + half_hours / 2, half_hours % 2 * 30, 0, 0);
        let places = u32::try_from(self.each.div_ceil(SLOTS) + 5).unwrap_or(u32::MAX);
        let pool = |pool, capacity| PoolCount::of(pool, capacity);
        Slot {
            id: self.slot_id(n),
            session,
            programme,
            venue,
            date,
            starts,
            ends: starts.saturating_add(30.minutes()),
            product,
            closed_at: None,
            pools: vec![pool(Pool::Public, places), pool(Pool::CallCentre, 5)],
            quotas: Vec::new(),
        }
    }

    pub(super) fn booking(&self, i: u64) -> Booking {
        let (number, person) = (self.number(i), self.person(i));
        // A step that shares no factor with the number of slots visits each in turn.
        let slot = i * 1_009 % SLOTS;
        let line = has_line(person);
        Booking {
            id: BookingId(id(5, number)),
            number: BookingNumber::from_counter(NUMBERS_FROM + number),
            once: RequestId(Uuid::from_u64_pair(search::scattered(number), number)),
            person: search::person_id(person),
            programme: self.programme(),
            dose: 1,
            slot: self.slot_id(slot),
            date: self.session(slot / SLOTS_A_DAY / VENUES, 0).date,
            product: None,
            pool: Pool::Public,
            units: 1,
            door: if line { Door::Line } else { Door::Phone },
            account: line.then(|| account(person)),
            booked_at: self.booked_at(),
            state: BookingState::Live,
        }
    }

    /// By LINE with a message, which LINE takes, or by phone.
    fn book(&self, tx: &mut Tx<'_>, these: Range<u64>) -> Result<()> {
        let at = self.booked_at();
        let waits = these.clone().filter(|i| i % WAITED_ONE_IN == 0);
        let waits: Vec<_> = waits.map(|i| self.entry(i)).collect();
        // Whoever waits sees a menu of their own, until it is over.
        for account in waits.iter().filter(|_| self.n >= OVER).filter_map(|entry| entry.account) {
            tx.menu_shown(account, true)?;
        }
        super::apply(tx, waits.into_iter().map(Change::WaitlistJoined).collect(), at)?;
        let all = these.map(|i| self.booking(i));
        let (line, phone): (Vec<_>, Vec<_>) = all.partition(|booking| booking.account.is_some());
        let told = |booking: &Booking| {
            let account = booking.account?;
            Some(Notice::about_booking(account, NoticeKind::Booked, booking.id))
        };
        let notices = line.iter().filter_map(told).collect();
        let made = |bookings: Vec<Booking>| bookings.into_iter().map(Change::BookingMade).collect();
        let by = Actor::Account(account(0));
        tx.apply(&Decision { changes: made(line), notices }, by, at, None)?;
        let phoned = Decision { changes: made(phone), notices: Vec::new() };
        tx.apply(&phoned, Actor::Officer(OFFICER), at, None)?;
        send_all(tx, at)
    }

    fn entry(&self, i: u64) -> Entry {
        let (booking, id) = (self.booking(i), EntryId(id(6, self.number(i))));
        let joined_at = self.booked_at();
        Entry {
            id,
            person: booking.person,
            programme: booking.programme,
            dose: 1,
            party: None,
            wish: Wish::default(),
            account: booking.account,
            door: booking.door,
            joined_at,
            rank: Rank { class: 0, key: joined_at.as_millisecond(), entry: id },
            lapses: 0,
            ended: None,
        }
    }

    /// What came of these bookings: most people came, some had cancelled, some stayed away.
    fn is_over(&self, tx: &mut Tx<'_>, these: Range<u64>) -> Result<()> {
        let at = begins(self.n, -26);
        let changes = these.flat_map(|i| {
            let waited = if i % WAITED_ONE_IN == 0 { self.served(i, at) } else { Vec::new() };
            waited.into_iter().chain([self.outcome(i, at)])
        });
        let decision = Decision { changes: changes.collect(), notices: Vec::new() };
        tx.apply(&decision, Actor::Officer(OFFICER), at, None)
    }

    fn outcome(&self, i: u64, at: Timestamp) -> Change {
        let booking = self.booking(i);
        let (place, person, dose) = (booking.place(), booking.person, booking.dose);
        let recorded = |outcome| Change::OutcomeRecorded {
            booking: booking.id,
            person,
            before: None,
            outcome,
            at,
        };
        match i % 100 {
            1..=5 => {
                let reason = CancelReason::ByResident;
                Change::BookingCancelled { booking: booking.id, person, dose, place, at, reason }
            }
            6..=8 => recorded(Outcome::NoShow),
            _ => recorded(Outcome::Vaccinated),
        }
    }

    /// Somebody who waited was offered the place they have.
    fn served(&self, i: u64, at: Timestamp) -> Vec<Change> {
        let (entry, place) = (self.entry(i), self.booking(i).place());
        let offer = OfferId(id(7, self.number(i)));
        let until = at + SignedDuration::from_hours(24);
        let (entry, person, programme) = (entry.id, entry.person, entry.programme);
        let made = Offer {
            id: offer,
            entry,
            person,
            programme,
            dose: 1,
            place,
            lead: offer,
            wave: offer,
            made_at: at,
            told_from: at,
            lapses_at: until,
            closes_at: until,
            shared_from: None,
            ended: None,
        };
        let how = OfferEnd::Accepted;
        vec![
            Change::OfferMade(made),
            Change::OfferEnded { offer, entry, person, dose: 1, place, at, how, shared: false },
            Change::WaitlistLeft { entry, person, at, why: Left::Served },
        ]
    }
}

/// LINE takes whatever waits for it now.
pub(in crate::city) fn sends(tx: &mut Tx<'_>) -> Result<()> {
    send_all(tx, setting::now())
}

fn send_all(tx: &mut Tx<'_>, at: Timestamp) -> Result<()> {
    let card = "予".repeat(CARD / 3);
    for due in tx.outbox_due(at, u32::MAX)? {
        tx.outbox_claim(due.id, &card, at, at)?;
        tx.outbox_settle(due.id, &Settled::Sent(Some(due.id.to_string())), at)?;
    }
    Ok(())
}
