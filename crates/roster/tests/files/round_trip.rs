//! What is written is read back as it was, or it is not written at all.

use domain::municipality::MunicipalityCode;
use domain::person::Sex;
use domain::voucher::{self, Validity};
use jiff::civil::{Date, DateTime, date};
use proptest::prelude::*;
use roster::{
    Confidence, Encoding, Format, PastDose, PersonRow, Source, UnwritableReason, Voucher,
    WriteEncoding, map, people, read, unwritable_list, words, write, write_workbook,
};

use crate::tools::{settings, the_person, understood, understood_with};

fn text() -> impl Strategy<Value = String> {
    "[山田髙﨑①㈱～ヤマダ0-9A-Za-z=+@,\"'-][山田花子 　,;\"'=\\\\-]{0,8}[子一,\"]"
}

fn kana() -> impl Strategy<Value = String> {
    "[ァ-ヶ][ァ-ヶー・ 　]{0,8}[ァ-ヶ]"
}

fn day() -> impl Strategy<Value = Date> {
    (1900..2026_i16, 1..=12_i8, 1..=28_i8).prop_map(|(year, month, day)| date(year, month, day))
}

fn a_voucher() -> impl Strategy<Value = Voucher> {
    (0..10_000_000_000_u64, prop_oneof![Just("015601"), Just("131016"), Just("272205")]).prop_map(
        |(number, town)| {
            let number = voucher::parse(&format!("{number:010}")).unwrap().number;
            (MunicipalityCode::parse(town).unwrap(), number)
        },
    )
}

fn instant() -> impl Strategy<Value = DateTime> {
    (day(), 0..24_i8, 0..60_i8, 0..60_i8).prop_map(|(day, h, m, s)| day.at(h, m, s, 0))
}

fn maybe<T: std::fmt::Debug>(of: impl Strategy<Value = T>) -> impl Strategy<Value = Option<T>> {
    proptest::option::of(of)
}

/// Days in their order, many of them still to come; without a first day the last stands alone.
fn ahead((from, long): (Option<Date>, Option<i64>)) -> Validity {
    let start = from.unwrap_or(crate::tools::TODAY);
    Validity { from, until: long.map(|days| start.saturating_add(jiff::Span::new().days(days))) }
}

prop_compose! {
    fn a_dose(number: u8, birth: Date)(
        late in 0..20_000_i64,
        maker in maybe(text()),
        lot in maybe(text()),
        venue in maybe(text()),
        doctor in maybe(text()),
        voucher in maybe(a_voucher()),
        recorded_at in maybe(instant()),
    ) -> PastDose {
        let on = birth.saturating_add(jiff::Span::new().days(late)).min(crate::tools::TODAY);
        PastDose { number, on, maker, lot, venue, doctor, voucher, recorded_at }
    }
}

fn doses(birth: Date) -> impl Strategy<Value = Vec<PastDose>> {
    let numbers = proptest::collection::btree_set(1..9_u8, 0..3);
    numbers.prop_flat_map(move |numbers| {
        numbers.into_iter().map(|number| a_dose(number, birth)).collect::<Vec<_>>()
    })
}

prop_compose! {
    fn a_person()(birth in day())(
        (name, kana, sex) in (text(), maybe(kana()), maybe(prop_oneof![
            Just(Sex::Female), Just(Sex::Male), Just(Sex::Unstated),
        ])),
        (postal_code, address, district) in
            (maybe("[0-9]{3}-[0-9]{4}"), maybe(text()), maybe(text())),
        phone in maybe("(\\+81 )?0[1-9]0-[0-9]{4}-[0-9]{4}"),
        (voucher, validity) in (maybe(a_voucher()), (maybe(day()), maybe(0..9_000_i64))),
        (protected, resident) in (maybe(any::<bool>()), maybe(any::<bool>())),
        groups in maybe(proptest::collection::btree_set("[a-z0-9_町-][a-z0-9_]{1,8}", 0..4)),
        note in maybe("[山田=+][山田\r\n\t,\"]{0,20}[子@]"),
        doses in doses(birth),
        birth in Just(birth),
    ) -> PersonRow {
        let address_number = None;
        let validity = voucher.as_ref().map_or(Validity::default(), |_| ahead(validity));
        PersonRow {
            address_number, name, kana, birth, sex, postal_code, address, district, phone, voucher, validity,
            protected, groups: groups.map(|groups| groups.into_iter().collect()), resident, note, doses,
        }
    }
}

/// Whatever can be seen, marks and rare scripts too, but nothing that parts cells.
fn a_cell() -> impl Strategy<Value = String> {
    let harmless = |c: char| !c.is_control() && !"\",\u{FFFD}#".contains(c);
    let anything = any::<char>().prop_map(move |c| if harmless(c) { c } else { 'あ' });
    let unseen = |c: &char| matches!(c, '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FFF9}'..='\u{FFFB}');
    let character = prop_oneof![
        "[ 　´ｱﾊﾟ㌔＝=+がゞ１ー－〒0-9]".prop_map(|text| text.chars().next()),
        anything.prop_map(Some)
    ];
    proptest::collection::vec(character, 0..7).prop_map(move |characters| {
        characters.into_iter().flatten().filter(|c| !unseen(c)).collect()
    })
}

/// Vouchers and address numbers are unique in a roster.
fn a_roster() -> impl Strategy<Value = Vec<PersonRow>> {
    proptest::collection::vec(a_person(), 0..6).prop_map(|mut people| {
        let mut seen = Vec::new();
        for (place, person) in people.iter_mut().enumerate() {
            person.address_number = Some(format!("{place:05}"));
            person.voucher = person.voucher.take().filter(|voucher| !seen.contains(voucher));
            if person.voucher.is_none() {
                person.validity = Validity::default();
            }
            seen.extend(person.voucher.clone());
        }
        people
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn what_is_written_is_read_back(roster in a_roster()) {
        for (encoding, expected) in [
            (WriteEncoding::Utf8, Encoding::Utf8),
            (WriteEncoding::Utf8Bom, Encoding::Utf8Bom),
            (WriteEncoding::Cp932, Encoding::Cp932),
        ] {
            let file = write(&roster, Format::People, encoding).unwrap();
            let table = read(&file, "people.csv", &settings()).unwrap();
            let Source::Delimited { encoding, confidence, .. } = table.source() else { panic!() };
            prop_assert_eq!((*encoding, *confidence), (expected, Confidence::Certain));
            let outcome = people(&table, &map(&table, &settings()).unwrap(), &settings());
            prop_assert!(outcome.errors.is_empty(), "{:?}", crate::tools::errors(&outcome));
            let back: Vec<PersonRow> = outcome.people.into_iter().map(|row| row.value).collect();
            prop_assert!(back == roster);
        }
    }

    #[test]
    fn what_is_written_to_a_workbook_is_read_back(roster in a_roster()) {
        let file = write_workbook(&roster, Format::People).unwrap();
        let table = read(&file, "people.xlsx", &settings()).unwrap();
        let outcome = people(&table, &map(&table, &settings()).unwrap(), &settings());
        prop_assert!(outcome.errors.is_empty(), "{:?}", crate::tools::errors(&outcome));
        let back: Vec<PersonRow> = outcome.people.into_iter().map(|row| row.value).collect();
        prop_assert!(back == roster);
    }

    #[test]
    fn what_was_read_once_stays_as_it_is(cells in proptest::collection::vec(a_cell(), 6)) {
        let [name, kana, phone, address, building, note] = &cells[..] else { panic!() };
        let csv = format!(
            "宛名番号,氏名,カナ,生年月日,電話,住所,方書,備考\n\
             １,山{name},{kana},Ｓ32.4.1,{phone},{address},{building},{note}\n"
        );
        let outcome = understood_with(&settings(), &csv);
        prop_assert!(outcome.errors.is_empty(), "{:?}", crate::tools::errors(&outcome));
        let first: Vec<PersonRow> = outcome.people.into_iter().map(|row| row.value).collect();
        let file = write(&first, Format::People, WriteEncoding::Utf8Bom).unwrap();
        let table = read(&file, "people.csv", &settings()).unwrap();
        let again = people(&table, &map(&table, &settings()).unwrap(), &settings());
        prop_assert!(again.errors.is_empty(), "{:?}", crate::tools::errors(&again));
        prop_assert!(again.people.into_iter().map(|row| row.value).eq(first));
    }
}

#[test]
fn what_cp932_lacks_is_listed_and_nothing_is_written() {
    let first = the_person(understood("1,𠮷田 🍣,ヨシダ,S32.4.1,,,"));
    let second = the_person(understood("2,山〜田,ヤマダ,S32.4.1,,,"));
    let people = [first, second];
    let refused = write(&people, Format::People, WriteEncoding::Cp932).unwrap_err();
    let found: Vec<(usize, u32, String, UnwritableReason)> =
        refused.iter().map(|one| (one.person, one.row, one.column.letter(), one.reason)).collect();
    let reason = |found, instead| UnwritableReason::NotInEncoding { found, instead };
    assert_eq!(
        found,
        [
            (0, 2, "B".into(), reason('𠮷', Some('吉'))),
            (0, 2, "B".into(), reason('🍣', None)),
            (1, 3, "B".into(), reason('〜', Some('～'))),
        ]
    );
    assert_eq!(
        words::unwritable(&refused[2]),
        "3行目・B列「氏名」 「〜」はCP932（シフトJIS）にありません。「～」に直すか、UTF-8で書き出してください。"
    );
    let list = String::from_utf8(unwritable_list(&refused)).unwrap();
    let lines: Vec<&str> = list.lines().collect();
    assert_eq!(lines[0], "\u{FEFF}行,列,見出し,文字,理由と直し方");
    assert!(lines[1].starts_with("2,B,「氏名」,「𠮷」,「𠮷」はCP932"), "{}", lines[1]);
    assert_eq!(lines.len(), 4);
    assert!(write(&people, Format::People, WriteEncoding::Utf8Bom).is_ok());
    assert!(write_workbook(&people, Format::People).is_ok());
}

#[test]
fn what_a_workbook_cannot_hold_is_listed_too() {
    let mut person = the_person(understood("1,山田,ヤマダ,S32.4.1,,,"));
    person.note = Some("二\u{FFFE}".into());
    let refused = write_workbook(&[person], Format::People).unwrap_err();
    let reason = UnwritableReason::NotInWorkbook { found: '\u{FFFE}' };
    assert_eq!(refused.iter().map(|one| one.reason).collect::<Vec<_>>(), [reason]);
    assert!(words::unwritable(&refused[0]).contains("使えない文字（U+FFFE）"));
}

#[test]
fn no_cell_of_a_roster_runs_as_a_formula_and_none_is_changed() {
    let person = the_person(understood("1,=HYPERLINK(1),ヤマダ,S32.4.1,,+81 90-1234-5678,"));
    let file =
        write(std::slice::from_ref(&person), Format::People, WriteEncoding::Utf8Bom).unwrap();
    let table = read(&file, "people.csv", &settings()).unwrap();
    let cells = table.rows().flat_map(|row| row.cells().collect::<Vec<_>>());
    assert!(cells.into_iter().all(|cell| !cell.text.starts_with(['=', '+', '-', '@'])));
    let outcome = people(&table, &map(&table, &settings()).unwrap(), &settings());
    assert_eq!(outcome.warnings, []);
    assert!(the_person(outcome) == person);
}
