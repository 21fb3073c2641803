//! `madoguchi simulate waitlist`: a programme's waitlist played through with several sets of rules, as a table and a
//! picture. Nothing is written into the database.

use crate::{
    actions::simulate::{self, Asked, Ground, RUNS_MOST, WAITING_MOST},
    clock::Clock,
    web,
    words::simulate as words,
};
use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use domain::{
    ProgrammeId,
    waitlist::{Waitlist, simulation::Summary},
};
use std::{fmt::Write as _, fs, path::PathBuf, process::ExitCode};
use store::Store;

/// 起きる前に試してみる（何も変えません）
#[derive(Debug, Subcommand)]
pub(super) enum Simulate {
    Waitlist(SimulateWaitlist),
}

/// キャンセル待ちの決まりを、この事業の枠と人でくらべる
#[derive(Debug, Args)]
pub(super) struct SimulateWaitlist {
    /// 事業の番号（programme list で分かります）
    programme: String,
    /// いま待っている方のかわりに、名簿のこの人数が待っていると見なす
    #[arg(long)]
    waiting: Option<u32>,
    /// キャンセルされる枠の割合（%）
    #[arg(long)]
    cancelled: Option<u32>,
    /// ご案内をお受けになる割合（%）
    #[arg(long)]
    taken: Option<u32>,
    /// ご案内を見送られる割合（%）
    #[arg(long)]
    declined: Option<u32>,
    /// くらべる決まり。「みじかく:least=5,most=30」のように、いくつでも。付けないときは、よくある5とおりとくらべる
    #[arg(long)]
    rules: Vec<String>,
    /// 決まりごとに何回ずつ試すか
    #[arg(long, default_value_t = 20)]
    runs: u32,
    /// くじの種。同じ種なら、結果も同じになる
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// 図（SVG）を書く先のファイル
    #[arg(long)]
    picture: Option<PathBuf>,
}

impl Simulate {
    /// 0 is done, 1 is a no.
    pub(super) async fn run(self, store: &Store, clock: Clock) -> Result<ExitCode> {
        let Self::Waitlist(asked) = self;
        match asked.told(store, &clock).await? {
            Ok(text) => {
                print!("{text}");
                Ok(ExitCode::SUCCESS)
            }
            Err(why) => {
                println!("{why}");
                Ok(ExitCode::FAILURE)
            }
        }
    }
}

impl SimulateWaitlist {
    async fn told(self, store: &Store, clock: &Clock) -> Result<Result<String, String>> {
        let typed = self.programme.trim();
        let Ok(id) = typed.parse::<ProgrammeId>() else {
            return Ok(Err(format!(
                "「{typed}」は事業の番号として読めません。madoguchi programme list で確かめて、写してください。"
            )));
        };
        if let Err(why) = self.is_in_range() {
            return Ok(Err(why));
        }
        let thousandths = |percent: Option<u32>| percent.map(|n| n * 10);
        let asked = Asked {
            waiting: self.waiting,
            given_back: thousandths(self.cancelled),
            taken: thousandths(self.taken),
            declined: thousandths(self.declined),
        };
        let Some(ground) = simulate::ground(store, id, asked, clock.now()).await? else {
            return Ok(Err(format!(
                "番号「{typed}」の事業はありません。madoguchi programme list で確かめてください。"
            )));
        };
        if let Some(why) = words::nothing_to_play(&ground, "「--waiting 300」のように付けます。")
        {
            return Ok(Err(why));
        }
        let tried = match self.rules_to_try(&ground.rules) {
            Ok(tried) => tried,
            Err(why) => return Ok(Err(why)),
        };
        let rules: Vec<Waitlist> = tried.iter().map(|(_, rules)| rules.clone()).collect();
        let found = simulate::compare(&ground, &rules, self.runs, self.seed);
        let rows: Vec<_> = tried.into_iter().zip(found).collect();
        let mut text = table(&ground, &rows, self.runs);
        if let Some(path) = &self.picture {
            let named = rows.iter().map(|((name, _), summary)| (name.clone(), *summary));
            let picture = web::comparison(&named.collect::<Vec<_>>())?;
            fs::write(path, picture)
                .with_context(|| format!("図を {} に書けませんでした", path.display()))?;
            writeln!(text, "\n図を {} に書きました。", path.display())?;
        }
        Ok(Ok(text))
    }

    /// Whether every number can be played.
    fn is_in_range(&self) -> Result<(), String> {
        let numbers = [
            ("--waiting", self.waiting, 1..=WAITING_MOST),
            ("--runs", Some(self.runs), 1..=RUNS_MOST),
            ("--cancelled", self.cancelled, 0..=100),
            ("--taken", self.taken, 0..=100),
            ("--declined", self.declined, 0..=100),
        ];
        for (name, typed, range) in numbers {
            if let Some(typed) = typed.filter(|typed| !range.contains(typed)) {
                let (least, most) = range.into_inner();
                return Err(format!(
                    "{name} の {typed} は使えません。{least}〜{most} の数にしてください。"
                ));
            }
        }
        let answered = self.taken.unwrap_or(0) + self.declined.unwrap_or(0);
        let all =
            "--taken と --declined は、合わせて100以下にしてください。残りは、お返事のない方です。";
        if answered > 100 { Err(all.to_owned()) } else { Ok(()) }
    }

    fn rules_to_try(&self, own: &Waitlist) -> Result<Vec<(String, Waitlist)>, String> {
        if self.rules.is_empty() {
            return Ok(words::usual(own));
        }
        let mut tried = vec![("いまの決まり".to_owned(), own.clone())];
        for text in &self.rules {
            tried.push(words::read(text, own)?);
        }
        Ok(tried)
    }
}

fn table(ground: &Ground, rows: &[((String, Waitlist), Summary)], runs: u32) -> String {
    let mut lines = words::ground(ground);
    lines.push(format!("決まりごとに{runs}回ずつ試した、1回あたりの数です"));
    lines.push(words::OUTRUN.to_owned());
    let mut lines: Vec<String> = lines.iter().map(|line| format!("・{line}")).collect();
    let line = |cells: &[String]| format!("| {} |", cells.join(" | "));
    lines.extend([String::new(), line(&words::HEADS.map(str::to_owned))]);
    lines.push("|---|--:|--:|--:|--:|--:|--:|--:|".to_owned());
    lines.extend(rows.iter().map(|((name, _), summary)| line(&words::row(name, summary))));
    lines.push(String::new());
    let told = |(name, rules): &(String, Waitlist)| format!("・{name}：{}", words::rules(rules));
    lines.extend(rows.iter().map(|(tried, _)| told(tried)));
    lines.join("\n") + "\n"
}
