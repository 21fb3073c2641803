//! A slip of the finger: a word of which one sound is wrong, missing or too many. Only long words are tried, since
//! short ones are near to everything.

use super::{Intent, fold};

/// Words worth a guess.
const WORDS: &[(&str, Intent)] = &[
    ("キャンセル", Intent::Cancel),
    ("とりけしたい", Intent::Cancel),
    ("とりけして", Intent::Cancel),
    ("へんこうしたい", Intent::Change),
    ("へんこうして", Intent::Change),
    ("かくにんしたい", Intent::LookUp),
    ("かくにんして", Intent::LookUp),
    ("よやくしたい", Intent::Book),
    ("よやくして", Intent::Book),
    ("よやくする", Intent::Book),
    ("ワクチン", Intent::Book),
    ("もうしこみ", Intent::Book),
    ("おねがいします", Intent::Menu),
    ("オペレーター", Intent::Person),
    ("といあわせ", Intent::Person),
    ("ありがとう", Intent::Thanks),
    ("こんにちは", Intent::Hello),
];

/// The first word that is in the text but for one sound.
pub(super) fn nearest(folded: &str) -> Option<Intent> {
    let text: Vec<char> = folded.chars().collect();
    let near = |(word, _): &&(&str, Intent)| distance(&text, &fold(word)) <= 1;
    WORDS.iter().find(near).map(|(_, intent)| *intent)
}

/// The fewest changes that turn some part of the text into the word.
fn distance(text: &[char], word: &str) -> usize {
    let word: Vec<char> = word.chars().collect();
    // How far the beginnings of the word are from what ends here; the word may begin anywhere.
    let mut row: Vec<usize> = (0..=word.len()).collect();
    let mut least = word.len();
    for heard in text {
        let mut diagonal = row[0];
        for (at, letter) in word.iter().enumerate() {
            let swapped = diagonal + usize::from(letter != heard);
            diagonal = row[at + 1];
            row[at + 1] = swapped.min(diagonal + 1).min(row[at] + 1);
        }
        least = least.min(row[word.len()]);
    }
    least
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_distance_is_that_of_the_nearest_part() {
        let far = |text: &str, word| distance(&text.chars().collect::<Vec<_>>(), word);
        assert_eq!(far("きのうのよやく", "よやく"), 0);
        assert_eq!(far("きのうのよかく", "よやく"), 1);
        assert_eq!(far("よく", "よやく"), 1);
        assert_eq!(far("よややく", "よやく"), 1);
        assert_eq!(far("", "よやく"), 3);
        assert_eq!(far("てんき", "よやく"), 3);
    }
}
