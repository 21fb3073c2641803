//! The narrow waist: everything a decision may alter, as data. The store applies each variant,
//! history records it, live boards and the simulation read the same list. Nothing else alters the world.

use crate::{
    attendance::Outcome,
    booking::Booking,
    code::Code,
    hold::Hold,
    id::{
        AccountId, BookingId, CodeId, EntryId, HoldId, ImportId, OfferId, OfficerId, PartyId,
        PersonId, SessionId, SlotId,
    },
    link::{LinkedBy, Relation},
    notice::Notice,
    person::Person,
    programme::Programme,
    reminder::{Confirmed, Reminded},
    slot::{Place, Pool, Quota, Slot},
    venue::{Session, Venue},
    waitlist::{Entry, Left, Offer, OfferEnd, PassedBy, Rank, Wish},
    when::Date,
};
use jiff::{Timestamp, civil::Time};
use serde::{Deserialize, Serialize};

/// What a decision alters and whom it promises a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decision {
    /// In the order in which they are applied.
    pub changes: Vec<Change>,
    /// Messages promised by the same transaction.
    pub notices: Vec<Notice>,
}

impl Decision {
    /// The answer to a repeat: all is done already.
    pub fn nothing() -> Self {
        Self::default()
    }

    /// A decision of one change and no message.
    pub fn change(change: Change) -> Self {
        Self { changes: vec![change], notices: Vec::new() }
    }
}

/// One alteration of the world.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// A booking came to be.
    BookingMade(Booking),
    /// A booking went from one place to another.
    BookingMoved {
        /// Which booking.
        booking: BookingId,
        /// Whose.
        person: PersonId,
        /// For which dose.
        dose: u8,
        /// The account to tell about it from now on, if there is one.
        account: Option<AccountId>,
        /// The place given back.
        from: Place,
        /// The place taken.
        to: Place,
        /// The date of the new slot.
        date: Date,
        /// The product given there, if its session names one.
        product: Option<String>,
    },
    /// A booking gave its place back.
    BookingCancelled {
        /// Which booking.
        booking: BookingId,
        /// Whose.
        person: PersonId,
        /// For which dose.
        dose: u8,
        /// The place given back.
        place: Place,
        /// When.
        at: Timestamp,
        /// Why.
        reason: CancelReason,
    },
    /// The place of a booking that goes passes to another booking of the same person in the same slot,
    /// which had none of its own.
    PlacePassed {
        /// The booking that goes.
        from: BookingId,
        /// The booking that stays.
        to: BookingId,
        /// Whose both are.
        person: PersonId,
        /// The place.
        place: Place,
    },
    /// What became of a booking on the day.
    OutcomeRecorded {
        /// Which booking.
        booking: BookingId,
        /// Whose.
        person: PersonId,
        /// What was recorded before, if this is a correction.
        before: Option<Outcome>,
        /// What became of it.
        outcome: Outcome,
        /// When it was recorded.
        at: Timestamp,
    },
    /// Somebody was reminded of a booking.
    Reminded(Reminded),
    /// Somebody said that they will come.
    Confirmed(Confirmed),
    /// Staff keep places back.
    HoldPlaced(Hold),
    /// A second officer approved a hold.
    HoldApproved {
        /// Which.
        hold: HoldId,
        /// Of which slot.
        slot: SlotId,
        /// Who.
        by: OfficerId,
        /// When.
        at: Timestamp,
    },
    /// Places of a hold went to a booking.
    HoldUsed {
        /// Which.
        hold: HoldId,
        /// The places.
        place: Place,
    },
    /// A hold gave up the places it still kept.
    HoldEnded {
        /// Which.
        hold: HoldId,
        /// The places.
        place: Place,
        /// When.
        at: Timestamp,
    },
    /// Somebody joined the waitlist.
    WaitlistJoined(Entry),
    /// Somebody who waits wishes for other places, or is told by another account.
    WaitlistChanged {
        /// Which entry.
        entry: EntryId,
        /// Whose.
        person: PersonId,
        /// The account to tell from now on, if any.
        account: Option<AccountId>,
        /// What would do now.
        wish: Wish,
    },
    /// Somebody waits no longer.
    WaitlistLeft {
        /// Which entry.
        entry: EntryId,
        /// Whose.
        person: PersonId,
        /// When.
        at: Timestamp,
        /// Why.
        why: Left,
    },
    /// Somebody waits together with others, with fewer or others than before, or alone again.
    PartySet {
        /// Which entry.
        entry: EntryId,
        /// Whose.
        person: PersonId,
        /// Which party, if not alone.
        party: Option<PartyId>,
        /// Their place in the order from now on.
        rank: Rank,
    },
    /// A freed place is kept for somebody who waits.
    OfferMade(Offer),
    /// An offer ended, and its place went to a booking, is free again, or is kept for others who are offered it.
    OfferEnded {
        /// Which.
        offer: OfferId,
        /// To whom it was made.
        entry: EntryId,
        /// Who that is.
        person: PersonId,
        /// For which dose.
        dose: u8,
        /// The place.
        place: Place,
        /// When.
        at: Timestamp,
        /// How.
        how: OfferEnd,
        /// Whether the place stays kept, for others of its wave.
        shared: bool,
    },
    /// A freed place went by somebody who waits for such a one.
    PassedBy {
        /// Which entry.
        entry: EntryId,
        /// Whose.
        person: PersonId,
        /// Of which slot.
        slot: SlotId,
        /// Why.
        why: PassedBy,
        /// When.
        at: Timestamp,
    },
    /// A pool of a slot got another capacity.
    CapacitySet {
        /// Which slot.
        slot: SlotId,
        /// Which pool of it.
        pool: Pool,
        /// Before.
        from: u32,
        /// After.
        to: u32,
    },
    /// More or fewer places are given out above the capacity of a pool.
    OverbookingSet {
        /// Which slot.
        slot: SlotId,
        /// Which pool of it.
        pool: Pool,
        /// Before.
        from: u32,
        /// After.
        to: u32,
    },
    /// A dose or exam is limited by itself within a slot.
    QuotaSet {
        /// Which slot.
        slot: SlotId,
        /// Before, if it was limited.
        from: Option<u32>,
        /// After.
        to: Quota,
    },
    /// A slot takes no more bookings; those it has stay.
    SlotClosed {
        /// Which slot.
        slot: SlotId,
        /// Since when.
        at: Timestamp,
    },
    /// A slot that was closed takes bookings again.
    SlotReopened {
        /// Which slot.
        slot: SlotId,
        /// Since when it had been closed.
        closed_at: Timestamp,
    },
    /// An account may act for a person from now on.
    PersonLinked {
        /// The account.
        account: AccountId,
        /// The person.
        person: PersonId,
        /// By what.
        by: LinkedBy,
    },
    /// An account says who it is to a person.
    LinkDescribed {
        /// The account.
        account: AccountId,
        /// The person.
        person: PersonId,
        /// What the person is to them.
        relation: Relation,
    },
    /// An account may no longer act for a person.
    PersonUnlinked {
        /// The LINE account.
        account: AccountId,
        /// The person.
        person: PersonId,
    },
    /// A one-time code or an invitation was given.
    CodeGiven(Code),
    /// A code was used.
    CodeUsed {
        /// Which.
        code: CodeId,
        /// For whom.
        person: PersonId,
        /// By whom.
        account: AccountId,
    },
    /// A code was taken back, or a newer one took its place.
    CodeWithdrawn {
        /// Which.
        code: CodeId,
        /// For whom.
        person: PersonId,
    },
    /// Whoever tries to sign in for a person, or to act for them, may try again at once.
    LockLifted {
        /// For whom.
        person: PersonId,
    },
    /// A person was put on the roster or brought up to date.
    PersonSaved(Person),
    /// A person is again as they were before an import, which was undone.
    PersonRestored {
        /// The person.
        person: PersonId,
        /// The import.
        import: ImportId,
    },
    /// A person whom an import had brought is off the roster, since it was undone.
    PersonRemoved {
        /// The person.
        person: PersonId,
        /// The import.
        import: ImportId,
    },
    /// A programme was set up or edited.
    ProgrammeSaved(Programme),
    /// A venue was set up or edited.
    VenueSaved(Venue),
    /// A session was set up.
    SessionSaved(Session),
    /// A slot was set up.
    SlotSaved(#[serde(serialize_with = "slot_id")] Slot),
    /// A slot that nobody ever had a claim to is gone, and its session with it if that was its last one.
    SlotRemoved {
        /// Which.
        slot: SlotId,
        /// Of which session.
        session: SessionId,
        /// On which day.
        date: Date,
        /// From when.
        starts: Time,
        /// Until when.
        ends: Time,
    },
}

/// Who did something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// A resident's account.
    Account(AccountId),
    /// A member of the staff.
    Officer(OfficerId),
    /// The program itself, for example at set-up.
    System,
}

/// Why a booking was cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CancelReason {
    /// The resident asked for it.
    ByResident,
    /// The town had to.
    ByTown,
}

impl CancelReason {
    /// The reason's name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::ByResident => "by_resident",
            Self::ByTown => "by_town",
        }
    }

    /// The reason of this name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::ByResident, Self::ByTown].into_iter().find(|reason| reason.name() == name)
    }
}

fn slot_id<S: serde::Serializer>(slot: &Slot, s: S) -> Result<S::Ok, S::Error> {
    (slot.id, &slot.pools, &slot.quotas).serialize(s)
}
