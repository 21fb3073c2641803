//! Programmes, venues and sessions: saved, edited, listed in their order.

use crate::{
    sample::{PROGRAMME, day, later, now, places, programme, session, venue},
    town::{Town, on_both},
};
use domain::{
    Change, CutOff, Programme, ProgrammeId,
    age::{Age, AgeRule},
    venue::{Session, Venue},
};
use std::collections::BTreeSet;
use store::{Announced, SessionRow, WriteError};
use uuid::Uuid;

const OTHER: ProgrammeId = ProgrammeId(Uuid::from_u128(2));

fn named(n: u128, name: &str) -> Venue {
    let (address, access) = ("北町1".to_owned(), "駅から徒歩5分".to_owned());
    Venue { id: venue(n), name: name.to_owned(), address, access, room: None }
}

async fn set_up(town: &Town) {
    for change in places() {
        town.changes(change).await;
    }
}

#[test]
fn a_programme_comes_back_with_all_its_rules() {
    on_both(async |town| {
        assert_eq!(town.read(|r| r.programmes()).await, []);
        assert_eq!(town.read(|r| r.programme(PROGRAMME)).await, None);
        let mut ruled = programme();
        ruled.closes_at = Some(later(9));
        ruled.policy.cancel_until = CutOff::DaysBefore(3);
        let from = Some(Age { years: 65, months: 0 });
        ruled.policy.doses[0].ages =
            vec![domain::Dated::always(AgeRule::OnTheDay { from, under: None })];
        let saved = ruled.clone();
        town.changes(Change::ProgrammeSaved(saved)).await;
        assert_eq!(town.read(|r| r.programme(PROGRAMME)).await, Some(ruled));
    });
}

#[test]
fn an_edited_programme_replaces_the_old_one_and_the_order_is_that_of_setting_up() {
    on_both(async |town| {
        let other = Programme { id: OTHER, opens_at: None, ..programme() };
        town.changes(Change::ProgrammeSaved(other.clone())).await;
        town.changes(Change::ProgrammeSaved(programme())).await;
        let edited =
            Programme { name: "改めた名前".to_owned(), opens_at: Some(now()), ..programme() };
        town.changes(Change::ProgrammeSaved(edited.clone())).await;
        assert_eq!(town.read(|r| r.programmes()).await, [edited, other]);
    });
}

#[test]
fn the_venues_of_a_programme_are_those_it_has_sessions_at_by_name() {
    on_both(async |town| {
        set_up(town).await;
        town.changes(Change::VenueSaved(named(3, "誰も使わない会場"))).await;
        let names = |venues: Vec<Venue>| venues.into_iter().map(|v| v.name).collect::<Vec<_>>();
        let used = names(town.read(|r| r.venues_of(PROGRAMME)).await);
        assert_eq!(used, ["中央公民館", "北体育館"]);
        assert_eq!(town.read(|r| r.venues_of(OTHER)).await, []);

        town.changes(Change::VenueSaved(named(2, "A体育館"))).await;
        assert_eq!(names(town.read(|r| r.venues_of(PROGRAMME)).await), ["A体育館", "中央公民館"]);
        assert_eq!(town.read(|r| r.venue(venue(2))).await, Some(named(2, "A体育館")));
        assert_eq!(town.read(|r| r.venue(venue(9))).await, None);
    });
}

#[test]
fn every_venue_comes_by_name_with_its_room_and_the_programmes_that_are_held_there() {
    on_both(async |town| {
        assert_eq!(town.read(|r| r.venues()).await, []);
        assert_eq!(town.read(|r| r.programmes_at_venues()).await, []);
        set_up(town).await;
        let roomy = Venue { room: Some(40), ..named(3, "A体育館") };
        town.changes(Change::VenueSaved(roomy.clone())).await;
        let all = [roomy, named(1, "中央公民館"), named(2, "北体育館")];
        assert_eq!(town.read(|r| r.venues()).await, all);
        let held = |n| (venue(n), Announced { id: PROGRAMME, name: programme().name });
        assert_eq!(town.read(|r| r.programmes_at_venues()).await, [held(1), held(2)]);
        town.changes(Change::VenueSaved(named(3, "A体育館"))).await;
        assert_eq!(town.read(|r| r.venue(venue(3))).await.unwrap().room, None, "taken out again");
    });
}

#[test]
fn a_session_comes_with_its_names() {
    on_both(async |town| {
        set_up(town).await;
        let expected = SessionRow {
            id: session(2),
            programme: Announced { id: PROGRAMME, name: programme().name },
            venue: named(2, "北体育館"),
            date: day("2026-10-20"),
        };
        assert_eq!(town.read(|r| r.session(session(2))).await, Some(expected));
        assert_eq!(town.read(|r| r.session(session(9))).await, None);
    });
}

#[test]
fn a_session_is_set_up_once_and_only_at_a_venue_there_is() {
    on_both(async |town| {
        set_up(town).await;
        let at = |n, v| Session {
            id: session(n),
            programme: PROGRAMME,
            venue: venue(v),
            date: day("2026-10-20"),
            product: None,
        };
        town.changes(Change::SessionSaved(at(1, 1))).await;
        for (again, why) in
            [(at(4, 1), "the same day at the same venue"), (at(5, 9), "no such venue")]
        {
            let decision = domain::Decision::change(Change::SessionSaved(again));
            let saved = town
                .store
                .write(move |tx| tx.apply(&decision, domain::Actor::System, now(), None))
                .await;
            assert!(matches!(saved, Err(WriteError::Failed(_))), "{why}");
        }
        assert_eq!(town.read(|r| r.session(session(4))).await, None);
        assert_eq!(town.read(|r| r.session(session(5))).await, None);
    });
}

#[test]
fn the_sessions_of_a_programme_come_by_date_and_venue() {
    on_both(async |town| {
        set_up(town).await;
        let all = town.read(|r| r.sessions_of(PROGRAMME)).await;
        let mut sorted = all.clone();
        sorted.sort_by_key(|session| (session.date, session.venue));
        assert_eq!(all, sorted);
        let saved: Vec<Session> = places()
            .into_iter()
            .filter_map(|change| match change {
                Change::SessionSaved(session) => Some(session),
                _ => None,
            })
            .collect();
        assert!(!saved.is_empty() && saved.len() == all.len());
        assert!(saved.iter().all(|session| all.contains(session)));
        assert_eq!(town.read(|r| r.sessions_of(OTHER)).await, []);
        let days: BTreeSet<_> = saved.iter().map(|session| session.date).collect();
        assert!(days.len() < saved.len(), "two venues on a day");
        let (first, last) = (*days.first().unwrap(), *days.last().unwrap());
        let between =
            async |from, until| town.read(move |r| r.days_between(PROGRAMME, from, until)).await;
        assert_eq!(between(first, last).await, Vec::from_iter(days), "each once, in their order");
        assert_eq!(between(last, last).await, [last]);
        assert_eq!(between(last.tomorrow().unwrap(), last.tomorrow().unwrap()).await, []);
        assert_eq!(town.read(move |r| r.days_between(OTHER, first, last)).await, []);
    });
}
