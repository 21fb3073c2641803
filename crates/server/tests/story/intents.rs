//! The table of sentences in `tests/sentences/talk.md`, which an officer can read: each is understood as it says.

use crate::templates::table::read_tables;
use madoguchi::{
    bot::{Intent, Wish},
    words::talk_kinds,
};
use std::{collections::BTreeSet, path::Path};

/// Every row: the sentence, and how it is understood.
fn rows() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sentences");
    let tables = read_tables(&folder);
    let rows = tables.values().flatten();
    rows.map(|row| (row.get("送られたことば").to_owned(), row.get("受けとめ").to_owned())).collect()
}

#[test]
fn every_sentence_is_understood_as_the_table_says() {
    let rows = rows();
    assert!(rows.len() >= 200, "{}", rows.len());
    let wrong: Vec<String> = rows
        .iter()
        .map(|(said, expected)| (said, expected, talk_kinds::name(Intent::of(said).name())))
        .filter(|(_, expected, found)| expected != found)
        .map(|(said, expected, found)| format!("「{said}」は{expected}、受けとめは{found}"))
        .collect();
    assert!(wrong.is_empty(), "{}\n{wrong:#?}", wrong.len());
}

#[test]
fn no_sentence_stands_twice_and_no_kind_is_missing() {
    let rows = rows();
    let said: BTreeSet<_> = rows.iter().map(|(said, _)| said).collect();
    assert_eq!(said.len(), rows.len());
    let kinds: BTreeSet<_> = rows.iter().map(|(_, understood)| understood.as_str()).collect();
    assert_eq!(kinds.len(), 24, "one for each kind of wish: {kinds:?}");
}

#[test]
fn english_wishes_are_told_apart() {
    let cases = [
        ("I'd like to make a reservation", Wish::Book),
        ("Where can I get a flu shot?", Wish::Book),
        ("When is my appointment?", Wish::LookUp),
        ("please cancel it", Wish::Change),
        ("I need another day", Wish::Change),
        ("Can I talk to someone?", Wish::Person),
        ("help me, he is unconscious", Wish::Emergency),
        ("I feel sick after the vaccine", Wish::Emergency),
        ("I have chest pain", Wish::Emergency),
        ("She collapsed after the shot", Wish::Emergency),
        ("I have an allergic reaction", Wish::Emergency),
        ("It is hard to breathe", Wish::Emergency),
        ("I can\u{2019}t breathe, call someone", Wish::Emergency),
        ("What is my booking number?", Wish::LookUp),
        ("Good morning", Wish::Other),
    ];
    for (said, wish) in cases {
        assert_eq!(Intent::of(said), Intent::Foreign(wish), "{said}");
    }
}
