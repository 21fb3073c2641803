//! The live half of the board: after each commit that touched a slot of the programme, that slot's cell
//! and the sums are sent as they are now. A desk that falls behind gets every cell afresh.

use super::cells::{Cell, Slot, Sums, Totals, waiting};
use crate::{
    App, Problem,
    web::{form::At, session::Officer},
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
use domain::{Duty, ProgrammeId, SlotId, when};
use futures_util::{Stream, StreamExt, stream};
use std::{collections::BTreeMap, convert::Infallible, sync::Arc, time::Duration};
use store::BoardSlot;
use tokio::time;
use tokio_stream::wrappers::{BroadcastStream, errors::BroadcastStreamRecvError};

/// Commits that come within this time are shown together.
const TOGETHER: Duration = Duration::from_millis(200);
/// A word now and then, so that a dead line is noticed.
const ALIVE: Duration = Duration::from_secs(15);

/// The stream.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
    At(id): At<ProgrammeId>,
) -> Result<Response, Problem> {
    let commits = BroadcastStream::new(app.store.commits());
    let known = board(&app, id, &officer.duty).await?;
    let duty = Arc::new(officer.duty);
    let live =
        stream::unfold((app, commits, known), move |state| next(state, id, Arc::clone(&duty)));
    let live = live.flatten();
    Ok(Sse::new(live).keep_alive(KeepAlive::new().interval(ALIVE)).into_response())
}

/// What the desk was told.
struct Known {
    slots: BTreeMap<SlotId, BoardSlot>,
    waiting: Option<u32>,
}

type State3 = (App, BroadcastStream<Arc<store::Committed>>, Known);

/// What an officer of this duty is told: the places of their venues.
async fn board(app: &App, id: ProgrammeId, duty: &Duty) -> Result<Known, Problem> {
    let found = app.store.read(move |reader| Ok((reader.board(id)?, waiting(reader, id)?)));
    let (board, waiting) = found.await?;
    let theirs = board.into_iter().filter(|slot| duty.is_at(slot.venue.id));
    Ok(Known { slots: theirs.map(|slot| (slot.slot.id, slot)).collect(), waiting })
}

/// Waits until something of this board changed, then says what is new.
async fn next(
    (app, mut commits, known): State3,
    id: ProgrammeId,
    duty: Arc<Duty>,
) -> Option<(impl Stream<Item = Result<Event, Infallible>>, State3)> {
    loop {
        let concerns = match commits.next().await? {
            Ok(commit) => {
                commit.setup
                    || commit.waitlist
                    || commit.slots.iter().any(|slot| known.slots.contains_key(slot))
            }
            Err(BroadcastStreamRecvError::Lagged(_)) => true,
        };
        if !concerns {
            continue;
        }
        time::sleep(TOGETHER).await;
        // A read that fails now is made good by the next commit, or by the page's own reconnect.
        let Ok(fresh) = board(&app, id, &duty).await else { continue };
        let events = changes(&app, &known, &fresh);
        return Some((stream::iter(events.into_iter().map(Ok)), (app, commits, fresh)));
    }
}

fn changes(app: &App, known: &Known, fresh: &Known) -> Vec<Event> {
    let differs = |slot: &&BoardSlot| known.slots.get(&slot.slot.id) != Some(*slot);
    let changed: Vec<&BoardSlot> = fresh.slots.values().filter(differs).collect();
    if changed.is_empty() && known.waiting == fresh.waiting {
        return Vec::new();
    }
    let cell = |slot: &&BoardSlot| {
        let html = Cell { slot: Slot::of(&slot.slot) }.render().ok()?;
        Some(Event::default().event(format!("slot-{}", slot.slot.id)).data(html))
    };
    let mut events: Vec<Event> = changed.iter().filter_map(cell).collect();
    let all: Vec<BoardSlot> = fresh.slots.values().cloned().collect();
    let sums = Sums { totals: Totals::of(&all, fresh.waiting, app.clock.now()) };
    events.extend(sums.render().ok().map(|html| Event::default().event("totals").data(html)));
    if !changed.is_empty() {
        events.push(Event::default().event("news").data(news(app, known, fresh)));
    }
    events
}

/// One plain sentence for those who listen to the board.
fn news(app: &App, known: &Known, fresh: &Known) -> String {
    let booked = |board: &Known| -> i64 {
        let pools = board.slots.values().flat_map(|slot| &slot.slot.pools);
        pools.map(|count| i64::from(count.booked)).sum()
    };
    let difference = booked(fresh) - booked(known);
    let at = dates::clock(when::japan_time(app.clock.now()).time());
    match difference {
        0 => format!("{at} に枠が変わりました"),
        1.. => format!("{at} に{difference}件の予約が入りました"),
        _ => format!("{at} に{}件のキャンセルがありました", -difference),
    }
}
