//! The manuals of those who use the product: what they call a button or a page is what it says there, and each of
//! their pictures is kept by a journey. Whether an explanation is right, a reader has to say.

use super::tree::{File, Tree};
use super::{Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "manual",
    why: "A nurse who looks for a button that has another name now gives up, and a picture of a former page is \
          worse than none.",
    remedy: "Write what the page says, in 「」 exactly; take pictures with `keepPicture` in a journey and \
             `cargo xtask pictures`.",
    check,
};

/// The manual in which every 「」 is the name of something on a page.
const MANUAL: &str = "docs/desk.ja.md";
/// Where pages get their words from.
const WORDS: [&str; 3] = ["crates/server/templates", "crates/server/src", "crates/roster/src"];

fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    let journeys: Vec<&File> = tree.below("web/journeys").collect();
    for document in tree.below("docs").filter(|file| file.has_extension(&["md"])) {
        for (line, name) in between(document, "](pictures/", ".png)") {
            let kept = format!("\"{name}\"");
            if !journeys.iter().any(|journey| journey.text.contains(&kept)) {
                let what = format!("no journey keeps the picture {name}");
                found.push(Finding::new(&document.path, line, what));
            }
        }
    }
    let said = |name: &str| {
        let mut words = WORDS.iter().flat_map(|folder| tree.below(folder));
        words.any(|file| file.text.contains(name))
    };
    for (line, name) in tree.file(MANUAL).into_iter().flat_map(|file| between(file, "「", "」")) {
        if !said(name) {
            found.push(Finding::new(MANUAL, line, format!("no page says 「{name}」")));
        }
    }
    found
}

/// What stands between two marks, with its line.
fn between<'a>(file: &'a File, from: &'a str, to: &'a str) -> Vec<(usize, &'a str)> {
    let in_line = |(line, text): (usize, &'a str)| {
        let parts = text.split(from).skip(1);
        parts.filter_map(move |part| Some((line, part.split_once(to)?.0)))
    };
    file.lines().flat_map(in_line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_button_of_another_name_and_a_picture_that_nobody_takes_are_found() {
        let template =
            ("crates/server/templates/desk/slot.html", "<button>この枠数にする</button>");
        let journey = ("web/journeys/desk.mjs", "await keepPicture(page, \"slot-refused\");");
        for (manual, findings) in [
            ("「この枠数にする」を押します。![枠](pictures/slot-refused.png)", 0),
            ("「保存」を押し、「この枠数にする」は押しません。", 1),
            ("![枠](pictures/slot.png) ![板](pictures/board.png)", 2),
            ("", 0),
        ] {
            let tree = Tree::of(&[template, journey, (MANUAL, manual)]);
            assert_eq!(check(&tree).len(), findings, "{manual}");
        }
    }
}
