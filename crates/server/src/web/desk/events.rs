//! The live half of the board: each time the board that all desks watch together is different, a desk is sent the cells
//! that it shows and that changed, the days of the calendar, and the sums. A desk that falls behind gets the newest.

use super::{
    board::{Window, day_words},
    cells::{self, Sums, Totals, full_at},
};
use crate::{
    App, Problem,
    boards::{self, Seen, View},
    web::{
        form::{At, Query},
        session::Officer,
    },
    words::dates,
};
use askama::Template;
use axum::{
    extract::State,
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use domain::{Act, Duty, ProgrammeId, when, when::Date};
use futures_util::{Stream, StreamExt, stream};
use std::{collections::BTreeSet, convert::Infallible, sync::Arc, time::Duration};
use tokio::sync::watch;

/// A word now and then, so that a dead line is noticed.
const ALIVE: Duration = Duration::from_secs(15);

/// The stream.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
    At(id): At<ProgrammeId>,
    Query(window): Query<Window>,
) -> Result<Response, Problem> {
    let mut watched = boards::watch(&app, id).await?;
    let known = watched.borrow_and_update().clone();
    let may_open = officer.may(Act::OpenRosters);
    let desk = Desk { watched, known, window, duty: officer.duty, may_open };
    let live = stream::unfold(desk, next).flatten();
    Ok(Sse::new(live).keep_alive(KeepAlive::new().interval(ALIVE)).into_response())
}

/// A desk with what it was told last.
struct Desk {
    watched: watch::Receiver<Arc<View>>,
    known: Arc<View>,
    window: Window,
    /// Which venues are told of.
    duty: Duty,
    /// Whether the cells lead to who is booked.
    may_open: bool,
}

impl Desk {
    /// The slots of a view that the officer is told of.
    fn sees<'v>(&self, view: &'v View) -> impl Iterator<Item = &'v Arc<Seen>> + Clone {
        view.slots.values().filter(|seen| self.duty.is_at(seen.slot.venue.id))
    }
}

/// Waits until the board is different, then says what is new.
async fn next(
    mut desk: Desk,
) -> Option<(impl Stream<Item = Result<Event, Infallible>> + use<>, Desk)> {
    desk.watched.changed().await.ok()?;
    let fresh = desk.watched.borrow_and_update().clone();
    let events = changes(&desk, &fresh);
    desk.known = fresh;
    Some((stream::iter(events.into_iter().map(Ok)), desk))
}

fn changes(desk: &Desk, fresh: &View) -> Vec<Event> {
    let known = &desk.known;
    let differs = |seen: &&Arc<Seen>| {
        known.slots.get(&seen.slot.slot.id).is_none_or(|before| !Arc::ptr_eq(before, seen))
    };
    let changed: Vec<&Arc<Seen>> = desk.sees(fresh).filter(differs).collect();
    let shown = changed.iter().filter(|seen| desk.window.shows(&seen.slot.slot));
    let mut events: Vec<Event> = shown.filter_map(|seen| cell(seen, desk.may_open)).collect();
    let days: BTreeSet<Date> = changed.iter().map(|seen| seen.slot.slot.date).collect();
    events.extend(days.into_iter().map(|date| day(desk, fresh, date)));
    let theirs = desk.sees(fresh).map(|seen| &seen.slot.slot);
    let full_at = full_at(fresh.slots.values().map(|seen| &seen.slot.slot), &fresh.figures);
    let sums = Sums { totals: Totals::of(theirs, &fresh.figures, full_at, &desk.duty) };
    events.extend(sums.render().ok().map(|html| Event::default().event("totals").data(html)));
    if !changed.is_empty() {
        events.push(Event::default().event("news").data(news(desk, fresh)));
    }
    events
}

/// A cell, put into words once for all desks that may see the same of it.
fn cell(seen: &Seen, may_open: bool) -> Option<Event> {
    let kept = &seen.cells[usize::from(may_open)];
    let html = if let Some(html) = kept.get() {
        html
    } else {
        let slot = cells::Slot::of(&seen.slot.slot, may_open);
        let html = cells::Cell { slot }.render().ok()?;
        kept.get_or_init(|| html)
    };
    Some(Event::default().event(format!("slot-{}", seen.slot.slot.id)).data(html))
}

/// A day of the calendar.
fn day(desk: &Desk, view: &View, date: Date) -> Event {
    let slots = desk.sees(view).map(|seen| &seen.slot.slot);
    let slots = slots.filter(|slot| slot.date == date && desk.window.is_at(slot));
    Event::default().event(format!("day-{date}")).data(day_words(slots))
}

/// One plain sentence for those who listen to the board.
fn news(desk: &Desk, fresh: &View) -> String {
    let booked = |view: &View| -> i64 {
        let pools = desk.sees(view).flat_map(|seen| &seen.slot.slot.pools);
        pools.map(|count| i64::from(count.booked)).sum()
    };
    let difference = booked(fresh) - booked(&desk.known);
    let at = dates::clock(when::japan_time(fresh.figures.at).time());
    match difference {
        0 => format!("{at} に枠が変わりました"),
        1.. => format!("{at} に{difference}件の予約が入りました"),
        _ => format!("{at} に{}件のキャンセルがありました", -difference),
    }
}
