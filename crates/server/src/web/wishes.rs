//! The form in which somebody says which freed places would do: the same for residents and at the desk.

use crate::words::{Lang, lang::Html};
use domain::{
    VenueId,
    venue::Venue,
    waitlist::{Part, Parts, Weekdays, Wish},
    when::Date,
};
use jiff::{ToSpan, civil::date};

/// How long before the start somebody can say that they must know, in minutes.
const NOTICES: [u16; 4] = [30, 120, 360, 1_440];
/// Without a word.
const NOTICE: u16 = 120;
/// Any week does to name its days.
const A_MONDAY: Date = date(2026, 10, 5);

/// One box to tick.
#[derive(Clone)]
pub(super) struct Tick {
    pub(super) value: String,
    pub(super) label: Html,
    pub(super) on: bool,
}

/// What is ticked before anything is chosen: any place, two hours before.
pub(super) fn without_a_word() -> Wish {
    Wish { notice: NOTICE, ..Wish::default() }
}

/// The venues.
pub(super) fn venues(venues: &[Venue], wish: &Wish) -> Vec<Tick> {
    let tick = |venue: &Venue| Tick {
        value: venue.id.to_string(),
        label: Html::name(&venue.name),
        on: wish.venues.contains(&venue.id),
    };
    venues.iter().map(tick).collect()
}

/// The days of the week.
pub(super) fn weekdays(lang: Lang, wish: &Wish) -> Vec<Tick> {
    // Spelt out in Japanese too: a lone 「月」 is the moon.
    let lang = if lang == Lang::Japanese { Lang::Easy } else { lang };
    let tick = |day: Date| {
        let bit = Weekdays::bit(day);
        Tick {
            value: bit.to_string(),
            label: Html::text(&lang.weekday(day)),
            on: wish.weekdays.0 & bit != 0,
        }
    };
    (0..7_i64).map(|n| tick(A_MONDAY.saturating_add(n.days()))).collect()
}

/// The times of the day.
pub(super) fn parts(lang: Lang, wish: &Wish) -> Vec<Tick> {
    let words = |part| match part {
        Part::Morning => lang.morning(),
        Part::Afternoon => lang.wait_afternoon(),
        Part::Evening => lang.wait_evening(),
    };
    let tick = |part: Part| Tick {
        value: part.bit().to_string(),
        label: Html::text(words(part)),
        on: wish.parts.0 & part.bit() != 0,
    };
    Part::ALL.into_iter().map(tick).collect()
}

/// How long before the start they must know.
pub(super) fn notices(lang: Lang, wish: &Wish) -> Vec<Tick> {
    let words = |minutes: u16| match minutes {
        1_440 => lang.wait_day().to_owned(),
        60.. => lang.wait_hours(minutes / 60),
        _ => lang.wait_minutes(minutes),
    };
    let tick = |minutes: u16| Tick {
        value: minutes.to_string(),
        label: Html::text(&words(minutes)),
        on: wish.notice == minutes,
    };
    NOTICES.into_iter().map(tick).collect()
}

/// What was chosen; none if a field is not one of those of the form.
pub(super) fn read(fields: &[(String, String)]) -> Option<Wish> {
    let mut wish = without_a_word();
    for (name, value) in fields {
        match name.as_str() {
            "venue" => wish.venues.push(VenueId(value.parse().ok()?)),
            "weekday" => wish.weekdays.0 |= value.parse::<u8>().ok()? & Weekdays::ALL.0,
            "part" => wish.parts.0 |= value.parse::<u8>().ok()? & Parts::ALL.0,
            "notice" => wish.notice = value.parse().ok().filter(|n| NOTICES.contains(n))?,
            _ => {}
        }
    }
    wish.venues.sort_unstable();
    wish.venues.dedup();
    Some(wish)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(all: &[(&str, &str)]) -> Vec<(String, String)> {
        all.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn what_was_ticked_is_read_and_nothing_else() {
        let venue = uuid::Uuid::from_u128(7);
        let one = venue.to_string();
        let all = fields(&[
            ("venue", &one),
            ("venue", &one),
            ("weekday", "1"),
            ("weekday", "64"),
            ("part", "2"),
            ("notice", "30"),
            ("once", "x"),
        ]);
        let wish = read(&all).unwrap();
        assert_eq!(wish.venues, [VenueId(venue)]);
        assert_eq!((wish.weekdays, wish.parts, wish.notice), (Weekdays(65), Parts(2), 30));
        assert_eq!(read(&[]), Some(without_a_word()));
        for bad in [("venue", "7"), ("weekday", "Monday"), ("part", "-1"), ("notice", "31")] {
            assert_eq!(read(&fields(&[bad])), None, "{bad:?}");
        }
    }
}
