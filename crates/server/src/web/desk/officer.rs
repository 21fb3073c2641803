//! One officer, as an administrator sees them: role and venues, in or out, the second factor, the devices, and everything
//! that was done about them. Whatever is changed has a reason.

use super::{
    Who,
    history::{Entry, entries},
    me::{self, Which, venue_names},
    officers::venues_of,
};
use crate::{
    App, Problem,
    actions::officers,
    web::{
        form::{self, At, Posted},
        page::{Page, html},
        session::Officer,
    },
    words::{dates, people::Accounts, roles, staff},
};
use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{Actor, Duty, OfficerId, Role, VenueId, role::Venues, staff::Wish};
use std::collections::{BTreeMap, HashMap};

/// The most lines of history on the page.
const LINES_MOST: u32 = 100;

#[derive(Template)]
#[template(path = "desk/officer.html")]
struct Show {
    page: Page,
    who: Option<Who>,
    url: String,
    name: String,
    login: String,
    state: &'static str,
    live: bool,
    came: &'static str,
    last: String,
    second_since: Option<String>,
    choices: Choices,
    why: String,
    failure: Option<String>,
    sign_ins: Vec<me::Row>,
    history: Vec<Entry>,
}

/// The roles and venues to choose from.
pub(super) struct Choices {
    pub(super) roles: Vec<Choice>,
    pub(super) every: bool,
    pub(super) venues: Vec<Choice>,
}

/// One of them.
pub(super) struct Choice {
    pub(super) key: String,
    pub(super) label: String,
    pub(super) chosen: bool,
}

impl Choices {
    pub(super) fn of(duty: &Duty, venues: &BTreeMap<VenueId, String>) -> Self {
        let role = |role: Role| Choice {
            key: role.name().to_owned(),
            label: format!("{}：{}", roles::role(role), roles::purpose(role)),
            chosen: role == duty.role,
        };
        let only = match &duty.venues {
            Venues::Every => None,
            Venues::Only(only) => Some(only),
        };
        let mut named: Vec<_> = venues.iter().collect();
        named.sort_by(|a, b| a.1.cmp(b.1).then(a.0.cmp(b.0)));
        let venue = |(id, name): (&VenueId, &String)| Choice {
            key: format!("venue-{id}"),
            label: name.clone(),
            chosen: only.is_some_and(|only| only.contains(id)),
        };
        Self {
            roles: Role::ALL.into_iter().map(role).collect(),
            every: only.is_none(),
            venues: named.into_iter().map(venue).collect(),
        }
    }
}

/// The duty that was chosen; a role there is none of was not on the form.
pub(super) fn duty_of(typed: &HashMap<String, String>) -> Result<Duty, Problem> {
    let role = typed.get("role").and_then(|role| Role::named(role)).ok_or(Problem::FormExpired)?;
    Ok(Duty { role, venues: venues_of(typed) })
}

/// The page.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
    At(id): At<OfficerId>,
) -> Result<Response, Problem> {
    show(&app, &officer, id, None, None).await
}

/// What was typed and is not done: the duty and the reason.
type Kept = (Option<Duty>, String);

async fn show(
    app: &App,
    officer: &Officer,
    id: OfficerId,
    kept: Option<Kept>,
    failure: Option<String>,
) -> Result<Response, Problem> {
    let now = app.clock.now();
    let found = app.store.read(move |reader| {
        let Some(one) = reader.colleague(id)? else { return Ok(None) };
        let (names, officers) = (venue_names(reader)?, reader.officer_names()?);
        let mut lines = reader.history_of_officer(id, LINES_MOST)?;
        lines.reverse();
        Ok(Some((one, names, officers, reader.sign_ins_of(id, now)?, lines)))
    });
    let (one, names, officers, sign_ins, lines) = found.await?.ok_or(Problem::NotFound)?;
    let (duty, why) = kept.unwrap_or_default();
    let duty = duty.unwrap_or(one.duty);
    let live = one.disabled_at.is_none();
    let status = if failure.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = html(&Show {
        page: Page::desk(app, &one.name),
        who: Some(Who::of(officer)),
        url: format!("/desk/officers/{id}"),
        name: one.name,
        login: one.login,
        state: if live { "利用中" } else { "停止中" },
        live,
        came: if one.invited_at.is_some() { "招待" } else { "システムの担当者が登録" },
        last: one.signed_in_at.map_or_else(|| "まだ".to_owned(), dates::stamp),
        second_since: one.second_since.map(dates::instant),
        choices: Choices::of(&duty, &names),
        why,
        failure,
        sign_ins: sign_ins.iter().map(|row| me::Row::of(row, Some(officer))).collect(),
        history: entries(&lines, &BTreeMap::new(), &officers, &Accounts::default()),
    })?;
    Ok((status, page).into_response())
}

/// The reason, if there is one that fits.
fn reason(typed: &HashMap<String, String>) -> Result<String, String> {
    form::reason(typed.get("why").map_or("", String::as_str))
}

/// What was typed as the reason, to be shown again.
fn kept_reason(typed: &HashMap<String, String>) -> String {
    typed.get("why").cloned().unwrap_or_default()
}

fn back(id: OfficerId) -> Response {
    Redirect::to(&format!("/desk/officers/{id}")).into_response()
}

/// Another role, other venues.
pub(in crate::web) async fn duty(
    State(app): State<App>,
    officer: Officer,
    At(id): At<OfficerId>,
    Posted(typed): Posted<HashMap<String, String>>,
) -> Result<Response, Problem> {
    let duty = duty_of(&typed)?;
    let kept = Some((Some(duty.clone()), kept_reason(&typed)));
    let why = match reason(&typed) {
        Ok(why) => why,
        Err(no) => return show(&app, &officer, id, kept, Some(no)).await,
    };
    match officers::change(&app, (id, Wish::Serve(duty), why), officer.id).await? {
        Ok(()) => Ok(back(id)),
        Err(no) => {
            let no = staff::staff_no(no).to_owned();
            show(&app, &officer, id, kept, Some(no)).await
        }
    }
}

/// Shut out, or let in again.
pub(in crate::web) async fn state(
    State(app): State<App>,
    officer: Officer,
    At(id): At<OfficerId>,
    Posted(typed): Posted<HashMap<String, String>>,
) -> Result<Response, Problem> {
    let why = match reason(&typed) {
        Ok(why) => why,
        Err(no) => {
            let kept = Some((None, kept_reason(&typed)));
            return show(&app, &officer, id, kept, Some(no)).await;
        }
    };
    match typed.get("to").map(String::as_str) {
        Some("out") => match officers::change(&app, (id, Wish::Leave, why), officer.id).await? {
            Ok(()) => Ok(back(id)),
            Err(no) => {
                let kept = Some((None, kept_reason(&typed)));
                show(&app, &officer, id, kept, Some(staff::staff_no(no).to_owned())).await
            }
        },
        Some("in") => {
            officers::let_in(&app, id, why, officer.id).await?;
            Ok(back(id))
        }
        _ => Err(Problem::FormExpired),
    }
}

/// Takes the second factor of somebody who has lost it.
pub(in crate::web) async fn take_second(
    State(app): State<App>,
    officer: Officer,
    At(id): At<OfficerId>,
    Posted(typed): Posted<HashMap<String, String>>,
) -> Result<Response, Problem> {
    let why = match reason(&typed) {
        Ok(why) => why,
        Err(no) => {
            let kept = Some((None, kept_reason(&typed)));
            return show(&app, &officer, id, kept, Some(no)).await;
        }
    };
    let (by, now) = (Actor::Officer(officer.id), app.clock.now());
    app.store.write(move |tx| tx.take_second_factor(id, by, now, &why)).await?;
    Ok(back(id))
}

/// Ends one sign-in of an officer, or all of them.
pub(in crate::web) async fn end(
    State(app): State<App>,
    officer: Officer,
    At(id): At<OfficerId>,
    Posted(which): Posted<Which>,
) -> Result<Response, Problem> {
    let (by, now) = (Actor::Officer(officer.id), app.clock.now());
    let keep = (id == officer.id).then(|| officer.sign_in.clone());
    let ended = which.ended(keep.as_ref())?;
    app.store.write(move |tx| tx.end_officer_sign_ins(id, &ended, by, now)).await?;
    Ok(back(id))
}
