//! Accounts: made on first sight, blocked and back again, and those of residents without LINE.

use crate::{
    sample::{ACCOUNT, later, now},
    town::on_both,
};
use domain::AccountId;
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
fn an_account_without_line_has_no_name_there() {
    on_both(async |town| {
        for n in [2, 3] {
            let id = AccountId(Uuid::from_u128(n));
            town.write(move |tx| tx.account_without_line(id, now())).await;
            assert_eq!(town.read(move |r| r.line_user(id)).await, None);
        }
        let nobody = LineUser(String::new());
        assert_eq!(town.read(move |r| r.account_of(&nobody)).await, None);
    });
}
