//! What a tap does: send us data, say something, open a page, turn a rich menu's page.

use serde::{Deserialize, Serialize};

use crate::limit::{Broken, Limit};

/// Most of what a postback may carry. It is not secret and not signed.
const DATA_UNITS_MAX: usize = 300;
const SAID_GRAPHEMES_MAX: usize = 300;
const URI_UNITS_MAX: usize = 1_000;
const ALIAS_BYTES_MAX: usize = 32;

/// What happens on a tap. In each, `label` is what is written on the button and read aloud.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase", rename_all_fields = "camelCase")]
pub enum Action {
    /// Sends us `data` in a postback event; `display_text` appears as said by the person.
    Postback {
        /// See [`Action`].
        #[serde(skip_serializing_if = "Option::is_none")]
        label: Option<String>,
        /// Comes back to us unchanged, from whoever cares to send it.
        data: String,
        /// Shown in the chat as the person's own words.
        #[serde(skip_serializing_if = "Option::is_none")]
        display_text: Option<String>,
    },
    /// Says `text` in the person's name.
    Message {
        /// See [`Action`].
        #[serde(skip_serializing_if = "Option::is_none")]
        label: Option<String>,
        /// Shown in the chat and sent to us as a text message.
        text: String,
    },
    /// Opens a page, a LIFF app or the telephone.
    Uri {
        /// See [`Action`].
        #[serde(skip_serializing_if = "Option::is_none")]
        label: Option<String>,
        /// `https:`, `http:`, `line:` or `tel:`, percent-encoded.
        uri: String,
    },
    /// Shows another page of the rich menu. Allowed nowhere else.
    RichMenuSwitch {
        /// See [`Action`].
        #[serde(skip_serializing_if = "Option::is_none")]
        label: Option<String>,
        /// The alias of the menu to show.
        rich_menu_alias_id: String,
        /// Comes back to us in a postback event.
        data: String,
    },
}

/// Where an action stands; LINE's limits depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Template,
    QuickReply,
    RichMenu,
    FlexButton,
    FlexBox,
}

impl Action {
    /// Sends us `data`; `display_text` appears as said by the person.
    pub fn postback(
        data: impl Into<String>,
        label: impl Into<String>,
        display_text: impl Into<String>,
    ) -> Self {
        let (data, label, said) = (data.into(), label.into(), display_text.into());
        Self::Postback { label: Some(label), data, display_text: Some(said) }
    }

    /// Says `text` in the person's name.
    pub fn message(text: impl Into<String>, label: impl Into<String>) -> Self {
        Self::Message { label: Some(label.into()), text: text.into() }
    }

    /// Opens `uri`.
    pub fn uri(uri: impl Into<String>, label: impl Into<String>) -> Self {
        Self::Uri { label: Some(label.into()), uri: uri.into() }
    }

    /// Shows the rich menu behind `alias` and sends us `data`.
    pub fn rich_menu_switch(
        alias: impl Into<String>,
        label: impl Into<String>,
        data: impl Into<String>,
    ) -> Self {
        let (alias, label) = (alias.into(), label.into());
        Self::RichMenuSwitch { label: Some(label), rich_menu_alias_id: alias, data: data.into() }
    }

    pub(crate) fn check(&self, place: Place) -> Result<(), Limit> {
        self.check_label(place)?;
        match self {
            Self::Postback { data, display_text, .. } => {
                Limit::units(data, DATA_UNITS_MAX, "data")?;
                display_text.as_ref().map_or(Ok(()), |said| {
                    Limit::graphemes(said, SAID_GRAPHEMES_MAX, "displayText")
                })
            }
            Self::Message { text, .. } => Limit::graphemes(text, SAID_GRAPHEMES_MAX, "text"),
            Self::Uri { uri, .. } => {
                Limit::units(uri, URI_UNITS_MAX, "uri")?;
                if opens(uri) { Ok(()) } else { Err(Limit::new("uri", Broken::Uri)) }
            }
            Self::RichMenuSwitch { rich_menu_alias_id, data, .. } => {
                if place != Place::RichMenu {
                    return Err(Limit::new("type", Broken::Misplaced));
                }
                check_alias(rich_menu_alias_id)?;
                Limit::units(data, DATA_UNITS_MAX, "data")
            }
        }
    }

    fn check_label(&self, place: Place) -> Result<(), Limit> {
        let (Self::Postback { label, .. }
        | Self::Message { label, .. }
        | Self::Uri { label, .. }
        | Self::RichMenuSwitch { label, .. }) = self;
        let (most, required) = match place {
            Place::Template | Place::QuickReply => (20, true),
            Place::RichMenu => (20, false),
            Place::FlexButton => (40, true),
            Place::FlexBox => (40, false),
        };
        match label {
            Some(label) => Limit::graphemes(label, most, "label"),
            None if required => Err(Limit::new("label", Broken::Empty)),
            None => Ok(()),
        }
    }
}

/// A rich menu alias: 1 to 32 of `a-z`, `0-9`, `_` and `-`.
pub(crate) fn check_alias(alias: &str) -> Result<(), Limit> {
    let is_allowed = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-');
    if (1..=ALIAS_BYTES_MAX).contains(&alias.len()) && alias.bytes().all(is_allowed) {
        Ok(())
    } else {
        Err(Limit::new("richMenuAliasId", Broken::Id))
    }
}

fn opens(uri: &str) -> bool {
    let scheme = uri.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("http" | "https" | "line" | "tel"))
        && uri.bytes().all(|byte| byte.is_ascii_graphic())
}
