//! What Excel does to a file of numbers and dates, and how each damage is named.

use jiff::civil::date;
use roster::{Reason, Settings, Warning, words};

use crate::tools::{errors, in_short, settings, the_person, understood, understood_with, warnings};

fn reason_of(row: &str) -> Reason {
    let mut errors = errors(&understood(row));
    assert_eq!(errors.len(), 1, "{row}");
    errors.remove(0).2
}

#[test]
fn dropped_zeros_are_named_and_put_back_only_when_asked() {
    let row = "1,山田,ヤマダ,1957/4/1,,,12345678";
    let outcome = understood(row);
    let [(2, column, Reason::VoucherZerosDropped { digits: 8, proposal })] = &errors(&outcome)[..]
    else {
        panic!("the zeros are not missed");
    };
    assert_eq!((column.as_str(), proposal.as_str()), ("G", "0012345678"));
    assert!(words::finding(&outcome.errors[0]).contains("補うと「0012345678」"));

    let padding = Settings { pad_vouchers: true, ..settings() };
    let outcome = understood_with(&padding, &format!("{}\n{row}", crate::tools::HEADER));
    let [(2, Warning::VoucherPadded { taken })] = &warnings(&outcome)[..] else {
        panic!("the padding is not told");
    };
    assert_eq!(taken.as_str(), "0012345678");
    assert_eq!(in_short(&the_person(outcome)), "山田 1957-04-01 1 ヤマダ 015601-0012345678");
}

#[test]
fn a_number_without_its_zeros_still_meets_its_double() {
    let padding = Settings { pad_vouchers: true, ..settings() };
    let rows = "1,山田,ヤマダ,S32.4.1,,,12345678\n2,鈴木,スズキ,S32.4.2,,,0012345678\n";
    let outcome = understood_with(&padding, &format!("{}\n{rows}", crate::tools::HEADER));
    assert_eq!(errors(&outcome)[0].2, Reason::SameVoucher { other: 3 });
}

#[test]
fn shortened_numbers_are_lost_and_said_to_be() {
    assert_eq!(reason_of("1,山田,ヤマダ,S32.4.1,,,1.56010E+15"), Reason::Scientific);
    assert_eq!(reason_of("1.23E+11,山田,ヤマダ,S32.4.1,,,"), Reason::Scientific);
}

#[test]
fn a_serial_number_is_no_date_outside_a_date_cell() {
    let would_be = date(1957, 4, 1);
    assert_eq!(reason_of("1,山田,ヤマダ,20911,,,"), Reason::SerialNumber { would_be });
}

#[test]
fn a_narrow_column_and_a_broken_formula_are_named() {
    assert_eq!(reason_of("1,山田,ヤマダ,########,,,"), Reason::SpreadsheetError);
    assert_eq!(reason_of("1,#N/A,ヤマダ,S32.4.1,,,"), Reason::SpreadsheetError);
    assert_eq!(reason_of("#REF!,山田,ヤマダ,S32.4.1,,,"), Reason::SpreadsheetError);
}

#[test]
fn the_dates_excel_rewrites_are_read() {
    for written in ["1957/4/1", "1957/04/01", "1957/4/1 0:00", "1957/4/1 0:00:00"] {
        let person = the_person(understood(&format!("1,山田,ヤマダ,{written},,,")));
        assert_eq!(person.birth, date(1957, 4, 1), "{written}");
    }
}
