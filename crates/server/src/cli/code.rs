//! One-time codes and locks from the command line: what the desk does on a person's page.

use super::by::By;
use crate::{
    App, Problem,
    actions::{
        give_code::{give, lift_lock},
        meant,
    },
    words::{Lang, dates, refusal},
};
use anyhow::{Context, Result, anyhow, bail};
use clap::{Args, Subcommand};
use domain::{Actor, CodeId, CodeKind, PersonId, voucher};
use std::process::ExitCode;

/// 確認番号を出す・入力の停止を解く
#[derive(Debug, Subcommand)]
pub(super) enum CodeCommand {
    /// 手紙で送る確認番号を出す（30日、1回だけ。前の番号は使えなくなる）
    Letter(Whose),
    /// 本人確認をしたうえで、その場で伝える確認番号を出す（15分、1回だけ）
    Counter {
        #[command(flatten)]
        whose: Whose,
        /// 本人であることをどう確かめたか（履歴に残る）
        #[arg(long)]
        why: String,
    },
    /// 続けて間違えたための停止を解く（1時間）
    Unlock {
        #[command(flatten)]
        whose: Whose,
        /// 理由（履歴に残る）
        #[arg(long)]
        why: String,
    },
}

/// だれの
#[derive(Debug, Args)]
pub(super) struct Whose {
    /// 接種券番号（10桁・16桁・18桁）
    #[arg(
        long,
        value_name = "NUMBER",
        conflicts_with = "person",
        required_unless_present = "person"
    )]
    voucher: Option<String>,
    /// 名簿の中の番号（職員の画面の住所にある）
    #[arg(long, value_name = "ID")]
    person: Option<PersonId>,
    #[command(flatten)]
    by: By,
}

impl CodeCommand {
    /// 0 is done; 1 is a person there is not, or to whom no code is given.
    pub(super) async fn run(self, app: &App) -> Result<ExitCode> {
        match self {
            Self::Letter(whose) => gives(app, &whose, CodeKind::Letter, None).await,
            Self::Counter { whose, why } => {
                if why.trim().is_empty() {
                    bail!(
                        "--why：本人であることをどう確かめたかを入れてください。まだ何もしていません。"
                    );
                }
                gives(app, &whose, CodeKind::Counter, Some(why.trim().to_owned())).await
            }
            Self::Unlock { whose, why } => {
                let (person, by) = whose.find(app).await?;
                lift_lock(app, person, by, why.trim()).await.map_err(failed)?;
                println!("入力の停止を解きました。1時間のあいだ、すぐに入力できます。");
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}

impl Whose {
    async fn find(&self, app: &App) -> Result<(PersonId, Actor)> {
        let by = self.by.actor(&app.store).await?;
        let found = match (&self.voucher, self.person) {
            (Some(typed), _) => {
                let scanned = voucher::parse(typed).map_err(|error| {
                    anyhow!("--voucher：{}", Lang::Japanese.voucher_wrong(&error))
                })?;
                let token = meant::token(app, &scanned);
                app.store.read(move |reader| reader.person_by_voucher(&token)).await?
            }
            (None, Some(person)) => {
                let known = app.store.read(move |reader| reader.applicant(person)).await?;
                known.map(|applicant| applicant.person)
            }
            (None, None) => None,
        };
        let Some(person) = found else {
            bail!(
                "その番号の方は、名簿にいません。接種券番号を確かめてください。まだ何もしていません。"
            );
        };
        Ok((person, by))
    }
}

async fn gives(app: &App, whose: &Whose, kind: CodeKind, why: Option<String>) -> Result<ExitCode> {
    let (person, by) = whose.find(app).await?;
    let id = CodeId(app.ids.uuid());
    match give(app, (id, person, kind), (by, why)).await.map_err(failed)? {
        Ok(given) => {
            let given = given.context("a new id is new")?;
            println!("確認番号： {}", given.code.written());
            println!(
                "{} まで、1回だけ使えます。番号は、いまだけ表示しています。",
                dates::instant(given.until)
            );
            println!("入るところ： {}", app.urls.absolute("/signin/code"));
            Ok(ExitCode::SUCCESS)
        }
        Err(no) => {
            let no = refusal::sentence(Lang::Japanese, &no);
            println!("{}{}", no.why, no.next);
            Ok(ExitCode::FAILURE)
        }
    }
}

fn failed(problem: Problem) -> anyhow::Error {
    match problem {
        Problem::Broken(error) => error,
        other => anyhow!("できませんでした。もう一度ためしてください：{other:?}"),
    }
}
