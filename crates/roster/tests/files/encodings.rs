//! One roster in every encoding and with every delimiter: the same people, and the file says what it is.

use encoding_rs::SHIFT_JIS;
use roster::{
    Confidence, Delimiter, Encoding, PersonRow, ReadError, Source, map, people, read, words,
};

use crate::tools::settings;

const FILE: &str = "宛名番号,氏名,生年月日,備考\r\n\
    1,髙橋　①子,S32.4.1,㈱みどり～\r\n\
    2,\"﨑山, 太郎\",1957/4/2,\"二行の\r\nメモ\"\r\n";

fn cp932(text: &str) -> Vec<u8> {
    let (bytes, _, replaced) = SHIFT_JIS.encode(text);
    assert!(!replaced);
    bytes.into_owned()
}

fn utf16(text: &str, mark: [u8; 2], bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    mark.into_iter().chain(text.encode_utf16().flat_map(bytes)).collect()
}

fn read_back(bytes: &[u8]) -> (Encoding, Confidence, Delimiter, Vec<PersonRow>) {
    let table = read(bytes, "roster", &settings()).unwrap();
    let Source::Delimited { encoding, confidence, delimiter } = table.source().clone() else {
        panic!("a workbook?");
    };
    let outcome = people(&table, &map(&table, &settings()).unwrap(), &settings());
    assert_eq!(outcome.errors, []);
    (encoding, confidence, delimiter, outcome.people.into_iter().map(|row| row.value).collect())
}

#[test]
fn the_same_people_come_out_of_every_encoding() {
    let with_mark = format!("\u{FEFF}{FILE}").into_bytes();
    let files = [
        (FILE.as_bytes().to_vec(), Encoding::Utf8),
        (with_mark, Encoding::Utf8Bom),
        (utf16(FILE, [0xFF, 0xFE], u16::to_le_bytes), Encoding::Utf16Le),
        (utf16(FILE, [0xFE, 0xFF], u16::to_be_bytes), Encoding::Utf16Be),
        (cp932(FILE), Encoding::Cp932),
    ];
    for (bytes, expected) in files {
        let (encoding, confidence, delimiter, people) = read_back(&bytes);
        assert_eq!((encoding, confidence), (expected, Confidence::Certain));
        assert_eq!(delimiter, Delimiter::Comma);
        assert_eq!(people[0].name, "髙橋　①子");
        assert_eq!(people[0].note.as_deref(), Some("㈱みどり～"));
        assert_eq!(people[1].name, "﨑山, 太郎");
        assert_eq!(people[1].note.as_deref(), Some("二行の\r\nメモ"));
    }
}

#[test]
fn a_file_of_ascii_alone_says_that_its_encoding_is_open() {
    let table = read(b"name,birth date,No\n", "a.csv", &settings()).unwrap();
    let ascii = Source::Delimited {
        encoding: Encoding::Utf8,
        confidence: Confidence::AsciiOnly,
        delimiter: Delimiter::Comma,
    };
    assert_eq!(table.source(), &ascii);
    assert_eq!(
        words::source(&table),
        "テキスト（UTF-8・カンマ区切り）、1行×3列。半角の英数字だけなので、文字コードは決められません。"
    );
}

#[test]
fn the_delimiter_is_the_one_that_makes_headers() {
    let rows =
        [["宛名番号", "氏名", "生年月日", "住所"], ["1", "山田", "1957.4.1", "一丁目,二;三"]];
    for (mark, expected) in
        [(",", Delimiter::Comma), ("\t", Delimiter::Tab), (";", Delimiter::Semicolon)]
    {
        let line = |row: &[&str; 4]| row.map(|cell| format!("\"{cell}\"")).join(mark);
        let file = rows.iter().map(line).collect::<Vec<_>>().join("\n");
        let (_, _, delimiter, people) = read_back(file.as_bytes());
        assert_eq!(delimiter, expected);
        assert_eq!(people[0].address.as_deref(), Some("一丁目,二;三"));
    }
}

#[test]
fn a_single_column_falls_to_the_comma_unless_the_name_says_otherwise() {
    for (name, expected) in
        [("a.csv", Delimiter::Comma), ("a.TSV", Delimiter::Tab), ("a", Delimiter::Comma)]
    {
        let table = read("氏名\n山田\n".as_bytes(), name, &settings()).unwrap();
        let Source::Delimited { delimiter, .. } = table.source() else { panic!() };
        assert_eq!(*delimiter, expected, "{name}");
    }
}

#[test]
fn rows_are_numbered_as_a_spreadsheet_numbers_them() {
    for end in ["\n", "\r\n", "\r"] {
        let file = ["", "氏名,備考", "", "山田,\"一\n二\"", "", "", "鈴木,", ""].join(end);
        let table = read(file.as_bytes(), "a.csv", &settings()).unwrap();
        let numbers: Vec<u32> = table.rows().map(|row| row.number()).collect();
        assert_eq!(numbers, [2, 4, 7], "{end:?}");
    }
    let mixed = "氏名\r\n山田\n\r\n\r鈴木\r佐藤";
    let table = read(mixed.as_bytes(), "a.csv", &settings()).unwrap();
    let numbers: Vec<u32> = table.rows().map(|row| row.number()).collect();
    assert_eq!(numbers, [1, 2, 5, 6]);
}

#[test]
fn half_a_character_at_the_end_means_the_file_was_cut() {
    for bytes in [FILE.as_bytes(), &cp932(FILE), &utf16(FILE, [0xFF, 0xFE], u16::to_le_bytes)] {
        let in_character = bytes.len() - 5;
        let cut = (in_character - 4..in_character)
            .map(|end| read(&bytes[..end], "a.csv", &settings()).unwrap_err())
            .filter(|error| *error == ReadError::CutShort);
        assert!(cut.count() >= 1);
    }
}

#[test]
fn broken_characters_are_reported_by_line_and_never_replaced() {
    let mut utf8 = FILE.as_bytes().to_vec();
    let place = FILE.find('﨑').unwrap();
    utf8[place] = 0xFF;
    let error = read(&utf8, "a.csv", &settings()).unwrap_err();
    assert_eq!(error, ReadError::DamagedUtf8 { line: 3 });
    let mut sjis = cp932(FILE);
    sjis.extend(b"\xFD\xFE,\xA0\n");
    let error = read(&sjis, "a.csv", &settings()).unwrap_err();
    assert_eq!(error, ReadError::UnknownEncoding { line: 5 });
}
