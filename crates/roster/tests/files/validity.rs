//! When a voucher may be used: two columns under many names, days that are still to come among them.

use domain::voucher::Validity;
use jiff::civil::date;
use roster::{DosePart, Field, PersonRow, Reason, words};

use crate::tools::{errors, settings, the_person, understood_with};

const HEADER: &str = "宛名番号,氏名,カナ,生年月日,接種券番号,有効期間（開始）,有効期間（終了）";

fn with(voucher: &str, from: &str, until: &str) -> roster::Outcome {
    let row = format!("1,山田,ヤマダ,S32.4.1,{voucher},{from},{until}");
    understood_with(&settings(), &format!("{HEADER}\n{row}\n"))
}

fn validity(from: &str, until: &str) -> Validity {
    let person: PersonRow = the_person(with("0012345678", from, until));
    person.validity
}

#[test]
fn days_to_come_are_read_in_every_spelling_and_either_end_may_be_open() {
    let autumn = Validity { from: Some(date(2026, 10, 1)), until: Some(date(2027, 3, 31)) };
    assert_eq!(validity("2026/10/1", "2027/3/31"), autumn);
    assert_eq!(validity("令和8年10月1日", "R9.3.31"), autumn);
    assert_eq!(validity("２０２６－１０－０１", "20270331"), autumn);
    assert_eq!(validity("", "2027/3/31"), Validity { from: None, ..autumn });
    assert_eq!(validity("2026/10/1", ""), Validity { until: None, ..autumn });
    assert_eq!(validity("", ""), Validity::default());
    let one_day = Validity { until: autumn.from, ..autumn };
    assert_eq!(validity("2026/10/1", "2026/10/1"), one_day);
}

#[test]
fn the_columns_are_known_by_the_names_ledgers_give_them() {
    for (header, field) in [
        ("有効期間 開始", Field::ValidFrom),
        ("有効期間（自）", Field::ValidFrom),
        ("接種券有効開始日", Field::ValidFrom),
        ("有効期限", Field::ValidUntil),
        ("有効期間終了", Field::ValidUntil),
        ("接種券有効期限", Field::ValidUntil),
        ("有効期間（至）", Field::ValidUntil),
    ] {
        assert_eq!(Field::of_header(header), Some(field), "{header}");
    }
    assert_eq!(Field::of_header("ワクチン有効期限"), None, "what is printed on the box");
    assert_eq!(Field::of_header("1回目接種日"), Some(Field::Dose(1, DosePart::On)));
}

#[test]
fn an_end_before_the_beginning_is_refused() {
    let outcome = with("0012345678", "2027/3/31", "2026/10/1");
    let from = date(2027, 3, 31);
    assert_eq!(errors(&outcome), [(2, "G".to_owned(), Reason::ValidityReversed { from })]);
    assert_eq!(
        words::finding(&outcome.errors[0]),
        "2行目・G列「有効期間（終了）」 「2026/10/1」: 有効期間の終わりが、始まり（2027年3月31日\
         （令和9年3月31日））より前です。有効期間の始まりと終わりを確かめてください。"
    );
}

#[test]
fn days_without_a_voucher_are_refused_and_those_of_a_wrong_one_are_not_told_twice() {
    let outcome = with("", "2026/10/1", "");
    assert_eq!(errors(&outcome), [(2, "F".to_owned(), Reason::ValidityWithoutVoucher)]);
    assert_eq!(
        words::finding(&outcome.errors[0]),
        "2行目・F列「有効期間（開始）」 「2026/10/1」: 有効期間がありますが、接種券番号がありません。\
         接種券番号を入力するか、有効期間を空欄にしてください。"
    );
    let outcome = with("", "", "2027/3/31");
    assert_eq!(errors(&outcome), [(2, "G".to_owned(), Reason::ValidityWithoutVoucher)]);
    assert_eq!(errors(&with("12345", "2026/10/1", "")).len(), 1);
}

#[test]
fn what_is_no_day_is_refused_as_a_day() {
    let outcome = with("0012345678", "2026/13/1", "");
    assert!(matches!(errors(&outcome)[..], [(2, _, Reason::Date(_))]));
    let outcome = with("0012345678", "", "46000");
    assert!(matches!(errors(&outcome)[..], [(2, _, Reason::SerialNumber { .. })]));
}
