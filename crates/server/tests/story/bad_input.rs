//! Callers who mean no good, or whose telephone does not: over raw connections to the real program. Whatever comes
//! is bounded, is answered or ended, and happens once; everybody else is served meanwhile.

use crate::{
    database::{Database, Engine},
    people::{Known, neighbour},
    places::{self, AT_9_00, COVID},
    process::{Service, Settings, ends, key_file, program},
    resident::{Browser, Resident, World},
    town::{run, until},
};
use domain::{Actor, Change, Decision};
use futures_util::future::join_all;
use line_emulator::{Options, Platform};
use madoguchi::{clock::Clock, key_file::read_or_make};
use std::{io, net::SocketAddr, process::Command};
use store::Store;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Connections that stay open and say little.
const MANY: usize = 1_000;
/// What the service may hold with all of them, in KiB; one with nothing to do holds about 60 MiB.
const HELD_MOST: u64 = 400 * 1_024;

/// A service with people in its town, and where it listens.
pub(crate) struct Counter {
    database: Database,
    pub(crate) settings: Settings,
    pub(crate) world: World,
    service: Option<Service>,
    _line: line_emulator::Running,
}

impl Counter {
    async fn opens(database: Database) -> Self {
        set_up(&database).await;
        let options = Options { residents: Vec::new(), ..Options::default() };
        let line = Platform::start(options).await.unwrap();
        let settings = Settings::written(database.folder.path(), &database.url, Some(&line.url));
        line.platform.set_webhook(&format!("{}/line/webhook", settings.url));
        let world = World::new(settings.url.clone(), line.platform.clone());
        let service = Some(Service::starts(&settings));
        Self { database, settings, world, service, _line: line }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.settings.url.strip_prefix("http://").unwrap().parse().unwrap()
    }

    pub(crate) fn service(&self) -> &Service {
        self.service.as_ref().unwrap()
    }

    pub(crate) async fn connects(&self) -> TcpStream {
        TcpStream::connect(self.address()).await.unwrap()
    }

    /// Sends these bytes over a connection of their own, and reads until it is closed.
    pub(crate) async fn says(&self, bytes: &[u8]) -> String {
        let mut stream = self.connects().await;
        // It may be closed before everything is said.
        let _ = stream.write_all(bytes).await;
        let mut heard = Vec::new();
        let _ = stream.read_to_end(&mut heard).await;
        String::from_utf8_lossy(&heard).into_owned()
    }

    /// An ordinary visitor is served.
    pub(crate) async fn serves(&self) {
        let page = Browser::new(&self.world).opens("/privacy").await;
        assert_eq!(page.status, 200);
    }

    fn restarts(&mut self) {
        self.restarts_as(program(&self.settings.file, &["serve"]));
    }

    /// Killed, and started again by this command.
    pub(crate) fn restarts_as(&mut self, command: Command) {
        self.service.take().unwrap().killed();
        self.service = Some(Service::started(&self.settings, command));
    }
}

pub(crate) async fn set_up(database: &Database) {
    let keys = read_or_make(&key_file(database.folder.path())).unwrap();
    let store = Store::start(database.store_url(), keys);
    store.ready().await.unwrap();
    let now = Clock::Machine.now();
    let mut changes = places::changes(now);
    changes.push(Change::PersonSaved(neighbour(1).person()));
    let decision = Decision { changes, notices: Vec::new() };
    let save = move |tx: &mut store::Tx<'_>| tx.apply(&decision, Actor::System, now, None);
    store.write(save).await.unwrap();
}

macro_rules! at_the_counter {
    ($($story:ident),+ $(,)?) => {$(
        mod $story {
            #[test]
            fn on_sqlite() {
                super::tell(crate::database::Engine::Sqlite, super::$story);
            }

            #[test]
            fn on_postgres() {
                super::tell(crate::database::Engine::Postgres, super::$story);
            }
        }
    )+};
}

#[expect(clippy::needless_pass_by_value, reason = "a story is written where it is told")]
pub(crate) fn tell(engine: Engine, story: impl AsyncFn(&mut Counter)) {
    let Some(database) = Database::fresh(engine) else { return };
    run(async {
        let mut counter = Counter::opens(database).await;
        story(&mut counter).await;
    });
}

at_the_counter!(
    heads_that_never_end_are_ended_and_others_served_meanwhile,
    a_thousand_kept_connections_hold_little_and_all_are_answered,
    what_is_too_long_or_no_request_is_refused,
    a_form_that_is_a_packed_bomb_is_not_unpacked,
    one_press_sent_twenty_times_and_again_after_a_restart_is_one_booking,
);

async fn heads_that_never_end_are_ended_and_others_served_meanwhile(counter: &mut Counter) {
    let mut slow = Vec::new();
    for _ in 0..200 {
        let mut stream = counter.connects().await;
        stream.write_all(b"GET /privacy HTTP/1.1\r\nhost: x\r\nx-slow: ").await.unwrap();
        slow.push(stream);
    }
    counter.serves().await;
    // A letter now and then does not keep one open; each is closed by the service.
    let closed = join_all(slow.into_iter().map(drips)).await;
    assert_eq!(closed.len(), 200);
    counter.serves().await;
}

/// Sends a letter now and then until the other side has closed.
pub(crate) async fn drips(mut stream: TcpStream) {
    let stream = std::cell::RefCell::new(&mut stream);
    until("a slow connection is closed", async || {
        let stream = stream.borrow();
        let mut letter = [0; 1];
        match stream.try_read(&mut letter) {
            Ok(0) => true,
            Ok(_) => false,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                stream.try_write(b"a").is_err_and(|error| error.kind() != io::ErrorKind::WouldBlock)
            }
            Err(_) => true,
        }
    })
    .await;
}

async fn a_thousand_kept_connections_hold_little_and_all_are_answered(counter: &mut Counter) {
    let mut kept = Vec::new();
    for _ in 0..MANY {
        kept.push(counter.connects().await);
    }
    for _ in 0..2 {
        for stream in &mut kept {
            stream.write_all(b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
        }
        for stream in &mut kept {
            assert!(answer(stream).await.starts_with("HTTP/1.1 200"));
        }
    }
    counter.serves().await;
    let held = counter.service().held_kib();
    assert!(held < HELD_MOST, "{held} KiB for {MANY} connections");
}

/// One answer of a connection that stays open.
pub(crate) async fn answer(stream: &mut TcpStream) -> String {
    let mut heard = String::new();
    loop {
        let mut piece = [0; 1_024];
        let length = stream.read(&mut piece).await.unwrap();
        assert!(length > 0, "it was closed after: {heard}");
        heard.push_str(std::str::from_utf8(&piece[..length]).unwrap());
        let Some((head, body)) = heard.split_once("\r\n\r\n") else { continue };
        let promised = head.split_once("content-length: ").unwrap().1.lines().next().unwrap();
        if body.len() >= promised.parse().unwrap() {
            return heard;
        }
    }
}

async fn what_is_too_long_or_no_request_is_refused(counter: &mut Counter) {
    let long = "a".repeat(1_024 * 1_024);
    let heavy = format!("GET / HTTP/1.1\r\nhost: x\r\nx-long: {long}\r\n\r\n");
    let answer = counter.says(heavy.as_bytes()).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431"), "{answer}");
    let many = (0..5_000).map(|n| format!("x-{n}: y\r\n")).collect::<Vec<_>>().concat();
    let answer = counter.says(format!("GET / HTTP/1.1\r\nhost: x\r\n{many}\r\n").as_bytes()).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431"), "{answer}");
    let address = format!("GET /{long} HTTP/1.1\r\nhost: x\r\n\r\n");
    let answer = counter.says(address.as_bytes()).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
    let answer = counter.says(b"\x16\x03\x01\x02\x00\x01 this is TLS\r\n\r\n").await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 400"), "{answer}");
    // More is promised than may come: refused by the promise alone.
    let head = "POST /lang HTTP/1.1\r\nhost: x\r\nsec-fetch-site: same-origin\r\nconnection: close\r\n\
                content-type: application/x-www-form-urlencoded\r\ncontent-length: 999999999\r\n\r\n";
    let answer = counter.says(head.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
    counter.serves().await;
}

async fn a_form_that_is_a_packed_bomb_is_not_unpacked(counter: &mut Counter) {
    // A thousand times the same block of a kilobyte of noughts, as gzip packs it: small here, and large there.
    let bomb = [&b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"[..], &vec![0xed; 32 * 1_024]].concat();
    let before = counter.service().held_kib();
    for path in ["/signin/liff", "/lang", "/line/webhook", "/desk/signin"] {
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: x\r\nsec-fetch-site: same-origin\r\nconnection: close\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-encoding: gzip\r\n\
             content-length: {}\r\n\r\n",
            bomb.len()
        );
        let answer = counter.says(&[head.as_bytes(), &bomb].concat()).await;
        assert!(answer.starts_with("HTTP/1.1 4"), "{path}: {answer}");
    }
    let held = counter.service().held_kib();
    assert!(held < before + 64 * 1_024, "{before} KiB before, {held} KiB after");
    counter.serves().await;
}

async fn one_press_sent_twenty_times_and_again_after_a_restart_is_one_booking(
    counter: &mut Counter,
) {
    let form = {
        let hanako = comes(&counter.world, neighbour(1)).await;
        let form = hanako.chooses(COVID, 1, AT_9_00).await.form("この内容で予約する");
        let presses = (0..20).map(|_| hanako.browser.posts(&form, "same-origin"));
        let answers = join_all(presses).await;
        let led: std::collections::BTreeSet<_> =
            answers.iter().map(|page| page.header("location").unwrap().to_owned()).collect();
        assert_eq!(led.len(), 1, "{led:?}");
        form
    };
    counter.restarts();
    let hanako = comes_back(&counter.world, neighbour(1)).await;
    let page = hanako.browser.submits(&form).await;
    assert_eq!(page.heading(), "予約できました");
    let home = hanako.opens("/home").await;
    assert_eq!(home.text().matches("予約番号").count(), 1, "{}", home.text());
    let verified = ends(&counter.settings.file, &["verify"]);
    assert!(verified.status.success());
    assert!(counter.database.folder.path().exists());
}

pub(crate) async fn comes(world: &World, known: Known) -> Resident<'_> {
    world.line.add_resident(&known.handle, &known.handle);
    assert!(world.line.add_friend(&known.handle).await.unwrap().taken());
    let resident = Resident { browser: Browser::new(world), known };
    resident.registers(&resident.known).await;
    resident
}

/// Somebody known, with a telephone that has forgotten everything.
async fn comes_back(world: &World, known: Known) -> Resident<'_> {
    let resident = Resident { browser: Browser::new(world), known };
    resident.opens("/home").await;
    resident
}
