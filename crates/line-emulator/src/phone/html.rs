//! The little HTML the telephones are made of: escaping, and a control that can be tapped. Nothing enters a
//! page unescaped.

use std::fmt::Write as _;

use serde_json::Value;

/// Text that is safe in an element and in a quoted attribute.
pub(super) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

/// The attributes by which the script knows what a tap means.
pub(super) fn tap(entry: &str, pointer: &str, action: &Value) -> String {
    let mut attributes =
        format!(r#" data-entry="{}" data-pointer="{}""#, escape(entry), escape(pointer));
    if action["type"] == "datetimepicker" {
        for name in ["mode", "min", "max", "initial"] {
            if let Some(value) = action[name].as_str() {
                write!(attributes, r#" data-{name}="{}""#, escape(value))
                    .expect("strings take all");
            }
        }
    }
    attributes
}

/// Text in which addresses are links.
pub(super) fn linked(text: &str) -> String {
    let mut html = String::new();
    let mut rest = text;
    while let Some(start) =
        ["https://", "http://"].iter().filter_map(|scheme| rest.find(scheme)).min()
    {
        let (before, after) = rest.split_at(start);
        let end =
            after.find(|character: char| !character.is_ascii_graphic()).unwrap_or(after.len());
        let (address, following) = after.split_at(end);
        let address = escape(address);
        html.push_str(&escape(before));
        write!(html, r#"<a href="{address}" data-link="{address}">{address}</a>"#)
            .expect("strings take all");
        rest = following;
    }
    html + &escape(rest)
}

#[cfg(test)]
mod tests {
    use super::{escape, linked};

    #[test]
    fn nothing_enters_a_page_as_markup() {
        assert_eq!(escape(r#"<b a="1">&'"#), "&lt;b a=&quot;1&quot;&gt;&amp;&#39;");
        assert_eq!(
            linked("予約は http://a.jp/x?a=1&b=2 から<br>"),
            r#"予約は <a href="http://a.jp/x?a=1&amp;b=2" data-link="http://a.jp/x?a=1&amp;b=2">http://a.jp/x?a=1&amp;b=2</a> から&lt;br&gt;"#
        );
    }
}
