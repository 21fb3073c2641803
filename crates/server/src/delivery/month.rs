//! The month's messages: how many there are, how many are used, and the stop while none is left. Free replies
//! go on meanwhile, and nothing that rests is lost.

use crate::App;
use anyhow::Result;
use jiff::{SignedDuration, Timestamp};
use line::{Client, Quota, SendError};
use std::time::Duration;
use tokio::time;

/// How soon LINE is asked again whether messages may go on.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_hours(1);
/// The same where LINE did not answer.
const ASK_AGAIN: SignedDuration = SignedDuration::from_mins(5);
/// How often the month is looked at while all is well.
const EVERY: Duration = Duration::from_mins(5);
/// How old what the desk shows may be while nothing calls for more.
const TELL_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// The month as LINE counts it; what staff send by hand is in it, and the count is a little late.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Month {
    /// How many counted messages there are; none where there is no end to them.
    pub limit: Option<u64>,
    /// How many are used.
    pub used: u64,
    /// When LINE said so.
    pub at: Timestamp,
}

/// More people than messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Short {
    /// How many messages a sending to many may use now.
    pub room: u64,
    /// How many are kept back for what single residents wait for.
    pub kept_back: u64,
}

impl Month {
    /// How many messages are left; none where there is no end to them.
    pub fn left(&self) -> Option<u64> {
        self.limit.map(|limit| limit.saturating_sub(self.used))
    }

    /// Whether so many people can be written to. A tenth of the month is kept back for confirmations and
    /// cancellations, which people wait for one by one.
    pub fn has_room_for(&self, people: u64) -> Result<(), Short> {
        let (Some(limit), Some(left)) = (self.limit, self.left()) else { return Ok(()) };
        let kept_back = limit.div_ceil(10);
        let room = left.saturating_sub(kept_back);
        if people <= room { Ok(()) } else { Err(Short { room, kept_back }) }
    }
}

/// What the desk should know of the messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sending {
    /// The month, as soon as LINE has said.
    pub month: Option<Month>,
    /// Since when counted messages rest.
    pub stopped_since: Option<Timestamp>,
    /// How many rest.
    pub resting: u32,
    /// Notices that were given up and that nobody has dealt with.
    pub undelivered: u32,
    /// When these were counted.
    pub told_at: Option<Timestamp>,
}

/// When to look after LINE has said that the month is used up.
pub(super) fn look_at(now: Timestamp) -> Timestamp {
    super::after(now, LOOK_AGAIN)
}

/// Asks LINE about the month.
pub async fn ask(client: &Client, now: Timestamp) -> Result<Month, SendError> {
    let (limit, used) = (client.quota().await?, client.consumption().await?);
    let limit = match limit {
        Quota::None => None,
        Quota::Limited(limit) => Some(limit),
    };
    Ok(Month { limit, used, at: now })
}

/// While counted messages rest and it is time to look: lets them go on where LINE has room again.
pub(super) async fn look_after_stop(app: &App) -> Result<()> {
    let now = app.clock.now();
    let stop = app.store.read(|reader| reader.push_stop()).await?;
    if stop.is_some_and(|stop| stop.look_at <= now) {
        tick(app).await?;
    }
    Ok(())
}

/// Asks LINE once, stops or resumes counted messages by its answer, and tells the desk.
pub async fn tick(app: &App) -> Result<()> {
    let Some(line) = &app.line else { return Ok(()) };
    let now = app.clock.now();
    let asked = ask(&line.client, now).await;
    let month = asked.as_ref().ok().copied();
    let resumed = app.store.write(move |tx| {
        let stop = tx.push_stop()?;
        match month {
            Some(month) if month.left() == Some(0) => tx.stop_pushes(look_at(now), now)?,
            // It may be early: LINE sets messages aside while a sending to many runs.
            Some(_) if stop.is_some_and(|stop| stop.look_at <= now) => {
                return tx.resume_pushes();
            }
            None if stop.is_some_and(|stop| stop.look_at <= now) => {
                tx.stop_pushes(super::after(now, ASK_AGAIN), now)?;
            }
            _ => {}
        }
        Ok(false)
    });
    if resumed.await? {
        tracing::info!("counted messages go on");
    }
    if let Err(error) = asked {
        tracing::warn!("LINE did not say how many messages are left: {error}");
    }
    tell(app, month).await
}

/// Brings what the desk shows up to date.
pub async fn tell(app: &App, month: Option<Month>) -> Result<()> {
    let now = app.clock.now();
    let (stop, resting, undelivered) = app
        .store
        .read(|reader| {
            let stop = reader.push_stop()?;
            let resting = if stop.is_some() { reader.count_resting()? } else { 0 };
            Ok((stop, resting, reader.count_undelivered()?))
        })
        .await?;
    app.sending.update(|before| Sending {
        month: month.or(before.month),
        stopped_since: stop.map(|stop| stop.since),
        resting,
        undelivered,
        told_at: Some(now),
    });
    Ok(())
}

/// The same, unless it was done a moment ago: what rests is counted row by row.
pub(super) async fn tell_now_and_then(app: &App) -> Result<()> {
    let told_at = app.sending.now().told_at;
    let is_fresh = |at| app.clock.now().duration_since(at) < TELL_EVERY;
    if told_at.is_some_and(is_fresh) { Ok(()) } else { tell(app, None).await }
}

/// Looks at the month for as long as the service lives.
pub async fn run(app: App) {
    loop {
        if let Err(error) = tick(&app).await {
            tracing::warn!("the month could not be looked at: {error:#}");
        }
        time::sleep(EVERY).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(limit: Option<u64>, used: u64) -> Month {
        Month { limit, used, at: Timestamp::UNIX_EPOCH }
    }

    #[test]
    fn a_tenth_of_the_month_is_kept_back() {
        assert_eq!(month(None, 9_000).has_room_for(100_000), Ok(()));
        assert_eq!(month(Some(200), 0).has_room_for(180), Ok(()));
        let short = |room, kept_back| Err(Short { room, kept_back });
        assert_eq!(month(Some(200), 0).has_room_for(181), short(180, 20));
        assert_eq!(month(Some(200), 170).has_room_for(11), short(10, 20));
        assert_eq!(month(Some(200), 190).has_room_for(1), short(0, 20));
        assert_eq!(month(Some(5), 9).has_room_for(1), short(0, 1), "staff sent more by hand");
        assert_eq!(month(Some(5), 9).has_room_for(0), Ok(()));
    }
}
