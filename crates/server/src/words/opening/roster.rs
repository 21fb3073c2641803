//! Findings about the programme against the people on the roster.

use super::{Names, Told, told};
use domain::opening::Finding;

pub(super) fn roster(finding: &Finding, names: &Names) -> Told {
    match finding {
        Finding::EmptyRoster => told("名簿にだれもいません。", "先に名簿を取りこんでください。"),
        Finding::NobodyMeant { people } => told(
            format!("名簿の {people}人の中に、対象になる方が1人もいません。"),
            "年齢などの条件か、名簿を見直してください。",
        ),
        Finding::NobodyMeantForDose { dose } => told(
            format!("{}の対象になる方が、名簿に1人もいません。", names.dose(*dose)),
            "年齢などの条件を確かめてください。",
        ),
        Finding::NobodyInGroup { group } => told(
            format!("優先対象「{}」の方が、名簿に1人もいません。", names.group(group)),
            "条件か、名簿の優先対象を確かめてください。",
        ),
        Finding::NobodyInSchedule { schedule } => told(
            format!("{}になる方が、名簿に1人もいません。", names.schedule(*schedule)),
            "年齢の範囲を確かめてください。",
        ),
        Finding::NobodyInPattern { pattern } => told(
            format!("パターン「{}」の方が、名簿に1人もいません。", names.pattern(pattern)),
            "パターンの符号と、名簿の区分が同じか、確かめてください。",
        ),
        Finding::WithoutPattern { people } => told(
            format!(
                "年齢と性別では受けられるのに、どのパターンにも入っていない方が {people}人います。予約できません。"
            ),
            "名簿の区分を確かめてください。",
        ),
        Finding::WithoutVoucher { people, none, on_no_day } => told(
            format!(
                "対象の方 {people}人のうち {}人が、接種券がないため予約できません。使える接種券のない方が {none}人、どの実施日も有効期間に入らない方が {on_no_day}人です。",
                none + on_no_day
            ),
            "接種券を取りこむか、有効期間と実施日を見直してください。",
        ),
        _ => unreachable!("mended elsewhere"),
    }
}
