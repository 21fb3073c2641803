//! The search over people: found by any scrap, kept up with every save, and bounded.

use crate::{
    sample::{MORNING, booking, day, person, resident, voucher_of},
    town::{Town, on_both, on_both_homes},
};
use domain::{
    BookingNumber, Change, PersonId,
    municipality::MunicipalityCode,
    person::{Details, Person},
    search::{self, fit::By},
};
use store::{Found, Progress};

fn town_code() -> MunicipalityCode {
    voucher_of(1).municipality
}

/// Puts people on the roster: number, name, reading, birth date, phone.
async fn lives(town: &Town, people: &[(u128, &str, &str, &str, &str)]) {
    for (n, name, kana, birth, phone) in people {
        let details = Details {
            name: (*name).to_owned(),
            kana: (*kana).to_owned(),
            birth: day(birth),
            phone: Some((*phone).to_owned()).filter(|phone| !phone.is_empty()),
            ..resident(*n).details
        };
        town.changes(Change::PersonSaved(Person { details, ..resident(*n) })).await;
    }
}

async fn found(town: &Town, text: &str) -> Found {
    let asked = search::read(text, day("2026-10-05")).unwrap();
    town.read(move |r| r.search(&asked, town_code(), 20)).await
}

async fn who(town: &Town, text: &str) -> Vec<PersonId> {
    found(town, text).await.hits.iter().map(|hit| hit.person.id).collect()
}

const FOUR: [(u128, &str, &str, &str, &str); 4] = [
    (1, "佐藤 花子", "サトウ ハナコ", "1957-04-01", "01-9999-1234"),
    (2, "佐藤 太郎", "サトウ タロウ", "1945-01-20", "01-9999-1234"),
    (3, "髙橋 花子", "タカハシ ハナコ", "1957-04-01", "090-1111-5678"),
    (4, "佐藤田 実", "サトウダ ミノル", "1980-02-29", ""),
];

#[test]
fn anybody_is_found_by_any_scrap_in_any_order() {
    on_both(async |town| {
        lives(town, &FOUR).await;
        let [hanako, taro, takahashi, minoru] = [1, 2, 3, 4].map(person);
        assert_eq!(who(town, "さとう").await, [taro, hanako, minoru], "a whole name comes first");
        assert_eq!(who(town, "ハナコ サトウ").await, [hanako]);
        assert_eq!(who(town, "さとうはな").await, [hanako]);
        assert_eq!(who(town, "高橋").await, [takahashi]);
        assert_eq!(who(town, "S32.4.1 花子").await, [hanako, takahashi]);
        assert_eq!(who(town, "1957 ハナコ").await, [hanako, takahashi]);
        assert_eq!(who(town, "1234 サトウ ハ").await, [hanako], "one sound narrows");
        assert_eq!(who(town, "090(1111)5678").await, [takahashi]);
        assert_eq!(who(town, "2/29 サトウ").await, [minoru]);
        let number = voucher_of(3).number.as_str().to_owned();
        assert_eq!(who(town, &number).await, [takahashi]);
        assert_eq!(who(town, &format!("S32.4.1 {}", &number[4..])).await, [takahashi]);
        assert_eq!(who(town, &format!("S32.4.2 {}", &number[4..])).await, []);
        assert_eq!(who(town, "ヤマダ").await, []);
        let alike = found(town, "ザトウ ハナコ").await;
        assert_eq!(alike.hits.len(), 1);
        assert!(alike.hits[0].fit.by.contains(&By::AlikeKana));
    });
}

#[test]
fn a_booking_leads_to_whose_it_is() {
    on_both(async |town| {
        town.opens(3).await;
        town.books([2], MORNING).await;
        let number = town.read(|r| r.booking(booking(2))).await.unwrap().number;
        assert_eq!(who(town, &number.to_string()).await, [person(2)]);
        assert_eq!(town.read(move |r| r.person_by_booking(number)).await, Some(person(2)));
        let other = BookingNumber::from_counter(77);
        assert_eq!(who(town, &other.to_string()).await, []);
    });
}

#[test]
fn who_changes_is_found_by_what_they_are_now() {
    on_both(async |town| {
        lives(town, &FOUR[..1]).await;
        let old = voucher_of(1).number.as_str().to_owned();
        lives(town, &[(1, "山田 花子", "ヤマダ ハナコ", "1957-04-01", "")]).await;
        assert_eq!(who(town, "サトウ").await, []);
        assert_eq!(who(town, "1234").await, []);
        assert_eq!(who(town, "ヤマダ").await, [person(1)]);
        let details = Details { phone: None, ..resident(1).details };
        let reissued = Person { details, vouchers: vec![voucher_of(77)], ..resident(1) };
        town.changes(Change::PersonSaved(reissued)).await;
        assert_eq!(who(town, &old[6..]).await, [], "its end is nobody's any more");
        assert_eq!(who(town, &old).await, [person(1)], "the whole number still leads staff there");
        let kept = town.home.number("SELECT COUNT(*) FROM search_person");
        assert_eq!(kept, 1, "one person, one number");
    });
}

#[test]
fn an_import_that_is_undone_is_undone_in_the_search() {
    on_both(async |town| {
        town.changes(Change::PersonSaved(resident(1))).await;
        let tokens = || town.home.number("SELECT COUNT(*) FROM search_token");
        let (before, kana) = (tokens(), resident(1).details.kana);
        let details = Details { kana: "ヤマダ ハナコ".to_owned(), ..resident(1).details };
        town.imports(9, [Person { details, ..resident(1) }, resident(2)]).await;
        assert_eq!(who(town, "ヤマダ").await, [person(1)]);
        town.write(|tx| {
            let import = domain::ImportId(uuid::Uuid::from_u128(9));
            tx.undo_import(import, domain::Actor::System, crate::sample::later(9), "-")
        })
        .await;
        assert_eq!(who(town, "ヤマダ").await, []);
        assert_eq!(who(town, &kana).await, [person(1)]);
        assert_eq!(tokens(), before, "nothing of the other one is left");
        assert_eq!(town.home.number("SELECT COUNT(*) FROM search_person"), 1);
    });
}

#[test]
fn people_from_before_the_search_are_taken_in_bit_by_bit() {
    on_both_homes(async |home| {
        let store = home.open();
        store.ready().await.unwrap();
        let town = Town { store, home };
        lives(&town, &FOUR).await;
        assert_eq!(town.read(|r| r.search_progress()).await, None);
        town.home.sql(
            "UPDATE person SET search_no = NULL; DELETE FROM search_token; DELETE FROM search_person",
        );
        assert_eq!(who(&town, "サトウ").await, []);
        let progress = async || town.read(|r| r.search_progress()).await;
        assert_eq!(progress().await, Some(Progress { done: 0, all: 4 }));
        let some = town.read(|r| r.unsearched(3)).await;
        assert_eq!(some.len(), 3);
        let (again, saved) = (some.clone(), some[0].person);
        // One of them is saved meanwhile: what was read before is older.
        let n = FOUR.iter().find(|(n, ..)| person(*n) == saved).unwrap().0;
        lives(&town, &[(n, "山田 実", "ヤマダ ミノル", "1980-02-29", "")]).await;
        town.write(move |tx| tx.add_to_search(some)).await;
        assert_eq!(progress().await, Some(Progress { done: 3, all: 4 }));
        assert_eq!(who(&town, "ヤマダ").await, [saved]);
        town.write(move |tx| tx.add_to_search(again)).await;
        assert_eq!(progress().await, Some(Progress { done: 3, all: 4 }), "twice is once");
        let rest = town.read(|r| r.unsearched(3)).await;
        town.write(move |tx| tx.add_to_search(rest)).await;
        assert_eq!(progress().await, None);
        let differ = "SELECT COUNT(*) FROM person p LEFT JOIN search_person s ON s.no = p.search_no \
                      WHERE s.no IS NULL";
        assert_eq!(town.home.number(differ), 0);
    });
}

#[test]
fn a_name_that_many_bear_is_cut_short_and_said_to_be() {
    on_both(async |town| {
        let many: Vec<_> =
            (1..=25).map(|n| (n, "佐藤 花子", "サトウ ハナコ", "1957-04-01", "")).collect();
        lives(town, &many).await;
        let all = found(town, "サトウ").await;
        assert_eq!((all.hits.len(), all.more, all.broad), (20, true, false));
        let one_sound = found(town, "サ").await;
        assert_eq!((one_sound.hits.len(), one_sound.broad), (0, true));
        let year = found(town, "昭和32年").await;
        assert_eq!((year.hits.len(), year.broad), (0, true));
    });
}

#[test]
fn the_search_keeps_nothing_in_clear() {
    on_both(async |town| {
        lives(town, &FOUR).await;
        let kept = town.home.kept_bytes();
        for clear in ["サトウ", "佐藤", "1957-04-01", "99991234"] {
            let found = kept.windows(clear.len()).any(|bytes| bytes == clear.as_bytes());
            assert!(!found, "{clear} lies open");
        }
    });
}
