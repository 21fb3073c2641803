//! Every finding about sessions, slots, venues and the next dose, reached by spoiling one thing.

use crate::{
    spoil::{finds, first_at, session},
    town::{FIRST, HALL, OTHER, SECOND, Town, at, product, slot, someone},
};
use domain::{
    Door, Pool, VenueId,
    interval::Span,
    opening::{At, Finding, Hit, Lack, Severity},
    slot::Quota,
    venue::Session,
};
use jiff::civil::{date, time};
use uuid::Uuid;

#[test]
fn sessions_and_slots_that_are_not_there() {
    let no_sessions = |town: &mut Town| {
        town.setup.sessions.clear();
        town.setup.slots.clear();
    };
    finds(no_sessions, &[Finding::NoSession, Finding::NoSlot]);
    let without = |date| Finding::SessionWithoutSlots { date, venue: HALL };
    finds(|town| town.setup.slots.clear(), &[Finding::NoSlot, without(FIRST), without(SECOND)]);
    let closed = |town: &mut Town| {
        let now = town.now;
        town.setup.slots.iter_mut().for_each(|slot| slot.closed_at = Some(now));
    };
    finds(closed, &[Finding::NoSlot]);
}

#[test]
fn the_wrong_year() {
    let next_year = date(2027, 10, 20);
    let far = Finding::TooFarAhead { hit: session(next_year) };
    finds(|town| town.session(3, next_year), &[far]);
    let last_year = date(2025, 10, 20);
    let past = Finding::InThePast { hit: session(last_year) };
    finds(|town| town.session(3, last_year), &[past]);
}

#[test]
fn products_of_sessions() {
    let unknown = |town: &mut Town| {
        town.setup.slots[0].product = Some("phizer".to_owned());
    };
    let one = |places| Hit { first: first_at(FIRST), slots: 1, places };
    let product = "phizer".to_owned();
    finds(unknown, &[Finding::UnknownProduct { product, hit: one(6) }]);
    finds(|town| town.setup.slots[0].product = None, &[Finding::WithoutProduct { hit: one(6) }]);
    let until = date(2026, 11, 9);
    let past = Finding::PastValidity { product: "pfizer".to_owned(), until, hit: session(SECOND) };
    finds(|town| town.policy().products[0].usable_until = Some(until), &[past]);
}

#[test]
fn days_on_which_nobody_works() {
    let closed = Finding::ClosedDay { date: FIRST, hit: session(FIRST) };
    finds(|town| town.policy().closures.push(FIRST), &[closed]);
    let culture_day = date(2026, 11, 3);
    let holiday = Finding::Holiday { date: culture_day, hit: session(culture_day) };
    finds(
        |town| town.session(3, culture_day),
        &[Finding::NextDoseShort { dose: 2, wanted: 48, found: 24, soon: true }, holiday],
    );
}

#[test]
fn the_next_dose() {
    let only_first = |town: &mut Town| {
        town.setup.slots.truncate(4);
        town.setup.sessions.truncate(1);
    };
    finds(only_first, &[Finding::NoNextDose { dose: 2.into(), places: 24, soon: true }]);
    let half = |town: &mut Town| (4..8).for_each(|slot| town.set_places(slot, Pool::Public, 1));
    finds(half, &[Finding::NextDoseShort { dose: 2, wanted: 24, found: 12, soon: true }]);
    let too_late = |town: &mut Town| {
        town.policy().doses[1].intervals[0].rule.maximum = Some(Span::Days(20));
        town.session(3, date(2026, 11, 13));
    };
    finds(too_late, &[Finding::NextDoseShort { dose: 2, wanted: 48, found: 24, soon: true }]);
    let booster = Finding::NoNextDose { dose: 2.into(), places: 48, soon: false };
    let next_season = |town: &mut Town| {
        town.policy().doses[1].intervals[0].rule.minimum = Span::Months(6);
    };
    finds(next_season, std::slice::from_ref(&booster));
    assert_eq!(booster.severity(), Severity::LookAt);
    let other_product = |town: &mut Town| {
        town.policy().same_product = true;
        town.policy().products.push(product("moderna"));
        town.setup.slots[4..].iter_mut().for_each(|s| s.product = Some("moderna".to_owned()));
    };
    finds(other_product, &[Finding::NoNextDose { dose: 2.into(), places: 48, soon: true }]);
}

#[test]
fn people_who_would_find_no_second_dose() {
    let spoil = |town: &mut Town| {
        town.setup.programme.opens_at = Some(at("2026-09-01T09:00:00"));
        (0..3).for_each(|person| town.booked(person, 1, person));
        town.booked(0, 2, 4);
        town.setup.slots.truncate(5);
        town.set_places(4, Pool::CallCentre, 0);
        town.set_places(4, Pool::Public, 1);
    };
    finds(spoil, &[Finding::BookedWithoutNext { dose: 2, people: 2, found: 1 }]);
}

#[test]
fn slots() {
    let one = |minutes, places| Hit {
        first: At { starts: time(9, minutes, 0, 0), ..first_at(FIRST) },
        slots: 1,
        places,
    };
    let no_end = |town: &mut Town| town.setup.slots[1].ends = town.setup.slots[1].starts;
    finds(no_end, &[Finding::EndsNotAfterStart { hit: one(15, 6) }]);
    let empty = |town: &mut Town| {
        town.set_places(1, Pool::Public, 0);
        town.set_places(1, Pool::CallCentre, 0);
    };
    finds(empty, &[Finding::NoPlaces { hit: one(15, 0) }]);
    let longer = |town: &mut Town| town.setup.slots[1].ends = time(9, 31, 0, 0);
    finds(longer, &[Finding::Overlap { hit: one(30, 6) }]);
    let shared = |town: &mut Town| {
        let there = Session { programme: OTHER, ..town.setup.sessions[0].clone() };
        let flu = slot(99, &there, time(9, 20, 0, 0), time(9, 30, 0, 0));
        town.setup.elsewhere = vec![flu];
    };
    finds(shared, &[Finding::HallShared { programme: OTHER, hit: one(15, 6) }]);
}

#[test]
fn more_people_at_once_than_the_room_takes() {
    let roomy = |room| move |town: &mut Town| town.setup.venues[0].room = Some(room);
    finds(roomy(6), &[]);
    let whole = |room| {
        let (first, slots, places) = (first_at(FIRST), 8, 48);
        let hit = Hit { first, slots, places };
        Finding::BeyondRoom { venue: HALL, room, places: 6, hit }
    };
    finds(roomy(5), &[whole(5)]);
    let shared = |town: &mut Town| {
        roomy(10)(town);
        let there = Session { programme: OTHER, ..town.setup.sessions[0].clone() };
        town.setup.elsewhere = vec![slot(99, &there, time(9, 20, 0, 0), time(9, 30, 0, 0))];
    };
    let first = At { starts: time(9, 15, 0, 0), ..first_at(FIRST) };
    let hit = Hit { first, slots: 1, places: 6 };
    let both = Finding::BeyondRoom { venue: HALL, room: 10, places: 12, hit };
    finds(shared, &[Finding::HallShared { programme: OTHER, hit }, both]);
}

#[test]
fn vials_and_exams() {
    let of_six = |town: &mut Town| town.policy().products[0].vial = Some(6);
    finds(of_six, &[]);
    let one_more = |town: &mut Town| {
        of_six(town);
        town.set_places(4, Pool::CallCentre, 3);
    };
    let hit = Hit { places: 25, ..session(SECOND) };
    let product = "pfizer".to_owned();
    finds(one_more, &[Finding::VialsNotWhole { product, vial: 6, spare: 5, hit }]);
    let unknown = |town: &mut Town| {
        town.setup.slots[0].quotas.push(Quota { dose: 3, capacity: 1, booked: 0 });
        town.setup.slots[1].quotas.push(Quota { dose: 2, capacity: 1, booked: 0 });
    };
    let hit = Hit { first: first_at(FIRST), slots: 1, places: 6 };
    finds(unknown, &[Finding::QuotaUnknown { dose: 3, hit }]);
}

#[test]
fn a_dose_that_takes_two_places_needs_twice_the_room() {
    let twice = |town: &mut Town| town.policy().doses[1].places = 2;
    finds(twice, &[Finding::NextDoseShort { dose: 2, wanted: 24, found: 12, soon: true }]);
}

#[test]
fn several_exams_in_one_visit_take_one_place() {
    let exams = |town: &mut Town| {
        town.policy().doses[1].intervals.clear();
        town.policy().one_place_a_visit = true;
        town.roster.truncate(4);
    };
    finds(exams, &[Finding::ManyPlaces { places: 48, wanted: 4 }]);
}

#[test]
fn zeros() {
    let slot = |places| Hit { first: first_at(SECOND), slots: 1, places };
    let extra = |town: &mut Town| town.set_places(4, Pool::Public, 58);
    finds(extra, &[Finding::ExtraZero { usual: 6, hit: slot(60) }]);
    let nearly = |town: &mut Town| town.set_places(4, Pool::Public, 57);
    finds(nearly, &[]);
    let missing = |town: &mut Town| {
        (0..8).for_each(|index| town.set_places(index, Pool::Public, 38));
        town.set_places(4, Pool::Public, 2);
        town.set_places(5, Pool::Public, 76);
        town.roster.extend((31..=300).map(someone));
    };
    finds(missing, &[Finding::MissingZero { usual: 40, hit: slot(4) }]);
}

#[test]
fn places_beside_the_roster() {
    let many = |town: &mut Town| town.roster.truncate(2);
    finds(many, &[Finding::ManyPlaces { places: 48, wanted: 4 }]);
    let enough = |town: &mut Town| town.roster.truncate(3);
    finds(enough, &[]);
    let few = |town: &mut Town| town.roster.extend((31..=480).map(someone));
    finds(few, &[Finding::FewPlaces { places: 48, people: 480 }]);
    let not_so_few = |town: &mut Town| town.roster.extend((31..=479).map(someone));
    finds(not_so_few, &[]);
}

#[test]
fn doors() {
    let none = |town: &mut Town, pool| (0..8).for_each(|slot| town.set_places(slot, pool, 0));
    let share = |door| [Finding::DoorHasNoShare { door }];
    finds(|town| none(town, Pool::CallCentre), &share(Door::Phone));
    finds(|town| none(town, Pool::Public), &share(Door::Line));
}

#[test]
fn venues() {
    let lacks = |lacks| Finding::VenueLacks { venue: HALL, lacks };
    finds(|town| town.setup.venues[0].name.clear(), &[lacks(Lack::Name)]);
    finds(|town| town.setup.venues[0].address.clear(), &[lacks(Lack::Address)]);
    finds(|town| town.setup.venues[0].access.clear(), &[lacks(Lack::Access)]);
    let elsewhere = |town: &mut Town| town.setup.venues[0].id = VenueId(Uuid::from_u128(9));
    finds(elsewhere, &[lacks(Lack::Name), lacks(Lack::Address), lacks(Lack::Access)]);
}
