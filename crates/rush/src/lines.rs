//! The connections of a proxy in front of the service: whoever comes is sent over one that is idle, over a new one if none
//! is, and it stays open for the next. So there are as many as are needed at the same time, however many people come.

use crate::phone::{Line, Phone};
use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// An idle one is not used any more after this time; the service closes it after 20 seconds.
const IDLE_MOST: Duration = Duration::from_secs(15);

/// Those that are idle, with since when.
#[derive(Default)]
pub(crate) struct Lines(Mutex<Idle>);

#[derive(Default)]
struct Idle {
    idle: Vec<(Line, Instant)>,
    used: usize,
    most: usize,
}

impl Lines {
    /// Gives somebody the one that was used last, if any is idle; without one a telephone opens its own.
    pub(crate) fn serve(&self, phone: &mut Phone) {
        let mut all = self.now();
        all.used += 1;
        all.most = all.most.max(all.used);
        if let Some((line, since)) = all.idle.pop() {
            if since.elapsed() < IDLE_MOST {
                phone.takes(line);
            } else {
                // The others have been idle for longer.
                all.idle.clear();
            }
        }
    }

    /// Takes it back.
    pub(crate) fn take_back(&self, phone: &mut Phone) {
        let mut all = self.now();
        all.used -= 1;
        if let Some(line) = phone.leaves() {
            all.idle.push((line, Instant::now()));
        }
    }

    /// The most that were in use at the same time.
    pub(crate) fn most(&self) -> usize {
        self.now().most
    }

    fn now(&self) -> MutexGuard<'_, Idle> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
