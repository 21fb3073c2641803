//! The check before a programme opens, with each finding led to where it is mended; and the opening itself, now or at
//! an instant, the end and the return.

use super::Who;
use crate::{
    App, Problem,
    actions::programme::{self as act, Facts, Settled, open, save},
    web::{
        form::{self, At, Posted},
        page::{Page, html},
        session::Officer,
    },
    words::{
        Lang, dates,
        opening::{self as told, Names},
        refusal,
    },
};
use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Actor, Programme, ProgrammeId,
    opening::{Finding, Severity, Where},
    when::{self, Date},
};
use jiff::{Timestamp, civil::Time};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "desk/opening.html")]
struct Opening {
    page: Page,
    who: Option<Who>,
    programme: String,
    board_url: String,
    url: String,
    state: String,
    is_open: bool,
    is_set: bool,
    is_closed: bool,
    stops: Vec<Told>,
    look_at: Vec<Told>,
    people: usize,
    slots: usize,
    failure: Option<String>,
    typed: Typed,
}

struct Told {
    what: String,
    next: String,
    place: &'static str,
    url: String,
}

/// What is to be done, as it was typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Typed {
    step: String,
    date: String,
    time: String,
    seen: String,
    reason: String,
}

/// What the check finds now.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
    At(id): At<ProgrammeId>,
) -> Result<Response, Problem> {
    html(&shown(&app, &officer, id, Typed::default()).await?.0)
}

/// Opens it, ends it or takes it up again.
pub(in crate::web) async fn post(
    State(app): State<App>,
    officer: Officer,
    At(id): At<ProgrammeId>,
    Posted(typed): Posted<Typed>,
) -> Result<Response, Problem> {
    let now = app.clock.now();
    let (page, facts) = shown(&app, &officer, id, typed.clone()).await?;
    let (by, programme) = (Actor::Officer(officer.id), facts.setup.programme.clone());
    let settled = match typed.step.as_str() {
        // Pressed twice, or in another window meanwhile: what it asks for is so already.
        "now" | "later" if page.is_open || page.is_closed => return Ok(back(id)),
        "close" if page.is_closed => return Ok(back(id)),
        "reopen" if !page.is_closed => return Ok(back(id)),
        "now" | "later" => {
            let from = match instant(&typed, now) {
                Ok(from) => from,
                Err(why) => return refused(page, StatusCode::UNPROCESSABLE_ENTITY, why),
            };
            if !page.look_at.is_empty() && typed.seen != "yes" {
                let why = "「ご確認ください」の内容を読み、「確かめました」に印を付けてから、もう一度押してください。";
                return refused(page, StatusCode::UNPROCESSABLE_ENTITY, why.to_owned());
            }
            let why = "受付を始める日時を決めた".to_owned();
            open::open_programme(&app.store, facts, from, by, now, why).await?
        }
        step @ ("close" | "reopen") => {
            let reason = match form::reason(&typed.reason) {
                Ok(reason) => reason,
                Err(why) => return refused(page, StatusCode::UNPROCESSABLE_ENTITY, why),
            };
            let closes_at = (step == "close").then_some(now);
            let after = Programme { closes_at, ..programme };
            save::save_programme(&app.store, facts, after, by, now, reason).await?
        }
        _ => return Err(Problem::FormExpired),
    };
    match settled {
        Settled::Done => Ok(back(id)),
        Settled::Refused(no, _) => {
            let refusal::No { why, next } = refusal::sentence(Lang::Japanese, &no);
            refused(page, StatusCode::CONFLICT, format!("{why}{next}"))
        }
        Settled::Changed => {
            let why = "いま、ほかの職員がこの事業を変えました。何も変えていません。下の内容を確かめて、もう一度押してください。";
            refused(page, StatusCode::CONFLICT, why.to_owned())
        }
    }
}

fn back(id: ProgrammeId) -> Response {
    Redirect::to(&format!("/desk/programmes/{id}/check")).into_response()
}

fn refused(mut page: Opening, status: StatusCode, why: String) -> Result<Response, Problem> {
    page.failure = Some(why);
    let mut response = html(&page)?;
    *response.status_mut() = status;
    Ok(response)
}

/// From when on, if it can be read and is not over.
fn instant(typed: &Typed, now: Timestamp) -> Result<Timestamp, String> {
    if typed.step == "now" {
        return Ok(now);
    }
    let (day, clock) = (typed.date.trim(), typed.time.trim());
    let (Ok(date), Ok(time)) = (day.parse::<Date>(), clock.parse::<Time>()) else {
        return Err(format!(
            "「{day} {clock}」は日時として読めません。年月日と、0:00から23:59までの時刻を入れてください。"
        ));
    };
    let at = when::at_japan(date.to_datetime(time));
    if at < now {
        let (at, now) = (dates::instant(at), dates::instant(now));
        return Err(format!(
            "{at} は過ぎています（いまは {now}）。これからの日時を入れてください。"
        ));
    }
    Ok(at)
}

async fn shown(
    app: &App,
    officer: &Officer,
    id: ProgrammeId,
    typed: Typed,
) -> Result<(Opening, Facts), Problem> {
    let now = app.clock.now();
    let found = act::check(&app.store, id, now).await?;
    let (facts, findings) = found.ok_or(Problem::NotFound)?;
    let names = Names::of(&facts.setup, act::names(&app.store).await?);
    let programme = &facts.setup.programme;
    let of = |severity: Severity| -> Vec<Told> {
        let those = findings.iter().filter(|finding| finding.severity() == severity);
        those.map(|finding| in_words(finding, &names, id)).collect()
    };
    let page = Opening {
        page: Page::desk(app, "受付前の点検"),
        who: Some(Who::of(officer)),
        programme: programme.name.clone(),
        board_url: format!("/desk/programmes/{id}"),
        url: format!("/desk/programmes/{id}/check"),
        state: state(programme, now),
        is_open: programme.is_open(now),
        is_set: programme.opens_at.is_some(),
        is_closed: programme.closes_at.is_some_and(|at| at <= now),
        stops: of(Severity::Stops),
        look_at: of(Severity::LookAt),
        people: facts.roster.len(),
        slots: facts.setup.slots.len(),
        failure: None,
        typed,
    };
    Ok((page, facts))
}

fn in_words(finding: &Finding, names: &Names, id: ProgrammeId) -> Told {
    let told::Told { what, next } = told::sentence(finding, names);
    let mended_at = finding.mended_at();
    Told { what, next, place: told::place(mended_at), url: mended(mended_at, id) }
}

/// The page on which it is mended.
fn mended(at: Where, id: ProgrammeId) -> String {
    match at {
        Where::Rules | Where::Releases => format!("/desk/programmes/{id}/rules"),
        Where::Sessions | Where::Slots => format!("/desk/programmes/{id}/slots"),
        Where::Venue => "/desk/venues".to_owned(),
        Where::Roster => "/desk/imports".to_owned(),
    }
}

/// How it stands, as a sentence.
pub(super) fn state(programme: &Programme, now: Timestamp) -> String {
    match (programme.opens_at, programme.closes_at) {
        (_, Some(closed)) if closed <= now => {
            format!("{} に受付を終わりました。", dates::instant(closed))
        }
        (Some(from), _) if from > now => format!("{} から受付を始めます。", dates::instant(from)),
        (Some(from), _) => format!("{} から受付中です。", dates::instant(from)),
        (None, _) => "受付の始まりは、まだ決まっていません。".to_owned(),
    }
}
