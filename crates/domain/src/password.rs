//! What an officer may take as a password. After NIST SP 800-63B rev. 4: long, not one of those everybody tries, and no
//! rule about which characters. A phrase of several words is the best there is.

use std::collections::HashSet;

/// The fewest characters: enough for a password that stands alone, so that nothing is left short when a second factor
/// is taken away.
pub const LEAST: usize = 15;
/// The most, so that nobody keeps the hash busy. A phrase of several sentences fits.
pub const MOST: usize = 200;

/// The words that everybody tries, small letters, a line each.
const COMMON: &str = include_str!("password/common.txt");

/// Why something typed cannot be a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordRefusal {
    /// Fewer characters than the least.
    TooShort {
        /// How many there are.
        characters: usize,
    },
    /// More than anybody types.
    TooLong {
        /// How many there are.
        characters: usize,
    },
    /// One of those that are tried first, or made of such, or one piece again and again.
    Common,
    /// The sign-in name with little around it.
    LikeLogin,
    /// The town's name with little around it.
    LikeTown,
}

/// Whether this may be the password of whoever signs in under this name in this town.
pub fn check(typed: &str, login: &str, town: &str) -> Result<(), PasswordRefusal> {
    let characters = typed.chars().count();
    if characters < LEAST {
        return Err(PasswordRefusal::TooShort { characters });
    }
    if characters > MOST {
        return Err(PasswordRefusal::TooLong { characters });
    }
    let folded = fold(typed);
    if leaves_little(&folded, &fold(login)) {
        return Err(PasswordRefusal::LikeLogin);
    }
    if leaves_little(&folded, &fold(town)) {
        return Err(PasswordRefusal::LikeTown);
    }
    if is_repetition(&folded) || is_run(&folded) || is_made_of_common(&folded) {
        return Err(PasswordRefusal::Common);
    }
    Ok(())
}

/// Small letters, and what is typed in place of them as them. What stands between words is nothing.
fn fold(text: &str) -> String {
    let plain = |c: char| match c {
        '@' => 'a',
        '$' => 's',
        '!' => 'i',
        c => c,
    };
    let kept = text.chars().flat_map(char::to_lowercase).map(plain);
    kept.filter(|c| c.is_alphanumeric()).collect()
}

/// Whether fewer than eight characters remain when a known word is taken out everywhere.
fn leaves_little(folded: &str, word: &str) -> bool {
    let known = word.chars().count() >= 2 && folded.contains(word);
    known && folded.replace(word, "").chars().count() < 8
}

/// One piece of up to five characters, again and again.
fn is_repetition(folded: &str) -> bool {
    let all: Vec<char> = folded.chars().collect();
    (1..=5).any(|piece| all.len() > piece && all[piece..].iter().zip(&all).all(|(a, b)| a == b))
}

/// Characters one after another, as on the keyboard or in the alphabet, forwards or backwards.
fn is_run(folded: &str) -> bool {
    const ROWS: [&str; 5] = [
        "12345678901234567890",
        "abcdefghijklmnopqrstuvwxyz",
        "qwertyuiopasdfghjklzxcvbnm",
        "あいうえおかきくけこさしすせそたちつてとなにぬねの",
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik",
    ];
    let back: String = folded.chars().rev().collect();
    ROWS.iter().any(|row| row.contains(folded) || row.contains(&back))
}

/// Common words and digits, put one after another, with nothing else.
fn is_made_of_common(folded: &str) -> bool {
    let words: HashSet<&str> = COMMON.lines().filter(|word| !word.is_empty()).collect();
    let all: Vec<char> = folded.chars().collect();
    // Up to where it can be told as common words: reached[n] says so of the first n characters.
    let mut reached = vec![false; all.len() + 1];
    reached[0] = true;
    for from in 0..all.len() {
        if !reached[from] {
            continue;
        }
        if all[from].is_ascii_digit() {
            reached[from + 1] = true;
        }
        let mut word = String::new();
        for to in from..all.len() {
            word.push(all[to]);
            if words.contains(word.as_str()) {
                reached[to + 1] = true;
            }
        }
    }
    reached[all.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(typed: &str) -> Result<(), PasswordRefusal> {
        check(typed, "hokenshi", "窓川町")
    }

    #[test]
    fn a_phrase_of_some_length_is_taken_whatever_its_characters() {
        for typed in [
            "まどの外には川が流れています",
            "correct horse battery staple",
            "       8 spaces",
            "kumo-no-ue-niwa-sora",
            "窓口は九時から五時まで開いている",
        ] {
            let long = if typed.chars().count() < LEAST {
                format!("{typed}よね。")
            } else {
                typed.to_owned()
            };
            assert_eq!(checked(&long), Ok(()), "{long}");
        }
        assert_eq!(
            checked(&"川".repeat(3).repeat(80)),
            Err(PasswordRefusal::TooLong { characters: 240 })
        );
    }

    #[test]
    fn what_is_counted_is_characters_and_not_bytes() {
        assert_eq!(checked("窓口は九時から"), Err(PasswordRefusal::TooShort { characters: 7 }));
        assert_eq!(checked(""), Err(PasswordRefusal::TooShort { characters: 0 }));
        assert_eq!(
            checked("あめ・ゆき・はれ・くもり・か"),
            Err(PasswordRefusal::TooShort { characters: 14 })
        );
        assert_eq!(checked("あめ・ゆき・はれ・くもり・かぜ"), Ok(()));
    }

    #[test]
    fn what_everybody_tries_is_not_taken_however_long() {
        for typed in [
            "password1234567",
            "Passw0rdPassw0rd",
            "P@ssword-P@ssword-2026",
            "aaaaaaaaaaaaaaaa",
            "abcabcabcabcabcabc",
            "1234567890123456",
            "qwertyuiopasdfgh",
            "zyxwvutsrqponmlkj",
            "あいうえおかきくけこさしすせそ",
            "letmein welcome admin",
        ] {
            assert_eq!(checked(typed), Err(PasswordRefusal::Common), "{typed}");
        }
    }

    #[test]
    fn neither_the_login_nor_the_town_with_a_number_behind_it() {
        assert_eq!(checked("hokenshi-hokenshi-2026"), Err(PasswordRefusal::LikeLogin));
        assert_eq!(checked("HOKENSHI-1234567"), Err(PasswordRefusal::LikeLogin));
        assert_eq!(checked("窓川町窓川町窓川町窓川町窓川町"), Err(PasswordRefusal::LikeTown));
        assert_eq!(checked("窓川町の川べりを毎朝六時に歩く"), Ok(()));
    }
}
