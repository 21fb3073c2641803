//! Rust source taken apart just far enough for the rules: code and comments line by line, and the
//! string literals. It is not a parser; it knows where strings and comments begin and end, and no grammar.

use std::mem::take;

/// The parts of one file; code and comments have as many lines as the file.
#[derive(Debug, Default)]
pub(super) struct Rust {
    /// What the compiler reads, with every string literal as `""`.
    pub(super) code: Vec<String>,
    pub(super) comments: Vec<String>,
    /// The insides of string literals, each with the line on which it begins.
    pub(super) literals: Vec<(usize, String)>,
}

#[derive(Clone, Copy)]
enum Part {
    Code,
    Comment,
}

impl Rust {
    pub(super) fn read(text: &str) -> Self {
        let mut reader = Reader { rest: text, ..Reader::default() };
        while reader.step() {}
        reader.end_line();
        reader.done
    }

    /// The same without the tests at the end of the file.
    pub(super) fn without_tests(mut self) -> Self {
        let tests = self.code.iter().position(|line| line.trim() == "#[cfg(test)]");
        let length = tests.unwrap_or(self.code.len());
        self.code.truncate(length);
        self.comments.truncate(length);
        self.literals.retain(|(line, _)| *line <= length);
        self
    }
}

/// Numbered lines, from one.
pub(super) fn numbered(lines: &[String]) -> impl Iterator<Item = (usize, &str)> {
    lines.iter().enumerate().map(|(index, line)| (index + 1, line.as_str()))
}

#[derive(Default)]
struct Reader<'a> {
    rest: &'a str,
    code: String,
    comment: String,
    done: Rust,
}

impl Reader<'_> {
    /// Reads the next piece; false at the end.
    fn step(&mut self) -> bool {
        let Some(next) = self.rest.chars().next() else {
            return false;
        };
        if self.rest.starts_with("//") {
            let length = self.rest.find('\n').unwrap_or(self.rest.len());
            self.put(Part::Comment, length);
        } else if self.rest.starts_with("/*") {
            self.put(Part::Comment, block_comment(self.rest));
        } else if next == '"' {
            self.string(1, "\"", true);
        } else if next == '\'' {
            self.quote();
        } else if next.is_alphanumeric() || next == '_' {
            self.word();
        } else {
            self.put(Part::Code, next.len_utf8());
        }
        true
    }

    /// A name, a keyword or a number; `r`, `b`, `c` and their pairs may open a string.
    fn word(&mut self) {
        let inside = |c: char| c.is_alphanumeric() || c == '_';
        let length = self.rest.find(|c| !inside(c)).unwrap_or(self.rest.len());
        let (word, after) = self.rest.split_at(length);
        let hashes = after.len() - after.trim_start_matches('#').len();
        let quoted = after[hashes..].starts_with('"');
        if quoted && ["r", "br", "cr"].contains(&word) {
            self.string(length + hashes + 1, &format!("\"{}", "#".repeat(hashes)), false);
        } else if quoted && hashes == 0 && ["b", "c"].contains(&word) {
            self.string(length + 1, "\"", true);
        } else {
            self.put(Part::Code, length);
        }
    }

    /// A character literal, of which nothing is kept, or the beginning of a lifetime.
    fn quote(&mut self) {
        let length = character(self.rest).unwrap_or(1);
        self.code.push_str(if length > 1 { "''" } else { "'" });
        self.rest = &self.rest[length..];
    }

    /// A string literal whose opening has this length.
    fn string(&mut self, opening: usize, closing: &str, escapes: bool) {
        self.code.push_str("\"\"");
        self.rest = &self.rest[opening..];
        let length = if escapes { until_quote(self.rest) } else { self.rest.find(closing) };
        let (text, rest) = self.rest.split_at(length.unwrap_or(self.rest.len()));
        self.rest = rest.get(closing.len()..).unwrap_or_default();
        let line = self.done.code.len() + 1;
        self.done.literals.push((line, text.to_owned()));
        for _ in text.matches('\n') {
            self.end_line();
        }
    }

    fn put(&mut self, part: Part, length: usize) {
        let (piece, rest) = self.rest.split_at(length);
        self.rest = rest;
        for (index, line) in piece.split('\n').enumerate() {
            if index > 0 {
                self.end_line();
            }
            match part {
                Part::Code => self.code.push_str(line),
                Part::Comment => self.comment.push_str(line),
            }
        }
    }

    fn end_line(&mut self) {
        self.done.code.push(take(&mut self.code));
        self.done.comments.push(take(&mut self.comment));
    }
}

/// What stands between the first brace of some code and its partner.
pub(super) fn block(code: &str) -> Option<&str> {
    let start = code.find('{')?;
    let mut depth = 0_usize;
    for (at, c) in code[start..].char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(&code[start + 1..start + at]);
        }
    }
    None
}

/// The length of a block comment; they nest.
fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(found) = text[at..].find("*/").into_iter().chain(text[at..].find("/*")).min() {
        let opens = text[at + found..].starts_with("/*");
        at += found + 2;
        depth = if opens { depth + 1 } else { depth.saturating_sub(1) };
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

/// The length of a character literal.
fn character(text: &str) -> Option<usize> {
    let mut inside = text[1..].chars();
    match (inside.next()?, inside.next()?) {
        ('\\', escaped) => {
            let start = 2 + escaped.len_utf8();
            text[start..].find('\'').map(|end| start + end + 1)
        }
        (only, '\'') => Some(only.len_utf8() + 2),
        _ => None,
    }
}

fn until_quote(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.char_indices().find_map(|(at, c)| {
        let ends = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        ends.then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_comments_and_literals_are_told_apart() {
        let text = r##"
fn a<'x>(b: &'x str) -> char { let c = "say \"hi\" // no comment"; '"' } // a "comment"
/* one /* two */ "three"
four */ let d = r#"raw " text"#; let e = b"bytes"; let f = '\''; let r#type = '\u{41}';
let g = "two
lines"; // end"##;
        let rust = Rust::read(text);
        let lines = [
            ("", ""),
            ("fn a<'x>(b: &'x str) -> char { let c = \"\"; '' } ", "// a \"comment\""),
            ("", "/* one /* two */ \"three\""),
            (" let d = \"\"; let e = \"\"; let f = ''; let r#type = '';", "four */"),
            ("let g = \"\"", ""),
            ("; ", "// end"),
        ];
        for (index, (code, comments)) in lines.into_iter().enumerate() {
            assert_eq!(rust.code[index], code, "code of line {}", index + 1);
            assert_eq!(rust.comments[index], comments, "comments of line {}", index + 1);
        }
        let literals = [
            (2, r#"say \"hi\" // no comment"#),
            (4, "raw \" text"),
            (4, "bytes"),
            (5, "two\nlines"),
        ];
        assert_eq!(rust.literals, literals.map(|(line, text)| (line, text.to_owned())));
        assert_eq!(rust.code.len(), text.lines().count());
    }

    #[test]
    fn tests_at_the_end_can_be_left_out() {
        let rust = Rust::read("fn a() {}\n#[cfg(test)]\nmod tests { fn b() {} }\n").without_tests();
        assert_eq!(rust.code, ["fn a() {}"]);
    }
}
