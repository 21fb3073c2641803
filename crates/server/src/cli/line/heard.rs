//! `madoguchi line heard`: what the talk is used for, counted. What anyone typed is not kept and cannot be shown.

use crate::{App, words::talk_kinds};
use anyhow::Result;
use clap::Args;
use domain::when;
use jiff::Span;
use std::process::ExitCode;

/// トークでどんな用件が何回あったかを、多い順に見る（送られた文は残していない）
#[derive(Debug, Args)]
pub(in crate::cli) struct Heard {
    /// 何日前から数えるか
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..=3650))]
    days: u16,
}

impl Heard {
    pub(super) async fn run(&self, app: &App) -> Result<ExitCode> {
        let today = when::japan_date(app.clock.now());
        let since = today.saturating_sub(Span::new().days(i64::from(self.days)));
        let counts = app.store.read(move |reader| reader.heard_since(since)).await?;
        if counts.is_empty() {
            println!("この{}日間に、トークでの用件はありませんでした。", self.days);
        }
        for (what, times) in counts {
            println!("{times:>6}回  {}", talk_kinds::name(&what));
        }
        Ok(ExitCode::SUCCESS)
    }
}
