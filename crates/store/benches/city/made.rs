//! The towns that are measured, made by the store's own writes: people sealed and findable, and beside the one programme
//! that is the same in each town what a city has offered in five years ([`Campaign`]). Reminders and residents' sign-ins
//! are left out.

mod campaign;

use crate::{bare::Client, search, setting};
use anyhow::{Result, ensure};
pub(super) use campaign::sends;
use campaign::{CAMPAIGNS, Campaign, venues};
use domain::{
    AccountId, Actor, Booking, BookingNumber, Change, Decision, Dose, Duty, LinkedBy, OfficerId,
    Policy, Pool, Programme, ProgrammeId, Role, SessionId, SlotId, programme::PoolRelease,
    waitlist::Waitlist, when::Date,
};
use jiff::{SignedDuration, Timestamp, civil::time};
use std::ops::Range;
use store::{Allowance, Keys, LineUser, Officer, SignIn, Store, Tx, Url, Who};
use uuid::Uuid;

/// Rows of a kind that are written in one transaction.
pub(super) const CHUNK: u64 = 5_000;
/// Bookings of the programme that is measured, one of so many of the first residents: the same in every town.
const SEATS: u64 = 2_400;
pub(super) const ONE_IN: u64 = 10;
/// Booking numbers above those of the seats.
const NUMBERS_FROM: u64 = 10_000;
/// One in so many has mistyped a voucher lately.
const MISTYPED_ONE_IN: u64 = 100;
pub(super) const OFFICER: OfficerId = OfficerId(Uuid::from_u128(1));
/// What the officer's cookie carries, and that of the first resident.
pub(super) const SECRETS: [&str; 2] = ["the-officer-of-the-bench", "a-resident-of-the-bench"];

/// How large a town is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size {
    pub(super) people: u64,
    /// Besides those of the programme that is measured.
    pub(super) bookings: u64,
}

impl Size {
    /// Nobody has a place in a programme twice.
    pub(super) fn is_possible(self) -> Result<()> {
        let Self { people, bookings } = self;
        ensure!(people >= SEATS, "a town has {SEATS} people at least");
        ensure!(bookings / CAMPAIGNS <= people, "no more than {CAMPAIGNS} bookings each");
        Ok(())
    }

    /// Somebody who has a booking, and its number.
    pub(super) fn booked(self, by: u64) -> (u64, BookingNumber) {
        let each = self.bookings / CAMPAIGNS;
        if each == 0 {
            let n = by % SEATS / ONE_IN * ONE_IN;
            return (n, BookingNumber::from_counter(n));
        }
        let campaign = Campaign::new(by % CAMPAIGNS, self);
        let booking = campaign.booking(by / CAMPAIGNS % each);
        (campaign.person(by / CAMPAIGNS % each), booking.number)
    }
}

/// Every fifth two and the one after have no telephone with LINE.
pub(super) fn has_line(n: u64) -> bool {
    n % 5 < 3
}

pub(super) fn account(n: u64) -> AccountId {
    AccountId(Uuid::from_u128(u128::from(n) + 2))
}

/// An id of its kind. They grow as time does, as real ones do.
const fn id(kind: u32, n: u64) -> Uuid {
    Uuid::from_u128((kind as u128) << 96 | n as u128)
}

/// Makes a town in an empty database.
pub(super) async fn make(store: &Store, url: &Url, size: Size) -> Result<()> {
    store.write(setting::set_up).await?;
    store.write(sets_out).await?;
    for first in (0..size.people).step_by(usize::try_from(CHUNK)?) {
        let these = first..size.people.min(first + CHUNK);
        store.write(move |tx| move_in(tx, these)).await?;
    }
    store.write(book_seats).await?;
    if size.bookings > 0 {
        store.write(|tx| apply(tx, venues(), long_ago())).await?;
        for n in 0..CAMPAIGNS {
            eprintln!("campaign {} of {CAMPAIGNS}", n + 1);
            Campaign::new(n, size).take_place(store).await?;
        }
        let mistyped = size.people / MISTYPED_ONE_IN;
        store.write(move |tx| (0..mistyped).try_for_each(|n| mistypes(tx, n))).await?;
    }
    let numbers = NUMBERS_FROM + size.bookings;
    let counted = format!("UPDATE counter SET value = {numbers} WHERE name = 'booking_number'");
    Client::of(url)?.batch(&counted)
}

/// When the people came onto the roster.
fn long_ago() -> Timestamp {
    campaign::begins(0, 60)
}

fn apply(tx: &mut Tx<'_>, changes: Vec<Change>, at: Timestamp) -> Result<()> {
    tx.apply(&Decision { changes, notices: Vec::new() }, Actor::System, at, None)
}

/// The rules of every programme: a waitlist, reminders, and a pool that becomes everybody's.
fn policy() -> Policy {
    let dose = Dose { number: 1, name: "1回目".to_owned(), ..Dose::default() };
    let release = PoolRelease { pool: Pool::CallCentre, days_before: 3, at: time(9, 0, 0, 0) };
    let bring = ["接種券（届いた封筒ごと）", "本人確認ができるもの", "記入した予診票"];
    Policy {
        doses: vec![dose],
        waitlist: Some(Waitlist::default()),
        pool_releases: vec![release],
        bring: bring.map(str::to_owned).to_vec(),
        ..Policy::default()
    }
}

/// The programme that is measured gets rules like the others, and the desk an officer.
fn sets_out(tx: &mut Tx<'_>) -> Result<()> {
    let at = long_ago();
    let officer = Officer {
        id: OFFICER,
        login: "bench".to_owned(),
        name: "保健師".to_owned(),
        password: String::new(),
        duty: Duty::everywhere(Role::Administrator),
        disabled_at: None,
    };
    tx.save_officer(&officer, Actor::System, at)?;
    let programme = tx.programme(setting::PROGRAMME)?;
    let programme = programme.into_iter().map(|mut programme| {
        programme.policy = policy();
        Change::ProgrammeSaved(programme)
    });
    apply(tx, programme.collect(), at)
}

/// Where people book while it is measured: beside the programme that is looked at, which stays as it is.
pub(super) const PRESSED: ProgrammeId = ProgrammeId(id(9, 0));

pub(super) fn pressed_slot(n: u64) -> SlotId {
    SlotId(id(9, n % 2_000))
}

/// Sets that programme up, with the days and slots of the other, unless a city has it since another time.
pub(super) fn presses(tx: &mut Tx<'_>) -> Result<()> {
    if tx.programme(PRESSED)?.is_some() {
        return Ok(());
    }
    let Some(like) = tx.programme(setting::PROGRAMME)? else { return Ok(()) };
    let (mut sessions, mut slots) = (tx.sessions_of(like.id)?, tx.slots_from(like.id, Date::MIN)?);
    let mut changes = vec![Change::ProgrammeSaved(Programme { id: PRESSED, ..like })];
    for session in &mut sessions {
        (session.id, session.programme) = (SessionId(again(session.id.0)), PRESSED);
    }
    changes.extend(sessions.into_iter().map(Change::SessionSaved));
    for slot in &mut slots {
        (slot.id, slot.programme) = (SlotId(again(slot.id.0)), PRESSED);
        slot.session = SessionId(again(slot.session.0));
    }
    changes.extend(slots.into_iter().map(Change::SlotSaved));
    apply(tx, changes, long_ago())
}

/// The same number of another kind.
fn again(like: Uuid) -> Uuid {
    Uuid::from_u128(id(9, 0).as_u128() + like.as_u128())
}

/// Signs the officer and a resident in, for as long as anybody measures.
pub(super) fn signs_in(tx: &mut Tx<'_>) -> Result<()> {
    let expires_at = setting::now() + SignedDuration::from_hours(24 * 365 * 50);
    let keys = Keys::derive(&setting::KEY);
    let [desk, own] = SECRETS.map(|secret| keys.token("sign_in", secret));
    for known in [&desk, &own] {
        tx.remove_sign_in(known)?;
    }
    let officer = SignIn { who: Who::Officer(OFFICER), expires_at };
    tx.officer_signs_in(&desk, &officer, "", setting::now())?;
    tx.add_sign_in(&own, &SignIn { who: Who::Account(account(1)), expires_at }, setting::now())
}

/// People, the telephones of those who have LINE, and an event of each of these.
fn move_in(tx: &mut Tx<'_>, these: Range<u64>) -> Result<()> {
    let at = long_ago();
    let mut changes: Vec<_> =
        these.clone().map(|n| Change::PersonSaved(search::person(n))).collect();
    for n in these.filter(|n| has_line(*n)) {
        let (account, event) = (account(n), format!("event-{n}"));
        tx.account_for(&LineUser(format!("U{n:032x}")), account, at)?;
        tx.account_followed(account, at)?;
        tx.inbox_put(&event, b"{}", at)?;
        tx.inbox_done(&event, at)?;
        let person = search::person_id(n);
        changes.push(Change::PersonLinked { account, person, by: LinkedBy::Counter });
    }
    apply(tx, changes, at)
}

/// All in the first session of the programme.
fn book_seats(tx: &mut Tx<'_>) -> Result<()> {
    let seat = |n: u64| Booking {
        slot: SlotId(Uuid::from_u128(u128::from(n / ONE_IN % 100))),
        ..search::booking(n)
    };
    let seats = (0..SEATS).filter(|n| n % ONE_IN == 0).map(seat);
    apply(tx, seats.map(Change::BookingMade).collect(), long_ago())
}

/// A voucher that leads nowhere is counted against whoever typed it.
pub(super) fn mistypes(tx: &mut Tx<'_>, n: u64) -> Result<()> {
    let token = Keys::derive(&setting::KEY).token("mistyped", &n.to_string());
    let within = SignedDuration::from_hours(24);
    tx.count_failure(&[Allowance { token, most: 10, within }], setting::now())
}
