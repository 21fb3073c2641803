//! Versions and version ranges as advisories write them. Only the order of Semantic Versioning and
//! Cargo's operators; a pre-release is compared by that order alone, as the advisories mean it.

use std::cmp::Ordering;

/// A version, `1.2.3-beta.4+build`; missing numbers are zero and the build is ignored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Version {
    numbers: [u64; 3],
    pre_release: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Number(u64),
    Word(String),
}

impl Version {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        Some(parse_partial(text)?.0)
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        // 1.0.0-beta comes before 1.0.0.
        let released = |version: &Self| version.pre_release.is_empty();
        self.numbers
            .cmp(&other.numbers)
            .then_with(|| released(self).cmp(&released(other)))
            .then_with(|| self.pre_release.cmp(&other.pre_release))
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Whether a version lies in a range such as `>= 1.2.3, < 2` or `^0.4.1`; `None` when the range
/// cannot be read.
pub(crate) fn in_range(version: &Version, range: &str) -> Option<bool> {
    let mut inside = true;
    for comparator in range.split(',') {
        inside &= satisfies(version, comparator.trim())?;
    }
    Some(inside)
}

fn satisfies(version: &Version, comparator: &str) -> Option<bool> {
    if comparator == "*" {
        return Some(true);
    }
    let digits = comparator.find(|c: char| c.is_ascii_digit())?;
    let (operator, bound) = comparator.split_at(digits);
    let (bound, given) = parse_partial(bound)?;
    Some(match operator.trim() {
        ">=" => *version >= bound,
        ">" => *version >= after(&bound, given) && *version != bound,
        "<" => *version < bound,
        "<=" => *version < after(&bound, given) || *version == bound,
        "=" => *version == bound || (given < 3 && between(version, &bound, given - 1)),
        "~" => between(version, &bound, given.min(2) - 1),
        "^" | "" => between(version, &bound, first_that_counts(&bound, given)),
        _ => return None,
    })
}

/// The lowest version that is beyond everything a partial version stands for: `1.2` stands for all
/// of 1.2.x, a full version only for itself.
fn after(bound: &Version, given: usize) -> Version {
    if given == 3 { bound.clone() } else { raised(bound, given - 1) }
}

fn between(version: &Version, bound: &Version, place: usize) -> bool {
    let ceiling = raised(bound, place);
    // 2.0.0-beta comes before 2.0.0 but is no 1.x.
    *version >= *bound && version.numbers < ceiling.numbers
}

fn raised(bound: &Version, place: usize) -> Version {
    let mut numbers = [0; 3];
    numbers[..place].copy_from_slice(&bound.numbers[..place]);
    numbers[place] = bound.numbers[place] + 1;
    Version { numbers, pre_release: Vec::new() }
}

fn first_that_counts(bound: &Version, given: usize) -> usize {
    bound.numbers[..given].iter().position(|number| *number > 0).unwrap_or(given - 1)
}

/// The version and how many of its numbers were written.
fn parse_partial(text: &str) -> Option<(Version, usize)> {
    let text = text.trim().split('+').next()?;
    let (core, pre_release) = text.split_once('-').unwrap_or((text, ""));
    let given: Vec<u64> = core.split('.').map(str::parse).collect::<Result<_, _>>().ok()?;
    let mut numbers = [0; 3];
    numbers.get_mut(..given.len())?.copy_from_slice(&given);
    let part = |text: &str| text.parse().map_or_else(|_| Part::Word(text.into()), Part::Number);
    let pre_release = pre_release.split('.').filter(|text| !text.is_empty()).map(part).collect();
    Some((Version { numbers, pre_release }, given.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_ordered_as_semantic_versioning_says() {
        let rising = [
            "0.9.0",
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            "1.0.0",
            "1.2.10",
            "1.10.0",
            "2.0.0",
        ];
        for pair in rising.windows(2) {
            assert!(Version::parse(pair[0]) < Version::parse(pair[1]), "{} < {}", pair[0], pair[1]);
        }
        assert_eq!(Version::parse("1.2.3+build"), Version::parse("1.2.3"));
        assert_eq!(Version::parse("1.x"), None);
        assert_eq!(Version::parse("1.2.3.4"), None);
    }

    #[test]
    fn ranges_hold_what_they_say() {
        let table = [
            // range, inside, outside
            (">= 1.2.3", "1.2.3 1.3.0 2.0.0", "1.2.2 1.2.3-rc.1"),
            ("> 1.2.3", "1.2.4", "1.2.3 1.0.0"),
            ("> 1.2", "1.3.0", "1.2.0 1.2.9"),
            ("> 0", "1.0.0", "0.0.1 0.9.9"),
            ("< 0.12", "0.11.9 0.12.0-alpha.1", "0.12.0"),
            ("<= 1.2.3", "1.2.3 1.0.0", "1.2.4"),
            ("<= 1.2", "1.2.9", "1.3.0"),
            ("=1.2.3", "1.2.3", "1.2.4"),
            ("= 1.2", "1.2.7", "1.3.0"),
            ("~1.2.3", "1.2.3 1.2.9", "1.3.0 1.2.2"),
            ("^ 0.3.1", "0.3.1 0.3.9", "0.4.0 0.3.0 0.4.0-beta"),
            ("^1.7.5", "1.7.5 1.99.0", "2.0.0 2.0.0-alpha"),
            ("^0.0.3", "0.0.3", "0.0.4"),
            ("^0.0", "0.0.9", "0.1.0"),
            ("0.54.2", "0.54.3", "0.55.0 0.54.1"),
            (">= 4.0.2, < 4.1.0", "4.0.2 4.0.9", "4.1.0 4.0.1"),
            ("*", "0.0.0 9.9.9", ""),
        ];
        for (range, inside, outside) in table {
            for (versions, expected) in [(inside, true), (outside, false)] {
                for text in versions.split_whitespace() {
                    let version = Version::parse(text).unwrap();
                    assert_eq!(in_range(&version, range), Some(expected), "{text} in {range}");
                }
            }
        }
        assert_eq!(in_range(&Version::parse("1.0.0").unwrap(), "about 1"), None);
    }
}
