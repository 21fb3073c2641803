//! Persons, sealed. Names, dates and numbers are opened in memory and are nowhere in the file in clear.

use crate::{
    backend::{Conn, Row},
    seal::{Keys, Sealed, Token, open_with},
    tx::{Reader, Tx},
    writer::Final,
};
use anyhow::{Context, Result};
use domain::{
    Applicant, PersonId,
    municipality::MunicipalityCode,
    person::{Details, Person, Sex, Voucher},
    product::Given,
    voucher::{self, VoucherNumber},
    when::Date,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};

/// The sealed form of [`Details`]. Kept apart so that the domain's type has no way to be serialised.
#[derive(Serialize, Deserialize)]
struct Plain {
    #[serde(default)]
    address_number: Option<String>,
    name: String,
    kana: String,
    birth: Date,
    sex: String,
    phone: Option<String>,
    address: String,
    district: String,
    #[serde(default = "lives_here")]
    resident: bool,
    #[serde(default)]
    groups: Vec<String>,
    #[serde(default)]
    given: Vec<Given>,
}

/// What a record from before this was asked says: whoever is on the roster lives in the town.
fn lives_here() -> bool {
    true
}

struct Locked {
    id: PersonId,
    key: Vec<u8>,
    sealed: Sealed<Details>,
}

impl Keys {
    /// The token under which a voucher is found.
    pub fn voucher_token(&self, municipality: &MunicipalityCode, number: &VoucherNumber) -> Token {
        self.token("voucher", &format!("{}{}", municipality, number.as_str()))
    }
}

impl Reader<'_> {
    /// What the rules need to know about a person.
    pub fn applicant(&mut self, person: PersonId) -> Result<Option<Applicant>> {
        let details = self.details(&BTreeSet::from([person]))?.remove(&person);
        Ok(details.map(|details| details.applicant(person)))
    }

    /// Opens what the town knows about these persons. Whoever shows it to staff records the opening.
    pub fn details(&mut self, persons: &BTreeSet<PersonId>) -> Result<HashMap<PersonId, Details>> {
        let sql = "SELECT id, sealed_key, sealed FROM person WHERE id IN ids";
        let locked = self.conn.query_in(sql, persons, locked)?;
        locked.iter().map(|person| Ok((person.id, open(self.keys, person)?))).collect()
    }

    /// What the rules need to know about everyone on the roster, in the order in which they came onto it.
    pub fn applicants(&mut self) -> Result<Vec<Applicant>> {
        let sql = "SELECT id, sealed_key, sealed FROM person ORDER BY id";
        let all = self.conn.query(sql, &[], locked)?;
        all.iter().map(|person| Ok(open(self.keys, person)?.applicant(person.id))).collect()
    }

    /// The person a voucher in force belongs to.
    pub fn person_by_voucher(&mut self, token: &Token) -> Result<Option<PersonId>> {
        let sql = "SELECT person_id FROM voucher WHERE token = $1 AND stopped_at IS NULL";
        self.conn.first(sql, &[token], |row| row.parsed(0))
    }

    /// The person a voucher in force belongs to, by its number.
    pub fn person_by_voucher_number(
        &mut self,
        municipality: &MunicipalityCode,
        number: &VoucherNumber,
    ) -> Result<Option<PersonId>> {
        let token = self.keys.voucher_token(municipality, number);
        self.person_by_voucher(&token)
    }

    /// The person whom the town's own ledger knows under this number.
    pub fn person_by_address_number(&mut self, number: &str) -> Result<Option<PersonId>> {
        let token = self.keys.token("address_number", number);
        let sql = "SELECT id FROM person WHERE address_token = $1";
        self.conn.first(sql, &[&token], |row| row.parsed(0))
    }

    /// A person's vouchers in force.
    pub fn vouchers_of(&mut self, person: PersonId) -> Result<Vec<Voucher>> {
        let id = person.to_string();
        let sql = "SELECT p.sealed_key, v.sealed FROM voucher v JOIN person p ON p.id = v.person_id \
                   WHERE v.person_id = $1 AND v.stopped_at IS NULL ORDER BY v.token";
        let read = |row: &Row<'_>| Ok((row.get::<Vec<u8>>(0)?, row.get::<Vec<u8>>(1)?));
        let sealed = self.conn.query(sql, &[&id], read)?;
        let open = |(key, sealed): (Vec<u8>, Vec<u8>)| {
            let key = self.keys.person_key(&id, &key)?;
            let plain = open_with(&key, &voucher_place(&id), &sealed)?;
            let scanned =
                std::str::from_utf8(&plain).ok().and_then(|text| voucher::parse(text).ok());
            let scanned = scanned.context("a sealed voucher is one")?;
            let municipality = scanned.municipality.context("a sealed voucher names its town")?;
            Ok(Voucher { municipality, number: scanned.number })
        };
        sealed.into_iter().map(open).collect()
    }

    /// Since when a person is under 支援措置 and hidden from proxies.
    pub fn protected_at(&mut self, person: PersonId) -> Result<Option<Timestamp>> {
        let sql = "SELECT protected_at FROM person WHERE id = $1";
        Ok(self.conn.first(sql, &[&person.to_string()], |row| row.at_opt(0))?.flatten())
    }

    /// How many persons are on the roster.
    pub fn count_persons(&mut self) -> Result<u32> {
        let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM person";
        self.conn.first(sql, &[], |row| row.count(0))?.context("a count is always one row")
    }
}

impl Tx<'_> {
    pub(crate) fn save_person(&mut self, person: &Person, at: Timestamp) -> Result<()> {
        let id = person.id.to_string();
        let found = "SELECT sealed_key FROM person WHERE id = $1";
        let wrapped: Option<Vec<u8>> = self.conn.first(found, &[&id], |row| row.get(0))?;
        let (key, wrapped) = match wrapped {
            Some(wrapped) => (self.keys.person_key(&id, &wrapped)?, wrapped),
            None => self.keys.new_person_key(&id)?,
        };
        let plain = serde_json::to_vec(&Plain::of(&person.details))?;
        let sealed = self.keys.seal_by(&key, &details_place(&id), &plain)?;
        let number = person.details.address_number.as_deref();
        let address = number.map(|number| self.keys.token("address_number", number));
        let protected_at = person.protected_at.map(Timestamp::as_millisecond);
        self.conn.execute(
            "INSERT INTO person (id, sealed_key, sealed, address_token, protected_at, saved_at) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed, \
             address_token = excluded.address_token, protected_at = excluded.protected_at, \
             saved_at = excluded.saved_at",
            &[&id, &wrapped, &sealed, &address, &protected_at, &at.as_millisecond()],
        )?;
        let stop = "UPDATE voucher SET stopped_at = $2 WHERE person_id = $1 AND stopped_at IS NULL";
        self.conn.execute(stop, &[&id, &at.as_millisecond()])?;
        person.vouchers.iter().try_for_each(|voucher| self.save_voucher(&id, &key, voucher))
    }

    fn save_voucher(
        &mut self,
        person: &str,
        key: &ring::aead::LessSafeKey,
        voucher: &Voucher,
    ) -> Result<()> {
        let token = self.keys.voucher_token(&voucher.municipality, &voucher.number);
        let plain = format!("{}{}", voucher.municipality, voucher.number.as_str());
        let sealed = self.keys.seal_by(key, &voucher_place(person), plain.as_bytes())?;
        self.conn.execute(
            "INSERT INTO voucher (token, person_id, sealed) VALUES ($1, $2, $3) \
             ON CONFLICT (token) DO UPDATE SET person_id = excluded.person_id, sealed = excluded.sealed, \
             stopped_at = NULL",
            &[&token, &person, &sealed],
        )?;
        Ok(())
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

fn locked(row: &Row<'_>) -> Result<Locked> {
    Ok(Locked { id: row.parsed(0)?, key: row.get(1)?, sealed: Sealed::new(row.get(2)?) })
}

fn open(keys: &Keys, person: &Locked) -> Result<Details> {
    let id = person.id.to_string();
    let key = keys.person_key(&id, &person.key)?;
    let plain = open_with(&key, &details_place(&id), &person.sealed.bytes)?;
    let plain: Plain = serde_json::from_slice(&plain).context("reading a person's details")?;
    Ok(plain.into_details())
}

fn voucher_place(person: &str) -> String {
    format!("person/{person}/voucher")
}

fn details_place(person: &str) -> String {
    format!("person/{person}/details")
}

impl Plain {
    fn of(details: &Details) -> Self {
        let sex = match details.sex {
            Sex::Female => "female",
            Sex::Male => "male",
            Sex::Unstated => "unstated",
        };
        Self {
            address_number: details.address_number.clone(),
            name: details.name.clone(),
            kana: details.kana.clone(),
            birth: details.birth,
            sex: sex.to_owned(),
            phone: details.phone.clone(),
            address: details.address.clone(),
            district: details.district.clone(),
            resident: details.resident,
            groups: details.groups.clone(),
            given: details.given.clone(),
        }
    }

    fn into_details(self) -> Details {
        let sex = match self.sex.as_str() {
            "female" => Sex::Female,
            "male" => Sex::Male,
            _ => Sex::Unstated,
        };
        Details {
            address_number: self.address_number,
            name: self.name,
            kana: self.kana,
            birth: self.birth,
            sex,
            phone: self.phone,
            address: self.address,
            district: self.district,
            resident: self.resident,
            groups: self.groups,
            given: self.given,
        }
    }
}
