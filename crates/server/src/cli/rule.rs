//! Any rule, asked from the command line: the answer as JSON, and the sentence a resident would read.
//! Support staff and the desk's help use the same functions as the counter itself.

mod why;

use crate::{
    clock::Clock,
    words::{Lang, dates, refusal},
};
use clap::Subcommand;
use domain::{
    Refusal,
    age::{self, Age, AgeRule},
    birthdate,
    interval::{self, Interval, IntervalRule, Span},
    kana,
    municipality::MunicipalityCode,
    voucher,
    wareki::Era,
    when::{self, Date},
};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::process::ExitCode;

/// A question to one rule.
#[derive(Debug, Subcommand)]
pub(super) enum Rule {
    /// 満年齢（誕生日の前日に1つ年をとる）。--from と --under を付けると、対象かどうかを答える
    Age {
        /// 生年月日（どの書き方でも）
        #[arg(long)]
        birth: String,
        /// 接種や検査の日（2026-12-01）
        #[arg(long)]
        on: Date,
        /// この歳以上
        #[arg(long)]
        from: Option<u16>,
        /// この歳未満
        #[arg(long)]
        under: Option<u16>,
    },
    /// 年度年齢（その年度の4月1日までに何歳になるか）
    FiscalAge {
        /// 生年月日
        #[arg(long)]
        birth: String,
        /// 年度（2026）
        #[arg(long)]
        year: i16,
    },
    /// 接種間隔。20d は20日以上、3w は3週、6m は6か月、2h は2か月半
    Interval {
        /// 前回の日（2026-11-01）
        #[arg(long)]
        previous: Date,
        /// 最短の間隔
        #[arg(long, value_parser = span)]
        minimum: Span,
        /// 受けたい日
        #[arg(long)]
        on: Option<Date>,
    },
    /// 生年月日の書き方を読む
    Birthdate {
        /// 書かれたとおりに
        text: String,
        /// 元号（明治・大正・昭和・平成・令和）
        #[arg(long, value_parser = era)]
        era: Option<Era>,
    },
    /// 接種券番号（10桁・16桁・18桁）を読む
    Voucher {
        /// 書かれたとおりに
        text: String,
    },
    /// 全国地方公共団体コードの検査数字を確かめる
    Municipality {
        /// 6桁
        text: String,
    },
    /// 名前の読みを、検索用と電話帳順の形にする
    Kana {
        /// 読み
        text: String,
    },
    /// この方は、この日に、この回を予約できるか。できなければ、なぜか、いつからか
    Why(Box<why::Why>),
}

/// What a rule answers.
struct Answer {
    yes: bool,
    facts: Value,
    sentence: String,
}

impl Rule {
    /// Answers on standard output. 0 is a yes, 1 a no.
    pub(super) fn run(self, clock: &Clock) -> ExitCode {
        let answer = self.answer(clock.now());
        let json = json!({ "ok": answer.yes, "facts": answer.facts, "sentence": answer.sentence });
        println!("{json:#}");
        if answer.yes { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }

    fn answer(self, now: Timestamp) -> Answer {
        let today = when::japan_date(now);
        match self {
            Self::Why(why) => why.answer(now),
            Self::Age { birth, on, from, under } => {
                born(&birth, None, today, |birth| age_on(birth, on, from, under))
            }
            Self::FiscalAge { birth, year } => born(&birth, None, today, |birth| {
                let years = age::fiscal_age(birth, year);
                yes(json!({ "years": years }), format!("{year}年度の年齢は {years}歳です。"))
            }),
            Self::Interval { previous, minimum, on } => apart(previous, minimum, on),
            Self::Birthdate { text, era } => born(&text, era, today, |birth| {
                yes(
                    json!({ "date": birth }),
                    format!("{}（{}）", dates::long(birth), dates::wareki(birth)),
                )
            }),
            Self::Voucher { text } => read_voucher(&text),
            Self::Municipality { text } => read_municipality(&text),
            Self::Kana { text } => {
                let (fold, loose) = (kana::fold(&text), kana::fold_loose(&text));
                let sentence = format!("検索では「{fold}」として探します。");
                yes(json!({ "fold": fold, "loose": loose }), sentence)
            }
        }
    }
}

fn yes(facts: Value, sentence: String) -> Answer {
    Answer { yes: true, facts, sentence }
}

fn no(facts: Value, sentence: String) -> Answer {
    Answer { yes: false, facts, sentence }
}

fn refused(facts: Value, reason: &Refusal) -> Answer {
    let refusal::No { why, next } = refusal::sentence(Lang::Japanese, reason);
    no(facts, format!("{why}{next}"))
}

fn born(text: &str, era: Option<Era>, today: Date, then: impl FnOnce(Date) -> Answer) -> Answer {
    match birthdate::parse(text, era, today) {
        Ok(birth) => then(birth),
        Err(error) => {
            no(json!({ "error": format!("{error:?}") }), Lang::Japanese.birth_wrong(&error))
        }
    }
}

fn age_on(birth: Date, on: Date, from: Option<u16>, under: Option<u16>) -> Answer {
    let years = age::completed_years_on(birth, on);
    let age = |years| Age { years, months: 0 };
    let rule = AgeRule::OnTheDay { from: from.map(age), under: under.map(age) };
    let facts = json!({ "years": years });
    match rule.check(birth, on) {
        Ok(()) => yes(facts, format!("{} の年齢は {years}歳です。", dates::long(on))),
        Err(reason) => refused(facts, &Refusal::Age(reason)),
    }
}

fn apart(previous: Date, minimum: Span, on: Option<Date>) -> Answer {
    let earliest = interval::earliest(previous, minimum);
    let facts = json!({ "earliest": earliest });
    let rule = IntervalRule { minimum, standard: None, standard_latest: None, maximum: None };
    match on.map(|on| rule.judge(previous, on)) {
        Some(Interval::TooEarly { earliest }) => {
            refused(facts, &Refusal::TooSoon { previous, earliest })
        }
        _ => yes(facts, format!("{} から受けられます。", dates::long(earliest))),
    }
}

fn read_voucher(text: &str) -> Answer {
    match voucher::parse(text) {
        Ok(read) => {
            let municipality = read.municipality.map(|code| code.to_string());
            let facts = json!({
                "number": read.number.as_str(),
                "municipality": municipality,
                "dose": read.dose,
                "kind": read.kind,
            });
            yes(facts, format!("接種券番号は {} です。", read.number.as_str()))
        }
        Err(error) => {
            no(json!({ "error": format!("{error:?}") }), Lang::Japanese.voucher_wrong(&error))
        }
    }
}

fn read_municipality(text: &str) -> Answer {
    match MunicipalityCode::parse(text) {
        Ok(code) => yes(
            json!({ "code": code.to_string() }),
            format!("{code} は正しい全国地方公共団体コードです。"),
        ),
        Err(error) => no(
            json!({ "error": format!("{error:?}") }),
            "全国地方公共団体コード（検査数字を含む6桁）ではありません。".to_owned(),
        ),
    }
}

fn span(text: &str) -> Result<Span, String> {
    let wrong = || {
        format!(
            "「{text}」は間隔ではありません。20d（日）、3w（週）、6m（か月）、2h（か月半）の形で書いてください"
        )
    };
    let (number, unit) = text.split_at_checked(text.len().saturating_sub(1)).ok_or_else(wrong)?;
    let number = number.parse().map_err(|_| wrong())?;
    match unit {
        "d" => Ok(Span::Days(number)),
        "w" => Ok(Span::Weeks(number)),
        "m" => Ok(Span::Months(number)),
        "h" => Ok(Span::HalfMonths { months: number }),
        _ => Err(wrong()),
    }
}

fn era(text: &str) -> Result<Era, String> {
    let found = Era::ALL.into_iter().find(|era| era.name() == text);
    found.ok_or_else(|| "明治・大正・昭和・平成・令和のどれかを書いてください".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(rule: Rule) -> (bool, String) {
        let answer = rule.answer("2026-11-22T00:00:00Z".parse().unwrap());
        (answer.yes, answer.sentence)
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn the_command_line_says_what_the_counter_says() {
        let birth = || "昭和36年12月2日".to_owned();
        let on = day("2026-12-01");
        let old_enough = Rule::Age { birth: birth(), on, from: Some(65), under: None };
        assert_eq!(
            ask(old_enough),
            (true, "2026年12月1日（火曜日） の年齢は 65歳です。".to_owned())
        );
        let too_young =
            Rule::Age { birth: birth(), on: day("2026-11-30"), from: Some(65), under: None };
        let told = "年齢が、まだ対象になっていません。2026年12月1日（火曜日） から受けられます。";
        assert_eq!(ask(too_young), (false, told.to_owned()));

        let (previous, minimum) = (day("2021-06-01"), span("20d").unwrap());
        let soon = Rule::Interval { previous, minimum, on: Some(day("2021-06-21")) };
        let told = "前回（6月1日（火））からの間隔が足りません。6月22日（火） から受けられます。";
        assert_eq!(ask(soon), (false, told.to_owned()));

        assert!(ask(Rule::Municipality { text: "015601".to_owned() }).0);
        assert!(!ask(Rule::Municipality { text: "000000".to_owned() }).0);
        assert!(ask(Rule::Voucher { text: "０１２３－４５６７－８９".to_owned() }).0);
        let (understood, told) = ask(Rule::Birthdate { text: "S64.1.8".to_owned(), era: None });
        assert!(!understood && told.contains("平成元年1月8日"), "{told}");
    }

    #[test]
    fn spans_are_read_with_their_unit() {
        assert_eq!(span("2h"), Ok(Span::HalfMonths { months: 2 }));
        assert!(
            span("20").is_err() && span("").is_err() && span("d").is_err() && span("1年").is_err()
        );
    }
}
