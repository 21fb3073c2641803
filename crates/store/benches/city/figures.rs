//! What was measured in either town, and the table of it.

use super::served::Held;
use crate::cases::Spread;
use std::{fmt::Write as _, time::Duration};

/// Above this a city costs too much.
const TOO_MUCH: f64 = 1.5;

/// Microseconds by name, town and round.
#[derive(Default)]
pub(super) struct Figures(Vec<(&'static str, [Vec<Vec<f64>>; 2])>);

impl Figures {
    /// What one round brought in one town.
    pub(super) fn add(&mut self, name: &'static str, town: usize, micros: Vec<f64>) {
        let at = self.0.iter().position(|(other, _)| *other == name);
        let at = at.unwrap_or_else(|| {
            self.0.push((name, Default::default()));
            self.0.len() - 1
        });
        self.0[at].1[town].push(micros);
    }

    pub(super) fn table(&self) -> String {
        let mut text =
            "| | empty town, p50 µs | city, p50 µs | ÷ in the same round | empty town, p99 µs | \
                        city, p99 µs | |\n|---|--:|--:|--:|--:|--:|---|\n"
                .to_owned();
        for (name, [empty, city]) in &self.0 {
            let medians = |rounds: &[Vec<f64>]| -> Vec<f64> {
                rounds.iter().map(|round| Spread::of(round).median).collect()
            };
            let (small, large) = (medians(empty), medians(city));
            let ratios: Vec<f64> =
                small.iter().zip(&large).map(|(one, other)| other / one).collect();
            let ratio = Spread::of(&ratios);
            let mark = if ratio.median > TOO_MUCH { "grows" } else { "" };
            let (small, large) = (Spread::of(&small).median, Spread::of(&large).median);
            let (slow, slower) = (p99(empty), p99(city));
            writeln!(
                text,
                "| {name} | {small:.0} | {large:.0} | {ratio:.2} | {slow:.0} | {slower:.0} | {mark} |"
            )
            .expect("writing to memory does not fail");
        }
        text
    }
}

/// Of all rounds together.
fn p99(rounds: &[Vec<f64>]) -> f64 {
    let mut all = rounds.concat();
    all.sort_by(f64::total_cmp);
    all.get((all.len().saturating_sub(1) * 99).div_ceil(100)).copied().unwrap_or(f64::NAN)
}

/// Starts and memory in words.
pub(super) fn told(starts: &[Vec<Duration>; 2], held: &[[Held; 2]], pages: u64) -> String {
    let mut text = "| | from the start until bookings are taken, ms | resident then, MiB | after pages and searches | at most |\n\
                    |---|--:|--:|--:|--:|\n"
        .to_owned();
    for ((town, starts), [first, last]) in ["empty town", "city"].iter().zip(starts).zip(held) {
        let millis: Vec<f64> = starts.iter().map(|took| took.as_secs_f64() * 1e3).collect();
        let mib = |kib: u64| kib.div_ceil(1_024);
        let (then, later, most) = (mib(first.now), mib(last.now), mib(last.most));
        let spread = Spread::of(&millis);
        writeln!(text, "| {town} | {spread:.0} | {then} | {later} | {most} |")
            .expect("writing to memory does not fail");
    }
    let starts = starts[0].len();
    writeln!(text, "\n{starts} starts of either in turn; {pages} pages, a third of them searches.")
        .expect("writing to memory does not fail");
    text
}
