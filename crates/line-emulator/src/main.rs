//! The emulator as a program beside the service: reads its flags, says where it listens, ends on Ctrl-C or
//! SIGTERM. Everything else is in the library.

use std::{net::SocketAddr, path::PathBuf};

use anyhow::Context as _;
use clap::Parser;
use line_emulator::{Options, Platform};
use tokio::signal::unix::{SignalKind, signal};

/// A small LINE for demos: an official account, its residents and their telephones.
#[derive(Parser)]
#[command(version)]
struct Flags {
    /// Where to listen; on this machine only.
    #[arg(long, default_value = "127.0.0.1:9001")]
    listen: SocketAddr,
    /// Where the service receives events.
    #[arg(long, default_value = "")]
    webhook: String,
    /// The secret of the Messaging API channel.
    #[arg(long)]
    channel_secret: Option<String>,
    /// The id of the Messaging API channel.
    #[arg(long)]
    channel_id: Option<String>,
    /// A long-lived channel token that is accepted besides the short ones.
    #[arg(long)]
    channel_token: Option<String>,
    /// The id of the LINE Login channel.
    #[arg(long)]
    login_channel_id: Option<String>,
    /// The secret of the LINE Login channel.
    #[arg(long)]
    login_channel_secret: Option<String>,
    /// The id of the LIFF app.
    #[arg(long)]
    liff_id: Option<String>,
    /// The page of the service at which the LIFF app opens.
    #[arg(long, default_value = "")]
    liff_endpoint: String,
    /// The name of the official account.
    #[arg(long)]
    account_name: Option<String>,
    /// A resident, such as hanako=花子; may be repeated.
    #[arg(long = "resident", value_parser = resident)]
    residents: Vec<(String, String)>,
    /// Messages a month; without it there is no limit.
    #[arg(long)]
    monthly_limit: Option<u64>,
    /// A file in which everything is kept between runs.
    #[arg(long = "state")]
    state_file: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    let running = Platform::start(Flags::parse().options()).await?;
    println!("listening on {}", running.url);
    ended().await
}

async fn ended() -> anyhow::Result<()> {
    let mut terminated = signal(SignalKind::terminate()).context("SIGTERM cannot be awaited")?;
    tokio::select! {
        pressed = tokio::signal::ctrl_c() => pressed.context("Ctrl-C cannot be awaited"),
        _ = terminated.recv() => Ok(()),
    }
}

impl Flags {
    fn options(self) -> Options {
        let default = Options::default();
        let residents = if self.residents.is_empty() { default.residents } else { self.residents };
        Options {
            listen: self.listen,
            webhook_url: self.webhook,
            channel_id: self.channel_id.unwrap_or(default.channel_id),
            channel_secret: self.channel_secret.unwrap_or(default.channel_secret),
            channel_token: self.channel_token,
            login_channel_id: self.login_channel_id.unwrap_or(default.login_channel_id),
            login_channel_secret: self.login_channel_secret.unwrap_or(default.login_channel_secret),
            liff_id: self.liff_id.unwrap_or(default.liff_id),
            liff_endpoint: self.liff_endpoint,
            account_name: self.account_name.unwrap_or(default.account_name),
            monthly_limit: self.monthly_limit,
            state_file: self.state_file,
            residents,
            ..default
        }
    }
}

fn resident(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((handle, name)) if is_handle(handle) && !name.is_empty() => {
            Ok((handle.to_owned(), name.to_owned()))
        }
        _ => Err("a resident is written as handle=name, the handle in small letters and digits"
            .to_owned()),
    }
}

fn is_handle(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}
