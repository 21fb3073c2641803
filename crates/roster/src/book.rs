//! A workbook of one sheet, packed as Excel wants it. Every cell is text, so that leading zeros stay and
//! nothing becomes a date or a formula.

use std::borrow::Cow;
use std::io::{Cursor, Write};

use zip::write::{SimpleFileOptions, ZipWriter};

use crate::table::letter;
use crate::write::{Sheet, Unwritable, UnwritableReason};

const START: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/// What no XML can hold.
pub(crate) fn refused(sheet: &Sheet) -> Vec<Unwritable> {
    let mut refused = Vec::new();
    sheet.each_cell(|person, row, column, text| {
        for found in text.chars().filter(|c| !is_xml(*c)) {
            let reason = UnwritableReason::NotInWorkbook { found };
            refused.push(Unwritable { person, row, column: column.clone(), reason });
        }
    });
    refused
}

fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..)
}

/// The file.
pub(crate) fn bytes(sheet: &Sheet) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts() {
        entry(&mut zip, name, content.as_bytes());
    }
    entry(&mut zip, "xl/worksheets/sheet1.xml", rows(sheet).as_bytes());
    zip.finish().expect("memory is never full").into_inner()
}

fn entry(zip: &mut ZipWriter<Cursor<Vec<u8>>>, name: &str, content: &[u8]) {
    let options = SimpleFileOptions::default().large_file(true);
    zip.start_file(name, options).expect("a new entry of a new file");
    zip.write_all(content).expect("memory is never full");
}

/// Everything around the sheet.
fn parts() -> [(&'static str, String); 5] {
    let relation = |id: &str, kind: &str, target: &str| {
        format!(r#"<Relationship Id="{id}" Type="{OFFICE}/{kind}" Target="{target}"/>"#)
    };
    let relations = |inner: String| {
        format!(r#"{START}<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>"#)
    };
    let part = |name: &str, kind: &str| {
        format!(r#"<Override PartName="/xl/{name}" ContentType="{TYPE}.{kind}+xml"/>"#)
    };
    let types = [
        part("workbook.xml", "sheet.main"),
        part("worksheets/sheet1.xml", "worksheet"),
        part("styles.xml", "styles"),
    ];
    let types = format!(
        r#"{START}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{}</Types>"#,
        types.concat()
    );
    let book = format!(
        r#"{START}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="名簿" sheetId="1" r:id="rId1"/></sheets></workbook>"#
    );
    // Format 49 is text: what is typed over a number later stays text too.
    let styles = format!(
        r#"{START}<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/></font></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf xfId="0"/><xf xfId="0" numFmtId="49" applyNumberFormat="1"/></cellXfs></styleSheet>"#
    );
    let inside = [
        relation("rId1", "worksheet", "worksheets/sheet1.xml"),
        relation("rId2", "styles", "styles.xml"),
    ];
    [
        ("[Content_Types].xml", types),
        ("_rels/.rels", relations(relation("rId1", "officeDocument", "xl/workbook.xml"))),
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", relations(inside.concat())),
        ("xl/styles.xml", styles),
    ]
}

fn rows(sheet: &Sheet) -> String {
    let mut xml = format!(r#"{START}<worksheet xmlns="{MAIN}"><sheetData>"#);
    let rows = std::iter::once(&sheet.header).chain(sheet.rows.iter().map(|(_, cells)| cells));
    for (row, number) in rows.zip(1_u32..) {
        let number = number.to_string();
        xml.extend([r#"<row r=""#, &number, r#"">"#]);
        for (index, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let place = letter(index) + &number;
            let open = r#"" s="1" t="inlineStr"><is><t xml:space="preserve">"#;
            xml.extend([r#"<c r=""#, &place, open, &escaped(cell), "</t></is></c>"]);
        }
        xml.push_str("</row>");
    }
    xml.push_str("</sheetData></worksheet>");
    xml
}

/// A carriage return would be read back as a line feed, so it is written by its number.
fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '\r']) {
        return text.into();
    }
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('\r', "&#13;").into()
}
