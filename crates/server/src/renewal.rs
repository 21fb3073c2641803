//! How a page asks that the service goes on with another configuration. Whoever runs the service listens.

use crate::config::Config;
use std::sync::{Mutex, PoisonError};
use tokio::sync::{mpsc, oneshot};

/// What is asked for.
#[derive(Debug)]
pub struct Wish {
    /// The configuration to go on with.
    pub config: Config,
    /// Told when it holds.
    pub done: oneshot::Sender<()>,
}

/// Where it is asked for.
#[derive(Debug, Default)]
pub struct Renewal(Mutex<Option<mpsc::Sender<Wish>>>);

impl Renewal {
    /// What is asked for from now on.
    pub fn listen(&self) -> mpsc::Receiver<Wish> {
        let (asks, wishes) = mpsc::channel(1);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(asks);
        wishes
    }

    /// Asks, and waits until it is so. False where nobody listens: then it holds from the next start on.
    pub async fn ask(&self, config: Config) -> bool {
        let asks = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let Some(asks) = asks else { return false };
        let (done, so) = oneshot::channel();
        asks.send(Wish { config, done }).await.is_ok() && so.await.is_ok()
    }
}
