//! The server is away, comes back, and is cut off in the middle. A small proxy stands between the store
//! and PostgreSQL; SQLite, a file on the same machine, has no such story.

use crate::{
    sample::{MORNING, book, booking, cancel, rush},
    town::{AT_MOST, Engine, Home, KEY, Town, engines, recovers, run},
};
use domain::{Command, Decision};
use postgres::config::Host;
use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
};
use store::{Keys, ReadError, Store, Url, WriteError};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::{oneshot, watch},
    task::JoinHandle,
    time::timeout,
};

/// A door to PostgreSQL that can be shut and cut.
pub(crate) struct Door {
    address: SocketAddr,
    server: String,
    /// Counts the cuts; every connection ends at the next one.
    cuts: watch::Sender<u32>,
    /// Whether the answer to the next COMMIT is lost and its connection cut.
    pub(crate) loses_answer: Arc<AtomicBool>,
    open: Option<JoinHandle<()>>,
}

impl Door {
    /// A door that is shut: nobody listens behind it.
    pub(crate) async fn shut(home: &Home) -> (Self, Url) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let Url::Postgres(url) = home.url() else { panic!("only PostgreSQL has a door") };
        let config: postgres::Config = url.parse().unwrap();
        let [Host::Tcp(host)] = config.get_hosts() else { panic!("one host by TCP, please") };
        let server = format!("{host}:{}", config.get_ports().first().unwrap_or(&5432));
        let through = url.replacen(&server, &address.to_string(), 1);
        assert_ne!(through, url, "the URL names host and port");
        let (cuts, loses_answer) = (watch::Sender::new(0), Arc::default());
        (Self { address, server, cuts, loses_answer, open: None }, Url::Postgres(through))
    }

    pub(crate) async fn opens(&mut self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        let (server, cuts) = (self.server.clone(), self.cuts.clone());
        let loses_answer = Arc::clone(&self.loses_answer);
        self.open = Some(tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(&server).await.unwrap();
                let mut cut = cuts.subscribe();
                let loses_answer = Arc::clone(&loses_answer);
                tokio::spawn(async move {
                    tokio::select! {
                        () = carry(client, server, &loses_answer) => {}
                        _ = cut.changed() => {}
                    }
                });
            }
        }));
    }

    /// Ends every connection; new ones are let in.
    pub(crate) fn cuts(&self) {
        self.cuts.send_modify(|count| *count += 1);
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        if let Some(open) = self.open.take() {
            open.abort();
        }
    }
}

/// Carries bytes both ways until one side ends, or until an answer is to be lost.
async fn carry(mut client: TcpStream, mut server: TcpStream, loses_answer: &AtomicBool) {
    let (mut asked, mut told) = (vec![0; 65_536], vec![0; 65_536]);
    let mut losing = false;
    loop {
        tokio::select! {
            read = client.read(&mut asked) => {
                let Ok(length @ 1..) = read else { return };
                let commits = asked[..length].ends_with(b"COMMIT\0");
                losing |= commits && loses_answer.swap(false, Ordering::SeqCst);
                server.write_all(&asked[..length]).await.unwrap();
            }
            read = server.read(&mut told) => {
                let Ok(length @ 1..) = read else { return };
                if losing || client.write_all(&told[..length]).await.is_err() {
                    return;
                }
            }
        }
    }
}

/// Tells a story of a store behind a door that is shut at first.
fn behind_a_door(story: impl AsyncFn(Town, Door)) {
    if !engines().contains(&Engine::Postgres) {
        return;
    }
    run(async {
        let home = Home::fresh(Engine::Postgres);
        let (door, url) = Door::shut(&home).await;
        let store = Store::start(url, Keys::derive(&KEY));
        story(Town { store, home }, door).await;
    });
}

#[test]
fn a_server_that_is_away_at_the_start_is_told_of_and_served_when_it_comes() {
    behind_a_door(async |town, mut door| {
        let why = town.store.ready().await.unwrap_err().to_string();
        assert!(why.contains("connecting to PostgreSQL"), "{why}");
        assert!(town.store.trouble().is_some());
        assert!(!town.store.is_hopeless(), "waiting may mend it");
        let read = town.store.read(|r| r.count_persons()).await;
        assert!(matches!(read, Err(ReadError::Unavailable)));
        let write = town.store.place(Command::Cancel(cancel(1))).await;
        assert!(matches!(write, Err(WriteError::Unavailable)));

        door.opens().await;
        recovers(&town.store).await;
        town.store.ready().await.unwrap();
        town.opens(1).await;
        town.books([1], MORNING).await;
        town.is_sound().await;
    });
}

#[test]
fn a_cut_in_the_middle_of_a_batch_is_told_and_leaves_nothing_half_done() {
    behind_a_door(async |town, mut door| {
        door.opens().await;
        recovers(&town.store).await;
        town.opens(20).await;

        let (go, wait) = mpsc::channel();
        let (started, running) = oneshot::channel();
        let store = town.store.clone();
        let half_done = tokio::spawn(async move {
            store
                .write(move |tx| {
                    tx.inbox_put("half done", b"x", crate::sample::now())?;
                    started.send(()).unwrap();
                    Ok(wait.recv()?)
                })
                .await
        });
        running.await.unwrap();
        door.cuts();
        go.send(()).unwrap();
        assert!(matches!(half_done.await.unwrap(), Err(WriteError::Unavailable)));

        recovers(&town.store).await;
        assert_eq!(town.read(|r| r.inbox_due(crate::sample::now(), 10)).await, []);
        for answer in town.place_all(rush(10, MORNING)).await {
            assert!(!answer.unwrap().unwrap().changes.is_empty());
        }
        town.is_sound().await;
    });
}

#[test]
fn when_the_answer_to_a_commit_is_lost_the_repeat_finds_the_booking() {
    behind_a_door(async |town, mut door| {
        door.opens().await;
        recovers(&town.store).await;
        town.opens(1).await;

        door.loses_answer.store(true, Ordering::SeqCst);
        let wish = Command::Book(book(1, MORNING));
        let unknown = town.store.place(wish.clone()).await;
        assert!(matches!(unknown, Err(WriteError::Unavailable)));

        recovers(&town.store).await;
        assert_eq!(town.place(wish).await, Ok(Decision::nothing()), "it had happened");
        assert!(town.read(|r| r.booking(booking(1))).await.is_some_and(|b| b.is_live()));
        assert_eq!(town.home.number("SELECT COUNT(*) FROM outbox"), 1);
        town.is_sound().await;
    });
}

#[test]
fn connections_that_were_cut_while_idle_are_replaced() {
    behind_a_door(async |town, mut door| {
        door.opens().await;
        recovers(&town.store).await;
        town.opens(2).await;
        door.cuts();
        let writes = async {
            while let Err(error) = town.store.place(Command::Book(book(1, MORNING))).await {
                assert!(matches!(error, WriteError::Unavailable), "{error}");
            }
        };
        timeout(AT_MOST, writes).await.unwrap();
        recovers(&town.store).await;
        town.books([2], MORNING).await;
        town.is_sound().await;
    });
}
