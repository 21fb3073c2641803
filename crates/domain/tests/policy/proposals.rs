//! Proposals in stories. What holds in every small town is in `proposal_laws.rs`.

use super::{
    PROGRAMME,
    town::{Town, at, dose, slot, two_doses},
    vaccines::check_up,
};
use domain::{
    Applicant, Command, Dated, Policy, Refusal, SessionId, SlotId, VenueId,
    age::{Age, AgeRule},
    command::Book,
    interval::Span,
    proposal::{Company, Near, Next, next_dose, together},
    when::Date,
};
use jiff::{
    ToSpan,
    civil::{date, time},
};
use uuid::Uuid;

/// A slot of half an hour: its day and hour, which venue it is at, and its public places.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Half {
    pub(crate) day: Date,
    pub(crate) half: i8,
    pub(crate) venue: u128,
    pub(crate) places: u32,
}

/// A town with these slots; those of one day and venue are of one session.
pub(crate) fn town(policy: Policy, halves: &[Half]) -> Town {
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

pub(crate) fn all(town: &Town) -> Vec<SlotId> {
    (0..town.ledger.slots.len()).map(slot).collect()
}

/// The index of the slot of each wish.
fn places(wishes: &[Book]) -> Vec<usize> {
    let index = |book: &Book| usize::try_from(book.slot.0.as_u128()).expect("a small id") - 1;
    wishes.iter().map(index).collect()
}

pub(crate) const TUESDAY: Date = date(2026, 10, 20);

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
fn the_weekday_stays_where_the_standard_interval_ends_on_another() {
    let mut policy = pfizer();
    policy.doses[1].intervals[0].rule.standard = Some(Span::Days(21));
    let days = |days: i64| TUESDAY.saturating_add(days.days());
    let halves = [half(TUESDAY, 2, 1, 1), half(days(22), 2, 1, 1), half(days(28), 2, 1, 1)];
    let mut town = town(policy, &halves);
    let who = town.someone();
    assert_eq!(
        second_at(&both(&town, &who, 0)),
        2,
        "the Tuesday after, not the Wednesday before it"
    );
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
fn the_days_to_look_at_first_begin_with_the_standard_of_whichever_product() {
    let in_weeks = |weeks: i64| TUESDAY.saturating_add(weeks.weeks());
    let slots = [0, 3, 5, 6].map(|weeks| half(in_weeks(weeks), 2, 1, 1));
    let mut town = town(pfizer(), &slots);
    let who = town.someone();
    town.books(&who, 1, 0).unwrap();
    let programme = &town.ledger.programmes[&PROGRAMME];
    let facts = town.ledger.facts(&who, programme, town.wish(&who, 2, 0).by);
    let near = Near::of(programme, 2, &who, &facts.bookings).unwrap();
    assert_eq!((near.from, near.until), (date(2026, 11, 10), date(2026, 11, 30)));
    let best = |index| {
        let slot = &town.ledger.slots[&slot(index)];
        Near::is_best_of_all(&facts.case(programme, 2, slot, &who))
    };
    assert_eq!([1, 2].map(best), [true, false], "a fortnight late, another day may be nearer");
    assert_eq!(Near::of(programme, 1, &who, &facts.bookings), None, "nothing lies before dose 1");
    let mut changed = programme.clone();
    changed.policy.doses[1].intervals[0].from = Some(TUESDAY);
    assert_eq!(Near::of(&changed, 2, &who, &facts.bookings), None, "days without an interval");
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

#[test]
fn exams_of_one_visit_need_one_place_and_a_quota_of_each() {
    let halves = [half(TUESDAY, 0, 1, 1), half(TUESDAY, 1, 1, 1)];
    let policy = Policy { one_place_a_visit: true, patterns: Vec::new(), ..check_up() };
    let mut town = town(policy, &halves);
    let who = town.someone();
    let drafts = [2, 3, 4].map(|exam| town.wish(&who, exam, 0));
    let found = |town: &Town| {
        let found = together(&town.ledger, &drafts, &all(town), Company::Adjacent);
        found.map(|wishes| places(&wishes))
    };
    assert_eq!(found(&town), Some(vec![0, 0, 0]));
    let none = domain::Quota { dose: 3, capacity: 0, booked: 0 };
    town.ledger.slots.get_mut(&slot(0)).unwrap().quotas.push(none);
    assert_eq!(found(&town), Some(vec![0, 1, 0]), "the second exam goes half an hour later");
}

#[test]
fn the_next_exam_is_proposed_for_the_same_visit() {
    let (before, after) = (TUESDAY.yesterday().unwrap(), TUESDAY.tomorrow().unwrap());
    let days = [before, TUESDAY, after];
    let halves: Vec<Half> = days.map(|day| half(day, 2, 1, 2)).into();
    let mut town = town(Policy { patterns: Vec::new(), ..check_up() }, &halves);
    let who = town.someone();
    assert_eq!(second_at(&both(&town, &who, 1)), 1);
    let alone = town.wish(&who, 2, 0);
    let soonest = next_dose(&town.ledger, &[], &alone, &all(&town)).unwrap();
    assert!(matches!(&soonest, Next::Place(wishes) if places(wishes) == [0]), "{soonest:?}");
}
