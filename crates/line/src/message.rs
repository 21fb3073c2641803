//! What we say in a chat, as LINE's message objects. Messages are stored as JSON before the first
//! try and must be the same bytes at a retry, so each has exactly one JSON form.

use serde::{Deserialize, Serialize};

use crate::action::{Action, Place};
use crate::flex::{Bubble, Container};
use crate::limit::Limit;

/// Most messages of one reply, push or multicast.
pub const MESSAGES_MAX: usize = 5;
const TEXT_UNITS_MAX: usize = 5_000;
const ALT_TEXT_UNITS_MAX: usize = 1_500;
const QUICK_REPLIES_MAX: usize = 13;

/// One bubble of talk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase", rename_all_fields = "camelCase")]
pub enum Message {
    /// Plain words.
    Text {
        /// The words.
        text: String,
        /// Buttons above the keyboard.
        #[serde(skip_serializing_if = "Option::is_none")]
        quick_reply: Option<QuickReply>,
    },
    /// A card, or several side by side.
    Flex {
        /// What the notification and a screen reader say.
        alt_text: String,
        /// The card.
        contents: Container,
        /// Buttons above the keyboard.
        #[serde(skip_serializing_if = "Option::is_none")]
        quick_reply: Option<QuickReply>,
    },
    /// A question with buttons, laid out by LINE.
    Template {
        /// What the notification and a screen reader say.
        alt_text: String,
        /// The question.
        template: Template,
        /// Buttons above the keyboard.
        #[serde(skip_serializing_if = "Option::is_none")]
        quick_reply: Option<QuickReply>,
    },
}

/// Buttons above the keyboard. Only the last message's are shown, and they vanish after use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuickReply {
    /// The buttons.
    pub items: Vec<QuickReplyItem>,
}

/// One button above the keyboard. LINE has only this kind and tags it all the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum QuickReplyItem {
    /// A button.
    Action {
        /// What it does.
        action: Action,
    },
}

/// A question laid out by LINE.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Template {
    /// One to four answers.
    Buttons {
        /// A heading.
        #[serde(skip_serializing_if = "Option::is_none")]
        title: Option<String>,
        /// The question.
        text: String,
        /// The answers.
        actions: Vec<Action>,
    },
    /// Two answers, side by side.
    Confirm {
        /// The question.
        text: String,
        /// The answers.
        actions: Vec<Action>,
    },
}

impl Message {
    /// Plain words.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text { text: text.into(), quick_reply: None }
    }

    /// One card; `alt_text` is what the notification says.
    pub fn flex(alt_text: impl Into<String>, card: Bubble) -> Self {
        let contents = Container::Bubble(Box::new(card));
        Self::Flex { alt_text: alt_text.into(), contents, quick_reply: None }
    }

    /// Cards side by side; `alt_text` is what the notification says.
    pub fn carousel(alt_text: impl Into<String>, cards: impl IntoIterator<Item = Bubble>) -> Self {
        let contents = Container::carousel(cards);
        Self::Flex { alt_text: alt_text.into(), contents, quick_reply: None }
    }

    /// A question with two answers.
    pub fn confirm(
        alt_text: impl Into<String>,
        text: impl Into<String>,
        answers: [Action; 2],
    ) -> Self {
        let template = Template::Confirm { text: text.into(), actions: answers.into() };
        Self::Template { alt_text: alt_text.into(), template, quick_reply: None }
    }

    /// A question with one to four answers and perhaps a heading.
    pub fn buttons(
        alt_text: impl Into<String>,
        title: Option<String>,
        text: impl Into<String>,
        answers: impl IntoIterator<Item = Action>,
    ) -> Self {
        let actions = answers.into_iter().collect();
        let template = Template::Buttons { title, text: text.into(), actions };
        Self::Template { alt_text: alt_text.into(), template, quick_reply: None }
    }

    /// The same with these buttons above the keyboard; with none if the list is empty.
    #[must_use]
    pub fn with_quick_reply(mut self, buttons: impl IntoIterator<Item = Action>) -> Self {
        let items: Vec<_> =
            buttons.into_iter().map(|action| QuickReplyItem::Action { action }).collect();
        let (Self::Text { quick_reply, .. }
        | Self::Flex { quick_reply, .. }
        | Self::Template { quick_reply, .. }) = &mut self;
        *quick_reply = (!items.is_empty()).then_some(QuickReply { items });
        self
    }

    /// Checks every limit of LINE's that we know.
    pub fn check(&self) -> Result<(), Limit> {
        match self {
            Self::Text { text, quick_reply } => {
                Limit::units(text, TEXT_UNITS_MAX, "text")?;
                check_quick_reply(quick_reply.as_ref())
            }
            Self::Flex { alt_text, contents, quick_reply } => {
                Limit::units(alt_text, ALT_TEXT_UNITS_MAX, "altText")?;
                contents.check().map_err(|limit| limit.under("contents"))?;
                check_quick_reply(quick_reply.as_ref())
            }
            Self::Template { alt_text, template, quick_reply } => {
                Limit::units(alt_text, ALT_TEXT_UNITS_MAX, "altText")?;
                template.check().map_err(|limit| limit.under("template"))?;
                check_quick_reply(quick_reply.as_ref())
            }
        }
    }
}

/// Checks what goes out in one request. Messages within their own limits stay far below the two
/// megabytes a request may have.
pub fn check_all(messages: &[Message]) -> Result<(), Limit> {
    Limit::count(messages.len(), 1, MESSAGES_MAX, "messages")?;
    messages.iter().enumerate().try_for_each(|(index, message)| {
        message.check().map_err(|limit| limit.item("messages", index))
    })
}

impl Template {
    fn check(&self) -> Result<(), Limit> {
        match self {
            Self::Buttons { title, text, actions } => {
                if let Some(title) = title {
                    Limit::graphemes(title, 40, "title")?;
                }
                let text_most = if title.is_some() { 60 } else { 160 };
                Limit::graphemes(text, text_most, "text")?;
                Limit::count(actions.len(), 1, 4, "actions")?;
                check_actions(actions)
            }
            Self::Confirm { text, actions } => {
                Limit::graphemes(text, 240, "text")?;
                Limit::count(actions.len(), 2, 2, "actions")?;
                check_actions(actions)
            }
        }
    }
}

fn check_actions(actions: &[Action]) -> Result<(), Limit> {
    actions.iter().enumerate().try_for_each(|(index, action)| {
        action.check(Place::Template).map_err(|limit| limit.item("actions", index))
    })
}

fn check_quick_reply(quick_reply: Option<&QuickReply>) -> Result<(), Limit> {
    let Some(QuickReply { items }) = quick_reply else {
        return Ok(());
    };
    Limit::count(items.len(), 1, QUICK_REPLIES_MAX, "quickReply.items")?;
    items.iter().enumerate().try_for_each(|(index, QuickReplyItem::Action { action })| {
        let checked = action.check(Place::QuickReply);
        checked.map_err(|limit| limit.under("action").item("quickReply.items", index))
    })
}
