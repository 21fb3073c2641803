//! Waiting for a freed place: joining, leaving, taking what is offered or letting it pass; by a resident's account, or
//! by an officer who has them on the phone.

mod join;

pub use join::{Asked, join};

use super::{Asker, answered, sights};
use crate::{App, Problem};
use domain::{
    BookingId, Command, Entry, EntryId, Offer, OfferId, PersonId, Refusal, RequestId,
    command::{Accept, EndOffer, Leave},
    link::Sight,
    waitlist::OfferEnd,
};
use std::collections::BTreeSet;
use store::{Proxy, Reader};

/// Waits no longer, and those who wait together with them neither, if it is for all. A second time changes nothing.
pub async fn leave(
    app: &App,
    asker: Asker,
    (person, entry): (PersonId, EntryId),
    all: bool,
) -> Result<Result<(), Refusal>, Problem> {
    let (by, at) = (asker.by(), app.clock.now());
    let command = Command::Leave(Leave { entry, person, all, by, at });
    answered(app.store.place(command).await?.map(|_| ()))
}

/// Takes what is offered, also to those who wait together, or says why not. The same press a second time gives the same
/// bookings.
pub async fn accept(
    app: &App,
    asker: Asker,
    (offer, once): (OfferId, RequestId),
) -> Result<Result<Vec<(PersonId, BookingId)>, Refusal>, Problem> {
    let found = app.store.read(move |reader| {
        let Some((_, offer)) = offer_of(reader, asker, offer)? else { return Ok(None) };
        let Some(applicant) = asker.applicant(reader, offer.person)? else { return Ok(None) };
        let mut along = Vec::new();
        for other in reader.offers_standing(&offer)?.iter().filter(|other| other.id != offer.id) {
            along.extend(asker.applicant(reader, other.person)?);
        }
        Ok(Some((offer, applicant, along)))
    });
    let (offer, applicant, along) = found.await?.ok_or(Problem::NotFound)?;
    let with_id = |applicant| (applicant, BookingId(app.ids.uuid()));
    let accept = Accept {
        offer: offer.id,
        id: BookingId(app.ids.uuid()),
        once,
        applicant,
        along: along.into_iter().map(with_id).collect(),
        door: asker.door(),
        account: asker.account(),
        by: asker.by(),
        at: app.clock.now(),
    };
    if let Err(refusal) = answered(app.store.place(Command::Accept(accept)).await?)? {
        return Ok(Err(refusal));
    }
    let taken = app.store.read(move |reader| taken_with(reader, &offer)).await?;
    if taken.is_empty() { Err(Problem::NotFound) } else { Ok(Ok(taken)) }
}

/// The bookings that came of an offer and of those that were taken along with it, and whose they are.
pub fn taken_with(
    reader: &mut Reader<'_>,
    offer: &Offer,
) -> anyhow::Result<Vec<(PersonId, BookingId)>> {
    let mut offers = reader.offers_led_by(offer.lead)?;
    let when = offers.iter().find(|other| other.id == offer.id).and_then(|own| own.ended);
    offers.retain(|other| {
        when.is_some_and(|(_, how)| how == OfferEnd::Accepted) && other.ended == when
    });
    let persons = offers.iter().map(|other| other.person).collect();
    let bookings = reader.bookings_of_persons(&persons)?;
    let made = |offer: &Offer| {
        let there = |b: &&domain::Booking| {
            b.person == offer.person
                && (b.slot, b.dose) == (offer.place.slot, offer.dose)
                && b.is_live()
        };
        bookings.iter().find(there).map(|booking| (booking.person, booking.id))
    };
    Ok(offers.iter().filter_map(made).collect())
}

/// Lets an offer pass, also for those who wait together, and gives it as it was. A second time changes nothing.
pub async fn decline(
    app: &App,
    asker: Asker,
    offer: OfferId,
) -> Result<Result<Offer, Refusal>, Problem> {
    let found = app.store.read(move |reader| offer_of(reader, asker, offer)).await?;
    let (_, found) = found.ok_or(Problem::NotFound)?;
    let (by, at) = (asker.by(), app.clock.now());
    let end = EndOffer { offer: found.id, person: found.person, how: OfferEnd::Declined, by, at };
    answered(app.store.place(Command::EndOffer(end)).await?.map(|_| found))
}

/// An offer that whoever asks may see, with its entry; any other is not found. Where the one who was told has left, it is
/// what those who waited together with them are still offered.
pub fn offer_of(
    reader: &mut Reader<'_>,
    asker: Asker,
    id: OfferId,
) -> anyhow::Result<Option<(Entry, Offer)>> {
    let Some(offer) = reader.offer(id)? else { return Ok(None) };
    let withdrawn = offer.ended.is_some_and(|(_, how)| how == OfferEnd::Withdrawn);
    let others = if withdrawn { reader.offers_standing(&offer)? } else { Vec::new() };
    for offer in others.into_iter().chain([offer]) {
        if let Some(seen) = seen(reader, asker, offer)? {
            return Ok(Some(seen));
        }
    }
    Ok(None)
}

/// An offer with its entry, if whoever asks may see them.
fn seen(
    reader: &mut Reader<'_>,
    asker: Asker,
    offer: Offer,
) -> anyhow::Result<Option<(Entry, Offer)>> {
    let sight = match asker {
        Asker::Account(account) => match reader.link(account, offer.person)? {
            Some(link) => link.sight(),
            None => return Ok(None),
        },
        Asker::Officer(_) => Sight::Whole,
    };
    let entry = reader.entries_by_ids(&BTreeSet::from([offer.entry]))?.into_iter().next();
    let seen = entry.filter(|entry| entry.is_visible_to(sight));
    Ok(seen.map(|entry| (entry, offer)))
}

/// Who waits of those whom an account acts for by these links, as far as it may see, in the order in which they joined, with what is
/// offered to them now.
pub fn waits_of(
    reader: &mut Reader<'_>,
    links: &[Proxy],
) -> anyhow::Result<Vec<(Entry, Option<Offer>)>> {
    let sights = sights(links);
    let persons = sights.keys().copied().collect();
    let mut waiting = reader.waiting_of_persons(&persons)?;
    waiting
        .retain(|entry| sights.get(&entry.person).is_some_and(|sight| entry.is_visible_to(*sight)));
    let offers =
        if waiting.is_empty() { Vec::new() } else { reader.offers_of_persons(&persons)? };
    let live = |entry: &Entry| {
        offers.iter().find(|offer| offer.entry == entry.id && offer.is_live()).cloned()
    };
    Ok(waiting.into_iter().map(|entry| (entry.clone(), live(&entry))).collect())
}
