//! A waitlist that goes by district: which names are one district, what cannot be an order, and who comes first by it.

use crate::{
    how_many,
    town::{at, someone},
    waiting_rules::waits,
};
use domain::{
    Applicant,
    waitlist::{
        Order, Waitlist,
        areas::{self, AREA_LONGEST, AREAS_MOST, NotAreas},
    },
};
use jiff::SignedDuration;
use proptest::prelude::*;

fn named(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn a_district_is_the_same_in_any_width_and_with_any_spaces_and_otherwise_another() {
    let order = named(&["緑ヶ丘 1区", "滝の沢"]);
    for (district, place) in [
        ("緑ヶ丘 1区", 0),
        ("緑ヶ丘　１区", 0),
        (" 緑ヶ丘1区", 0),
        ("滝の沢", 1),
        ("滝沢", 2),
        ("緑ケ丘1区", 2),
        ("緑ヶ丘", 2),
        ("", 2),
    ] {
        assert_eq!(areas::place_of(&order, district), place, "{district}");
    }
}

#[test]
fn what_cannot_be_the_districts_of_an_order_is_told_by_its_place() {
    assert_eq!(areas::check(&named(&["北窓", "南窓"])), Ok(()));
    assert_eq!(areas::check(&[]), Err(NotAreas::Nothing));
    let many: Vec<String> = (0..=AREAS_MOST).map(|n| format!("{n}区")).collect();
    assert_eq!(areas::check(&many[1..]), Ok(()));
    assert_eq!(areas::check(&many), Err(NotAreas::TooMany(AREAS_MOST + 1)));
    let (longest, longer) = ("窓".repeat(AREA_LONGEST), "窓".repeat(AREA_LONGEST + 1));
    assert_eq!(areas::check(&named(&[&longest])), Ok(()));
    assert_eq!(areas::check(&named(&["北窓", &longer])), Err(NotAreas::TooLong(2)));
    for no_name in ["", " ", "😀", "。"] {
        assert_eq!(areas::check(&named(&[no_name, "北窓"])), Err(NotAreas::NoName(1)), "{no_name}");
    }
    assert_eq!(areas::check(&named(&["１区", "北窓", "1 区"])), Err(NotAreas::Twice(3)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: how_many::cases(), failure_persistence: None, ..ProptestConfig::default() })]

    /// Whoever lives in a district that is named earlier comes first whenever they joined; of the same, or of none, who
    /// joined first.
    #[test]
    fn by_districts_the_earlier_named_comes_first_and_then_who_came_first(
        (homes, minutes) in (prop::array::uniform2(0..4_usize), prop::array::uniform2(0..600_u32)),
        order in Just(named(&["北窓", "南窓"])).prop_shuffle(),
    ) {
        let homes = homes.map(|home| ["北窓", "南窓", "峠下", ""][home]);
        let rules = Waitlist { order: Order::Areas(order.clone()), ..Waitlist::default() };
        let rank = |n: usize| {
            let joined_at = at("2026-10-01T09:00:00") + SignedDuration::from_mins(minutes[n].into());
            let entry = waits(n as u128 + 1, 60, joined_at);
            let who = Applicant { district: homes[n].to_owned(), ..someone(n as u128 + 1) };
            rules.rank_of(&[(&entry, &who)], entry.id, &[])
        };
        let place = |n: usize| order.iter().position(|area| area == homes[n]).unwrap_or(order.len());
        let first = (place(0), minutes[0]) <= (place(1), minutes[1]);
        prop_assert_eq!(rank(0) < rank(1), first, "{:?} {:?}", homes, minutes);
    }
}
