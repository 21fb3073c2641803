//! LINE's channels as an officer typed them: tried with LINE first, then written into the one file of configuration, and
//! the service goes on with it.

use crate::{
    App, Problem,
    config::{
        Config,
        edit::{with_values, written_beside},
    },
};
use domain::Actor;
use line::{Client, Credentials};
use std::{collections::BTreeMap, fs, sync::Arc};

/// What is typed. It is printed nowhere.
pub struct Channels {
    /// How residents' phones reach us.
    pub base_url: String,
    /// The Messaging API channel.
    pub channel_id: String,
    /// Its secret.
    pub channel_secret: String,
    /// The LINE Login channel.
    pub login_channel_id: String,
    /// Its secret.
    pub login_channel_secret: String,
    /// The LIFF app.
    pub liff_id: String,
}

/// How it ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Connected {
    /// The service goes on with it.
    Now,
    /// It is written down, and holds from the next start on.
    AtNextStart,
}

/// Why it is not connected. Nothing is written then.
#[derive(Debug, PartialEq, Eq)]
pub enum NotConnected {
    /// What cannot be, by the name of the field.
    Wrong(BTreeMap<&'static str, Flaw>),
    /// The service was started without a file of configuration, or this is a rehearsal.
    NoFile,
    /// The file cannot be read or written.
    File(String),
    /// The environment or another line of the file says something else, which counts.
    Overridden,
    /// LINE knows no such channel, or the secret is another one's.
    NotLetIn,
    /// LINE does not answer.
    NotReached,
}

/// What is wrong with what was typed into a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// Nothing was.
    Empty,
    /// A channel's id is a number.
    NotANumber,
    /// A secret is 32 letters from 0 to 9 and a to f.
    NotASecret,
    /// A LIFF app's id begins with the login channel's.
    OfAnotherChannel,
    /// It does not begin with https://.
    NotHttps,
}

impl Channels {
    fn flaws(&self, before: &str) -> BTreeMap<&'static str, Flaw> {
        let number = |text: &str| text.bytes().all(|c| c.is_ascii_digit()) && text.len() <= 20;
        let secret = |text: &str| text.bytes().all(|c| c.is_ascii_hexdigit()) && text.len() == 32;
        let liff = self.liff_id.strip_prefix(&self.login_channel_id);
        let liff = liff.and_then(|rest| rest.strip_prefix('-'));
        let is_liff = liff.is_some_and(|rest| {
            !rest.is_empty() && rest.len() <= 20 && rest.bytes().all(|c| c.is_ascii_alphanumeric())
        });
        // An address for trying stays as it is; another one has to be for phones.
        let is_address = self.base_url == before || self.base_url.starts_with("https://");
        let flaw = |value: &str, holds: bool, flaw| match (value, holds) {
            ("", _) => Some(Flaw::Empty),
            (_, false) => Some(flaw),
            (_, true) => None,
        };
        let (id, login) = (&self.channel_id, &self.login_channel_id);
        let (key, login_key) = (&self.channel_secret, &self.login_channel_secret);
        [
            ("base_url", flaw(&self.base_url, is_address, Flaw::NotHttps)),
            ("channel_id", flaw(id, number(id), Flaw::NotANumber)),
            ("channel_secret", flaw(key, secret(key), Flaw::NotASecret)),
            ("login_channel_id", flaw(login, number(login), Flaw::NotANumber)),
            ("login_channel_secret", flaw(login_key, secret(login_key), Flaw::NotASecret)),
            ("liff_id", flaw(&self.liff_id, is_liff, Flaw::OfAnotherChannel)),
        ]
        .into_iter()
        .filter_map(|(field, flaw)| Some((field, flaw?)))
        .collect()
    }

    /// The file's text with these channels.
    fn written_into(&self, text: &str) -> String {
        let text = with_values(text, "server", &[("base_url", &self.base_url)]);
        let line = [
            ("liff_id", self.liff_id.as_str()),
            ("login_channel_secret", &self.login_channel_secret),
            ("login_channel_id", &self.login_channel_id),
            ("channel_secret", &self.channel_secret),
            ("channel_id", &self.channel_id),
        ];
        with_values(&text, "line", &line)
    }

    /// Whether this is what a configuration says.
    fn hold_in(&self, config: &Config) -> bool {
        let Some(line) = &config.line else { return false };
        let mine = matches!(&line.credentials, Credentials::Stateless { channel_id, .. } if *channel_id == self.channel_id);
        mine && config.server.base_url == self.base_url.trim_end_matches('/')
            && line.channel_secrets.first() == Some(&self.channel_secret)
            && line.login_channel_id == self.login_channel_id
            && line.login_channel_secret == self.login_channel_secret
            && line.liff_id == self.liff_id
    }
}

/// Tries them with LINE, writes them down, and goes on with them.
pub async fn connect(
    app: &App,
    channels: Channels,
    by: Actor,
) -> Result<Result<Connected, NotConnected>, Problem> {
    let Some(file) = &app.config.file else { return Ok(Err(NotConnected::NoFile)) };
    let wrong = channels.flaws(&app.config.server.base_url);
    if !wrong.is_empty() {
        return Ok(Err(NotConnected::Wrong(wrong)));
    }
    let text = match fs::read_to_string(file) {
        Ok(text) => channels.written_into(&text),
        Err(error) => return Ok(Err(NotConnected::File(error.to_string()))),
    };
    let config = match Config::with_text(file, &text) {
        Ok(config) if channels.hold_in(&config) => config,
        Ok(_) => return Ok(Err(NotConnected::Overridden)),
        Err(error) => return Ok(Err(NotConnected::File(error.to_string()))),
    };
    if let Some(no) = try_with_line(app, &config).await {
        return Ok(Err(no));
    }
    // Whole, or not at all.
    if let Err(error) = written_beside(file, &text).and_then(|part| fs::rename(part, file)) {
        return Ok(Err(NotConnected::File(error.to_string())));
    }
    let now = app.clock.now();
    app.store.write(move |tx| tx.record_line_set(by, now)).await?;
    let now = app.renewal.ask(config).await;
    Ok(Ok(if now { Connected::Now } else { Connected::AtNextStart }))
}

async fn try_with_line(app: &App, config: &Config) -> Option<NotConnected> {
    let line = config.line.as_ref()?;
    let clock = app.clock.clone();
    let clock: line::Clock = Arc::new(move || clock.now().as_millisecond());
    let client = Client::new(line.hosts.clone(), line.credentials.clone(), clock);
    match client.quota().await {
        Ok(_) => None,
        Err(line::SendError::NotLetIn { .. } | line::SendError::Never { .. }) => {
            Some(NotConnected::NotLetIn)
        }
        Err(_) => Some(NotConnected::NotReached),
    }
}
