//! Bytes as hexadecimal digits: keys in their file, hashes in URLs, reference numbers on the phone.

use std::fmt::Write as _;

/// Two digits a byte.
pub(crate) fn of(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to memory does not fail");
        text
    })
}
