//! From text to CP932, the bytes a Japanese spreadsheet expects; whatever it cannot hold is named.
//! Nothing is replaced, not even by something that looks the same.

use std::borrow::Cow;

use encoding_rs::SHIFT_JIS;

/// The bytes, or the characters that have none.
pub(crate) fn encode(text: &str) -> Result<Cow<'_, [u8]>, Vec<char>> {
    if let Some(bytes) = exactly(text) {
        return Ok(bytes);
    }
    let alone = |c: &char| exactly(c.encode_utf8(&mut [0; 4])).is_none();
    Err(text.chars().filter(alone).collect())
}

/// The standard has the encoder write ¥ as a backslash, ‾ as a tilde and what it lacks as `&#…;`:
/// only what is read back unchanged counts as written.
fn exactly(text: &str) -> Option<Cow<'_, [u8]>> {
    if text.is_ascii() {
        return Some(text.as_bytes().into());
    }
    let (bytes, ..) = SHIFT_JIS.encode(text);
    let back = SHIFT_JIS.decode_without_bom_handling_and_without_replacement(&bytes);
    (back.as_deref() == Some(text)).then(|| bytes.into_owned().into())
}

/// The character of CP932 that is meant by one it does not have: other systems write these so.
pub(crate) fn meant_by(c: char) -> Option<char> {
    Some(match c {
        '\u{301C}' => '～',
        '\u{2014}' => '―',
        '\u{2212}' => '－',
        '\u{2016}' => '∥',
        '\u{A5}' => '￥',
        '\u{203E}' => '￣',
        '\u{A2}' => '￠',
        '\u{A3}' => '￡',
        '\u{AC}' => '￢',
        '𠮷' => '吉',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back_and_the_rest_is_named() {
        for text in ["①㈱髙﨑～", "ｱｲｳ", "山田　太郎", "~\\|"] {
            let bytes = encode(text).unwrap();
            assert_eq!(SHIFT_JIS.decode(&bytes).0, text);
        }
        assert_eq!(encode("𠮷田🍣さん"), Err(vec!['𠮷', '🍣']));
        assert_eq!(encode("¥100〜‾"), Err(vec!['¥', '〜', '‾']));
    }

    #[test]
    fn what_is_proposed_instead_can_be_written() {
        for c in ['\u{301C}', '—', '−', '‖', '¥', '‾', '¢', '£', '¬', '𠮷'] {
            let instead = meant_by(c).unwrap();
            assert!(encode(&c.to_string()).is_err(), "{c}");
            assert!(encode(&instead.to_string()).is_ok(), "{instead}");
        }
    }
}
