//! Imports on record, and taking one back.

use super::by::By;
use crate::{
    actions::undo_import::{Undone, undo_import},
    clock::Clock,
    words::import,
};
use anyhow::Result;
use clap::Args;
use domain::ImportId;
use std::process::ExitCode;
use store::Store;

/// Imports on one page.
const PAGE: u32 = 20;
/// Persons in the way of an undo shown at most.
const SHOWN_MOST: usize = 50;

/// 取りこみの一覧を、新しい順に出す
#[derive(Debug, Args)]
pub(super) struct List {
    /// 何ページ目か（1ページは20件）
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    page: u32,
}

/// 取りこみを一つ、まるごと取り消す（全員が取りこみの前に戻る）
#[derive(Debug, Args)]
pub(super) struct Undo {
    /// 取りこみの番号（`madoguchi import list` に出る）
    id: String,
    #[command(flatten)]
    by: By,
}

impl List {
    pub(super) async fn run(self, store: &Store) -> Result<ExitCode> {
        let skip = (self.page - 1) * PAGE;
        let looked = store.read(move |reader| {
            let imports = reader.imports(skip, PAGE)?;
            Ok((imports, reader.count_imports()?, reader.officer_names()?))
        });
        let (imports, all, officers) = looked.await?;
        println!("{}", import::list(&imports, skip, all, &officers));
        Ok(ExitCode::SUCCESS)
    }
}

impl Undo {
    /// 0 is undone, now or before; 1 is an import that is still there, or none.
    pub(super) async fn run(self, store: &Store, clock: &Clock) -> Result<ExitCode> {
        let by = self.by.actor(store).await?;
        let undone = match self.id.parse::<ImportId>() {
            Ok(id) => undo_import(store, id, by, clock.now()).await?,
            Err(_) => Undone::NoSuchImport,
        };
        println!("{}", import::undone(&undone, &self.id, SHOWN_MOST));
        Ok(match undone {
            Undone::Done { .. } | Undone::Already { .. } => ExitCode::SUCCESS,
            Undone::NoSuchImport | Undone::Refused(_) => ExitCode::FAILURE,
        })
    }
}
