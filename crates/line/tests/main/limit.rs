//! Each of LINE's limits on messages: one that keeps it exactly, and one that breaks it. Those on
//! cards are in `card.rs`.

use line::limit::{Broken, Unit};
use line::message::{QuickReply, Template, check_all};
use line::{Action, Message};

use crate::message::{labelled, tap, text_box};

/// Two UTF-16 code units, one grapheme.
const BEAR: &str = "🐻";
/// Eleven UTF-16 code units, one grapheme.
pub(crate) const FAMILY: &str = "👨‍👩‍👧‍👦";

/// Checks one message that keeps a limit exactly and one that breaks it.
#[track_caller]
pub(crate) fn limit(kept: &Message, broken: &Message, at: &str, why: Broken) {
    assert_eq!(kept.check(), Ok(()));
    let limit = broken.check().unwrap_err();
    assert_eq!((limit.at.as_str(), limit.broken), (at, why));
}

fn units(found: usize, most: usize) -> Broken {
    Broken::TooLong { found, most, unit: Unit::Utf16 }
}

pub(crate) fn graphemes(found: usize, most: usize) -> Broken {
    Broken::TooLong { found, most, unit: Unit::Grapheme }
}

pub(crate) fn count(found: usize, least: usize, most: usize) -> Broken {
    Broken::Count { found, least, most }
}

#[test]
fn one_to_five_messages_in_a_request() {
    let messages = vec![Message::text("あ"); 6];
    assert_eq!(check_all(&messages[..5]), Ok(()));
    assert_eq!(check_all(&messages).unwrap_err().broken, count(6, 1, 5));
    assert_eq!(check_all(&[]).unwrap_err().broken, count(0, 1, 5));
}

#[test]
fn a_broken_limit_says_where_and_quotes_nothing() {
    let long = Message::text("a").with_quick_reply([tap(), labelled(&"花".repeat(21))]);
    let limit = check_all(&[Message::text("a"), long]).unwrap_err();
    let told = "messages[1].quickReply.items[1].action.label: has 21 characters, at most 20";
    assert_eq!(limit.to_string(), told);
}

#[test]
fn a_text_has_5000_utf16_units() {
    let full = Message::text(BEAR.repeat(2_500));
    limit(&full, &Message::text(BEAR.repeat(2_501)), "text", units(5_002, 5_000));
}

#[test]
fn a_text_is_not_empty() {
    limit(&Message::text(" "), &Message::text(""), "text", Broken::Empty);
}

#[test]
fn an_alt_text_has_1500_utf16_units() {
    let card = |alt: String| Message::flex(alt, text_box("a"));
    limit(&card(BEAR.repeat(750)), &card(BEAR.repeat(751)), "altText", units(1_502, 1_500));
    let question = |alt: String| Message::confirm(alt, "?", [tap(), tap()]);
    limit(
        &question("a".repeat(1_500)),
        &question("a".repeat(1_501)),
        "altText",
        units(1_501, 1_500),
    );
    limit(&card("a".to_owned()), &card(String::new()), "altText", Broken::Empty);
}

#[test]
fn there_are_13_quick_replies() {
    let with = |buttons| Message::text("a").with_quick_reply(vec![tap(); buttons]);
    limit(&with(13), &with(14), "quickReply.items", count(14, 1, 13));
    assert_eq!(with(0), Message::text("a"), "no buttons are no quick reply");
    let quick_reply = Some(QuickReply { items: vec![] });
    let empty = Message::Text { text: "a".to_owned(), quick_reply };
    limit(&with(1), &empty, "quickReply.items", count(0, 1, 13));
}

#[test]
fn a_quick_replys_label_has_20_graphemes() {
    let with = |label: &str| Message::text("a").with_quick_reply([labelled(label)]);
    let at = "quickReply.items[0].action.label";
    limit(&with(&FAMILY.repeat(20)), &with(&FAMILY.repeat(21)), at, graphemes(21, 20));
    limit(&with("a"), &with(""), at, Broken::Empty);
    let nameless = Action::Message { label: None, text: "a".to_owned() };
    limit(&with("a"), &Message::text("a").with_quick_reply([nameless]), at, Broken::Empty);
}

fn asking(action: Action) -> Message {
    Message::buttons("a", None, "a", [action])
}

#[test]
fn a_templates_label_has_20_graphemes() {
    let with = |label: String| asking(labelled(&label));
    let at = "template.actions[0].label";
    limit(&with(FAMILY.repeat(20)), &with(FAMILY.repeat(21)), at, graphemes(21, 20));
}

#[test]
fn a_postback_carries_300_utf16_units() {
    let with = |data: String| asking(Action::postback(data, "a", "a"));
    let at = "template.actions[0].data";
    limit(&with(BEAR.repeat(150)), &with(BEAR.repeat(151)), at, units(302, 300));
}

#[test]
fn a_postback_says_300_graphemes() {
    let with = |said: String| asking(Action::postback("a", "a", said));
    let at = "template.actions[0].displayText";
    limit(&with(FAMILY.repeat(300)), &with(FAMILY.repeat(301)), at, graphemes(301, 300));
}

#[test]
fn a_message_action_says_300_graphemes() {
    let with = |said: String| asking(Action::message(said, "a"));
    let at = "template.actions[0].text";
    limit(&with(FAMILY.repeat(300)), &with(FAMILY.repeat(301)), at, graphemes(301, 300));
}

#[test]
fn a_uri_has_1000_utf16_units() {
    let with = |letters| asking(Action::uri(format!("https://{}", "a".repeat(letters)), "a"));
    limit(&with(992), &with(993), "template.actions[0].uri", units(1_001, 1_000));
}

#[test]
fn a_uri_is_of_a_kind_line_opens() {
    let with = |uri: &str| asking(Action::uri(uri, "a"));
    for good in ["https://a.example/%E4%BA%88", "http://a", "HTTPS://a", "line://nv/", "tel:0120"] {
        assert_eq!(with(good).check(), Ok(()), "{good}");
    }
    for bad in ["javascript:alert(1)", "ftp://a", "a.example", "https://a/予約", "https://a b"] {
        limit(&with("https://a"), &with(bad), "template.actions[0].uri", Broken::Uri);
    }
}

#[test]
fn a_menu_is_switched_in_menus_only() {
    let switch = Action::rich_menu_switch("page-2", "次へ", "page=2");
    limit(&asking(tap()), &asking(switch), "template.actions[0].type", Broken::Misplaced);
}

#[test]
fn a_buttons_template_has_1_to_4_answers() {
    let with = |answers| Message::buttons("a", None, "a", vec![tap(); answers]);
    limit(&with(4), &with(5), "template.actions", count(5, 1, 4));
    limit(&with(1), &with(0), "template.actions", count(0, 1, 4));
}

#[test]
fn a_buttons_title_has_40_graphemes() {
    let with = |title: String| Message::buttons("a", Some(title), "a", [tap()]);
    limit(&with(FAMILY.repeat(40)), &with(FAMILY.repeat(41)), "template.title", graphemes(41, 40));
}

#[test]
fn a_buttons_text_has_160_graphemes_or_60_below_a_title() {
    let with = |text: String| Message::buttons("a", None, text, [tap()]);
    limit(
        &with(FAMILY.repeat(160)),
        &with(FAMILY.repeat(161)),
        "template.text",
        graphemes(161, 160),
    );
    let below = |text: String| Message::buttons("a", Some("a".to_owned()), text, [tap()]);
    limit(&below(FAMILY.repeat(60)), &below(FAMILY.repeat(61)), "template.text", graphemes(61, 60));
}

#[test]
fn a_confirm_template_has_exactly_2_answers() {
    let with = |answers| Message::Template {
        alt_text: "a".to_owned(),
        template: Template::Confirm { text: "a".to_owned(), actions: vec![tap(); answers] },
        quick_reply: None,
    };
    limit(&with(2), &with(1), "template.actions", count(1, 2, 2));
    limit(&with(2), &with(3), "template.actions", count(3, 2, 2));
}

#[test]
fn a_confirm_text_has_240_graphemes() {
    let with = |text: String| Message::confirm("a", text, [tap(), tap()]);
    limit(
        &with(FAMILY.repeat(240)),
        &with(FAMILY.repeat(241)),
        "template.text",
        graphemes(241, 240),
    );
}
