//! In which language a resident reads, and the tables that hold each sentence in all of them side by side.
//! A table that lacks one of the languages does not compile.

use askama::filters::{self, HtmlSafe};
use std::{convert::Infallible, fmt};

/// A language of the residents' pages. Every sentence of theirs is a method of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// 日本語
    #[default]
    Japanese,
    /// English
    English,
    /// やさしい日本語: short sentences and everyday words, for whoever is still learning Japanese.
    Easy,
}

impl Lang {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Japanese, Self::English, Self::Easy];

    /// Its name in forms and cookies.
    pub fn code(self) -> &'static str {
        self.pick("ja", "en", "easy")
    }

    /// The language of this name.
    pub fn named(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| lang.code() == code)
    }

    /// What the page says of itself to browsers and screen readers.
    pub fn html(self) -> &'static str {
        self.pick("ja", "en", "ja")
    }

    /// Whether lines may end only at its spaces.
    pub fn is_easy(self) -> bool {
        self == Self::Easy
    }

    /// What it calls itself.
    pub fn own_name(self) -> &'static str {
        self.pick("日本語", "English", "やさしい日本語")
    }

    /// One of three.
    pub fn pick<T>(self, japanese: T, english: T, easy: T) -> T {
        match self {
            Self::Japanese => japanese,
            Self::English => english,
            Self::Easy => easy,
        }
    }
}

/// A sentence of a table by its name, in the order of [`Lang::ALL`].
pub type Said = (&'static str, [&'static str; 3]);

/// Words with markup of ours in them. Whatever came from elsewhere is escaped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// Words of the page's own language.
    pub fn text(text: &str) -> Self {
        let Ok::<_, Infallible>(escaped) = filters::escape(text, filters::Html);
        Self(escaped.to_string())
    }

    /// A name as the town wrote it, so that a screen reader of an English page says it in Japanese.
    pub fn name(name: &str) -> Self {
        Self(format!("<span lang=\"ja\">{}</span>", Self::text(name)))
    }

    /// These and then those.
    #[must_use]
    pub fn and(self, other: Option<Self>) -> Self {
        other.into_iter().fold(self, |before, after| Self(format!("{before} {after}")))
    }

    /// Pieces that are markup already, one after the other.
    pub(crate) fn made(markup: String) -> Self {
        Self(markup)
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Html {}

impl From<&str> for Html {
    fn from(name: &str) -> Self {
        Self::name(name)
    }
}

impl From<&String> for Html {
    fn from(name: &String) -> Self {
        Self::name(name)
    }
}

/// A table of sentences: each becomes a method of [`Lang`], and all of them the constant `TABLE`. Facts in round
/// brackets are put in as they are told; names in square brackets, as the town wrote them, give [`Html`].
macro_rules! texts {
    ($($name:ident $(($($fact:ident),+))? $([$($town:ident),+])?:
       $japanese:literal, $english:literal, $easy:literal;)+) => {
        /// Every sentence of this table.
        pub const TABLE: &[$crate::words::lang::Said] =
            &[$((stringify!($name), [$japanese, $english, $easy])),+];

        impl $crate::words::Lang {
            $($crate::words::lang::texts! {
                @say $name $(($($fact),+))? $([$($town),+])?: $japanese, $english, $easy
            })+
        }
    };
    (@say $name:ident: $japanese:literal, $english:literal, $easy:literal) => {
        #[doc = $japanese]
        pub fn $name(self) -> &'static str {
            self.pick($japanese, $english, $easy)
        }
    };
    (@say $name:ident($($fact:ident),+): $japanese:literal, $english:literal, $easy:literal) => {
        #[doc = $japanese]
        pub fn $name(self, $($fact: impl std::fmt::Display),+) -> String {
            match self {
                Self::Japanese => format!($japanese),
                Self::English => format!($english),
                Self::Easy => format!($easy),
            }
        }
    };
    (@say $name:ident$(($($fact:ident),+))? [$($town:ident),+]:
     $japanese:literal, $english:literal, $easy:literal) => {
        #[doc = $japanese]
        pub fn $name(
            self,
            $($($fact: impl std::fmt::Display,)+)?
            $($town: impl Into<$crate::words::lang::Html>),+
        ) -> $crate::words::lang::Html {
            $($(let $fact = $crate::words::lang::Html::text(&$fact.to_string());)+)?
            $(let $town: $crate::words::lang::Html = $town.into();)+
            $crate::words::lang::Html::made(match self {
                Self::Japanese => format!($japanese),
                Self::English => format!($english),
                Self::Easy => format!($easy),
            })
        }
    };
}

pub(crate) use texts;
