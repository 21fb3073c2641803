//! Everything the opening check can find, with the facts its sentence needs. The sentences live in `words/` of
//! the server.

use super::{
    hit::Hit,
    part::{Contradiction, DatedRule, DoseOf, Lack},
};
use crate::{
    door::Door,
    id::{ProgrammeId, VenueId},
    slot::Pool,
    when::Date,
};
use jiff::Timestamp;
use serde::Serialize;

/// What the opening check found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// The programme, or a schedule of it, has no dose and no exam.
    NoDose {
        /// The schedule.
        schedule: Option<usize>,
    },
    /// Doses are not numbered 1, 2, 3 without gaps.
    DosesMisnumbered {
        /// In this schedule.
        schedule: Option<usize>,
        /// The numbers there are.
        found: Vec<u8>,
    },
    /// A dose without a name: the button that chooses it would be blank.
    DoseWithoutName {
        /// Which.
        dose: DoseOf,
    },
    /// Two products, two groups or two patterns share a code.
    CodeTwice {
        /// The code.
        code: String,
    },
    /// An interval that contradicts itself.
    IntervalContradicts {
        /// Of which dose, if it is a dose's.
        dose: Option<DoseOf>,
        /// Of which product, if it is a product's.
        product: Option<String>,
        /// How.
        how: Contradiction,
    },
    /// A product's interval that no dose asks for, since none is tied to the one before.
    IntervalNeverApplies {
        /// The product.
        product: String,
    },
    /// Age rules of a dose that together admit nobody, whenever born.
    AgesContradict {
        /// The dose.
        dose: DoseOf,
    },
    /// Session days on which none of the dated rules is in force.
    RuleGap {
        /// The dose.
        dose: DoseOf,
        /// Which of its rules.
        rule: DatedRule,
        /// The last such day.
        last: Date,
        /// The slots on those days.
        hit: Hit,
    },
    /// A schedule that ends no later than it begins.
    StartContradicts {
        /// Which.
        schedule: usize,
    },
    /// Two schedules that share ages at dose 1, so that the order in which they are written decides.
    SchedulesOverlap {
        /// The one written first, which counts.
        first: usize,
        /// The other.
        other: usize,
    },
    /// Doses by which nobody can begin, whenever born: others come first, or the ages of dose 1 exclude it.
    ScheduleNeverHolds {
        /// Of which schedule.
        schedule: Option<usize>,
    },
    /// A pattern names an exam the rules do not know.
    PatternUnknownExam {
        /// The pattern.
        pattern: String,
        /// The number of that exam.
        exam: u8,
    },
    /// Vaccines are given, but past doses are not looked up, since no series is named.
    NoSeries,
    /// One account can book for so few people that families meet the limit.
    LimitTight {
        /// How many people it can book for.
        persons: u32,
    },
    /// People are reminded earlier or more often than they may be.
    RemindersBeyond {
        /// The first of them, so many days before.
        days: u16,
        /// How many there are.
        times: usize,
    },
    /// The programme ends before it begins.
    ClosesBeforeItOpens {
        /// When it opens.
        opens_at: Timestamp,
        /// When it closes.
        closes_at: Timestamp,
    },
    /// A release names a group the rules do not know.
    UnknownGroup {
        /// The group.
        group: String,
    },
    /// A release ends before it begins.
    ReleaseEmpty {
        /// Its first day.
        first: Date,
        /// Its last day.
        last: Date,
    },
    /// A release in whose days no session lies.
    ReleaseCoversNothing {
        /// For which group.
        group: Option<String>,
        /// From when.
        from: Timestamp,
    },
    /// A release that begins when all its slots can be booked no more.
    ReleaseAfterSessions {
        /// For which group.
        group: Option<String>,
        /// From when.
        from: Timestamp,
        /// Its slots.
        hit: Hit,
    },
    /// A group is released no earlier than everyone, so it has no priority.
    PriorityAfterEveryone {
        /// The group.
        group: String,
        /// When the group is released.
        from: Timestamp,
        /// When everyone is.
        everyone: Timestamp,
    },
    /// Two releases of one group share days; the earlier one counts.
    ReleasesOverlap {
        /// The group.
        group: Option<String>,
        /// The earlier one.
        from: Timestamp,
        /// The later one.
        again: Timestamp,
    },
    /// Slots whose booking closes before it opens.
    CutOffBeforeOpening {
        /// These slots.
        hit: Hit,
        /// Whether that is all of them.
        all: bool,
    },
    /// Slots that no release covers.
    NotReleased {
        /// These slots.
        hit: Hit,
    },
    /// No session is still to come.
    NoSession,
    /// Sessions without a slot.
    SessionWithoutSlots {
        /// The date.
        date: Date,
        /// The venue.
        venue: VenueId,
    },
    /// Sessions more than a year ahead, most likely a wrong year.
    TooFarAhead {
        /// Their slots.
        hit: Hit,
    },
    /// Sessions that are over before the programme opens.
    InThePast {
        /// Their slots.
        hit: Hit,
    },
    /// Sessions with a product the rules do not know.
    UnknownProduct {
        /// The product.
        product: String,
        /// Their slots.
        hit: Hit,
    },
    /// Sessions after the last day on which their product may be used.
    PastValidity {
        /// The product.
        product: String,
        /// The last day.
        until: Date,
        /// Their slots.
        hit: Hit,
    },
    /// Sessions that name no product although the rules have some.
    WithoutProduct {
        /// Their slots.
        hit: Hit,
    },
    /// Sessions on a day on which the town is closed.
    ClosedDay {
        /// The day.
        date: Date,
        /// Their slots.
        hit: Hit,
    },
    /// Sessions on a national holiday.
    Holiday {
        /// The day.
        date: Date,
        /// Their slots.
        hit: Hit,
    },
    /// No session lies where the next dose could be given.
    NoNextDose {
        /// The next dose.
        dose: DoseOf,
        /// Places that can be booked for the dose before.
        places: u32,
        /// Whether it falls due within the programme's weeks and not in a later season.
        soon: bool,
    },
    /// Fewer places for the next dose than for the first, within reach of the interval.
    NextDoseShort {
        /// The next dose.
        dose: u8,
        /// Places that can be booked for the dose before alone.
        wanted: u32,
        /// How many of them find a place for the next dose.
        found: u32,
        /// Whether it falls due within the programme's weeks and not in a later season.
        soon: bool,
    },
    /// People who have one dose booked and would find no place for the next.
    BookedWithoutNext {
        /// The next dose.
        dose: u8,
        /// How many people have the dose before booked and not this one.
        people: u32,
        /// How many of them find a place.
        found: u32,
    },
    /// No slot is still to come.
    NoSlot,
    /// Slots whose end is not after their start.
    EndsNotAfterStart {
        /// These slots.
        hit: Hit,
    },
    /// Slots without a place.
    NoPlaces {
        /// These slots.
        hit: Hit,
    },
    /// Slots that limit a dose or an exam the rules do not know.
    QuotaUnknown {
        /// The number of that dose.
        dose: u8,
        /// These slots.
        hit: Hit,
    },
    /// Days on which the places are no whole number of vials.
    VialsNotWhole {
        /// The product.
        product: String,
        /// How many doses one vial gives.
        vial: u16,
        /// How many doses would be left over in all.
        spare: u32,
        /// The slots of those days.
        hit: Hit,
    },
    /// Slots of the programme that overlap at one venue.
    Overlap {
        /// The later ones.
        hit: Hit,
    },
    /// Slots at the same venue and time as those of another programme.
    HallShared {
        /// The other programme.
        programme: ProgrammeId,
        /// Our slots.
        hit: Hit,
    },
    /// Slots at once in one venue that together have more places than its room takes.
    BeyondRoom {
        /// The venue.
        venue: VenueId,
        /// How many its room takes.
        room: u32,
        /// The most places there are at once.
        places: u32,
        /// Our slots.
        hit: Hit,
    },
    /// Slots with ten times the places that are usual at their venue.
    ExtraZero {
        /// The usual number.
        usual: u32,
        /// These slots.
        hit: Hit,
    },
    /// Slots with a tenth of the places that are usual at their venue.
    MissingZero {
        /// The usual number.
        usual: u32,
        /// These slots.
        hit: Hit,
    },
    /// A door without a share of its own.
    DoorHasNoShare {
        /// Which.
        door: Door,
    },
    /// Places kept for someone that never open to everyone.
    HeldNeverReleased {
        /// In which pool.
        pool: Pool,
        /// How many places.
        places: u32,
    },
    /// A venue of which something is not known.
    VenueLacks {
        /// The venue.
        venue: VenueId,
        /// What.
        lacks: Lack,
    },
    /// Nobody is on the roster.
    EmptyRoster,
    /// The programme is meant for nobody on the roster.
    NobodyMeant {
        /// How many people are on it.
        people: usize,
    },
    /// A dose is meant for nobody on the roster.
    NobodyMeantForDose {
        /// The dose.
        dose: DoseOf,
    },
    /// Nobody on the roster begins by these doses on any session day, or has begun by them.
    NobodyInSchedule {
        /// Of which schedule.
        schedule: Option<usize>,
    },
    /// A pattern has nobody on the roster.
    NobodyInPattern {
        /// The pattern.
        pattern: String,
    },
    /// People on the roster who could have an exam by sex and age, and are in no pattern.
    WithoutPattern {
        /// How many.
        people: usize,
    },
    /// People it is meant for who cannot book for want of a voucher.
    WithoutVoucher {
        /// How many people it is meant for.
        people: usize,
        /// How many of them have no voucher in force.
        none: usize,
        /// How many have one, but on no session day.
        on_no_day: usize,
    },
    /// A group has nobody on the roster.
    NobodyInGroup {
        /// The group.
        group: String,
    },
    /// At most one place for ten people: a zero may be missing.
    FewPlaces {
        /// Places to come.
        places: u32,
        /// People it is meant for.
        people: usize,
    },
    /// At least ten times the places that all of them would take: there may be a zero too many.
    ManyPlaces {
        /// Places to come.
        places: u32,
        /// Places that all people it is meant for would take.
        wanted: usize,
    },
}
