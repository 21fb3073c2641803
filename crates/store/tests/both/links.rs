//! Who acts for whom: begun by voucher, proven by a code, described, ended, begun anew; over for
//! good once the person is under 支援措置.

use crate::{
    sample::{ACCOUNT, book, later, linked, now, person, resident},
    town::{Town, on_both},
};
use domain::{
    AccountId, Actor, Change, Command, Decision, Link, LinkedBy, Notice, NoticeKind, Refusal,
    Relation,
    command::{Book, Cancel},
    person::Person,
};
use serde_json::json;
use std::collections::BTreeSet;
use store::{SignIn, Who};
use uuid::Uuid;

const OTHER: AccountId = AccountId(Uuid::from_u128(2));

/// A town whose second account has no LINE and acts for nobody.
async fn opens(town: &Town, people: u128) {
    town.opens(people).await;
    town.write(|tx| tx.account_without_line(OTHER, now())).await;
}

async fn link_of(town: &Town, account: AccountId) -> Option<Link> {
    town.read(move |r| r.link(account, person(1))).await
}

/// The same at another instant.
async fn changes_at(town: &Town, change: Change, minutes: i64) {
    let decision = Decision::change(change);
    town.write(move |tx| tx.apply(&decision, Actor::System, later(minutes), None)).await;
}

#[test]
fn an_account_acts_for_persons_in_the_order_they_were_added() {
    on_both(async |town| {
        opens(town, 3).await;
        assert_eq!(town.read(|r| r.persons_of(OTHER)).await, []);
        for n in [3, 1, 3] {
            town.changes(linked(OTHER, n, LinkedBy::Voucher)).await;
        }
        // Both were linked at the same instant, so the id decides.
        assert_eq!(town.read(|r| r.persons_of(OTHER)).await, [person(1), person(3)]);
        let unlinked = |n| Change::PersonUnlinked { account: OTHER, person: person(n) };
        town.changes(unlinked(1)).await;
        town.changes(unlinked(2)).await;
        assert_eq!(town.read(|r| r.persons_of(OTHER)).await, [person(3)]);
        changes_at(town, linked(OTHER, 1, LinkedBy::Voucher), 1).await;
        assert_eq!(town.read(|r| r.persons_of(OTHER)).await, [person(3), person(1)]);
    });
}

#[test]
fn a_code_proves_a_link_and_a_voucher_does_not_unprove_it() {
    on_both(async |town| {
        opens(town, 1).await;
        let mut minutes = 0;
        let mut link = async |by| {
            minutes += 1;
            changes_at(town, linked(OTHER, 1, by), minutes).await;
            link_of(town, OTHER).await.map(|link| (link.by, link.since)).unwrap()
        };
        assert_eq!(link(LinkedBy::Voucher).await, (LinkedBy::Voucher, later(1)));
        assert_eq!(link(LinkedBy::Voucher).await, (LinkedBy::Voucher, later(1)), "a repeat");
        assert_eq!(link(LinkedBy::Letter).await, (LinkedBy::Letter, later(3)));
        assert_eq!(link(LinkedBy::Voucher).await, (LinkedBy::Letter, later(3)), "still proven");
        assert_eq!(link(LinkedBy::Counter).await, (LinkedBy::Letter, later(3)));
        changes_at(town, Change::PersonUnlinked { account: OTHER, person: person(1) }, 6).await;
        assert_eq!(link_of(town, OTHER).await, None);
        changes_at(town, linked(OTHER, 1, LinkedBy::Voucher), 7).await;
        let anew = link_of(town, OTHER).await.unwrap();
        assert_eq!((anew.by, anew.since), (LinkedBy::Voucher, later(7)), "proof is not inherited");
    });
}

#[test]
fn a_code_that_was_addressed_to_the_person_outranks_an_invitation() {
    on_both(async |town| {
        opens(town, 2).await;
        for (n, code) in [(1, LinkedBy::Letter), (2, LinkedBy::Counter)] {
            let by = async || {
                town.read(move |r| r.link(OTHER, person(n))).await.map(|link| link.by).unwrap()
            };
            town.changes(linked(OTHER, n, LinkedBy::Invitation)).await;
            town.changes(linked(OTHER, n, code)).await;
            assert_eq!(by().await, code, "the person themself may have been invited first");
            town.changes(linked(OTHER, n, LinkedBy::Invitation)).await;
            assert_eq!(by().await, code, "and not the other way round");
        }
    });
}

#[test]
fn what_they_call_themselves_is_sealed_and_gone_with_the_link() {
    on_both(async |town| {
        opens(town, 1).await;
        town.changes(linked(OTHER, 1, LinkedBy::Invitation)).await;
        let relation = Relation::Parent;
        town.changes(Change::LinkDescribed { account: OTHER, person: person(1), relation }).await;
        town.write(|tx| tx.set_alias(OTHER, person(1), Some("カナリア長女"), now())).await;
        let mine = town.read(|r| r.links_of(OTHER)).await.remove(0);
        assert_eq!(mine.alias.as_deref(), Some("カナリア長女"));
        assert_eq!((mine.link.relation, mine.in_line), (Some(relation), false));
        assert!(!format!("{mine:?}").contains("カナリア"));
        let kept = town.home.kept_bytes();
        let word = "カナリア".as_bytes();
        assert!(!kept.windows(word.len()).any(|bytes| bytes == word), "in clear on the disk");

        town.changes(Change::PersonUnlinked { account: OTHER, person: person(1) }).await;
        town.changes(linked(OTHER, 1, LinkedBy::Voucher)).await;
        let anew = town.read(|r| r.links_of(OTHER)).await.remove(0);
        assert_eq!((anew.alias, anew.link.relation), (None, None));
    });
}

#[test]
fn a_change_of_what_they_call_themselves_is_in_the_history_without_the_word() {
    on_both(async |town| {
        opens(town, 1).await;
        let told = async || {
            let lines = town.read(|r| r.history_of_person(person(1), 0, 9)).await;
            let alias = lines.into_iter().filter(|line| line.what.name == "alias_set");
            alias.map(|line| (line.by, line.what.facts["given"].clone())).collect::<Vec<_>>()
        };
        let sets = async |alias| {
            town.write(move |tx| tx.set_alias(OTHER, person(1), alias, later(1))).await;
        };
        sets(Some("長女")).await;
        assert_eq!(told().await, [], "nobody acts under it");
        town.changes(linked(OTHER, 1, LinkedBy::Letter)).await;
        sets(None).await;
        assert_eq!(told().await, [], "there was none");
        for alias in [Some("長女"), Some("長女"), Some("ゆうこ"), None, None] {
            sets(alias).await;
        }
        let given = [false, true, true].map(|given| (Actor::Account(OTHER), json!(given)));
        assert_eq!(told().await, given, "newest first, and each once");
        let word = "SELECT COUNT(*) FROM history WHERE what LIKE '%長女%' OR what LIKE '%ゆうこ%'";
        assert_eq!(town.home.number(word), 0);
        town.is_sound().await;
    });
}

#[test]
fn whoever_ever_acted_is_known_in_the_order_in_which_they_first_began() {
    on_both(async |town| {
        opens(town, 2).await;
        let third = AccountId(Uuid::from_u128(3));
        town.write(move |tx| tx.account_without_line(third, now())).await;
        // The later of the two has the lower id, and the first begins anew at the end.
        changes_at(town, linked(third, 1, LinkedBy::Counter), 1).await;
        changes_at(town, linked(OTHER, 1, LinkedBy::Letter), 2).await;
        changes_at(town, Change::PersonUnlinked { account: ACCOUNT, person: person(1) }, 3).await;
        changes_at(town, Change::PersonUnlinked { account: third, person: person(1) }, 4).await;
        changes_at(town, linked(third, 1, LinkedBy::Counter), 5).await;
        let ever = town.read(|r| r.ever_linked(person(1))).await;
        let ever: Vec<_> = ever
            .iter()
            .map(|ever| (ever.proxy.link.account, ever.proxy.in_line, ever.ended_at))
            .collect();
        let all = [(ACCOUNT, true, Some(later(3))), (third, false, None), (OTHER, false, None)];
        assert_eq!(ever, all);
        assert_eq!(town.read(|r| r.ever_linked(person(2))).await.len(), 1, "hers alone");
    });
}

#[test]
fn an_account_without_line_acts_while_it_is_signed_in() {
    on_both(async |town| {
        opens(town, 1).await;
        town.changes(linked(OTHER, 1, LinkedBy::Counter)).await;
        let acting = async |minutes| {
            let all = town.read(move |r| r.proxies_of(person(1), later(minutes))).await;
            all.iter().map(|proxy| proxy.link.account).collect::<Vec<_>>()
        };
        assert_eq!(acting(0).await, [ACCOUNT]);
        let sign_in = SignIn { who: Who::Account(OTHER), expires_at: later(60) };
        town.write(move |tx| tx.add_sign_in(&vec![1; 16], &sign_in, now())).await;
        assert_eq!(acting(59).await, [ACCOUNT, OTHER]);
        assert_eq!(acting(60).await, [ACCOUNT]);
    });
}

#[test]
fn a_person_who_comes_under_protection_loses_every_link_for_good() {
    on_both(async |town| {
        opens(town, 2).await;
        town.changes(linked(OTHER, 1, LinkedBy::Letter)).await;
        town.changes(linked(OTHER, 2, LinkedBy::Letter)).await;
        town.place(Command::Book(book(1, crate::sample::MORNING))).await.unwrap();
        let hides = Change::PersonSaved(Person { protected_at: Some(now()), ..resident(1) });
        town.changes(hides.clone()).await;
        assert_eq!(town.read(|r| r.persons_of(ACCOUNT)).await, [person(2)]);
        assert_eq!(link_of(town, ACCOUNT).await, None);
        let set = BTreeSet::from([person(1)]);
        assert_eq!(town.read(move |r| r.links_of_persons(&set)).await, []);
        assert_eq!(town.read(|r| r.proxies_of(person(1), now())).await, []);
        assert_eq!(town.read(|r| r.proxies_of(person(2), now())).await.len(), 1, "hers alone");

        let cancelled = town.place(Command::Cancel(crate::sample::cancel(1))).await;
        assert_eq!(cancelled, Err(Refusal::NotLinked), "the page was opened before");
        let again = crate::sample::pressed_again(book(1, crate::sample::LATE), 9);
        assert_eq!(town.place(Command::Book(again)).await, Err(Refusal::NotLinked));

        town.changes(hides).await;
        let done = town.read(|r| r.history_of_person(person(1), 0, 9)).await;
        let done: Vec<_> = done.iter().map(|line| line.what.name.as_str()).collect();
        let newest = ["person_saved", "person_unlinked", "person_unlinked", "person_saved"];
        assert_eq!(done[..4], newest, "each ended once, and it is written down");

        town.changes(Change::PersonSaved(resident(1))).await;
        let cancelled = town.place(Command::Cancel(crate::sample::cancel(1))).await;
        assert_eq!(cancelled, Err(Refusal::NotLinked), "nothing wakes when the protection ends");
    });
}

#[test]
fn nobody_is_told_but_who_acts_for_the_person_in_line() {
    on_both(async |town| {
        opens(town, 4).await;
        for n in 1..=4 {
            town.changes(linked(OTHER, n, LinkedBy::Letter)).await;
            town.place(Command::Book(book(n, crate::sample::MORNING))).await.unwrap();
        }
        let told = || town.home.number("SELECT COUNT(*) FROM outbox");
        assert_eq!(told(), 4, "who booked is told");
        let by_staff = |n| Cancel { by: Actor::System, ..crate::sample::cancel(n) };
        town.place(Command::Cancel(by_staff(1))).await.unwrap();
        assert_eq!(told(), 5);
        town.changes(Change::PersonUnlinked { account: ACCOUNT, person: person(2) }).await;
        town.place(Command::Cancel(by_staff(2))).await.unwrap();
        town.changes(Change::PersonSaved(Person { protected_at: Some(now()), ..resident(3) }))
            .await;
        town.place(Command::Cancel(by_staff(3))).await.unwrap();
        assert_eq!(told(), 5, "neither an account that acts no more nor one that may not know");

        let (account, by) = (Some(OTHER), Actor::Account(OTHER));
        let own = Book { account, by, ..book(1, crate::sample::LATE) };
        let own = crate::sample::pressed_again(own, 9);
        town.place(Command::Book(own)).await.unwrap();
        assert_eq!(told(), 5, "nothing is sent to an account without LINE");
    });
}

#[test]
fn a_new_proxy_is_told_to_who_acts_in_line_and_to_nobody_of_a_protected_person() {
    on_both(async |town| {
        opens(town, 2).await;
        let added = |account, n| Notice::about_person(account, NoticeKind::ProxyAdded, person(n));
        let promises = async |account, n| {
            let notices = vec![added(account, n)];
            let decision = Decision { changes: Vec::new(), notices };
            town.write(move |tx| tx.apply(&decision, Actor::System, now(), None)).await;
        };
        let due = async || town.read(|r| r.outbox_due(later(60), 9)).await;
        town.changes(linked(OTHER, 1, LinkedBy::Counter)).await;
        promises(OTHER, 1).await;
        assert_eq!(due().await, [], "nothing is sent to an account without LINE");
        for _ in 0..2 {
            promises(ACCOUNT, 1).await;
        }
        promises(ACCOUNT, 2).await;
        let told = due().await;
        let what: BTreeSet<_> = told.iter().map(|due| format!("{:?}", due.notice)).collect();
        let both = [1, 2].map(|n| format!("{:?}", Some(added(ACCOUNT, n))));
        assert_eq!((told.len(), what), (2, BTreeSet::from(both)), "once each");
        for (n, may) in [(1, true), (2, true)] {
            let told = town.read(move |r| r.may_be_told(&added(ACCOUNT, n))).await;
            assert_eq!(told, may);
        }
        // Between the promise and the sending.
        town.changes(Change::PersonSaved(Person { protected_at: Some(now()), ..resident(1) }))
            .await;
        town.changes(Change::PersonUnlinked { account: ACCOUNT, person: person(2) }).await;
        for n in [1, 2] {
            assert!(!town.read(move |r| r.may_be_told(&added(ACCOUNT, n))).await);
        }
        // And after it.
        let before = town.home.number("SELECT COUNT(*) FROM outbox");
        changes_at(town, linked(ACCOUNT, 1, LinkedBy::Voucher), 1).await;
        let decision = Decision { changes: Vec::new(), notices: vec![added(ACCOUNT, 1)] };
        town.write(move |tx| tx.apply(&decision, Actor::System, later(2), None)).await;
        assert_eq!(town.home.number("SELECT COUNT(*) FROM outbox"), before);
        let first = told[0].id;
        assert_eq!(town.read(move |r| r.booking_told_of(first)).await, None, "it is of none");
    });
}

#[test]
fn a_booking_passes_to_the_account_that_moved_it() {
    on_both(async |town| {
        opens(town, 1).await;
        town.changes(linked(OTHER, 1, LinkedBy::Letter)).await;
        town.place(Command::Book(book(1, crate::sample::MORNING))).await.unwrap();
        let wish = crate::sample::move_to(1, crate::sample::LATE);
        let by = Actor::Account(OTHER);
        town.place(Command::Move(domain::command::Move { by, ..wish })).await.unwrap();
        let moved = town.read(|r| r.booking(crate::sample::booking(1))).await.unwrap();
        assert_eq!(moved.account, Some(OTHER));
        let cancelled = town.place(Command::Cancel(crate::sample::cancel(1))).await;
        assert_eq!(cancelled, Err(Refusal::NoSuchBooking), "by voucher alone it is out of sight");
    });
}

#[test]
fn a_link_to_nobody_is_refused_and_leaves_no_trace() {
    on_both(async |town| {
        town.opens(0).await;
        let before = town.home.number("SELECT COUNT(*) FROM history");
        let decision = Decision::change(linked(ACCOUNT, 9, LinkedBy::Voucher));
        let linked =
            town.store.write(move |tx| tx.apply(&decision, Actor::System, now(), None)).await;
        assert!(matches!(linked, Err(store::WriteError::Failed(_))));
        assert_eq!(town.home.number("SELECT COUNT(*) FROM history"), before);
    });
}
