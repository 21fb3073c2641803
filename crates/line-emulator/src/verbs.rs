//! What residents can do with their telephones, as a test or the phone page asks for it. Each verb changes
//! the talk, tells the service and resolves when the service has answered.

use anyhow::{Context as _, bail, ensure};
use serde_json::{Map, Value, json};

use crate::{
    chat::{Button, Entry, Side, Via},
    deliver::{Answer, event},
    platform::Platform,
    screen,
    state::{Friendship, Resident, user_id},
};

/// What a tap led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tapped {
    /// The service was told and answered so.
    Told(Answer),
    /// A page is to be opened.
    Opened(String),
    /// A text was copied.
    Copied(String),
}

impl Tapped {
    /// The address to be opened, if the tap led to a page.
    pub fn opened(&self) -> Option<&str> {
        match self {
            Self::Opened(url) => Some(url),
            _ => None,
        }
    }
}

impl Platform {
    /// A resident with a telephone; one who exists already gets the new name.
    pub fn add_resident(&self, handle: &str, name: &str) {
        self.change(|state| state.add_resident(handle, name));
    }

    /// She adds the account as a friend. A handle nobody has yet becomes a resident of that name.
    pub async fn add_friend(&self, handle: &str) -> anyhow::Result<Answer> {
        if self.read(|state| state.resident(handle).is_none()) {
            self.add_resident(handle, handle);
        }
        self.befriends(handle, Friendship::Stranger).await
    }

    /// She blocks the account.
    pub async fn blocks(&self, handle: &str) -> anyhow::Result<Answer> {
        let now = self.now();
        let event = self.change(|state| {
            let resident = state.resident_mut(handle).context("there is no such resident")?;
            ensure!(
                resident.friendship == Friendship::Friend,
                "{handle} is not a friend of the account"
            );
            resident.friendship = Friendship::Blocked;
            anyhow::Ok(event(state, handle, json!({ "type": "unfollow" }), false, now))
        })?;
        Ok(self.tell(handle, event).await)
    }

    /// She unblocks the account.
    pub async fn unblocks(&self, handle: &str) -> anyhow::Result<Answer> {
        self.befriends(handle, Friendship::Blocked).await
    }

    async fn befriends(&self, handle: &str, from: Friendship) -> anyhow::Result<Answer> {
        let now = self.now();
        let event = self.change(|state| {
            let resident = state.resident_mut(handle).context("there is no such resident")?;
            ensure!(
                resident.friendship == from,
                "{handle} is {:?}, not {from:?}",
                resident.friendship
            );
            resident.friendship = Friendship::Friend;
            let unblocked = from == Friendship::Blocked;
            let parts = json!({ "type": "follow", "follow": { "isUnblocked": unblocked } });
            anyhow::Ok(event(state, handle, parts, true, now))
        })?;
        Ok(self.tell(handle, event).await)
    }

    /// She types a message.
    pub async fn types(&self, handle: &str, text: &str) -> anyhow::Result<Answer> {
        self.says(handle, json!({ "type": "text", "text": text }), Map::new()).await
    }

    /// She sends a sticker.
    pub async fn sends_sticker(&self, handle: &str) -> anyhow::Result<Answer> {
        let sticker = json!({ "type": "sticker", "packageId": "446", "stickerId": "1988" });
        let more = Map::from_iter([("stickerResourceType".to_owned(), "STATIC".into())]);
        self.says(handle, sticker, more).await
    }

    pub(crate) async fn says(
        &self,
        handle: &str,
        message: Value,
        more: Map<String, Value>,
    ) -> anyhow::Result<Answer> {
        let now = self.now();
        let event = self.change(|state| {
            let resident = state.resident(handle).context("there is no such resident")?;
            ensure!(resident.friendship != Friendship::Blocked, "{handle} has blocked the account");
            let mut content = message.clone();
            content["id"] =
                state.append(handle, Side::Resident, Via::Telephone, message, now).into();
            content["quoteToken"] = format!("q{}", state.serial()).into();
            content.as_object_mut().expect("messages are objects").extend(more);
            anyhow::Ok(event(
                state,
                handle,
                json!({ "type": "message", "message": content }),
                true,
                now,
            ))
        })?;
        Ok(self.tell(handle, event).await)
    }

    /// She taps the newest control on her screen with this label.
    pub async fn taps(&self, handle: &str, label: &str) -> anyhow::Result<Tapped> {
        let button = self.control(handle, label)?;
        self.acts(handle, &button, None).await
    }

    /// She taps a date control and picks a date, a time or both, in the form of its mode.
    pub async fn picks(&self, handle: &str, label: &str, value: &str) -> anyhow::Result<Tapped> {
        let button = self.control(handle, label)?;
        self.acts(handle, &button, Some(value)).await
    }

    fn control(&self, handle: &str, label: &str) -> anyhow::Result<Button> {
        let controls = self.look(handle, Resident::controls)?;
        let labels: Vec<String> = controls.iter().map(|control| control.label.clone()).collect();
        let found = controls.into_iter().find(|control| control.label == label);
        found.with_context(|| format!("{handle} sees no 「{label}」, only {labels:?}"))
    }

    /// Performs the action of a control of the talk or the menu. A quick reply is gone once it was used.
    pub(crate) async fn acts(
        &self,
        handle: &str,
        button: &Button,
        picked: Option<&str>,
    ) -> anyhow::Result<Tapped> {
        let action = &button.action;
        let text = |key: &str| action[key].as_str().unwrap_or_default();
        ensure!(
            picked.is_some() || text("type") != "datetimepicker",
            "this control asks for a date or a time"
        );
        if button.pointer.starts_with("/quickReply") {
            self.change(|state| {
                state.resident_mut(handle).map(|resident| resident.quick_replies_used = true)
            });
        }
        match text("type") {
            "message" => Ok(Tapped::Told(self.types(handle, text("text")).await?)),
            "uri" => Ok(Tapped::Opened(text("uri").to_owned())),
            "clipboard" => Ok(Tapped::Copied(text("clipboardText").to_owned())),
            "postback" => self.posts_back(handle, action, None).await,
            "datetimepicker" => {
                self.posts_back(handle, action, Some(json!({ text("mode"): picked }))).await
            }
            "richmenuswitch" => {
                let params = self.switches_menu(handle, text("richMenuAliasId"));
                self.posts_back(handle, action, Some(params)).await
            }
            other => bail!("the emulator cannot perform the action {other:?}"),
        }
    }

    async fn posts_back(
        &self,
        handle: &str,
        action: &Value,
        params: Option<Value>,
    ) -> anyhow::Result<Tapped> {
        let now = self.now();
        let event = self.change(|state| {
            let resident = state.resident(handle).context("there is no such resident")?;
            ensure!(resident.friendship != Friendship::Blocked, "{handle} has blocked the account");
            if let Some(text) = action["displayText"].as_str() {
                let message = json!({ "type": "text", "text": text });
                state.append(handle, Side::Resident, Via::Telephone, message, now);
            }
            let mut postback = json!({ "data": action["data"].as_str().unwrap_or_default() });
            if let Some(params) = params {
                postback["params"] = params;
            }
            anyhow::Ok(event(
                state,
                handle,
                json!({ "type": "postback", "postback": postback }),
                true,
                now,
            ))
        })?;
        Ok(Tapped::Told(self.tell(handle, event).await))
    }

    fn switches_menu(&self, handle: &str, alias: &str) -> Value {
        let found = self.change(|state| {
            let menu = state
                .menus
                .aliases
                .get(alias)
                .cloned()
                .filter(|id| state.menus.created.contains_key(id));
            if let (Some(menu), Some(resident)) = (&menu, state.resident_mut(handle)) {
                resident.menu = Some(menu.clone());
            }
            menu.is_some()
        });
        let status = if found { "SUCCESS" } else { "RICHMENU_ALIAS_ID_NOTFOUND" };
        json!({ "newRichMenuAliasId": alias, "status": status })
    }

    /// Her talk from the first message to the last.
    pub fn chat(&self, handle: &str) -> Vec<Entry> {
        self.look(handle, |resident, _| resident.chat.clone()).unwrap_or_default()
    }

    /// Her screen as plain text, for snapshots.
    pub fn screen(&self, handle: &str) -> String {
        let account = &self.0.options.account_name;
        self.look(handle, |resident, menus| screen::render(account, resident, menus))
            .unwrap_or_default()
    }

    /// How she stands to the account.
    pub fn friendship(&self, handle: &str) -> Option<Friendship> {
        self.read(|state| state.resident(handle).map(|resident| resident.friendship))
    }

    /// Her user id.
    pub fn user_id(&self, handle: &str) -> String {
        user_id(handle)
    }

    pub(crate) fn look<T>(
        &self,
        handle: &str,
        look: impl FnOnce(&Resident, &crate::menu::Menus) -> T,
    ) -> anyhow::Result<T> {
        self.read(|state| {
            let resident = state.resident(handle).context("there is no such resident")?;
            Ok(look(resident, &state.menus))
        })
    }
}
