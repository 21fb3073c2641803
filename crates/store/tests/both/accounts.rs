//! LINE accounts: made on first sight, blocked and back again, acting for persons until that ends.

use crate::{
    sample::{ACCOUNT, later, now, person},
    town::on_both,
};
use domain::{AccountId, Change};
use store::{Account, LineUser};
use uuid::Uuid;

#[test]
fn an_account_is_made_on_the_first_sight_and_found_ever_after() {
    on_both(async |town| {
        let hanako = || LineUser("U-hanako".to_owned());
        assert_eq!(town.read(move |r| r.account_of(&hanako())).await, None);
        assert_eq!(town.read(|r| r.line_user(ACCOUNT)).await, None);

        let first = town.write(move |tx| tx.account_for(&hanako(), ACCOUNT, now())).await;
        let other = AccountId(Uuid::from_u128(2));
        let again = town.write(move |tx| tx.account_for(&hanako(), other, later(1))).await;
        assert_eq!((first, again), (ACCOUNT, ACCOUNT));

        let found = town.read(move |r| r.account_of(&hanako())).await;
        assert_eq!(found, Some(Account { id: ACCOUNT, blocked_at: None }));
        assert_eq!(town.read(|r| r.line_user(ACCOUNT)).await, Some((hanako(), false)));
        assert_eq!(town.read(move |r| r.line_user(other)).await, None);
    });
}

#[test]
fn who_blocks_the_town_is_marked_until_they_follow_again() {
    on_both(async |town| {
        let hanako = || LineUser("U-hanako".to_owned());
        town.write(move |tx| tx.account_for(&hanako(), ACCOUNT, now())).await;
        town.write(|tx| tx.account_blocked(ACCOUNT, later(1))).await;
        let blocked = town.read(move |r| r.account_of(&hanako())).await.unwrap();
        assert_eq!(blocked.blocked_at, Some(later(1)));
        assert_eq!(town.read(|r| r.line_user(ACCOUNT)).await, Some((hanako(), true)));

        town.write(|tx| tx.account_followed(ACCOUNT, later(2))).await;
        assert_eq!(town.read(|r| r.line_user(ACCOUNT)).await, Some((hanako(), false)));
    });
}

#[test]
fn an_account_acts_for_persons_in_the_order_they_were_added() {
    on_both(async |town| {
        town.opens(3).await;
        assert_eq!(town.read(|r| r.persons_of(ACCOUNT)).await, []);
        let linked = |n| Change::PersonLinked { account: ACCOUNT, person: person(n) };
        let unlinked = |n| Change::PersonUnlinked { account: ACCOUNT, person: person(n) };

        for n in [3, 1, 3] {
            town.changes(linked(n)).await;
        }
        // Both were linked at the same instant, so the id decides.
        assert_eq!(town.read(|r| r.persons_of(ACCOUNT)).await, [person(1), person(3)]);

        town.changes(unlinked(1)).await;
        town.changes(unlinked(2)).await;
        assert_eq!(town.read(|r| r.persons_of(ACCOUNT)).await, [person(3)]);

        town.changes(linked(1)).await;
        assert_eq!(town.read(|r| r.persons_of(ACCOUNT)).await, [person(1), person(3)]);
    });
}

#[test]
fn a_link_to_nobody_is_refused_and_leaves_no_trace() {
    on_both(async |town| {
        town.opens(0).await;
        let before = town.home.number("SELECT COUNT(*) FROM history");
        let stray = Change::PersonLinked { account: ACCOUNT, person: person(9) };
        let decision = domain::Decision::change(stray);
        let linked = town
            .store
            .write(move |tx| tx.apply(&decision, domain::Actor::System, now(), None))
            .await;
        assert!(matches!(linked, Err(store::WriteError::Failed(_))));
        assert_eq!(town.home.number("SELECT COUNT(*) FROM history"), before);
    });
}
