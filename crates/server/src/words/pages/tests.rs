//! Every table in every language: nothing empty, English without Japanese, easy Japanese in short sentences.

use super::*;
use crate::words::{Lang, refusal};

/// The most characters of one easy sentence; spaces between words, which help reading, are not counted.
const EASY_MOST: usize = 40;

fn all() -> impl Iterator<Item = (&'static str, [&'static str; 3])> {
    TABLES.iter().flat_map(|(_, table)| table.iter().copied())
}

fn is_japanese(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}')
}

/// The sentences of a text, without markup and without the spaces between words.
fn sentences(text: &str) -> impl Iterator<Item = String> {
    let mut in_tag = false;
    let plain: String = text
        .chars()
        .filter(|&c| {
            let shown = !in_tag && c != '<' && c != ' ';
            in_tag = c == '<' || in_tag && c != '>';
            shown
        })
        .collect();
    plain.split(['。', '？']).map(str::to_owned).collect::<Vec<_>>().into_iter()
}

fn too_long(name: &str, text: &str) -> Vec<String> {
    let long = sentences(text).filter(|sentence| sentence.chars().count() > EASY_MOST);
    long.map(|sentence| format!("{name}: {sentence}")).collect()
}

/// Only the polite ending of a name has no English.
#[test]
fn nothing_is_left_empty() {
    let empty: Vec<_> =
        all().filter(|(_, said)| said.iter().any(|text| text.is_empty())).map(|(n, _)| n).collect();
    assert_eq!(empty, ["san"]);
}

/// The one word of Japanese in it is the choice of language, which is told in both.
#[test]
fn english_has_no_japanese_in_it() {
    for (name, [_, english, _]) in all() {
        assert!(!english.chars().any(is_japanese), "{name}: {english}");
    }
    for refused in refusal::samples() {
        let no = refusal::sentence(Lang::English, &refused);
        assert!(!format!("{no:?}").chars().any(is_japanese), "{no:?}");
    }
}

#[test]
fn easy_japanese_keeps_its_sentences_short() {
    let mut long: Vec<String> = all().flat_map(|(name, said)| too_long(name, said[2])).collect();
    for refused in refusal::samples() {
        let no = refusal::sentence(Lang::Easy, &refused);
        long.extend([no.why, no.next].iter().flat_map(|text| too_long("refusal", text)));
    }
    assert_eq!(long, Vec::<String>::new());
}

/// What the guide to easy Japanese asks to leave out: honorific verbs and double negation.
#[test]
fn easy_japanese_is_plainly_polite() {
    let avoided =
        ["ご覧", "いただ", "くださいませ", "ございます", "お選び", "承り", "なければなりません"];
    for (name, [_, _, easy]) in all() {
        for words in avoided {
            assert!(!easy.contains(words), "{name}: {easy}");
        }
    }
}

/// The facts of a sentence are the same in every language, but for what English need not say twice.
#[test]
fn every_language_tells_the_same_facts() {
    let facts = |text: &str| {
        let mut facts: Vec<String> = text
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split_once('}').map(|(fact, _)| fact.to_owned()))
            .collect();
        facts.sort();
        facts.dedup();
        facts
    };
    for (name, said) in all() {
        let [japanese, english, easy] = said.map(facts);
        assert_eq!((&japanese, &japanese), (&english, &easy), "{name}");
    }
}

#[test]
fn everybody_is_called_by_what_is_proven_or_by_their_own_word_in_brackets() {
    use domain::{AccountId, Link, LinkedBy, PersonId, Relation};
    let called = |by, relation, alias: Option<&str>, in_line| {
        let (account, person) = (AccountId(uuid::Uuid::nil()), PersonId(uuid::Uuid::nil()));
        let link = Link { account, person, since: jiff::Timestamp::UNIX_EPOCH, by, relation };
        let proxy = store::Proxy { link, alias: alias.map(str::to_owned), in_line };
        Lang::ALL.map(|lang| lang.called(&proxy).to_string())
    };
    let (letter, invited) = (LinkedBy::Letter, LinkedBy::Invitation);
    for (by, relation, said) in [
        (letter, Some(Relation::Oneself), ["ご本人", "the person", "本人"]),
        (LinkedBy::Counter, Some(Relation::Oneself), ["ご本人", "the person", "本人"]),
        (letter, Some(Relation::Parent), ["お子さん", "a child", "子ども"]),
        (letter, Some(Relation::Child), ["親御さん", "a parent", "親"]),
        (letter, Some(Relation::Spouse), ["配偶者の方", "the spouse", "夫か 妻"]),
        (letter, Some(Relation::Other), ["ご家族など", "family or others", "家族など"]),
        (letter, None, ["ご家族など", "family or others", "家族など"]),
    ] {
        assert_eq!(called(by, relation, None, true), said, "{by:?} {relation:?}");
    }
    for by in [invited, LinkedBy::Voucher] {
        let [japanese, english, easy] = called(by, Some(Relation::Oneself), None, true);
        assert_eq!(japanese, "「本人」と登録した方", "their own word, and no proof");
        assert!(english.contains("says") && easy.contains("書いた"), "{english} {easy}");
    }
    let alias = "<span lang=\"ja\">「長女」</span>";
    assert_eq!(called(invited, Some(Relation::Parent), Some("長女"), true), [alias; 3]);
    let [japanese, english, _] = called(letter, Some(Relation::Oneself), None, false);
    assert_eq!(
        (&*japanese, &*english),
        ("ご本人（LINEを使わない方）", "the person (without LINE)")
    );
    let nobody_said = ["LINEを使わない方", "Someone without LINE", "LINEを つかわない 人"];
    assert_eq!(called(letter, None, None, false), nobody_said);
}
