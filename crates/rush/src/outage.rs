//! The outage: people book and give back without end while the PostgreSQL under the service stops as if its power went and
//! starts again, and at last is replaced by its standby; afterwards everything that anybody was told is looked up.

use crate::{
    chance::Chance,
    kill::{Kill, Killed, Pressing, answered, times},
    servers::Servers,
    town::Town,
};
use anyhow::Result;
use std::time::{Duration, Instant};
use tokio::time;

/// What is to be played.
#[derive(Clone, Copy, Debug)]
pub struct Outage {
    /// How many people book and give back.
    pub people: u32,
    /// How often the server stops and starts again before the last time, when its standby takes over, if there is one.
    pub restarts: u32,
    /// The longest that it lives after somebody's press was answered.
    pub lives_most: Duration,
    /// What chance begins with.
    pub seed: u64,
}

/// Plays it, in a town of our own on these servers. The service itself is never touched: it comes back by itself.
pub async fn outage(town: &Town, servers: &mut Servers, outage: Outage) -> Result<Killed> {
    let Outage { people, restarts, lives_most, seed } = outage;
    let kills = restarts + u32::from(servers.has_a_standby());
    let pressing = Pressing::begins(town, Kill { people, kills, lives_most, seed }).await?;
    let (mut chance, mut again) = (Chance::new(seed), times()?);
    for nth in 0..kills {
        answered(&pressing.course).await?;
        time::sleep(chance.within(lives_most)).await;
        servers.lose_power()?;
        let lost = Instant::now();
        if nth < restarts {
            servers.start_again()?;
        } else {
            servers.promote()?;
        }
        // From the loss of power to the next press that is answered, with the start of the server in it.
        answered(&pressing.course).await?;
        again.saturating_record(u64::try_from(lost.elapsed().as_micros()).unwrap_or(u64::MAX));
    }
    pressing.ends(town, ("database", 0), again).await
}
