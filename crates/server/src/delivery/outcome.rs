//! What LINE's answer means for a promised message.

use super::{after, month, pause};
use jiff::{SignedDuration, Timestamp};
use line::{Accepted, SendError};
use store::{Due, Lost, Settled};

/// LINE forgets a retry key after 24 hours; a try after that could be a second message.
const RETRY_KEY_LIFE: SignedDuration = SignedDuration::from_hours(23);
/// Replies live a minute, so they are tried again soon.
const REPLY_PAUSE: SignedDuration = SignedDuration::from_secs(1);

/// The reply token has run out before it could be used: the message goes out as a push at once.
pub(super) fn reply_too_late(now: Timestamp) -> Settled {
    Settled::Again { at: now, as_push: true, certain: true }
}

pub(super) fn of_reply(sent: Result<Accepted, SendError>, due: &Due, now: Timestamp) -> Settled {
    match sent {
        Ok(accepted) => Settled::Sent(accepted.request_id),
        // An earlier try whose answer was lost has used the token: the resident has the answer.
        Err(SendError::BadReplyToken) if due.doubts > 0 => Settled::Sent(None),
        Err(SendError::BadReplyToken) => reply_too_late(now),
        Err(SendError::Never { status, why }) => refused(status, &why),
        // Replies are not counted, so that the month does not end for them.
        Err(SendError::MonthlyLimit | SendError::NotLetIn { .. }) => again_soon(now, true),
        Err(SendError::Later { maybe_delivered, .. }) => again_soon(now, !maybe_delivered),
    }
}

fn again_soon(now: Timestamp, certain: bool) -> Settled {
    Settled::Again { at: after(now, REPLY_PAUSE), as_push: false, certain }
}

pub(super) fn of_push(sent: Result<Accepted, SendError>, due: &Due, now: Timestamp) -> Settled {
    match sent {
        Ok(accepted) => Settled::Sent(accepted.request_id),
        Err(SendError::BadReplyToken) => refused(400, "LINE took a push for a reply"),
        Err(SendError::Never { status, why }) => refused(status, &why),
        Err(SendError::MonthlyLimit) => Settled::Stopped { look_at: month::look_at(now) },
        Err(SendError::NotLetIn { .. }) => later(due, now, pause(due.tries), true),
        Err(SendError::Later { maybe_delivered, .. }) => {
            later(due, now, pause(due.tries), !maybe_delivered)
        }
    }
}

fn refused(status: u16, why: &str) -> Settled {
    Settled::GivenUp(Lost::Refused(format!("{status}: {why}")))
}

/// Again after a pause, unless LINE would no longer know the retry key by then.
fn later(due: &Due, now: Timestamp, pause: SignedDuration, certain: bool) -> Settled {
    let at = after(now, pause);
    let first = due.first_tried_at.unwrap_or(now);
    if at.duration_since(first) >= RETRY_KEY_LIFE {
        return Settled::GivenUp(Lost::TooLate);
    }
    Settled::Again { at, as_push: false, certain }
}
