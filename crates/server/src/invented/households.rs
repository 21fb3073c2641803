//! Who lives with whom: households drawn from a deck of kinds, so that every town of some size has
//! the same shape whatever the seed. Names nobody's address and no number.

use jiff::civil::Date;
use jiff::{Span, ToSpan};

use super::Sex::{self, Female, Male};
use super::names::{Name, Names};
use super::numbers::SplitMix64;

/// People who live together under one family name.
pub(super) struct Household {
    pub(super) family: Name,
    pub(super) members: Vec<Member>,
    pub(super) landline: bool,
}

#[derive(Clone, Copy)]
pub(super) struct Member {
    pub(super) given: Name,
    pub(super) sex: Sex,
    pub(super) birth: Date,
    pub(super) protected: bool,
}

#[derive(Clone, Copy)]
enum Kind {
    ElderAlone,
    ElderCouple,
    ElderWithChild,
    ElderCoupleWithChild,
    WorkingAlone,
    WorkingCouple,
    CoupleWithGrownChild,
    CoupleWithChildren,
    LoneParent,
    ThreeGenerations,
}

/// Of a hundred households, how many are of each kind. The pattern is 壮瞥町, a Hokkaido town of about
/// this size, in the census of 2015 (<https://patmap.jp/CITY/01/1575/1575_SOBETSU_popul.html>): of 2,922
/// people 42 % were 65 or older and 10 % under 15; of 1,159 households 38 % had one person (15 % one
/// person over 65) and 17 % were elderly couples. The deck is such a town some years on.
const DECK: [(Kind, usize); 10] = [
    (Kind::ElderAlone, 22),
    (Kind::ElderCouple, 22),
    (Kind::ElderWithChild, 8),
    (Kind::ElderCoupleWithChild, 4),
    (Kind::WorkingAlone, 17),
    (Kind::WorkingCouple, 11),
    (Kind::CoupleWithGrownChild, 5),
    (Kind::CoupleWithChildren, 7),
    (Kind::LoneParent, 2),
    (Kind::ThreeGenerations, 2),
];

/// First age, last age, weight.
type Ages = [(i16, i16, u32)];

const ELDER_ALONE: &Ages = &[
    (65, 69, 13),
    (70, 74, 17),
    (75, 79, 20),
    (80, 84, 22),
    (85, 89, 18),
    (90, 94, 8),
    (95, 98, 2),
];
const ELDER_HUSBAND: &Ages =
    &[(67, 69, 14), (70, 74, 26), (75, 79, 26), (80, 84, 20), (85, 89, 12), (90, 93, 2)];
const WORKING_ALONE: &Ages = &[(19, 24, 8), (25, 34, 20), (35, 44, 18), (45, 54, 22), (55, 64, 32)];
const WORKING_HUSBAND: &Ages = &[(28, 39, 15), (40, 49, 20), (50, 57, 30), (58, 64, 35)];
const MOTHER: &Ages = &[(26, 30, 8), (31, 35, 20), (36, 40, 30), (41, 45, 26), (46, 50, 16)];

/// Draws households one after another.
pub(super) struct Households<'a> {
    names: &'a Names,
    today: Date,
    deck: Vec<Kind>,
}

impl<'a> Households<'a> {
    pub(super) fn new(names: &'a Names, today: Date) -> Self {
        Self { names, today, deck: Vec::new() }
    }

    /// The next household; with room for fewer people than it has, someone who lives alone.
    pub(super) fn draw(&mut self, rng: &mut SplitMix64, room: usize) -> Household {
        if self.deck.is_empty() {
            self.deck = DECK.iter().flat_map(|&(kind, n)| std::iter::repeat_n(kind, n)).collect();
            rng.shuffle(&mut self.deck);
        }
        let kind = self.deck.pop().expect("just filled");
        let mut people = composition(rng, kind);
        if people.len() > room {
            people = composition(rng, Kind::ElderAlone);
        }
        let landline = rng.chance(if people.iter().any(|(_, age)| *age >= 60) { 92 } else { 30 });
        Household { family: self.names.family(rng), members: self.named(rng, people), landline }
    }

    fn named(&self, rng: &mut SplitMix64, people: Vec<(Sex, i16)>) -> Vec<Member> {
        let mut used = Vec::new();
        let member = |(sex, age)| {
            let birth = born(rng, self.today, age);
            let given = self.names.given(rng, sex, birth.year(), &used);
            used.push(given);
            Member { given, sex, birth, protected: false }
        };
        people.into_iter().map(member).collect()
    }
}

/// Sex and age of each member, the head of the household first.
fn composition(rng: &mut SplitMix64, kind: Kind) -> Vec<(Sex, i16)> {
    match kind {
        Kind::ElderAlone => vec![(sex(rng, 76), age(rng, ELDER_ALONE))],
        Kind::ElderCouple => couple(rng, ELDER_HUSBAND),
        Kind::ElderWithChild => {
            let (parent, parent_age) = (sex(rng, 78), rng.between(76, 96));
            vec![(parent, parent_age), (sex(rng, 38), parent_age - rng.between(23, 34))]
        }
        Kind::ElderCoupleWithChild => {
            let mut family = couple(rng, ELDER_HUSBAND);
            family.push((sex(rng, 38), family[1].1 - rng.between(23, 33)));
            family
        }
        Kind::WorkingAlone => vec![(sex(rng, 38), age(rng, WORKING_ALONE))],
        Kind::WorkingCouple => couple(rng, WORKING_HUSBAND),
        Kind::CoupleWithGrownChild => {
            let mut family = couple(rng, &[(50, 63, 1)]);
            family.push((sex(rng, 45), (family[1].1 - rng.between(24, 32)).max(18)));
            family
        }
        Kind::CoupleWithChildren => {
            let mother = age(rng, MOTHER);
            let mut family = vec![(Male, mother + rng.between(-2, 7)), (Female, mother)];
            family.extend(children(rng, mother));
            family
        }
        Kind::LoneParent => {
            let mother = age(rng, MOTHER);
            let mut family = vec![(sex(rng, 88), mother)];
            family.extend(children(rng, mother));
            family
        }
        Kind::ThreeGenerations => three_generations(rng),
    }
}

fn couple(rng: &mut SplitMix64, husband: &Ages) -> Vec<(Sex, i16)> {
    let husband = age(rng, husband);
    vec![(Male, husband), (Female, husband - rng.between(-2, 6))]
}

/// One child, often two, sometimes three or four, two years apart or more, none grown up.
fn children(rng: &mut SplitMix64, mother: i16) -> Vec<(Sex, i16)> {
    let (count, _) = *rng.weighted(&[(1, 32), (2, 44), (3, 21), (4, 3)], |(_, weight)| *weight);
    let mut age = (mother - rng.between(21, 31)).clamp(0, rng.between(12, 17));
    let mut children = Vec::new();
    while children.len() < count && age >= 0 {
        children.push((sex(rng, 49), age));
        age -= rng.between(2, 4);
    }
    children
}

fn three_generations(rng: &mut SplitMix64) -> Vec<(Sex, i16)> {
    let mother = age(rng, MOTHER);
    let father = mother + rng.between(-2, 5);
    let grandmother = father + rng.between(23, 31);
    let mut family = vec![(Male, father), (Female, mother)];
    family.extend(children(rng, mother));
    family.push((Female, grandmother));
    if rng.chance(50) {
        family.push((Male, grandmother + rng.between(0, 5)));
    }
    family
}

fn sex(rng: &mut SplitMix64, percent_female: u32) -> Sex {
    if rng.chance(percent_female) { Female } else { Male }
}

fn age(rng: &mut SplitMix64, ages: &Ages) -> i16 {
    let (first, last, _) = *rng.weighted(ages, |(_, _, weight)| *weight);
    rng.between(first, last)
}

/// Some day on which a person had to be born to have completed `age` years, and no more, by `today`.
fn born(rng: &mut SplitMix64, today: Date, age: i16) -> Date {
    before(today, age.years().days(rng.between(0, 364)))
}

/// The day `span` before `today`.
pub(super) fn before(today: Date, span: Span) -> Date {
    today.checked_sub(span).expect("nobody in this town is older than the calendar")
}
