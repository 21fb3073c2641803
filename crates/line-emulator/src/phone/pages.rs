//! The documents around the telephones: the wall, one phone, and the pages on which one chooses a person.

use super::{html::escape, talk, when};
use crate::{menu::Menus, platform::Platform, state::Resident};

/// All phones side by side, and a form for one more.
pub(super) fn wall(platform: &Platform) -> String {
    let phones: String = platform.read(|state| {
        state.residents.iter().map(|resident| phone(platform, resident, &state.menus)).collect()
    });
    let account = escape(&platform.0.options.account_name);
    let body = format!(
        r#"<header class="wall-head"><h1>{account}とトークする電話</h1>
<form method="post" action="/residents"><label for="new-name">住民の名前</label>
<input id="new-name" name="name" required maxlength="20" autocomplete="off"><button>電話を増やす</button></form></header>
<main class="wall">{phones}</main>"#
    );
    document(&format!("{account}の電話"), "many", &body)
}

/// One phone; on a small screen it fills it.
pub(super) fn one(platform: &Platform, handle: &str) -> Option<String> {
    let (name, phone) = platform
        .look(handle, |resident, menus| (escape(&resident.name), phone(platform, resident, menus)))
        .ok()?;
    Some(document(
        &format!("{name}さんの電話"),
        "single",
        &format!(r#"<main class="wall">{phone}</main>"#),
    ))
}

fn phone(platform: &Platform, resident: &Resident, menus: &Menus) -> String {
    let account = &platform.0.options.account_name;
    let talk: String = talk::items(account, resident).into_iter().map(|(_, html)| html).collect();
    format!(
        include_str!("phone.html"),
        handle = escape(&resident.handle),
        name = escape(&resident.name),
        account = escape(account),
        clock = when::clock(platform.now()),
        friendship = super::friendship_word(resident.friendship),
        slow = resident.slow,
        menu = escape(&talk::menu(resident, menus).to_string()),
        quick = talk::quick_replies(resident),
        talk = talk,
    )
}

/// A page on which one chooses a resident; each choice leads to the address made of the handle.
pub(crate) fn choose(platform: &Platform, title: &str, address: impl Fn(&str) -> String) -> String {
    let choice = |resident: &Resident| {
        let (address, name) = (escape(&address(&resident.handle)), escape(&resident.name));
        format!(r#"<li><a class="person" href="{address}">{name}</a></li>"#)
    };
    let people: String = platform.read(|state| state.residents.iter().map(choice).collect());
    let title = escape(title);
    document(
        &title,
        "choose",
        &format!(r#"<main class="sheet"><h1>{title}</h1><ul>{people}</ul></main>"#),
    )
}

/// A page with one sentence.
pub(crate) fn notice(sentence: &str) -> String {
    let sentence = escape(sentence);
    document(
        &sentence,
        "choose",
        &format!(
            r#"<main class="sheet"><h1>{sentence}</h1><p><a href="/">電話の一覧へ</a></p></main>"#
        ),
    )
}

/// A value that is safe inside the query of an address.
pub(crate) fn url_part(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

fn document(title: &str, class: &str, body: &str) -> String {
    format!(
        r#"<!doctype html>
<html lang="ja"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/emulator/phone.css">
<script src="/emulator/phone.js" defer></script></head>
<body class="{class}">{body}</body></html>"#
    )
}
