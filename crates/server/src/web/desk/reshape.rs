//! Reshapes the places of a slot, or of all slots of a session: moves them between pools, adds and takes away, gives
//! out more than there are, closes and opens. It is always shown before it is done, with who would lose.

mod wish;

use super::Who;
use crate::{
    App, Problem,
    actions::reshape::{self as action, Ended, Wish},
    boards,
    web::{
        form::{self, At, Posted, Query},
        page::{Page, html},
        session::Officer,
    },
    words::{Lang, dates, pools, refusal, reshape as words},
};
use anyhow::Result;
use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Act, OfficerId, Pool, SessionId, Slot, SlotId,
    overbooking::Attendance,
    reshape::{Reshape, Shape, after},
};
use std::collections::{BTreeMap, BTreeSet};
use store::{HistoryLine, Reader, SessionRow};
use wish::{Typed, Wrong, needs_reason, query};

#[derive(Template)]
#[template(path = "desk/reshape.html")]
struct Reshaping {
    page: Page,
    who: Option<Who>,
    programme: String,
    board_url: String,
    session: String,
    session_url: Option<String>,
    /// The one slot; none where all of the session are meant.
    slot_url: Option<String>,
    title: String,
    action: String,
    typed: Typed,
    wrong: Option<Wrong>,
    meanwhile: Vec<String>,
    shown: Option<Shown>,
    from: Vec<(String, String)>,
    to: Vec<(String, String)>,
    any_open: bool,
    any_closed: bool,
    /// What is known of those who did not come.
    attendance: Vec<String>,
}

/// What would happen.
struct Shown {
    rows: Vec<Row>,
    changed: usize,
    refused: usize,
    meaning: Vec<String>,
    hidden: Vec<(&'static str, String)>,
    needs_reason: bool,
    nearest: Option<(String, String)>,
}

struct Row {
    time: String,
    changes: Vec<String>,
    refusal: Option<String>,
    people_url: Option<String>,
}

/// The slots that are meant, with what the page tells of them.
struct Scope {
    slots: Vec<Slot>,
    one: bool,
    session: SessionRow,
    waiting: Option<u32>,
    attendance: Attendance,
    officers: BTreeMap<OfficerId, String>,
}

/// What is to be done to one slot.
pub(in crate::web) async fn slot(
    State(app): State<App>,
    officer: Officer,
    At(id): At<SlotId>,
    Query(typed): Query<Typed>,
) -> Result<Response, Problem> {
    let scope = of_slot(&app, &officer, id).await?;
    show(&app, &officer, &scope, typed, Vec::new())
}

/// Does it to one slot.
pub(in crate::web) async fn post_slot(
    State(app): State<App>,
    officer: Officer,
    At(id): At<SlotId>,
    Posted(typed): Posted<Typed>,
) -> Result<Response, Problem> {
    let scope = of_slot(&app, &officer, id).await?;
    post(&app, &officer, scope, typed).await
}

/// What is to be done to every slot of a session.
pub(in crate::web) async fn session(
    State(app): State<App>,
    officer: Officer,
    At(id): At<SessionId>,
    Query(typed): Query<Typed>,
) -> Result<Response, Problem> {
    let scope = of_session(&app, &officer, id).await?;
    show(&app, &officer, &scope, typed, Vec::new())
}

/// Does it to every slot of a session.
pub(in crate::web) async fn post_session(
    State(app): State<App>,
    officer: Officer,
    At(id): At<SessionId>,
    Posted(typed): Posted<Typed>,
) -> Result<Response, Problem> {
    let scope = of_session(&app, &officer, id).await?;
    post(&app, &officer, scope, typed).await
}

async fn of_slot(app: &App, officer: &Officer, id: SlotId) -> Result<Scope, Problem> {
    let found = app.store.read(move |reader| {
        let Some(slot) = reader.slot(id)? else { return Ok(None) };
        scope(reader, slot.session, |all| all.retain(|other| other.id == id), true)
    });
    here(found.await?, officer)
}

async fn of_session(app: &App, officer: &Officer, id: SessionId) -> Result<Scope, Problem> {
    let found = app.store.read(move |reader| scope(reader, id, |_| {}, false));
    here(found.await?, officer)
}

fn here(scope: Option<Scope>, officer: &Officer) -> Result<Scope, Problem> {
    let scope = scope.ok_or(Problem::NotFound)?;
    officer.is_at(scope.session.venue.id)?;
    Ok(scope)
}

fn scope(
    reader: &mut Reader<'_>,
    id: SessionId,
    choose: impl FnOnce(&mut Vec<Slot>),
    one: bool,
) -> Result<Option<Scope>> {
    let Some(session) = reader.session(id)? else { return Ok(None) };
    let programme = session.programme.id;
    let mut slots = reader.slots_between(programme, session.date, session.date)?;
    slots.retain(|slot| slot.session == id);
    choose(&mut slots);
    let waiting = match reader.programme(programme)? {
        Some(programme) => boards::waiting(reader, &programme)?,
        None => None,
    };
    let attendance = reader.attendance(programme)?;
    let officers = reader.officer_names()?;
    Ok(Some(Scope { slots, one, session, waiting, attendance, officers }))
}

async fn post(
    app: &App,
    officer: &Officer,
    scope: Scope,
    typed: Typed,
) -> Result<Response, Problem> {
    let Ok(Some(what)) = typed.wish() else {
        return show(app, officer, &scope, typed, Vec::new());
    };
    let Ok(why) = reason(&what, &typed) else {
        return show(app, officer, &scope, typed, Vec::new());
    };
    let seen = typed.shapes().ok_or(Problem::FormExpired)?;
    let known: BTreeSet<SlotId> = scope.slots.iter().map(|slot| slot.id).collect();
    if !seen.iter().all(|(id, _)| known.contains(id)) {
        return Err(Problem::FormExpired);
    }
    let where_possible = !typed.possible.is_empty();
    let wish = Wish { slots: seen.clone(), what, where_possible, why };
    let id = scope.session.id;
    let one = scope.one.then(|| scope.slots.first().map(|slot| slot.id)).flatten();
    match action::reshape(app, officer.id, wish).await? {
        Ended::Done => {
            let (programme, date) = (scope.session.programme.id, scope.session.date);
            let board = format!("/desk/programmes/{programme}?date={date}");
            Ok(Redirect::to(&board).into_response())
        }
        Ended::Changed | Ended::Refused(..) => {
            let scope = match one {
                Some(slot) => of_slot(app, officer, slot).await?,
                None => of_session(app, officer, id).await?,
            };
            let meanwhile = meanwhile(app, &scope, &seen).await?;
            let mut response = show(app, officer, &scope, typed, meanwhile)?;
            *response.status_mut() = StatusCode::CONFLICT;
            Ok(response)
        }
    }
}

/// What somebody else changed since the page was shown.
async fn meanwhile(
    app: &App,
    scope: &Scope,
    seen: &[(SlotId, Shape)],
) -> Result<Vec<String>, Problem> {
    let now: BTreeMap<SlotId, &Slot> = scope.slots.iter().map(|slot| (slot.id, slot)).collect();
    let mut told = Vec::new();
    for (id, shape) in seen {
        let Some(slot) = now.get(id) else { continue };
        let differences = shape.differences(&Shape::of(slot));
        if differences.is_empty() {
            continue;
        }
        let id = *id;
        let history: Vec<HistoryLine> =
            app.store.read(move |reader| reader.history_of_slot(id)).await?;
        let lines = words::meanwhile(&differences, &history, |l| words::by(l, &scope.officers));
        let at = dates::clock(slot.starts);
        told.extend(lines.into_iter().map(|line| format!("{at}：{line}")));
    }
    Ok(told)
}

/// Why, where that has to be said or was.
fn reason(what: &Reshape, typed: &Typed) -> Result<Option<String>, String> {
    if needs_reason(what) {
        form::reason(&typed.reason).map(Some)
    } else {
        form::reason_if_any(&typed.reason)
    }
}

fn show(
    app: &App,
    officer: &Officer,
    scope: &Scope,
    typed: Typed,
    meanwhile: Vec<String>,
) -> Result<Response, Problem> {
    let wish = typed.wish();
    let (wish, mut wrong) = match wish {
        Ok(wish) => (wish, None),
        Err(wrong) => (None, Some(wrong)),
    };
    let posted = !typed.shapes.is_empty();
    if let Some(Err(no)) = wish.as_ref().filter(|_| posted).map(|wish| reason(wish, &typed)) {
        wrong = Some(("reason", no));
    }
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let action = match scope.slots.first().filter(|_| scope.one) {
        Some(slot) => format!("/desk/slots/{}/places", slot.id),
        None => format!("/desk/sessions/{}/places", scope.session.id),
    };
    let shown = wish.map(|wish| shown(app, officer, scope, &typed, &wish, &action));
    let mut response =
        html(&page(app, officer, scope, (typed, action), (wrong, meanwhile, shown)))?;
    *response.status_mut() = status;
    Ok(response)
}

fn page(
    app: &App,
    officer: &Officer,
    scope: &Scope,
    (typed, action): (Typed, String),
    (wrong, meanwhile, shown): (Option<Wrong>, Vec<String>, Option<Shown>),
) -> Reshaping {
    let session = &scope.session;
    let one = scope.slots.first().filter(|_| scope.one);
    let named = format!("{} {}", dates::short(session.date), session.venue.name);
    let title = match one {
        Some(slot) => format!("{} の枠を変える", dates::range(slot.starts, slot.ends)),
        None => format!("{named} の枠をまとめて変える"),
    };
    let option = |pool: Pool| (pool.name().to_owned(), pools::pool(pool).to_owned());
    let has = |pool: &Pool| scope.slots.iter().any(|slot| slot.pool(*pool).capacity > 0);
    let attendance = one.map(|slot| {
        let capacity = slot.pool(Pool::Public).capacity;
        words::risk(scope.attendance, capacity, 0)
    });
    Reshaping {
        page: Page::desk(app, &title),
        who: Some(Who::of(officer)),
        programme: session.programme.name.clone(),
        board_url: format!("/desk/programmes/{}", session.programme.id),
        session: named,
        session_url: officer
            .may(Act::OpenRosters)
            .then(|| format!("/desk/sessions/{}", session.id)),
        slot_url: one.map(|slot| format!("/desk/slots/{}", slot.id)),
        title,
        action,
        typed,
        wrong,
        meanwhile,
        shown,
        from: Pool::ALL.into_iter().filter(has).map(option).collect(),
        to: Pool::ALL.map(option).into(),
        any_open: scope.slots.iter().any(|slot| slot.closed_at.is_none()),
        any_closed: scope.slots.iter().any(|slot| slot.closed_at.is_some()),
        attendance: attendance.unwrap_or_default(),
    }
}

fn shown(
    app: &App,
    officer: &Officer,
    scope: &Scope,
    typed: &Typed,
    wish: &Reshape,
    action: &str,
) -> Shown {
    let now = app.clock.now();
    let decided: Vec<_> = scope.slots.iter().map(|slot| (slot, wish.decide(slot, now))).collect();
    let changes: Vec<(&Slot, Slot)> = decided
        .iter()
        .filter_map(|(slot, decided)| Some((*slot, after(slot, decided.as_ref().ok()?))))
        .filter(|(before, after)| *before != after)
        .collect();
    let refused = decided.iter().filter(|(_, decided)| decided.is_err()).count();
    let row = |(slot, decided): &(&Slot, Result<domain::Decision, (Pool, domain::Refusal)>)| {
        let people = || format!("/desk/sessions/{}?slot={}", slot.session, slot.id);
        Row {
            time: dates::range(slot.starts, slot.ends),
            changes: decided
                .as_ref()
                .map_or_else(|_| Vec::new(), |decided| words::changes(slot, &after(slot, decided))),
            refusal: decided.as_ref().err().map(|(pool, no)| {
                let no = refusal::sentence(Lang::Japanese, no);
                format!("{}：{}{}", pools::pool(*pool), no.why, no.next)
            }),
            people_url: officer.may(Act::OpenRosters).then(people),
        }
    };
    let mut meaning = words::meaning(wish, &changes, scope.waiting);
    if let (Reshape::Overbook { pool, to }, Some(slot)) = (wish, scope.slots.first()) {
        meaning.extend(words::risk(scope.attendance, slot.pool(*pool).capacity, *to));
    }
    let nearest = scope.slots.first().filter(|_| scope.one && refused > 0);
    let nearest = nearest.and_then(|slot| wish.nearest(slot)).map(|wish| {
        let places = match &wish {
            Reshape::Shift { places, .. } => *places,
            Reshape::Overbook { to, .. } => *to,
            Reshape::Add { by, .. } => u32::try_from(by.unsigned_abs()).unwrap_or(u32::MAX),
            Reshape::Set(_) | Reshape::Close | Reshape::Reopen => 0,
        };
        (format!("{places}枠ならできます。{places}枠にする"), format!("{action}?{}", query(&wish)))
    });
    Shown {
        rows: decided.iter().map(row).collect(),
        changed: changes.len(),
        refused,
        meaning,
        hidden: typed.hidden(&scope.slots),
        needs_reason: needs_reason(wish),
        nearest,
    }
}
