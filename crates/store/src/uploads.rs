//! Files of people that officers have brought and not imported yet. They lie here sealed, in parts, for a day: each
//! part is a small write, so that bookings do not wait for a large file. What is in them is not opened here.

use crate::{
    seal::Token,
    tx::{Reader, Tx},
};
use anyhow::Result;
use domain::{ImportId, OfficerId};
use jiff::Timestamp;

/// A file that was brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Identifies it, and the import that it becomes.
    pub id: ImportId,
    /// Who brought it.
    pub officer: OfficerId,
    /// When.
    pub at: Timestamp,
    /// The file's name.
    pub file: String,
    /// What its headers are known by.
    pub headers: Token,
    /// In how many parts it lies.
    pub parts: u32,
    /// How it is to be read, in the words of whoever reads it.
    pub choices: String,
}

impl Reader<'_> {
    /// A file that waits.
    pub fn upload(&mut self, id: ImportId) -> Result<Option<Upload>> {
        let sql =
            "SELECT id, officer_id, at, file, headers, parts, choices FROM upload WHERE id = $1";
        self.conn.first(sql, &[&id.to_string()], |row| {
            Ok(Upload {
                id: row.parsed(0)?,
                officer: row.parsed(1)?,
                at: row.at(2)?,
                file: row.get(3)?,
                headers: row.get(4)?,
                parts: row.count(5)?,
                choices: row.get(6)?,
            })
        })
    }

    /// Its parts in their order, sealed; fewer than it says where not all have come.
    pub fn upload_parts(&mut self, id: ImportId) -> Result<Vec<Vec<u8>>> {
        let sql = "SELECT sealed FROM upload_part WHERE upload_id = $1 ORDER BY part";
        self.conn.query(sql, &[&id.to_string()], |row| row.get(0))
    }

    /// How a file with these headers was read the last time.
    pub fn columns_chosen(&mut self, headers: &Token) -> Result<Option<String>> {
        let sql = "SELECT choices FROM chosen_columns WHERE headers = $1";
        self.conn.first(sql, &[headers], |row| row.get(0))
    }
}

impl Tx<'_> {
    /// A file is brought; its parts follow.
    pub fn add_upload(&mut self, upload: &Upload) -> Result<()> {
        let Upload { id, officer, at, file, headers, parts, choices } = upload;
        self.conn.execute(
            "INSERT INTO upload (id, officer_id, at, file, headers, parts, choices) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            &[
                &id.to_string(),
                &officer.to_string(),
                &at.as_millisecond(),
                file,
                headers,
                &i64::from(*parts),
                choices,
            ],
        )?;
        Ok(())
    }

    /// One part of it, sealed.
    pub fn add_upload_part(&mut self, id: ImportId, part: u32, sealed: &Vec<u8>) -> Result<()> {
        let sql = "INSERT INTO upload_part (upload_id, part, sealed) VALUES ($1, $2, $3)";
        self.conn.execute(sql, &[&id.to_string(), &i64::from(part), sealed])?;
        Ok(())
    }

    /// The file is to be read another way.
    pub fn read_upload_as(&mut self, id: ImportId, choices: &str) -> Result<()> {
        let sql = "UPDATE upload SET choices = $2 WHERE id = $1";
        self.conn.execute(sql, &[&id.to_string(), &choices])?;
        Ok(())
    }

    /// Files with these headers are read this way from now on.
    pub fn remember_columns(
        &mut self,
        headers: &Token,
        choices: &str,
        now: Timestamp,
    ) -> Result<()> {
        let sql = "INSERT INTO chosen_columns (headers, choices, at) VALUES ($1, $2, $3) \
                   ON CONFLICT (headers) DO UPDATE SET choices = excluded.choices, at = excluded.at";
        self.conn.execute(sql, &[headers, &choices, &now.as_millisecond()])?;
        Ok(())
    }

    /// A file that waits no longer, and all its parts.
    pub fn remove_upload(&mut self, id: ImportId) -> Result<()> {
        let id = id.to_string();
        self.conn.execute("DELETE FROM upload_part WHERE upload_id = $1", &[&id])?;
        self.conn.execute("DELETE FROM upload WHERE id = $1", &[&id])?;
        Ok(())
    }

    /// Files that were brought before an instant are gone.
    pub fn forget_uploads(&mut self, before: Timestamp) -> Result<()> {
        let before = before.as_millisecond();
        let parts = "DELETE FROM upload_part WHERE upload_id IN \
                     (SELECT id FROM upload WHERE at < $1)";
        self.conn.execute(parts, &[&before])?;
        self.conn.execute("DELETE FROM upload WHERE at < $1", &[&before])?;
        Ok(())
    }
}
