//! How somebody stands with every programme that goes on, dose by dose, from the rules their own pages ask.

use super::LANG;
use crate::{
    web::page::dose_name,
    words::standing::{self, Told},
};
use anyhow::{Context, Result};
use domain::{
    Actor, Applicant, Booking, Door, Entry, Ledger, Offer, OfficerId, Programme, Refusal, Slot,
    booking,
    ledger::Facts,
    person::Person,
    standing::{Judged, Standing},
    venue::Venue,
    when,
};
use jiff::Timestamp;
use std::collections::BTreeSet;
use store::Reader;

/// How they stand with a dose.
pub(super) struct Stands {
    pub(super) programme: Programme,
    pub(super) dose: u8,
    /// Its name, where there are several.
    pub(super) name: Option<String>,
    pub(super) told: Told,
    /// Their place, with the slot and the venue.
    pub(super) booked: Option<(Booking, Slot, Venue)>,
    /// What is kept for them.
    pub(super) offer: Option<Offer>,
    /// Whether they may join the waitlist, or change what would do.
    pub(super) may_wait: bool,
    /// Whether an officer's reason would open a place.
    pub(super) with_reason: bool,
}

impl Stands {
    /// The programme, and the dose where there are several.
    pub(super) fn what(&self) -> String {
        what(&self.programme, self.name.as_deref())
    }

    /// How they stand, in a sentence.
    pub(super) fn sentence(&self, now: Timestamp) -> String {
        standing::sentence(self.name.as_deref(), &self.told, now)
    }
}

/// A programme, and a dose of it where there are several.
pub(super) fn what(programme: &Programme, dose: Option<&str>) -> String {
    dose.map_or_else(|| programme.name.clone(), |dose| format!("{}の{dose}", programme.name))
}

/// The name of a dose in plain words; none where the person needs only the one.
pub(super) fn dose_words(
    programme: &Programme,
    applicant: &Applicant,
    own: &[Booking],
    dose: u8,
) -> Option<String> {
    let plan = booking::plan(programme, applicant, own);
    dose_name(LANG, &plan, dose)?;
    plan.dose(dose).ok().map(|dose| dose.name.clone())
}

/// What is known of the person for all programmes.
struct Known {
    applicant: Applicant,
    ledger: Ledger,
    waiting: Vec<Entry>,
    offers: Vec<Offer>,
    officer: OfficerId,
    now: Timestamp,
}

/// All of them: a programme that is announced or open, and one that is over while they still have a place in it.
pub(super) fn load(
    reader: &mut Reader<'_>,
    person: &Person,
    officer: OfficerId,
    now: Timestamp,
) -> Result<Vec<Stands>> {
    let persons = BTreeSet::from([person.id]);
    let known = Known {
        applicant: person.applicant(),
        ledger: reader.ledger(&persons, BTreeSet::new(), &BTreeSet::new())?,
        waiting: reader.waiting_of_persons(&persons)?,
        offers: reader.offers_of_persons(&persons)?,
        officer,
        now,
    };
    let mut all = Vec::new();
    for programme in reader.programmes()? {
        let own = known.ledger.bookings.get(&person.id).map_or(&[][..], Vec::as_slice);
        let has_place = own.iter().any(|b| b.is_live() && b.programme == programme.id);
        let over = programme.closes_at.is_some_and(|at| at <= now);
        if has_place || (programme.opens_at.is_some() && !over) {
            all.extend(of_programme(reader, &known, &programme)?);
        }
    }
    Ok(all)
}

fn of_programme(
    reader: &mut Reader<'_>,
    known: &Known,
    programme: &Programme,
) -> Result<Vec<Stands>> {
    let by = Actor::Officer(known.officer);
    let facts = known.ledger.facts(&known.applicant, programme, by);
    let slots = reader.slots_from(programme.id, when::japan_date(known.now))?;
    let venues = reader.venues_of(programme.id)?;
    let plan = booking::plan(programme, &known.applicant, &facts.bookings);
    let doses: Vec<u8> = plan.doses().iter().map(|dose| dose.number).collect();
    let mut all = Vec::new();
    for dose in doses {
        let stands = of_dose(reader, known, (programme, dose), (&facts, &slots, &venues))?;
        // What comes after a dose that is still missing is told when that is booked.
        let later = matches!(stands.told, Told::No(Refusal::PreviousDoseMissing { .. }));
        if !later || all.is_empty() {
            all.push(stands);
        }
    }
    Ok(all)
}

fn of_dose(
    reader: &mut Reader<'_>,
    known: &Known,
    (programme, dose): (&Programme, u8),
    (facts, slots, venues): (&Facts, &[Slot], &[Venue]),
) -> Result<Stands> {
    let Known { applicant, now, .. } = known;
    let at = |slot: &Slot| {
        let venue = venues.iter().find(|venue| venue.id == slot.venue);
        standing::place(slot, venue.map_or("", |venue| venue.name.as_str()))
    };
    let stands =
        domain::standing::standing((programme, dose), (applicant, facts), slots, Door::Phone, *now);
    let here = |entry: &&Entry| (entry.programme, entry.dose) == (programme.id, dose);
    let entry = known.waiting.iter().find(here);
    let live = |offer: &&Offer| {
        entry.is_some_and(|entry| offer.entry == entry.id) && offer.stands(*now).is_ok()
    };
    let offer = known.offers.iter().find(live).cloned();
    let mut booked = None;
    if let Standing::Booked { booking } = &stands {
        let own = facts.bookings.iter().find(|b| b.id == *booking);
        let own = own.context("it is one of theirs")?.clone();
        let slot = reader.slot(own.slot)?.context("a booking is in a slot")?;
        let venue = reader.venue(slot.venue)?.context("a slot is at a venue")?;
        booked = Some((own, slot, venue));
    }
    let told = match (&stands, &offer, entry) {
        (_, Some(offer), _) => {
            let slot = reader.slot(offer.place.slot)?.context("an offer is of a slot")?;
            Told::Offered { place: at(&slot), until: offer.lapses_at, kept: offer.kept(*now) }
        }
        (Standing::Full | Standing::Later(_), None, Some(entry)) => {
            Told::Waiting { place: reader.count_before(entry)? + 1 }
        }
        (stands, None, _) => of_rules(stands, booked.as_ref(), slots, at),
    };
    let known_of = (&facts.bookings[..], &facts.elsewhere[..]);
    let may = booking::may_have(programme, dose, applicant, known_of, facts.sight, *now);
    let waitlist = programme.policy.waitlist.as_ref();
    let full = matches!(stands, Standing::Full | Standing::Booked { .. });
    let closed = matches!(stands, Standing::Later(_) | Standing::No(_));
    let opens = |slot: &Slot| {
        let case = facts.case(programme, dose, slot, applicant);
        matches!(domain::standing::judge(&case, None, Door::Phone, *now), Judged::WithReason(_))
    };
    Ok(Stands {
        name: dose_words(programme, applicant, &facts.bookings, dose),
        programme: programme.clone(),
        dose,
        told,
        booked,
        may_wait: entry.is_some() || full && waitlist.is_some_and(|w| w.admits(dose, may).is_ok()),
        with_reason: closed && slots.iter().any(opens),
        offer,
    })
}

/// What the rules say, in what is told of it.
fn of_rules(
    stands: &Standing,
    booked: Option<&(Booking, Slot, Venue)>,
    slots: &[Slot],
    at: impl Fn(&Slot) -> String,
) -> Told {
    match (stands, booked) {
        (Standing::Given { on }, _) => Told::Given(*on),
        (Standing::Booked { .. }, Some((booking, slot, venue))) => Told::Booked {
            place: standing::place(slot, &venue.name),
            number: booking.number.to_string(),
        },
        (Standing::Free { slot }, _) => {
            let slot = slots.iter().find(|other| other.id == *slot);
            Told::Free { place: slot.map_or_else(String::new, at) }
        }
        (Standing::Later(possible), _) => Told::Later(*possible),
        (Standing::No(no), _) => Told::No(no.clone()),
        (Standing::Full | Standing::Booked { .. }, _) => Told::Full,
    }
}
