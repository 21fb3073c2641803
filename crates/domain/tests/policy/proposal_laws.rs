//! Proposals against brute force over small towns: what is proposed is accepted, and where nothing is proposed
//! there is nothing.

use super::{
    PROGRAMME,
    how_many::cases,
    proposals::{Half, TUESDAY, all, town},
    town::{ACCOUNT, Town, dose, rule},
};
use domain::{
    Applicant, Command, Dated, Dose, Ledger, Policy, SlotId,
    age::{Age, AgeRule},
    command::Book,
    interval::Span,
    programme::Limits,
    proposal::{Company, Near, Next, next_dose, together},
    when::Date,
};
use jiff::{ToSpan, civil::date};
use proptest::{prelude::*, strategy::ValueTree};

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
        town.ledger.holds.insert(ACCOUNT, Vec::new());
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

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_days_looked_at_first_hide_no_better_place(mut small in any_small(), at in any::<prop::sample::Index>(), stretch in 1..5_i64) {
        for half in &mut small.halves {
            let days = i64::from((half.day - TUESDAY).get_days()) * stretch;
            half.day = TUESDAY.saturating_add(days.days());
        }
        let mut town = small.town();
        if small.binds {
            let policy = &mut town.ledger.programmes.get_mut(&PROGRAMME).unwrap().policy;
            policy.doses[1].intervals[0].rule.standard_latest = None;
        }
        let who = Applicant { birth: small.births[0], ..town.someone() };
        let slots = all(&town);
        if town.books(&who, 1, at.index(slots.len())).is_ok() {
            let second = town.wish(&who, 2, 0);
            let ledger = &town.ledger;
            let programme = &ledger.programmes[&PROGRAMME];
            let facts = ledger.facts(&who, programme, second.by);
            let near = Near::of(programme, 2, &who, &facts.bookings).unwrap();
            let within = |slot: &&SlotId| (near.from..=near.until).contains(&ledger.slots[*slot].date);
            let first: Vec<SlotId> = slots.iter().filter(within).copied().collect();
            let place = |slots: &[SlotId]| match next_dose(ledger, &[], &second, slots) {
                Ok(Next::Place(wishes)) => Some(wishes[0].slot),
                _ => None,
            };
            if let Some(found) = place(&first)
                && Near::is_best_of_all(&facts.case(programme, 2, &ledger.slots[&found], &who))
            {
                prop_assert_eq!(place(&slots), Some(found));
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
