//! The clock is set while somebody has an offer: the time to answer is as long as it was, and nothing is offered twice.

use super::waitlist::{accept, cancels, end, entry, full, joins, offered};
use crate::{
    sample::{MONTH_LATER, later, now, person},
    town::on_both,
};
use domain::{
    Actor, Change, Refusal,
    waitlist::{OfferEnd, Wish},
};
use jiff::SignedDuration;
use store::Settled;

#[test]
fn whoever_has_an_offer_keeps_the_time_that_is_left_when_the_clock_jumps() {
    on_both(async |town| {
        full(town, 20).await;
        town.changes(Change::SlotClosed { slot: MONTH_LATER, at: now() }).await;
        for n in [15, 16] {
            joins(town, entry(n, Wish::default())).await;
        }
        cancels(town, 1).await;
        for message in town.read(|r| r.outbox_due(later(60), 50)).await {
            town.write(move |tx| tx.outbox_settle(message.id, &Settled::Sent(None), later(2)))
                .await;
        }
        let made = offered(town).await.remove(0);
        let day = SignedDuration::from_hours(24);
        let (from, ahead) = (later(30), later(30) + day);
        assert_eq!(town.write(move |tx| tx.time_to_answer_is_kept(from, ahead)).await, 1);
        let kept = offered(town).await.remove(0);
        assert_eq!(kept.lapses_at, made.lapses_at + day);
        assert_eq!(kept.told_from, made.told_from + day);
        assert_eq!(town.read(move |r| r.offers_due(ahead, 10)).await, [], "nothing lapses early");

        let back = ahead - day - day;
        assert_eq!(town.write(move |tx| tx.time_to_answer_is_kept(ahead, back)).await, 1);
        let kept = offered(town).await;
        assert_eq!(kept.len(), 1, "nothing is offered twice");
        assert_eq!(kept[0].lapses_at, made.lapses_at - day);
        assert_eq!(town.read(move |r| r.offers_due(back, 10)).await, []);

        let at = kept[0].lapses_at;
        assert_eq!(town.read(move |r| r.offers_due(at, 10)).await, kept);
        town.place(end(&kept[0], OfferEnd::Lapsed, Actor::System, at)).await.unwrap();
        let next = offered(town).await.remove(0);
        assert_eq!(next.person, person(16));
        let again = town.write(move |tx| tx.time_to_answer_is_kept(at, at + day)).await;
        assert_eq!(again, 1, "only what stands");
        let late = town.place(accept(&kept[0], at)).await;
        assert_eq!(late, Err(Refusal::OfferOver { at, how: OfferEnd::Lapsed }));
        town.is_sound().await;
    });
}

#[test]
fn what_is_to_be_told_in_the_morning_and_what_ends_with_the_waitlist_stay_so() {
    on_both(async |town| {
        full(town, 20).await;
        joins(town, entry(15, Wish::default())).await;
        cancels(town, 1).await;
        let made = offered(town).await.remove(0);
        let beyond = made.closes_at + SignedDuration::from_hours(1);
        let from = made.told_from + SignedDuration::from_mins(1);
        town.write(move |tx| tx.time_to_answer_is_kept(from, beyond)).await;
        assert_eq!(offered(town).await[0].lapses_at, made.closes_at, "no place is kept beyond it");

        let night = made.told_from - SignedDuration::from_hours(8);
        let evening = night - SignedDuration::from_hours(1);
        let standing = offered(town).await;
        assert_eq!(town.write(move |tx| tx.time_to_answer_is_kept(evening, night)).await, 0);
        assert_eq!(offered(town).await, standing);
    });
}
