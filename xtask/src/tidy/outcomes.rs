//! Everything that can come of a decision is explained to people: each `Refusal` and each `Change`
//! is named in the glossary or on a page of docs/rules.

use super::rust::block;
use super::tree::{Tree, has_word};
use super::{Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "outcomes",
    why: "A refusal becomes a sentence that somebody has to stand behind, and a change becomes history. \
          Neither may exist in the code alone.",
    remedy: "Name it in docs/glossary.md or on its page in docs/rules, with what it means at the counter.",
    check,
};

const ENUMS: [(&str, &str); 2] =
    [("Refusal", "crates/domain/src/refusal.rs"), ("Change", "crates/domain/src/change.rs")];

fn check(tree: &Tree) -> Vec<Finding> {
    let pages = tree.below("docs/rules").filter(|file| file.has_extension(&["md"]));
    let documents: Vec<&str> =
        pages.chain(tree.file("docs/glossary.md")).map(|file| file.text.as_str()).collect();
    let mut findings = Vec::new();
    for (name, path) in ENUMS {
        let code = tree.file(path).map(|file| file.rust().code.join("\n")).unwrap_or_default();
        let variants = variants(&code, name);
        if variants.is_empty() {
            findings.push(Finding::new(path, 1, format!("`enum {name}` is not here any more")));
        }
        for (line, variant) in variants {
            if !documents.iter().any(|text| has_word(text, &variant)) {
                findings.push(Finding::new(
                    path,
                    line,
                    format!("`{name}::{variant}` is explained nowhere"),
                ));
            }
        }
    }
    findings
}

/// The variants of an enum, each with its line.
fn variants(code: &str, name: &str) -> Vec<(usize, String)> {
    let heading = format!("enum {name} {{");
    let Some(at) = code.find(&heading) else {
        return Vec::new();
    };
    let body = block(&code[at..]).unwrap_or_default();
    let first_line = code[..at].matches('\n').count() + 1;
    let (mut found, mut depth, mut expected) = (Vec::new(), 0_usize, true);
    for (place, c) in body.char_indices() {
        match c {
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => expected = true,
            _ if depth == 0 && expected && c.is_alphabetic() => {
                let end = body[place..]
                    .find(|c: char| !c.is_alphanumeric())
                    .unwrap_or(body.len() - place);
                found.push((
                    first_line + body[..place].matches('\n').count(),
                    body[place..place + end].to_owned(),
                ));
                expected = false;
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const REFUSAL: &str = "//! Why not.\npub enum Refusal {\n    /// No place is left.\n    Full { slot: SlotId, left: u32 },\n\
                           \x20   #[serde(rename = \"early\")]\n    TooEarly(Date, Vec<(Date, Date)>),\n    Closed,\n}\n";
    const CHANGE: &str = "pub enum Change {\n    Booked(Booking),\n}\n";

    #[test]
    fn variants_are_found_behind_fields_and_attributes() {
        let code = Tree::of(&[("a.rs", REFUSAL)]).file("a.rs").unwrap().rust().code.join("\n");
        let expected = [(4, "Full"), (6, "TooEarly"), (7, "Closed")]
            .map(|(line, name)| (line, name.to_owned()));
        assert_eq!(variants(&code, "Refusal"), expected);
    }

    #[test]
    fn each_is_named_in_a_document() {
        let tree = Tree::of(&[
            (ENUMS[0].1, REFUSAL),
            (ENUMS[1].1, CHANGE),
            ("docs/glossary.md", "| `Booked` | 予約 |\n"),
            ("docs/rules/booking.md", "`Full`: 満員. TooEarlyForMany.\n`Closed`: 締切.\n"),
        ]);
        assert_eq!(
            check(&tree),
            [Finding::new(ENUMS[0].1, 6, "`Refusal::TooEarly` is explained nowhere")]
        );
    }

    #[test]
    fn a_moved_enum_does_not_switch_the_rule_off() {
        assert_eq!(check(&Tree::of(&[])).len(), 2);
    }
}
