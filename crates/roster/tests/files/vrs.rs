//! The layout of the VRS ledger export, byte by byte.

use roster::{Format, PersonRow, UnwritableReason, WriteEncoding, map, read, write};

use crate::tools::{settings, the_person, understood_with};

const HEADER: &str = "宛名番号,氏名,生年月日,接種券番号,1回目接種日,1回目登録日時,1回目接種会場名,\
    1回目接種医師名,1回目ワクチンメーカー,1回目ワクチンロット番号,2回目接種日,2回目券番号,2回目自治体コード";

fn person(row: &str) -> PersonRow {
    the_person(understood_with(&settings(), &format!("{HEADER}\n{row}\n")))
}

fn written(people: &[PersonRow]) -> String {
    let file = write(people, Format::Vrs, WriteEncoding::Utf8Bom).unwrap();
    String::from_utf8(file).unwrap()
}

const LAYOUT: &str = "\u{FEFF}個別宛名番号,\
    1回目接種履歴登録日時,1回目接種日,1回目券番号,1回目接種自治体コード,1回目接種会場名,\
    1回目接種医師名,1回目ワクチンメーカー,1回目ワクチンロット番号,\
    2回目接種履歴登録日時,2回目接種日,2回目券番号,2回目接種自治体コード,2回目接種会場名,\
    2回目接種医師名,2回目ワクチンメーカー,2回目ワクチンロット番号";

#[test]
fn columns_lengths_and_alignment_are_those_of_the_layout() {
    let two = person(
        "00123,山田,S32.4.1,0012345678,2021/6/1,2021/6/1 9:30,文化センター,滝上太郎,ファイザー,EY0001,\
         2021/6/22,0000000009,131016",
    );
    let none = person("124,鈴木,S32.4.2,0012345679,,,,,,,,,");
    let lettered = person("A-7,佐藤,S32.4.3,0012345670,2021/6/2,,,,,,,,");
    assert_eq!(
        written(&[none, two, lettered]),
        format!(
            "{LAYOUT}\r\n            123,20210601093000,20210601,,,文化センター,滝上太郎,\
             ファイザー,EY0001,,20210622,0000000009,131016,,,,\r\n\
             A-7,,20210602,,,,,,,,,,,,,,\r\n"
        )
    );
}

#[test]
fn a_third_dose_adds_its_eight_columns() {
    let csv = "宛名番号,氏名,生年月日,3回目接種日\n1,山田,S32.4.1,2022/2/1\n";
    let person = the_person(understood_with(&settings(), csv));
    let file = written(&[person]);
    let header = file.lines().next().unwrap();
    assert_eq!(header.split(',').count(), 1 + 3 * 8);
    assert!(header.starts_with(LAYOUT) && header.ends_with(",3回目ワクチンロット番号"));
}

#[test]
fn what_is_too_long_or_a_formula_is_listed() {
    let venue = "会".repeat(31);
    let one = person(&format!("1,山田,S32.4.1,,2021/6/1,,{venue},=医師,{},,,,", "ﾌ".repeat(20)));
    let refused = write(&[one], Format::Vrs, WriteEncoding::Cp932).unwrap_err();
    let found: Vec<(String, UnwritableReason)> =
        refused.into_iter().map(|one| (one.column.header, one.reason)).collect();
    assert_eq!(
        found,
        [
            ("1回目接種会場名".into(), UnwritableReason::TooLong { length: 31, max: 30 }),
            ("1回目接種医師名".into(), UnwritableReason::Formula),
        ]
    );
}

#[test]
fn the_doses_of_the_layout_are_known_to_the_import() {
    let table = read(LAYOUT.as_bytes(), "vrs.csv", &settings()).unwrap();
    let unmapped = map(&table, &settings()).unwrap_err();
    assert_eq!(unmapped.partial.columns.len(), 17);
    assert_eq!(unmapped.problems.len(), 2, "only a name and a birth date are missing");
}
