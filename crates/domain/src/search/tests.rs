//! Laws of the search: every text has an answer, the order of words does not matter, and nobody who fits is overlooked
//! for want of a key.

use super::{fit::fit, *};
use crate::{
    id::PersonId,
    person::{Details, Person, Sex, Voucher},
    voucher::{self, Validity},
};
use jiff::civil::date;
use proptest::{collection::vec, prelude::*, sample::subsequence};
use uuid::Uuid;

const TODAY: Date = date(2026, 4, 1);

fn person(name: &str, kana: &str, birth: Date, phone: &str, number: &str) -> Person {
    let scanned = voucher::parse(&format!("019992{number}")).expect("it is a voucher");
    let municipality = scanned.municipality.expect("it names its town");
    let voucher = Voucher { municipality, number: scanned.number, validity: Validity::default() };
    let details = Details {
        address_number: None,
        name: name.to_owned(),
        kana: kana.to_owned(),
        birth,
        sex: Sex::Unstated,
        phone: Some(phone.to_owned()),
        postal_code: None,
        address: String::new(),
        district: String::new(),
        resident: true,
        groups: Vec::new(),
        given: Vec::new(),
        records: Vec::new(),
        note: None,
    };
    Person { id: PersonId(Uuid::nil()), details, vouchers: vec![voucher], protected_at: None }
}

fn anybody() -> impl Strategy<Value = Person> {
    let name = "[佐藤高髙橋辺邉一三林][佐藤々ノヶ井]{0,2} [花太郎子実][ゆう々子]{0,2}";
    let kana = "[アカガサザタダツヅハバパヤャユラワーンッ]{1,6} [アカサダナヂハマヤラン]{1,6}( [アイウー]{1,4})?";
    let birth = (1900_i16..2026, 1_i8..13, 1_i8..29);
    (name, kana, birth, "0[0-9]{9,10}", "[0-9]{10}").prop_map(
        |(name, kana, (y, m, d), phone, number)| {
            person(&name, &kana, date(y, m, d), &phone, &number)
        },
    )
}

/// What somebody might say of themselves, cut off anywhere.
fn scraps(person: &Person) -> Vec<String> {
    let details = &person.details;
    let number = person.vouchers[0].number.as_str();
    let starts = |text: &str| -> Vec<String> {
        let chars: Vec<char> = text.chars().collect();
        (1..=chars.len()).map(|length| chars[..length].iter().collect()).collect()
    };
    let names = [&details.name, &details.kana].map(String::as_str);
    let words = names.iter().flat_map(|name| name.split(' ').flat_map(starts)).collect::<Vec<_>>();
    let joined = names.iter().flat_map(|name| starts(&name.replace(' ', "")));
    let phone = details.phone.clone().unwrap_or_default();
    let digits =
        (4..10).flat_map(|n| [&number[10 - n..], &phone[phone.len() - n..]].map(str::to_owned));
    let birth = details.birth;
    let dates =
        [birth.to_string(), birth.strftime("%Y%m%d").to_string(), format!("{}年", birth.year())];
    words.into_iter().chain(joined).chain(digits.collect::<Vec<_>>()).chain(dates).collect()
}

proptest! {
    #[test]
    fn every_text_has_an_answer(text in "\\PC{0,200}") {
        if let Ok(asked) = read(&text, TODAY) {
            prop_assert!(!asked.ways.is_empty() && asked.ways.len() <= WAYS_MOST);
        }
    }

    #[test]
    fn numbers_and_dates_have_an_answer_too(words in vec("[0-9SHT昭平年月日元./-]{1,9}", 0..9)) {
        if let Ok(asked) = read(&words.join(" "), TODAY) {
            prop_assert!(!asked.ways.is_empty() && asked.ways.len() <= WAYS_MOST);
            prop_assert!(asked.ways.iter().all(|way| !way.is_empty()));
        }
    }

    #[test]
    fn the_order_of_words_does_not_matter(
        words in subsequence(vec!["サトウ", "はな", "佐藤", "S32.4.1", "090-1234-5678", "0199920123456789"], 1..6)
            .prop_flat_map(|words| (Just(words.clone()), Just(words).prop_shuffle()))
    ) {
        let (one, other) = words;
        prop_assert_eq!(read(&one.join(" "), TODAY), read(&other.join("　"), TODAY));
    }

    #[test]
    fn nobody_who_fits_is_overlooked(
        (person, words) in anybody().prop_flat_map(|person| {
            let scraps = scraps(&person);
            (Just(person), vec(proptest::sample::select(scraps), 1..4))
        })
    ) {
        let Ok(asked) = read(&words.join(" "), TODAY) else { return Ok(()) };
        let keys = keys::of(&person);
        for way in &asked.ways {
            let alone = Asked { ways: BTreeSet::from([way.clone()]), left_out: Vec::new() };
            let fits = fit(&alone, &person, &|_| None).is_some();
            let places = keys::places(way);
            if fits && places.complete {
                prop_assert!(places.all.iter().any(|place| place.is_subset(&keys)), "{:?}", words);
            }
        }
    }

    #[test]
    fn whoever_is_told_by_a_scrap_fits(
        (person, scrap) in anybody().prop_flat_map(|person| {
            let scraps = scraps(&person);
            (Just(person), proptest::sample::select(scraps))
        })
    ) {
        // A long mark or a ッ alone is read as nothing, and so is said.
        if let Ok(asked) = read(&scrap, TODAY) {
            prop_assert!(fit(&asked, &person, &|_| None).is_some(), "{}", scrap);
        }
    }
}

#[test]
fn what_is_typed_is_printed_nowhere() {
    let asked = read("サトウ 12 S32.4.1", TODAY).expect("it can be read");
    let printed = format!("{asked:?} {:?}", keys::places(asked.ways.first().expect("one")));
    for typed in ["サトウ", "1957", "12"] {
        assert!(!printed.contains(typed), "{printed}");
    }
}

#[test]
fn a_whole_number_is_looked_for_by_its_longest_end() {
    for (typed, key) in [
        ("09012345678", keys::Key::Phone("12345678".to_owned())),
        ("2345678", keys::Key::Phone("5678".to_owned())),
    ] {
        let asked = read(typed, TODAY).unwrap();
        let phone = |way: &&BTreeSet<Meaning>| way.iter().any(|m| matches!(m, Meaning::Phone(_)));
        let way = asked.ways.iter().find(phone).unwrap();
        assert_eq!(keys::places(way).all, [BTreeSet::from([key])], "{typed}");
    }
}
