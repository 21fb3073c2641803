//! Which freed places would do for somebody, in the words of the desk.

use super::{Lang, dates, phone};
use crate::actions::programme::areas::{Homes, Living};
use domain::{
    Policy,
    venue::Venue,
    waitlist::{
        Part, Parts, Weekdays, Wish,
        areas::{AREA_LONGEST, AREAS_MOST, NotAreas},
    },
    when::Date,
};
use jiff::{SignedDuration, ToSpan, civil::date};

/// How many districts of the roster are named beside one that nobody lives in.
const DISTRICTS_SHOWN: usize = 20;
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

/// Why names cannot be the districts that are asked first.
pub fn not_areas(why: NotAreas) -> String {
    match why {
        NotAreas::Nothing => "先にご案内する地区を、先の地区から順に入れてください。".to_owned(),
        NotAreas::TooMany(found) => {
            format!("地区は{AREAS_MOST}までにしてください（いま{found}あります）。")
        }
        NotAreas::TooLong(nth) => {
            format!("{nth}番目の地区の名前が長すぎます。{AREA_LONGEST}文字までにしてください。")
        }
        NotAreas::NoName(nth) => format!(
            "{nth}番目の地区の名前が読めません。名簿の「行政区」にあるとおりに入れてください。"
        ),
        NotAreas::Twice(nth) => {
            format!("{nth}番目の地区は、もう上にあります。一つにしてください。")
        }
    }
}

/// Who lives in the districts that are asked first, a line each, and what is most likely a slip of the pen.
pub fn homes(homes: &Homes) -> String {
    let people = |living: &Living| {
        format!("名簿に {}人、うちキャンセル待ちの方 {}人", living.roster, living.waiting)
    };
    let mut lines = vec!["先にご案内する地区にお住まいの方：".to_owned()];
    let is_unknown = |living: &Living| living.roster == 0;
    for (index, (name, living, near)) in homes.named.iter().enumerate() {
        let nth = index + 1;
        lines.push(match near {
            Some(near) => format!(
                "{nth}. {name}：名簿にいません。名簿の「{near}」のことなら、同じ字に直してください。"
            ),
            None if is_unknown(living) => {
                format!("{nth}. {name}：名簿にいません。字がちがっていないか、確かめてください。")
            }
            None => format!("{nth}. {name}：{}", people(living)),
        });
    }
    lines.push(format!("そのほかの方（地区の順のあとにご案内します）：{}", people(&homes.others)));
    let unknown = homes.named.iter().any(|(_, living, _)| is_unknown(living));
    if unknown && !homes.unnamed.is_empty() {
        let some = &homes.unnamed[..homes.unnamed.len().min(DISTRICTS_SHOWN)];
        let rest = homes.unnamed.len() - some.len();
        let rest = if rest > 0 { format!("、ほか {rest}") } else { String::new() };
        lines.push(format!("名簿にあるほかの地区：{}{rest}", some.join("、")));
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
    fn who_lives_in_the_districts_is_told_and_a_name_that_nobody_lives_under() {
        let living = |roster, waiting| Living { roster, waiting };
        let named = vec![
            ("北窓".to_owned(), living(240, 3), None),
            ("緑ケ丘".to_owned(), living(0, 0), Some("緑ヶ丘".to_owned())),
            ("東窓".to_owned(), living(0, 0), None),
        ];
        let unnamed: Vec<String> = (1..=22).map(|n| format!("{n}区")).collect();
        let told = homes(&Homes { named: named.clone(), others: living(2_160, 40), unnamed });
        insta::assert_snapshot!(told, @"
          先にご案内する地区にお住まいの方：
          1. 北窓：名簿に 240人、うちキャンセル待ちの方 3人
          2. 緑ケ丘：名簿にいません。名簿の「緑ヶ丘」のことなら、同じ字に直してください。
          3. 東窓：名簿にいません。字がちがっていないか、確かめてください。
          そのほかの方（地区の順のあとにご案内します）：名簿に 2160人、うちキャンセル待ちの方 40人
          名簿にあるほかの地区：1区、2区、3区、4区、5区、6区、7区、8区、9区、10区、11区、12区、13区、14区、15区、16区、17区、18区、19区、20区、ほか 2
        ");
        let all_known = Homes {
            named: named[..1].to_vec(),
            ..Homes { named, others: living(1, 0), unnamed: vec!["南窓".to_owned()] }
        };
        assert!(!homes(&all_known).contains("名簿にあるほかの地区"), "{}", homes(&all_known));
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
