//! Setting up the second factor: a picture for the telephone, and a code of it that shows that it works.

use super::{
    Who,
    me::{codes, myself, not_right},
};
use crate::{
    App, Problem,
    actions::second::{self, Tried},
    totp,
    web::{
        address::Address,
        form::Posted,
        page::{Page, html},
        qr::Qr,
        session::{Officer, escape},
    },
};
use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "desk/second.html")]
struct Setup {
    page: Page,
    who: Option<Who>,
    half: String,
    qr: Qr,
    letters: String,
    /// Whether nothing else is open before.
    owes: bool,
    error: Option<String>,
}

/// The picture, unless there is a second factor.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
) -> Result<Response, Problem> {
    let me = myself(&app, &officer).await?;
    if me.second_since.is_some() {
        return Ok(Redirect::to("/desk/me").into_response());
    }
    let (half, secret) = second::begin(&app, officer.id)?;
    html(&page(&app, &officer, &me.login, (half, &secret), None)?)
}

/// What was typed.
#[derive(Deserialize)]
pub(in crate::web) struct Typed {
    half: String,
    password: String,
    code: String,
}

/// Takes it, and shows the codes for a lost telephone.
pub(in crate::web) async fn post(
    State(app): State<App>,
    officer: Officer,
    Address(address): Address,
    Posted(typed): Posted<Typed>,
) -> Result<Response, Problem> {
    let me = myself(&app, &officer).await?;
    if me.second_since.is_some() {
        return Ok(Redirect::to("/desk/me").into_response());
    }
    let secret = second::begun(&app, officer.id, &typed.half)?;
    let no = match second::knows_password(&app, &me.login, typed.password, address).await? {
        Tried::Right(()) => {
            let proof = (typed.half.as_str(), typed.code.as_str());
            match second::finish(&app, officer.id, proof).await? {
                Some(plain) => return codes(&app, &officer, &plain),
                None => WRONG_CODE.to_owned(),
            }
        }
        tried => not_right(&tried),
    };
    let again = page(&app, &officer, &me.login, (typed.half, &secret), Some(no))?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&again)?).into_response())
}

const WRONG_CODE: &str = "番号が合いません。アプリに出ている6けたの番号を、変わる前に入れてください。電話の時計がずれているときは、自動に合わせる設定にしてください。";

fn page(
    app: &App,
    officer: &Officer,
    login: &str,
    (half, secret): (String, &[u8]),
    error: Option<String>,
) -> Result<Setup, Problem> {
    let address = totp::address(secret, &app.config.town.name, login, escape);
    let letters = totp::letters(secret);
    let groups: Vec<&str> =
        (0..letters.len()).step_by(4).map(|at| &letters[at..letters.len().min(at + 4)]).collect();
    Ok(Setup {
        page: Page::desk(app, "二段階認証を始める"),
        who: Some(Who::of(officer)),
        half,
        qr: Qr::of_text(address)?,
        letters: groups.join(" "),
        owes: officer.owes_second,
        error,
    })
}
