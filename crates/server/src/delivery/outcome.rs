//! What LINE's answer means for a promised message.

use super::{WAITS_MOST, after, month, pause};
use jiff::{SignedDuration, Timestamp};
use line::{Accepted, SendError};
use store::{Due, Lost, Settled};

/// LINE forgets a retry key after 24 hours; a try after that could be a second message.
const RETRY_KEY_LIFE: SignedDuration = SignedDuration::from_hours(23);
/// An answer older than this finds nobody waiting for it. LINE may be down for an hour before.
const ANSWER_LIFE: SignedDuration = SignedDuration::from_hours(2);
/// Replies live a minute, so they are tried again soon.
const REPLY_PAUSE: SignedDuration = SignedDuration::from_secs(1);

/// Why a message is not even tried, if it is not: its time is over, or another try could be a second message.
pub(super) fn hopeless(due: &Due, stopped: bool, now: Timestamp) -> Option<Lost> {
    let age = now.duration_since(due.made_at);
    let too_old = match (&due.notice, &due.reply) {
        (Some(_), _) => age > WAITS_MOST,
        (None, Some((_, until))) if now < *until => false,
        (None, _) => stopped || age > ANSWER_LIFE,
    };
    let forgotten = |first| due.doubts > 0 && now.duration_since(first) >= RETRY_KEY_LIFE;
    match due.first_tried_at {
        _ if too_old => Some(Lost::TooOld),
        Some(first) if forgotten(first) => Some(Lost::TooLate),
        _ => None,
    }
}

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

/// Again after a pause, unless LINE would no longer know the retry key by then. A key that certainly was never
/// used does not grow old.
fn later(due: &Due, now: Timestamp, pause: SignedDuration, certain: bool) -> Settled {
    let at = after(now, pause);
    let first = due.first_tried_at.unwrap_or(now);
    if certain && due.doubts == 0 {
        return Settled::Again { at, as_push: false, certain };
    }
    if at.duration_since(first) >= RETRY_KEY_LIFE {
        return Settled::GivenUp(Lost::TooLate);
    }
    Settled::Again { at, as_push: false, certain }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{AccountId, BookingId, Notice, NoticeId, NoticeKind};
    use store::Outgoing;
    use uuid::Uuid;

    const MADE: Timestamp = Timestamp::UNIX_EPOCH;

    fn answer(reply: Option<i64>) -> Due {
        Due {
            id: NoticeId(Uuid::nil()),
            account: AccountId(Uuid::nil()),
            what: Outgoing::Body("[]".to_owned()),
            reply: reply.map(|minutes| ("token".to_owned(), at(minutes))),
            tries: 1,
            doubts: 0,
            first_tried_at: None,
            made_at: MADE,
            notice: None,
        }
    }

    fn notice() -> Due {
        let (account, booking) = (AccountId(Uuid::nil()), BookingId(Uuid::nil()));
        let notice = Notice::about_booking(account, NoticeKind::Booked, booking);
        Due { notice: Some(notice), ..answer(None) }
    }

    fn at(minutes: i64) -> Timestamp {
        after(MADE, SignedDuration::from_mins(minutes))
    }

    #[test]
    fn an_answer_without_a_living_token_does_not_wait_long() {
        let old = Some(Lost::TooOld);
        assert_eq!(hopeless(&answer(Some(1)), true, at(0)), None);
        assert_eq!(hopeless(&answer(Some(1)), true, at(1)), old, "the month is used up");
        assert_eq!(hopeless(&answer(Some(1)), false, at(1)), None);
        assert_eq!(hopeless(&answer(None), false, at(120)), None);
        assert_eq!(hopeless(&answer(None), false, at(121)), old);
        assert_eq!(hopeless(&notice(), true, at(121)), None, "a notice waits");
        let days = 32 * 24 * 60;
        assert_eq!(hopeless(&notice(), false, at(days)), None);
        assert_eq!(hopeless(&notice(), false, at(days + 1)), old);
    }

    #[test]
    fn a_doubtful_key_is_used_for_less_than_a_day() {
        let tried = |doubts| Due { doubts, first_tried_at: Some(at(60)), ..notice() };
        assert_eq!(hopeless(&tried(1), false, at(24 * 60 - 1)), None);
        assert_eq!(hopeless(&tried(1), false, at(24 * 60)), Some(Lost::TooLate));
        assert_eq!(hopeless(&tried(0), false, at(24 * 60)), None, "it was never used");
    }

    #[test]
    fn only_doubtful_tries_count_toward_the_day() {
        let refused = || Err(SendError::NotLetIn { status: 401 });
        let again = of_push(refused(), &notice(), at(9_999));
        assert!(matches!(again, Settled::Again { certain: true, .. }), "{again:?}");
        let tried = Due { doubts: 1, first_tried_at: Some(at(0)), ..notice() };
        let again = of_push(refused(), &tried, at(9_999));
        assert_eq!(again, Settled::GivenUp(Lost::TooLate));
    }
}
