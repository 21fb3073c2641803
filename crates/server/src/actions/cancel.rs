//! A resident gives a place back.

use super::{answered, find_booking};
use crate::{App, Problem};
use domain::{AccountId, Actor, BookingId, CancelReason, Command, Refusal, command::Cancel};

/// Cancels the booking, or says why not. A second cancellation changes nothing.
pub async fn cancel(
    app: &App,
    account: AccountId,
    booking: BookingId,
) -> Result<Result<(), Refusal>, Problem> {
    let (_, applicant) = find_booking(app, account, booking).await?;
    let command = Command::Cancel(Cancel {
        booking,
        applicant,
        reason: CancelReason::ByResident,
        by: Actor::Account(account),
        at: app.clock.now(),
    });
    answered(app.store.place(command).await?.map(|_| ()))
}
