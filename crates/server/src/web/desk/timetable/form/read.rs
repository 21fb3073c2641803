//! Reads what was typed. Every mistake is told at once, each beside its field.

use super::{Draft, Field, PIECES};
use crate::{
    web::form,
    words::timetables::{self as words, Wrong, wrong},
};
use domain::{
    Pool, Programme, VenueId, birthdate, clock_time,
    timetable::{Exception, Hours, Size, Timetable},
    venue::Venue,
    waitlist::Weekdays,
    when::Date,
};
use jiff::civil::Time;

impl Draft {
    /// The timetable, or everything that is wrong with it.
    pub(in crate::web::desk::timetable) fn read(
        &self,
        programme: &Programme,
        venues: &[Venue],
        today: Date,
    ) -> Result<Timetable, Vec<Wrong>> {
        let mut found = Vec::new();
        let venue = self.venue(venues, &mut found);
        let first = self.date(Field::First, &mut found);
        let last = self.date(Field::Last, &mut found);
        let hours = self.hours(&mut found);
        let minutes = self.number("minutes", &mut found);
        let size = self.size(&mut found);
        let shares = Pool::ALL.into_iter().filter_map(|pool| {
            let places = self.number_or_none(&format!("pool_{}", pool.name()), &mut found)?;
            (places > 0).then_some((pool, places))
        });
        let shares: Vec<(Pool, u32)> = shares.collect();
        let quotas = programme.policy.doses.iter().filter_map(|dose| {
            let most = self.number_or_none(&format!("quota_{}", dose.number), &mut found)?;
            Some((dose.number, most))
        });
        let quotas = quotas.collect();
        let (Some(venue), Some(first), Some(last), Some(size)) = (venue, first, last, size) else {
            return Err(found);
        };
        let exceptions = self.exceptions(first, &hours, &mut found);
        let bits = (1..=7).filter(|day| self.is_ticked(&format!("day_{day}")));
        let product = Some(self.text(Field::Product)).filter(|code| !code.is_empty());
        let timetable = Timetable {
            programme: programme.id,
            venue,
            first,
            last,
            weekdays: Weekdays(bits.fold(0, |bits, day| bits | 1 << (day - 1))),
            holidays: self.has(Field::Holidays),
            hours,
            minutes: minutes.and_then(|n| u16::try_from(n).ok()).unwrap_or(u16::MAX),
            size,
            shares,
            product: product.map(str::to_owned),
            quotas,
            exceptions,
        };
        if found.is_empty() {
            found = timetable.flaws(&programme.policy, today).iter().map(words::flaw).collect();
        }
        if found.is_empty() { Ok(timetable) } else { Err(found) }
    }

    fn venue(&self, venues: &[Venue], found: &mut Vec<Wrong>) -> Option<VenueId> {
        let chosen: Option<VenueId> = self.text(Field::Venue).parse().ok();
        let chosen = chosen.filter(|id| venues.iter().any(|venue| venue.id == *id));
        if chosen.is_none() {
            found.push(wrong("venue", words::NO_VENUE));
        }
        chosen
    }

    fn date(&self, field: Field, found: &mut Vec<Wrong>) -> Option<Date> {
        match birthdate::any_day(self.text(field)) {
            Ok(date) => Some(date),
            Err(error) => {
                found.push(wrong(field.name(), words::date(error)));
                None
            }
        }
    }

    /// Pieces of which neither end is typed are none.
    fn hours(&self, found: &mut Vec<Wrong>) -> Vec<Hours> {
        let mut hours = Vec::new();
        for n in 1..=PIECES {
            let (from, until) = (format!("from_{n}"), format!("until_{n}"));
            if self.value(&from).trim().is_empty() && self.value(&until).trim().is_empty() {
                continue;
            }
            let ends = (self.time(&from, found), self.time(&until, found));
            if let (Some(from), Some(until)) = ends {
                hours.push(Hours { from, until });
            }
        }
        hours
    }

    fn time(&self, name: &str, found: &mut Vec<Wrong>) -> Option<Time> {
        match clock_time::parse(self.value(name)) {
            Ok(time) => Some(time),
            Err(error) => {
                found.push(wrong(name, words::time(error)));
                None
            }
        }
    }

    fn size(&self, found: &mut Vec<Wrong>) -> Option<Size> {
        let of: fn(u32) -> Size = match self.text(Field::Size) {
            "numbers" => return Some(Size::Shares),
            "places" => Size::Places,
            "vials" => Size::Vials,
            "vials_a_day" => Size::VialsADay,
            _ => {
                found.push(wrong("size_places", "人数の決め方を選んでください。"));
                return None;
            }
        };
        self.number("count", found).map(of)
    }

    fn number(&self, name: &str, found: &mut Vec<Wrong>) -> Option<u32> {
        let number = form::number(self.value(name));
        if number.is_none() {
            found.push(wrong(name, "数字で入力してください。"));
        }
        number
    }

    fn number_or_none(&self, name: &str, found: &mut Vec<Wrong>) -> Option<u32> {
        if self.value(name).trim().is_empty() { None } else { self.number(name, found) }
    }

    /// A line for each day: 12月29日 休み, or 12/28 9:00〜12:00 4人.
    fn exceptions(&self, first: Date, usual: &[Hours], found: &mut Vec<Wrong>) -> Vec<Exception> {
        let mut exceptions = Vec::new();
        let lines = self.text(Field::Exceptions).lines().map(str::trim);
        for (n, line) in (1..).zip(lines).filter(|(_, line)| !line.is_empty()) {
            match exception(line, first, usual) {
                Ok(exception) => exceptions.push(exception),
                Err(why) => {
                    let short: String = line.chars().take(30).collect();
                    found.push(wrong("exceptions", format!("{n}行目「{short}」：{why}")));
                }
            }
        }
        exceptions
    }
}

fn exception(line: &str, first: Date, usual: &[Hours]) -> Result<Exception, String> {
    let mut words =
        line.split_whitespace().flat_map(|word| word.split('、')).filter(|w| !w.is_empty());
    let date = day(words.next().unwrap_or_default(), first)?;
    let (mut hours, mut places, mut is_closed) = (Vec::new(), None, false);
    for word in words {
        if matches!(word, "休み" | "休" | "休館" | "休診") {
            is_closed = true;
        } else if let Some(number) = word.strip_suffix('人') {
            places = Some(form::number(number).ok_or("人数は「4人」のように入力してください。")?);
        } else {
            let (from, until) = clock_time::parse_range(word).map_err(|error| match error {
                clock_time::ClockTimeError::NotATime | clock_time::ClockTimeError::Empty => {
                    "「休み」か、「9:00〜12:00」のような時間を入力してください。".to_owned()
                }
                other => words::time(other),
            })?;
            hours.push(Hours { from, until });
        }
    }
    match (is_closed, hours.is_empty(), places) {
        (true, true, None) | (false, false, _) => Ok(Exception { date, hours, places }),
        (false, true, Some(_)) => Ok(Exception { date, hours: usual.to_vec(), places }),
        _ => {
            Err("「休み」か時間か人数のどれかを入力してください（例：12月28日 9:00〜12:00 4人）。"
                .to_owned())
        }
    }
}

/// A whole date, or month and day: those that come first from the beginning on.
fn day(text: &str, first: Date) -> Result<Date, String> {
    match birthdate::any_day(text) {
        Err(birthdate::BirthDateError::NotThreeParts { found: 2 }) => {
            let in_year = |year: i16| birthdate::any_day(&format!("{year}年{text}"));
            let this_year = in_year(first.year());
            let date = match this_year {
                Ok(date) if date >= first => Ok(date),
                _ => in_year(first.year().saturating_add(1)),
            };
            date.or(this_year).map_err(words::date)
        }
        whole => whole.map_err(words::date),
    }
}
