//! A talk as plain text, for snapshot tests: who, what, and the controls in brackets. It carries no ids and
//! no times, so that a story reads the same on every day.

use std::fmt::Write as _;

use crate::{
    chat::{Button, Side},
    menu::Menus,
    state::{Friendship, Resident},
};

pub(crate) fn render(account: &str, resident: &Resident, menus: &Menus) -> String {
    let mut screen = String::new();
    match resident.friendship {
        Friendship::Stranger => screen.push_str("（友だちではありません）\n"),
        Friendship::Blocked => screen.push_str("（ブロック中）\n"),
        Friendship::Friend => {}
    }
    for entry in &resident.chat {
        let who = if entry.side == Side::Account { account } else { &resident.name };
        paragraph(&mut screen, who, &entry.lines());
        controls(&mut screen, "  ", &entry.buttons());
    }
    controls(&mut screen, "返信候補 ", &resident.quick_replies());
    if let Some((_, menu)) = menus.shown_to(resident) {
        controls(&mut screen, &format!("{} ", menu.bar_text()), &menu.buttons());
    }
    screen
}

fn paragraph(screen: &mut String, who: &str, lines: &[String]) {
    let mut lines = lines.iter();
    let first = lines.next().map_or("", String::as_str);
    writeln!(screen, "{who}｜{first}").expect("strings take all");
    for line in lines {
        writeln!(screen, "  {line}").expect("strings take all");
    }
}

fn controls(screen: &mut String, prefix: &str, buttons: &[Button]) {
    if !buttons.is_empty() {
        let labels: Vec<String> =
            buttons.iter().map(|button| format!("[{}]", button.label)).collect();
        writeln!(screen, "{prefix}{}", labels.join(" ")).expect("strings take all");
    }
}
