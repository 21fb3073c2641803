//! Whether a dose can be booked at all, which every programme of a list is asked. A programme may have thousands of
//! slots, so the last day is looked at first, and all of them only where it does not settle the matter.

use anyhow::Result;
use domain::{
    Applicant, Door, Programme, Refusal, Slot, booking,
    ledger::Facts,
    when::{self, Date},
};
use jiff::Timestamp;
use store::Reader;

/// The slots of a programme from today on, as far as somebody had to look at them.
pub(super) struct Bookable<'a> {
    programme: &'a Programme,
    now: Timestamp,
    last_day: Option<Vec<Slot>>,
    all: Option<Vec<Slot>>,
}

impl<'a> Bookable<'a> {
    /// None has been looked at yet.
    pub(super) fn new(programme: &'a Programme, now: Timestamp) -> Self {
        Self { programme, now, last_day: None, all: None }
    }

    /// Whether some day can be booked, or would be if it had room. If none can, what stands in the way of the last
    /// one is the reason.
    pub(super) fn judge(
        &mut self,
        reader: &mut Reader<'_>,
        dose: u8,
        applicant: &Applicant,
        facts: &Facts,
    ) -> Result<Result<(), Refusal>> {
        let (programme, now) = (self.programme, self.now);
        let known = (&facts.bookings[..], &facts.elsewhere[..]);
        if let Err(no) = booking::may_have(programme, dose, applicant, known, facts.sight, now) {
            return Ok(Err(no));
        }
        let may = |slot: &Slot| {
            let case = facts.case(programme, dose, slot, applicant);
            match booking::may_book(&case, Door::Line, now) {
                Err(no) if !no.is_full() => Err(no),
                _ => Ok(()),
            }
        };
        if self.last_day(reader)?.iter().any(|slot| may(slot).is_ok()) {
            return Ok(Ok(()));
        }
        Ok(some(self.all(reader)?, may))
    }

    fn today(&self) -> Date {
        when::japan_date(self.now)
    }

    fn last_day(&mut self, reader: &mut Reader<'_>) -> Result<&[Slot]> {
        let slots = match self.last_day.take() {
            Some(slots) => slots,
            None => reader.slots_on_last_day(self.programme.id, self.today())?,
        };
        Ok(self.last_day.insert(slots))
    }

    fn all(&mut self, reader: &mut Reader<'_>) -> Result<&[Slot]> {
        let slots = match self.all.take() {
            Some(slots) => slots,
            None => reader.slots_from(self.programme.id, self.today())?,
        };
        Ok(self.all.insert(slots))
    }
}

/// Whether one of them may be had; without slots there is nothing to book yet.
fn some(slots: &[Slot], may: impl Fn(&Slot) -> Result<(), Refusal>) -> Result<(), Refusal> {
    let mut reason = None;
    for slot in slots.iter().rev() {
        match may(slot) {
            Ok(()) => return Ok(()),
            Err(no) => reason = reason.or(Some(no)),
        }
    }
    Err(reason.unwrap_or(Refusal::NotOpenYet { from: None }))
}
