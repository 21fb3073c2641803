//! Who asks for somebody: a resident by their account, or an officer who has them on the phone. Both draw on the same
//! ledger and are judged by the same rules.

use super::{applicant_of, booking_of};
use crate::{App, Problem};
use domain::{
    AccountId, Actor, Applicant, Booking, BookingId, Door, OfficerId, PersonId, link::to_tell,
};
use std::collections::BTreeSet;
use store::Reader;

/// Who asks.
#[derive(Clone, Copy, Debug)]
pub enum Asker {
    /// An account that acts for them.
    Account(AccountId),
    /// An officer who has them on the phone.
    Officer(OfficerId),
}

impl Asker {
    /// As the history has it.
    pub fn by(self) -> Actor {
        match self {
            Self::Account(account) => Actor::Account(account),
            Self::Officer(officer) => Actor::Officer(officer),
        }
    }

    /// The door they come through.
    pub fn door(self) -> Door {
        match self {
            Self::Account(_) => Door::Line,
            Self::Officer(_) => Door::Phone,
        }
    }

    /// The account that asks; whoever is spoken to on the phone has none by that.
    pub fn account(self) -> Option<AccountId> {
        match self {
            Self::Account(account) => Some(account),
            Self::Officer(_) => None,
        }
    }

    /// What the rules need to know about somebody they ask for; of anyone else nothing is found.
    pub(super) fn applicant(
        self,
        reader: &mut Reader<'_>,
        person: PersonId,
    ) -> anyhow::Result<Option<Applicant>> {
        match self {
            Self::Account(account) => applicant_of(reader, account, person),
            Self::Officer(_) => reader.applicant(person),
        }
    }

    /// The account to tell about what is booked: the one that asks, or the one of those proven for the person.
    pub(super) fn told(
        self,
        reader: &mut Reader<'_>,
        person: PersonId,
    ) -> anyhow::Result<Option<AccountId>> {
        match self {
            Self::Account(account) => Ok(Some(account)),
            Self::Officer(_) => Ok(to_tell(&reader.links_of_persons(&BTreeSet::from([person]))?)),
        }
    }

    /// A booking that whoever asks may see, with its applicant; any other is not found.
    pub(super) async fn booking(
        self,
        app: &App,
        id: BookingId,
    ) -> Result<(Booking, Applicant), Problem> {
        let found = app.store.read(move |reader| match self {
            Self::Account(account) => booking_of(reader, account, id),
            Self::Officer(_) => {
                let Some(booking) = reader.booking(id)? else { return Ok(None) };
                let applicant = reader.applicant(booking.person)?;
                Ok(applicant.map(|applicant| (booking, applicant)))
            }
        });
        found.await?.ok_or(Problem::NotFound)
    }
}
