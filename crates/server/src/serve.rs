//! The running service: pages, webhook, and the pumps, until it is told to stop.

use crate::{
    App, bot,
    clock::Clock,
    config::Config,
    crowd, delivery, forget, holds,
    listen::{self, Asked},
    menus, offers, reconcile, releases, reminders,
    renewal::Wish,
    search_index,
    web::{self, Answer, Pages},
};
use anyhow::{Context, Result};
use std::{
    net::SocketAddr,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};
use store::Store;
use tokio::{net::TcpListener, signal, sync::oneshot, task::JoinHandle};

/// How long open pages may take to end once we are told to stop; live boards never end by themselves.
const END_WITHIN: Duration = Duration::from_secs(2);

/// Before the reason why a database cannot be used.
pub(crate) const UNUSABLE: &str =
    "データベースを使えません。設定項目 database.url と database.key_file をお確かめください";

/// Serves until Ctrl-C or SIGTERM.
pub async fn run(config: Config, store: Store) -> Result<()> {
    let listen = config.server.listen;
    let listener = std::net::TcpListener::bind(listen)
        .with_context(|| format!("{listen} で待ち受けられません（設定項目 server.listen）"))?;
    listener.set_nonblocking(true)?;
    on(listener, config, store).await
}

/// The same on an address that is listened on already, without blocking.
pub async fn on(listener: std::net::TcpListener, config: Config, store: Store) -> Result<()> {
    by_clock(listener, config, store, Clock::Machine).await
}

/// The same by a clock that may be another than the machine's, so that a test lives on a day of its own.
pub async fn by_clock(
    listener: std::net::TcpListener,
    config: Config,
    store: Store,
    clock: Clock,
) -> Result<()> {
    if let Err(error) = store.ready().await {
        if store.is_hopeless() {
            return Err(error.context(UNUSABLE));
        }
        tracing::warn!("データベースにつながりません。つながるまで繰り返し試します：{error:#}");
    }
    for name in web::assets::missing() {
        tracing::warn!("{name} がありません。web/ で npm run build をしてから作り直してください");
    }
    let mut app = App::new(config, store, clock);
    let listener = TcpListener::from_std(listener)?;
    println!("listening on {}", app.config.server.base_url);
    let current = Current::of(&app);
    let (told, stop) = oneshot::channel::<()>();
    let stop = async {
        // Whether told or forgotten, it is time to stop.
        let _ = stop.await;
    };
    let pages = current.clone();
    let answer = move |asked, peer| pages.clone().answer(asked, peer);
    let server = tokio::spawn(listen::serve(answer, listener, stop, END_WITHIN));
    let asked = asked_to_stop();
    tokio::pin!(asked);
    loop {
        let mut wishes = app.renewal.listen();
        let pumps = pumps(&app);
        let wish = tokio::select! {
            asked = &mut asked => { asked?; None }
            wish = wishes.recv() => wish,
        };
        // What a pump had in hand it would have after a crash too: the next takes it over, messages have their keys.
        pumps.iter().for_each(JoinHandle::abort);
        let Some(Wish { config, done }) = wish else { break };
        app = app.renewed(config);
        current.becomes(&app);
        tracing::info!("the service goes on with another configuration");
        // Whoever asked may have gone meanwhile.
        let _ = done.send(());
    }
    tracing::info!("stopping");
    let _ = told.send(());
    server.await.context("the connections ended badly")
}

fn pumps(app: &App) -> [JoinHandle<()>; 13] {
    [
        tokio::spawn(bot::run(app.clone())),
        tokio::spawn(delivery::run(app.clone())),
        tokio::spawn(delivery::month::run(app.clone())),
        tokio::spawn(forget::run(app.clone())),
        tokio::spawn(holds::run(app.clone())),
        tokio::spawn(offers::run(app.clone())),
        tokio::spawn(releases::run(app.clone())),
        tokio::spawn(reminders::run(app.clone())),
        tokio::spawn(menus::run(app.clone())),
        tokio::spawn(menus::own::run(app.clone())),
        tokio::spawn(reconcile::run(app.clone())),
        tokio::spawn(search_index::run(app.clone())),
        tokio::spawn(crowd::run(app.clone())),
    ]
}

/// The pages of the configuration that holds now. A request that has begun ends where it began.
#[derive(Clone)]
struct Current(Arc<RwLock<Arc<Pages>>>);

impl Current {
    fn of(app: &App) -> Self {
        Self(Arc::new(RwLock::new(Arc::new(Pages::of(app)))))
    }

    fn becomes(&self, app: &App) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(Pages::of(app));
    }

    async fn answer(self, asked: Asked, peer: SocketAddr) -> Answer {
        let pages = Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner));
        pages.answer(asked, peer).await
    }
}

async fn asked_to_stop() -> Result<()> {
    let mut terminate = signal::unix::signal(signal::unix::SignalKind::terminate())?;
    tokio::select! {
        pressed = signal::ctrl_c() => Ok(pressed?),
        _ = terminate.recv() => Ok(()),
    }
}
