//! Persons: sealed, opened for those who may, found by a voucher in force.

use crate::{
    sample::{booking, day, later, now, person, resident, voucher_of},
    town::{KEY, on_both},
};
use domain::{
    Actor, Change, Decision, PersonId,
    person::{Details, DoseRecord, Person, Sex, Voucher},
    voucher::Validity,
};
use std::collections::{BTreeSet, HashMap};
use store::{Keys, Owner, Token};

fn token(voucher: &Voucher) -> Token {
    Keys::derive(&KEY).voucher_token(&voucher.municipality, &voucher.number)
}

fn only(n: u128) -> BTreeSet<PersonId> {
    BTreeSet::from([person(n)])
}

#[test]
fn what_the_town_knows_comes_back_as_it_was_given() {
    on_both(async |town| {
        assert_eq!(town.read(|r| r.count_persons()).await, 0);
        assert_eq!(town.read(|r| r.anyone()).await, None);
        let unnamed = Details { phone: None, sex: Sex::Unstated, ..resident(2).details };
        town.changes(Change::PersonSaved(resident(1))).await;
        town.changes(Change::PersonSaved(Person { details: unnamed.clone(), ..resident(2) })).await;
        town.changes(Change::PersonSaved(resident(3))).await;

        let asked = BTreeSet::from([person(1), person(2), person(99)]);
        let found = town.read(move |r| r.details(&asked)).await;
        let known = HashMap::from([(person(1), resident(1).details), (person(2), unnamed)]);
        assert!(found == known);
        assert!(town.read(|r| r.details(&BTreeSet::new())).await.is_empty());
        assert_eq!(town.read(|r| r.count_persons()).await, 3);
        assert_eq!(town.read(|r| r.anyone()).await, Some(person(1)));

        let applicant = town.read(|r| r.applicant(person(1))).await.unwrap();
        assert_eq!((applicant.person, applicant.birth), (person(1), resident(1).details.birth));
        assert_eq!(town.read(|r| r.applicant(person(99))).await, None);
    });
}

#[test]
fn a_person_brought_up_to_date_keeps_their_key_and_takes_the_rest() {
    on_both(async |town| {
        town.changes(Change::PersonSaved(resident(1))).await;
        assert_eq!(town.read(|r| r.protected_at(person(1))).await, None);
        let details = Details { address: "南町9".to_owned(), ..resident(1).details };
        let moved =
            Person { details: details.clone(), protected_at: Some(later(3)), ..resident(1) };
        town.changes(Change::PersonSaved(moved)).await;

        let found = town.read(|r| r.details(&only(1))).await.remove(&person(1));
        assert!(found == Some(details));
        assert_eq!(town.read(|r| r.protected_at(person(1))).await, Some(later(3)));
        assert_eq!(town.read(|r| r.protected_at(person(9))).await, None);
        assert_eq!(town.read(|r| r.count_persons()).await, 1);
    });
}

#[test]
fn a_voucher_leads_to_its_person_until_another_takes_its_place() {
    on_both(async |town| {
        let (old, new) = (token(&voucher_of(1)), token(&voucher_of(100)));
        let found = async |token: &Token| {
            let token = token.clone();
            town.read(move |r| r.person_by_voucher(&token)).await
        };
        assert_eq!(found(&old).await, None);
        town.changes(Change::PersonSaved(resident(1))).await;
        assert_eq!(found(&old).await, Some(person(1)));
        assert_eq!(found(&new).await, None);

        let reissued = |vouchers| Change::PersonSaved(Person { vouchers, ..resident(1) });
        town.changes(reissued(vec![voucher_of(100)])).await;
        assert_eq!(found(&old).await, None, "a voucher that is no longer valid opens nothing");
        assert_eq!(found(&new).await, Some(person(1)));

        town.changes(reissued(vec![voucher_of(1), voucher_of(100)])).await;
        assert_eq!(found(&old).await, Some(person(1)));
        assert_eq!(found(&new).await, Some(person(1)));
    });
}

#[test]
fn a_persons_vouchers_are_those_in_force() {
    on_both(async |town| {
        let vouchers = async |n| town.read(move |r| r.vouchers_of(person(n))).await;
        assert_eq!(vouchers(1).await, []);
        town.changes(Change::PersonSaved(resident(1))).await;
        assert_eq!(vouchers(1).await, [voucher_of(1)]);
        let reissued = Person { vouchers: vec![voucher_of(4321)], ..resident(1) };
        town.changes(Change::PersonSaved(reissued)).await;
        assert_eq!(vouchers(1).await, [voucher_of(4321)]);
        let none = Person { vouchers: Vec::new(), ..resident(1) };
        town.changes(Change::PersonSaved(none)).await;
        assert_eq!(vouchers(1).await, []);
    });
}

#[test]
fn persons_are_found_by_the_ledgers_numbers() {
    on_both(async |town| {
        let found = async |numbers: &[&str]| {
            let numbers = numbers.iter().map(|number| (*number).to_owned()).collect();
            town.read(move |r| r.persons_by_address_numbers(&numbers)).await
        };
        town.changes(Change::PersonSaved(resident(1))).await;
        town.changes(Change::PersonSaved(resident(2))).await;
        let both = HashMap::from([("00001".to_owned(), person(1)), ("00002".into(), person(2))]);
        assert_eq!(found(&["00001", "00002", "00003"]).await, both);
        assert_eq!(found(&["1"]).await, HashMap::new(), "text, not a number");
        assert_eq!(found(&[]).await, HashMap::new());

        let details = Details { address_number: Some("9".to_owned()), ..resident(1).details };
        town.changes(Change::PersonSaved(Person { details, ..resident(1) })).await;
        assert_eq!(found(&["00001", "9"]).await, HashMap::from([("9".into(), person(1))]));
    });
}

#[test]
fn people_come_whole_with_their_vouchers_and_their_days() {
    on_both(async |town| {
        let validity = |from: Option<&str>, until: Option<&str>| Validity {
            from: from.map(day),
            until: until.map(day),
        };
        let days = [
            validity(Some("2026-10-01"), Some("2027-03-31")),
            validity(None, Some("2027-03-31")),
            validity(Some("2026-10-01"), None),
            validity(None, None),
        ];
        for (n, validity) in (1..).zip(days) {
            let vouchers = vec![Voucher { validity, ..voucher_of(n) }];
            let whole = Person { vouchers, protected_at: Some(later(3)), ..resident(n) };
            town.changes(Change::PersonSaved(whole.clone())).await;
            let asked = BTreeSet::from([person(n), person(99)]);
            let found = town.read(move |r| r.people(&asked)).await;
            assert!(found == HashMap::from([(person(n), whole)]), "{validity:?}");
            let applicant = town.read(move |r| r.applicant(person(n))).await.unwrap();
            assert_eq!(applicant.vouchers, [validity]);
        }
        assert!(town.read(|r| r.people(&BTreeSet::new())).await.is_empty());
    });
}

#[test]
fn the_record_of_a_dose_comes_back_as_it_was_given() {
    on_both(async |town| {
        let Voucher { municipality, number, .. } = voucher_of(8);
        let record = |dose, voucher, recorded_at| DoseRecord {
            series: "covid-2021".to_owned(),
            dose,
            maker: Some("ファイザー".to_owned()),
            lot: Some("EY0001".to_owned()),
            venue: Some("文化センター".to_owned()),
            doctor: None,
            voucher,
            recorded_at,
        };
        let at = "2021-06-01T09:30:00".parse().ok();
        let records = vec![record(1, Some((municipality, number)), at), record(2, None, None)];
        let details = Details {
            records,
            postal_code: Some("099-5601".to_owned()),
            note: Some("車いす\n付き添い1人".to_owned()),
            ..resident(1).details
        };
        let whole = Person { details, ..resident(1) };
        town.changes(Change::PersonSaved(whole.clone())).await;
        let found = town.read(|r| r.people(&only(1))).await;
        assert!(found == HashMap::from([(person(1), whole)]));
    });
}

#[test]
fn staff_see_whose_a_voucher_was_and_when_it_was_stopped() {
    on_both(async |town| {
        let owner = async |n| {
            let token = token(&voucher_of(n));
            let asked = token.clone();
            town.read(move |r| r.voucher_owners(&[asked])).await.get(&token).copied()
        };
        town.changes(Change::PersonSaved(resident(1))).await;
        assert_eq!(owner(1).await, Some(Owner { person: person(1), stopped_at: None }));
        let reissued = Person { vouchers: vec![voucher_of(100)], ..resident(1) };
        let decision = Decision::change(Change::PersonSaved(reissued));
        town.write(move |tx| tx.apply(&decision, Actor::System, later(7), None)).await;
        assert_eq!(owner(1).await, Some(Owner { person: person(1), stopped_at: Some(later(7)) }));
        assert_eq!(owner(100).await, Some(Owner { person: person(1), stopped_at: None }));
        assert_eq!(owner(55).await, None);
        let old = token(&voucher_of(1));
        assert_eq!(town.read(move |r| r.person_by_voucher(&old)).await, None, "as an unknown one");
    });
}

#[test]
fn many_persons_are_saved_at_once_and_whoever_comes_twice_is_as_they_came_last() {
    on_both(async |town| {
        let twice = Person { vouchers: vec![voucher_of(9_999)], ..resident(7) };
        let all = (1..=600).map(resident).chain([twice]);
        let changes = all.map(Change::PersonSaved).collect();
        let decision = Decision { changes, notices: Vec::new() };
        town.write(move |tx| tx.apply(&decision, Actor::System, now(), None)).await;
        assert_eq!(town.read(|r| r.count_persons()).await, 600);
        assert_eq!(town.read(|r| r.vouchers_of(person(7))).await, [voucher_of(9_999)]);
        let some = BTreeSet::from([person(1), person(600)]);
        let found = town.read(move |r| r.people(&some)).await;
        assert!(found[&person(600)] == resident(600) && found[&person(1)] == resident(1));
        town.is_sound().await;
    });
}

#[test]
fn a_persons_key_opens_nobody_else() {
    on_both(async |town| {
        town.changes(Change::PersonSaved(resident(1))).await;
        town.changes(Change::PersonSaved(resident(2))).await;
        let swapped = "UPDATE person SET sealed_key = (SELECT sealed_key FROM person WHERE id = '";
        town.home.sql(&format!("{swapped}{}') WHERE id = '{}'", person(2), person(1)));
        assert!(town.store.read(|r| r.details(&only(1))).await.is_err());
        assert!(town.store.read(|r| r.details(&only(2))).await.is_ok());
    });
}

#[test]
fn nothing_personal_is_kept_in_clear() {
    on_both(async |town| {
        town.opens(3).await;
        town.books([1], crate::sample::MORNING).await;
        town.write(|tx| tx.inbox_put("event-1", "花子が打った言葉".as_bytes(), now())).await;
        town.write(|tx| {
            let persons = [person(1)];
            tx.record_opening(domain::Actor::System, now(), "roster", Some(booking(1)), &persons)
        })
        .await;
        let kept = town.home.kept_bytes();
        let holds = |text: &str| kept.windows(text.len()).any(|w| w == text.as_bytes());

        // The look finds what is kept in clear, or finding nothing would prove nothing.
        assert!(holds("中央公民館") && holds("booking_made") && holds("event-1"));
        let voucher = voucher_of(1);
        let number = voucher.number.as_str();
        let planted = [
            "滝沢",
            "花子",
            "タキザワ",
            "ハナコ",
            "1957-04-01",
            "0126-22",
            "北町1丁目",
            "U-hanako",
            number,
        ];
        for secret in planted.into_iter().chain(["花子が打った言葉", "female"]) {
            assert!(!holds(secret), "{secret} is kept in clear");
        }
    });
}

#[test]
fn everyone_on_the_roster_is_what_the_rules_need_to_know() {
    on_both(async |town| {
        assert_eq!(town.read(|r| r.applicants()).await, []);
        for n in [2, 1] {
            town.changes(Change::PersonSaved(resident(n))).await;
        }
        let expected = [1, 2].map(|n| resident(n).applicant());
        assert_eq!(town.read(|r| r.applicants()).await, expected);
    });
}
