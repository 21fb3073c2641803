//! The first start on an empty machine: a page on this machine alone, behind a link with a secret, asks for the town and
//! its first administrator, writes the configuration, and hands over to the service on the same address.

mod made;
mod page;

use crate::{clock::Clock, config::Config, ids::Ids, web::assets};
use anyhow::{Context, Result};
use axum::{Router, routing::get};
use made::Maker;
use std::{
    net::{SocketAddr, TcpListener},
    path::PathBuf,
    sync::Arc,
};
use store::Store;
use tokio::sync::{Mutex, oneshot};

/// What the service goes on with.
#[derive(Debug)]
pub struct Made {
    /// The configuration that was written.
    pub config: Config,
    /// The store, with its first administrator in it.
    pub store: Store,
    /// The address, still listened on: whoever calls meanwhile waits.
    pub listener: TcpListener,
}

/// Who waits for what was made.
type Over = oneshot::Sender<(Config, Store)>;

/// What the pages have at hand.
#[derive(Clone)]
struct First {
    secret: String,
    maker: Arc<Maker>,
    /// Where the end is told; taken by whoever ends it.
    over: Arc<Mutex<Option<Over>>>,
}

/// Asks until it is answered. The file is the configuration that is not there yet.
pub async fn run(file: PathBuf, listen: SocketAddr) -> Result<Made> {
    let listener = TcpListener::bind(listen).with_context(|| {
        format!("{listen} で待ち受けられません。--listen でほかの番号を選んでください")
    })?;
    listener.set_nonblocking(true)?;
    let at = listener.local_addr()?;
    let ids = Ids::new(Clock::Machine);
    let (over, made) = oneshot::channel();
    let first = First {
        secret: ids.secret(),
        maker: Arc::new(Maker { file, listen: at, ids }),
        over: Arc::new(Mutex::new(Some(over))),
    };
    println!("はじめの設定をします。この機械のブラウザーで、次のリンクを開いてください。");
    println!("http://{at}/first/{}", first.secret);
    let pages = Router::new()
        .route("/first/{secret}", get(page::get).post(page::post))
        .route("/assets/{hash}/{name}", get(assets::get))
        .fallback(page::elsewhere)
        .with_state(first);
    let (told, stop) = oneshot::channel::<()>();
    let server = axum::serve(tokio::net::TcpListener::from_std(listener.try_clone()?)?, pages);
    let server = server.with_graceful_shutdown(async {
        // Whether told or forgotten, it is over.
        let _ = stop.await;
    });
    let server = tokio::spawn(server.into_future());
    let (config, store) = made.await.context("the pages ended before they were answered")?;
    let _ = told.send(());
    // The last answer is on its way; a browser that keeps its line open must not keep the service waiting.
    let _ = tokio::time::timeout(std::time::Duration::from_secs(2), server).await;
    Ok(Made { config, store, listener })
}
