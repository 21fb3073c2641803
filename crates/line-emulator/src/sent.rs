//! What residents send that is no text, what they take back, and how slow their line is. Pictures and voices have
//! no bytes here: a service is told that there is one and would have to fetch it.

use anyhow::{Context as _, ensure};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    chat::{Entry, Side},
    deliver::{Answer, event},
    platform::Platform,
    state::Friendship,
};

/// Something a resident sends that is no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sent {
    /// A photo.
    Photo,
    /// A film.
    Film,
    /// A voice.
    Voice,
    /// A file.
    File,
    /// Where they are.
    Place,
    /// A kind of message that came after this emulator.
    Novelty,
}

impl Sent {
    /// The message as the platform describes it, and what only the event says of it.
    fn message(self) -> (Value, Value) {
        let by_line = json!({ "contentProvider": { "type": "line" } });
        match self {
            Self::Photo => (json!({ "type": "image" }), by_line),
            Self::Film => (json!({ "type": "video", "duration": 4_000 }), by_line),
            Self::Voice => (json!({ "type": "audio", "duration": 2_500 }), by_line),
            Self::File => {
                (json!({ "type": "file", "fileName": "書類.pdf", "fileSize": 51_200 }), json!({}))
            }
            Self::Place => (
                json!({
                    "type": "location", "title": "いまいる場所", "address": "北の町1丁目",
                    "latitude": 43.06, "longitude": 141.35,
                }),
                json!({}),
            ),
            Self::Novelty => (json!({ "type": "hologram", "colour": "blue" }), json!({})),
        }
    }
}

impl Platform {
    /// She sends something that is no text.
    pub async fn sends(&self, handle: &str, what: Sent) -> anyhow::Result<Answer> {
        let (message, more) = what.message();
        let more = more.as_object().cloned().unwrap_or_default();
        self.says(handle, message, more).await
    }

    /// She takes back her newest message. It leaves her talk, and the service is told which it was.
    pub async fn unsends(&self, handle: &str) -> anyhow::Result<Answer> {
        let now = self.now();
        let event = self.change(|state| {
            let resident = state.resident_mut(handle).context("there is no such resident")?;
            ensure!(resident.friendship != Friendship::Blocked, "{handle} has blocked the account");
            let own = |entry: &&mut Entry| entry.side == Side::Resident && entry.kind() != "unsent";
            let entry = resident.chat.iter_mut().rev().find(own);
            let entry = entry.with_context(|| format!("{handle} has sent nothing"))?;
            entry.message = json!({ "type": "unsent" });
            let unsend = json!({ "messageId": entry.id });
            let parts = json!({ "type": "unsend", "unsend": unsend });
            anyhow::Ok(event(state, handle, parts, false, now))
        })?;
        Ok(self.tell(handle, event).await)
    }

    /// An event of hers that no verb makes: what all events share, and these parts. It is not delivered.
    pub fn event_of(&self, handle: &str, parts: Value) -> Value {
        let now = self.now();
        self.note(|state| event(state, handle, parts, true, now))
    }

    /// Her pages arrive slowly from now on, or as fast as they are.
    pub fn set_slow(&self, handle: &str, slow: bool) -> anyhow::Result<()> {
        self.change(|state| {
            let resident = state.resident_mut(handle).context("there is no such resident")?;
            resident.slow = slow;
            Ok(())
        })
    }

    /// The console's switch 「Webhookの利用」. While it is off, no events go out.
    pub fn set_webhook_active(&self, active: bool) {
        self.change(|state| state.webhook_off = !active);
    }

    /// So many counted messages a month from now on; none is no limit.
    pub fn set_monthly_limit(&self, limit: Option<u64>) {
        self.change(|state| state.monthly_limit = limit);
    }
}
