//! What is answered to what: a wish, a tap, something that is no text. Which bookings may be spoken of is decided
//! by who asks, never by what a button carries.

use super::{Answering, Intent};
use crate::{
    App,
    actions::{
        Asker, live_bookings,
        reminders::confirm_in,
        waitlist::{offer_of, waits_of},
    },
    tap::{NotOurs, Tap},
    words::talk::{self, Named, english, onward},
};
use anyhow::Result;
use domain::{
    AccountId, BookingId, Command, Entry, Offer, OfferId, SlotId, command::EndOffer,
    waitlist::OfferEnd, when,
};
use jiff::Timestamp;
use line::Message;
use std::collections::{BTreeSet, HashMap};
use store::Tx;

pub(super) fn to_intent(
    app: &App,
    tx: &mut Tx<'_>,
    intent: Intent,
    to: &Answering,
) -> Result<Vec<Message>> {
    let (town, urls) = (&app.config.town, &app.urls);
    Ok(match intent {
        Intent::Book => talk::book(urls),
        Intent::LookUp => talk::look_up(&bookings(tx, to.account, to.now)?, urls),
        Intent::Change => talk::change(&bookings(tx, to.account, to.now)?, urls),
        Intent::Cancel => talk::cancel(&bookings(tx, to.account, to.now)?, urls),
        Intent::Person => talk::person(town, urls),
        Intent::Menu => vec![talk::menu(urls)],
        Intent::Unknown => talk::not_understood(town, urls),
        Intent::Emergency => onward::emergency(town, urls),
        Intent::Secret => onward::secret(urls),
        Intent::Family => onward::family(urls),
        Intent::Waitlist => {
            let (waits, offers) = waiting(tx, to.account)?;
            talk::waiting::list(waits, &offers, urls)
        }
        Intent::Notices => onward::notices(urls),
        Intent::Items => onward::items(urls),
        Intent::Late => onward::late(town, urls),
        Intent::Medical => onward::medical(town, urls),
        Intent::Voucher => onward::voucher(town, urls),
        Intent::Elsewhere => onward::elsewhere(town, urls),
        Intent::Trouble => onward::trouble(town, urls),
        Intent::Thanks => onward::thanks(urls),
        Intent::Hello => onward::hello(town, urls),
        Intent::Anger => onward::anger(town, urls),
        Intent::Wordless => onward::wordless(urls),
        Intent::Easy => onward::easy(urls),
        Intent::Foreign(wish) => english::answer(wish, town, urls),
    })
}

/// A tap on a button that carries something. It may be last year's, another program's or made up.
pub(super) fn to_tap(
    app: &App,
    tx: &mut Tx<'_>,
    data: &str,
    to: &Answering,
) -> Result<(&'static str, Vec<Message>)> {
    let booking = match data.parse() {
        Ok(Tap::Alter(booking)) => booking,
        Ok(Tap::Confirm(booking)) => return confirm(app, tx, booking, to),
        Ok(Tap::Decline(offer)) => return decline(app, tx, offer, to),
        Err(NotOurs) => return Ok(("old button", talk::old_button(&app.urls))),
    };
    let mut own = bookings(tx, to.account, to.now)?;
    own.retain(|named| named.id == booking);
    Ok(if own.is_empty() {
        ("old button", talk::over(&app.urls))
    } else {
        ("change", talk::change(&own, &app.urls))
    })
}

/// Notes that they will come, if the booking is theirs and still to come.
fn confirm(
    app: &App,
    tx: &mut Tx<'_>,
    booking: BookingId,
    to: &Answering,
) -> Result<(&'static str, Vec<Message>)> {
    let over = ("old button", talk::over(&app.urls));
    let said = confirm_in(tx, Asker::Account(to.account), booking, to.now)?;
    let (Some(Ok(())), Some(booking)) = (said, tx.booking(booking)?) else { return Ok(over) };
    let named = Named { id: booking.id, number: booking.number };
    Ok(("confirm", talk::reminding::confirmed(named, &app.urls)))
}

/// Lets an offer pass, if it is theirs and still stands.
fn decline(
    app: &App,
    tx: &mut Tx<'_>,
    offer: OfferId,
    to: &Answering,
) -> Result<(&'static str, Vec<Message>)> {
    let over = ("old button", talk::waiting::over(&app.urls));
    let asker = Asker::Account(to.account);
    let found = offer_of(tx, asker, offer)?.map(|(_, offer)| offer);
    let Some(found) = found.filter(Offer::is_live) else { return Ok(over) };
    let (how, by) = (OfferEnd::Declined, asker.by());
    let end = EndOffer { offer: found.id, person: found.person, how, by, at: to.now };
    Ok(match tx.decide(&Command::EndOffer(end))? {
        Ok(_) => ("decline", talk::waiting::declined(&app.urls)),
        Err(_) => over,
    })
}

/// How many times somebody this account acts for waits, as far as it may see, and what they are offered now.
fn waiting(tx: &mut Tx<'_>, account: AccountId) -> Result<(usize, Vec<(OfferId, Timestamp)>)> {
    let links = tx.links_of(account)?;
    let waits = waits_of(tx, &links)?;
    let offers = waits.iter().filter_map(|(_, offer)| offer.as_ref());
    let offers = offers.map(|offer| (offer.id, offer.lapses_at)).collect();
    // Those who wait together wait once.
    let mut parties = BTreeSet::new();
    let mut once = |entry: &Entry| entry.party.is_none_or(|party| parties.insert(party));
    let count = waits.iter().filter(|(entry, _)| once(entry)).count();
    Ok((count, offers))
}

/// What LINE's kinds of messages are counted as; others are unheard of.
const KINDS: [&str; 6] = ["image", "video", "audio", "file", "location", "sticker"];

pub(super) fn is_unheard_of(kind: &str) -> bool {
    !KINDS.contains(&kind)
}

pub(super) fn to_message(app: &App, kind: &str) -> (&'static str, Vec<Message>) {
    let (town, urls) = (&app.config.town, &app.urls);
    let what = KINDS.into_iter().find(|known| *known == kind).unwrap_or("other message");
    let messages = match what {
        "sticker" => onward::wordless(urls),
        "image" | "file" => onward::picture(urls),
        "audio" | "video" => onward::voice(town, urls),
        "location" => onward::location(urls),
        _ => talk::not_understood(town, urls),
    };
    (what, messages)
}

/// The bookings to come that this account may see, the next one first.
fn bookings(tx: &mut Tx<'_>, account: AccountId, now: Timestamp) -> Result<Vec<Named>> {
    let all = live_bookings(tx, account)?;
    let slots = tx.slots_by_ids(&all.iter().map(|booking| booking.slot).collect())?;
    let today = when::japan_date(now);
    let to_come: HashMap<SlotId, _> = slots
        .iter()
        .filter(|slot| slot.date >= today)
        .map(|slot| (slot.id, (slot.date, slot.starts)))
        .collect();
    let mut shown: Vec<_> = all
        .iter()
        .filter_map(|booking| Some((to_come.get(&booking.slot)?, booking)))
        .map(|(when, booking)| (when, Named { id: booking.id, number: booking.number }))
        .collect();
    shown.sort_by_key(|(when, _)| *when);
    Ok(shown.into_iter().map(|(_, named)| named).collect())
}
