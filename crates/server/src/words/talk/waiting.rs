//! The waitlist in the talk: a freed place is offered, and what became of it. Neither person, place nor time of the
//! freed place is said; the page behind the button shows them to whoever may see them.

use super::{card, menu, said};
use crate::{tap::Tap, urls::Urls, words::Lang};
use domain::{Offer, OfferId, waitlist::Kept};
use jiff::Timestamp;
use line::{
    Action, Message,
    flex::{Button, Component},
};

/// A freed place is kept for them until this instant, or one for each of so many who wait together; or it goes to the
/// first who takes it.
pub fn offered(offer: &Offer, count: usize, kept: Kept, urls: &Urls) -> Vec<Message> {
    if !offer.is_live() {
        return over(urls);
    }
    let until = Lang::Japanese.instant(offer.lapses_at);
    let places = if count > 1 {
        format!("{count}人分の空きが出ました")
    } else {
        "空きが出ました".to_owned()
    };
    let how = match kept {
        Kept::Alone => format!("{until} まで、この枠をおとりしています。"),
        Kept::AloneUntil(at) => format!(
            "{until} までにお返事ください。{} までは、ほかの方にはご案内せず、おとりしています。そのあとは、ほかの方にもご案内し、先にお受けになった方に決まります。",
            Lang::Japanese.instant(at)
        ),
        Kept::Shared => format!(
            "{until} までにお返事ください。ほかの方にも同時にご案内していて、先にお受けになった方に決まります。"
        ),
    };
    // Where others have it already there is nobody to whom it goes for want of an answer.
    let unanswered = if kept == Kept::Shared {
        ""
    } else {
        "お返事がないときは、次の方にご案内します。"
    };
    let text = format!(
        "キャンセル待ちの枠に、{places}。{how}\n\
         下のボタンで日時と場所を見て、お決めください。{unanswered}"
    );
    let open = Action::uri(urls.offer(offer.id), "日時と場所を見る");
    let pass = Action::postback(Tap::Decline(offer.id).to_string(), "今回は見送る", "今回は見送る");
    let buttons: [Component; 2] = [Button::primary(open).into(), Button::secondary(pass).into()];
    let alt = format!("{places}。{until} までにお返事ください。");
    vec![Message::flex(alt, card(&places, &text, buttons))]
}

/// They did not answer in time.
pub fn lapsed(urls: &Urls) -> Vec<Message> {
    let text = "ご案内した空き枠は、お返事の時間を過ぎたため、次の方にご案内しました。\n\
                キャンセル待ちの続きは、予約の一覧でご覧になれます。";
    let open = Button::primary(Action::uri(urls.home(), "予約の一覧を開く")).into();
    vec![Message::flex(text, card("空き枠のご案内", text, [open]))]
}

/// Somebody else who was offered the same place took it first.
pub fn outrun(urls: &Urls) -> Vec<Message> {
    let text = "ご案内した空き枠は、ほかの方が先にお受けになりました。今回はおとりできず、申し訳ありません。\n\
                キャンセル待ちの順番はそのままです。次に空きが出たら、またご案内します。";
    let open = Button::primary(Action::uri(urls.home(), "予約の一覧を開く")).into();
    vec![Message::flex(text, card("空き枠のご案内", text, [open]))]
}

/// To who let an offer pass.
pub fn declined(urls: &Urls) -> Vec<Message> {
    let text = "今回の枠は見送りました。キャンセル待ちは、順番もそのまま続いています。";
    let leave = Button::secondary(Action::uri(urls.home(), "予約の一覧を開く")).into();
    vec![Message::flex(text, card("見送りました", text, [leave]))]
}

/// To a button of an offer that is over, or not this resident's: which of these is not said.
pub fn over(urls: &Urls) -> Vec<Message> {
    let text = "この空き枠のご案内は、終わっています。いまできることは、こちらです。";
    vec![Message::text(text), menu(urls)]
}

/// How many times they wait, and what is offered to them now.
pub fn list(waits: usize, offers: &[(OfferId, Timestamp)], urls: &Urls) -> Vec<Message> {
    if let Some((offer, until)) = offers.first() {
        let until = Lang::Japanese.instant(*until);
        let text = format!("空きが出ています。{until} までにお返事ください。");
        let open = Button::primary(Action::uri(urls.offer(*offer), "日時と場所を見る")).into();
        return vec![Message::flex(text.clone(), card("空きが出ました", &text, [open]))];
    }
    let (text, label, to) = if waits == 0 {
        let text = "キャンセル待ちは、いま申し込まれていません。\n\
                    空きがないときは、予約の画面の「キャンセル待ちをする」から申し込めます。空きが出ると、順番にお知らせします。";
        (text.to_owned(), "予約の画面を開く", urls.book())
    } else {
        let text = format!(
            "キャンセル待ちは{waits}件です。空きが出ると、順番にここでお知らせします。\n\
             いまの順番を見るとき、条件を変えるとき、やめるときは、予約の一覧からどうぞ。"
        );
        (text, "予約の一覧を開く", urls.home())
    };
    let open = Button::primary(Action::uri(to, label)).into();
    let look_up = Button::secondary(Action::message(said::LOOK_UP, "予約を確認する")).into();
    vec![Message::flex(text.clone(), card("キャンセル待ち", &text, [open, look_up]))]
}
