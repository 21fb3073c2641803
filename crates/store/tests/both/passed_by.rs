//! Whom places went by, and when they are asked about them again.

use super::waitlist::{cancels, end, entry, entry_id, full, joins, offered};
use crate::{
    sample::{ACCOUNT, MONTH_LATER, MORNING, PROGRAMME, book, cancel, later, person},
    town::on_both,
};
use domain::{
    Actor, Change, Command,
    command::Refill,
    waitlist::{OfferEnd, PassedBy, Wish},
};

#[test]
fn whoever_gives_something_up_is_asked_anew_about_what_went_by_them() {
    on_both(async |town| {
        full(town, 20).await;
        for n in 11..=20 {
            town.place(Command::Book(book(n, MONTH_LATER))).await.unwrap();
        }
        joins(town, entry(11, Wish::default())).await;
        joins(town, entry(2, Wish::default())).await;
        // The later place goes by both: one has an offer of an earlier one, the other an earlier booking.
        cancels(town, 1).await;
        assert_eq!(offered(town).await[0].person, person(11));
        cancels(town, 12).await;
        assert_eq!(town.read(|r| r.offers_of_slot(MONTH_LATER)).await, []);

        // Whoever gives the earlier one up is asked about it again, as is whoever lets the offer pass.
        cancels(town, 2).await;
        let theirs = offered(town).await.into_iter().find(|offer| offer.person == person(2));
        assert!(theirs.is_some(), "the earlier day comes first");
        let first = offered(town).await.into_iter().find(|offer| offer.person == person(11));
        let declined = end(&first.unwrap(), OfferEnd::Declined, Actor::Account(ACCOUNT), later(5));
        town.place(declined).await.unwrap();
        let theirs = end(&theirs.unwrap(), OfferEnd::Declined, Actor::Account(ACCOUNT), later(6));
        town.place(theirs).await.unwrap();
        let later_one = town.read(|r| r.offers_of_slot(MONTH_LATER)).await;
        assert_eq!(later_one.iter().map(|offer| offer.person).collect::<Vec<_>>(), [person(2)]);
        let passed = town.read(|r| r.passed_by(entry_id(2))).await;
        assert!(
            passed.contains(&(MONTH_LATER, cancel(12).at, PassedBy::HasEarlier)),
            "it was told"
        );
        town.is_sound().await;
    });
}

#[test]
fn too_few_places_are_told_once_and_asked_about_again() {
    on_both(async |town| {
        full(town, 20).await;
        let mut programme = town.read(|r| r.programme(PROGRAMME)).await.unwrap();
        programme.policy.doses[0].places = 2;
        town.changes(Change::ProgrammeSaved(programme)).await;
        joins(town, entry(15, Wish::default())).await;
        cancels(town, 1).await;
        assert_eq!(offered(town).await, []);
        let told = [(MORNING, cancel(1).at, PassedBy::TooLittleRoom)];
        assert_eq!(town.read(|r| r.passed_by(entry_id(15))).await, told);
        let again = Refill { slot: MORNING, by: Actor::System, at: later(9) };
        town.place(Command::Refill(again)).await.unwrap();
        assert_eq!(town.read(|r| r.passed_by(entry_id(15))).await, told, "it is told once");
        let lines = town.read(|r| r.history_of_slot(MORNING)).await;
        assert_eq!(lines.iter().filter(|line| line.what.name == "passed_by").count(), 1);
        cancels(town, 2).await;
        let offers = offered(town).await;
        assert_eq!(offers.iter().map(|offer| offer.place.units).collect::<Vec<_>>(), [2]);
        town.is_sound().await;
    });
}
