//! What a process costs, as Linux tells it in /proc.

use std::{fs, time::Duration};

/// Linux counts processor time in hundredths of a second on every machine we know.
const TICKS_A_SECOND: u64 = 100;

/// What a process has used so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Used {
    pub(crate) cpu: Duration,
    /// The most it ever held.
    pub(crate) most_kib: u64,
}

/// Asks for it; nothing where there is no such process or no /proc.
pub(crate) fn used(process: u32) -> Option<Used> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    Some(Used { cpu: cpu(&stat)?, most_kib: most_kib(&status)? })
}

/// User and system time are the 14th and 15th field; the second is a name that may hold anything.
fn cpu(stat: &str) -> Option<Duration> {
    let (_, after_name) = stat.rsplit_once(')')?;
    let mut fields = after_name.split_whitespace().skip(11);
    let ticks: u64 = fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?;
    Some(Duration::from_millis(ticks * 1_000 / TICKS_A_SECOND))
}

fn most_kib(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

/// How busy the machine is with everything, as it says itself.
pub(crate) fn load() -> Option<f64> {
    fs::read_to_string("/proc/loadavg").ok()?.split(' ').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_and_memory_are_read_whatever_the_process_is_called() {
        let stat = "7 (a) b) c) S 1 7 7 0 -1 4194560 100 0 0 0 120 30 0 0 20 0 4 0 99 1 2";
        assert_eq!(cpu(stat), Some(Duration::from_millis(1_500)));
        let status = "Name:\tmadoguchi\nVmPeak:\t  99 kB\nVmHWM:\t   81920 kB\nVmRSS:\t 1 kB\n";
        assert_eq!(most_kib(status), Some(81_920));
        assert_eq!((cpu("7 (a"), most_kib("")), (None, None));
    }
}
