//! Knows a header in any spelling: any width and kana, spaces and brackets, the number of a dose.
//! It looks at one header alone; which column of a file wins is decided in `mapping`.

use std::collections::HashMap;

use domain::kana::fold;

use crate::field::{DOSE_HEADERS, DosePart, Field, HEADERS};

/// How a header was recognised; the better one wins where two name one field.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Likeness {
    /// Only once its brackets were left out: 氏名（通称）.
    WithoutBrackets,
    /// As it stands.
    Whole,
}

/// The headers as they compare: any width and kana, no spaces, brackets or marks.
pub(crate) struct Dictionary {
    person: HashMap<String, Field>,
    dose: HashMap<String, DosePart>,
}

impl Dictionary {
    pub(crate) fn new() -> Self {
        let person = HEADERS
            .iter()
            .flat_map(|(field, names)| names.iter().map(|name| (compared(name), *field)));
        let dose = DOSE_HEADERS
            .iter()
            .flat_map(|(part, names)| names.iter().map(|name| (compared(name), *part)));
        Self { person: person.collect(), dose: dose.collect() }
    }

    pub(crate) fn knows(&self, header: &str) -> bool {
        self.recognise(header).is_some()
    }

    pub(crate) fn recognise(&self, header: &str) -> Option<(Field, Likeness)> {
        if header.len() > 200 {
            return None;
        }
        let whole = self.named(&compared(header)).map(|field| (field, Likeness::Whole));
        whole.or_else(|| {
            let field = self.named(&compared(&without_brackets(header)))?;
            Some((field, Likeness::WithoutBrackets))
        })
    }

    fn named(&self, compared: &str) -> Option<Field> {
        self.person.get(compared).copied().or_else(|| {
            let (number, part) = split_dose(compared)?;
            Some(Field::Dose(number, *self.dose.get(&part)?))
        })
    }
}

/// Only letters and digits count. 〒 is a header of its own, so it counts as one.
pub(crate) fn compared(header: &str) -> String {
    let counts = |c: &char| c.is_alphanumeric() || *c == '〒';
    fold(header).chars().filter(counts).collect()
}

fn without_brackets(header: &str) -> String {
    let mut depth = 0_u32;
    let mut outside = String::with_capacity(header.len());
    for c in header.chars() {
        match c {
            '(' | '（' | '[' | '［' | '【' | '〔' | '<' | '＜' | '「' => depth += 1,
            ')' | '）' | ']' | '］' | '】' | '〕' | '>' | '＞' | '」' => {
                depth = depth.saturating_sub(1);
            }
            c if depth == 0 => outside.push(c),
            _ => {}
        }
    }
    outside
}

/// `第1回接種日`, `1回目の接種日` and `接種日（1回目）`, already folded: the number, and the rest.
fn split_dose(compared: &str) -> Option<(u8, String)> {
    let (before, after) = compared.split_once('回')?;
    let (front, number) = trailing_number(before)?;
    let front = front.strip_suffix('第').unwrap_or(front);
    let after = after.strip_prefix('目').unwrap_or(after);
    let rest = [front, after].concat().replace('ノ', "");
    Some((number, rest))
}

fn trailing_number(text: &str) -> Option<(&str, u8)> {
    const KANJI: &str = "一二三四五六七八九";
    let digits = text.len() - text.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let (front, number) = text.split_at(text.len() - digits);
    if digits > 0 {
        return number.parse().ok().filter(|number| *number > 0).map(|number| (front, number));
    }
    let last = text.chars().next_back()?;
    let (number, _) = (1..).zip(KANJI.chars()).find(|(_, kanji)| *kanji == last)?;
    Some((&text[..text.len() - last.len_utf8()], number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_header_means_two_fields_and_every_label_is_read_back() {
        let count: usize = HEADERS.iter().map(|(_, names)| names.len()).sum();
        assert_eq!(Dictionary::new().person.len(), count);
        let doses = DosePart::ALL.map(|part| Field::Dose(3, part));
        for field in Field::of_person().chain(doses) {
            assert_eq!(Field::of_header(&field.label()), Some(field));
        }
    }

    #[test]
    fn headers_are_known_in_every_width_and_with_every_bracket() {
        let table = [
            ("氏　名", Some(Field::Name)),
            ("氏名（カナ）", Some(Field::Kana)),
            ("氏名（通称）", Some(Field::Name)),
            ("ﾌﾘｶﾞﾅ", Some(Field::Kana)),
            ("ふりがな", Some(Field::Kana)),
            ("【生年月日】", Some(Field::Birth)),
            ("生年月日(YYYY/MM/DD)", Some(Field::Birth)),
            ("＊電話番号", Some(Field::Phone)),
            ("ＴＥＬ", Some(Field::Phone)),
            ("〒", Some(Field::PostalCode)),
            ("接種券番号(10桁)", Some(Field::Voucher)),
            ("１回目接種日", Some(Field::Dose(1, DosePart::On))),
            ("①回目の接種日", Some(Field::Dose(1, DosePart::On))),
            ("二回目接種ワクチンのメーカー", Some(Field::Dose(2, DosePart::Maker))),
            ("第3回 ロットNo", None),
            ("第3回 ロット番号", Some(Field::Dose(3, DosePart::Lot))),
            ("接種会場（4回目）", Some(Field::Dose(4, DosePart::Venue))),
            ("0回目接種日", None),
            ("300回目接種日", None),
            ("接種回数", None),
            ("", None),
            ("（　）", None),
        ];
        for (header, field) in table {
            assert_eq!(Field::of_header(header), field, "{header}");
        }
    }
}
