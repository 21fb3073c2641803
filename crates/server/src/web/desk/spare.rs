//! Doses of the day that nobody comes for any more: what the open vials still give, who did not come, and in which later
//! slot others may come instead. What is decided here is offered to those who wait in the same step.

use super::Who;
use crate::{
    App, Problem,
    actions::spare::{self, Ended, Wish},
    web::{
        form::{self, At, Posted, Query, number},
        page::{Page, html},
        session::Officer,
    },
    words::{Lang, dates, refusal},
};
use anyhow::{Context, Result};
use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Actor, Booking, BookingId, PersonId, Programme, SessionId, Slot, SlotId,
    person::Details,
    reshape::Shape,
    spare::{Doses, may_be_absent},
};
use jiff::Timestamp;
use serde::Deserialize;
use std::collections::HashMap;
use store::{Reader, SessionRow};

#[derive(Template)]
#[template(path = "desk/spare.html")]
struct Form {
    page: Page,
    who: Option<Who>,
    programme: String,
    board_url: String,
    session: String,
    session_url: String,
    action: String,
    failure: Option<String>,
    done: Option<String>,
    day: Doses,
    vials: u32,
    all: u32,
    spare: u32,
    waiting: u32,
    absent: Vec<Absent>,
    slots: Vec<Choice>,
    doses: String,
    why: String,
}

struct Absent {
    id: String,
    time: String,
    name: String,
    kana: String,
    ticked: bool,
}

struct Choice {
    /// The slot, and its shape as it is shown.
    value: String,
    time: String,
    left: u32,
    chosen: bool,
}

/// A day with everything the page shows.
struct Full {
    session: SessionRow,
    programme: Programme,
    day: Doses,
    waiting: u32,
    /// Those whose time has begun and of whom nothing is recorded.
    open: Vec<(Booking, Slot)>,
    details: HashMap<PersonId, Details>,
    /// Slots of the day for which there is still time to answer.
    slots: Vec<Slot>,
}

#[derive(Default, Deserialize)]
pub(in crate::web) struct Asked {
    #[serde(default)]
    vials: String,
    #[serde(default)]
    offered: String,
}

/// What was typed, as it came.
#[derive(Default)]
struct Typed {
    vials: String,
    doses: String,
    slot: String,
    why: String,
    absent: Vec<String>,
}

impl Typed {
    fn of(fields: Vec<(String, String)>) -> Self {
        let mut typed = Self::default();
        for (name, value) in fields {
            match name.as_str() {
                "vials" => typed.vials = value,
                "doses" => typed.doses = value,
                "slot" => typed.slot = value,
                "why" => typed.why = value,
                "absent" => typed.absent.push(value),
                _ => {}
            }
        }
        typed
    }
}

/// The page, with as many vials as were to be opened, or were asked for.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
    At(id): At<SessionId>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let done = number(&asked.offered).map(|count| {
        format!("枠をふやし、{count}人にご案内しました。お返事がなければ、自動で次の方に進みます。")
    });
    let typed = Typed { vials: asked.vials, ..Typed::default() };
    show(&app, &officer, id, &typed, (done, None, StatusCode::OK)).await
}

/// Offers what is left.
pub(in crate::web) async fn post(
    State(app): State<App>,
    officer: Officer,
    At(id): At<SessionId>,
    Posted(fields): Posted<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let typed = Typed::of(fields);
    // Whose venue it is, is asked before anything is done.
    let now = app.clock.now();
    let found = app.store.read(move |reader| load(reader, id, now)).await?;
    officer.is_at(found.ok_or(Problem::NotFound)?.session.venue.id)?;
    let wish = match wish(id, &typed) {
        Ok(wish) => wish,
        Err(why) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return show(&app, &officer, id, &typed, (None, Some(why), status)).await;
        }
    };
    let vials = wish.vials;
    let (why, status) = match spare::offer(&app, officer.id, wish).await? {
        Ended::Offered(count) => {
            let url = format!("/desk/sessions/{id}/spare?vials={vials}&offered={count}");
            return Ok(Redirect::to(&url).into_response());
        }
        Ended::TooMany(most) => {
            (format!("余るのは{most}回分です。回数か、開けたバイアルの数をお確かめください。"), StatusCode::UNPROCESSABLE_ENTITY)
        }
        Ended::Changed => (
            "この画面を開いたあとに、選んだ枠の数が変わりました。何もしていません。いまの数を確かめて、もう一度押してください。".to_owned(),
            StatusCode::CONFLICT,
        ),
        Ended::Refused(no) => {
            let no = refusal::sentence(Lang::Japanese, &no);
            (format!("何もしていません。{}{}", no.why, no.next), StatusCode::UNPROCESSABLE_ENTITY)
        }
    };
    show(&app, &officer, id, &typed, (None, Some(why), status)).await
}

/// What was typed as a wish, or what is wrong with it.
fn wish(session: SessionId, typed: &Typed) -> Result<Wish, String> {
    let (vials, doses) = (number(&typed.vials), number(&typed.doses));
    let vials = vials.filter(|vials| *vials <= 9_999);
    let vials = vials.ok_or("開けたバイアルの数は、0から9999までの数字で入力してください。")?;
    let doses = doses.filter(|doses| (1..=9_999).contains(doses));
    let doses = doses.ok_or("ご案内する回数は、1以上の数字で入力してください。")?;
    let chosen = typed.slot.split_once(' ');
    let chosen = chosen.and_then(|(slot, shape)| Some((slot.parse().ok()?, shape.parse().ok()?)));
    let (slot, seen): (SlotId, Shape) = chosen
        .map(|(slot, shape)| (SlotId(slot), shape))
        .ok_or("来ていただく時間を選んでください。")?;
    let absent = typed.absent.iter().map(|id| id.parse().map(BookingId));
    let absent = absent.collect::<Result<Vec<_>, _>>();
    let absent = absent.map_err(|_| "来なかった方を、もう一度選んでください。")?;
    let why = form::reason(&typed.why)?;
    Ok(Wish { session, absent, vials, doses, slot, seen, why })
}

fn load(reader: &mut Reader<'_>, id: SessionId, now: Timestamp) -> Result<Option<Full>> {
    let Some(session) = reader.session(id)? else { return Ok(None) };
    let programme = reader.programme(session.programme.id)?.context("it has a programme")?;
    let day = spare::doses(reader, id)?.context("a session that was just found")?;
    let mut slots = reader.slots_between(programme.id, session.date, session.date)?;
    slots.retain(|slot| slot.session == id);
    let of = |booking: &Booking| slots.iter().find(|slot| slot.id == booking.slot).cloned();
    let seats = reader.seats_of_session(id)?.into_iter().map(|seat| seat.booking);
    let open: Vec<_> = seats
        .filter(Booking::is_live)
        .filter_map(|booking| of(&booking).map(|slot| (booking, slot)))
        .filter(|(booking, slot)| may_be_absent(booking, slot, now).is_ok())
        .collect();
    let details = reader.details(&open.iter().map(|(booking, _)| booking.person).collect())?;
    let waiting = reader.count_waiting(programme.id)?;
    slots.retain(|slot| is_in_time(&programme, slot, now));
    Ok(Some(Full { session, programme, day, waiting, open, details, slots }))
}

/// Whether somebody who waits still has time to answer for this slot.
fn is_in_time(programme: &Programme, slot: &Slot, now: Timestamp) -> bool {
    let closes_at = programme.policy.waitlist_closes_at(slot);
    let list = programme.policy.waitlist.as_ref();
    slot.closed_at.is_none()
        && list.is_some_and(|list| list.window(false, now, closes_at).is_some())
}

async fn show(
    app: &App,
    officer: &Officer,
    id: SessionId,
    typed: &Typed,
    (done, failure, status): (Option<String>, Option<String>, StatusCode),
) -> Result<Response, Problem> {
    let (now, by) = (app.clock.now(), Actor::Officer(officer.id));
    let found = app.store.read(move |reader| load(reader, id, now)).await?;
    let full = found.ok_or(Problem::NotFound)?;
    officer.is_at(full.session.venue.id)?;
    let opened: Vec<PersonId> = full.details.keys().copied().collect();
    if !opened.is_empty() {
        app.store.write(move |tx| tx.record_opening(by, now, "spare", None, &opened)).await?;
    }
    let mut response = html(&form(app, officer, &full, typed, (done, failure)))?;
    *response.status_mut() = status;
    Ok(response)
}

fn form(
    app: &App,
    officer: &Officer,
    full: &Full,
    typed: &Typed,
    (done, failure): (Option<String>, Option<String>),
) -> Form {
    let Full { session, programme, day, waiting, open, details, slots } = full;
    let vials = number(&typed.vials).filter(|vials| *vials <= 9_999).unwrap_or(day.vials());
    let absent = |(booking, slot): &(Booking, Slot)| {
        let details = details.get(&booking.person)?;
        let id = booking.id.to_string();
        let (name, kana) = (details.name.clone(), details.kana.clone());
        let ticked = typed.absent.contains(&id);
        Some(Absent { ticked, id, time: dates::clock(slot.starts), name, kana })
    };
    let chosen = typed.slot.split(' ').next().unwrap_or_default();
    let only = slots.len() == 1;
    let choice = |slot: &Slot| Choice {
        value: format!("{} {}", slot.id, Shape::of(slot)),
        time: dates::range(slot.starts, slot.ends),
        left: slot.pools.iter().map(|count| count.left()).sum(),
        chosen: only || slot.id.to_string() == chosen,
    };
    Form {
        page: Page::desk(app, "余った分のご案内"),
        who: Some(Who::of(officer)),
        programme: programme.name.clone(),
        board_url: format!("/desk/programmes/{}", programme.id),
        session: format!("{} {}", dates::short(session.date), session.venue.name),
        session_url: format!("/desk/sessions/{}", session.id),
        action: format!("/desk/sessions/{}/spare", session.id),
        failure,
        done,
        day: *day,
        vials,
        all: vials.saturating_mul(day.per_vial.into()),
        spare: day.spare(vials, 0),
        waiting: *waiting,
        absent: open.iter().filter_map(absent).collect(),
        slots: slots.iter().map(choice).collect(),
        doses: typed.doses.clone(),
        why: typed.why.clone(),
    }
}
