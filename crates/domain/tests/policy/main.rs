//! The rules a town sets as data, one story each: who, when, how far apart, how many, and all or none.

mod codes;
#[path = "../how_many/mod.rs"]
mod how_many;
#[path = "../linked/mod.rs"]
mod linked;
mod links;
mod moved;
mod proposal_laws;
mod proposals;
mod schedules;
mod series;
mod tables;
mod town;
mod vaccines;
mod vouchers;
mod waits;

use domain::{
    Actor, Applicant, Change, Command, CutOff, Dated, Dose, Policy, Pool, Refusal,
    age::{Age, AgeRule},
    command::{Book, Move},
    group::{Group, Proof, Release},
    interval::{Span, VaccineKind},
    person::Sex,
    product::{Given, Product},
    programme::{AfterCancelled, Limits, PoolRelease},
};
use jiff::civil::{date, time};
use town::{
    ACCOUNT, OCT_20, OFFICER, OTHER, PROGRAMME, Town, at, days_apart, dose, one_dose, rule, slot,
    two_doses,
};

#[test]
fn an_interval_that_changes_counts_from_its_own_day() {
    let mut policy = two_doses(20);
    policy.doses[1].intervals.push(Dated::from(date(2026, 11, 9), rule(Span::Days(13))));
    let mut town = Town::new(policy, &[OCT_20, date(2026, 11, 8), date(2026, 11, 9)]);
    let who = town.someone();
    town.books(&who, 1, 0).unwrap();
    let too_soon = Refusal::TooSoon { previous: OCT_20, earliest: date(2026, 11, 10) };
    assert_eq!(town.books(&who, 2, 1), Err(too_soon));
    assert!(town.books(&who, 2, 2).is_ok(), "the shorter interval holds from 9 November");
}

#[test]
fn a_dose_given_elsewhere_counts_like_one_booked_here() {
    let mut town = Town::new(two_doses(20), &[OCT_20, date(2026, 10, 26)]);
    let mut who = town.someone();
    let (series, kind) = ("covid-2021".to_owned(), VaccineKind::Inactivated);
    let on = date(2026, 10, 5);
    who.given.push(Given { series, dose: 1, on, product: None, kind });
    assert_eq!(town.books(&who, 1, 0), Err(Refusal::AlreadyGiven { dose: 1, on }));
    let earliest = date(2026, 10, 26);
    assert_eq!(town.books(&who, 2, 0), Err(Refusal::TooSoon { previous: on, earliest }));
    assert!(town.books(&who, 2, 1).is_ok());
}

#[test]
fn all_doses_are_of_one_product_where_the_programme_says_so() {
    let product = |code: &str, minimum| Product {
        code: code.to_owned(),
        name: code.to_owned(),
        kind: VaccineKind::Inactivated,
        intervals: days_apart(minimum),
        usable_until: Some(date(2026, 11, 30)),
        vial: Some(6),
    };
    let products = vec![product("pfizer", 18), product("moderna", 20)];
    let mut town = Town::new(Policy { same_product: true, products, ..two_doses(0) }, &[]);
    town.slot(0, PROGRAMME, OCT_20, Some("pfizer"));
    town.slot(1, PROGRAMME, date(2026, 11, 8), Some("moderna"));
    town.slot(2, PROGRAMME, date(2026, 11, 7), Some("pfizer"));
    town.slot(3, PROGRAMME, date(2026, 11, 8), Some("pfizer"));
    town.slot(4, PROGRAMME, date(2026, 12, 1), Some("pfizer"));
    let who = town.someone();
    town.books(&who, 1, 0).unwrap();
    assert_eq!(town.books(&who, 2, 1), Err(Refusal::OtherProduct { before: "pfizer".to_owned() }));
    let too_soon = Refusal::TooSoon { previous: OCT_20, earliest: date(2026, 11, 8) };
    assert_eq!(town.books(&who, 2, 2), Err(too_soon), "the product's own interval: 18 days");
    assert_eq!(town.books(&who, 2, 4), Err(Refusal::ProductUnusable { until: date(2026, 11, 30) }));
    assert!(town.books(&who, 2, 3).is_ok());
}

#[test]
fn a_booster_keeps_its_own_interval_whatever_product_is_given() {
    let pfizer = Product { intervals: days_apart(18), ..live("pfizer") };
    let mut policy = Policy { products: vec![pfizer], ..two_doses(18) };
    let third = Dose {
        number: 3,
        name: "3回目".to_owned(),
        intervals: days_apart(180),
        whatever_product: true,
        ..policy.doses[1].clone()
    };
    policy.doses.push(third);
    let mut town = Town::new(policy, &[]);
    for (index, day) in
        [(0, OCT_20), (1, date(2026, 11, 8)), (2, date(2026, 12, 8)), (3, date(2027, 5, 8))]
    {
        town.slot(index, PROGRAMME, day, Some("pfizer"));
    }
    let who = town.someone();
    town.books(&who, 1, 0).unwrap();
    town.books(&who, 2, 1).unwrap();
    let too_soon = Refusal::TooSoon { previous: date(2026, 11, 8), earliest: date(2027, 5, 8) };
    assert_eq!(
        town.books(&who, 3, 2),
        Err(too_soon),
        "not three weeks, as the product alone would have it"
    );
    assert!(town.books(&who, 3, 3).is_ok());
}

/// A vaccine that is injected live.
fn live(code: &str) -> Product {
    Product {
        code: code.to_owned(),
        name: code.to_owned(),
        kind: VaccineKind::InjectedLive,
        intervals: Vec::new(),
        usable_until: None,
        vial: None,
    }
}

#[test]
fn injected_live_vaccines_keep_27_days_from_each_other_in_both_directions() {
    let mut town = Town::new(Policy { products: vec![live("mr")], ..one_dose() }, &[]);
    town.programme(OTHER, Policy { products: vec![live("varicella")], ..one_dose() });
    town.slot(0, OTHER, OCT_20, Some("varicella"));
    for (index, day) in [(1, 1), (2, 16), (3, 17)] {
        town.slot(index, PROGRAMME, date(2026, 11, day), Some("mr"));
    }
    town.slot(4, PROGRAMME, date(2026, 9, 23), Some("mr"));
    let who = town.someone();
    town.books(&who, 1, 0).unwrap();
    let near = Refusal::TooNearOtherVaccine { other: OCT_20, earliest: date(2026, 11, 17) };
    assert_eq!(town.books(&who, 1, 1), Err(near.clone()));
    assert_eq!(town.books(&who, 1, 2), Err(near.clone()));
    town.now = at("2026-09-10T09:00:00");
    assert_eq!(town.books(&who, 1, 4), Err(near), "27 September would still be too near before it");
    assert!(town.books(&who, 1, 3).is_ok(), "the same weekday four weeks later");

    town.slot(5, PROGRAMME, OCT_20, Some("mr"));
    let both = town.someone();
    town.books(&both, 1, 0).unwrap();
    assert!(town.books(&both, 1, 5).is_ok(), "both on one and the same day");
}

#[test]
fn groups_are_released_one_after_another_to_the_second() {
    let elderly = Group {
        code: "elderly".to_owned(),
        name: "65歳以上".to_owned(),
        proof: Proof::Age(vec![AgeRule::OnTheDay {
            from: Some(Age { years: 65, months: 0 }),
            under: None,
        }]),
    };
    let declared =
        Group { code: "ill".to_owned(), name: "基礎疾患".to_owned(), proof: Proof::Declared };
    let release = |group: Option<&str>, from: &str| Release {
        group: group.map(str::to_owned),
        from: at(from),
        first: None,
        last: Some(date(2026, 10, 31)),
    };
    let releases = vec![
        release(Some("elderly"), "2026-10-01T09:00:00"),
        release(Some("ill"), "2026-10-08T09:00:00"),
        release(None, "2026-10-15T09:00:00"),
    ];
    let policy = Policy { groups: vec![elderly, declared], releases, ..one_dose() };
    let mut town = Town::new(policy, &[OCT_20, date(2026, 11, 1)]);
    let old = town.someone();
    let young = Applicant { birth: date(1990, 5, 5), ..town.someone() };
    let ill = Applicant { declared: vec!["ill".to_owned()], ..young.clone() };
    assert!(town.books(&old, 1, 0).is_ok());
    let from = |text| Err(Refusal::NotOpenYet { from: Some(at(text)) });
    assert_eq!(town.books(&young, 1, 0), from("2026-10-15T09:00:00"));
    assert_eq!(town.books(&ill, 1, 0), from("2026-10-08T09:00:00"));
    town.now = at("2026-10-08T08:59:59");
    assert_eq!(town.books(&ill, 1, 0), from("2026-10-08T09:00:00"));
    town.now = at("2026-10-08T09:00:00");
    assert_eq!(town.books(&young, 1, 1), Err(Refusal::NotYourGroup), "November is not released");
    assert!(town.books(&ill, 1, 0).is_ok());
}

#[test]
fn cut_offs_count_business_days_over_holidays_and_closures() {
    // 3 November 2026 is 文化の日, a Tuesday; the town hall is also closed on Monday the 2nd.
    let wednesday = date(2026, 11, 4);
    let book_until = CutOff::BusinessDaysBeforeAt(1, time(17, 0, 0, 0));
    let closures = vec![date(2026, 11, 2)];
    let mut town = Town::new(Policy { book_until, closures, ..one_dose() }, &[wednesday]);
    let who = town.someone();
    town.now = at("2026-10-30T17:00:00");
    let closed_at = at("2026-10-30T17:00:00");
    assert_eq!(town.books(&who, 1, 0), Err(Refusal::PastCutOff { closed_at }));
    town.now = at("2026-10-30T16:59:59");
    assert!(town.books(&who, 1, 0).is_ok());
}

#[test]
fn a_pool_nobody_needs_any_more_opens_to_everyone_at_its_hour() {
    let release = PoolRelease { pool: Pool::CallCentre, days_before: 3, at: time(12, 0, 0, 0) };
    let mut town = Town::new(Policy { pool_releases: vec![release], ..one_dose() }, &[OCT_20]);
    let people = [town.someone(), town.someone(), town.someone(), town.someone()];
    assert!(town.books(&people[0], 1, 0).is_ok());
    assert!(town.books(&people[1], 1, 0).is_ok());
    town.now = at("2026-10-17T11:59:59");
    assert_eq!(town.books(&people[2], 1, 0), Err(Refusal::Full));
    town.now = at("2026-10-17T12:00:00");
    assert!(town.books(&people[2], 1, 0).is_ok(), "the phone's place");
    assert_eq!(town.books(&people[3], 1, 0), Err(Refusal::Full));
}

#[test]
fn limits_stop_hoarders_and_not_families() {
    let limits = Limits { live_per_account: Some(4), persons_per_day: Some(2) };
    let days = [OCT_20, date(2026, 10, 21), date(2026, 10, 22)];
    let mut town = Town::new(Policy { limits, ..one_dose() }, &days);
    town.ledger.holds.insert(ACCOUNT, Vec::new());
    let people: Vec<Applicant> = (0..6).map(|_| town.someone()).collect();
    assert!(town.books(&people[0], 1, 0).is_ok());
    assert!(town.books(&people[1], 1, 0).is_ok());
    assert_eq!(town.books(&people[2], 1, 0), Err(Refusal::AccountFullOnDay { most: 2 }));
    assert!(town.books(&people[2], 1, 1).is_ok());
    assert!(town.books(&people[3], 1, 1).is_ok());
    assert_eq!(town.books(&people[4], 1, 2), Err(Refusal::AccountFull { most: 4 }));
    assert!(town.cancels(&people[0], 1, 0).is_ok());
    assert!(town.books(&people[4], 1, 2).is_ok(), "a cancelled booking counts no more");
    let Book { id, applicant, door, by, at, .. } = town.wish(&people[4], 1, 2);
    let to = Move { booking: id, applicant, to: slot(0), door, by, at };
    assert!(town.ledger.decide(&Command::Move(to)).is_ok(), "a move needs no room under the limit");
}

#[test]
fn residence_and_sex_are_asked_where_the_programme_says_so() {
    let for_women = Dose { sex: Some(Sex::Female), ..dose(1) };
    let policy = Policy { residents_only: true, doses: vec![for_women], ..Policy::default() };
    let mut town = Town::new(policy, &[OCT_20]);
    let woman = Applicant { sex: Sex::Female, ..town.someone() };
    let away = Applicant { resident: false, ..woman.clone() };
    let man = Applicant { sex: Sex::Male, ..town.someone() };
    assert_eq!(town.books(&away, 1, 0), Err(Refusal::NotResident));
    assert_eq!(town.books(&man, 1, 0), Err(Refusal::OtherSex));
    assert!(town.books(&woman, 1, 0).is_ok());
}

#[test]
fn a_family_is_booked_together_or_not_at_all() {
    let mut town = Town::new(one_dose(), &[OCT_20]);
    let family = [town.someone(), town.someone(), town.someone()];
    let wishes = family.iter().map(|who| town.wish(who, 1, 0)).collect();
    let before = format!("{:?}", town.ledger.slots);
    let refused = town.ledger.decide(&Command::Together(wishes));
    let why = Box::new(Refusal::Full);
    assert_eq!(refused, Err(Refusal::OneOfThem { index: 2, why }));
    assert_eq!(format!("{:?}", town.ledger.slots), before, "nothing was taken");
    assert_eq!(town.ledger.numbers_used, 0);
    let wishes = family[..2].iter().map(|who| town.wish(who, 1, 0)).collect();
    let both = town.ledger.decide(&Command::Together(wishes)).unwrap();
    assert_eq!((both.changes.len(), both.notices.len()), (2, 2));
}

#[test]
fn both_doses_are_booked_in_one_go() {
    let mut town = Town::new(two_doses(20), &[OCT_20, date(2026, 11, 9), date(2026, 11, 10)]);
    let who = town.someone();
    let pair = |town: &Town, second| vec![town.wish(&who, 1, 0), town.wish(&who, 2, second)];
    let wishes = pair(&town, 1);
    assert!(matches!(
        town.ledger.decide(&Command::Together(wishes)),
        Err(Refusal::OneOfThem { index: 1, .. })
    ));
    let wishes = pair(&town, 2);
    assert!(town.ledger.decide(&Command::Together(wishes)).is_ok());
}

#[test]
fn a_first_dose_takes_its_second_with_it_or_stays_as_the_town_decides() {
    for (policy, gone) in [(AfterCancelled::CancelToo, 2), (AfterCancelled::Refuse, 0)] {
        let policy = Policy { after_cancelled: policy, ..two_doses(20) };
        let mut town = Town::new(policy, &[OCT_20, date(2026, 11, 10)]);
        let who = town.someone();
        town.books(&who, 1, 0).unwrap();
        town.books(&who, 2, 1).unwrap();
        let cancelled = town.cancels(&who, 1, 0);
        if gone == 0 {
            assert_eq!(cancelled, Err(Refusal::LaterDoseBooked { dose: 2 }));
            assert_eq!((town.left(0), town.left(1)), (2, 2));
        } else {
            assert_eq!(cancelled.unwrap().changes.len(), gone);
            assert_eq!((town.left(0), town.left(1)), (3, 3));
        }
    }
}

#[test]
fn exams_stand_alone_and_are_cancelled_alone() {
    let policy = Policy { doses: vec![dose(1), dose(2)], ..Policy::default() };
    let mut town = Town::new(policy, &[OCT_20, date(2026, 10, 21)]);
    let who = town.someone();
    assert!(town.books(&who, 2, 0).is_ok(), "the second exam needs no first");
    assert!(town.books(&who, 1, 1).is_ok());
    assert_eq!(town.cancels(&who, 1, 1).unwrap().changes.len(), 1);
}

#[test]
fn staff_may_set_a_cut_off_aside_with_a_reason_but_never_a_minimum() {
    let policy = Policy { book_until: CutOff::DaysBefore(7), ..two_doses(20) };
    let mut town = Town::new(policy, &[OCT_20, date(2026, 11, 9)]);
    town.now = at("2026-10-19T09:00:00");
    let who = town.someone();
    assert!(matches!(town.books(&who, 1, 0), Err(Refusal::PastCutOff { .. })));
    let with_reason = |town: &Town, dose, index, by| Book {
        exception: Some("医師の依頼".to_owned()),
        by,
        ..town.wish(&who, dose, index)
    };
    let by_resident = with_reason(&town, 1, 0, Actor::Account(ACCOUNT));
    let refused = town.ledger.decide(&Command::Book(by_resident));
    assert!(matches!(refused, Err(Refusal::PastCutOff { .. })), "residents have no exceptions");
    let by_officer = with_reason(&town, 1, 0, OFFICER);
    let made = town.ledger.decide(&Command::Book(by_officer)).unwrap();
    assert!(matches!(made.changes[..], [Change::BookingMade(_)]));
    let too_soon = with_reason(&town, 2, 1, OFFICER);
    let refused = town.ledger.decide(&Command::Book(too_soon));
    assert!(matches!(refused, Err(Refusal::TooSoon { .. })), "a minimum is a matter of safety");
}

#[test]
fn a_number_is_not_given_twice_because_a_family_was_refused() {
    let mut town = Town::new(one_dose(), &[OCT_20]);
    let people = [town.someone(), town.someone(), town.someone(), town.someone()];
    town.books(&people[0], 1, 0).unwrap();
    let family = people[1..].iter().map(|who| town.wish(who, 1, 0)).collect();
    assert!(town.ledger.decide(&Command::Together(family)).is_err(), "two of three have a place");
    town.books(&people[3], 1, 0).unwrap();
    let numbers: Vec<_> = people
        .iter()
        .flat_map(|who| town.ledger.bookings.get(&who.person).into_iter().flatten())
        .map(|booking| booking.number)
        .collect();
    assert_eq!(numbers.len(), 2);
    assert_ne!(numbers[0], numbers[1]);
}

#[test]
fn a_programme_is_open_from_its_first_instant_to_just_before_its_end() {
    let (opens, closes) = (at("2026-10-01T09:00:00"), at("2026-10-02T17:00:00"));
    let mut town = Town::new(one_dose(), &[OCT_20]);
    let who = town.someone();
    let mut programme = town.ledger.programmes[&PROGRAMME].clone();
    (programme.opens_at, programme.closes_at) = (Some(opens), Some(closes));
    let second = jiff::SignedDuration::from_secs(1);
    for (now, open) in
        [(opens - second, false), (opens, true), (closes - second, true), (closes, false)]
    {
        assert_eq!(programme.is_open(now), open, "{now}");
        let may =
            domain::booking::may_have(&programme, 1, &who, (&[], &[]), domain::Sight::Whole, now);
        assert_eq!(may.is_ok(), open, "the rules say the same: {may:?}");
    }
    programme.opens_at = None;
    assert!(!programme.is_open(opens), "announced, and closed");
}

#[test]
fn an_account_learns_nothing_from_the_answers_about_a_booking_it_may_not_see() {
    let mut town = Town::new(two_doses(20), &[OCT_20, date(2026, 11, 9), date(2026, 11, 10)]);
    let who = town.someone();
    let by_phone = Book { account: None, by: OFFICER, ..town.wish(&who, 1, 0) };
    town.ledger.decide(&Command::Book(by_phone)).unwrap();
    for day in [1, 2] {
        let answer = town.books(&who, 2, day);
        assert_eq!(answer, Err(Refusal::AlreadyBooked { dose: 1 }), "the same on every day");
    }
    let by_officer = Book { by: OFFICER, ..town.wish(&who, 2, 2) };
    assert!(town.ledger.decide(&Command::Book(by_officer)).is_ok());
}
