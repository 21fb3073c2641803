//! Everybody at once: invented people who book one programme at the same moment, through the same rules and the
//! same writer as residents do. What is measured is this machine as it stands, beside the real counter.

use super::scene::{account_of, is_open, links};
use crate::{
    App,
    actions::{Asker, book},
};
use anyhow::{Result, anyhow};
use domain::{Actor, PersonId, ProgrammeId, Refusal, RequestId, SlotId, when};
use futures_util::{StreamExt, stream};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

/// How many press at the same moment.
const AT_ONCE: usize = 256;
/// How often somebody tries another slot when theirs has gone.
const TRIES: usize = 5;
/// Accounts made in one transaction.
const TOGETHER: usize = 500;

/// What came of it.
#[derive(Debug)]
pub struct Account {
    /// How many people tried.
    pub people: usize,
    /// How many of them have a place now.
    pub booked: usize,
    /// The others, each by the last answer they had, the most frequent first.
    pub refused: Vec<(Refusal, usize)>,
    /// How many places were asked for, refusals counted in.
    pub asked: usize,
    /// From the first press to the last answer.
    pub took: Duration,
    /// How long an answer took: half of them, 99 of a hundred, and the slowest.
    pub answers: [Duration; 3],
    /// Counters that do not follow from the records afterwards; anything but zero is a mistake of ours.
    pub differences: usize,
    /// Slots with more bookings than places; anything but zero is a mistake of ours.
    pub oversold: usize,
}

/// One person's visit: the answers' times, and the last answer.
struct Visit {
    times: Vec<Duration>,
    end: Result<(), Refusal>,
}

/// Plays it with so many of the people, those who live alone and those with families alike.
pub async fn play(app: &App, programme: ProgrammeId, people: usize) -> Result<Account> {
    let stage = app.stage.as_ref().ok_or_else(|| anyhow!("only a rehearsal is rushed"))?;
    let people: Vec<PersonId> = stage.players.iter().take(people).map(|p| p.person).collect();
    let today = when::japan_date(app.clock.now());
    let slots = app.store.read(move |reader| reader.slots_from(programme, today)).await?;
    let slots: Arc<[SlotId]> = slots.iter().filter(|slot| is_open(slot)).map(|s| s.id).collect();
    arrive(app, &people).await?;
    let started = Instant::now();
    let visits: Vec<Result<Visit>> = stream::iter(people.iter().copied().enumerate())
        .map(|(index, person)| visit(app, programme, person, Arc::clone(&slots), index))
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    let took = started.elapsed();
    account(app, programme, visits.into_iter().collect::<Result<_>>()?, took).await
}

/// Makes the accounts before the time is taken: residents have theirs when the morning comes.
async fn arrive(app: &App, people: &[PersonId]) -> Result<()> {
    let now = app.clock.now();
    for some in people.chunks(TOGETHER) {
        let some = some.to_vec();
        let written = app.store.write(move |tx| {
            some.iter().try_for_each(|person| {
                links(tx, account_of(*person), &[*person], Actor::System, now)
            })
        });
        written.await?;
    }
    Ok(())
}

/// Somebody wishes for a slot, half of them for one of the first, and tries others when it has gone.
async fn visit(
    app: &App,
    programme: ProgrammeId,
    person: PersonId,
    slots: Arc<[SlotId]>,
    index: usize,
) -> Result<Visit> {
    let (mut times, mut end) = (Vec::new(), Err(Refusal::Full));
    for tried in 0..TRIES {
        let Some(slot) = wished(&slots, index, tried) else { break };
        let once = RequestId(app.ids.uuid());
        let wish = book::Wish { person, programme, dose: 1, slot, once };
        let pressed = Instant::now();
        let answer =
            book::book(app, Asker::Account(account_of(person)), wish, book::Terms::default()).await;
        times.push(pressed.elapsed());
        end = answer.map_err(|problem| anyhow!("{problem:?}"))?.map(|_| ());
        if !end.as_ref().is_err_and(Refusal::is_full) {
            break;
        }
    }
    Ok(Visit { times, end })
}

/// The slot that somebody tries next: the wishes of the first half crowd into the first tenth of the slots.
fn wished(slots: &[SlotId], index: usize, tried: usize) -> Option<SlotId> {
    let early = slots.len().div_ceil(10);
    let among = if index.is_multiple_of(2) && tried < 2 { early } else { slots.len() };
    // A prime step spreads them without chance, so that a rush can be played again.
    let at = (index.wrapping_mul(7_919) + tried.wrapping_mul(104_729)) % among.max(1);
    slots.get(at).copied()
}

async fn account(
    app: &App,
    programme: ProgrammeId,
    visits: Vec<Visit>,
    took: Duration,
) -> Result<Account> {
    let looked = app.store.read(move |reader| {
        let differences = reader.count_differences()?.len();
        let slots = reader.slots_from(programme, when::Date::MIN)?;
        let over = |slot: &&domain::Slot| slot.pools.iter().any(|c| c.taken() > c.limit());
        Ok((differences, slots.iter().filter(over).count()))
    });
    let (differences, oversold) = looked.await?;
    let mut times: Vec<Duration> = visits.iter().flat_map(|v| v.times.iter().copied()).collect();
    times.sort_unstable();
    let at = |part: usize| times.get(times.len() * part / 100).or(times.last()).copied();
    let answers = [at(50), at(99), at(100)].map(Option::unwrap_or_default);
    let booked = visits.iter().filter(|visit| visit.end.is_ok()).count();
    let refused = counted(visits.iter().filter_map(|visit| visit.end.as_ref().err()));
    let (people, asked) = (visits.len(), times.len());
    Ok(Account { people, booked, refused, asked, took, answers, differences, oversold })
}

/// Refusals of one kind count together, with the facts of the first.
fn counted<'a>(refusals: impl Iterator<Item = &'a Refusal>) -> Vec<(Refusal, usize)> {
    let mut kinds: Vec<(Refusal, usize)> = Vec::new();
    for refusal in refusals {
        let kind = std::mem::discriminant(refusal);
        match kinds.iter_mut().find(|(known, _)| std::mem::discriminant(known) == kind) {
            Some((_, count)) => *count += 1,
            None => kinds.push((refusal.clone(), 1)),
        }
    }
    kinds.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    kinds
}
