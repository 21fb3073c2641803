//! Which freed places would do for somebody, in the words of the desk.

use super::{Lang, dates, phone};
use domain::{
    Policy,
    venue::Venue,
    waitlist::{Part, Parts, Weekdays, Wish},
    when::Date,
};
use jiff::{SignedDuration, ToSpan, civil::date};

const LANG: Lang = Lang::Japanese;
/// Any week does to name its days.
const A_MONDAY: Date = date(2026, 10, 5);

/// A wish in one line: 中央公民館・北体育館、月・火、午前、30分前までのお知らせ.
pub fn wish(wish: &Wish, venues: &[Venue]) -> String {
    let chosen = venues.iter().filter(|venue| wish.venues.contains(&venue.id));
    let names: Vec<&str> = chosen.map(|venue| venue.name.as_str()).collect();
    let days = (0..7_i64).map(|n| A_MONDAY.saturating_add(n.days()));
    let days = days.filter(|day| wish.weekdays.0 & Weekdays::bit(*day) != 0);
    let days: Vec<&str> = days.map(dates::weekday).collect();
    let parts = Part::ALL.into_iter().filter(|part| wish.parts.0 & part.bit() != 0);
    let parts: Vec<&str> = parts.map(part).collect();
    let any = |chosen: &[&str], all: &str| {
        if chosen.is_empty() { all.to_owned() } else { chosen.join("・") }
    };
    let all_days = wish.weekdays.0 & Weekdays::ALL.0 == Weekdays::ALL.0;
    let all_parts = wish.parts.0 & Parts::ALL.0 == Parts::ALL.0;
    let until = wish.until.map(|day| format!("、{}まで", dates::short(day)));
    format!(
        "{}、{}、{}、{}のお知らせ{}",
        any(&names, "どの会場でも"),
        any(if all_days { &[] } else { &days }, "どの曜日でも"),
        any(if all_parts { &[] } else { &parts }, "どの時間でも"),
        notice(wish.notice),
        until.unwrap_or_default(),
    )
}

/// What other rules do to those who wait, a line each; none where nobody waits.
pub fn touched(before: &Policy, after: &Policy, waiting: u32) -> String {
    let (Some(old), true) = (&before.waitlist, waiting > 0) else { return String::new() };
    let mut lines = Vec::new();
    match &after.waitlist {
        None => lines.push(format!(
            "キャンセル待ちの {waiting}人に、空いた枠をご案内しなくなります。いま出ているご案内は、そのままです。お待ちの方には、町から連絡してください。"
        )),
        Some(new) => {
            if new.ranks_otherwise(&after.groups, (old, &before.groups)) {
                lines.push(format!(
                    "キャンセル待ちの {waiting}人を、新しい順番に並べ直します。いま出ているご案内は、そのままです。"
                ));
            }
            if old.keeps_booking && !new.keeps_booking {
                lines.push("予約を持ったままのお申し込みは、これから受け付けません。もうお待ちの方は、そのままお待ちになれます。".to_owned());
            }
        }
    }
    lines.iter().map(|line| format!("  {line}\n")).collect::<Vec<_>>().concat()
}

/// How long something took: 1分35秒, 5時間7分, 2日3時間.
pub fn took(time: SignedDuration) -> String {
    let minutes = time.as_mins();
    match (minutes / 1_440, minutes / 60 % 24, minutes % 60) {
        (0, 0, _) => phone::lasted(u32::try_from(time.as_secs()).unwrap_or_default()),
        (0, hours, 0) => format!("{hours}時間"),
        (0, hours, minutes) => format!("{hours}時間{minutes}分"),
        (days, 0, _) => format!("{days}日"),
        (days, hours, _) => format!("{days}日{hours}時間"),
    }
}

/// How long before the start somebody must know.
fn notice(minutes: u16) -> String {
    match minutes {
        1_440 => LANG.wait_day().to_owned(),
        60.. => LANG.wait_hours(minutes / 60),
        _ => LANG.wait_minutes(minutes),
    }
}

fn part(part: Part) -> &'static str {
    match part {
        Part::Morning => LANG.morning(),
        Part::Afternoon => LANG.wait_afternoon(),
        Part::Evening => LANG.wait_evening(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        VenueId,
        waitlist::{Order, Waitlist},
    };
    use uuid::Uuid;

    fn hall() -> Venue {
        let (name, text) = ("中央公民館".to_owned(), String::new());
        Venue {
            id: VenueId(Uuid::from_u128(7)),
            name,
            address: text.clone(),
            access: text,
            room: None,
        }
    }

    #[test]
    fn how_long_something_took_is_told_in_two_measures_at_most() {
        let told = [0, 95, 3_600, 18_420, 86_400, 183_600, -5].map(SignedDuration::from_secs);
        let words = ["0秒", "1分35秒", "1時間", "5時間7分", "1日", "2日3時間", "0秒"];
        assert_eq!(told.map(took), words);
    }

    #[test]
    fn other_rules_say_what_they_do_to_those_who_wait() {
        let with = |waitlist| Policy { waitlist, ..Policy::default() };
        let as_usual = with(Some(Waitlist::default()));
        let drawn = Waitlist { order: Order::Lottery(7), ..Waitlist::default() };
        let drawn = with(Some(Waitlist { keeps_booking: false, ..drawn }));
        let told = touched(&as_usual, &drawn, 3);
        assert!(told.contains("3人を、新しい順番に並べ直します。"), "{told}");
        assert!(told.contains("予約を持ったままのお申し込みは"), "{told}");
        let none = touched(&as_usual, &with(None), 3);
        assert!(none.contains("3人に、空いた枠をご案内しなくなります。"), "{none}");
        for (before, after, waiting) in
            [(&as_usual, &as_usual, 3), (&as_usual, &drawn, 0), (&with(None), &drawn, 3)]
        {
            assert_eq!(touched(before, after, waiting), "");
        }
    }

    #[test]
    fn a_wish_reads_as_one_line() {
        let any = Wish { notice: 120, ..Wish::default() };
        let told = "どの会場でも、どの曜日でも、どの時間でも、2時間前までのお知らせ";
        assert_eq!(wish(&any, &[hall()]), told);
        let all = Wish { weekdays: Weekdays::ALL, parts: Parts::ALL, ..any };
        assert_eq!(wish(&all, &[hall()]), told);
        let narrow = Wish {
            venues: vec![hall().id],
            weekdays: Weekdays(0b11),
            parts: Parts(0b110),
            notice: 30,
            until: Some(date(2026, 12, 1)),
        };
        let told =
            "中央公民館、月・火、午後5時まで・午後5時から、30分前までのお知らせ、12月1日（火）まで";
        assert_eq!(wish(&narrow, &[hall()]), told);
    }
}
