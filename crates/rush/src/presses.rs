//! The presses: everybody has the form before them, and presses. So many bookings a second come in by HTTP, with a signed sign-in,
//! the full rules, history and outbox; a bare sync of the disk and rows that are each a commit of their own stand beside
//! each round.

use crate::{
    button::{Ready, at_the_button},
    lines::Lines,
    machine,
    measure::{Spread, as_float, sync_micros, used},
    proof::{self, Proof},
    rows::rows_a_second,
    scenario::Scenario,
    tally::{Counted, Tally},
    town::Town,
    visit::Visitor,
};
use anyhow::Result;
use futures_util::{StreamExt, stream};
use std::{
    fmt,
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
    /// Rows a second where each is a commit of its own.
    rows: f64,
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

/// Measures it in a town of our own.
pub async fn presses(town: &Town, presses: Presses) -> Result<Pressed> {
    let (load, tally) = (machine::load(), Arc::new(Tally::new()));
    let who = (Scenario::Presses, presses.people, presses.seed);
    let mut ready = at_the_button(town, who, &tally).await?;
    let each = ready.len().div_ceil(presses.rounds as usize);
    let lines = Lines::default();
    let (mut rounds, mut done) = (Vec::new(), Vec::new());
    while !ready.is_empty() {
        let now = ready.split_off(ready.len().saturating_sub(each));
        let sync_micros = sync_micros(town.folder())?;
        let rows = rows_a_second(town.folder())?;
        let (count, before, begun) = (as_float(now.len()), used(town), Instant::now());
        done.extend(all_press(now, presses.at_once, &lines).await);
        let bookings = count / begun.elapsed().as_secs_f64();
        let cpu = used(town).saturating_sub(before);
        let cpu_micros = cpu.as_secs_f64() * 1e6 / count;
        rounds.push(Round { sync_micros, rows, bookings, cpu_micros });
    }
    let counted = tally.counted();
    let proof = proof::prove(town, &counted, done).await?;
    Ok(Pressed { presses, rounds, counted, load, proof })
}

/// Everybody presses, so many at the same time.
async fn all_press(ready: Vec<Ready>, at_once: usize, lines: &Lines) -> Vec<Visitor> {
    let all = stream::iter(ready).map(|mut ready| async move {
        lines.serve(&mut ready.visitor.phone);
        ready.presses(Instant::now()).await;
        lines.take_back(&mut ready.visitor.phone);
        ready.visitor
    });
    all.buffer_unordered(at_once).collect().await
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
            writeln!(f, "{what:<20} {:.0}", Spread::of(self.rounds.iter().map(of)))
        };
        line(f, "a sync of 4 KiB, µs", |round| round.sync_micros)?;
        line(f, "rows, each a commit", |round| round.rows)?;
        line(f, "bookings a second", |round| round.bookings)?;
        let ratio = Spread::of(self.rounds.iter().map(|round| round.bookings / round.rows));
        writeln!(f, "  over such rows     {ratio:.1}")?;
        line(f, "CPU of each, µs", |round| round.cpu_micros)?;
        let at = |part| Duration::from_micros(self.counted.presses.value_at_quantile(part));
        writeln!(f, "answered within      {:.1?} (p50), {:.1?} (p99)", at(0.5), at(0.99))?;
        crate::report::outcome(f, &self.counted, &self.proof)
    }
}
