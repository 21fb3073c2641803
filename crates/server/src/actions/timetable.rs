//! Slots made by a timetable: previewed, made, taken back. The writer makes the plan again on the facts of its own
//! transaction; what was shown only says whether anybody else was there meanwhile.

mod make;
mod undo;

pub use make::{Made, make};
pub use undo::{Undone, is_newest, undo, would_undo};

use anyhow::Result;
use domain::{
    Change, Listed, Programme, ProgrammeId, RunId, Slot, SlotId, TimetableId, VenueId,
    opening::{self, Finding, Setup, Severity},
    reshape::Shape,
    timetable::{self, Around, Plan, Timetable},
    venue::{Session, Venue},
    when::{self, Date},
};
use jiff::Timestamp;
use std::{
    collections::{BTreeMap, BTreeSet},
    hash::{DefaultHasher, Hash, Hasher},
};
use store::Reader;
use uuid::Uuid;

/// What stands at a venue, and around it.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The programme.
    pub programme: Programme,
    /// The venue.
    pub venue: Venue,
    venues: Vec<Venue>,
    sessions: Vec<Session>,
    slots: Vec<Slot>,
    elsewhere: Vec<Slot>,
    here: Vec<Slot>,
    sessions_here: Vec<Session>,
    own: BTreeMap<SlotId, RunId>,
    used: BTreeSet<SlotId>,
    now: Timestamp,
}

/// Everybody on the roster against the places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// How many people the programme is meant for.
    pub people: usize,
    /// How many places all of them take.
    pub wanted: usize,
    /// How many places to come there are then, everywhere.
    pub places: u32,
}

/// What a timetable would do.
#[derive(Clone, Debug)]
pub struct Preview {
    /// What stands there now.
    pub standing: Standing,
    /// What becomes of each slot.
    pub plan: Plan,
    /// Whether that is nothing at all.
    pub is_nothing: bool,
    /// What the opening check finds in it that it does not find now.
    pub findings: Vec<Finding>,
    /// The places against the roster.
    pub wanted: Wanted,
}

/// Loads what stands there; none where programme or venue are not known.
pub fn standing(
    reader: &mut Reader<'_>,
    (programme, venue): (ProgrammeId, VenueId),
    of: TimetableId,
    now: Timestamp,
) -> Result<Option<Standing>> {
    let today = when::japan_date(now);
    let Some(programme) = reader.programme(programme)? else { return Ok(None) };
    let Some(venue) = reader.venue(venue)? else { return Ok(None) };
    let mut elsewhere = Vec::new();
    for other in reader.programmes()?.iter().filter(|other| other.id != programme.id) {
        elsewhere.extend(reader.slots_from(other.id, today)?);
    }
    elsewhere.retain(|slot| slot.venue == venue.id);
    let mut venues = reader.venues_of(programme.id)?;
    venues.retain(|other| other.id != venue.id);
    venues.push(venue.clone());
    let (sessions, slots) =
        (reader.sessions_of(programme.id)?, reader.slots_from(programme.id, today)?);
    let is_here = |at: VenueId| at == venue.id;
    Ok(Some(Standing {
        here: slots.iter().filter(|slot| is_here(slot.venue)).cloned().collect(),
        sessions_here: sessions.iter().filter(|one| is_here(one.venue)).cloned().collect(),
        own: reader.made_by(of)?,
        used: reader.used_of(of)?,
        programme,
        venue,
        venues,
        sessions,
        slots,
        elsewhere,
        now,
    }))
}

impl Standing {
    /// What the rules look at.
    pub fn around(&self) -> Around<'_> {
        Around {
            slots: &self.here,
            own: &self.own,
            used: &self.used,
            sessions: &self.sessions_here,
            policy: &self.programme.policy,
            now: self.now,
        }
    }

    /// Tells one shape of the place from another. Bookings do not change it.
    pub fn version(&self) -> String {
        let mut hasher = DefaultHasher::new();
        for slot in &self.here {
            (slot.id.0, slot.date, slot.starts, slot.ends).hash(&mut hasher);
            (&slot.product, Shape::of(slot)).hash(&mut hasher);
            for quota in &slot.quotas {
                (quota.dose, quota.capacity).hash(&mut hasher);
            }
        }
        let policy = &self.programme.policy;
        policy.closures.hash(&mut hasher);
        for product in &policy.products {
            (&product.code, product.vial).hash(&mut hasher);
        }
        format!("{:x}", hasher.finish())
    }

    /// What the opening check finds once these changes are made, and did not find before.
    fn findings(&self, changes: &[Change]) -> Vec<Finding> {
        let setup = |(sessions, slots)| Setup {
            programme: self.programme.clone(),
            venues: self.venues.clone(),
            sessions,
            slots,
            elsewhere: self.elsewhere.clone(),
        };
        let before = setup((self.sessions.clone(), self.slots.clone()));
        let after = setup(timetable::after(&self.sessions, &self.slots, changes));
        let known = opening::check_places(&before, self.now);
        let mut found = opening::check_places(&after, self.now);
        found.retain(|finding| !known.contains(finding) && is_of_a_timetable(finding));
        found
    }

    fn wanted(&self, changes: &[Change], roster: &[Listed]) -> Wanted {
        let (sessions, slots) = timetable::after(&self.sessions, &self.slots, changes);
        let open = slots.iter().filter(|slot| slot.closed_at.is_none());
        let of_slot = |slot: &Slot| slot.pools.iter().map(|count| count.capacity).sum::<u32>();
        let places = open.map(of_slot).fold(0, u32::saturating_add);
        let setup = Setup {
            programme: self.programme.clone(),
            venues: self.venues.clone(),
            sessions,
            slots,
            elsewhere: Vec::new(),
        };
        let (people, wanted) = opening::wanted(&setup, roster, self.now);
        Wanted { people, wanted, places }
    }
}

/// Findings that a timetable can bring about. The next dose is planned after the first, so its places may be still
/// to come; the opening check asks for them.
fn is_of_a_timetable(finding: &Finding) -> bool {
    matches!(
        finding,
        Finding::TooFarAhead { .. }
            | Finding::UnknownProduct { .. }
            | Finding::PastValidity { .. }
            | Finding::WithoutProduct { .. }
            | Finding::ClosedDay { .. }
            | Finding::Holiday { .. }
            | Finding::EndsNotAfterStart { .. }
            | Finding::NoPlaces { .. }
            | Finding::QuotaUnknown { .. }
            | Finding::VialsNotWhole { .. }
            | Finding::Overlap { .. }
            | Finding::HallShared { .. }
            | Finding::BeyondRoom { .. }
            | Finding::ExtraZero { .. }
            | Finding::MissingZero { .. }
    )
}

/// Whether it may not be made like this.
pub fn stops(finding: &Finding) -> bool {
    finding.severity() == Severity::Stops
}

/// What the timetable would do on these facts.
pub fn preview(standing: Standing, timetable: &Timetable, roster: &[Listed]) -> Preview {
    let plan = timetable::plan(timetable, &standing.around());
    let mut n = 0;
    let changes = plan.changes(&standing.around(), || {
        n += 1;
        Uuid::from_u128(n)
    });
    let (mut findings, wanted) = (standing.findings(&changes), standing.wanted(&changes, roster));
    let twice = wanted.wanted.saturating_mul(2);
    if wanted.people > 0 && wanted.places as usize > twice {
        let Wanted { places, wanted, .. } = wanted;
        findings.push(Finding::ManyPlaces { places, wanted });
    }
    Preview { is_nothing: changes.is_empty(), standing, plan, findings, wanted }
}

/// The day it is in Japan, before which no slot is looked at.
pub fn today(now: Timestamp) -> Date {
    when::japan_date(now)
}
