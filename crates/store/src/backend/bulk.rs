//! Whole tables at once, in the text in which PostgreSQL's `COPY` reads and writes them.

use super::{Conn, Row};
use anyhow::{Result, bail};
use rusqlite::types::ValueRef;
use std::io::{BufRead, BufWriter, Write};

/// What is gathered before it is sent.
const SENT_AT_ONCE: usize = 256 * 1024;

impl Row<'_> {
    /// Appends a value of a row of SQLite as `COPY` would write it.
    pub(crate) fn append_copied(&self, column: usize, out: &mut Vec<u8>) -> Result<()> {
        let Self::Lite(row) = self else { bail!("PostgreSQL writes its rows itself") };
        match row.get_ref(column)? {
            ValueRef::Null => out.extend_from_slice(b"\\N"),
            ValueRef::Integer(number) => write!(out, "{number}")?,
            ValueRef::Text(text) => append_text(text, out),
            ValueRef::Blob(bytes) => {
                out.extend_from_slice(b"\\\\x");
                bytes.iter().try_for_each(|byte| write!(out, "{byte:02x}"))?;
            }
            ValueRef::Real(_) => bail!("no column of ours holds a fraction"),
        }
        Ok(())
    }
}

fn append_text(text: &[u8], out: &mut Vec<u8>) {
    for byte in text {
        let short = match byte {
            0x08 => b'b',
            b'\t' => b't',
            b'\n' => b'n',
            0x0b => b'v',
            0x0c => b'f',
            b'\r' => b'r',
            b'\\' => b'\\',
            _ => {
                out.push(*byte);
                continue;
            }
        };
        out.extend_from_slice(&[b'\\', short]);
    }
}

impl Conn {
    /// Runs `COPY … FROM STDIN` over the lines that `give` writes.
    pub(crate) fn copy_in(
        &mut self,
        sql: &str,
        give: impl FnOnce(&mut dyn Write) -> Result<()>,
    ) -> Result<u64> {
        let Self::Pg(pg) = self else { bail!("SQLite has no COPY") };
        let mut out = BufWriter::with_capacity(SENT_AT_ONCE, pg.client.copy_in(sql)?);
        give(&mut out)?;
        let inner = out.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        Ok(inner.finish()?)
    }

    /// Runs `COPY … TO STDOUT` and looks at each line, without its end.
    pub(crate) fn copy_out(
        &mut self,
        sql: &str,
        mut each: impl FnMut(&[u8]) -> Result<()>,
    ) -> Result<()> {
        let Self::Pg(pg) = self else { bail!("SQLite has no COPY") };
        let mut reader = pg.client.copy_out(sql)?;
        let mut line = Vec::new();
        while reader.read_until(b'\n', &mut line)? > 0 {
            each(line.strip_suffix(b"\n").unwrap_or(&line))?;
            line.clear();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_copy_gives_a_meaning_is_written_with_a_backslash() {
        let mut out = Vec::new();
        append_text("窓\t口\\\n\r\u{8}\u{b}\u{c}\u{1}".as_bytes(), &mut out);
        assert_eq!(out, "窓\\t口\\\\\\n\\r\\b\\v\\f\u{1}".as_bytes());
    }
}
