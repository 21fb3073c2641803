//! Codes of six digits that a telephone makes from a shared secret and the time, after RFC 6238: HMAC-SHA-1, steps of 30
//! seconds, as every authenticator app has them.

use jiff::Timestamp;
use ring::hmac;

/// How long one code holds.
const STEP_SECONDS: i64 = 30;
/// A telephone may be this many steps ahead or behind.
const DRIFT: i64 = 1;
/// The secret is as long as the hash.
pub const SECRET_LEN: usize = 20;

/// The letters of base 32, as RFC 4648 has them.
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The step of a moment.
pub fn step(now: Timestamp) -> i64 {
    now.as_second().div_euclid(STEP_SECONDS)
}

/// The code of a step.
pub fn code(secret: &[u8], step: i64) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let bytes = tag.as_ref();
    let offset = usize::from(bytes[bytes.len() - 1] & 0x0f);
    let mut four = [0; 4];
    four.copy_from_slice(&bytes[offset..offset + 4]);
    let number = u32::from_be_bytes(four) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

/// The step whose code was typed, if it is one of now. Every step is looked at, so that the time it takes tells
/// nothing.
pub fn matching(secret: &[u8], typed: &str, now: Timestamp) -> Option<i64> {
    let here = step(now);
    let mut found = None;
    for near in here - DRIFT..=here + DRIFT {
        let same =
            code(secret, near).bytes().zip(typed.bytes()).fold(0, |all, (a, b)| all | (a ^ b));
        if same == 0 && typed.len() == 6 {
            found = Some(near);
        }
    }
    found
}

/// The secret in letters, for whoever types it into the app.
pub fn letters(secret: &[u8]) -> String {
    let mut out = String::new();
    for chunk in secret.chunks(5) {
        let mut five = [0; 5];
        five[..chunk.len()].copy_from_slice(chunk);
        let bits = five.iter().fold(0_u64, |all, byte| all << 8 | u64::from(*byte));
        let letters = (chunk.len() * 8).div_ceil(5);
        for n in 0..letters {
            let index = (bits >> (35 - 5 * n)) & 31;
            out.push(char::from(ALPHABET[usize::try_from(index).unwrap_or_default()]));
        }
    }
    out
}

/// What the app reads from the picture. `escape` is for what stands in an address.
pub fn address(secret: &[u8], town: &str, login: &str, escape: impl Fn(&str) -> String) -> String {
    let (issuer, login) = (escape(&format!("{town} 予約窓口")), escape(login));
    format!("otpauth://totp/{issuer}:{login}?secret={}&issuer={issuer}", letters(secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    /// Appendix B of RFC 6238, the last six of its eight digits.
    #[test]
    fn the_codes_are_those_of_the_standard() {
        let secret = b"12345678901234567890";
        for (seconds, expected) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code(secret, step(at(seconds))), expected, "{seconds}");
        }
    }

    #[test]
    fn a_telephone_may_be_half_a_minute_off_and_no_more() {
        let (secret, now) = (b"12345678901234567890", at(1_111_111_111));
        let here = step(now);
        for off in -3_i64..=3 {
            let expected = (off.abs() <= 1).then_some(here + off);
            assert_eq!(matching(secret, &code(secret, here + off), now), expected, "{off}");
        }
        for typed in ["", "0", "05047", "0504711", "０５０４７１"] {
            assert_eq!(matching(secret, typed, now), None, "{typed}");
        }
    }

    /// RFC 4648, section 10, without the padding, which no app wants.
    #[test]
    fn the_secret_in_letters_is_base_32() {
        for (plain, expected) in [
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(letters(plain.as_bytes()), expected);
        }
        let address = address(b"fooba", "窓川町", "sato", |text| text.replace(' ', "%20"));
        assert_eq!(
            address,
            "otpauth://totp/窓川町%20予約窓口:sato?secret=MZXW6YTB&issuer=窓川町%20予約窓口"
        );
    }
}
