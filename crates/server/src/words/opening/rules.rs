//! Findings about the rules themselves.

use super::{Names, Told, told};
use crate::words::dates;
use domain::opening::{Contradiction, DatedRule, Finding};

pub(super) fn rules(finding: &Finding, names: &Names) -> Told {
    match finding {
        Finding::NoDose { schedule } => {
            let whose = of_schedule(*schedule, names);
            told(format!("{whose}回も検査もありません。"), "1つ以上つくってください。")
        }
        Finding::DosesMisnumbered { schedule, found } => {
            let found: Vec<String> = found.iter().map(ToString::to_string).collect();
            let whose = of_schedule(*schedule, names);
            let what = format!("{whose}回の番号が {} になっています。", found.join("、"));
            told(what, "1から順に、抜けも重なりもない番号にしてください。")
        }
        Finding::DoseWithoutName { dose } => told(
            format!("{}の回に名前がありません。予約のボタンが空白になります。", names.dose(*dose)),
            "「1回目」のような名前をつけてください。",
        ),
        Finding::CodeTwice { code } => told(
            format!("「{code}」という符号が2度使われています。"),
            "製品どうし、優先対象どうし、パターンどうしでは、別の符号にしてください。",
        ),
        Finding::IntervalContradicts { dose, product, how } => {
            let of_dose = dose.map(|dose| names.dose(dose));
            let of_product = product.as_ref().map(|code| format!("「{}」", names.product(code)));
            let whose = of_dose.or(of_product).unwrap_or_default();
            told(
                format!("{whose}の間隔が矛盾しています。{}", contradiction(*how)),
                "間隔の数字を見直してください。",
            )
        }
        Finding::IntervalNeverApplies { product } => told(
            format!(
                "「{}」に間隔がありますが、前の回と間隔で結ばれた回がないので、使われません。",
                names.product(product)
            ),
            "2回目以降の回に、間隔を入れてください。",
        ),
        Finding::AgesContradict { dose } => told(
            format!("{}の年齢の条件を、すべて満たす人はいません。", names.dose(*dose)),
            "年齢の条件を見直してください。",
        ),
        Finding::RuleGap { dose, rule, last, hit } => told(
            format!(
                "{}の{}{}、最後は {} です。",
                names.dose(*dose),
                gap(*rule),
                names.slots(hit),
                dates::long(*last)
            ),
            "規則の適用期間が、すべての実施日をおおうようにしてください。",
        ),
        Finding::StartContradicts { .. }
        | Finding::SchedulesOverlap { .. }
        | Finding::ScheduleNeverHolds { .. }
        | Finding::PatternUnknownExam { .. } => schedules_and_patterns(finding, names),
        Finding::NoSeries => told(
            "接種歴を照らす名前（series）がないので、ほかで受けた接種が分かりません。",
            "名簿の接種歴と同じ名前を入れてください。",
        ),
        Finding::LimitTight { persons } => told(
            format!("1つのLINEで予約できるのが {persons}人までで、4人以上の家族が困ります。"),
            "1日の人数か、予約の件数の上限をふやしてください。",
        ),
        Finding::RemindersBeyond { days, times } => told(
            format!("リマインドを、実施日の{days}日前から{times}回送ることになっています。"),
            "60日前まで、5回までにしてください（事業のファイルの reminders の days）。",
        ),
        _ => unreachable!("mended elsewhere"),
    }
}

fn schedules_and_patterns(finding: &Finding, names: &Names) -> Told {
    match finding {
        Finding::StartContradicts { schedule } => told(
            format!(
                "{}は、年齢の終わりが始まりより後になっていません。",
                names.schedule(Some(*schedule))
            ),
            "1回目の年齢の範囲を直してください。",
        ),
        Finding::SchedulesOverlap { first, other } => told(
            format!(
                "{}と{}で、年齢が重なっています。重なる方は、先に書いたほうになります。",
                names.schedule(Some(*first)),
                names.schedule(Some(*other))
            ),
            "1回目の年齢の範囲を、重ならないように直してください。",
        ),
        Finding::ScheduleNeverHolds { schedule } => told(
            format!("{}になる方は、どの年齢にもいません。", names.schedule(*schedule)),
            "ほかの回数の年齢の範囲と、1回目の年齢の条件を見直してください。",
        ),
        Finding::PatternUnknownExam { pattern, exam } => told(
            format!(
                "パターン「{}」にある {exam}番の検査が、決まりにありません。",
                names.pattern(pattern)
            ),
            "パターンの番号を直すか、検査を足してください。",
        ),
        _ => unreachable!("told above"),
    }
}

/// Nothing for the usual doses.
fn of_schedule(schedule: Option<usize>, names: &Names) -> String {
    schedule.map_or(String::new(), |_| format!("{}では、", names.schedule(schedule)))
}

/// How an interval contradicts itself.
pub fn contradiction(how: Contradiction) -> &'static str {
    match how {
        Contradiction::MinimumBeyondMaximum => "最短が、最長より後になります。",
        Contradiction::StandardBelowMinimum => "標準が、最短より短くなっています。",
        Contradiction::StandardBeyondMaximum => "標準が、最長より後になります。",
        Contradiction::StandardEndsBeforeItBegins => "標準の終わりが、始まりより前になります。",
    }
}

fn gap(rule: DatedRule) -> &'static str {
    match rule {
        DatedRule::Ages => "年齢の条件が適用されない実施日があり、だれでも予約できてしまいます。",
        DatedRule::Interval => "間隔が適用されない実施日があり、いつでも予約できてしまいます。",
        DatedRule::SinceFirst => {
            "1回目からの間隔が適用されない実施日があり、前の回からの間隔だけになります。"
        }
    }
}
