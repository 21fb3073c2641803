//! How an officer wants a file to be read. It names columns by their letters and holds nothing of the file's content,
//! so that it may be kept and used for the next file with the same headers.

use roster::{Column, Field, HeaderRow, MappingProblem, Settings, Table};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How a file is read, where it is not read as the reader would by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Choices {
    /// What each column is, by its letter: the label of a field, or nothing for one that is not read. Empty as a
    /// whole where the reader's own guess stands.
    pub columns: BTreeMap<String, String>,
    /// The row of the headers, as a spreadsheet numbers it; none to have it found.
    pub header_row: Option<u32>,
    /// The sheet of a workbook; none for the first.
    pub sheet: Option<String>,
    /// Whether dropped zeros at the head of voucher numbers are put back.
    pub pad_vouchers: bool,
    /// Whether a new voucher comes beside those in force.
    pub keep_vouchers: bool,
    /// Whether 支援措置 無 ends a protection.
    pub lift_protection: bool,
    /// What past doses count for.
    pub series: Option<String>,
}

impl Choices {
    /// As it is kept.
    pub fn text(&self) -> String {
        serde_json::to_string(self).expect("choices can be written down")
    }

    /// As it was kept; what cannot be read is no choice.
    pub fn read(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_default()
    }

    /// Reads by these choices. What a header would say by itself counts only where nothing was chosen.
    pub(super) fn apply(&self, table: &Table, settings: &mut Settings) {
        settings.header = self.header_row.map_or(HeaderRow::Find, HeaderRow::Row);
        if self.columns.is_empty() {
            return;
        }
        let known = table.rows().take(10).flat_map(|row| row.cells());
        let known = known.filter_map(|cell| Field::of_header(cell.text));
        settings.columns = known.map(|field| (field, String::new())).collect();
        let chosen = self.chosen(table).map(|(field, column)| (field, column.letter()));
        settings.columns.extend(chosen);
    }

    /// Each field that was chosen for several columns.
    pub(super) fn doubled(&self, table: &Table) -> Vec<MappingProblem> {
        let mut by_field: BTreeMap<Field, Vec<Column>> = BTreeMap::new();
        for (field, column) in self.chosen(table) {
            by_field.entry(field).or_default().push(column);
        }
        by_field.retain(|_, columns| columns.len() > 1);
        let told = |(field, columns)| MappingProblem::TwoColumns { field, columns };
        by_field.into_iter().map(told).collect()
    }

    /// The columns of the table with the field that each was chosen for.
    fn chosen(&self, table: &Table) -> impl Iterator<Item = (Field, Column)> {
        let columns =
            (0..table.column_count()).map(|index| Column { index, header: String::new() });
        columns.filter_map(|column| {
            let label = self.columns.get(&column.letter()).filter(|label| !label.is_empty())?;
            Some((Field::of_header(label)?, column))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let bytes = "番号,名前,うまれ,名前\n1,佐藤 花子,1947/5/3,様\n".as_bytes();
        roster::read(bytes, "a.csv", &Settings::on("2026-10-01".parse().unwrap())).unwrap()
    }

    fn choices(columns: &[(&str, &str)]) -> Choices {
        let pair = |(letter, label): &(&str, &str)| ((*letter).to_owned(), (*label).to_owned());
        Choices { columns: columns.iter().map(pair).collect(), ..Choices::default() }
    }

    #[test]
    fn a_choice_goes_before_what_a_header_says() {
        let (table, mut settings) = (table(), Settings::on("2026-10-01".parse().unwrap()));
        let chosen = choices(&[
            ("A", "宛名番号"),
            ("B", "氏名"),
            ("C", "生年月日"),
            ("D", ""),
            ("ZZ", "住所"),
        ]);
        chosen.apply(&table, &mut settings);
        let mapping = roster::map(&table, &settings).unwrap();
        let letters: Vec<String> = mapping.columns.values().map(Column::letter).collect();
        assert_eq!(letters, ["A", "B", "C"]);
    }

    #[test]
    fn a_field_for_two_columns_is_told() {
        let told = choices(&[("B", "氏名"), ("D", "氏名")]).doubled(&table());
        let [MappingProblem::TwoColumns { field: Field::Name, columns }] = &told[..] else {
            panic!("{told:?}")
        };
        assert_eq!(columns.iter().map(Column::letter).collect::<Vec<_>>(), ["B", "D"]);
        assert_eq!(choices(&[("B", "氏名"), ("D", "")]).doubled(&table()), []);
    }

    #[test]
    fn what_is_kept_is_read_again_and_rubbish_is_no_choice() {
        let kept =
            Choices { header_row: Some(3), pad_vouchers: true, ..choices(&[("A", "氏名")]) };
        assert_eq!(Choices::read(&kept.text()), kept);
        assert_eq!(Choices::read("なにか"), Choices::default());
    }
}
