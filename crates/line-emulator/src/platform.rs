//! The running platform: starts the server, owns the state and tells its faces when something changed.
//! What residents do is in `verbs`, what bots may ask is in `api`.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use anyhow::{Context as _, ensure};
use tokio::{net::TcpListener, sync::watch};

use crate::{
    api, crypto,
    crypto::SigningKey,
    fault::{Endpoint, Fault},
    liff,
    options::Options,
    phone, proxy, save,
    state::{Request, State},
};

/// A handle on the platform; cloning is cheap and all clones are the same platform.
#[derive(Clone)]
pub struct Platform(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) options: Options,
    /// Where the emulator answers, without a slash at the end.
    pub(crate) url: String,
    pub(crate) key: SigningKey,
    /// Calls the service; follows no redirects and no proxy settings.
    pub(crate) http: reqwest::Client,
    pub(crate) lanes: Mutex<BTreeMap<String, Arc<tokio::sync::Mutex<()>>>>,
    pub(crate) browsers: tokio::sync::Mutex<BTreeMap<String, String>>,
    /// Counts the changes; whoever shows or saves the state waits on it.
    pub(crate) version: watch::Sender<u64>,
    pub(crate) stopped: watch::Sender<bool>,
    /// Held while the state is written, so that two writers never meet in one file.
    pub(crate) saving: Mutex<()>,
    state: Mutex<State>,
}

/// A started platform. Dropping it closes every listener and ends every stream.
pub struct Running {
    /// The platform.
    pub platform: Platform,
    /// Where it answers, without a slash at the end.
    pub url: String,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.platform.0.stopped.send_replace(true);
        self.platform.0.version.send_modify(|version| *version += 1);
        if let Err(error) = save::now(&self.platform) {
            tracing::error!(%error, "the state could not be saved");
        }
    }
}

impl Platform {
    /// Starts a platform on the current tokio runtime.
    pub async fn start(options: Options) -> anyhow::Result<Running> {
        ensure!(
            options.listen.ip().is_loopback(),
            "the emulator has no passwords: it listens on 127.0.0.1 only"
        );
        let listener = TcpListener::bind(options.listen)
            .await
            .with_context(|| format!("the emulator cannot listen on {}", options.listen))?;
        let url = format!("http://{}", listener.local_addr()?);
        let state = first_state(&options)?;
        let platform = Self(Arc::new(Inner {
            http: http_client()?,
            key: SigningKey::generate()?,
            url: url.clone(),
            lanes: Mutex::default(),
            browsers: tokio::sync::Mutex::default(),
            version: watch::Sender::new(0),
            stopped: watch::Sender::new(false),
            saving: Mutex::default(),
            state: Mutex::new(state),
            options,
        }));
        let router = api::router(&platform).merge(liff::router()).merge(phone::router());
        platform.serve(listener, router.with_state(platform.clone()));
        save::keep(&platform);
        Ok(Running { platform, url })
    }

    /// Serves a listener until the platform stops.
    pub(crate) fn serve(&self, listener: TcpListener, router: axum::Router) {
        let end = self.ended();
        tokio::spawn(async move {
            let served = axum::serve(listener, router).with_graceful_shutdown(end).await;
            if let Err(error) = served {
                tracing::error!(%error, "a listener of the emulator failed");
            }
        });
    }

    /// Resolves when the platform stops.
    pub(crate) fn ended(&self) -> impl Future<Output = ()> + Send + 'static {
        let mut stopped = self.0.stopped.subscribe();
        async move {
            // An error means that the platform itself is gone, which is an end as well.
            let _ = stopped.wait_for(|stopped| *stopped).await;
        }
    }

    /// The time on the platform's clock.
    pub(crate) fn now(&self) -> i64 {
        (self.0.options.clock)()
    }

    /// Looks at the state.
    pub(crate) fn read<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.lock())
    }

    /// Alters the state and tells everyone who shows it.
    pub(crate) fn change<T>(&self, alter: impl FnOnce(&mut State) -> T) -> T {
        let result = alter(&mut self.lock());
        self.0.version.send_modify(|version| *version += 1);
        result
    }

    /// Alters what nobody is shown: tokens, faults, the log.
    pub(crate) fn note<T>(&self, alter: impl FnOnce(&mut State) -> T) -> T {
        alter(&mut self.lock())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where the emulator answers.
    pub fn url(&self) -> &str {
        &self.0.url
    }

    /// Sends events to this address from now on.
    pub fn set_webhook(&self, url: &str) {
        self.change(|state| url.clone_into(&mut state.webhook_url));
    }

    /// Opens the LIFF app at this page from now on.
    pub fn set_liff_endpoint(&self, url: &str) {
        self.change(|state| url.clone_into(&mut state.liff_endpoint));
    }

    /// The next call to this endpoint meets this fault; several queue up.
    pub fn fail_next(&self, endpoint: Endpoint, fault: Fault) {
        self.fail_times(endpoint, fault, 1);
    }

    /// The next so many calls to this endpoint meet this fault.
    pub fn fail_times(&self, endpoint: Endpoint, fault: Fault, times: usize) {
        self.note(|state| state.faults.add(endpoint, fault, times));
    }

    /// Forgets the faults that were not met yet.
    pub fn heal(&self) {
        self.note(|state| state.faults.clear());
    }

    /// The requests answered so far, the last ten thousand of them.
    pub fn requests(&self) -> Vec<Request> {
        self.read(|state| state.requests.iter().cloned().collect())
    }

    /// The value of `x-line-signature` for a body, for use with `deliver_raw`.
    pub fn sign(&self, body: &[u8]) -> String {
        crypto::webhook_signature(&self.0.options.channel_secret, body)
    }
}

fn first_state(options: &Options) -> anyhow::Result<State> {
    let mut state = match &options.state_file {
        Some(path) => save::load(path)?,
        None => State::default(),
    };
    for (handle, name) in &options.residents {
        state.add_resident(handle, name);
    }
    state.monthly_limit = options.monthly_limit;
    if !options.webhook_url.is_empty() {
        state.webhook_url.clone_from(&options.webhook_url);
    }
    if !options.liff_endpoint.is_empty() {
        state.liff_endpoint.clone_from(&options.liff_endpoint);
    }
    Ok(state)
}

fn http_client() -> anyhow::Result<reqwest::Client> {
    // An error only says that the process has a provider already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(Duration::from_secs(3))
        .build()
        .context("the emulator's HTTP client cannot be built")
}

/// Makes sure that a resident's in-app browser listens and gives its origin.
pub(crate) async fn browser_origin(platform: &Platform, handle: &str) -> anyhow::Result<String> {
    let mut browsers = platform.0.browsers.lock().await;
    if let Some(origin) = browsers.get(handle) {
        return Ok(origin.clone());
    }
    let listener =
        TcpListener::bind("127.0.0.1:0").await.context("no port is free for an in-app browser")?;
    let origin = format!("http://{}", listener.local_addr()?);
    platform.serve(listener, proxy::router(platform, handle, &origin));
    browsers.insert(handle.to_owned(), origin.clone());
    Ok(origin)
}
