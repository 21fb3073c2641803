//! A resident books a place.

use super::{answered, applicant_of};
use crate::{App, Problem};
use domain::{
    AccountId, Actor, Applicant, BookingId, Command, Door, PersonId, ProgrammeId, Refusal,
    RequestId, SlotId, command::Book,
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
    let asked = ask(app, account, found.ok_or(Problem::NotFound)?, wish);
    let id = asked.id;
    match answered(app.store.place(Command::Book(asked)).await?)? {
        Err(refusal) => Ok(Err(refusal)),
        Ok(decision) if !decision.changes.is_empty() => Ok(Ok(id)),
        Ok(_) => {
            let made = app.store.read(move |reader| reader.booking_once(person, wish.once)).await?;
            Ok(Ok(made.ok_or(Problem::NotFound)?.id))
        }
    }
}

/// Books all of these or none, or says which of them stands in the way. The same press a second time changes
/// nothing.
pub async fn together(
    app: &App,
    account: AccountId,
    wishes: Vec<Wish>,
) -> Result<Result<(), Refusal>, Problem> {
    let persons: Vec<PersonId> = wishes.iter().map(|wish| wish.person).collect();
    let found = app.store.read(move |reader| {
        let all = persons.iter().map(|person| applicant_of(reader, account, *person));
        all.collect::<anyhow::Result<Option<Vec<Applicant>>>>()
    });
    let applicants = found.await?.ok_or(Problem::NotFound)?;
    let asked = applicants.into_iter().zip(wishes);
    let asked = asked.map(|(applicant, wish)| ask(app, account, applicant, wish)).collect();
    answered(app.store.place(Command::Together(asked)).await?.map(|_| ()))
}

/// The wish as the counter takes it from a resident.
pub fn ask(app: &App, account: AccountId, applicant: Applicant, wish: Wish) -> Book {
    Book {
        id: BookingId(app.ids.uuid()),
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
    }
}
