//! From when something is possible, and what is never printed of a person.

use super::town::{Town, two_doses};
use crate::{OCT_20, OFFICER, PROGRAMME};
use domain::{
    Applicant, Door, Slot,
    from_when::{Possible, first_possible},
    person::{Details, Person, Sex},
};
use jiff::civil::date;

#[test]
fn the_first_possible_day_is_not_hindered_by_staff_having_closed_the_slot_that_was_asked_for() {
    let mut town = Town::new(two_doses(13), &[OCT_20]);
    let (who, now) = (town.someone(), town.now);
    let slot = town.ledger.slots.values_mut().next().unwrap();
    *slot = Slot { closed_at: Some(now), ..slot.clone() };
    let slot = slot.clone();
    let programme = &town.ledger.programmes[&PROGRAMME];
    let facts = town.ledger.facts(&who, programme, OFFICER);
    let possible = first_possible(&facts.case(programme, 1, &slot, &who), Door::Line, now);
    let today = date(2026, 10, 1);
    assert_eq!(possible, Some(Possible { day: today, from: now }));
}

#[test]
fn printing_a_person_says_which_and_nothing_else() {
    let mut town = Town::new(two_doses(13), &[OCT_20]);
    let Applicant { person: id, birth, .. } = town.someone();
    let details = Details {
        address_number: Some("4711".to_owned()),
        name: "滝沢 花子".to_owned(),
        kana: "タキザワ ハナコ".to_owned(),
        birth,
        sex: Sex::Female,
        phone: Some("090-0000-0000".to_owned()),
        postal_code: None,
        address: "本町1".to_owned(),
        district: String::new(),
        resident: true,
        groups: Vec::new(),
        given: Vec::new(),
        records: Vec::new(),
        note: None,
    };
    assert_eq!(format!("{details:?}"), "Details(sealed)");
    let person = Person { id, details, vouchers: Vec::new(), protected_at: None };
    let printed = format!("{:?} {person:?}", person.applicant());
    assert!(printed.contains(&format!("Applicant {{ person: {id:?}, .. }}")), "{printed}");
    for personal in ["4711", "滝沢", "タキザワ", "1957", "Female", "090", "本町"] {
        assert!(!printed.contains(personal), "{personal}: {printed}");
    }
}
