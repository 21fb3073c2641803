//! Reminders in the talk. They say that the day is near and what a missed place costs, and neither the day nor the place;
//! the page behind the button shows these to whoever may see them.

use super::{Named, doors, explained};
use crate::{tap::Tap, urls::Urls};
use line::{Action, Message, flex::Button};

/// What the button says in the resident's name.
const COMING: &str = "予定どおり行きます";

/// The day of a booking is near; so many wait for a place in its programme.
pub fn reminder(booking: Named, waiting: u32, urls: &Urls) -> Vec<Message> {
    let title = "ご予約の日が近づきました";
    let those = match waiting {
        0 => String::new(),
        _ => format!("いま、空きをお待ちの方が{waiting}人います。"),
    };
    let text = format!(
        "お越しになれないときは、早めに変更かキャンセルをお願いします。{those}\n\
         ご連絡がないまま空いた枠は、ほかの方にご案内できず、準備したワクチンなどもむだになってしまいます。"
    );
    let come = Action::postback(Tap::Confirm(booking.id).to_string(), COMING, COMING);
    let [change, cancel] = doors(&booking, urls);
    let buttons = [
        Button::primary(come).into(),
        Button::secondary(Action::uri(urls.booking(booking.id), "日時と場所を見る")).into(),
        Button::secondary(change).into(),
        Button::secondary(cancel).into(),
    ];
    let alt = format!("{title}。予約番号 {}", booking.number);
    vec![Message::flex(alt, explained((title, booking.number), Some(&text), buttons))]
}

/// To who said that they will come.
pub fn confirmed(booking: Named, urls: &Urls) -> Vec<Message> {
    let title = "お待ちしています";
    let text =
        "お返事ありがとうございます。ご都合が変わったときは、下のボタンからお知らせください。";
    let [change, cancel] = doors(&booking, urls);
    let buttons = [
        Button::primary(Action::uri(urls.booking(booking.id), "日時と場所を見る")).into(),
        Button::secondary(change).into(),
        Button::secondary(cancel).into(),
    ];
    let alt = format!("{title}。予約番号 {}", booking.number);
    vec![Message::flex(alt, explained((title, booking.number), Some(text), buttons))]
}
