//! What a nurse adds to the rules: one more dose after the last, and one more start of bookings for an age or a group.

use super::{
    products::unused,
    spacing,
    typed::{Reading, number},
};
use domain::{
    Dose, Policy,
    age::{Age, AgeRule},
    dated::Dated,
    group::{Group, Proof, Release},
    when::Date,
};

/// The longest name of a dose.
const NAME_MOST: usize = 40;
/// The most doses of a programme; no schedule of the law has as many.
const DOSES_MOST: usize = 12;

/// Whether one more dose may follow: exams stand side by side, and schedules by age are written as a whole.
pub(super) fn takes_a_dose(policy: &Policy) -> bool {
    !policy.series.is_empty() && policy.schedules.is_empty() && policy.patterns.is_empty()
}

/// Empty fields.
pub(super) fn put(put: &mut impl FnMut(&str, String)) {
    put("dose_new_name", String::new());
    spacing::put_rule("dose_new", None, put);
    for name in ["who", "age", "date", "time"] {
        put(&format!("release_new_{name}"), String::new());
    }
}

impl Reading<'_> {
    /// One more dose, for whom the last one is.
    pub(super) fn dose_new(&mut self, policy: &mut Policy, today: Date) {
        let name = self.given("dose_new_name").unwrap_or_default();
        let parts = ["name", "minimum", "standard", "latest", "maximum"];
        let is_left = |part: &&str| {
            self.given(&format!("dose_new_{part}")).is_none_or(|typed| typed.is_empty())
        };
        if !takes_a_dose(policy) || parts.iter().all(is_left) {
            return;
        }
        let Some(last) = policy.doses.last().cloned() else { return };
        if name.is_empty() || name.chars().count() > NAME_MOST {
            let told = format!(
                "足す回の名前を、{NAME_MOST}文字までで入れてください（たとえば「{}回目」）。",
                policy.doses.len() + 1
            );
            self.wrong("dose_new_name", told);
        } else if policy.doses.iter().any(|dose| dose.name == name) {
            self.wrong("dose_new_name", "同じ名前の回があります。ちがう名前にしてください。");
        } else if policy.doses.len() >= DOSES_MOST {
            self.wrong("dose_new_name", format!("回は{DOSES_MOST}までです。"));
        }
        let Some(rule) = self.rule("dose_new", today) else { return };
        let dose = Dose {
            number: last.number + 1,
            name,
            intervals: vec![Dated::always(rule)],
            since_first: Vec::new(),
            whatever_product: true,
            passed_over: false,
            intervals_after_passed: Vec::new(),
            ..last
        };
        policy.doses.push(dose);
    }

    /// One more start of bookings: from an age on, for a group, or for everyone.
    pub(super) fn release_new(&mut self, policy: &mut Policy) {
        let who = self.given("release_new_who").unwrap_or_default();
        let mut from = None;
        self.instant_opt("release_new", &mut from);
        if who.is_empty() {
            let age = self.given("release_new_age").unwrap_or_default();
            if from.is_some() || !age.is_empty() {
                self.wrong("release_new_who", "どなたの受付開始かを選んでください。");
            }
            return;
        }
        let group = match who.as_str() {
            "all" => None,
            "age" => match self.of_age_and_more(policy) {
                Some(code) => Some(code),
                None => return,
            },
            code if policy.groups.iter().any(|group| group.code == code) => Some(code.to_owned()),
            _ => {
                self.wrong("release_new_who", "どなたの受付開始かを、一覧から選んでください。");
                return;
            }
        };
        let Some(from) = from else {
            self.wrong("release_new_date", "受付開始の年月日と時刻を入れてください。");
            return;
        };
        let whole = |release: &Release| release.first.is_none() && release.last.is_none();
        if policy.releases.iter().any(|release| release.group == group && whole(release)) {
            self.wrong(
                "release_new_who",
                "この方たちの受付開始は、もうあります。上の年月日と時刻を直してください。",
            );
            return;
        }
        policy.releases.push(Release { group, from, first: None, last: None });
    }

    /// The group of those of an age and more; made where there is none yet.
    fn of_age_and_more(&mut self, policy: &mut Policy) -> Option<String> {
        let typed = self.given("release_new_age").unwrap_or_default();
        let Some(years) = number(&typed).filter(|years| (1..=130).contains(years)) else {
            let told =
                format!("「{typed}」は年齢として読めません。1から130までの数字を入れてください。");
            self.wrong("release_new_age", told);
            return None;
        };
        let rule = AgeRule::OnTheDay { from: Some(Age { years, months: 0 }), under: None };
        let proof = Proof::Age(vec![rule]);
        if let Some(there) = policy.groups.iter().find(|group| group.proof == proof) {
            return Some(there.code.clone());
        }
        let code = unused(policy.groups.iter().map(|group| group.code.as_str()), "age");
        policy.groups.push(Group { code: code.clone(), name: format!("{years}歳以上"), proof });
        Some(code)
    }
}
