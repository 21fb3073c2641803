//! A day so long ago that somebody was born on it. Days of today's era are left out, since whoever writes one may want
//! to come then.

/// Eras that are over, as they are written.
const OVER: [&str; 8] = ["明治", "大正", "昭和", "平成", "m", "t", "s", "h"];
/// The last year that began in an era that is over.
const LAST_OVER: u32 = 2018;
/// The first year in which somebody who lives may have been born, with room to spare.
const FIRST: u32 = 1868;

/// Whether a text with narrow digits and small letters holds such a day.
pub(super) fn holds_an_old_day(text: &str) -> bool {
    let text = text.replace("元年", "1年");
    let groups = groups(&text);
    let in_one = groups.iter().any(|group| is_in_one(group.digits));
    in_one || groups.windows(3).any(|three| is_old_day(&text, three))
}

/// Digits that stand together, and where.
struct Group<'a> {
    from: usize,
    digits: &'a str,
}

fn groups(text: &str) -> Vec<Group<'_>> {
    let mut groups = Vec::new();
    let mut rest = text;
    while let Some(from) = rest.find(|c: char| c.is_ascii_digit()) {
        let after = &rest[from..];
        let end = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
        groups.push(Group { from: text.len() - after.len(), digits: &after[..end] });
        rest = &after[end..];
    }
    groups
}

/// 19470503
fn is_in_one(digits: &str) -> bool {
    digits.len() == 8
        && is_old_year(&digits[..4])
        && is_within(&digits[4..6], 12)
        && is_within(&digits[6..], 31)
}

fn is_old_day(text: &str, three: &[Group<'_>]) -> bool {
    let [year, month, day] = three else { return false };
    let parted = |one: &Group<'_>, next: &Group<'_>| {
        let between = text[one.from + one.digits.len()..next.from].trim();
        between.is_empty() || matches!(between, "年" | "月" | "." | "/" | "-")
    };
    let is_year = match year.digits.len() {
        4 => is_old_year(year.digits),
        1 | 2 => is_after_era(text[..year.from].trim_end()),
        _ => false,
    };
    let is_day = is_within(month.digits, 12) && is_within(day.digits, 31);
    is_year && is_day && parted(year, month) && parted(month, day)
}

/// Whether the text ends in an era that is over; one letter is one only where it stands alone.
fn is_after_era(before: &str) -> bool {
    OVER.iter()
        .filter_map(|era| Some((era, before.strip_suffix(era)?)))
        .any(|(era, rest)| !era.is_ascii() || !rest.ends_with(|c: char| c.is_ascii_alphanumeric()))
}

fn is_old_year(digits: &str) -> bool {
    digits.parse().is_ok_and(|year: u32| (FIRST..=LAST_OVER).contains(&year))
}

fn is_within(digits: &str, most: u32) -> bool {
    digits.parse().is_ok_and(|number: u32| (1..=most).contains(&number))
}
