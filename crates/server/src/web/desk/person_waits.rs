//! What a person waits for, on their page at the desk: where they stand, what is kept for them, why places went by
//! them, and what else they may wait for.

use crate::words::{dates, history, pools, waits};
use anyhow::Result;
use domain::{
    Actor, Entry, Offer, PersonId, Programme, SlotId, booking, person::Person, waitlist::PassedBy,
};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use store::Reader;

/// How many places that went by somebody are told; the rest stand in the history.
const TOLD_MOST: usize = 10;

/// The part of the page.
#[derive(Clone)]
pub(super) struct Waits {
    pub(super) entries: Vec<Row>,
    /// What they may wait for besides.
    pub(super) others: Vec<Other>,
}

/// One entry.
#[derive(Clone)]
pub(super) struct Row {
    pub(super) what: String,
    pub(super) url: String,
    pub(super) place: u32,
    pub(super) since: String,
    pub(super) told: &'static str,
    pub(super) wish: String,
    /// With whom they wait: names and pages.
    pub(super) with: Vec<(String, String)>,
    /// What is kept for them, and until when.
    pub(super) offered: Option<String>,
    pub(super) passed: Vec<String>,
    pub(super) more: usize,
}

/// What they may wait for.
#[derive(Clone)]
pub(super) struct Other {
    pub(super) what: String,
    pub(super) url: String,
}

/// Everything of it.
pub(super) fn load(reader: &mut Reader<'_>, person: &Person, now: Timestamp) -> Result<Waits> {
    let persons = BTreeSet::from([person.id]);
    let waiting = reader.waiting_of_persons(&persons)?;
    let offers = reader.offers_of_persons(&persons)?;
    let programmes = reader.programmes()?;
    let mut rows = Vec::new();
    for entry in &waiting {
        let live = |offer: &&Offer| offer.entry == entry.id && offer.is_live();
        let programme = programmes.iter().find(|programme| programme.id == entry.programme);
        rows.push(row(reader, (entry, programme), offers.iter().find(live))?);
    }
    let others = others(reader, person, (&programmes, &waiting), now)?;
    Ok(Waits { entries: rows, others })
}

fn row(
    reader: &mut Reader<'_>,
    (entry, programme): (&Entry, Option<&Programme>),
    offer: Option<&Offer>,
) -> Result<Row> {
    let passed = reader.passed_by(entry.id)?;
    let shown = passed.len().min(TOLD_MOST);
    let slots = passed[..shown].iter().map(|(slot, ..)| *slot);
    let slots = slots.chain(offer.map(|offer| offer.place.slot)).collect();
    let venues = reader.venues_of(entry.programme)?;
    let place = |slot: &domain::Slot| {
        let venue = venues.iter().find(|venue| venue.id == slot.venue);
        let venue = venue.map_or("", |venue| venue.name.as_str());
        (slot.id, format!("{} {} {venue}", dates::short(slot.date), dates::clock(slot.starts)))
    };
    let places: BTreeMap<_, _> = reader.slots_by_ids(&slots)?.iter().map(place).collect();
    let named = |slot: &SlotId| places.get(slot).cloned().unwrap_or_default();
    let told = |(slot, at, why): &(SlotId, Timestamp, PassedBy)| {
        format!("{}（{} に空いた枠）：{}", named(slot), dates::stamp(*at), history::why_passed(why))
    };
    let mut mates = reader.waiting_of_parties(&entry.party.into_iter().collect())?;
    mates.retain(|mate| mate.id != entry.id);
    let people = reader.people(&mates.iter().map(|mate| mate.person).collect())?;
    let page =
        |person: &Person| (person.details.name.clone(), format!("/desk/people/{}", person.id));
    Ok(Row {
        what: what(programme, entry.dose),
        url: url(entry.person, entry.programme, entry.dose),
        place: reader.count_before(entry)? + 1,
        since: format!("{}（{}）", dates::instant(entry.joined_at), pools::door(entry.door)),
        told: if entry.account.is_some() { "LINE" } else { "電話" },
        with: mates.iter().filter_map(|mate| people.get(&mate.person)).map(page).collect(),
        wish: waits::wish(&entry.wish, &venues),
        offered: offer.map(|offer| {
            format!("{}（{} まで）", named(&offer.place.slot), dates::instant(offer.lapses_at))
        }),
        passed: passed[..shown].iter().map(told).collect(),
        more: passed.len() - shown,
    })
}

/// What the rules let this person have, or have earlier, of the programmes that have a waitlist.
fn others(
    reader: &mut Reader<'_>,
    person: &Person,
    (programmes, waiting): (&[Programme], &[Entry]),
    now: Timestamp,
) -> Result<Vec<Other>> {
    let (by, applicant) = (Actor::System, person.applicant());
    let persons = BTreeSet::from([person.id]);
    let ledger = reader.ledger(&persons, BTreeSet::new(), &BTreeSet::new())?;
    let mut others = Vec::new();
    for programme in programmes {
        let Some(policy) = &programme.policy.waitlist else { continue };
        let facts = ledger.facts(&applicant, programme, by);
        let plan = booking::plan(programme, &applicant, &facts.bookings);
        let known = (&facts.bookings[..], &facts.elsewhere[..]);
        for dose in plan.doses() {
            let here = |e: &Entry| (e.programme, e.dose) == (programme.id, dose.number);
            let may =
                booking::may_have(programme, dose.number, &applicant, known, facts.sight, now);
            if policy.admits(dose.number, may).is_ok() && !waiting.iter().any(here) {
                let url = url(person.id, programme.id, dose.number);
                others.push(Other { what: what(Some(programme), dose.number), url });
            }
        }
    }
    Ok(others)
}

/// A programme and a dose of it.
pub(super) fn what(programme: Option<&Programme>, dose: u8) -> String {
    let name = programme.map_or("", |programme| programme.name.as_str());
    format!("{name} {dose}回目")
}

/// Where an officer joins, changes or leaves for somebody.
pub(super) fn url(person: PersonId, programme: domain::ProgrammeId, dose: u8) -> String {
    format!("/desk/people/{person}/wait/{programme}/{dose}")
}
