//! Addresses and cookies between the two worlds. Our pages escape every quotation mark in what people typed, so
//! that an attribute with an address can only be one of our own.

use std::borrow::Cow;

/// Before the name of every cookie of a rehearsal.
const OWN: &str = "rehearsal_";

/// The attributes that hold an address to go to. What a form carries as a value stays as it is: it comes back.
const LEADS: [&[u8]; 7] =
    [b"href", b"action", b"formaction", b"src", b"sse-connect", b"hx-get", b"hx-post"];

/// Between an attribute's name and an address of ours.
const MARK: &[u8] = b"=\"/";

/// What both worlds share, and nothing can be done with.
const SHARED: &[u8] = b"assets/";

/// The page with every address of ours below the base.
pub(super) fn addresses(page: &[u8], base: &str) -> Vec<u8> {
    let mut all = Vec::with_capacity(page.len() + page.len() / 8);
    let mut rest = page;
    while let Some(at) = rest.windows(MARK.len()).position(|window| window == MARK) {
        let (before, after) = rest.split_at(at + MARK.len() - 1);
        all.extend_from_slice(before);
        let path = &after[1..];
        if leads(&rest[..at]) && !path.starts_with(b"/") && !path.starts_with(SHARED) {
            all.extend_from_slice(base.as_bytes());
        }
        rest = after;
    }
    all.extend_from_slice(rest);
    all
}

/// Whether what stands here ends with the name of such an attribute.
fn leads(before: &[u8]) -> bool {
    let named = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
    let start = before.iter().rposition(|byte| !named(byte)).map_or(0, |at| at + 1);
    LEADS.contains(&&before[start..])
}

/// Of all cookies those of the rehearsal, under the names that its pages know.
pub(super) fn own_cookies<'a>(all: impl Iterator<Item = &'a str>) -> String {
    let pairs = all.flat_map(|list| list.split(';')).map(str::trim);
    pairs.filter_map(|pair| pair.strip_prefix(OWN)).collect::<Vec<_>>().join("; ")
}

/// A cookie that is set, under its other name and for the rehearsal alone.
pub(super) fn cookie(set: &str, base: &str) -> String {
    let parts = set.split("; ").map(|part| match part {
        "Path=/" => Cow::Owned(format!("Path={base}")),
        part => Cow::Borrowed(part),
    });
    format!("{OWN}{}", parts.collect::<Vec<_>>().join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(html: &str) -> String {
        String::from_utf8(addresses(html.as_bytes(), "/rehearsal/7")).unwrap()
    }

    #[test]
    fn what_leads_somewhere_leads_within_the_rehearsal() {
        assert_eq!(
            page(r#"<a class="x" href="/desk">机</a><form method="post" action="/r/book">"#),
            r#"<a class="x" href="/rehearsal/7/desk">机</a><form method="post" action="/rehearsal/7/r/book">"#
        );
        assert_eq!(
            page(r#"<div hx-ext="sse" sse-connect="/desk/programmes/1/events" data-live>"#),
            r#"<div hx-ext="sse" sse-connect="/rehearsal/7/desk/programmes/1/events" data-live>"#
        );
    }

    #[test]
    fn stylesheets_other_sites_and_what_was_typed_stay() {
        for same in [
            r#"<link rel="stylesheet" href="/assets/abc/madoguchi.css">"#,
            r#"<a href="https://example.jp/desk">"#,
            r#"<a href="//example.jp/desk">"#,
            r#"<input name="next" value="/r/home">"#,
            r"<p>href=&#34;/desk&#34;</p>",
            r#"<p data-href="/desk">"#,
            "",
        ] {
            assert_eq!(page(same), same);
        }
    }

    #[test]
    fn no_cookie_of_the_real_counter_goes_in_and_none_of_a_rehearsal_is_sent_elsewhere() {
        let all = ["madoguchi_desk=real; rehearsal_madoguchi_desk=played", "madoguchi=real2"];
        assert_eq!(own_cookies(all.into_iter()), "madoguchi_desk=played");
        assert_eq!(own_cookies(std::iter::empty()), "");
        assert_eq!(
            cookie("madoguchi_desk=s; Path=/; HttpOnly; SameSite=Lax; Max-Age=60", "/rehearsal/7"),
            "rehearsal_madoguchi_desk=s; Path=/rehearsal/7; HttpOnly; SameSite=Lax; Max-Age=60"
        );
    }
}
