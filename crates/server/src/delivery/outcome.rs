//! What LINE's answer means for a promised message.

use super::{after, pause};
use jiff::{SignedDuration, Timestamp};
use line::{Accepted, SendError};
use store::{Due, Settled};

/// LINE forgets a retry key after 24 hours; a try after that could be a second message.
const RETRY_KEY_LIFE: SignedDuration = SignedDuration::from_hours(23);
/// Between tries while the month's messages are used up.
const MONTHLY_PAUSE: SignedDuration = SignedDuration::from_hours(1);
/// Replies live a minute, so they are tried again soon.
const REPLY_PAUSE: SignedDuration = SignedDuration::from_secs(1);

/// The reply token has run out before it could be used: the message goes out as a push at once.
pub(super) fn reply_too_late(now: Timestamp) -> Settled {
    Settled::Again { at: now, as_push: true, certain: true }
}

pub(super) fn of_reply(sent: Result<Accepted, SendError>, due: &Due, now: Timestamp) -> Settled {
    match sent {
        Ok(_) => Settled::Sent,
        // An earlier try whose answer was lost has used the token: the resident has the answer.
        Err(SendError::BadReplyToken) if due.doubts > 0 => Settled::Sent,
        Err(SendError::BadReplyToken) => reply_too_late(now),
        Err(SendError::Never { status, why }) => Settled::GivenUp(format!("{status}: {why}")),
        Err(SendError::MonthlyLimit) => later(due, now, MONTHLY_PAUSE, true),
        Err(SendError::Later { maybe_delivered, .. }) => Settled::Again {
            at: after(now, REPLY_PAUSE),
            as_push: false,
            certain: !maybe_delivered,
        },
    }
}

pub(super) fn of_push(sent: Result<Accepted, SendError>, due: &Due, now: Timestamp) -> Settled {
    match sent {
        Ok(_) => Settled::Sent,
        Err(SendError::BadReplyToken) => {
            Settled::GivenUp("LINE took a push for a reply".to_owned())
        }
        Err(SendError::Never { status, why }) => Settled::GivenUp(format!("{status}: {why}")),
        Err(SendError::MonthlyLimit) => later(due, now, MONTHLY_PAUSE, true),
        Err(SendError::Later { maybe_delivered, .. }) => {
            later(due, now, pause(due.tries), !maybe_delivered)
        }
    }
}

/// Again after a pause, unless LINE would no longer know the retry key by then.
fn later(due: &Due, now: Timestamp, pause: SignedDuration, certain: bool) -> Settled {
    let at = after(now, pause);
    let first = due.first_tried_at.unwrap_or(now);
    if at.duration_since(first) >= RETRY_KEY_LIFE {
        return Settled::GivenUp("LINE did not take it within 23 hours".to_owned());
    }
    Settled::Again { at, as_push: false, certain }
}
