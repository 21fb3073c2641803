//! Which column of a file holds which field: by header, by the person's own choice, and never by guess.
//! It looks at the header only; whether the cells below fit is found out row by row.

use std::collections::BTreeMap;

use domain::digits::is_space;

use crate::field::Field;
use crate::header::{Dictionary, Likeness, compared};
use crate::settings::{HeaderRow, Settings};
use crate::table::{Column, Table, TableRow, column_at};

/// Among how many rows a header is looked for.
const HEADER_WITHIN: usize = 10;
/// How many columns are named as what might have been meant.
const CANDIDATES: usize = 3;

/// Which column holds which field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    /// The row of the header, as a spreadsheet numbers it.
    pub header_row: Option<u32>,
    /// The column of each field that is read.
    pub columns: BTreeMap<Field, Column>,
    /// The columns nobody reads.
    pub unread: Vec<Column>,
    /// How many columns the header has; none without a header.
    pub(crate) width: Option<usize>,
    /// The first row of people, as an index into the table.
    pub(crate) first: usize,
}

/// A mapping that cannot be used, as far as it got, and what is in the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmapped {
    /// What was found.
    pub partial: Mapping,
    /// What is in the way, at least one.
    pub problems: Vec<MappingProblem>,
}

/// Why the columns are not clear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MappingProblem {
    /// No row among the first names a field.
    NoHeader {
        /// The first row, which may be a person already.
        first_row: u32,
    },
    /// The row said to be the header is not in the file.
    NoSuchRow {
        /// That row.
        row: u32,
    },
    /// Two columns or more for one field.
    TwoColumns {
        /// The field.
        field: Field,
        /// Its columns.
        columns: Vec<Column>,
    },
    /// One column chosen for two fields.
    TwoFields {
        /// The column.
        column: Column,
        /// The fields.
        fields: Vec<Field>,
    },
    /// No column for something every person needs.
    Missing {
        /// The field; where there are several, one of them is enough.
        any_of: Vec<Field>,
        /// Columns without a meaning whose header comes near, the nearest first.
        candidates: Vec<Column>,
    },
    /// A column chosen by hand that the file does not have.
    NoSuchColumn {
        /// The field it was chosen for.
        field: Field,
        /// The choice.
        choice: String,
        /// Columns whose header comes near.
        candidates: Vec<Column>,
    },
}

/// What every person needs a column for: a name, a birth date, and one of the two numbers.
const REQUIRED: [&[Field]; 3] =
    [&[Field::Name], &[Field::Birth], &[Field::AddressNumber, Field::Voucher]];

/// Finds the column of each field.
pub fn map(table: &Table, settings: &Settings) -> Result<Mapping, Unmapped> {
    let dictionary = Dictionary::new();
    let header = match header(table, settings, &dictionary) {
        Ok(header) => header,
        Err(problem) => {
            return Err(Unmapped { partial: Mapping::default(), problems: vec![problem] });
        }
    };
    let mut draft = Draft::new(table, header);
    draft.choose(&settings.columns);
    draft.recognise(&dictionary, &settings.columns);
    draft.refuse_double_use();
    draft.require();
    draft.finish()
}

/// The index of the header row; none if the file is said to have none.
fn header(
    table: &Table,
    settings: &Settings,
    dictionary: &Dictionary,
) -> Result<Option<usize>, MappingProblem> {
    match settings.header {
        HeaderRow::Absent => Ok(None),
        HeaderRow::Row(row) => {
            let place = table.rows().position(|candidate| candidate.number() == row);
            place.map(Some).ok_or(MappingProblem::NoSuchRow { row })
        }
        HeaderRow::Find => {
            let chosen = |text: &str| settings.columns.values().any(|choice| same(choice, text));
            let known = |row: TableRow<'_>| {
                row.cells().filter(|cell| dictionary.knows(cell.text) || chosen(cell.text)).count()
            };
            let rows = table.rows().take(HEADER_WITHIN).enumerate();
            let counted = rows.map(|(index, row)| (known(row), index));
            let best = counted.max_by_key(|(count, index)| (*count, HEADER_WITHIN - index));
            let first_row = table.row(0).map_or(1, |row| row.number());
            match best {
                Some((1.., index)) => Ok(Some(index)),
                _ => Err(MappingProblem::NoHeader { first_row }),
            }
        }
    }
}

fn same(left: &str, right: &str) -> bool {
    let left = compared(left);
    !left.is_empty() && left == compared(right)
}

/// A mapping in the making.
struct Draft {
    all: Vec<Column>,
    mapping: Mapping,
    problems: Vec<MappingProblem>,
}

impl Draft {
    fn new(table: &Table, header: Option<usize>) -> Self {
        let row = header.and_then(|index| table.row(index));
        let title = |index| row.map_or("", |row| row.cell(index).text.trim_matches(is_space));
        let column = |index| Column { index, header: title(index).to_owned() };
        let all: Vec<Column> = (0..table.column_count()).map(column).collect();
        let titled = all.iter().rposition(|column| !column.header.is_empty());
        let mapping = Mapping {
            header_row: row.map(|row| row.number()),
            width: row.map(|_| titled.map_or(0, |last| last + 1)),
            first: header.map_or(0, |index| index + 1),
            ..Mapping::default()
        };
        Self { all, mapping, problems: Vec::new() }
    }

    /// What was chosen by hand goes first; a header goes before a letter.
    fn choose(&mut self, choices: &BTreeMap<Field, String>) {
        for (&field, choice) in choices.iter().filter(|(_, choice)| !choice.is_empty()) {
            let exactly = self.all.iter().find(|column| column.header == *choice);
            let by_header = exactly.or(self.all.iter().find(|column| same(&column.header, choice)));
            let by_letter = || self.all.get(column_at(choice)?);
            if let Some(column) = by_header.or_else(by_letter) {
                self.mapping.columns.insert(field, column.clone());
            } else {
                let candidates = nearest(self.all.iter(), &[choice]);
                let choice = choice.clone();
                self.problems.push(MappingProblem::NoSuchColumn { field, choice, candidates });
            }
        }
    }

    /// Columns left over are known by their header, each field by the header most like it.
    fn recognise(&mut self, dictionary: &Dictionary, choices: &BTreeMap<Field, String>) {
        let mut found: BTreeMap<Field, Vec<(Likeness, &Column)>> = BTreeMap::new();
        let taken: Vec<usize> = self.mapping.columns.values().map(|column| column.index).collect();
        for column in self.all.iter().filter(|column| !taken.contains(&column.index)) {
            if let Some((field, likeness)) = dictionary.recognise(&column.header)
                && !choices.contains_key(&field)
            {
                found.entry(field).or_default().push((likeness, column));
            }
        }
        for (field, columns) in found {
            let best = columns.iter().map(|(likeness, _)| *likeness).max();
            let best = columns.into_iter().filter(|(likeness, _)| Some(*likeness) == best);
            let columns: Vec<Column> = best.map(|(_, column)| column.clone()).collect();
            match <[Column; 1]>::try_from(columns) {
                Ok([column]) => {
                    self.mapping.columns.insert(field, column);
                }
                Err(columns) => self.problems.push(MappingProblem::TwoColumns { field, columns }),
            }
        }
    }

    /// Only a choice by hand can give one column to two fields.
    fn refuse_double_use(&mut self) {
        for column in &self.all {
            let uses = self.mapping.columns.iter().filter(|(_, used)| used.index == column.index);
            let fields: Vec<Field> = uses.map(|(field, _)| *field).collect();
            if fields.len() > 1 {
                self.problems.push(MappingProblem::TwoFields { column: column.clone(), fields });
            } else if fields.is_empty() && !column.header.is_empty() {
                self.mapping.unread.push(column.clone());
            }
        }
    }

    fn require(&mut self) {
        for any_of in REQUIRED {
            let told = |field: &Field| {
                self.mapping.columns.contains_key(field)
                    || self.problems.iter().any(|problem| problem.is_about(*field))
            };
            if !any_of.iter().any(told) {
                let names: Vec<&str> =
                    any_of.iter().flat_map(|field| field.synonyms()).copied().collect();
                let candidates = nearest(self.mapping.unread.iter(), &names);
                let any_of = any_of.to_vec();
                self.problems.push(MappingProblem::Missing { any_of, candidates });
            }
        }
    }

    fn finish(self) -> Result<Mapping, Unmapped> {
        if self.problems.is_empty() {
            return Ok(self.mapping);
        }
        Err(Unmapped { partial: self.mapping, problems: self.problems })
    }
}

impl MappingProblem {
    fn is_about(&self, wanted: Field) -> bool {
        match self {
            Self::TwoColumns { field, .. } | Self::NoSuchColumn { field, .. } => *field == wanted,
            Self::TwoFields { fields, .. } => fields.contains(&wanted),
            Self::NoHeader { .. } | Self::NoSuchRow { .. } | Self::Missing { .. } => false,
        }
    }
}

/// The columns whose headers share most with one of the names, if they share enough.
fn nearest<'a>(columns: impl Iterator<Item = &'a Column>, names: &[&str]) -> Vec<Column> {
    let names: Vec<String> = names.iter().map(|name| compared(name)).collect();
    let mut near: Vec<(usize, &Column)> = columns
        .filter_map(|column| {
            let header = compared(&column.header);
            let percent = names.iter().map(|name| shared_percent(&header, name)).max()?;
            (percent >= 50).then_some((percent, column))
        })
        .collect();
    near.sort_by_key(|(percent, _)| std::cmp::Reverse(*percent));
    near.into_iter().take(CANDIDATES).map(|(_, column)| column.clone()).collect()
}

/// Twice the characters two texts have in common, of all their characters.
fn shared_percent(left: &str, right: &str) -> usize {
    let mut rest: Vec<char> = right.chars().collect();
    let all = left.chars().count() + rest.len();
    let mut shared = 0_usize;
    for c in left.chars() {
        if let Some(place) = rest.iter().position(|other| *other == c) {
            rest.swap_remove(place);
            shared += 1;
        }
    }
    (shared * 200).checked_div(all).unwrap_or(0)
}
