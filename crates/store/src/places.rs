//! Scarce places, decided as a batch: the facts of all wishes are loaded at once, decided one after
//! another in memory, and what changed is stored in bulk. The transaction around it is the writer's.

use crate::{
    apply::Recorded,
    tx::{Reader, Tx},
    writer::{WriteError, guarded},
};
use anyhow::Result;
use domain::{AccountId, Command, Decision, Ledger, PersonId, Refusal, SlotId, programme::Limits};
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
    let mut ledger = load(tx, wishes.iter().map(|wish| &wish.command))?;
    let used_before = ledger.numbers_used;
    let mut all = Vec::with_capacity(wishes.len());
    for wish in wishes.iter_mut() {
        let placed = ledger.decide(&wish.command);
        if let Ok(decision) = &placed
            && !decision.changes.is_empty()
        {
            let (by, at, why) = wish.command.by();
            let why = why.map(str::to_owned);
            all.push(Recorded { decision: decision.clone(), by, at, why });
        }
        wish.result = Some(Ok(placed));
    }
    tx.store(&all)?;
    if ledger.numbers_used > used_before {
        tx.set_numbers_used(ledger.numbers_used)?;
    }
    Ok(())
}

/// The facts these commands are decided on.
fn load<'c>(
    tx: &mut Tx<'_>,
    commands: impl Iterator<Item = &'c Command> + Clone,
) -> Result<Ledger> {
    let persons = commands.clone().flat_map(Command::persons).collect();
    let slots = commands.clone().flat_map(Command::wanted_slots);
    let accounts = commands.clone().flat_map(Command::accounts).collect();
    let holds = tx.holds_by_ids(&commands.flat_map(Command::holds).collect())?;
    let slots = holds.iter().map(|hold| hold.slot).chain(slots).collect();
    let mut ledger = tx.ledger(&persons, slots, &accounts)?;
    ledger.kept = holds.into_iter().map(|hold| (hold.id, hold)).collect();
    ledger.numbers_used = tx.numbers_used()?;
    Ok(ledger)
}

impl Reader<'_> {
    /// The facts about these persons and who acts for them, these slots and what these accounts hold, in a constant number of
    /// queries: what the writer decides on, and what pages show the same rules by.
    pub fn ledger(
        &mut self,
        persons: &BTreeSet<PersonId>,
        mut slots: BTreeSet<SlotId>,
        accounts: &BTreeSet<AccountId>,
    ) -> Result<Ledger> {
        let mut ledger = Ledger::default();
        for booking in self.bookings_of_persons(persons)? {
            slots.insert(booking.slot);
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
