//! What people put around and between digits: full-width forms, spaces, every sort of hyphen.
//! It cleans; it decides nothing about what the digits mean, and it never guesses (`O` is not 0).

/// A character that is neither a digit nor something people put between digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stray {
    /// Its place in what was typed, counted in characters from 1.
    pub position: usize,
    /// The character itself.
    pub found: char,
}

/// The digits of what was typed, as plain ASCII; spaces and hyphens are left out.
pub fn digits(input: &str) -> Result<String, Stray> {
    let mut found_digits = String::with_capacity(input.len());
    for (index, found) in input.chars().enumerate() {
        if let Some(digit) = digit(found) {
            found_digits.push(digit);
        } else if !is_space(found) && !is_dash(found) {
            let position = index + 1;
            return Err(Stray { position, found });
        }
    }
    Ok(found_digits)
}

/// The ASCII digit a half-width or full-width digit stands for.
pub fn digit(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')),
        _ => None,
    }
}

/// White space of any width, and the invisible marks that come along when text is copied.
pub fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}')
}

/// Everything that looks like a hyphen on a phone or a leaflet, the kana long mark included.
///
/// The kanji 一 is not here: it is a numeral.
pub fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{00AD}' // soft hyphen
            | '\u{2010}'
            ..='\u{2015}' // hyphen, non-breaking, figure, en, em, bar
            | '\u{2043}' | '\u{02D7}' | '\u{2212}' // bullet, modifier letter, minus
            | '\u{2500}' | '\u{2501}' // box drawing lines, from old documents
            | '\u{30FC}' | '\u{FF70}' // kana long mark, full and half width
            | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}' // small and full-width forms
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dash_and_space_is_left_out() {
        let typed = "１-2‐3‑4‒5–6—7―8−9ー0ｰ1－2 3　4\u{200B}5";
        assert_eq!(digits(typed).unwrap(), "123456789012345");
    }

    #[test]
    fn a_letter_is_reported_where_it_stands() {
        let stray = Stray { position: 3, found: 'O' };
        assert_eq!(digits("１２O"), Err(stray));
        assert_eq!(digits("12一"), Err(Stray { position: 3, found: '一' }));
    }
}
