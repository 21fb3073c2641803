//! People from a file, from the command line: says what was read and how, refuses the whole file when a row
//! is wrong unless told otherwise, and writes the list of what is wrong for Excel.

use super::{by::By, file};
use crate::{
    actions::import_people::{Imported, Wish, import_people},
    clock::Clock,
    config::Config,
    ids::Ids,
    words::import,
};
use anyhow::{Context, Result, bail};
use clap::Args;
use domain::{ImportId, when};
use roster::{Outcome, Settings, Table, words};
use std::{fs, path::PathBuf, process::ExitCode};
use store::Store;

/// Findings shown at most; the whole list is in the file of `--errors`.
const SHOWN_MOST: usize = 20;

/// 住民のファイル（CSV・Excel）を名簿に取りこむ
#[derive(Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own on the command line"
)]
pub(super) struct ImportPeople {
    /// CSV（UTF-8・Shift_JIS）か Excel（xlsx）のファイル
    file: PathBuf,
    /// 読んで確かめるだけで、取りこまない
    #[arg(long)]
    check: bool,
    /// 誤りのある行を除いて、残りを取りこむ（付けないときは、1行でも誤りがあれば何も取りこまない）
    #[arg(long)]
    partial: bool,
    /// 誤りの一覧をこのファイル（CSV）に書く
    #[arg(long)]
    errors: Option<PathBuf>,
    /// --errors のファイルがすでにあれば、上書きする
    #[arg(long, requires = "errors")]
    force: bool,
    /// Excelで消えた接種券番号の先頭の0を補う
    #[arg(long)]
    pad_vouchers: bool,
    /// 読むシートの名前（Excelのとき）
    #[arg(long)]
    sheet: Option<String>,
    /// 新しい接種券を、いま使える接種券と並べて登録する（付けないときは再発行とみなし、前の番号を止める）
    #[arg(long)]
    keep_vouchers: bool,
    /// 支援措置が「無」の行で、支援措置を外す（付けないときは、外さずに行を示す）
    #[arg(long)]
    lift_protection: bool,
    /// 接種歴の列がどの事業のものか（例：covid-2021）。付けないときは接種歴を読まない
    #[arg(long)]
    series: Option<String>,
    /// まだ事業のない接種歴も取りこむ（ほかのワクチンとの間隔は、最も長くとる）
    #[arg(long, requires = "series")]
    unknown_series: bool,
    #[command(flatten)]
    by: By,
}

impl ImportPeople {
    /// 0 is done, 1 is a file that cannot be imported as it is.
    pub(super) async fn run(
        self,
        config: &Config,
        store: &Store,
        clock: Clock,
    ) -> Result<ExitCode> {
        let settings = Settings {
            municipality: Some(config.town.code),
            pad_vouchers: self.pad_vouchers,
            sheet: self.sheet.clone(),
            ..Settings::on(when::japan_date(clock.now()))
        };
        if let Some(errors) = &self.errors {
            file::is_free(errors, self.force)?;
        }
        let outcome = self.read(&settings)?;
        self.show(&outcome)?;
        if !outcome.errors.is_empty() && !self.partial {
            println!("まだ何も取りこんでいません。誤りを直すか、--partial を付けてください。");
            return Ok(ExitCode::FAILURE);
        }
        if self.check {
            println!("確かめただけで、取りこんでいません。");
            return Ok(ExitCode::SUCCESS);
        }
        self.import(outcome, store, clock).await
    }

    fn read(&self, settings: &Settings) -> Result<Outcome> {
        let shown = self.file.display();
        let bytes = fs::read(&self.file).with_context(|| {
            format!(
                "{shown} を読めません。名前と置き場所を確かめてください。まだ何も取りこんでいません"
            )
        })?;
        let name = self.file.file_name().unwrap_or_default().to_string_lossy();
        let table: Table = match roster::read(&bytes, &name, settings) {
            Ok(table) => table,
            Err(error) => bail!("{shown}：{}", words::read_error(&error)),
        };
        println!("{shown}：{}", words::source(&table));
        match roster::map(&table, settings) {
            Ok(mapping) => Ok(roster::people(&table, &mapping, settings)),
            Err(unmapped) => {
                let told: Vec<String> =
                    unmapped.problems.iter().map(words::mapping_problem).collect();
                bail!("列を読み取れません。\n{}", told.join("\n"))
            }
        }
    }

    fn show(&self, outcome: &Outcome) -> Result<()> {
        let Outcome { people, errors, warnings } = outcome;
        println!(
            "読めた人 {}人、誤り {}件、ご確認 {}件",
            people.len(),
            errors.len(),
            warnings.len()
        );
        errors.iter().take(SHOWN_MOST).for_each(|error| println!("誤り {}", words::finding(error)));
        warnings.iter().take(SHOWN_MOST).for_each(|told| println!("確認 {}", words::finding(told)));
        if let Some(file) = &self.errors {
            file::save(file, self.force, &roster::error_list(errors))?;
            println!("誤りの一覧を {} に書きました。", file.display());
        }
        Ok(())
    }

    async fn import(self, outcome: Outcome, store: &Store, clock: Clock) -> Result<ExitCode> {
        let now = clock.now();
        let name = self.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let ids = Ids::new(clock);
        let wish = Wish {
            id: ImportId(ids.uuid()),
            file: name,
            by: self.by.actor(store).await?,
            rows: outcome.people,
            series: self.series,
            unknown_series: self.unknown_series,
            keep_vouchers: self.keep_vouchers,
            lift_protection: self.lift_protection,
        };
        let imported = import_people(store, ids, wish, now).await?;
        println!("{}", import::imported(&imported, SHOWN_MOST));
        Ok(match imported {
            Imported::Done(..) => ExitCode::SUCCESS,
            Imported::Refused(_) | Imported::UnknownSeries { .. } => ExitCode::FAILURE,
        })
    }
}
