//! A resident swaps a place for another.

use super::{answered, find_booking};
use crate::{App, Problem};
use domain::{AccountId, Actor, BookingId, Command, Door, Refusal, SlotId, command::Move};

/// Moves the booking, or says why not; then the old place is still kept.
pub async fn move_booking(
    app: &App,
    account: AccountId,
    booking: BookingId,
    to: SlotId,
) -> Result<Result<(), Refusal>, Problem> {
    let (_, applicant) = find_booking(app, account, booking).await?;
    let command = Command::Move(Move {
        booking,
        applicant,
        to,
        door: Door::Line,
        by: Actor::Account(account),
        at: app.clock.now(),
    });
    answered(app.store.place(command).await?.map(|_| ()))
}
