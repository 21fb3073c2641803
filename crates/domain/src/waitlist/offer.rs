//! A freed place and those who wait: to whom it is offered, why not to others, and what becomes of an offer.

use super::{Entry, Left, Offer, OfferEnd, Wave, is_staff};
use crate::{
    booking::{self, Ask, Booking, Case},
    change::{Actor, Change, Decision},
    id::{AccountId, OfferId},
    notice::{Notice, NoticeKind},
    refusal::Refusal,
    slot::{Place, Slot},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Why a freed place went by somebody who waits for such a one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PassedBy {
    /// The rules do not let them come to this slot.
    Rules(Refusal),
    /// They have a booking that is not later.
    HasEarlier,
    /// Too few places are left for them, or none in the pools of their door.
    TooLittleRoom,
    /// There is no time left to answer in.
    TooLate,
    /// Somebody with whom they wait together could not come, for this reason.
    Together(Box<PassedBy>),
}

impl PassedBy {
    /// Why the place goes by those who wait together with somebody for whom this is the reason: too little room or time
    /// is nobody's own.
    pub(crate) fn for_others(&self) -> Self {
        match self {
            Self::TooLittleRoom | Self::TooLate => self.clone(),
            own => Self::Together(Box::new(own.clone())),
        }
    }

    /// Whether asking again about the same slot would bring the same.
    pub fn is_final(&self) -> bool {
        match self {
            Self::Rules(
                Refusal::ExamFull { .. }
                | Refusal::NotOpenYet { .. }
                | Refusal::AccountFull { .. }
                | Refusal::AccountFullOnDay { .. },
            )
            | Self::TooLittleRoom => false,
            Self::Together(why) => why.is_final(),
            Self::Rules(_) | Self::HasEarlier | Self::TooLate => true,
        }
    }
}

/// What an offer is called.
#[derive(Clone, Copy, Debug)]
pub struct Ids {
    /// Its own.
    pub id: OfferId,
    /// Of offers that are made together the first one, which is told for all.
    pub lead: OfferId,
}

/// Offers what is free of the case's slot to somebody who waits, or says why it goes by them. The place is kept for
/// them from now on. Where none is left, it is one that others are offered who may be joined, these waves.
pub fn offer_to(
    case: &Case<'_>,
    entry: &Entry,
    (Ids { id, lead }, waves): (Ids, Option<&[Wave]>),
    now: Timestamp,
) -> Result<Decision, PassedBy> {
    let policy = &case.programme.policy;
    let current = current(case, entry.dose);
    if let Some((_, from)) = &current
        && *from <= case.slot.date
    {
        return Err(PassedBy::HasEarlier);
    }
    let current = current.map(|(booking, _)| booking);
    let closes_at = policy.waitlist_closes_at(case.slot);
    let units = booking::may_be_offered(case, current, closes_at, now).map_err(PassedBy::Rules)?;
    let released = policy.released_pools(case.slot, now);
    let own = || case.slot.pool_for(entry.door, &released, units).ok_or(PassedBy::TooLittleRoom);
    let own = booking::exam_is_left(case).map_err(PassedBy::Rules).and_then(|()| own());
    let (wave, pool) = own.map(|pool| (id, pool)).or_else(|none_left| {
        let fits = |wave: &&Wave| {
            // Where exams are limited one by one, the place of another is no place for this one.
            let exam = wave.dose == entry.dose || case.slot.quotas.is_empty();
            let same = exam && wave.place.units == units;
            same && wave.is_for(entry.door, &released)
        };
        waves
            .unwrap_or_default()
            .iter()
            .find(fits)
            .map(|wave| (wave.id, wave.place.pool))
            .ok_or(none_left)
    })?;
    let waitlist = policy.waitlist.as_ref().ok_or(PassedBy::Rules(Refusal::NoWaitlist))?;
    let window = waitlist.window(entry.account.is_none(), now, closes_at);
    let window = window.ok_or(PassedBy::TooLate)?;
    let races_now = wave != id || waitlist.wave_at(closes_at, now) > 1;
    let shared_from = if races_now { Some(now) } else { waitlist.widens_at(closes_at, now) };
    let shared_from = shared_from.filter(|_| waves.is_some());
    let offer = Offer {
        id,
        entry: entry.id,
        person: entry.person,
        programme: entry.programme,
        dose: entry.dose,
        place: Place { slot: case.slot.id, pool, units },
        lead,
        wave,
        made_at: now,
        told_from: window.told_from,
        lapses_at: window.lapses_at,
        closes_at,
        shared_from,
        ended: None,
    };
    let notices = if id == lead { notice(entry, NoticeKind::Offered, id) } else { Vec::new() };
    Ok(Decision { changes: vec![Change::OfferMade(offer)], notices })
}

/// What somebody answers who takes an offer.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    /// To whom it was made.
    pub entry: &'a Entry,
    /// What was offered.
    pub offer: &'a Offer,
    /// The slot of a booking that is given up for it, if there is one.
    pub from: Option<&'a Slot>,
    /// The account that keeps the booking.
    pub keeper: Option<AccountId>,
}

/// Takes an offer: the place that was kept becomes a booking, and a later one of the same dose is given back in the
/// same step. The same press of the button a second time changes nothing. What others are offered of the same place has to
/// end with it (`outrun`).
pub fn accept(
    case: &Case<'_>,
    ask: &Ask<'_>,
    answer: &Answer<'_>,
    now: Timestamp,
) -> Result<Decision, Refusal> {
    let Answer { entry, offer, from, keeper } = *answer;
    if let Some((_, OfferEnd::Accepted)) = offer.ended {
        return Ok(Decision::nothing());
    }
    offer.stands(now)?;
    let current = current(case, offer.dose).map(|(booking, _)| booking);
    let closes_at = case.slot.starts_at();
    booking::may_be_offered(case, current, closes_at, now)?;
    let taken = match (current, from) {
        (Some(booking), Some(_)) => {
            booking::swap(case, booking, offer.place, keeper, matches!(case.by, Actor::Account(_)))
        }
        _ => booking::take(case, ask, offer.place, now),
    };
    let mut changes = vec![offer.end(now, OfferEnd::Accepted, false)];
    changes.extend(taken.changes);
    changes.push(entry.leave(now, Left::Served));
    Ok(Decision { changes, notices: taken.notices })
}

/// Ends what somebody was offered of a place that another of its wave took. They are told, unless they were not yet told of
/// the offer either, and keep their place in the order.
pub(crate) fn outrun(entry: &Entry, offer: &Offer, now: Timestamp) -> Decision {
    let told = offer.told_from <= now;
    let notices = if told { notice(entry, NoticeKind::OfferOutrun, offer.id) } else { Vec::new() };
    Decision { changes: vec![offer.end(now, OfferEnd::Outrun, true)], notices }
}

/// Ends an offer that was not taken: declined by whoever it was made to, or lapsed by itself at its instant. An offer
/// that has ended stays as it ended. The place stays kept where others are offered it still (`shared`).
pub fn end_offer(
    (entry, offer, shared): (&Entry, &Offer, bool),
    how: OfferEnd,
    lapses_most: u8,
    by: Actor,
    now: Timestamp,
) -> Result<Decision, Refusal> {
    match (offer.ended, how) {
        (Some((at, OfferEnd::Accepted)), OfferEnd::Declined) => {
            return Err(Refusal::OfferOver { at, how: OfferEnd::Accepted });
        }
        (Some(_), _) => return Ok(Decision::nothing()),
        (None, OfferEnd::Lapsed) if now < offer.lapses_at => return Ok(Decision::nothing()),
        (None, OfferEnd::Lapsed) if !is_staff(by) => return Err(Refusal::StaffOnly),
        (None, _) => {}
    }
    let mut decision = Decision::change(offer.end(now, how, shared));
    if how == OfferEnd::Lapsed {
        let silent = lapses_most > 0 && entry.lapses + 1 >= lapses_most && entry.waits();
        decision.changes.extend(silent.then(|| entry.leave(now, Left::Silent)));
        decision.notices = notice(entry, NoticeKind::OfferLapsed, offer.id);
    }
    Ok(decision)
}

/// The live booking of this dose, and its day.
fn current<'a>(case: &Case<'a>, dose: u8) -> Option<(&'a Booking, crate::when::Date)> {
    let live = case.bookings.iter().find(|booking| booking.dose == dose && booking.is_live());
    live.map(|booking| (booking, booking.date))
}

fn notice(entry: &Entry, kind: NoticeKind, offer: OfferId) -> Vec<Notice> {
    let to = entry.account;
    to.map(|account| Notice::about_offer(account, kind, offer)).into_iter().collect()
}
