//! Texts that are not Japanese. English is understood; whoever writes something else is answered in English too.

use super::Wish;

/// English words for each wish, the first that is found decides.
const ENGLISH: &[(Wish, &[&str])] = &[
    (
        Wish::Emergency,
        &[
            "emergency",
            "ambulance",
            "help me",
            "unconscious",
            "breath",
            "feel sick",
            "feeling sick",
            "feel ill",
            "side effect",
            "chest pain",
            "chest hurts",
            "collaps",
            "allergic reaction",
            "anaphyla",
            "faint",
            "passed out",
            "seizure",
            "convuls",
            "bleed",
            "numbness",
            "heart attack",
            "dizzy",
            "vomit",
            "swollen",
        ],
    ),
    (
        Wish::Person,
        &["phone", "call", "talk", "speak", "staff", "person", "human", "operator", "contact"],
    ),
    (
        Wish::Change,
        &["cancel", "change", "reschedul", "postpone", "another day", "other day", "move my"],
    ),
    (
        Wish::LookUp,
        &[
            "check",
            "when is",
            "what time",
            "where is",
            "my booking",
            "my appointment",
            "my reservation",
            "confirm",
            "forgot",
        ],
    ),
    (
        Wish::Book,
        &[
            "book",
            "reserv",
            "appointment",
            "vaccin",
            "shot",
            "jab",
            "checkup",
            "check-up",
            "screening",
            "register",
            "sign up",
        ],
    ),
];

/// Japanese in Latin letters, by somebody whose keyboard is set that way.
const ROMAJI: &[&str] = &[
    "yoyaku",
    "kyanseru",
    "kakunin",
    "henkou",
    "denwa",
    "arigat",
    "konnichi",
    "onegai",
    "wakuchin",
    "torikeshi",
    "sesshu",
];

/// Characters that Chinese has and Japanese has not.
const CHINESE: &str = "约预这们吗请问您认时间电话变嗎們";

/// The wish of a text that is not Japanese; none if it is.
pub(super) fn wish(text: &str) -> Option<Wish> {
    let lower = text.to_lowercase();
    let letters: Vec<char> = lower.chars().filter(|c| c.is_alphabetic()).collect();
    let is_kana = |c: &char| matches!(c, 'ぁ'..='ヿ' | 'ｦ'..='ﾟ');
    let is_kanji = |c: &char| matches!(c, '\u{3400}'..='\u{9FFF}' | '々');
    if letters.iter().any(is_kana) {
        return None;
    }
    let narrow: String = lower.chars().map(narrow).collect();
    let chinese = letters.iter().any(is_kanji)
        && (letters.iter().any(|c| CHINESE.contains(*c))
            || ["我想", "我要"].iter().any(|w| lower.contains(w)));
    if letters.iter().any(is_kanji) && !chinese {
        return None;
    }
    let few = letters.len() <= 3 && narrow.is_ascii();
    let short = few || ROMAJI.iter().any(|word| narrow.contains(word));
    if short && !chinese {
        return None;
    }
    let has = |(_, words): &&(Wish, &[&str])| words.iter().any(|word| narrow.contains(word));
    Some(ENGLISH.iter().find(has).map_or(Wish::Other, |(wish, _)| *wish))
}

fn narrow(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '\u{2019}' => '\'',
        c => c,
    }
}
