//! What someone wants who types into the talk. Everyday words count, in whatever script they come, with a slip of
//! the finger or two. It reads the words and keeps nothing of them; what is answered is `words::talk`'s.

mod born;
mod foreign;
mod near;
mod rules;
mod script;
mod urgent;

use domain::kana;

/// What someone wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intent {
    /// Help at once: someone feels ill.
    Emergency,
    /// Nothing yet, but wrote what does not belong here: a voucher, a telephone number, a birth date.
    Secret,
    /// To book.
    Book,
    /// To book for somebody else.
    Family,
    /// To see their bookings.
    LookUp,
    /// To change one.
    Change,
    /// To cancel one.
    Cancel,
    /// To wait for a place.
    Waitlist,
    /// To choose which notices come.
    Notices,
    /// To know what to bring.
    Items,
    /// To say that they will be late.
    Late,
    /// To know whether they may have it, or what it does.
    Medical,
    /// A voucher that is lost or has not come.
    Voucher,
    /// Something that the town does and this talk does not.
    Elsewhere,
    /// Help with what does not work.
    Trouble,
    /// To talk to a person.
    Person,
    /// To see what can be done here.
    Menu,
    /// To thank.
    Thanks,
    /// To greet.
    Hello,
    /// To complain.
    Anger,
    /// Nothing in words: a face, a row of dots.
    Wordless,
    /// Simple Japanese.
    Easy,
    /// To be answered in English; the wish itself is in the value.
    Foreign(Wish),
    /// Something else.
    Unknown,
}

/// What someone wants who does not write Japanese.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// To book.
    Book,
    /// To see their bookings.
    LookUp,
    /// To change or cancel one.
    Change,
    /// To talk to a person.
    Person,
    /// Help at once.
    Emergency,
    /// Anything else.
    Other,
}

/// The text as words are compared: any width and kana, but a doubled sound stays one, since いっしょ is no いつ.
fn fold(text: &str) -> String {
    kana::fold(&text.replace(['っ', 'ッ', 'ｯ'], "q"))
}

impl Intent {
    /// What a typed text wants.
    pub fn of(text: &str) -> Self {
        if urgent::is_urgent(text) {
            return Self::Emergency;
        }
        if script::holds_a_secret(text) {
            return Self::Secret;
        }
        if script::is_wordless(text) {
            return Self::Wordless;
        }
        if let Some(wish) = foreign::wish(text) {
            return Self::Foreign(wish);
        }
        let folded = fold(text);
        rules::first(&folded)
            .or_else(|| script::is_booking_number(text).then_some(Self::LookUp))
            .or_else(|| near::nearest(&folded))
            .unwrap_or(Self::Unknown)
    }

    /// The name under which it is counted.
    pub fn name(self) -> &'static str {
        match self {
            Self::Emergency => "emergency",
            Self::Secret => "secret",
            Self::Book => "book",
            Self::Family => "family",
            Self::LookUp => "look up",
            Self::Change => "change",
            Self::Cancel => "cancel",
            Self::Waitlist => "waitlist",
            Self::Notices => "notices",
            Self::Items => "items",
            Self::Late => "late",
            Self::Medical => "medical",
            Self::Voucher => "voucher",
            Self::Elsewhere => "elsewhere",
            Self::Trouble => "trouble",
            Self::Person => "person",
            Self::Menu => "menu",
            Self::Thanks => "thanks",
            Self::Hello => "hello",
            Self::Anger => "anger",
            Self::Wordless => "wordless",
            Self::Easy => "easy",
            Self::Foreign(_) => "foreign",
            Self::Unknown => "unknown",
        }
    }
}
