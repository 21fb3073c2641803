//! Licence expressions: may a crate be used when only these licences are allowed? Understands what
//! crates write (`OR`, `AND`, `WITH`, brackets and the old slash), not the whole SPDX grammar.

/// Whether the expression can be fulfilled with the allowed licences alone. A licence with an
/// exception (`Apache-2.0 WITH LLVM-exception`) is allowed by that full name only.
pub(crate) fn allowed(expression: &str, allowed: &[String]) -> Result<bool, String> {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut reader = Reader { words: &words, allowed };
    let answer = reader.any();
    match (answer, reader.words) {
        (Some(answer), []) => Ok(answer),
        _ => Err(format!("the licence expression `{expression}` cannot be read")),
    }
}

struct Reader<'a> {
    words: &'a [&'a str],
    allowed: &'a [String],
}

impl Reader<'_> {
    fn any(&mut self) -> Option<bool> {
        let mut answer = self.all()?;
        while self.take("OR") {
            answer |= self.all()?;
        }
        Some(answer)
    }

    fn all(&mut self) -> Option<bool> {
        let mut answer = self.one()?;
        while self.take("AND") {
            answer &= self.one()?;
        }
        Some(answer)
    }

    fn one(&mut self) -> Option<bool> {
        if self.take("(") {
            let answer = self.any()?;
            return self.take(")").then_some(answer);
        }
        let mut name = self.next()?.to_owned();
        if self.take("WITH") {
            name = format!("{name} WITH {}", self.next()?);
        }
        Some(self.allowed.contains(&name))
    }

    fn take(&mut self, word: &str) -> bool {
        let found = self.words.first() == Some(&word);
        if found {
            self.words = &self.words[1..];
        }
        found
    }

    fn next(&mut self) -> Option<&str> {
        let (word, rest) = self.words.split_first()?;
        self.words = rest;
        (!["AND", "OR", "WITH", "(", ")"].contains(word)).then_some(*word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_is_fulfilled_by_the_allowed_licences_or_not() {
        let list = ["MIT", "Apache-2.0", "Unicode-3.0"].map(String::from);
        let table = [
            ("MIT", true),
            ("GPL-3.0-only", false),
            ("MIT OR GPL-3.0-only", true),
            ("MIT AND GPL-3.0-only", false),
            ("(MIT OR GPL-3.0-only) AND Unicode-3.0", true),
            ("GPL-3.0-only OR MIT AND ISC", false),
            ("Unlicense/MIT", true),
            ("Apache-2.0 / BSL-1.0", true),
            ("Apache-2.0 WITH LLVM-exception", false),
            ("Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT", true),
        ];
        for (expression, expected) in table {
            assert_eq!(allowed(expression, &list), Ok(expected), "{expression}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_not_guessed() {
        for expression in ["", "MIT OR", "(MIT", "MIT Apache-2.0", "AND MIT"] {
            assert!(allowed(expression, &["MIT".into()]).is_err(), "{expression}");
        }
    }
}
