//! The form of a comparison: the rules as they stand in its fields, and what was typed read back, with a sentence for each
//! field that cannot be.

use crate::{actions::simulate::Asked, web::form::number};
use domain::waitlist::{Order, WAVE_MOST, Waitlist};
use std::{
    collections::{BTreeMap, HashMap},
    ops::RangeInclusive,
};

/// What was typed, by the name of the field.
pub(super) type Typed = HashMap<String, String>;
/// The sentences, by the name of the field.
pub(super) type Errors = BTreeMap<&'static str, String>;

/// What the fields are called.
const LABELS: [(&str, &str); 10] = [
    ("least", "お返事を待つ時間（いちばん短いとき、分）"),
    ("most", "お返事を待つ時間（いちばん長いとき、分）"),
    ("refusals", "残り時間を何人で分けるか"),
    ("wave", "一つの空きを、一度に何人にご案内するか"),
    ("late", "締切の何分前から人数を増やすか"),
    ("wave_late", "そのときは、一度に何人にご案内するか"),
    ("waiting", "待っている方の人数"),
    ("cancelled", "キャンセルされる枠の割合（%）"),
    ("taken", "ご案内をお受けになる割合（%）"),
    ("declined", "ご案内を見送られる割合（%）"),
];
/// Most people who are assumed to wait; more take longer than a page may, and are for `madoguchi simulate`.
const WAITING_MOST: u32 = 2_000;
/// The longest time to answer: a week.
const MINUTES_MOST: u32 = 10_080;

/// The programme's own order, where that needs more to be said than this form asks for.
pub(super) const OWN: &str = "own";

/// What a field is called.
pub(super) fn label(name: &str) -> &'static str {
    LABELS.into_iter().find(|(field, _)| *field == name).map_or("", |(_, label)| label)
}

/// The rules as they stand in the fields. What is assumed is left open.
pub(super) fn fields(own: &Waitlist) -> Typed {
    let order = match own.order {
        Order::Registered => "registered",
        Order::Lottery(_) => "lottery",
        Order::Groups(_) | Order::Areas(_) => OWN,
        Order::SoonestThere => "soonest",
    };
    let fields = [
        ("order", order.to_owned()),
        ("least", own.window_least.to_string()),
        ("most", own.window_most.to_string()),
        ("refusals", own.expected_refusals.to_string()),
        ("wave", own.wave.to_string()),
        ("late", own.late.to_string()),
        ("wave_late", own.wave_late.to_string()),
    ];
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// What was asked for, and the rules to be tried beside the usual ones.
pub(super) fn read(typed: &Typed, own: &Waitlist) -> Result<(Asked, Waitlist), Errors> {
    let mut reading = Reading { typed, errors: Errors::new() };
    let percent = |n: Option<u32>| n.map(|n| n * 10);
    let asked = Asked {
        waiting: reading.number("waiting", 1..=WAITING_MOST),
        given_back: percent(reading.number("cancelled", 0..=100)),
        taken: percent(reading.number("taken", 0..=100)),
        declined: percent(reading.number("declined", 0..=100)),
    };
    let mut rules = own.clone();
    for (name, most, value) in [
        ("least", MINUTES_MOST, &mut rules.window_least),
        ("most", MINUTES_MOST, &mut rules.window_most),
        ("refusals", 100, &mut rules.expected_refusals),
    ] {
        let read = reading.number(name, 1..=most).and_then(|n| u16::try_from(n).ok());
        *value = read.unwrap_or(*value);
    }
    if let Some(late) = reading.number("late", 0..=MINUTES_MOST) {
        rules.late = u16::try_from(late).unwrap_or(u16::MAX);
    }
    for (name, value) in [("wave", &mut rules.wave), ("wave_late", &mut rules.wave_late)] {
        let read = reading.number(name, 1..=WAVE_MOST.into()).and_then(|n| u8::try_from(n).ok());
        *value = read.unwrap_or(*value);
    }
    match typed.get("order").map(String::as_str) {
        Some("registered") => rules.order = Order::Registered,
        Some("lottery") if !matches!(own.order, Order::Lottery(_)) => {
            rules.order = Order::Lottery(1);
        }
        Some("soonest") => rules.order = Order::SoonestThere,
        _ => {}
    }
    let mut errors = reading.errors;
    if asked.taken.unwrap_or(0) + asked.declined.unwrap_or(0) > 1_000 {
        let told = "お受けになる割合と見送られる割合は、合わせて100以下にしてください。残りは、お返事のない方です。";
        errors.entry("declined").or_insert_with(|| told.to_owned());
    }
    if !errors.contains_key("least") && rules.window_least > rules.window_most {
        let told = format!("短いほう（{}分）以上にしてください。", rules.window_least);
        errors.entry("most").or_insert(told);
    }
    if errors.is_empty() { Ok((asked, rules)) } else { Err(errors) }
}

struct Reading<'t> {
    typed: &'t Typed,
    errors: Errors,
}

impl Reading<'_> {
    /// What stands in a field; nothing where it was left empty, or where it cannot be, which is noted.
    fn number(&mut self, name: &'static str, range: RangeInclusive<u32>) -> Option<u32> {
        let text = self.typed.get(name).map_or("", |text| text.trim());
        if text.is_empty() {
            return None;
        }
        let read = number(text).filter(|n| range.contains(n));
        if read.is_none() {
            let (least, most) = range.into_inner();
            self.errors.insert(name, format!("{least}〜{most}の数を入れてください。"));
        }
        read
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(fields: &[(&str, &str)]) -> Typed {
        fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn the_fields_of_the_rules_read_back_are_the_rules() {
        let some = || vec!["a".to_owned()];
        for order in
            [Order::Registered, Order::Lottery(7), Order::Groups(some()), Order::Areas(some())]
        {
            let own = Waitlist { order, window_least: 15, ..Waitlist::default() };
            let (asked, rules) = read(&fields(&own), &own).unwrap();
            assert_eq!(rules, own);
            assert_eq!(asked.waiting.or(asked.given_back).or(asked.taken), None);
        }
    }

    #[test]
    fn numbers_in_any_digits_are_read_and_the_order_is_changed() {
        let typed = sent(&[("waiting", "３００"), ("cancelled", "20"), ("order", "lottery")]);
        let (asked, rules) = read(&typed, &Waitlist::default()).unwrap();
        assert_eq!((asked.waiting, asked.given_back), (Some(300), Some(200)), "of a thousand");
        assert_eq!(rules, Waitlist { order: Order::Lottery(1), ..Waitlist::default() });
    }

    #[test]
    fn what_cannot_be_has_its_sentence_at_its_field() {
        for (name, value) in [
            ("waiting", "0"),
            ("waiting", "2001"),
            ("waiting", "-5"),
            ("cancelled", "101"),
            ("taken", "半分"),
            ("least", "25:00"),
            ("most", "🙂"),
            ("refusals", "99999999999999999999"),
            ("wave", "6"),
            ("late", "-1"),
            ("wave_late", "0"),
        ] {
            let errors = read(&sent(&[(name, value)]), &Waitlist::default()).unwrap_err();
            let [(field, told)] = &errors.into_iter().collect::<Vec<_>>()[..] else { panic!() };
            assert!(*field == name && told.ends_with("の数を入れてください。"), "{value}: {told}");
        }
        let both = [("taken", "60"), ("declined", "50"), ("least", "60"), ("most", "30")];
        let errors = read(&sent(&both), &Waitlist::default()).unwrap_err();
        assert_eq!(errors.keys().copied().collect::<Vec<_>>(), ["declined", "most"]);
    }
}
