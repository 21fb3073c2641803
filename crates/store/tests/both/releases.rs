//! Places of a pool that become everybody's: those who wait are asked first, once, whoever comes at the same instant.

use super::waitlist::{end, entry, full, joins, offered};
use crate::{
    sample::{ACCOUNT, GYM, LATE, MONTH_LATER, MORNING, PHONE, PROGRAMME, book, day, person},
    town::{Town, on_both},
};
use domain::{
    Actor, Change, Command, Pool, Refusal, SlotId,
    command::{Book, Refill},
    programme::PoolRelease,
    waitlist::{OfferEnd, Wish},
    when,
};
use jiff::{
    SignedDuration, Timestamp,
    civil::{Time, time},
};

/// What is kept for the call centre is everybody's from noon on, two days before.
pub(crate) const RELEASE: PoolRelease =
    PoolRelease { pool: Pool::CallCentre, days_before: 2, at: time(12, 0, 0, 0) };

/// When that is so for the morning of the sample.
pub(crate) fn released_at() -> Timestamp {
    RELEASE.falls_at(day("2026-10-20"))
}

fn shortly(before: Timestamp) -> Timestamp {
    before - SignedDuration::from_millis(1)
}

/// A full town that releases what is kept for the call centre.
async fn kept(town: &Town) {
    full(town, 20).await;
    releases_at(town, RELEASE.at).await;
}

async fn releases_at(town: &Town, at: Time) {
    let mut programme = town.read(|r| r.programme(PROGRAMME)).await.unwrap();
    programme.policy.pool_releases = vec![PoolRelease { at, ..RELEASE }];
    town.changes(Change::ProgrammeSaved(programme)).await;
}

/// A stranger books a place of the morning.
async fn books(town: &Town, n: u128, at: Timestamp) -> Result<(), Refusal> {
    town.place(Command::Book(Book { at, ..book(n, MORNING) })).await.map(|_| ())
}

async fn refill(town: &Town, slot: SlotId, at: Timestamp) {
    town.place(Command::Refill(Refill { slot, by: Actor::System, at })).await.unwrap();
}

async fn due(town: &Town, at: Timestamp) -> Vec<SlotId> {
    town.read(move |r| r.releases_due(at, 10)).await
}

async fn next(town: &Town, now: Timestamp) -> Option<Timestamp> {
    town.read(move |r| r.releases_next(now)).await
}

#[test]
fn whoever_waits_comes_before_a_stranger_at_the_same_instant() {
    on_both(async |town| {
        kept(town).await;
        for n in [15, 16] {
            joins(town, entry(n, Wish::default())).await;
        }
        let at = released_at();
        assert_eq!(books(town, 17, shortly(at)).await, Err(Refusal::Full), "they are not his yet");
        assert_eq!(offered(town).await, []);
        // No pump has run: the write that would give him a place asks them first.
        assert_eq!(books(town, 17, at).await, Err(Refusal::Full));
        let offers = offered(town).await;
        let mut persons: Vec<_> = offers.iter().map(|offer| offer.person).collect();
        persons.sort();
        assert_eq!(persons, [person(15), person(16)]);
        assert!(offers.iter().all(|o| o.place.pool == Pool::CallCentre && o.made_at == at));
        let declined = end(&offers[0], OfferEnd::Declined, Actor::Account(ACCOUNT), at);
        town.place(declined).await.unwrap();
        assert_eq!(books(town, 17, at).await, Ok(()), "what nobody who waits takes is his");
        let count = town.read(|r| r.slot(MORNING)).await.unwrap().pool(Pool::CallCentre);
        assert_eq!((count.booked, count.offered, count.capacity), (1, 1, PHONE));
        assert!(!due(town, at).await.contains(&MORNING), "the pump has nothing more to do there");
        town.is_sound().await;
    });
}

#[test]
fn a_release_falls_due_at_its_instant_and_is_carried_out_once() {
    on_both(async |town| {
        kept(town).await;
        for n in 15..=18 {
            joins(town, entry(n, Wish::default())).await;
        }
        let at = released_at();
        assert_eq!(next(town, shortly(at)).await, Some(at));
        assert_eq!(due(town, shortly(at)).await, []);
        assert_eq!(due(town, at).await, [MORNING, LATE, GYM]);
        assert_eq!(town.read(move |r| r.releases_due(at, 1)).await, [MORNING]);
        refill(town, MORNING, at).await;
        assert_eq!(offered(town).await.len(), PHONE as usize);
        // What was done stands in the database: after a restart, or when the clock jumps back, nothing is done again.
        assert_eq!(due(town, at).await, [LATE, GYM]);
        assert_eq!(due(town, shortly(at)).await, []);
        refill(town, MORNING, at).await;
        assert_eq!(offered(town).await.len(), PHONE as usize, "no more places, no more offers");
        for slot in [LATE, GYM] {
            refill(town, slot, at).await;
        }
        assert_eq!(due(town, at).await, []);
        let month_later = town.read(|r| r.slot(MONTH_LATER)).await.unwrap().date;
        assert_eq!(next(town, at).await, Some(RELEASE.falls_at(month_later)));
        // By another rule they are asked again.
        releases_at(town, time(13, 0, 0, 0)).await;
        let later = at + SignedDuration::from_hours(1);
        assert_eq!(next(town, at).await, Some(later));
        assert_eq!((due(town, at).await, due(town, later).await.len()), (vec![], 3));
        town.is_sound().await;
    });
}

#[test]
fn a_day_that_is_over_asks_nobody() {
    on_both(async |town| {
        kept(town).await;
        joins(town, entry(15, Wish::default())).await;
        let evening = when::at_japan(day("2026-10-20").at(23, 59, 59, 999_000_000));
        assert!(due(town, evening).await.contains(&MORNING), "the day itself still does");
        let after = evening + SignedDuration::from_millis(1);
        assert_eq!(due(town, after).await, []);
        let month_later = town.read(|r| r.slot(MONTH_LATER)).await.unwrap().date;
        assert_eq!(next(town, after).await, Some(RELEASE.falls_at(month_later)));
    });
}

#[test]
fn where_nobody_can_wait_nothing_falls_due() {
    on_both(async |town| {
        town.opens(3).await;
        releases_at(town, RELEASE.at).await;
        assert_eq!(next(town, shortly(released_at())).await, None);
        assert_eq!(due(town, released_at()).await, []);
    });
}
