//! The running service: pages, webhook, and the pumps, until it is told to stop.

use crate::{
    App, bot, clock::Clock, config::Config, crowd, delivery, forget, holds, listen, menus, offers,
    reconcile, reminders, search_index, web,
};
use anyhow::{Context, Result};
use std::time::Duration;
use store::Store;
use tokio::{net::TcpListener, signal};

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
    if let Err(error) = store.ready().await {
        if store.is_hopeless() {
            return Err(error.context(UNUSABLE));
        }
        tracing::warn!("データベースにつながりません。つながるまで繰り返し試します：{error:#}");
    }
    for name in web::assets::missing() {
        tracing::warn!("{name} がありません。web/ で npm run build をしてから作り直してください");
    }
    let app = App::new(config, store, Clock::Machine);
    let listener = TcpListener::from_std(listener)?;
    println!("listening on {}", app.config.server.base_url);
    let pumps = [
        tokio::spawn(bot::run(app.clone())),
        tokio::spawn(delivery::run(app.clone())),
        tokio::spawn(delivery::month::run(app.clone())),
        tokio::spawn(forget::run(app.clone())),
        tokio::spawn(holds::run(app.clone())),
        tokio::spawn(offers::run(app.clone())),
        tokio::spawn(reminders::run(app.clone())),
        tokio::spawn(menus::run(app.clone())),
        tokio::spawn(menus::own::run(app.clone())),
        tokio::spawn(reconcile::run(app.clone())),
        tokio::spawn(search_index::run(app.clone())),
        tokio::spawn(crowd::run(app.clone())),
    ];
    serve(&app, listener).await?;
    pumps.iter().for_each(tokio::task::JoinHandle::abort);
    Ok(())
}

async fn serve(app: &App, listener: TcpListener) -> Result<()> {
    let (told, stop) = tokio::sync::oneshot::channel::<()>();
    let stop = async {
        // Whether told or forgotten, it is time to stop.
        let _ = stop.await;
    };
    let server = tokio::spawn(listen::serve(web::router(app), listener, stop, END_WITHIN));
    asked_to_stop().await?;
    tracing::info!("stopping");
    let _ = told.send(());
    server.await.context("the connections ended badly")
}

async fn asked_to_stop() -> Result<()> {
    let mut terminate = signal::unix::signal(signal::unix::SignalKind::terminate())?;
    tokio::select! {
        pressed = signal::ctrl_c() => Ok(pressed?),
        _ = terminate.recv() => Ok(()),
    }
}
