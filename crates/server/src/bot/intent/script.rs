//! What can be told from the characters alone: numbers that belong to a person, a booking number, no words at all.

use domain::BookingNumber;

/// A voucher has 10 digits, or 16 or 18 with the municipality; telephones have 10 or 11.
const PERSONAL_DIGITS: usize = 10;

/// Whether there is a number that belongs to a person, or a birth date.
pub(super) fn holds_a_secret(text: &str) -> bool {
    let text = narrow(text);
    let long = digit_runs(&text).any(|run| run.len() >= PERSONAL_DIGITS);
    let born = ["生まれ", "生年月日", "うまれ", "誕生日"].iter().any(|word| text.contains(word));
    long || born && text.contains(|c: char| c.is_ascii_digit())
}

/// Whether it is a booking number, with or without its hyphens, and nothing else that matters.
pub(super) fn is_booking_number(text: &str) -> bool {
    digit_runs(&narrow(text)).any(|run| BookingNumber::parse(&run).is_ok())
}

/// Whether nothing in it is a letter or a digit.
pub(super) fn is_wordless(text: &str) -> bool {
    !text.chars().any(char::is_alphanumeric)
}

/// Digits and hyphens of any width as the narrow ones.
fn narrow(text: &str) -> String {
    let narrow = |c: char| match c {
        '０'..='９' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '－' | 'ー' | '―' | '‐' | '−' | '–' | 'の' => '-',
        c => c,
    };
    text.chars().map(narrow).collect()
}

/// Runs of digits, where single hyphens and spaces between digits do not count.
fn digit_runs(text: &str) -> impl Iterator<Item = String> {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '-' | ' ' | '　' | '(' | ')');
    text.split(move |c| !is_part(c))
        .map(|run| run.chars().filter(char::is_ascii_digit).collect::<String>())
        .filter(|run| !run.is_empty())
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
        ] {
            assert!(holds_a_secret(secret), "{secret}");
        }
        for plain in ["271-828-189", "2回目", "12月1日 10時30分", "2026年12月1日", "明日生まれる"]
        {
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
