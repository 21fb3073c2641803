//! Programmes whose schedules the case tables are about, as the towns named in them have published them. The
//! server brings three of them along as templates; it asks the same tables of those, since the domain's tests
//! read no file of the server.

use super::town::{dose, rule};
use domain::{
    Dated, Dose, Policy,
    age::{Age, AgeRule},
    interval::{IntervalRule, Span},
    pattern::Pattern,
    schedule::{Schedule, Start},
};

/// The exams of the check-up, in the order of their numbers.
pub(crate) const EXAMS: [&str; 7] = ["特定", "胃", "大腸", "肺", "前立腺", "乳", "子宮"];

fn months(months: u16) -> Age {
    Age { years: 0, months }
}

/// A dose between these ages, so long after the one before.
fn shot(number: u8, from: u16, under: u16, interval: Option<IntervalRule>) -> Dose {
    let (from, under) = (Some(months(from)), Some(months(under)));
    let ages = vec![Dated::always(AgeRule::OnTheDay { from, under })];
    let intervals = interval.map(Dated::always).into_iter().collect();
    Dose { ages, intervals, ..dose(number) }
}

fn schedule(after: u16, until: u16, doses: Vec<Dose>) -> Schedule {
    let starts = Start { after: Some(months(after)), until: Some(months(until)) };
    Schedule { starts, doses }
}

/// Not given any more once the child is too old for it.
fn passed_over(dose: Dose) -> Dose {
    Dose { passed_over: true, ..dose }
}

/// Hib: 27 to 56 days, dose 2 and 3 before the first birthday, and a booster 7 to 13 months later; 27 days where
/// one of them was passed over.
pub(crate) fn hib() -> Policy {
    let first = || shot(1, 2, 60, None);
    let within = |latest| IntervalRule { standard_latest: Some(latest), ..rule(Span::Days(27)) };
    let next = |number| passed_over(shot(number, 2, 12, Some(within(Span::Days(56)))));
    let booster = IntervalRule { minimum: Span::Months(7), ..within(Span::Months(13)) };
    let booster = |number| Dose {
        intervals_after_passed: vec![Dated::always(rule(Span::Days(27)))],
        ..shot(number, 2, 60, Some(booster))
    };
    Policy {
        series: "hib".to_owned(),
        doses: vec![first(), next(2), next(3), booster(4)],
        schedules: vec![
            schedule(7, 12, vec![first(), next(2), booster(3)]),
            schedule(12, 60, vec![first()]),
        ],
        ..Policy::default()
    }
}

/// Pneumococcus: 27 days, and a booster 60 days later from the first birthday on.
pub(crate) fn pneumococcus() -> Policy {
    let first = || shot(1, 2, 60, None);
    let next = |number, under| passed_over(shot(number, 2, under, Some(rule(Span::Days(27)))));
    let booster = |number| shot(number, 12, 60, Some(rule(Span::Days(60))));
    Policy {
        series: "pneumococcus".to_owned(),
        doses: vec![first(), next(2, 12), next(3, 24), booster(4)],
        schedules: vec![
            schedule(7, 12, vec![first(), next(2, 24), booster(3)]),
            schedule(12, 24, vec![first(), booster(2)]),
            schedule(24, 60, vec![first()]),
        ],
        ..Policy::default()
    }
}

/// Hepatitis B: 27 days, the third 139 days after the first, all before the first birthday.
pub(crate) fn hepatitis_b() -> Policy {
    let next = |number| shot(number, 0, 12, Some(rule(Span::Days(27))));
    let third = Dose { since_first: vec![Dated::always(Span::Days(139))], ..next(3) };
    Policy {
        series: "hepatitis-b".to_owned(),
        doses: vec![shot(1, 0, 12, None), next(2), third],
        ..Policy::default()
    }
}

/// A check-up of seven exams in nine patterns.
pub(crate) fn check_up() -> Policy {
    let patterns: [(&str, &[u8]); 9] = [
        ("国保・男性50歳以上", &[1, 2, 3, 4, 5]),
        ("国保・男性40代", &[1, 2, 3, 4]),
        ("特定健診のみ", &[1]),
        ("国保・女性40歳以上", &[1, 2, 3, 4, 6, 7]),
        ("社保・男性50歳以上", &[2, 3, 4, 5]),
        ("社保・男性40代", &[2, 3, 4]),
        ("社保・女性40歳以上", &[2, 3, 4, 6, 7]),
        ("女性20代・30代", &[7]),
        ("子宮がん今年度受診ずみ・女性", &[2, 3, 4, 6]),
    ];
    let pattern = |(number, (name, exams)): (u8, (&str, &[u8]))| Pattern {
        code: format!("P{number}"),
        name: name.to_owned(),
        exams: exams.to_vec(),
    };
    let exam = |(number, name): (u8, &str)| Dose { name: name.to_owned(), ..dose(number) };
    Policy {
        doses: (1..).zip(EXAMS).map(exam).collect(),
        patterns: (1..).zip(patterns).map(pattern).collect(),
        ..Policy::default()
    }
}
