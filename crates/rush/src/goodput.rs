//! How a crowd went by: the bookings of each of its seconds, and how soon after its end the counter took as many again as it
//! can, or as were wanted.
//!
//! **The peak** is what the counter keeps up at its best: the mean of the best five seconds in a row of the whole run. One
//! second alone is higher by chance, and by those who were let in together.
//!
//! **The end of the crowd** is the arrival of its last person, not the moment at which the last of them is served: those who
//! still wait then are what the counter has to recover from.
//!
//! **Recovered** is the first second, at or after that end, in which bookings reach nine tenths of the peak, or of what was
//! offered in it where that is less. Offered in a second are those who come in it for a place, and those who have come
//! before, have no place yet and have not gone home, beyond as many as were on their way through the pages in the calm
//! before the crowd (who are there whenever people come at all, and cannot be booked any sooner). So a counter that crawls
//! while a crowd stands before it has not recovered, however few come anew; one that has nobody left but those who come
//! need not book more than come; and who went home with nothing is no reason to call it recovered sooner, since those who
//! come must be served nonetheless. Whoever only looks wants nothing. After the last person of the run has come nothing is
//! offered any more, and nothing counts.

use crate::measure::{Spread, as_float};
use std::{fmt, ops::Range, time::Duration};

/// What is looked at.
const WINDOW: Duration = Duration::from_secs(1);
/// How many of them the counter must keep its peak for.
const KEPT_UP: usize = 5;
/// The steps in which the first such window is looked for.
const STEP: Duration = Duration::from_millis(20);
/// Of the peak, or of what is offered.
const ENOUGH: f64 = 0.9;

/// Somebody's time before the counter, from the beginning of the rush.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stay {
    pub(crate) came: Duration,
    pub(crate) left: Duration,
    /// Whether they came for a place, and not only to look.
    pub(crate) wanted: bool,
}

/// How a crowd in the middle third of a time went by.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Goodput {
    /// Bookings of each whole second of the crowd.
    pub(crate) seconds: Vec<usize>,
    /// The mean of the best seconds in a row of all, and the best second alone.
    pub(crate) peak: f64,
    pub(crate) best: usize,
    /// From the end of the crowd to the second in which the counter had recovered; none where it did not while people came.
    pub(crate) recovered: Option<Duration>,
}

impl Goodput {
    /// `booked` are the instants at which somebody was told that they have a place.
    pub(crate) fn of(booked: &[Duration], stays: &[Stay], within: Duration) -> Self {
        let third = within / 3;
        let seconds = seconds(booked, third..third * 2);
        let run = Duration::ZERO..booked.iter().max().copied().unwrap_or_default() + WINDOW;
        let all = self::seconds(booked, run);
        let (peak, best) = (peak(&all), all.into_iter().max().unwrap_or(0));
        let crowd = stays.iter().map(|stay| stay.came).filter(|came| *came < third * 2);
        let end = crowd.max().unwrap_or(third * 2);
        let usual = usual(stays, third / 2..third);
        let last = within.saturating_sub(WINDOW);
        let recovered = steps(end..last).find(|at| {
            let window = *at..*at + WINDOW;
            let wanted = stays.iter().filter(|stay| stay.wanted);
            let come = wanted.filter(|stay| window.contains(&stay.came)).count();
            let offered = come + waiting(stays, *at).saturating_sub(usual);
            as_float(among(booked, &window)) >= ENOUGH * peak.min(as_float(offered))
        });
        Self { seconds, peak, best, recovered: recovered.map(|at| at.saturating_sub(end)) }
    }
}

impl fmt::Display for Goodput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let spread = Spread::of(self.seconds.iter().map(|booked| as_float(*booked)));
        writeln!(
            f,
            "  its peak           {:.1} a second, the best {KEPT_UP} in a row; {} in the best one alone",
            self.peak, self.best
        )?;
        writeln!(
            f,
            "  crowd's seconds    least {:.0}, median {:.0}: {:.2} and {:.2} of the peak",
            spread.least,
            spread.median,
            spread.least / self.peak,
            spread.median / self.peak
        )?;
        let each: Vec<String> = self.seconds.iter().map(usize::to_string).collect();
        writeln!(f, "  each of them       {}", each.join(" "))?;
        match self.recovered {
            Some(after) => writeln!(f, "  recovered          {after:.2?} after the crowd's end"),
            None => writeln!(f, "  recovered          not while people came"),
        }
    }
}

/// Bookings of each whole second of a time.
fn seconds(booked: &[Duration], time: Range<Duration>) -> Vec<usize> {
    let begins = (0..).map(|nth| time.start + WINDOW * nth);
    let whole = begins.take_while(|begin| *begin + WINDOW <= time.end);
    whole.map(|begin| among(booked, &(begin..begin + WINDOW))).collect()
}

/// The mean of the best of so many in a row, or of all if there are fewer.
fn peak(seconds: &[usize]) -> f64 {
    let kept_up = KEPT_UP.min(seconds.len()).max(1);
    let means = seconds.windows(kept_up).map(|row| as_float(row.iter().sum()) / as_float(kept_up));
    means.fold(0.0, f64::max)
}

fn among(booked: &[Duration], window: &Range<Duration>) -> usize {
    booked.iter().filter(|at| window.contains(at)).count()
}

fn steps(time: Range<Duration>) -> impl Iterator<Item = Duration> {
    (0..).map(move |nth| time.start + STEP * nth).take_while(move |at| *at <= time.end)
}

/// Those who have come for a place, have none yet and are still there.
fn waiting(stays: &[Stay], at: Duration) -> usize {
    stays.iter().filter(|stay| stay.wanted && stay.came <= at && at < stay.left).count()
}

/// How many were on their way at the middle instant of a calm time.
fn usual(stays: &[Stay], calm: Range<Duration>) -> usize {
    let mut counts: Vec<usize> = steps(calm).map(|at| waiting(stays, at)).collect();
    counts.sort_unstable();
    counts.get(counts.len() / 2).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WITHIN: Duration = Duration::from_secs(30);

    fn millis(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    /// Ten come a second, and a hundred while it is crowded.
    fn arrivals() -> Vec<Duration> {
        let calm = (0..100).chain(200..300).map(|tenth| millis(tenth * 100));
        let crowd = (0..1_000).map(|nth| millis(10_000 + nth * 10));
        let mut all: Vec<Duration> = calm.chain(crowd).collect();
        all.sort_unstable();
        all
    }

    /// A counter that books one after the other, each so long after the one before; nobody before half a second is over.
    fn served(takes: impl Fn(Duration) -> Duration) -> (Vec<Duration>, Vec<Stay>) {
        let mut free = Duration::ZERO;
        let mut stays = Vec::new();
        for came in arrivals() {
            free = free.max(came + millis(500)) + takes(free);
            stays.push(Stay { came, left: free, wanted: true });
        }
        (stays.iter().map(|stay| stay.left).collect(), stays)
    }

    #[test]
    fn a_counter_that_goes_on_at_its_peak_has_recovered_at_once() {
        // Fifty a second: half of the crowd is left at its end, and served at the same pace.
        let (booked, stays) = served(|_| millis(20));
        let goodput = Goodput::of(&booked, &stays, WITHIN);
        assert_eq!((goodput.best, goodput.recovered), (50, Some(Duration::ZERO)));
        assert!((goodput.peak - 50.0).abs() < 0.01, "{goodput:?}");
        assert_eq!(goodput.seconds.len(), 10);
        assert!(goodput.seconds[1..].iter().all(|booked| *booked == 50), "{:?}", goodput.seconds);
    }

    #[test]
    fn a_counter_that_crawls_with_a_crowd_before_it_has_not_recovered_until_it_runs() {
        let slow = |at: Duration| {
            let is_slow = (millis(15_000)..millis(24_000)).contains(&at);
            millis(if is_slow { 80 } else { 20 })
        };
        let (booked, stays) = served(slow);
        let goodput = Goodput::of(&booked, &stays, WITHIN);
        let after = goodput.recovered.expect("it runs again");
        // The crowd ends at 19.99 s.
        assert!((millis(3_800)..=millis(4_100)).contains(&after), "{after:?}");
        assert_eq!(goodput.seconds.iter().min(), Some(&12));
    }

    #[test]
    fn a_counter_that_has_nobody_left_need_not_book_more_than_come() {
        let (booked, stays) = served(|_| millis(5));
        let goodput = Goodput::of(&booked, &stays, WITHIN);
        assert!(goodput.peak > 95.0 && goodput.recovered < Some(millis(1_000)), "{goodput:?}");
    }

    #[test]
    fn a_counter_that_books_nobody_has_not_recovered_though_all_went_home() {
        let (booked, mut stays) = served(|_| millis(20));
        let booked: Vec<Duration> = booked.into_iter().filter(|at| *at < millis(18_000)).collect();
        for stay in &mut stays {
            stay.left = stay.left.min(stay.came + millis(2_000));
        }
        assert_eq!(Goodput::of(&booked, &stays, WITHIN).recovered, None);
        for stay in &mut stays {
            // Unless they only came to look.
            stay.wanted &= stay.came < millis(18_000);
        }
        assert!(Goodput::of(&booked, &stays, WITHIN).recovered.is_some());
    }

    #[test]
    fn a_peak_is_kept_up_and_no_single_second() {
        let near = |seconds: &[usize], mean: f64| (peak(seconds) - mean).abs() < 0.01;
        assert!(near(&[10, 10, 60, 10, 10, 10], 20.0));
        assert!(near(&[30, 40], 35.0) && near(&[], 0.0));
    }

    #[test]
    fn a_run_of_nothing_has_no_seconds() {
        let goodput = Goodput::of(&[], &[], millis(1_000));
        assert_eq!((goodput.seconds.len(), goodput.best, goodput.recovered), (0, 0, None));
    }
}
