//! Each of LINE's limits on cards: one that keeps it exactly, and one that breaks it.

use line::flex::{Bubble, Button, Container, FlexBox, Separator, Text};
use line::limit::Broken;
use line::{Action, Message};

use crate::limit::{FAMILY, count, graphemes, limit};
use crate::message::{labelled, text_box};

fn card(contents: FlexBox) -> Message {
    Message::flex("a", Bubble::new().body(contents))
}

#[test]
fn a_card_has_30_kilobytes_of_json() {
    let frame = serde_json::to_vec(&Container::Bubble(Box::new(text_box("")))).unwrap().len();
    let with = |bytes: usize| Message::flex("a", text_box(&"a".repeat(bytes - frame)));
    let why = Broken::TooLarge { found: 30_001, most: 30_000 };
    limit(&with(30_000), &with(30_001), "contents.bubble", why);
    let pages = |bytes: usize| Message::carousel("a", [text_box(&"a".repeat(bytes - frame))]);
    limit(&pages(30_000), &pages(30_001), "contents.contents[0].bubble", why);
}

#[test]
fn a_carousel_has_50_kilobytes_of_json() {
    let with = |bytes: usize| Message::carousel("a", vec![text_box(&"a".repeat(bytes)); 2]);
    let broken = with(25_000).check().unwrap_err();
    assert_eq!(with(24_800).check(), Ok(()));
    assert_eq!(broken.at, "contents.carousel");
    assert!(matches!(broken.broken, Broken::TooLarge { most: 50_000, .. }));
}

#[test]
fn a_carousel_has_1_to_12_cards() {
    let with = |cards| Message::carousel("a", vec![text_box("a"); cards]);
    limit(&with(12), &with(13), "contents.contents", count(13, 1, 12));
    limit(&with(1), &with(0), "contents.contents", count(0, 1, 12));
}

#[test]
fn a_text_in_a_card_is_not_empty() {
    let inside =
        |text: &str| card(FlexBox::vertical([FlexBox::vertical([Text::new(text).into()]).into()]));
    limit(&inside("a"), &inside(""), "contents.body.contents[0].contents[0].text", Broken::Empty);
}

#[test]
fn a_cards_button_is_named_with_40_graphemes() {
    let with = |label: &str| card(FlexBox::vertical([Button::primary(labelled(label)).into()]));
    let at = "contents.body.contents[0].action.label";
    limit(&with(&FAMILY.repeat(40)), &with(&FAMILY.repeat(41)), at, graphemes(41, 40));
    limit(&with("a"), &with(""), at, Broken::Empty);
}

#[test]
fn a_tap_on_a_box_may_be_nameless_or_has_40_graphemes() {
    let with = |label: Option<String>| {
        let action = Action::Uri { label, uri: "https://a".to_owned() };
        card(FlexBox::vertical([Text::new("a").into()]).action(action))
    };
    let at = "contents.body.action.label";
    limit(&with(Some(FAMILY.repeat(40))), &with(Some(FAMILY.repeat(41))), at, graphemes(41, 40));
    assert_eq!(with(None).check(), Ok(()));
}

#[test]
fn a_baseline_holds_only_words() {
    let words = card(FlexBox::baseline([Text::new("a").into()]));
    let broken = card(FlexBox::baseline([Text::new("a").into(), Separator::new().into()]));
    limit(&words, &broken, "contents.body.contents[1].type", Broken::Misplaced);
}
