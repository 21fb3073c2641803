//! Those whom somebody who waits may wait with: the boxes of the form, for residents and at the desk.

use super::{page::dose_name, wishes::Tick};
use crate::words::Lang;
use anyhow::Result;
use domain::{Actor, Entry, Ledger, PersonId, Programme, Refusal, booking, person::Person};
use jiff::Timestamp;
use std::collections::BTreeSet;
use store::Reader;

/// The field they are ticked in.
const FIELD: &str = "with";
/// The most who may wait together: enough for a large family.
const MOST: usize = 8;

/// Somebody who may be ticked.
pub(super) struct Companion {
    pub(super) person: PersonId,
    pub(super) dose: u8,
    pub(super) name: String,
    pub(super) tick: Tick,
}

/// For what somebody waits, and who asks.
#[derive(Clone, Copy)]
pub(super) struct Waits<'a> {
    pub(super) programme: &'a Programme,
    pub(super) dose: u8,
    /// Their entry, if they wait already.
    pub(super) entry: Option<&'a Entry>,
    pub(super) by: Actor,
    pub(super) now: Timestamp,
}

/// Those of these persons who may wait for the same dose, or else for the only one they may have. Who waits together now
/// is ticked.
pub(super) fn companions(
    reader: &mut Reader<'_>,
    lang: Lang,
    waits: Waits<'_>,
    persons: &BTreeSet<PersonId>,
) -> Result<Vec<Companion>> {
    let mut waiting = reader.waiting_of_persons(persons)?;
    waiting.retain(|entry| entry.programme == waits.programme.id);
    let people = reader.people(persons)?;
    let ledger = reader.ledger(persons, BTreeSet::new(), &BTreeSet::new())?;
    let party = waits.entry.and_then(|entry| entry.party);
    let mut all = Vec::new();
    for person in persons.iter().filter_map(|id| people.get(id)) {
        let own: Vec<&Entry> = waiting.iter().filter(|entry| entry.person == person.id).collect();
        let along = own.iter().find(|entry| party.is_some() && entry.party == party);
        let dose = match along {
            Some(entry) => Some(entry.dose),
            None => dose_for(&ledger, waits, person),
        };
        let Some(dose) = dose else { continue };
        let applicant = person.applicant();
        let facts = ledger.facts(&applicant, waits.programme, waits.by);
        let plan = booking::plan(waits.programme, &applicant, &facts.bookings);
        let name = person.details.name.clone();
        let label = lang.person(&name).and(dose_name(lang, &plan, dose));
        let value = format!("{}.{dose}", person.id);
        let tick = Tick { value, label, on: along.is_some() };
        all.push(Companion { person: person.id, dose, name, tick });
    }
    Ok(all)
}

/// The dose somebody may wait for along with another: the same one, or else the only one. Who may choose among several waits
/// by themselves.
fn dose_for(ledger: &Ledger, waits: Waits<'_>, person: &Person) -> Option<u8> {
    let policy = waits.programme.policy.waitlist.as_ref()?;
    let sight = ledger.sight(waits.by, person.id).ok()?;
    let applicant = person.applicant();
    let facts = ledger.facts(&applicant, waits.programme, waits.by);
    let known = (&facts.bookings[..], &facts.elsewhere[..]);
    let may = |dose: &u8| {
        let may = booking::may_have(waits.programme, *dose, &applicant, known, sight, waits.now);
        policy.admits(*dose, may).is_ok()
    };
    let plan = booking::plan(waits.programme, &applicant, &facts.bookings);
    let doses: Vec<u8> = plan.doses().iter().map(|dose| dose.number).filter(may).collect();
    match doses[..] {
        [only] => Some(only),
        _ => doses.contains(&waits.dose).then_some(waits.dose),
    }
}

/// Who was ticked; none if a field is not one of those of the form, or they are too many.
pub(super) fn read(fields: &[(String, String)]) -> Option<Vec<(PersonId, u8)>> {
    let one = |value: &str| {
        let (person, dose) = value.split_once('.')?;
        Some((person.parse().ok()?, dose.parse().ok()?))
    };
    let ticked = fields.iter().filter(|(name, _)| name == FIELD);
    let all: Vec<_> = ticked.map(|(_, value)| one(value)).collect::<Option<_>>()?;
    (all.len() < MOST).then_some(all)
}

/// Ticks who was ticked.
pub(super) fn tick(all: &mut [Companion], chosen: &[(PersonId, u8)]) {
    for one in all {
        one.tick.on = chosen.contains(&(one.person, one.dose));
    }
}

/// Whom a refusal stops, of somebody and those who were ticked, where it stops one of several; and why.
pub(super) fn stopped<'n>(
    no: &Refusal,
    own: &'n str,
    (chosen, all): (&[(PersonId, u8)], &'n [Companion]),
) -> Option<(&'n str, Refusal)> {
    let Refusal::OneOfThem { index, why } = no else { return None };
    let other = index.checked_sub(1).and_then(|at| chosen.get(at));
    let named = |(person, _): &(PersonId, u8)| {
        all.iter().find(|one| one.person == *person).map(|one| one.name.as_str())
    };
    Some((other.and_then(named).unwrap_or(own), Refusal::clone(why)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_was_ticked_is_read_and_nothing_else() {
        let id = uuid::Uuid::from_u128(7);
        let field = |value: &str| ("with".to_owned(), value.to_owned());
        assert_eq!(read(&[field(&format!("{id}.2"))]), Some(vec![(PersonId(id), 2)]));
        assert_eq!(read(&[("venue".to_owned(), "x".to_owned())]), Some(Vec::new()));
        for bad in ["", "7.1", &format!("{id}"), &format!("{id}.x"), &format!("{id}.300")] {
            assert_eq!(read(&[field(bad)]), None, "{bad}");
        }
        let many = vec![field(&format!("{id}.1")); MOST];
        assert_eq!(read(&many), None, "more than a family");
    }
}
