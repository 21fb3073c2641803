//! Who acts for whom, in words: by what it began, what people are to each other, and codes.

use domain::{CodeKind, LinkedBy, Relation, code::PlainCodeError};
use store::Proxy;

/// A link by voucher and birth date.
pub const VOUCHER: &str = "接種券番号と生年月日";

/// By what a link began.
pub fn linked_by(by: LinkedBy) -> &'static str {
    match by {
        LinkedBy::Voucher => VOUCHER,
        LinkedBy::Letter => "郵便でお届けした確認番号",
        LinkedBy::Counter => "窓口・電話でお伝えした確認番号",
        LinkedBy::Invitation => "家族からの招待",
    }
}

/// What was given.
pub fn code(kind: CodeKind) -> &'static str {
    match kind {
        CodeKind::Letter => "確認番号（郵便）",
        CodeKind::Counter => "確認番号（窓口・電話）",
        CodeKind::Invitation { .. } => "家族への招待",
    }
}

/// What the person is to whoever looks at the list.
pub fn relation(relation: Relation) -> &'static str {
    match relation {
        Relation::Oneself => "本人",
        Relation::Parent => "親",
        Relation::Child => "子",
        Relation::Spouse => "配偶者",
        Relation::Other => "その他",
    }
}

/// What whoever uses an account is to the person, where they call themselves nothing.
pub fn from_the_person(relation: Option<Relation>) -> &'static str {
    match relation {
        Some(Relation::Oneself) => "ご本人",
        Some(Relation::Parent) => "お子さん",
        Some(Relation::Child) => "親御さん",
        Some(Relation::Spouse) => "配偶者の方",
        Some(Relation::Other) | None => "ご家族など",
    }
}

/// What somebody is called towards the others who act for the person.
pub fn called(proxy: &Proxy) -> String {
    let from_the_person = || from_the_person(proxy.link.relation).to_owned();
    let called = proxy.alias.clone().unwrap_or_else(from_the_person);
    if proxy.in_line { called } else { format!("{called}（LINEを使わない方）") }
}

/// What is wrong with a code as typed.
pub fn code_error(error: &PlainCodeError) -> String {
    match error {
        PlainCodeError::Empty => {
            "確認番号を入れてください。お渡しした紙に書かれた、9文字の番号です。".to_owned()
        }
        PlainCodeError::WrongLength { characters } => {
            format!("確認番号は9文字です。いまは{characters}文字です。")
        }
        PlainCodeError::NotInAlphabet { position, found } => format!(
            "{position}文字目の「{found}」は、確認番号に使わない文字です。紙に書かれた番号をご確認ください。"
        ),
        PlainCodeError::CheckCharacter => {
            "確認番号のどこかが違っているようです。紙に書かれた番号を、もう一度ご確認ください。"
                .to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_that_is_mistyped_is_told_where() {
        let error = domain::code::PlainCode::parse("AC3-O7P").unwrap_err();
        let told = code_error(&error);
        assert_eq!(
            told,
            "5文字目の「O」は、確認番号に使わない文字です。紙に書かれた番号をご確認ください。"
        );
    }
}
