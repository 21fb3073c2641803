//! The live board of one programme: the sessions of the nearest days as cells, with a calendar of all days above
//! them. A town may have thousands of slots; a page shows at most [`CELLS_MOST`] of them.

use super::{
    PageOf, Who,
    cells::{Slot, Totals, full_at},
    programmes::state,
};
use crate::{
    App, Problem, boards,
    web::{
        form::{At, Query, given},
        page::{Page, Room, html},
        session::Officer,
    },
    words::dates,
};
use askama::Template;
use axum::{extract::State, response::Response};
use domain::{
    Act, ProgrammeId, VenueId,
    when::{self, Date},
};
use jiff::ToSpan;
use serde::Deserialize;
use std::collections::BTreeMap;
use store::BoardSlot;

/// As many days as one page shows.
const DAYS_MOST: i32 = 14;
/// As many slots as one page shows, unless one day has more.
const CELLS_MOST: usize = 600;

#[derive(Template)]
#[template(path = "desk/board.html")]
struct Board {
    page: Page,
    who: Option<Who>,
    programme: String,
    state: String,
    live: bool,
    free_url: String,
    events_url: String,
    pages: Vec<PageOf>,
    venues: Vec<Filter>,
    months: Vec<Month>,
    /// Which days are shown, and where those before and after them are.
    shown: String,
    earlier: Option<String>,
    later: Option<String>,
    totals: Totals,
    sessions: Vec<Session>,
}

struct Filter {
    label: String,
    url: String,
    current: bool,
}

struct Month {
    label: String,
    days: Vec<Day>,
}

/// A day of the calendar.
struct Day {
    date: Date,
    label: String,
    words: String,
    url: String,
    current: bool,
}

struct Session {
    id: String,
    url: Option<String>,
    places_url: Option<String>,
    venue: String,
    date: String,
    slots: Vec<Slot>,
}

/// Which sessions are asked for: of a venue or of all, of one day, or from a day on.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Chosen {
    #[serde(deserialize_with = "given")]
    venue: Option<VenueId>,
    #[serde(deserialize_with = "given")]
    date: Option<Date>,
    #[serde(deserialize_with = "given")]
    from: Option<Date>,
}

/// Which sessions a page shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Window {
    #[serde(deserialize_with = "given")]
    venue: Option<VenueId>,
    #[serde(deserialize_with = "given")]
    from: Option<Date>,
    #[serde(deserialize_with = "given")]
    until: Option<Date>,
}

impl Window {
    /// Whether the slot is at a venue that is shown.
    pub(super) fn is_at(&self, slot: &domain::Slot) -> bool {
        self.venue.is_none_or(|venue| slot.venue == venue)
    }

    /// Whether the slot is shown.
    pub(super) fn shows(&self, slot: &domain::Slot) -> bool {
        self.is_at(slot)
            && self.from.is_none_or(|from| slot.date >= from)
            && self.until.is_none_or(|until| slot.date <= until)
    }
}

/// The board.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
    At(id): At<ProgrammeId>,
    Query(chosen): Query<Chosen>,
) -> Result<Response, Problem> {
    let now = app.clock.now();
    let found = app.store.read(move |reader| {
        let figures = boards::figures(reader, id, now)?;
        figures.map(|figures| Ok((figures, reader.board(id)?))).transpose()
    });
    let (figures, mut board) = found.await?.ok_or(Problem::NotFound)?;
    let full_at = full_at(board.iter().map(|s| &s.slot), &figures);
    board.retain(|slot| officer.duty.is_at(slot.venue.id));
    let (state, live) = state(&figures.programme, now);
    let days = days(&board, chosen.venue);
    let window = window(&days, chosen, when::japan_date(now));
    let page_from = |from| url(id, Chosen { from: Some(from), date: None, ..chosen });
    html(&Board {
        page: Page::desk(&app, &figures.programme.name),
        who: Some(Who::of(&officer)),
        programme: figures.programme.name.clone(),
        state: state.to_owned(),
        live,
        free_url: format!("/free/{id}"),
        events_url: events_url(id, window),
        pages: PageOf::of(&officer, id),
        venues: venue_filters(id, &board, chosen),
        months: months(id, &board, window),
        shown: shown(window),
        earlier: earlier(&days, window).map(page_from),
        later: later(&days, window).map(page_from),
        totals: Totals::of(board.iter().map(|s| &s.slot), &figures, full_at, &officer.duty),
        sessions: sessions(&board, window, &officer),
    })
}

/// How many slots each day has.
type Days = BTreeMap<Date, usize>;

fn days(board: &[BoardSlot], venue: Option<VenueId>) -> Days {
    let mut days = Days::new();
    for slot in board.iter().filter(|s| venue.is_none_or(|venue| s.slot.venue == venue)) {
        *days.entry(slot.slot.date).or_default() += 1;
    }
    days
}

/// The days a page shows: the one asked for, else those from a day on that fit.
fn window(days: &Days, chosen: Chosen, today: Date) -> Window {
    let venue = chosen.venue;
    if chosen.date.is_some() {
        return Window { venue, from: chosen.date, until: chosen.date };
    }
    let asked = chosen.from.unwrap_or(today);
    let first = days.range(asked..).next().map(|(date, _)| *date);
    // When all is over, the last days are the nearest.
    let first = first.or_else(|| days.keys().next_back().map(|last| fitting_before(days, *last)));
    let until = first.map(|first| fitting_after(days, first));
    Window { venue, from: first, until }
}

/// The last day that still fits on a page that begins with this one.
fn fitting_after(days: &Days, first: Date) -> Date {
    let most = first.saturating_add(DAYS_MOST.days());
    fitting(days.range(first..most)).unwrap_or(first)
}

/// The first day of a page that ends with this one.
fn fitting_before(days: &Days, last: Date) -> Date {
    let most = last.saturating_sub((DAYS_MOST - 1).days());
    fitting(days.range(most..=last).rev()).unwrap_or(last)
}

/// The last of these days that still fits when all before it are shown; always at least one.
fn fitting<'d>(days: impl Iterator<Item = (&'d Date, &'d usize)>) -> Option<Date> {
    let mut cells = 0;
    let mut fits = None;
    for (date, slots) in days {
        cells += slots;
        if fits.is_some() && cells > CELLS_MOST {
            break;
        }
        fits = Some(*date);
    }
    fits
}

/// The first day of the page before this one.
fn earlier(days: &Days, window: Window) -> Option<Date> {
    let (last, _) = days.range(..window.from?).next_back()?;
    Some(fitting_before(days, *last))
}

/// The first day of the page after this one.
fn later(days: &Days, window: Window) -> Option<Date> {
    let after = window.until?.tomorrow().ok()?;
    days.range(after..).next().map(|(date, _)| *date)
}

fn shown(window: Window) -> String {
    match (window.from, window.until) {
        (Some(from), Some(until)) if from != until => {
            format!("{}から{}まで", dates::short(from), dates::short(until))
        }
        (Some(day), _) => dates::short(day),
        _ => String::new(),
    }
}

fn sessions(board: &[BoardSlot], window: Window, officer: &Officer) -> Vec<Session> {
    let (may_open, may_shape) = (officer.may(Act::OpenRosters), officer.may(Act::ShapePlaces));
    let mut sessions: Vec<Session> = Vec::new();
    for BoardSlot { slot, venue } in board.iter().filter(|s| window.shows(&s.slot)) {
        let id = slot.session.to_string();
        if sessions.last().is_none_or(|last| last.id != id) {
            sessions.push(Session {
                url: may_open.then(|| format!("/desk/sessions/{id}")),
                places_url: may_shape.then(|| format!("/desk/sessions/{id}/places")),
                id,
                venue: venue.name.clone(),
                date: dates::short(slot.date),
                slots: Vec::new(),
            });
        }
        sessions.last_mut().expect("one was just pushed").slots.push(Slot::of(slot, may_open));
    }
    sessions
}

fn months(id: ProgrammeId, board: &[BoardSlot], window: Window) -> Vec<Month> {
    let mut days: BTreeMap<Date, Vec<&domain::Slot>> = BTreeMap::new();
    for slot in board.iter().map(|s| &s.slot).filter(|slot| window.is_at(slot)) {
        days.entry(slot.date).or_default().push(slot);
    }
    let mut months: Vec<Month> = Vec::new();
    for (date, slots) in days {
        let label = format!("{}年{}月", date.year(), date.month());
        if months.last().is_none_or(|last| last.label != label) {
            months.push(Month { label, days: Vec::new() });
        }
        let only = Chosen { venue: window.venue, date: Some(date), from: None };
        months.last_mut().expect("one was just pushed").days.push(Day {
            date,
            label: format!("{}日（{}）", date.day(), dates::weekday(date)),
            words: day_words(slots.into_iter()),
            url: url(id, only),
            current: window.from.is_some_and(|from| from <= date)
                && window.until.is_some_and(|until| date <= until),
        });
    }
    months
}

/// How full a day is, in words.
pub(super) fn day_words<'s>(slots: impl Iterator<Item = &'s domain::Slot>) -> String {
    let (mut left, mut capacity, mut open) = (0, 0, false);
    for slot in slots {
        open |= slot.closed_at.is_none();
        left += slot.pools.iter().map(|count| count.left()).sum::<u32>();
        capacity += slot.pools.iter().map(|count| count.capacity).sum::<u32>();
    }
    match left {
        _ if !open => "受付停止".to_owned(),
        0 => "満員".to_owned(),
        _ => format!("残り {left} / {capacity}"),
    }
}

fn venue_filters(id: ProgrammeId, board: &[BoardSlot], chosen: Chosen) -> Vec<Filter> {
    let venues: BTreeMap<_, _> = board.iter().map(|s| (&s.venue.name, s.venue.id)).collect();
    let filter = |label: &str, venue: Option<VenueId>| Filter {
        label: label.to_owned(),
        url: url(id, Chosen { venue, ..chosen }),
        current: chosen.venue == venue,
    };
    let all = std::iter::once(filter("すべての会場", None));
    all.chain(venues.into_iter().map(|(name, venue)| filter(name, Some(venue)))).collect()
}

fn url(id: ProgrammeId, chosen: Chosen) -> String {
    let parts = [
        ("venue", chosen.venue.map(|venue| venue.to_string())),
        ("date", chosen.date.map(|date| date.to_string())),
        ("from", chosen.from.map(|date| date.to_string())),
    ];
    with_query(format!("/desk/programmes/{id}"), parts)
}

fn events_url(id: ProgrammeId, window: Window) -> String {
    let parts = [
        ("venue", window.venue.map(|venue| venue.to_string())),
        ("from", window.from.map(|date| date.to_string())),
        ("until", window.until.map(|date| date.to_string())),
    ];
    with_query(format!("/desk/programmes/{id}/events"), parts)
}

fn with_query(path: String, parts: [(&str, Option<String>); 3]) -> String {
    let parts = parts.into_iter().filter_map(|(name, value)| Some(format!("{name}={}", value?)));
    let query: Vec<String> = parts.collect();
    if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::{Chosen, Days, Window, earlier, later, window};
    use domain::when::Date;

    fn day(text: &str) -> Date {
        format!("2026-{text}").parse().expect("a date")
    }

    fn shown(days: &Days, from: Option<&str>, today: &str) -> (Date, Date) {
        let chosen = Chosen { from: from.map(day), ..Chosen::default() };
        let window = window(days, chosen, day(today));
        (window.from.expect("a first day"), window.until.expect("a last day"))
    }

    #[test]
    fn a_page_shows_the_nearest_two_weeks_and_the_others_are_a_step_away() {
        let days: Days = (1..=28).map(|n| (day(&format!("10-{n:02}")), 10)).collect();
        assert_eq!(shown(&days, None, "10-03"), (day("10-03"), day("10-16")));
        assert_eq!(shown(&days, None, "09-01"), (day("10-01"), day("10-14")));
        assert_eq!(shown(&days, None, "12-01"), (day("10-15"), day("10-28")), "all is over");
        assert_eq!(shown(&days, Some("10-20"), "10-03"), (day("10-20"), day("10-28")));
        let at =
            |from, until| Window { venue: None, from: Some(day(from)), until: Some(day(until)) };
        assert_eq!(earlier(&days, at("10-03", "10-16")), Some(day("10-01")));
        assert_eq!(later(&days, at("10-03", "10-16")), Some(day("10-17")));
        assert_eq!(earlier(&days, at("10-01", "10-14")), None);
        assert_eq!(later(&days, at("10-15", "10-28")), None);
    }

    #[test]
    fn a_page_of_a_large_town_shows_fewer_days_but_always_one() {
        let days: Days = (1..=28).map(|n| (day(&format!("10-{n:02}")), 378)).collect();
        assert_eq!(shown(&days, None, "10-03"), (day("10-03"), day("10-03")));
        let small: Days = days.keys().map(|date| (*date, 200)).collect();
        assert_eq!(shown(&small, None, "10-03"), (day("10-03"), day("10-05")));
        let last = window(&small, Chosen::default(), day("12-01"));
        assert_eq!((last.from, last.until), (Some(day("10-26")), Some(day("10-28"))));
        let nothing = window(&Days::new(), Chosen::default(), day("10-03"));
        assert_eq!(nothing, Window::default(), "a programme without sessions");
    }
}
