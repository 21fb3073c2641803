//! An officer's own sign-in: password, second factor, and on which devices they are signed in.

use super::Who;
use crate::{
    App, Problem,
    actions::{
        officers::{hashed, password_may},
        second::{self, Tried},
    },
    web::{
        address::Address,
        form::{Posted, Query},
        page::{Page, html},
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
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{Actor, VenueId, code::PlainCode, role::Venues};
use serde::Deserialize;
use std::collections::BTreeMap;
use store::{Colleague, DeskSignIn, Ended, Reader};

/// Whether the service is there and the officer still signed in, which a page asks before it sends what was typed.
pub(in crate::web) async fn here(_: Officer) -> StatusCode {
    StatusCode::OK
}

#[derive(Template)]
#[template(path = "desk/me.html")]
struct Me {
    page: Page,
    who: Option<Who>,
    login: String,
    role: &'static str,
    venues: String,
    done: Option<&'static str>,
    second_since: Option<String>,
    /// Whether nothing else is open before one is set up.
    owes: bool,
    codes_left: u32,
    rule: String,
    failure: Option<Failure>,
    sign_ins: Vec<Row>,
}

/// What is not done, and at which form.
pub(super) struct Failure {
    pub(super) at: &'static str,
    pub(super) why: String,
}

/// A sign-in on a list.
pub(super) struct Row {
    pub(super) key: String,
    pub(super) browser: String,
    pub(super) since: String,
    pub(super) used: String,
    /// The one that looks at the page.
    pub(super) this: bool,
}

#[derive(Template)]
#[template(path = "desk/recovery.html")]
struct Codes {
    page: Page,
    who: Option<Who>,
    codes: Vec<String>,
}

/// What has just been done.
#[derive(Deserialize)]
pub(in crate::web) struct Done {
    done: Option<String>,
}

/// The page.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
    Query(done): Query<Done>,
) -> Result<Response, Problem> {
    let done = match done.done.as_deref() {
        Some("password") => {
            Some("パスワードを変えました。ほかの端末のログインは、すべて終わりにしました。")
        }
        Some("signed_out") => Some("ログインを終わりにしました。"),
        _ => None,
    };
    show(&app, &officer, done, None).await
}

async fn show(
    app: &App,
    officer: &Officer,
    done: Option<&'static str>,
    failure: Option<Failure>,
) -> Result<Response, Problem> {
    let (id, now) = (officer.id, app.clock.now());
    let found = app.store.read(move |reader| {
        let Some(me) = reader.colleague(id)? else { return Ok(None) };
        let (left, sign_ins) = (reader.recovery_codes_left(id)?, reader.sign_ins_of(id, now)?);
        Ok(Some((me, left, sign_ins, venue_names(reader)?)))
    });
    let (me, codes_left, sign_ins, names) = found.await?.ok_or(Problem::NotFound)?;
    let status = if failure.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = html(&Me {
        page: Page::desk(app, "自分のログイン"),
        who: Some(Who::of(officer)),
        login: me.login,
        role: roles::role(me.duty.role),
        venues: venue_list(&me.duty.venues, &names),
        done,
        second_since: me.second_since.map(dates::instant),
        owes: officer.owes_second,
        codes_left,
        rule: staff::password_rule(),
        failure,
        sign_ins: sign_ins.iter().map(|one| Row::of(one, Some(officer))).collect(),
    })?;
    Ok((status, page).into_response())
}

/// What the venues are called.
pub(super) fn venue_names(reader: &mut Reader<'_>) -> anyhow::Result<BTreeMap<VenueId, String>> {
    Ok(reader.venues()?.into_iter().map(|venue| (venue.id, venue.name)).collect())
}

/// Those of a duty, in words.
pub(super) fn venue_list(venues: &Venues, names: &BTreeMap<VenueId, String>) -> String {
    match venues {
        Venues::Every => "すべての会場".to_owned(),
        Venues::Only(only) => {
            let named = only.iter().filter_map(|id| names.get(id).map(String::as_str));
            named.collect::<Vec<_>>().join("、")
        }
    }
}

impl Row {
    pub(super) fn of(one: &DeskSignIn, looking: Option<&Officer>) -> Self {
        let browser =
            if one.browser.is_empty() { "わからないブラウザー" } else { &one.browser };
        Self {
            key: URL_SAFE_NO_PAD.encode(&one.token),
            browser: browser.to_owned(),
            since: dates::stamp(one.made_at),
            used: dates::hour(one.used_at),
            this: looking.is_some_and(|officer| officer.sign_in == one.token),
        }
    }
}

/// Another password.
#[derive(Deserialize)]
pub(in crate::web) struct NewPassword {
    current: String,
    password: String,
    again: String,
}

/// Takes it, and ends every other sign-in.
pub(in crate::web) async fn password(
    State(app): State<App>,
    officer: Officer,
    Address(address): Address,
    Posted(typed): Posted<NewPassword>,
) -> Result<Response, Problem> {
    let me = myself(&app, &officer).await?;
    let no = |why: String| Some(Failure { at: "password", why });
    if typed.password != typed.again {
        return show(&app, &officer, None, no(AGAIN_DIFFERS.to_owned())).await;
    }
    if let Err(why) = password_may(&app, &typed.password, &me.login) {
        return show(&app, &officer, None, no(staff::password_no(why))).await;
    }
    match second::knows_password(&app, &me.login, typed.current, address).await? {
        Tried::Right(()) => {}
        tried => return show(&app, &officer, None, no(not_right(&tried))).await,
    }
    let (hash, id, now) = (hashed(typed.password).await?, officer.id, app.clock.now());
    let keep = officer.sign_in.clone();
    let set = move |tx: &mut store::Tx<'_>| {
        tx.set_password(id, &hash, Some(&keep), Actor::Officer(id), now)
    };
    app.store.write(set).await?;
    Ok(Redirect::to("/desk/me?done=password").into_response())
}

/// What is said where the second typing is not the first.
pub(super) const AGAIN_DIFFERS: &str =
    "2回のパスワードが同じではありません。どちらも、もう一度入れてください。";

/// What is said of a password that is not theirs.
pub(super) fn not_right<T>(tried: &Tried<T>) -> String {
    match tried {
        Tried::Throttled { until } => format!(
            "続けて何度も間違えたため、止めています。{} を過ぎてからお試しください。",
            dates::instant(*until)
        ),
        Tried::Right(_) | Tried::Wrong => {
            "いまのパスワードが違います。もう一度入れてください。".to_owned()
        }
    }
}

/// The officer with what the list of the staff knows of them.
pub(super) async fn myself(app: &App, officer: &Officer) -> Result<Colleague, Problem> {
    let id = officer.id;
    app.store.read(move |reader| reader.colleague(id)).await?.ok_or(Problem::NotFound)
}

/// Which sign-in, or all others.
#[derive(Deserialize)]
pub(in crate::web) struct Which {
    which: String,
}

impl Which {
    /// `others` is all but the one that asks.
    pub(super) fn ended(&self, keep: Option<&store::Token>) -> Result<Ended, Problem> {
        if self.which == "others" {
            return Ok(Ended::AllBut(keep.cloned()));
        }
        let token = URL_SAFE_NO_PAD.decode(&self.which).map_err(|_| Problem::FormExpired)?;
        Ok(Ended::One(token))
    }
}

/// Ends one, or all others.
pub(in crate::web) async fn end(
    State(app): State<App>,
    officer: Officer,
    Posted(which): Posted<Which>,
) -> Result<Response, Problem> {
    let (id, now) = (officer.id, app.clock.now());
    let ended = which.ended(Some(&officer.sign_in))?;
    let end =
        move |tx: &mut store::Tx<'_>| tx.end_officer_sign_ins(id, &ended, Actor::Officer(id), now);
    app.store.write(end).await?;
    Ok(Redirect::to("/desk/me?done=signed_out").into_response())
}

/// The password alone.
#[derive(Deserialize)]
pub(in crate::web) struct Password {
    password: String,
}

/// Other codes for a lost telephone.
pub(in crate::web) async fn renew(
    State(app): State<App>,
    officer: Officer,
    Address(address): Address,
    Posted(typed): Posted<Password>,
) -> Result<Response, Problem> {
    let me = myself(&app, &officer).await?;
    if me.second_since.is_none() {
        return Err(Problem::NotFound);
    }
    match second::knows_password(&app, &me.login, typed.password, address).await? {
        Tried::Right(()) => codes(&app, &officer, &second::renew(&app, officer.id).await?),
        tried => {
            let failure = Failure { at: "codes", why: not_right(&tried) };
            show(&app, &officer, None, Some(failure)).await
        }
    }
}

/// The codes, once.
pub(super) fn codes(
    app: &App,
    officer: &Officer,
    codes: &[PlainCode],
) -> Result<Response, Problem> {
    html(&Codes {
        page: Page::desk(app, "予備の番号"),
        who: Some(Who::of(officer)),
        codes: codes.iter().map(PlainCode::written).collect(),
    })
}
