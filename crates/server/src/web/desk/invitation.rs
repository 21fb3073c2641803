//! Whoever was handed an invitation chooses how to sign in. Nobody has to be signed in for it; the link is what proves.

use super::Who;
use crate::{
    App, Problem,
    actions::{
        officers::{self, NewOfficer, NotMade},
        sign_in,
    },
    web::{
        form::{At, Posted},
        page::{Page, html},
        session::{DESK, browser, set_cookie},
    },
    words::{roles, staff},
};
use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use store::Invitation;

#[derive(Template)]
#[template(path = "desk/invitation.html")]
struct Come {
    page: Page,
    who: Option<Who>,
    action: String,
    name: String,
    role: &'static str,
    second: bool,
    login: String,
    rule: String,
    error: Option<String>,
}

#[derive(Template)]
#[template(path = "desk/message.html")]
struct Over {
    page: Page,
    who: Option<Who>,
    heading: String,
    paragraphs: Vec<String>,
    primary: Option<crate::web::page::Link>,
    reference: Option<String>,
}

async fn open(app: &App, secret: &str) -> Result<Option<Invitation>, Problem> {
    let (token, now) = (officers::invitation_token(app, secret), app.clock.now());
    Ok(app.store.read(move |reader| reader.officer_invitation(&token, now)).await?)
}

/// The form.
pub(in crate::web) async fn get(
    State(app): State<App>,
    At(secret): At<String>,
) -> Result<Response, Problem> {
    match open(&app, &secret).await? {
        Some(invitation) => html(&page(&app, &secret, &invitation, String::new(), None)),
        None => over(&app),
    }
}

/// What was chosen.
#[derive(Deserialize)]
pub(in crate::web) struct Chosen {
    login: String,
    password: String,
    again: String,
}

/// Makes the officer and signs in.
pub(in crate::web) async fn post(
    State(app): State<App>,
    At(secret): At<String>,
    headers: HeaderMap,
    Posted(chosen): Posted<Chosen>,
) -> Result<Response, Problem> {
    let Some(invitation) = open(&app, &secret).await? else { return over(&app) };
    let again = |why: String| -> Result<Response, Problem> {
        let form = page(&app, &secret, &invitation, chosen.login.clone(), Some(why));
        Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&form)?).into_response())
    };
    if chosen.password != chosen.again {
        return again(super::me::AGAIN_DIFFERS.to_owned());
    }
    let (login, name) = (chosen.login.clone(), invitation.name.clone());
    let new = NewOfficer { login, name, password: chosen.password.clone() };
    let id = match officers::accept(&app, &secret, new).await? {
        Ok(id) => id,
        Err(NotMade::NoInvitation) => return over(&app),
        Err(no) => return again(staff::not_made(no)),
    };
    let cookie = sign_in::new_officer(&app, id, browser(&headers)).await?;
    let next =
        if invitation.duty.role.needs_second_factor() { "/desk/me/second" } else { "/desk/me" };
    let mut response = Redirect::to(next).into_response();
    let cookie = set_cookie(&app, DESK, &cookie, sign_in::OFFICER_LIFE);
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

fn page(
    app: &App,
    secret: &str,
    invitation: &Invitation,
    login: String,
    error: Option<String>,
) -> Come {
    Come {
        page: Page::desk(app, "職員の登録"),
        who: None,
        action: format!("/desk/invitations/{secret}"),
        name: invitation.name.clone(),
        role: roles::role(invitation.duty.role),
        second: invitation.duty.role.needs_second_factor(),
        login,
        rule: staff::password_rule(),
        error,
    }
}

fn over(app: &App) -> Result<Response, Problem> {
    let heading = "この招待は、使えません";
    let page = html(&Over {
        page: Page::desk(app, heading),
        who: None,
        heading: heading.to_owned(),
        paragraphs: vec![
            staff::not_made(NotMade::NoInvitation),
            "登録がもう済んでいる方は、ログインの画面から入れます。".to_owned(),
        ],
        primary: Some(crate::web::page::Link {
            label: "ログインの画面へ".into(),
            url: "/desk/signin".to_owned(),
        }),
        reference: None,
    })?;
    Ok((StatusCode::NOT_FOUND, page).into_response())
}
