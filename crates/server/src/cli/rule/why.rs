//! May this person book this dose at this time on this day, and if not, why and from when: the counter's own
//! rules, asked with what stands on the command line or in a file.

use super::{Answer, no, yes};
use crate::{
    programme_file,
    words::{self, Lang},
};
use anyhow::{Context, Result, anyhow};
use clap::Args;
use domain::{
    Actor, Applicant, Door, Ledger, PersonId, Policy, Programme, ProgrammeId, SessionId, Slot,
    SlotId, VenueId, birthdate, booking,
    from_when::first_possible,
    interval::VaccineKind,
    person::Sex,
    product::Given,
    voucher::Validity,
    when::{self, Date},
};
use jiff::{
    Timestamp,
    civil::{DateTime, Time},
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::json;
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// The question as it is asked on the command line.
#[derive(Debug, Args)]
pub(in crate::cli) struct Why {
    /// 質問をまとめて書いたJSONファイル（「-」は標準入力）。ほかの引数の代わりになる
    #[arg(long, exclusive = true)]
    question: Option<PathBuf>,
    /// 事業の決まり（policy）を書いたJSONファイル
    #[arg(long, required_unless_present_any = ["question", "template"])]
    policy: Option<PathBuf>,
    /// 決まりのファイルの代わりに、ひな形の名前（madoguchi programme templates で分かります）
    #[arg(long, conflicts_with = "policy")]
    template: Option<String>,
    /// 生年月日（どの書き方でも）
    #[arg(long, required_unless_present = "question")]
    birth: Option<String>,
    /// 性別（female・male・unstated）
    #[arg(long, value_parser = sex, default_value = "unstated")]
    sex: Sex,
    /// 町外の方
    #[arg(long)]
    away: bool,
    /// 名簿の区分（いくつでも）
    #[arg(long = "group")]
    groups: Vec<String>,
    /// 本人の申告による区分（いくつでも）
    #[arg(long = "declared")]
    declared: Vec<String>,
    /// 受けた回。「1:2026-10-01」「1:2026-10-01:製品」、ほかの系列は「mr/1:2026-10-01::injected_live」
    #[arg(long = "given", value_parser = past)]
    given: Vec<Past>,
    /// 使える接種券の有効期間。「2026-04-01:2027-03-31」、片方だけでも「:」だけでもよい（いくつでも）
    #[arg(long = "voucher", value_parser = validity)]
    vouchers: Vec<Validity>,
    /// 何回目・何番の検査
    #[arg(long, required_unless_present = "question")]
    dose: Option<u8>,
    /// 受けたい日（2026-11-10）
    #[arg(long, required_unless_present = "question")]
    on: Option<Date>,
    /// 受けたい時刻
    #[arg(long, default_value = "10:00")]
    time: Time,
    /// その日の製品
    #[arg(long)]
    product: Option<String>,
    /// 予約する時刻（日本時間。2026-10-01T09:00）。なければ、いま
    #[arg(long)]
    now: Option<DateTime>,
}

/// The question as it stands in a file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Question {
    policy: Policy,
    birth: String,
    #[serde(default = "unstated")]
    sex: Sex,
    #[serde(default)]
    away: bool,
    #[serde(default)]
    groups: Vec<String>,
    #[serde(default)]
    declared: Vec<String>,
    #[serde(default)]
    given: Vec<Past>,
    #[serde(default)]
    vouchers: Vec<Validity>,
    dose: u8,
    on: Date,
    #[serde(default = "ten")]
    time: Time,
    #[serde(default)]
    product: Option<String>,
    #[serde(default)]
    now: Option<DateTime>,
}

/// A dose given before; series and kind are the programme's own where they are left out.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Past {
    #[serde(default)]
    series: Option<String>,
    dose: u8,
    on: Date,
    #[serde(default)]
    product: Option<String>,
    #[serde(default)]
    kind: Option<VaccineKind>,
}

impl Why {
    pub(super) fn answer(self, clock: Timestamp) -> Answer {
        match self.question(clock) {
            Ok(question) => question.answer(clock),
            Err(error) => no(json!({ "error": format!("{error:#}") }), format!("{error:#}")),
        }
    }

    fn question(self, clock: Timestamp) -> Result<Question> {
        if let Some(file) = &self.question {
            return read(file);
        }
        let missing = "質問が足りません";
        let policy = match &self.template {
            Some(name) => template(name, self.now.map_or(clock, when::at_japan))?,
            None => read(&self.policy.context(missing)?)?,
        };
        Ok(Question {
            policy,
            birth: self.birth.context(missing)?,
            sex: self.sex,
            away: self.away,
            groups: self.groups,
            declared: self.declared,
            given: self.given,
            vouchers: self.vouchers,
            dose: self.dose.context(missing)?,
            on: self.on.context(missing)?,
            time: self.time,
            product: self.product,
            now: self.now,
        })
    }
}

impl Question {
    fn answer(self, clock: Timestamp) -> Answer {
        let now = self.now.map_or(clock, when::at_japan);
        match birthdate::parse(&self.birth, None, when::japan_date(now)) {
            Ok(birth) => self.asked(birth, now),
            Err(error) => {
                let sentence = Lang::Japanese.birth_wrong(&error);
                no(json!({ "error": format!("{error:?}") }), sentence)
            }
        }
    }

    fn asked(self, birth: Date, now: Timestamp) -> Answer {
        let (applicant, slot, dose) = (self.applicant(birth), self.slot(), self.dose);
        let programme = Programme {
            id: slot.programme,
            name: String::new(),
            opens_at: Some(Timestamp::MIN),
            closes_at: None,
            policy: self.policy,
        };
        let facts = Ledger::default().facts(&applicant, &programme, Actor::System);
        let case = facts.case(&programme, dose, &slot, &applicant);
        match booking::may_book(&case, Door::Line, now) {
            Err(refusal) if !refusal.is_full() => {
                let possible = first_possible(&case, Door::Line, now);
                let facts = json!({
                    "refusal": format!("{refusal:?}"),
                    "possible_on": possible.map(|possible| possible.day),
                    "bookable_from": possible.map(|possible| possible.from),
                });
                no(facts, words::why::no(&refusal, possible, now))
            }
            _ => yes(json!({}), words::why::yes(slot.date, slot.starts)),
        }
    }

    fn applicant(&self, birth: Date) -> Applicant {
        Applicant {
            sex: self.sex,
            resident: !self.away,
            groups: self.groups.clone(),
            declared: self.declared.clone(),
            given: self.given.iter().map(|past| past.given(&self.policy)).collect(),
            vouchers: self.vouchers.clone(),
            ..Applicant::born(PersonId(Uuid::nil()), birth)
        }
    }

    /// A slot of that day. It has no places, because room is not what is asked about.
    fn slot(&self) -> Slot {
        Slot {
            id: SlotId(Uuid::nil()),
            session: SessionId(Uuid::nil()),
            programme: ProgrammeId(Uuid::nil()),
            venue: VenueId(Uuid::nil()),
            date: self.on,
            starts: self.time,
            ends: self.time,
            product: self.product.clone(),
            closed_at: None,
            pools: Vec::new(),
            quotas: Vec::new(),
        }
    }
}

impl Past {
    fn given(&self, policy: &Policy) -> Given {
        let product = self.product.as_deref().and_then(|code| policy.product(code));
        let kind = self.kind.or(product.map(|product| product.kind));
        Given {
            series: self.series.clone().unwrap_or_else(|| policy.series.clone()),
            dose: self.dose,
            on: self.on,
            product: self.product.clone(),
            kind: kind.unwrap_or(VaccineKind::Inactivated),
        }
    }
}

fn unstated() -> Sex {
    Sex::Unstated
}

fn ten() -> Time {
    Time::constant(10, 0, 0, 0)
}

/// The rules of a template, as a programme made of it then would have them.
fn template(name: &str, now: Timestamp) -> Result<Policy> {
    let file = programme_file::template(name, when::japan_date(now));
    let names = programme_file::template_names;
    let no_template = || anyhow!(words::programme::no_template(name, &names()));
    Ok(file.ok_or_else(no_template)?.policy)
}

/// A file, or what comes on standard input.
fn read<T: DeserializeOwned>(path: &Path) -> Result<T> {
    let text = if path == Path::new("-") {
        std::io::read_to_string(std::io::stdin())
    } else {
        std::fs::read_to_string(path)
    };
    let text = text.with_context(|| format!("{} を読めませんでした", path.display()))?;
    serde_json::from_str(&text)
        .with_context(|| format!("{} は、ここで使えるJSONではありません", path.display()))
}

/// A word as it is written in JSON.
fn word<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_value(json!(text)).ok()
}

fn sex(text: &str) -> Result<Sex, String> {
    word(text).ok_or_else(|| "female・male・unstated のどれかを書いてください".to_owned())
}

fn validity(text: &str) -> Result<Validity, String> {
    let day = |text: &str| match text {
        "" => Some(None),
        text => text.parse().ok().map(Some),
    };
    let read = || {
        let (from, until) = text.split_once(':')?;
        Some(Validity { from: day(from)?, until: day(until)? })
    };
    read().ok_or_else(|| {
        format!("「{text}」は読めません。「2026-04-01:2027-03-31」の形で書いてください")
    })
}

fn past(text: &str) -> Result<Past, String> {
    read_past(text).ok_or_else(|| {
        format!("「{text}」は読めません。「回:日」「回:日:製品:種類」の形で書いてください")
    })
}

fn read_past(text: &str) -> Option<Past> {
    let (series, rest) = text.split_once('/').map_or((None, text), |(s, rest)| (Some(s), rest));
    let mut parts = rest.split(':');
    let (dose, on) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let product = parts.next().filter(|product| !product.is_empty()).map(str::to_owned);
    let kind = match parts.next() {
        Some(kind) => Some(word(kind)?),
        None => None,
    };
    if parts.next().is_some() {
        return None;
    }
    Some(Past { series: series.map(str::to_owned), dose, on, product, kind })
}

#[cfg(test)]
mod tests;
