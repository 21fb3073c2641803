//! The other side is gone without a word: no packet goes through any more, and none says so. The service lives in a network
//! of its own, with one cable to the people and one to PostgreSQL, and either is pulled out.

use crate::{
    bad_input::set_up,
    database::{Database, Engine, variable},
    process::{Service, Settings, key_file, program},
    proxy::Proxy,
    town::{run, until},
};
use futures_util::future::join_all;
use jiff::Timestamp;
use madoguchi::key_file::read_or_make;
use std::{
    fs,
    process::{self, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, Instant},
};
use store::{Store, WriteError};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

/// No page takes longer than its thirty seconds, whatever happens.
const ANSWERED_WITHIN: Duration = Duration::from_secs(35);
/// And where the database is gone they do not wait for their turns to find it out, one after another.
const KNOWN_WITHIN: Duration = Duration::from_secs(25);
/// Another node is not kept waiting.
const WRITES_WITHIN: Duration = Duration::from_secs(5);
/// No waiting at all, on a machine that has other things to do.
const AT_ONCE: Duration = Duration::from_secs(1);
/// Who waits for an answer when the cable is pulled out.
const PEOPLE: usize = 80;

/// A network of its own with two cables, gone when the story ends.
struct Network {
    name: String,
    /// The ends here of the cables to the people and to the database.
    cables: [String; 2],
    /// How its addresses begin, and the last number of the first.
    net: (String, usize),
}

/// How many networks this process has made.
static COUNT: AtomicU32 = AtomicU32::new(0);

impl Network {
    /// None where this process may not make one.
    fn made() -> Option<Self> {
        let (id, count) = (process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let cables = ["p", "d"].map(|kind| format!("m{kind}{id}n{count}"));
        // Eight addresses of a block that is kept for tests of this kind (RFC 2544).
        let n = (id.wrapping_mul(7) + count) as usize % 8_192;
        let net = (format!("198.18.{}", n / 32), n % 32 * 8);
        let network = Self { name: format!("madoguchi-{id}-{count}"), cables, net };
        if !ip(&format!("netns add {}", network.name)) {
            return None;
        }
        for (at, cable) in network.cables.iter().enumerate() {
            let (here, there) = (network.address(at, 1), network.address(at, 2));
            let name = &network.name;
            for order in [
                format!("link add {cable} type veth peer name c{at} netns {name}"),
                format!("address add {here}/30 dev {cable}"),
                format!("link set {cable} up"),
                format!("-n {name} address add {there}/30 dev c{at}"),
                format!("-n {name} link set c{at} up"),
            ] {
                assert!(ip(&order), "ip {order}");
            }
        }
        Some(network)
    }

    /// The address of an end of a cable: 1 is here, 2 is there.
    fn address(&self, cable: usize, end: usize) -> String {
        format!("{}.{}", self.net.0, self.net.1 + cable * 4 + end)
    }

    fn pulls_out(&self, cable: usize) {
        assert!(ip(&format!("link set {} down", self.cables[cable])));
    }

    fn plugs_in(&self, cable: usize) {
        assert!(ip(&format!("link set {} up", self.cables[cable])));
    }

    /// The program inside.
    fn program(&self, settings: &Settings) -> Command {
        let serve = program(&settings.file, &["serve"]);
        let mut inside = Command::new("ip");
        inside.args(["netns", "exec", &self.name]).arg(serve.get_program()).args(serve.get_args());
        inside.stdin(Stdio::null());
        inside
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        for cable in &self.cables {
            ip(&format!("link delete {cable}"));
        }
        ip(&format!("netns delete {}", self.name));
    }
}

fn ip(order: &str) -> bool {
    let done = Command::new("ip").args(order.split(' ')).stderr(Stdio::null()).status();
    done.is_ok_and(|status| status.success())
}

/// A service inside, with its database at the end of the second cable.
struct Inside {
    network: Network,
    service: Service,
    address: String,
    _server: Proxy,
    database: Database,
}

impl Inside {
    async fn begins() -> Option<Self> {
        let database = Database::fresh(Engine::Postgres)?;
        let Some(network) = Network::made() else {
            let why = "this process may not make a network of its own";
            assert!(variable("MADOGUCHI_STRICT").as_deref() != Some("1"), "{why}");
            eprintln!("SKIPPED: {why}");
            return None;
        };
        set_up(&database).await;
        let outside = server_of(&database.url);
        let mut server = Proxy::shut_at(&network.address(1, 1), &outside).await;
        server.opens().await;
        let url = database.url.replacen(&outside, &server.address.to_string(), 1);
        let mut settings = Settings::written(database.folder.path(), &url, None);
        let text = fs::read_to_string(&settings.file).unwrap();
        let here = settings.url.replace("127.0.0.1", &network.address(0, 2));
        let address = here.strip_prefix("http://").unwrap().to_owned();
        let listened = settings.url.strip_prefix("http://").unwrap();
        fs::write(&settings.file, text.replace(listened, &address)).unwrap();
        settings.url = here;
        let service = Service::started(&settings, network.program(&settings));
        Some(Self { network, service, address, _server: server, database })
    }

    async fn asked(&self, path: &str) -> String {
        asked(&self.address, path).await
    }

    async fn is_well(&self) -> bool {
        let health = self.asked("/health").await;
        health.starts_with("HTTP/1.1 200") && self.asked("/free").await.starts_with("HTTP/1.1 200")
    }

    fn connected(&self) -> usize {
        self.service.connected(self.address.rsplit(':').next().unwrap().parse().unwrap())
    }
}

/// The answer to this page, whole.
async fn asked(address: &str, path: &str) -> String {
    let asks = async {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let ask = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        stream.write_all(ask.as_bytes()).await.unwrap();
        let mut heard = Vec::new();
        stream.read_to_end(&mut heard).await.unwrap();
        String::from_utf8_lossy(&heard).into_owned()
    };
    timeout(ANSWERED_WITHIN, asks).await.expect("every page is answered in time")
}

/// `host:port` of a URL.
fn server_of(url: &str) -> String {
    let rest = url.split_once("://").unwrap().1;
    let rest = rest.split('/').next().unwrap();
    rest.rsplit('@').next().unwrap().to_owned()
}

#[test]
fn a_database_that_is_gone_without_a_word_is_told_of_and_found_again() {
    run(async {
        let Some(inside) = Inside::begins().await else { return };
        until("it serves", async || inside.is_well().await).await;
        let other = node(&inside.database, inside.database.store_url()).await;

        inside.network.pulls_out(1);
        let pulled = Instant::now();
        // Everybody who asks has an answer, and is told when to come again.
        let told = async {
            let told = async || inside.asked("/health").await.starts_with("HTTP/1.1 503");
            until("whoever watches is told, without anybody writing", told).await;
            pulled.elapsed()
        };
        let answers = async {
            let answers = join_all((0..PEOPLE).map(|_| inside.asked("/free"))).await;
            (answers, pulled.elapsed())
        };
        let (known, (answers, answered)) = tokio::join!(told, answers);
        for answer in &answers {
            assert!(answer.starts_with("HTTP/1.1 503"), "{answer}");
            assert!(answer.to_lowercase().contains("retry-after: "), "{answer}");
        }
        assert!(answered < KNOWN_WITHIN, "{answered:?}");
        let asked = Instant::now();
        assert!(inside.asked("/free").await.starts_with("HTTP/1.1 503"));
        let at_once = asked.elapsed();
        assert!(at_once < ANSWERED_WITHIN / 2, "known by now, it is told soon: {at_once:?}");

        assert!(
            timeout(WRITES_WITHIN, writes(&other, "event")).await.unwrap().unwrap(),
            "another node goes on"
        );

        inside.network.plugs_in(1);
        let plugged = Instant::now();
        until("it comes back by itself", async || inside.is_well().await).await;
        eprintln!(
            "{PEOPLE} answered in {answered:.1?}, /health tells after {known:.1?}, then a page is answered in {at_once:.1?}; \
             well again {:.1?} after the cable was plugged in",
            plugged.elapsed()
        );
    });
}

/// Another node, on this way to the same database.
async fn node(database: &Database, way: store::Url) -> Store {
    let keys = read_or_make(&key_file(database.folder.path())).unwrap();
    let store = Store::start(way, keys);
    store.ready().await.unwrap();
    store
}

/// Keeps an event; false says that it was kept already.
async fn writes(node: &Store, event: &'static str) -> Result<bool, WriteError> {
    node.write(move |tx| tx.inbox_put(event, b"{}", Timestamp::UNIX_EPOCH)).await
}

#[test]
fn people_who_are_gone_without_a_word_in_the_middle_of_an_answer_or_after_it_are_let_go() {
    run(async {
        let Some(inside) = Inside::begins().await else { return };
        until("it serves", async || inside.is_well().await).await;
        let page = inside.asked("/privacy").await;
        let css = page.split('"').find(|text| text.ends_with("madoguchi.css")).unwrap();
        let mut gone = Vec::new();
        for asks in [1, 400] {
            let mut stream = TcpStream::connect(&inside.address).await.unwrap();
            let asks = format!("GET {css} HTTP/1.1\r\nhost: x\r\n\r\n").repeat(asks);
            stream.write_all(asks.as_bytes()).await.unwrap();
            assert!(stream.read(&mut [0; 100]).await.unwrap() > 0);
            gone.push(stream);
        }
        until("both are there", async || inside.connected() == 2).await;
        inside.network.pulls_out(0);
        until("both are let go", async || inside.connected() == 0).await;
        inside.network.plugs_in(0);
        until("others are served", async || inside.is_well().await).await;
    });
}

#[test]
fn a_database_that_takes_everything_and_answers_nothing_is_told_of_and_goes_on_where_it_stood_still()
 {
    run(async {
        let Some(database) = Database::fresh(Engine::Postgres) else { return };
        set_up(&database).await;
        let outside = server_of(&database.url);
        let server = Proxy::open(&outside).await;
        let url = database.url.replacen(&outside, &server.address.to_string(), 1);
        let settings = Settings::written(database.folder.path(), &url, None);
        let service = Service::starts(&settings);
        let node = node(&database, store::Url::Postgres(url)).await;
        let address = settings.url.strip_prefix("http://").unwrap();
        let is_well = async || {
            asked(address, "/health").await.starts_with("HTTP/1.1 200")
                && asked(address, "/free").await.starts_with("HTTP/1.1 200")
        };
        until("it serves", is_well).await;

        server.stands_still(true);
        let still = Instant::now();
        let waits = node.clone();
        let first = tokio::spawn(async move { writes(&waits, "first").await });
        let told = async {
            let told = async || asked(address, "/health").await.starts_with("HTTP/1.1 503");
            until("whoever watches is told, without anybody writing", told).await;
            still.elapsed()
        };
        let (told, answer) = tokio::join!(told, asked(address, "/free"));
        assert!(answer.starts_with("HTTP/1.1 503"), "{answer}");
        assert!(answer.to_lowercase().contains("retry-after: 20"), "{answer}");
        assert!(answer.contains("<h1>少しお待ちください</h1>"), "{answer}");

        let answered = still.elapsed();
        let refused = async || {
            let second = timeout(AT_ONCE, writes(&node, "second")).await;
            matches!(second, Ok(Err(WriteError::Unavailable)))
        };
        until("who presses is told at once, and not let wait", refused).await;
        let at_once = still.elapsed();

        server.stands_still(false);
        let goes_on = Instant::now();
        until("it goes on by itself", is_well).await;
        eprintln!(
            "/health tells after {told:.1?}, a page is answered after {answered:.1?}, after {at_once:.1?} a press is refused \
             at once; well again {:.1?} after it went on",
            goes_on.elapsed()
        );
        // Whoever was let wait is answered with what happened.
        let first = first.await.unwrap();
        assert!(matches!(first, Ok(true)), "{first:?}");
        assert!(matches!(writes(&node, "first").await, Ok(false)), "it was kept, once");
        drop(service);
    });
}
