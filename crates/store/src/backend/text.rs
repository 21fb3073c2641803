//! The text of statements: rows and lists of any length, and parameters as each database numbers them.

use std::borrow::Cow;

/// The largest power of two that is not above `n` nor above 512.
pub(super) fn chunk_of(n: usize) -> usize {
    1 << n.ilog2().min(9)
}

/// `($1, $2)` three times is `($1, $2), ($3, $4), ($5, $6)`.
pub(super) fn repeat_row(row: &str, times: usize) -> String {
    let index = |part: &str| -> usize {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        part[..digits].parse().expect("a parameter is numbered")
    };
    let width = row.split('$').skip(1).map(index).max().unwrap_or(0);
    let mut out = String::with_capacity((row.len() + 8) * times);
    for n in 0..times {
        if n > 0 {
            out.push_str(", ");
        }
        let mut parts = row.split('$');
        out.push_str(parts.next().expect("split gives at least one part"));
        for part in parts {
            out.push('$');
            out.push_str(&(n * width + index(part)).to_string());
            out.push_str(part.trim_start_matches(|c: char| c.is_ascii_digit()));
        }
    }
    out
}

/// `$1, $2, …` for an `IN` list of at least `n`, rounded up so that few texts are ever prepared.
pub(super) fn in_list(n: usize) -> (String, usize) {
    let size = n.max(1).next_power_of_two();
    let marks: Vec<_> = (1..=size).map(|i| format!("${i}")).collect();
    (marks.join(", "), size)
}

/// SQLite takes `$2` for a name that it looks up among all others, and `?2` for the second parameter. A text without
/// parameters, or one that has been through here, stays as it is.
pub(super) fn by_number(sql: &str) -> Cow<'_, str> {
    if !sql.contains('$') {
        return Cow::Borrowed(sql);
    }
    let mut out = String::with_capacity(sql.len());
    let mut parts = sql.split('$');
    out.extend(parts.next());
    for part in parts {
        let is_number = part.starts_with(|c: char| c.is_ascii_digit());
        out.push(if is_number { '?' } else { '$' });
        out.push_str(part);
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_numbered_through() {
        assert_eq!(
            repeat_row("($1, CAST($2 AS BIGINT))", 2),
            "($1, CAST($2 AS BIGINT)), ($3, CAST($4 AS BIGINT))"
        );
        assert_eq!(repeat_row("($1, $2, $2, 0)", 2), "($1, $2, $2, 0), ($3, $4, $4, 0)");
    }

    #[test]
    fn parameters_are_told_by_their_number() {
        assert_eq!(by_number("$2 IN ($1, $10) AND a = '$'"), "?2 IN (?1, ?10) AND a = '$'");
    }

    #[test]
    fn chunks_are_powers_of_two_up_to_512() {
        assert_eq!([1, 2, 3, 7, 511, 512, 5000].map(chunk_of), [1, 2, 2, 4, 256, 512, 512]);
    }

    #[test]
    fn in_lists_round_up() {
        assert_eq!(in_list(3), ("$1, $2, $3, $4".to_owned(), 4));
        assert_eq!(in_list(0).1, 1);
    }
}
