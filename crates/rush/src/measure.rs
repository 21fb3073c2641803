//! What measurements in rounds have in common: the disk's own pace and the service's processor time beside a round, and
//! medians with their range.

use crate::{machine, town::Town};
use anyhow::Result;
use std::{
    fmt,
    fs::File,
    io::{Seek, SeekFrom, Write},
    path::Path,
    time::{Duration, Instant},
};

/// The median cost of making 4 KiB durable beside the town's file, over a fifth of a second.
pub(crate) fn sync_micros(folder: &Path) -> Result<f64> {
    let mut file = File::create(folder.join("sync"))?;
    let (begun, mut costs) = (Instant::now(), Vec::new());
    while begun.elapsed() < Duration::from_millis(200) {
        file.seek(SeekFrom::Start(0))?;
        file.write_all(&[costs.len().to_le_bytes()[0]; 4096])?;
        let start = Instant::now();
        file.sync_data()?;
        costs.push(start.elapsed().as_secs_f64() * 1e6);
    }
    Ok(Spread::of(costs).median)
}

/// Processor time of the service so far; nothing where it cannot be seen.
pub(crate) fn used(town: &Town) -> Duration {
    town.process.and_then(machine::used).map(|used| used.cpu).unwrap_or_default()
}

#[expect(clippy::cast_precision_loss, reason = "nobody counts beyond 2^52")]
pub(crate) fn as_float(count: usize) -> f64 {
    count as f64
}

/// A median with its range; its precision is that of the three.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spread {
    pub(crate) median: f64,
    pub(crate) least: f64,
    most: f64,
}

impl Spread {
    pub(crate) fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let mut sorted: Vec<f64> = values.into_iter().collect();
        sorted.sort_by(f64::total_cmp);
        let at = |index: usize| sorted.get(index).copied().unwrap_or(f64::NAN);
        Self { median: at(sorted.len() / 2), least: at(0), most: at(sorted.len().max(1) - 1) }
    }
}

impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = f.precision().unwrap_or(0);
        write!(f, "{:.digits$} ({:.digits$}–{:.digits$})", self.median, self.least, self.most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_stands_with_its_range_and_of_nothing_there_is_none() {
        let spread = Spread::of([3.0, 1.0, 2.25]);
        assert_eq!(spread.to_string(), "2 (1–3)");
        assert_eq!(format!("{spread:.1}"), "2.2 (1.0–3.0)");
        assert!(Spread::of([]).median.is_nan());
    }

    #[test]
    fn a_sync_takes_some_time() {
        assert!(sync_micros(tempfile::tempdir().unwrap().path()).unwrap() > 0.0);
        assert!(sync_micros(Path::new("/nowhere")).is_err());
    }
}
