//! Where LINE's own words may be written. Looks at strings, in which protocols are spoken, and not
//! at names or comments.

use super::tree::Tree;
use super::{Finding, Rule};

pub(super) const RULE: Rule = Rule {
    name: "line-words",
    why: "The platform's protocol is known in one crate (and, separately, in its double). When LINE changes \
          a field, one crate changes.",
    remedy: "Let the crate `line` offer a type, a function or a constant for it.",
    check,
};

/// Words that only someone who speaks LINE's protocol would write.
const WORDS: [&str; 9] = [
    "api.line.me",
    "api-data.line.me",
    "access.line.me",
    "/v2/bot/",
    "replyToken",
    "webhookEventId",
    "deliveryContext",
    "X-Line-Retry-Key",
    "altText",
];

fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.rust_below("crates") {
        if file.path.starts_with("crates/line/") || file.path.starts_with("crates/line-emulator/") {
            continue;
        }
        for (line, text) in file.rust().literals {
            let lower = text.to_lowercase();
            for word in WORDS.iter().filter(|word| lower.contains(&word.to_lowercase())) {
                findings.push(Finding::new(&file.path, line, format!("`{word}` is LINE's word")));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_two_crates_of_the_platform_speak_its_protocol() {
        let text = "const HOST: &str = \"https://api.line.me\";\nlet key = \"x-line-retry-key\"; // replyToken\nlet no = SendError::BadReplyToken;\n";
        let tree = Tree::of(&[
            ("crates/line/src/hosts.rs", text),
            ("crates/line-emulator/src/api.rs", text),
            ("crates/server/src/bot/mod.rs", text),
        ]);
        let places: Vec<_> =
            check(&tree).into_iter().map(|finding| (finding.path, finding.line)).collect();
        assert_eq!(
            places,
            [
                ("crates/server/src/bot/mod.rs".into(), 1),
                ("crates/server/src/bot/mod.rs".into(), 2)
            ]
        );
    }
}
