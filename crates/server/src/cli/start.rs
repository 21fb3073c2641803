//! `madoguchi start`: the service, and before it, on a machine without a configuration, the page that asks for one.

use crate::{
    config::{Config, ConfigError},
    first_run::{self, Made},
    key_file, serve,
};
use anyhow::Result;
use clap::Args;
use std::{net::SocketAddr, path::PathBuf, process::ExitCode};
use store::Store;

/// Where the configuration is looked for, if nobody says.
const FILE: &str = "madoguchi.toml";

/// 動かす。設定ファイルがまだなければ、ブラウザーで町と最初の管理者を決めてから、そのまま動かす
#[derive(Debug, Args)]
pub(super) struct Start {
    /// はじめの設定のときに待ち受ける住所（設定ファイルに書かれ、次からもそこで動く）
    #[arg(long, default_value = "127.0.0.1:9000")]
    listen: SocketAddr,
}

impl Start {
    /// 0 when it was told to stop, 1 on a failure, 2 for a configuration that cannot be used.
    pub(super) async fn run(self, file: Option<PathBuf>) -> Result<ExitCode> {
        let file = file.unwrap_or_else(|| FILE.into());
        if file.exists() {
            let config = match Config::read(Some(&file)) {
                Ok(config) => config,
                Err(ConfigError(why)) => {
                    eprintln!("{why}");
                    return Ok(ExitCode::from(2));
                }
            };
            let keys = key_file::read_or_make(&config.database.key_file)?;
            let store = Store::start(config.database.url.clone(), keys);
            return serve::run(config, store).await.map(|()| ExitCode::SUCCESS);
        }
        if !self.listen.ip().is_loopback() {
            eprintln!(
                "--listen：はじめの設定は、この機械からだけ開けるようにします。127.0.0.1:9000 のように書いてください。"
            );
            return Ok(ExitCode::from(2));
        }
        let Made { config, store, listener } = first_run::run(file, self.listen).await?;
        serve::on(listener, config, store).await.map(|()| ExitCode::SUCCESS)
    }
}
