//! A place is swapped for another.

use super::{Asker, answered};
use crate::{App, Problem};
use domain::{BookingId, Command, Refusal, SlotId, command::Move};

/// Moves the booking, or says why not; then the old place is still kept.
pub async fn move_booking(
    app: &App,
    asker: Asker,
    booking: BookingId,
    to: SlotId,
) -> Result<Result<(), Refusal>, Problem> {
    let (_, applicant) = asker.booking(app, booking).await?;
    let command = Command::Move(Move {
        booking,
        applicant,
        to,
        door: asker.door(),
        by: asker.by(),
        at: app.clock.now(),
    });
    answered(app.store.place(command).await?.map(|_| ()))
}
