//! What those of one wave hear of it when another was faster: its end after the offer, and nothing where they never heard of it.

use super::{
    waitlist::{accept, cancels},
    waves::{asked, offer_of, waiting_by, waves_of},
};
use crate::{
    sample::later,
    town::{Town, on_both},
};
use domain::{
    About, NoticeKind, OfferId,
    waitlist::{Quiet, Waitlist},
};
use jiff::civil::time;
use store::{Due, Settled};

/// What is still to be sent about offers, in the order in which it goes out.
async fn to_tell(town: &Town) -> Vec<(NoticeKind, OfferId, Due)> {
    let due = town.read(|r| r.outbox_due(later(1_000), 100)).await;
    let told = |due: Due| match due.notice.as_ref()?.about {
        About::Offer(offer) => Some((due.notice.as_ref()?.kind, offer, due)),
        About::Booking(_) | About::Person(_) => None,
    };
    due.into_iter().filter_map(told).collect()
}

async fn kinds(town: &Town) -> Vec<(NoticeKind, OfferId)> {
    to_tell(town).await.into_iter().map(|(kind, offer, _)| (kind, offer)).collect()
}

/// The message about this offer is tried, and its try ends so; nobody knows yet how it ends without a word.
async fn is_tried(town: &Town, offer: OfferId, how: Option<Settled>) {
    let (.., due) = to_tell(town).await.into_iter().find(|(_, id, _)| *id == offer).unwrap();
    town.write(move |tx| {
        tx.outbox_claim(due.id, "[]", later(70), later(75))?;
        how.as_ref().map_or(Ok(()), |how| tx.outbox_settle(due.id, how, later(70)))
    })
    .await;
}

#[test]
fn who_is_outrun_and_offered_the_next_place_hears_of_that_last() {
    on_both(async |town| {
        waiting_by(town, waves_of(2)).await;
        cancels(town, 1).await;
        cancels(town, 2).await;
        assert_eq!(asked(town).await, [15, 16, 17]);
        for n in [15, 16, 17] {
            let offer = offer_of(town, n).await.id;
            is_tried(town, offer, Some(Settled::Sent(None))).await;
        }
        let (faster, slower) = (offer_of(town, 15).await, offer_of(town, 16).await);
        town.place(accept(&faster, later(90))).await.unwrap();
        let next = offer_of(town, 16).await;
        assert!(next.id != slower.id && next.made_at == later(90), "in the same write");
        let told = [(NoticeKind::OfferOutrun, slower.id), (NoticeKind::Offered, next.id)];
        assert_eq!(kinds(town).await, told);
        town.is_sound().await;
    });
}

#[test]
fn who_was_outrun_at_night_before_hearing_of_the_offer_hears_of_neither() {
    on_both(async |town| {
        let quiet = Some(Quiet { from: time(8, 0, 0, 0), until: time(13, 0, 0, 0) });
        waiting_by(town, Waitlist { quiet, ..waves_of(2) }).await;
        cancels(town, 1).await;
        assert_eq!(asked(town).await, [15, 16]);
        assert_eq!(kinds(town).await.len(), 2, "for the afternoon");
        let (faster, slower) = (offer_of(town, 15).await, offer_of(town, 16).await);
        town.place(accept(&faster, later(90))).await.unwrap();
        assert_eq!(kinds(town).await, [(NoticeKind::Offered, faster.id)], "the page told them");
        assert!(slower.told_from > later(90));
        assert_eq!(town.read(|r| r.count_undelivered()).await, 0, "nobody is to be phoned");
        assert_eq!(town.read(|r| r.outbox_given_up(later(0))).await, [], "nor is it a fault");
        assert_eq!(town.read(|r| r.offers_next()).await, None);
        town.is_sound().await;
    });
}

#[test]
fn only_who_may_have_heard_of_an_offer_hears_that_another_was_faster() {
    let again = |certain| Some(Settled::Again { at: later(600), as_push: false, certain });
    let hears_of = |how: Option<Option<Settled>>, hears: bool| {
        on_both(async |town| {
            waiting_by(town, waves_of(2)).await;
            cancels(town, 1).await;
            let (faster, slower) = (offer_of(town, 15).await, offer_of(town, 16).await);
            if let Some(how) = how.clone() {
                is_tried(town, slower.id, how).await;
            }
            town.place(accept(&faster, later(90))).await.unwrap();
            let told = kinds(town).await;
            let outrun = told.contains(&(NoticeKind::OfferOutrun, slower.id));
            assert_eq!(outrun, hears, "{how:?}");
            let open = told.contains(&(NoticeKind::Offered, slower.id));
            let in_doubt = hears && how != Some(Some(Settled::Sent(None)));
            assert_eq!(open, in_doubt, "LINE may have it: only its own try tells. {how:?}");
        });
    };
    hears_of(None, false);
    hears_of(Some(again(true)), false);
    hears_of(Some(again(false)), true);
    hears_of(Some(None), true);
    hears_of(Some(Some(Settled::Sent(None))), true);
}
