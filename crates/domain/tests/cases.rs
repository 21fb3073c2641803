//! Runs the case tables of `tests/cases/*.md`, which a town officer can read and extend.
//! A table nobody runs, a run without its table, an unread column and a stray row all fail.

#[path = "cases/pace.rs"]
mod pace;
#[path = "cases/search.rs"]
mod search;
#[path = "cases/table.rs"]
mod table;

use std::{collections::BTreeSet, path::Path};

use domain::age::{
    Age, AgeRefusal, AgeRule, WeekAge, completed_years_on, fiscal_age, is_preschool_year,
};
use domain::birthdate::{self, BirthDateError};
use domain::booking_number::{BookingNumber, BookingNumberError};
use domain::cutoff::CutOff;
use domain::holiday::{business_days_before, holiday_name, is_business_day, year_end_closure};
use domain::interval::{
    Interval, IntervalRule, Span, VaccineKind, between_vaccines, earliest, latest,
};
use domain::kana::{fold, fold_kanji, fold_loose, phone_book_key};
use domain::municipality::{MunicipalityCode, MunicipalityError};
use domain::role::{Act, Duty, Role, Venues};
use domain::voucher::{self, Validity, VoucherError};
use domain::wareki::{Era, Wareki};
use domain::when::{Date, japan_time};
use domain::{ProgrammeId, SessionId, Slot, SlotId, VenueId};
use jiff::civil::Time;
use table::{Row, day, read_tables};
use uuid::Uuid;

/// How one table is run: its file and heading, the column that holds the answer, and what we answer.
type Table = (&'static str, &'static str, &'static str, fn(&Row) -> String);

const TABLES: &[Table] = &[
    ("age.md", "年齢に達する日", "達する日", reached_on),
    ("age.md", "満年齢", "満年齢", |row| {
        completed_years_on(row.date("生年月日"), row.date("日")).to_string()
    }),
    ("age.md", "当日の年齢で決める", "判定", |row| {
        let rule =
            AgeRule::OnTheDay { from: row.some("以上", age), under: row.some("未満", age) };
        checked(&rule, row)
    }),
    ("age.md", "年度年齢", "年度年齢", |row| {
        fiscal_age(row.date("生年月日"), row.number("年度")).to_string()
    }),
    ("age.md", "年度年齢で決める", "判定", |row| {
        let limit = |column| row.some(column, |text| part(text, "歳").parse().expect("an age"));
        checked(&AgeRule::FiscalYear { from: limit("以上"), through: limit("以下") }, row)
    }),
    ("age.md", "生年月日で決める", "判定", |row| {
        let rule = AgeRule::Born { first: row.some("から", day), last: row.some("まで", day) };
        checked(&rule, row)
    }),
    ("age.md", "週数で決める", "判定", |row| {
        let (from, through) = (week_age(row.get("から")), week_age(row.get("まで")));
        checked(&AgeRule::Weeks { from, through }, row)
    }),
    ("age.md", "就学前の一年", "就学前の一年", |row| {
        yes_no(is_preschool_year(row.date("生年月日"), row.date("日")))
    }),
    ("interval.md", "最も早い日", "最も早い日", |row| {
        earliest(row.date("前回"), span(row.get("間隔"))).to_string()
    }),
    ("interval.md", "最も遅い日", "最も遅い日", |row| {
        latest(row.date("前回"), span(row.get("間隔"))).to_string()
    }),
    ("interval.md", "接種日の判定", "判定", judged),
    ("interval.md", "異なるワクチン", "間隔", |row| {
        let (previous, next) = (vaccine(row.get("前")), vaccine(row.get("次")));
        between_vaccines(previous, next).map_or("-".into(), |span| match span {
            Span::Days(days) => format!("{days}日"),
            other => format!("{other:?}"),
        })
    }),
    ("cutoff.md", "締切の時刻", "締切", closes),
    ("pace.md", "満員の見込み", "見込み", pace::full_at),
    ("holiday.md", "祝日の名前", "名前", |row| {
        holiday_name(row.date("日")).unwrap_or("-").to_owned()
    }),
    ("holiday.md", "営業日", "営業日", |row| {
        yes_no(is_business_day(row.date("日"), &closures(row)))
    }),
    ("holiday.md", "何営業日前", "その日", |row| {
        let days = row.number("営業日数");
        business_days_before(row.date("日"), days, &closures(row)).to_string()
    }),
    ("holidays-1986-2035.md", "一年の祝日と休日", "祝日と休日", holidays_of_year),
    ("wareki.md", "和暦", "和暦", |row| {
        Wareki::of(row.date("日")).map_or("-".into(), |day| day.to_string())
    }),
    ("birthdate.md", "読める書き方", "生年月日", born),
    ("birthdate.md", "読めない書き方", "理由", born),
    ("voucher.md", "読める番号", "読み取り", scanned),
    ("voucher.md", "読めない番号", "理由", scanned),
    ("voucher.md", "有効期間", "使えるか", |row| {
        let validity = Validity { from: row.some("開始", day), until: row.some("終了", day) };
        yes_no(validity.covers(row.date("接種日")))
    }),
    ("municipality.md", "市区町村コード", "結果", |row| {
        outcome(&MunicipalityCode::parse(row.get("入力")), ToString::to_string, |error| {
            match error {
                MunicipalityError::WrongLength { digits } => format!("{digits}桁"),
                MunicipalityError::NotADigit { position, found } => stray(*position, *found),
                MunicipalityError::CheckDigit { expected } => format!("検査数字は{expected}"),
                MunicipalityError::NoSuchPrefecture { prefecture } => {
                    format!("都道府県{prefecture}はない")
                }
            }
        })
    }),
    ("booking-number.md", "通し番号から", "予約番号", |row| {
        BookingNumber::from_counter(row.number("通し番号")).to_string()
    }),
    ("booking-number.md", "聞き取った番号", "結果", |row| {
        outcome(&BookingNumber::parse(row.get("入力")), ToString::to_string, |error| match error {
            BookingNumberError::WrongLength { digits } => format!("{digits}桁"),
            BookingNumberError::NotADigit { position, found } => stray(*position, *found),
            BookingNumberError::CheckDigit => "聞き違い".into(),
        })
    }),
    ("kana.md", "読みの突き合わせ", "一致", |row| {
        let (left, right) = (row.get("左"), row.get("右"));
        match (fold(left) == fold(right), fold_loose(left) == fold_loose(right)) {
            (true, true) => "する".into(),
            (false, true) => "ゆるく".into(),
            (false, false) => "しない".into(),
            (true, false) => "矛盾".into(),
        }
    }),
    ("kana.md", "漢字の突き合わせ", "一致", |row| {
        let same = fold_kanji(row.get("左")) == fold_kanji(row.get("右"));
        if same { "する".into() } else { "しない".into() }
    }),
    ("roles.md", "できること", "できる役割", who_may),
    ("kana.md", "五十音順", "順", |row| {
        let (left, right) = (phone_book_key(row.get("左")), phone_book_key(row.get("右")));
        match left.cmp(&right) {
            std::cmp::Ordering::Less => "左が先".into(),
            std::cmp::Ordering::Equal => "同じ".into(),
            std::cmp::Ordering::Greater => "右が先".into(),
        }
    }),
    ("search.md", "欄の読み取り", "意味", search::read),
    ("search.md", "読み取れないもの", "答え", search::read),
    ("search.md", "合うかどうか", "合う", search::fits),
];

#[test]
fn every_row_of_every_table_holds() {
    let mut written = read_tables(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases"));
    let mut wrong = Vec::new();
    for (file, heading, answer, run) in TABLES {
        let rows = written.remove(&((*file).to_owned(), (*heading).to_owned()));
        let rows = rows.unwrap_or_else(|| panic!("{file} has no table 「{heading}」"));
        assert!(!rows.is_empty(), "{file} 「{heading}」 is empty");
        for row in &rows {
            let (ours, expected) = (run(row), row.get(answer));
            if ours != expected {
                wrong
                    .push(format!("{}: {answer} is {expected} by the table, {ours} by us", row.at));
            }
            row.expect_every_column_read();
        }
    }
    assert!(written.is_empty(), "nobody runs {:?}", written.keys());
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The roles that may do so, and whether somebody who is limited to a venue may.
fn who_may(row: &Row) -> String {
    let act = Act::ALL.into_iter().find(|act| act.name() == row.get("すること"));
    let act = act.unwrap_or_else(|| panic!("{}: no such act", row.at));
    let may: Vec<_> = Role::ALL.into_iter().filter(|role| role.may(act)).collect();
    let limited = |role| Duty { role, venues: Venues::Only(BTreeSet::new()) }.may(act);
    assert!(may.iter().all(|role| limited(*role) == (row.get("会場") == "はい")), "{}", row.at);
    may.into_iter().map(role_word).collect::<Vec<_>>().join("・")
}

fn role_word(role: Role) -> &'static str {
    match role {
        Role::Administrator => "管理者",
        Role::Nurse => "保健師",
        Role::Operator => "オペレーター",
        Role::Reception => "受付",
        Role::Pr => "広報",
        Role::Auditor => "監査",
        Role::Colleague => "閲覧",
    }
}

#[test]
fn every_act_stands_in_the_table_of_roles() {
    let written = read_tables(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases"));
    let rows = &written[&("roles.md".to_owned(), "できること".to_owned())];
    let names: Vec<_> = rows.iter().map(|row| row.get("すること").to_owned()).collect();
    assert_eq!(names, Act::ALL.map(Act::name));
}

fn outcome<T, E>(
    result: &Result<T, E>,
    right: impl Fn(&T) -> String,
    wrong: impl Fn(&E) -> String,
) -> String {
    match result {
        Ok(value) => right(value),
        Err(error) => wrong(error),
    }
}

fn yes_no(yes: bool) -> String {
    if yes { "はい" } else { "いいえ" }.to_owned()
}

fn stray(position: usize, found: char) -> String {
    format!("{position}文字目が「{found}」")
}

/// The number before a unit.
fn part<'a>(text: &'a str, unit: &str) -> &'a str {
    text.strip_suffix(unit).unwrap_or_else(|| panic!("{text} is not in {unit}"))
}

/// 7歳6か月, 1歳, 2か月.
fn age(text: &str) -> Age {
    let (years, rest) = text.split_once('歳').unwrap_or(("0", text));
    let months = if rest.is_empty() { "0" } else { part(rest, "か月") };
    Age { years: years.parse().expect("years"), months: months.parse().expect("months") }
}

/// 14週6日.
fn week_age(text: &str) -> WeekAge {
    let (weeks, days) = part(text, "日").split_once('週').expect("weeks and days");
    WeekAge { weeks: weeks.parse().expect("weeks"), days: days.parse().expect("days") }
}

/// A length of time of a given unit.
type Counted = fn(u32) -> Span;

/// 27日, 3週, 6月, 2月半.
fn span(text: &str) -> Span {
    let units: [(&str, Counted); 4] = [
        ("日", Span::Days),
        ("週", Span::Weeks),
        ("月半", |months| Span::HalfMonths { months }),
        ("月", Span::Months),
    ];
    let of_unit = |(unit, span): (&str, Counted)| {
        text.strip_suffix(unit).and_then(|number| number.parse().ok()).map(span)
    };
    units.into_iter().find_map(of_unit).unwrap_or_else(|| panic!("{text} is not a span"))
}

fn vaccine(text: &str) -> VaccineKind {
    match text {
        "注射生" => VaccineKind::InjectedLive,
        "経口生" => VaccineKind::OralLive,
        "不活化" => VaccineKind::Inactivated,
        _ => panic!("{text} is not a kind of vaccine"),
    }
}

fn reached_on(row: &Row) -> String {
    age(row.get("年齢")).reached_on(row.date("生年月日")).to_string()
}

fn checked(rule: &AgeRule, row: &Row) -> String {
    outcome(
        &rule.check(row.date("生年月日"), row.date("日")),
        |()| "対象".into(),
        |refusal| match refusal {
            AgeRefusal::TooYoung { from } => format!("{from}から"),
            AgeRefusal::TooOld { last } => format!("{last}まで"),
            AgeRefusal::BornBefore { first } => format!("{first}以後の生まれ"),
            AgeRefusal::BornAfter { last } => format!("{last}以前の生まれ"),
        },
    )
}

fn judged(row: &Row) -> String {
    let rule = IntervalRule {
        minimum: span(row.get("最短")),
        standard: row.some("標準", span),
        standard_latest: row.some("標準の終わり", span),
        maximum: row.some("最長", span),
    };
    match rule.judge(row.date("前回"), row.date("接種日")) {
        Interval::TooEarly { earliest } => format!("早すぎる({earliest}から)"),
        Interval::BeforeStandard { standard } => format!("標準より早い({standard}から)"),
        Interval::Fine => "よい".into(),
        Interval::AfterStandard { latest } => format!("標準より遅い({latest}まで)"),
        Interval::TooLate { latest } => format!("遅すぎる({latest}まで)"),
    }
}

/// Days, or 年末年始2026.
fn closures(row: &Row) -> Vec<Date> {
    let read = |cell: &str| match cell.strip_prefix("年末年始") {
        Some(year) => year_end_closure(year.parse().expect("a year")).to_vec(),
        None => cell.split(' ').map(day).collect(),
    };
    row.some("役場の休業日", read).unwrap_or_default()
}

fn holidays_of_year(row: &Row) -> String {
    let first = Date::new(row.number("年"), 1, 1).expect("a year");
    let days = first.series(jiff::Span::new().days(1)).take_while(|day| day.year() == first.year());
    let holidays = days.filter(|day| holiday_name(*day).is_some());
    holidays.map(|day| format!("{}/{}", day.month(), day.day())).collect::<Vec<_>>().join(" ")
}

fn born(row: &Row) -> String {
    let hint = row.some("年号の選択", |name| {
        Era::ALL.into_iter().find(|era| era.name() == name).expect("an era")
    });
    let today = row.date("今日");
    outcome(&birthdate::parse(row.get("入力"), hint, today), Date::to_string, |error| match error
    {
        BirthDateError::Empty => "入力がない".into(),
        BirthDateError::UnexpectedCharacter { found } => format!("「{found}」がある"),
        BirthDateError::WrongLength { digits } => format!("{digits}桁"),
        BirthDateError::NotThreeParts { found } => format!("年月日のうち{found}つ"),
        BirthDateError::EraMissing { year } => format!("{year}年の年号がない"),
        BirthDateError::NoSuchYear { era, year } => {
            format!("{}{year}年はない", era.map_or("西暦", Era::name))
        }
        BirthDateError::NoSuchMonth { month } => format!("{month}月はない"),
        BirthDateError::NoSuchDay { month, day, last } => {
            format!("{month}月{day}日はない、{last}日まで")
        }
        BirthDateError::NotLeapYear { year } => format!("{year}年はうるう年でない"),
        BirthDateError::WrongEra { era, correct } => format!("{}でなく{correct}", era.name()),
        BirthDateError::Future { date } => format!("{date}はまだ来ていない"),
        BirthDateError::TooOld { date } => format!("{date}は古すぎる"),
    })
}

fn scanned(row: &Row) -> String {
    outcome(
        &voucher::parse(row.get("入力")),
        |scanned| {
            let kind = scanned.kind.map_or("-".into(), String::from);
            let dose = scanned.dose.map_or("-".into(), |dose| dose.to_string());
            let town = scanned.municipality.map_or("-".into(), |code| code.to_string());
            format!("券種{kind} {dose}回目 {town} {}", scanned.number.as_str())
        },
        |error| match error {
            VoucherError::Empty => "入力がない".into(),
            VoucherError::WrongLength { digits } => format!("{digits}桁"),
            VoucherError::NotADigit { position, found } => stray(*position, *found),
            VoucherError::BadMunicipality { code } => format!("{code}は市区町村コードでない"),
        },
    )
}

/// When a cut-off closes, as a clock in Japan shows it.
fn closes(row: &Row) -> String {
    let (day, time) = row.get("枠の開始").split_once(' ').expect("a day and a time");
    let slot = Slot {
        id: SlotId(Uuid::nil()),
        session: SessionId(Uuid::nil()),
        programme: ProgrammeId(Uuid::nil()),
        venue: VenueId(Uuid::nil()),
        date: table::day(day),
        starts: time.parse().expect("a time"),
        ends: Time::MAX,
        product: None,
        closed_at: None,
        pools: Vec::new(),
        quotas: Vec::new(),
    };
    let rule = cut_off(row.get("決まり"));
    let closed_at = japan_time(rule.closes_at(&slot, &closures(row)));
    closed_at.strftime("%Y-%m-%d %H:%M").to_string()
}

fn cut_off(text: &str) -> CutOff {
    let text = text.strip_suffix("まで").expect("a cut-off ends in まで");
    if text == "開始" {
        return CutOff::UntilStart;
    }
    let (days, rest) = text.split_once('前').expect("so many days before");
    let at = rest.strip_prefix('の').map(|time| time.parse().expect("a time"));
    let number = |unit| days.strip_suffix(unit).and_then(|number| number.parse().ok());
    match (number("営業日"), number("日"), at) {
        (Some(days), _, None) => CutOff::BusinessDaysBefore(days),
        (Some(days), _, Some(time)) => CutOff::BusinessDaysBeforeAt(days, time),
        (None, Some(days), None) => CutOff::DaysBefore(days),
        (None, Some(days), Some(time)) => CutOff::DaysBeforeAt(days, time),
        (None, None, _) => panic!("no cut-off: {text}"),
    }
}
