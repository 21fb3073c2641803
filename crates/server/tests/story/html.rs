//! Just enough HTML to read our own pages: tags with their attributes, and the words between them. It
//! repairs nothing, as a page that needs repair should fail a story.

/// A piece of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    Open(Tag),
    Close(String),
    Words(String),
}

/// An opening tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tag {
    pub(crate) name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// A tag that has no end.
    pub(crate) fn is_void(&self) -> bool {
        ["input", "br", "meta", "link", "path", "circle", "hr"].contains(&self.name.as_str())
    }
}

/// The pieces of a page in their order.
pub(crate) fn pieces(html: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        if at > 0 {
            pieces.push(Piece::Words(decoded(&rest[..at])));
        }
        let (inside, after) = rest[at + 1..].split_once('>').unwrap();
        rest = after;
        if let Some(name) = inside.strip_prefix('/') {
            pieces.push(Piece::Close(name.trim().to_owned()));
        } else if !inside.starts_with('!') {
            pieces.push(Piece::Open(tag(inside)));
        }
    }
    pieces
}

fn tag(inside: &str) -> Tag {
    let inside = inside.trim_end_matches('/');
    let (name, mut rest) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
    let mut attributes = Vec::new();
    while let Some(start) = rest.find(|c: char| !c.is_whitespace()) {
        rest = &rest[start..];
        let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let (key, after) = rest.split_at(end);
        let value = after.strip_prefix('=').and_then(|quoted| {
            let quote = quoted.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            quoted[1..].split_once(quote)
        });
        let (value, after) = value.unwrap_or(("", after));
        attributes.push((key.to_owned(), decoded(value)));
        rest = after;
    }
    Tag { name: name.to_owned(), attributes }
}

/// The characters that stand behind references; the templates write numbered ones.
fn decoded(text: &str) -> String {
    let mut parts = text.split('&');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, after) = part.split_once(';').unwrap();
        let number = name.strip_prefix('#').map(|digits| digits.parse().unwrap());
        out.push(match (name, number.and_then(char::from_u32)) {
            (_, Some(c)) => c,
            ("amp", None) => '&',
            ("lt", None) => '<',
            ("gt", None) => '>',
            ("quot", None) => '"',
            _ => panic!("no page of ours writes &{name};"),
        });
        out.push_str(after);
    }
    out
}

#[test]
fn tags_attributes_and_words_are_read() {
    let read = pieces("<!doctype html><a class=\"x\" hidden href='/a?b&#38;c'>1 &lt; 2</a><br>");
    let [Piece::Open(a), Piece::Words(words), Piece::Close(end), Piece::Open(br)] = &read[..]
    else {
        panic!("{read:?}")
    };
    assert_eq!((a.name.as_str(), a.get("href"), a.has("hidden")), ("a", Some("/a?b&c"), true));
    assert_eq!((words.as_str(), end.as_str(), br.is_void()), ("1 < 2", "a", true));
}
