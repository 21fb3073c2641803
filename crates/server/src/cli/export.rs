//! The roster and its vaccination records as files. A file that is there is never overwritten unasked, and
//! what an encoding cannot hold is listed instead of replaced.

use super::{by::By, file};
use crate::{
    actions::export_people::{add_given_here, everyone, given_here, record, row, vaccines},
    clock::Clock,
    words::export,
};
use anyhow::{Result, bail};
use clap::{Args, Subcommand, ValueEnum};
use domain::person::Person;
use roster::{
    Format, PersonRow, Unwritable, WriteEncoding, unwritable_list, write, write_workbook,
};
use std::{path::PathBuf, process::ExitCode};
use store::Store;

/// What cannot be written, shown at most; the whole list is in the file of `--errors`.
const SHOWN_MOST: usize = 20;
/// The rows a workbook has room for below its header.
const WORKBOOK_MOST: usize = 1_048_575;

/// ファイルに書き出す
#[derive(Debug, Subcommand)]
pub(super) enum Export {
    People(ExportPeople),
    Records(ExportRecords),
}

/// 名簿を、取りこみと同じ列で書き出す（CSV か、拡張子を .xlsx にすれば Excel）
#[derive(Debug, Args)]
pub(super) struct ExportPeople {
    /// 文字コード（CSVのとき）
    #[arg(long, value_enum)]
    encoding: Option<Encoding>,
    /// この事業の接種歴も書き出す（例：covid-2021）
    #[arg(long)]
    series: Option<String>,
    #[command(flatten)]
    to: To,
}

/// 接種の記録を、予防接種台帳向けの列（VRSの形）で書き出す（CSV）
#[derive(Debug, Args)]
pub(super) struct ExportRecords {
    /// 文字コード（付けないときは cp932）
    #[arg(long, value_enum)]
    encoding: Option<Encoding>,
    /// どの事業の接種歴か（例：covid-2021）
    #[arg(long)]
    series: String,
    #[command(flatten)]
    to: To,
}

/// Where it goes, and in whose name.
#[derive(Debug, Args)]
struct To {
    /// 書き出すファイル
    file: PathBuf,
    /// すでにあるファイルに上書きする
    #[arg(long)]
    force: bool,
    /// 書けない文字の一覧をこのファイル（CSV）に書く
    #[arg(long)]
    errors: Option<PathBuf>,
    #[command(flatten)]
    by: By,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Encoding {
    /// BOMなしのUTF-8
    Utf8,
    /// BOM付きのUTF-8（Excelで開ける）
    Utf8Bom,
    /// シフトJIS（書けない文字があれば書き出さない）
    Cp932,
}

impl From<Encoding> for WriteEncoding {
    fn from(encoding: Encoding) -> Self {
        match encoding {
            Encoding::Utf8 => Self::Utf8,
            Encoding::Utf8Bom => Self::Utf8Bom,
            Encoding::Cp932 => Self::Cp932,
        }
    }
}

/// A file to be: which people are in it, and its bytes or what cannot be written.
struct Written {
    people: Vec<Person>,
    bytes: Result<Vec<u8>, Vec<Unwritable>>,
}

impl Export {
    /// 0 is written, 1 is a file that was not.
    pub(super) async fn run(self, store: &Store, clock: &Clock) -> Result<ExitCode> {
        match self {
            Self::People(people) => people.run(store, clock).await,
            Self::Records(records) => records.run(store, clock).await,
        }
    }
}

impl ExportPeople {
    async fn run(self, store: &Store, clock: &Clock) -> Result<ExitCode> {
        let is_workbook = self.to.is_workbook()?;
        if is_workbook && self.encoding.is_some() {
            bail!("{}", export::ENCODING_OF_WORKBOOK);
        }
        self.to.is_free()?;
        let people = everyone(store).await?;
        if is_workbook && people.len() > WORKBOOK_MOST {
            bail!("{}", export::too_many(people.len(), WORKBOOK_MOST));
        }
        let series = self.series.as_deref();
        let vaccines = vaccines(store, series.unwrap_or_default()).await?;
        let series = series.map(|series| (series, &vaccines));
        let rows: Vec<PersonRow> = people.iter().map(|person| row(person, series)).collect();
        let bytes = if is_workbook {
            write_workbook(&rows, Format::People)
        } else {
            let encoding = self.encoding.unwrap_or(Encoding::Utf8Bom);
            write(&rows, Format::People, encoding.into())
        };
        let several = people.iter().filter(|person| person.vouchers.len() > 1).count();
        let code = self.to.finish(store, clock, "people", Written { people, bytes }).await?;
        if code == ExitCode::SUCCESS && several > 0 {
            println!("{}", export::several_vouchers(several));
        }
        Ok(code)
    }
}

impl ExportRecords {
    async fn run(self, store: &Store, clock: &Clock) -> Result<ExitCode> {
        if self.to.is_workbook()? {
            bail!("{}", export::RECORDS_ARE_CSV);
        }
        self.to.is_free()?;
        let mut people = everyone(store).await?;
        let mut here = given_here(store, self.series.clone()).await?;
        people.retain(|person| {
            let before = person.details.given.iter().any(|g| g.series == self.series);
            before || here.contains_key(&person.id)
        });
        if people.is_empty() {
            bail!("{}", export::no_records(&self.series));
        }
        let vaccines = vaccines(store, &self.series).await?;
        let series = Some((self.series.as_str(), &vaccines));
        let whole = |person: &Person| {
            let mut row = row(person, series);
            add_given_here(&mut row, here.remove(&person.id).unwrap_or_default());
            row
        };
        let rows: Vec<PersonRow> = people.iter().map(whole).collect();
        let encoding = self.encoding.unwrap_or(Encoding::Cp932);
        let bytes = write(&rows, Format::Vrs, encoding.into());
        self.to.finish(store, clock, "records", Written { people, bytes }).await
    }
}

impl To {
    fn is_workbook(&self) -> Result<bool> {
        let ending = self.file.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        match ending.as_str() {
            "csv" => Ok(false),
            "xlsx" => Ok(true),
            _ => bail!("{}", export::unknown_ending(&self.file.display().to_string())),
        }
    }

    /// Asked before anybody's record is opened.
    fn is_free(&self) -> Result<()> {
        let errors = self.errors.iter().map(PathBuf::as_path);
        errors.chain([self.file.as_path()]).try_for_each(|path| file::is_free(path, self.force))
    }

    async fn finish(
        self,
        store: &Store,
        clock: &Clock,
        what: &'static str,
        Written { people, bytes }: Written,
    ) -> Result<ExitCode> {
        let bytes = match bytes {
            Ok(bytes) => bytes,
            Err(refused) => return self.refuse(&refused),
        };
        let by = self.by.actor(store).await?;
        record(store, by, clock.now(), what, &people).await?;
        file::save(&self.file, self.force, &bytes)?;
        println!("{}", export::written(&self.file.display().to_string(), people.len()));
        Ok(ExitCode::SUCCESS)
    }

    fn refuse(&self, refused: &[Unwritable]) -> Result<ExitCode> {
        println!("{}", export::refused(refused, SHOWN_MOST));
        if let Some(errors) = &self.errors {
            file::save(errors, self.force, &unwritable_list(refused))?;
            println!("一覧を {} に書きました。", errors.display());
        }
        Ok(ExitCode::FAILURE)
    }
}
