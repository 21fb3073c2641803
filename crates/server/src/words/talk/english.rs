//! Answers to who writes English, or anything else that is not Japanese: one short line and the link.

use super::said;
use crate::{bot::Wish, config::Town, urls::Urls};
use line::{Action, Message};

/// Where the pages turn English.
const PAGE: &str = "For English, choose “English” at the top right of the page.";

/// One line for each wish; the buttons say in Japanese what they do, so that tapping and typing stay one path.
pub fn answer(wish: Wish, town: &Town, urls: &Urls) -> Vec<Message> {
    let call =
        town.phone.as_ref().map_or_else(String::new, |phone| format!(" Phone (Japanese): {phone}"));
    let text = match wish {
        Wish::Emergency => format!(
            "If someone is in danger, call 119 (ambulance) now. Nobody is watching this chat all the time.{call}"
        ),
        Wish::Book => format!("To book, tap “Book” below. {PAGE}"),
        Wish::LookUp => format!("To see your bookings, tap “My bookings” below. {PAGE}"),
        Wish::Change => {
            "To change or cancel, tap “My bookings” below and choose the booking.".to_owned()
        }
        Wish::Person => format!("You can talk to the staff.{call}"),
        Wish::Other => format!(
            "This is the booking counter of {}. You can book, check, change or cancel here. {PAGE}{call}",
            town.name
        ),
    };
    let ambulance = (wish == Wish::Emergency).then(|| Action::uri("tel:119", "Call 119"));
    let chips = [
        Action::uri(urls.book(), "Book"),
        Action::uri(urls.home(), "My bookings"),
        Action::message(said::PERSON, "Phone"),
    ];
    vec![Message::text(text).with_quick_reply(ambulance.into_iter().chain(chips))]
}
