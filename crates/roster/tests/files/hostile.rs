//! Files nobody should have to open: each gets an answer, none a panic.

use proptest::prelude::*;
use roster::{
    HeaderRow, Limits, ReadError, Reason, Settings, error_list, map, people, read, words,
};

use crate::tools::{HEADER, errors, settings, understood};
use crate::workbooks::{workbook, zip};

fn error(bytes: &[u8]) -> ReadError {
    read(bytes, "a.csv", &settings()).unwrap_err()
}

#[test]
fn nothing_at_all_is_said_to_be_nothing() {
    for bytes in [&b""[..], b"\n\r\n\n", b"\xEF\xBB\xBF", b"\xFF\xFE", b"\xEF\xBB\xBF\r\n"] {
        assert_eq!(error(bytes), ReadError::Empty, "{bytes:?}");
    }
}

#[test]
fn a_quotation_mark_left_open_is_found_where_it_opens() {
    let csv =
        format!("{HEADER}\n1,山田,ヤマダ,S32.4.1,,,\n\n2,\"鈴木,スズキ,S32.4.2,,,\n3,佐藤,,,,,\n");
    assert_eq!(error(csv.as_bytes()), ReadError::UnclosedQuote { row: 4 });
    assert_eq!(error(b"\""), ReadError::UnclosedQuote { row: 1 });
    for closed in ["氏名\n\"山田\"", "氏名\n\"山\"\"田\"\n", "氏名\n\"山田\"\r", "氏名\n山\"田"]
    {
        assert!(read(closed.as_bytes(), "a.csv", &settings()).is_ok(), "{closed}");
    }
}

#[test]
fn pictures_and_unmarked_utf16_are_no_text() {
    assert_eq!(error(b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\x01"), ReadError::NotText);
    let unmarked: Vec<u8> = "name,birth\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(error(&unmarked), ReadError::NotText);
}

#[test]
fn one_line_of_ten_megabytes_is_one_long_value() {
    let long = "山".repeat(3_500_000);
    let outcome = understood(&format!("1,{long},ヤマダ,S32.4.1,,,"));
    let reason = Reason::TooLong { length: 3_500_000, max: 100 };
    assert_eq!(errors(&outcome), [(2, "B".into(), reason)]);
    assert_eq!(outcome.errors[0].value.chars().count(), 101);
    let commas = ",".repeat(10_000_000);
    assert_eq!(error(commas.as_bytes()), ReadError::TooManyColumns { row: 1, max: 1000 });
}

#[test]
fn every_limit_holds() {
    let with = |limits: Limits| Settings { limits, ..settings() };
    let file = "氏名,備考\n山田,あ\n鈴木,い\n".as_bytes();
    let error = |limits| read(file, "a.csv", &with(limits)).unwrap_err();
    let whole = Limits::default();
    assert_eq!(
        error(Limits { bytes: 10, ..whole }),
        ReadError::TooLarge { bytes: file.len(), max: 10 }
    );
    assert_eq!(error(Limits { rows: 2, ..whole }), ReadError::TooManyRows { max: 2 });
    assert_eq!(error(Limits { cells: 5, ..whole }), ReadError::TooManyCells { max: 5 });
    assert_eq!(error(Limits { text_bytes: 20, ..whole }), ReadError::TooMuchText { max: 20 });
    assert_eq!(error(Limits { columns: 1, ..whole }), ReadError::TooManyColumns { row: 1, max: 1 });
    assert!(read(file, "a.csv", &with(Limits { rows: 3, cells: 6, columns: 2, ..whole })).is_ok());
}

#[test]
fn ragged_rows_are_read_short_and_refused_long() {
    let outcome =
        understood("1,山田,ヤマダ,S32.4.1\n2,鈴木,スズキ,S32.4.2,,,,,,\n3,佐藤,サ,S32.4.3,,,,余\n");
    assert_eq!(outcome.people.len(), 2);
    assert_eq!(errors(&outcome), [(4, "H".into(), Reason::BeyondHeader { columns: 7 })]);
}

/// Whatever is read is carried to its end: mapped, understood, put into words, listed.
fn carried_through(bytes: &[u8], settings: &Settings) {
    let table = match read(bytes, "a.csv", settings) {
        Ok(table) => table,
        Err(error) => return assert!(!words::read_error(&error).is_empty()),
    };
    assert!(!words::source(&table).is_empty());
    let mapping = match map(&table, settings) {
        Ok(mapping) => mapping,
        Err(unmapped) => {
            assert!(
                unmapped.problems.iter().all(|problem| !words::mapping_problem(problem).is_empty())
            );
            unmapped.partial
        }
    };
    let outcome = people(&table, &mapping, settings);
    assert!(outcome.errors.iter().all(|error| !words::finding(error).is_empty()));
    assert!(outcome.warnings.iter().all(|warning| !words::finding(warning).is_empty()));
    let list = error_list(&outcome.errors);
    assert_eq!(read(&list, "a.csv", settings).unwrap().row_count(), outcome.errors.len() + 1);
}

fn anything() -> impl Strategy<Value = Vec<u8>> {
    let scraps = prop_oneof![
        Just(HEADER.to_owned()),
        Just("1回目接種日,1回目券番号,支援措置,住所,方書,備考,1回目登録日時".to_owned()),
        "[0-9０-９A-Za-z山田ヤマﾔﾏやま年月日昭和SHR./:+ 　\u{0}\u{7}\u{FFFD}\u{E000}\u{202E}=@#-]{0,20}",
        Just("\n".to_owned()),
        Just("\r".to_owned()),
        Just(",".to_owned()),
        Just("\"".to_owned()),
        Just("1957/4/1".to_owned()),
        Just("00123456".to_owned()),
        Just("1.5E+15".to_owned()),
    ];
    prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..200),
        proptest::collection::vec(scraps, 0..40).prop_map(|scraps| scraps.concat().into_bytes()),
    ]
}

proptest! {
    #[test]
    fn no_input_panics(bytes in anything(), without_header: bool, pad_vouchers: bool) {
        let header = if without_header { HeaderRow::Absent } else { HeaderRow::Find };
        carried_through(&bytes, &Settings { header, pad_vouchers, ..settings() });
    }

    #[test]
    fn no_row_panics(rows in "[^\u{0}\"]{0,200}") {
        carried_through(format!("{HEADER}\n{rows}").as_bytes(), &settings());
    }

    #[test]
    fn no_zip_panics(sheet in ".{0,80}", place in 0..2000_usize, byte: u8) {
        let mut book = workbook(&sheet);
        carried_through(&book, &settings());
        let place = place % book.len();
        book[place] = byte;
        carried_through(&book, &settings());
        carried_through(&zip(&[("xl/workbook.xml", sheet.as_bytes())]), &settings());
    }
}
