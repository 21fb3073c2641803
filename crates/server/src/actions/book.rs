//! A place is booked, by a resident or for one on the phone.

use super::{Asker, answered};
use crate::{App, Problem};
use domain::{
    AccountId, Applicant, BookingId, Command, HoldId, PersonId, ProgrammeId, Refusal, RequestId,
    SlotId, command::Book,
};
use store::Reader;

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

/// On which terms an officer books for somebody.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    /// Why cut-offs, releases and limits are set aside, if they are.
    pub why: Option<String>,
    /// The hold that the place is taken from, if it is.
    pub hold: Option<HoldId>,
}

/// Books, or says why not. The same press a second time gives the same booking. Whoever books for themselves has no
/// [`Terms`].
pub async fn book(
    app: &App,
    asker: Asker,
    wish: Wish,
    terms: Terms,
) -> Result<Result<BookingId, Refusal>, Problem> {
    let person = wish.person;
    let found = app.store.glance(move |reader| wanted(reader, asker, person)).await?;
    let asked = ask(app, asker, found.ok_or(Problem::NotFound)?, wish);
    let id = asked.id;
    let asked = Book { exception: terms.why, hold: terms.hold, ..asked };
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
    asker: Asker,
    wishes: Vec<Wish>,
) -> Result<Result<(), Refusal>, Problem> {
    let persons: Vec<PersonId> = wishes.iter().map(|wish| wish.person).collect();
    let found = app.store.read(move |reader| {
        let all = persons.iter().map(|person| wanted(reader, asker, *person));
        all.collect::<anyhow::Result<Option<Vec<Wanted>>>>()
    });
    let found = found.await?.ok_or(Problem::NotFound)?;
    let asked = found.into_iter().zip(wishes);
    let asked = asked.map(|(wanted, wish)| ask(app, asker, wanted, wish)).collect();
    answered(app.store.place(Command::Together(asked)).await?.map(|_| ()))
}

/// For whom, and the account to tell.
pub type Wanted = (Applicant, Option<AccountId>);

/// Somebody whom whoever asks acts for; nobody else is found.
pub fn wanted(
    reader: &mut Reader<'_>,
    asker: Asker,
    person: PersonId,
) -> anyhow::Result<Option<Wanted>> {
    let Some(applicant) = asker.applicant(reader, person)? else { return Ok(None) };
    Ok(Some((applicant, asker.told(reader, person)?)))
}

/// The wish as the counter takes it.
pub fn ask(app: &App, asker: Asker, (applicant, account): Wanted, wish: Wish) -> Book {
    Book {
        id: BookingId(app.ids.uuid()),
        once: wish.once,
        applicant,
        programme: wish.programme,
        dose: wish.dose,
        slot: wish.slot,
        door: asker.door(),
        account,
        exception: None,
        hold: None,
        by: asker.by(),
        at: app.clock.now(),
    }
}
