//! The end of a call, and what it came to.

use super::{booked_in_calls, stands::Stands};
use crate::{
    App, Problem,
    actions::call,
    web::{
        form::{At, Posted},
        session::Officer,
    },
    words::standing::Told,
};
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domain::{Actor, OfficerId, PersonId, call::Ending};
use jiff::Timestamp;
use serde::Deserialize;
use store::HistoryLine;

/// What it came to.
#[derive(Deserialize)]
pub(in crate::web) struct Came {
    ending: String,
    /// Whose call goes on: the officer forgot to end this one before, and is led back to the other.
    together: Option<PersonId>,
}

/// Ends the call. A second press finds it ended and leads on as well.
pub(in crate::web) async fn post(
    State(app): State<App>,
    officer: Officer,
    At(person): At<PersonId>,
    Posted(came): Posted<Came>,
) -> Result<Response, Problem> {
    let how = Ending::named(&came.ending).ok_or(Problem::FormExpired)?;
    if let Some(call) = call::running(&app, officer.id, person).await? {
        match came.together {
            None => {
                call::end(&app, call.id, how).await?;
                end_the_family(&app, officer.id).await?;
            }
            Some(_) => call::end_as_heard(&app, &call, how).await?,
        }
    }
    let next = came.together.map(|other| format!("{}/together", super::base(other)));
    Ok(Redirect::to(next.as_deref().unwrap_or("/desk/calls?ended=1")).into_response())
}

/// One call, many records: whoever was booked along does not stay on the phone with the next caller.
async fn end_the_family(app: &App, officer: OfficerId) -> Result<(), Problem> {
    let now = app.clock.now();
    let found = app.store.read(move |reader| booked_in_calls(reader, officer, now));
    for (call, booked) in found.await? {
        if !booked.is_empty() {
            call::end(app, call.id, Ending::Booked).await?;
        }
    }
    Ok(())
}

/// What the call has come to by what was done in it; where nothing was, by how they stand.
pub(super) fn likely(
    history: &[HistoryLine],
    officer: OfficerId,
    began: Timestamp,
    stands: &[Stands],
) -> Ending {
    let here = |line: &&HistoryLine| line.at >= began && line.by == Actor::Officer(officer);
    let done = |name: &str| history.iter().filter(here).any(|line| line.what.name == name);
    let by_name = [
        ("booking_made", Ending::Booked),
        ("booking_moved", Ending::Moved),
        ("booking_cancelled", Ending::Cancelled),
        ("waitlist_joined", Ending::Waiting),
    ];
    let named = by_name.into_iter().find(|(name, _)| done(name));
    let may_not = |stands: &Stands| matches!(stands.told, Told::No(_));
    let none = !stands.is_empty() && stands.iter().all(may_not);
    named.map_or(if none { Ending::NotEligible } else { Ending::Answered }, |(_, how)| how)
}
