//! Messages promised: due in order, claimed for one try, settled, never promised twice.

use crate::{
    sample::{ACCOUNT, MORNING, book, booking, cancel, later, now, pressed_again},
    town::{Town, on_both},
};
use domain::{About, Command, Notice, NoticeId, NoticeKind};
use store::{Due, Lost, Outgoing, Settled};
use uuid::Uuid;

fn id(n: u128) -> NoticeId {
    NoticeId(Uuid::from_u128(n))
}

pub(super) async fn due(town: &Town, minutes: i64) -> Vec<Due> {
    town.read(move |r| r.outbox_due(later(minutes), 10)).await
}

/// Answers made one a minute, the n-th with the id n.
async fn answers(town: &Town, count: u32) {
    town.write(move |tx| {
        (1..=count).try_for_each(|n| tx.answer(id(n.into()), ACCOUNT, "[]", None, later(n.into())))
    })
    .await;
}

#[test]
fn a_booking_promises_one_notice_and_its_repeat_none() {
    on_both(async |town| {
        town.opens(1).await;
        assert_eq!(due(town, 0).await, []);
        assert_eq!(town.read(|r| r.outbox_next()).await, None);
        town.books([1, 1], MORNING).await;

        let waiting = due(town, 0).await;
        let kind = NoticeKind::Booked;
        let notice = Notice::about_booking(ACCOUNT, kind, booking(1));
        assert_eq!(waiting.len(), 1);
        assert_eq!(waiting[0].what, Outgoing::Notice(notice));
        assert_eq!((waiting[0].account, waiting[0].tries), (ACCOUNT, 0));
        assert_eq!((&waiting[0].reply, waiting[0].first_tried_at), (&None, None));
        assert_eq!(town.read(|r| r.outbox_next()).await, Some(now()));
    });
}

#[test]
fn every_booking_of_a_batch_promises_its_own_notice() {
    on_both(async |town| {
        town.opens(7).await;
        for answer in town.place_all(crate::sample::rush(7, MORNING)).await {
            answer.unwrap().unwrap();
        }
        let mut told: Vec<_> = due(town, 0).await.into_iter().map(|due| due.what).collect();
        told.sort_by_key(|what| format!("{what:?}"));
        let notice = |n| Notice::about_booking(ACCOUNT, NoticeKind::Booked, booking(n));
        assert_eq!(told, (1..=7).map(|n| Outgoing::Notice(notice(n))).collect::<Vec<_>>());
    });
}

#[test]
fn who_booked_without_an_account_is_told_nothing() {
    on_both(async |town| {
        town.opens(1).await;
        let by_phone = domain::command::Book { account: None, ..book(1, MORNING) };
        town.place(Command::Book(by_phone)).await.unwrap();
        let gone = domain::command::Cancel { by: domain::Actor::System, ..cancel(1) };
        town.place(Command::Cancel(gone)).await.unwrap();
        assert_eq!(due(town, 60).await, []);
    });
}

#[test]
fn messages_are_due_oldest_first_and_no_more_than_asked_for() {
    on_both(async |town| {
        town.opens(0).await;
        answers(town, 3).await;
        let ids = |due: Vec<Due>| due.into_iter().map(|d| d.id).collect::<Vec<_>>();
        assert_eq!(ids(due(town, 2).await), [id(1), id(2)]);
        assert_eq!(ids(town.read(|r| r.outbox_due(later(9), 1)).await), [id(1)]);
        assert_eq!(town.read(|r| r.outbox_next()).await, Some(later(1)));
    });
}

#[test]
fn an_answer_keeps_its_reply_token_and_is_promised_once() {
    on_both(async |town| {
        town.opens(0).await;
        for body in ["[1]", "[2]"] {
            let reply = Some(("token", later(1)));
            town.write(move |tx| tx.answer(id(1), ACCOUNT, body, reply, now())).await;
        }
        let expected = Due {
            id: id(1),
            account: ACCOUNT,
            what: Outgoing::Body("[1]".to_owned()),
            reply: Some(("token".to_owned(), later(1))),
            tries: 0,
            doubts: 0,
            first_tried_at: None,
            made_at: now(),
            notice: None,
        };
        assert_eq!(due(town, 0).await, [expected]);
    });
}

#[test]
fn a_claim_stores_the_body_and_keeps_others_away_until_it_ends() {
    on_both(async |town| {
        town.opens(1).await;
        town.books([1], MORNING).await;
        let notice = due(town, 0).await[0].id;
        let claim = move |from, until| {
            town.write(move |tx| tx.outbox_claim(notice, "[\"booked\"]", later(from), later(until)))
        };
        claim(1, 3).await;
        assert_eq!(due(town, 2).await, []);
        claim(3, 5).await;
        let again = due(town, 5).await.remove(0);
        assert_eq!(again.what, Outgoing::Body("[\"booked\"]".to_owned()));
        assert_eq!((again.tries, again.doubts, again.first_tried_at), (2, 2, Some(later(1))));
    });
}

#[test]
fn what_somebody_took_who_is_gone_is_due_again_in_its_old_place() {
    on_both(async |town| {
        town.opens(0).await;
        answers(town, 5).await;
        town.write(|tx| {
            tx.outbox_claim(id(1), "[]", later(5), later(7))?;
            tx.outbox_claim(id(2), "[]", later(5), later(9))?;
            tx.outbox_claim(id(3), "[]", later(5), later(7))?;
            tx.outbox_settle(id(3), &Settled::Sent(None), later(5))?;
            tx.outbox_claim(id(4), "[]", later(5), later(7))?;
            let at = later(7);
            let refused = Settled::Again { at, as_push: false, certain: true };
            tx.outbox_settle(id(4), &refused, later(5))
        })
        .await;
        let ids =
            async |minutes| due(town, minutes).await.into_iter().map(|d| d.id).collect::<Vec<_>>();
        assert_eq!(ids(6).await, [id(5)]);
        assert!(
            town.write(|tx| tx.outbox_take_over(later(6), later(9))).await,
            "nobody else is here"
        );
        assert_eq!(
            ids(6).await,
            [id(1), id(5)],
            "not what was taken since, was sent, or has to wait"
        );
        assert_eq!(ids(9).await, [id(1), id(5), id(4), id(2)]);
    });
}

#[test]
fn a_try_ends_as_sent_as_later_as_a_push_or_as_given_up() {
    on_both(async |town| {
        town.opens(0).await;
        let reply = Some(("token", later(60)));
        for n in 1..=4 {
            town.write(move |tx| {
                tx.answer(id(n), ACCOUNT, "[]", reply, now())?;
                tx.outbox_claim(id(n), "[]", now(), later(5))
            })
            .await;
        }
        let settle = async |n, how: Settled| {
            town.write(move |tx| tx.outbox_settle(id(n), &how, later(1))).await;
        };
        settle(1, Settled::Sent(Some("request-1".to_owned()))).await;
        settle(2, Settled::Again { at: later(10), as_push: false, certain: false }).await;
        settle(3, Settled::Again { at: later(11), as_push: true, certain: true }).await;
        settle(4, Settled::GivenUp(Lost::Refused("400: no such user".to_owned()))).await;

        assert_eq!(due(town, 9).await, []);
        assert_eq!(town.read(|r| r.outbox_next()).await, Some(later(10)));
        let again = due(town, 11).await;
        let seen: Vec<_> =
            again.iter().map(|d| (d.id, d.reply.is_some(), d.tries, d.doubts)).collect();
        assert_eq!(seen, [(id(2), true, 1, 1), (id(3), false, 1, 0)]);

        let ended = async |n| town.read(move |r| r.outbox_settled(id(n))).await;
        assert_eq!(ended(1).await, Some(Settled::Sent(Some("request-1".to_owned()))));
        let words = "SELECT COUNT(*) FROM outbox WHERE body IS NOT NULL AND";
        let kept = |of: &str| town.home.number(&format!("{words} {of}"));
        assert_eq!((kept("sent_at IS NOT NULL"), kept("sent_at IS NULL")), (0, 3), "LINE has them");
        assert_eq!((ended(2).await, ended(9).await), (None, None), "waiting, and never promised");
        assert_eq!(
            ended(4).await,
            Some(Settled::GivenUp(Lost::Refused("400: no such user".to_owned())))
        );

        let given_up = [(id(4), Lost::Refused("400: no such user".to_owned()))];
        assert_eq!(town.read(|r| r.outbox_given_up(later(1))).await, given_up);
        assert_eq!(town.read(|r| r.outbox_given_up(later(2))).await, []);
    });
}

#[test]
fn booking_again_after_a_cancellation_is_told_again() {
    on_both(async |town| {
        town.opens(1).await;
        town.books([1], MORNING).await;
        town.place(Command::Cancel(cancel(1))).await.unwrap();
        town.place(Command::Book(pressed_again(book(1, MORNING), 100))).await.unwrap();
        let kinds = due(town, 60).await.into_iter().map(|due| match due.what {
            Outgoing::Notice(notice) => (notice.kind, notice.about),
            Outgoing::Body(body) => panic!("no words were found yet: {body}"),
        });
        let mut kinds: Vec<_> = kinds.collect();
        kinds.sort_by_key(|kind| format!("{kind:?}"));
        let (booked, cancelled) = (NoticeKind::Booked, NoticeKind::Cancelled);
        let about = |n| About::Booking(booking(n));
        let expected = [(booked, about(1)), (booked, about(100)), (cancelled, about(1))];
        assert_eq!(kinds, expected);
    });
}

#[test]
fn while_counted_messages_rest_only_answers_are_due() {
    on_both(async |town| {
        town.opens(2).await;
        town.books([1, 2], MORNING).await;
        let notices: Vec<_> = due(town, 0).await.into_iter().map(|d| d.id).collect();
        town.write(|tx| tx.answer(id(3), ACCOUNT, "[]", Some(("token", later(9))), later(3))).await;
        assert_eq!(town.read(|r| r.push_stop()).await, None);
        let first = notices[0];
        town.write(move |tx| {
            tx.outbox_claim(first, "[]", later(4), later(5))?;
            tx.outbox_settle(first, &Settled::Stopped { look_at: later(60) }, later(4))
        })
        .await;
        let stop = town.read(|r| r.push_stop()).await.unwrap();
        assert_eq!((stop.since, stop.look_at), (later(4), later(60)));
        let ids = async || due(town, 99).await.into_iter().map(|d| d.id).collect::<Vec<_>>();
        assert_eq!(ids().await, [id(3)]);
        assert_eq!(town.read(|r| r.outbox_next()).await, Some(later(3)));
        assert_eq!(town.read(|r| r.count_resting()).await, 2);

        town.write(|tx| tx.stop_pushes(later(120), later(60))).await;
        let stop = town.read(|r| r.push_stop()).await.unwrap();
        assert_eq!((stop.since, stop.look_at), (later(4), later(120)), "it rests since then");
        assert!(town.write(|tx| tx.resume_pushes()).await);
        assert!(!town.write(|tx| tx.resume_pushes()).await);
        assert_eq!(ids().await, [id(3), notices[0], notices[1]], "in the order they were made");
        assert_eq!(due(town, 99).await[1].first_tried_at, None, "LINE never took it");
    });
}

#[test]
fn a_lost_notice_is_the_staffs_until_one_has_dealt_with_it() {
    on_both(async |town| {
        town.opens(2).await;
        town.books([1, 2], MORNING).await;
        answers(town, 1).await;
        for lost in due(town, 9).await {
            town.write(move |tx| {
                tx.outbox_settle(lost.id, &Settled::GivenUp(Lost::TooLate), later(10))
            })
            .await;
        }
        let list = town.read(|r| r.undelivered(10)).await;
        assert_eq!(list.len(), 2, "an answer is nobody's to deliver later");
        assert!(list.iter().all(|lost| lost.why == Lost::TooLate && lost.at == later(10)));
        assert_eq!(town.read(|r| r.undelivered(1)).await, list[..1]);
        let first = list[0].id;
        let about = town.read(move |r| r.booking_told_of(first)).await;
        assert_eq!(about.map(About::Booking), Some(list[0].notice.about));
        assert_eq!(town.read(|r| r.booking_told_of(id(1))).await, None);

        let deals =
            move |tx: &mut store::Tx<'_>| tx.deal_with(first, crate::sample::OFFICER, now());
        assert!(town.write(deals).await);
        assert!(!town.write(deals).await);
        assert_eq!(town.read(|r| r.undelivered(10)).await, list[1..]);
        assert_eq!(town.read(|r| r.count_undelivered()).await, 1);
    });
}

#[test]
fn every_reason_is_read_back_as_it_was_written() {
    let refused = Lost::Refused("400: messages[0].text: May not be empty".to_owned());
    let named = [Lost::Gone, Lost::Blocked, Lost::NotTheirs, Lost::TooLate, Lost::TooOld];
    for why in named.into_iter().chain([Lost::Outrun, refused]) {
        assert_eq!(why.to_string().parse(), Ok(why));
    }
}

#[test]
fn a_try_that_line_certainly_did_not_take_does_not_age_the_key() {
    on_both(async |town| {
        town.opens(0).await;
        answers(town, 1).await;
        let tries = async |at: i64, certain: bool| {
            town.write(move |tx| {
                tx.outbox_claim(id(1), "[]", later(at), later(at + 1))?;
                let again = Settled::Again { at: later(at + 1), as_push: false, certain };
                tx.outbox_settle(id(1), &again, later(at))
            })
            .await;
            let due = due(town, at + 1).await.remove(0);
            (due.doubts, due.first_tried_at)
        };
        assert_eq!(tries(1, true).await, (0, None));
        assert_eq!(tries(5, false).await, (1, Some(later(5))));
        assert_eq!(tries(9, true).await, (1, Some(later(5))), "the doubt remains");
    });
}

#[test]
fn answers_with_a_living_token_go_first_then_answers_then_notices() {
    on_both(async |town| {
        town.opens(1).await;
        town.books([1], MORNING).await;
        let notice = due(town, 0).await[0].id;
        answers(town, 1).await;
        for (n, until) in [(2, 3), (3, 9)] {
            let reply = Some(("token", later(until)));
            town.write(move |tx| tx.answer(id(n), ACCOUNT, "[]", reply, later(2))).await;
        }
        let ids = async |most| {
            let due = town.read(move |r| r.outbox_due(later(5), most)).await;
            due.into_iter().map(|due| due.id).collect::<Vec<_>>()
        };
        assert_eq!(ids(9).await, [id(3), id(1), id(2), notice]);
        assert_eq!(ids(1).await, [id(3)]);
    });
}

#[test]
fn a_notice_is_told_while_the_account_acts_for_somebody_who_is_not_protected() {
    on_both(async |town| {
        town.opens(1).await;
        town.books([1], MORNING).await;
        let notice = due(town, 0).await.remove(0).notice.unwrap();
        let asked = notice.clone();
        assert!(town.read(move |r| r.may_be_told(&asked)).await);
        let protected =
            domain::person::Person { protected_at: Some(later(1)), ..crate::sample::resident(1) };
        town.changes(domain::Change::PersonSaved(protected)).await;
        let asked = notice.clone();
        assert!(!town.read(move |r| r.may_be_told(&asked)).await);
        town.changes(domain::Change::PersonSaved(crate::sample::resident(1))).await;
        let person = crate::sample::person(1);
        town.changes(domain::Change::PersonUnlinked { account: ACCOUNT, person }).await;
        assert!(!town.read(move |r| r.may_be_told(&notice)).await);
    });
}

#[test]
fn who_wishes_no_confirmation_still_hears_what_others_change() {
    on_both(async |town| {
        town.opens(1).await;
        assert!(town.read(|r| r.wants_confirmations(ACCOUNT)).await);
        for _ in 0..2 {
            town.write(|tx| tx.set_confirmations(ACCOUNT, false, now())).await;
            assert!(!town.read(|r| r.wants_confirmations(ACCOUNT)).await);
        }
        town.books([1], MORNING).await;
        assert_eq!(due(town, 60).await.len(), 0);
        town.place(Command::Cancel(cancel(1))).await.unwrap();
        assert_eq!(due(town, 60).await.len(), 1);
        let by = domain::Actor::Officer(crate::sample::OFFICER);
        let phoned = domain::command::Book { by, ..pressed_again(book(1, MORNING), 50) };
        town.place(Command::Book(phoned)).await.unwrap();
        assert_eq!(due(town, 60).await.len(), 2, "what an officer booked on the phone is told");
        town.place(Command::Cancel(domain::command::Cancel { booking: booking(50), ..cancel(1) }))
            .await
            .unwrap();
        town.write(|tx| tx.set_confirmations(ACCOUNT, true, now())).await;
        town.place(Command::Book(pressed_again(book(1, MORNING), 100))).await.unwrap();
        assert_eq!(due(town, 60).await.len(), 4);
    });
}
