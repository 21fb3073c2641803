//! A caller who is not on the roster: what they told, and what became of it. It is a note to be dealt with, not a
//! person: nothing can be booked for it until somebody has found them or put them on the roster.

use crate::id::{OfficerId, PersonId, TodoId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A caller to get back to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Todo {
    /// Identifies it; the press of the button that made it, so that a second press makes no second one.
    pub id: TodoId,
    /// What they told.
    pub told: Told,
    /// Who took the call.
    pub by: OfficerId,
    /// When.
    pub at: Timestamp,
    /// What became of it; none as long as it is open.
    pub done: Option<Done>,
}

/// What a caller told, as they told it: nothing of it is checked against anything.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Their name as it is written.
    pub name: String,
    /// Their name as it sounds.
    pub kana: String,
    /// Where they can be called.
    pub phone: String,
    /// When they were born.
    pub birth: String,
    /// The number on their voucher.
    pub voucher: String,
    /// What they wanted.
    pub wish: String,
}

/// How a to-do ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// Who ended it.
    pub by: OfficerId,
    /// When.
    pub at: Timestamp,
    /// How.
    pub outcome: Outcome,
    /// In words.
    pub why: String,
    /// Who it was in the end, if they are on the roster.
    pub person: Option<PersonId>,
}

/// How a to-do can end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// They were on the roster after all, or are by now.
    Found,
    /// They were told how it is: not of this town, not meant.
    Told,
    /// They could not be reached.
    Unreachable,
    /// It was written down by mistake.
    Mistaken,
}

/// A field of what was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Name.
    Name,
    /// Reading.
    Kana,
    /// Phone number.
    Phone,
    /// Birth date.
    Birth,
    /// Voucher.
    Voucher,
    /// Wish.
    Wish,
}

/// Why a to-do cannot be written down or ended so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Neither a name nor a reading.
    NoName,
    /// Not what they want.
    NoWish,
    /// A phone number that nobody can have.
    NotAPhone {
        /// How many digits there are.
        digits: usize,
    },
    /// Longer than it may be.
    TooLong {
        /// Where.
        field: Field,
        /// How long it is.
        chars: usize,
        /// How long it may be.
        most: usize,
    },
    /// Found, and nobody named.
    NobodyNamed,
    /// No reason.
    NoReason,
    /// A reason longer than it may be.
    ReasonTooLong {
        /// How long it is.
        chars: usize,
    },
}

/// The longest field but the wish.
pub const FIELD_CHARS_MOST: usize = 60;
/// The longest wish and the longest reason.
pub const TEXT_CHARS_MOST: usize = 400;

impl std::fmt::Debug for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Told(sealed)")
    }
}

impl Outcome {
    /// All of them, the best first.
    pub const ALL: [Self; 4] = [Self::Found, Self::Told, Self::Unreachable, Self::Mistaken];

    /// The name under which it is kept.
    pub fn name(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::Told => "told",
            Self::Unreachable => "unreachable",
            Self::Mistaken => "mistaken",
        }
    }

    /// The outcome of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.name() == name)
    }
}

impl Told {
    /// The same without the spaces around each field.
    #[must_use]
    pub fn trimmed(self) -> Self {
        let trimmed = |text: String| text.trim().to_owned();
        Self {
            name: trimmed(self.name),
            kana: trimmed(self.kana),
            phone: trimmed(self.phone),
            birth: trimmed(self.birth),
            voucher: trimmed(self.voucher),
            wish: trimmed(self.wish),
        }
    }

    /// Everything that is wrong with it; nothing if it may be written down.
    pub fn wrongs(&self) -> Vec<Wrong> {
        let mut wrongs = Vec::new();
        if self.name.trim().is_empty() && self.kana.trim().is_empty() {
            wrongs.push(Wrong::NoName);
        }
        let digits = self.phone.chars().filter_map(crate::digits::digit).count();
        if !self.phone.trim().is_empty() && !(9..=15).contains(&digits) {
            wrongs.push(Wrong::NotAPhone { digits });
        }
        if self.wish.trim().is_empty() {
            wrongs.push(Wrong::NoWish);
        }
        wrongs.extend(self.too_long());
        wrongs
    }

    fn too_long(&self) -> impl Iterator<Item = Wrong> {
        let fields = [
            (Field::Name, &self.name, FIELD_CHARS_MOST),
            (Field::Kana, &self.kana, FIELD_CHARS_MOST),
            (Field::Phone, &self.phone, FIELD_CHARS_MOST),
            (Field::Birth, &self.birth, FIELD_CHARS_MOST),
            (Field::Voucher, &self.voucher, FIELD_CHARS_MOST),
            (Field::Wish, &self.wish, TEXT_CHARS_MOST),
        ];
        fields.into_iter().filter_map(|(field, text, most)| {
            let chars = text.chars().count();
            (chars > most).then_some(Wrong::TooLong { field, chars, most })
        })
    }
}

/// Whether a to-do may end so: who was found is named, and everything else has a reason.
pub fn may_end(outcome: Outcome, why: &str, person: Option<PersonId>) -> Result<(), Wrong> {
    let chars = why.chars().count();
    match outcome {
        _ if chars > TEXT_CHARS_MOST => Err(Wrong::ReasonTooLong { chars }),
        Outcome::Found if person.is_none() => Err(Wrong::NobodyNamed),
        Outcome::Found => Ok(()),
        _ if why.trim().is_empty() => Err(Wrong::NoReason),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn told() -> Told {
        Told {
            kana: "ヤマダ ハル".to_owned(),
            phone: "090-1234-5678".to_owned(),
            wish: "接種券が届かない".to_owned(),
            ..Told::default()
        }
    }

    #[test]
    fn a_name_and_a_wish_are_enough() {
        assert_eq!(told().wrongs(), []);
        assert_eq!(Told { phone: String::new(), ..told() }.wrongs(), []);
        assert_eq!(Told::default().wrongs(), [Wrong::NoName, Wrong::NoWish]);
        let spaces = Told { kana: "　 ".to_owned(), ..told() };
        assert_eq!(spaces.wrongs(), [Wrong::NoName]);
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        let wrong = Told {
            phone: "123".to_owned(),
            name: "あ".repeat(61),
            wish: "い".repeat(401),
            ..told()
        };
        let long = |field, chars, most| Wrong::TooLong { field, chars, most };
        assert_eq!(
            wrong.wrongs(),
            [
                Wrong::NotAPhone { digits: 3 },
                long(Field::Name, 61, 60),
                long(Field::Wish, 401, 400)
            ]
        );
    }

    #[test]
    fn an_end_names_somebody_or_gives_a_reason() {
        let person = Some(PersonId(Uuid::nil()));
        assert_eq!(may_end(Outcome::Found, "", person), Ok(()));
        assert_eq!(may_end(Outcome::Found, "いました", None), Err(Wrong::NobodyNamed));
        assert_eq!(may_end(Outcome::Told, " ", None), Err(Wrong::NoReason));
        assert_eq!(may_end(Outcome::Unreachable, "3回かけた", None), Ok(()));
        let long = may_end(Outcome::Told, &"あ".repeat(401), None);
        assert_eq!(long, Err(Wrong::ReasonTooLong { chars: 401 }));
    }

    #[test]
    fn an_outcome_keeps_its_name() {
        for outcome in Outcome::ALL {
            assert_eq!(Outcome::named(outcome.name()), Some(outcome));
        }
        assert_eq!(Outcome::named("nothing"), None);
    }
}
