//! Places of a pool that are everybody's from an instant on. Those who wait are asked about them first: by the pump at
//! that instant, or in the write that would give one to somebody else, whichever comes sooner. What was done is kept, so
//! that nobody is asked for nothing after a restart.

use crate::{
    apply::Recorded,
    backend::Param,
    tx::{Reader, Tx},
};
use anyhow::{Context, Result};
use domain::{
    Command, Ledger, Pool, Programme, ProgrammeId, SlotId,
    programme::PoolRelease,
    when::{self, Date},
};
use jiff::{Timestamp, ToSpan};
use std::collections::{BTreeMap, BTreeSet};

/// Slots of a programme, of today and later, that have a pool whose release, as the rules are now, was not carried out. Of
/// days that are over nobody is offered anything, and a city has years of them.
const NOT_DONE: &str = "FROM slot s JOIN session se ON se.id = s.session_id JOIN slot_pool p ON p.slot_id = s.id \
    WHERE se.programme_id = $1 AND p.pool = $2 AND NOT EXISTS (SELECT 1 FROM pool_release r \
    WHERE r.slot_id = s.id AND r.pool = $2 AND r.days_before = $3 AND r.at = $4) AND se.date >= $5";

/// The releases of pools that a batch must carry out before it gives their places to anybody, by slot.
pub(crate) type Pending = BTreeMap<SlotId, Vec<PoolRelease>>;

impl Reader<'_> {
    /// Slots with a pool that everybody may draw on by now and that those who wait were not asked about yet: one
    /// programme after the other, and of each the earliest day first.
    pub fn releases_due(&mut self, now: Timestamp, most: u32) -> Result<Vec<SlotId>> {
        let (mut due, today) = (Vec::new(), when::japan_date(now).to_string());
        for (programme, release) in self.releases_that_matter()? {
            let last = last_day_of(&release, now);
            let sql =
                format!("SELECT s.id {NOT_DONE} AND se.date <= $6 ORDER BY se.date, s.id LIMIT $7");
            let (programme, last) = (programme.to_string(), last.to_string());
            let (pool, days, at) = columns(&release);
            let params: &[&dyn Param] =
                &[&programme, &pool, &days, &at, &today, &last, &i64::from(most)];
            due.extend(self.conn.query(&sql, params, |row| row.parsed::<SlotId>(0))?);
        }
        due.dedup();
        due.truncate(most as usize);
        Ok(due)
    }

    /// When the next pool becomes everybody's about which those who wait are to be asked.
    pub fn releases_next(&mut self, now: Timestamp) -> Result<Option<Timestamp>> {
        let (mut next, today) = (None, when::japan_date(now).to_string());
        for (programme, release) in self.releases_that_matter()? {
            let sql = format!("SELECT se.date {NOT_DONE} ORDER BY se.date LIMIT 1");
            let (programme, (pool, days, at)) = (programme.to_string(), columns(&release));
            let params: &[&dyn Param] = &[&programme, &pool, &days, &at, &today];
            let day = self.conn.first(&sql, params, |row| row.parsed::<Date>(0))?;
            let at = day.map(|day| release.falls_at(day));
            next = [next, at].into_iter().flatten().min();
        }
        Ok(next)
    }

    /// The releases of every programme in which somebody can wait.
    fn releases_that_matter(&mut self) -> Result<Vec<(ProgrammeId, PoolRelease)>> {
        let of = |programme: Programme| {
            let waits = programme.policy.waitlist.is_some();
            let releases = programme.policy.pool_releases.into_iter().filter(move |_| waits);
            releases.map(move |release| (programme.id, release))
        };
        Ok(self.programmes()?.into_iter().flat_map(of).collect())
    }

    /// What was carried out for these slots.
    fn releases_done(&mut self, slots: &BTreeSet<SlotId>) -> Result<Vec<(SlotId, PoolRelease)>> {
        let sql = "SELECT slot_id, pool, days_before, at FROM pool_release WHERE slot_id IN ids \
                   ORDER BY slot_id, pool";
        self.conn.query_in(sql, slots, |row| {
            let pool: String = row.get(1)?;
            let pool = Pool::named(&pool).context("a pool of no known name")?;
            let days_before = u16::try_from(row.count(2)?)?;
            Ok((row.parsed(0)?, PoolRelease { pool, days_before, at: row.parsed(3)? }))
        })
    }
}

impl Tx<'_> {
    /// What these commands must carry out before they give a place to anybody.
    pub(crate) fn releases_pending(
        &mut self,
        ledger: &Ledger,
        commands: &[&Command],
        now: Timestamp,
    ) -> Result<Pending> {
        let mut pending = Pending::new();
        for id in commands.iter().flat_map(|command| takes(command)) {
            let Some(slot) = ledger.slots.get(&id) else { continue };
            let Some(programme) = ledger.programmes.get(&slot.programme) else { continue };
            if programme.policy.waitlist.is_some() {
                let by_now = programme.policy.releases_by(slot, now).copied();
                pending.insert(id, by_now.collect());
            }
        }
        pending.retain(|_, releases| !releases.is_empty());
        if !pending.is_empty() {
            let done = self.releases_done(&pending.keys().copied().collect())?;
            pending.retain(|slot, releases| {
                releases.retain(|release| !done.contains(&(*slot, *release)));
                !releases.is_empty()
            });
        }
        Ok(pending)
    }

    /// Offers what everybody may take by now of the slots that a command asks for to those who wait, before the command
    /// is decided. It is done once for all.
    pub(crate) fn release_first(
        &mut self,
        ledger: &mut Ledger,
        command: &Command,
        pending: &mut Pending,
        now: Timestamp,
    ) -> Result<Vec<Recorded>> {
        let mut all = Vec::new();
        for slot in command.wanted_slots() {
            if let Some(releases) = pending.remove(&slot) {
                all.extend(self.refill_one(ledger, slot, now)?);
                self.note_released(slot, &releases, now)?;
            }
        }
        Ok(all)
    }

    /// Keeps that those who wait were asked about the places of these pools.
    fn note_released(
        &mut self,
        slot: SlotId,
        releases: &[PoolRelease],
        now: Timestamp,
    ) -> Result<()> {
        for release in releases {
            let (pool, days, at) = columns(release);
            self.conn.execute(
                "INSERT INTO pool_release (slot_id, pool, days_before, at, done_at) VALUES ($1, $2, $3, $4, $5) \
                 ON CONFLICT (slot_id, pool, days_before, at) DO NOTHING",
                &[&slot.to_string(), &pool, &days, &at, &now.as_millisecond()],
            )?;
        }
        Ok(())
    }
}

/// The slots of which a command takes a place that somebody may wait for, or asks on their behalf.
fn takes(command: &Command) -> Vec<SlotId> {
    match command {
        Command::Book(_) | Command::Move(_) | Command::Together(_) | Command::Refill(_) => {
            command.wanted_slots()
        }
        _ => Vec::new(),
    }
}

/// A release as the columns `pool`, `days_before` and `at` have it.
fn columns(release: &PoolRelease) -> (&'static str, i64, String) {
    (release.pool.name(), i64::from(release.days_before), release.at.to_string())
}

/// The last day of sessions whose places of the pool are everybody's by now.
fn last_day_of(release: &PoolRelease, now: Timestamp) -> Date {
    let day = when::japan_date(now).saturating_add(i64::from(release.days_before).days());
    if release.falls_at(day) <= now { day } else { day.saturating_sub(1.day()) }
}
