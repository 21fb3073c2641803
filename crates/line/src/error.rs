//! What LINE's answer means for the message: done, already done, never, or later. It quotes
//! nothing LINE says, since an answer may repeat what a resident was told.

use std::fmt;

use crate::complaint::Complaint;
use crate::limit::Limit;
use crate::wire::{Answer, Trouble};

/// LINE took the message. Whether it was delivered LINE never says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// LINE's name for the request that was accepted, for the log and for LINE's support desk.
    pub request_id: Option<String>,
    /// An earlier try under the same retry key had already been accepted; nothing was sent again.
    pub already: bool,
}

/// LINE did not take the call; each variant says what to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SendError {
    /// It will never work; do not try again.
    Never {
        /// LINE's status; 400 when our own check refused first, as LINE would have.
        status: u16,
        /// For the log. Never holds message texts, tokens or user ids.
        why: String,
    },
    /// The reply token is used, too old or unknown: push instead, or let it be.
    BadReplyToken,
    /// The month's messages are used up: stop and tell staff.
    MonthlyLimit,
    /// LINE does not take our channel's id, secret or token. Nothing was looked at; try again later, since
    /// somebody may put it right.
    NotLetIn {
        /// LINE's status.
        status: u16,
    },
    /// Try again later, with the same retry key and the same messages.
    Later {
        /// False only when LINE certainly did not take it.
        maybe_delivered: bool,
        /// For the log. Never holds message texts, tokens or user ids.
        why: String,
    },
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Never { status, why } => write!(f, "refused for good ({status}): {why}"),
            Self::BadReplyToken => write!(f, "the reply token is used, too old or unknown"),
            Self::MonthlyLimit => write!(f, "the month's messages are used up"),
            Self::NotLetIn { status } => {
                write!(
                    f,
                    "try later: LINE does not take the channel's id, secret or token ({status})"
                )
            }
            Self::Later { maybe_delivered: true, why } => {
                write!(f, "try later, may have been delivered: {why}")
            }
            Self::Later { maybe_delivered: false, why } => write!(f, "try later: {why}"),
        }
    }
}

impl std::error::Error for SendError {}

impl From<Limit> for SendError {
    fn from(limit: Limit) -> Self {
        Self::Never { status: 400, why: limit.to_string() }
    }
}

impl From<Trouble> for SendError {
    fn from(trouble: Trouble) -> Self {
        let why = trouble.why().to_owned();
        match trouble {
            Trouble::Impossible => Self::Never { status: 400, why },
            Trouble::NotSent => Self::Later { maybe_delivered: false, why },
            Trouble::NoAnswer => Self::Later { maybe_delivered: true, why },
        }
    }
}

/// Passes a good answer on and names what a bad one asks for. With a retry key a conflict is good:
/// it only ever means "already accepted".
pub(crate) fn judge(answer: Answer, has_retry_key: bool) -> Result<Answer, SendError> {
    let later = |maybe_delivered, why: &str| SendError::Later {
        maybe_delivered,
        why: format!("{why} ({})", answer.status),
    };
    Err(match answer.status {
        200..=299 => return Ok(answer),
        409 if has_retry_key => return Ok(answer),
        401 => SendError::NotLetIn { status: 401 },
        429 => match Complaint::read(&answer.body) {
            Some(complaint) if complaint.message.contains("monthly limit") => {
                SendError::MonthlyLimit
            }
            _ => later(false, "too many calls"),
        },
        400..=499 => match Complaint::read(&answer.body) {
            Some(complaint) if complaint.message.contains("Invalid reply token") => {
                SendError::BadReplyToken
            }
            complaint => SendError::Never {
                status: answer.status,
                why: complaint.map_or_else(|| "no reason given".to_owned(), |it| it.summary()),
            },
        },
        500..=599 => later(true, "LINE is in trouble"),
        _ => later(true, "an answer LINE does not give"),
    })
}

/// An answer of 200 whose body we cannot read.
pub(crate) fn not_understood() -> SendError {
    SendError::Later { maybe_delivered: true, why: "LINE's answer was not understood".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(status: u16, body: &str, has_retry_key: bool) -> Result<u16, SendError> {
        let answer = Answer {
            status,
            request_id: None,
            accepted_request_id: None,
            body: body.as_bytes().to_vec(),
        };
        judge(answer, has_retry_key).map(|answer| answer.status)
    }

    fn later(maybe_delivered: bool, why: &str) -> Result<u16, SendError> {
        Err(SendError::Later { maybe_delivered, why: why.to_owned() })
    }

    fn never(status: u16, why: &str) -> Result<u16, SendError> {
        Err(SendError::Never { status, why: why.to_owned() })
    }

    #[test]
    fn every_answer_says_what_to_do_next() {
        let monthly = r#"{"message":"You have reached your monthly limit."}"#;
        let rate = r#"{"message":"The API rate limit has been exceeded. Try again later."}"#;
        let token = r#"{"message":"Invalid reply token"}"#;
        let conflict = r#"{"message":"The retry key is already accepted"}"#;
        let cases = [
            (200, "{}", false, Ok(200)),
            (202, "{}", false, Ok(202)),
            (409, conflict, true, Ok(409)),
            (409, conflict, false, never(409, "retry key")),
            (400, token, false, Err(SendError::BadReplyToken)),
            (429, monthly, true, Err(SendError::MonthlyLimit)),
            (429, rate, true, later(false, "too many calls (429)")),
            (429, "", true, later(false, "too many calls (429)")),
            (401, "{}", true, Err(SendError::NotLetIn { status: 401 })),
            (404, r#"{"message":"Not found"}"#, false, never(404, "not found")),
            (413, "<html>", false, never(413, "no reason given")),
            (500, "", true, later(true, "LINE is in trouble (500)")),
            (302, "", true, later(true, "an answer LINE does not give (302)")),
        ];
        for (status, body, has_retry_key, expected) in cases {
            assert_eq!(judged(status, body, has_retry_key), expected, "{status} {body}");
        }
    }

    #[test]
    fn a_refusal_names_the_field_and_quotes_nothing() {
        let body = r#"{"message":"The request body has 2 error(s)","details":[
            {"message":"May not be empty","property":"messages[0].text"},
            {"message":"no such thing as 山田花子 at 10:30","property":"山田花子"}]}"#;
        let why = "messages[0].text: May not be empty; refused";
        assert_eq!(judged(400, body, false), never(400, why));
    }
}
