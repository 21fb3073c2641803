//! Questions to the rules from the command line and from a file, with their answers word for word.

use super::super::Rule;
use super::*;
use crate::cli::{Cli, Command};
use clap::Parser;
use std::io::Write;

/// Two doses of Pfizer from twelve years on, booked until the eve, as an officer would write it down.
const PFIZER: &str = r#"{
    "series": "covid-2021",
    "residents_only": true,
    "products": [{"code": "pfizer", "name": "ファイザー", "kind": "inactivated"}],
    "book_until": {"days_before": 1},
    "doses": [
        {"number": 1, "name": "1回目",
         "ages": [{"rule": {"on_the_day": {"from": {"years": 12}, "under": null}}}]},
        {"number": 2, "name": "2回目",
         "intervals": [{"rule": {"minimum": {"days": 18}, "standard": {"days": 20},
                                 "standard_latest": null, "maximum": null}}]}
    ]
}"#;

fn clock() -> Timestamp {
    "2021-06-01T00:00:00Z".parse().unwrap()
}

fn policy() -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(PFIZER.as_bytes()).unwrap();
    file
}

fn ask(more: &[&str]) -> Answer {
    let file = policy();
    asked(&[&["--policy", file.path().to_str().unwrap(), "--birth", "S32.4.1"], more].concat())
}

fn asked(words: &[&str]) -> Answer {
    let parsed = Cli::try_parse_from([&["madoguchi", "rule", "why"], words].concat());
    let parsed = parsed.unwrap_or_else(|error| panic!("{error}"));
    let Command::Rule(Rule::Why(why)) = parsed.command else { panic!("another question") };
    why.answer(clock())
}

/// A child who begins Hib late, asked of the template.
#[test]
fn a_template_is_asked_by_its_name() {
    let hib = ["--template", "hib", "--birth", "R7.1.20", "--now", "2025-09-30T09:00"];
    let given = ["--given", "1:2025-09-01", "--given", "2:2025-09-29"];
    let third = asked(&[&hib[..], &given, &["--dose", "3", "--on", "2025-10-28"]].concat());
    assert_eq!(
        third.sentence,
        "前回（2025年9月29日（月））からの間隔が足りません。2026年4月29日（水） から受けられます。\
         いちばん早く受けられる日は 2026年4月29日（水曜日） です。"
    );
    let fourth = asked(&[&hib[..], &given, &["--dose", "4", "--on", "2026-10-28"]].concat());
    assert!(fourth.sentence.contains("全部で 3 回です"), "{}", fourth.sentence);
    let first = ["--birth", "R7.1.20", "--dose", "1", "--on", "2025-10-28"];
    let unknown = asked(&[&["--template", "hibb"], &first[..]].concat());
    assert!(!unknown.yes);
    assert!(unknown.sentence.starts_with("「hibb」というひな形はありません。あるのは bcg、"));
    let year = template("covid-autumn", clock()).unwrap().series;
    assert_eq!(year, "covid-2021", "of the year in which it is asked");
    let file = policy();
    let both = ["--policy", file.path().to_str().unwrap(), "--template", "hib"];
    let both = [&["madoguchi", "rule", "why"], &both[..], &first].concat();
    assert!(Cli::try_parse_from(both).is_err(), "one or the other");
}

#[test]
fn a_voucher_is_asked_for_where_the_programme_needs_one() {
    let mut policy: serde_json::Value = serde_json::from_str(PFIZER).unwrap();
    policy["voucher_needed"] = json!(true);
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(policy.to_string().as_bytes()).unwrap();
    let with = |vouchers: &[&str]| {
        let policy = ["--policy", file.path().to_str().unwrap(), "--birth", "S32.4.1"];
        asked(&[&policy[..], &["--dose", "1", "--on", "2021-06-03"], vouchers].concat())
    };
    assert!(!with(&[]).yes);
    assert!(with(&["--voucher", ":"]).yes);
    let later = with(&["--voucher", ":2021-06-01", "--voucher", "2021-06-10:2022-03-31"]);
    assert!(!later.yes);
    assert_eq!(later.facts["possible_on"], "2021-06-10");
    for wrong in ["", "2021-06-10", "2021-06-31:", "a:b"] {
        assert!(validity(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn the_command_line_says_why_not_and_from_when() {
    let first = ask(&["--dose", "1", "--on", "2021-06-03"]);
    assert_eq!(first.sentence, "2021年6月3日（木曜日） 10:00 に予約できます。");
    assert!(first.yes);
    let given = ["--given", "1:2021-06-01:pfizer", "--dose", "2"];
    let soon = ask(&[&given[..], &["--on", "2021-06-19", "--product", "pfizer"]].concat());
    assert!(!soon.yes);
    assert_eq!(
        soon.sentence,
        "前回（6月1日（火））からの間隔が足りません。6月20日（日） から受けられます。\
         いちばん早く受けられる日は 2021年6月20日（日曜日） です。"
    );
    assert_eq!(soon.facts["possible_on"], "2021-06-20");
    let away = ask(&["--away", "--dose", "1", "--on", "2021-06-03"]);
    assert_eq!(away.sentence, "町にお住まいの方が対象です。お困りのときは、お電話ください。");
    assert!(away.facts["possible_on"].is_null());
}

#[test]
fn a_file_asks_the_same_with_its_policy_inside() {
    let asked = |more: serde_json::Value| {
        let policy: serde_json::Value = serde_json::from_str(PFIZER).unwrap();
        let mut question = json!({ "policy": policy, "birth": "平成21年6月12日" });
        question.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let question: Question = serde_json::from_value(question).unwrap();
        question.answer(clock())
    };
    let child = asked(json!({ "dose": 1, "on": "2021-06-10", "now": "2021-06-01T09:00" }));
    assert_eq!(
        child.sentence,
        "年齢が、まだ対象になっていません。2021年6月11日（金曜日） から受けられます。\
         いちばん早く受けられる日は 2021年6月11日（金曜日） です。"
    );
    let too_late = asked(json!({ "dose": 1, "on": "2021-06-12", "now": "2021-06-12T09:00" }));
    assert!(too_late.sentence.ends_with("2021年6月13日（日曜日） です。"), "{}", too_late.sentence);
}

#[test]
fn the_days_are_those_on_which_the_days_are_released() {
    let mut policy: Policy = serde_json::from_str(PFIZER).unwrap();
    let release = json!({ "from": "2021-06-10T00:00:00Z" });
    policy.releases.push(serde_json::from_value(release).unwrap());
    let question = Question {
        policy,
        birth: "1957/4/1".to_owned(),
        sex: unstated(),
        away: false,
        groups: Vec::new(),
        declared: Vec::new(),
        given: Vec::new(),
        vouchers: Vec::new(),
        dose: 1,
        on: "2021-06-20".parse().unwrap(),
        time: ten(),
        product: None,
        now: None,
    };
    assert_eq!(
        question.answer(clock()).sentence,
        "予約の受付は、まだ始まっていません。6月10日（木） 9:00 から予約できます。\
         いちばん早く受けられる日は 2021年6月11日（金曜日） で、6月10日（木） 9:00 から予約できます。"
    );
}

#[test]
fn what_cannot_be_read_is_said_and_not_guessed() {
    let no_file = ["madoguchi", "rule", "why", "--question", "/nowhere.json"];
    let parsed = Cli::try_parse_from(no_file).unwrap();
    let Command::Rule(Rule::Why(why)) = parsed.command else { panic!("another question") };
    let answer = why.answer(clock());
    assert!(!answer.yes && answer.sentence.starts_with("/nowhere.json を読めませんでした"));
    for wrong in ["", "1", "2026-10-01", "1:2026-13-01", "1:2026-10-01::dead", "1:2026-10-01:::"] {
        assert!(past(wrong).is_err(), "{wrong}");
    }
    let other = past("mr/1:2026-10-01::injected_live").unwrap();
    let given = other.given(&Policy::default());
    assert_eq!((given.series.as_str(), given.kind), ("mr", VaccineKind::InjectedLive));
    assert!(sex("男").is_err());
    let born = ask(&["--dose", "1", "--on", "2021-06-03", "--sex", "male"]);
    assert!(born.yes);
}

/// A policy written before there were schedules, patterns and a standard that binds is still one, and
/// those it has now are read as they were written.
#[test]
fn an_older_policy_loads_and_a_newer_one_comes_back_as_it_was() {
    let older: Policy = serde_json::from_str(PFIZER).unwrap();
    assert!(older.schedules.is_empty() && older.patterns.is_empty() && !older.standard_binds);
    assert!(older.doses.iter().all(|dose| dose.since_first.is_empty()));
    let newer = json!({
        "doses": [{"number": 1}, {"number": 2, "since_first": [{"rule": {"days": 139}}]}],
        "schedules": [{"starts": {"after": {"months": 7}, "until": {"months": 12}},
                       "doses": [{"number": 1}]}],
        "patterns": [{"code": "P3", "name": "特定健診のみ", "exams": [1]}],
        "standard_binds": true,
    });
    let newer: Policy = serde_json::from_value(newer).unwrap();
    let again = serde_json::to_value(&newer).unwrap();
    assert_eq!(serde_json::from_value::<Policy>(again).unwrap(), newer);
    assert_eq!(newer.schedules[0].doses.len(), 1);
}
