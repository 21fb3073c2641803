//! What every part of the service has at hand: the store, LINE, the clock, ids and the configuration.

use crate::{
    availability::Availability,
    boards::Boards,
    clock::{Clock, Watch},
    config::Config,
    crowd::Crowd,
    delivery::month,
    ids::Ids,
    rehearsal::{Rehearsals, Stage},
    renewal::Renewal,
    urls::Urls,
};
use line::{Client, Login};
use std::{
    ops::Deref,
    sync::{Arc, Mutex, PoisonError, atomic::AtomicU64},
};
use store::Store;

/// The running service. Cheap to clone.
#[derive(Clone, Debug)]
pub struct App(Arc<Parts>);

/// The parts of an [`App`].
#[derive(Debug)]
pub struct Parts {
    /// The memory.
    pub store: Store,
    /// LINE, if the town has connected it.
    pub line: Option<Line>,
    /// The time.
    pub clock: Clock,
    /// Whether somebody sets it; only the machine's is watched.
    pub watch: Option<Watch>,
    /// New ids and secrets.
    pub ids: Ids,
    /// Links.
    pub urls: Urls,
    /// What the town configured.
    pub config: Config,
    /// What is counted for whoever watches over the service.
    pub counts: Counts,
    /// What the desk should know of the messages.
    pub sending: Sending,
    /// The boards that somebody watches.
    pub boards: Boards,
    /// What is free, for everybody.
    pub availability: Availability,
    /// Residents who are being served, and those who wait for it.
    pub crowd: Crowd,
    /// The rehearsals that run beside it.
    pub rehearsals: Rehearsals,
    /// Where another configuration is asked for.
    pub renewal: Renewal,
    /// What this one is a rehearsal of, if it is none of the real thing.
    pub stage: Option<Stage>,
}

/// What the desk should know of the messages, as it was found last.
#[derive(Debug, Default)]
pub struct Sending(Mutex<month::Sending>);

impl Sending {
    /// As it stands.
    pub fn now(&self) -> month::Sending {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts something newer in its place.
    pub fn update(&self, newer: impl FnOnce(month::Sending) -> month::Sending) {
        let mut sending = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *sending = newer(*sending);
    }
}

/// What is counted since the start.
#[derive(Debug, Default)]
pub struct Counts {
    /// Events of a kind we do not know.
    pub unknown_events: AtomicU64,
    /// Events that could not be read at all.
    pub unreadable_events: AtomicU64,
    /// Counters that did not follow from the records when they were last counted again.
    pub differences: AtomicU64,
}

/// The two halves of the LINE connection.
#[derive(Debug)]
pub struct Line {
    /// The Messaging API.
    pub client: Client,
    /// Sign-in.
    pub login: Login,
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl App {
    /// Puts the parts together.
    pub fn new(config: Config, store: Store, clock: Clock) -> Self {
        Self::on(None, config, store, clock, Rehearsals::default())
    }

    /// The same counter by another configuration. Its rehearsals go on.
    #[must_use]
    pub fn renewed(&self, config: Config) -> Self {
        Self::on(None, config, self.store.clone(), self.clock.clone(), self.rehearsals.carried())
    }

    /// The same for a rehearsal.
    pub fn rehearsing(stage: Stage, config: Config, store: Store, clock: Clock) -> Self {
        Self::on(Some(stage), config, store, clock, Rehearsals::default())
    }

    fn on(
        stage: Option<Stage>,
        config: Config,
        store: Store,
        clock: Clock,
        rehearsals: Rehearsals,
    ) -> Self {
        let told = clock.clone();
        let told: line::Clock = Arc::new(move || told.now().as_millisecond());
        let line = config.line.as_ref().map(|section| Line {
            client: Client::new(section.hosts.clone(), section.credentials.clone(), told.clone()),
            login: Login::new(
                section.hosts.clone(),
                section.login_channel_id.clone(),
                section.login_channel_secret.clone(),
                told,
            ),
        });
        let ids = Ids::new(clock.clone());
        let urls = Urls::new(&config);
        let crowd = Crowd::new(config.server.at_once);
        Self(Arc::new(Parts {
            store,
            line,
            watch: Watch::over(&clock),
            clock,
            ids,
            urls,
            config,
            counts: Counts::default(),
            sending: Sending::default(),
            boards: Boards::default(),
            availability: Availability::default(),
            crowd,
            rehearsals,
            renewal: Renewal::default(),
            stage,
        }))
    }
}
