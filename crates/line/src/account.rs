//! The rest of what we ask LINE: people, quota, and where it sends its events. Nothing here reaches
//! a chat, save the dots that say someone is typing.

use serde::{Deserialize, Serialize};

use crate::client::{Call, Client};
use crate::endpoint;
use crate::error::SendError;
use crate::limit::{Broken, Limit};

const WEBHOOK_URL_UNITS_MAX: usize = 500;

/// What LINE tells about a friend. A display name is a nickname, never an identity.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Profile {
    /// The person's id with this provider.
    pub user_id: String,
    /// The name they chose in LINE.
    pub display_name: String,
    /// The language of their LINE, as a BCP 47 tag.
    pub language: Option<String>,
}

/// How many counted messages the account may send a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(from = "QuotaAnswer")]
pub enum Quota {
    /// As many as it likes.
    None,
    /// So many.
    Limited(u64),
}

/// Where LINE sends its events.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Webhook {
    /// The address set for the channel.
    pub endpoint: String,
    /// Whether the use of webhooks is switched on in LINE's console.
    pub active: bool,
}

/// What happened when LINE called our webhook to test it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WebhookTest {
    /// Whether we answered as LINE wants.
    #[serde(default)]
    pub success: bool,
    /// The status we answered; zero or less when no answer arrived.
    pub status_code: i32,
    /// LINE's word for the outcome, for instance `OK` or `COULD_NOT_CONNECT`.
    pub reason: String,
    /// More about it, in LINE's words.
    pub detail: String,
}

/// People, quota and settings.
impl Client {
    /// Someone's profile; `None` when they blocked us, never consented, or do not exist.
    pub async fn profile(&self, user_id: &str) -> Result<Option<Profile>, SendError> {
        found(self.read(Call::new(&endpoint::PROFILE).with(&[user_id])).await)
    }

    /// Shows "typing" dots in an open chat until the next message, at most `seconds` (rounded up
    /// to what LINE allows: 5 to 60 in steps of 5).
    pub async fn loading(&self, user_id: &str, seconds: u32) -> Result<(), SendError> {
        let loading_seconds = seconds.clamp(5, 60).next_multiple_of(5);
        let body = LoadingBody { chat_id: user_id, loading_seconds };
        self.call(Call::new(&endpoint::LOADING).json(&body)).await.map(drop)
    }

    /// How many counted messages the account may send this month.
    pub async fn quota(&self) -> Result<Quota, SendError> {
        self.read(Call::new(&endpoint::QUOTA)).await
    }

    /// How many it has sent this month, by whatever means; approximate.
    pub async fn consumption(&self) -> Result<u64, SendError> {
        let answer: ConsumptionAnswer = self.read(Call::new(&endpoint::CONSUMPTION)).await?;
        Ok(answer.total_usage)
    }

    /// Where LINE sends its events; `None` when no address was ever set.
    pub async fn webhook(&self) -> Result<Option<Webhook>, SendError> {
        found(self.read(Call::new(&endpoint::WEBHOOK)).await)
    }

    /// Tells LINE where to send its events. It holds after up to a minute.
    pub async fn set_webhook(&self, url: &str) -> Result<(), SendError> {
        if !url.starts_with("https://") {
            return Err(Limit::new("endpoint", Broken::Uri).into());
        }
        Limit::units(url, WEBHOOK_URL_UNITS_MAX, "endpoint")?;
        let body = WebhookBody { endpoint: url };
        self.call(Call::new(&endpoint::SET_WEBHOOK).json(&body)).await.map(drop)
    }

    /// Has LINE call our webhook once and say how it went.
    pub async fn test_webhook(&self) -> Result<WebhookTest, SendError> {
        self.read(Call::new(&endpoint::TEST_WEBHOOK).json(&TestBody {})).await
    }
}

/// "Not found" is an answer to a question.
pub(crate) fn found<T>(result: Result<T, SendError>) -> Result<Option<T>, SendError> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(SendError::Never { status: 404, .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LoadingBody<'a> {
    chat_id: &'a str,
    loading_seconds: u32,
}

#[derive(Serialize)]
struct WebhookBody<'a> {
    endpoint: &'a str,
}

/// LINE then tests the address that is set.
#[derive(Serialize)]
struct TestBody {}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum QuotaAnswer {
    None,
    Limited { value: u64 },
}

impl From<QuotaAnswer> for Quota {
    fn from(answer: QuotaAnswer) -> Self {
        match answer {
            QuotaAnswer::None => Self::None,
            QuotaAnswer::Limited { value } => Self::Limited(value),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ConsumptionAnswer {
    total_usage: u64,
}
