//! Connections as they come in. Each has so long to say what it wants and so much room to say it, and so long to hear what
//! it is told; there is an end to how many are open at once, and whoever comes beyond that is told so before it costs anything.

mod patience;

use crate::web::Answer;
use axum::http::{HeaderValue, header};
use hyper::{Request, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{rt::TokioIo, server::graceful::GracefulShutdown};
use patience::Patience;
use socket2::SockRef;
use std::{convert::Infallible, fs, net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time,
};
use tower_http::timeout::TimeoutBody;

/// How long the head of a request may take, and how long a kept connection may say nothing, or a form fall silent.
const HEAD_WITHIN: Duration = Duration::from_secs(20);
/// How long what is sent may wait to be taken. Whoever is gone without a word, or does not read, is found out by it.
const HEARD_WITHIN: Duration = Duration::from_secs(20);
/// The most a head may weigh; browsers and proxies stay far below.
const HEAD_BYTES_MAX: usize = 64 * 1024;
/// Connections at once, however many files the system allows.
const OPEN_MOST: usize = 12_000;
/// Connections that may wait to be taken up, where the system allows so many. The usual 128 are full in a blink when a city
/// comes at once, and whoever finds them full waits a second before they knock again.
const KNOCKING_MOST: i32 = 4_096;
/// Files that are not connections: the database, the log, what is being read.
const FILES_OF_OURS: usize = 128;
/// The pause after the system could not give another connection.
const PAUSE: Duration = Duration::from_millis(50);
/// What whoever comes is told when all are taken.
const FULL: &str = "ただいま大変混み合っています。少し待ってから、もう一度お試しください。\n";

/// What is asked. A body that falls silent ends.
pub(crate) type Asked = Request<TimeoutBody<Incoming>>;

/// Serves until it is told to stop, and then lets what is under way end within this time.
pub(crate) async fn serve<A, F>(
    answer: A,
    listener: TcpListener,
    stop: impl Future<Output = ()>,
    end_within: Duration,
) where
    A: Fn(Asked, SocketAddr) -> F + Clone + Send + 'static,
    F: Future<Output = Answer> + Send + 'static,
{
    if let Err(error) = SockRef::from(&listener).listen(KNOCKING_MOST) {
        tracing::warn!("fewer may wait to be taken up than a rush brings: {error}");
    }
    let room = Room::of(room(open_files()));
    let ending = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let (stream, peer) = tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    tracing::warn!("a connection could not be taken: {error}");
                    time::sleep(PAUSE).await;
                    continue;
                }
            },
        };
        match Arc::clone(&room.places).try_acquire_owned() {
            Ok(place) => connect(answer.clone(), stream, peer, (room.clone(), place), &ending),
            Err(_) => turn_away(&stream),
        }
    }
    drop(listener);
    // What is still open after that is a live board.
    let _ = time::timeout(end_within, ending.shutdown()).await;
}

/// The places there are for connections, whoever has them: behind a proxy everybody has the proxy's address, so that an
/// address tells nothing about who takes more than their share.
#[derive(Clone)]
struct Room {
    places: Arc<Semaphore>,
    /// Where no more than so many are left, nobody keeps a place after their answer.
    few: usize,
}

impl Room {
    fn of(all: usize) -> Self {
        Self { places: Arc::new(Semaphore::new(all)), few: all / 4 }
    }

    fn is_scarce(&self) -> bool {
        self.places.available_permits() <= self.few
    }
}

fn connect<A, F>(
    answer: A,
    stream: TcpStream,
    peer: SocketAddr,
    (room, place): (Room, OwnedSemaphorePermit),
    ending: &GracefulShutdown,
) where
    A: Fn(Asked, SocketAddr) -> F + Send + 'static,
    F: Future<Output = Answer> + Send + 'static,
{
    // Answers are small: none should wait for another. A socket that refuses is as good.
    let _ = stream.set_nodelay(true);
    is_heard(&stream);
    let service = service_fn(move |asked: Request<Incoming>| {
        let asked = asked.map(|body| TimeoutBody::new(HEAD_WITHIN, body));
        let (answer, room) = (answer(asked, peer), room.clone());
        async move {
            let mut answer = answer.await;
            if room.is_scarce() {
                answer.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            Ok::<_, Infallible>(answer)
        }
    });
    let mut http = http1::Builder::new();
    http.timer(Patience::default()).header_read_timeout(HEAD_WITHIN).max_buf_size(HEAD_BYTES_MAX);
    let work = ending.watch(http.serve_connection(TokioIo::new(stream), service));
    tokio::spawn(async move {
        // A caller who goes, or never says anything, is no failure of ours.
        if let Err(error) = work.await {
            tracing::debug!("a connection ended: {error}");
        }
        drop(place);
    });
}

/// From now on the connection ends where nobody takes what is sent. Elsewhere than on Linux the system has its own patience.
fn is_heard(stream: &TcpStream) {
    #[cfg(target_os = "linux")]
    // A socket that refuses has been closed already.
    let _ = SockRef::from(stream).set_tcp_user_timeout(Some(HEARD_WITHIN));
    #[cfg(not(target_os = "linux"))]
    let _ = (stream, HEARD_WITHIN);
}

/// Says so in one write that never waits, and closes.
fn turn_away(stream: &TcpStream) {
    let length = FULL.len();
    let answer = format!(
        "HTTP/1.1 503 Service Unavailable\r\nretry-after: 10\r\nconnection: close\r\n\
         content-type: text/plain; charset=utf-8\r\ncontent-length: {length}\r\n\r\n{FULL}"
    );
    // Whoever does not hear it sees the connection end.
    let _ = stream.try_write(answer.as_bytes());
}

/// How many connections there is room for.
fn room(files: Option<usize>) -> usize {
    files.map_or(OPEN_MOST, |files| files.saturating_sub(FILES_OF_OURS).clamp(64, OPEN_MOST))
}

/// How many files this process may have open, where the system tells.
fn open_files() -> Option<usize> {
    limit(&fs::read_to_string("/proc/self/limits").ok()?)
}

fn limit(limits: &str) -> Option<usize> {
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_room_for_what_the_system_allows_and_no_more() {
        let limits = "Limit      Soft Limit  Hard Limit  Units\n\
                      Max processes  500  500  processes\n\
                      Max open files            1024                 524288               files\n";
        assert_eq!(limit(limits), Some(1_024));
        assert_eq!(limit("Max open files  unlimited  unlimited  files"), None);
        assert_eq!(room(Some(1_024)), 896);
        assert_eq!((room(Some(100)), room(Some(1_000_000)), room(None)), (64, 12_000, 12_000));
    }
}
