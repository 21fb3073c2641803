//! Dates and times as a page of each language says them. The Japanese is that of the desk and the talk.

use crate::words::{Lang, dates, lang::texts};
use domain::{
    holiday,
    when::{self, Date},
};
use jiff::{Timestamp, civil::Time};

texts! {
    from_day(day): "{day}から", "from {day}", "{day}から";
    until_day(day): "{day}まで", "until {day}", "{day}まで";
}

const DAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Lang {
    /// 2026年12月1日（火曜日）; Tuesday, 1 December 2026
    pub fn long(self, date: Date) -> String {
        match self {
            Self::Japanese | Self::Easy => dates::long(date),
            Self::English => format!("{}, {} {}", day_name(date), day_month(date), date.year()),
        }
    }

    /// 12月1日（火）; Tue 1 December; 12月1日（火曜日）
    pub fn short(self, date: Date) -> String {
        match self {
            Self::Japanese => dates::short(date),
            Self::English => format!("{} {}", &day_name(date)[..3], day_month(date)),
            Self::Easy => format!("{}（{}曜日）", self.day_month(date), dates::weekday(date)),
        }
    }

    /// 12月1日; 1 December
    pub fn day_month(self, date: Date) -> String {
        match self {
            Self::Japanese | Self::Easy => format!("{}月{}日", date.month(), date.day()),
            Self::English => day_month(date),
        }
    }

    /// 2026年12月1日; 1 December 2026
    pub fn day_month_year(self, date: Date) -> String {
        match self {
            Self::Japanese | Self::Easy => format!("{}年{}", date.year(), self.day_month(date)),
            Self::English => format!("{} {}", day_month(date), date.year()),
        }
    }

    /// 火; Tue; 火曜日
    pub fn weekday(self, date: Date) -> String {
        match self {
            Self::Japanese => dates::weekday(date).to_owned(),
            Self::English => day_name(date)[..3].to_owned(),
            Self::Easy => format!("{}曜日", dates::weekday(date)),
        }
    }

    /// The dates of one sentence: short, or each with its year where they are of several.
    pub fn together<const N: usize>(self, several: [Date; N]) -> [String; N] {
        match self {
            Self::Japanese => dates::together(several),
            Self::English | Self::Easy => {
                let one_year = several.iter().all(|date| date.year() == several[0].year());
                several
                    .map(|date| if one_year { self.short(date) } else { self.day_month_year(date) })
            }
        }
    }

    /// The days from the one to the other, with whichever ends there are.
    pub fn span(self, from: Option<Date>, until: Option<Date>) -> String {
        match self {
            Self::Japanese => dates::span(from, until),
            Self::English | Self::Easy => {
                let from = from.map(|from| self.from_day(self.day_month_year(from)));
                let until = until.map(|until| self.until_day(self.day_month_year(until)));
                from.into_iter().chain(until).collect::<Vec<_>>().join(" ")
            }
        }
    }

    /// The day in its era, where the language counts so.
    pub fn wareki(self, date: Date) -> Option<String> {
        (self == Self::Japanese).then(|| dates::wareki(date))
    }

    /// 1947年（昭和22年）5月3日生まれ; Born 3 May 1947
    pub fn birth(self, date: Date) -> String {
        match self {
            Self::Japanese => dates::birth(date),
            Self::English => format!("Born {} {}", day_month(date), date.year()),
            Self::Easy => format!("{}年{}に 生まれました", date.year(), self.day_month(date)),
        }
    }

    /// 10:30〜10:45; 10:30 to 10:45 am; 午前10時30分から 10時45分まで
    pub fn range(self, starts: Time, ends: Time) -> String {
        match self {
            Self::Japanese => dates::range(starts, ends),
            Self::English => english_range(starts, ends),
            Self::Easy => dates::range_long(starts, ends).replacen("から", "から ", 1),
        }
    }

    /// The same where there is room for every word: 午前10時30分から10時45分まで
    pub fn range_long(self, starts: Time, ends: Time) -> String {
        match self {
            Self::Japanese => dates::range_long(starts, ends),
            Self::English | Self::Easy => self.range(starts, ends),
        }
    }

    /// 12月1日（火） 9:00; Tue 1 December, 9:00 am; 12月1日（火曜日） 午前9時. In Japan.
    pub fn instant(self, at: Timestamp) -> String {
        let local = when::japan_time(at);
        match self {
            Self::Japanese => dates::instant(at),
            Self::English => format!("{}, {}", self.short(local.date()), clock(local.time())),
            Self::Easy => format!("{} {}", self.short(local.date()), dates::spoken(local.time())),
        }
    }

    /// 11月22日 14:03; 22 November, 2:03 pm; 11月22日 午後2時3分. In Japan, for lists.
    pub fn stamp(self, at: Timestamp) -> String {
        let local = when::japan_time(at);
        match self {
            Self::Japanese => dates::stamp(at),
            Self::English => format!("{}, {}", day_month(local.date()), clock(local.time())),
            Self::Easy => {
                format!("{} {}", self.day_month(local.date()), dates::spoken(local.time()))
            }
        }
    }

    /// The holiday on this day. Those that an act made once keep their name in English pages.
    pub fn holiday(self, date: Date) -> Option<&'static str> {
        let name = holiday::holiday_name(date)?;
        Some(if self == Self::English { english_holiday(name) } else { name })
    }
}

fn day_name(date: Date) -> &'static str {
    DAYS[usize::try_from(date.weekday().to_monday_zero_offset()).expect("0 to 6")]
}

fn day_month(date: Date) -> String {
    let month = usize::try_from(date.month() - 1).expect("0 to 11");
    format!("{} {}", date.day(), MONTHS[month])
}

/// 9:00 to 9:10 am, with the half of the day once where it is one.
fn english_range(starts: Time, ends: Time) -> String {
    let one_half = half(starts) == half(ends);
    let from = if one_half { hours(starts) } else { clock(starts) };
    format!("{from} to {}", clock(ends))
}

fn clock(time: Time) -> String {
    if (time.hour(), time.minute()) == (12, 0) {
        return "12:00 noon".to_owned();
    }
    format!("{} {}", hours(time), half(time))
}

fn half(time: Time) -> &'static str {
    if time.hour() < 12 { "am" } else { "pm" }
}

fn hours(time: Time) -> String {
    let hour = (time.hour() + 11) % 12 + 1;
    format!("{hour}:{:02}", time.minute())
}

fn english_holiday(name: &str) -> &'static str {
    match name {
        "元日" => "New Year’s Day",
        "成人の日" => "Coming of Age Day",
        "建国記念の日" => "National Foundation Day",
        "天皇誕生日" => "Emperor’s Birthday",
        "春分の日" => "Vernal Equinox Day",
        "昭和の日" => "Showa Day",
        "憲法記念日" => "Constitution Day",
        "みどりの日" => "Greenery Day",
        "こどもの日" => "Children’s Day",
        "海の日" => "Marine Day",
        "山の日" => "Mountain Day",
        "敬老の日" => "Respect for the Aged Day",
        "秋分の日" => "Autumnal Equinox Day",
        "スポーツの日" => "Sports Day",
        "文化の日" => "Culture Day",
        "勤労感謝の日" => "Labour Thanksgiving Day",
        _ => "Public holiday",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};

    #[test]
    fn each_language_says_a_day_in_its_own_way() {
        let day = date(2026, 12, 1);
        let said = |say: fn(Lang, Date) -> String| Lang::ALL.map(|lang| say(lang, day));
        assert_eq!(
            said(Lang::long),
            ["2026年12月1日（火曜日）", "Tuesday, 1 December 2026", "2026年12月1日（火曜日）"]
        );
        assert_eq!(said(Lang::short), ["12月1日（火）", "Tue 1 December", "12月1日（火曜日）"]);
        assert_eq!(
            said(Lang::birth),
            [
                "2026年（令和8年）12月1日生まれ",
                "Born 1 December 2026",
                "2026年12月1日に 生まれました"
            ]
        );
        assert_eq!(
            Lang::ALL.map(|lang| lang.wareki(day)),
            [Some("令和8年12月1日".to_owned()), None, None]
        );
        assert_eq!(Lang::English.span(Some(day), None), "from 1 December 2026");
        assert_eq!(Lang::Easy.span(None, Some(day)), "2026年12月1日まで");
    }

    #[test]
    fn dates_of_several_years_are_told_with_their_years() {
        let (autumn, winter) = (date(2026, 12, 1), date(2027, 1, 4));
        assert_eq!(Lang::English.together([autumn, autumn])[0], "Tue 1 December");
        assert_eq!(Lang::English.together([autumn, winter])[0], "1 December 2026");
        assert_eq!(Lang::Easy.together([autumn, winter])[1], "2027年1月4日");
    }

    #[test]
    fn each_language_says_a_time_in_its_own_way() {
        let said = |from: Time, to: Time| Lang::ALL.map(|lang| lang.range(from, to));
        assert_eq!(
            said(time(9, 0, 0, 0), time(9, 10, 0, 0)),
            ["9:00〜9:10", "9:00 to 9:10 am", "午前9時から 9時10分まで"]
        );
        assert_eq!(
            said(time(11, 45, 0, 0), time(12, 0, 0, 0))[1..],
            ["11:45 am to 12:00 noon", "午前11時45分から 午後0時まで"]
        );
        assert_eq!(said(time(12, 30, 0, 0), time(13, 0, 0, 0))[1], "12:30 to 1:00 pm");
        let at: Timestamp = "2026-11-30T15:30:00Z".parse().unwrap();
        assert_eq!(
            Lang::ALL.map(|lang| lang.instant(at)),
            ["12月1日（火） 0:30", "Tue 1 December, 12:30 am", "12月1日（火曜日） 午前0時30分"]
        );
        assert_eq!(Lang::English.stamp(at), "1 December, 12:30 am");
    }

    #[test]
    fn every_yearly_holiday_has_its_english_name() {
        let year = date(2027, 1, 1).series(jiff::Span::new().days(1)).take(365);
        let unnamed = year.filter(|&day| {
            let once_only = ["振替休日", "国民の休日"];
            Lang::English.holiday(day) == Some("Public holiday")
                && !once_only.contains(&Lang::Japanese.holiday(day).unwrap())
        });
        assert_eq!(unnamed.collect::<Vec<_>>(), []);
        assert_eq!(Lang::English.holiday(date(2026, 10, 12)), Some("Sports Day"));
    }
}
