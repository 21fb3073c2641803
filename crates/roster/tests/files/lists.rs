//! The list of mistakes as a file that opens in Excel without doing anything there.

use roster::{Warning, error_list, read};

use crate::tools::{settings, understood};

#[test]
fn the_list_names_row_column_header_value_reason_and_remedy() {
    let outcome = understood("1,山田,ヤマダ,1957/2/29,,,\n2,鈴木,スズキ,S32.4.2,,,00123");
    let list = String::from_utf8(error_list(&outcome.errors)).unwrap();
    assert_eq!(
        list,
        "\u{FEFF}行,列,見出し,値,理由,直し方\r\n\
         2,D,「生年月日」,「1957/2/29」,1957年はうるう年ではないので、2月29日はありません。,\
         「1957/4/1」や「昭和32年4月1日」の形で入力してください。\r\n\
         3,G,「接種券番号」,「00123」,\
         5桁しかありません。Excelが先頭の0を落とした可能性があります（補うと「0000000123」）。,\
         補った番号でよければ「先頭の0を補う」を選んで取り込み直すか、列を「文字列」にして直してください。\r\n"
    );
}

#[test]
fn no_cell_of_the_list_can_run_as_a_formula() {
    let formulas = ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "\"=HYPERLINK(\"\"x\"\",\"\"y\"\")\""];
    let rows: Vec<String> = formulas
        .iter()
        .map(|formula| format!("1,{formula},ヤマダ,{formula},{formula},,"))
        .collect();
    let outcome = understood(&rows.join("\n"));
    assert!(outcome.errors.len() > formulas.len());
    let list = read(&error_list(&outcome.errors), "errors.csv", &settings()).unwrap();
    for cell in list.rows().flat_map(|row| row.cells().collect::<Vec<_>>()) {
        assert!(!cell.text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝']), "{}", cell.text);
    }
}

#[test]
fn warnings_make_the_same_list() {
    let outcome = understood("1,山田,,S32.4.1,,,");
    assert_eq!(outcome.warnings[0].reason, Warning::KanaMissing);
    let list = String::from_utf8(error_list(&outcome.warnings)).unwrap();
    assert!(list.contains("2,C,「氏名カナ」,,読みがながありません。"));
}
