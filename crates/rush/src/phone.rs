//! One telephone: a kept-alive connection, its cookies, and what it is answered. It follows nothing by itself.

use crate::tally::Tally;
use anyhow::{Context, Result, bail};
use http_body_util::{BodyExt, Full};
use hyper::{
    HeaderMap, Method, Request, StatusCode,
    body::Bytes,
    client::conn::http1::{self, SendRequest},
    header,
};
use hyper_util::rt::TokioIo;
use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{net::TcpStream, time};

/// As long as anybody looks at a white page.
pub(crate) const ANSWER_WITHIN: Duration = Duration::from_mins(1);

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    headers: HeaderMap,
    pub(crate) html: String,
}

impl Answer {
    pub(crate) fn location(&self) -> Option<&str> {
        self.header(header::LOCATION)
    }

    /// In how many seconds one is asked to come again.
    pub(crate) fn retry_after(&self) -> Option<u64> {
        self.header(header::RETRY_AFTER)?.parse().ok()
    }

    /// Whether the page then asks by itself.
    pub(crate) fn asks_again(&self) -> bool {
        self.header(header::REFRESH).is_some()
    }

    fn header(&self, name: header::HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// A connection on which nothing is under way.
pub(crate) struct Line(SendRequest<Full<Bytes>>);

/// A telephone.
pub(crate) struct Phone {
    to: SocketAddr,
    /// The address a proxy in front would have written down.
    from: String,
    cookies: BTreeMap<String, String>,
    connection: Option<SendRequest<Full<Bytes>>>,
    tally: Arc<Tally>,
}

impl Phone {
    pub(crate) fn new(to: SocketAddr, from: String, tally: Arc<Tally>) -> Self {
        Self { to, from, cookies: BTreeMap::new(), connection: None, tally }
    }

    /// The same telephone over a second connection, as browsers open them.
    pub(crate) fn second_connection(&self) -> Self {
        Self {
            from: self.from.clone(),
            cookies: self.cookies.clone(),
            ..Self::new(self.to, String::new(), Arc::clone(&self.tally))
        }
    }

    /// Whether a sign-in is kept.
    pub(crate) fn is_signed_in(&self) -> bool {
        self.cookies.contains_key("madoguchi")
    }

    /// What is left of a telephone overnight.
    pub(crate) fn forgets(&mut self) {
        self.cookies.clear();
        self.hangs_up();
    }

    pub(crate) fn hangs_up(&mut self) {
        self.connection = None;
    }

    /// Asks over this connection from now on, if it is still open.
    pub(crate) fn takes(&mut self, line: Line) {
        self.connection = Some(line.0);
    }

    /// Leaves its connection to others, if it has one that is open.
    pub(crate) fn leaves(&mut self) -> Option<Line> {
        self.connection.take().filter(|open| !open.is_closed()).map(Line)
    }

    /// Asks for a page. The time counts from when it was due, not from when there was a connection for it.
    pub(crate) async fn get(&mut self, path: &str, due: Instant) -> Result<Answer> {
        self.asks(Method::GET, path, String::new(), due).await
    }

    /// Sends a form.
    pub(crate) async fn post(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        due: Instant,
    ) -> Result<Answer> {
        self.asks(Method::POST, path, form(fields), due).await
    }

    /// A form as it goes over the line, for whoever sends the same again and again.
    pub(crate) fn as_sent(&self, path: &str, fields: &[(&str, &str)]) -> String {
        let body = form(fields);
        let length = (header::CONTENT_LENGTH, body.len().to_string());
        let head = self.head().into_iter().chain([length]);
        let head: Vec<String> = head.map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        format!("POST {path} HTTP/1.1\r\n{}\r\n{body}", head.concat())
    }

    async fn asks(
        &mut self,
        method: Method,
        path: &str,
        body: String,
        due: Instant,
    ) -> Result<Answer> {
        let press = method == Method::POST;
        self.tally.offered();
        let answer = time::timeout(ANSWER_WITHIN, self.sends(method, path, body)).await;
        let answer = answer.context("no answer in a minute").and_then(|answer| answer);
        match &answer {
            Ok(answer) => self.tally.answered(press, due.elapsed(), answer),
            Err(trouble) => {
                self.hangs_up();
                self.tally.failed(trouble);
            }
        }
        answer
    }

    async fn sends(&mut self, method: Method, path: &str, body: String) -> Result<Answer> {
        let request = self.request(method, path, body)?;
        let mut connection = match self.connection.take().filter(|open| !open.is_closed()) {
            Some(open) => open,
            None => self.connects().await?,
        };
        connection.ready().await?;
        let response = connection.send_request(request).await?;
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await?.to_bytes();
        self.connection = Some(connection);
        self.keeps(&parts.headers);
        let html = String::from_utf8_lossy(&bytes).into_owned();
        Ok(Answer { status: parts.status, headers: parts.headers, html })
    }

    async fn connects(&self) -> Result<SendRequest<Full<Bytes>>> {
        let stream = TcpStream::connect(self.to).await?;
        stream.set_nodelay(true)?;
        let (connection, work) = http1::handshake(TokioIo::new(stream)).await?;
        // It ends when the sender is dropped; its trouble is what the sender's own error tells.
        tokio::spawn(async move { drop(work.await) });
        Ok(connection)
    }

    fn request(&self, method: Method, path: &str, body: String) -> Result<Request<Full<Bytes>>> {
        if !path.starts_with('/') {
            bail!("{path} is not an address of the service");
        }
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in self.head() {
            request = request.header(name, value);
        }
        Ok(request.body(Full::new(Bytes::from(body)))?)
    }

    /// What stands above everything that it sends.
    fn head(&self) -> [(header::HeaderName, String); 5] {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        [
            (header::HOST, self.to.to_string()),
            (header::COOKIE, cookies.join("; ")),
            (header::CONTENT_TYPE, "application/x-www-form-urlencoded".to_owned()),
            (header::HeaderName::from_static("sec-fetch-site"), "same-origin".to_owned()),
            (header::HeaderName::from_static("x-forwarded-for"), self.from.clone()),
        ]
    }

    fn keeps(&mut self, headers: &HeaderMap) {
        for set in headers.get_all(header::SET_COOKIE).iter().filter_map(|set| set.to_str().ok()) {
            let (pair, attributes) = set.split_once(';').unwrap_or((set, ""));
            let Some((name, value)) = pair.split_once('=') else { continue };
            if attributes.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

fn form(fields: &[(&str, &str)]) -> String {
    let pairs =
        fields.iter().map(|(name, value)| format!("{name}={}", super::page::encoded(value)));
    pairs.collect::<Vec<_>>().join("&")
}
