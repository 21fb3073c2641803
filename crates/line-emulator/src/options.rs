//! How one emulator is set up: the channel, the login channel, the LIFF app, the residents and the
//! clock. The defaults are good for a test; nothing here is read from the environment.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

/// The time in milliseconds since 1970 (UTC). A test passes its own and moves it.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// Everything that can be chosen about an emulator.
#[derive(Clone)]
pub struct Options {
    /// Where to listen; loopback only. Port 0 takes a free one.
    pub listen: SocketAddr,
    /// Where events go. Empty until the service is known: see `Platform::set_webhook`.
    pub webhook_url: String,
    /// The Messaging API channel.
    pub channel_id: String,
    /// Signs webhooks and buys stateless tokens.
    pub channel_secret: String,
    /// A long-lived channel token that is accepted besides the stateless ones.
    pub channel_token: Option<String>,
    /// The LINE Login channel, the audience of ID tokens.
    pub login_channel_id: String,
    /// Signs the ID tokens of the web login.
    pub login_channel_secret: String,
    /// The LIFF app.
    pub liff_id: String,
    /// The page of the service at which the LIFF app opens. Empty until it is known.
    pub liff_endpoint: String,
    /// The name of the official account.
    pub account_name: String,
    /// Handle and display name of each resident.
    pub residents: Vec<(String, String)>,
    /// Messages a month, or none for a municipal plan.
    pub monthly_limit: Option<u64>,
    /// Tells the time.
    pub clock: Clock,
    /// Where the state is kept between runs.
    pub state_file: Option<PathBuf>,
    /// How long to wait before each redelivery of an event that the service did not take.
    pub redelivery_waits: Vec<Duration>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            webhook_url: String::new(),
            channel_id: "2000000001".into(),
            channel_secret: "0123456789abcdef0123456789abcdef".into(),
            channel_token: None,
            login_channel_id: "2000000002".into(),
            login_channel_secret: "fedcba9876543210fedcba9876543210".into(),
            liff_id: "2000000002-madokawa".into(),
            liff_endpoint: String::new(),
            account_name: "窓川町".into(),
            residents: vec![("hanako".into(), "花子".into()), ("taro".into(), "太郎".into())],
            monthly_limit: None,
            clock: Arc::new(crate::clock::machine),
            state_file: None,
            redelivery_waits: [100, 300, 1_000, 3_000].map(Duration::from_millis).to_vec(),
        }
    }
}
