//! LINE's limits on cards. It does not judge how a card looks.

use serde::Serialize;

use super::{Block, Bubble, Component, Container, FlexBox, Layout, Page};
use crate::action::Place;
use crate::limit::{Broken, Limit};

/// LINE says "30 KB" and "50 KB"; thousands are the stricter reading.
const BUBBLE_BYTES_MAX: usize = 30_000;
const CAROUSEL_BYTES_MAX: usize = 50_000;
const CAROUSEL_BUBBLES_MAX: usize = 12;

impl Container {
    pub(crate) fn check(&self) -> Result<(), Limit> {
        match self {
            Self::Bubble(bubble) => {
                Limit::bytes(json_bytes(self), BUBBLE_BYTES_MAX, "bubble")?;
                bubble.check()
            }
            Self::Carousel { contents } => {
                Limit::count(contents.len(), 1, CAROUSEL_BUBBLES_MAX, "contents")?;
                Limit::bytes(json_bytes(self), CAROUSEL_BYTES_MAX, "carousel")?;
                contents.iter().enumerate().try_for_each(|(index, page)| {
                    let Page::Bubble(bubble) = page;
                    Limit::bytes(json_bytes(page), BUBBLE_BYTES_MAX, "bubble")
                        .and_then(|()| bubble.check())
                        .map_err(|limit| limit.item("contents", index))
                })
            }
        }
    }
}

impl Bubble {
    fn check(&self) -> Result<(), Limit> {
        let parts = [("header", &self.header), ("body", &self.body), ("footer", &self.footer)];
        parts.into_iter().try_for_each(|(name, part)| match part {
            Some(Block::Box(inner)) => inner.check().map_err(|limit| limit.under(name)),
            None => Ok(()),
        })
    }
}

impl FlexBox {
    fn check(&self) -> Result<(), Limit> {
        if let Some(action) = &self.action {
            action.check(Place::FlexBox).map_err(|limit| limit.under("action"))?;
        }
        self.contents.iter().enumerate().try_for_each(|(index, component)| {
            let misplaced =
                self.layout == Layout::Baseline && !matches!(component, Component::Text(_));
            let checked = if misplaced {
                Err(Limit::new("type", Broken::Misplaced))
            } else {
                component.check()
            };
            checked.map_err(|limit| limit.item("contents", index))
        })
    }
}

impl Component {
    fn check(&self) -> Result<(), Limit> {
        match self {
            Self::Box(inner) => inner.check(),
            Self::Text(text) => Limit::filled(&text.text, "text"),
            Self::Button(button) => {
                button.action.check(Place::FlexButton).map_err(|limit| limit.under("action"))
            }
            Self::Separator(_) => Ok(()),
        }
    }
}

fn json_bytes(part: &impl Serialize) -> usize {
    serde_json::to_vec(part).expect("cards have string keys and no failing parts").len()
}
