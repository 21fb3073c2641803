//! The presses at a rate: people with the form before them press at instants of their own, so many a second, whether or not
//! those before them are answered. How long an answer takes counts from the instant at which its press was due, so that a
//! service that stands still is not spared those who would have pressed meanwhile.

use crate::{
    button::{Ready, at_the_button},
    chance::Chance,
    lines::Lines,
    machine,
    measure::{Spread, as_float, sync_micros, used},
    pages::Readers,
    proof::{self, Proof},
    scenario::Scenario,
    tally::{Counted, Tally, times},
    town::Town,
    visit::Visitor,
};
use anyhow::Result;
use hdrhistogram::Histogram;
use std::{
    fmt,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{task::JoinSet, time};

/// What is to be measured.
#[derive(Clone, Copy, Debug)]
pub struct Paced {
    /// How many press in a second.
    pub rate: u32,
    /// How long they do, all rounds together.
    pub seconds: u32,
    /// In how many rounds.
    pub rounds: u32,
    /// How many pull the page of free places meanwhile, as fast as it comes.
    pub readers: u32,
    /// What chance begins with.
    pub seed: u64,
}

impl Paced {
    /// How many people it takes.
    pub fn people(self) -> u32 {
        self.rate.saturating_mul(self.seconds)
    }
}

/// One round's figures.
#[derive(Clone, Debug)]
struct Round {
    sync_micros: f64,
    /// A second, from the beginning to the last answer, or to the end of the round if that comes later.
    bookings: f64,
    /// Processor time of the service for each booking, in microseconds, and what it gave to readers in it.
    cpu_micros: f64,
    pages: f64,
    /// From the instant due to the answer, and to the press itself: what the load generator was late.
    answered: Histogram<u64>,
    late: Histogram<u64>,
}

/// What was measured.
#[derive(Clone, Debug)]
pub struct KeptPace {
    paced: Paced,
    rounds: Vec<Round>,
    prepared: Duration,
    lines: usize,
    counted: Counted,
    load: Option<f64>,
    proof: Proof,
}

impl KeptPace {
    /// Whether every press has its answer, nobody was refused but with a time to come again, and every booking is there once.
    pub fn holds(&self) -> bool {
        let Counted { refused, errors, without_a_retry_time, .. } = &self.counted;
        let refused: u64 = refused.values().sum();
        let all = self.proof.acknowledged as u64 + refused == u64::from(self.paced.people());
        all && errors.is_empty() && *without_a_retry_time == 0 && self.proof.holds()
    }

    /// What was proven afterwards.
    pub fn proof(&self) -> &Proof {
        &self.proof
    }
}

/// Measures it in a town of our own.
pub async fn paced(town: &Town, paced: Paced) -> Result<KeptPace> {
    let (load, tally, begun) = (machine::load(), Arc::new(Tally::new()), Instant::now());
    let who = (Scenario::Presses, paced.people(), paced.seed);
    let mut ready = at_the_button(town, who, &tally).await?;
    let (prepared, lines) = (begun.elapsed(), Arc::new(Lines::default()));
    let (mut chance, mut rounds, mut done) = (Chance::new(paced.seed), Vec::new(), Vec::new());
    let each = ready.len().div_ceil(paced.rounds.max(1) as usize);
    while !ready.is_empty() {
        let now = ready.split_off(ready.len().saturating_sub(each));
        let (round, visitors) = round(town, paced, now, &mut chance, &lines).await?;
        rounds.push(round);
        done.extend(visitors);
    }
    let counted = tally.counted();
    let proof = proof::prove(town, &counted, done).await?;
    Ok(KeptPace { paced, rounds, prepared, lines: lines.most(), counted, load, proof })
}

async fn round(
    town: &Town,
    paced: Paced,
    ready: Vec<Ready>,
    chance: &mut Chance,
    lines: &Arc<Lines>,
) -> Result<(Round, Vec<Visitor>)> {
    let sync_micros = sync_micros(town.folder())?;
    let length = Duration::from_secs(1).mul_f64(as_float(ready.len()) / f64::from(paced.rate));
    let instants = chance.instants(ready.len(), length);
    let readers = Readers::begin(town, paced.readers).await?;
    let (before, begun, mut pressing) = (used(town), Instant::now(), JoinSet::new());
    for (ready, after) in ready.into_iter().zip(instants) {
        let due = begun + after;
        if due > Instant::now() {
            time::sleep_until(due.into()).await;
        }
        pressing.spawn(presses(ready, due, Arc::clone(lines)));
    }
    let (mut answered, mut late, mut visitors) = (times(), times(), Vec::new());
    let mut booked = 0_usize;
    for pressed in pressing.join_all().await {
        answered.saturating_record(micros(pressed.answered));
        late.saturating_record(micros(pressed.late));
        booked += usize::from(pressed.booked);
        visitors.push(pressed.visitor);
    }
    let took = begun.elapsed().max(length).as_secs_f64();
    let cpu = used(town).saturating_sub(before).as_secs_f64();
    let round = Round {
        sync_micros,
        bookings: as_float(booked) / took,
        cpu_micros: cpu * 1e6 / as_float(booked.max(1)),
        pages: readers.end().await?,
        answered,
        late,
    };
    Ok((round, visitors))
}

/// What became of one press.
struct Pressed {
    visitor: Visitor,
    booked: bool,
    late: Duration,
    answered: Duration,
}

async fn presses(mut ready: Ready, due: Instant, lines: Arc<Lines>) -> Pressed {
    let late = due.elapsed();
    lines.serve(&mut ready.visitor.phone);
    let booked = ready.presses(due).await;
    let answered = due.elapsed();
    lines.take_back(&mut ready.visitor.phone);
    Pressed { visitor: ready.visitor, booked, late, answered }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

fn millis(micros: u64) -> f64 {
    Duration::from_micros(micros).as_secs_f64() * 1e3
}

impl KeptPace {
    fn spread(&self, of: impl Fn(&Round) -> f64) -> Spread {
        Spread::of(self.rounds.iter().map(of))
    }

    fn all(&self, of: impl Fn(&Round) -> &Histogram<u64>) -> Histogram<u64> {
        let mut all = times();
        for round in &self.rounds {
            all.add(of(round)).expect("they have the same digits");
        }
        all
    }

    fn at(&self, quantile: f64) -> Spread {
        self.spread(|round| millis(round.answered.value_at_quantile(quantile)))
    }
}

impl fmt::Display for KeptPace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Paced { rate, readers, .. } = self.paced;
        let people = self.paced.people();
        writeln!(
            f,
            "Presses at {rate} a second: {people} people in {} rounds, {readers} who read beside them; medians, with the least and the most",
            self.rounds.len()
        )?;
        if let Some(load) = self.load {
            writeln!(
                f,
                "load of the machine before it: {load:.2}; prepared in {:.1?}",
                self.prepared
            )?;
        }
        let (all, late) = (self.all(|round| &round.answered), self.all(|round| &round.late));
        let part = |of: &Histogram<u64>, quantile| millis(of.value_at_quantile(quantile));
        writeln!(f, "a sync of 4 KiB, µs  {}", self.spread(|round| round.sync_micros))?;
        writeln!(f, "bookings a second    {}", self.spread(|round| round.bookings))?;
        writeln!(f, "answered, ms, p50    {:.1}", self.at(0.5))?;
        writeln!(f, "  p99                {:.1}", self.at(0.99))?;
        writeln!(
            f,
            "  of all rounds      p50 {:.1}, p99 {:.1}, p99.9 {:.1}, most {:.1}",
            part(&all, 0.5),
            part(&all, 0.99),
            part(&all, 0.999),
            millis(all.max())
        )?;
        writeln!(
            f,
            "  of it pressed late p50 {:.1}, p99 {:.1}, most {:.1}",
            part(&late, 0.5),
            part(&late, 0.99),
            millis(late.max())
        )?;
        writeln!(f, "connections at most  {}", self.lines)?;
        if readers > 0 {
            writeln!(f, "pages read a second  {}", self.spread(|round| round.pages))?;
        }
        let with = if readers > 0 { ", with the pages" } else { "" };
        writeln!(f, "CPU of each, µs{with:<5} {}", self.spread(|round| round.cpu_micros))?;
        crate::report::outcome(f, &self.counted, &self.proof)
    }
}
