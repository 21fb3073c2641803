//! Cards (LINE's Flex Messages): the part of the format that a booking card, a list of free
//! places or a question needs. Pictures, icons and exact positions are left out.

mod build;
mod check;
mod keyword;

use serde::{Deserialize, Serialize};

pub use self::keyword::{
    Align, BubbleSize, ButtonHeight, ButtonStyle, Decoration, Layout, Space, TextSize, Weight,
};
use crate::action::Action;

/// One card, or several side by side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Container {
    /// One card.
    Bubble(Box<Bubble>),
    /// Several cards to swipe through.
    Carousel {
        /// The cards.
        contents: Vec<Page>,
    },
}

/// A card of a carousel. LINE has only this kind and tags it all the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Page {
    /// A card.
    Bubble(Bubble),
}

/// A card: heading, content and buttons, each optional.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[must_use = "it is only seen once it stands in a message"]
pub struct Bubble {
    /// How wide the card is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<BubbleSize>,
    /// The heading.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header: Option<Block>,
    /// The content.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Block>,
    /// The buttons.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub footer: Option<Block>,
}

/// A part of a card. LINE takes only boxes there and tags them all the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Block {
    /// A box.
    Box(FlexBox),
}

/// Anything that stands in a box.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Component {
    /// A box in the box.
    Box(FlexBox),
    /// Words.
    Text(Text),
    /// A button.
    Button(Button),
    /// A thin line.
    Separator(Separator),
}

/// A row or column of components.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[must_use = "it is only seen once it stands in a message"]
pub struct FlexBox {
    /// Row or column.
    pub layout: Layout,
    /// What stands in it.
    pub contents: Vec<Component>,
    /// Its share of the row or column it stands in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flex: Option<u8>,
    /// Between its components.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spacing: Option<Space>,
    /// Before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub margin: Option<Space>,
    /// Inside it, on all sides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub padding_all: Option<Space>,
    /// Rounded corners.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corner_radius: Option<Space>,
    /// `#RRGGBB` or `#RRGGBBAA`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub background_color: Option<String>,
    /// What a tap anywhere in it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<Action>,
}

/// Words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[must_use = "it is only seen once it stands in a message"]
pub struct Text {
    /// The words; never empty.
    pub text: String,
    /// Their share of the row or column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flex: Option<u8>,
    /// Before them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub margin: Option<Space>,
    /// How large.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<TextSize>,
    /// How bold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight: Option<Weight>,
    /// Struck through or underlined.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decoration: Option<Decoration>,
    /// Left, middle or right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub align: Option<Align>,
    /// `#RRGGBB` or `#RRGGBBAA`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
    /// Go on in the next line instead of ending in dots.
    #[serde(default, skip_serializing_if = "is_false")]
    pub wrap: bool,
    /// Grow with the text size set in LINE.
    #[serde(default, skip_serializing_if = "is_false")]
    pub scaling: bool,
}

/// A button.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[must_use = "it is only seen once it stands in a message"]
pub struct Button {
    /// What it does; the action's label is written on it.
    pub action: Action,
    /// How it looks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub style: Option<ButtonStyle>,
    /// How high it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<ButtonHeight>,
    /// `#RRGGBB` or `#RRGGBBAA`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
    /// Its share of the row or column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flex: Option<u8>,
    /// Before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub margin: Option<Space>,
    /// Grow with the text size set in LINE.
    #[serde(default, skip_serializing_if = "is_false")]
    pub scaling: bool,
}

/// A thin line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[must_use = "it is only seen once it stands in a message"]
pub struct Separator {
    /// Before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub margin: Option<Space>,
    /// `#RRGGBB` or `#RRGGBBAA`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_false(value: &bool) -> bool {
    !value
}
