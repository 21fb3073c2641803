//! Proposals in stories, and against brute force over small towns: what is proposed is accepted, and where
//! nothing is proposed there is nothing.

use super::{
    PROGRAMME,
    how_many::cases,
    town::{Town, at, dose, rule, slot, two_doses},
    vaccines::check_up,
};
use domain::{
    Applicant, Command, Dated, Dose, Ledger, Policy, Refusal, SessionId, SlotId, VenueId,
    age::{Age, AgeRule},
    command::Book,
    interval::Span,
    programme::Limits,
    proposal::{Company, Next, next_dose, together},
    when::Date,
};
use jiff::{
    ToSpan,
    civil::{date, time},
};
use proptest::{prelude::*, strategy::ValueTree};
use uuid::Uuid;

/// A slot of half an hour: its day and hour, which venue it is at, and its public places.
#[derive(Clone, Copy, Debug)]
struct Half {
    day: Date,
    half: i8,
    venue: u128,
    places: u32,
}

/// A town with these slots; those of one day and venue are of one session.
fn town(policy: Policy, halves: &[Half]) -> Town {
    let days: Vec<Date> = halves.iter().map(|half| half.day).collect();
    let mut town = Town::new(policy, &days);
    for (index, half) in halves.iter().enumerate() {
        let day = u128::from(half.day.day_of_year().unsigned_abs());
        let slot = town.ledger.slots.get_mut(&slot(index)).expect("one a half");
        slot.session = SessionId(Uuid::from_u128(day * 10 + half.venue));
        slot.venue = VenueId(Uuid::from_u128(half.venue));
        slot.starts = time(9 + half.half / 2, half.half % 2 * 30, 0, 0);
        slot.ends = time(9 + (half.half + 1) / 2, (half.half + 1) % 2 * 30, 0, 0);
        slot.pools[0].capacity = half.places;
        slot.pools[1].capacity = 0;
    }
    town
}

fn half(day: Date, half: i8, venue: u128, places: u32) -> Half {
    Half { day, half, venue, places }
}

fn all(town: &Town) -> Vec<SlotId> {
    (0..town.ledger.slots.len()).map(slot).collect()
}

/// The index of the slot of each wish.
fn places(wishes: &[Book]) -> Vec<usize> {
    let index = |book: &Book| usize::try_from(book.slot.0.as_u128()).expect("a small id") - 1;
    wishes.iter().map(index).collect()
}

const TUESDAY: Date = date(2026, 10, 20);

/// Both doses: the first at this slot, the second wherever it is proposed.
fn both(town: &Town, who: &Applicant, first: usize) -> Next {
    let (first, second) = (town.wish(who, 1, first), town.wish(who, 2, first));
    let second = Book { slot: SlotId(Uuid::nil()), ..second };
    next_dose(&town.ledger, &[first], &second, &all(town)).expect("dose 1 can be booked")
}

fn second_at(next: &Next) -> usize {
    let Next::Place(wishes) = next else { panic!("{next:?}") };
    places(wishes)[1]
}

fn pfizer() -> Policy {
    let mut policy = two_doses(18);
    policy.doses[1].intervals[0].rule.standard = Some(Span::Days(20));
    policy
}

#[test]
fn the_second_dose_is_proposed_on_the_same_weekday_at_the_same_hour_and_venue() {
    let in_weeks = |weeks: i64| TUESDAY.saturating_add(weeks.weeks());
    let halves = [
        half(TUESDAY, 2, 1, 1),
        half(in_weeks(3), 2, 2, 1),
        half(in_weeks(3), 2, 1, 1),
        half(in_weeks(3), 3, 1, 1),
        half(in_weeks(4), 2, 1, 1),
        half(in_weeks(3).yesterday().unwrap(), 2, 1, 1),
    ];
    let mut town = town(pfizer(), &halves);
    let who = town.someone();
    assert_eq!(second_at(&both(&town, &who, 0)), 2);
    let full = |town: &mut Town, index| {
        town.ledger.slots.get_mut(&slot(index)).unwrap().pools[0].capacity = 0;
    };
    for next in [1, 3, 4, 5] {
        let was = second_at(&both(&town, &who, 0));
        full(&mut town, was);
        let is = second_at(&both(&town, &who, 0));
        assert_eq!(is, next, "other venue, half an hour later, a week later, before the standard");
    }
    full(&mut town, 5);
    let Next::Nowhere(Some(possible)) = both(&town, &who, 0) else { panic!("a full town") };
    assert_eq!(possible.day, date(2026, 11, 8), "18 whole days after");
}

#[test]
fn a_booked_first_dose_is_followed_and_one_given_elsewhere_too() {
    let weekday = date(2026, 11, 11);
    let halves = [
        half(TUESDAY, 2, 1, 1),
        half(weekday, 2, 1, 1),
        half(weekday.tomorrow().unwrap(), 2, 1, 1),
    ];
    let mut town = town(pfizer(), &halves);
    let who = town.someone();
    town.books(&who, 1, 0).unwrap();
    let second = town.wish(&who, 2, 0);
    let proposed = next_dose(&town.ledger, &[], &second, &all(&town)).unwrap();
    assert!(matches!(&proposed, Next::Place(wishes) if places(wishes) == [1]), "{proposed:?}");

    let mut other = town.someone();
    other.given.push(domain::product::Given {
        series: "covid-2021".to_owned(),
        dose: 1,
        on: date(2026, 10, 22),
        product: None,
        kind: domain::interval::VaccineKind::Inactivated,
    });
    let second = town.wish(&other, 2, 0);
    let proposed = next_dose(&town.ledger, &[], &second, &all(&town)).unwrap();
    assert!(matches!(&proposed, Next::Place(wishes) if places(wishes) == [2]), "{proposed:?}");
}

#[test]
fn no_second_dose_is_proposed_where_none_is_needed_or_the_first_cannot_be() {
    let mut town =
        town(Policy { doses: vec![dose(1)], ..Policy::default() }, &[half(TUESDAY, 2, 1, 1)]);
    let who = town.someone();
    assert!(matches!(both(&town, &who, 0), Next::Nowhere(None)));
    town.books(&who, 1, 0).unwrap();
    let other = town.someone();
    let (first, second) = (town.wish(&other, 1, 0), town.wish(&other, 2, 0));
    let refused = next_dose(&town.ledger, &[first], &second, &all(&town)).unwrap_err();
    assert_eq!(refused, Refusal::OneOfThem { index: 0, why: Box::new(Refusal::Full) });
}

#[test]
fn where_nothing_has_room_the_day_from_which_is_told_with_its_instant() {
    let mut town = town(pfizer(), &[half(TUESDAY, 2, 1, 1)]);
    town.ledger.programmes.get_mut(&PROGRAMME).unwrap().policy.releases = vec![
        domain::group::Release {
            group: None,
            from: at("2026-09-10T09:00:00"),
            first: None,
            last: Some(TUESDAY),
        },
        domain::group::Release {
            group: None,
            from: at("2026-10-15T09:00:00"),
            first: None,
            last: None,
        },
    ];
    let who = town.someone();
    let Next::Nowhere(Some(possible)) = both(&town, &who, 0) else { panic!("one slot only") };
    assert_eq!(possible.day, date(2026, 11, 8));
    assert_eq!(possible.from, at("2026-10-15T09:00:00"));
}

fn family(town: &mut Town, size: usize) -> Vec<Book> {
    let people: Vec<Applicant> = (0..size).map(|_| town.someone()).collect();
    people.iter().map(|who| town.wish(who, 1, 0)).collect()
}

fn one_dose() -> Policy {
    Policy { doses: vec![dose(1)], ..Policy::default() }
}

#[test]
fn a_family_sits_in_one_slot_or_in_slots_that_follow_each_other() {
    let next = TUESDAY.tomorrow().unwrap();
    let halves = [
        half(TUESDAY, 0, 1, 1),
        half(TUESDAY, 1, 2, 1),
        half(TUESDAY, 2, 1, 2),
        half(next, 0, 1, 1),
        half(next, 1, 1, 1),
        half(next, 2, 1, 1),
        half(next, 4, 1, 3),
    ];
    let mut town = town(one_dose(), &halves);
    let found = |town: &mut Town, size, company| {
        let drafts = family(town, size);
        together(&town.ledger, &drafts, &all(town), company).map(|wishes| places(&wishes))
    };
    assert_eq!(found(&mut town, 2, Company::Adjacent), Some(vec![2, 2]));
    assert_eq!(found(&mut town, 3, Company::Adjacent), Some(vec![3, 4, 5]));
    assert_eq!(found(&mut town, 4, Company::Adjacent), None, "there is a gap before the last");
    assert_eq!(found(&mut town, 2, Company::Apart), Some(vec![0, 3]));
    assert_eq!(found(&mut town, 3, Company::Apart), None, "there are two days");
    assert_eq!(found(&mut town, 0, Company::Apart), None);
}

#[test]
fn nobody_takes_the_only_day_of_another() {
    let mut policy = one_dose();
    let under = Some(Age { years: 65, months: 0 });
    policy.doses[0].ages =
        vec![Dated::from(TUESDAY.tomorrow().unwrap(), AgeRule::OnTheDay { from: None, under })];
    let next = TUESDAY.tomorrow().unwrap();
    let halves = [half(TUESDAY, 0, 1, 1), half(next, 0, 1, 1)];
    let mut town = town(policy, &halves);
    let young = Applicant { birth: date(1990, 5, 5), ..town.someone() };
    let old = town.someone();
    let drafts = [town.wish(&young, 1, 0), town.wish(&old, 1, 0)];
    let found = together(&town.ledger, &drafts, &all(&town), Company::Apart).unwrap();
    assert_eq!(places(&found), [1, 0], "the elder may come on the first day alone");
}

#[test]
fn several_exams_of_one_person_are_found_in_one_go() {
    let halves = [half(TUESDAY, 0, 1, 1), half(TUESDAY, 1, 1, 1), half(TUESDAY, 2, 1, 2)];
    let mut town = town(Policy { patterns: Vec::new(), ..check_up() }, &halves);
    let who = town.someone();
    let drafts = [2, 3, 4].map(|exam| town.wish(&who, exam, 0));
    let found = together(&town.ledger, &drafts, &all(&town), Company::Adjacent).unwrap();
    assert_eq!(places(&found), [0, 1, 2]);
    assert_eq!(town.ledger.decide(&Command::Together(found)).unwrap().changes.len(), 3);
}

/// A small town as it is drawn: its slots, who is taken by others, who wants to come, and the limits.
#[derive(Clone, Debug)]
struct Small {
    halves: Vec<Half>,
    births: Vec<Date>,
    limits: Limits,
    binds: bool,
    later: u32,
}

prop_compose! {
    fn any_half()(day in 0..6_i64, half in 0..4_i8, venue in 1..3_u128, places in 0..4_u32) -> Half {
        Half { day: TUESDAY.saturating_add((day * 5).days()), half, venue, places }
    }
}

prop_compose! {
    fn any_small()(
        mut halves in prop::collection::vec(any_half(), 1..9),
        births in prop::collection::vec(prop_oneof![Just(date(1957, 4, 1)), Just(date(2014, 11, 2))], 1..4),
        persons_per_day in prop_oneof![3 => Just(None), 1 => (1..3_u32).prop_map(Some)],
        live_per_account in prop_oneof![5 => Just(None), 1 => (2..4_u32).prop_map(Some)],
        binds in any::<bool>(),
        later in 10..16_u32,
    ) -> Small {
        // One slot at a time in each hall.
        halves.sort_by_key(|half| (half.day, half.venue, half.half));
        halves.dedup_by_key(|half| (half.day, half.venue, half.half));
        Small { halves, births, limits: Limits { live_per_account, persons_per_day }, binds, later }
    }
}

impl Small {
    /// Two doses from twelve years, ten to fifteen days apart at least, up to three weeks usually.
    fn town(&self) -> Town {
        let from = Some(Age { years: 12, months: 0 });
        let ages = vec![Dated::always(AgeRule::OnTheDay { from, under: None })];
        let mut rule = rule(Span::Days(self.later));
        rule.standard = Some(Span::Days(self.later + 2));
        rule.standard_latest = Some(Span::Days(21));
        let first = Dose { ages: ages.clone(), ..dose(1) };
        let second = Dose { ages, intervals: vec![Dated::always(rule)], ..dose(2) };
        let doses = vec![first, second];
        let (limits, standard_binds) = (self.limits, self.binds);
        let mut town =
            town(Policy { doses, limits, standard_binds, ..Policy::default() }, &self.halves);
        town.ledger.holds.insert(super::ACCOUNT, Vec::new());
        town
    }
}

fn accepted(ledger: &Ledger, wishes: &[Book]) -> bool {
    ledger.clone().decide(&Command::Together(wishes.to_vec())).is_ok()
}

/// Every way to give each draft a slot.
fn every_way(drafts: &[Book], slots: &[SlotId]) -> Vec<Vec<Book>> {
    drafts.iter().fold(vec![Vec::new()], |ways, draft| {
        let with = |way: &Vec<Book>, slot: &SlotId| {
            way.iter().cloned().chain([Book { slot: *slot, ..draft.clone() }]).collect()
        };
        ways.iter().flat_map(|way| slots.iter().map(move |slot| with(way, slot))).collect()
    })
}

fn starts(ledger: &Ledger, way: &[Book]) -> Vec<jiff::Timestamp> {
    way.iter().map(|book| ledger.slots[&book.slot].starts_at()).collect()
}

/// One session, and no half hour empty between the first and the last.
fn is_adjacent(ledger: &Ledger, way: &[Book]) -> bool {
    let session = ledger.slots[&way[0].slot].session;
    let mut starts = starts(ledger, way);
    starts.sort();
    way.iter().all(|book| ledger.slots[&book.slot].session == session)
        && starts.windows(2).all(|pair| pair[1].as_second() - pair[0].as_second() <= 1800)
}

fn is_apart(ledger: &Ledger, way: &[Book]) -> bool {
    let mut days: Vec<Date> = way.iter().map(|book| ledger.slots[&book.slot].date).collect();
    days.sort();
    days.windows(2).all(|pair| pair[0] < pair[1])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_family_is_proposed_the_earliest_places_that_are_accepted_or_none_where_there_are_none(small in any_small()) {
        let mut town = small.town();
        let people: Vec<Applicant> = small.births.iter().map(|birth| Applicant { birth: *birth, ..town.someone() }).collect();
        let drafts: Vec<Book> = people.iter().map(|who| town.wish(who, 1, 0)).collect();
        let (ledger, slots) = (&town.ledger, all(&town));
        for (company, fits) in [(Company::Adjacent, is_adjacent as fn(&Ledger, &[Book]) -> bool), (Company::Apart, is_apart)] {
            let ways = every_way(&drafts, &slots);
            let ways = ways.iter().filter(|way| fits(ledger, way) && accepted(ledger, way));
            let best = match company {
                Company::Adjacent => ways.map(|way| starts(ledger, way).into_iter().min().into_iter().collect()).min(),
                Company::Apart => ways.map(|way| starts(ledger, way)).min(),
            };
            let found = together(ledger, &drafts, &slots, company);
            let told = found.as_ref().map(|wishes| {
                assert!(accepted(ledger, wishes) && fits(ledger, wishes), "{wishes:?}");
                let starts = starts(ledger, wishes);
                if company == Company::Apart { starts } else { starts.into_iter().min().into_iter().collect() }
            });
            prop_assert_eq!(told, best, "{:?}", company);
        }
    }

    #[test]
    fn a_second_dose_is_proposed_where_it_is_accepted_or_nowhere_where_it_is_not(small in any_small(), at in any::<prop::sample::Index>()) {
        let mut town = small.town();
        let who = Applicant { birth: small.births[0], ..town.someone() };
        let slots = all(&town);
        let first = town.wish(&who, 1, at.index(slots.len()));
        let second = town.wish(&who, 2, 0);
        let ledger = &town.ledger;
        let pair = |slot: &SlotId| vec![first.clone(), Book { slot: *slot, ..second.clone() }];
        let possible: Vec<_> = slots.iter().map(pair).filter(|pair| accepted(ledger, pair)).collect();
        match next_dose(ledger, std::slice::from_ref(&first), &second, &slots) {
            Err(_) => prop_assert!(!accepted(ledger, std::slice::from_ref(&first))),
            Ok(Next::Nowhere(_)) => prop_assert!(possible.is_empty()),
            Ok(Next::Place(wishes)) => {
                prop_assert!(accepted(ledger, &wishes));
                let own = &ledger.slots[&first.slot];
                let same = |book: &Book| {
                    let slot = &ledger.slots[&book.slot];
                    let days = (slot.date - own.date).get_days();
                    let usual = days > i32::try_from(small.later).unwrap() + 2 && days <= 22;
                    usual && days % 7 == 0 && days < i32::try_from(small.later).unwrap() + 3 + 7
                        && (slot.starts, slot.venue) == (own.starts, own.venue)
                };
                let wanted = possible.iter().any(|pair| same(&pair[1]));
                prop_assert_eq!(same(&wishes[1]), wanted, "the same weekday, hour and venue, if to be had");
            }
        }
    }
}

/// The laws above say little of towns in which nothing is found, or everything.
#[test]
fn random_small_towns_propose_and_do_not() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut counts = [[0; 2]; 3];
    for _ in 0..300 {
        let small = any_small().new_tree(&mut runner).unwrap().current();
        let mut town = small.town();
        let people: Vec<Applicant> = (0..3).map(|_| town.someone()).collect();
        let drafts: Vec<Book> = people.iter().map(|who| town.wish(who, 1, 0)).collect();
        let slots = all(&town);
        let adjacent = together(&town.ledger, &drafts, &slots, Company::Adjacent);
        let apart = together(&town.ledger, &drafts, &slots, Company::Apart);
        let second = town.wish(&people[0], 2, 0);
        let next = next_dose(&town.ledger, &drafts[..1], &second, &slots);
        let found = [adjacent.is_some(), apart.is_some(), matches!(next, Ok(Next::Place(_)))];
        for (count, found) in counts.iter_mut().zip(found) {
            count[usize::from(found)] += 1;
        }
    }
    assert!(counts.as_flattened().iter().all(|count| *count > 20), "{counts:?}");
}
