//! Runs the case tables of `tests/cases/programme`: what follows from a programme's rules, as against the
//! arithmetic of ages and intervals alone, which `tests/cases.rs` runs.

#[path = "../cases/schedule.rs"]
mod schedule;
#[path = "../cases/table.rs"]
mod table;

use super::{
    town::{OFFICER, Town, at, dose, slot},
    vaccines::{EXAMS, check_up, hepatitis_b, hib, pneumococcus},
};
use domain::{
    Applicant, Command, Dated, Dose, Policy, Refusal,
    command::{Book, Move},
    interval::{IntervalRule, Span},
    when::Date,
};
use jiff::civil::time;
use std::path::Path;
use table::{Row, day, read_tables};

type Table = (&'static str, &'static str, &'static [&'static str], fn(&Row) -> Vec<String>);

const TABLES: &[Table] = &[
    ("schedule.md", "回数", &["回数"], |row| vec![schedule::needed(row, &vaccine(row))]),
    ("schedule.md", "次に受けられる日", &["答え"], |row| {
        vec![schedule::next_possible(row, vaccine(row))]
    }),
    ("schedule.md", "受けそびれた回がある方", &["答え"], |row| {
        vec![schedule::with_doses_missed(row, vaccine(row))]
    }),
    ("schedule.md", "1回目の日を変える", &["答え"], |row| vec![moved(row)]),
    ("pattern.md", "九つのパターン", &EXAMS, pattern),
    ("pattern.md", "申込み", &["答え"], |row| vec![asked_for(row)]),
    ("standard.md", "標準を守るか", &["答え"], |row| vec![standard(row)]),
];

#[test]
fn every_row_of_every_table_holds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/programme");
    let mut written = read_tables(&folder);
    let mut wrong = Vec::new();
    for (file, heading, answers, run) in TABLES {
        let rows = written.remove(&((*file).to_owned(), (*heading).to_owned()));
        for row in rows.unwrap_or_else(|| panic!("{file} has no table 「{heading}」")) {
            for (answer, ours) in answers.iter().zip(run(&row)) {
                let expected = row.get(answer);
                if ours != expected {
                    wrong.push(format!("{}: {answer} is {expected}, {ours} by us", row.at));
                }
            }
            row.expect_every_column_read();
        }
    }
    assert!(written.is_empty(), "nobody runs {:?}", written.keys());
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn vaccine(row: &Row) -> Policy {
    match row.get("接種") {
        "ヒブ" => hib(),
        "肺炎球菌" => pneumococcus(),
        "B型肝炎" => hepatitis_b(),
        other => panic!("{other} is none of our vaccines"),
    }
}

fn days(row: &Row, column: &str) -> Vec<Date> {
    row.get(column).split(' ').map(day).collect()
}

/// Noon of a day, from which on it is asked.
fn noon(town: &mut Town, day: Date) {
    town.now = at(&day.to_datetime(time(12, 0, 0, 0)).to_string());
    for programme in town.ledger.programmes.values_mut() {
        programme.opens_at = Some(town.now);
    }
}

fn moved(row: &Row) -> String {
    let mut all = days(row, "予約の日");
    let booked = all.len();
    all.push(row.date("新しい1回目"));
    let mut town = Town::new(vaccine(row), &all);
    noon(&mut town, row.date("生年月日"));
    let who = Applicant { birth: row.date("生年月日"), ..town.someone() };
    for (dose, index) in (1..).zip(0..booked) {
        town.books(&who, dose, index).unwrap_or_else(|no| panic!("{} dose {dose}: {no:?}", row.at));
    }
    let Book { id, applicant, door, by, at, .. } = town.wish(&who, 1, 0);
    let wish = Move { booking: id, applicant, to: slot(booked), door, by, at };
    match town.ledger.decide(&Command::Move(wish)) {
        Ok(_) => "よい".to_owned(),
        Err(Refusal::BreaksNextDose { dose, on }) => format!("{dose}回目({on})と合わない"),
        Err(Refusal::LaterDoseNotNeeded { dose, on, needed }) => {
            format!("{dose}回目({on})がいらない(全{needed}回)")
        }
        Err(other) => format!("{other:?}"),
    }
}

/// What somebody of the pattern is told about each exam in turn.
fn pattern(row: &Row) -> Vec<String> {
    let policy = check_up();
    let found = policy.patterns.iter().find(|pattern| pattern.code == row.get("パターン"));
    assert_eq!(found.map(|pattern| pattern.name.as_str()), Some(row.get("名前")), "{}", row.at);
    let told = |exam: &&str| match may_book(row.get("パターン"), exam) {
        Ok(()) => "○".to_owned(),
        Err(Refusal::NotInPattern { .. }) => "×".to_owned(),
        Err(other) => format!("{other:?}"),
    };
    EXAMS.iter().map(told).collect()
}

fn asked_for(row: &Row) -> String {
    match may_book(row.get("名簿の区分"), row.get("検査")) {
        Ok(()) => "よい".to_owned(),
        Err(Refusal::NoPattern) => "パターンがない".to_owned(),
        Err(Refusal::NotInPattern { pattern, .. }) => format!("「{pattern}」に入っていない"),
        Err(other) => format!("{other:?}"),
    }
}

fn may_book(groups: &str, exam: &str) -> Result<(), Refusal> {
    let mut town = Town::new(check_up(), &[super::town::OCT_20]);
    let groups = groups.split(' ').map(str::to_owned).collect();
    let who = Applicant { groups, ..town.someone() };
    let number = (1..).zip(EXAMS).find(|(_, name)| *name == exam).expect("an exam").0;
    town.books(&who, number, 0).map(|_| ())
}

fn standard(row: &Row) -> String {
    let minimum = span(row.get("最短"));
    let (standard, standard_latest) = (row.some("標準", span), row.some("標準の終わり", span));
    let rule =
        IntervalRule { minimum, standard, standard_latest, maximum: row.some("最長", span) };
    let second = Dose { intervals: vec![Dated::always(rule)], ..dose(2) };
    let standard_binds = row.get("守る") == "はい";
    let policy = Policy { doses: vec![dose(1), second], standard_binds, ..Policy::default() };
    let first = row.date("前回");
    let mut town = Town::new(policy, &[first, row.date("接種日")]);
    noon(&mut town, first.yesterday().expect("a day"));
    let who = town.someone();
    town.books(&who, 1, 0).expect("dose 1");
    let wish = town.wish(&who, 2, 1);
    let by = if row.get("だれ") == "職員" { OFFICER } else { wish.by };
    let exception = row.some("理由", str::to_owned);
    match town.ledger.decide(&Command::Book(Book { by, exception, ..wish })) {
        Ok(_) => "よい".to_owned(),
        Err(Refusal::TooSoon { earliest, .. }) => format!("早すぎる({earliest}から)"),
        Err(Refusal::TooLate { latest, .. }) => format!("遅すぎる({latest}まで)"),
        Err(Refusal::OutsideStandard { first, last, .. }) => {
            let last = last.map_or(String::new(), |last| format!("{last}まで"));
            format!("標準の外({first}から{last})")
        }
        Err(other) => format!("{other:?}"),
    }
}

/// 27日, 6月.
fn span(text: &str) -> Span {
    let number = |unit| text.strip_suffix(unit).map(|number| number.parse().expect("a number"));
    let days = number('日').map(Span::Days);
    days.or_else(|| number('月').map(Span::Months)).expect("days or months")
}
