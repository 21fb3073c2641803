//! Workbooks as Excel writes them, packed here by hand: dates, numbers, readings, several sheets.

use std::io::{Cursor, Write};

use jiff::civil::date;
use roster::{
    Kind, Limits, Outcome, ReadError, Reason, Settings, Source, map, people, read, words,
};
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::tools::{errors, settings};

/// A ZIP file of these entries.
pub(crate) fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook whose first sheet is hidden, whose second has these rows, and whose third is blank.
pub(crate) fn workbook(rows: &str) -> Vec<u8> {
    const NS: &str = r#"xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#;
    const RELS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let sheet = |rows: &str| format!("<worksheet {NS}><sheetData>{rows}</sheetData></worksheet>");
    let root = format!(
        r#"<Relationships xmlns="{RELS}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
    );
    let book = format!(
        r#"<workbook {NS}><sheets><sheet name="作業用" sheetId="3" state="hidden" r:id="rId2"/><sheet name="名簿" sheetId="1" r:id="rId1"/><sheet name="控え" sheetId="2" r:id="rId2"/></sheets></workbook>"#
    );
    let rels = format!(
        r#"<Relationships xmlns="{RELS}"><Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{OFFICE}/worksheet" Target="worksheets/sheet2.xml"/><Relationship Id="rId3" Type="{OFFICE}/styles" Target="styles.xml"/><Relationship Id="rId4" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#
    );
    let styles = format!(
        r#"<styleSheet {NS}><numFmts count="1"><numFmt numFmtId="176" formatCode="[$-411]ge\.m\.d;@"/></numFmts><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="176"/><xf numFmtId="22"/></cellXfs></styleSheet>"#
    );
    let strings = format!(
        r#"<sst {NS}><si><t>髙橋　花子</t><rPh sb="0" eb="2"><t>タカハシ</t></rPh><phoneticPr fontId="1"/></si></sst>"#
    );
    zip(&[
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", rels.as_bytes()),
        ("xl/styles.xml", styles.as_bytes()),
        ("xl/sharedStrings.xml", strings.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet(rows).as_bytes()),
        ("xl/worksheets/sheet2.xml", sheet("").as_bytes()),
    ])
}

fn text(place: &str, text: &str) -> String {
    format!(r#"<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>"#)
}

fn number(place: &str, style: u8, value: &str) -> String {
    format!(r#"<c r="{place}" s="{style}"><v>{value}</v></c>"#)
}

fn row(number: u32, cells: &[String]) -> String {
    format!(r#"<row r="{number}">{}</row>"#, cells.concat())
}

fn header() -> String {
    let names = ["宛名番号", "氏名", "生年月日", "接種券番号", "電話番号"];
    let cells =
        names.iter().zip("ABCDE".chars()).map(|(name, column)| text(&format!("{column}1"), name));
    row(1, &cells.collect::<Vec<_>>())
}

fn understood(rows: &str) -> Outcome {
    let table = read(&workbook(&(header() + rows)), "people.xlsx", &settings()).unwrap();
    people(&table, &map(&table, &settings()).unwrap(), &settings())
}

#[test]
fn dates_numbers_and_readings_come_out_as_text() {
    let name = r#"<c r="B3" t="s"><v>0</v></c>"#.to_owned();
    let cells = [
        number("A3", 0, "12"),
        name,
        number("C3", 2, "20911"),
        number("D3", 0, "1234567890"),
        text("E3", "0158-29-2111"),
    ];
    let outcome = understood(&row(3, &cells));
    assert_eq!(errors(&outcome), []);
    assert_eq!(outcome.people[0].row, 3);
    let person = &outcome.people[0].value;
    assert_eq!(person.name, "髙橋　花子", "the reading Excel keeps with a name is not part of it");
    assert_eq!(person.birth, date(1957, 4, 1));
    assert_eq!(person.address_number.as_deref(), Some("12"));
    assert_eq!(person.voucher.as_ref().unwrap().1.as_str(), "1234567890");
}

#[test]
fn a_number_is_a_date_only_where_the_cell_says_so() {
    for (style, expected) in [(1, None), (2, None), (0, Some(date(1957, 4, 1)))] {
        let cells = [number("A2", 0, "1"), text("B2", "山田"), number("C2", style, "20911")];
        let reasons: Vec<Reason> =
            errors(&understood(&row(2, &cells))).into_iter().map(|(_, _, reason)| reason).collect();
        let serial = expected.map(|would_be| Reason::SerialNumber { would_be });
        assert_eq!(reasons, serial.into_iter().collect::<Vec<_>>());
    }
}

#[test]
fn number_cells_have_lost_their_zeros_or_their_last_digits() {
    let voucher = |value: &str| {
        let cells = [
            number("A2", 0, "1"),
            text("B2", "山田"),
            number("C2", 1, "20911"),
            number("D2", 0, value),
        ];
        let mut errors = errors(&understood(&row(2, &cells)));
        assert_eq!(errors.len(), 1, "{value}");
        errors.remove(0)
    };
    let (2, column, Reason::VoucherZerosDropped { digits: 8, proposal }) = voucher("12345678")
    else {
        panic!("the zeros are not missed");
    };
    assert_eq!((column.as_str(), proposal.as_str()), ("D", "0012345678"));
    assert_eq!(voucher("1310160012345670").2, Reason::Rounded { digits: 16 });
}

#[test]
fn the_kind_of_every_cell_is_kept() {
    let cells = [
        text("A1", "氏名"),
        number("B1", 0, "0.5"),
        number("D1", 3, "44348.5"),
        r#"<c r="E1" t="b"><v>1</v></c>"#.to_owned(),
        r#"<c r="F1" t="e"><v>#N/A</v></c>"#.to_owned(),
    ];
    let table = read(&workbook(&row(1, &cells)), "a.xlsx", &settings()).unwrap();
    let first = table.rows().next().unwrap();
    let found: Vec<(&str, Kind)> = first.cells().map(|cell| (cell.text, cell.kind)).collect();
    let expected = [
        ("氏名", Kind::Text),
        ("0.5", Kind::Number),
        ("", Kind::Text),
        ("2021-06-01 12:00:00", Kind::Date),
        ("TRUE", Kind::Text),
        ("#N/A", Kind::Text),
    ];
    assert_eq!(found, expected);
}

#[test]
fn the_sheet_is_said_and_can_be_chosen() {
    let book = workbook(&header());
    let table = read(&book, "a.xlsx", &settings()).unwrap();
    assert_eq!(
        table.source(),
        &Source::Workbook {
            sheet: "名簿".into(),
            sheets: ["名簿", "控え", "作業用"].map(Into::into).to_vec()
        }
    );
    assert_eq!(
        words::source(&table),
        "Excelブック（シート「名簿」）、1行×5列。ほかに2枚のシートがあります。"
    );
    let choosing = |sheet: &str| Settings { sheet: Some(sheet.into()), ..settings() };
    assert_eq!(read(&book, "a.xlsx", &choosing("控え")).unwrap_err(), ReadError::Empty);
    let error = read(&book, "a.xlsx", &choosing("別紙")).unwrap_err();
    assert_eq!(
        words::read_error(&error),
        "指定のシートがありません。あるのは「名簿」「控え」「作業用」です。"
    );
}

#[test]
fn a_bomb_is_refused_before_it_goes_off() {
    let limits = Limits { unpacked_bytes: 1 << 20, ..Limits::default() };
    let settings = Settings { limits, ..settings() };
    let zeros = vec![b' '; 8 << 20];
    let bomb = zip(&[("xl/workbook.xml", &zeros)]);
    assert!(bomb.len() < 100_000);
    let error = read(&bomb, "a.xlsx", &settings).unwrap_err();
    assert_eq!(error, ReadError::UnpacksTooLarge { max: 1 << 20 });
}

#[test]
fn what_only_looks_like_a_workbook_is_said_to_be_what_it_is() {
    let photos = zip(&[("photo.jpg", b"\xFF\xD8\xFF")]);
    assert_eq!(read(&photos, "a.xlsx", &settings()).unwrap_err(), ReadError::NotAWorkbook);
    let whole = workbook(&header());
    let half = &whole[..whole.len() / 2];
    assert_eq!(read(half, "a.xlsx", &settings()).unwrap_err(), ReadError::DamagedWorkbook);
    let old = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and so on";
    assert_eq!(read(old, "a.xls", &settings()).unwrap_err(), ReadError::OldOrLockedWorkbook);
}

#[test]
fn a_sheet_that_contradicts_itself_is_refused_and_never_panics() {
    let cell = |place: &str| format!(r#"<row r="1">{}</row>"#, text(place, "x"));
    for rows in [
        cell("AAAAAAAAAAAA1"),
        cell("A99999999999"),
        cell("1"),
        cell(""),
        row(1, &[text("B1", "x"), text("A1", "x")]),
        row(2, &[text("A2", "x")]) + &row(1, &[text("A1", "x")]),
        r#"<row r="1"><c r="A1" t="s"><v>9</v></c></row>"#.to_owned(),
        r#"<row r="1"><c r="A1"><v>x"#.to_owned(),
    ] {
        let error = read(&workbook(&rows), "a.xlsx", &settings()).unwrap_err();
        assert_eq!(error, ReadError::DamagedWorkbook, "{rows}");
    }
    let wide = read(&workbook(&cell("XFD1")), "a.xlsx", &settings()).unwrap_err();
    assert_eq!(wide, ReadError::TooManyColumns { row: 1, max: 1000 });
}
