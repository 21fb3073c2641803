//! What happens to an accepted send: the retry key is remembered, the month is counted, and the messages
//! appear in the talks of those who can receive them.

use serde_json::{Value, json};

use crate::{
    api::{answer::Refusal, quota::month},
    chat::{Side, Via, list},
    platform::Platform,
    state::{Accepted, RETRY_KEY_LIFE_MS, State},
};

/// A send that passed the checks of its form.
pub(super) struct Sending<'a> {
    pub(super) to: Vec<String>,
    pub(super) via: Via,
    pub(super) body: &'a Value,
    pub(super) key: Option<String>,
    pub(super) request_id: String,
}

/// Sends to all or to nobody, and gives the `sentMessages` of the (last) recipient.
pub(super) fn send(platform: &Platform, sending: Sending<'_>) -> Result<Value, Refusal> {
    let now = platform.now();
    platform.change(|state| {
        let limit = state.monthly_limit;
        let known = sending.key.as_ref().and_then(|key| state.accepted.get(key));
        if let Some(accepted) = known.filter(|accepted| now - accepted.at < RETRY_KEY_LIFE_MS) {
            return Err(Refusal::already_accepted(&accepted.request_id, accepted.sent.clone()));
        }
        let mut recipients = Vec::new();
        for user_id in &sending.to {
            let resident =
                state.by_user_id(user_id).ok_or_else(|| Refusal::bad("Failed to send messages"))?;
            recipients.push((resident.handle.clone(), resident.reachable(now)));
        }
        count(state, recipients.iter().filter(|(_, reachable)| *reachable).count(), limit, now)?;
        let mut sent = json!([]);
        for (handle, reachable) in recipients {
            sent = if reachable {
                deliver(state, &handle, sending.via, sending.body, now)
            } else {
                list(&sending.body["messages"]).map(|_| sent_message(state)).collect()
            };
        }
        if let Some(key) = sending.key {
            let repeated = (sending.via == Via::Push).then(|| sent.clone());
            let accepted = Accepted { request_id: sending.request_id, sent: repeated, at: now };
            state.accepted.insert(key, accepted);
        }
        Ok(sent)
    })
}

/// Puts the messages of a body into a talk.
pub(super) fn deliver(state: &mut State, handle: &str, via: Via, body: &Value, now: i64) -> Value {
    list(&body["messages"])
        .map(|message| {
            let id = state.append(handle, Side::Account, via, message.clone(), now);
            json!({ "id": id, "quoteToken": format!("q{}", state.serial()) })
        })
        .collect()
}

/// A message that was accepted and will never arrive looks like any other to the sender.
fn sent_message(state: &mut State) -> Value {
    json!({ "id": (500_000_000_000_000_000 + state.serial()).to_string(), "quoteToken": format!("q{}", state.serial()) })
}

fn count(state: &mut State, people: usize, limit: Option<u64>, now: i64) -> Result<(), Refusal> {
    let used = state.usage.entry(month(now)).or_default();
    let after = *used + u64::try_from(people).unwrap_or(u64::MAX);
    if limit.is_some_and(|limit| after > limit) {
        return Err(Refusal::monthly_limit());
    }
    *used = after;
    Ok(())
}
