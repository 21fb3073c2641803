//! What can be told from the characters alone: numbers that belong to a person, a booking number, no words at all.

use super::born;
use domain::BookingNumber;

/// A voucher has 10 digits, or 16 or 18 with the municipality; telephones have 10 or 11.
const PERSONAL_DIGITS: usize = 10;

/// Whether there is a number that belongs to a person, or a birth date.
pub(super) fn holds_a_secret(text: &str) -> bool {
    let long = digit_runs(text).any(|run| run.len() >= PERSONAL_DIGITS);
    let narrow = narrow(text);
    let born = ["生まれ", "生年月日", "うまれ", "誕生日"].iter().any(|word| narrow.contains(word));
    long || born::holds_an_old_day(&narrow) || born && narrow.contains(|c: char| c.is_ascii_digit())
}

/// Whether it is a booking number, with or without its hyphens, and nothing else that matters.
pub(super) fn is_booking_number(text: &str) -> bool {
    digit_runs(text).any(|run| BookingNumber::parse(&run).is_ok())
}

/// Whether nothing in it is a letter or a digit.
pub(super) fn is_wordless(text: &str) -> bool {
    !text.chars().any(char::is_alphanumeric)
}

/// Letters, digits and hyphens of any width as the narrow ones, letters small.
fn narrow(text: &str) -> String {
    let narrow = |c: char| match c {
        '－' | 'ー' | '―' | '‐' | '−' | '–' | 'の' => '-',
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '　' => ' ',
        c => c,
    };
    text.chars().map(|c| narrow(c).to_ascii_lowercase()).collect()
}

/// Runs of digits of any width, where hyphens and spaces between digits do not count.
pub(super) fn digit_runs(text: &str) -> impl Iterator<Item = String> {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '-' | ' ' | '(' | ')');
    let runs: Vec<String> = narrow(text)
        .split(|c| !is_part(c))
        .map(|run| run.chars().filter(char::is_ascii_digit).collect())
        .filter(|run: &String| !run.is_empty())
        .collect();
    runs.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_a_person_are_known_in_any_writing() {
        for secret in [
            "1234567890",
            "１２３４５６７８９０",
            "1234 5678 90です",
            "０１９９９２－１２３４５６７８９０",
            "090-1234-5678",
            "昭和22年5月3日生まれです",
            "生年月日は1947.5.3",
            "昭和22年5月3日",
            "昭和２２年　５月　３日",
            "大正元年8月1日",
            "平成30年4月1日です",
            "1947/5/3",
            "１９４７．５．３",
            "19470503",
            "S22.5.3",
            "ｓ22-05-03",
            "母です。1947年5月3日",
        ] {
            assert!(holds_a_secret(secret), "{secret}");
        }
        for plain in [
            "271-828-189",
            "2回目",
            "12月1日 10時30分",
            "2026年12月1日",
            "明日生まれる",
            "令和8年12月1日",
            "2027/1/15",
            "昭和の人です",
            "平成30年に受けた",
            "1947/13/3",
            "shots 22.5.3",
            "12/1 10:30",
            "20261201",
        ] {
            assert!(!holds_a_secret(plain), "{plain}");
        }
    }

    #[test]
    fn a_booking_number_is_one_by_its_check_digit() {
        let number = BookingNumber::from_counter(7).to_string();
        assert!(is_booking_number(&number));
        assert!(is_booking_number(&format!("予約番号{}です", number.replace('-', ""))));
        assert!(!is_booking_number("12"));
        assert!(!is_booking_number("123-456-789"));
    }
}
