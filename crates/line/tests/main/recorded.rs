//! A socket that answers what a test tells it to and remembers what it was asked. It understands
//! no protocol but the frame of HTTP/1.1.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use line::Hosts;

/// What was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    /// `POST /v2/bot/message/push`
    pub(crate) line: String,
    pub(crate) headers: HashMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

/// What to answer.
pub(crate) enum Say {
    Answer {
        status: u16,
        headers: &'static str,
        body: String,
    },
    /// Reads everything, then hangs up: LINE may have acted on it.
    HangUp,
}

pub(crate) fn say(status: u16, body: impl Into<String>) -> Say {
    Say::Answer { status, headers: "x-line-request-id: req-1\r\n", body: body.into() }
}

pub(crate) struct Recorded {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
    ended: Arc<AtomicBool>,
    listener: Option<JoinHandle<()>>,
}

impl Recorded {
    pub(crate) fn new(answer: impl Fn(&Asked) -> Say + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let ended = Arc::new(AtomicBool::new(false));
        let listener = thread::spawn({
            let (asked, ended) = (Arc::clone(&asked), Arc::clone(&ended));
            move || {
                thread::scope(|scope| {
                    for stream in listener.incoming().map_while(Result::ok) {
                        if ended.load(Ordering::SeqCst) {
                            break;
                        }
                        scope.spawn(|| serve(stream, &answer, &asked));
                    }
                });
            }
        });
        Self { address, asked, ended, listener: Some(listener) }
    }

    pub(crate) fn hosts(&self) -> Hosts {
        hosts_at(self.address)
    }

    /// Everything asked so far, oldest first.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// How often something whose first line begins so was asked.
    pub(crate) fn count(&self, line: &str) -> usize {
        self.asked().iter().filter(|asked| asked.line.starts_with(line)).count()
    }

    /// The only request that was no request for a token.
    pub(crate) fn only(&self) -> Asked {
        let mut asked = self.asked();
        asked.retain(|asked| !asked.line.contains("/oauth2/v3/token"));
        assert_eq!(asked.len(), 1, "{asked:#?}");
        asked.remove(0)
    }
}

impl Drop for Recorded {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::SeqCst);
        drop(TcpStream::connect(self.address));
        if let Some(listener) = self.listener.take() {
            listener.join().unwrap();
        }
    }
}

/// An address at which nobody listens.
pub(crate) fn nobody() -> Hosts {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    hosts_at(listener.local_addr().unwrap())
}

fn hosts_at(address: SocketAddr) -> Hosts {
    let url = format!("http://{address}");
    Hosts {
        api: url.clone(),
        data: format!("{url}/data"),
        login: url.clone(),
        access: url.clone(),
        liff: url,
    }
}

fn serve(stream: TcpStream, answer: impl Fn(&Asked) -> Say, asked: &Mutex<Vec<Asked>>) {
    let Some((request, mut stream)) = read(stream) else {
        return;
    };
    let said = answer(&request);
    asked.lock().unwrap().push(request);
    if let Say::Answer { status, headers, body } = said {
        let length = body.len();
        let head = format!(
            "HTTP/1.1 {status} -\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n"
        );
        stream.write_all(&[head.as_bytes(), body.as_bytes()].concat()).unwrap();
    }
}

fn read(stream: TcpStream) -> Option<(Asked, TcpStream)> {
    let mut reader = BufReader::new(stream);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|bytes| *bytes > 0)?;
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let headers: HashMap<_, _> = lines[1..]
        .iter()
        .map(|line| line.split_once(": ").unwrap())
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let length = headers.get("content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let line = lines[0].trim_end_matches(" HTTP/1.1").to_owned();
    Some((Asked { line, headers, body }, reader.into_inner()))
}
