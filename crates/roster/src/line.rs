//! One row while it is being understood: hands out its cells cleaned, and takes down what is wrong.
//! What a field means is for `person`, `number`, `contact` and `dose` to say.

use std::borrow::Cow;

use domain::digits::{digit, is_space};
use unicode_normalization::UnicodeNormalization;

use crate::field::Field;
use crate::finding::{Finding, Reason, RowError, RowWarning, Warning};
use crate::guard::is_guarded;
use crate::mapping::Mapping;
use crate::settings::Settings;
use crate::table::{Cell, Kind, TableRow};

/// Something was wrong, and it has been taken down.
#[derive(Debug)]
pub(crate) struct TakenDown;

/// A value, nothing, or something wrong.
pub(crate) type Found<T> = Result<Option<T>, TakenDown>;

/// A row and what was found in it so far.
pub(crate) struct Line<'a> {
    pub(crate) row: TableRow<'a>,
    pub(crate) mapping: &'a Mapping,
    pub(crate) settings: &'a Settings,
    pub(crate) errors: Vec<RowError>,
    pub(crate) warnings: Vec<RowWarning>,
}

impl<'a> Line<'a> {
    pub(crate) fn new(row: TableRow<'a>, mapping: &'a Mapping, settings: &'a Settings) -> Self {
        Self { row, mapping, settings, errors: Vec::new(), warnings: Vec::new() }
    }

    /// The text of a field without the spaces around it; none if it is blank or has no column.
    pub(crate) fn text(&mut self, field: Field) -> Found<&'a str> {
        let raw = self.raw(field).text;
        let text = raw.trim_matches(is_space);
        if text.is_empty() {
            return Ok(None);
        }
        // An address number of the VRS layout is filled up with spaces, and a guard is our own.
        if text.len() != raw.len() && field != Field::AddressNumber && !is_guarded(raw) {
            self.warn(field, Warning::Trimmed);
        }
        self.refuse_bad_characters(field, text)?;
        if is_spreadsheet_error(text) {
            return Err(self.refuse(field, Reason::SpreadsheetError));
        }
        let (max, length) = (field.longest(), text.chars().count());
        if length > max {
            return Err(self.refuse(field, Reason::TooLong { length, max }));
        }
        Ok(Some(text))
    }

    pub(crate) fn owned(&mut self, field: Field) -> Found<String> {
        Ok(self.text(field)?.map(str::to_owned))
    }

    /// The text of a field that has digits in it, in half width.
    pub(crate) fn half_width(&mut self, field: Field) -> Found<Cow<'a, str>> {
        let Some(text) = self.text(field)? else { return Ok(None) };
        if text.is_ascii() {
            return Ok(Some(text.into()));
        }
        if text.chars().any(|c| !c.is_ascii() && digit(c).is_some()) {
            self.warn(field, Warning::DigitsConverted);
        }
        Ok(Some(normalised(text).into()))
    }

    pub(crate) fn kind(&self, field: Field) -> Kind {
        self.raw(field).kind
    }

    fn raw(&self, field: Field) -> Cell<'a> {
        match self.mapping.columns.get(&field) {
            Some(column) => self.row.cell(column.index),
            None => Cell { text: "", kind: Kind::Text },
        }
    }

    fn refuse_bad_characters(&mut self, field: Field, text: &str) -> Result<(), TakenDown> {
        // Nearly all text is only this, and is through in one pass.
        let harmless =
            |c| matches!(c, ' '..='~' | '\u{3000}'..='\u{9FFF}' | '\u{FF01}'..='\u{FF9F}');
        if text.chars().all(harmless) {
            return Ok(());
        }
        for (position, found) in (1..).zip(text.chars()) {
            if found == '\u{FFFD}' {
                return Err(self.refuse(field, Reason::Lost { position }));
            }
            if is_unprintable(found)
                && !(field == Field::Note && matches!(found, '\r' | '\n' | '\t'))
            {
                return Err(self.refuse(field, Reason::Unprintable { found, position }));
            }
        }
        if let Some(found) = text.chars().find(|c| is_private(*c)) {
            self.warn(field, Warning::PrivateCharacter { found });
        }
        Ok(())
    }

    pub(crate) fn refuse(&mut self, field: Field, reason: Reason) -> TakenDown {
        let found = self.finding(field, reason);
        self.errors.push(found);
        TakenDown
    }

    pub(crate) fn warn(&mut self, field: Field, warning: Warning) {
        let found = self.finding(field, warning);
        self.warnings.push(found);
    }

    fn finding<R>(&self, field: Field, reason: R) -> Finding<R> {
        let column = self.mapping.columns.get(&field);
        Finding::new(self.row.number(), column, Some(field), self.raw(field).text, reason)
    }
}

/// The compatible form; a few marks (´) become a space and a mark, and the space is not meant.
pub(crate) fn normalised(text: &str) -> String {
    text.nfkc().collect::<String>().trim_matches(is_space).to_owned()
}

/// Characters that cannot be seen, and those that turn the direction of writing.
fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FFF9}'..='\u{FFFB}')
}

/// The private use areas, where CP932 keeps the characters a town has drawn itself.
fn is_private(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..)
}

fn is_spreadsheet_error(text: &str) -> bool {
    let errors = ["#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"];
    text.starts_with('#')
        && (errors.contains(&text) || (text.len() > 1 && text.bytes().all(|byte| byte == b'#')))
}
