//! Where everyone on the roster stands with a programme. Records are opened a few at a time and only what is counted
//! is kept, so that a city's roster does not fill the memory.

use anyhow::Result;
use domain::{
    Booking, PersonId, Programme, ProgrammeId,
    age::completed_years_on,
    coverage::{Standing, standing},
    when::Date,
};
use std::collections::{BTreeSet, HashMap};
use store::Reader;

/// Records opened at once.
const AT_ONCE: usize = 2_000;

/// Somebody it is meant for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stand {
    /// Who.
    pub person: PersonId,
    /// How old, in completed years.
    pub age: i32,
    /// In which of [`Reached::districts`] they live.
    pub district: usize,
    /// To which of the programme's groups they belong today, by their codes' places in its list.
    pub groups: Vec<usize>,
    /// Where they stand.
    pub standing: Standing,
}

/// Everyone a programme is meant for.
#[derive(Clone, Debug)]
pub struct Reached {
    /// The programme.
    pub programme: Programme,
    /// The names of the districts, in their order; an empty one for those of whom none is known.
    pub districts: Vec<String>,
    /// The people, the oldest first.
    pub people: Vec<Stand>,
}

/// Looks everyone up; none where there is no such programme.
pub fn reached(reader: &mut Reader<'_>, id: ProgrammeId, today: Date) -> Result<Option<Reached>> {
    let Some(programme) = reader.programme(id)? else { return Ok(None) };
    let days: BTreeSet<Date> = reader.sessions_of(id)?.iter().map(|s| s.date).collect();
    let days: Vec<Date> = days.into_iter().collect();
    let mut bookings: HashMap<PersonId, Vec<Booking>> = HashMap::new();
    for booking in reader.bookings_of_programme(id)? {
        bookings.entry(booking.person).or_default().push(booking);
    }
    let ids: Vec<PersonId> = reader.person_ids()?.into_iter().collect();
    let (mut people, mut names) = (Vec::new(), Vec::new());
    for some in ids.chunks(AT_ONCE) {
        for person in reader.people(&some.iter().copied().collect())?.into_values() {
            let own = bookings.get(&person.id).map_or(&[][..], Vec::as_slice);
            let applicant = person.applicant();
            let standing = standing(&programme, &applicant, own, &days);
            if standing == Standing::NotMeant {
                continue;
            }
            let groups = programme.policy.groups.iter().enumerate();
            let groups = groups.filter(|(_, group)| group.has(&applicant, today)).map(|(at, _)| at);
            people.push(Stand {
                person: person.id,
                age: completed_years_on(applicant.birth, today),
                district: place_of(&mut names, &person.details.district),
                groups: groups.collect(),
                standing,
            });
        }
    }
    people.sort_by_key(|stand| (std::cmp::Reverse(stand.age), stand.person));
    Ok(Some(in_order(programme, &names, people)))
}

/// The place of a name in the list; a new one comes to its end.
fn place_of(names: &mut Vec<String>, name: &str) -> usize {
    names.iter().position(|known| known == name).unwrap_or_else(|| {
        names.push(name.to_owned());
        names.len() - 1
    })
}

/// The districts by name, those of whom none is known last.
fn in_order(programme: Programme, names: &[String], mut people: Vec<Stand>) -> Reached {
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by_key(|at| (names[*at].is_empty(), &names[*at]));
    let districts = order.iter().map(|at| names[*at].clone()).collect();
    let mut new = vec![0; names.len()];
    for (to, from) in order.iter().enumerate() {
        new[*from] = to;
    }
    for stand in &mut people {
        stand.district = new[stand.district];
    }
    Reached { programme, districts, people }
}
