//! A running emulator with a clock in the test's hand and a service that writes down what it receives.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, AtomicU16, Ordering},
    },
    time::Duration,
};

use axum::{Router, body::Bytes, extract::State, http::HeaderMap, http::StatusCode, routing::post};
use line_emulator::{Options, Platform, Running};
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::mpsc};

/// The channel token of ordinary calls, so that a test can let time pass.
pub(crate) const LONG_LIVED: &str = "a long-lived token";

/// 2026-11-22 09:00 in Japan.
pub(crate) const START: i64 = 1_795_305_600_000;

pub(crate) struct Town {
    pub(crate) line: Platform,
    pub(crate) url: String,
    pub(crate) http: reqwest::Client,
    pub(crate) service: Service,
    clock: Arc<AtomicI64>,
    _running: Running,
}

/// What the service received, and what it answers from now on.
pub(crate) struct Service {
    pub(crate) received: mpsc::UnboundedReceiver<Received>,
    pub(crate) status: Arc<AtomicU16>,
}

#[derive(Debug)]
pub(crate) struct Received {
    pub(crate) signature: String,
    pub(crate) bytes: Vec<u8>,
}

impl Received {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap()
    }

    pub(crate) fn event(&self) -> Value {
        self.json()["events"][0].clone()
    }
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl Town {
    pub(crate) async fn new() -> Self {
        Self::with(Options { redelivery_waits: Vec::new(), ..Options::default() }).await
    }

    /// A town in which 花子 is a friend already and the service knows it.
    pub(crate) async fn with_hanako() -> Self {
        let mut town = Self::new().await;
        town.line.add_friend("hanako").await.unwrap();
        town.service.received.recv().await.unwrap();
        town
    }

    pub(crate) async fn with(options: Options) -> Self {
        let (service, webhook_url) = Service::start().await;
        let clock = Arc::new(AtomicI64::new(START));
        let ticking = Arc::clone(&clock);
        let options = Options {
            webhook_url,
            clock: Arc::new(move || ticking.load(Ordering::SeqCst)),
            channel_token: Some(LONG_LIVED.into()),
            ..options
        };
        let running = Platform::start(options).await.unwrap();
        let (line, url) = (running.platform.clone(), running.url.clone());
        Self { line, url, http: client(), service, clock, _running: running }
    }

    pub(crate) fn passes(&self, time: Duration) {
        self.clock.fetch_add(i64::try_from(time.as_millis()).unwrap(), Ordering::SeqCst);
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.post_with(path, body, &[]).await
    }

    pub(crate) async fn post_with(
        &self,
        path: &str,
        body: &Value,
        headers: &[(&str, &str)],
    ) -> Answer {
        self.try_post(path, body, headers).await.unwrap()
    }

    pub(crate) async fn try_post(
        &self,
        path: &str,
        body: &Value,
        headers: &[(&str, &str)],
    ) -> Result<Answer, reqwest::Error> {
        let request =
            self.http.post(format!("{}{path}", self.url)).bearer_auth(LONG_LIVED).json(body);
        let request =
            headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        Answer::of(request.send().await?).await
    }

    pub(crate) async fn call(&self, method: &str, path: &str) -> Answer {
        let request = self.http.request(method.parse().unwrap(), format!("{}{path}", self.url));
        Answer::of(request.bearer_auth(LONG_LIVED).send().await.unwrap()).await.unwrap()
    }

    pub(crate) async fn upload(&self, menu_id: &str, bytes: Vec<u8>, content_type: &str) -> Answer {
        let request = self.http.post(format!("{}/v2/bot/richmenu/{menu_id}/content", self.url));
        let request =
            request.bearer_auth(LONG_LIVED).header("content-type", content_type).body(bytes);
        Answer::of(request.send().await.unwrap()).await.unwrap()
    }

    pub(crate) async fn push(&self, handle: &str, text: &str, headers: &[(&str, &str)]) -> Answer {
        let body = json!({ "to": self.line.user_id(handle), "messages": [{ "type": "text", "text": text }] });
        self.post_with("/v2/bot/message/push", &body, headers).await
    }

    /// 花子 types, and the service keeps the reply token.
    pub(crate) async fn reply_token(&mut self) -> String {
        self.line.types("hanako", "予約").await.unwrap();
        let event = self.service.received.recv().await.unwrap().event();
        event["replyToken"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn reply(&self, token: &str) -> Answer {
        let body = json!({ "replyToken": token, "messages": [{ "type": "text", "text": "はい" }] });
        self.post("/v2/bot/message/reply", &body).await
    }
}

impl Answer {
    pub(crate) async fn of(response: reqwest::Response) -> Result<Self, reqwest::Error> {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = serde_json::from_slice(&response.bytes().await?).unwrap_or(Value::Null);
        Ok(Self { status, headers, body })
    }

    pub(crate) fn message(&self) -> &str {
        self.body["message"].as_str().unwrap_or_default()
    }
}

impl Service {
    async fn start() -> (Self, String) {
        let (sender, received) = mpsc::unbounded_channel();
        let status = Arc::new(AtomicU16::new(200));
        let state = (Mutex::new(sender), Arc::clone(&status));
        let router = Router::new().route("/webhook", post(receive)).with_state(Arc::new(state));
        (Self { received, status }, format!("{}/webhook", serve(router).await))
    }

    pub(crate) fn answers(&self, status: u16) {
        self.status.store(status, Ordering::SeqCst);
    }
}

type Receiving = Arc<(Mutex<mpsc::UnboundedSender<Received>>, Arc<AtomicU16>)>;

async fn receive(State(state): State<Receiving>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let signature = headers["x-line-signature"].to_str().unwrap().to_owned();
    state.0.lock().unwrap().send(Received { signature, bytes: body.to_vec() }).unwrap();
    StatusCode::from_u16(state.1.load(Ordering::SeqCst)).unwrap()
}

/// Serves a router until the test's runtime ends, and gives its origin.
pub(crate) async fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    url
}

pub(crate) fn client() -> reqwest::Client {
    reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap()
}
