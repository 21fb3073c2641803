//! One file and the environment, read once and checked whole before anything starts.
//! Every complaint names the key, where it was found, what is wrong with it and an example.

pub mod edit;
mod keys;
mod source;

pub use source::{ConfigError, Source};

use domain::municipality::MunicipalityCode;
use line::{Credentials, Hosts};
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

/// Everything a running counter needs to be told.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where it was read from; none where the environment says everything.
    pub file: Option<PathBuf>,
    /// The town.
    pub town: Town,
    /// Where the service listens and how it is reached.
    pub server: Server,
    /// Where the data lives.
    pub database: Database,
    /// The LINE official account; without it there is the desk only.
    pub line: Option<Line>,
}

/// The town.
#[derive(Clone, Debug)]
pub struct Town {
    /// Its name on every page.
    pub name: String,
    /// Its municipality code, with which its vouchers are numbered.
    pub code: MunicipalityCode,
    /// The number to phone, as it is printed.
    pub phone: Option<String>,
    /// When that phone is answered.
    pub phone_hours: String,
}

/// Where the service listens and how it is reached.
#[derive(Clone, Debug)]
pub struct Server {
    /// The address to listen on.
    pub listen: SocketAddr,
    /// The address residents' phones use, without a slash at the end.
    pub base_url: String,
    /// Whether a proxy in front writes the caller's address into X-Forwarded-For.
    pub trust_proxy: bool,
    /// How many accesses of residents can be worked on at once before they come in by ticket.
    pub at_once: u32,
}

/// Where the data lives.
#[derive(Clone, Debug)]
pub struct Database {
    /// A file or a server.
    pub url: store::Url,
    /// The file with the town's key.
    pub key_file: PathBuf,
}

/// The LINE official account. `Debug` shows no secret.
#[derive(Clone)]
pub struct Line {
    /// LINE's hosts.
    pub hosts: Hosts,
    /// What the Messaging API channel signs with: the present secret and, during rotation, the one before.
    pub channel_secrets: Vec<String>,
    /// How we show LINE who we are.
    pub credentials: Credentials,
    /// The LINE Login channel of the booking pages.
    pub login_channel_id: String,
    /// Its secret.
    pub login_channel_secret: String,
    /// The LIFF app of the booking pages.
    pub liff_id: String,
    /// A LIFF SDK elsewhere, in place of the one that is built in.
    pub liff_sdk: Option<String>,
}

impl std::fmt::Debug for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Line").field("liff_id", &self.liff_id).finish_non_exhaustive()
    }
}

impl Config {
    /// Reads the file and the environment.
    pub fn read(file: Option<&Path>) -> Result<Self, ConfigError> {
        let read = Self::from_source(&Source::read(file)?)?;
        Ok(Self { file: file.map(Path::to_owned), ..read })
    }

    /// What the file would say with this text in it, and the environment over it.
    pub fn with_text(file: &Path, text: &str) -> Result<Self, ConfigError> {
        let source = Source::of(&file.display().to_string(), text, std::env::vars())?;
        Ok(Self { file: Some(file.to_owned()), ..Self::from_source(&source)? })
    }

    /// Checks what was read.
    pub fn from_source(source: &Source) -> Result<Self, ConfigError> {
        source.refuse_unknown(keys::ALL)?;
        Ok(Self {
            file: None,
            town: town(source)?,
            server: server(source)?,
            database: database(source)?,
            line: line_section(source)?,
        })
    }
}

fn town(source: &Source) -> Result<Town, ConfigError> {
    Ok(Town {
        name: source.text(&keys::TOWN_NAME)?,
        code: source.parsed(&keys::TOWN_CODE, |text| {
            MunicipalityCode::parse(text)
                .map_err(|_| "全国地方公共団体コード（検査数字を含む6桁）ではありません".to_owned())
        })?,
        phone: source.text_opt(&keys::TOWN_PHONE)?,
        phone_hours: source.text(&keys::TOWN_PHONE_HOURS)?,
    })
}

fn server(source: &Source) -> Result<Server, ConfigError> {
    Ok(Server {
        listen: source.parsed(&keys::LISTEN, |text| {
            text.parse().map_err(|_| "「住所:ポート」の形ではありません".to_owned())
        })?,
        base_url: source.parsed(&keys::BASE_URL, base_url)?,
        trust_proxy: source.parsed(&keys::TRUST_PROXY, |text| {
            text.parse().map_err(|_| "true か false で書いてください".to_owned())
        })?,
        at_once: source.parsed(&keys::AT_ONCE, |text| match text.parse() {
            Ok(at_once @ 1..=100_000) => Ok(at_once),
            _ => Err("1 から 100000 までの数で書いてください".to_owned()),
        })?,
    })
}

fn database(source: &Source) -> Result<Database, ConfigError> {
    Ok(Database {
        url: source.parsed(&keys::DATABASE_URL, database_url)?,
        key_file: source.text(&keys::KEY_FILE)?.into(),
    })
}

fn line_section(source: &Source) -> Result<Option<Line>, ConfigError> {
    // Hosts alone connect nothing.
    if !source.has_any("line", keys::HOSTS) {
        return Ok(None);
    }
    let real = Hosts::line();
    let host = |key: &keys::Key, real: String| -> Result<String, ConfigError> {
        Ok(source.parsed_opt(key, base_url)?.unwrap_or(real))
    };
    let hosts = Hosts {
        api: host(&keys::LINE_API_URL, real.api)?,
        data: host(&keys::LINE_DATA_URL, real.data)?,
        login: host(&keys::LINE_LOGIN_URL, real.login)?,
        access: host(&keys::LINE_ACCESS_URL, real.access)?,
        liff: host(&keys::LINE_LIFF_URL, real.liff)?,
    };
    let channel_secret = source.text(&keys::CHANNEL_SECRET)?;
    let credentials = match source.text_opt(&keys::CHANNEL_TOKEN)? {
        Some(token) => Credentials::LongLived(token),
        None => Credentials::Stateless {
            channel_id: source.text(&keys::CHANNEL_ID)?,
            channel_secret: channel_secret.clone(),
        },
    };
    let previous = source.text_opt(&keys::PREVIOUS_CHANNEL_SECRET)?;
    Ok(Some(Line {
        hosts,
        channel_secrets: std::iter::once(channel_secret).chain(previous).collect(),
        credentials,
        login_channel_id: source.text(&keys::LOGIN_CHANNEL_ID)?,
        login_channel_secret: source.text(&keys::LOGIN_CHANNEL_SECRET)?,
        liff_id: source.text(&keys::LIFF_ID)?,
        liff_sdk: source.parsed_opt(&keys::LIFF_SDK, base_url)?,
    }))
}

fn base_url(text: &str) -> Result<String, String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    match rest {
        Some(rest) if !rest.is_empty() && !rest.contains(['?', '#', ' ']) => {
            Ok(text.trim_end_matches('/').to_owned())
        }
        _ => Err("https:// か http:// で始まるURLではありません".to_owned()),
    }
}

fn database_url(text: &str) -> Result<store::Url, String> {
    if let Some(path) = text.strip_prefix("sqlite:") {
        return Ok(store::Url::Sqlite(path.trim_start_matches("//").into()));
    }
    if text.starts_with("postgres://") || text.starts_with("postgresql://") {
        return Ok(store::Url::Postgres(text.to_owned()));
    }
    Err("sqlite: か postgres:// で始まっていません".to_owned())
}
