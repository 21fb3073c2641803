//! The live board of one programme: every session's slots as cells.

use super::{
    Who,
    cells::{Slot, Totals, waiting},
    programmes::state,
};
use crate::{
    App, Problem,
    web::{
        form::At,
        page::{Page, Room, html},
        session::Officer,
    },
    words::dates,
};
use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use domain::{Act, ProgrammeId, VenueId, when::Date};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use store::BoardSlot;

#[derive(Template)]
#[template(path = "desk/board.html")]
struct Board {
    page: Page,
    who: Option<Who>,
    programme: String,
    state: String,
    live: bool,
    events_url: String,
    venues: Vec<Filter>,
    dates: Vec<Filter>,
    totals: Totals,
    sessions: Vec<Session>,
}

struct Filter {
    label: String,
    url: String,
    current: bool,
}

struct Session {
    id: String,
    url: Option<String>,
    venue: String,
    date: String,
    slots: Vec<Slot>,
}

/// Which sessions to show.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub(in crate::web) struct Chosen {
    venue: Option<VenueId>,
    date: Option<Date>,
}

/// The board.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
    At(id): At<ProgrammeId>,
    Query(chosen): Query<Chosen>,
) -> Result<Response, Problem> {
    let found = app.store.read(move |reader| {
        let Some(programme) = reader.programme(id)? else { return Ok(None) };
        Ok(Some((programme, reader.board(id)?, waiting(reader, id)?)))
    });
    let (programme, mut board, waiting) = found.await?.ok_or(Problem::NotFound)?;
    board.retain(|slot| officer.duty.is_at(slot.venue.id));
    let now = app.clock.now();
    let (state, live) = state(&programme, now);
    html(&Board {
        page: Page::desk(&app, &programme.name),
        who: Some(Who::of(&officer)),
        programme: programme.name.clone(),
        state: state.to_owned(),
        live,
        events_url: format!("/desk/programmes/{id}/events"),
        venues: venue_filters(id, &board, chosen),
        dates: date_filters(id, &board, chosen),
        totals: Totals::of(&board, waiting, now),
        sessions: sessions(&board, chosen, officer.may(Act::OpenRosters)),
    })
}

fn sessions(board: &[BoardSlot], chosen: Chosen, may_open: bool) -> Vec<Session> {
    let mut sessions: Vec<Session> = Vec::new();
    let wanted = board.iter().filter(|s| {
        chosen.venue.is_none_or(|venue| s.slot.venue == venue)
            && chosen.date.is_none_or(|date| s.slot.date == date)
    });
    for BoardSlot { slot, venue } in wanted {
        let id = slot.session.to_string();
        if sessions.last().is_none_or(|last| last.id != id) {
            sessions.push(Session {
                url: may_open.then(|| format!("/desk/sessions/{id}")),
                id,
                venue: venue.name.clone(),
                date: dates::short(slot.date),
                slots: Vec::new(),
            });
        }
        sessions.last_mut().expect("one was just pushed").slots.push(Slot::of(slot));
    }
    sessions
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

fn date_filters(id: ProgrammeId, board: &[BoardSlot], chosen: Chosen) -> Vec<Filter> {
    let days: BTreeSet<Date> = board.iter().map(|s| s.slot.date).collect();
    let filter = |label: String, date: Option<Date>| Filter {
        label,
        url: url(id, Chosen { date, ..chosen }),
        current: chosen.date == date,
    };
    let all = std::iter::once(filter("すべての日".to_owned(), None));
    all.chain(days.into_iter().map(|date| filter(dates::short(date), Some(date)))).collect()
}

fn url(id: ProgrammeId, chosen: Chosen) -> String {
    let venue = chosen.venue.map(|venue| format!("venue={venue}"));
    let date = chosen.date.map(|date| format!("date={date}"));
    let query: Vec<String> = [venue, date].into_iter().flatten().collect();
    let mark = if query.is_empty() { "" } else { "?" };
    format!("/desk/programmes/{id}{mark}{}", query.join("&"))
}
