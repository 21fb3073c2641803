//! Who calls, and what they could tell.

use super::{base, head::OnLine, overview::ask};
use crate::{
    App, Problem,
    actions::call,
    web::{
        form::{At, Posted},
        session::Officer,
    },
    words::phone,
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    PersonId,
    call::{Caller, Identity, Proof},
};

/// Goes on to what can be done, or shows the form again with what was ticked. About a person under protection nobody
/// else is told anything.
pub(in crate::web) async fn post(
    State(app): State<App>,
    officer: Officer,
    At(person): At<PersonId>,
    Posted(fields): Posted<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let line = OnLine::open(&app, &officer, person).await?;
    let field = |name: &str| {
        let found = fields.iter().find(|(key, _)| key == name);
        found.map_or("", |(_, value)| value.as_str())
    };
    let unknown = format!("{}?unknown=1", base(person));
    if field("known") == "no" {
        return Ok(Redirect::to(&unknown).into_response());
    }
    let caller = Caller::named(field("caller")).ok_or(Problem::FormExpired)?;
    let proofs = fields.iter().filter(|(key, _)| key == "proof");
    let proofs: Option<_> = proofs.map(|(_, value)| Proof::named(value)).collect();
    let identity = Identity { caller, proofs: proofs.ok_or(Problem::FormExpired)? };
    if caller == Caller::Proxy && line.person.protected_at.is_some() {
        return Ok(Redirect::to(&unknown).into_response());
    }
    if !identity.is_enough() {
        let (head, why) = (line.head(&app, &officer), phone::NOT_ENOUGH.to_owned());
        let mut response = ask(&app, &line, head, (Some(why), Some(&identity), false))?;
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(response);
    }
    call::identify(&app, line.call.id, identity).await?;
    Ok(Redirect::to(&base(person)).into_response())
}
