//! A change of rules with people inside: who may come then and could not before, who no longer may, and which
//! bookings would not be right any more. It asks the rules of `booking` and has no opinion of its own.

use crate::{
    applicant::Listed,
    booking::{self, Booking, Case},
    change::Actor,
    group,
    id::{BookingId, PersonId, SlotId},
    link::Sight,
    programme::{Policy, Programme},
    refusal::Refusal,
    slot::Slot,
    when,
};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What a change of rules does to the people on the roster.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Impact {
    /// For each dose, before or after, whom it touches.
    pub doses: BTreeMap<u8, Touched>,
    /// Live bookings still to come that are right before the change and would not be after it.
    pub broken: Vec<Broken>,
    /// Live bookings still to come that are not right even before the change.
    pub broken_before: usize,
}

/// Whom a change touches, for one dose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// How many people could have it before.
    pub before: usize,
    /// How many may after.
    pub after: usize,
    /// Those who may and could not before.
    pub gain: Vec<PersonId>,
    /// Those who could and no longer may.
    pub lose: Vec<PersonId>,
}

/// A booking that would not be right any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Which.
    pub booking: BookingId,
    /// Whose.
    pub person: PersonId,
    /// For which dose.
    pub dose: u8,
    /// In which slot.
    pub slot: SlotId,
    /// Why not.
    pub why: Refusal,
}

impl Impact {
    /// Whether nobody is touched.
    pub fn is_none(&self) -> bool {
        let untouched = |dose: &Touched| dose.gain.is_empty() && dose.lose.is_empty();
        self.broken.is_empty() && self.doses.values().all(untouched)
    }
}

/// What saving the rules of `after` would do to the people who live with those of `before`. Someone may have a
/// dose if there is a day still to come on which the rules admit them, whatever its room, its release and its
/// cut-off; someone who has it booked is judged by that booking instead.
pub fn of(
    before: &Programme,
    after: &Programme,
    roster: &[Listed],
    slots: &[Slot],
    now: Timestamp,
) -> Impact {
    let today = when::japan_date(now);
    let days = days(slots.iter().filter(|slot| slot.date >= today && slot.closed_at.is_none()));
    let by_id: HashMap<SlotId, &Slot> = slots.iter().map(|slot| (slot.id, slot)).collect();
    let numbers = |programme: &Programme| -> Vec<u8> {
        programme.policy.all_doses().map(|dose| dose.number).collect()
    };
    let doses: BTreeSet<u8> = numbers(before).into_iter().chain(numbers(after)).collect();
    let mut impact = Impact::default();
    for listed in roster {
        for dose in &doses {
            let may = |programme| may_have(programme, *dose, listed, &days);
            impact.doses.entry(*dose).or_default().count(listed, may(before), may(after));
        }
        for booking in &listed.bookings {
            let slot = by_id.get(&booking.slot).filter(|slot| slot.date >= today);
            if let Some(slot) = slot.filter(|_| booking.is_live()) {
                impact.judge(before, after, listed, booking, slot);
            }
        }
    }
    impact
}

/// How many of those who may have some dose are let book by the releases of a programme: on some day still to come, now or
/// later, and now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Released {
    /// Now or later.
    pub ever: usize,
    /// Now.
    pub now: usize,
}

/// Counts them. Without releases everybody is let in by the opening of the programme alone.
pub fn released(
    programme: &Programme,
    roster: &[Listed],
    slots: &[Slot],
    now: Timestamp,
) -> Released {
    let today = when::japan_date(now);
    let days = days(slots.iter().filter(|slot| slot.date >= today && slot.closed_at.is_none()));
    let Policy { releases, groups, .. } = &programme.policy;
    let mut counted = Released { ever: 0, now: 0 };
    for listed in roster {
        let may = |slot: &&&Slot| {
            let doses = programme.policy.all_doses();
            doses
                .map(|dose| case(programme, dose.number, listed, slot))
                .any(|case| booking::may_receive(&case).is_ok())
        };
        let theirs: Vec<_> = days.iter().filter(may).collect();
        let admits = |at| {
            theirs
                .iter()
                .any(|slot| group::released(releases, groups, &listed.applicant, slot, at).is_ok())
        };
        counted.ever += usize::from(admits(Timestamp::MAX));
        counted.now += usize::from(admits(now));
    }
    counted
}

impl Touched {
    fn count(&mut self, listed: &Listed, before: bool, after: bool) {
        let person = listed.applicant.person;
        self.before += usize::from(before);
        self.after += usize::from(after);
        match (before, after) {
            (false, true) => self.gain.push(person),
            (true, false) => self.lose.push(person),
            _ => {}
        }
    }
}

impl Impact {
    fn judge(
        &mut self,
        before: &Programme,
        after: &Programme,
        listed: &Listed,
        booking: &Booking,
        slot: &Slot,
    ) {
        let stands = |programme| {
            let case = case(programme, booking.dose, listed, slot);
            booking::still_stands(&case, booking)
        };
        if stands(before).is_err() {
            self.broken_before += 1;
        } else if let Err(why) = stands(after) {
            let Booking { id, person, dose, slot, .. } = *booking;
            self.broken.push(Broken { booking: id, person, dose, slot, why });
        }
    }
}

/// One slot for each day and product: the rules about people do not look at the hour.
fn days<'a>(slots: impl Iterator<Item = &'a Slot>) -> Vec<&'a Slot> {
    let days: BTreeMap<_, _> = slots.map(|slot| ((slot.date, &slot.product), slot)).collect();
    days.into_values().collect()
}

fn may_have(programme: &Programme, dose: u8, listed: &Listed, days: &[&Slot]) -> bool {
    days.iter().any(|slot| booking::may_receive(&case(programme, dose, listed, slot)).is_ok())
}

fn case<'a>(programme: &'a Programme, dose: u8, listed: &'a Listed, slot: &'a Slot) -> Case<'a> {
    let Listed { applicant, bookings, elsewhere } = listed;
    Case {
        programme,
        dose,
        slot,
        applicant,
        bookings,
        elsewhere,
        holds: &[],
        by: Actor::System,
        sight: Sight::Whole,
    }
}
