//! A programme's rules in words, for the nurse who reads what a template brought: whom a dose is for, and how far it
//! lies from the one before.

use super::dates;
use domain::{
    Dose,
    age::{Age, AgeRule, WeekAge},
    dated::Dated,
    group::{Group, Proof},
    interval::{IntervalRule, Span},
    person::Sex,
};

/// 65歳以上.
pub fn age_rule(rule: &AgeRule) -> String {
    match *rule {
        AgeRule::OnTheDay { from, under } => {
            let from = from.map(|age| format!("{}以上", of_age(age)));
            let under = under.map(|age| format!("{}未満", of_age(age)));
            both(from, under)
        }
        AgeRule::FiscalYear { from, through } => {
            let from = from.map(|age| format!("{age}歳以上"));
            let through = through.map(|age| format!("{age}歳以下"));
            format!("年度の終わりまでに{}になる方", both(from, through))
        }
        AgeRule::Born { first, last } => {
            let day = |day| dates::birth(day).trim_end_matches("生まれ").to_owned();
            let first = first.map(|first| format!("{}から", day(first)));
            let last = last.map(|last| format!("{}まで", day(last)));
            format!("{}に生まれた方", both(first, last))
        }
        AgeRule::Weeks { from, through } => {
            format!("生後{}から{}まで", weeks(from), weeks(through))
        }
    }
}

fn both(first: Option<String>, last: Option<String>) -> String {
    match (first, last) {
        (None, None) => "何歳でも".to_owned(),
        (first, last) => [first, last].into_iter().flatten().collect::<Vec<_>>().join("・"),
    }
}

/// 生後3か月, 7歳6か月.
pub fn of_age(Age { years, months }: Age) -> String {
    match (years, months) {
        (0, months) => format!("生後{months}か月"),
        (years, 0) => format!("{years}歳"),
        (years, months) => format!("{years}歳{months}か月"),
    }
}

fn weeks(WeekAge { weeks, days }: WeekAge) -> String {
    format!("{weeks}週{days}日")
}

/// Whom a dose is for.
pub fn whom(dose: &Dose) -> String {
    let mut told: Vec<String> =
        dose.ages.iter().map(|age| dated(age, age_rule(&age.rule))).collect();
    match dose.sex {
        Some(Sex::Female) => told.push("女性".to_owned()),
        Some(Sex::Male) => told.push("男性".to_owned()),
        _ => {}
    }
    if told.is_empty() {
        "年齢の決まりはありません".to_owned()
    } else {
        told.join("、")
    }
}

/// How far a dose lies from the one before; none where it stands alone.
pub fn since_before(dose: &Dose) -> Option<String> {
    let all = dose.intervals.iter().map(|rule| dated(rule, interval(&rule.rule)));
    let all: Vec<String> = all.collect();
    (!all.is_empty()).then(|| all.join("、"))
}

/// One rule with the days on which it holds.
pub fn dated_interval(rule: &Dated<IntervalRule>) -> String {
    dated(rule, interval(&rule.rule))
}

fn interval(rule: &IntervalRule) -> String {
    let minimum = format!("前の回から{}より前は受けられません", span(rule.minimum));
    let standard = rule.standard.map(|from| match rule.standard_latest {
        Some(latest) => format!("おすすめは{}から{}まで", span(from), span(latest)),
        None => format!("おすすめは{}から", span(from)),
    });
    let maximum = rule.maximum.map(|last| format!("{}を過ぎると受けられません", span(last)));
    let told = [Some(minimum), standard, maximum];
    told.into_iter().flatten().collect::<Vec<_>>().join("。")
}

/// 20日おいた日, 3週間後.
fn span(span: Span) -> String {
    match span {
        Span::Days(days) => format!("{days}日おいた日"),
        Span::Weeks(weeks) => format!("{weeks}週間後"),
        Span::Months(months) => format!("{months}か月後"),
        Span::HalfMonths { months } => format!("{months}か月半後"),
    }
}

/// With the days on which it holds, where those have an end or a beginning.
fn dated<T>(rule: &Dated<T>, told: String) -> String {
    match (rule.from, rule.until) {
        (None, None) => told,
        (from, until) => format!("{told}（{}）", dates::span(from, until)),
    }
}

/// How somebody is known to belong to a group.
pub fn proof(group: &Group) -> String {
    match &group.proof {
        Proof::Age(rules) => rules.iter().map(age_rule).collect::<Vec<_>>().join("、"),
        Proof::Roster => format!("名簿の「優先対象」に {} と書かれた方", group.code),
        Proof::Declared => "ご本人の申し出による".to_owned(),
        Proof::Certificate => "ご本人の申し出と、当日の証明書による".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::programme_file;

    fn age(years: u16, months: u16) -> Age {
        Age { years, months }
    }

    #[test]
    fn ages_are_told_as_the_law_counts_them() {
        for (rule, told) in [
            (AgeRule::OnTheDay { from: Some(age(65, 0)), under: None }, "65歳以上"),
            (
                AgeRule::OnTheDay { from: Some(age(0, 3)), under: Some(age(7, 6)) },
                "生後3か月以上・7歳6か月未満",
            ),
            (AgeRule::OnTheDay { from: None, under: None }, "何歳でも"),
            (
                AgeRule::FiscalYear { from: Some(6), through: Some(6) },
                "年度の終わりまでに6歳以上・6歳以下になる方",
            ),
        ] {
            assert_eq!(age_rule(&rule), told);
        }
    }

    #[test]
    fn every_dose_of_every_template_can_be_told() {
        let today = "2026-10-01".parse().unwrap();
        for name in programme_file::template_names() {
            let policy = programme_file::template(&name, today).unwrap().policy;
            for dose in policy.all_doses() {
                assert!(!whom(dose).is_empty(), "{name}");
                assert_eq!(since_before(dose).is_some(), dose.follows(), "{name}");
            }
            for group in &policy.groups {
                assert!(!proof(group).is_empty(), "{name}");
            }
        }
    }

    #[test]
    fn an_interval_says_what_blocks_and_what_is_advised() {
        let rule = IntervalRule {
            minimum: Span::Days(18),
            standard: Some(Span::Days(20)),
            standard_latest: None,
            maximum: Some(Span::Months(3)),
        };
        assert_eq!(
            interval(&rule),
            "前の回から18日おいた日より前は受けられません。おすすめは20日おいた日から。3か月後を過ぎると受けられません"
        );
    }
}
