//! Scarce places, decided as a batch: the facts of all wishes are loaded at once, decided one after
//! another in memory, and what changed is stored in bulk. The transaction around it is the writer's.

use crate::{
    apply::Recorded,
    tx::{Reader, Tx},
    writer::{WriteError, guarded},
};
use anyhow::Result;
use domain::{
    AccountId, Booking, Command, Decision, Ledger, PersonId, Refusal, SlotId, programme::Limits,
    waitlist,
};
use std::collections::BTreeSet;
use tokio::sync::oneshot;

/// The counter's answer to a wish: what changed, or why nothing did. An answer without changes means
/// that the same wish had been granted before.
pub type Placed = Result<Decision, Refusal>;

/// A wish on its way through the writer.
pub(crate) struct Wish {
    command: Command,
    result: Option<Result<Placed>>,
    reply: oneshot::Sender<Result<Placed, WriteError>>,
}

impl Wish {
    pub(crate) fn new(
        command: Command,
        reply: oneshot::Sender<Result<Placed, WriteError>>,
    ) -> Self {
        Self { command, result: None, reply }
    }

    pub(crate) fn answer(self, committed: bool) {
        let answer = match self.result {
            Some(Ok(placed)) if committed => Ok(placed),
            Some(Err(error)) if committed => Err(WriteError::Failed(error)),
            _ => Err(WriteError::Unavailable),
        };
        // Whoever asked may have gone; what was decided stays decided.
        let _ = self.reply.send(answer);
    }
}

/// Decides and stores the wishes together. If storing them fails, each is tried alone, so that one that
/// cannot be stored does not spoil its neighbours.
pub(crate) fn run(tx: &mut Tx<'_>, wishes: &mut [&mut Wish]) -> Result<()> {
    let together = guarded(tx, |tx| decide(tx, wishes).map(|()| true))?;
    let Err(error) = together else { return Ok(()) };
    if wishes.len() == 1 {
        wishes[0].result = Some(Err(error));
        return Ok(());
    }
    tracing::warn!("a batch of {} wishes is taken one by one: {error:#}", wishes.len());
    wishes.iter_mut().try_for_each(|wish| run(tx, &mut [wish]))
}

fn decide(tx: &mut Tx<'_>, wishes: &mut [&mut Wish]) -> Result<()> {
    let commands: Vec<&Command> = wishes.iter().map(|wish| &wish.command).collect();
    let placed = tx.decide_all(&commands)?;
    for (wish, placed) in wishes.iter_mut().zip(placed) {
        wish.result = Some(Ok(placed));
    }
    Ok(())
}

impl Tx<'_> {
    /// Decides and stores one command along with whatever else this write does.
    pub fn decide(&mut self, command: &Command) -> Result<Placed> {
        let mut placed = self.decide_all(&[command])?;
        Ok(placed.remove(0))
    }

    /// Decides one after another on the facts of all, offers on what each frees, and stores the whole in bulk.
    fn decide_all(&mut self, commands: &[&Command]) -> Result<Vec<Placed>> {
        let mut ledger = load(self, commands.iter().copied())?;
        let used_before = ledger.numbers_used;
        let (mut all, mut answers) = (Vec::new(), Vec::with_capacity(commands.len()));
        let giving = commands.iter().filter(|command| may_give_up(command));
        let mut waits = self.who_waits(&giving.flat_map(|command| command.persons()).collect())?;
        waits.extend(ledger.entries.values().filter(|e| e.waits()).map(|entry| entry.person));
        let together = self.who_may_make_room(&ledger, commands)?;
        let latest = commands.iter().map(|command| command.by().1).max().unwrap_or_default();
        let mut released = self.releases_pending(&ledger, commands, latest)?;
        for command in commands {
            let (by, at, why) = command.by();
            all.extend(self.release_first(&mut ledger, command, &mut released, latest)?);
            let placed = ledger.decide(command);
            if let Ok(decision) = &placed {
                if !decision.changes.is_empty() {
                    let why = why.map(str::to_owned);
                    all.push(Recorded { decision: decision.clone(), by, at, why });
                }
                let outrun = waitlist::outrun_by(decision);
                if !outrun.is_empty() {
                    // They are asked about what the winner gives back, in their turn.
                    self.store(&std::mem::take(&mut all))?;
                }
                for slot in freed(command, decision) {
                    all.extend(self.refill_one(&mut ledger, slot, at)?);
                }
                if let Command::Refill(refill) = command {
                    self.note_widened(refill.slot, at)?;
                }
                let anew = waitlist::asked_anew(decision).into_iter();
                let anew = anew.filter(|who| waits.contains(who) || outrun.contains(who));
                let room = waitlist::make_room(decision).into_iter();
                let room = room.filter(|person| together.contains(person));
                let anew: BTreeSet<_> = anew.chain(room).collect();
                if !anew.is_empty() {
                    self.store(&std::mem::take(&mut all))?;
                    all = self.ask_anew(&mut ledger, &anew, at)?;
                }
            }
            answers.push(placed);
        }
        self.store(&all)?;
        if ledger.numbers_used > used_before {
            self.set_numbers_used(ledger.numbers_used)?;
        }
        Ok(answers)
    }
}

impl Tx<'_> {
    /// Those who wait with others and may need a place less after these commands.
    fn who_may_make_room(
        &mut self,
        ledger: &Ledger,
        commands: &[&Command],
    ) -> Result<BTreeSet<PersonId>> {
        let waitlist = ledger.programmes.values().any(|known| known.policy.waitlist.is_some());
        let books = |command: &&&Command| {
            waitlist && matches!(command, Command::Book(_) | Command::Together(_))
        };
        let persons: BTreeSet<_> =
            commands.iter().filter(books).flat_map(|command| command.persons()).collect();
        if persons.is_empty() { Ok(persons) } else { self.who_wait_together(&persons) }
    }
}

/// The slots of which those who wait are offered what is free now.
fn freed(command: &Command, decision: &Decision) -> Vec<SlotId> {
    match command {
        Command::Refill(refill) => vec![refill.slot],
        _ => waitlist::freed(decision),
    }
}

/// The facts these commands are decided on.
fn load<'c>(
    tx: &mut Tx<'_>,
    commands: impl Iterator<Item = &'c Command> + Clone,
) -> Result<Ledger> {
    let persons: BTreeSet<PersonId> = commands.clone().flat_map(Command::persons).collect();
    let waits = commands.clone().any(is_about_waiting);
    let mut along = persons.clone();
    if waits {
        along.extend(tx.companions(&persons)?);
    }
    let slots = commands.clone().flat_map(Command::wanted_slots);
    let accounts = commands.clone().flat_map(Command::accounts).collect();
    let holds = tx.holds_by_ids(&commands.clone().flat_map(Command::holds).collect())?;
    let offers = if waits { tx.offers_of_persons(&along)? } else { Vec::new() };
    let kept = holds.iter().map(|hold| hold.slot).chain(offers.iter().map(|o| o.place.slot));
    let named: BTreeSet<_> = commands.filter_map(Command::booking).collect();
    let held = |booking: &Booking| booking.is_live() || named.contains(&booking.id);
    let mut ledger = tx.ledger_of(&along, kept.chain(slots).collect(), &accounts, held)?;
    if waits {
        let offered = offers.iter().map(|offer| offer.entry).collect();
        let entries =
            tx.entries_by_ids(&offered)?.into_iter().chain(tx.waiting_of_persons(&along)?);
        ledger.entries = entries.map(|entry| (entry.id, entry)).collect();
        ledger.offers = offers.into_iter().map(|offer| (offer.id, offer)).collect();
    }
    ledger.kept = holds.into_iter().map(|hold| (hold.id, hold)).collect();
    ledger.numbers_used = tx.numbers_used()?;
    Ok(ledger)
}

/// Whether somebody who waits may give up by it what kept other places from them.
fn may_give_up(command: &Command) -> bool {
    matches!(command, Command::EndOffer(_) | Command::Cancel(_) | Command::Move(_))
}

/// Whether it concerns an offer or an entry of somebody who waits.
fn is_about_waiting(command: &Command) -> bool {
    matches!(command, Command::Accept(_) | Command::EndOffer(_) | Command::Leave(_))
}

impl Reader<'_> {
    /// The facts about these persons and who acts for them, these slots and what these accounts hold, in a constant number of
    /// queries: what the writer decides on, and what pages show the same rules by.
    pub fn ledger(
        &mut self,
        persons: &BTreeSet<PersonId>,
        slots: BTreeSet<SlotId>,
        accounts: &BTreeSet<AccountId>,
    ) -> Result<Ledger> {
        self.ledger_of(persons, slots, accounts, |_| true)
    }

    /// The same with the slots of those bookings alone that this is true of: what is over keeps no place, and people have
    /// years of it.
    pub(crate) fn ledger_of(
        &mut self,
        persons: &BTreeSet<PersonId>,
        mut slots: BTreeSet<SlotId>,
        accounts: &BTreeSet<AccountId>,
        with_slot: impl Fn(&Booking) -> bool,
    ) -> Result<Ledger> {
        let mut ledger = Ledger::default();
        for booking in self.bookings_of_persons(persons)? {
            slots.extend(with_slot(&booking).then_some(booking.slot));
            ledger.bookings.entry(booking.person).or_default().push(booking);
        }
        for slot in self.slots_by_ids(&slots)? {
            ledger.slots.insert(slot.id, slot);
        }
        for link in self.links_of_persons(persons)? {
            ledger.links.insert((link.account, link.person), link);
        }
        for programme in self.programmes()? {
            ledger.programmes.insert(programme.id, programme);
        }
        if ledger.programmes.values().any(|programme| programme.policy.limits != Limits::default())
        {
            ledger.holds = accounts.iter().map(|account| (*account, Vec::new())).collect();
            for (account, programme, held) in self.held_by_accounts(accounts)? {
                ledger.holds.entry(account).or_default().push((programme, held));
            }
        }
        Ok(ledger)
    }
}
