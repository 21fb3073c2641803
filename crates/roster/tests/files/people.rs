//! Every mistake a row can have, and what is said of it.

use domain::birthdate::BirthDateError;
use domain::municipality::MunicipalityError;
use domain::person::Sex;
use domain::voucher::VoucherError;
use domain::wareki::{Era, Wareki};
use jiff::civil::date;
use roster::{Reason, Settings, Warning, words};

use crate::tools::{
    HEADER, errors, in_short, settings, the_person, town, understood, understood_with, warnings,
};

#[test]
fn a_good_row_is_a_person_without_a_word() {
    let outcome =
        understood("00012,山田　花子,ヤマダ　ハナコ,昭和32年4月1日,女,0158-29-2111,0012345678");
    assert_eq!(warnings(&outcome), []);
    let person = the_person(outcome);
    assert_eq!(person.address_number.as_deref(), Some("00012"));
    assert_eq!(person.name, "山田　花子");
    assert_eq!(person.birth, date(1957, 4, 1));
    assert_eq!(person.sex, Some(Sex::Female));
    let (municipality, number) = person.voucher.unwrap();
    assert_eq!((municipality, number.as_str()), (town(), "0012345678"));
    assert_eq!((person.protected, person.doses.len()), (None, 0));
}

#[test]
fn a_birth_date_is_read_in_every_spelling_a_ledger_or_excel_produces() {
    for spelling in [
        "1957/4/1",
        "1957-04-01",
        "19570401",
        "S32.4.1",
        "S32/04/01",
        "昭和32年4月1日",
        "S320401",
        "１９５７年４月１日",
        "1957-04-01 00:00:00",
        "1957/4/1 0:00",
        "㍼32年4月1日",
    ] {
        let person = the_person(understood(&format!("1,山田,ヤマダ,{spelling},,,")));
        assert_eq!(person.birth, date(1957, 4, 1), "{spelling}");
    }
}

/// A row with one mistake: the column it is found in, the reason, the sentence.
fn refused(row: &str, column: &str, reason: Reason, sentence: &str) {
    let outcome = understood(row);
    assert_eq!(errors(&outcome), [(2, column.to_owned(), reason)], "{row}");
    assert!(outcome.people.is_empty());
    let told = words::finding(&outcome.errors[0]);
    assert!(told.starts_with(&format!("2行目・{column}列")), "{told}");
    assert!(told.contains(sentence), "{told}");
}

#[test]
fn what_is_missing_is_told() {
    let missing = Reason::Missing;
    refused("1,,ヤマダ,S32.4.1,,,", "B", missing.clone(), "氏名がありません。");
    refused("1,山田,ヤマダ,,,,", "D", missing, "生年月日がありません。");
    let neither = "宛名番号も接種券番号もありません。";
    refused(",山田,ヤマダ,S32.4.1,,,", "A", Reason::NumberMissing, neither);
}

#[test]
fn a_birth_date_that_cannot_be_is_told_with_the_reason() {
    let table = [
        (
            "昭和64年1月8日",
            BirthDateError::WrongEra {
                era: Era::Showa,
                correct: Wareki::of(date(1989, 1, 8)).unwrap(),
            },
            "年号が合いません。昭和ではなく平成元年1月8日です。",
        ),
        (
            "1957/2/29",
            BirthDateError::NotLeapYear { year: 1957 },
            "1957年はうるう年ではないので、2月29日はありません。",
        ),
        (
            "2026-04-02",
            BirthDateError::Future { date: date(2026, 4, 2) },
            "2026年4月2日（令和8年4月2日）はまだ来ていません。",
        ),
        (
            "1896-03-31",
            BirthDateError::TooOld { date: date(1896, 3, 31) },
            "1896年3月31日（明治29年3月31日）は130年より前です。",
        ),
        (
            "4月1日",
            BirthDateError::NotThreeParts { found: 2 },
            "年・月・日の3つの数字が必要ですが、2つあります。",
        ),
        ("57/4/1", BirthDateError::EraMissing { year: 57 }, "「57年」が西暦か和暦か分かりません。"),
    ];
    for (birth, error, sentence) in table {
        refused(&format!("1,山田,ヤマダ,{birth},,,"), "D", Reason::Date(error), sentence);
    }
}

#[test]
fn characters_that_belong_in_no_name_are_told_by_their_place() {
    for (name, reason, sentence) in [
        (
            "山\u{0}田",
            Reason::Unprintable { found: '\0', position: 2 },
            "2文字目に、使えない文字（U+0000）があります。",
        ),
        (
            "\"山\n田\"",
            Reason::Unprintable { found: '\n', position: 2 },
            "2文字目に、使えない文字（改行）があります。",
        ),
        (
            "山田\u{202E}",
            Reason::Unprintable { found: '\u{202E}', position: 3 },
            "3文字目に、使えない文字（U+202E）があります。",
        ),
        (
            "山\u{FFFD}",
            Reason::Lost { position: 2 },
            "2文字目が文字化けしています。元の文字は失われています。",
        ),
    ] {
        refused(&format!("1,{name},ヤマダ,S32.4.1,,,"), "B", reason, sentence);
    }
}

#[test]
fn a_voucher_number_that_is_none_is_told_with_the_reason() {
    for (number, error, sentence) in [
        (
            "12345678901",
            VoucherError::WrongLength { digits: 11 },
            "11桁あります。接種券番号は10桁（自治体コードを含めて16桁か18桁）です。",
        ),
        (
            "12345O7890",
            VoucherError::NotADigit { position: 6, found: 'O' },
            "6文字目に、数字でない文字（「O」）があります。",
        ),
        (
            "0156020012345678",
            VoucherError::BadMunicipality { code: "015602".into() },
            "番号の中の「015602」が自治体コードとして正しくありません。",
        ),
    ] {
        let row = format!("1,山田,ヤマダ,S32.4.1,,,{number}");
        refused(&row, "G", Reason::Voucher(error), sentence);
    }
}

#[test]
fn the_rest_is_told_as_well() {
    let sex = "性別として読めません。";
    refused("1,山田,ヤマダ,S32.4.1,男性?,,", "E", Reason::UnknownSex, sex);
    let shifted = "見出しは7列ですが、この行はそれより右にも値があります。";
    let beyond = Reason::BeyondHeader { columns: 7 };
    refused("1,山田,ヤマダ,S32.4.1,,,0012345678,メモ", "H", beyond, shifted);
}

#[test]
fn the_whole_sentence_names_place_value_reason_and_remedy() {
    let outcome = understood("1,山田,ヤマダ,1957/2/29,,,");
    assert_eq!(
        words::finding(&outcome.errors[0]),
        "2行目・D列「生年月日」 「1957/2/29」: 1957年はうるう年ではないので、2月29日はありません。\
         「1957/4/1」や「昭和32年4月1日」の形で入力してください。"
    );
}

#[test]
fn all_mistakes_of_a_row_are_told_at_once_and_the_other_rows_are_taken() {
    let outcome = understood("1,,,13月,x,,123\n2,鈴木,スズキ,S32.4.2,男,,\n,,,,,,\n");
    let columns: Vec<String> = errors(&outcome).into_iter().map(|(_, column, _)| column).collect();
    assert_eq!(columns, ["B", "D", "E", "G"]);
    assert_eq!(outcome.people.len(), 1);
    assert_eq!(outcome.people[0].row, 3);
}

#[test]
fn what_stands_twice_is_told_at_both_rows_and_neither_is_taken() {
    let rows = "1,山田,ヤマダ,S32.4.1,,,0000000001\n\
                2,鈴木,スズキ,S32.4.2,,,0000000002\n\
                1,佐藤,サトウ,S32.4.3,,,0000000003\n\
                4,井上,イノウエ,S32.4.4,,,0156010000000002\n\
                1,木村,キムラ,S32.4.5,,,0000000005\n";
    let outcome = understood(rows);
    let same_number = |row, other| (row, "A".to_owned(), Reason::SameAddressNumber { other });
    let same_voucher = |row, other| (row, "G".to_owned(), Reason::SameVoucher { other });
    assert_eq!(
        errors(&outcome),
        [
            same_number(2, 4),
            same_voucher(3, 5),
            same_number(4, 2),
            same_voucher(5, 3),
            same_number(6, 2),
        ]
    );
    assert!(outcome.people.is_empty());
}

#[test]
fn the_same_number_of_another_town_is_another_voucher() {
    let csv = "氏名,生年月日,接種券番号,自治体コード\n\
               山田,S32.4.1,0000000001,015601\n鈴木,S32.4.2,0000000001,131016\n";
    let outcome = understood_with(&settings(), csv);
    assert_eq!(errors(&outcome), []);
    assert_eq!(in_short(&outcome.people[1].value), "鈴木 1957-04-02 131016-0000000001");
}

#[test]
fn the_town_of_a_voucher_is_never_guessed() {
    let csv = |code: &str, number: &str| {
        format!("氏名,生年月日,接種券番号,自治体コード\n山田,S32.4.1,{number},{code}\n")
    };
    let nowhere = Settings { municipality: None, ..settings() };
    let reason = |csv: &str| errors(&understood_with(&nowhere, csv)).remove(0);
    let tokyo = "131016";
    assert_eq!(reason(&csv("", "0000000001")).2, Reason::MunicipalityMissing);
    assert_eq!(
        reason(&csv(tokyo, "0156010000000001")),
        (2, "D".into(), Reason::MunicipalityDiffers { within: town() })
    );
    assert_eq!(
        reason(&csv("15601", "0000000001")).2,
        Reason::MunicipalityZeroDropped { proposal: town() }
    );
    assert_eq!(
        reason(&csv("015602", "0000000001")).2,
        Reason::Municipality(MunicipalityError::CheckDigit { expected: 1 })
    );
}

#[test]
fn doubts_are_told_and_the_person_is_taken() {
    let table: &[(&str, &[Warning])] = &[
        ("1,山田,,S32.4.1,,,", &[Warning::KanaMissing]),
        ("1,山田,山だ,S32.4.1,,,", &[Warning::KanaOdd { found: '山' }]),
        ("1,山田　,ヤマダ,S32.4.1,,,", &[Warning::Trimmed]),
        ("   12,山田,ヤマダ,S32.4.1,,,", &[]),
        ("１,山田,ヤマダ,S32.4.1,,,", &[Warning::DigitsConverted]),
        ("1,山田,ヤマダ,S32.4.1,,9012345678,", &[Warning::PhoneOdd]),
        ("1,山田,ヤマダ,S32.4.1,,（0158）29-2111,", &[]),
        ("1,山田,ヤマダ,S32.4.1,,+81 90-1234-5678,", &[]),
        ("1,\u{E000}田,ヤマダ,S32.4.1,,,", &[Warning::PrivateCharacter { found: '\u{E000}' }]),
    ];
    for (row, expected) in table {
        let outcome = understood(row);
        let found: Vec<Warning> = warnings(&outcome).into_iter().map(|(_, found)| found).collect();
        assert_eq!(found, *expected, "{row}");
        the_person(outcome);
    }
}

#[test]
fn a_postal_code_that_is_none_is_kept_and_doubted() {
    let csv = "宛名番号,氏名,カナ,生年月日,郵便番号\n1,山田,ヤマダ,S32.4.1,995601\n";
    let outcome = understood_with(&settings(), csv);
    assert_eq!(warnings(&outcome), [(2, Warning::PostalCodeOdd)]);
    assert_eq!(the_person(outcome).postal_code.as_deref(), Some("995601"));
}

#[test]
fn one_person_written_twice_is_a_doubt() {
    let rows = "1,髙橋 一,タカハシ,S32.4.1,,,\n2,高橋　一,タカハシ,1957/4/1,,,\n";
    let outcome = understood(rows);
    let same = |other| Warning::SamePerson { other };
    assert_eq!(warnings(&outcome), [(2, same(3)), (3, same(2))]);
    assert_eq!(outcome.people.len(), 2);
}

#[test]
fn readings_and_numbers_are_tidied() {
    let csv = "宛名番号,氏名,フリガナ,生年月日,性別,〒,住所,方書,TEL,支援措置\n\
               1,山田,やまだ ﾊﾅｺ,S32.4.1,F,〒099-5601,滝上町字１-2,旭ハイツ１０１,０１５８ー２９ー２１１１,○\n";
    let person = the_person(understood_with(&settings(), csv));
    assert_eq!(person.kana.as_deref(), Some("ヤマダ ハナコ"));
    assert_eq!(person.postal_code.as_deref(), Some("099-5601"));
    assert_eq!(person.address.as_deref(), Some("滝上町字１-2　旭ハイツ１０１"));
    assert_eq!(person.phone.as_deref(), Some("0158-29-2111"));
    assert_eq!(person.protected, Some(true));
}

#[test]
fn an_address_and_its_building_share_one_limit() {
    let (address, building) = ("町".repeat(150), "棟".repeat(50));
    let csv = format!("宛名番号,氏名,生年月日,住所,方書\n1,山田,S32.4.1,{address},{building}\n");
    let reason = Reason::TooLong { length: 201, max: 200 };
    assert_eq!(errors(&understood_with(&settings(), &csv)), [(2, "D".into(), reason)]);
}

#[test]
fn whether_someone_is_hidden_is_never_guessed() {
    let csv = |flag: &str| format!("宛名番号,氏名,生年月日,支援措置\n1,山田,S32.4.1,{flag}\n");
    for (flag, expected) in
        [("", None), ("無", Some(false)), ("TRUE", Some(true)), ("0", Some(false))]
    {
        assert_eq!(the_person(understood_with(&settings(), &csv(flag))).protected, expected);
    }
    let outcome = understood_with(&settings(), &csv("検討中"));
    assert_eq!(errors(&outcome), [(2, "D".into(), Reason::UnknownFlag)]);
}

#[test]
fn groups_are_codes_and_whoever_lives_elsewhere_is_said_to() {
    let csv = |groups: &str, lives: &str| {
        format!("宛名番号,氏名,生年月日,優先接種対象,町内・町外\n1,山田,S32.4.1,{groups},{lives}\n")
    };
    let read = |groups: &str, lives: &str| {
        let person = the_person(understood_with(&settings(), &csv(groups, lives)));
        (person.groups.map(|groups| groups.join("+")), person.resident)
    };
    for (groups, codes) in [
        ("", None),
        ("なし", Some("")),
        ("elderly", Some("elderly")),
        ("elderly、care-home ＮＵＲＳＥ　elderly", Some("elderly+care-home+NURSE")),
        ("\"a,基礎_2\"", Some("a+基礎_2")),
    ] {
        assert_eq!(read(groups, ""), (codes.map(str::to_owned), None), "{groups}");
    }
    for (lives, resident) in [("町内", true), ("町外", false), ("市外", false)] {
        assert_eq!(read("", lives), (None, Some(resident)), "{lives}");
    }
    let unknown = |found| Reason::GroupCode { found };
    for (groups, found) in [("a/b", '/'), ("○", '○'), ("、", ',')] {
        let outcome = understood_with(&settings(), &csv(groups, ""));
        assert_eq!(errors(&outcome), [(2, "D".into(), unknown(found))], "{groups}");
    }
    let outcome = understood_with(&settings(), &csv("", "札幌"));
    assert_eq!(errors(&outcome), [(2, "E".into(), Reason::UnknownResidence)]);
    let told = roster::words::finding(&outcome.errors[0]);
    assert_eq!(
        told,
        "2行目・E列「町内・町外」 「札幌」: 町内か町外かが読めません。「町内」か「町外」か、空欄にしてください。"
    );
}

#[test]
fn earlier_doses_stand_beside_the_person() {
    let csv = "宛名番号,氏名,生年月日,1回目接種日,1回目ワクチンメーカー,1回目ワクチンロット番号,\
               1回目接種会場名,2回目接種日,2回目ワクチンメーカー,1回目接種履歴登録日時\n\
               1,山田,S32.4.1,20210601,ファイザー,EY0001,文化センター,,,20210601093000\n";
    let person = the_person(understood_with(&settings(), csv));
    let [dose] = &person.doses[..] else { panic!("one dose") };
    assert_eq!((dose.number, dose.on), (1, date(2021, 6, 1)));
    assert_eq!(dose.maker.as_deref(), Some("ファイザー"));
    assert_eq!(dose.venue.as_deref(), Some("文化センター"));
    assert_eq!(dose.recorded_at, Some(date(2021, 6, 1).at(9, 30, 0, 0)));
}

#[test]
fn a_dose_that_cannot_be_is_refused() {
    let header = "宛名番号,氏名,生年月日,1回目接種日,1回目ワクチンメーカー,1回目登録日時";
    for (cells, reason) in [
        ("1957/3/31,,", Reason::DoseBeforeBirth),
        (",ファイザー,", Reason::DoseWithoutDate),
        ("2026/4/2,,", Reason::Date(BirthDateError::Future { date: date(2026, 4, 2) })),
        ("2021/6/1,,2021/6/1 25:00", Reason::NotATime),
        ("2021/6/1,,2.02106E+13", Reason::Scientific),
    ] {
        let outcome = understood_with(&settings(), &format!("{header}\n1,山田,S32.4.1,{cells}\n"));
        assert_eq!(errors(&outcome)[0].2, reason, "{cells}");
    }
}

#[test]
fn nothing_personal_is_printed_by_accident() {
    let outcome =
        understood("1,山田花子,ヤマダ,1957/13/1,女,09012345678,\n2,鈴木一郎,,S32.4.2,,,0012345678");
    let printed =
        format!("{outcome:?} {:?}", crate::tools::table(&format!("{HEADER}\n1,山田花子")));
    for secret in ["山田", "鈴木", "1957", "090", "123456"] {
        assert!(!printed.contains(secret), "{secret} in {printed}");
    }
}
