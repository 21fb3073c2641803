//! What the stories are told with: a day, a town, and the shortest way from a file to its people.

use std::fmt::Write;

use domain::municipality::MunicipalityCode;
use jiff::civil::{Date, date};
use roster::{Mapping, Outcome, PersonRow, Reason, Settings, Table, Unmapped, Warning, map, read};

pub(crate) const TODAY: Date = date(2026, 4, 1);

/// The header most stories begin with.
pub(crate) const HEADER: &str = "宛名番号,氏名,氏名カナ,生年月日,性別,電話番号,接種券番号";

pub(crate) fn town() -> MunicipalityCode {
    MunicipalityCode::parse("015601").unwrap()
}

pub(crate) fn settings() -> Settings {
    Settings { municipality: Some(town()), ..Settings::on(TODAY) }
}

pub(crate) fn table(csv: &str) -> Table {
    read(csv.as_bytes(), "people.csv", &settings()).unwrap()
}

pub(crate) fn mapping(csv: &str) -> Result<Mapping, Unmapped> {
    map(&table(csv), &settings())
}

/// A CSV file of [`HEADER`] and these rows, understood.
pub(crate) fn understood(rows: &str) -> Outcome {
    understood_with(&settings(), &format!("{HEADER}\n{rows}"))
}

pub(crate) fn understood_with(settings: &Settings, csv: &str) -> Outcome {
    let table = read(csv.as_bytes(), "people.csv", settings).unwrap();
    roster::people(&table, &map(&table, settings).unwrap(), settings)
}

/// The only person of a file without errors.
pub(crate) fn the_person(outcome: Outcome) -> PersonRow {
    assert_eq!(errors(&outcome), []);
    let [person] = <[_; 1]>::try_from(outcome.people).unwrap();
    person.value
}

/// Row, letter of the column and reason of every error.
pub(crate) fn errors(outcome: &Outcome) -> Vec<(u32, String, Reason)> {
    let letter = |error: &roster::RowError| {
        error.column.as_ref().map_or(String::new(), roster::Column::letter)
    };
    outcome.errors.iter().map(|error| (error.row, letter(error), error.reason.clone())).collect()
}

pub(crate) fn warnings(outcome: &Outcome) -> Vec<(u32, Warning)> {
    outcome.warnings.iter().map(|warning| (warning.row, warning.reason.clone())).collect()
}

/// Nothing personal may come out of `Debug`, so rows are compared by this.
pub(crate) fn in_short(person: &PersonRow) -> String {
    let mut text = format!("{} {}", person.name, person.birth);
    for part in [&person.address_number, &person.kana, &person.phone].into_iter().flatten() {
        write!(text, " {part}").unwrap();
    }
    if let Some((town, number)) = &person.voucher {
        write!(text, " {town}-{}", number.as_str()).unwrap();
    }
    text
}
