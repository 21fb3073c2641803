//! Notices that wait for a resident who has blocked the account: until they come back, or for the staff to tell.

use super::outbox::due;
use crate::{
    sample::{ACCOUNT, MORNING, cancel, later, now},
    town::{Town, on_both},
};
use domain::{Command, NoticeId, NoticeKind};
use store::{Lost, Settled};

#[test]
fn a_notice_to_who_has_blocked_us_waits_until_they_follow_again() {
    on_both(async |town| {
        town.opens(1).await;
        town.books([1], MORNING).await;
        let notice = due(town, 0).await[0].id;
        town.write(move |tx| {
            tx.account_blocked(ACCOUNT, later(1))?;
            tx.outbox_claim(notice, "[]", later(2), later(3))?;
            tx.outbox_settle(notice, &Settled::Waits, later(2))
        })
        .await;
        assert_eq!(due(town, 99).await, []);
        assert_eq!(town.read(|r| r.outbox_next()).await, None);
        let ended = town.read(move |r| r.outbox_settled(notice)).await;
        assert_eq!(ended, Some(Settled::Waits));

        town.write(|tx| tx.account_followed(ACCOUNT, now())).await;
        assert_eq!(due(town, 99).await, [], "an older follow that comes late");
        town.write(|tx| tx.account_followed(ACCOUNT, later(50))).await;
        let again = due(town, 50).await.remove(0);
        assert_eq!((again.id, again.tries, again.doubts), (notice, 1, 0));
        assert_eq!(again.first_tried_at, None, "its retry key was never used");
        assert!(again.notice.is_some() && again.made_at == now());
    });
}

/// The one who booked has blocked us, and all their notices wait.
async fn all_wait(town: &Town) -> Vec<NoticeId> {
    let all: Vec<_> = due(town, 60).await.into_iter().map(|due| due.id).collect();
    let waiting = all.clone();
    town.write(move |tx| {
        tx.account_blocked(ACCOUNT, later(60))?;
        waiting.iter().try_for_each(|id| {
            tx.outbox_claim(*id, "[]", later(61), later(62))?;
            tx.outbox_settle(*id, &Settled::Waits, later(61))
        })
    })
    .await;
    assert_eq!(due(town, 99).await, []);
    all
}

/// Booked at once, and cancelled some minutes after.
async fn books_and_cancels(town: &Town) {
    town.opens(1).await;
    town.books([1], MORNING).await;
    let cancel = domain::command::Cancel { at: later(30), ..cancel(1) };
    town.place(Command::Cancel(cancel)).await.unwrap();
}

#[test]
fn whoever_is_back_hears_in_the_order_in_which_it_happened() {
    on_both(async |town| {
        books_and_cancels(town).await;
        let all = all_wait(town).await;
        town.write(|tx| tx.account_followed(ACCOUNT, later(90))).await;
        let released: Vec<_> = due(town, 90).await.into_iter().map(|d| d.id).collect();
        assert_eq!(released, all, "booked, then cancelled");
    });
}

#[test]
fn whoever_writes_after_the_block_is_back() {
    on_both(async |town| {
        books_and_cancels(town).await;
        let all = all_wait(town).await;
        town.write(|tx| tx.account_wrote(ACCOUNT, later(60))).await;
        assert_eq!(due(town, 99).await, [], "it was written before, or at the same moment");
        town.write(|tx| tx.account_wrote(ACCOUNT, later(70))).await;
        assert_eq!(due(town, 99).await.len(), all.len());
        town.write(|tx| tx.account_blocked(ACCOUNT, later(65))).await;
        assert!(!town.read(|r| r.line_user(ACCOUNT)).await.unwrap().1, "a block that comes late");
    });
}

#[test]
fn who_comes_back_during_the_try_does_not_wait() {
    on_both(async |town| {
        town.opens(1).await;
        town.books([1], MORNING).await;
        let notice = due(town, 0).await[0].id;
        town.write(move |tx| {
            tx.account_blocked(ACCOUNT, later(1))?;
            tx.outbox_claim(notice, "[]", later(2), later(3))?;
            tx.account_followed(ACCOUNT, later(2))?;
            tx.outbox_settle(notice, &Settled::Waits, later(2))
        })
        .await;
        let again = due(town, 2).await.remove(0);
        assert_eq!((again.id, again.doubts, again.first_tried_at), (notice, 0, None));
    });
}

#[test]
fn a_cancellation_that_waits_is_the_staffs_at_once_and_what_waits_too_long_as_well() {
    on_both(async |town| {
        books_and_cancels(town).await;
        let all = all_wait(town).await;
        let list = town.read(|r| r.undelivered(9)).await;
        let kinds: Vec<_> = list.iter().map(|lost| (lost.notice.kind, lost.why.clone())).collect();
        assert_eq!(kinds, [(NoticeKind::Cancelled, Lost::Blocked)], "who booked expects to come");
        assert_eq!(list[0].at, later(61));
        assert_eq!(town.read(|r| r.count_undelivered()).await, 1);

        let cancelled = list[0].id;
        let deals = move |tx: &mut store::Tx<'_>| {
            tx.deal_with(cancelled, crate::sample::OFFICER, later(62))
        };
        assert!(town.write(deals).await);
        assert_eq!(town.read(|r| r.count_undelivered()).await, 0);
        assert_eq!(town.write(|tx| tx.outbox_expire(now(), later(99))).await, 0);
        assert_eq!(town.write(|tx| tx.outbox_expire(later(31), later(99))).await, 2);
        let list = town.read(|r| r.undelivered(9)).await;
        assert_eq!(list.len(), 1, "the other was told already");
        assert_eq!((list[0].id, list[0].at, &list[0].why), (all[0], later(99), &Lost::TooOld));
        town.write(|tx| tx.account_followed(ACCOUNT, later(100))).await;
        assert_eq!(due(town, 200).await, []);
    });
}
