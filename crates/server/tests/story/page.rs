//! A page as someone sees it: its words line by line, links in 〔 〕, buttons in [ ], fields as ＿value＿. And as
//! they use it: the address behind a link, the form behind a button.

use crate::html::{Piece, Tag, pieces};
use reqwest::header::HeaderMap;
use std::fmt::Write as _;

/// An answer of the service.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    pub(crate) status: u16,
    /// Where it was found, without the origin.
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) html: String,
}

/// A form with what stands in its fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Form {
    pub(crate) action: String,
    pub(crate) fields: Vec<(String, String)>,
}

impl Form {
    /// What stands in a field.
    pub(crate) fn value(&self, name: &str) -> String {
        let field = self.fields.iter().find(|(key, _)| key == name);
        field.unwrap_or_else(|| panic!("there is no field {name}")).1.clone()
    }

    /// The same form with other values typed.
    pub(crate) fn typed(mut self, typed: &[(&str, &str)]) -> Self {
        for (name, value) in typed {
            let field = self.fields.iter_mut().find(|(key, _)| key == name);
            let field = field.unwrap_or_else(|| panic!("there is no field {name}"));
            (*value).clone_into(&mut field.1);
        }
        self
    }
}

impl Page {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// The main part in words.
    pub(crate) fn text(&self) -> String {
        let all = pieces(&self.html);
        let is_main = |piece: &Piece| matches!(piece, Piece::Open(tag) if tag.name == "main");
        let begin = all.iter().position(is_main).map_or(0, |at| at + 1);
        let end = all.iter().position(|piece| *piece == Piece::Close("main".to_owned()));
        words(&all[begin..end.unwrap_or(all.len())])
    }

    /// Fails on Japanese in an English page, but for what is marked as such: names that the town gave.
    pub(crate) fn speaks_one_language(&self) {
        if !self.html.contains("<html lang=\"en\"") {
            return;
        }
        let (mut inside, mut said) = (Vec::new(), Vec::new());
        for piece in pieces(&self.html) {
            match piece {
                Piece::Open(tag) => {
                    let ours = tag.get("lang").map_or(inside.last() != Some(&false), |l| l == "en");
                    let told = ["aria-label", "data-busy", "data-wait-over", "title", "alt"];
                    let told = told.iter().filter_map(|name| tag.get(name)).map(str::to_owned);
                    said.extend(told.filter(|_| ours));
                    if !tag.is_void() {
                        // The title of a page cannot be marked; it ends with the name of the town.
                        inside.push(ours && tag.name != "title");
                    }
                }
                Piece::Close(_) => drop(inside.pop()),
                Piece::Words(words) if inside.last() != Some(&false) => said.push(words),
                Piece::Words(_) => {}
            }
        }
        let japanese = |c| matches!(c, '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}');
        said.retain(|words| words.contains(japanese));
        assert!(said.is_empty(), "Japanese on {}: {said:?}", self.path);
    }

    /// Its first heading.
    pub(crate) fn heading(&self) -> String {
        let heading =
            self.text().lines().find_map(|line| line.strip_prefix("# ").map(str::to_owned));
        heading.unwrap_or_default()
    }

    /// The address behind the first link with these words.
    pub(crate) fn link(&self, label: &str) -> String {
        let links = self.elements("a");
        let found = links.iter().find(|(_, words)| words.contains(label));
        let (tag, _) = found.unwrap_or_else(|| panic!("no link 「{label}」 on\n{}", self.text()));
        tag.get("href").unwrap().to_owned()
    }

    /// The addresses behind all links.
    pub(crate) fn links(&self) -> Vec<String> {
        let links = self.elements("a").into_iter();
        links.filter_map(|(tag, _)| tag.get("href").map(str::to_owned)).collect()
    }

    /// The form with the first button of these words, as it would be sent by that button.
    pub(crate) fn form(&self, button: &str) -> Form {
        let found = self.forms().into_iter().find_map(|(form, buttons)| {
            let (tag, _) = buttons.iter().find(|(_, words)| words.contains(button))?;
            let own = tag
                .get("name")
                .map(|name| (name.to_owned(), tag.get("value").unwrap_or_default().to_owned()));
            let fields = form.fields.into_iter().chain(own).collect();
            let action = tag.get("formaction").map_or(form.action, str::to_owned);
            Some(Form { action, fields })
        });
        found.unwrap_or_else(|| panic!("no button 「{button}」 on\n{}", self.text()))
    }

    /// Every form with its buttons.
    fn forms(&self) -> Vec<(Form, Vec<(Tag, String)>)> {
        let mut forms: Vec<(Form, Vec<(Tag, String)>)> = Vec::new();
        // Of buttons that stand elsewhere, which form they send.
        let (mut ids, mut elsewhere) = (Vec::new(), Vec::new());
        let all = pieces(&self.html);
        for (at, piece) in all.iter().enumerate() {
            let Piece::Open(tag) = piece else { continue };
            if tag.name == "button" && tag.has("form") {
                elsewhere.push((tag.clone(), inside(&all[at + 1..], "button")));
                continue;
            }
            if tag.name == "form" {
                ids.push(tag.get("id").map(str::to_owned));
                let action = tag.get("action").unwrap_or_default().to_owned();
                forms.push((Form { action, fields: Vec::new() }, Vec::new()));
                continue;
            }
            let Some((form, buttons)) = forms.last_mut() else { continue };
            match (tag.name.as_str(), tag.get("name")) {
                // Of several to choose from, what is chosen is sent.
                ("input", Some(_)) if is_choice(tag) && !tag.has("checked") => {}
                ("input", Some(name)) => {
                    let value = tag.get("value").unwrap_or_default();
                    form.fields.push((name.to_owned(), value.to_owned()));
                }
                ("textarea", Some(name)) => {
                    form.fields.push((name.to_owned(), written(&all[at + 1..])));
                }
                ("select", Some(name)) => form.fields.push((name.to_owned(), String::new())),
                ("option", _) if tag.has("selected") => {
                    tag.get("value").unwrap().clone_into(&mut form.fields.last_mut().unwrap().1);
                }
                ("button", _) => buttons.push((tag.clone(), inside(&all[at + 1..], "button"))),
                _ => {}
            }
        }
        for (tag, words) in elsewhere {
            let at = ids.iter().position(|id| id.as_deref() == tag.get("form"));
            forms[at.expect("a button sends a form of its page")].1.push((tag, words));
        }
        forms
    }

    fn elements(&self, name: &str) -> Vec<(Tag, String)> {
        let all = pieces(&self.html);
        let opened = all.iter().enumerate().filter_map(|(at, piece)| match piece {
            Piece::Open(tag) if tag.name == name => {
                Some((tag.clone(), inside(&all[at + 1..], name)))
            }
            _ => None,
        });
        opened.collect()
    }
}

/// Whether it is sent only where it is chosen.
fn is_choice(input: &Tag) -> bool {
    matches!(input.get("type"), Some("radio" | "checkbox"))
}

/// The words up to the end of an element.
fn inside(rest: &[Piece], name: &str) -> String {
    let end = rest.iter().position(|piece| *piece == Piece::Close(name.to_owned()));
    words(&rest[..end.unwrap_or(rest.len())])
}

/// What stands in a text area, with its line breaks.
fn written(rest: &[Piece]) -> String {
    match rest.first() {
        Some(Piece::Words(words)) => words.clone(),
        _ => String::new(),
    }
}

/// What is there and not seen.
fn is_unseen(tag: &Tag) -> bool {
    let unseen = ["svg", "script", "style", "progress", "meter", "select", "noscript"];
    unseen.contains(&tag.name.as_str())
        || tag.has("hidden")
        || tag.get("class").is_some_and(|class| class.contains("visually-hidden"))
}

/// What stands before an element, and after it; a line break begins a new line.
fn around(name: &str) -> (&str, &str) {
    match name {
        "h1" => ("\n# ", "\n"),
        "h2" => ("\n## ", "\n"),
        "h3" => ("\n### ", "\n"),
        "li" => ("\n・ ", "\n"),
        "a" => ("〔", "〕"),
        "button" => (" [", "] "),
        "dt" => ("\n", "："),
        "td" | "th" => ("", " ｜ "),
        "br" => (" ", ""),
        "p" | "div" | "section" | "article" | "form" | "ul" | "ol" | "dl" | "table" | "tr"
        | "nav" | "header" => ("\n", "\n"),
        _ => ("", ""),
    }
}

/// A span that is drawn at a distance, though no space is written before it.
fn stands_apart(tag: &Tag) -> bool {
    let joined = ["number-gap", "weekday"];
    tag.name == "span" && tag.get("class").is_some_and(|class| !joined.contains(&class))
}

fn words(pieces: &[Piece]) -> String {
    let (mut out, mut unseen) = (String::new(), 0_usize);
    for piece in pieces {
        match piece {
            Piece::Open(tag) if tag.is_void() => {
                let typed = !matches!(tag.get("type"), Some("hidden"));
                if tag.name == "input" && typed && unseen == 0 {
                    write!(out, " ＿{}＿ ", tag.get("value").unwrap_or_default()).unwrap();
                } else if unseen == 0 {
                    out.push_str(around(&tag.name).0);
                }
            }
            Piece::Open(tag) if unseen > 0 || is_unseen(tag) => unseen += 1,
            Piece::Open(tag) if stands_apart(tag) => out.push(' '),
            Piece::Open(tag) => out.push_str(around(&tag.name).0),
            Piece::Close(_) if unseen > 0 => unseen -= 1,
            Piece::Close(name) => out.push_str(around(name).1),
            Piece::Words(words) if unseen == 0 => out.push_str(&words.replace('\n', " ")),
            Piece::Words(_) => {}
        }
    }
    tidied(&out)
}

/// One space where there were several, none inside brackets, no empty lines, a bullet beside its words.
fn tidied(out: &str) -> String {
    let lines = out.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    let lines = lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
    [("・\n", "・"), ("・ ", "・"), ("〔 ", "〔"), (" 〕", "〕"), ("： ", "：")]
        .into_iter()
        .fold(lines, |lines, (from, to)| lines.replace(from, to))
}

/// An English page with these words in it.
fn english(words: &str) -> Page {
    let html = format!("<html lang=\"en\" data-x=\"\"><body>{words}</body></html>");
    Page { status: 200, path: "/r/home".to_owned(), headers: HeaderMap::new(), html }
}

#[test]
fn names_may_be_japanese_in_an_english_page() {
    english("<p>At <span lang=\"ja\">中央<br>公民館</span>, <b>9:00</b></p>").speaks_one_language();
}

#[test]
#[should_panic(expected = "予約")]
fn words_may_not_be_japanese_in_an_english_page() {
    english("<p><span lang=\"ja\">中央公民館</span> <b>予約</b></p>").speaks_one_language();
}

#[test]
#[should_panic(expected = "送信中")]
fn nor_what_is_read_out_or_shown_later() {
    english("<button data-busy=\"送信中\">Send</button>").speaks_one_language();
}
