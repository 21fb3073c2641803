//! Imports of people: what each brought and changed, and how everyone it touched was before. What a person
//! was is copied as it lies, still under their own key, and opened only for the search to find them again.

use crate::{
    backend::{Param, Row},
    tx::{Reader, Tx},
};
use anyhow::{Context, Result};
use domain::{Actor, Change, Decision, ImportId, PersonId, person::Person};
use jiff::Timestamp;
use std::collections::BTreeSet;

/// One run of an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// Identifies it.
    pub id: ImportId,
    /// When.
    pub at: Timestamp,
    /// Who ran it.
    pub by: Actor,
    /// The file's name.
    pub file: String,
    /// Persons it brought.
    pub new: u32,
    /// Persons it changed.
    pub changed: u32,
    /// Persons who were as the file has them.
    pub same: u32,
    /// Since when it is undone.
    pub undone_at: Option<Timestamp>,
}

/// A person for whom an import cannot be undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Obstacle {
    /// The row of the file.
    pub row: u32,
    /// The person.
    pub person: PersonId,
    /// What was built upon the import.
    pub built: Built,
}

/// What was built upon an import since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Built {
    /// The person it brought has booked, be it cancelled by now.
    Booked,
    /// An account acts or acted for the person it brought.
    Linked,
    /// The person it brought waits or waited for a freed place.
    Waits,
    /// A later import saved the person again.
    Imported {
        /// That import.
        import: ImportId,
    },
    /// Somebody edited the person.
    Edited,
    /// The former 宛名番号 or voucher is another person's by now.
    NumberTaken,
}

const IMPORT: &str = "SELECT id, at, actor, file, brought, changed, same, undone_at FROM import";

impl Reader<'_> {
    /// Imports, newest first, without the first few.
    pub fn imports(&mut self, skip: u32, most: u32) -> Result<Vec<Import>> {
        let sql = format!("{IMPORT} ORDER BY at DESC, id DESC LIMIT $1 OFFSET $2");
        self.conn.query(&sql, &[&i64::from(most), &i64::from(skip)], import)
    }

    /// How many imports there were.
    pub fn count_imports(&mut self) -> Result<u32> {
        let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM import";
        self.conn.first(sql, &[], |row| row.count(0))?.context("a count is always one row")
    }

    /// One import.
    pub fn import(&mut self, id: ImportId) -> Result<Option<Import>> {
        self.conn.first(&format!("{IMPORT} WHERE id = $1"), &[&id.to_string()], import)
    }

    /// Everything that keeps an import from being undone, by row.
    pub fn import_obstacles(&mut self, id: ImportId) -> Result<Vec<Obstacle>> {
        let brought = |table| {
            format!(
                "SELECT i.file_row, i.person_id FROM imported i WHERE i.import_id = $1 \
                 AND i.sealed IS NULL AND EXISTS \
                 (SELECT 1 FROM {table} x WHERE x.person_id = i.person_id)"
            )
        };
        let number = "SELECT i.file_row, i.person_id FROM imported i JOIN person o \
                      ON o.address_token = i.address_token AND o.id <> i.person_id \
                      WHERE i.import_id = $1";
        let voucher = "SELECT i.file_row, i.person_id FROM imported i \
                       JOIN imported_voucher iv ON iv.import_id = i.import_id \
                       AND iv.person_id = i.person_id \
                       JOIN voucher o ON o.token = iv.token AND o.person_id <> iv.person_id \
                       WHERE i.import_id = $1";
        let mut all = self.saved_since(id)?;
        for (sql, built) in [
            (brought("booking").as_str(), Built::Booked),
            (brought("account_person").as_str(), Built::Linked),
            (brought("waitlist_entry").as_str(), Built::Waits),
            (number, Built::NumberTaken),
            (voucher, Built::NumberTaken),
        ] {
            all.extend(self.conn.query(sql, &[&id.to_string()], |row| {
                Ok(Obstacle { row: row.count(0)?, person: row.parsed(1)?, built })
            })?);
        }
        all.sort_by_key(|obstacle| obstacle.row);
        all.dedup();
        Ok(all)
    }

    /// Who was saved again, by a later import or by hand.
    fn saved_since(&mut self, id: ImportId) -> Result<Vec<Obstacle>> {
        let sql = "SELECT i.file_row, i.person_id, p.import_id FROM imported i \
                   LEFT JOIN person p ON p.id = i.person_id WHERE i.import_id = $1 \
                   AND (p.import_id IS NULL OR p.import_id <> i.import_id)";
        self.conn.query(sql, &[&id.to_string()], |row| {
            let later: Option<ImportId> = row.parsed_opt(2)?;
            let built = later.map_or(Built::Edited, |import| Built::Imported { import });
            Ok(Obstacle { row: row.count(0)?, person: row.parsed(1)?, built })
        })
    }
}

impl Tx<'_> {
    /// Puts people on the roster as an import, and keeps what they were before. Each comes with the row
    /// of the file, and nobody twice.
    pub fn import_people(
        &mut self,
        import: &Import,
        people: Vec<(u32, Person)>,
        why: &str,
    ) -> Result<()> {
        let id = import.id.to_string();
        self.insert_import(import)?;
        self.keep_former(&id, &people)?;
        let changes = people.into_iter().map(|(_, person)| Change::PersonSaved(person)).collect();
        let decision = Decision { changes, notices: Vec::new() };
        self.apply(&decision, import.by, import.at, Some(why))?;
        let sql = "UPDATE person SET import_id = $1 \
                   WHERE id IN (SELECT person_id FROM imported WHERE import_id = $1)";
        self.conn.execute(sql, &[&id])?;
        Ok(())
    }

    /// Puts everyone back as they were before the import, and says how many were restored and how many
    /// removed. Nothing may stand in the way ([`Reader::import_obstacles`]).
    pub fn undo_import(
        &mut self,
        import: ImportId,
        by: Actor,
        at: Timestamp,
        why: &str,
    ) -> Result<(usize, usize)> {
        let id = import.to_string();
        let sql = "SELECT person_id, sealed IS NULL FROM imported WHERE import_id = $1 \
                   ORDER BY file_row";
        let mut removed = 0;
        let changes = self.conn.query(sql, &[&id], |row| {
            let person = row.parsed(0)?;
            let brought: bool = row.get(1)?;
            removed += usize::from(brought);
            Ok(if brought {
                Change::PersonRemoved { person, import }
            } else {
                Change::PersonRestored { person, import }
            })
        })?;
        let restored = changes.len() - removed;
        self.apply(&Decision { changes, notices: Vec::new() }, by, at, Some(why))?;
        let undone = "UPDATE import SET undone_at = $2 WHERE id = $1";
        self.conn.execute(undone, &[&id, &at.as_millisecond()])?;
        self.conn.execute("DELETE FROM imported_voucher WHERE import_id = $1", &[&id])?;
        self.conn.execute("DELETE FROM imported WHERE import_id = $1", &[&id])?;
        Ok((restored, removed))
    }

    fn insert_import(&mut self, import: &Import) -> Result<()> {
        let Import { id, at, by, file, new, changed, same, .. } = import;
        let [new, changed, same] = [new, changed, same].map(|count| i64::from(*count));
        self.conn.execute(
            "INSERT INTO import (id, at, actor, file, brought, changed, same) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            &[
                &id.to_string(),
                &at.as_millisecond(),
                &serde_json::to_string(by)?,
                file,
                &new,
                &changed,
                &same,
            ],
        )?;
        Ok(())
    }

    /// Copies what these people are now; of somebody new there is only the row of the file.
    fn keep_former(&mut self, import: &str, people: &[(u32, Person)]) -> Result<()> {
        let rows: Vec<_> =
            people.iter().map(|(row, person)| (person.id.to_string(), i64::from(*row))).collect();
        let rows: Vec<Vec<&dyn Param>> =
            rows.iter().map(|r| -> Vec<&dyn Param> { vec![&import, &r.0, &r.1] }).collect();
        self.conn.each_row(
            "INSERT INTO imported (import_id, person_id, file_row, sealed, address_token, \
             protected_at, saved_at, import_before) SELECT v.column1, v.column2, v.column3, \
             p.sealed, p.address_token, p.protected_at, p.saved_at, p.import_id FROM (",
            "($1, $2, CAST($3 AS BIGINT))",
            ") AS v LEFT JOIN person p ON p.id = v.column2",
            &rows,
        )?;
        self.conn.execute(
            "INSERT INTO imported_voucher (import_id, person_id, token, sealed, stopped_at) \
             SELECT i.import_id, v.person_id, v.token, v.sealed, v.stopped_at FROM imported i \
             JOIN voucher v ON v.person_id = i.person_id WHERE i.import_id = $1",
            &[&import],
        )?;
        Ok(())
    }

    /// Carries out what an undo decided.
    pub(crate) fn put_back<'c>(&mut self, changes: impl Iterator<Item = &'c Change>) -> Result<()> {
        let (mut restored, mut removed) = (Vec::new(), Vec::new());
        let (mut again, mut gone) = (BTreeSet::new(), BTreeSet::new());
        for change in changes {
            match change {
                Change::PersonRestored { person, import } => {
                    again.insert(*person);
                    restored.push((import.to_string(), person.to_string()));
                }
                Change::PersonRemoved { person, .. } => {
                    gone.insert(*person);
                    removed.push(person.to_string());
                }
                _ => {}
            }
        }
        self.leave_search(&gone)?;
        let gone: Vec<Vec<&dyn Param>> =
            removed.iter().map(|id| -> Vec<&dyn Param> { vec![id] }).collect();
        self.conn.each_row("DELETE FROM person_note WHERE person_id IN (", "($1)", ")", &gone)?;
        self.conn.each_row("DELETE FROM code WHERE person_id IN (", "($1)", ")", &gone)?;
        self.conn.each_row("DELETE FROM voucher WHERE person_id IN (", "($1)", ")", &gone)?;
        self.conn.each_row("DELETE FROM person WHERE id IN (", "($1)", ")", &gone)?;
        self.restore(&restored)?;
        self.search_again(&again)
    }

    fn restore(&mut self, restored: &[(String, String)]) -> Result<()> {
        let ids: Vec<Vec<&dyn Param>> =
            restored.iter().map(|r| -> Vec<&dyn Param> { vec![&r.1] }).collect();
        let rows: Vec<Vec<&dyn Param>> =
            restored.iter().map(|r| -> Vec<&dyn Param> { vec![&r.0, &r.1] }).collect();
        // Numbers are let go first: one person's former number may be another's now.
        self.conn.each_row(
            "UPDATE person SET address_token = NULL WHERE id IN (",
            "($1)",
            ")",
            &ids,
        )?;
        self.conn.each_row("DELETE FROM voucher WHERE person_id IN (", "($1)", ")", &ids)?;
        self.conn.each_row(
            "UPDATE person SET sealed = i.sealed, address_token = i.address_token, \
             protected_at = i.protected_at, saved_at = i.saved_at, import_id = i.import_before \
             FROM (",
            "($1, $2)",
            ") AS v JOIN imported i ON i.import_id = v.column1 AND i.person_id = v.column2 \
             WHERE person.id = v.column2",
            &rows,
        )?;
        self.conn.each_row(
            "INSERT INTO voucher (token, person_id, sealed, stopped_at) \
             SELECT i.token, i.person_id, i.sealed, i.stopped_at FROM (",
            "($1, $2)",
            ") AS v JOIN imported_voucher i ON i.import_id = v.column1 AND i.person_id = v.column2",
            &rows,
        )
    }
}

fn import(row: &Row<'_>) -> Result<Import> {
    let actor: String = row.get(2)?;
    Ok(Import {
        id: row.parsed(0)?,
        at: row.at(1)?,
        by: serde_json::from_str(&actor)?,
        file: row.get(3)?,
        new: row.count(4)?,
        changed: row.count(5)?,
        same: row.count(6)?,
        undone_at: row.at_opt(7)?,
    })
}
