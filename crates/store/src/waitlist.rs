//! The waitlist as it is stored: who waits, what would do, and in which order they are asked.

mod figures;
mod habits;
mod offers;
mod order;
mod parties;
mod refill;
mod releases;

pub use figures::{Counted, Refilled};
pub use habits::Seen;

use crate::{
    backend::Row,
    tx::{Reader, Tx},
};
use anyhow::{Context, Result};
use domain::{
    AccountId, Door, Entry, EntryId, PersonId, ProgrammeId, Slot, SlotId, VenueId,
    waitlist::{Left, Part, Parts, PassedBy, Rank, Weekdays, Wish},
};
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeSet, HashMap};

/// What an entry consists of, besides its venues.
const COLUMNS: &str = "e.id, e.person_id, e.programme_id, e.dose, e.account_id, e.door, e.weekdays, e.parts, \
    e.until, e.notice, e.joined_at, e.rank_class, e.rank_key, e.lapses, e.ended_at, e.ended_why, e.party_id";

impl Reader<'_> {
    /// The entries of these ids.
    pub fn entries_by_ids(&mut self, ids: &BTreeSet<EntryId>) -> Result<Vec<Entry>> {
        let sql = format!("SELECT {COLUMNS} FROM waitlist_entry e WHERE e.id IN ids ORDER BY e.id");
        let found = self.conn.query_in(&sql, ids, entry)?;
        self.with_venues(found)
    }

    /// What these persons wait for now, in the order in which they joined.
    pub fn waiting_of_persons(&mut self, persons: &BTreeSet<PersonId>) -> Result<Vec<Entry>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM waitlist_entry e WHERE e.ended_at IS NULL AND e.person_id IN ids \
             ORDER BY e.joined_at, e.id"
        );
        let found = self.conn.query_in(&sql, persons, entry)?;
        self.with_venues(found)
    }

    /// How many wait in a programme.
    pub fn count_waiting(&mut self, programme: ProgrammeId) -> Result<u32> {
        let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM waitlist_entry \
                   WHERE programme_id = $1 AND ended_at IS NULL";
        let count = self.conn.first(sql, &[&programme.to_string()], |row| row.count(0))?;
        count.context("a count is always one row")
    }

    /// How many are asked before this entry about places that would do for both somewhere: those before it in the
    /// order of its programme, without those with whom it waits.
    pub fn count_before(&mut self, entry: &Entry) -> Result<u32> {
        let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM waitlist_entry WHERE programme_id = $1 \
                   AND ended_at IS NULL AND (rank_class, rank_key, id) < ($2, $3, $4) \
                   AND (party_id IS NULL OR party_id <> $5)";
        let party = entry.party.map(|party| party.to_string()).unwrap_or_default();
        let rank = entry.rank;
        let (class, id) = (i64::from(rank.class), entry.id.to_string());
        let params: &[&dyn crate::backend::Param] =
            &[&entry.programme.to_string(), &class, &rank.key, &id, &party];
        self.conn.first(sql, params, |row| row.count(0))?.context("a count is always one row")
    }

    /// Those who wait for a place like one of this slot and come through one of these doors, the next in order after
    /// a rank: not who has an offer now, was offered this slot before or passed by, nor who has blocked the account.
    pub(crate) fn waiting_for(
        &mut self,
        slot: &Slot,
        doors: &[Door],
        after: Option<Rank>,
        now: Timestamp,
        most: u32,
    ) -> Result<Vec<Entry>> {
        let at_venue = format!(
            "SELECT {COLUMNS} FROM waitlist_venue v JOIN waitlist_entry e ON e.id = v.entry_id \
             LEFT JOIN account a ON a.id = e.account_id \
             WHERE v.programme_id = $1 AND v.venue_id = VENUE \
             AND (v.rank_class, v.rank_key, v.entry_id) > ($3, $4, $5) AND e.ended_at IS NULL \
             AND a.blocked_at IS NULL AND (e.door = $6 OR e.door = $7) \
             AND (e.weekdays = 0 OR (e.weekdays & $8) <> 0) AND (e.parts = 0 OR (e.parts & $9) <> 0) \
             AND (e.until IS NULL OR e.until >= $10) AND e.notice <= $11 \
             AND NOT EXISTS (SELECT 1 FROM offer o WHERE o.entry_id = e.id \
             AND (o.ended_at IS NULL OR o.slot_id = $12 AND o.ended_how <> 'outrun')) \
             AND NOT EXISTS (SELECT 1 FROM passed_by p WHERE p.entry_id = e.id AND p.slot_id = $12 AND p.anew_at IS NULL) \
             ORDER BY v.rank_class, v.rank_key, v.entry_id LIMIT $13"
        );
        let here = at_venue.replace("VENUE", "$2");
        let anywhere = at_venue.replace("VENUE", "''");
        let sql = format!(
            "SELECT * FROM (SELECT * FROM ({here}) AS h UNION ALL SELECT * FROM ({anywhere}) AS w) AS e \
             ORDER BY e.rank_class, e.rank_key, e.id LIMIT $13"
        );
        let (class, key) = after.map_or((-1, 0), |rank| (i64::from(rank.class), rank.key));
        let id = after.map(|rank| rank.entry.to_string()).unwrap_or_default();
        let left = slot.starts_at().duration_since(now).max(SignedDuration::ZERO).as_mins();
        let (first, last) = (doors.first(), doors.last());
        let door = |door: Option<&Door>| door.map_or("", |door| door.name());
        let found = self.conn.query(
            &sql,
            &[
                &slot.programme.to_string(),
                &slot.venue.to_string(),
                &class,
                &key,
                &id,
                &door(first),
                &door(last),
                &i64::from(Weekdays::bit(slot.date)),
                &i64::from(Part::of(slot.starts).bit()),
                &slot.date.to_string(),
                &left,
                &slot.id.to_string(),
                &i64::from(most),
            ],
            entry,
        )?;
        self.with_venues(found)
    }

    fn with_venues(&mut self, mut entries: Vec<Entry>) -> Result<Vec<Entry>> {
        let ids: BTreeSet<EntryId> = entries.iter().map(|entry| entry.id).collect();
        let sql = "SELECT entry_id, venue_id FROM waitlist_venue WHERE venue_id <> '' AND entry_id IN ids \
                   ORDER BY entry_id, venue_id";
        let mut venues: HashMap<EntryId, Vec<VenueId>> = HashMap::new();
        for (entry, venue) in
            self.conn.query_in(sql, &ids, |row| Ok((row.parsed(0)?, row.parsed(1)?)))?
        {
            venues.entry(entry).or_default().push(venue);
        }
        for entry in &mut entries {
            entry.wish.venues = venues.remove(&entry.id).unwrap_or_default();
        }
        Ok(entries)
    }

    /// Which slots these need not be told again went by them: for a reason that was good for then only, or for one that still
    /// stands.
    pub(crate) fn told_before(
        &mut self,
        entries: &BTreeSet<EntryId>,
    ) -> Result<BTreeSet<(EntryId, SlotId, bool)>> {
        let sql = "SELECT entry_id, slot_id, why, anew_at FROM passed_by WHERE entry_id IN ids \
                   ORDER BY entry_id, slot_id";
        let told = self.conn.query_in(sql, entries, |row| {
            let why: PassedBy = serde_json::from_str(&row.get::<String>(2)?)?;
            Ok((row.parsed(0)?, row.parsed(1)?, why.is_final(), row.at_opt(3)?.is_none()))
        })?;
        let stands = told.into_iter().filter(|(_, _, is_final, stands)| !is_final || *stands);
        Ok(stands.map(|(entry, slot, is_final, _)| (entry, slot, is_final)).collect())
    }

    /// Why places of which slots went by somebody who waits, newest first.
    pub fn passed_by(&mut self, entry: EntryId) -> Result<Vec<(SlotId, Timestamp, PassedBy)>> {
        let sql =
            "SELECT slot_id, at, why FROM passed_by WHERE entry_id = $1 ORDER BY at DESC, slot_id";
        self.conn.query(sql, &[&entry.to_string()], |row| {
            Ok((row.parsed(0)?, row.at(1)?, serde_json::from_str(&row.get::<String>(2)?)?))
        })
    }
}

impl Tx<'_> {
    pub(crate) fn join_waitlist(&mut self, entry: &Entry) -> Result<()> {
        self.touched.waitlist = true;
        let wish = &entry.wish;
        self.conn.execute(
            "INSERT INTO waitlist_entry (id, person_id, programme_id, dose, account_id, door, weekdays, parts, \
             until, notice, joined_at, rank_class, rank_key, lapses, party_id) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
            &[
                &entry.id.to_string(),
                &entry.person.to_string(),
                &entry.programme.to_string(),
                &i64::from(entry.dose),
                &entry.account.map(|account| account.to_string()),
                &entry.door.name(),
                &i64::from(wish.weekdays.0),
                &i64::from(wish.parts.0),
                &wish.until.map(|day| day.to_string()),
                &i64::from(wish.notice),
                &entry.joined_at.as_millisecond(),
                &i64::from(entry.rank.class),
                &entry.rank.key,
                &i64::from(entry.lapses),
                &entry.party.map(|party| party.to_string()),
            ],
        )?;
        self.wait_at(entry.id, wish)
    }

    pub(crate) fn change_wish(
        &mut self,
        entry: EntryId,
        account: Option<AccountId>,
        wish: &Wish,
    ) -> Result<()> {
        self.touched.waitlist = true;
        self.conn.execute(
            "UPDATE waitlist_entry SET account_id = $2, weekdays = $3, parts = $4, until = $5, notice = $6 \
             WHERE id = $1",
            &[
                &entry.to_string(),
                &account.map(|account| account.to_string()),
                &i64::from(wish.weekdays.0),
                &i64::from(wish.parts.0),
                &wish.until.map(|day| day.to_string()),
                &i64::from(wish.notice),
            ],
        )?;
        self.wait_nowhere(entry)?;
        self.wait_at(entry, wish)
    }

    /// Puts an entry, with its rank, where it is looked for.
    fn wait_at(&mut self, entry: EntryId, wish: &Wish) -> Result<()> {
        let venues: Vec<String> = wish.venues.iter().map(ToString::to_string).collect();
        let anywhere = [String::new()];
        let venues = if venues.is_empty() { &anywhere[..] } else { &venues };
        for venue in venues {
            self.conn.execute(
                "INSERT INTO waitlist_venue (entry_id, venue_id, programme_id, rank_class, rank_key) \
                 SELECT id, $2, programme_id, rank_class, rank_key FROM waitlist_entry WHERE id = $1 \
                 ON CONFLICT (entry_id, venue_id) DO NOTHING",
                &[&entry.to_string(), venue],
            )?;
        }
        Ok(())
    }

    fn wait_nowhere(&mut self, entry: EntryId) -> Result<()> {
        let sql = "DELETE FROM waitlist_venue WHERE entry_id = $1";
        self.conn.execute(sql, &[&entry.to_string()])?;
        Ok(())
    }

    pub(crate) fn leave_waitlist(
        &mut self,
        entry: EntryId,
        at: Timestamp,
        why: Left,
    ) -> Result<()> {
        self.touched.waitlist = true;
        let sql = "UPDATE waitlist_entry SET ended_at = $2, ended_why = $3 WHERE id = $1";
        self.conn.execute(sql, &[&entry.to_string(), &at.as_millisecond(), &left_name(why)])?;
        self.wait_nowhere(entry)
    }

    pub(crate) fn pass_by(
        &mut self,
        entry: EntryId,
        slot: SlotId,
        at: Timestamp,
        why: &PassedBy,
    ) -> Result<()> {
        let told = serde_json::to_string(why)?;
        let anew_at = (!why.is_final()).then_some(at.as_millisecond());
        self.conn.execute(
            "INSERT INTO passed_by (entry_id, slot_id, at, why, anew_at) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (entry_id, slot_id) DO UPDATE SET at = excluded.at, why = excluded.why, \
             anew_at = excluded.anew_at",
            &[&entry.to_string(), &slot.to_string(), &at.as_millisecond(), &told, &anew_at],
        )?;
        Ok(())
    }

    /// They are asked again about slots that went by them; what they were offered before stays as it ended.
    pub(crate) fn ask_anew_about_all(&mut self, entry: EntryId, at: Timestamp) -> Result<()> {
        let sql = "UPDATE passed_by SET anew_at = $2 WHERE entry_id = $1 AND anew_at IS NULL";
        self.conn.execute(sql, &[&entry.to_string(), &at.as_millisecond()])?;
        Ok(())
    }

    /// Whoever waited through this account for this person is phoned from now on, and alone.
    pub(crate) fn wait_without(&mut self, account: AccountId, person: PersonId) -> Result<()> {
        let sql = "UPDATE waitlist_entry SET account_id = NULL, party_id = NULL \
                   WHERE account_id = $1 AND person_id = $2 AND ended_at IS NULL";
        let changed = self.conn.execute(sql, &[&account.to_string(), &person.to_string()])?;
        self.touched.waitlist |= changed > 0;
        Ok(())
    }
}

fn entry(row: &Row<'_>) -> Result<Entry> {
    let (id, door): (EntryId, String) = (row.parsed(0)?, row.get(5)?);
    let until: Option<String> = row.get(8)?;
    let why: Option<String> = row.get(15)?;
    Ok(Entry {
        id,
        person: row.parsed(1)?,
        programme: row.parsed(2)?,
        dose: u8::try_from(row.count(3)?)?,
        party: row.parsed_opt(16)?,
        account: row.parsed_opt(4)?,
        door: Door::named(&door).context("a door of no known name")?,
        wish: Wish {
            venues: Vec::new(),
            weekdays: Weekdays(u8::try_from(row.count(6)?)?),
            parts: Parts(u8::try_from(row.count(7)?)?),
            until: until.map(|day| day.parse()).transpose()?,
            notice: u16::try_from(row.count(9)?)?,
        },
        joined_at: row.at(10)?,
        rank: Rank { class: u16::try_from(row.count(11)?)?, key: row.get(12)?, entry: id },
        lapses: u8::try_from(row.count(13)?)?,
        ended: row.at_opt(14)?.zip(why.map(|why| left_named(&why)).transpose()?),
    })
}

fn left_name(why: Left) -> &'static str {
    match why {
        Left::Served => "served",
        Left::Themselves => "themselves",
        Left::Silent => "silent",
    }
}

fn left_named(name: &str) -> Result<Left> {
    let found = [Left::Served, Left::Themselves, Left::Silent];
    found.into_iter().find(|why| left_name(*why) == name).context("no known reason to leave")
}
