//! Short ways to write a card down. They check nothing; sending does.

use super::{
    Align, Block, Bubble, BubbleSize, Button, ButtonHeight, ButtonStyle, Component, Container,
    Decoration, FlexBox, Layout, Page, Separator, Space, Text, TextSize, Weight,
};
use crate::action::Action;

impl Container {
    /// Cards side by side.
    pub fn carousel(cards: impl IntoIterator<Item = Bubble>) -> Self {
        Self::Carousel { contents: cards.into_iter().map(Page::Bubble).collect() }
    }
}

impl Bubble {
    /// An empty card.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same of this width.
    pub fn size(self, size: BubbleSize) -> Self {
        Self { size: Some(size), ..self }
    }

    /// The same with this heading.
    pub fn header(self, header: FlexBox) -> Self {
        Self { header: Some(Block::Box(header)), ..self }
    }

    /// The same with this content.
    pub fn body(self, body: FlexBox) -> Self {
        Self { body: Some(Block::Box(body)), ..self }
    }

    /// The same with this foot.
    pub fn footer(self, footer: FlexBox) -> Self {
        Self { footer: Some(Block::Box(footer)), ..self }
    }
}

impl FlexBox {
    /// A column.
    pub fn vertical(contents: impl IntoIterator<Item = Component>) -> Self {
        Self::new(Layout::Vertical, contents)
    }

    /// A row.
    pub fn horizontal(contents: impl IntoIterator<Item = Component>) -> Self {
        Self::new(Layout::Horizontal, contents)
    }

    /// A row of words on one baseline, for instance a name and its value.
    pub fn baseline(contents: impl IntoIterator<Item = Component>) -> Self {
        Self::new(Layout::Baseline, contents)
    }

    fn new(layout: Layout, contents: impl IntoIterator<Item = Component>) -> Self {
        Self {
            layout,
            contents: contents.into_iter().collect(),
            flex: None,
            spacing: None,
            margin: None,
            padding_all: None,
            corner_radius: None,
            background_color: None,
            action: None,
        }
    }

    /// The same taking this share of its row or column.
    pub fn flex(self, share: u8) -> Self {
        Self { flex: Some(share), ..self }
    }

    /// The same with this distance between its components.
    pub fn spacing(self, space: Space) -> Self {
        Self { spacing: Some(space), ..self }
    }

    /// The same with this distance before it.
    pub fn margin(self, space: Space) -> Self {
        Self { margin: Some(space), ..self }
    }

    /// The same with this distance inside it, on all sides.
    pub fn padding(self, space: Space) -> Self {
        Self { padding_all: Some(space), ..self }
    }

    /// The same with rounded corners.
    pub fn corner_radius(self, space: Space) -> Self {
        Self { corner_radius: Some(space), ..self }
    }

    /// The same on this colour.
    pub fn background(self, color: impl Into<String>) -> Self {
        Self { background_color: Some(color.into()), ..self }
    }

    /// The same, and a tap anywhere in it does this.
    pub fn action(self, action: Action) -> Self {
        Self { action: Some(action), ..self }
    }
}

impl Text {
    /// Words that go on in the next line and grow with the text size set in LINE: people who need
    /// large type must not be the ones who read half a sentence.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            flex: None,
            margin: None,
            size: None,
            weight: None,
            decoration: None,
            align: None,
            color: None,
            wrap: true,
            scaling: true,
        }
    }

    /// The same taking this share of their row or column.
    pub fn flex(self, share: u8) -> Self {
        Self { flex: Some(share), ..self }
    }

    /// The same with this distance before them.
    pub fn margin(self, space: Space) -> Self {
        Self { margin: Some(space), ..self }
    }

    /// The same this large.
    pub fn size(self, size: TextSize) -> Self {
        Self { size: Some(size), ..self }
    }

    /// The same in bold.
    pub fn bold(self) -> Self {
        Self { weight: Some(Weight::Bold), ..self }
    }

    /// The same struck through.
    pub fn struck(self) -> Self {
        Self { decoration: Some(Decoration::LineThrough), ..self }
    }

    /// The same standing here in their line.
    pub fn align(self, align: Align) -> Self {
        Self { align: Some(align), ..self }
    }

    /// The same in this colour.
    pub fn color(self, color: impl Into<String>) -> Self {
        Self { color: Some(color.into()), ..self }
    }
}

impl Button {
    /// The button one should press. Its words grow with the text size set in LINE.
    pub fn primary(action: Action) -> Self {
        Self::new(action, ButtonStyle::Primary)
    }

    /// Another button.
    pub fn secondary(action: Action) -> Self {
        Self::new(action, ButtonStyle::Secondary)
    }

    /// A button that looks like a link.
    pub fn link(action: Action) -> Self {
        Self::new(action, ButtonStyle::Link)
    }

    fn new(action: Action, style: ButtonStyle) -> Self {
        Self {
            action,
            style: Some(style),
            height: None,
            color: None,
            flex: None,
            margin: None,
            scaling: true,
        }
    }

    /// The same this high.
    pub fn height(self, height: ButtonHeight) -> Self {
        Self { height: Some(height), ..self }
    }

    /// The same in this colour.
    pub fn color(self, color: impl Into<String>) -> Self {
        Self { color: Some(color.into()), ..self }
    }

    /// The same taking this share of its row or column.
    pub fn flex(self, share: u8) -> Self {
        Self { flex: Some(share), ..self }
    }

    /// The same with this distance before it.
    pub fn margin(self, space: Space) -> Self {
        Self { margin: Some(space), ..self }
    }
}

impl Separator {
    /// A thin line.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with this distance before it.
    pub fn margin(self, space: Space) -> Self {
        Self { margin: Some(space), ..self }
    }

    /// The same in this colour.
    pub fn color(self, color: impl Into<String>) -> Self {
        Self { color: Some(color.into()), ..self }
    }
}

impl From<FlexBox> for Component {
    fn from(inner: FlexBox) -> Self {
        Self::Box(inner)
    }
}

impl From<Text> for Component {
    fn from(text: Text) -> Self {
        Self::Text(text)
    }
}

impl From<Button> for Component {
    fn from(button: Button) -> Self {
        Self::Button(button)
    }
}

impl From<Separator> for Component {
    fn from(separator: Separator) -> Self {
        Self::Separator(separator)
    }
}
