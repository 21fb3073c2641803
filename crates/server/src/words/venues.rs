//! The fields of a venue's form, and what is wrong with them.

use domain::venue::{Flaw, LONGEST_NAME, LONGEST_TEXT, Venue};

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// What it is called.
    Name,
    /// Where it is.
    Address,
    /// How to get there.
    Access,
    /// How many the room takes.
    Room,
}

impl Field {
    /// Its name in the form.
    pub fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Address => "address",
            Self::Access => "access",
            Self::Room => "room",
        }
    }

    /// Its label.
    pub fn label(self) -> &'static str {
        match self {
            Self::Name => "会場の名前",
            Self::Address => "住所",
            Self::Access => "行き方と駐車場（なくてもかまいません）",
            Self::Room => "部屋に一度に入れる人数（なくてもかまいません）",
        }
    }

    /// What to type.
    pub fn hint(self) -> &'static str {
        match self {
            Self::Name => "入口の看板と同じ名前にしてください。予約した方にそのまま見えます。",
            Self::Address => "例：窓川町市街1条2丁目1番地",
            Self::Access => "例：町営バス「役場前」から歩いて2分。駐車場は40台。",
            Self::Room => "枠をつくるとき、これより多い人数にならないか確かめます。",
        }
    }
}

/// The field to mend.
pub fn field(flaw: Flaw) -> Field {
    match flaw {
        Flaw::NoName | Flaw::NameTooLong | Flaw::NameTaken => Field::Name,
        Flaw::NoAddress | Flaw::AddressTooLong => Field::Address,
        Flaw::AccessTooLong => Field::Access,
        Flaw::RoomOutOfRange => Field::Room,
    }
}

/// What is wrong, and what to do.
pub fn flaw(flaw: Flaw) -> String {
    match flaw {
        Flaw::NoName => "会場の名前を入力してください。".to_owned(),
        Flaw::NameTooLong => {
            format!("会場の名前が長すぎます。{LONGEST_NAME}文字までにしてください。")
        }
        Flaw::NameTaken => {
            "同じ名前の会場があります。見分けのつく名前にしてください（例：中央公民館 別館）。"
                .to_owned()
        }
        Flaw::NoAddress => {
            "住所を入力してください。予約した方が、これを見てお越しになります。".to_owned()
        }
        Flaw::AddressTooLong => format!("住所が長すぎます。{LONGEST_TEXT}文字までにしてください。"),
        Flaw::AccessTooLong => {
            format!("行き方が長すぎます。{LONGEST_TEXT}文字までにしてください。")
        }
        Flaw::RoomOutOfRange => {
            "部屋に入れる人数は、1から9999までの数字で入力してください。わからないときは、空けておいてください。"
                .to_owned()
        }
    }
}

/// Somebody else saved it meanwhile.
pub fn changed(now: &Venue) -> String {
    let room = now.room.map_or("人数の記入なし".to_owned(), |room| format!("{room}人"));
    format!(
        "この画面を開いたあとに、ほかの職員がこの会場を変えました。いまは「{}」「{}」「{}」（{room}）です。入力した内容はそのまま残っています。よければ、もう一度保存してください。",
        now.name, now.address, now.access
    )
}
