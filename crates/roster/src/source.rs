//! What a file turned out to be, said back to whoever brought it: a wrong guess is seen at once.
//! It describes; the guessing is done in `decode`, `delimited` and `workbook`.

/// What a file turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Text with separators.
    Delimited {
        /// How its characters were written.
        encoding: Encoding,
        /// How sure that is.
        confidence: Confidence,
        /// What stands between its cells.
        delimiter: Delimiter,
    },
    /// An Excel workbook.
    Workbook {
        /// The sheet that was read.
        sheet: String,
        /// All its sheets, the hidden ones last; charts are not among them.
        sheets: Vec<String>,
    },
}

/// How characters are written as bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 without a mark.
    Utf8,
    /// UTF-8 with the mark Excel needs to know it by.
    Utf8Bom,
    /// Excel's "Unicode text", the low byte first.
    Utf16Le,
    /// The same with the high byte first.
    Utf16Be,
    /// Microsoft's Shift_JIS, as Japanese Windows writes it.
    Cp932,
}

/// How sure the encoding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confidence {
    /// A mark says so, or only this one fits.
    Certain,
    /// Nothing but ASCII in it, which is the same in UTF-8 and CP932.
    AsciiOnly,
}

/// What stands between cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delimiter {
    /// `,`
    Comma,
    /// A tab.
    Tab,
    /// `;`
    Semicolon,
}

impl Delimiter {
    pub(crate) const ALL: [Self; 3] = [Self::Comma, Self::Tab, Self::Semicolon];

    pub(crate) fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Tab => b'\t',
            Self::Semicolon => b';',
        }
    }
}
