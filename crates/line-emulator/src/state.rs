//! The whole state of the platform as plain data. It decides nothing about protocols; what must survive a
//! restart is serialisable, the rest (tokens, faults, rates) starts empty.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    chat::{Entry, Side, Via},
    crypto,
    fault::Faults,
    jar::Jar,
    menu::Menus,
};

/// The user id of the resident with this handle: `U` and 32 hexadecimal digits, always the same.
pub fn user_id(handle: &str) -> String {
    use std::fmt::Write as _;
    crypto::sha256(handle.as_bytes()).iter().take(16).fold(String::from("U"), |mut id, byte| {
        write!(id, "{byte:02x}").expect("strings take all");
        id
    })
}

/// How a resident stands to the official account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Friendship {
    /// Has not added the account.
    Stranger,
    /// Receives messages.
    Friend,
    /// Receives nothing.
    Blocked,
}

/// One request the HTTP interface answered, newest last in `Platform::requests`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The HTTP method.
    pub method: String,
    /// The path without the query.
    pub path: String,
    /// The status given, also when the answer was then dropped by a fault.
    pub status: u16,
    /// The `x-line-request-id` of the answer.
    pub id: String,
}

#[derive(Default, Serialize, Deserialize)]
pub(crate) struct State {
    pub(crate) residents: Vec<Resident>,
    pub(crate) menus: Menus,
    pub(crate) accepted: BTreeMap<String, Accepted>,
    pub(crate) reply_tokens: BTreeMap<String, ReplyToken>,
    pub(crate) usage: BTreeMap<String, u64>,
    pub(crate) webhook_url: String,
    pub(crate) liff_endpoint: String,
    /// The console's switch for webhooks is off.
    #[serde(default)]
    pub(crate) webhook_off: bool,
    serial: u64,
    /// Messages a month, or none for a municipal plan.
    #[serde(skip)]
    pub(crate) monthly_limit: Option<u64>,
    #[serde(skip)]
    pub(crate) channel_tokens: BTreeMap<String, i64>,
    #[serde(skip)]
    pub(crate) login_codes: BTreeMap<String, LoginCode>,
    #[serde(skip)]
    pub(crate) faults: Faults,
    #[serde(skip)]
    pub(crate) requests: VecDeque<Request>,
    #[serde(skip)]
    pub(crate) last_event: Option<(String, Value)>,
}

#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Resident {
    pub(crate) handle: String,
    pub(crate) name: String,
    pub(crate) user_id: String,
    pub(crate) friendship: Friendship,
    pub(crate) chat: Vec<Entry>,
    pub(crate) menu: Option<String>,
    pub(crate) quick_replies_used: bool,
    pub(crate) wrote_at: Option<i64>,
    pub(crate) loading_until: i64,
    pub(crate) cookies: Jar,
    /// Whether her pages arrive slowly.
    #[serde(default)]
    pub(crate) slow: bool,
}

/// A send that was accepted under a retry key.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Accepted {
    pub(crate) request_id: String,
    pub(crate) sent: Option<Value>,
    pub(crate) at: i64,
}

#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct ReplyToken {
    pub(crate) handle: String,
    pub(crate) event_at: i64,
    pub(crate) received_at: i64,
}

/// A web login between the choice of a person and the exchange of the code.
#[derive(Clone)]
pub(crate) struct LoginCode {
    pub(crate) handle: String,
    pub(crate) redirect_uri: String,
    pub(crate) nonce: Option<String>,
    pub(crate) challenge: Option<String>,
    pub(crate) at: i64,
}

const REQUESTS_KEPT: usize = 10_000;
const SWEEP_EVERY: u64 = 1_024;
/// How long after an event its reply token can be used at all.
pub(crate) const EVENT_LIFE_MS: i64 = 20 * 60 * 1_000;
/// How long a retry key is remembered.
pub(crate) const RETRY_KEY_LIFE_MS: i64 = 24 * 60 * 60 * 1_000;
const WEEK_MS: i64 = 7 * 24 * 60 * 60 * 1_000;

impl State {
    /// The next number of the series from which ids are made.
    pub(crate) fn serial(&mut self) -> u64 {
        self.serial += 1;
        self.serial
    }

    /// Finds a resident by handle.
    pub(crate) fn resident(&self, handle: &str) -> Option<&Resident> {
        self.residents.iter().find(|resident| resident.handle == handle)
    }

    pub(crate) fn resident_mut(&mut self, handle: &str) -> Option<&mut Resident> {
        self.residents.iter_mut().find(|resident| resident.handle == handle)
    }

    pub(crate) fn by_user_id(&self, user_id: &str) -> Option<&Resident> {
        self.residents.iter().find(|resident| resident.user_id == user_id)
    }

    pub(crate) fn by_user_id_mut(&mut self, user_id: &str) -> Option<&mut Resident> {
        self.residents.iter_mut().find(|resident| resident.user_id == user_id)
    }

    /// Adds a resident; an existing one keeps everything and gets the new name.
    pub(crate) fn add_resident(&mut self, handle: &str, name: &str) {
        if let Some(known) = self.resident_mut(handle) {
            name.clone_into(&mut known.name);
            return;
        }
        self.residents.push(Resident {
            handle: handle.to_owned(),
            name: name.to_owned(),
            user_id: user_id(handle),
            friendship: Friendship::Stranger,
            chat: Vec::new(),
            menu: None,
            quick_replies_used: false,
            wrote_at: None,
            loading_until: 0,
            cookies: Jar::default(),
            slow: false,
        });
    }

    /// Puts a message into a chat and gives its id.
    pub(crate) fn append(
        &mut self,
        handle: &str,
        side: Side,
        via: Via,
        message: Value,
        now: i64,
    ) -> String {
        let id = (500_000_000_000_000_000 + self.serial()).to_string();
        if let Some(resident) = self.resident_mut(handle) {
            resident.chat.push(Entry { id: id.clone(), at: now, side, via, message });
            match side {
                Side::Account => {
                    resident.quick_replies_used = false;
                    resident.loading_until = 0;
                }
                Side::Resident => resident.wrote_at = Some(now),
            }
        }
        id
    }

    /// Forgets, now and then, what has run out.
    pub(crate) fn sweep(&mut self, serial: u64, now: i64) {
        if serial.is_multiple_of(SWEEP_EVERY) {
            self.reply_tokens.retain(|_, token| now - token.event_at <= EVENT_LIFE_MS);
            self.accepted.retain(|_, accepted| now - accepted.at < RETRY_KEY_LIFE_MS);
        }
    }

    pub(crate) fn log(&mut self, request: Request) {
        if self.requests.len() == REQUESTS_KEPT {
            self.requests.pop_front();
        }
        self.requests.push_back(request);
    }
}

impl Resident {
    /// Friends, and for a week strangers who wrote, receive what is pushed to them.
    pub(crate) fn reachable(&self, now: i64) -> bool {
        match self.friendship {
            Friendship::Friend => true,
            Friendship::Blocked => false,
            Friendship::Stranger => self.wrote_at.is_some_and(|wrote_at| now - wrote_at < WEEK_MS),
        }
    }
}
