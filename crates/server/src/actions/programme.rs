//! Setting a programme up: made from a template, given other rules, opened. All of it goes through the opening
//! check, on facts loaded beside the writer's queue and looked at again inside it.

pub mod areas;
pub mod make;
pub mod open;
pub mod save;

use anyhow::{Context, Result};
use domain::{
    Actor, Booking, Decision, Listed, Programme, ProgrammeId, Refusal, SlotId,
    booking::Elsewhere,
    opening::{self, Finding, Setup},
    reshape::Shape,
    when::{self, Date},
};
use jiff::{Timestamp, civil::Time};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::{Reader, Store, WriteError};

/// A programme with all that is set up for it, and everyone on the roster.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The programme and what is set up for it.
    pub setup: Setup,
    /// Everyone on the roster, with their bookings in the programme.
    pub roster: Vec<Listed>,
    /// How many wait for a freed place of it.
    pub waiting: u32,
}

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled {
    /// Done.
    Done,
    /// The rules say no, and this is what the check found.
    Refused(Refusal, Vec<Finding>),
    /// Someone else changed the programme or its places meanwhile; nothing was stored.
    Changed,
}

/// Loads everything the opening check and the preview of a change look at.
pub fn facts(reader: &mut Reader<'_>, id: ProgrammeId, today: Date) -> Result<Option<Facts>> {
    let Some(setup) = setup(reader, id, today)? else { return Ok(None) };
    let mut own: HashMap<_, Vec<Booking>> = HashMap::new();
    for booking in reader.bookings_of_programme(id)? {
        own.entry(booking.person).or_default().push(booking);
    }
    let mut elsewhere: HashMap<_, Vec<Elsewhere>> = HashMap::new();
    for other in reader.programmes()?.iter().filter(|other| other.id != id) {
        for booking in reader.bookings_of_programme(other.id)? {
            let there = Elsewhere::of(&booking, other);
            elsewhere.entry(booking.person).or_default().extend(there);
        }
    }
    let listed = |applicant: domain::Applicant| Listed {
        bookings: own.remove(&applicant.person).unwrap_or_default(),
        elsewhere: elsewhere.remove(&applicant.person).unwrap_or_default(),
        applicant,
    };
    let roster = reader.applicants()?.into_iter().map(listed).collect();
    Ok(Some(Facts { setup, roster, waiting: reader.count_waiting(id)? }))
}

fn setup(reader: &mut Reader<'_>, id: ProgrammeId, today: Date) -> Result<Option<Setup>> {
    let Some(programme) = reader.programme(id)? else { return Ok(None) };
    let venues = reader.venues_of(id)?;
    let at_ours: BTreeSet<_> = venues.iter().map(|venue| venue.id).collect();
    let mut elsewhere = Vec::new();
    for other in reader.programmes()?.iter().filter(|other| other.id != id) {
        elsewhere.extend(reader.slots_from(other.id, today)?);
    }
    elsewhere.retain(|slot| at_ours.contains(&slot.venue));
    let sessions = reader.sessions_of(id)?;
    let slots = reader.slots_from(id, Date::MIN)?;
    Ok(Some(Setup { programme, venues, sessions, slots, elsewhere }))
}

/// What the check finds in a programme as it stands.
pub async fn check(
    store: &Store,
    id: ProgrammeId,
    now: Timestamp,
) -> Result<Option<(Facts, Vec<Finding>)>> {
    let found = load(store, id, now).await?.map(|facts| {
        let findings = opening::check(&facts.setup, &facts.roster, now);
        (facts, findings)
    });
    Ok(found)
}

/// What programmes are called.
pub async fn names(store: &Store) -> Result<BTreeMap<ProgrammeId, String>> {
    let all = store.read(|reader| reader.programmes()).await.context("reading the programmes")?;
    Ok(all.into_iter().map(|programme| (programme.id, programme.name)).collect())
}

/// The same facts from outside a read.
pub async fn load(store: &Store, id: ProgrammeId, now: Timestamp) -> Result<Option<Facts>> {
    let today = when::japan_date(now);
    store.read(move |reader| facts(reader, id, today)).await.context("reading the programme")
}

/// Stores a decision made on these facts, if the programme and its places are still as they were. Bookings may
/// have come in meanwhile.
async fn store_if_unchanged(
    store: &Store,
    before: Setup,
    decision: Decision,
    by: Actor,
    now: Timestamp,
    why: String,
) -> Result<Settled, WriteError> {
    let today = when::japan_date(now);
    store
        .write(move |tx| {
            let there = setup(tx, before.programme.id, today)?;
            if there.is_none_or(|there| shape(&there) != shape(&before)) {
                return Ok(Settled::Changed);
            }
            tx.apply(&decision, by, now, Some(&why))?;
            Ok(Settled::Done)
        })
        .await
}

type SlotShape = (SlotId, Date, Time, Time, Option<Timestamp>, Option<String>, String);

/// What of a setup bookings do not change.
fn shape(setup: &Setup) -> (&Programme, &[domain::venue::Venue], Vec<SlotShape>) {
    let slots = setup.slots.iter().map(|slot| {
        let version = Shape::of(slot).to_string();
        let (product, closed_at) = (slot.product.clone(), slot.closed_at);
        (slot.id, slot.date, slot.starts, slot.ends, closed_at, product, version)
    });
    (&setup.programme, &setup.venues, slots.collect())
}
