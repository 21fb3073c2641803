//! The staff on a list, and the way in for somebody new: a link that is handed over and works once.

use super::{
    Who,
    me::{venue_list, venue_names},
    officer::{Choices, duty_of},
};
use crate::{
    App, Problem,
    actions::officers::{self, NAME_MOST, NotMade},
    web::{
        form::{At, Posted},
        page::{Page, html},
        qr::Qr,
        session::Officer,
    },
    words::{dates, roles, staff},
};
use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{Actor, Duty, RequestId, Role, VenueId, role::Venues, staff as rule};
use std::collections::{BTreeMap, HashMap};
use store::{Colleague, Invitation};

#[derive(Template)]
#[template(path = "desk/officers.html")]
struct Staff {
    page: Page,
    who: Option<Who>,
    rows: Vec<Row>,
    open: Vec<Open>,
    once: String,
    name: String,
    choices: Choices,
    failure: Option<String>,
}

struct Row {
    url: String,
    name: String,
    login: String,
    role: &'static str,
    venues: String,
    second: &'static str,
    last: String,
    state: &'static str,
    live: bool,
}

/// An invitation that nobody has used.
struct Open {
    name: String,
    role: &'static str,
    until: String,
    withdraw_url: String,
}

#[derive(Template)]
#[template(path = "desk/invited.html")]
struct Invited {
    page: Page,
    who: Option<Who>,
    name: String,
    role: &'static str,
    link: String,
    qr: Qr,
    until: String,
}

/// The list.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
) -> Result<Response, Problem> {
    let duty = Duty::everywhere(Role::Operator);
    show(&app, &officer, (String::new(), &duty), None).await
}

async fn show(
    app: &App,
    officer: &Officer,
    (name, duty): (String, &Duty),
    failure: Option<String>,
) -> Result<Response, Problem> {
    let now = app.clock.now();
    let found = app.store.read(move |reader| {
        Ok((reader.staff()?, reader.officer_invitations(now)?, venue_names(reader)?))
    });
    let (all, open, venues) = found.await?;
    let status = if failure.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = html(&Staff {
        page: Page::desk(app, "職員"),
        who: Some(Who::of(officer)),
        rows: all.iter().map(|one| Row::of(one, &venues)).collect(),
        open: open.iter().map(Open::of).collect(),
        once: RequestId(app.ids.uuid()).to_string(),
        name,
        choices: Choices::of(duty, &venues),
        failure,
    })?;
    Ok((status, page).into_response())
}

impl Row {
    fn of(one: &Colleague, venues: &BTreeMap<VenueId, String>) -> Self {
        let live = one.disabled_at.is_none();
        Self {
            url: format!("/desk/officers/{}", one.id),
            name: one.name.clone(),
            login: one.login.clone(),
            role: roles::role(one.duty.role),
            venues: venue_list(&one.duty.venues, venues),
            second: if one.second_since.is_some() { "あり" } else { "なし" },
            last: one.signed_in_at.map_or_else(|| "まだ".to_owned(), dates::stamp),
            state: if live { "利用中" } else { "停止中" },
            live,
        }
    }
}

impl Open {
    fn of(one: &Invitation) -> Self {
        Self {
            name: one.name.clone(),
            role: roles::role(one.duty.role),
            until: dates::instant(one.expires_at),
            withdraw_url: format!("/desk/officers/invitations/{}/withdraw", one.id),
        }
    }
}

/// Invites somebody, and shows the link, once.
pub(in crate::web) async fn invite(
    State(app): State<App>,
    officer: Officer,
    Posted(typed): Posted<HashMap<String, String>>,
) -> Result<Response, Problem> {
    let once = typed.get("once").and_then(|once| once.parse().ok()).map(RequestId);
    let once = once.ok_or(Problem::FormExpired)?;
    let name = typed.get("name").map(|name| name.trim().to_owned()).unwrap_or_default();
    let duty = duty_of(&typed)?;
    if name.is_empty() || name.chars().count() > NAME_MOST || name.contains(char::is_control) {
        let why = staff::not_made(NotMade::Name);
        return show(&app, &officer, (name, &duty), Some(why)).await;
    }
    if let Err(no) = rule::check(&duty) {
        let why = staff::staff_no(no).to_owned();
        return show(&app, &officer, (name, &duty), Some(why)).await;
    }
    let by = Actor::Officer(officer.id);
    let wish = (once, name.clone(), duty.clone());
    let Some((secret, invitation)) = officers::invite(&app, wish, by).await? else {
        let why = "この招待は、もうお出ししました。リンクは一度だけ表示します。わからなくなったときは、下の「まだ使われていない招待」から取り消して、新しく招待してください。";
        return show(&app, &officer, (name, &duty), Some(why.to_owned())).await;
    };
    let link = app.urls.absolute(&format!("/desk/invitations/{secret}"));
    html(&Invited {
        page: Page::desk(&app, "職員の招待"),
        who: Some(Who::of(&officer)),
        name,
        role: roles::role(duty.role),
        qr: Qr::of_text(link.clone())?,
        link,
        until: dates::instant(invitation.expires_at),
    })
}

/// Takes an invitation back. Pressing again changes nothing.
pub(in crate::web) async fn withdraw(
    State(app): State<App>,
    officer: Officer,
    At(id): At<RequestId>,
) -> Result<Response, Problem> {
    let (by, now) = (Actor::Officer(officer.id), app.clock.now());
    app.store.write(move |tx| tx.withdraw_invitation(id, by, now)).await?;
    Ok(Redirect::to("/desk/officers").into_response())
}

/// Whether a form limits to venues, and which.
pub(super) fn venues_of(typed: &HashMap<String, String>) -> Venues {
    if typed.get("where").is_none_or(|place| place != "only") {
        return Venues::Every;
    }
    let picked = typed.keys().filter_map(|key| key.strip_prefix("venue-")?.parse().ok());
    Venues::Only(picked.collect())
}
