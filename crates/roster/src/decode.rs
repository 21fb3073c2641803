//! From bytes to text: UTF-8, UTF-16 with its mark, CP932, in this order and strictly.
//! No character is ever replaced; bytes that fit nothing are refused with the line they stand in.

use std::borrow::Cow;

use encoding_rs::{DecoderResult, SHIFT_JIS, UTF_16BE, UTF_16LE};

use crate::read::ReadError;
use crate::source::{Confidence, Encoding};

/// Text, and how it was written.
pub(crate) struct Decoded<'a> {
    pub(crate) text: Cow<'a, str>,
    pub(crate) encoding: Encoding,
    pub(crate) confidence: Confidence,
}

pub(crate) fn decode(bytes: &[u8]) -> Result<Decoded<'_>, ReadError> {
    let certain = |text, encoding| Decoded { text, encoding, confidence: Confidence::Certain };
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        let text = std::str::from_utf8(rest).map_err(|_| damaged(rest))?;
        return Ok(certain(text.into(), Encoding::Utf8Bom));
    }
    for (mark, encoding, says) in
        [(b"\xFF\xFE", UTF_16LE, Encoding::Utf16Le), (b"\xFE\xFF", UTF_16BE, Encoding::Utf16Be)]
    {
        if let Some(rest) = bytes.strip_prefix(mark) {
            let text = encoding.decode_without_bom_handling_and_without_replacement(rest);
            return Ok(certain(text.ok_or(ReadError::CutShort)?, says));
        }
    }
    if is_binary(bytes) {
        return Err(ReadError::NotText);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) if text.is_ascii() => Ok(Decoded {
            text: text.into(),
            encoding: Encoding::Utf8,
            confidence: Confidence::AsciiOnly,
        }),
        Ok(text) => Ok(certain(text.into(), Encoding::Utf8)),
        Err(_) if looks_like_utf8(bytes) => Err(damaged(bytes)),
        Err(_) => Ok(certain(cp932(bytes)?.into(), Encoding::Cp932)),
    }
}

/// UTF-16 without its mark, pictures and the like: a tenth of zero bytes.
fn is_binary(bytes: &[u8]) -> bool {
    bytes.split(|byte| *byte == 0).count() - 1 > bytes.len() / 10
}

/// Whether more of it is UTF-8 beyond ASCII than is not. In CP932 text hardly anything is, whereas
/// UTF-8 read as CP932 often passes, as nonsense (縺ゅ≧).
fn looks_like_utf8(bytes: &[u8]) -> bool {
    let (mut valid, mut invalid) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        invalid += usize::from(!chunk.invalid().is_empty());
    }
    valid > invalid
}

fn damaged(bytes: &[u8]) -> ReadError {
    match std::str::from_utf8(bytes) {
        Err(error) if error.error_len().is_some() => {
            ReadError::DamagedUtf8 { line: line_of(bytes, error.valid_up_to()) }
        }
        _ => ReadError::CutShort,
    }
}

fn cp932(bytes: &[u8]) -> Result<String, ReadError> {
    let mut decoder = SHIFT_JIS.new_decoder_without_bom_handling();
    let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len());
    let mut text = String::with_capacity(room.unwrap_or_default());
    match decoder.decode_to_string_without_replacement(bytes, &mut text, true) {
        (DecoderResult::InputEmpty, _) => Ok(text),
        (_, read) if read == bytes.len() => Err(ReadError::CutShort),
        (_, read) => Err(ReadError::UnknownEncoding { line: line_of(bytes, read) }),
    }
}

fn line_of(bytes: &[u8], place: usize) -> usize {
    bytes[..place].split(|byte| *byte == b'\n').count()
}
