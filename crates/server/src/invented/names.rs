//! Names that fit: family names as frequent as in Hokkaido, given names of the right sex and decade,
//! each with its reading. The names are common ones put together by chance; no real person is meant.

use super::Sex;
use super::numbers::SplitMix64;

/// A name and its reading in full-width katakana.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Name {
    pub(super) written: &'static str,
    pub(super) kana: &'static str,
}

/// Every name an invented resident can have.
pub(super) struct Names {
    families: Vec<(Name, u32)>,
    given: Vec<Decade>,
}

struct Decade {
    sex: Sex,
    first_year: i16,
    names: Vec<Name>,
}

impl Names {
    pub(super) fn read() -> Self {
        Self {
            families: lines(include_str!("family_names.txt")).map(family).collect(),
            given: decades(include_str!("given_names.txt")),
        }
    }

    pub(super) fn family(&self, rng: &mut SplitMix64) -> Name {
        rng.weighted(&self.families, |(_, weight)| *weight).0
    }

    /// A given name for someone born in `year`, different from those already used in the household.
    pub(super) fn given(&self, rng: &mut SplitMix64, sex: Sex, year: i16, used: &[Name]) -> Name {
        let names = &self.decade(sex, year).names;
        let count = u32::try_from(names.len()).expect("a page of names");
        loop {
            let name = names[usize::try_from(rng.below(count)).expect("an index fits usize")];
            if used.iter().all(|other| other.written != name.written) {
                return name;
            }
        }
    }

    fn decade(&self, sex: Sex, year: i16) -> &Decade {
        let mut of_sex = self.given.iter().filter(|decade| decade.sex == sex);
        let earliest = of_sex.next().expect("both sexes have names");
        of_sex.take_while(|decade| decade.first_year <= year).last().unwrap_or(earliest)
    }
}

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn family(line: &'static str) -> (Name, u32) {
    let mut words = line.split(' ');
    let mut word = || words.next().expect("family_names.txt: name, reading, weight");
    let name = Name { written: word(), kana: word() };
    (name, word().parse().expect("family_names.txt: the weight is a number"))
}

fn decades(text: &'static str) -> Vec<Decade> {
    let mut decades: Vec<Decade> = Vec::new();
    for line in lines(text) {
        if let Some(heading) = line.strip_prefix('[') {
            decades.push(decade(heading));
        } else {
            let decade = decades.last_mut().expect("given_names.txt: a heading comes first");
            decade.names.extend(line.split(' ').map(given));
        }
    }
    decades
}

fn decade(heading: &str) -> Decade {
    let words = heading.trim_end_matches(']').split_once(' ');
    let (sex, year) = words.expect("given_names.txt: [sex decade]");
    Decade {
        sex: if sex == "女" { Sex::Female } else { Sex::Male },
        first_year: year.parse().expect("given_names.txt: the decade is a year"),
        names: Vec::new(),
    }
}

fn given(entry: &'static str) -> Name {
    let (written, kana) = entry.split_once('=').unwrap_or((entry, entry));
    Name { written, kana }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_enough_names_of_every_kind() {
        let names = Names::read();
        assert!(names.families.len() >= 150);
        assert_eq!(names.given.len(), 20, "ten decades of each sex");
        for decade in &names.given {
            let count = decade.names.len();
            assert!(count >= 30, "{:?} {}: {count}", decade.sex, decade.first_year);
        }
    }

    #[test]
    fn no_name_is_listed_twice() {
        let names = Names::read();
        let families: Vec<Name> = names.families.iter().map(|(name, _)| *name).collect();
        for list in names.given.iter().map(|decade| &decade.names).chain([&families]) {
            for (at, name) in list.iter().enumerate() {
                assert!(!list[..at].contains(name), "{name:?}");
            }
        }
    }

    #[test]
    fn the_hard_cases_are_among_them() {
        let families = Names::read().families;
        let written = |wanted: &str| families.iter().filter(|(n, _)| n.written == wanted).count();
        for old_form in ["髙橋", "山﨑", "渡邊", "渡邉", "齋藤", "井ノ上", "三ヶ田", "金ケ崎"]
        {
            assert_eq!(written(old_form), 1, "{old_form}");
        }
        for two_readings in ["豊田", "河野", "菅野", "角田", "東", "渡部"] {
            assert_eq!(written(two_readings), 2, "{two_readings}");
        }
    }

    #[test]
    fn people_born_before_and_after_the_lists_have_names_too() {
        let (names, mut rng) = (Names::read(), SplitMix64::new(1));
        assert_eq!(names.decade(Sex::Female, 1899).first_year, 1920);
        assert_eq!(names.decade(Sex::Male, 1949).first_year, 1940);
        assert_eq!(names.decade(Sex::Male, 1950).first_year, 1950);
        assert_eq!(names.decade(Sex::Female, 2099).first_year, 2010);
        assert!(!names.given(&mut rng, Sex::Male, 2099, &[]).kana.is_empty());
    }
}
