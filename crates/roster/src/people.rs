//! From a table and its mapping to people: every row is understood or refused, each with its reasons.
//! It knows only this file; whether a person is on the roster already is the store's to say.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;

use domain::when::Date;

use crate::field::Field;
use crate::finding::{Finding, Reason, RowError, RowWarning, Warning};
use crate::line::Line;
use crate::mapping::Mapping;
use crate::person::person;
use crate::row::{PersonRow, Voucher};
use crate::settings::Settings;
use crate::source::Source;
use crate::table::Table;

/// What became of the rows of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The rows without an error, in the order of the file.
    pub people: Vec<Row<PersonRow>>,
    /// What is wrong, by row and column. A row in here is not among the people.
    pub errors: Vec<RowError>,
    /// What was doubtful or changed, by row and column.
    pub warnings: Vec<RowWarning>,
}

/// Something and the row it stood in, as a spreadsheet numbers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row<T> {
    /// The row.
    pub row: u32,
    /// What stood in it.
    pub value: T,
}

/// Understands every row below the header. Blank rows are passed over.
pub fn people(table: &Table, mapping: &Mapping, settings: &Settings) -> Outcome {
    understand(table, mapping, settings, usize::MAX)
}

/// The same for the first few rows only, to be looked at before the rest is taken.
pub fn preview(table: &Table, mapping: &Mapping, settings: &Settings, rows: usize) -> Outcome {
    understand(table, mapping, settings, rows)
}

fn understand(table: &Table, mapping: &Mapping, settings: &Settings, most: usize) -> Outcome {
    let mut outcome = Outcome::default();
    let mut twice = Twice::default();
    let rows = table.rows().enumerate().skip(mapping.first);
    for (index, row) in rows.filter(|(_, row)| !row.is_blank()).take(most) {
        let mut line = Line::new(row, mapping, settings);
        refuse_beyond_header(&mut line, table);
        let understood = person(&mut line);
        twice.note(index, &understood.keys);
        if let (Ok(value), true) = (understood.person, line.errors.is_empty()) {
            outcome.people.push(Row { row: row.number(), value });
        }
        outcome.errors.append(&mut line.errors);
        outcome.warnings.append(&mut line.warnings);
    }
    twice.tell(table, mapping, &mut outcome);
    let refused: BTreeSet<u32> = outcome.errors.iter().map(|error| error.row).collect();
    outcome.people.retain(|person| !refused.contains(&person.row));
    outcome.errors.sort_by_key(place);
    outcome.warnings.sort_by_key(place);
    outcome
}

fn place<R>(finding: &Finding<R>) -> (u32, Option<usize>) {
    (finding.row, finding.column.as_ref().map(|column| column.index))
}

/// In a text file a cell beyond the header comes from an unquoted comma, and the cells after it are
/// shifted. In a workbook it is somebody's scribble beside the table.
fn refuse_beyond_header(line: &mut Line<'_>, table: &Table) {
    let (Some(columns), Source::Delimited { .. }) = (line.mapping.width, table.source()) else {
        return;
    };
    let beyond = line.row.cells().enumerate().skip(columns);
    if let Some((index, cell)) = beyond.into_iter().find(|(_, cell)| !cell.text.trim().is_empty()) {
        let column = crate::table::Column { index, header: String::new() };
        let reason = Reason::BeyondHeader { columns };
        let row = line.row.number();
        line.errors.push(Finding::new(row, Some(&column), None, cell.text, reason));
    }
}

/// By what a person is known within a file, as far as it could be read.
#[derive(Default)]
pub(crate) struct Keys {
    pub(crate) address_number: Option<String>,
    pub(crate) voucher: Option<Voucher>,
    pub(crate) name_and_birth: Option<(String, Date)>,
}

/// Where each key was met first, and which rows met it again; rows as indexes into the table.
#[derive(Default)]
struct Twice {
    address_numbers: Met<String>,
    vouchers: Met<Voucher>,
    names: Met<(String, Date)>,
}

struct Met<K> {
    first: HashMap<K, usize>,
    again: Vec<(usize, usize)>,
}

impl<K> Default for Met<K> {
    fn default() -> Self {
        Self { first: HashMap::new(), again: Vec::new() }
    }
}

impl<K: Hash + Eq + Clone> Met<K> {
    fn note(&mut self, index: usize, key: Option<&K>) {
        let Some(key) = key else { return };
        let first = *self.first.entry(key.clone()).or_insert(index);
        if first != index {
            self.again.push((first, index));
        }
    }

    /// Both rows of every pair, each beside the other. The first row is named once only.
    fn rows(&self) -> impl Iterator<Item = (usize, usize)> {
        let mut told = BTreeSet::new();
        self.again.iter().flat_map(move |&(first, again)| {
            let back = told.insert(first).then_some((first, again));
            back.into_iter().chain([(again, first)])
        })
    }
}

impl Twice {
    fn note(&mut self, index: usize, keys: &Keys) {
        self.address_numbers.note(index, keys.address_number.as_ref());
        self.vouchers.note(index, keys.voucher.as_ref());
        self.names.note(index, keys.name_and_birth.as_ref());
    }

    fn tell(&self, table: &Table, mapping: &Mapping, outcome: &mut Outcome) {
        let number = |index: usize| table.row(index).map_or(0, |row| row.number());
        for (index, other) in self.address_numbers.rows() {
            let reason = Reason::SameAddressNumber { other: number(other) };
            outcome.errors.push(at(table, mapping, index, Field::AddressNumber, reason));
        }
        for (index, other) in self.vouchers.rows() {
            let reason = Reason::SameVoucher { other: number(other) };
            outcome.errors.push(at(table, mapping, index, Field::Voucher, reason));
        }
        for (index, other) in self.names.rows() {
            let warning = Warning::SamePerson { other: number(other) };
            outcome.warnings.push(at(table, mapping, index, Field::Name, warning));
        }
    }
}

fn at<R>(table: &Table, mapping: &Mapping, index: usize, field: Field, reason: R) -> Finding<R> {
    let row = table.row(index).expect("an index of a row that was read");
    let column = mapping.columns.get(&field);
    let value = column.map_or("", |column| row.cell(column.index).text);
    Finding::new(row.number(), column, Some(field), value, reason)
}
