//! An invitation, opened by another of the family: what will be seen and done, and by whom; then yes or no.

use super::home::relations;
use crate::{
    App, Problem,
    actions::links::{self, Declined, Invitation},
    web::{
        form::{At, Posted},
        page::{Page, html},
        session::Resident,
        unfinished::Waited,
        visit::Visit,
    },
    words::{Lang, lang::Html},
};
use anyhow::{Context, Result};
use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    AccountId, PersonId, Relation,
    code::{self, CodeRefusal},
};
use jiff::Timestamp;
use serde::Deserialize;
use std::collections::BTreeSet;
use store::Reader;

#[derive(Template)]
#[template(path = "resident/invitation.html")]
struct Ask {
    page: Page,
    name: String,
    from: Html,
    action: String,
    relations: Vec<(&'static str, &'static str, bool)>,
}

#[derive(Template)]
#[template(path = "resident/invitation_over.html")]
struct Over {
    page: Page,
    heading: String,
    why: String,
    next: String,
}

/// What is said with a yes.
#[derive(Deserialize)]
pub(in crate::web) struct Yes {
    #[serde(default)]
    relation: String,
}

/// The invitation as it may be shown to this account.
enum Shown {
    Open {
        name: String,
        inviter: Html,
        until: Timestamp,
    },
    /// This account took it up before. Whether it still acts for the person is for their own page to say.
    Taken(PersonId),
    Over(CodeRefusal),
}

/// What it means, before the button.
pub(in crate::web) async fn get(
    State(app): State<App>,
    resident: Resident,
    visit: Visit,
    waited: Waited,
    At(secret): At<String>,
) -> Result<Response, Problem> {
    let (account, now, token) = (resident.account, app.clock.now(), links::token(&app, &secret));
    let lang = visit.lang;
    let found = app.store.read(move |reader| {
        let found = links::invitation(reader, &token)?;
        found.map(|found| shown(reader, &found, account, lang, now)).transpose()
    });
    match found.await?.ok_or(Problem::NotFound)? {
        Shown::Over(refusal) => over(&app, &visit, refusal),
        Shown::Taken(person) => Ok(Redirect::to(&format!("/r/people/{person}")).into_response()),
        Shown::Open { name, inviter, until } => html(&Ask {
            page: Page::resident(&app, &visit, lang.invitation_page()).with_typing(Some(account)),
            name,
            from: lang.invitation_from_of(&inviter, &lang.instant(until)),
            action: format!("/r/invitations/{secret}"),
            relations: relations(lang, chosen(&waited, account)),
        }),
    }
}

/// What was chosen before, where the form had to wait.
fn chosen(waited: &Waited, account: AccountId) -> Option<Relation> {
    waited.given(Some(account)).and_then(|Yes { relation }| Relation::named(&relation))
}

fn shown(
    reader: &mut Reader<'_>,
    found: &Invitation,
    account: AccountId,
    lang: Lang,
    now: Timestamp,
) -> Result<Shown> {
    if let Err(refusal) = code::may_redeem(&found.code, account, found.inviter.as_ref(), now) {
        return Ok(Shown::Over(refusal));
    }
    let person = found.code.person;
    if !found.code.is_open(now) {
        return Ok(Shown::Taken(person));
    }
    let proxies = reader.proxies_of(person, now)?;
    let by = found.code.kind.inviter();
    let inviter = proxies.iter().find(|proxy| Some(proxy.link.account) == by);
    let details = reader.details(&BTreeSet::from([person]))?.remove(&person);
    Ok(Shown::Open {
        name: details.context("an invitation is for a person on the roster")?.name,
        inviter: inviter
            .map_or_else(|| Html::text(lang.called_other()), |proxy| lang.called(proxy)),
        until: found.code.expires_at,
    })
}

/// Yes.
pub(in crate::web) async fn accept(
    State(app): State<App>,
    resident: Resident,
    visit: Visit,
    At(secret): At<String>,
    Posted(yes): Posted<Yes>,
) -> Result<Response, Problem> {
    match links::accept(&app, resident.account, &secret).await? {
        Ok(person) => {
            if let Some(relation) = Relation::named(&yes.relation) {
                links::describe(&app, resident.account, person, Some(relation), None).await?;
            }
            Ok(Redirect::to(&format!("/r/people/{person}")).into_response())
        }
        Err(refusal) => over(&app, &visit, refusal),
    }
}

/// No.
pub(in crate::web) async fn decline(
    State(app): State<App>,
    resident: Resident,
    visit: Visit,
    At(secret): At<String>,
) -> Result<Response, Problem> {
    match links::decline(&app, resident.account, &secret).await? {
        Declined::Over => {}
        Declined::Taken(person) => {
            return Ok(Redirect::to(&format!("/r/people/{person}")).into_response());
        }
        Declined::Used => return over(&app, &visit, CodeRefusal::Used),
    }
    let lang = visit.lang;
    html(&Over {
        page: Page::resident(&app, &visit, lang.declined()),
        heading: lang.declined().to_owned(),
        why: lang.declined_why().to_owned(),
        next: lang.declined_next().to_owned(),
    })
}

/// Why an invitation is of no more use.
fn over(app: &App, visit: &Visit, refusal: CodeRefusal) -> Result<Response, Problem> {
    let [heading, why, next] = visit.lang.invitation_refused(refusal);
    let page = Page::resident(app, visit, &heading);
    let mut response = html(&Over { page, heading, why, next })?;
    *response.status_mut() = StatusCode::CONFLICT;
    Ok(response)
}
