//! Rehearsals: what the town has set up, with invented people, at a date of its own, in a database that is thrown
//! away. Nothing in a rehearsal knows the real store, and there is no LINE in it, so that no message can leave.

pub mod rush;
mod scene;

pub use scene::{PEOPLE_LEAST, PEOPLE_MOST, Player};

use crate::{
    App, clock::Clock, forget, holds, offers, reconcile, releases, seed_demo::people, web,
};
use anyhow::Result;
use axum::Router;
use domain::{Actor, OfficerId, PersonId, when};
use jiff::{SignedDuration, Timestamp};
use scene::Scene;
use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicI64, Ordering},
};
use store::{Keys, Officer, SignIn, Store, Tx, Who};
use tempfile::TempDir;
use tokio::task::JoinHandle;
use uuid::Uuid;

/// How many may run at once.
pub const MOST: usize = 4;
/// One that nobody has looked at for so long is thrown away.
pub const KEPT: SignedDuration = SignedDuration::from_hours(12);
/// How long those who take part stay signed in, by the clock of the rehearsal, which may be moved on by weeks.
const SIGNED_IN: SignedDuration = SignedDuration::from_hours(24 * 366);

/// What a running counter knows of being a rehearsal.
#[derive(Debug)]
pub struct Stage {
    /// Which rehearsal.
    pub id: Uuid,
    /// Those whose eyes one may look through.
    pub players: Vec<Player>,
    /// How many people were invented.
    pub people: usize,
}

impl Stage {
    /// Below which address it is played.
    pub fn path(&self) -> String {
        path(self.id)
    }

    /// Those who live with somebody, and that person first; empty for a stranger.
    pub fn household(&self, person: PersonId) -> Vec<&Player> {
        let Some(one) = self.players.iter().find(|player| player.person == person) else {
            return Vec::new();
        };
        let others = self.players.iter().filter(|player| player.person != person);
        let family = others.filter(|player| player.household == one.household);
        std::iter::once(one).chain(family).collect()
    }
}

/// Below which address a rehearsal is played.
pub fn path(id: Uuid) -> String {
    format!("/rehearsal/{id}")
}

/// A rehearsal that runs. It ends when the last hand lets go of it.
#[derive(Debug)]
pub struct Rehearsal {
    /// Identifies it.
    pub id: Uuid,
    /// The name of the officer who began it.
    pub begun_by: String,
    /// When it was begun.
    pub begun_at: Timestamp,
    /// The counter that is played with.
    pub app: App,
    /// Its pages.
    pub pages: Router,
    looked_at: AtomicI64,
    pumps: Vec<JoinHandle<()>>,
    _folder: TempDir,
}

impl Drop for Rehearsal {
    fn drop(&mut self) {
        self.pumps.iter().for_each(JoinHandle::abort);
    }
}

/// How the wish to begin one ended.
#[derive(Debug)]
pub enum Begun {
    /// It runs.
    Running(Arc<Rehearsal>),
    /// As many run as may.
    Full,
}

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Wish {
    /// The date and time that it is there at first.
    pub at: Timestamp,
    /// How many people are invented, between [`PEOPLE_LEAST`] and [`PEOPLE_MOST`].
    pub people: u32,
}

/// Those that run beside a counter.
#[derive(Debug, Default)]
pub struct Rehearsals(Mutex<Vec<Arc<Rehearsal>>>);

impl Rehearsals {
    /// Those that run, the latest first; what nobody looks at any more is thrown away before.
    pub fn all(&self, now: Timestamp) -> Vec<Arc<Rehearsal>> {
        let mut running = self.lock();
        let oldest = now.as_millisecond() - i64::try_from(KEPT.as_millis()).unwrap_or(i64::MAX);
        running.retain(|one| one.looked_at.load(Ordering::Relaxed) >= oldest);
        running.iter().rev().cloned().collect()
    }

    /// The one with this id, which is looked at now.
    pub fn get(&self, id: Uuid, now: Timestamp) -> Option<Arc<Rehearsal>> {
        let found = self.all(now).into_iter().find(|one| one.id == id)?;
        found.looked_at.store(now.as_millisecond(), Ordering::Relaxed);
        Some(found)
    }

    /// The same for the counter that takes the place of this one.
    #[must_use]
    pub fn carried(&self) -> Self {
        Self(Mutex::new(self.lock().clone()))
    }

    /// Throws one away; whether it was still there.
    pub fn end(&self, id: Uuid) -> bool {
        let mut running = self.lock();
        let before = running.len();
        running.retain(|one| one.id != id);
        running.len() < before
    }

    /// Whether there is room for another; it is not there after all if as many were begun meanwhile.
    fn add(&self, rehearsal: Arc<Rehearsal>) -> bool {
        let mut running = self.lock();
        let room = running.len() < MOST;
        if room {
            running.push(rehearsal);
        }
        room
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Arc<Rehearsal>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Begins one: copies what is set up, invents the people, and lets time pass there.
pub async fn begin(app: &App, begun_by: String, by: OfficerId, wish: Wish) -> Result<Begun> {
    let now = app.clock.now();
    if app.rehearsals.all(now).len() >= MOST {
        return Ok(Begun::Full);
    }
    let scene = app.store.read(scene::load).await?;
    let folder = tempfile::Builder::new().prefix("madoguchi-rehearsal-").tempdir()?;
    let keys = Keys::derive(&*Keys::generate()?);
    let store = Store::start(store::Url::Sqlite(folder.path().join("rehearsal.db")), keys);
    store.ready().await?;
    let id = app.ids.uuid();
    let played = set_up(app, store, scene, by, wish, id).await?;
    let rehearsal = Arc::new(Rehearsal {
        id,
        begun_by,
        begun_at: now,
        pages: web::router(&played),
        looked_at: AtomicI64::new(now.as_millisecond()),
        pumps: pumps(&played),
        app: played,
        _folder: folder,
    });
    let added = app.rehearsals.add(Arc::clone(&rehearsal));
    Ok(if added { Begun::Running(rehearsal) } else { Begun::Full })
}

async fn set_up(
    real: &App,
    store: Store,
    scene: Scene,
    by: OfficerId,
    wish: Wish,
    id: Uuid,
) -> Result<App> {
    let mut config = real.config.clone();
    config.line = None;
    config.file = None;
    config.server.base_url.push_str(&path(id));
    let clock = Clock::from(wish.at);
    let today = when::japan_date(wish.at);
    let mut residents = people::residents(&config, &real.ids, wish.people, today);
    scene.casts(&mut residents);
    let players = scene::players(&residents);
    let stage = Stage { id, players, people: residents.len() };
    let decision = scene.decision(residents);
    let app = App::rehearsing(stage, config, store, clock);
    let begun = move |tx: &mut Tx<'_>| {
        tx.apply(&decision, Actor::Officer(by), wish.at, Some("リハーサルを始めました"))
    };
    app.store.write(begun).await?;
    Ok(app)
}

/// Lets an officer of the real counter in: the secret with which they are signed in there. No password comes
/// along, and none is needed.
pub async fn join(rehearsal: &Rehearsal, officer: Officer) -> Result<String> {
    let app = &rehearsal.app;
    let (secret, now) = (app.ids.secret(), app.clock.now());
    let token = app.store.keys().token("sign_in", &secret);
    let sign_in = sign_in(Who::Officer(officer.id), now)?;
    let written = app.store.write(move |tx| {
        if !tx.officer_names()?.contains_key(&officer.id) {
            tx.save_officer(&officer, Actor::System, now)?;
        }
        tx.add_sign_in(&token, &sign_in, now)
    });
    written.await?;
    Ok(secret)
}

/// A sign-in that outlasts the rehearsal.
fn sign_in(who: Who, at: Timestamp) -> Result<SignIn> {
    Ok(SignIn { who, expires_at: at.checked_add(SIGNED_IN)? })
}

/// What goes on by itself. Nothing that speaks to LINE is among it.
fn pumps(app: &App) -> Vec<JoinHandle<()>> {
    vec![
        tokio::spawn(forget::run(app.clone())),
        tokio::spawn(holds::run(app.clone())),
        tokio::spawn(offers::run(app.clone())),
        tokio::spawn(releases::run(app.clone())),
        tokio::spawn(reconcile::run(app.clone())),
    ]
}

/// Looks through somebody's eyes: signs in as an account that acts for them and for those they live with. The
/// secret of the sign-in; none for somebody one may not be.
pub async fn look_as(app: &App, person: PersonId, by: OfficerId) -> Result<Option<String>> {
    let Some(stage) = &app.stage else { return Ok(None) };
    let household: Vec<PersonId> = stage.household(person).iter().map(|p| p.person).collect();
    if household.is_empty() {
        return Ok(None);
    }
    let account = scene::account_of(person);
    let (secret, now) = (app.ids.secret(), app.clock.now());
    let token = app.store.keys().token("sign_in", &secret);
    let sign_in = sign_in(Who::Account(account), now)?;
    let written = app.store.write(move |tx| {
        scene::links(tx, account, &household, Actor::Officer(by), now)?;
        tx.add_sign_in(&token, &sign_in, now)
    });
    written.await?;
    Ok(Some(secret))
}
