//! Moves a town that lives in a file of SQLite to PostgreSQL, while it lives.

use crate::{clock::Clock, config::Config, key_file, words::copying};
use anyhow::{Context, Result, bail};
use clap::Args;
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};
use store::{CopyStep, Url, copy_to_postgres, reopen};
use tokio::task;

/// SQLiteの町を、動かしたままPostgreSQLへ移し、前と後で同じであることを確かめる
#[derive(Debug, Args)]
pub(super) struct CopyToPostgres {
    /// 移った先で使う設定ファイル（database.url が postgres://…、database.key_file はいまと同じ鍵）
    #[arg(long)]
    to: PathBuf,
    /// 移らずに終わったとき、もとのファイルにまた書きこめるようにする
    #[arg(long)]
    reopen: bool,
}

impl CopyToPostgres {
    /// 0 is moved, 1 is a town that is where it was.
    pub(super) async fn run(self, config: Config, clock: Clock) -> Result<ExitCode> {
        let Url::Sqlite(file) = config.database.url else { bail!(copying::FROM_A_FILE) };
        let new = Config::read(Some(&self.to)).map_err(|why| anyhow::anyhow!("{}", why.0))?;
        let Url::Postgres(to) = new.database.url else { bail!(copying::TO_POSTGRESQL) };
        let place = place_of(&to).context(copying::BAD_URL)?;
        // The service and the file may be one; a copy of nothing would be one of another town.
        if !file.exists() {
            bail!(copying::no_file(&file.display().to_string()));
        }
        let keys = key_file::read(&new.database.key_file)?.context(copying::NO_KEY)?;
        let path = self.to;
        let work = move || {
            if self.reopen {
                return reopened(&file, &to, &place);
            }
            let told = |step: CopyStep<'_>| {
                if !matches!(step, CopyStep::Table(_, 0)) {
                    println!("{}", copying::step(step));
                }
            };
            match copy_to_postgres(&file, (&to, &place), &keys, || clock.now(), told) {
                Ok(copied) => {
                    println!("{}", copying::done(&copied, &place, &path.display().to_string()));
                    ExitCode::SUCCESS
                }
                Err(why) => failed(&copying::not_done(&why, &place)),
            }
        };
        Ok(task::spawn_blocking(work).await?)
    }
}

fn reopened(file: &Path, to: &str, place: &str) -> ExitCode {
    match reopen(file, to) {
        Ok(was_closed) => {
            println!("{}", copying::reopened(was_closed));
            ExitCode::SUCCESS
        }
        Err(why) => failed(&copying::not_reopened(&why, place)),
    }
}

fn failed(why: &str) -> ExitCode {
    eprintln!("{why}");
    ExitCode::FAILURE
}

/// A database without the password that leads into it: host and name.
fn place_of(url: &str) -> Option<String> {
    let rest = url.split_once("://")?.1;
    let rest = rest.split(['?', '#']).next()?;
    let place = rest.rsplit_once('@').map_or(rest, |(_, place)| place);
    (!place.is_empty()).then(|| place.to_owned())
}

#[cfg(test)]
mod tests {
    use super::place_of;

    #[test]
    fn a_place_has_no_password() {
        let of = |url| place_of(url);
        assert_eq!(
            of("postgres://a:s@cret@db.example:5432/town?x=y").as_deref(),
            Some("db.example:5432/town")
        );
        assert_eq!(of("postgresql://db.example/town").as_deref(), Some("db.example/town"));
        assert_eq!(of("postgres://"), None);
        assert_eq!(of("town.db"), None);
    }
}
