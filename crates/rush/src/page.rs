//! What a person finds on a page: where its links lead, what its forms carry, what its heading says.

/// Where the links lead that begin so, in the order of the page, each once.
pub(crate) fn links<'a>(html: &'a str, prefix: &str) -> Vec<&'a str> {
    let mut found: Vec<&str> = Vec::new();
    for after in html.split("href=\"").skip(1) {
        let link = after.split('"').next().unwrap_or_default();
        if link.starts_with(prefix) && !found.contains(&link) {
            found.push(link);
        }
    }
    found
}

/// The value of the first field of this name.
pub(crate) fn field<'a>(html: &'a str, name: &str) -> Option<&'a str> {
    let (_, after) = html.split_once(&format!("name=\"{name}\" value=\""))?;
    after.split('"').next()
}

/// The words of the first heading, without its marks.
pub(crate) fn heading(html: &str) -> String {
    let Some((_, after)) = html.split_once("<h1") else { return String::new() };
    let inside = after.split_once('>').map_or("", |(_, text)| text);
    let inside = inside.split("</h1>").next().unwrap_or_default();
    let mut text = String::new();
    let mut in_mark = false;
    for letter in inside.chars() {
        match letter {
            '<' => in_mark = true,
            '>' => in_mark = false,
            _ if !in_mark => text.push(letter),
            _ => {}
        }
    }
    text.trim().to_owned()
}

/// The last part of a path.
pub(crate) fn tail(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// A value as a form sends it.
pub(crate) fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let encode =
        |byte: u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(encode).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<h1 class="x">選んだ<b>時間</b> </h1><a href="/r/a/1">1</a>
        <a href="/elsewhere">no</a><a href="/r/a/2">2</a><a href="/r/a/1">1</a>
        <input type="hidden" name="once" value="0199-af">"#;

    #[test]
    fn links_fields_and_the_heading_are_found() {
        assert_eq!(links(PAGE, "/r/a/"), ["/r/a/1", "/r/a/2"]);
        assert_eq!(links(PAGE, "/none"), [""; 0]);
        assert_eq!(field(PAGE, "once"), Some("0199-af"));
        assert_eq!(field(PAGE, "next"), None);
        assert_eq!(heading(PAGE), "選んだ時間");
        assert_eq!(heading("plain"), "");
    }

    #[test]
    fn what_a_form_sends_is_encoded() {
        assert_eq!(encoded("/r/book 1"), "%2Fr%2Fbook%201");
        assert_eq!(tail("/r/bookings/7"), "7");
    }
}
