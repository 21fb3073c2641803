//! Waiting for a freed place: joining, leaving, taking what is offered or letting it pass; by a resident's account, or
//! by an officer who has them on the phone.

use super::{Asker, answered, sights};
use crate::{App, Problem};
use domain::{
    BookingId, Change, Command, Decision, Door, Entry, EntryId, Offer, OfferId, PersonId,
    Programme, ProgrammeId, Refusal, RequestId, Slot,
    applicant::Applicant,
    booking,
    command::{Accept, EndOffer, Leave},
    ledger::Facts,
    link::Sight,
    waitlist::{self, Join, OfferEnd, Wish},
    when,
};
use jiff::Timestamp;
use std::collections::BTreeSet;
use store::{Proxy, Reader, Tx};

/// What is waited for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// For whom.
    pub person: PersonId,
    /// Of which programme.
    pub programme: ProgrammeId,
    /// Which dose.
    pub dose: u8,
    /// Which places would do.
    pub wish: Wish,
}

/// Joins the waitlist, or says why not. Who waits already keeps their place and gets the new wish.
pub async fn join(app: &App, asker: Asker, asked: Asked) -> Result<Result<(), Refusal>, Problem> {
    let person = asked.person;
    let found = app.store.read(move |reader| asker.applicant(reader, person)).await?;
    let applicant = found.ok_or(Problem::NotFound)?;
    let (id, now) = (EntryId(app.ids.uuid()), app.clock.now());
    let joined = app.store.write(move |tx| {
        let decided = decide(tx, asker, &applicant, (id, &asked), now)?;
        if let Ok(decision) = &decided {
            tx.apply(decision, asker.by(), now, None)?;
        }
        Ok(decided.map(|_| ()))
    });
    answered(joined.await?)
}

fn decide(
    tx: &mut Tx<'_>,
    asker: Asker,
    applicant: &Applicant,
    (id, asked): (EntryId, &Asked),
    now: Timestamp,
) -> anyhow::Result<Result<Decision, Refusal>> {
    let (by, door) = (asker.by(), asker.door());
    let persons = BTreeSet::from([applicant.person]);
    let accounts = asker.account().into_iter().collect();
    let ledger = tx.ledger(&persons, BTreeSet::new(), &accounts)?;
    let sight = match ledger.sight(by, applicant.person) {
        Ok(sight) => sight,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let Some(programme) = ledger.programmes.get(&asked.programme) else {
        return Ok(Err(Refusal::NotThisProgramme));
    };
    let facts = ledger.facts(applicant, programme, by);
    let known = (&facts.bookings[..], &facts.elsewhere[..]);
    let may = booking::may_have(programme, asked.dose, applicant, known, sight, now);
    let slots = tx.slots_from(programme.id, when::japan_date(now))?;
    let free = is_bookable(programme, applicant, (&facts, asked), (&slots, door), now);
    let waiting = tx.waiting_of_persons(&persons)?;
    let here = |entry: &&Entry| (entry.programme, entry.dose) == (programme.id, asked.dose);
    let known = waiting.iter().find(here);
    // Whoever has no LINE is phoned; whoever joined in LINE is still told there after a word on the phone.
    let in_line = match asker.account() {
        Some(account) => tx.line_user(account)?.map(|_| account),
        None => None,
    };
    let account = in_line.or(known.and_then(|entry| entry.account));
    let (dose, wish) = (asked.dose, &asked.wish);
    let ask = Join { id, dose, wish, account, door };
    Ok(waitlist::join(programme, applicant, &ask, (may, free, known), now))
}

/// Whether a place that would do can be had at once: booked, or moved to if it is earlier than what they have.
fn is_bookable(
    programme: &Programme,
    applicant: &Applicant,
    (facts, asked): (&Facts, &Asked),
    (slots, door): (&[Slot], Door),
    now: Timestamp,
) -> bool {
    let current = facts.bookings.iter().find(|b| b.dose == asked.dose && b.is_live());
    let from = current.and_then(|booking| slots.iter().find(|slot| slot.id == booking.slot));
    let can = |slot: &&Slot| {
        let case = facts.case(programme, asked.dose, slot, applicant);
        match current.zip(from) {
            None => booking::may_book(&case, door, now).is_ok(),
            Some((booking, from)) => {
                slot.date < booking.date
                    && booking::may_move(&case, booking, from, door, now).is_ok()
            }
        }
    };
    slots.iter().filter(|slot| asked.wish.wants(slot, now)).any(|slot| can(&slot))
}

/// Waits no longer. A second time changes nothing.
pub async fn leave(
    app: &App,
    asker: Asker,
    person: PersonId,
    entry: EntryId,
) -> Result<Result<(), Refusal>, Problem> {
    let (by, at) = (asker.by(), app.clock.now());
    let command = Command::Leave(Leave { entry, person, by, at });
    answered(app.store.place(command).await?.map(|_| ()))
}

/// Takes what is offered, or says why not. The same press a second time gives the same booking.
pub async fn accept(
    app: &App,
    asker: Asker,
    (offer, once): (OfferId, RequestId),
) -> Result<Result<BookingId, Refusal>, Problem> {
    let found = app.store.read(move |reader| {
        let Some((_, offer)) = offer_of(reader, asker, offer)? else { return Ok(None) };
        let applicant = asker.applicant(reader, offer.person)?;
        Ok(applicant.map(|applicant| (offer, applicant)))
    });
    let (offer, applicant) = found.await?.ok_or(Problem::NotFound)?;
    let person = offer.person;
    let accept = Accept {
        offer: offer.id,
        id: BookingId(app.ids.uuid()),
        once,
        applicant,
        door: asker.door(),
        account: asker.account(),
        by: asker.by(),
        at: app.clock.now(),
    };
    let decision = match answered(app.store.place(Command::Accept(accept)).await?)? {
        Ok(decision) => decision,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let made = decision.changes.iter().find_map(|change| match change {
        Change::BookingMade(booking) => Some(booking.id),
        Change::BookingMoved { booking, .. } => Some(*booking),
        _ => None,
    });
    if let Some(made) = made {
        return Ok(Ok(made));
    }
    let kept = app.store.read(move |reader| reader.bookings_of_persons(&BTreeSet::from([person])));
    let there =
        |b: &domain::Booking| b.slot == offer.place.slot && b.dose == offer.dose && b.is_live();
    let kept = kept.await?.into_iter().find(there).ok_or(Problem::NotFound)?;
    Ok(Ok(kept.id))
}

/// Lets an offer pass, and gives it as it was. A second time changes nothing.
pub async fn decline(
    app: &App,
    asker: Asker,
    offer: OfferId,
) -> Result<Result<Offer, Refusal>, Problem> {
    let found = app.store.read(move |reader| offer_of(reader, asker, offer)).await?;
    let (_, found) = found.ok_or(Problem::NotFound)?;
    let (by, at) = (asker.by(), app.clock.now());
    let end = EndOffer { offer, person: found.person, how: OfferEnd::Declined, by, at };
    answered(app.store.place(Command::EndOffer(end)).await?.map(|_| found))
}

/// An offer that whoever asks may see, with its entry; any other is not found.
pub fn offer_of(
    reader: &mut Reader<'_>,
    asker: Asker,
    id: OfferId,
) -> anyhow::Result<Option<(Entry, Offer)>> {
    let Some(offer) = reader.offer(id)? else { return Ok(None) };
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
