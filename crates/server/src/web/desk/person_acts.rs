//! What an officer does about a person: give a code, take one back, end a link, lift a lock. Each may be
//! pressed twice.

use super::{Who, person};
use crate::{
    App, Problem,
    actions::{
        give_code::{self, Given},
        links::{self, Ended},
    },
    web::{
        form::{self, At, Posted},
        page::{Page, html},
        session::Officer,
    },
    words::dates,
};
use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domain::{AccountId, Actor, CodeId, CodeKind, PersonId, when};
use serde::Deserialize;
use std::collections::BTreeSet;

#[derive(Template)]
#[template(path = "desk/code.html")]
struct Letter {
    page: Page,
    who: Option<Who>,
    back_url: String,
    name: String,
    address: String,
    postal_code: Option<String>,
    letter: bool,
    groups: Vec<String>,
    until: String,
    sign_in_url: String,
    printed: String,
}

/// Which code is wanted.
#[derive(Deserialize)]
pub(in crate::web) struct Wanted {
    kind: CodeKind,
    once: CodeId,
    #[serde(default)]
    why: String,
}

/// Why something is done.
#[derive(Deserialize)]
pub(in crate::web) struct Reason {
    #[serde(default)]
    why: String,
}

const NEEDS_IDENTITY: &str = "ご本人であることを、どう確かめたかを選んでください。履歴に残ります。確かめられないときは、「手紙で送る」を押すと、名簿の住所あての手紙になります。";
const SHOWN_BEFORE: &str = "この確認番号は、もうお出ししました。番号は一度だけ表示します。わからなくなったときは、新しい番号を出してください（前の番号は使えなくなります）。";

/// Gives a code, which is shown once.
pub(in crate::web) async fn give(
    State(app): State<App>,
    officer: Officer,
    At(id): At<PersonId>,
    Posted(wanted): Posted<Wanted>,
) -> Result<Response, Problem> {
    if wanted.kind.inviter().is_some() {
        return Err(Problem::FormExpired);
    }
    let why = Some(wanted.why.trim().to_owned()).filter(|why| !why.is_empty());
    if wanted.kind == CodeKind::Counter && why.is_none() {
        return person::show(&app, &officer, id, 0, Some(NEEDS_IDENTITY.to_owned())).await;
    }
    let by = (Actor::Officer(officer.id), why);
    match give_code::give(&app, (wanted.once, id, wanted.kind), by).await? {
        Ok(Some(given)) => letter(&app, &officer, id, wanted.kind, &given).await,
        Ok(None) => person::show(&app, &officer, id, 0, Some(SHOWN_BEFORE.to_owned())).await,
        Err(refusal) => person::refused(&app, &officer, id, &refusal).await,
    }
}

async fn letter(
    app: &App,
    officer: &Officer,
    id: PersonId,
    kind: CodeKind,
    given: &Given,
) -> Result<Response, Problem> {
    let found = app.store.read(move |reader| reader.details(&BTreeSet::from([id]))).await?;
    let details = found.get(&id).ok_or(Problem::NotFound)?;
    html(&Letter {
        page: Page::desk(app, "確認番号"),
        who: Some(Who::of(officer)),
        back_url: format!("/desk/people/{id}"),
        name: details.name.clone(),
        address: details.address.clone(),
        postal_code: details.postal_code.clone(),
        letter: kind == CodeKind::Letter,
        groups: given.code.groups().into(),
        until: dates::instant(given.until),
        sign_in_url: app.urls.absolute("/signin/code"),
        printed: dates::long(when::japan_date(app.clock.now())),
    })
}

/// Takes a code back.
pub(in crate::web) async fn withdraw(
    State(app): State<App>,
    officer: Officer,
    At((id, code)): At<(PersonId, CodeId)>,
) -> Result<Response, Problem> {
    give_code::withdraw(&app, id, code, Actor::Officer(officer.id)).await?;
    Ok(back_to(id))
}

/// Why a link is ended, and whether those go along whom that account had invited.
#[derive(Deserialize)]
pub(in crate::web) struct Ending {
    #[serde(default)]
    why: String,
    #[serde(default)]
    also: String,
}

/// Ends a link.
pub(in crate::web) async fn end_link(
    State(app): State<App>,
    officer: Officer,
    At((id, whose)): At<(PersonId, AccountId)>,
    Posted(ending): Posted<Ending>,
) -> Result<Response, Problem> {
    let why = match form::reason(&ending.why) {
        Ok(why) => why,
        Err(no) => return person::show(&app, &officer, id, 0, Some(no)).await,
    };
    let ended = Ended::of(whose, &ending.also);
    links::end_by_desk(&app, id, ended, Actor::Officer(officer.id), why).await?;
    Ok(back_to(id))
}

/// Lifts the lock.
pub(in crate::web) async fn unlock(
    State(app): State<App>,
    officer: Officer,
    At(id): At<PersonId>,
    Posted(reason): Posted<Reason>,
) -> Result<Response, Problem> {
    let why = match form::reason(&reason.why) {
        Ok(why) => why,
        Err(no) => return person::show(&app, &officer, id, 0, Some(no)).await,
    };
    give_code::lift_lock(&app, id, Actor::Officer(officer.id), &why).await?;
    Ok(back_to(id))
}

fn back_to(id: PersonId) -> Response {
    Redirect::to(&format!("/desk/people/{id}")).into_response()
}
