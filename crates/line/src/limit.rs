//! LINE's limits: how it counts, and what is wrong where. What is wrong never quotes the text.
//!
//! LINE counts UTF-16 code units in most places and graphemes in a few (labels, what the person
//! "says" when tapping, template texts, rich menu names); each check below names its unit.

use std::fmt;

use unicode_segmentation::UnicodeSegmentation;

/// A limit of LINE's that a message or menu breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// Where, as LINE would name it: `messages[0].quickReply.items[2].action.label`.
    pub at: String,
    /// Which.
    pub broken: Broken,
}

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// Something must stand there.
    Empty,
    /// A text is too long.
    TooLong {
        /// How long it is.
        found: usize,
        /// How long it may be.
        most: usize,
        /// What was counted.
        unit: Unit,
    },
    /// Too few or too many things.
    Count {
        /// How many there are.
        found: usize,
        /// How many there must be.
        least: usize,
        /// How many there may be.
        most: usize,
    },
    /// Too many bytes, as JSON or as an image.
    TooLarge {
        /// How many there are.
        found: usize,
        /// How many there may be.
        most: usize,
    },
    /// Not a percent-encoded address of a kind LINE opens.
    Uri,
    /// Not an id LINE takes.
    Id,
    /// A width, height or position LINE refuses.
    Size,
    /// LINE does not take such a thing here.
    Misplaced,
}

/// What LINE counts as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A UTF-16 code unit; most emoji are two or more.
    Utf16,
    /// What a reader sees as one character.
    Grapheme,
}

impl Limit {
    pub(crate) fn new(at: &str, broken: Broken) -> Self {
        Self { at: at.to_owned(), broken }
    }

    /// The same seen from one level further out.
    pub(crate) fn under(self, parent: &str) -> Self {
        Self { at: format!("{parent}.{}", self.at), ..self }
    }

    /// The same seen from the list that holds the thing.
    pub(crate) fn item(self, list: &str, index: usize) -> Self {
        self.under(&format!("{list}[{index}]"))
    }

    /// A text that must be there and for which LINE names no length.
    pub(crate) fn filled(text: &str, at: &str) -> Result<(), Self> {
        if text.is_empty() { Err(Self::new(at, Broken::Empty)) } else { Ok(()) }
    }

    /// A text that must be there and is counted in UTF-16 code units.
    pub(crate) fn units(text: &str, most: usize, at: &str) -> Result<(), Self> {
        Self::length(text.encode_utf16().count(), most, Unit::Utf16, at)
    }

    /// A text that must be there and is counted in graphemes.
    pub(crate) fn graphemes(text: &str, most: usize, at: &str) -> Result<(), Self> {
        Self::length(text.graphemes(true).count(), most, Unit::Grapheme, at)
    }

    pub(crate) fn count(found: usize, least: usize, most: usize, at: &str) -> Result<(), Self> {
        if (least..=most).contains(&found) {
            Ok(())
        } else {
            Err(Self::new(at, Broken::Count { found, least, most }))
        }
    }

    pub(crate) fn bytes(found: usize, most: usize, at: &str) -> Result<(), Self> {
        if found <= most { Ok(()) } else { Err(Self::new(at, Broken::TooLarge { found, most })) }
    }

    fn length(found: usize, most: usize, unit: Unit, at: &str) -> Result<(), Self> {
        match found {
            0 => Err(Self::new(at, Broken::Empty)),
            _ if found > most => Err(Self::new(at, Broken::TooLong { found, most, unit })),
            _ => Ok(()),
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.at)?;
        match self.broken {
            Broken::Empty => write!(f, "is empty"),
            Broken::TooLong { found, most, unit: Unit::Utf16 } => {
                write!(f, "has {found} UTF-16 units, at most {most}")
            }
            Broken::TooLong { found, most, unit: Unit::Grapheme } => {
                write!(f, "has {found} characters, at most {most}")
            }
            Broken::Count { found, least, most } => {
                write!(f, "has {found} items, must have {least} to {most}")
            }
            Broken::TooLarge { found, most } => write!(f, "has {found} bytes, at most {most}"),
            Broken::Uri => write!(f, "is no address LINE opens"),
            Broken::Id => write!(f, "is no id LINE takes"),
            Broken::Size => write!(f, "has a size LINE refuses"),
            Broken::Misplaced => write!(f, "is not allowed here"),
        }
    }
}

impl std::error::Error for Limit {}
