//! What came of it, in words and numbers.

use crate::{goodput::Goodput, machine::Used, proof::Proof, run::Rush, tally::Counted};
use hdrhistogram::Histogram;
use std::{collections::BTreeMap, fmt, time::Duration};

/// Above this load, figures say as much of the neighbours as of the product.
const QUIET: f64 = 1.0;

/// The account of a rush.
#[derive(Clone, Debug)]
pub struct Report {
    pub(crate) rush: Rush,
    pub(crate) counted: Counted,
    pub(crate) took: Duration,
    pub(crate) used: Option<Used>,
    pub(crate) load: Option<f64>,
    /// How the crowd went by, where there was one.
    pub(crate) goodput: Option<Goodput>,
    pub(crate) proof: Proof,
}

impl Report {
    /// What was proven afterwards.
    pub fn proof(&self) -> &Proof {
        &self.proof
    }

    /// Accesses that had no answer, or one that is a failure of ours.
    pub fn errors(&self) -> u64 {
        self.counted.errors.values().sum()
    }

    /// Refusals that did not say when to come again.
    pub fn without_a_retry_time(&self) -> u64 {
        self.counted.without_a_retry_time
    }

    /// Accesses that were answered, with a page or an honest no.
    pub fn served(&self) -> u64 {
        self.counted.served
    }

    fn a_minute(&self, accesses: u64) -> f64 {
        number(accesses) * 60.0 / self.took.as_secs_f64().max(0.001)
    }

    /// Bookings a second in each third of the time in which people came.
    fn thirds(&self) -> [f64; 3] {
        let third = self.rush.within.as_secs_f64().max(0.001) / 3.0;
        [0.0, 1.0, 2.0].map(|nth| {
            let range = third * nth..third * (nth + 1.0);
            let told = self.counted.acknowledged.iter();
            let in_it = told.filter(|told| range.contains(&told.after.as_secs_f64())).count();
            number(in_it as u64) / third
        })
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (rush, counted, proof) = (&self.rush, &self.counted, &self.proof);
        writeln!(
            f,
            "{:?}: {} people within {:?}, at most {} connections, seed {}; over after {:.1?}",
            rush.scenario, rush.people, rush.within, rush.at_once, rush.seed, self.took
        )?;
        if let Some(load) = self.load {
            let busy =
                if load > QUIET { ": the machine was busy, the figures are too" } else { "" };
            writeln!(f, "load of the machine before it: {load:.2}{busy}")?;
        }
        writeln!(
            f,
            "accesses a minute    offered {:.0}, served {:.0}",
            self.a_minute(counted.offered),
            self.a_minute(counted.served)
        )?;
        writeln!(
            f,
            "bookings             {} ({:.1} a second)",
            proof.acknowledged,
            number(proof.acknowledged as u64) / self.took.as_secs_f64().max(0.001)
        )?;
        if let Some(goodput) = &self.goodput {
            let [before, during, after] = self.thirds();
            writeln!(
                f,
                "bookings a second    before {before:.1}, tenfold {during:.1}, after {after:.1}"
            )?;
            write!(f, "{goodput}")?;
        }
        times(f, "pages, ms           ", &counted.pages)?;
        times(f, "forms, ms           ", &counted.presses)?;
        if let Some(used) = self.used {
            writeln!(
                f,
                "server               {:.1?} of processor time, {} MiB at most",
                used.cpu,
                used.most_kib / 1_024
            )?;
        }
        list(f, "refused", &counted.refused)?;
        list(f, "nothing to choose", &counted.in_vain)?;
        list(f, "errors", &counted.errors)?;
        writeln!(f, "without a retry time {}", counted.without_a_retry_time)?;
        match proof.oversold {
            Some(oversold) => writeln!(f, "oversold             {oversold}")?,
            None => writeln!(f, "oversold             not counted here, see the books")?,
        }
        writeln!(f, "lost                 {} of {} looked up", proof.lost, proof.acknowledged)?;
        writeln!(f, "doubled              {}", proof.doubled)?;
        write!(f, "the books            {}", proof.words)
    }
}

fn times(f: &mut fmt::Formatter<'_>, what: &str, times: &Histogram<u64>) -> fmt::Result {
    let at = |quantile: f64| number(times.value_at_quantile(quantile)) / 1_000.0;
    writeln!(
        f,
        "{what} p50 {:.1}, p99 {:.1}, p99.9 {:.1}, most {:.1} (of {})",
        at(0.5),
        at(0.99),
        at(0.999),
        number(times.max()) / 1_000.0,
        times.len()
    )
}

/// What a measurement came to beside its figures.
pub(crate) fn outcome(f: &mut fmt::Formatter<'_>, counted: &Counted, proof: &Proof) -> fmt::Result {
    list(f, "refused", &counted.refused)?;
    list(f, "errors", &counted.errors)?;
    writeln!(
        f,
        "acknowledged {}, lost {}, doubled {}, oversold {}",
        proof.acknowledged,
        proof.lost,
        proof.doubled,
        proof.oversold.unwrap_or(0)
    )?;
    write!(f, "the books            {}", proof.words)
}

pub(crate) fn list(
    f: &mut fmt::Formatter<'_>,
    what: &str,
    counts: &BTreeMap<String, u64>,
) -> fmt::Result {
    writeln!(f, "{what:<20} {}", counts.values().sum::<u64>())?;
    counts.iter().try_for_each(|(why, count)| writeln!(f, "  {count:>8}  {why}"))
}

/// Counts are far below where a float loses whole numbers.
#[expect(clippy::cast_precision_loss, reason = "no rush counts beyond 2^52")]
fn number(count: u64) -> f64 {
    count as f64
}
