//! People from a file onto the roster: all of them or none. Someone is known by 宛名番号 first and voucher
//! second, never by name; what the file does not say stays as it is, and bookings stay where they are.

mod merge;

use super::vaccines::{Vaccines, series_of};
use crate::ids::Ids;
use anyhow::Result;
use domain::{Actor, ImportId, PersonId, Programme, person::Person};
use jiff::Timestamp;
use merge::{merged, says_unknown_product};
use roster::{PersonRow, Row};
use std::collections::{BTreeSet, HashMap};
use store::{Import, Keys, Owner, Store, Token, Tx, WriteError};

/// What is imported, and how.
#[derive(Debug)]
pub struct Wish {
    /// Which import it becomes; one that was made is not made again.
    pub id: ImportId,
    /// The file's name.
    pub file: String,
    /// Who imports it.
    pub by: Actor,
    /// The people as the file has them.
    pub rows: Vec<Row<PersonRow>>,
    /// The series that the file's past doses belong to; without one they are left out.
    pub series: Option<String>,
    /// Whether past doses come in although no programme gives their series yet.
    pub unknown_series: bool,
    /// Whether a new voucher comes beside those in force; otherwise it takes their place.
    pub keep_vouchers: bool,
    /// Whether a row that says 支援措置 無 ends the protection of someone under it; otherwise it stays.
    pub lift_protection: bool,
}

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Imported {
    /// Everyone is on the roster as the file has them.
    Done(Import, Doubts),
    /// Rows that cannot be told to be one person each: nothing was imported.
    Refused(Vec<RowProblem>),
    /// No programme gives the series of the past doses: nothing was imported.
    UnknownSeries {
        /// The series asked for.
        series: String,
        /// Those that programmes give.
        known: BTreeSet<String>,
    },
}

/// What was not taken as the file has it, by row: to be looked at afterwards.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doubts {
    /// The file says 支援措置 無 of someone who is under it, and stays under it.
    pub still_protected: Vec<u32>,
    /// The file names a vaccine of which the series' programmes have no product: it is kept as written.
    pub unknown_products: Vec<u32>,
    /// The file names a group that no programme knows by this code: it lets nobody book.
    pub unknown_groups: Vec<u32>,
}

/// A row that does not lead to one person, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowProblem {
    /// The row in the file.
    pub row: u32,
    /// Why.
    pub why: Why,
}

/// Why a row does not lead to one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Its 宛名番号 and its voucher belong to two persons.
    TwoPersons,
    /// Its voucher leads to someone whom the roster knows under another 宛名番号.
    OtherNumber {
        /// Whose voucher it is.
        person: PersonId,
    },
    /// Only its voucher leads to someone, who was born on another day: a slip in the number would give
    /// them another person's name.
    OtherBirth {
        /// Whose voucher it is.
        person: PersonId,
    },
    /// Its voucher was reissued: another number is in force.
    Reissued {
        /// Whose it was.
        person: PersonId,
        /// When it was stopped.
        at: Timestamp,
    },
    /// Another row is of the same person.
    SamePerson {
        /// That row.
        other: u32,
    },
}

/// Puts everyone on the roster in one transaction.
pub async fn import_people(
    store: &Store,
    ids: Ids,
    wish: Wish,
    now: Timestamp,
) -> Result<Imported, WriteError> {
    let tokens = tokens(store.keys(), &wish.rows);
    store
        .write(move |tx| {
            if let Some(done) = tx.import(wish.id)? {
                return Ok(Imported::Done(done, Doubts::default()));
            }
            let programmes = tx.programmes()?;
            let Some(facts) = facts(&programmes, &wish) else {
                let series = wish.series.unwrap_or_default();
                return Ok(Imported::UnknownSeries { series, known: series_of(&programmes) });
            };
            let found = match find_all(tx, &wish.rows, &tokens)? {
                Ok(found) => found,
                Err(problems) => return Ok(Imported::Refused(problems)),
            };
            let mut known = tx.people(&found.iter().flatten().copied().collect())?;
            let problems = other_people(&wish.rows, &found, &known);
            if !problems.is_empty() {
                return Ok(Imported::Refused(problems));
            }
            let mut import = begun(&wish, now);
            let (mut people, mut doubts) = (Vec::new(), Doubts::default());
            for (row, found) in wish.rows.iter().zip(found) {
                let before = found.and_then(|id| known.remove(&id));
                let id = found.unwrap_or_else(|| PersonId(ids.uuid()));
                let after = merged(id, before.as_ref(), &row.value, &wish, &facts.vaccines, now);
                doubts.note(row, &after, &facts);
                *counter(&mut import, before.as_ref(), &after) += 1;
                if before.as_ref() != Some(&after) {
                    people.push((row.row, after));
                }
            }
            let why = format!("名簿の取りこみ（{}）", import.file);
            tx.import_people(&import, people, &why)?;
            Ok(Imported::Done(import, doubts))
        })
        .await
}

/// What the town's programmes know of what a file may name.
struct Facts {
    /// The vaccines of the series, if past doses come in at all.
    vaccines: Vaccines,
    reads_doses: bool,
    /// Every group's code.
    groups: BTreeSet<String>,
}

/// None if past doses should come in whose series no programme gives.
fn facts(programmes: &[Programme], wish: &Wish) -> Option<Facts> {
    let groups = programmes.iter().flat_map(|programme| &programme.policy.groups);
    let groups = groups.map(|group| group.code.clone()).collect();
    let Some(series) = &wish.series else {
        return Some(Facts { vaccines: Vaccines::default(), reads_doses: false, groups });
    };
    let vaccines = Vaccines::of(programmes, series);
    let vaccines = vaccines.or_else(|| wish.unknown_series.then(Vaccines::default))?;
    Some(Facts { vaccines, reads_doses: true, groups })
}

impl Doubts {
    fn note(&mut self, row: &Row<PersonRow>, after: &Person, facts: &Facts) {
        let Row { row, value } = row;
        if value.protected == Some(false) && after.protected_at.is_some() {
            self.still_protected.push(*row);
        }
        if facts.reads_doses && says_unknown_product(value, &facts.vaccines) {
            self.unknown_products.push(*row);
        }
        if value.groups.iter().flatten().any(|code| !facts.groups.contains(code)) {
            self.unknown_groups.push(*row);
        }
    }
}

fn begun(wish: &Wish, at: Timestamp) -> Import {
    let id = wish.id;
    let (by, file) = (wish.by, wish.file.clone());
    Import { id, at, by, file, new: 0, changed: 0, same: 0, undone_at: None }
}

/// Which of the import's counts a person belongs to.
fn counter<'i>(import: &'i mut Import, before: Option<&Person>, after: &Person) -> &'i mut u32 {
    match before {
        None => &mut import.new,
        Some(before) if before == after => &mut import.same,
        Some(_) => &mut import.changed,
    }
}

/// The token of each row's voucher.
fn tokens(keys: &Keys, rows: &[Row<PersonRow>]) -> Vec<Option<Token>> {
    let voucher = |row: &Row<PersonRow>| row.value.voucher.clone();
    let token = |row| voucher(row).map(|(town, number)| keys.voucher_token(&town, &number));
    rows.iter().map(token).collect()
}

/// Who each row is, none for someone new; or every row of which that cannot be told.
fn find_all(
    tx: &mut Tx<'_>,
    rows: &[Row<PersonRow>],
    tokens: &[Option<Token>],
) -> Result<Result<Vec<Option<PersonId>>, Vec<RowProblem>>> {
    let numbers: BTreeSet<String> =
        rows.iter().filter_map(|row| row.value.address_number.clone()).collect();
    let by_number = tx.persons_by_address_numbers(&numbers)?;
    let asked: Vec<Token> = tokens.iter().flatten().cloned().collect();
    let owners = tx.voucher_owners(&asked)?;
    let (mut found, mut problems, mut seen) = (Vec::new(), Vec::new(), HashMap::new());
    for (row, token) in rows.iter().zip(tokens) {
        let number = row.value.address_number.as_ref().and_then(|number| by_number.get(number));
        let owner = token.as_ref().and_then(|token| owners.get(token));
        let person = who(number.copied(), owner.copied());
        if let Ok(Some(person)) = person
            && let Some(other) = seen.insert(person, row.row)
        {
            problems.push(RowProblem { row: row.row, why: Why::SamePerson { other } });
        }
        match person {
            Ok(person) => found.push(person),
            Err(why) => problems.push(RowProblem { row: row.row, why }),
        }
    }
    Ok(if problems.is_empty() { Ok(found) } else { Err(problems) })
}

/// A stopped voucher is nobody's key: a file that still has it is older than the reissue.
fn who(by_number: Option<PersonId>, owner: Option<Owner>) -> Result<Option<PersonId>, Why> {
    match (by_number, owner) {
        (_, Some(Owner { person, stopped_at: Some(at) })) => Err(Why::Reissued { person, at }),
        (Some(person), Some(owner)) if person != owner.person => Err(Why::TwoPersons),
        (person, owner) => Ok(person.or(owner.map(|owner| owner.person))),
    }
}

/// Rows of which the voucher alone leads to somebody, where the number or the birth date says that it is someone
/// else: a slip in either would make one person of two.
fn other_people(
    rows: &[Row<PersonRow>],
    found: &[Option<PersonId>],
    known: &HashMap<PersonId, Person>,
) -> Vec<RowProblem> {
    let problem = |(row, found): (&Row<PersonRow>, &Option<PersonId>)| {
        let Person { id: person, details, .. } = known.get(found.as_ref()?)?;
        let (said, has) = (&row.value.address_number, &details.address_number);
        let why = match (said, has) {
            (Some(said), Some(has)) if said == has => return None,
            (Some(_), Some(_)) => Why::OtherNumber { person: *person },
            _ if row.value.birth != details.birth => Why::OtherBirth { person: *person },
            _ => return None,
        };
        Some(RowProblem { row: row.row, why })
    };
    rows.iter().zip(found).filter_map(problem).collect()
}
