//! A talk as HTML: days, bubbles, templates, quick replies and the rich menu. Flex is drawn in `flex`.

use std::fmt::Write as _;

use serde_json::Value;

use super::{
    flex,
    html::{escape, linked, tap},
    numbered, when,
};
use crate::{
    chat::{Button, Entry, Side},
    menu::Menus,
    state::Resident,
};

/// The items of the talk with a key each, so that the page replaces only what is new.
pub(super) fn items(account: &str, resident: &Resident) -> Vec<(String, String)> {
    let mut items = Vec::new();
    let mut day = String::new();
    let mut side = None;
    for entry in &resident.chat {
        let today = when::day(entry.at);
        if today != day {
            let html = format!(
                r#"<li class="day" data-id="day-{id}"><span>{today}</span></li>"#,
                id = entry.id
            );
            items.push((format!("day-{}", entry.id), html));
            (day, side) = (today, None);
        }
        let first = side.replace(entry.side) != Some(entry.side);
        let key = if entry.kind() == "unsent" {
            format!("{}-unsent", entry.id)
        } else {
            entry.id.clone()
        };
        items.push((key.clone(), item(account, entry, &key, first)));
    }
    items
}

fn item(account: &str, entry: &Entry, key: &str, first: bool) -> String {
    if entry.kind() == "unsent" {
        return format!(
            r#"<li class="day" data-id="{key}"><span>送信を取り消しました</span></li>"#
        );
    }
    let (class, who) = match entry.side {
        Side::Account => ("account", account),
        Side::Resident => ("resident", "あなた"),
    };
    let initial = account.chars().next().unwrap_or('町');
    let face = match (entry.side, first) {
        (Side::Account, true) => format!(
            r#"<span class="face" aria-hidden="true">{}</span>"#,
            escape(&initial.to_string())
        ),
        (Side::Account, false) => {
            r#"<span class="face none" aria-hidden="true"></span>"#.to_owned()
        }
        (Side::Resident, _) => String::new(),
    };
    let name = if first && entry.side == Side::Account { "who" } else { "who read" };
    format!(
        r#"<li class="entry {class}" data-id="{id}">{face}<div class="said"><span class="{name}">{who}</span>{body}</div><time>{time}</time></li>"#,
        id = key,
        who = escape(who),
        body = body(entry),
        time = when::clock(entry.at),
    )
}

fn body(entry: &Entry) -> String {
    match entry.kind() {
        "flex" => flex::container(&entry.message["contents"], &entry.id),
        "template" => template(&entry.message["template"], &entry.id),
        "sticker" => STICKER.to_owned(),
        "image" if entry.side == Side::Resident => sent("写真"),
        "video" => sent("動画"),
        "audio" => sent("音声"),
        "file" => sent("ファイル"),
        "hologram" => sent("新しい種類のメッセージ"),
        "image" => {
            let url = entry.message["previewImageUrl"].as_str().unwrap_or_default();
            format!(r#"<img class="picture" src="{}" alt="画像">"#, escape(url))
        }
        "location" => {
            let lines: Vec<String> = entry.lines().iter().map(|line| escape(line)).collect();
            format!(r#"<p class="bubble place">{}</p>"#, lines.join("<br>"))
        }
        _ => format!(
            r#"<p class="bubble">{}</p>"#,
            linked(entry.message["text"].as_str().unwrap_or_default())
        ),
    }
}

/// Something that is no text, by its name.
fn sent(name: &str) -> String {
    format!(r#"<p class="bubble sent">{name}</p>"#)
}

/// A face of our own for whatever sticker was sent.
const STICKER: &str = r##"<svg class="sticker" viewBox="0 0 96 96" role="img" aria-label="スタンプ"><circle cx="48" cy="48" r="44" fill="#ffd95a" stroke="#5b4a16" stroke-width="3"/><circle cx="34" cy="42" r="5" fill="#5b4a16"/><circle cx="62" cy="42" r="5" fill="#5b4a16"/><path d="M30 58q18 18 36 0" fill="none" stroke="#5b4a16" stroke-width="5" stroke-linecap="round"/></svg>"##;

fn template(template: &Value, entry: &str) -> String {
    let cards: Vec<String> = match template["type"].as_str() {
        Some("carousel" | "image_carousel") => numbered(&template["columns"])
            .map(|(index, column)| {
                card(column, entry, &format!("/template/columns/{index}"), "card")
            })
            .collect(),
        Some("confirm") => return card(template, entry, "/template", "card confirm"),
        _ => return card(template, entry, "/template", "card"),
    };
    format!(
        r#"<div class="carousel" tabindex="0" role="group" aria-label="横に並んだカード">{}</div>"#,
        cards.concat()
    )
}

fn card(card: &Value, entry: &str, pointer: &str, class: &str) -> String {
    let mut html = format!(r#"<div class="{class}">"#);
    for key in ["thumbnailImageUrl", "imageUrl"] {
        if let Some(url) = card[key].as_str() {
            write!(html, r#"<img src="{}" alt="">"#, escape(url)).expect("strings take all");
        }
    }
    for (key, tag) in [("title", "strong"), ("text", "p")] {
        if let Some(text) = card[key].as_str() {
            write!(html, "<{tag}>{}</{tag}>", escape(text)).expect("strings take all");
        }
    }
    html.push_str(r#"<div class="choices">"#);
    let single = card.get("action").map(|action| (format!("{pointer}/action"), action));
    let many = numbered(&card["actions"])
        .map(|(index, action)| (format!("{pointer}/actions/{index}"), action));
    for (pointer, action) in single.into_iter().chain(many) {
        html.push_str(&button(
            entry,
            &pointer,
            action,
            action["label"].as_str().unwrap_or("開く"),
            "choice",
        ));
    }
    html + "</div></div>"
}

fn button(entry: &str, pointer: &str, action: &Value, label: &str, class: &str) -> String {
    let tap = tap(entry, pointer, action);
    format!(r#"<button type="button" class="{class}"{tap}>{}</button>"#, escape(label))
}

pub(super) fn quick_replies(resident: &Resident) -> String {
    let entry = resident.chat.last().map_or("", |entry| entry.id.as_str());
    let chip = |reply: &Button| button(entry, &reply.pointer, &reply.action, &reply.label, "chip");
    resident.quick_replies().iter().map(chip).collect()
}

/// The picture with a real button over each area, and the text of the bar that folds it.
pub(super) fn menu(resident: &Resident, menus: &Menus) -> Value {
    let Some((id, menu)) = menus.shown_to(resident) else { return Value::Null };
    let size = |name: &str| menu.spec["size"][name].as_f64().unwrap_or(1.0);
    let (width, height) = (size("width"), size("height"));
    let mut html = format!(
        r#"<img src="/emulator/menu/{id}" alt="" width="{width}" height="{height}" draggable="false">"#,
        id = escape(id)
    );
    for (area, button) in menu.spec["areas"].as_array().into_iter().flatten().zip(menu.buttons()) {
        let percent =
            |name: &str, whole: f64| area["bounds"][name].as_f64().unwrap_or(0.0) * 100.0 / whole;
        let place = format!(
            "left:{:.3}%;top:{:.3}%;width:{:.3}%;height:{:.3}%",
            percent("x", width),
            percent("y", height),
            percent("width", width),
            percent("height", height)
        );
        let tap = tap("menu", &button.pointer, &button.action);
        let label = escape(&button.label);
        write!(
            html,
            r#"<button type="button" style="{place}" aria-label="{label}"{tap}></button>"#
        )
        .expect("strings take all");
    }
    serde_json::json!({ "id": id, "html": html, "bar": menu.bar_text(), "open": menu.spec["selected"] })
}
