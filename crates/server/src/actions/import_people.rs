//! People from a file onto the roster: all of them or none. Someone is known by 宛名番号 first and voucher
//! second, never by name; what the file does not say stays as it is, and bookings stay where they are.

use crate::ids::Ids;
use anyhow::Result;
use domain::{
    Actor, Change, Decision, PersonId,
    interval::VaccineKind,
    person::{Details, Person, Sex, Voucher},
    product::Given,
};
use jiff::Timestamp;
use roster::{PersonRow, Row};
use std::collections::BTreeSet;
use store::{Store, Tx, WriteError};

/// What is imported, and how its past doses count.
#[derive(Debug)]
pub struct Import {
    /// The people as the file has them.
    pub rows: Vec<Row<PersonRow>>,
    /// The series that the file's past doses belong to; without one they are left out.
    pub series: Option<String>,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Imported {
    /// So many came new, so many were brought up to date.
    Done {
        /// New on the roster.
        new: usize,
        /// Known before.
        known: usize,
    },
    /// The row's 宛名番号 and voucher belong to two persons: nothing was imported.
    TwoPersons {
        /// The row in the file.
        row: u32,
    },
}

/// Puts everyone on the roster in one transaction.
pub async fn import_people(
    store: &Store,
    ids: Ids,
    import: Import,
    now: Timestamp,
    why: String,
) -> Result<Imported, WriteError> {
    store
        .write(move |tx| {
            let mut changes = Vec::with_capacity(import.rows.len());
            let mut known = 0;
            for row in &import.rows {
                let Ok(found) = find(tx, &row.value)? else {
                    return Ok(Imported::TwoPersons { row: row.row });
                };
                known += usize::from(found.is_some());
                let id = found.unwrap_or_else(|| PersonId(ids.uuid()));
                let series = import.series.as_deref();
                changes.push(Change::PersonSaved(merged(tx, id, &row.value, series, now)?));
            }
            let new = changes.len() - known;
            let decision = Decision { changes, notices: Vec::new() };
            tx.apply(&decision, Actor::System, now, Some(&why))?;
            Ok(Imported::Done { new, known })
        })
        .await
}

/// Who the row is. The inner error says that its two numbers belong to two persons.
fn find(tx: &mut Tx<'_>, row: &PersonRow) -> Result<Result<Option<PersonId>, ()>> {
    let by_address = match &row.address_number {
        Some(number) => tx.person_by_address_number(number)?,
        None => None,
    };
    let by_voucher = match &row.voucher {
        Some((municipality, number)) => tx.person_by_voucher_number(municipality, number)?,
        None => None,
    };
    Ok(match (by_address, by_voucher) {
        (Some(a), Some(b)) if a != b => Err(()),
        (a, b) => Ok(a.or(b)),
    })
}

/// What was known, with what the file says over it.
fn merged(
    tx: &mut Tx<'_>,
    id: PersonId,
    row: &PersonRow,
    series: Option<&str>,
    now: Timestamp,
) -> Result<Person> {
    let known = tx.details(&BTreeSet::from([id]))?.remove(&id);
    let vouchers = match &row.voucher {
        Some((municipality, number)) => {
            vec![Voucher { municipality: *municipality, number: number.clone() }]
        }
        None => tx.vouchers_of(id)?,
    };
    let protected_at = match row.protected {
        Some(true) => Some(tx.protected_at(id)?.unwrap_or(now)),
        Some(false) => None,
        None => tx.protected_at(id)?,
    };
    Ok(Person { id, details: details(known, row, series), vouchers, protected_at })
}

fn details(known: Option<Details>, row: &PersonRow, series: Option<&str>) -> Details {
    let mut details = known.unwrap_or_else(|| Details {
        address_number: None,
        name: String::new(),
        kana: String::new(),
        birth: row.birth,
        sex: Sex::Unstated,
        phone: None,
        address: String::new(),
        district: String::new(),
        resident: true,
        groups: Vec::new(),
        given: Vec::new(),
    });
    details.name.clone_from(&row.name);
    details.birth = row.birth;
    details.sex = row.sex.unwrap_or(details.sex);
    details.address_number = row.address_number.clone().or(details.address_number);
    details.phone = row.phone.clone().or(details.phone);
    details.kana = row.kana.clone().unwrap_or(details.kana);
    details.address = row.address.clone().unwrap_or(details.address);
    details.district = row.district.clone().unwrap_or(details.district);
    if let Some(series) = series {
        details.given.retain(|given| given.series != series || !names(row, given.dose));
        details.given.extend(row.doses.iter().map(|dose| Given {
            series: series.to_owned(),
            dose: dose.number,
            on: dose.on,
            product: dose.maker.clone(),
            kind: VaccineKind::Inactivated,
        }));
    }
    details
}

/// Whether the file has this dose of the person.
fn names(row: &PersonRow, dose: u8) -> bool {
    row.doses.iter().any(|past| past.number == dose)
}
