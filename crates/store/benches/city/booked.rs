//! Bookings while the city lies beside them: one after another, and as many at once as a rush brings; and given back again.
//! In every round they are other people's.

use super::made::{PRESSED, Size, account, has_line, pressed_slot};
use crate::{search::person_id, setting};
use anyhow::{Context, Result};
use domain::{
    Actor, BookingId, CancelReason, Command, RequestId,
    command::{Book, Cancel},
};
use jiff::Timestamp;
use std::time::Instant;
use store::Store;
use tokio::task::JoinSet;
use uuid::Uuid;

/// Bookings before any is measured, one after another, and at once.
const FIRST: u64 = 16;
const ALONE: u64 = 100;
const AT_ONCE: u64 = 1_024;
/// Of ten residents with neighbouring numbers these have LINE and no booking of the programme.
const FREE: [u64; 5] = [1, 2, 5, 6, 7];
/// Shares no factor with half the people of a town.
const STEP: u64 = 500_009;

/// Microseconds a booking: each of those that came alone, and of those that came at once what it was on average, made and given back.
pub(super) struct Booked {
    pub(super) alone: Vec<f64>,
    pub(super) at_once: f64,
    pub(super) back: f64,
}

/// Measures on one town in one round. A city that lies there since another time has booked before, so the number of its newest
/// line of history says who comes now.
pub(super) async fn measure(store: &Store, size: Size) -> Result<Booked> {
    let newest = store.read(|reader| reader.history_from(Timestamp::MAX)).await?;
    let newest = u64::try_from(newest)?;
    let wishes = |from: u64, count: u64| (from..from + count).map(move |i| wish(size, newest, i));
    for wish in wishes(0, FIRST) {
        granted(store, Command::Book(wish)).await?;
    }
    let mut alone = Vec::new();
    for wish in wishes(FIRST, ALONE) {
        let begun = Instant::now();
        granted(store, Command::Book(wish)).await?;
        alone.push(begun.elapsed().as_secs_f64() * 1e6);
    }
    let many: Vec<Book> = wishes(FIRST + ALONE, AT_ONCE).collect();
    let back: Vec<_> = many.iter().map(|wish| Command::Cancel(cancel(wish))).collect();
    let at_once = together(store, many.into_iter().map(Command::Book).collect()).await?;
    let back = together(store, back).await?;
    // Nobody keeps a place, so that all of them may come again.
    let others = wishes(0, FIRST + ALONE).map(|wish| Command::Cancel(cancel(&wish)));
    together(store, others.collect()).await?;
    Ok(Booked { alone, at_once, back })
}

/// All of them wait in the writer's queue at once; microseconds for each.
async fn together(store: &Store, commands: Vec<Command>) -> Result<f64> {
    let (mut asking, count) = (JoinSet::new(), commands.len());
    let begun = Instant::now();
    for command in commands {
        let store = store.clone();
        asking.spawn(async move { granted(&store, command).await });
    }
    while let Some(done) = asking.join_next().await {
        done??;
    }
    let count = f64::from(u32::try_from(count)?);
    Ok(begun.elapsed().as_secs_f64() * 1e6 / count)
}

async fn granted(store: &Store, command: Command) -> Result<()> {
    let placed = store.place(command).await?;
    let decision = placed.ok().context("it was refused")?;
    anyhow::ensure!(!decision.changes.is_empty(), "it was granted before");
    Ok(())
}

/// The i-th since then, by somebody else's telephone each time.
fn wish(size: Size, newest: u64, i: u64) -> Book {
    let free = size.people / 10 * 5;
    let which = (newest + i) % free * STEP % free;
    let n = which / 5 * 10 + FREE[usize::try_from(which % 5).expect("one of five")];
    debug_assert!(has_line(n), "whoever books by LINE has it");
    let id = Uuid::from_u64_pair(u64::MAX, newest << 16 | i);
    let wish = setting::wish(n, false);
    Book {
        id: BookingId(id),
        once: RequestId(id),
        programme: PRESSED,
        // A step that shares no factor with the number of slots visits each in turn.
        slot: pressed_slot(n * 1_009),
        account: Some(account(n)),
        by: Actor::Account(account(n)),
        applicant: domain::Applicant::born(person_id(n), wish.applicant.birth),
        ..wish
    }
}

fn cancel(wish: &Book) -> Cancel {
    Cancel {
        booking: wish.id,
        applicant: wish.applicant.clone(),
        reason: CancelReason::ByResident,
        by: wish.by,
        at: wish.at,
    }
}
