//! What the two programs of the demo are told: ports, links, channels. All secrets here are
//! invented and open; they guard nothing but the invented town.

use std::net::TcpListener;
use std::path::Path;

const SERVICE: u16 = 8600;
const EMULATOR: u16 = 8601;

/// The highest `--port-offset`; it leaves room to look for free ports above it.
pub(super) const MOST_OFFSET: u16 = 50_000;

/// How far up from the usual port a free one is looked for.
const REACH: u16 = 100;

/// An invented town; no municipality has this code.
const TOWN_NAME: &str = "窓川町";
const TOWN_CODE: &str = "019992";

const CHANNEL_ID: &str = "2000000001";
const CHANNEL_SECRET: &str = "0123456789abcdef0123456789abcdef";
const LOGIN_CHANNEL_ID: &str = "2000000002";
const LOGIN_CHANNEL_SECRET: &str = "fedcba9876543210fedcba9876543210";
const LIFF_ID: &str = "2000000002-madokawa";

/// Where the two programs listen, on this machine only.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Ports {
    pub(super) service: u16,
    pub(super) emulator: u16,
}

impl Ports {
    /// The usual ports, or the next free ones; for those there is a sentence.
    pub(super) fn choose(offset: u16) -> Result<(Self, Vec<String>), String> {
        Self::choose_by(offset, |port| TcpListener::bind(("127.0.0.1", port)).is_ok())
    }

    fn choose_by(offset: u16, free: impl Fn(u16) -> bool) -> Result<(Self, Vec<String>), String> {
        let mut sentences = Vec::new();
        let mut next = |usual: u16, taken: u16| {
            let wanted = usual + offset;
            let port =
                (wanted..wanted + REACH).find(|port| *port != taken && free(*port)).ok_or_else(
                    || format!("No port from {wanted} to {} is free.", wanted + REACH - 1),
                )?;
            if port != wanted {
                sentences.push(format!("Port {wanted} is in use; taking {port}."));
            }
            Ok::<u16, String>(port)
        };
        let service = next(SERVICE, 0)?;
        let emulator = next(EMULATOR, service)?;
        Ok((Self { service, emulator }, sentences))
    }

    pub(super) fn service_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.service)
    }

    pub(super) fn emulator_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.emulator)
    }
}

/// The configuration of `madoguchi`.
pub(super) fn config_toml(ports: &Ports, data: &Path) -> String {
    let (service, emulator) = (ports.service_url(), ports.emulator_url());
    let (port, data) = (ports.service, data.display());
    format!(
        r#"# Written by `cargo xtask demo` at every start: changes here are lost.
[town]
name = "{TOWN_NAME}"
code = "{TOWN_CODE}"
phone = "01-9999-0000"

[server]
listen = "127.0.0.1:{port}"
base_url = "{service}"

[database]
url = "sqlite:{data}/madoguchi.db"
key_file = "{data}/madoguchi.key"

[line]
channel_id = "{CHANNEL_ID}"
channel_secret = "{CHANNEL_SECRET}"
login_channel_id = "{LOGIN_CHANNEL_ID}"
login_channel_secret = "{LOGIN_CHANNEL_SECRET}"
liff_id = "{LIFF_ID}"
liff_sdk = "{emulator}/liff/sdk.js"
api_url = "{emulator}"
data_url = "{emulator}"
login_url = "{emulator}"
access_url = "{emulator}"
liff_url = "{emulator}/liff"
"#
    )
}

/// The arguments of `line-emulator`.
pub(super) fn emulator_arguments(ports: &Ports, data: &Path) -> Vec<String> {
    let state = data.join("line.json");
    let pairs = [
        ("--listen", format!("127.0.0.1:{}", ports.emulator)),
        ("--webhook", format!("{}/line/webhook", ports.service_url())),
        ("--channel-id", CHANNEL_ID.into()),
        ("--channel-secret", CHANNEL_SECRET.into()),
        ("--login-channel-id", LOGIN_CHANNEL_ID.into()),
        ("--login-channel-secret", LOGIN_CHANNEL_SECRET.into()),
        ("--liff-id", LIFF_ID.into()),
        ("--liff-endpoint", format!("{}/liff", ports.service_url())),
        ("--account-name", TOWN_NAME.into()),
        ("--resident", "hanako=花子".into()),
        ("--resident", "taro=太郎".into()),
        ("--state", state.display().to_string()),
    ];
    pairs.into_iter().flat_map(|(name, value)| [name.to_owned(), value]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_port_is_answered_with_a_sentence_and_the_next_free_one() {
        let busy = [8600, 8602];
        let (ports, sentences) = Ports::choose_by(0, |port| !busy.contains(&port)).unwrap();
        assert_eq!(ports, Ports { service: 8601, emulator: 8603 });
        assert_eq!(
            sentences,
            ["Port 8600 is in use; taking 8601.", "Port 8601 is in use; taking 8603."]
        );
    }

    #[test]
    fn an_offset_moves_both_ports() {
        let (ports, sentences) = Ports::choose_by(MOST_OFFSET, |_| true).unwrap();
        assert_eq!((ports.service, ports.emulator), (58_600, 58_601));
        assert!(sentences.is_empty());
        assert!(Ports::choose_by(0, |_| false).is_err());
    }

    #[test]
    fn the_configuration_is_toml() {
        let ports = Ports { service: 8600, emulator: 8601 };
        let text = config_toml(&ports, Path::new("/town/.demo/data"));
        let table: toml::Table = text.parse().unwrap();
        assert_eq!(table["database"]["url"].as_str(), Some("sqlite:/town/.demo/data/madoguchi.db"));
        assert_eq!(table["line"]["api_url"].as_str(), Some("http://127.0.0.1:8601"));
    }
}
