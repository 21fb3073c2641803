//! How far one dose lies from the one before, as fields, and back. What is in the fields is the rule that was written
//! last; with a later day, what was typed begins on that day and the rules before it stay.

use super::typed::{Reading, Typed, number, yes};
use crate::words::{dates, opening::contradiction, rules as told};
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
/// The least and the most of each: no day, which is the next one, to ten years.
const RANGES: [(u16, u16); 4] = [(0, 3_660), (1, 520), (1, 120), (1, 120)];
/// The parts of a rule by the tails of their fields' names.
const PARTS: [(&str, &str); 4] = [
    ("minimum", "これより前は受けられない"),
    ("standard", "おすすめの始まり（空欄なら、決めない）"),
    ("latest", "おすすめの終わり（空欄なら、決めない）"),
    ("maximum", "これを過ぎると受けられない（空欄なら、決めない）"),
];

/// A rule's fields, by their names.
pub(super) struct Spacing {
    pub(super) label: String,
    pub(super) day: String,
    pub(super) drop: String,
    /// All rules in words, where there are several or the only one has a day.
    pub(super) others: Vec<String>,
    /// Whether the last of them can be taken back.
    pub(super) may_drop: bool,
    pub(super) spans: Vec<SpanFields>,
}

/// One span's fields, by their names.
pub(super) struct SpanFields {
    pub(super) label: &'static str,
    pub(super) count: String,
    pub(super) unit: String,
}

impl Spacing {
    pub(super) fn of(label: String, head: &str, rules: &[Dated<IntervalRule>]) -> Self {
        let spans = PARTS.map(|(part, label)| SpanFields {
            label,
            count: format!("{head}_{part}"),
            unit: format!("{head}_{part}_unit"),
        });
        let dated = rules.iter().any(|rule| rule.from.is_some() || rule.until.is_some());
        Self {
            label,
            day: day_of(head),
            drop: drop_of(head),
            others: rules.iter().filter(|_| dated).map(told::dated_interval).collect(),
            may_drop: rules.len() > 1,
            spans: spans.into(),
        }
    }
}

fn day_of(head: &str) -> String {
    format!("{head}_day")
}

fn drop_of(head: &str) -> String {
    format!("{head}_drop")
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
    let by_product = policy.products.iter().any(|product| !product.intervals.is_empty());
    let doses = doses.map(|(index, of)| {
        let whose = if by_product && !of.whatever_product {
            format!("{}（製品に間隔がないとき）", of.name)
        } else {
            of.name.clone()
        };
        Spacing::of(whose, &dose(index), &of.intervals)
    });
    let products = policy.products.iter().enumerate().filter(|(_, of)| !of.intervals.is_empty());
    let products = products.map(|(index, of)| {
        Spacing::of(format!("{}のとき", of.name), &product(index), &of.intervals)
    });
    doses.chain(products).collect()
}

/// The fields as the rules stand.
pub(super) fn put(policy: &Policy, put: &mut impl FnMut(&str, String)) {
    let doses = policy.doses.iter().enumerate().map(|(at, of)| (dose(at), &of.intervals));
    let products = policy.products.iter().enumerate().map(|(at, of)| (product(at), &of.intervals));
    for (head, rules) in doses.chain(products) {
        if let Some(last) = rules.last() {
            put_rule(&head, Some(last), put);
        }
    }
}

/// The fields of one rule, empty without one.
pub(super) fn put_rule(
    head: &str,
    rule: Option<&Dated<IntervalRule>>,
    put: &mut impl FnMut(&str, String),
) {
    let from = rule.and_then(|rule| rule.from);
    put(&day_of(head), from.map_or_else(String::new, |day| day.to_string()));
    put(&drop_of(head), yes(false));
    let spans = rule.map_or([None; 4], |Dated { rule, .. }| {
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
        let Some(last) = rules.last().copied() else { return };
        if rules.len() > 1 && self.given(&drop_of(head)).as_deref() == Some("yes") {
            rules.pop();
            return;
        }
        let Some(typed) = self.rule(head, today) else { return };
        let day = day_of(head);
        let Ok(from) = self.day(&day) else { return };
        let is_same = last.rule == typed;
        match (last.from, from) {
            (before, from) if before == from => replace(rules, typed),
            (Some(_), None) => self.wrong(
                &day,
                "いちばんあとの決まりには、始まる日がいります。いらないときは「取り消す」を選んでください。",
            ),
            (Some(before), Some(from)) if from < before => {
                let told = format!(
                    "{}からの決まりが、もうあります。それより前の日からは足せません。その決まりを直すか、「取り消す」を選んでください。",
                    dates::long(before)
                );
                self.wrong(&day, told);
            }
            (_, Some(_)) if is_same => self.wrong(
                &day,
                "日を入れましたが、間隔は前と同じです。変える間隔を入れるか、日を元に戻してください。",
            ),
            (_, Some(from)) if !near(from, today) => {
                let told = format!("「{from}」は、今日から10年より離れています。年を確かめてください。");
                self.wrong(&day, told);
            }
            (_, Some(from)) => rules.push(Dated::from(from, typed)),
            (None, None) => replace(rules, typed),
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
        let unit = self.given(&format!("{name}_unit")).unwrap_or_default();
        let at = UNITS.iter().position(|(name, _)| *name == unit).unwrap_or(0);
        let (least, most) = RANGES[at];
        let Some(count) = number(&typed).filter(|count| (least..=most).contains(count)) else {
            let told = format!(
                "「{typed}{}」は間隔として読めません。{least}から{most}までの数字を入れ、単位を選んでください。",
                UNITS[at].1
            );
            self.wrong(name, told);
            return Err(());
        };
        let count = u32::from(count);
        Ok(Some(match unit.as_str() {
            "weeks" => Span::Weeks(count),
            "months" => Span::Months(count),
            "half_months" => Span::HalfMonths { months: count },
            _ => Span::Days(count),
        }))
    }
}

fn replace(rules: &mut [Dated<IntervalRule>], rule: IntervalRule) {
    if let Some(last) = rules.last_mut() {
        last.rule = rule;
    }
}

fn near(day: Date, today: Date) -> bool {
    (day.year() - today.year()).abs() <= 10
}

/// What holds now where something else was typed, in words.
pub(super) fn was(span: &SpanFields, typed: &Typed, now: &Typed) -> Option<String> {
    let told = |fields: &Typed| {
        let value = |name: &str| fields.get(name).map_or("", String::as_str);
        in_words(value(&span.count), value(&span.unit))
    };
    Some(told(now)).filter(|was| *was != told(typed))
}
