//! Setting a programme up from the command line: templates, the opening check, what a change of rules would do,
//! saving and opening. Each answer is for an officer to read, or with --json for a program.

mod answer;
mod parse;

use super::by::By;
use crate::{
    actions::programme::{self as act, Facts, areas, make, open, save},
    clock::Clock,
    ids::Ids,
    programme_file::{self, ProgrammeFile},
    words,
};
use answer::Answer;
use anyhow::Result;
use clap::{Args, Subcommand};
use domain::{Actor, Programme, ProgrammeId, opening::Finding, when};
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};
use store::Store;

/// 事業をつくり、点検し、決まりを変え、受付を始める
#[derive(Debug, Args)]
pub(super) struct ProgrammeCommand {
    #[command(subcommand)]
    what: What,
    /// 機械で読む形（JSON）で答える
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum What {
    /// 用意されているひな形の一覧
    Templates,
    /// 事業（またはひな形）の中身をJSONで出す。ファイルにして直し、save で戻せる
    Show {
        /// 事業の番号（list で分かります）
        id: Option<String>,
        /// ひな形の名前（templates で分かります）
        #[arg(long)]
        template: Option<String>,
    },
    /// 事業の一覧
    List,
    /// ひな形から新しい事業をつくる（受付はまだ始まりません）
    New {
        /// ひな形の名前
        #[arg(long)]
        template: String,
        /// 事業の名前
        #[arg(long)]
        name: String,
        #[command(flatten)]
        by: By,
    },
    /// 受付を始められるかを点検する
    Check {
        /// 事業の番号
        id: String,
    },
    /// 決まりを変えると、だれがどうなるかを見る（保存しません）
    Preview {
        /// 事業の番号
        id: String,
        /// 直したファイル（JSON）
        file: PathBuf,
    },
    /// 決まりを変える。まず影響を見せ、--yes を付けたときだけ保存する
    Save {
        /// 事業の番号
        id: String,
        /// 直したファイル（JSON）
        file: PathBuf,
        /// 影響を確かめたので、保存する
        #[arg(long)]
        yes: bool,
        /// 変える理由（履歴に残ります）
        #[arg(long)]
        reason: Option<String>,
        #[command(flatten)]
        by: By,
    },
    /// 受付を始める日時を決める。点検で止まるときは決められない
    Open {
        /// 事業の番号
        id: String,
        /// 始める日時（2026-12-01T09:00）
        #[arg(long)]
        at: String,
        #[command(flatten)]
        by: By,
    },
}

impl ProgrammeCommand {
    /// What can be answered without a database.
    pub(super) fn offline(&self, clock: &Clock) -> Option<ExitCode> {
        let today = when::japan_date(clock.now());
        let answer = match &self.what {
            What::Templates => answer::templates(today),
            What::Show { id: Some(_), template: Some(_) } => {
                Answer::no("事業の番号とひな形の名前は、どちらか一方だけ書いてください。")
            }
            What::Show { template: Some(name), .. } => {
                match programme_file::template(name, today) {
                    Some(file) => answer::file(&file),
                    None => answer::no_template(name),
                }
            }
            What::Show { id: None, template: None } => {
                Answer::no("事業の番号か、--template でひな形の名前を書いてください。")
            }
            _ => return None,
        };
        Some(answer.print(self.json))
    }

    /// 0 is done, 1 is a no.
    pub(super) async fn run(self, store: &Store, clock: Clock) -> Result<ExitCode> {
        let json = self.json;
        let desk = Desk { store, clock };
        let answer = match self.what {
            What::Templates | What::Show { id: None, .. } => unreachable!("answered offline"),
            What::Show { id: Some(id), .. } => desk.show(&id).await,
            What::List => desk.list().await,
            What::New { template, name, by } => {
                desk.make(&template, &name, by.actor(store).await?).await
            }
            What::Check { id } => desk.check(&id).await,
            What::Preview { id, file } => desk.preview(&id, &file).await,
            What::Save { id, file, yes, reason, by } => {
                desk.save(&id, &file, yes, reason, by.actor(store).await?).await
            }
            What::Open { id, at, by } => desk.open(&id, &at, by.actor(store).await?).await,
        };
        Ok(answer?.unwrap_or_else(|no| no).print(json))
    }
}

/// Where the commands are carried out.
struct Desk<'a> {
    store: &'a Store,
    clock: Clock,
}

/// A no that comes before the work is an answer like any other.
type Answered = Result<Result<Answer, Answer>>;

/// Goes on with what is there, or answers.
macro_rules! or_answer {
    ($found:expr) => {
        match $found {
            Ok(found) => found,
            Err(no) => return Ok(Err(no)),
        }
    };
}

impl Desk<'_> {
    async fn list(&self) -> Answered {
        let all = self.store.read(|reader| reader.programmes()).await?;
        Ok(Ok(answer::list(&all, self.clock.now())))
    }

    async fn show(&self, id: &str) -> Answered {
        let id = or_answer!(parse::id(id));
        let found = self.store.read(move |reader| reader.programme(id)).await?;
        Ok(found.map(|it| answer::file(&ProgrammeFile::of(&it))).ok_or_else(answer::no_programme))
    }

    async fn make(&self, template: &str, name: &str, by: Actor) -> Answered {
        let name = name.trim();
        if name.is_empty() {
            return Ok(Err(Answer::no("事業の名前が空です。--name に名前を書いてください。")));
        }
        let now = self.clock.now();
        let Some(file) = programme_file::template(template, when::japan_date(now)) else {
            return Ok(Err(answer::no_template(template)));
        };
        let (ids, about) = (Ids::new(self.clock.clone()), file.about.clone());
        let id = ProgrammeId(ids.uuid());
        make::make_programme(self.store, id, name.to_owned(), file, by, now).await?;
        Ok(Ok(answer::made(id, name, &about)))
    }

    async fn check(&self, id: &str) -> Answered {
        let id = or_answer!(parse::id(id));
        let Some((facts, found)) = act::check(self.store, id, self.clock.now()).await? else {
            return Ok(Err(answer::no_programme()));
        };
        let names = self.names(&facts).await?;
        Ok(Ok(answer::checked(&found, &names)))
    }

    async fn preview(&self, id: &str, file: &Path) -> Answered {
        let (facts, after) = or_answer!(self.change(id, file).await?);
        Ok(Ok(self.shown(&facts, &after).await?))
    }

    /// What other rules do to people.
    async fn shown(&self, facts: &Facts, after: &Programme) -> anyhow::Result<Answer> {
        let impact = save::preview(facts, after, self.clock.now());
        let homes = areas::homes(self.store, facts, after).await?;
        Ok(answer::impact(&impact, facts, after, homes.as_ref()))
    }

    async fn save(
        &self,
        id: &str,
        file: &Path,
        yes: bool,
        reason: Option<String>,
        by: Actor,
    ) -> Answered {
        let (facts, after) = or_answer!(self.change(id, file).await?);
        let (now, shown) = (self.clock.now(), self.shown(&facts, &after).await?);
        if !yes {
            return Ok(Err(shown.and_no(
                "まだ保存していません。これでよければ、--yes と --reason（理由）を付けてください。",
            )));
        }
        let reason = reason.map(|why| why.trim().to_owned()).filter(|why| !why.is_empty());
        let Some(why) = reason else {
            return Ok(Err(shown.and_no(
                "まだ保存していません。変える理由を --reason に書いてください。履歴に残ります。",
            )));
        };
        let names = self.names(&facts).await?;
        let settled = save::save_programme(self.store, facts, after, by, now, why).await?;
        let settled = answer::settled(settled, &names, "保存しました。");
        Ok(Ok(shown.then(settled)))
    }

    async fn open(&self, id: &str, at: &str, by: Actor) -> Answered {
        let now = self.clock.now();
        let (id, from) = (or_answer!(parse::id(id)), or_answer!(parse::opening(at, now)));
        let Some(facts) = act::load(self.store, id, now).await? else {
            return Ok(Err(answer::no_programme()));
        };
        let names = self.names(&facts).await?;
        let why = "受付を始める日時を決めた".to_owned();
        let settled = open::open_programme(self.store, facts, from, by, now, why).await?;
        let done = format!("{} から受付を始めます。", words::dates::instant(from));
        Ok(Ok(answer::settled(settled, &names, &done)))
    }

    /// The programme with its roster, and as it would be with what is in the file.
    async fn change(&self, id: &str, path: &Path) -> Result<Result<(Facts, Programme), Answer>> {
        let id = or_answer!(parse::id(id));
        let file = or_answer!(parse::file(path));
        let Some(facts) = act::load(self.store, id, self.clock.now()).await? else {
            return Ok(Err(answer::no_programme()));
        };
        if file.opens_at != facts.setup.programme.opens_at {
            return Ok(Err(Answer::no(
                "ファイルの受付開始（opens_at）が、いまの事業と違います。受付開始は、ファイルではなく programme open で変えます。show で出しなおしたファイルを直してください。",
            )));
        }
        let after = save::edited(&facts.setup.programme, file);
        Ok(Ok((facts, after)))
    }

    async fn names(&self, facts: &Facts) -> Result<words::opening::Names> {
        Ok(words::opening::Names::of(&facts.setup, act::names(self.store).await?))
    }
}

/// Findings of one severity are counted where the answer is for a program.
fn stopping(found: &[Finding]) -> usize {
    let stops = |finding: &&Finding| finding.severity() == domain::opening::Severity::Stops;
    found.iter().filter(stops).count()
}

/// A programme and how it stands, for a list.
fn standing(programme: &Programme, now: jiff::Timestamp) -> (ProgrammeId, String) {
    let told = match (programme.opens_at, programme.closes_at) {
        (_, Some(closed)) if closed <= now => {
            format!("{} に受付を終わりました", words::dates::instant(closed))
        }
        (Some(from), _) if from > now => {
            format!("{} から受付を始めます", words::dates::instant(from))
        }
        (Some(_), _) => "受付中です".to_owned(),
        (None, _) => "受付開始は決まっていません".to_owned(),
    };
    (programme.id, told)
}
