//! How long a city's roster takes. The everyday test only shows that twenty thousand rows pass.

use std::fmt::Write;
use std::time::Instant;

use roster::{map, people, read};

use crate::tools::settings;

fn roster(rows: u32) -> String {
    let mut csv = String::from(
        "宛名番号,氏名,氏名カナ,生年月日,性別,郵便番号,住所,電話番号,接種券番号,1回目接種日,1回目ワクチンメーカー\r\n",
    );
    for number in 0..rows {
        let (month, day) = (number % 12 + 1, number % 28 + 1);
        writeln!(
            csv,
            "{number:08},山田　{number}子,ヤマダ　ハナコ,昭和{}年{month}月{day}日,女,099-5601,\
             滝上町字滝ノ上市街地{number}番地,0158-29-2111,{number:010},2021/6/{day},ファイザー\r",
            number % 60 + 2,
        )
        .unwrap();
    }
    csv
}

#[test]
fn twenty_thousand_rows_are_taken_without_a_word() {
    let csv = roster(20_000);
    let table = read(csv.as_bytes(), "people.csv", &settings()).unwrap();
    let outcome = people(&table, &map(&table, &settings()).unwrap(), &settings());
    assert_eq!((outcome.errors.len(), outcome.warnings.len()), (0, 0));
    assert_eq!(outcome.people.len(), 20_000);
    assert_eq!(outcome.people[19_999].row, 20_001);
}

#[test]
#[ignore = "prints how long 100,000 rows take; run it alone, with --nocapture"]
fn a_hundred_thousand_rows_in_seconds() {
    let csv = roster(100_000);
    let start = Instant::now();
    let table = read(csv.as_bytes(), "people.csv", &settings()).unwrap();
    let split = start.elapsed();
    let outcome = people(&table, &map(&table, &settings()).unwrap(), &settings());
    let megabytes = csv.len() / 1_000_000;
    println!("{megabytes} MB: read in {split:?}, understood after {:?}", start.elapsed());
    assert_eq!(outcome.people.len(), 100_000);
}
