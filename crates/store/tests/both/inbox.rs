//! Events from LINE: kept once, worked off in order, forgotten when done.

use crate::{
    sample::{later, now},
    town::{Town, on_both},
};
use store::Taken;

async fn due(town: &Town, minutes: i64, most: u32) -> Vec<String> {
    let due = town.read(move |r| r.inbox_due(later(minutes), most)).await;
    due.into_iter().map(|taken| taken.id).collect()
}

#[test]
fn a_redelivered_event_is_known_as_such() {
    on_both(async |town| {
        let first = town.write(|tx| tx.inbox_put("event-1", b"{\"a\":1}", now())).await;
        let again = town.write(|tx| tx.inbox_put("event-1", b"{\"a\":2}", later(1))).await;
        assert_eq!((first, again), (true, false));
        let taken = town.read(|r| r.inbox_due(later(1), 10)).await;
        let (id, body) = ("event-1".to_owned(), b"{\"a\":1}".to_vec());
        assert_eq!(taken, [Taken { id, body, received_at: now(), tries: 0 }]);
    });
}

#[test]
fn events_are_worked_off_in_the_order_they_came() {
    on_both(async |town| {
        assert_eq!(town.read(|r| r.inbox_next()).await, None);
        assert_eq!(due(town, 0, 10).await, [""; 0]);
        town.write(|tx| {
            tx.inbox_put("b", b"2", later(2))?;
            tx.inbox_put("c", b"3", later(2))?;
            tx.inbox_put("a", b"1", later(2))?;
            tx.inbox_put("z", b"0", later(1))
        })
        .await;
        assert_eq!(town.read(|r| r.inbox_next()).await, Some(later(1)));
        assert_eq!(due(town, 1, 10).await, ["z"]);
        assert_eq!(due(town, 2, 10).await, ["z", "a", "b", "c"]);
        assert_eq!(due(town, 2, 2).await, ["z", "a"]);
    });
}

#[test]
fn a_failed_event_comes_again_later_or_never_and_a_done_one_is_forgotten() {
    on_both(async |town| {
        town.write(|tx| {
            tx.inbox_put("again", b"1", now())?;
            tx.inbox_put("never", b"2", now())?;
            tx.inbox_put("done", b"3", now())?;
            tx.inbox_again("again", Some(later(10)), later(1))?;
            tx.inbox_again("never", None, later(1))?;
            tx.inbox_done("done", later(1))
        })
        .await;
        assert_eq!(due(town, 9, 10).await, [""; 0]);
        assert_eq!(town.read(|r| r.inbox_next()).await, Some(later(10)));
        let taken = town.read(|r| r.inbox_due(later(10), 10)).await;
        assert_eq!(
            taken.iter().map(|t| (t.id.as_str(), t.tries)).collect::<Vec<_>>(),
            [("again", 1)]
        );

        let kept = "SELECT COUNT(*) FROM inbox WHERE id = 'done' AND sealed IS NOT NULL";
        assert_eq!(town.home.number(kept), 0);
        let put = town.write(|tx| tx.inbox_put("done", b"3", later(2))).await;
        assert!(!put, "an event that was done stays known");
    });
}

#[test]
fn a_message_taken_back_leaves_nothing_whatever_became_of_it() {
    on_both(async |town| {
        town.write(|tx| {
            for (event, message) in
                [("waits", "m1"), ("given-up", "m1"), ("left", "m1"), ("b", "m2")]
            {
                tx.inbox_put_message(event, message, b"x", now())?;
            }
            tx.inbox_again("given-up", None, now())?;
            tx.inbox_leave("left", now())?;
            tx.inbox_unsend("m1", later(1))?;
            tx.inbox_unsend("m1", later(2))
        })
        .await;
        assert_eq!(due(town, 9, 10).await, ["b"]);
        let kept = "SELECT COUNT(*) FROM inbox WHERE sealed IS NOT NULL";
        assert_eq!(town.home.number(kept), 1);
        assert!(town.write(|tx| tx.inbox_put_message("late", "m1", b"x", later(3))).await);
        assert_eq!(due(town, 9, 10).await, ["b"], "it came after it was taken back");
        assert_eq!(town.home.number(kept), 1);
    });
}

#[test]
fn what_is_left_or_given_up_is_forgotten_in_time() {
    on_both(async |town| {
        town.write(|tx| {
            for event in ["left", "given-up", "waits"] {
                tx.inbox_put(event, b"x", now())?;
            }
            tx.inbox_leave("left", now())?;
            tx.inbox_again("given-up", None, now())?;
            tx.inbox_unsend("m", now())?;
            tx.inbox_put("later", b"x", later(5))?;
            tx.inbox_leave("later", later(5))
        })
        .await;
        let kept = async || town.read(|r| r.inbox_kept()).await;
        town.write(|tx| tx.inbox_forget(now())).await;
        assert_eq!(kept().await, 4);
        town.write(|tx| tx.inbox_forget(later(5))).await;
        assert_eq!(kept().await, 2, "what waits, and what came later");
        assert_eq!(due(town, 9, 10).await, ["waits"]);
        assert_eq!(town.home.number("SELECT COUNT(*) FROM unsent"), 0);
    });
}

#[test]
fn what_someone_typed_is_not_printed() {
    let body = "タキザワ".as_bytes().to_vec();
    let taken = Taken { id: "event-1".to_owned(), body, received_at: now(), tries: 0 };
    assert_eq!(format!("{taken:?}"), "Taken { id: \"event-1\", tries: 0, .. }");
}
