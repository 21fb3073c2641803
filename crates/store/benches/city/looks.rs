//! What pages and pumps ask of a town, each as the service asks it. Nothing of it shows more in a city than in an empty
//! town, so whatever costs more there reads what it does not show.

use super::made::{OFFICER, ONE_IN, account};
use crate::{search::person_id, setting};
use anyhow::{Context, Result};
use domain::{AccountId, PersonId, Pool, SessionId, SlotId, when};
use jiff::{SignedDuration, ToSpan};
use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};
use store::{HistoryAsked, Reader, Store, Tx};
use uuid::Uuid;

/// Somebody who is looked at: on the roster, with LINE and a booking of the first session.
#[derive(Clone, Copy, Debug)]
pub(super) struct Who {
    person: PersonId,
    account: AccountId,
}

impl Who {
    pub(super) fn of(round: u64) -> Self {
        let n = round * ONE_IN;
        Self { person: person_id(n), account: account(n) }
    }
}

/// One of the things that are asked.
pub(super) struct Look {
    pub(super) name: &'static str,
    pub(super) asks: Asks,
}

#[derive(Clone, Copy)]
pub(super) enum Asks {
    Reads(fn(&mut Reader<'_>, Who) -> Result<()>),
    /// What holds up the writer.
    Writes(fn(&mut Tx<'_>, Who) -> Result<()>),
}

/// Each is asked again until this much time has gone by, or so often.
const LONG_ENOUGH: Duration = Duration::from_millis(100);
const OFTEN_ENOUGH: usize = 30;

impl Look {
    /// The microseconds of each time it was asked.
    pub(super) async fn measure(&self, store: &Store, who: Who) -> Result<Vec<f64>> {
        let mut times = Vec::new();
        let begun = Instant::now();
        while times.is_empty() || begun.elapsed() < LONG_ENOUGH && times.len() < OFTEN_ENOUGH {
            let took = match self.asks {
                Asks::Reads(asks) => store.read(move |reader| timed(|| asks(reader, who))).await?,
                Asks::Writes(asks) => store.write(move |tx| timed(|| asks(tx, who))).await?,
            };
            times.push(took.as_secs_f64() * 1e6);
        }
        Ok(times)
    }
}

fn timed(asks: impl FnOnce() -> Result<()>) -> Result<Duration> {
    let begun = Instant::now();
    asks()?;
    Ok(begun.elapsed())
}

const fn reads(name: &'static str, asks: fn(&mut Reader<'_>, Who) -> Result<()>) -> Look {
    Look { name, asks: Asks::Reads(asks) }
}

const fn writes(name: &'static str, asks: fn(&mut Tx<'_>, Who) -> Result<()>) -> Look {
    Look { name, asks: Asks::Writes(asks) }
}

pub(super) const LOOKS: [Look; 29] = [
    reads("page: the places of a programme", places),
    reads("page: a resident's own bookings", own),
    reads("page: what a form is judged by", form),
    reads("page: the board with its figures", board),
    reads("page: the roster of a session", roster),
    reads("page: a person at the desk", person),
    reads("page: figures of a programme", figures),
    reads("page: holds and exceptions", exceptions),
    reads("page: messages that did not arrive", undelivered),
    reads("page: the newest history", newest_history),
    reads("page: what an officer did", history_of_officer),
    reads("page: how many are on the roster", roster_size),
    reads("/health", health),
    reads("a card of a booking", card),
    reads("pump: messages", messages),
    reads("pump: events", events),
    reads("pump: holds", holds),
    reads("pump: offers", offers),
    reads("pump: releases", releases),
    reads("pump: reminders", reminders),
    reads("pump: menus of those who wait", menus),
    reads("pump: the entrance", entrance),
    reads("pump: the search", searched),
    reads("pump: the count of 2,000 slots", recount),
    writes("writer: events forgotten", forget_events),
    writes("writer: files and calls forgotten", forget_others),
    writes("writer: messages that wait no longer", expire),
    writes("writer: messages of one who is gone", taken_over),
    writes("writer: a voucher mistyped", mistyped),
];

fn one<T: Ord>(of: T) -> BTreeSet<T> {
    BTreeSet::from([of])
}

fn places(reader: &mut Reader<'_>, _: Who) -> Result<()> {
    reader.programme(setting::PROGRAMME)?.context("it is there")?;
    reader.slots_from(setting::PROGRAMME, when::japan_date(setting::now()))?;
    reader.venues_of(setting::PROGRAMME)?;
    Ok(())
}

fn own(reader: &mut Reader<'_>, who: Who) -> Result<()> {
    let persons: BTreeSet<_> = reader.persons_of(who.account)?.into_iter().collect();
    reader.details(&persons)?;
    let bookings = reader.bookings_of_persons(&persons)?;
    reader.slots_by_ids(&bookings.iter().map(|booking| booking.slot).collect())?;
    reader.waiting_of_persons(&persons)?;
    reader.offers_of_persons(&persons)?;
    reader.programmes()?;
    Ok(())
}

fn form(reader: &mut Reader<'_>, who: Who) -> Result<()> {
    let slot = SlotId(Uuid::from_u128(1));
    reader.ledger(&one(who.person), one(slot), &one(who.account))?;
    Ok(())
}

fn board(reader: &mut Reader<'_>, _: Who) -> Result<()> {
    reader.board(setting::PROGRAMME)?;
    reader.pace(setting::PROGRAMME, setting::now())?;
    reader.refilled(setting::PROGRAMME, setting::now())?;
    reader.count_waiting(setting::PROGRAMME)?;
    Ok(())
}

fn roster(reader: &mut Reader<'_>, _: Who) -> Result<()> {
    let seats = reader.seats_of_session(SessionId(Uuid::from_u128(0)))?;
    reader.people(&seats.iter().map(|seat| seat.booking.person).collect())?;
    Ok(())
}

fn person(reader: &mut Reader<'_>, Who { person, .. }: Who) -> Result<()> {
    reader.people(&one(person))?;
    reader.bookings_of_persons(&one(person))?;
    reader.proxies_of(person, setting::now())?;
    reader.ever_linked(person)?;
    reader.codes_of(person)?;
    reader.notes_of(person)?;
    reader.waiting_of_persons(&one(person))?;
    reader.offers_of_persons(&one(person))?;
    reader.history_of_person(person, 0, 50)?;
    reader.officer_names()?;
    reader.programmes()?;
    Ok(())
}

fn figures(reader: &mut Reader<'_>, _: Who) -> Result<()> {
    reader.bookings_made(setting::PROGRAMME)?;
    reader.half_booked_at(setting::PROGRAMME, Pool::Public)?;
    reader.attendance(setting::PROGRAMME)?;
    reader.waitlist_habits(setting::PROGRAMME)?;
    reader.waiting_in(setting::PROGRAMME)?;
    Ok(())
}

fn exceptions(reader: &mut Reader<'_>, _: Who) -> Result<()> {
    reader.holds_of_programme(setting::PROGRAMME)?;
    reader.holds_now()?;
    reader.exceptions_of(setting::PROGRAMME)?;
    Ok(())
}

fn undelivered(reader: &mut Reader<'_>, _: Who) -> Result<()> {
    reader.undelivered(50)?;
    reader.count_undelivered()?;
    reader.count_resting()?;
    reader.push_stop()?;
    Ok(())
}

fn newest_history(reader: &mut Reader<'_>, _: Who) -> Result<()> {
    reader.history_before(HistoryAsked::default(), 50)?;
    reader.history_from(setting::now())?;
    Ok(())
}

fn history_of_officer(reader: &mut Reader<'_>, _: Who) -> Result<()> {
    let asked = HistoryAsked { by: Some(OFFICER), ..HistoryAsked::default() };
    reader.history_before(asked, 50)?;
    Ok(())
}

fn roster_size(reader: &mut Reader<'_>, _: Who) -> Result<()> {
    reader.count_persons()?;
    Ok(())
}

fn health(reader: &mut Reader<'_>, _: Who) -> Result<()> {
    reader.outbox_given_up(setting::now() - SignedDuration::from_hours(24))?;
    Ok(())
}

fn card(reader: &mut Reader<'_>, who: Who) -> Result<()> {
    reader.bookings_of_persons(&one(who.person))?;
    reader.count_waiting(setting::PROGRAMME)?;
    reader.line_user(who.account)?;
    Ok(())
}

fn messages(reader: &mut Reader<'_>, _: Who) -> Result<()> {
    reader.outbox_due(setting::now(), 64)?;
    reader.outbox_next()?;
    Ok(())
}

fn events(reader: &mut Reader<'_>, _: Who) -> Result<()> {
    reader.inbox_due(setting::now(), 64)?;
    reader.inbox_next()?;
    Ok(())
}

fn holds(reader: &mut Reader<'_>, _: Who) -> Result<()> {
    reader.holds_due(setting::now(), 64)?;
    reader.holds_next()?;
    Ok(())
}

fn offers(reader: &mut Reader<'_>, _: Who) -> Result<()> {
    reader.offers_due(setting::now(), 64)?;
    reader.offers_to_widen(setting::now(), 64)?;
    reader.offers_next()?;
    reader.offers_to_phone()?;
    Ok(())
}

fn releases(reader: &mut Reader<'_>, _: Who) -> Result<()> {
    reader.releases_due(setting::now(), 64)?;
    reader.releases_next(setting::now())?;
    Ok(())
}

/// As `server::reminders` looks for days on which somebody is to be reminded.
fn reminders(reader: &mut Reader<'_>, _: Who) -> Result<()> {
    let now = setting::now();
    let today = when::japan_date(now);
    for programme in reader.programmes()? {
        let first = programme.policy.reminders.first().unwrap_or_default();
        let last = today.saturating_add(i64::from(first).days());
        for date in reader.days_between(programme.id, today, last)? {
            if let Some(stage) = programme.policy.reminders.stage(date, now) {
                reader.to_remind((programme.id, date), stage, now, 1)?;
            }
        }
    }
    Ok(())
}

fn menus(reader: &mut Reader<'_>, _: Who) -> Result<()> {
    reader.menus_due(64)?;
    Ok(())
}

fn entrance(reader: &mut Reader<'_>, _: Who) -> Result<()> {
    reader.programmes()?;
    Ok(())
}

fn searched(reader: &mut Reader<'_>, _: Who) -> Result<()> {
    reader.unsearched(200)?;
    reader.search_progress()?;
    Ok(())
}

/// The first of them, which are those of the programme that is the same in every town.
fn recount(reader: &mut Reader<'_>, _: Who) -> Result<()> {
    let slots = reader.slots_after(None, 2_000)?;
    let differences = reader.count_differences_of(&slots.into_iter().collect())?;
    anyhow::ensure!(differences.is_empty(), "a count is wrong: {differences:?}");
    Ok(())
}

fn forget_events(tx: &mut Tx<'_>, _: Who) -> Result<()> {
    tx.inbox_forget(setting::now() - SignedDuration::from_hours(30 * 24))
}

fn forget_others(tx: &mut Tx<'_>, _: Who) -> Result<()> {
    tx.forget_uploads(setting::now() - SignedDuration::from_hours(24))?;
    tx.forget_calls(setting::now() - SignedDuration::from_hours(400 * 24))
}

fn expire(tx: &mut Tx<'_>, _: Who) -> Result<()> {
    let before = setting::now() - SignedDuration::from_hours(30 * 24);
    tx.outbox_expire(before, setting::now())?;
    Ok(())
}

fn taken_over(tx: &mut Tx<'_>, _: Who) -> Result<()> {
    tx.outbox_take_over(setting::now(), setting::now() + SignedDuration::from_mins(1))?;
    Ok(())
}

fn mistyped(tx: &mut Tx<'_>, who: Who) -> Result<()> {
    super::made::mistypes(tx, u64::try_from(who.person.0.as_u128())? % 10)
}
