//! Who acts for whom, in the words of the desk. What residents read is in `pages/links.rs`.

use super::Lang;
use domain::{AccountId, CodeKind};
use std::collections::BTreeMap;
use store::EverLinked;

const LANG: Lang = Lang::Japanese;

/// The accounts that ever acted for a person, told apart by a letter each: 利用者A, 利用者B. The letters go in
/// the order in which they first began, so that an account keeps its own on every page about the person.
#[derive(Clone, Debug, Default)]
pub struct Accounts(BTreeMap<AccountId, Known>);

/// What the desk knows of one.
#[derive(Clone, Debug)]
struct Known {
    tag: String,
    alias: Option<String>,
    in_line: bool,
}

impl Accounts {
    /// All of a person, as the store has them in order.
    pub fn of(ever: &[EverLinked]) -> Self {
        let known = ever.iter().enumerate().map(|(n, EverLinked { proxy, .. })| {
            let (tag, alias) = (format!("利用者{}", letters(n)), proxy.alias.clone());
            (proxy.link.account, Known { tag, alias, in_line: proxy.in_line })
        });
        Self(known.collect())
    }

    /// By its letter alone, where the rest stands beside it.
    pub fn tag(&self, account: AccountId) -> &str {
        self.0.get(&account).map_or("利用者", |known| &known.tag)
    }

    /// With what they call themselves, and whether they use LINE.
    pub fn name(&self, account: AccountId) -> String {
        let tag = self.tag(account);
        let Some(known) = self.0.get(&account) else { return tag.to_owned() };
        let alias = known.alias.as_ref().map_or_else(String::new, |alias| format!("「{alias}」"));
        let without_line = if known.in_line { "" } else { "（LINEを使わない方）" };
        format!("{tag}{alias}{without_line}")
    }
}

/// A to Z, then AA and on, for whoever has come in with many codes.
fn letters(n: usize) -> String {
    let last = char::from(b'A' + u8::try_from(n % 26).unwrap_or_default());
    match n / 26 {
        0 => last.to_string(),
        more => format!("{}{last}", letters(more - 1)),
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

/// By what a link began; by voucher where history does not know.
pub fn linked_by(by: Option<domain::LinkedBy>) -> &'static str {
    LANG.linked_by(by.unwrap_or(domain::LinkedBy::Voucher))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Link, LinkedBy, PersonId};
    use jiff::Timestamp;
    use store::Proxy;
    use uuid::Uuid;

    fn account(n: usize) -> AccountId {
        AccountId(Uuid::from_u128(n.try_into().unwrap()))
    }

    fn ever(n: usize, alias: Option<&str>, in_line: bool) -> EverLinked {
        let (person, since) = (PersonId(Uuid::nil()), Timestamp::UNIX_EPOCH);
        let link =
            Link { account: account(n), person, since, by: LinkedBy::Letter, relation: None };
        let proxy = Proxy { link, alias: alias.map(str::to_owned), in_line };
        EverLinked { proxy, ended_at: None }
    }

    #[test]
    fn each_has_a_letter_by_its_place_in_the_row() {
        let all: Vec<_> = (0..703).rev().map(|n| ever(n, None, true)).collect();
        let accounts = Accounts::of(&all);
        for (place, letters) in
            [(0, "A"), (1, "B"), (25, "Z"), (26, "AA"), (27, "AB"), (701, "ZZ"), (702, "AAA")]
        {
            assert_eq!(accounts.tag(account(702 - place)), format!("利用者{letters}"));
        }
        assert_eq!(accounts.name(account(999)), "利用者", "nobody of this person's");
    }

    #[test]
    fn a_name_says_what_they_call_themselves_and_whether_they_use_line() {
        let all = [ever(1, None, true), ever(2, Some("長女"), true), ever(3, Some("母"), false)];
        let accounts = Accounts::of(&all);
        let names = [1, 2, 3].map(|n| accounts.name(account(n)));
        assert_eq!(names, ["利用者A", "利用者B「長女」", "利用者C「母」（LINEを使わない方）"]);
        assert_eq!(accounts.tag(account(3)), "利用者C");
    }
}
