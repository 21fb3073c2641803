//! How far one dose lies from the one before, as fields, and back. What is in the fields is the rule that was written
//! last; with a day, what was typed begins on that day and the rules before it stay.

use super::typed::{Reading, Typed, number};
use crate::words::opening::contradiction;
use domain::{
    Policy,
    dated::Dated,
    interval::{IntervalRule, Span},
    opening,
    when::Date,
};

/// The units of a span by their names in the form.
pub(super) const UNITS: [(&str, &str); 4] = [
    ("days", "日おいた日"),
    ("weeks", "週間後"),
    ("months", "か月後"),
    ("half_months", "か月半後"),
];
/// The parts of a rule by the tails of their fields' names.
const PARTS: [(&str, &str); 4] = [
    ("minimum", "これより前は受けられない"),
    ("standard", "おすすめの始まり（空欄なら、決めない）"),
    ("latest", "おすすめの終わり（空欄なら、決めない）"),
    ("maximum", "これを過ぎると受けられない（空欄なら、決めない）"),
];
/// The most of any unit: ten years of days.
const MOST: u16 = 3_660;

/// A rule's fields, by their names.
pub(super) struct Spacing {
    pub(super) label: String,
    pub(super) day: String,
    pub(super) spans: Vec<SpanFields>,
}

/// One span's fields, by their names.
pub(super) struct SpanFields {
    pub(super) label: &'static str,
    pub(super) count: String,
    pub(super) unit: String,
}

impl Spacing {
    pub(super) fn of(label: String, head: &str) -> Self {
        let spans = PARTS.map(|(part, label)| SpanFields {
            label,
            count: format!("{head}_{part}"),
            unit: format!("{head}_{part}_unit"),
        });
        Self { label, day: day_of(head), spans: spans.into() }
    }
}

fn day_of(head: &str) -> String {
    format!("{head}_day")
}

/// The head of the names of a dose's fields, and of a product's.
fn dose(index: usize) -> String {
    format!("dose_{index}")
}

fn product(index: usize) -> String {
    format!("product_{index}")
}

/// Those of the doses that follow another, and of the products that have an interval of their own.
pub(super) fn all(policy: &Policy) -> Vec<Spacing> {
    let doses = policy.doses.iter().enumerate().filter(|(_, dose)| dose.follows());
    let doses = doses.map(|(index, of)| Spacing::of(of.name.clone(), &dose(index)));
    let products = policy.products.iter().enumerate().filter(|(_, of)| !of.intervals.is_empty());
    let products =
        products.map(|(index, of)| Spacing::of(format!("{}のとき", of.name), &product(index)));
    doses.chain(products).collect()
}

/// The fields as the rules stand.
pub(super) fn put(policy: &Policy, put: &mut impl FnMut(&str, String)) {
    let doses = policy.doses.iter().enumerate().map(|(at, of)| (dose(at), &of.intervals));
    let products = policy.products.iter().enumerate().map(|(at, of)| (product(at), &of.intervals));
    for (head, rules) in doses.chain(products) {
        if let Some(last) = rules.last() {
            put_rule(&head, Some(&last.rule), put);
        }
    }
}

/// The fields of one rule, empty without one.
pub(super) fn put_rule(
    head: &str,
    rule: Option<&IntervalRule>,
    put: &mut impl FnMut(&str, String),
) {
    put(&day_of(head), String::new());
    let spans = rule.map_or([None; 4], |rule| {
        [Some(rule.minimum), rule.standard, rule.standard_latest, rule.maximum]
    });
    for ((part, _), span) in PARTS.into_iter().zip(spans) {
        let (count, unit) = span.map_or_else(|| (String::new(), "days"), parts);
        put(&format!("{head}_{part}"), count);
        put(&format!("{head}_{part}_unit"), unit.to_owned());
    }
}

fn parts(span: Span) -> (String, &'static str) {
    match span {
        Span::Days(count) => (count.to_string(), "days"),
        Span::Weeks(count) => (count.to_string(), "weeks"),
        Span::Months(count) => (count.to_string(), "months"),
        Span::HalfMonths { months } => (months.to_string(), "half_months"),
    }
}

/// 20日おいた日.
pub(super) fn in_words(count: &str, unit: &str) -> String {
    let unit = UNITS.iter().find(|(name, _)| *name == unit);
    if count.is_empty() {
        "空欄".to_owned()
    } else {
        format!("{count}{}", unit.map_or("", |(_, name)| name))
    }
}

impl Reading<'_> {
    pub(super) fn spacings(&mut self, policy: &mut Policy, today: Date) {
        for (index, of) in policy.doses.iter_mut().enumerate() {
            self.spacing(&dose(index), &mut of.intervals, today);
        }
        for (index, of) in policy.products.iter_mut().enumerate() {
            self.spacing(&product(index), &mut of.intervals, today);
        }
    }

    fn spacing(&mut self, head: &str, rules: &mut Vec<Dated<IntervalRule>>, today: Date) {
        let Some(last) = rules.last_mut() else { return };
        let Some(typed) = self.rule(head, today) else { return };
        let day = day_of(head);
        match self.day(&day) {
            Err(()) => {}
            Ok(None) => last.rule = typed,
            Ok(Some(_)) if last.rule == typed => self.wrong(
                &day,
                "日を入れましたが、間隔は前と同じです。変える間隔を入れるか、日を空欄にしてください。",
            ),
            Ok(Some(from)) if last.from == Some(from) => last.rule = typed,
            Ok(Some(from)) => rules.push(Dated::from(from, typed)),
        }
    }

    /// The rule that was typed; none where the form does not have it, or it cannot be.
    pub(super) fn rule(&mut self, head: &str, today: Date) -> Option<IntervalRule> {
        self.given(&format!("{head}_minimum"))?;
        let [minimum, standard, standard_latest, maximum] =
            PARTS.map(|(part, _)| self.span(&format!("{head}_{part}")));
        let minimum_of = format!("{head}_minimum");
        if minimum == Ok(None) {
            self.wrong(&minimum_of, "「これより前は受けられない」間隔を入れてください。");
        }
        let rule = IntervalRule {
            minimum: minimum.ok()??,
            standard: standard.ok()?,
            standard_latest: standard_latest.ok()?,
            maximum: maximum.ok()?,
        };
        if let Some(how) = opening::contradiction(&rule, today) {
            let told = format!("間隔が矛盾しています。{}", contradiction(how));
            self.wrong(&minimum_of, told);
            return None;
        }
        Some(rule)
    }

    fn span(&mut self, name: &str) -> Result<Option<Span>, ()> {
        let typed = self.given(name).unwrap_or_default();
        if typed.is_empty() {
            return Ok(None);
        }
        let Some(count) = number(&typed).filter(|count| *count <= MOST) else {
            let told = format!(
                "「{typed}」は間隔として読めません。0から{MOST}までの数字を入れ、単位を選んでください。"
            );
            self.wrong(name, told);
            return Err(());
        };
        let count = u32::from(count);
        let unit = self.given(&format!("{name}_unit")).unwrap_or_default();
        Ok(Some(match unit.as_str() {
            "weeks" => Span::Weeks(count),
            "months" => Span::Months(count),
            "half_months" => Span::HalfMonths { months: count },
            _ => Span::Days(count),
        }))
    }
}

/// What holds now where something else was typed, in words.
pub(super) fn was(span: &SpanFields, typed: &Typed, now: &Typed) -> Option<String> {
    let told = |fields: &Typed| {
        let value = |name: &str| fields.get(name).map_or("", String::as_str);
        in_words(value(&span.count), value(&span.unit))
    };
    Some(told(now)).filter(|was| *was != told(typed))
}
