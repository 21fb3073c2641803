//! Failed look-ups: borne so often, then turned away until the window ends.

use crate::{
    sample::{later, now, person},
    town::{KEY, Town, on_both},
};
use jiff::{SignedDuration, Timestamp};
use store::{Allowance, Keys, LIFT};

fn allowance(kind: &str, most: u32, minutes: i64) -> Allowance {
    let token = Keys::derive(&KEY).token(kind, "value");
    Allowance { token, most, within: SignedDuration::from_mins(minutes) }
}

async fn fails(town: &Town, all: &[Allowance], at: i64) {
    let all = all.to_vec();
    town.write(move |tx| tx.count_failure(&all, later(at))).await;
}

async fn until(town: &Town, all: &[Allowance], at: i64) -> Option<Timestamp> {
    let all = all.to_vec();
    town.read(move |r| r.throttled(&all, later(at))).await
}

#[test]
fn after_so_many_failures_the_next_try_waits_for_the_windows_end() {
    on_both(async |town| {
        let account = [allowance("account", 3, 15)];
        for minute in 0..3 {
            assert_eq!(until(town, &account, minute).await, None);
            fails(town, &account, minute).await;
        }
        assert_eq!(until(town, &account, 3).await, Some(later(15)));
        assert_eq!(until(town, &account, 14).await, Some(later(15)));
        assert_eq!(until(town, &account, 15).await, None);
        fails(town, &account, 15).await;
        assert_eq!(until(town, &account, 16).await, None, "the window began anew");
    });
}

#[test]
fn whichever_is_used_up_longest_decides() {
    on_both(async |town| {
        let (voucher, address) = (allowance("voucher", 1, 60), allowance("address", 2, 15));
        let both = [address.clone(), voucher.clone()];
        fails(town, &both, 0).await;
        assert_eq!(until(town, std::slice::from_ref(&address), 1).await, None);
        assert_eq!(until(town, &both, 1).await, Some(later(60)));
        fails(town, &both, 1).await;
        assert_eq!(until(town, &[address], 1).await, Some(later(15)));
        assert_eq!(until(town, &both, 1).await, Some(later(60)));
        assert_eq!(until(town, &[], 1).await, None);
        assert_eq!(until(town, &[allowance("other", 1, 60)], 1).await, None);
    });
}

#[test]
fn a_failure_that_was_none_is_taken_back() {
    on_both(async |town| {
        let account = [allowance("account", 2, 15)];
        let taken_back = async || {
            let all = account.to_vec();
            town.write(move |tx| tx.take_back_failure(&all)).await;
        };
        let failures = async |at| {
            let token = account[0].token.clone();
            town.read(move |r| r.failures(&token, later(at))).await
        };
        taken_back().await;
        fails(town, &account, 0).await;
        fails(town, &account, 0).await;
        assert_eq!(failures(1).await, 2);
        assert!(until(town, &account, 1).await.is_some());
        taken_back().await;
        assert_eq!((failures(1).await, until(town, &account, 1).await), (1, None));
        assert_eq!(failures(15).await, 0, "the window is over");
    });
}

#[test]
fn windows_that_ended_are_swept_out() {
    on_both(async |town| {
        fails(town, &[allowance("old", 1, 5)], 0).await;
        fails(town, &[allowance("new", 1, 5)], 10).await;
        assert_eq!(town.home.number("SELECT COUNT(*) FROM throttle"), 1);
    });
}

#[test]
fn a_lift_lasts_an_hour_and_what_was_counted_is_forgotten() {
    on_both(async |town| {
        town.opens(1).await;
        let allowance = || Allowance { token: vec![1; 16], most: 1, within: LIFT };
        town.write(move |tx| tx.count_failure(&[allowance()], now())).await;
        let throttled = async || town.read(move |r| r.throttled(&[allowance()], later(1))).await;
        assert!(throttled().await.is_some());
        let lifted =
            async |minutes| town.read(move |r| r.lifted_until(person(1), later(minutes))).await;
        assert_eq!(lifted(0).await, None);
        town.changes(domain::Change::LockLifted { person: person(1) }).await;
        town.write(|tx| tx.forget_failures(&vec![1; 16])).await;
        assert_eq!(throttled().await, None);
        assert_eq!(lifted(59).await, Some(later(60)));
        assert_eq!(lifted(60).await, None);
        assert_eq!(town.read(|r| r.lifted_until(person(2), now())).await, None, "hers alone");
    });
}
