//! How many residents are being served at this moment, and the entrance that gives tickets when it is too many.
//! Kept in memory alone: what must outlive a restart stands in the tickets.

use crate::{App, hex};
use anyhow::Result;
use domain::{
    AccountId,
    admission::{Entrance, Shown, Ticket, Turn},
};
use jiff::Timestamp;
use ring::digest::{SHA256, digest};
use std::{
    collections::BTreeMap,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
};

/// How many times over may be let in to hear that they must wait; beyond it even that is short.
const SHED_AT: u32 = 8;

/// Residents who are being served, and those who wait for it.
#[derive(Debug)]
pub struct Crowd {
    at_once: u32,
    served: AtomicU32,
    inside: Mutex<Inside>,
}

#[derive(Debug, Default)]
struct Inside {
    entrance: Entrance,
    /// The next opening.
    opens_at: Option<Timestamp>,
    /// What lots are drawn from; hidden until they are drawn.
    seed: String,
    /// One ticket for each person, however many tabs and telephones they have.
    tickets: BTreeMap<AccountId, Ticket>,
}

/// Somebody who is being served, until this is dropped.
#[derive(Debug)]
pub struct Served<'a> {
    crowd: &'a Crowd,
    count: u32,
}

impl Drop for Served<'_> {
    fn drop(&mut self) {
        self.crowd.served.fetch_sub(1, Ordering::Relaxed);
    }
}

/// What somebody with a ticket is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Whose turn it is.
    pub turn: Turn,
    /// The ticket, to be shown again.
    pub shown: Shown,
    /// What lots are drawn from: its digest before, itself afterwards; none where none are drawn.
    pub seed: Option<String>,
}

/// What whoever watches over the service sees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Watched {
    /// Residents' accesses in work.
    pub served: u32,
    /// Tickets that wait, while tickets are given.
    pub waiting: Option<u64>,
    /// How many are let in each second.
    pub a_second: Option<u32>,
}

impl Crowd {
    /// An entrance that gives tickets when so many are served at once.
    pub fn new(at_once: u32) -> Self {
        Self { at_once, served: AtomicU32::new(0), inside: Mutex::default() }
    }

    /// Somebody comes to be served; nobody is, where it is crowded beyond all measure.
    pub fn serves(&self) -> Option<Served<'_>> {
        let count = self.served.fetch_add(1, Ordering::Relaxed) + 1;
        let served = Served { crowd: self, count };
        (count <= self.at_once.saturating_mul(SHED_AT)).then_some(served)
    }

    /// Looks how crowded it is; whether tickets are given now.
    pub fn look(&self, served: &Served<'_>, app: &App, now: Timestamp) -> bool {
        self.looks(&mut self.inside(), served.count, app, now)
    }

    fn looks(&self, inside: &mut Inside, served: u32, app: &App, now: Timestamp) -> bool {
        let before = inside.entrance.round().map(|round| round.began);
        inside.entrance.look(now, served, self.at_once, inside.opens_at);
        let after = inside.entrance.round().map(|round| round.began);
        if before != after {
            inside.tickets.clear();
            inside.seed = hex::of(&app.ids.bytes::<16>());
            tracing::warn!(tickets = after.is_some(), served, "the entrance changed");
        }
        after.is_some()
    }

    /// What an account is told that shows a ticket and still has to wait. It is not served by that.
    pub fn waits_on(
        &self,
        app: &App,
        account: AccountId,
        shown: Shown,
        now: Timestamp,
    ) -> Option<Told> {
        let mut inside = self.inside();
        inside.entrance.round()?;
        self.looks(&mut inside, self.served.load(Ordering::Relaxed), app, now);
        // Whoever may come in is counted when they do.
        inside.entrance.is_sent_back();
        self.told(&mut inside, account, Some(shown), now).filter(|told| told.turn != Turn::ComeIn)
    }

    /// Whether somebody who was inside at an instant may go on without a ticket.
    pub fn was_inside(&self, at: Timestamp, now: Timestamp) -> bool {
        self.inside().entrance.was_inside(at, now)
    }

    /// What an account is told that may have shown a ticket.
    pub fn tells(&self, account: AccountId, shown: Option<Shown>, now: Timestamp) -> Option<Told> {
        let mut inside = self.inside();
        let told = self.told(&mut inside, account, shown, now)?;
        if told.turn != Turn::ComeIn {
            inside.entrance.is_sent_back();
        }
        Some(told)
    }

    fn told(
        &self,
        inside: &mut Inside,
        account: AccountId,
        shown: Option<Shown>,
        now: Timestamp,
    ) -> Option<Told> {
        let before = inside.entrance.round()?.began;
        if let Some(shown) = shown {
            inside.entrance.remember(shown, now, self.at_once);
        }
        let began = inside.entrance.round()?.began;
        if began != before {
            inside.tickets.clear();
        }
        let shown = shown.filter(|shown| shown.began == began).map(|shown| shown.ticket);
        let known = inside.tickets.get(&account).copied().or(shown);
        let lot = lot(&inside.seed, account);
        let ticket = known.or_else(|| inside.entrance.ticket(now, lot))?;
        let ticket = inside.entrance.settled(ticket, now);
        inside.tickets.insert(account, ticket);
        let (turn, round) = (inside.entrance.turn(ticket, now), inside.entrance.round()?);
        let shown = Shown { began, ticket, let_in: round.let_in() };
        let seed = round.opens_at.map(|opens_at| {
            if now < opens_at {
                hex::of(digest(&SHA256, inside.seed.as_bytes()).as_ref())
            } else {
                inside.seed.clone()
            }
        });
        Some(Told { turn, shown, seed })
    }

    /// What there is to see.
    pub fn watched(&self) -> Watched {
        let inside = self.inside();
        let round = inside.entrance.round();
        Watched {
            served: self.served.load(Ordering::Relaxed),
            waiting: round.map(domain::admission::Round::waiting),
            a_second: round.map(domain::admission::Round::a_second),
        }
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A person's lot: the first 64 bits of SHA-256 over the seed and the number of their account, so that two tabs
/// draw the same one and whoever knows the seed can draw it again.
fn lot(seed: &str, account: AccountId) -> u64 {
    let drawn = digest(&SHA256, format!("{seed}{account}").as_bytes());
    let first = drawn.as_ref().first_chunk::<8>().expect("SHA-256 has 32 bytes");
    u64::from_be_bytes(*first)
}

/// Learns the next opening.
pub async fn tick(app: &App) -> Result<usize> {
    let now = app.clock.now();
    let programmes = app.store.read(|reader| reader.programmes()).await?;
    let openings = programmes.iter().filter_map(|programme| programme.opens_at);
    app.crowd.inside().opens_at = openings.filter(|opens_at| *opens_at > now).min();
    Ok(0)
}

/// Keeps it for as long as the service lives.
pub async fn run(app: App) {
    crate::pump::run(&app, "entrance", |commit| commit.setup, tick, |_, _| Ok(None)).await;
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_person_draws_one_lot_and_another_seed_another() {
        let [hanako, taro] = [1, 2].map(|n| AccountId(Uuid::from_u128(n)));
        assert_eq!(lot("a", hanako), lot("a", hanako));
        assert_ne!(lot("a", hanako), lot("a", taro));
        assert_ne!(lot("a", hanako), lot("b", hanako));
    }

    #[test]
    fn beyond_all_measure_nobody_is_served_and_whoever_goes_makes_room() {
        let crowd = Crowd::new(1);
        let all: Vec<_> = (0..SHED_AT).map(|_| crowd.serves()).collect();
        assert!(all.iter().all(Option::is_some));
        assert!(crowd.serves().is_none());
        assert_eq!(crowd.watched().served, SHED_AT);
        drop(all);
        assert!(crowd.serves().is_some());
        assert_eq!(crowd.watched(), Watched::default());
    }
}
