//! What the counter says in the talk. Messages carry numbers and opaque links only: no name, no birth
//! date, no place and no time ever leaves for LINE.

pub mod english;
pub mod onward;
pub mod reminding;
pub mod waiting;

use crate::{config::Town, tap::Tap, urls::Urls};
use domain::{BookingId, BookingNumber, NoticeKind, PersonId};
use line::{
    Action, Message,
    flex::{Bubble, Button, Component, FlexBox, Space, Text, TextSize},
};

/// Words that a tap on the menu says in the resident's name; typing them does the same.
pub mod said {
    /// Look up one's bookings.
    pub const LOOK_UP: &str = "確認";
    /// Change.
    pub const CHANGE: &str = "変更";
    /// Cancel.
    pub const CANCEL: &str = "キャンセル";
    /// Change or cancel: one area of the menu is for both.
    pub const CHANGE_OR_CANCEL: &str = "変更・キャンセル";
    /// See where one waits for a freed place.
    pub const WAITLIST: &str = "キャンセル待ち";
    /// Choose which messages come.
    pub const NOTICES: &str = "お知らせの設定";
    /// Talk to a person.
    pub const PERSON: &str = "電話で話す";
    /// Show the menu.
    pub const MENU: &str = "メニュー";

    /// All of them: sent twice within a moment they are one tap.
    pub const ALL: [&str; 8] =
        [LOOK_UP, CHANGE, CANCEL, CHANGE_OR_CANCEL, WAITLIST, NOTICES, PERSON, MENU];
}

/// As many bookings as a carousel has cards.
const SHOWN_MOST: usize = 12;

/// A booking as the talk may speak of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    /// Which one.
    pub id: BookingId,
    /// Its number.
    pub number: BookingNumber,
}

/// To a new friend.
pub fn greeting(town: &Town, urls: &Urls) -> Vec<Message> {
    let hello = format!(
        "友だち追加、ありがとうございます。{}の予約窓口です。\n\
         予約・確認・変更・キャンセルが、いつでもできます。\n\n\
         ※ このトークには、お名前や接種券の番号を書かないでください。\n\
         In English: send “help”.",
        town.name
    );
    vec![Message::text(hello), menu(urls)]
}

/// To a friend who came back.
pub fn welcome_back(urls: &Urls) -> Vec<Message> {
    vec![Message::text("おかえりなさい。これまでの予約は、そのまま残っています。"), menu(urls)]
}

/// What can be done here.
pub fn menu(urls: &Urls) -> Message {
    let body = FlexBox::vertical([
        Text::new("予約メニュー").bold().size(TextSize::Xl).into(),
        Text::new("下のボタンを押すか、「予約」「確認」「変更」「キャンセル」と送ってください。")
            .into(),
    ])
    .spacing(Space::Md);
    let footer = FlexBox::vertical([
        Button::primary(Action::uri(urls.book(), "予約する")).into(),
        Button::secondary(Action::message(said::LOOK_UP, "予約を確認する")).into(),
        Button::secondary(Action::message(said::CHANGE, "日時を変更する")).into(),
        Button::secondary(Action::message(said::CANCEL, "キャンセルする")).into(),
        Button::secondary(Action::message(said::PERSON, "電話で話す")).into(),
    ])
    .spacing(Space::Sm);
    let card = Bubble::new().body(body).footer(footer);
    Message::flex(
        "予約メニュー：予約する・予約を確認する・日時を変更する・キャンセルする・電話で話す",
        card,
    )
}

/// Where to book.
pub fn book(urls: &Urls) -> Vec<Message> {
    let text = "予約の画面を開きます。接種券をお手元にご用意ください。";
    let card = card(
        "予約する",
        text,
        [Button::primary(Action::uri(urls.book(), "予約をはじめる")).into()],
    );
    vec![Message::flex("予約の画面を開くボタンです。", card)]
}

/// The bookings of this account, the next one first, each with its number and a link.
pub fn look_up(bookings: &[Named], urls: &Urls) -> Vec<Message> {
    if bookings.is_empty() {
        return none(urls);
    }
    let cards = bookings.iter().take(SHOWN_MOST).map(|booking| {
        let open = Action::uri(urls.booking(booking.id), "内容を見る");
        numbered("予約が入っています", booking.number, [Button::primary(open).into()])
    });
    let count = format!("ご予約は{}件です。日時と場所は「内容を見る」で開けます。", bookings.len());
    vec![asked(count, bookings, urls), Message::carousel("ご予約の一覧です。", cards)]
}

/// What stands above the cards; where not all of them have room, with the way to the rest.
fn asked(text: impl Into<String>, bookings: &[Named], urls: &Urls) -> Message {
    let text = text.into();
    if bookings.len() <= SHOWN_MOST {
        return Message::text(text);
    }
    let text =
        format!("{text}ここには{SHOWN_MOST}件まで出ます。全部は「予約の一覧」でご覧ください。");
    let home = Button::primary(Action::uri(urls.home(), "予約の一覧を開く")).into();
    Message::flex(text.clone(), card("ご予約", &text, [home]))
}

/// Which booking to change.
pub fn change(bookings: &[Named], urls: &Urls) -> Vec<Message> {
    if bookings.is_empty() {
        return none(urls);
    }
    let cards = bookings.iter().take(SHOWN_MOST).map(|booking| {
        let [change, cancel] = doors(booking, urls);
        let buttons = [Button::primary(change).into(), Button::secondary(cancel).into()];
        numbered("変更・キャンセル", booking.number, buttons)
    });
    let ask = "どの予約の日時を変えますか。次の画面で、空いている日時から選べます。いまの予約は、決めるまでそのままです。";
    vec![asked(ask, bookings, urls), Message::carousel("変更する予約を選んでください。", cards)]
}

/// Which booking to cancel.
pub fn cancel(bookings: &[Named], urls: &Urls) -> Vec<Message> {
    if bookings.is_empty() {
        return none(urls);
    }
    let cards = bookings.iter().take(SHOWN_MOST).map(|booking| {
        let [change, cancel] = doors(booking, urls);
        let buttons = [Button::primary(cancel).into(), Button::secondary(change).into()];
        numbered("キャンセル・変更", booking.number, buttons)
    });
    let ask = "どの予約をキャンセルしますか。次の画面で内容を確かめてから、取り消せます。";
    vec![
        asked(ask, bookings, urls),
        Message::carousel("キャンセルする予約を選んでください。", cards),
    ]
}

/// Where a booking is changed and where it is cancelled.
fn doors(booking: &Named, urls: &Urls) -> [Action; 2] {
    let to = |door: &str| urls.in_line(&format!("/bookings/{}/{door}", booking.id));
    [Action::uri(to("change"), "日時を変更する"), Action::uri(to("cancel"), "キャンセルへ進む")]
}

/// To a button of a booking that is over, cancelled or not this resident's: which of these is not said.
pub fn over(urls: &Urls) -> Vec<Message> {
    let text =
        "このボタンの予約は、もう終わったか、取り消されています。いまできることは、こちらです。";
    vec![Message::text(text), menu(urls)]
}

/// To a button that we no longer know, or do not know yet.
pub fn old_button(urls: &Urls) -> Vec<Message> {
    let text = "このボタンは、いまは使えません。いまのメニューは、こちらです。";
    vec![Message::text(text), menu(urls)]
}

/// How to reach a person.
pub fn person(town: &Town, urls: &Urls) -> Vec<Message> {
    let Some((phone, call)) = town.phone.as_ref().zip(call(town)) else {
        let text = format!("{}の窓口で、職員が承ります。", town.name);
        return vec![Message::text(text), menu(urls)];
    };
    let text = format!("{phone}（{}）で、職員が承ります。", town.phone_hours);
    let alt = format!("お電話：{text}");
    vec![Message::flex(alt, card("お電話", &text, [Button::primary(call).into()]))]
}

/// Calls the town.
fn call(town: &Town) -> Option<Action> {
    call_as(town, "電話をかける")
}

fn call_as(town: &Town, label: &str) -> Option<Action> {
    let phone = town.phone.as_ref()?;
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    Some(Action::uri(format!("tel:{digits}"), label))
}

/// To words we do not understand.
pub fn not_understood(town: &Town, urls: &Urls) -> Vec<Message> {
    let call = town.phone.as_ref().map_or_else(String::new, |phone| {
        format!("\nお電話でも承ります：{phone}（{}）", town.phone_hours)
    });
    let text = format!(
        "すみません、うまく読み取れませんでした。ご用件を、次のメニューからお選びください。{call}"
    );
    vec![Message::text(text), menu(urls)]
}

/// A promised message about a booking.
pub fn notice(kind: NoticeKind, booking: Named, urls: &Urls) -> Vec<Message> {
    let title = match kind {
        NoticeKind::Moved => "予約を変更しました",
        NoticeKind::Cancelled => "予約をキャンセルしました",
        NoticeKind::Booked
        | NoticeKind::Reminder
        | NoticeKind::Offered
        | NoticeKind::OfferLapsed
        | NoticeKind::OfferOutrun
        | NoticeKind::ProxyAdded => "予約を受け付けました",
    };
    let alt = format!("{title}。予約番号 {}", booking.number);
    let buttons: Vec<Component> = if kind == NoticeKind::Cancelled {
        vec![Button::secondary(Action::uri(urls.book(), "あらためて予約する")).into()]
    } else {
        let open = Action::uri(urls.booking(booking.id), "日時と場所を見る");
        let said = said::CHANGE_OR_CANCEL;
        let alter = Action::postback(Tap::Alter(booking.id).to_string(), said, said);
        vec![Button::primary(open).into(), Button::secondary(alter).into()]
    };
    vec![Message::flex(alt, numbered(title, booking.number, buttons))]
}

const PROXY_ADDED: &str = "予約できる方が増えました";

/// Somebody else is proven for a person whom this account acts for. Who it is, and for whom, the page says, to
/// whoever may know.
pub fn proxy_added(person: PersonId, town: &Town, urls: &Urls) -> Vec<Message> {
    let text = "このLINEに登録されている方の予約を、ほかの方も見て、変えられるようになりました（確認番号か、ご家族の招待によるものです）。\n\
                お心当たりがあれば、何もしなくてかまいません。お心当たりがないときは、すぐにお電話ください。町の窓口で終わりにできます。";
    let open = Action::uri(urls.person(person), "画面で確かめる");
    let call = call_as(town, "町の窓口に電話する").map(|call| Button::secondary(call).into());
    let buttons = [Button::primary(open).into()].into_iter().chain(call);
    vec![Message::flex(format!("{PROXY_ADDED}。{text}"), card(PROXY_ADDED, text, buttons))]
}

/// To whoever sets the counter up, to see that a message arrives.
pub fn test(town: &Town) -> Vec<Message> {
    vec![Message::text(format!(
        "{}の予約窓口からのテスト送信です。このメッセージが見えていれば、正しくつながっています。",
        town.name
    ))]
}

fn none(urls: &Urls) -> Vec<Message> {
    let text = "このLINEで取られた予約は、いまありません。";
    let card = card("ご予約", text, [Button::primary(Action::uri(urls.book(), "予約する")).into()]);
    vec![Message::flex(text, card)]
}

fn card(title: &str, text: &str, buttons: impl IntoIterator<Item = Component>) -> Bubble {
    let body = FlexBox::vertical([
        Text::new(title).bold().size(TextSize::Lg).into(),
        Text::new(text).into(),
    ]);
    Bubble::new()
        .body(body.spacing(Space::Md))
        .footer(FlexBox::vertical(buttons).spacing(Space::Sm))
}

fn numbered(
    title: &str,
    number: BookingNumber,
    buttons: impl IntoIterator<Item = Component>,
) -> Bubble {
    explained((title, number), None, buttons)
}

/// A booking by its number, and what there is to say of it.
fn explained(
    (title, number): (&str, BookingNumber),
    text: Option<&str>,
    buttons: impl IntoIterator<Item = Component>,
) -> Bubble {
    let head = [
        Text::new(title).bold().size(TextSize::Lg).into(),
        Text::new("予約番号").size(TextSize::Sm).color("#595959").into(),
        Text::new(number.to_string()).bold().size(TextSize::Xxl).into(),
    ];
    let body = FlexBox::vertical(head.into_iter().chain(text.map(|text| Text::new(text).into())));
    Bubble::new()
        .body(body.spacing(Space::Sm))
        .footer(FlexBox::vertical(buttons).spacing(Space::Sm))
}
