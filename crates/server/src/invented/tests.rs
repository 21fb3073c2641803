//! What every invented town must be like, checked on whole towns of several seeds. Single parts are
//! tested in their own files.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, date};

use super::{Cast, Invented, MUNICIPALITY, Sex, TOWN, cast, completed_years, people};

const TODAY: Date = date(2026, 10, 1);
const SIZE: usize = 2_400;

fn town(seed: u64) -> Vec<Invented> {
    people(seed, SIZE, TODAY)
}

fn age(one: &Invented) -> i16 {
    completed_years(one.birth, TODAY)
}

fn households(town: &[Invented]) -> BTreeMap<u32, Vec<&Invented>> {
    let mut homes: BTreeMap<u32, Vec<&Invented>> = BTreeMap::new();
    for one in town {
        homes.entry(one.household).or_default().push(one);
    }
    homes
}

/// Those of the town whom `is` is true of, in tenths of a percent.
fn share(town: &[Invented], is: fn(&Invented) -> bool) -> usize {
    town.iter().filter(|one| is(one)).count() * 1_000 / town.len()
}

#[test]
fn the_same_seed_gives_the_same_town_and_another_seed_another() {
    assert_eq!(town(1), town(1));
    assert_ne!(town(1), town(2));
}

#[test]
fn a_town_has_exactly_as_many_people_as_asked() {
    for count in [0, 1, 2, 3, 19, 20, 33, 100, 101, SIZE, 10_000] {
        assert_eq!(people(5, count, TODAY).len(), count);
    }
}

#[test]
fn every_day_of_the_calendar_can_be_today() {
    for today in [date(2024, 2, 29), date(2026, 1, 1), date(2026, 3, 31), date(2099, 12, 31)] {
        let town = people(1, 200, today);
        assert!(town.iter().all(|one| one.birth <= today), "{today}");
    }
}

#[test]
fn ages_are_those_of_an_old_town_whatever_the_seed() {
    for seed in 0..12 {
        let town = town(seed);
        let bands = [
            ("under 15", share(&town, |one| age(one) < 15), 75..=110),
            ("65 and over", share(&town, |one| age(one) >= 65), 430..=460),
            ("75 and over", share(&town, |one| age(one) >= 75), 230..=300),
            ("85 and over", share(&town, |one| age(one) >= 85), 60..=110),
            ("women", share(&town, |one| one.sex == Sex::Female), 500..=550),
        ];
        for (who, share, band) in bands {
            assert!(band.contains(&share), "seed {seed}, {who}: {share} of 1000, not in {band:?}");
        }
    }
}

#[test]
fn households_are_mostly_small_and_many_old_people_live_alone() {
    for seed in 0..12 {
        let town = town(seed);
        let homes = households(&town);
        let percent = |is: fn(&Vec<&Invented>) -> bool| {
            homes.values().filter(|home| is(home)).count() * 100 / homes.len()
        };
        assert!((1_100..1_350).contains(&homes.len()), "{} households", homes.len());
        assert!((35..=43).contains(&percent(|home| home.len() == 1)));
        assert!((18..=24).contains(&percent(|home| home.len() == 1 && age(home[0]) >= 65)));
        assert!(
            (18..=28)
                .contains(&percent(|home| home.len() == 2 && home.iter().all(|p| age(p) >= 62)))
        );
        assert!((5..=15).contains(&percent(|home| home.len() >= 4)));
    }
}

#[test]
fn a_household_shares_family_name_and_address_and_no_other_household_has_it() {
    let town = town(3);
    let mut addresses = BTreeSet::new();
    for home in households(&town).values() {
        let head = home[0];
        for one in home {
            assert_eq!(one.family_name, head.family_name);
            assert_eq!(one.family_kana, head.family_kana);
            assert_eq!((one.district, &one.address), (head.district, &head.address));
        }
        let given: BTreeSet<&str> = home.iter().map(|one| one.given_name.as_str()).collect();
        assert_eq!(given.len(), home.len(), "two of the same name under one roof");
        assert!(addresses.insert(&head.address), "{} twice", head.address);
    }
}

#[test]
fn addresses_are_in_the_town_and_its_districts_all_have_people() {
    let town = town(3);
    let districts: BTreeSet<&str> = town.iter().map(|one| one.district).collect();
    assert_eq!(districts.len(), 10);
    for one in &town {
        assert!(one.address.starts_with(&format!("{TOWN}字{}", one.district)), "{}", one.address);
    }
}

#[test]
fn no_child_lives_without_a_grown_up_old_enough_to_be_a_parent() {
    for seed in 0..12 {
        let town = town(seed);
        for home in households(&town).values() {
            for child in home.iter().filter(|one| age(one) < 18) {
                let parent = |one: &&&Invented| (18..=50).contains(&(age(one) - age(child)));
                assert!(home.iter().any(|one| parent(&one)), "seed {seed}: {child:?}");
            }
        }
    }
}

#[test]
fn vouchers_are_ten_digits_unique_and_tell_nothing_about_their_neighbours() {
    let town = town(4);
    let vouchers: Vec<&str> = town.iter().map(|one| one.voucher.as_str()).collect();
    let unique: BTreeSet<&str> = vouchers.iter().copied().collect();
    assert_eq!(unique.len(), SIZE);
    for voucher in &vouchers {
        assert!(voucher.len() == 10 && voucher.bytes().all(|byte| byte.is_ascii_digit()));
        assert!(voucher.starts_with('0'), "{voucher} has no leading zero");
    }
    let rises = vouchers.windows(2).filter(|pair| pair[0] < pair[1]).count();
    assert!((SIZE * 2 / 5..SIZE * 3 / 5).contains(&rises), "{rises} of {SIZE} go up");
}

#[test]
fn readings_are_full_width_katakana() {
    for one in town(6) {
        for kana in [&one.family_kana, &one.given_kana] {
            let is_kana = |c| ('ァ'..='ヴ').contains(&c) || c == 'ー';
            assert!(!kana.is_empty() && kana.chars().all(is_kana), "{kana}");
        }
    }
}

#[test]
fn no_telephone_can_ring_anywhere() {
    let town = people(6, 10_000, TODAY);
    let shape: fn(&str) -> String = |phone| phone.replace(|c: char| c.is_ascii_digit(), "9");
    for phone in town.iter().filter_map(|one| one.phone.as_deref()) {
        let landline = phone.starts_with("0158-19-") && shape(phone) == "9999-99-9999";
        let mobile = phone.starts_with("090-0") && shape(phone) == "999-9999-9999";
        assert!(landline || mobile, "{phone} may be somebody's");
    }
}

#[test]
fn families_share_telephones_with_nobody_else_and_a_few_people_have_none() {
    let town = town(6);
    let mut homes: BTreeMap<&str, u32> = BTreeMap::new();
    for one in &town {
        if let Some(phone) = &one.phone {
            assert_eq!(*homes.entry(phone).or_insert(one.household), one.household, "{phone}");
        }
    }
    let children = |one: &&Invented| age(one) < 16;
    assert!(town.iter().filter(children).filter(|one| one.phone.is_some()).count() > 100);
    assert!((10..=60).contains(&share(&town, |one| one.phone.is_none())));
}

#[test]
fn the_people_who_break_software_live_here() {
    let town = town(7);
    let some = |is: fn(&Invented) -> bool| town.iter().filter(|one| is(one)).count();
    let length = |one: &Invented| one.family_name.chars().count() + one.given_name.chars().count();

    assert!(some(|one| age(one) >= 100) >= 1, "someone past a hundred");
    assert!(some(|one| (one.birth.month(), one.birth.day()) == (2, 29)) >= 1, "29 February");
    assert!(town.iter().any(|one| length(one) >= 25), "a very long name");
    assert!(some(|one| one.family_kana == "ツ" && one.given_kana == "キ") == 1, "one kana each");
    assert!(
        some(|one| one.family_name.contains(['髙', '﨑', '邊', '邉', '齋'])) >= 20,
        "old forms"
    );
    assert_eq!(some(|one| one.protected), 5);

    let hanako: Vec<&Invented> = town
        .iter()
        .filter(|one| (one.family_name.as_str(), one.given_name.as_str()) == ("佐藤", "花子"))
        .collect();
    assert!(hanako.len() >= 2 && hanako[0].birth != hanako[1].birth);

    let twins = households(&town).into_values().filter(|home| {
        home.iter().map(|one| one.birth).collect::<BTreeSet<_>>().len() < home.len()
    });
    assert!(twins.count() >= 1, "twins");
}

#[test]
fn the_cast_is_in_every_town_and_is_what_it_says() {
    for (seed, count) in [(0, 14), (1, SIZE), (2, SIZE), (3, 10_000)] {
        let town = people(seed, count, TODAY);
        let Cast {
            elder_alone,
            daughter,
            parents,
            mother,
            children,
            couple,
            protected,
            protected_husband,
        } = cast(&town);
        let home = |index: usize| town[index].household;
        let alone = |index: usize| town.iter().filter(|o| o.household == home(index)).count() == 1;
        let ages = |indexes: &[usize]| -> Vec<i16> {
            indexes.iter().map(|index| age(&town[*index])).collect()
        };

        assert!(alone(elder_alone) && town[elder_alone].sex == Sex::Female);
        assert_eq!(ages(&[elder_alone, daughter]), [82, 51]);
        assert_eq!(ages(&parents), [84, 80]);
        assert_eq!(home(parents[0]), home(parents[1]));
        assert_eq!(town[daughter].family_name, town[parents[0]].family_name);
        assert_eq!(ages(&[mother]), [36]);
        assert_eq!(ages(&children), [8, 6, 1]);
        assert!(children.iter().all(|child| home(*child) == home(mother)));
        assert_eq!(ages(&couple), [72, 70]);
        assert_eq!(home(couple[0]), home(couple[1]));
        assert!(town[protected].protected && !town[protected_husband].protected);
        assert_eq!(town[protected].family_name, town[protected_husband].family_name);
        assert_ne!(home(protected), home(protected_husband));
        let reachable =
            [elder_alone, daughter, parents[0], mother, children[2], couple[0], protected];
        assert!(reachable.iter().all(|index| town[*index].phone.is_some()));
    }
}

#[test]
fn the_child_before_school_is_due_for_the_second_measles_dose_on_any_day() {
    let cases = [
        (date(2026, 4, 1), date(2020, 9, 10)),
        (date(2027, 3, 31), date(2020, 9, 10)),
        (date(2027, 4, 1), date(2021, 9, 10)),
    ];
    for (today, birth) in cases {
        let town = people(1, 100, today);
        assert_eq!(town[cast(&town).children[1]].birth, birth, "on {today}");
    }
}

#[test]
fn the_municipality_code_has_the_check_digit_the_law_asks_for() {
    let digits: Vec<u32> = MUNICIPALITY.chars().filter_map(|c| c.to_digit(10)).collect();
    let sum: u32 = digits.iter().zip([6, 5, 4, 3, 2]).map(|(digit, weight)| digit * weight).sum();
    assert_eq!((11 - sum % 11) % 10, digits[5]);
}
