//! A place is given back.

use super::{Asker, answered};
use crate::{App, Problem};
use domain::{BookingId, CancelReason, Command, Refusal, command::Cancel};

/// Cancels the booking, or says why not. A second cancellation changes nothing.
pub async fn cancel(
    app: &App,
    asker: Asker,
    booking: BookingId,
    reason: CancelReason,
) -> Result<Result<(), Refusal>, Problem> {
    let (_, applicant) = asker.booking(app, booking).await?;
    let (by, at) = (asker.by(), app.clock.now());
    let command = Command::Cancel(Cancel { booking, applicant, reason, by, at });
    answered(app.store.place(command).await?.map(|_| ()))
}
