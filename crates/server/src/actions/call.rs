//! A call at the desk: it begins when somebody's page is opened for it, goes on while something is done, and is ended
//! by the officer. Noting something about the person belongs to it.

use crate::{App, Problem};
use domain::{
    Actor, Call, CallId, Note, NoteId, OfficerId, PersonId,
    call::{Ending, Identity},
};

/// The officer's call about this person, which goes on or begins now. The opening of their record is recorded.
pub async fn open(
    app: &App,
    officer: OfficerId,
    person: PersonId,
    page: &'static str,
) -> Result<Call, Problem> {
    let (id, now) = (CallId(app.ids.uuid()), app.clock.now());
    let opened = app.store.write(move |tx| {
        tx.record_opening(Actor::Officer(officer), now, page, None, &[person])?;
        let running = tx.calls_running(officer, now)?.into_iter().find(|c| c.person == person);
        if let Some(call) = running {
            tx.hear_call(call.id, now)?;
            return Ok(Call { heard_at: now.max(call.heard_at), ..call });
        }
        let (began_at, heard_at, identity, ended) = (now, now, None, None);
        let call = Call { id, officer, person, began_at, heard_at, identity, ended };
        tx.begin_call(&call)?;
        Ok(call)
    });
    Ok(opened.await?)
}

/// The officer's call about this person, if one goes on.
pub async fn running(
    app: &App,
    officer: OfficerId,
    person: PersonId,
) -> Result<Option<Call>, Problem> {
    let now = app.clock.now();
    let all = app.store.read(move |reader| reader.calls_running(officer, now)).await?;
    Ok(all.into_iter().find(|call| call.person == person))
}

/// It was made sure who calls.
pub async fn identify(app: &App, call: CallId, identity: Identity) -> Result<(), Problem> {
    Ok(app.store.write(move |tx| tx.identify_caller(call, &identity)).await?)
}

/// The call ends. A second end changes nothing.
pub async fn end(app: &App, call: CallId, how: Ending) -> Result<(), Problem> {
    let now = app.clock.now();
    Ok(app.store.write(move |tx| tx.end_call(call, how, now)).await?)
}

/// Ends a call that nobody ended, at the instant at which something was done in it last: the time until somebody noticed is
/// no part of it.
pub async fn end_as_heard(app: &App, call: &Call, how: Ending) -> Result<(), Problem> {
    let (id, at) = (call.id, call.heard_at);
    Ok(app.store.write(move |tx| tx.end_call(id, how, at)).await?)
}

/// Keeps a note. The same press a second time keeps nothing.
pub async fn note(
    app: &App,
    by: OfficerId,
    (id, person): (NoteId, PersonId),
    text: String,
) -> Result<(), Problem> {
    let note = Note { id, person, text, by, at: app.clock.now(), struck: None };
    Ok(app.store.write(move |tx| tx.keep_note(&note)).await?)
}

/// Strikes a note out, with the reason. A second time changes nothing.
pub async fn strike(
    app: &App,
    by: OfficerId,
    (id, person): (NoteId, PersonId),
    why: String,
) -> Result<(), Problem> {
    let now = app.clock.now();
    Ok(app.store.write(move |tx| tx.strike_note((person, id), by, now, &why)).await?)
}
