//! What an event means, read as tolerantly as can be: LINE adds kinds and fields without notice.
//! It does not decide what to do about it.

use std::collections::BTreeMap;

use serde_json::Value;

/// Something that happened in LINE.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What happened.
    pub kind: EventKind,
    /// Who did it; absent for people who never consented and for some kinds.
    pub user_id: Option<String>,
    /// Good for one free reply within about a minute.
    pub reply_token: Option<String>,
    /// Another service holds this chat: note the event, send nothing.
    pub standby: bool,
    /// It happened in a group or room, where others read along.
    pub in_group: bool,
    /// When, in milliseconds since 1970 UTC; 0 if LINE does not say.
    pub occurred_at: i64,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventKind {
    /// Someone became a friend of the account.
    Follow {
        /// They had blocked it before; LINE calls this not quite reliable.
        unblocked: bool,
    },
    /// Someone blocked the account. It may be someone we never saw.
    Unfollow,
    /// Someone wrote.
    Text {
        /// The message's id.
        id: String,
        /// The words.
        text: String,
    },
    /// Someone sent something other than words.
    OtherMessage {
        /// The message's id.
        id: String,
        /// `image`, `sticker`, `location` and so on.
        kind: String,
    },
    /// Someone tapped a button of ours, or claims to have.
    Postback {
        /// What the button carries.
        data: String,
        /// A picked date, or which rich menu is now shown.
        params: BTreeMap<String, String>,
    },
    /// Someone took a message back: delete what we kept of it.
    Unsend {
        /// Which.
        message_id: String,
    },
    /// An attempt to link the LINE account with one of ours came to its end.
    AccountLink {
        /// Whether it worked.
        linked: bool,
        /// Which attempt.
        nonce: String,
    },
    /// A kind we do not know, or one without the parts we need.
    Unknown {
        /// LINE's name for it.
        kind: String,
    },
}

impl Event {
    /// Reads an event; never fails, since not to understand is one of the answers.
    pub fn read(raw: &Value) -> Self {
        let name = text(raw, "/type").unwrap_or_default();
        let kind = known(raw, &name).unwrap_or(EventKind::Unknown { kind: name });
        Self {
            kind,
            user_id: text(raw, "/source/userId"),
            reply_token: text(raw, "/replyToken"),
            standby: text(raw, "/mode").as_deref() == Some("standby"),
            in_group: matches!(text(raw, "/source/type").as_deref(), Some("group" | "room")),
            occurred_at: raw.get("timestamp").and_then(Value::as_i64).unwrap_or_default(),
        }
    }
}

fn known(raw: &Value, name: &str) -> Option<EventKind> {
    Some(match name {
        "follow" => {
            let unblocked = raw.pointer("/follow/isUnblocked").and_then(Value::as_bool);
            EventKind::Follow { unblocked: unblocked.unwrap_or_default() }
        }
        "unfollow" => EventKind::Unfollow,
        "message" => {
            let id = text(raw, "/message/id")?;
            match text(raw, "/message/type")?.as_str() {
                "text" => EventKind::Text { id, text: text(raw, "/message/text")? },
                kind => EventKind::OtherMessage { id, kind: kind.to_owned() },
            }
        }
        "postback" => {
            EventKind::Postback { data: text(raw, "/postback/data")?, params: params(raw) }
        }
        "unsend" => EventKind::Unsend { message_id: text(raw, "/unsend/messageId")? },
        "accountLink" => EventKind::AccountLink {
            linked: text(raw, "/link/result")? == "ok",
            nonce: text(raw, "/link/nonce")?,
        },
        _ => return None,
    })
}

fn params(raw: &Value) -> BTreeMap<String, String> {
    let params = raw.pointer("/postback/params").and_then(Value::as_object);
    let entries = params.into_iter().flatten();
    entries.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect()
}

fn text(raw: &Value, pointer: &str) -> Option<String> {
    raw.pointer(pointer).and_then(Value::as_str).map(str::to_owned)
}
