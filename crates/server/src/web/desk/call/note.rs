//! Notes about a person: kept during a call, struck out with a reason, never changed.

use super::{base, head::OnLine, overview::again};
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
    response::{IntoResponse, Redirect, Response},
};
use domain::{NoteId, PersonId, note::LONGEST};
use serde::Deserialize;

/// What is noted.
#[derive(Deserialize)]
pub(in crate::web) struct Typed {
    once: NoteId,
    #[serde(default)]
    note: String,
}

/// Why a note is struck out.
#[derive(Deserialize)]
pub(in crate::web) struct Reason {
    #[serde(default)]
    why: String,
}

/// Keeps a note, or says why not with what was typed.
pub(in crate::web) async fn keep(
    State(app): State<App>,
    officer: Officer,
    At(person): At<PersonId>,
    Posted(typed): Posted<Typed>,
) -> Result<Response, Problem> {
    let line = OnLine::open(&app, &officer, person).await?;
    let text = typed.note.trim();
    let wrong = match text.chars().count() {
        0 => Some(phone::NOTE_EMPTY.to_owned()),
        length if length > LONGEST => Some(phone::note_too_long(LONGEST)),
        _ => None,
    };
    if wrong.is_some() {
        let mut head = line.head(&app, &officer);
        head.note_typed.clone_from(&typed.note);
        head.note_failure = wrong;
        return again(&app, &officer, &line, (head, None)).await;
    }
    call::note(&app, officer.id, (typed.once, person), text.to_owned()).await?;
    Ok(back(person, "?answered=note"))
}

/// Strikes a note out.
pub(in crate::web) async fn strike(
    State(app): State<App>,
    officer: Officer,
    At((person, note)): At<(PersonId, NoteId)>,
    Posted(reason): Posted<Reason>,
) -> Result<Response, Problem> {
    let why = reason.why.trim();
    if why.is_empty() {
        let line = OnLine::open(&app, &officer, person).await?;
        let mut head = line.head(&app, &officer);
        head.note_failure = Some(phone::STRIKE_WHY.to_owned());
        return again(&app, &officer, &line, (head, None)).await;
    }
    call::strike(&app, officer.id, (note, person), why.to_owned()).await?;
    Ok(back(person, ""))
}

/// What was answered is kept no longer by the script.
fn back(person: PersonId, answered: &str) -> Response {
    Redirect::to(&format!("{}{answered}#notes-title", base(person))).into_response()
}
