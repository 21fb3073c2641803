//! What is said about setting a programme up: files that cannot be read, findings as a list, and what a change
//! of rules does to people.

use super::{
    Lang,
    opening::{self, Names},
    refusal, waits,
};
use crate::programme_file::FileProblem;
use domain::{
    BookingId, BookingNumber,
    impact::{Impact, Released, Touched},
    opening::Finding,
};
use std::collections::BTreeMap;

/// Broken bookings shown at most; the whole list is in the answer as JSON.
const SHOWN_MOST: usize = 20;

/// Why a file cannot be read.
pub fn file_problem(problem: &FileProblem) -> String {
    match problem {
        FileProblem::NotText => {
            "文字がUTF-8ではありません。UTF-8で保存しなおしてください。".to_owned()
        }
        FileProblem::Unreadable { line, column, is_json: false, detail } => format!(
            "{line}行目の{column}文字目で、JSONの書き方が崩れています。かっこ、引用符、コンマを確かめてください（{detail}）。"
        ),
        FileProblem::Unreadable { line, column, is_json: true, detail } => format!(
            "{line}行目の{column}文字目のあたりを、事業の決まりとして読めません。項目の名前と値を確かめてください（{detail}）。"
        ),
        FileProblem::NoName => "事業の名前（name）が空です。".to_owned(),
        FileProblem::RemindersBeyond => {
            "リマインド（reminders の days）は、実施日の60日前まで、5回までにしてください。"
                .to_owned()
        }
        FileProblem::Areas(why) => {
            format!("キャンセル待ちの順番（order の areas）：{}", waits::not_areas(*why))
        }
    }
}

/// The findings as a list, the grave ones first.
pub fn findings(found: &[Finding], names: &Names) -> String {
    if found.is_empty() {
        return "点検しました。指摘はありません。\n".to_owned();
    }
    let line = |finding: &Finding| {
        let opening::Told { what, next } = opening::sentence(finding, names);
        let grave = opening::severity(finding.severity());
        let place = opening::place(finding.mended_at());
        format!("【{grave}】{what}\n    → {next}（直すところ：{place}）\n")
    };
    found.iter().map(line).collect()
}

/// What a change of rules does, with some of the bookings that would not be right any more.
pub fn impact(
    impact: &Impact,
    names: &BTreeMap<u8, String>,
    numbers: &BTreeMap<BookingId, BookingNumber>,
) -> String {
    let some = impact.broken.iter().take(SHOWN_MOST).map(|broken| {
        let number = numbers.get(&broken.booking).map_or_else(String::new, ToString::to_string);
        format!("    予約番号 {number}：{}", refusal::sentence(Lang::Japanese, &broken.why).why)
    });
    let rest = impact.broken.len().checked_sub(SHOWN_MOST).filter(|rest| *rest > 0);
    let rest = rest.map(|rest| format!("    ほか {rest}件（--json ですべて出ます）"));
    impact_around(impact, names, some.chain(rest))
}

/// What a change of rules does, but for the bookings: whoever shows them lists them.
pub fn impact_in_sums(impact: &Impact, names: &BTreeMap<u8, String>) -> String {
    impact_around(impact, names, std::iter::empty())
}

fn impact_around(
    impact: &Impact,
    names: &BTreeMap<u8, String>,
    bookings: impl Iterator<Item = String>,
) -> String {
    let mut lines = vec!["この変更で、名簿の方は次のようになります。".to_owned()];
    for (dose, Touched { before, after, gain, lose }) in &impact.doses {
        let name = names.get(dose).map_or_else(|| format!("{dose}番"), Clone::clone);
        let (gain, lose) = (gain.len(), lose.len());
        lines.push(format!(
            "  {name}：受けられる方 {before}人 → {after}人（新しく受けられる {gain}人、受けられなくなる {lose}人）"
        ));
    }
    lines.push(format!("  決まりに合わなくなる予約 {}件", impact.broken.len()));
    lines.extend(bookings);
    if impact.broken_before > 0 {
        let before = impact.broken_before;
        lines.push(format!("  変更の前から決まりに合っていない予約 {before}件"));
    }
    if !impact.broken.is_empty() {
        lines.push(
            "  予約は自動では取り消されません。合わなくなる方には、町から連絡してください。"
                .to_owned(),
        );
    }
    lines.join("\n") + "\n"
}

/// Whom other starts of bookings let in.
pub fn released(before: Released, after: Released) -> String {
    let line =
        |what: &str, before: usize, after: usize| format!("  {what} {before}人 → {after}人\n");
    let mut told = line("受付開始のある方（これからの方も）", before.ever, after.ever)
        + &line("いま受付が始まっている方", before.now, after.now);
    if after.ever < before.ever {
        told += "  受付開始のない方は、予約できません。すべての方の分の受付開始があるか、確かめてください。\n";
    }
    told
}

/// There is no template of this name.
pub fn no_template(name: &str, known: &[String]) -> String {
    format!("「{name}」というひな形はありません。あるのは {} です。", known.join("、"))
}
