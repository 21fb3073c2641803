//! LINE's words for a refusal, of which only what cannot hold personal data is repeated: names of
//! fields, and reasons from a list of our own.

use serde::Deserialize;

/// The body of LINE's refusals.
#[derive(Deserialize)]
pub(crate) struct Complaint {
    #[serde(default)]
    pub(crate) message: String,
    #[serde(default)]
    details: Vec<Detail>,
}

#[derive(Deserialize)]
struct Detail {
    #[serde(default)]
    message: String,
    #[serde(default)]
    property: String,
}

/// The reasons we repeat, in our own copy.
const KNOWN_REASONS: [&str; 14] = [
    "May not be empty",
    "Size must be between",
    "Length must be between",
    "must be non-empty text",
    "Must be one of the following values",
    "cannot be longer than",
    "invalid uri",
    "The request body could not be parsed as JSON",
    "The content type",
    "Failed to send messages",
    "Access to this API",
    "retry key",
    "already exists",
    "not found",
];

impl Complaint {
    pub(crate) fn read(body: &[u8]) -> Option<Self> {
        serde_json::from_slice(body).ok()
    }

    /// Which fields LINE minds, and why where we know the reason.
    pub(crate) fn summary(&self) -> String {
        let mut parts: Vec<_> =
            known_reason(&self.message).map(str::to_owned).into_iter().collect();
        for detail in self.details.iter().take(5) {
            let reason = known_reason(&detail.message).unwrap_or("refused");
            parts.push(match field_path(&detail.property) {
                Some(path) => format!("{path}: {reason}"),
                None => reason.to_owned(),
            });
        }
        if parts.is_empty() { "refused".to_owned() } else { parts.join("; ") }
    }
}

fn known_reason(message: &str) -> Option<&'static str> {
    let message = message.to_lowercase();
    KNOWN_REASONS.into_iter().find(|known| message.contains(&known.to_lowercase()))
}

/// `messages[0].contents.body` is a path; anything else might be what we sent.
fn field_path(property: &str) -> Option<&str> {
    let is_name = |part: &str| {
        let (name, index) = part.split_once('[').unwrap_or((part, "0]"));
        let index = index.strip_suffix(']').unwrap_or("?");
        !name.is_empty()
            && name.len() <= 24
            && name.bytes().all(|byte| byte.is_ascii_alphabetic())
            && index.len() <= 3
            && index.bytes().all(|byte| byte.is_ascii_digit())
    };
    property.trim_start_matches('/').split(['.', '/']).all(is_name).then_some(property)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_no_field_path() {
        assert_eq!(field_path("messages[12].contents.body"), Some("messages[12].contents.body"));
        assert_eq!(field_path("/to"), Some("/to"));
        assert_eq!(field_path("U0123456789abcdef0123456789abcdef"), None);
        assert_eq!(field_path("abcdefghijklmnopqrstuvwxyz"), None);
        assert_eq!(field_path("to you"), None);
        assert_eq!(field_path(""), None);
    }
}
