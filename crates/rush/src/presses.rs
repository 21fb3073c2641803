//! The presses: everybody has the form before them, and presses. So many bookings a second come in by HTTP, with a signed sign-in,
//! the full rules, history and outbox; a bare sync of the disk stands beside each round.

use crate::{
    machine,
    proof::{self, Proof},
    run::{CALMLY, Rush, register},
    scenario::Scenario,
    tally::{Counted, Tally},
    town::Town,
    visit::{Found, Visitor, made},
};
use anyhow::{Result, bail, ensure};
use futures_util::{StreamExt, stream};
use std::{
    fmt,
    fs::File,
    io::{Seek, SeekFrom, Write},
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

/// What is to be measured.
#[derive(Clone, Copy, Debug)]
pub struct Presses {
    /// How many people book, in all rounds together.
    pub people: u32,
    /// How often everything is measured.
    pub rounds: u32,
    /// How many press at the same time.
    pub at_once: usize,
    /// What chance begins with.
    pub seed: u64,
}

/// One round's figures.
#[derive(Clone, Copy, Debug)]
struct Round {
    sync_micros: f64,
    bookings: f64,
    /// Processor time of the service for each of them, in microseconds.
    cpu_micros: f64,
}

/// What was measured.
#[derive(Clone, Debug)]
pub struct Pressed {
    presses: Presses,
    rounds: Vec<Round>,
    counted: Counted,
    load: Option<f64>,
    proof: Proof,
}

impl Pressed {
    /// Whether every answer was the one that was to be measured, and every booking is there.
    pub fn holds(&self) -> bool {
        let Counted { refused, errors, .. } = &self.counted;
        let all = self.proof.acknowledged == self.presses.people as usize;
        all && refused.is_empty() && errors.is_empty() && self.proof.holds()
    }
}

/// Somebody with the form before them.
struct Ready {
    visitor: Visitor,
    action: String,
    once: String,
}

/// Measures it in a town of our own.
pub async fn presses(town: &Town, presses: Presses) -> Result<Pressed> {
    let load = machine::load();
    let tally = Arc::new(Tally::new());
    let contenders = town.contenders()?;
    let people = presses.people as usize;
    ensure!(contenders.len() >= people, "only {} of the town may come", contenders.len());
    let visitors = register(town, rush(presses), &contenders[..people], &tally).await?;
    let ready = stream::iter(visitors).map(comes_to_the_button).buffer_unordered(CALMLY);
    let mut ready: Vec<Ready> =
        ready.collect::<Vec<_>>().await.into_iter().collect::<Result<_>>()?;
    tally.begins();
    let each = people.div_ceil(presses.rounds as usize);
    let (mut rounds, mut done) = (Vec::new(), Vec::new());
    while !ready.is_empty() {
        let now = ready.split_off(ready.len().saturating_sub(each));
        let sync_micros = sync_micros(town.folder())?;
        let (count, before, begun) = (as_float(now.len()), used(town), Instant::now());
        done.extend(all_press(now, presses.at_once).await);
        let bookings = count / begun.elapsed().as_secs_f64();
        let cpu = used(town).saturating_sub(before);
        rounds.push(Round { sync_micros, bookings, cpu_micros: cpu.as_secs_f64() * 1e6 / count });
    }
    let counted = tally.counted();
    let proof = proof::prove(town, &counted, done).await?;
    Ok(Pressed { presses, rounds, counted, load, proof })
}

fn rush(presses: Presses) -> Rush {
    Rush {
        scenario: Scenario::Presses,
        people: presses.people,
        within: Duration::ZERO,
        thinks: Duration::ZERO,
        waits_most: Duration::ZERO,
        at_once: presses.at_once,
        seed: presses.seed,
    }
}

async fn comes_to_the_button(mut visitor: Visitor) -> Result<Ready> {
    match visitor.looks(Instant::now()).await? {
        Found::Button { action, once, .. } => Ok(Ready { visitor, action, once }),
        _ => bail!("{} finds nothing to press", visitor.handle),
    }
}

/// Everybody presses, so many at the same time.
async fn all_press(ready: Vec<Ready>, at_once: usize) -> Vec<Visitor> {
    let all = stream::iter(ready).map(|ready| async move {
        let Ready { mut visitor, action, once } = ready;
        for answer in visitor.sends(&action, &once).await.into_iter().flatten() {
            if let Some(booking) = made(&answer) {
                let slot = crate::page::tail(&action);
                visitor.tally.acknowledges(visitor.index, &booking, slot);
            }
        }
        visitor
    });
    all.buffer_unordered(at_once).collect().await
}

/// The median cost of making 4 KiB durable beside the town's file, over a fifth of a second.
fn sync_micros(folder: &Path) -> Result<f64> {
    let mut file = File::create(folder.join("sync"))?;
    let (begun, mut costs) = (Instant::now(), Vec::new());
    while begun.elapsed() < Duration::from_millis(200) {
        file.seek(SeekFrom::Start(0))?;
        file.write_all(&[costs.len().to_le_bytes()[0]; 4096])?;
        let start = Instant::now();
        file.sync_data()?;
        costs.push(start.elapsed().as_secs_f64() * 1e6);
    }
    costs.sort_by(f64::total_cmp);
    Ok(median(&costs))
}

fn used(town: &Town) -> Duration {
    town.process.and_then(machine::used).map(|used| used.cpu).unwrap_or_default()
}

#[expect(clippy::cast_precision_loss, reason = "nobody counts beyond 2^52")]
fn as_float(count: usize) -> f64 {
    count as f64
}

/// Of values in order.
fn median(sorted: &[f64]) -> f64 {
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

impl fmt::Display for Pressed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Presses { people, at_once, .. } = self.presses;
        writeln!(
            f,
            "Presses: {people} people in {} rounds, {at_once} at the same time; medians, with the least and the most",
            self.rounds.len()
        )?;
        if let Some(load) = self.load {
            writeln!(f, "load of the machine before it: {load:.2}")?;
        }
        let line = |f: &mut fmt::Formatter<'_>, what: &str, of: fn(&Round) -> f64| {
            let mut values: Vec<f64> = self.rounds.iter().map(of).collect();
            values.sort_by(f64::total_cmp);
            let (least, most) = (values.first().unwrap_or(&0.0), values.last().unwrap_or(&0.0));
            writeln!(f, "{what:<20} {:.0} ({least:.0}–{most:.0})", median(&values))
        };
        line(f, "a sync of 4 KiB, µs", |round| round.sync_micros)?;
        line(f, "bookings a second", |round| round.bookings)?;
        line(f, "CPU of each, µs", |round| round.cpu_micros)?;
        let at = |part| Duration::from_micros(self.counted.presses.value_at_quantile(part));
        writeln!(f, "answered within      {:.1?} (p50), {:.1?} (p99)", at(0.5), at(0.99))?;
        crate::report::list(f, "refused", &self.counted.refused)?;
        crate::report::list(f, "errors", &self.counted.errors)?;
        writeln!(
            f,
            "acknowledged {}, lost {}, doubled {}, oversold {}",
            self.proof.acknowledged,
            self.proof.lost,
            self.proof.doubled,
            self.proof.oversold.unwrap_or(0)
        )?;
        write!(f, "the books            {}", self.proof.words)
    }
}
