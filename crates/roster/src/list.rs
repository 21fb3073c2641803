//! A list that is made for a spreadsheet and never read back: any columns, safe to open.

use crate::{guard::guarded, write::csv_bytes};

/// Rows under a header as CSV in UTF-8 with a mark. No cell runs as a formula.
pub fn list<const N: usize>(header: [&str; N], rows: &[[String; N]]) -> Vec<u8> {
    let header = header.map(|cell| cell.as_bytes().to_vec()).to_vec();
    let row =
        |row: &[String; N]| row.iter().map(|cell| guarded(cell).as_bytes().to_vec()).collect();
    csv_bytes("\u{FEFF}".into(), std::iter::once(header).chain(rows.iter().map(row)))
}

#[cfg(test)]
mod tests {
    use super::list;

    #[test]
    fn cells_with_commas_quotes_and_formulas_stay_cells() {
        let rows = [["佐藤, \"太郎\"".to_owned(), "=1+1".to_owned()]];
        let text = String::from_utf8(list(["氏名", "住所"], &rows)).unwrap();
        assert_eq!(text, "\u{FEFF}氏名,住所\r\n\"佐藤, \"\"太郎\"\"\",　=1+1\r\n");
        assert_eq!(list::<1>(["氏名"], &[]), "\u{FEFF}氏名\r\n".as_bytes());
    }
}
