//! Who acts from the command line: an officer who says so, or the program itself.

use anyhow::{Result, bail};
use clap::Args;
use domain::Actor;
use store::Store;

/// In whose name.
#[derive(Debug, Args)]
pub(super) struct By {
    /// これをする職員の職員番号（履歴に残る。付けないときは「システム」）
    #[arg(long, value_name = "LOGIN")]
    by: Option<String>,
}

impl By {
    /// The officer of this login; the program itself where none is named.
    pub(super) async fn actor(&self, store: &Store) -> Result<Actor> {
        let Some(login) = self.by.clone() else { return Ok(Actor::System) };
        let asked = login.clone();
        let officer = store.read(move |reader| reader.officer_by_login(&asked)).await?;
        match officer.filter(|officer| officer.disabled_at.is_none()) {
            Some(officer) => Ok(Actor::Officer(officer.id)),
            None => bail!(
                "--by：職員番号「{login}」の職員がいません。`madoguchi officer` で登録した職員番号を入れてください。まだ何もしていません。"
            ),
        }
    }
}
