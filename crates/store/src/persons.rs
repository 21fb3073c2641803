//! Persons, sealed. Names, dates and numbers are opened in memory and are nowhere in the file in clear.

mod plain;

use crate::{
    backend::{Conn, Param, Row},
    seal::{Keys, Sealed, open_with},
    tx::{Reader, Tx},
    vouchers,
    writer::Final,
};
use anyhow::{Context, Result};
use domain::{
    Applicant, PersonId,
    person::{Details, Person},
    when::Date,
};
use jiff::Timestamp;
use std::collections::{BTreeSet, HashMap, HashSet};

struct Locked {
    id: PersonId,
    key: Vec<u8>,
    sealed: Sealed<Details>,
    protected_at: Option<Timestamp>,
}

impl Keys {
    fn address_token(&self, number: &str) -> Vec<u8> {
        self.token("address_number", number)
    }
}

impl Reader<'_> {
    /// What the rules need to know about a person.
    pub fn applicant(&mut self, person: PersonId) -> Result<Option<Applicant>> {
        let person = self.people(&BTreeSet::from([person]))?.remove(&person);
        Ok(person.map(Person::into_applicant))
    }

    /// These persons whole, with their vouchers in force. Whoever shows them to staff records the opening.
    pub fn people(&mut self, persons: &BTreeSet<PersonId>) -> Result<HashMap<PersonId, Person>> {
        let mut vouchers = self.vouchers_of_persons(persons)?;
        let whole = |locked: &Locked| {
            let (id, protected_at) = (locked.id, locked.protected_at);
            let details = open(self.keys, locked)?;
            let vouchers = vouchers.remove(&id).unwrap_or_default();
            Ok((id, Person { id, details, vouchers, protected_at }))
        };
        locked_in(self.conn, persons)?.iter().map(whole).collect()
    }

    /// Opens what the town knows about these persons. Whoever shows it to staff records the opening.
    pub fn details(&mut self, persons: &BTreeSet<PersonId>) -> Result<HashMap<PersonId, Details>> {
        let locked = locked_in(self.conn, persons)?;
        locked.iter().map(|person| Ok((person.id, open(self.keys, person)?))).collect()
    }

    /// What the rules need to know about everyone on the roster, in the order in which they came onto it.
    pub fn applicants(&mut self) -> Result<Vec<Applicant>> {
        let ids = self.conn.query("SELECT id FROM person", &[], |row| row.parsed(0))?;
        let people = self.people(&ids.into_iter().collect())?;
        let mut all: Vec<_> = people.into_values().map(Person::into_applicant).collect();
        all.sort_unstable_by_key(|applicant| applicant.person);
        Ok(all)
    }

    /// The persons whom the town's own ledger knows under these numbers.
    pub fn persons_by_address_numbers(
        &mut self,
        numbers: &BTreeSet<String>,
    ) -> Result<HashMap<String, PersonId>> {
        let tokens: Vec<_> = numbers.iter().map(|number| self.keys.address_token(number)).collect();
        let sql = "SELECT address_token, id FROM person WHERE address_token IN ids";
        let read = |row: &Row<'_>| Ok((row.get::<Vec<u8>>(0)?, row.parsed(1)?));
        let found: HashMap<_, PersonId> =
            self.conn.query_among(sql, &tokens, read)?.into_iter().collect();
        let known = numbers.iter().zip(&tokens);
        let known = known.filter_map(|(number, token)| Some((number.clone(), *found.get(token)?)));
        Ok(known.collect())
    }

    /// Everyone on the roster.
    pub fn person_ids(&mut self) -> Result<BTreeSet<PersonId>> {
        let ids = self.conn.query("SELECT id FROM person", &[], |row| row.parsed(0))?;
        Ok(ids.into_iter().collect())
    }

    /// Since when a person is under 支援措置 and hidden from proxies.
    pub fn protected_at(&mut self, person: PersonId) -> Result<Option<Timestamp>> {
        let sql = "SELECT protected_at FROM person WHERE id = $1";
        Ok(self.conn.first(sql, &[&person.to_string()], |row| row.at_opt(0))?.flatten())
    }

    /// Somebody on the roster, always the same, on whom the work of a look-up is done that leads to nobody.
    pub fn anyone(&mut self) -> Result<Option<PersonId>> {
        self.conn.first("SELECT id FROM person ORDER BY id LIMIT 1", &[], |row| row.parsed(0))
    }

    /// How many persons are on the roster.
    pub fn count_persons(&mut self) -> Result<u32> {
        let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM person";
        self.conn.first(sql, &[], |row| row.count(0))?.context("a count is always one row")
    }
}

impl Tx<'_> {
    /// Saves persons in their order, each kind of row in bulk.
    pub(crate) fn save_persons(&mut self, persons: &[(&Person, Timestamp)]) -> Result<()> {
        let mut rest = persons;
        while !rest.is_empty() {
            // A statement alters a row once, so whoever comes twice waits for the next round.
            let mut seen = HashSet::new();
            let round = rest.iter().take_while(|(person, _)| seen.insert(person.id)).count();
            let (round, later) = rest.split_at(round);
            self.save_round(round)?;
            rest = later;
        }
        Ok(())
    }

    fn save_round(&mut self, persons: &[(&Person, Timestamp)]) -> Result<()> {
        let keys = self.reader.keys;
        let known = self.wrapped_keys(persons)?;
        let standings =
            self.will_stand(&persons.iter().map(|(person, _)| *person).collect::<Vec<_>>())?;
        let (mut rows, mut vouchers) = (Vec::with_capacity(persons.len()), Vec::new());
        for (person, at) in persons {
            let id = person.id.to_string();
            let (key, wrapped) = match known.get(&person.id) {
                Some(wrapped) => (keys.person_key(&id, wrapped)?, wrapped.clone()),
                None => keys.new_person_key(&id)?,
            };
            for voucher in &person.vouchers {
                vouchers.push(vouchers::Saved::of(keys, &key, &id, voucher)?);
            }
            let details = &person.details;
            let sealed = keys.seal_by(&key, &details_place(&id), &plain::written(details)?)?;
            let address = details.address_number.as_deref().map(|n| keys.address_token(n));
            let protected_at = person.protected_at.map(Timestamp::as_millisecond);
            let no = standings.get(&person.id).context("everybody stands in the search")?.no;
            rows.push((id, wrapped, sealed, address, protected_at, at.as_millisecond(), no));
        }
        let rows: Vec<Vec<&dyn Param>> = rows
            .iter()
            .map(|r| -> Vec<&dyn Param> { vec![&r.0, &r.1, &r.2, &r.3, &r.4, &r.5, &r.6] })
            .collect();
        self.conn.each_row(
            "INSERT INTO person (id, sealed_key, sealed, address_token, protected_at, saved_at, \
             search_no)",
            "($1, $2, $3, $4, $5, $6, $7)",
            "ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed, \
             address_token = excluded.address_token, protected_at = excluded.protected_at, \
             saved_at = excluded.saved_at, search_no = excluded.search_no, import_id = NULL",
            &rows,
        )?;
        self.write_search(&standings.into_values().collect::<Vec<_>>())?;
        let before = persons.iter().filter(|(person, _)| known.contains_key(&person.id));
        self.stop_vouchers(before.map(|(person, at)| (person.id, *at)))?;
        self.save_vouchers(&vouchers)
    }

    /// The keys of those of these persons who are on the roster.
    fn wrapped_keys(
        &mut self,
        persons: &[(&Person, Timestamp)],
    ) -> Result<HashMap<PersonId, Vec<u8>>> {
        let ids: BTreeSet<PersonId> = persons.iter().map(|(person, _)| person.id).collect();
        let sql = "SELECT id, sealed_key FROM person WHERE id IN ids";
        let known = self.conn.query_in(sql, &ids, |row| Ok((row.parsed(0)?, row.get(1)?)))?;
        Ok(known.into_iter().collect())
    }
}

/// Proves on every start that the key belongs to this database, before anything is sealed with another.
pub(crate) fn check_key(conn: &mut Conn, keys: &Keys) -> Result<()> {
    const PLACE: &str = "seal_check";
    let stored: Option<Vec<u8>> =
        conn.first("SELECT sealed FROM seal_check WHERE id = 1", &[], |row| row.get(0))?;
    if let Some(sealed) = stored {
        return keys.open(PLACE, &sealed).map(|_| ()).map_err(|_| {
            let why =
                "the key file does not belong to this database: put back the one it was made with";
            Final(why.to_owned()).into()
        });
    }
    let sealed = keys.seal(PLACE, b"madoguchi")?;
    let sql = "INSERT INTO seal_check (id, sealed) VALUES (1, $1) ON CONFLICT (id) DO NOTHING";
    // If another node put its own there first, ours is the one to be checked.
    if conn.execute(sql, &[&sealed])? == 0 { check_key(conn, keys) } else { Ok(()) }
}

fn locked_in(conn: &mut Conn, persons: &BTreeSet<PersonId>) -> Result<Vec<Locked>> {
    let sql = "SELECT id, sealed_key, sealed, protected_at FROM person WHERE id IN ids";
    conn.query_in(sql, persons, locked)
}

/// A person as the first four columns of a row have them.
fn locked(row: &Row<'_>) -> Result<Locked> {
    let (id, key, sealed) = (row.parsed(0)?, row.get(1)?, Sealed::new(row.get(2)?));
    Ok(Locked { id, key, sealed, protected_at: row.at_opt(3)? })
}

/// The birth date alone of the person in the first four columns of a row.
pub(crate) fn birth_in(keys: &Keys, row: &Row<'_>) -> Result<Date> {
    Ok(open(keys, &locked(row)?)?.birth)
}

fn open(keys: &Keys, person: &Locked) -> Result<Details> {
    let id = person.id.to_string();
    let key = keys.person_key(&id, &person.key)?;
    plain::read(&open_with(&key, &details_place(&id), &person.sealed.bytes)?)
}

fn details_place(person: &str) -> String {
    format!("person/{person}/details")
}
