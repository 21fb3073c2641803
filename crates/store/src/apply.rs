//! Turns each change into rows, a line of history and the messages it promises, in bulk.
//! The match is exhaustive: a new kind of change does not compile until it is stored.

use crate::{backend::Param, history::Line, tx::Tx};
use anyhow::Result;
use domain::{
    AccountId, Actor, Booking, BookingId, CancelReason, Change, Decision, OfferId, Outcome,
    PersonId, Place, Pool, SessionId, Slot, SlotId, waitlist::OfferEnd,
};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// A decision with what history wants to know about it.
#[derive(Clone, Debug)]
pub(crate) struct Recorded {
    pub(crate) decision: Decision,
    pub(crate) by: Actor,
    pub(crate) at: Timestamp,
    pub(crate) why: Option<String>,
}

/// What a batch of decisions comes to, gathered so that each table is written once.
#[derive(Default)]
struct Bulk<'d> {
    made: Vec<&'d Booking>,
    /// Where those that were there before are now, and how many places they take there.
    seats: BTreeMap<BookingId, Place>,
    /// Since when those that moved have the place they have now.
    moved: BTreeMap<BookingId, Timestamp>,
    /// Those that pass to another account, or to none.
    owners: BTreeMap<BookingId, Option<AccountId>>,
    cancelled: BTreeMap<BookingId, (Timestamp, CancelReason)>,
    recorded: BTreeMap<BookingId, (Timestamp, Outcome)>,
    /// Places booked, held and offered, more or fewer than before.
    places: BTreeMap<(SlotId, Pool), [i64; 3]>,
    exams: BTreeMap<(SlotId, u8), i64>,
    /// Slots that were set up and are still to be written, before anything that may stand on them.
    set_up: Vec<&'d Slot>,
    /// Slots that go, with the sessions they were in.
    removed: BTreeMap<SlotId, SessionId>,
    /// Offers that another of their wave was faster with, and when.
    outrun: Vec<(OfferId, Timestamp)>,
}

impl Tx<'_> {
    /// Stores one decision with its history and its messages.
    pub fn apply(
        &mut self,
        decision: &Decision,
        by: Actor,
        at: Timestamp,
        why: Option<&str>,
    ) -> Result<()> {
        let why = why.map(str::to_owned);
        self.store(&[Recorded { decision: decision.clone(), by, at, why }])
    }

    /// Stores decisions in their order.
    pub(crate) fn store(&mut self, all: &[Recorded]) -> Result<()> {
        // Persons first: links and bookings of the same decision point at them.
        let saved = all.iter().flat_map(|r| r.decision.changes.iter().map(|c| (c, r.at)));
        let saved = saved.filter_map(|(change, at)| match change {
            Change::PersonSaved(person) => Some((person, at)),
            _ => None,
        });
        let saved: Vec<_> = saved.collect();
        let severed = self.severed(&saved)?;
        self.save_persons(&saved)?;
        let (mut bulk, mut lines) = (Bulk::default(), Vec::new());
        for Recorded { decision, by, at, why } in all {
            let with_it = |change| [change].into_iter().chain(goes_along(&severed, change));
            for change in decision.changes.iter().flat_map(with_it) {
                self.gather(&mut bulk, change, *at)?;
                lines.push(Line::of(change, *by, *at, why.as_deref())?);
            }
        }
        self.store_bulk(&bulk)?;
        self.put_back(all.iter().flat_map(|r| &r.decision.changes))?;
        self.append_history(&lines)?;
        let notices = all.iter().flat_map(|r| r.decision.notices.iter().map(|n| (n, r.at, r.by)));
        self.promise(&notices.collect::<Vec<_>>())?;
        // After the promises: an offer may have been made and outrun in one batch.
        self.untell(&bulk.outrun)
    }

    /// Sorts a change into the bulk, or stores it at once where bulk brings nothing.
    fn gather<'d>(&mut self, bulk: &mut Bulk<'d>, change: &'d Change, at: Timestamp) -> Result<()> {
        if !matches!(change, Change::SlotSaved(_)) {
            self.save_slots(&std::mem::take(&mut bulk.set_up))?;
        }
        match change {
            Change::BookingMade(booking) => {
                bulk.made.push(booking);
                bulk.book(&booking.place(), booking.dose, 1);
            }
            Change::BookingMoved { booking, dose, account, from, to, .. } => {
                bulk.owners.insert(*booking, *account);
                bulk.move_to((*booking, *dose), (from, to), at);
            }
            Change::BookingCancelled { booking, dose, place, at, reason, .. } => {
                bulk.cancelled.insert(*booking, (*at, *reason));
                bulk.book(place, *dose, -1);
            }
            Change::PlacePassed { from, to, place, .. } => {
                bulk.seats.insert(*from, Place { units: 0, ..*place });
                bulk.seats.insert(*to, *place);
            }
            Change::OutcomeRecorded { booking, outcome, at, .. } => {
                bulk.recorded.insert(*booking, (*at, *outcome));
            }
            Change::HoldPlaced(_)
            | Change::HoldApproved { .. }
            | Change::HoldUsed { .. }
            | Change::HoldEnded { .. } => self.gather_held(bulk, change)?,
            Change::WaitlistJoined(_)
            | Change::WaitlistChanged { .. }
            | Change::WaitlistLeft { .. }
            | Change::PartySet { .. }
            | Change::OfferMade(_)
            | Change::OfferEnded { .. }
            | Change::PassedBy { .. }
            | Change::Reminded(_)
            | Change::Confirmed(_) => self.gather_waiting(bulk, change)?,
            Change::OverbookingSet { slot, pool, to, .. } => {
                self.set_overbooking(*slot, *pool, *to)?;
            }
            Change::QuotaSet { slot, to, .. } => self.set_quota(*slot, to)?,
            Change::SlotClosed { slot, at } => self.set_closed(*slot, Some(*at))?,
            Change::SlotReopened { slot, .. } => self.set_closed(*slot, None)?,
            Change::CapacitySet { slot, pool, to, .. } => self.set_capacity(*slot, *pool, *to)?,
            Change::PersonLinked { .. }
            | Change::LinkDescribed { .. }
            | Change::PersonUnlinked { .. }
            | Change::CodeGiven(_)
            | Change::CodeUsed { .. }
            | Change::CodeWithdrawn { .. }
            | Change::LockLifted { .. } => self.store_link(change, at)?,
            // All together, before the rest and after it.
            Change::PersonSaved(_)
            | Change::PersonRestored { .. }
            | Change::PersonRemoved { .. } => {}
            Change::ProgrammeSaved(programme) => self.save_programme(programme)?,
            Change::VenueSaved(venue) => self.save_venue(venue)?,
            Change::SessionSaved(session) => self.save_session(session)?,
            Change::SlotSaved(slot) => bulk.set_up.push(slot),
            Change::SlotRemoved { slot, session, .. } => {
                bulk.removed.insert(*slot, *session);
            }
        }
        Ok(())
    }

    /// Stores who acts for whom, and by what code.
    fn store_link(&mut self, change: &Change, at: Timestamp) -> Result<()> {
        match change {
            Change::PersonLinked { account, person, by } => {
                self.begin_link(*account, *person, *by, at)?;
            }
            Change::LinkDescribed { account, person, relation } => {
                self.describe_link(*account, *person, *relation)?;
            }
            Change::PersonUnlinked { account, person } => self.end_link(*account, *person, at)?,
            Change::CodeGiven(code) => self.insert_code(code)?,
            Change::CodeUsed { code, account, .. } => self.use_code(*code, *account, at)?,
            Change::CodeWithdrawn { code, .. } => self.withdraw_code(*code, at)?,
            Change::LockLifted { person } => self.lift_lock(*person, at)?,
            _ => {}
        }
        Ok(())
    }

    /// The same for what staff keep back.
    fn gather_held<'d>(&mut self, bulk: &mut Bulk<'d>, change: &'d Change) -> Result<()> {
        match change {
            Change::HoldPlaced(hold) => {
                self.insert_hold(hold)?;
                bulk.hold(&hold.place(), 1);
            }
            Change::HoldApproved { hold, by, at, .. } => self.approve_hold(*hold, *by, *at)?,
            Change::HoldUsed { hold, place } => {
                self.use_hold(*hold, place)?;
                bulk.hold(place, -1);
            }
            Change::HoldEnded { hold, place, at } => {
                self.end_hold(*hold, *at)?;
                bulk.hold(place, -1);
            }
            _ => {}
        }
        Ok(())
    }

    /// The same for those who wait, and for those who were reminded of a day.
    fn gather_waiting<'d>(&mut self, bulk: &mut Bulk<'d>, change: &'d Change) -> Result<()> {
        match change {
            Change::WaitlistJoined(entry) => self.join_waitlist(entry)?,
            Change::WaitlistChanged { entry, account, wish, .. } => {
                self.change_wish(*entry, *account, wish)?;
            }
            Change::WaitlistLeft { entry, at, why, .. } => {
                self.leave_waitlist(*entry, *at, *why)?;
            }
            Change::PartySet { entry, party, rank, .. } => {
                self.set_party(*entry, *party, *rank)?;
            }
            Change::OfferMade(offer) => {
                self.insert_offer(offer)?;
                if offer.opens_wave() {
                    bulk.offer(&offer.place, offer.dose, 1);
                }
            }
            Change::OfferEnded { offer, dose, place, at, how, shared, .. } => {
                self.end_offer(*offer, *at, *how)?;
                bulk.outrun.extend((*how == OfferEnd::Outrun).then_some((*offer, *at)));
                if !shared {
                    bulk.offer(place, *dose, -1);
                }
            }
            Change::PassedBy { entry, slot, why, at, .. } => {
                self.pass_by(*entry, *slot, *at, why)?;
            }
            Change::Reminded(told) => self.note_reminded(told)?,
            Change::Confirmed(said) => self.note_confirmed(said)?,
            _ => {}
        }
        Ok(())
    }

    fn store_bulk(&mut self, bulk: &Bulk<'_>) -> Result<()> {
        self.save_slots(&bulk.set_up)?;
        self.remove_slots(&bulk.removed)?;
        self.insert_bookings(&bulk.made)?;
        self.store_seats(&bulk.seats)?;
        self.note_moved(&bulk.moved)?;
        self.store_owners(&bulk.owners)?;
        let cancelled = bulk.cancelled.iter().map(|(id, (at, why))| (*id, *at, why.name()));
        self.store_ends("cancelled_at", "cancel_reason", cancelled)?;
        let recorded = bulk.recorded.iter().map(|(id, (at, outcome))| (*id, *at, outcome.name()));
        self.store_ends("done_at", "outcome", recorded)?;
        self.store_places(&bulk.places)?;
        self.store_exams(&bulk.exams)
    }

    fn store_seats(&mut self, seats: &BTreeMap<BookingId, Place>) -> Result<()> {
        let seats: Vec<_> = seats
            .iter()
            .map(|(id, to)| {
                (id.to_string(), to.slot.to_string(), to.pool.name(), i64::from(to.units))
            })
            .collect();
        let rows: Vec<Vec<&dyn Param>> =
            seats.iter().map(|s| -> Vec<&dyn Param> { vec![&s.0, &s.1, &s.2, &s.3] }).collect();
        self.conn.each_row(
            "UPDATE booking SET slot_id = v.column2, pool = v.column3, units = v.column4 FROM (",
            "($1, $2, $3, CAST($4 AS BIGINT))",
            ") AS v WHERE booking.id = v.column1",
            &rows,
        )
    }

    fn store_owners(&mut self, owners: &BTreeMap<BookingId, Option<AccountId>>) -> Result<()> {
        let owners: Vec<_> = owners
            .iter()
            .map(|(id, account)| (id.to_string(), account.map(|account| account.to_string())))
            .collect();
        let rows: Vec<Vec<&dyn Param>> =
            owners.iter().map(|o| -> Vec<&dyn Param> { vec![&o.0, &o.1] }).collect();
        self.conn.each_row(
            "UPDATE booking SET account_id = v.column2 FROM (",
            "($1, $2)",
            ") AS v WHERE booking.id = v.column1",
            &rows,
        )
    }

    /// Writes when and how bookings ended.
    fn store_ends(
        &mut self,
        at: &str,
        how: &str,
        ended: impl Iterator<Item = (BookingId, Timestamp, &'static str)>,
    ) -> Result<()> {
        let ended: Vec<_> =
            ended.map(|(id, at, how)| (id.to_string(), at.as_millisecond(), how)).collect();
        let rows: Vec<Vec<&dyn Param>> =
            ended.iter().map(|e| -> Vec<&dyn Param> { vec![&e.0, &e.1, &e.2] }).collect();
        self.conn.each_row(
            &format!("UPDATE booking SET {at} = v.column2, {how} = v.column3 FROM ("),
            "($1, CAST($2 AS BIGINT), $3)",
            ") AS v WHERE booking.id = v.column1",
            &rows,
        )
    }

    /// Takes and gives back places; the table itself refuses to go over capacity or below nothing.
    fn store_places(&mut self, places: &BTreeMap<(SlotId, Pool), [i64; 3]>) -> Result<()> {
        let changed: Vec<_> = places
            .iter()
            .filter(|(_, by)| **by != [0; 3])
            .map(|((slot, pool), by)| (slot.to_string(), pool.name(), *by))
            .collect();
        let rows: Vec<Vec<&dyn Param>> = changed
            .iter()
            .map(|c| -> Vec<&dyn Param> { vec![&c.0, &c.1, &c.2[0], &c.2[1], &c.2[2]] })
            .collect();
        self.conn.each_row(
            "UPDATE slot_pool SET booked = booked + v.column3, held = held + v.column4, \
             offered = offered + v.column5 FROM (",
            "($1, $2, CAST($3 AS BIGINT), CAST($4 AS BIGINT), CAST($5 AS BIGINT))",
            ") AS v WHERE slot_pool.slot_id = v.column1 AND slot_pool.pool = v.column2",
            &rows,
        )?;
        self.touched.slots.extend(places.keys().map(|(slot, _)| *slot));
        Ok(())
    }

    /// Takes and gives back exams, in slots that limit them; other slots have no such row.
    fn store_exams(&mut self, exams: &BTreeMap<(SlotId, u8), i64>) -> Result<()> {
        let slots: BTreeSet<SlotId> = exams.keys().map(|(slot, _)| *slot).collect();
        let limited = self.quotas_of(&slots)?;
        let changed: Vec<_> = exams
            .iter()
            .filter(|(exam, by)| **by != 0 && limited.contains(*exam))
            .map(|((slot, dose), by)| (slot.to_string(), i64::from(*dose), *by))
            .collect();
        let rows: Vec<Vec<&dyn Param>> =
            changed.iter().map(|c| -> Vec<&dyn Param> { vec![&c.0, &c.1, &c.2] }).collect();
        self.conn.each_row(
            "UPDATE slot_quota SET booked = booked + v.column3 FROM (",
            "($1, CAST($2 AS BIGINT), CAST($3 AS BIGINT))",
            ") AS v WHERE slot_quota.slot_id = v.column1 AND slot_quota.dose = v.column2",
            &rows,
        )
    }
}

/// What a change brings along: who comes under 支援措置 loses every link and code.
fn goes_along<'s>(severed: &'s BTreeMap<PersonId, Vec<Change>>, change: &Change) -> &'s [Change] {
    match change {
        Change::PersonSaved(person) => severed.get(&person.id).map_or(&[], Vec::as_slice),
        _ => &[],
    }
}

impl Bulk<'_> {
    /// A booking takes (1) or gives back (-1) a place and an exam.
    fn book(&mut self, place: &Place, dose: u8, by: i64) {
        let count = self.places.entry((place.slot, place.pool)).or_default();
        count[0] += by * i64::from(place.units);
        *self.exams.entry((place.slot, dose)).or_default() += by;
    }

    /// A booking has another place from now on.
    fn move_to(
        &mut self,
        (id, dose): (BookingId, u8),
        (from, to): (&Place, &Place),
        at: Timestamp,
    ) {
        self.seats.insert(id, *to);
        self.moved.insert(id, at);
        self.book(from, dose, -1);
        self.book(to, dose, 1);
    }

    /// A hold takes (1) or gives up (-1) places.
    fn hold(&mut self, place: &Place, by: i64) {
        let count = self.places.entry((place.slot, place.pool)).or_default();
        count[1] += by * i64::from(place.units);
    }

    /// An offer keeps (1) or gives up (-1) a place and an exam.
    fn offer(&mut self, place: &Place, dose: u8, by: i64) {
        let count = self.places.entry((place.slot, place.pool)).or_default();
        count[2] += by * i64::from(place.units);
        *self.exams.entry((place.slot, dose)).or_default() += by;
    }
}
