//! Flex messages as HTML: bubbles and their components in CSS flex boxes, near enough to the original to
//! judge a message by. Values were checked when the message was accepted.

use std::fmt::Write as _;

use serde_json::Value;

use super::{
    html::{escape, tap},
    numbered,
};
use crate::chat::list;

/// One entry's components know which message they are in, for the taps.
struct Canvas<'a> {
    entry: &'a str,
}

pub(super) fn container(value: &Value, entry: &str) -> String {
    let canvas = Canvas { entry };
    if value["type"] == "carousel" {
        let bubbles = numbered(&value["contents"]);
        let bubbles: String = bubbles
            .map(|(index, bubble)| canvas.bubble(bubble, &format!("/contents/contents/{index}")))
            .collect();
        return format!(
            r#"<div class="carousel" tabindex="0" role="group" aria-label="横に並んだカード">{bubbles}</div>"#
        );
    }
    canvas.bubble(value, "/contents")
}

impl Canvas<'_> {
    fn bubble(&self, bubble: &Value, pointer: &str) -> String {
        let size = bubble["size"].as_str().unwrap_or("mega");
        let direction = bubble["direction"].as_str().unwrap_or("ltr");
        let tap = self.tap(bubble, pointer);
        let mut html =
            format!(r#"<div class="flex {}" dir="{}"{tap}>"#, escape(size), escape(direction));
        for part in ["header", "hero", "body", "footer"] {
            let Some(block) = bubble.get(part) else { continue };
            let style = &bubble["styles"][part];
            if style["separator"] == true {
                let colour =
                    style["separatorColor"].as_str().map(|colour| format!("border-color:{colour}"));
                write!(html, r#"<hr style="{}">"#, escape(&colour.unwrap_or_default()))
                    .expect("strings take all");
            }
            let colour =
                style["backgroundColor"].as_str().map(|colour| format!("background:{colour}"));
            let inner = self.component(block, &format!("{pointer}/{part}"), "vertical", None);
            write!(
                html,
                r#"<div class="block {part}" style="{}">{inner}</div>"#,
                escape(&colour.unwrap_or_default())
            )
            .expect("strings take all");
        }
        html + "</div>"
    }

    /// A component inside a parent of this layout; `space` is the room to the one before it.
    fn component(&self, value: &Value, pointer: &str, parent: &str, space: Option<&str>) -> String {
        let mut style = outer(value, parent, space);
        match value["type"].as_str().unwrap_or_default() {
            "box" => self.boxed(value, pointer, style),
            "text" => self.text(value, pointer, style),
            "button" => self.button(value, pointer, style),
            "image" | "icon" => self.image(value, pointer, style),
            "video" => self.component(
                &value["altContent"],
                &format!("{pointer}/altContent"),
                parent,
                space,
            ),
            "separator" => {
                property(&mut style, "border-color", value["color"].as_str());
                let turned = if parent == "vertical" { "" } else { " upright" };
                format!(r#"<hr class="line{turned}" style="{}">"#, escape(&style))
            }
            _ => format!(r#"<span class="filler" style="{}"></span>"#, escape(&style)),
        }
    }

    fn boxed(&self, value: &Value, pointer: &str, mut style: String) -> String {
        let layout = value["layout"].as_str().unwrap_or("vertical");
        for (name, key) in [
            ("background", "backgroundColor"),
            ("border-color", "borderColor"),
            ("justify-content", "justifyContent"),
            ("align-items", "alignItems"),
        ] {
            property(&mut style, name, value[key].as_str());
        }
        for (name, key) in [
            ("width", "width"),
            ("max-width", "maxWidth"),
            ("height", "height"),
            ("max-height", "maxHeight"),
        ] {
            property(&mut style, name, value[key].as_str());
        }
        for (name, key) in [
            ("padding", "paddingAll"),
            ("padding-top", "paddingTop"),
            ("padding-bottom", "paddingBottom"),
            ("padding-inline-start", "paddingStart"),
            ("padding-inline-end", "paddingEnd"),
            ("border-radius", "cornerRadius"),
        ] {
            property(&mut style, name, value[key].as_str().map(room));
        }
        property(&mut style, "border-width", value["borderWidth"].as_str().map(border));
        let gradient = &value["background"];
        if let (Some(angle), Some(from), Some(to)) = (
            gradient["angle"].as_str(),
            gradient["startColor"].as_str(),
            gradient["endColor"].as_str(),
        ) {
            property(
                &mut style,
                "background",
                Some(&format!("linear-gradient({angle},{from},{to})")),
            );
        }
        let spacing = value["spacing"].as_str();
        let children: String = numbered(&value["contents"])
            .map(|(index, child)| {
                let space = if index == 0 { Some("none") } else { spacing };
                self.component(child, &format!("{pointer}/contents/{index}"), layout, space)
            })
            .collect();
        let tap = self.tap(value, pointer);
        format!(
            r#"<div class="box {}" style="{}"{tap}>{children}</div>"#,
            escape(layout),
            escape(&style)
        )
    }

    fn text(&self, value: &Value, pointer: &str, mut style: String) -> String {
        typeface(&mut style, value);
        property(&mut style, "text-align", value["align"].as_str());
        property(&mut style, "align-self", value["gravity"].as_str().map(gravity));
        if let Some(most) = value["maxLines"].as_i64().filter(|most| *most > 0) {
            property(&mut style, "-webkit-line-clamp", Some(&most.to_string()));
        }
        let words: String = if value["contents"].is_array() {
            list(&value["contents"]).map(span).collect()
        } else {
            escape(value["text"].as_str().unwrap_or_default())
        };
        let class = match (value["wrap"] == true, value.get("maxLines").is_some()) {
            (false, _) => "one-line",
            (true, false) => "wrap",
            (true, true) => "wrap clamp",
        };
        let tap = self.tap(value, pointer);
        format!(r#"<p class="{class}" style="{}"{tap}>{words}</p>"#, escape(&style))
    }

    fn button(&self, value: &Value, pointer: &str, mut style: String) -> String {
        let kind = value["style"].as_str().unwrap_or("link");
        let height = value["height"].as_str().unwrap_or("md");
        let colour = if kind == "link" { "color" } else { "background" };
        property(&mut style, colour, value["color"].as_str());
        let action = &value["action"];
        let tap = tap(self.entry, &format!("{pointer}/action"), action);
        let label = escape(action["label"].as_str().unwrap_or_default());
        format!(
            r#"<button type="button" class="press {kind} {height}" style="{}"{tap}>{label}</button>"#,
            escape(&style)
        )
    }

    fn image(&self, value: &Value, pointer: &str, mut style: String) -> String {
        let width = match value["size"].as_str().unwrap_or("md") {
            "full" => "100%".to_owned(),
            size => {
                letters(size).map_or_else(|| size.to_owned(), |pixels| format!("{}px", pixels * 5))
            }
        };
        if value["type"] == "icon" {
            property(&mut style, "height", Some("1em"));
        } else {
            property(&mut style, "width", Some(&width));
            property(
                &mut style,
                "object-fit",
                value["aspectMode"]
                    .as_str()
                    .map(|mode| if mode == "cover" { mode } else { "contain" }),
            );
            property(
                &mut style,
                "aspect-ratio",
                Some(&value["aspectRatio"].as_str().unwrap_or("1:1").replace(':', "/")),
            );
        }
        let tap = self.tap(value, pointer);
        format!(
            r#"<img src="{}" alt="" style="{}"{tap}>"#,
            escape(value["url"].as_str().unwrap_or_default()),
            escape(&style)
        )
    }

    /// A component with an action of its own behaves as a button.
    fn tap(&self, value: &Value, pointer: &str) -> String {
        let Some(action) = value.get("action") else { return String::new() };
        let tap = tap(self.entry, &format!("{pointer}/action"), action);
        let label =
            action["label"].as_str().map(|label| format!(r#" aria-label="{}""#, escape(label)));
        format!(r#" role="button" tabindex="0"{}{tap}"#, label.unwrap_or_default())
    }
}

fn span(value: &Value) -> String {
    let mut style = String::new();
    typeface(&mut style, value);
    format!(
        r#"<span style="{}">{}</span>"#,
        escape(&style),
        escape(value["text"].as_str().unwrap_or_default())
    )
}

/// What every component has towards its parent: its share of the room, its margin, its offset.
fn outer(value: &Value, parent: &str, space: Option<&str>) -> String {
    let mut style = String::new();
    let natural = matches!(value["type"].as_str(), Some("icon" | "separator"))
        || value.get("width").is_some();
    let share = match (value["flex"].as_i64(), parent) {
        (Some(0), _) | (None, "vertical") => "none".to_owned(),
        (Some(share), "vertical") => format!("{share} 0 auto"),
        (Some(share), _) => format!("{share} 1 0"),
        (None, _) => if natural { "none" } else { "1 1 0" }.to_owned(),
    };
    property(&mut style, "flex", Some(&share));
    let side = if parent == "vertical" { "margin-top" } else { "margin-inline-start" };
    property(&mut style, side, value["margin"].as_str().or(space).map(room));
    property(&mut style, "position", value["position"].as_str());
    for (name, key) in [
        ("top", "offsetTop"),
        ("bottom", "offsetBottom"),
        ("inset-inline-start", "offsetStart"),
        ("inset-inline-end", "offsetEnd"),
    ] {
        property(&mut style, name, value[key].as_str().map(room));
    }
    style
}

fn typeface(style: &mut String, value: &Value) {
    let size = value["size"].as_str();
    let size = size
        .map(|size| letters(size).map_or_else(|| size.to_owned(), |pixels| format!("{pixels}px")));
    property(style, "font-size", size.as_deref());
    property(style, "color", value["color"].as_str());
    property(
        style,
        "font-weight",
        value["weight"].as_str().map(|weight| if weight == "bold" { "700" } else { "400" }),
    );
    property(style, "font-style", value["style"].as_str());
    property(style, "text-decoration", value["decoration"].as_str());
}

fn property(style: &mut String, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        write!(style, "{name}:{value};").expect("strings take all");
    }
}

/// Margins, spacings, paddings and radii by name.
fn room(word: &str) -> &str {
    match word {
        "none" => "0",
        "xs" => "2px",
        "sm" => "4px",
        "md" => "8px",
        "lg" => "12px",
        "xl" => "16px",
        "xxl" => "20px",
        exact => exact,
    }
}

fn border(word: &str) -> &str {
    match word {
        "none" => "0",
        "light" => "0.5px",
        "normal" => "1px",
        "medium" => "2px",
        "semi-bold" => "3px",
        "bold" => "4px",
        exact => exact,
    }
}

fn gravity(word: &str) -> &str {
    match word {
        "top" => "flex-start",
        "bottom" => "flex-end",
        other => other,
    }
}

/// Sizes of letters by name, in pixels.
fn letters(word: &str) -> Option<u32> {
    let sizes = [
        ("xxs", 11),
        ("xs", 13),
        ("sm", 14),
        ("md", 16),
        ("lg", 19),
        ("xl", 22),
        ("xxl", 29),
        ("3xl", 35),
        ("4xl", 48),
        ("5xl", 74),
    ];
    sizes.iter().find(|(name, _)| *name == word).map(|(_, pixels)| *pixels)
}
