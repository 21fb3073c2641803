//! Finding people by what was typed into the one box. Tokens find candidates, who are then opened and judged by
//! [`domain::search::fit`]; what is read is bounded, however large the roster and however common the name.

mod index;

pub use index::{Progress, Unsearched};

use crate::{seal::Keys, tx::Reader};
use anyhow::{Context, Result};
use domain::{
    BookingNumber, PersonId,
    kana::phone_book_key,
    municipality::MunicipalityCode,
    person::Person,
    search::{
        Asked, Meaning,
        fit::{Fit, fit},
        keys::{Key, places},
    },
};
use std::collections::{BTreeMap, BTreeSet};

/// Somebody who was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Who. Whoever shows them to staff records the opening.
    pub person: Person,
    /// By what, and how well it fits.
    pub fit: Fit,
}

/// Everybody who was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The best first, then in phone-book order.
    pub hits: Vec<Hit>,
    /// Whether there are more, or may be: the text is true of too many.
    pub more: bool,
    /// Whether the text says too little to look for anybody at all.
    pub broad: bool,
}

/// A token is counted up to here: rarer ones are looked up first.
const COUNTED_MOST: u32 = 1_000;
/// The most people of the rarest token of whom it is asked whether they have the others, too.
const WALKED_MOST: u32 = 4_000;
/// The most people who are opened for one way of reading the text: more than twice as many as are shown, so that the
/// best of them come first. Of more the page says that there are more, and what to add.
const OPENED_MOST: u32 = 50;
/// The most who are opened in all.
const OPENED_IN_ALL: usize = 200;

/// Those who may be meant.
#[derive(Default)]
struct Candidates {
    persons: BTreeSet<PersonId>,
    /// Whether there may be others.
    more: bool,
    /// Whether there was anywhere to look.
    looked: bool,
}

impl Reader<'_> {
    /// Everybody who is meant, as far as `most`. A voucher without its town is of this one.
    pub fn search(&mut self, asked: &Asked, home: MunicipalityCode, most: usize) -> Result<Found> {
        let leads = self.leads(asked, home)?;
        let mut candidates = Candidates::default();
        let mut counts = BTreeMap::new();
        for way in &asked.ways {
            self.candidates(way, &leads, &mut counts, &mut candidates)?;
        }
        let leads_to = |meaning: &Meaning| leads.get(meaning).copied();
        let people = self.people(&candidates.persons)?.into_values();
        let mut hits: Vec<_> = people
            .filter_map(|person| Some(Hit { fit: fit(asked, &person, &leads_to)?, person }))
            .collect();
        hits.sort_by_cached_key(|hit| {
            let details = &hit.person.details;
            (hit.fit.distance, phone_book_key(&details.kana), details.birth, hit.person.id)
        });
        let more = candidates.more || hits.len() > most;
        hits.truncate(most);
        Ok(Found { hits, more, broad: !candidates.looked })
    }

    /// To whom the whole vouchers and the bookings lead, reissued vouchers too.
    fn leads(
        &mut self,
        asked: &Asked,
        home: MunicipalityCode,
    ) -> Result<BTreeMap<Meaning, PersonId>> {
        let mut leads = BTreeMap::new();
        for meaning in asked.ways.iter().flatten() {
            let person = match meaning {
                Meaning::Voucher(town, number) => {
                    let token = self.keys.voucher_token(&town.unwrap_or(home), number);
                    let owners = self.voucher_owners(std::slice::from_ref(&token))?;
                    owners.get(&token).map(|owner| owner.person)
                }
                Meaning::Booking(number) => self.person_by_booking(*number)?,
                _ => None,
            };
            leads.extend(person.map(|person| (meaning.clone(), person)));
        }
        Ok(leads)
    }

    /// Whose booking has this number.
    pub fn person_by_booking(&mut self, number: BookingNumber) -> Result<Option<PersonId>> {
        let sql = "SELECT person_id FROM booking WHERE number = $1";
        self.conn.first(sql, &[&number.to_string()], |row| row.parsed(0))
    }

    fn candidates(
        &mut self,
        way: &BTreeSet<Meaning>,
        leads: &BTreeMap<Meaning, PersonId>,
        counts: &mut BTreeMap<i64, u32>,
        found: &mut Candidates,
    ) -> Result<()> {
        let is_look_up = |m: &&Meaning| matches!(m, Meaning::Voucher(..) | Meaning::Booking(_));
        if let Some(meaning) = way.iter().find(is_look_up) {
            found.looked = true;
            found.persons.extend(leads.get(meaning));
            return Ok(());
        }
        let places = places(way);
        found.more |= !places.complete && !places.all.is_empty();
        for place in places.all {
            found.looked = true;
            if found.persons.len() >= OPENED_IN_ALL {
                found.more = true;
                return Ok(());
            }
            self.walk(&place, counts, found)?;
        }
        Ok(())
    }

    /// Those who have all of these keys, as far as it goes.
    fn walk(
        &mut self,
        place: &BTreeSet<Key>,
        counts: &mut BTreeMap<i64, u32>,
        found: &mut Candidates,
    ) -> Result<()> {
        let mut tokens = Vec::with_capacity(place.len());
        for key in place {
            let token = self.keys.search_token(key);
            let count = self.bounded_count(token, counts)?;
            tokens.push((count, token));
        }
        tokens.sort_unstable();
        let (rarest, _) = *tokens.first().context("there is a key")?;
        if rarest == 0 {
            return Ok(());
        }
        let others: String = (2..=tokens.len())
            .map(|n| {
                format!(
                    "{} EXISTS (SELECT 1 FROM search_token x WHERE x.token = ${n} \
                     AND x.person_no = c.person_no)",
                    if n == 2 { "WHERE" } else { "AND" }
                )
            })
            .collect::<Vec<_>>()
            .join(" ");
        let sql = format!(
            "SELECT p.id FROM (SELECT c.person_no FROM (SELECT person_no FROM search_token \
             WHERE token = $1 ORDER BY person_no LIMIT {WALKED_MOST}) AS c {others} \
             ORDER BY c.person_no LIMIT {OPENED_MOST}) AS f JOIN person p ON p.search_no = f.person_no"
        );
        let params: Vec<&dyn crate::backend::Param> =
            tokens.iter().map(|(_, token)| -> &dyn crate::backend::Param { token }).collect();
        let persons: Vec<PersonId> = self.conn.query(&sql, &params, |row| row.parsed(0))?;
        let all_opened = persons.len() < OPENED_MOST as usize;
        let all_walked = rarest < COUNTED_MOST || tokens.len() == 1;
        found.more |= !all_opened || !all_walked;
        found.persons.extend(persons);
        Ok(())
    }

    /// How many have a token, counted no further than is needed to find the rarest.
    fn bounded_count(&mut self, token: i64, counts: &mut BTreeMap<i64, u32>) -> Result<u32> {
        if let Some(count) = counts.get(&token) {
            return Ok(*count);
        }
        let sql = format!(
            "SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT person_no FROM search_token \
             WHERE token = $1 LIMIT {COUNTED_MOST}) AS t"
        );
        let count = self.conn.first(&sql, &[&token], |row| row.count(0))?;
        let count = count.context("a count is always one row")?;
        counts.insert(token, count);
        Ok(count)
    }
}

impl Keys {
    /// The token of a key: 64 bits, for what it finds is opened and judged before anybody sees it.
    fn search_token(&self, key: &Key) -> i64 {
        let (kind, value) = key.parts();
        let token = self.token(kind, &value);
        i64::from_be_bytes(token[..8].try_into().expect("a token has 16 bytes"))
    }
}
