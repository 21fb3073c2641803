//! `madoguchi code`: what it prints and does, and what it says where it can do nothing.

use crate::import::{GOOD, Town, on_both};
use domain::code::PlainCode;

const HANAKO: [&str; 2] = ["--voucher", "0123456789"];

impl Town {
    fn codes(&self, arguments: &[&str]) -> (bool, String) {
        self.runs(&[&["code"], arguments].concat())
    }
}

/// What is printed after these words.
fn line<'t>(told: &'t str, words: &str) -> &'t str {
    let found = told.lines().find_map(|line| line.strip_prefix(words));
    found.unwrap_or_else(|| panic!("no 「{words}」: {told}"))
}

/// A town with a woman, and one who is under 支援措置.
fn moves_in(town: &Town) {
    let people = GOOD.replace("接種券番号\n", "接種券番号,支援措置\n");
    let people = people.replace("0123456789\n", "0123456789,無\n");
    let people = people.replace("0123456790\n", "0123456790,有\n");
    let (done, told) = town.says(people.as_bytes(), &[]);
    assert!(done && told.contains("新しく登録した人 2人"), "{told}");
}

#[test]
fn a_code_is_printed_once_with_its_time_and_where_to_type_it() {
    on_both(|town| {
        moves_in(town);
        let (done, first) = town.codes(&[&["letter"], &HANAKO[..]].concat());
        assert!(done, "{first}");
        let why = ["--why", "窓口で本人確認書類を見た"];
        let (done, second) = town.codes(&[&["counter"], &HANAKO[..], &why].concat());
        assert!(done, "{second}");
        let codes = [&first, &second].map(|told| line(told, "確認番号： ").to_owned());
        assert_ne!(codes[0], codes[1]);
        for (told, written) in [&first, &second].into_iter().zip(&codes) {
            let code = PlainCode::parse(written).unwrap();
            assert_eq!(code.written(), *written);
            assert_eq!(written.len(), 11, "in the groups in which it is read aloud");
            assert!(told.contains("まで、1回だけ使えます。"), "{told}");
            let at = format!("{}/signin/code", town.settings.url);
            assert_eq!(line(told, "入るところ： "), at);
        }
        let kept = town.runs(&["verify"]);
        assert!(kept.0, "{}", kept.1);
    });
}

#[test]
fn who_is_not_there_or_not_to_be_seen_gets_none_and_the_reason_is_said() {
    on_both(|town| {
        moves_in(town);
        let why = ["--why", "電話で本人確認ずみ"];
        for (arguments, told) in [
            (vec!["letter", "--voucher", "0999999999"], "その番号の方は、名簿にいません。"),
            (vec!["letter", "--voucher", "123"], "--voucher：接種券番号は10桁です"),
            (vec!["letter", "--voucher", "0123456790"], "支援措置の対象の方です。"),
            (
                vec!["counter", "--voucher", "0123456789", "--why", " "],
                "どう確かめたかを入れてください",
            ),
            (vec!["letter", "--voucher", "0123456789", "--by", "nobody"], "nobody"),
        ] {
            let (done, said) = town.codes(&arguments);
            assert!(!done && said.contains(told), "{arguments:?}: {said}");
            assert!(!said.contains("確認番号： "), "{said}");
        }
        let (done, said) = town.codes(&[&["unlock"], &HANAKO[..], &why].concat());
        assert!(done && said.contains("入力の停止を解きました。1時間のあいだ"), "{said}");
    });
}
