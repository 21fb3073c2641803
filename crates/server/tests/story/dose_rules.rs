//! A nurse decides in her browser how far doses lie apart, which vaccines are given, that there is one dose more, and
//! who may book from which day on.

use crate::{page::Page, people::hanako, places::COVID, resident::Browser, town::Town};
use domain::{
    Programme, ProgrammeId,
    cutoff::CutOff,
    dated::{Dated, in_force},
    group::Proof,
    interval::{IntervalRule, Span, VaccineKind},
};
use jiff::civil::date;

on_both_engines!(
    an_interval_is_corrected_or_changes_from_a_day_on,
    a_vaccine_is_added_and_its_box_written_down,
    a_dose_is_added_after_the_last,
    bookings_start_by_age_one_after_the_other,
    what_cannot_be_of_doses_and_vaccines_is_told_by_its_field,
    what_cannot_be_of_starts_is_told_by_its_field,
    what_was_left_alone_stays_the_other_officers,
    whom_other_starts_shut_out_is_told_before,
);

async fn what_was_left_alone_stays_the_other_officers(town: &Town) {
    let (one, other) = (town.officer().await, town.officer().await);
    let rules = made(&one, "influenza-child").await;
    let at = |day| [("release_new_date", day), ("release_new_time", "9:00")];
    for (age, day) in [("75", "2026-12-01"), ("65", "2026-12-08")] {
        let who = [("release_new_who", "age"), ("release_new_age", age)];
        saves(&one, &rules, &[&who[..], &at(day)[..]].concat()).await;
    }
    let everyone = [&[("release_new_who", "all")][..], &at("2026-12-15")[..]].concat();
    saves(&one, &rules, &everyone).await;
    let policy = saved(town, &rules).await.policy;
    let code =
        |name: &str| policy.groups.iter().find(|group| group.name == name).unwrap().code.clone();
    let (eldest, elder) = (code("75歳以上"), code("65歳以上"));
    let stale = other.opens(&rules).await;
    let (day, time) = (format!("start_1_{eldest}_date"), format!("start_1_{eldest}_time"));
    let away =
        [(day.as_str(), ""), (time.as_str(), ""), ("cancel_kind", "days"), ("cancel_days", "3")];
    saves(&one, &rules, &away).await;

    let moved = format!("start_1_{elder}_date");
    let told = other.presses(&stale, LOOKS, &[(&moved, "2026-12-05"), ("bring", "接種券")]).await;
    assert_eq!(told.status, 409, "{}", told.text());
    let seen = other.presses(&told, LOOKS, &[]).await;
    let done = other.presses(&seen, "保存する", &[("reason", "国の通知による")]).await;
    assert_eq!(done.heading(), "受付前の点検", "{}", done.text());
    let policy = saved(town, &rules).await.policy;
    let starts: Vec<_> =
        policy.releases.iter().map(|r| (r.group.clone(), r.from.to_string())).collect();
    let nine = |day: &str| format!("2026-12-{day}T00:00:00Z");
    assert_eq!(starts, [(Some(elder), nine("05")), (None, nine("15"))]);
    assert_eq!(policy.cancel_until, CutOff::DaysBefore(3), "what was left alone stays the other's");
    assert_eq!(policy.bring, ["接種券"]);
}

async fn whom_other_starts_shut_out_is_told_before(town: &Town) {
    let resident = town.resident(hanako()).await;
    resident.registers(&resident.known).await;
    let officer = town.officer().await;
    let page = officer.opens(&format!("/desk/programmes/{COVID}/rules")).await;
    let none = officer.presses(&page, LOOKS, &[("name", "コロナ")]).await;
    assert!(!none.text().contains("受付開始のある方"), "{}", none.text());
    let eldest = [
        ("release_new_who", "age"),
        ("release_new_age", "120"),
        ("release_new_date", "2026-10-01"),
        ("release_new_time", "9:00"),
    ];
    let told = officer.presses(&page, LOOKS, &eldest).await.text();
    assert!(told.contains("人 → 0人"), "{told}");
    assert!(told.contains("受付開始のない方は、予約できません。"), "{told}");
}

const LOOKS: &str = "だれに影響するか確かめる";

async fn made(officer: &Browser<'_>, template: &str) -> String {
    let page = officer.opens("/desk/programmes/new").await;
    let mut form = page.form("この事業をつくる");
    form.fields.push(("template".to_owned(), template.to_owned()));
    officer.submits(&form).await.path
}

async fn saved(town: &Town, rules: &str) -> Programme {
    let id: ProgrammeId = rules.split('/').nth(3).unwrap().parse().unwrap();
    town.app.store.read(move |reader| reader.programme(id)).await.unwrap().unwrap()
}

async fn saves(officer: &Browser<'_>, rules: &str, typed: &[(&str, &str)]) -> Page {
    let page = officer.opens(rules).await;
    let seen = officer.presses(&page, LOOKS, typed).await;
    assert_eq!(seen.status, 200, "{}", seen.text());
    let done = officer.presses(&seen, "保存する", &[("reason", "国の通知による")]).await;
    assert_eq!(done.heading(), "受付前の点検", "{}", done.text());
    seen
}

async fn an_interval_is_corrected_or_changes_from_a_day_on(town: &Town) {
    let officer = town.officer().await;
    let rules = made(&officer, "covid-2021-primary").await;
    let template = saved(town, &rules).await.policy.doses[1].intervals.clone();
    let page = officer.opens(&rules).await;
    let same = officer.presses(&page, LOOKS, &[("dose_1_minimum", "１８")]).await;
    assert!(same.text().contains("いまの決まりと同じです。"), "{}", same.text());

    let typed = [
        ("dose_1_minimum", "3"),
        ("dose_1_minimum_unit", "weeks"),
        ("dose_1_standard", "8"),
        ("dose_1_standard_unit", "weeks"),
        ("dose_1_latest", "３"),
        ("dose_1_latest_unit", "months"),
        ("dose_1_day", "2027-01-17"),
    ];
    saves(&officer, &rules, &typed).await;
    let later = IntervalRule {
        minimum: Span::Weeks(3),
        standard: Some(Span::Weeks(8)),
        standard_latest: Some(Span::Months(3)),
        maximum: None,
    };
    let both = saved(town, &rules).await.policy.doses[1].intervals.clone();
    assert_eq!(both, [template.clone(), vec![Dated::from(date(2027, 1, 17), later)]].concat());
    assert_eq!(in_force(&both, date(2027, 1, 16)), Some(&template[0].rule));

    let shown = officer.opens(&rules).await;
    let told = shown.text();
    assert!(
        told.contains("3週間後より前は受けられません。おすすめは8週間後から3か月後まで"),
        "{told}"
    );
    assert_eq!(shown.form(LOOKS).value("dose_1_standard_unit"), "weeks");
    let seen = officer
        .presses(&shown, LOOKS, &[("dose_1_maximum", "6"), ("dose_1_maximum_unit", "half_months")])
        .await;
    assert!(seen.text().contains("いまの決まり：空欄"), "{}", seen.text());
    saves(&officer, &rules, &[("dose_1_maximum", "6"), ("dose_1_maximum_unit", "half_months")])
        .await;
    let corrected = saved(town, &rules).await.policy.doses[1].intervals.clone();
    assert_eq!(corrected.len(), 2, "the last rule is corrected where it stands");
    assert_eq!(corrected[1].rule.maximum, Some(Span::HalfMonths { months: 6 }));
    saves(
        &officer,
        &rules,
        &[("dose_1_minimum", "27"), ("dose_1_minimum_unit", "days"), ("dose_1_day", "2027-01-17")],
    )
    .await;
    assert_eq!(
        saved(town, &rules).await.policy.doses[1].intervals.len(),
        2,
        "no day has two rules"
    );
}

async fn a_vaccine_is_added_and_its_box_written_down(town: &Town) {
    let officer = town.officer().await;
    let rules = made(&officer, "covid-autumn").await;
    let typed = [
        ("vaccine_0_vial", "6"),
        ("vaccine_0_until", "2027-03-31"),
        ("vaccine_new_name", "ノババックス"),
        ("vaccine_new_vial", "１０"),
    ];
    saves(&officer, &rules, &typed).await;
    let products = saved(town, &rules).await.policy.products;
    assert_eq!(products.len(), 2);
    assert_eq!((products[0].vial, products[0].usable_until), (Some(6), Some(date(2027, 3, 31))));
    assert_eq!((products[1].name.as_str(), products[1].vial), ("ノババックス", Some(10)));
    assert_eq!(products[1].kind, VaccineKind::Inactivated);
    assert_ne!(products[0].code, products[1].code);
    let slots = officer.opens(&rules.replace("/rules", "/slots")).await;
    assert!(slots.html.contains("ノババックス"), "the form of slots offers it");
    saves(&officer, &rules, &[("vaccine_1_name", "ヌバキソビッド"), ("vaccine_1_vial", "")]).await;
    let renamed = saved(town, &rules).await.policy.products.pop().unwrap();
    assert_eq!((renamed.name.as_str(), renamed.vial), ("ヌバキソビッド", None));
    assert_eq!(renamed.code, products[1].code);
}

async fn a_dose_is_added_after_the_last(town: &Town) {
    let officer = town.officer().await;
    let rules = made(&officer, "covid-2021-primary").await;
    let before = saved(town, &rules).await.policy.doses;
    let typed = [
        ("dose_new_name", "3回目"),
        ("dose_new_minimum", "6"),
        ("dose_new_minimum_unit", "months"),
    ];
    saves(&officer, &rules, &typed).await;
    let after = saved(town, &rules).await.policy.doses;
    assert_eq!(after.len(), before.len() + 1);
    let added = after.last().unwrap();
    assert_eq!((added.number, added.name.as_str()), (3, "3回目"));
    assert_eq!(added.ages, before.last().unwrap().ages);
    assert_eq!(added.interval_on(date(2027, 1, 1)).unwrap().minimum, Span::Months(6));
    let exams = made(&officer, "cancer-screening").await;
    assert!(!officer.opens(&exams).await.text().contains("もう1回足す"));
}

async fn bookings_start_by_age_one_after_the_other(town: &Town) {
    let officer = town.officer().await;
    let rules = made(&officer, "influenza-child").await;
    let at = |day| [("release_new_date", day), ("release_new_time", "9:00")];
    let eldest =
        [vec![("release_new_who", "age"), ("release_new_age", "７５")], at("2026-12-01").to_vec()];
    saves(&officer, &rules, &eldest.concat()).await;
    let all = [vec![("release_new_who", "all")], at("2026-12-08").to_vec()].concat();
    saves(&officer, &rules, &all).await;
    let policy = saved(town, &rules).await.policy;
    let group = policy.groups.last().unwrap();
    assert_eq!(group.name, "75歳以上");
    assert!(matches!(&group.proof, Proof::Age(ages) if ages.len() == 1));
    let starts: Vec<_> =
        policy.releases.iter().map(|r| (r.group.clone(), r.from.to_string())).collect();
    let code = Some(group.code.clone());
    assert_eq!(
        starts,
        [(code, "2026-12-01T00:00:00Z".to_owned()), (None, "2026-12-08T00:00:00Z".to_owned())]
    );
    let page = officer.opens(&rules).await;
    let twice = officer.presses(&page, LOOKS, &all).await;
    assert_eq!(twice.status, 422);
    assert!(twice.text().contains("この方たちの受付開始は、もうあります。"), "{}", twice.text());
    let head = format!("start_1_{}", group.code);
    let (eldest_day, eldest_time) = (format!("{head}_date"), format!("{head}_time"));
    saves(&officer, &rules, &[(eldest_day.as_str(), ""), (eldest_time.as_str(), "")]).await;
    assert_eq!(saved(town, &rules).await.policy.releases.len(), 1, "an empty start is taken away");
}

async fn what_cannot_be_of_doses_and_vaccines_is_told_by_its_field(town: &Town) {
    let officer = town.officer().await;
    let rules = made(&officer, "covid-2021-primary").await;
    let (before, page) = (saved(town, &rules).await, officer.opens(&rules).await);
    let long = "9".repeat(10_000);
    let rows = [
        (vec![("dose_1_minimum", "")], "「これより前は受けられない」間隔を入れてください。"),
        (vec![("dose_1_minimum", "三週")], "間隔として読めません。"),
        (vec![("dose_1_minimum", "-18")], "間隔として読めません。"),
        (vec![("dose_1_maximum", &long)], "間隔として読めません。"),
        (vec![("dose_1_minimum", "0"), ("dose_1_minimum_unit", "weeks")], "間隔として読めません。"),
        (
            vec![("dose_1_maximum", "600"), ("dose_1_maximum_unit", "months")],
            "間隔として読めません。",
        ),
        (
            vec![("dose_1_standard", ""), ("dose_1_latest", "5")],
            "標準の終わりが、始まりより前になります。",
        ),
        (
            vec![("dose_1_minimum", "19"), ("dose_1_day", "1900-01-01")],
            "今日から10年より離れています。",
        ),
        (vec![("dose_1_maximum", "10")], "最短が、最長より後になります。"),
        (vec![("dose_1_standard", "5")], "標準が、最短より短くなっています。"),
        (vec![("dose_1_minimum", "19"), ("dose_1_day", "2027-02-30")], "年月日として読めません。"),
        (vec![("dose_1_day", "2027-02-01")], "間隔は前と同じです。"),
        (vec![("vaccine_0_name", "")], "製品の名前を入れてください。"),
        (vec![("vaccine_0_vial", "0")], "1本の人数として読めません。"),
        (vec![("vaccine_0_vial", "😀")], "1本の人数として読めません。"),
        (vec![("vaccine_0_until", "来年")], "年月日として読めません。"),
        (vec![("vaccine_new_vial", "6")], "足す製品の名前を入れてください。"),
        (vec![("vaccine_new_name", &long)], "製品の名前は60文字までにしてください。"),
        (
            vec![("vaccine_1_name", before.policy.products[0].name.as_str())],
            "同じ名前の製品があります。",
        ),
        (
            vec![("vaccine_new_name", "新"), ("vaccine_new_kind", "x")],
            "ワクチンの種類を、一覧から選んでください。",
        ),
        (vec![("dose_new_minimum", "6")], "足す回の名前を"),
        (vec![("dose_new_standard", "6")], "足す回の名前を"),
        (vec![("dose_new_name", "3回目")], "「これより前は受けられない」間隔を入れてください。"),
        (
            vec![("dose_new_name", &before.policy.doses[0].name), ("dose_new_minimum", "6")],
            "同じ名前の回があります。",
        ),
    ];
    all_refused(&officer, &page, &rows).await;
    assert_eq!(saved(town, &rules).await, before);
}

async fn what_cannot_be_of_starts_is_told_by_its_field(town: &Town) {
    let officer = town.officer().await;
    let rules = made(&officer, "covid-2021-primary").await;
    let (before, page) = (saved(town, &rules).await, officer.opens(&rules).await);
    let rows = [
        (vec![("release_new_age", "75")], "どなたの受付開始かを選んでください。"),
        (vec![("release_new_who", "nobody")], "どなたの受付開始かを、一覧から選んでください。"),
        (
            vec![("release_new_date", "2026-12-01"), ("release_new_time", "9:00")],
            "どなたの受付開始かを選んでください。",
        ),
        (vec![("release_new_who", "all")], "受付開始の年月日と時刻を入れてください。"),
        (vec![("release_new_who", "age"), ("release_new_age", "200")], "年齢として読めません。"),
        (
            vec![("release_new_who", "all"), ("release_new_time", "9:00")],
            "年月日も入れてください。",
        ),
    ];
    all_refused(&officer, &page, &rows).await;
    assert_eq!(saved(town, &rules).await, before);
}

/// Each of them is refused with its sentence, and what was typed is still there.
async fn all_refused(officer: &Browser<'_>, page: &Page, rows: &[(Vec<(&str, &str)>, &str)]) {
    for (typed, told) in rows {
        let refused = officer.presses(page, LOOKS, typed).await;
        assert_eq!(refused.status, 422, "{typed:?}: {}", refused.text());
        assert!(refused.text().contains(told), "{typed:?}: {}", refused.text());
        for (field, value) in typed {
            if !field.ends_with("_who") && !field.ends_with("_kind") && !field.ends_with("_unit") {
                assert_eq!(refused.form(LOOKS).value(field), *value, "nothing is lost");
            }
        }
    }
}
