//! Which column is what, and what is said when that is not clear.

use roster::{
    Column, DosePart, Field, HeaderRow, MappingProblem, Settings, map, people, preview, words,
};

use crate::tools::{in_short, mapping, settings, table};

fn problems(csv: &str) -> Vec<MappingProblem> {
    mapping(csv).unwrap_err().problems
}

fn sentences(csv: &str) -> Vec<String> {
    problems(csv).iter().map(words::mapping_problem).collect()
}

fn choosing(choices: &[(Field, &str)]) -> Settings {
    let columns = choices.iter().map(|(field, choice)| (*field, (*choice).to_owned()));
    Settings { columns: columns.collect(), ..settings() }
}

#[test]
fn the_headers_of_a_ledger_are_known() {
    let header = "個別宛名番号,漢字氏名,カナ氏名,生年月日（和暦）,性別,郵便番号,現住所,方書,携帯,\
                  町内会,券番号,市町村コード,有効開始日,有効期限,支援措置区分,優先区分,町内外,備考欄,１回目の接種日,1回目ワクチンメーカー,色";
    let mapping = mapping(header).unwrap();
    let fields: Vec<Field> = mapping.columns.keys().copied().collect();
    let doses = [DosePart::On, DosePart::Maker].map(|part| Field::Dose(1, part));
    let expected: Vec<Field> = Field::of_person().chain(doses).collect();
    assert_eq!(fields, expected);
    assert_eq!(mapping.columns[&Field::Phone].letter(), "I");
    assert_eq!(mapping.unread, [Column { index: 20, header: "色".into() }]);
}

#[test]
fn a_title_above_the_header_is_passed_over() {
    let csv = "令和8年度 対象者名簿\n\n作成日,2026/4/1\n氏名,生年月日,宛名番号\n山田,S32.4.1,1\n";
    let mapping = mapping(csv).unwrap();
    assert_eq!(mapping.header_row, Some(4));
    let outcome = people(&table(csv), &mapping, &settings());
    assert_eq!(outcome.people[0].row, 5);
    assert_eq!(in_short(&outcome.people[0].value), "山田 1957-04-01 1");
}

#[test]
fn a_file_without_a_header_is_told_and_can_be_read_by_letters() {
    let csv = "1,山田,S32.4.1\n2,鈴木,S32.4.2\n";
    assert_eq!(problems(csv), [MappingProblem::NoHeader { first_row: 1 }]);
    let by_letter =
        choosing(&[(Field::AddressNumber, "A"), (Field::Name, "b"), (Field::Birth, "C")]);
    let settings = Settings { header: HeaderRow::Absent, ..by_letter };
    let table = table(csv);
    let outcome = people(&table, &map(&table, &settings).unwrap(), &settings);
    assert_eq!(outcome.people.len(), 2);
    assert_eq!(outcome.people[0].row, 1);
}

#[test]
fn two_columns_for_one_field_are_told_until_one_is_chosen() {
    let csv = "宛名番号,氏名,生年月日,電話,携帯\n1,山田,S32.4.1,0158-29-2111,090-1234-5678\n";
    assert_eq!(
        sentences(csv),
        ["「電話番号」にあたる列が2つあります: D列「電話」、E列「携帯」。使う列を選んでください。"]
    );
    let settings = choosing(&[(Field::Phone, "携帯")]);
    let table = table(csv);
    let outcome = people(&table, &map(&table, &settings).unwrap(), &settings);
    assert_eq!(outcome.people[0].value.phone.as_deref(), Some("090-1234-5678"));
    let none = choosing(&[(Field::Phone, "")]);
    let outcome = people(&table, &map(&table, &none).unwrap(), &none);
    assert_eq!(outcome.people[0].value.phone, None);
}

#[test]
fn a_header_that_fits_whole_goes_before_one_that_fits_without_its_brackets() {
    let mapping = mapping("宛名番号,氏名（通称）,氏名,生年月日\n").unwrap();
    assert_eq!(mapping.columns[&Field::Name].index, 2);
    assert_eq!(mapping.unread[0].index, 1);
}

#[test]
fn what_is_missing_is_told_with_what_comes_near() {
    assert_eq!(
        sentences("世帯主氏名,生年月,券の番号,性別\n"),
        [
            "「氏名」の列が見つかりません。近いのはA列「世帯主氏名」です。",
            "「生年月日」の列が見つかりません。近いのはB列「生年月」です。",
            "「宛名番号」または「接種券番号」の列が見つかりません。近いのはC列「券の番号」です。",
        ]
    );
    let unmapped = mapping("氏名,性別\n").unwrap_err();
    assert!(unmapped.partial.columns.contains_key(&Field::Name));
    assert_eq!(unmapped.problems.len(), 2);
}

#[test]
fn a_choice_the_file_cannot_fulfil_is_told() {
    let table = table("宛名番号,氏名,生年月日\n");
    let problem = |choices: &[(Field, &str)]| {
        let unmapped = map(&table, &choosing(choices)).unwrap_err();
        unmapped.problems.iter().map(words::mapping_problem).collect::<Vec<_>>()
    };
    assert_eq!(
        problem(&[(Field::Name, "氏名漢")]),
        ["「氏名」に選ばれた列「氏名漢」がありません。近いのはB列「氏名」です。"]
    );
    assert_eq!(
        problem(&[(Field::Name, "Z")]),
        ["「氏名」に選ばれた列「Z」がありません。列を選んでください。"]
    );
    assert_eq!(
        problem(&[(Field::Name, "B"), (Field::Kana, "氏名")]),
        ["B列「氏名」が、「氏名」と「氏名カナ」の両方に選ばれています。"]
    );
    let no_row = Settings { header: HeaderRow::Row(9), ..settings() };
    let unmapped = map(&table, &no_row).unwrap_err();
    assert_eq!(unmapped.problems, [MappingProblem::NoSuchRow { row: 9 }]);
}

#[test]
fn a_preview_shows_the_first_rows_as_they_would_be_taken() {
    let csv = "宛名番号,氏名,生年月日\n1,山田,S32.4.1\n2,鈴木,昭和64年1月8日\n3,佐藤,S32.4.3\n";
    let table = table(csv);
    let outcome = preview(&table, &map(&table, &settings()).unwrap(), &settings(), 2);
    assert_eq!(outcome.people.len(), 1);
    assert_eq!(outcome.errors.len(), 1);
}

#[test]
fn a_header_alone_is_a_mapping_with_nobody_below() {
    let table = table("宛名番号,氏名,生年月日\n");
    let outcome = people(&table, &map(&table, &settings()).unwrap(), &settings());
    assert!(outcome.people.is_empty() && outcome.errors.is_empty());
}
