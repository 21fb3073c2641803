//! Another order while people wait: everybody gets the place that it gives them.

use super::waitlist::{cancels, entry, full, joins, offered};
use crate::{
    sample::{PROGRAMME, person, resident},
    town::{Town, on_both},
};
use domain::{
    Change, Entry, Policy,
    person::{Details, Person},
    waitlist::{Order, Waitlist, Wish},
};

async fn ordered(town: &Town, order: Order) -> Vec<Entry> {
    let mut programme = town.read(|r| r.programme(PROGRAMME)).await.unwrap();
    programme.policy = Policy {
        waitlist: Some(Waitlist { order, ..Waitlist::default() }),
        ..programme.policy.clone()
    };
    town.changes(Change::ProgrammeSaved(programme)).await;
    town.read(|r| r.waiting_in(PROGRAMME)).await
}

#[test]
fn another_order_holds_for_those_who_wait_already() {
    on_both(async |town| {
        full(town, 20).await;
        for (n, notice) in [(15, 120), (16, 30), (17, 60)] {
            joins(town, entry(n, Wish { notice, ..Wish::default() })).await;
        }
        let who = |entries: &[Entry]| entries.iter().map(|one| one.person).collect::<Vec<_>>();
        let soonest = ordered(town, Order::SoonestThere).await;
        assert_eq!(who(&soonest), [16, 17, 15].map(person));
        let drawn = ordered(town, Order::Lottery(7)).await;
        assert_eq!(drawn, ordered(town, Order::Lottery(7)).await, "the same seed, the same order");
        let mut by_key = drawn.clone();
        by_key.sort_by_key(|one| one.rank);
        assert_eq!(drawn, by_key);
        let seeds = 0..20;
        let mut others = Vec::new();
        for seed in seeds {
            others.push(who(&ordered(town, Order::Lottery(seed)).await));
        }
        assert!(others.iter().any(|other| *other != others[0]), "another seed, another order");
        assert_eq!(who(&ordered(town, Order::Registered).await), [15, 16, 17].map(person));
        ordered(town, Order::SoonestThere).await;
        cancels(town, 1).await;
        assert_eq!(
            offered(town).await[0].person,
            person(16),
            "the next place goes by the new order"
        );
        town.is_sound().await;
    });
}

/// Where somebody lives according to the roster.
async fn lives(town: &Town, n: u128, district: &str) {
    let known = resident(n);
    let details = Details { district: district.to_owned(), ..known.details };
    let known = Person { details, ..known };
    town.changes(Change::PersonSaved(known)).await;
}

#[test]
fn by_districts_those_who_live_there_come_first_and_a_move_counts_from_the_next_order_on() {
    on_both(async |town| {
        full(town, 20).await;
        for (n, district) in [(15, "市街"), (16, "南窓"), (17, "北窓　")] {
            lives(town, n, district).await;
            joins(town, entry(n, Wish::default())).await;
        }
        let who = |entries: &[Entry]| entries.iter().map(|one| one.person).collect::<Vec<_>>();
        let areas = |names: &[&str]| Order::Areas(names.iter().map(|n| (*n).to_owned()).collect());
        let north = ordered(town, areas(&["北窓", "南窓"])).await;
        assert_eq!(who(&north), [17, 16, 15].map(person));
        assert_eq!(who(&ordered(town, areas(&["南窓"])).await), [16, 15, 17].map(person));
        lives(town, 15, "南窓").await;
        let stays = town.read(|r| r.waiting_in(PROGRAMME)).await;
        assert_eq!(who(&stays), [16, 15, 17].map(person), "a file of people orders nobody anew");
        let anew = ordered(town, areas(&["南窓", "北窓"])).await;
        assert_eq!(who(&anew), [15, 16, 17].map(person));
        cancels(town, 1).await;
        assert_eq!(offered(town).await[0].person, person(15));
        town.is_sound().await;
    });
}
