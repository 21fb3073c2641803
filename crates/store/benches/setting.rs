//! The town that is measured: 2,000 slots nobody can fill, and 100,000 residents who each ask once.

use anyhow::Result;
use domain::{
    AccountId, Actor, Applicant, BookingId, Change, Decision, Door, Dose, PersonId, Policy, Pool,
    PoolCount, Programme, ProgrammeId, RequestId, SessionId, Slot, SlotId, VenueId,
    command::Book,
    venue::{Session, Venue},
    when::Date,
};
use jiff::{Timestamp, ToSpan, civil::date, civil::time};
use store::{KEY_LEN, LineUser, Tx};
use uuid::Uuid;

pub(crate) const KEY: [u8; KEY_LEN] = [7; KEY_LEN];
pub(crate) const PEOPLE: u64 = 100_000;
const SESSIONS: u64 = 20;
const SLOTS_EACH: u64 = 100;
/// More than anyone asks for, so that the writer is measured and not the refusal.
const ROOM: u32 = 1_000_000;
pub(crate) const PROGRAMME: ProgrammeId = ProgrammeId(Uuid::from_u128(1));
const VENUE: VenueId = VenueId(Uuid::from_u128(1));
const ACCOUNT: AccountId = AccountId(Uuid::from_u128(1));

/// Puts residents in, of whom a booking only needs that they exist, with as many bytes as real ones have.
pub(crate) const PEOPLE_LITE: &str = "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n \
    WHERE i < 99999) INSERT INTO person (id, sealed_key, sealed, saved_at) \
    SELECT printf('00000000-0000-0000-0000-%012x', i), randomblob(60), randomblob(230), 0 FROM n";
pub(crate) const PEOPLE_PG: &str = "INSERT INTO person (id, sealed_key, sealed, saved_at) \
    SELECT '00000000-0000-0000-0000-' || lpad(to_hex(i), 12, '0'), decode(repeat('5a', 60), 'hex'), \
    decode(repeat('5a', 230), 'hex'), 0 FROM generate_series(0, 99999) AS i";

/// Lets the account act for all of them.
pub(crate) const LINKS: &str = "INSERT INTO account_person (account_id, person_id, linked_at) \
    SELECT a.id, p.id, 0 FROM account a, person p";

pub(crate) fn now() -> Timestamp {
    Timestamp::from_second(1_790_000_000).expect("an instant of this century")
}

/// Sets the town up through the store itself.
pub(crate) fn set_up(tx: &mut Tx<'_>) -> Result<()> {
    tx.account_for(&LineUser("U-bench".to_owned()), ACCOUNT, now())?;
    let name = "新型コロナワクチン".to_owned();
    let dose = Dose { number: 1, name: "1回目".to_owned(), ..Dose::default() };
    let policy = Policy { doses: vec![dose], ..Policy::default() };
    let programme =
        Programme { id: PROGRAMME, name, opens_at: Some(now()), closes_at: None, policy };
    let (name, address, access) = ("中央公民館".to_owned(), "北町1".to_owned(), String::new());
    let venue = Venue { id: VENUE, name, address, access, room: None };
    let mut changes = vec![Change::ProgrammeSaved(programme), Change::VenueSaved(venue)];
    for n in 0..SESSIONS {
        let id = SessionId(Uuid::from_u128(n.into()));
        let session =
            Session { id, programme: PROGRAMME, venue: VENUE, date: day(n), product: None };
        changes.push(Change::SessionSaved(session));
        changes.extend((0..SLOTS_EACH).map(|m| Change::SlotSaved(slot(id, n, m))));
    }
    tx.apply(&Decision { changes, notices: Vec::new() }, Actor::System, now(), None)
}

fn day(n: u64) -> Date {
    let days = i64::try_from(n).expect("a few days");
    date(2027, 4, 1).saturating_add(days.days())
}

fn slot(session: SessionId, n: u64, m: u64) -> Slot {
    let hour = i8::try_from(9 + m % 8).expect("an hour of the day");
    Slot {
        id: slot_id(n * SLOTS_EACH + m),
        session,
        programme: PROGRAMME,
        venue: VENUE,
        date: day(n),
        starts: time(hour, 0, 0, 0),
        ends: time(hour + 1, 0, 0, 0),
        product: None,
        closed_at: None,
        pools: vec![PoolCount::of(Pool::Public, ROOM)],
        quotas: Vec::new(),
    }
}

fn slot_id(n: u64) -> SlotId {
    SlotId(Uuid::from_u128(n.into()))
}

/// The n-th resident's wish: somewhere among all slots, or in the hot one.
pub(crate) fn wish(n: u64, hot: bool) -> Book {
    let id = Uuid::from_u128(n.into());
    // A step that shares no factor with the number of slots visits each in turn.
    let slot = if hot { 0 } else { n * 1_009 % (SESSIONS * SLOTS_EACH) };
    let applicant = Applicant::born(PersonId(id), date(1957, 4, 1));
    Book {
        id: BookingId(id),
        once: RequestId(id),
        applicant,
        programme: PROGRAMME,
        dose: 1,
        slot: slot_id(slot),
        door: Door::Line,
        account: Some(ACCOUNT),
        exception: None,
        hold: None,
        by: Actor::Account(ACCOUNT),
        at: now(),
    }
}
