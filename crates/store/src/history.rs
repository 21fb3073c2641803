//! Everything done, in order: who, when, what, why. Append-only, and each line carries a hash over the
//! one before it, so that a line changed or taken out later is found by `madoguchi verify`.

mod callers;
pub(crate) mod search;
mod settings;

use crate::{
    backend::{Param, Row},
    tx::{Reader, Tx},
};
use anyhow::{Context, Result};
use domain::{AccountId, Actor, BookingId, Change, OfficerId, PersonId, SlotId};
use jiff::Timestamp;
use ring::digest;
use serde_json::Value;

/// A line about to be written.
pub(crate) struct Line {
    at: i64,
    actor: String,
    what: String,
    why: Option<String>,
    booking: Option<String>,
    person: Option<String>,
    slot: Option<String>,
}

/// A line of history as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryLine {
    /// Its place in the order of everything.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: Actor,
    /// What was done.
    pub what: What,
    /// Why, where someone was asked for a reason.
    pub why: Option<String>,
}

/// What was done: the name of the change and its facts, never anything personal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct What {
    /// The change's name, for example `booking_made`, or `opened` for a look at a record.
    pub name: String,
    /// Its facts.
    pub facts: Value,
}

/// What was done about the staff: the facts, and which officer's history shows it.
pub(crate) struct About<'a> {
    officer: Option<OfficerId>,
    facts: Value,
    why: Option<&'a str>,
}

impl<'a> About<'a> {
    pub(crate) fn officer(id: OfficerId, facts: Value, why: Option<&'a str>) -> Self {
        Self { officer: Some(id), facts, why }
    }

    /// Somebody who is not an officer yet.
    pub(crate) fn nobody(facts: Value) -> Self {
        Self { officer: None, facts, why: None }
    }
}

impl Line {
    pub(crate) fn of(change: &Change, by: Actor, at: Timestamp, why: Option<&str>) -> Result<Self> {
        let (booking, person, slot) = subject(change);
        Ok(Self {
            at: at.as_millisecond(),
            actor: serde_json::to_string(&by)?,
            what: serde_json::to_string(change)?,
            why: why.map(str::to_owned),
            booking: booking.map(|id| id.to_string()),
            person: person.map(|id| id.to_string()),
            slot: slot.map(|id| id.to_string()),
        })
    }

    fn hash(&self, seq: i64, before: &[u8]) -> Vec<u8> {
        let mut context = digest::Context::new(&digest::SHA256);
        let mut part = |bytes: Option<&[u8]>| {
            let length = bytes.map_or(u64::MAX, |bytes| bytes.len() as u64);
            context.update(&length.to_be_bytes());
            context.update(bytes.unwrap_or_default());
        };
        part(Some(before));
        part(Some(&seq.to_be_bytes()));
        part(Some(&self.at.to_be_bytes()));
        part(Some(self.actor.as_bytes()));
        part(Some(self.what.as_bytes()));
        for text in [&self.why, &self.booking, &self.person, &self.slot] {
            part(text.as_ref().map(String::as_bytes));
        }
        context.finish().as_ref().to_vec()
    }
}

/// Which booking, person and slot a change is about, for finding it again.
fn subject(change: &Change) -> (Option<BookingId>, Option<PersonId>, Option<SlotId>) {
    match change {
        Change::BookingMade(b) => (Some(b.id), Some(b.person), Some(b.slot)),
        Change::BookingMoved { booking, person, to, .. } => {
            (Some(*booking), Some(*person), Some(to.slot))
        }
        Change::BookingCancelled { booking, person, place, .. }
        | Change::PlacePassed { to: booking, person, place, .. } => {
            (Some(*booking), Some(*person), Some(place.slot))
        }
        Change::OutcomeRecorded { booking, person, .. } => (Some(*booking), Some(*person), None),
        Change::Reminded(told) => (Some(told.booking), Some(told.person), None),
        Change::Confirmed(said) => (Some(said.booking), Some(said.person), None),
        Change::WaitlistJoined(entry) => (None, Some(entry.person), None),
        Change::WaitlistChanged { person, .. } | Change::WaitlistLeft { person, .. } => {
            (None, Some(*person), None)
        }
        Change::OfferMade(offer) => (None, Some(offer.person), Some(offer.place.slot)),
        Change::OfferEnded { person, place, .. } => (None, Some(*person), Some(place.slot)),
        Change::PassedBy { person, slot, .. } => (None, Some(*person), Some(*slot)),
        Change::HoldPlaced(hold) => (None, None, Some(hold.slot)),
        Change::HoldUsed { place, .. } | Change::HoldEnded { place, .. } => {
            (None, None, Some(place.slot))
        }
        Change::CapacitySet { slot, .. }
        | Change::OverbookingSet { slot, .. }
        | Change::QuotaSet { slot, .. }
        | Change::SlotClosed { slot, .. }
        | Change::SlotReopened { slot, .. }
        | Change::SlotRemoved { slot, .. }
        | Change::HoldApproved { slot, .. } => (None, None, Some(*slot)),
        Change::PartySet { person, .. }
        | Change::PersonLinked { person, .. }
        | Change::LinkDescribed { person, .. }
        | Change::PersonUnlinked { person, .. }
        | Change::CodeUsed { person, .. }
        | Change::CodeWithdrawn { person, .. }
        | Change::LockLifted { person }
        | Change::PersonRestored { person, .. }
        | Change::PersonRemoved { person, .. } => (None, Some(*person), None),
        Change::CodeGiven(code) => (None, Some(code.person), None),
        Change::PersonSaved(person) => (None, Some(person.id), None),
        Change::SlotSaved(slot) => (None, None, Some(slot.id)),
        Change::ProgrammeSaved(_) | Change::VenueSaved(_) | Change::SessionSaved(_) => {
            (None, None, None)
        }
    }
}

impl Tx<'_> {
    /// Records that someone looked at a record that holds personal data.
    pub fn record_opening(
        &mut self,
        by: Actor,
        at: Timestamp,
        page: &str,
        booking: Option<BookingId>,
        persons: &[PersonId],
    ) -> Result<()> {
        let line = |person: Option<PersonId>| -> Result<Line> {
            Ok(Line {
                at: at.as_millisecond(),
                actor: serde_json::to_string(&by)?,
                what: serde_json::json!({ "opened": { "page": page } }).to_string(),
                why: None,
                booking: booking.map(|id| id.to_string()),
                person: person.map(|id| id.to_string()),
                slot: None,
            })
        };
        let lines: Result<Vec<_>> = persons.iter().map(|person| line(Some(*person))).collect();
        self.append_history(&lines?)
    }

    /// Records that these persons left the database as a file: one line for the whole, and for each
    /// person that their record was opened.
    pub fn record_export(
        &mut self,
        by: Actor,
        at: Timestamp,
        what: &str,
        persons: &[PersonId],
    ) -> Result<()> {
        let facts = serde_json::json!({ "exported": { "what": what, "people": persons.len() } });
        let line = Line {
            at: at.as_millisecond(),
            actor: serde_json::to_string(&by)?,
            what: facts.to_string(),
            why: None,
            booking: None,
            person: None,
            slot: None,
        };
        self.append_history(&[line])?;
        self.record_opening(by, at, "export", None, persons)
    }

    /// Records that somebody called themselves something else towards the others, or nothing any more.
    pub(crate) fn record_alias(
        &mut self,
        account: AccountId,
        person: PersonId,
        given: bool,
        at: Timestamp,
    ) -> Result<()> {
        let facts = serde_json::json!({ "alias_set": { "account": account, "given": given } });
        let line = Line {
            at: at.as_millisecond(),
            actor: serde_json::to_string(&Actor::Account(account))?,
            what: facts.to_string(),
            why: None,
            booking: None,
            person: Some(person.to_string()),
            slot: None,
        };
        self.append_history(&[line])
    }

    /// Records that something was noted about a person, or a note struck out. What it says is in the note alone.
    pub(crate) fn record_note(
        &mut self,
        by: Actor,
        at: Timestamp,
        (what, why): (&str, Option<&str>),
        person: PersonId,
    ) -> Result<()> {
        let line = Line {
            at: at.as_millisecond(),
            actor: serde_json::to_string(&by)?,
            what: serde_json::json!({ what: {} }).to_string(),
            why: why.map(str::to_owned),
            booking: None,
            person: Some(person.to_string()),
            slot: None,
        };
        self.append_history(&[line])
    }

    /// Records that a part of the script of calls was worded anew.
    pub(crate) fn record_script(&mut self, by: Actor, at: Timestamp, part: &str) -> Result<()> {
        let line = Line {
            at: at.as_millisecond(),
            actor: serde_json::to_string(&by)?,
            what: serde_json::json!({ "script_reworded": { "part": part } }).to_string(),
            why: None,
            booking: None,
            person: None,
            slot: None,
        };
        self.append_history(&[line])
    }

    /// Records what was done about the staff.
    pub(crate) fn record(&mut self, about: &About<'_>, by: Actor, at: Timestamp) -> Result<()> {
        let line = Line {
            at: at.as_millisecond(),
            actor: serde_json::to_string(&by)?,
            what: about.facts.to_string(),
            why: about.why.map(str::to_owned),
            booking: None,
            person: None,
            slot: None,
        };
        self.append_history(&[line])?;
        let Some(officer) = about.officer else { return Ok(()) };
        let sql = "INSERT INTO officer_history (officer_id, seq) SELECT $1, MAX(seq) FROM history";
        self.conn.execute(sql, &[&officer.to_string()])?;
        Ok(())
    }

    pub(crate) fn append_history(&mut self, lines: &[Line]) -> Result<()> {
        if lines.is_empty() {
            return Ok(());
        }
        let newest = "SELECT seq, hash FROM history ORDER BY seq DESC LIMIT 1";
        let last = self.conn.first(newest, &[], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let (mut seq, mut hash): (i64, Vec<u8>) = last.unwrap_or_default();
        let mut keyed = Vec::with_capacity(lines.len());
        for line in lines {
            seq += 1;
            hash = line.hash(seq, &hash);
            keyed.push((seq, hash.clone(), line));
        }
        let rows: Vec<Vec<&dyn Param>> = keyed
            .iter()
            .map(|(seq, hash, line)| -> Vec<&dyn Param> {
                vec![
                    seq,
                    &line.at,
                    &line.actor,
                    &line.what,
                    &line.why,
                    &line.booking,
                    &line.person,
                    &line.slot,
                    hash,
                ]
            })
            .collect();
        self.conn.each_row(
            "INSERT INTO history (seq, at, actor, what, why, booking_id, person_id, slot_id, hash)",
            "($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            "",
            &rows,
        )
    }
}

const COLUMNS: &str = "SELECT seq, at, actor, what, why FROM history";

impl Reader<'_> {
    /// What happened to a booking, oldest first.
    pub fn history_of_booking(&mut self, booking: BookingId) -> Result<Vec<HistoryLine>> {
        let sql = format!("{COLUMNS} WHERE booking_id = $1 ORDER BY seq");
        self.conn.query(&sql, &[&booking.to_string()], line)
    }

    /// What happened to a person and to their bookings, newest first: so many lines, after so many left out.
    pub fn history_of_person(
        &mut self,
        person: PersonId,
        skip: u32,
        most: u32,
    ) -> Result<Vec<HistoryLine>> {
        let sql = format!("{COLUMNS} WHERE person_id = $1 ORDER BY seq DESC LIMIT $2 OFFSET $3");
        self.conn.query(&sql, &[&person.to_string(), &i64::from(most), &i64::from(skip)], line)
    }

    /// What happened to a slot's places, oldest first.
    pub fn history_of_slot(&mut self, slot: SlotId) -> Result<Vec<HistoryLine>> {
        let sql = format!("{COLUMNS} WHERE slot_id = $1 AND booking_id IS NULL ORDER BY seq");
        self.conn.query(&sql, &[&slot.to_string()], line)
    }

    pub(crate) fn history_where(
        &mut self,
        rest: &str,
        params: &[&dyn Param],
    ) -> Result<Vec<HistoryLine>> {
        self.conn.query(&format!("{COLUMNS} {rest}"), params, line)
    }

    /// The number of the first line that does not follow from the one before it, if any.
    pub fn history_break(&mut self) -> Result<Option<i64>> {
        let sql = "SELECT seq, at, actor, what, why, booking_id, person_id, slot_id, hash \
                   FROM history WHERE seq > $1 ORDER BY seq LIMIT 1000";
        let (mut last, mut hash): (i64, Vec<u8>) = (0, Vec::new());
        loop {
            let chunk = self.conn.query(sql, &[&last], |row| {
                let line = Line {
                    at: row.get(1)?,
                    actor: row.get(2)?,
                    what: row.get(3)?,
                    why: row.get(4)?,
                    booking: row.get(5)?,
                    person: row.get(6)?,
                    slot: row.get(7)?,
                };
                Ok((row.get::<i64>(0)?, line, row.get::<Vec<u8>>(8)?))
            })?;
            if chunk.is_empty() {
                return Ok(None);
            }
            for (seq, line, stored) in chunk {
                hash = line.hash(seq, &hash);
                if seq != last + 1 || hash != stored {
                    return Ok(Some(seq));
                }
                last = seq;
            }
        }
    }
}

pub(crate) fn line(row: &Row<'_>) -> Result<HistoryLine> {
    let actor: String = row.get(2)?;
    let what: String = row.get(3)?;
    let what: Value = serde_json::from_str(&what)?;
    let entry = what.as_object().and_then(|object| object.iter().next());
    let (name, facts) = entry.context("a line of history says what was done")?;
    Ok(HistoryLine {
        seq: row.get(0)?,
        at: row.at(1)?,
        by: serde_json::from_str(&actor)?,
        what: What { name: name.clone(), facts: facts.clone() },
        why: row.get(4)?,
    })
}
