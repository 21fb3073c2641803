//! The words LINE has for sizes, distances and styles in cards, each set as an enum so that a
//! misspelt one does not compile. Pixel values are left out.

use serde::{Deserialize, Serialize};

macro_rules! keywords {
    ($(#[$about:meta])* $name:ident { $($variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        pub enum $name {
            $(#[doc = concat!("LINE's `", $word, "`.")] #[serde(rename = $word)] $variant),+
        }
    };
}

keywords! {
    /// Row or column.
    Layout { Horizontal = "horizontal", Vertical = "vertical", Baseline = "baseline" }
}
keywords! {
    /// How wide a card is.
    BubbleSize {
        Nano = "nano", Micro = "micro", Deca = "deca", Hecto = "hecto",
        Kilo = "kilo", Mega = "mega", Giga = "giga",
    }
}
keywords! {
    /// A distance or a roundness.
    Space { None = "none", Xs = "xs", Sm = "sm", Md = "md", Lg = "lg", Xl = "xl", Xxl = "xxl" }
}
keywords! {
    /// How large words are.
    TextSize {
        Xxs = "xxs", Xs = "xs", Sm = "sm", Md = "md", Lg = "lg", Xl = "xl",
        Xxl = "xxl", Xl3 = "3xl", Xl4 = "4xl", Xl5 = "5xl",
    }
}
keywords! {
    /// How bold words are.
    Weight { Regular = "regular", Bold = "bold" }
}
keywords! {
    /// A line through or under words.
    Decoration { None = "none", Underline = "underline", LineThrough = "line-through" }
}
keywords! {
    /// Where words stand in their line.
    Align { Start = "start", Center = "center", End = "end" }
}
keywords! {
    /// How a button looks.
    ButtonStyle { Primary = "primary", Secondary = "secondary", Link = "link" }
}
keywords! {
    /// How high a button is.
    ButtonHeight { Sm = "sm", Md = "md" }
}
