//! A resident books a place.

use super::applicant_of;
use crate::{App, Problem};
use domain::{
    AccountId, Actor, BookingId, Command, Door, PersonId, ProgrammeId, Refusal, RequestId, SlotId,
    command::Book,
};

/// What is wished for.
#[derive(Clone, Copy, Debug)]
pub struct Wish {
    /// For whom.
    pub person: PersonId,
    /// Of which programme.
    pub programme: ProgrammeId,
    /// Which dose.
    pub dose: u8,
    /// Where and when.
    pub slot: SlotId,
    /// The press of the button.
    pub once: RequestId,
}

/// Books, or says why not. The same press a second time gives the same booking.
pub async fn book(
    app: &App,
    account: AccountId,
    wish: Wish,
) -> Result<Result<BookingId, Refusal>, Problem> {
    let person = wish.person;
    let found = app.store.read(move |reader| applicant_of(reader, account, person)).await?;
    let applicant = found.ok_or(Problem::NotFound)?;
    let id = BookingId(app.ids.uuid());
    let command = Command::Book(Book {
        id,
        once: wish.once,
        applicant,
        programme: wish.programme,
        dose: wish.dose,
        slot: wish.slot,
        door: Door::Line,
        account: Some(account),
        exception: None,
        hold: None,
        by: Actor::Account(account),
        at: app.clock.now(),
    });
    match app.store.place(command).await? {
        Err(refusal) => Ok(Err(refusal)),
        Ok(decision) if !decision.changes.is_empty() => Ok(Ok(id)),
        Ok(_) => {
            let made = app.store.read(move |reader| reader.booking_once(person, wish.once)).await?;
            Ok(Ok(made.ok_or(Problem::NotFound)?.id))
        }
    }
}
