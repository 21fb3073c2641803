//! What it costs to look where there is room, against a handler that does nothing but send as many bytes: rounds that take
//! turns, so that what else the machine does meets both alike.

use crate::{Town, measure::Spread, page};
use anyhow::{Context, Result, ensure};
use axum::{Router, body::Bytes, http::header, routing::get};
use std::{
    fmt,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    runtime,
    task::JoinSet,
    time::{self, Instant},
};

/// How the pages are asked for.
#[derive(Clone, Copy, Debug)]
pub struct Pages {
    /// Connections at the same time.
    pub connections: u32,
    /// Rounds of each kind.
    pub rounds: u32,
    /// How long a round is.
    pub round: Duration,
}

/// Accesses a second, of each round.
#[derive(Clone, Debug, Default)]
pub struct Measured {
    /// Bytes of the page as they are sent.
    pub bytes: usize,
    page: Vec<f64>,
    unchanged: Vec<f64>,
    empty: Vec<f64>,
}

/// What a connection asks, and the first line of what it must be answered.
#[derive(Clone)]
struct Ask {
    to: SocketAddr,
    request: String,
    status: &'static str,
}

fn asks(of: SocketAddr, path: &str, more: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nhost: {of}\r\naccept-encoding: gzip\r\n{more}\r\n")
}

/// So many readers who pull a town's page of what is free as fast as it comes, until they are told that it is over. On threads
/// of their own: whoever presses meanwhile must wait for the service and the machine, and not for them.
pub(crate) struct Readers {
    over: Arc<AtomicBool>,
    begun: Instant,
    reading: JoinSet<Result<u32>>,
    _beside: Beside,
}

impl Readers {
    pub(crate) async fn begin(town: &Town, readers: u32) -> Result<Self> {
        let path = days_of(town).await?;
        let request = asks(town.address, &path, "");
        let ask = Ask { to: town.address, request, status: "HTTP/1.1 200" };
        let (over, mut reading) = (Arc::new(AtomicBool::new(false)), JoinSet::new());
        let own = threads()?;
        for _ in 0..readers {
            let over = Arc::clone(&over);
            let asking = keeps_asking(ask.clone(), move || over.load(Ordering::Relaxed));
            reading.spawn_on(asking, own.handle());
        }
        Ok(Self { over, begun: Instant::now(), reading, _beside: Beside(Some(own)) })
    }

    /// Pages a second, all of them together.
    pub(crate) async fn end(mut self) -> Result<f64> {
        self.over.store(true, Ordering::Relaxed);
        let took = self.begun.elapsed().as_secs_f64();
        Ok(f64::from(all(&mut self.reading).await?) / took)
    }
}

/// Measures a town's page of what is free.
pub async fn pages(town: &Town, how: Pages) -> Result<Measured> {
    let path = days_of(town).await?;
    let asks = |path: &str, more: &str| asks(town.address, path, more);
    let whole = Ask { to: town.address, request: asks(&path, ""), status: "HTTP/1.1 200" };
    let (head, body) = once(&whole).await?;
    let tag = head
        .lines()
        .find_map(|line| line.strip_prefix("etag: "))
        .context("a page without a tag")?;
    let known = format!("if-none-match: {tag}\r\n");
    let unchanged = Ask { request: asks(&path, &known), status: "HTTP/1.1 304", ..whole.clone() };
    let (address, _beside) = empty(body)?;
    let nothing = Ask { to: address, request: asks("/", ""), ..whole.clone() };
    let mut measured = Measured { bytes: body, ..Measured::default() };
    for _ in 0..how.rounds {
        measured.page.push(round(&whole, how).await?);
        measured.unchanged.push(round(&unchanged, how).await?);
        measured.empty.push(round(&nothing, how).await?);
    }
    Ok(measured)
}

/// The days of the first venue of the first programme.
async fn days_of(town: &Town) -> Result<String> {
    let mut path = "/free".to_owned();
    for _ in 0..2 {
        let request = format!("GET {path} HTTP/1.1\r\nhost: {}\r\n\r\n", town.address);
        let ask = Ask { to: town.address, request, status: "HTTP/1.1 200" };
        let mut connection = TcpStream::connect(town.address).await?;
        let (_, body) = asked(&mut connection, &ask, &mut Vec::new()).await?;
        let html = String::from_utf8(body)?;
        let next = page::links(&html, "/free/").first().map(|link| (*link).to_owned());
        path = next.context("nothing is open in this town")?;
    }
    Ok(path)
}

/// An axum server of its own with a handler that sends so many bytes, and the threads it works on.
fn empty(bytes: usize) -> Result<(SocketAddr, Beside)> {
    let body = Bytes::from(vec![b'x'; bytes]);
    let html = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    let router = Router::new().route("/", get(move || async move { (html, body) }));
    let own = threads()?;
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    own.spawn(async move {
        let listener = TcpListener::from_std(listener)?;
        axum::serve(listener, router).await
    });
    Ok((address, Beside(Some(own))))
}

fn threads() -> Result<runtime::Runtime> {
    Ok(runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?)
}

/// Threads beside our own. They are let go without waiting, since whoever runs futures must not wait.
struct Beside(Option<runtime::Runtime>);

impl Drop for Beside {
    fn drop(&mut self) {
        if let Some(own) = self.0.take() {
            own.shutdown_background();
        }
    }
}

/// Accesses a second of one round.
async fn round(ask: &Ask, how: Pages) -> Result<f64> {
    let (begins, until) = (Instant::now(), Instant::now() + how.round);
    let mut reading = JoinSet::new();
    for _ in 0..how.connections {
        reading.spawn(keeps_asking(ask.clone(), move || Instant::now() >= until));
    }
    let served = all(&mut reading).await?;
    Ok(f64::from(served) / begins.elapsed().as_secs_f64())
}

/// What all of them were served.
async fn all(reading: &mut JoinSet<Result<u32>>) -> Result<u32> {
    let mut served = 0;
    while let Some(one) = reading.join_next().await {
        served += one??;
    }
    Ok(served)
}

async fn keeps_asking(ask: Ask, is_over: impl Fn() -> bool) -> Result<u32> {
    let (mut connection, mut kept) = (TcpStream::connect(ask.to).await?, Vec::new());
    connection.set_nodelay(true)?;
    let mut served = 0;
    while !is_over() {
        time::timeout(Duration::from_secs(30), asked(&mut connection, &ask, &mut kept)).await??;
        served += 1;
    }
    Ok(served)
}

async fn once(ask: &Ask) -> Result<(String, usize)> {
    let mut connection = TcpStream::connect(ask.to).await?;
    let (head, body) = asked(&mut connection, ask, &mut Vec::new()).await?;
    Ok((head, body.len()))
}

/// Asks once over a connection that is kept, and reads the whole answer.
async fn asked(
    connection: &mut TcpStream,
    ask: &Ask,
    kept: &mut Vec<u8>,
) -> Result<(String, Vec<u8>)> {
    let (head, body) = exchanged(connection, &ask.request, kept).await?;
    ensure!(head.starts_with(ask.status), "{} was answered with {head}", ask.request);
    Ok((head, body))
}

/// The head and the body of the answer, whatever it is.
pub(crate) async fn exchanged(
    connection: &mut TcpStream,
    request: &str,
    kept: &mut Vec<u8>,
) -> Result<(String, Vec<u8>)> {
    connection.write_all(request.as_bytes()).await?;
    kept.clear();
    let head_ends = loop {
        let read = connection.read_buf(kept).await?;
        ensure!(read > 0, "the service closed the connection");
        if let Some(at) = kept.windows(4).position(|end| end == b"\r\n\r\n") {
            break at + 4;
        }
    };
    let head = String::from_utf8(kept[..head_ends].to_vec())?;
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let length: usize = length.map_or(Ok(0), str::parse)?;
    while kept.len() < head_ends + length {
        ensure!(connection.read_buf(kept).await? > 0, "the service closed the connection");
    }
    Ok((head, kept[head_ends..].to_vec()))
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (page, unchanged, empty) =
            (middle(&self.page), middle(&self.unchanged), middle(&self.empty));
        let ratio = |of: &[f64]| {
            middle(
                &of.iter().zip(&self.empty).map(|(one, nothing)| one / nothing).collect::<Vec<_>>(),
            )
        };
        writeln!(
            f,
            "accesses a second, {} bytes a page, medians of {} rounds",
            self.bytes,
            self.page.len()
        )?;
        writeln!(f, "  an empty handler         {empty:>9.0}")?;
        writeln!(f, "  where there is room      {page:>9.0}   {:.2} of it", ratio(&self.page))?;
        write!(
            f,
            "  the same, known already  {unchanged:>9.0}   {:.2} of it",
            ratio(&self.unchanged)
        )
    }
}

fn middle(of: &[f64]) -> f64 {
    Spread::of(of.iter().copied()).median
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_of_rounds_that_lie_beside_each_other() {
        let measured = Measured {
            bytes: 9,
            page: vec![50.0, 100.0, 10.0],
            unchanged: vec![100.0, 200.0, 20.0],
            empty: vec![100.0, 200.0, 20.0],
        };
        let told = measured.to_string();
        assert!(told.contains("50   0.50 of it") && told.contains("1.00 of it"), "{told}");
        assert!(middle(&[]).is_nan());
    }

    #[tokio::test]
    async fn an_empty_handler_sends_as_many_bytes_and_is_asked_again_and_again() {
        let (to, _beside) = empty(1_234).unwrap();
        let request = "GET / HTTP/1.1\r\nhost: x\r\n\r\n".to_owned();
        let ask = Ask { to, request, status: "HTTP/1.1 200" };
        assert_eq!(once(&ask).await.unwrap().1, 1_234);
        let how = Pages { connections: 2, rounds: 1, round: Duration::from_millis(20) };
        assert!(round(&ask, how).await.unwrap() > 0.0);
        let other = Ask { status: "HTTP/1.1 304", ..ask };
        assert!(once(&other).await.is_err());
    }
}
