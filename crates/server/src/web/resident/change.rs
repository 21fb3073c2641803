//! Another place for a booking: the same steps, ending in a swap.

use super::pick::{self, Picking, Wish};
use crate::{
    App, Problem,
    actions::{Asker, booking_of, move_booking},
    web::{form::At, session::Resident, visit::Visit},
};
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domain::{BookingId, Refusal, Slot, SlotId, VenueId, when::Date};

/// Loads the wish with all slots from today on.
async fn load(
    app: &App,
    resident: Resident,
    booking: BookingId,
) -> Result<(Wish, Vec<Slot>), Problem> {
    let (account, now) = (resident.account, app.clock.now());
    let found = app.store.read(move |reader| {
        let Some((booking, _)) = booking_of(reader, account, booking)? else { return Ok(None) };
        let Some(wish) = Wish::change(reader, account, booking, now)? else { return Ok(None) };
        let slots = wish.slots(reader)?;
        Ok(Some((wish, slots)))
    });
    found.await?.ok_or(Problem::NotFound)
}

/// Where. Who comes too late is led to the booking, which says so and what can still be done.
pub(in crate::web) async fn venues(
    State(app): State<App>,
    resident: Resident,
    visit: Visit,
    At(booking): At<BookingId>,
) -> Result<Response, Problem> {
    let (wish, slots) = load(&app, resident, booking).await?;
    match wish.possible() {
        Err(Refusal::PastCutOff { .. }) => Ok(Redirect::to(&wish.back_url()).into_response()),
        Err(refusal) => Err(refusal.into()),
        Ok(()) => pick::venues_view(&app, &visit, &wish, slots),
    }
}

/// On which day.
pub(in crate::web) async fn days(
    State(app): State<App>,
    resident: Resident,
    visit: Visit,
    At((booking, venue)): At<(BookingId, VenueId)>,
) -> Result<Response, Problem> {
    let (wish, slots) = load(&app, resident, booking).await?;
    wish.possible()?;
    pick::days_view(&app, &visit, &wish, venue, slots)
}

/// At what time.
pub(in crate::web) async fn times(
    State(app): State<App>,
    resident: Resident,
    visit: Visit,
    At((booking, venue, date)): At<(BookingId, VenueId, Date)>,
) -> Result<Response, Problem> {
    let (wish, slots) = load(&app, resident, booking).await?;
    wish.possible()?;
    pick::times_view(&app, &visit, &wish, venue, date, slots)
}

/// The present place and the new one.
pub(in crate::web) async fn confirm(
    State(app): State<App>,
    resident: Resident,
    visit: Visit,
    At((booking, slot)): At<(BookingId, SlotId)>,
) -> Result<Response, Problem> {
    let (wish, slots) = load(&app, resident, booking).await?;
    let found = slots.iter().find(|s| s.id == slot).cloned().ok_or(Problem::NotFound)?;
    match wish.judge(&found) {
        Ok(()) => pick::confirm_view(&app, &visit, &wish, &found),
        Err(refusal) if refusal.is_full() => pick::taken_view(&app, &visit, &wish, &found, slots),
        Err(refusal) => Err(refusal.into()),
    }
}

/// Swaps.
pub(in crate::web) async fn post(
    State(app): State<App>,
    resident: Resident,
    visit: Visit,
    At((booking, slot)): At<(BookingId, SlotId)>,
) -> Result<Response, Problem> {
    let asker = Asker::Account(resident.account);
    match move_booking::move_booking(&app, asker, booking, slot).await? {
        Ok(()) => {
            let to = format!("/r/bookings/{booking}/done?changed=true");
            Ok(Redirect::to(&to).into_response())
        }
        Err(refusal) if refusal.is_full() => {
            let (wish, slots) = load(&app, resident, booking).await?;
            let found = slots.iter().find(|s| s.id == slot).cloned().ok_or(Problem::NotFound)?;
            pick::taken_view(&app, &visit, &wish, &found, slots)
        }
        Err(refusal) => Err(refusal.into()),
    }
}
