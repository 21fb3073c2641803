//! The waitlist: who waits for a freed place, for which places, and what became of each offer. A freed place is kept
//! for the one it is offered to by the same decision that freed it, so that no stranger takes it meanwhile.

pub mod areas;
mod freed;
mod join;
mod offer;
mod policy;
pub mod simulation;
mod wave;

pub use freed::{asked_anew, freed, make_room, outrun_by};
pub use join::{Join, Joiner, join};
pub use offer::{Answer, Ids, PassedBy, accept, end_offer, offer_to};
pub use policy::{Order, Quiet, Rank, WAVE_MOST, Waitlist, Window};
pub use wave::{Kept, Wave};

pub(crate) use offer::outrun;

use crate::{
    change::{Actor, Change, Decision},
    door::Door,
    id::{AccountId, EntryId, OfferId, PartyId, PersonId, ProgrammeId, VenueId},
    link::Sight,
    refusal::Refusal,
    slot::{Place, Slot},
    when::Date,
};
use jiff::{SignedDuration, Timestamp, civil::Time};
use serde::{Deserialize, Serialize};

/// Somebody who waits for a freed place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Identifies it.
    pub id: EntryId,
    /// Who waits.
    pub person: PersonId,
    /// For which programme.
    pub programme: ProgrammeId,
    /// For which dose of it.
    pub dose: u8,
    /// Those with whom they wait for places of one slot, if they do not wait alone.
    pub party: Option<PartyId>,
    /// Which places would do.
    pub wish: Wish,
    /// The account to tell; whoever waits without one is phoned.
    pub account: Option<AccountId>,
    /// Through which door they joined.
    pub door: Door,
    /// When they joined.
    pub joined_at: Timestamp,
    /// Their place in the order.
    pub rank: Rank,
    /// How many offers they left unanswered.
    pub lapses: u8,
    /// When and why they wait no longer.
    pub ended: Option<(Timestamp, Left)>,
}

/// Which places would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// At these venues; empty is any.
    pub venues: Vec<VenueId>,
    /// On these days of the week.
    pub weekdays: Weekdays,
    /// At these times of the day.
    pub parts: Parts,
    /// Until this day, if there is a last one.
    pub until: Option<Date>,
    /// How many minutes before the start they must know.
    pub notice: u16,
}

/// Days of the week, Monday in the lowest bit; none set is any.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Weekdays(pub u8);

/// Times of the day, the morning in the lowest bit; none set is any.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Parts(pub u8);

/// A time of the day, as residents name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Before noon.
    Morning,
    /// From noon until five.
    Afternoon,
    /// From five on.
    Evening,
}

/// Why somebody waits no longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Left {
    /// They took a place they were offered.
    Served,
    /// They said so.
    Themselves,
    /// They left too many offers unanswered.
    Silent,
}

/// A freed place that is kept for somebody until they answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Offer {
    /// Identifies it.
    pub id: OfferId,
    /// To whom it was made.
    pub entry: EntryId,
    /// Who that is.
    pub person: PersonId,
    /// Of which programme.
    pub programme: ProgrammeId,
    /// For which dose.
    pub dose: u8,
    /// The place.
    pub place: Place,
    /// The first of those that were made together to a party, which is told for all of them; without a party, itself.
    pub lead: OfferId,
    /// The first of those that were made of this one place, which is kept for all of them as long as one stands; of a place
    /// that was offered to nobody else, itself.
    pub wave: OfferId,
    /// When it was made.
    pub made_at: Timestamp,
    /// From when on it may be told.
    pub told_from: Timestamp,
    /// When it lapses.
    pub lapses_at: Timestamp,
    /// Until when it could stand at most, were it told late.
    pub closes_at: Timestamp,
    /// From when on others may be offered its place too, as whoever it was made to is told; never, if it is theirs alone.
    pub shared_from: Option<Timestamp>,
    /// What became of it, and when.
    pub ended: Option<(Timestamp, OfferEnd)>,
}

/// What became of an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfferEnd {
    /// It was taken.
    Accepted,
    /// It was declined.
    Declined,
    /// Nobody answered in time.
    Lapsed,
    /// Whoever it was made to waits no longer.
    Withdrawn,
    /// Somebody else who was offered the same place took it first.
    Outrun,
}

impl Weekdays {
    /// Every day.
    pub const ALL: Self = Self(0b111_1111);

    /// Whether this day of the week is one of them.
    pub fn has(self, day: Date) -> bool {
        self.0 & Self::ALL.0 == 0 || self.0 & Self::bit(day) != 0
    }

    /// The bit of this day of the week.
    pub fn bit(day: Date) -> u8 {
        1 << day.weekday().to_monday_zero_offset()
    }
}

impl Part {
    /// Every part, in the order of the day.
    pub const ALL: [Self; 3] = [Self::Morning, Self::Afternoon, Self::Evening];

    /// The part a time lies in.
    pub fn of(time: Time) -> Self {
        match time.hour() {
            ..12 => Self::Morning,
            12..17 => Self::Afternoon,
            17.. => Self::Evening,
        }
    }

    /// Its bit in [`Parts`].
    pub fn bit(self) -> u8 {
        1 << self as u8
    }
}

impl Parts {
    /// The whole day.
    pub const ALL: Self = Self(0b111);

    /// Whether this part of the day is one of them.
    pub fn has(self, part: Part) -> bool {
        self.0 & Self::ALL.0 == 0 || self.0 & part.bit() != 0
    }
}

impl Wish {
    /// Whether a place of this slot would do, if it became free now.
    pub fn wants(&self, slot: &Slot, now: Timestamp) -> bool {
        let in_time = now + SignedDuration::from_mins(self.notice.into()) <= slot.starts_at();
        let at_venue = self.venues.is_empty() || self.venues.contains(&slot.venue);
        let on_day =
            self.weekdays.has(slot.date) && self.until.is_none_or(|last| slot.date <= last);
        in_time && at_venue && on_day && self.parts.has(Part::of(slot.starts))
    }
}

impl Entry {
    /// Whether it is to be seen, and with it where and when places are offered: like a booking, an account that has
    /// proven no more than voucher and birth date sees only what it joined itself.
    pub fn is_visible_to(&self, sight: Sight) -> bool {
        sight.reaches(self.account, self.joined_at)
    }

    /// Whether they still wait.
    pub fn waits(&self) -> bool {
        self.ended.is_none()
    }

    fn leave(&self, at: Timestamp, why: Left) -> Change {
        Change::WaitlistLeft { entry: self.id, person: self.person, at, why }
    }
}

impl Offer {
    /// Whether it still stands.
    pub fn is_live(&self) -> bool {
        self.ended.is_none()
    }

    /// Whether it can be taken at this instant.
    pub fn stands(&self, now: Timestamp) -> Result<(), Refusal> {
        let lapsed = (now >= self.lapses_at).then_some((self.lapses_at, OfferEnd::Lapsed));
        match self.ended.or(lapsed) {
            Some((at, how)) => Err(Refusal::OfferOver { at, how }),
            None => Ok(()),
        }
    }

    /// For whom its place is kept. Other rules that came since it was made change nothing about it.
    pub fn kept(&self, now: Timestamp) -> Kept {
        match self.shared_from {
            // Whoever was told so from the start need not hear otherwise when the clock is set back.
            Some(at) if at <= now.max(self.made_at) => Kept::Shared,
            Some(at) if at < self.lapses_at => Kept::AloneUntil(at),
            _ => Kept::Alone,
        }
    }

    /// When more people are to be asked about its place, if it still stands then.
    pub fn widens_at(&self) -> Option<Timestamp> {
        self.shared_from.filter(|at| *at > self.made_at)
    }

    /// Whether it was the first that was made of its place, so that the place is kept since then.
    pub fn opens_wave(&self) -> bool {
        self.id == self.wave
    }

    /// Its end; the place stays kept where others are offered it still.
    fn end(&self, at: Timestamp, how: OfferEnd, shared: bool) -> Change {
        let Self { id: offer, entry, person, dose, place, .. } = *self;
        Change::OfferEnded { offer, entry, person, dose, place, at, how, shared }
    }
}

/// Leaves the waitlist; what was offered goes on to the next. Who has left stays gone.
///
/// With the offer comes whether others are offered the same place.
pub fn leave(entry: &Entry, offer: Option<(&Offer, bool)>, now: Timestamp) -> Decision {
    if !entry.waits() {
        return Decision::nothing();
    }
    let withdrawn = offer.filter(|(offer, _)| offer.is_live());
    let withdrawn = withdrawn.map(|(offer, shared)| offer.end(now, OfferEnd::Withdrawn, shared));
    let changes = withdrawn.into_iter().chain([entry.leave(now, Left::Themselves)]).collect();
    Decision { changes, notices: Vec::new() }
}

/// Whether whoever asks may answer for the waitlist as staff.
fn is_staff(by: Actor) -> bool {
    matches!(by, Actor::Officer(_) | Actor::System)
}
