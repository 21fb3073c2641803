//! Dates and times as people in Japan say them.

use domain::{
    wareki::Wareki,
    when::{self, Date},
};
use jiff::{Timestamp, civil::Time};

/// One character: 月.
pub fn weekday(date: Date) -> &'static str {
    let days = ["月", "火", "水", "木", "金", "土", "日"];
    let index = usize::try_from(date.weekday().to_monday_zero_offset()).expect("0 to 6");
    days[index]
}

/// 2026年12月1日（火曜日）
pub fn long(date: Date) -> String {
    format!("{}年{}月{}日（{}曜日）", date.year(), date.month(), date.day(), weekday(date))
}

/// 12月1日（火）
pub fn short(date: Date) -> String {
    format!("{}月{}日（{}）", date.month(), date.day(), weekday(date))
}

/// The dates of one sentence: 12月1日（火）, or each with its year, 2026年12月1日（火）, where they are of several.
pub fn together<const N: usize>(dates: [Date; N]) -> [String; N] {
    let one_year = dates.iter().all(|date| date.year() == dates[0].year());
    let told = |date| if one_year { short(date) } else { with_year(date) };
    dates.map(told)
}

fn with_year(date: Date) -> String {
    format!("{}年{}", date.year(), short(date))
}

/// 2026年10月1日（木曜日）から2027年3月31日（水曜日）まで, with whichever ends there are.
pub fn span(from: Option<Date>, until: Option<Date>) -> String {
    let from = from.map_or(String::new(), |from| format!("{}から", long(from)));
    let until = until.map_or(String::new(), |until| format!("{}まで", long(until)));
    from + &until
}

/// 令和8年12月1日, or the western form for days before the Gregorian calendar.
pub fn wareki(date: Date) -> String {
    Wareki::of(date).map_or_else(|| long(date), |wareki| wareki.to_string())
}

/// 1947年（昭和22年）5月3日生まれ
pub fn birth(date: Date) -> String {
    let era = Wareki::of(date).map(|wareki| format!("（{}）", wareki.year_name()));
    format!("{}年{}{}月{}日生まれ", date.year(), era.unwrap_or_default(), date.month(), date.day())
}

/// 12月1日、火曜日
pub fn spoken_day(date: Date) -> String {
    format!("{}月{}日、{}曜日", date.month(), date.day(), weekday(date))
}

/// 10:30
pub fn clock(time: Time) -> String {
    format!("{}:{:02}", time.hour(), time.minute())
}

/// 10:30〜10:45
pub fn range(starts: Time, ends: Time) -> String {
    format!("{}〜{}", clock(starts), clock(ends))
}

/// 午前10時30分から10時45分まで
pub fn range_long(starts: Time, ends: Time) -> String {
    let to = if half(starts) == half(ends) { "" } else { half(ends) };
    format!("{}から{to}{}まで", spoken(starts), hours(ends))
}

/// 午前10時30分; noon is 午後0時.
pub fn spoken(time: Time) -> String {
    format!("{}{}", half(time), hours(time))
}

fn half(time: Time) -> &'static str {
    if time.hour() < 12 { "午前" } else { "午後" }
}

/// 10時30分, on a clock of twelve hours.
fn hours(time: Time) -> String {
    let hour = time.hour() % 12;
    match time.minute() {
        0 => format!("{hour}時"),
        minute => format!("{hour}時{minute}分"),
    }
}

/// 12月1日（火）9:00, in Japan.
pub fn instant(at: Timestamp) -> String {
    let local = when::japan_time(at);
    format!("{} {}", short(local.date()), clock(local.time()))
}

/// 11月22日 14:03, in Japan, for tables.
pub fn stamp(at: Timestamp) -> String {
    let local = when::japan_time(at);
    format!("{}月{}日 {}", local.month(), local.day(), clock(local.time()))
}

/// 2026年11月22日 14:03, in Japan, where years are looked back on.
pub fn year_stamp(at: Timestamp) -> String {
    format!("{}年{}", when::japan_time(at).year(), stamp(at))
}

/// The same, to the hour: 10月6日 9時ごろ.
pub fn hour(at: Timestamp) -> String {
    let local = when::japan_time(at);
    format!("{}月{}日 {}時ごろ", local.month(), local.day(), local.hour())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};

    #[test]
    fn dates_read_aloud() {
        let day = date(2026, 12, 1);
        assert_eq!(long(day), "2026年12月1日（火曜日）");
        assert_eq!(short(day), "12月1日（火）");
        assert_eq!(span(None, Some(day)), "2026年12月1日（火曜日）まで");
        assert_eq!(span(Some(day), None), "2026年12月1日（火曜日）から");
        assert_eq!(spoken_day(day), "12月1日、火曜日");
        assert_eq!(wareki(day), "令和8年12月1日");
        assert_eq!(birth(date(1947, 5, 3)), "1947年（昭和22年）5月3日生まれ");
    }

    #[test]
    fn dates_of_several_years_are_told_with_their_years() {
        let (autumn, winter) = (date(2026, 12, 1), date(2027, 1, 4));
        assert_eq!(together([date(2026, 10, 1), autumn]), ["10月1日（木）", "12月1日（火）"]);
        assert_eq!(together([autumn, winter]), ["2026年12月1日（火）", "2027年1月4日（月）"]);
        assert_eq!(together([autumn, autumn, winter])[1], "2026年12月1日（火）");
    }

    #[test]
    fn times_read_aloud() {
        assert_eq!(range(time(9, 5, 0, 0), time(9, 20, 0, 0)), "9:05〜9:20");
        assert_eq!(
            range_long(time(10, 30, 0, 0), time(10, 45, 0, 0)),
            "午前10時30分から10時45分まで"
        );
        assert_eq!(
            range_long(time(11, 45, 0, 0), time(12, 0, 0, 0)),
            "午前11時45分から午後0時まで"
        );
        assert_eq!(range_long(time(13, 0, 0, 0), time(13, 15, 0, 0)), "午後1時から1時15分まで");
    }

    #[test]
    fn instants_are_told_in_japan() {
        let at: Timestamp = "2026-11-30T15:30:00Z".parse().unwrap();
        assert_eq!(instant(at), "12月1日（火） 0:30");
        assert_eq!(stamp(at), "12月1日 0:30");
    }
}
