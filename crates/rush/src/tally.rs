//! What happened while the rush lasted: every access, how long its answer took, and what the answer was.

use crate::{page::heading, phone::Answer};
use hdrhistogram::Histogram;
use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// Answers are told apart to a thousandth, up to two minutes.
const SLOWEST_MICROS: u64 = 120_000_000;
const DIGITS: u8 = 3;

/// A booking that somebody was told they have.
#[derive(Clone, Debug)]
pub(crate) struct Acknowledged {
    /// Whose, as the rush counts them.
    pub(crate) person: usize,
    pub(crate) booking: String,
    pub(crate) slot: String,
    /// How long after the beginning.
    pub(crate) after: Duration,
}

/// Counted while it happens, by everybody.
pub(crate) struct Tally(Mutex<Counted>);

/// What was counted.
#[derive(Clone, Debug)]
pub(crate) struct Counted {
    pub(crate) begun: Instant,
    pub(crate) offered: u64,
    pub(crate) served: u64,
    pub(crate) refused: BTreeMap<String, u64>,
    pub(crate) in_vain: BTreeMap<String, u64>,
    pub(crate) without_a_retry_time: u64,
    pub(crate) errors: BTreeMap<String, u64>,
    pub(crate) acknowledged: Vec<Acknowledged>,
    pub(crate) pages: Histogram<u64>,
    pub(crate) presses: Histogram<u64>,
}

impl Tally {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(Counted::new()))
    }

    /// Forgets what came before the rush.
    pub(crate) fn begins(&self) {
        *self.now() = Counted::new();
    }

    pub(crate) fn offered(&self) {
        self.now().offered += 1;
    }

    /// An answer came, so long after it was due.
    pub(crate) fn answered(&self, press: bool, took: Duration, answer: &Answer) {
        let mut counted = self.now();
        let micros = u64::try_from(took.as_micros()).unwrap_or(SLOWEST_MICROS);
        let times = if press { &mut counted.presses } else { &mut counted.pages };
        times.saturating_record(micros);
        match answer.status.as_u16() {
            200..=399 => counted.served += 1,
            409 => {
                counted.served += 1;
                counted.refuses(heading(&answer.html));
            }
            status @ (429 | 503) => {
                counted.served += 1;
                let words = heading(&answer.html);
                counted.refuses(if words.is_empty() { status.to_string() } else { words });
                counted.without_a_retry_time += u64::from(answer.retry_after().is_none());
            }
            status => counted.errs(format!("{status} {}", heading(&answer.html))),
        }
    }

    /// Somebody found nothing to go on with on a page.
    pub(crate) fn in_vain(&self, answer: &Answer) {
        *self.now().in_vain.entry(heading(&answer.html)).or_default() += 1;
    }

    /// No answer came.
    pub(crate) fn failed(&self, trouble: &anyhow::Error) {
        self.now().errs(format!("{trouble:#}"));
    }

    pub(crate) fn acknowledges(&self, person: usize, booking: &str, slot: &str) {
        let mut counted = self.now();
        let (booking, slot) = (booking.to_owned(), slot.to_owned());
        let after = counted.begun.elapsed();
        counted.acknowledged.push(Acknowledged { person, booking, slot, after });
    }

    /// As it stands.
    pub(crate) fn counted(&self) -> Counted {
        self.now().clone()
    }

    fn now(&self) -> MutexGuard<'_, Counted> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where how long answers took is counted, in microseconds.
pub(crate) fn times() -> Histogram<u64> {
    Histogram::new_with_max(SLOWEST_MICROS, DIGITS).expect("three digits up to two minutes")
}

impl Counted {
    fn new() -> Self {
        Self {
            begun: Instant::now(),
            offered: 0,
            served: 0,
            refused: BTreeMap::new(),
            in_vain: BTreeMap::new(),
            without_a_retry_time: 0,
            errors: BTreeMap::new(),
            acknowledged: Vec::new(),
            pages: times(),
            presses: times(),
        }
    }

    fn refuses(&mut self, why: String) {
        *self.refused.entry(why).or_default() += 1;
    }

    fn errs(&mut self, what: String) {
        *self.errors.entry(what).or_default() += 1;
    }
}
