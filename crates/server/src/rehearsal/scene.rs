//! What a rehearsal begins with: programmes, venues, sessions and slots as the town has set them up, with nothing
//! taken, and people who do not exist.

use crate::seed_demo::people::Resident;
use anyhow::Result;
use domain::{
    AccountId, Actor, Change, Decision, PersonId, Pool, PoolCount, Programme, Slot,
    group::Proof,
    link::LinkedBy,
    venue::{Session, Venue},
    when::Date,
};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use store::{Reader, Tx};

/// The fewest people a rehearsal is played with: the invented town's named ones are among them.
pub const PEOPLE_LEAST: u32 = 100;
/// The most: more would make whoever begins wait, and the machine is the real counter's too.
pub const PEOPLE_MOST: u32 = 5_000;

/// Of so many people one belongs to a group that the roster knows.
const ONE_OF: usize = 4;

/// What the town has set up.
pub(super) struct Scene {
    programmes: Vec<Programme>,
    venues: Vec<Venue>,
    sessions: Vec<Session>,
    slots: Vec<Slot>,
}

/// Somebody whose eyes one may look through.
#[derive(Clone, Debug)]
pub struct Player {
    /// Who.
    pub person: PersonId,
    /// Their name, which nobody has.
    pub name: String,
    /// Its reading.
    pub kana: String,
    /// When they were born.
    pub birth: Date,
    /// Equal for those who live together.
    pub household: u32,
    /// Whom they stand for, in a word; empty for most.
    pub role: &'static str,
}

/// Copies what is set up, with nothing taken.
pub(super) fn load(reader: &mut Reader<'_>) -> Result<Scene> {
    let programmes = reader.programmes()?;
    let (mut venues, mut sessions, mut slots) = (BTreeMap::new(), Vec::new(), Vec::new());
    for programme in &programmes {
        venues.extend(reader.venues_of(programme.id)?.into_iter().map(|venue| (venue.id, venue)));
        sessions.extend(reader.sessions_of(programme.id)?);
        slots.extend(reader.slots_from(programme.id, Date::MIN)?.into_iter().map(empty));
    }
    Ok(Scene { programmes, venues: venues.into_values().collect(), sessions, slots })
}

fn empty(mut slot: Slot) -> Slot {
    let empty = |count: &PoolCount| PoolCount {
        over: count.over,
        ..PoolCount::of(count.pool, count.capacity)
    };
    slot.pools = slot.pools.iter().map(empty).collect();
    slot.quotas.iter_mut().for_each(|quota| quota.booked = 0);
    slot
}

impl Scene {
    /// Puts the people into the groups and patterns that the programmes ask for, so that somebody of each is there.
    pub(super) fn casts(&self, residents: &mut [Resident]) {
        let groups = self.programmes.iter().flat_map(|programme| &programme.policy.groups);
        let known = groups.filter(|group| group.proof == Proof::Roster);
        let known: BTreeSet<&str> = known.map(|group| group.code.as_str()).collect();
        let patterns = self.programmes.iter().flat_map(|programme| &programme.policy.patterns);
        let patterns: BTreeSet<&str> = patterns.map(|pattern| pattern.code.as_str()).collect();
        for (index, resident) in residents.iter_mut().enumerate() {
            let group = known.iter().cycle().nth(index / ONE_OF % known.len().max(1));
            let group = group.filter(|_| index.is_multiple_of(ONE_OF));
            let pattern = patterns.iter().cycle().nth(index % patterns.len().max(1));
            let codes = group.into_iter().chain(pattern).map(|code| (*code).to_owned());
            resident.person.details.groups = codes.collect();
        }
    }

    /// All of it as changes, like any other set-up of a town.
    pub(super) fn decision(self, residents: Vec<Resident>) -> Decision {
        let people = residents.into_iter().map(|resident| Change::PersonSaved(resident.person));
        let changes = (self.programmes.into_iter().map(Change::ProgrammeSaved))
            .chain(self.venues.into_iter().map(Change::VenueSaved))
            .chain(self.sessions.into_iter().map(Change::SessionSaved))
            .chain(self.slots.into_iter().map(Change::SlotSaved))
            .chain(people)
            .collect();
        Decision { changes, notices: Vec::new() }
    }
}

/// Everybody but those who are hidden from proxies, whom nobody acts for. Those with a role come first, the
/// others by age.
pub(super) fn players(residents: &[Resident]) -> Vec<Player> {
    let shown = residents.iter().filter(|resident| resident.person.protected_at.is_none());
    let mut players: Vec<Player> = shown.map(player).collect();
    // Families with a role stay together, as they were invented.
    players.sort_by_key(|player| {
        let plain = player.role.is_empty();
        (plain, plain.then_some((player.birth, player.person)))
    });
    players
}

fn player(resident: &Resident) -> Player {
    let details = &resident.person.details;
    Player {
        person: resident.person.id,
        name: details.name.clone(),
        kana: details.kana.clone(),
        birth: details.birth,
        household: resident.household,
        role: resident.role,
    }
}

/// The account that acts for somebody: always the same, so that one may look again.
pub(super) fn account_of(person: PersonId) -> AccountId {
    AccountId(store::id_of_cause(&format!("rehearsal/{person}")).0)
}

/// Makes the account and lets it act for these persons, if it is not there yet.
pub(super) fn links(
    tx: &mut Tx<'_>,
    account: AccountId,
    persons: &[PersonId],
    by: Actor,
    now: Timestamp,
) -> Result<()> {
    for (index, person) in persons.iter().enumerate() {
        if tx.link(account, *person)?.is_some() {
            continue;
        }
        if index == 0 {
            tx.account_without_line(account, now)?;
        }
        let linked = Change::PersonLinked { account, person: *person, by: LinkedBy::Counter };
        tx.apply(&Decision::change(linked), by, now, Some("リハーサルで画面を見るため"))?;
    }
    Ok(())
}

/// Whether a slot has a place that residents may take by themselves.
pub(super) fn is_open(slot: &Slot) -> bool {
    slot.closed_at.is_none() && slot.pool(Pool::Public).left() > 0
}
