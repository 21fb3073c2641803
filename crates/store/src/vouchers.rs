//! Vouchers over time. One that was reissued stays with its person and says when it was stopped: it leads
//! no resident anywhere any more, and staff to the person.

use crate::{
    backend::{Param, Row},
    seal::{Keys, Token, open_with},
    tx::{Reader, Tx},
};
use anyhow::{Context, Result};
use domain::{
    PersonId,
    municipality::MunicipalityCode,
    person::Voucher,
    voucher::{self, Validity, VoucherNumber},
    when::Date,
};
use jiff::Timestamp;
use ring::aead::LessSafeKey;
use std::collections::{BTreeSet, HashMap};

/// Whose a voucher is or was, for staff alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The person, who stays the same when the number changes.
    pub person: PersonId,
    /// When another number took its place; none while it is in force.
    pub stopped_at: Option<Timestamp>,
}

impl Keys {
    /// The token under which a voucher is found.
    pub fn voucher_token(&self, municipality: &MunicipalityCode, number: &VoucherNumber) -> Token {
        self.token("voucher", &format!("{}{}", municipality, number.as_str()))
    }
}

impl Reader<'_> {
    /// The token under which a voucher is found.
    pub fn voucher_token(&self, voucher: &Voucher) -> Token {
        self.keys.voucher_token(&voucher.municipality, &voucher.number)
    }

    /// The person a voucher in force belongs to. A stopped number is answered as one that never was.
    pub fn person_by_voucher(&mut self, token: &Token) -> Result<Option<PersonId>> {
        let sql = "SELECT person_id FROM voucher WHERE token = $1 AND stopped_at IS NULL";
        self.conn.first(sql, &[token], |row| row.parsed(0))
    }

    /// Whose these vouchers are or were, the stopped ones too. Never for an answer to a resident.
    pub fn voucher_owners(&mut self, tokens: &[Token]) -> Result<HashMap<Token, Owner>> {
        let sql = "SELECT token, person_id, stopped_at FROM voucher WHERE token IN ids";
        let read = |row: &Row<'_>| {
            Ok((row.get(0)?, Owner { person: row.parsed(1)?, stopped_at: row.at_opt(2)? }))
        };
        Ok(self.conn.query_among(sql, tokens, read)?.into_iter().collect())
    }

    /// A person's vouchers in force.
    pub fn vouchers_of(&mut self, person: PersonId) -> Result<Vec<Voucher>> {
        let of = self.vouchers_of_persons(&BTreeSet::from([person]))?.remove(&person);
        Ok(of.unwrap_or_default())
    }

    pub(crate) fn vouchers_of_persons(
        &mut self,
        persons: &BTreeSet<PersonId>,
    ) -> Result<HashMap<PersonId, Vec<Voucher>>> {
        let sql = "SELECT v.person_id, p.sealed_key, v.sealed FROM voucher v \
                   JOIN person p ON p.id = v.person_id \
                   WHERE v.person_id IN ids AND v.stopped_at IS NULL ORDER BY v.token";
        let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
        let sealed: Vec<(String, Vec<u8>, Vec<u8>)> = self.conn.query_in(sql, persons, read)?;
        let mut vouchers: HashMap<PersonId, Vec<Voucher>> = HashMap::new();
        for (id, key, sealed) in sealed {
            let key = self.keys.person_key(&id, &key)?;
            let plain = open_with(&key, &place(&id), &sealed)?;
            let opened = std::str::from_utf8(&plain).ok().and_then(opened);
            let opened = opened.context("a sealed voucher is a town, a number and its days")?;
            vouchers.entry(id.parse()?).or_default().push(opened);
        }
        Ok(vouchers)
    }
}

impl Tx<'_> {
    /// Stops what these persons have in force, each at an instant.
    pub(crate) fn stop_vouchers(
        &mut self,
        persons: impl Iterator<Item = (PersonId, Timestamp)>,
    ) -> Result<()> {
        let rows: Vec<_> = persons.map(|(id, at)| (id.to_string(), at.as_millisecond())).collect();
        let rows: Vec<Vec<&dyn Param>> =
            rows.iter().map(|r| -> Vec<&dyn Param> { vec![&r.0, &r.1] }).collect();
        self.conn.each_row(
            "UPDATE voucher SET stopped_at = v.column2 FROM (",
            "($1, CAST($2 AS BIGINT))",
            ") AS v WHERE voucher.person_id = v.column1 AND voucher.stopped_at IS NULL",
            &rows,
        )
    }

    /// Puts vouchers in force.
    pub(crate) fn save_vouchers(&mut self, vouchers: &[Saved]) -> Result<()> {
        let rows: Vec<Vec<&dyn Param>> = vouchers
            .iter()
            .map(|v| -> Vec<&dyn Param> { vec![&v.token, &v.person, &v.sealed] })
            .collect();
        self.conn.each_row(
            "INSERT INTO voucher (token, person_id, sealed)",
            "($1, $2, $3)",
            "ON CONFLICT (token) DO UPDATE SET person_id = excluded.person_id, \
             sealed = excluded.sealed, stopped_at = NULL",
            &rows,
        )
    }
}

/// A voucher as its row.
pub(crate) struct Saved {
    token: Token,
    person: String,
    sealed: Vec<u8>,
}

impl Saved {
    pub(crate) fn of(
        keys: &Keys,
        key: &LessSafeKey,
        person: &str,
        voucher: &Voucher,
    ) -> Result<Self> {
        let token = keys.voucher_token(&voucher.municipality, &voucher.number);
        let sealed = keys.seal_by(key, &place(person), plain(voucher).as_bytes())?;
        Ok(Self { token, person: person.to_owned(), sealed })
    }
}

/// `0156010012345678`, and behind a space the days it may be used, if there are any: `2026-10-01/`.
fn plain(voucher: &Voucher) -> String {
    let Voucher { municipality, number, validity } = voucher;
    let number = format!("{municipality}{}", number.as_str());
    if *validity == Validity::default() {
        return number;
    }
    let day = |day: Option<Date>| day.map_or(String::new(), |day| day.to_string());
    format!("{number} {}/{}", day(validity.from), day(validity.until))
}

fn opened(plain: &str) -> Option<Voucher> {
    let (number, days) = plain.split_once(' ').unwrap_or((plain, "/"));
    let scanned = voucher::parse(number).ok()?;
    let (from, until) = days.split_once('/')?;
    let day = |text: &str| match text {
        "" => Some(None),
        text => text.parse().ok().map(Some),
    };
    let validity = Validity { from: day(from)?, until: day(until)? };
    Some(Voucher { municipality: scanned.municipality?, number: scanned.number, validity })
}

fn place(person: &str) -> String {
    format!("person/{person}/voucher")
}
