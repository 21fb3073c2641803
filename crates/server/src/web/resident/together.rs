//! Several of a family book in one go: who, where, when, everything once more, and one button for all.

mod confirm;
mod party;
mod start;

pub(super) use confirm::all_done;
pub(in crate::web) use start::{choose, start};

use super::pick;
use crate::{
    App, Problem,
    actions::{Asker, book},
    web::{
        form::{At, Posted},
        session::Resident,
        visit::Visit,
    },
};
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domain::{ProgrammeId, RequestId, Slot, SlotId, VenueId, when::Date};
use party::{Guests, Party};
use serde::Deserialize;

/// An address of theirs: the programme, how they come, and who.
type Where = (ProgrammeId, String, String);

/// Loads them with all slots from today on.
async fn load(app: &App, resident: Resident, at: Where) -> Result<(Party, Vec<Slot>), Problem> {
    let (programme, company, members) = at;
    let guests = Guests::read(&company, &members).ok_or(Problem::NotFound)?;
    let (account, inner) = (resident.account, app.clone());
    let found = app
        .store
        .read(move |reader| Party::load(&inner, reader, account, (programme, guests)))
        .await?;
    let party = found.ok_or(Problem::NotFound)?;
    let slots = party.slots().cloned().collect();
    Ok((party, slots))
}

/// Where.
pub(in crate::web) async fn venues(
    State(app): State<App>,
    resident: Resident,
    visit: Visit,
    At(at): At<Where>,
) -> Result<Response, Problem> {
    let (party, slots) = load(&app, resident, at).await?;
    aside(move || pick::venues_view(&app, &visit, &party, slots)).await
}

/// On which day.
pub(in crate::web) async fn days(
    State(app): State<App>,
    resident: Resident,
    visit: Visit,
    At((programme, company, members, venue)): At<(ProgrammeId, String, String, VenueId)>,
) -> Result<Response, Problem> {
    let (party, slots) = load(&app, resident, (programme, company, members)).await?;
    aside(move || pick::days_view(&app, &visit, &party, venue, slots)).await
}

/// At what time.
pub(in crate::web) async fn times(
    State(app): State<App>,
    resident: Resident,
    visit: Visit,
    At((programme, company, members, venue, date)): At<(
        ProgrammeId,
        String,
        String,
        VenueId,
        Date,
    )>,
) -> Result<Response, Problem> {
    let (party, slots) = load(&app, resident, (programme, company, members)).await?;
    aside(move || pick::times_view(&app, &visit, &party, venue, date, slots)).await
}

type SlotAt = (ProgrammeId, String, String, SlotId);

/// Everything once more.
pub(in crate::web) async fn confirm(
    State(app): State<App>,
    resident: Resident,
    visit: Visit,
    At((programme, company, members, slot)): At<SlotAt>,
) -> Result<Response, Problem> {
    let (party, slots) = load(&app, resident, (programme, company, members)).await?;
    let first = slots.iter().find(|s| s.id == slot).cloned().ok_or(Problem::NotFound)?;
    aside(move || match party.judged(&first) {
        Ok(placed) => confirm::ask(&app, &visit, &party, &first, &placed),
        Err(refusal) if refusal.is_full() => pick::taken_view(&app, &visit, &party, &first, slots),
        Err(refusal) => Err(refusal.into()),
    })
    .await
}

/// The places that were shown, and the press of the button.
#[derive(Deserialize)]
pub(in crate::web) struct Form {
    once: RequestId,
    slots: String,
}

/// Books for all of them, or for nobody.
pub(in crate::web) async fn post(
    State(app): State<App>,
    resident: Resident,
    visit: Visit,
    At((programme, company, members, slot)): At<SlotAt>,
    Posted(form): Posted<Form>,
) -> Result<Response, Problem> {
    let guests = Guests::read(&company, &members).ok_or(Problem::NotFound)?;
    let slots: Result<Vec<SlotId>, _> = form.slots.split(',').map(str::parse).collect();
    let slots = slots.ok().filter(|slots| slots.len() == guests.members.len());
    let slots = slots.ok_or(Problem::FormExpired)?;
    let wish =
        |((person, dose), slot)| book::Wish { person, programme, dose, slot, once: form.once };
    let wishes = guests.members.iter().copied().zip(slots).map(wish).collect();
    match book::together(&app, Asker::Account(resident.account), wishes).await? {
        Ok(()) => {
            let to = format!("/r/together/{programme}/{}/done/{}", guests.path(), form.once);
            Ok(Redirect::to(&to).into_response())
        }
        Err(refusal) if refusal.is_full() => {
            let (party, slots) = load(&app, resident, (programme, company, members)).await?;
            let first = slots.iter().find(|s| s.id == slot).cloned().ok_or(Problem::NotFound)?;
            aside(move || pick::taken_view(&app, &visit, &party, &first, slots)).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// Looks for room beside the threads that answer everyone: a large family in a full town takes a while.
async fn aside(
    work: impl FnOnce() -> Result<Response, Problem> + Send + 'static,
) -> Result<Response, Problem> {
    tokio::task::spawn_blocking(work).await.map_err(anyhow::Error::from)?
}

/// They are booked.
pub(in crate::web) async fn done(
    State(app): State<App>,
    resident: Resident,
    visit: Visit,
    At((_, company, members, once)): At<(ProgrammeId, String, String, RequestId)>,
) -> Result<Response, Problem> {
    let guests = Guests::read(&company, &members).ok_or(Problem::NotFound)?;
    confirm::done(&app, &visit, resident.account, &guests, once).await
}
