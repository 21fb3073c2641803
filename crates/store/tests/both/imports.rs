//! Imports: listed newest first, undone as a whole, and kept from it by whatever was built upon them.

use crate::{
    sample::{
        ACCOUNT, MORNING, OFFICER, book, booking, cancel, later, person, resident, voucher_of,
    },
    town::{KEY, Town, on_both},
};
use domain::{
    Actor, Change, Command, ImportId, PersonId,
    person::{Details, Person},
};
use std::collections::{BTreeSet, HashMap};
use store::{Built, Import, Keys, Obstacle, Owner};
use uuid::Uuid;

fn import_id(n: u128) -> ImportId {
    ImportId(Uuid::from_u128(n))
}

/// The n-th import, run n minutes after the town opened.
fn import(n: u128) -> Import {
    Import {
        id: import_id(n),
        at: later(i64::try_from(n).unwrap()),
        by: Actor::Officer(OFFICER),
        file: format!("people{n}.csv"),
        new: 2,
        changed: 1,
        same: 7,
        undone_at: None,
    }
}

impl Town {
    /// The n-th import brings these people, from the second row of its file on.
    pub(crate) async fn imports(&self, n: u128, people: impl IntoIterator<Item = Person>) {
        let people = (2..).zip(people).collect();
        self.write(move |tx| tx.import_people(&import(n), people, "名簿の取りこみ")).await;
    }

    async fn undoes(&self, n: u128) -> (usize, usize) {
        let (id, by) = (import_id(n), Actor::Officer(OFFICER));
        self.write(move |tx| tx.undo_import(id, by, later(90), "取りこみの取り消し")).await
    }

    async fn obstacles(&self, n: u128) -> Vec<Obstacle> {
        self.read(move |r| r.import_obstacles(import_id(n))).await
    }

    async fn everyone(&self, people: u128) -> HashMap<PersonId, Person> {
        let asked: BTreeSet<_> = (1..=people).map(person).collect();
        self.read(move |r| r.people(&asked)).await
    }

    async fn owner(&self, n: u128) -> Option<Owner> {
        let voucher = voucher_of(n);
        let token = Keys::derive(&KEY).voucher_token(&voucher.municipality, &voucher.number);
        let asked = token.clone();
        self.read(move |r| r.voucher_owners(&[asked])).await.get(&token).copied()
    }
}

/// The n-th resident with another address, another number and another voucher.
fn otherwise(n: u128) -> Person {
    let details = Details {
        address: "南町9".to_owned(),
        address_number: Some(format!("9{n:04}")),
        ..resident(n).details
    };
    Person {
        details,
        vouchers: vec![voucher_of(5_000 + n)],
        protected_at: Some(later(1)),
        ..resident(n)
    }
}

#[test]
fn imports_are_listed_newest_first() {
    on_both(async |town| {
        assert_eq!(town.read(|r| r.imports(0, 10)).await, []);
        assert_eq!(town.read(|r| r.count_imports()).await, 0);
        for n in 1..=3 {
            town.imports(n, [resident(n)]).await;
        }
        assert_eq!(town.read(|r| r.imports(0, 2)).await, [import(3), import(2)]);
        assert_eq!(town.read(|r| r.imports(2, 2)).await, [import(1)]);
        assert_eq!(town.read(|r| r.count_imports()).await, 3);
        assert_eq!(town.read(|r| r.import(import_id(2))).await, Some(import(2)));
        assert_eq!(town.read(|r| r.import(import_id(9))).await, None);
        assert!(town.everyone(3).await[&person(2)] == resident(2));
    });
}

#[test]
fn an_undone_import_leaves_everyone_as_they_were() {
    on_both(async |town| {
        town.opens(2).await;
        town.books([1], MORNING).await;
        let reissued = Person { vouchers: vec![voucher_of(100)], ..resident(1) };
        town.changes(Change::PersonSaved(reissued)).await;
        let before = town.everyone(9).await;
        let stopped = town.owner(1).await;
        assert!(stopped.is_some_and(|owner| owner.stopped_at.is_some()));

        town.imports(1, [otherwise(1), otherwise(2), resident(3), resident(4)]).await;
        assert!(town.everyone(9).await[&person(2)] == otherwise(2));
        assert_eq!(town.obstacles(1).await, [], "a booking of someone known before is none");
        assert_eq!(town.undoes(1).await, (2, 2));

        assert!(town.everyone(9).await == before);
        assert_eq!(town.owner(1).await, stopped, "it stays stopped");
        assert_eq!(town.owner(100).await.map(|owner| owner.stopped_at), Some(None));
        assert_eq!(town.owner(5_001).await, None, "a number that only the import knew");
        assert_eq!(town.owner(3).await, None);
        assert_eq!(town.home.number("SELECT COUNT(*) FROM person"), 2);
        assert_eq!(town.home.number("SELECT COUNT(*) FROM imported"), 0, "nothing is kept longer");
        assert_eq!(town.home.number("SELECT COUNT(*) FROM imported_voucher"), 0);
        let undone = Import { undone_at: Some(later(90)), ..import(1) };
        assert_eq!(town.read(|r| r.import(import_id(1))).await, Some(undone));
        assert!(town.read(|r| r.booking(booking(1))).await.is_some_and(|b| b.is_live()));
        for (what, lines) in [("person_restored", 2), ("person_removed", 2)] {
            let told = format!("SELECT COUNT(*) FROM history WHERE what LIKE '%{what}%'");
            assert_eq!(town.home.number(&told), lines, "{what}");
        }
        town.is_sound().await;

        town.imports(2, [otherwise(1), resident(3)]).await;
        assert!(town.everyone(9).await[&person(3)] == resident(3), "the file comes in again");
        assert_eq!(town.obstacles(2).await, []);
    });
}

#[test]
fn whatever_was_built_upon_an_import_keeps_it() {
    on_both(async |town| {
        town.opens(1).await;
        town.imports(1, [otherwise(1), resident(2), resident(3), resident(4), resident(5)]).await;
        let obstacle = |row, n, built| Obstacle { row, person: person(n), built };
        assert_eq!(town.obstacles(1).await, []);

        let by = Actor::Officer(OFFICER);
        let phoned = domain::command::Book { account: None, by, ..book(2, MORNING) };
        town.place(Command::Book(phoned)).await.unwrap();
        assert_eq!(town.obstacles(1).await, [obstacle(3, 2, Built::Booked)]);
        let gone = domain::command::Cancel { by, ..cancel(2) };
        town.place(Command::Cancel(gone)).await.unwrap();
        assert_eq!(town.obstacles(1).await, [obstacle(3, 2, Built::Booked)], "its record stays");
        town.changes(crate::sample::linked(ACCOUNT, 3, domain::LinkedBy::Voucher)).await;
        town.changes(Change::PersonUnlinked { account: ACCOUNT, person: person(3) }).await;
        town.changes(Change::PersonSaved(otherwise(4))).await;
        town.imports(2, [otherwise(5)]).await;
        // Someone new has what the first resident had before.
        let details = resident(1).details;
        let vouchers = resident(1).vouchers;
        let heir = Person { details, vouchers, ..resident(6) };
        town.changes(Change::PersonSaved(heir)).await;
        let all = [
            obstacle(2, 1, Built::NumberTaken),
            obstacle(3, 2, Built::Booked),
            obstacle(4, 3, Built::Linked),
            obstacle(5, 4, Built::Edited),
            obstacle(6, 5, Built::Imported { import: import_id(2) }),
        ];
        assert_eq!(town.obstacles(1).await, all);
        assert_eq!(town.obstacles(7).await, []);
    });
}

#[test]
fn imports_of_one_person_are_undone_from_the_last_to_the_first() {
    on_both(async |town| {
        town.opens(1).await;
        let twice = |n: u128, address: &str| {
            let details = Details { address: address.to_owned(), ..resident(n).details };
            Person { details, ..resident(n) }
        };
        town.imports(1, [twice(1, "東町1"), resident(2)]).await;
        town.imports(2, [twice(1, "西町2"), twice(2, "西町3")]).await;
        let later = |row, n| Obstacle {
            row,
            person: person(n),
            built: Built::Imported { import: import_id(2) },
        };
        assert_eq!(town.obstacles(1).await, [later(2, 1), later(3, 2)]);
        assert_eq!(town.undoes(2).await, (2, 0));
        assert!(town.everyone(2).await[&person(1)] == twice(1, "東町1"));
        assert_eq!(town.obstacles(1).await, []);
        assert_eq!(town.undoes(1).await, (1, 1));
        assert!(town.everyone(2).await == HashMap::from([(person(1), resident(1))]));
        town.is_sound().await;
    });
}
