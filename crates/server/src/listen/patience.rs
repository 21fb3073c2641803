//! How long a connection is waited for. A new wait begins with every head that is read; here they share one entry in the
//! runtime's wheel of timers, instead of putting one in and taking it out again, under a lock, for every request.

use hyper::rt::{Sleep, Timer};
use std::{
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
    time::{Duration, Instant},
};
use tokio::time;

/// The timer of one connection.
#[derive(Clone, Debug, Default)]
pub(super) struct Patience(Arc<Mutex<Option<Pin<Box<time::Sleep>>>>>);

/// One wait of it.
#[derive(Debug)]
struct Wait {
    patience: Patience,
    until: time::Instant,
}

impl Timer for Patience {
    fn sleep(&self, lasts: Duration) -> Pin<Box<dyn Sleep>> {
        self.sleep_until(self.now() + lasts)
    }

    fn sleep_until(&self, until: Instant) -> Pin<Box<dyn Sleep>> {
        Box::pin(Wait { patience: self.clone(), until: until.into() })
    }

    fn now(&self) -> Instant {
        time::Instant::now().into_std()
    }
}

impl Sleep for Wait {}

impl Future for Wait {
    type Output = ();

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<()> {
        let mut entry = self.patience.0.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = entry.get_or_insert_with(|| Box::pin(time::sleep_until(self.until)));
        if self.until < entry.deadline() {
            entry.as_mut().reset(self.until);
        }
        // It rings for a wait that is over, and is put off for this one.
        while entry.as_mut().poll(task).is_ready() {
            if self.until <= entry.deadline() {
                return Poll::Ready(());
            }
            entry.as_mut().reset(self.until);
        }
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    #[tokio::test]
    async fn each_wait_ends_at_its_own_time_however_many_were_given_up_before() {
        let (patience, begin) = (Patience::default(), patience_now());
        let at = |ms| begin + Duration::from_millis(ms);
        for given_up in [2, 3] {
            assert!(patience.sleep_until(at(given_up)).now_or_never().is_none());
        }
        patience.sleep_until(at(9)).await;
        assert!(patience_now() >= at(9), "the entry rang for those before, and was put off");
        patience.sleep_until(at(12)).await;
        assert!(patience_now() >= at(12), "what has rung rings again");
        assert!(patience.sleep(Duration::from_hours(1)).now_or_never().is_none());
        let over = patience.sleep_until(begin).now_or_never();
        assert!(over.is_some(), "one that ends sooner than the one before");
    }

    fn patience_now() -> Instant {
        Patience::default().now()
    }
}
