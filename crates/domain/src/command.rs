//! Commands: the wishes that take or give back a scarce place, as the writer's queue carries them.

use crate::{
    applicant::Applicant,
    attendance::Outcome,
    change::{Actor, CancelReason},
    door::Door,
    hold,
    id::{
        AccountId, BookingId, EntryId, HoldId, OfferId, PersonId, ProgrammeId, RequestId, SlotId,
    },
    waitlist::OfferEnd,
};
use jiff::Timestamp;

/// A wish that takes or gives back a scarce place.
#[derive(Clone, Debug)]
pub enum Command {
    /// Take a place.
    Book(Book),
    /// Swap a place for another.
    Move(Move),
    /// Give a place back.
    Cancel(Cancel),
    /// Take several places, all or none: a family together, both doses, several exams.
    Together(Vec<Book>),
    /// Record what became of a booking.
    Record(Record),
    /// Keep places back.
    Hold(HoldPlaces),
    /// Approve a hold as the second officer.
    ApproveHold(OnHold),
    /// Give up what a hold still keeps.
    EndHold(OnHold),
    /// Take a freed place that was offered.
    Accept(Accept),
    /// End an offer that is not taken.
    EndOffer(EndOffer),
    /// Wait no longer.
    Leave(Leave),
    /// Offer what is free of a slot to those who wait.
    Refill(Refill),
}

/// The wish to take a freed place that was offered.
#[derive(Clone, Debug)]
pub struct Accept {
    /// Which offer.
    pub offer: OfferId,
    /// The id the booking will have, unless a later one moves.
    pub id: BookingId,
    /// The press of the button.
    pub once: RequestId,
    /// For whom.
    pub applicant: Applicant,
    /// Those who wait together with them and were offered places along with theirs, each with the id of their booking.
    pub along: Vec<(Applicant, BookingId)>,
    /// Through which door.
    pub door: Door,
    /// Who to tell about the booking.
    pub account: Option<AccountId>,
    /// Who asked.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
}

/// An offer that is not taken.
#[derive(Clone, Copy, Debug)]
pub struct EndOffer {
    /// Which.
    pub offer: OfferId,
    /// To whom it was made.
    pub person: PersonId,
    /// Declined by them, or lapsed by itself.
    pub how: OfferEnd,
    /// Who says so.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
}

/// The wish to wait no longer.
#[derive(Clone, Copy, Debug)]
pub struct Leave {
    /// Which entry.
    pub entry: EntryId,
    /// Whose.
    pub person: PersonId,
    /// Whether those who wait together with them leave as well.
    pub all: bool,
    /// Who asked.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
}

/// Whatever is free of a slot goes to those who wait.
#[derive(Clone, Copy, Debug)]
pub struct Refill {
    /// Which slot.
    pub slot: SlotId,
    /// Who asked.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
}

/// The wish for a place.
#[derive(Clone, Debug)]
pub struct Book {
    /// The id the booking will have.
    pub id: BookingId,
    /// The press of the button.
    pub once: RequestId,
    /// For whom.
    pub applicant: Applicant,
    /// Of which programme.
    pub programme: ProgrammeId,
    /// Which dose.
    pub dose: u8,
    /// Where and when.
    pub slot: SlotId,
    /// Through which door.
    pub door: Door,
    /// Who to tell.
    pub account: Option<AccountId>,
    /// Why staff set cut-offs, releases and limits aside, if they do.
    pub exception: Option<String>,
    /// The hold that staff take the place from.
    pub hold: Option<HoldId>,
    /// Who asked.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
}

/// The wish to swap a place for another.
#[derive(Clone, Debug)]
pub struct Move {
    /// Which booking.
    pub booking: BookingId,
    /// Whose.
    pub applicant: Applicant,
    /// The slot wanted.
    pub to: SlotId,
    /// Through which door.
    pub door: Door,
    /// Who asked.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
}

/// The wish to give a place back.
#[derive(Clone, Debug)]
pub struct Cancel {
    /// Which booking.
    pub booking: BookingId,
    /// Whose.
    pub applicant: Applicant,
    /// Why.
    pub reason: CancelReason,
    /// Who asked.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
}

/// What became of a booking on the day.
#[derive(Clone, Debug)]
pub struct Record {
    /// Which booking.
    pub booking: BookingId,
    /// Whose.
    pub person: PersonId,
    /// What became of it.
    pub outcome: Outcome,
    /// Who says so.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
}

/// The wish to keep places back.
#[derive(Clone, Debug)]
pub struct HoldPlaces {
    /// Of which slot.
    pub slot: SlotId,
    /// What is asked for.
    pub ask: hold::Ask,
    /// Who asked.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
}

/// Something done about a hold.
#[derive(Clone, Copy, Debug)]
pub struct OnHold {
    /// Which.
    pub hold: HoldId,
    /// Who asked.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
}

impl Command {
    /// The persons it is about.
    pub fn persons(&self) -> Vec<PersonId> {
        match self {
            Self::Book(wish) => vec![wish.applicant.person],
            Self::Move(wish) => vec![wish.applicant.person],
            Self::Cancel(wish) => vec![wish.applicant.person],
            Self::Together(wishes) => wishes.iter().map(|wish| wish.applicant.person).collect(),
            Self::Record(record) => vec![record.person],
            Self::Accept(wish) => {
                let along = wish.along.iter().map(|(applicant, _)| applicant.person);
                [wish.applicant.person].into_iter().chain(along).collect()
            }
            Self::EndOffer(end) => vec![end.person],
            Self::Leave(leave) => vec![leave.person],
            Self::Hold(_) | Self::ApproveHold(_) | Self::EndHold(_) | Self::Refill(_) => Vec::new(),
        }
    }

    /// The slots it asks for; the slot of an existing [booking](Self::booking) or hold is found through that.
    pub fn wanted_slots(&self) -> Vec<SlotId> {
        match self {
            Self::Book(wish) => vec![wish.slot],
            Self::Move(wish) => vec![wish.to],
            Self::Together(wishes) => wishes.iter().map(|wish| wish.slot).collect(),
            Self::Hold(wish) => vec![wish.slot],
            Self::Refill(refill) => vec![refill.slot],
            Self::Cancel(_)
            | Self::Record(_)
            | Self::ApproveHold(_)
            | Self::EndHold(_)
            | Self::Accept(_)
            | Self::EndOffer(_)
            | Self::Leave(_) => Vec::new(),
        }
    }

    /// The booking it names, which may be over.
    pub fn booking(&self) -> Option<BookingId> {
        match self {
            Self::Move(wish) => Some(wish.booking),
            Self::Cancel(wish) => Some(wish.booking),
            Self::Record(record) => Some(record.booking),
            Self::Book(_)
            | Self::Together(_)
            | Self::Hold(_)
            | Self::ApproveHold(_)
            | Self::EndHold(_)
            | Self::Accept(_)
            | Self::EndOffer(_)
            | Self::Leave(_)
            | Self::Refill(_) => None,
        }
    }

    /// The holds it names.
    pub fn holds(&self) -> Vec<HoldId> {
        match self {
            Self::Book(wish) => wish.hold.into_iter().collect(),
            Self::Together(wishes) => wishes.iter().filter_map(|wish| wish.hold).collect(),
            Self::Hold(wish) => vec![wish.ask.id],
            Self::ApproveHold(on) | Self::EndHold(on) => vec![on.hold],
            Self::Move(_)
            | Self::Cancel(_)
            | Self::Record(_)
            | Self::Accept(_)
            | Self::EndOffer(_)
            | Self::Leave(_)
            | Self::Refill(_) => Vec::new(),
        }
    }

    /// The accounts that ask.
    pub fn accounts(&self) -> Vec<AccountId> {
        let by = |by: &Actor| match by {
            Actor::Account(account) => Some(*account),
            Actor::Officer(_) | Actor::System => None,
        };
        match self {
            Self::Book(wish) => by(&wish.by).into_iter().collect(),
            Self::Move(wish) => by(&wish.by).into_iter().collect(),
            Self::Together(wishes) => wishes.iter().filter_map(|wish| by(&wish.by)).collect(),
            Self::Accept(wish) => by(&wish.by).into_iter().collect(),
            Self::Cancel(_)
            | Self::Record(_)
            | Self::Hold(_)
            | Self::ApproveHold(_)
            | Self::EndHold(_)
            | Self::EndOffer(_)
            | Self::Leave(_)
            | Self::Refill(_) => Vec::new(),
        }
    }

    /// Who asked, when, and why staff set rules aside: what history records.
    pub fn by(&self) -> (Actor, Timestamp, Option<&str>) {
        match self {
            Self::Book(wish) => (wish.by, wish.at, wish.exception.as_deref()),
            Self::Move(wish) => (wish.by, wish.at, None),
            Self::Cancel(wish) => (wish.by, wish.at, None),
            Self::Together(wishes) => {
                let first = wishes.first().expect("together are at least two");
                (first.by, first.at, first.exception.as_deref())
            }
            Self::Record(record) => (record.by, record.at, None),
            Self::Hold(wish) => (wish.by, wish.at, Some(&wish.ask.reason)),
            Self::ApproveHold(on) | Self::EndHold(on) => (on.by, on.at, None),
            Self::Accept(wish) => (wish.by, wish.at, None),
            Self::EndOffer(end) => (end.by, end.at, None),
            Self::Leave(leave) => (leave.by, leave.at, None),
            Self::Refill(refill) => (refill.by, refill.at, None),
        }
    }
}
