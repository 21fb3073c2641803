//! What officers note about a person, sealed with that person's key. A note is never changed; who strikes one out says
//! why in the history.

use crate::{
    backend::{Param, Row},
    seal::open_with,
    tx::{Reader, Tx},
};
use anyhow::{Context, Result};
use domain::{Actor, Note, NoteId, OfficerId, PersonId};
use jiff::Timestamp;

/// A note as it is stored.
struct Locked {
    id: NoteId,
    sealed: Vec<u8>,
    by: OfficerId,
    at: Timestamp,
    struck: Option<(Timestamp, OfficerId)>,
}

impl Reader<'_> {
    /// What was noted about a person, the newest first. Whoever shows it to staff records the opening.
    pub fn notes_of(&mut self, person: PersonId) -> Result<Vec<Note>> {
        let sql = "SELECT id, sealed, officer_id, at, struck_at, struck_by FROM person_note \
                   WHERE person_id = $1 ORDER BY at DESC, id DESC";
        let locked = self.conn.query(sql, &[&person.to_string()], locked)?;
        if locked.is_empty() {
            return Ok(Vec::new());
        }
        let id = person.to_string();
        let key = self.keys.person_key(&id, &self.sealed_key(person)?)?;
        let open = |locked: Locked| {
            let plain = open_with(&key, &place(locked.id), &locked.sealed)?;
            let text = String::from_utf8(plain.to_vec()).context("reading a note")?;
            let Locked { id, by, at, struck, .. } = locked;
            Ok(Note { id, person, text, by, at, struck })
        };
        locked.into_iter().map(open).collect()
    }

    fn sealed_key(&mut self, person: PersonId) -> Result<Vec<u8>> {
        let sql = "SELECT sealed_key FROM person WHERE id = $1";
        let key = self.conn.first(sql, &[&person.to_string()], |row| row.get(0))?;
        key.context("a note is about somebody on the roster")
    }
}

impl Tx<'_> {
    /// Keeps a note. The same once more changes nothing.
    pub fn keep_note(&mut self, note: &Note) -> Result<()> {
        let person = note.person.to_string();
        let wrapped = self.sealed_key(note.person)?;
        let key = self.reader.keys.person_key(&person, &wrapped)?;
        let sealed = self.reader.keys.seal_by(&key, &place(note.id), note.text.as_bytes())?;
        let params: [&dyn Param; 5] = [
            &note.id.to_string(),
            &person,
            &sealed,
            &note.by.to_string(),
            &note.at.as_millisecond(),
        ];
        let kept = self.conn.execute(
            "INSERT INTO person_note (id, person_id, sealed, officer_id, at) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING",
            &params,
        )?;
        if kept == 0 {
            return Ok(());
        }
        self.record_note(Actor::Officer(note.by), note.at, ("note_kept", None), note.person)
    }

    /// Strikes a note out, which stays to be read. One that was struck before stays as it was.
    pub fn strike_note(
        &mut self,
        (person, id): (PersonId, NoteId),
        by: OfficerId,
        at: Timestamp,
        why: &str,
    ) -> Result<()> {
        let sql = "UPDATE person_note SET struck_at = $3, struck_by = $4 \
                   WHERE id = $1 AND person_id = $2 AND struck_at IS NULL";
        let params: [&dyn Param; 4] =
            [&id.to_string(), &person.to_string(), &at.as_millisecond(), &by.to_string()];
        if self.conn.execute(sql, &params)? == 0 {
            return Ok(());
        }
        self.record_note(Actor::Officer(by), at, ("note_struck", Some(why)), person)
    }
}

fn place(id: NoteId) -> String {
    format!("note/{id}")
}

fn locked(row: &Row<'_>) -> Result<Locked> {
    Ok(Locked {
        id: row.parsed(0)?,
        sealed: row.get(1)?,
        by: row.parsed(2)?,
        at: row.at(3)?,
        struck: row.at_opt(4)?.zip(row.parsed_opt(5)?),
    })
}
