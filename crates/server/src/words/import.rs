//! Imports in words for whoever runs them. People are named by row and internal number, never by name:
//! what is printed may stay on a screen.

mod desk;

pub use desk::{doubts_at_desk, obstacles, row_problems};

use super::{dates, history, people::Accounts};
use crate::actions::{
    import_people::{Doubts, Imported, RowProblem, Why},
    undo_import::Undone,
};
use domain::{OfficerId, when};
use jiff::Timestamp;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};
use store::{Built, Import, Obstacle};

/// How an import ended.
pub fn imported(imported: &Imported, most: usize) -> String {
    match imported {
        Imported::Done(Import { id, new, changed, same, .. }, told) => format!(
            "取りこみました（番号 {id}）。新しく登録した人 {new}人、更新した人 {changed}人、変わりのない人 {same}人。予約はそのままです。\n{}取り消すときは `madoguchi import undo {id}` です。",
            doubts(told, most)
        ),
        Imported::Refused(problems) => {
            let told = lines(problems.iter().map(row_problem), most);
            format!("{told}まだ何も取りこんでいません。直してから、もう一度取りこんでください。")
        }
        Imported::UnknownSeries { series, known } => unknown_series(series, known),
    }
}

fn unknown_series(series: &str, known: &BTreeSet<String>) -> String {
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let there = if known.is_empty() {
        "接種歴を持つ事業は、まだ一つもありません。".to_owned()
    } else {
        format!("いまある事業の接種歴は {} です。", known.join("、"))
    };
    format!(
        "--series：接種歴「{series}」の事業がありません。{there}名前を直すか、先に `madoguchi programme new` で事業をつくってください。事業がないまま取りこむときは --unknown-series を付けてください（ワクチンの種類が分からないので、ほかのワクチンとの間隔を最も長くとります）。まだ何も取りこんでいません。"
    )
}

/// What was not taken as the file has it, and what to do about it.
fn doubts(doubts: &Doubts, most: usize) -> String {
    let Doubts { still_protected, unknown_products, unknown_groups } = doubts;
    let told = [
        (
            still_protected,
            "で支援措置が「無」ですが、支援措置の対象として登録されている方です。支援措置は外さず、そのままにしました。終わったことを確かめた方だけのファイルに --lift-protection を付けて取りこむと、外れます。",
        ),
        (
            unknown_products,
            "の接種歴に、事業にないワクチンの名前があります。名前は書かれたとおりに残し、前の回と同じワクチンかどうかは確かめません。事業のワクチンの名前（`madoguchi programme show`）に直して取りこみ直すと、確かめるようになります。",
        ),
        (
            unknown_groups,
            "の優先対象に、どの事業にもないコードがあります。このままでは優先になりません。事業で決めたコード（`madoguchi programme show`）に直して、取りこみ直してください。",
        ),
    ];
    let told = told.into_iter().filter(|(found, _)| !found.is_empty());
    let told = told
        .map(|(found, what)| format!("確認 {}行（{}）{what}\n", found.len(), rows(found, most)));
    told.collect::<Vec<_>>().concat()
}

/// 2行目、5行目ほか3行.
fn rows(rows: &[u32], most: usize) -> String {
    let shown: Vec<String> = rows.iter().take(most).map(|row| format!("{row}行目")).collect();
    let more = match rows.len().saturating_sub(most) {
        0 => String::new(),
        more => format!("ほか{more}行"),
    };
    shown.join("、") + &more
}

fn row_problem(problem: &RowProblem) -> String {
    let row = problem.row;
    match problem.why {
        Why::TwoPersons => format!(
            "{row}行目：宛名番号と接種券番号が、名簿では別々の人のものです。どちらが正しいか確かめ、直してください。"
        ),
        Why::OtherNumber { person } => format!(
            "{row}行目：この接種券番号は、名簿では別の宛名番号の人のものです（内部番号 {person}）。同じ人なら宛名番号を名簿のとおりに直すか空欄に、別の人なら接種券番号を直してください。"
        ),
        Why::OtherBirth { person } => format!(
            "{row}行目：この接種券番号は、名簿では生年月日の違う人のものです（内部番号 {person}）。別の人なら接種券番号を直してください。同じ人で名簿の生年月日が誤りなら、宛名番号を入れてください。"
        ),
        Why::Reissued { person, at } => format!(
            "{row}行目：この接種券番号は、{} に再発行されて使えなくなっています（内部番号 {person}）。新しい番号に直すか、接種券番号を空欄にしてください。",
            dates::long(when::japan_date(at))
        ),
        Why::SamePerson { other } => format!(
            "{row}行目：{other}行目と同じ人です。どちらが正しいか確かめ、1行だけを残してください。"
        ),
    }
}

/// Imports on record, those after the first few, with how many there are in all.
pub fn list(
    imports: &[Import],
    skip: u32,
    all: u32,
    officers: &BTreeMap<OfficerId, String>,
) -> String {
    if all == 0 {
        return "取りこみは、まだ一度もありません。`madoguchi import people ファイル` で取りこめます。"
            .to_owned();
    }
    let mut text = String::new();
    for import in imports {
        let Import { id, at, by, file, new, changed, same, undone_at } = import;
        let who = history::who(*by, officers, &Accounts::default());
        let undone =
            undone_at.map_or(String::new(), |at| format!("　{} に取り消しました", day(at)));
        writeln!(
            text,
            "{id}　{}　{who}　{file}　新しい人 {new}人、更新 {changed}人、変わりなし {same}人{undone}",
            day(*at)
        )
        .expect("writing to memory does not fail");
    }
    let shown = u32::try_from(imports.len()).unwrap_or(u32::MAX);
    let end = if shown == 0 {
        format!("このページには、もうありません。取りこみは全部で{all}件です。")
    } else if skip.saturating_add(shown) < all {
        let page = skip / shown.max(1) + 2;
        format!("全部で{all}件のうち{}件目までです。続きは --page {page} で出ます。", skip + shown)
    } else {
        format!("これで終わりです（全部で{all}件）。")
    };
    text + &end
}

/// 2026年11月22日 14:03, in Japan: a list goes back over years.
pub fn day(at: Timestamp) -> String {
    let local = when::japan_time(at);
    let date = local.date();
    format!("{}年{}月{}日 {}", date.year(), date.month(), date.day(), dates::clock(local.time()))
}

/// How an undo ended.
pub fn undone(undone: &Undone, id: &str, most: usize) -> String {
    match undone {
        Undone::Done { restored, removed } => format!(
            "取り消しました。前の内容に戻した人 {restored}人、名簿から外した人 {removed}人。同じファイルを、あらためて取りこめます。"
        ),
        Undone::Already { at } => {
            format!("この取りこみは、{} に取り消してあります。何も変えていません。", day(*at))
        }
        Undone::NoSuchImport => format!(
            "番号「{id}」の取りこみはありません。`madoguchi import list` で番号を確かめてください。"
        ),
        Undone::Refused(obstacles) => {
            let told = lines(obstacles.iter().map(obstacle), most);
            format!(
                "{told}取り消すと上の方々の記録が失われるため、何も変えていません。上のとおりにしてから取り消すか、正しいファイルを取りこんで直してください。"
            )
        }
    }
}

fn obstacle(obstacle: &Obstacle) -> String {
    let Obstacle { row, person, built } = obstacle;
    let place = format!("{row}行目（内部番号 {person}）：");
    let why = match built {
        Built::Booked => {
            "この取りこみで登録した人に、予約の記録があります（キャンセルずみも含みます）。この人は名簿に残し、内容を直すときは正しいファイルを取りこんでください。".to_owned()
        }
        Built::Linked => {
            "この取りこみで登録した人が、LINEにつながっています（つながっていた記録も含みます）。この人は名簿に残し、内容を直すときは正しいファイルを取りこんでください。".to_owned()
        }
        Built::Waits => {
            "この取りこみで登録した人が、キャンセル待ちをしています（やめた記録も含みます）。この人は名簿に残し、内容を直すときは正しいファイルを取りこんでください。".to_owned()
        }
        Built::Imported { import } => format!(
            "あとの取りこみ（番号 {import}）で更新されています。先にそちらを取り消してください。"
        ),
        Built::Edited => {
            "取りこみのあとで内容が直されています。直した内容を残すため、正しいファイルを取りこんで直してください。".to_owned()
        }
        Built::NumberTaken => {
            "前の宛名番号か接種券番号が、いまは別の人のものです。どちらの番号か確かめ、正しいファイルを取りこんで直してください。".to_owned()
        }
    };
    place + &why
}

/// A line for each, the first of them at most, and how many more there are.
pub fn lines(all: impl ExactSizeIterator<Item = String>, most: usize) -> String {
    let more = all.len().saturating_sub(most);
    let mut text: String = all.take(most).map(|line| line + "\n").collect();
    if more > 0 {
        writeln!(text, "このほかに {more}件あります。").expect("writing to memory does not fail");
    }
    text
}
