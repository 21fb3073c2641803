//! Answers to whatever is not a booking: each says honestly what this talk can do about it, and leads on.

use super::{call, call_as, card, menu, said};
use crate::{config::Town, urls::Urls};
use line::{
    Action, Message,
    flex::{Button, Component},
};

/// Above the keyboard: what can be done next.
fn chips(urls: &Urls) -> [Action; 7] {
    [
        Action::uri(urls.book(), "予約する"),
        Action::message(said::LOOK_UP, "予約の確認"),
        Action::message(said::CHANGE, "日時の変更"),
        Action::message(said::CANCEL, "キャンセル"),
        Action::message(said::WAITLIST, "キャンセル待ち"),
        Action::message(said::NOTICES, "お知らせの設定"),
        Action::message(said::PERSON, "電話で話す"),
    ]
}

fn told(text: impl Into<String>, urls: &Urls) -> Vec<Message> {
    vec![Message::text(text).with_quick_reply(chips(urls))]
}

/// A card with what to do first, and the telephone where there is one.
fn card_with_call(
    title: &str,
    text: &str,
    first: Option<Action>,
    town: &Town,
    urls: &Urls,
) -> Vec<Message> {
    // Beside another telephone or a page it says whose it is.
    let call: Option<Component> = match &first {
        None => call(town).map(|call| Button::primary(call).into()),
        Some(_) => call_as(town, "町の窓口に電話する").map(|call| Button::secondary(call).into()),
    };
    let buttons: Vec<Component> =
        first.map(|action| Button::primary(action).into()).into_iter().chain(call).collect();
    let hours = town
        .phone
        .as_ref()
        .map_or_else(String::new, |phone| format!("\nお電話：{phone}（{}）", town.phone_hours));
    let text = format!("{text}{hours}");
    if buttons.is_empty() {
        return vec![Message::text(text), menu(urls)];
    }
    // Whoever has a fever may have wanted to cancel.
    vec![Message::flex(text.clone(), card(title, &text, buttons)).with_quick_reply(chips(urls))]
}

/// Somebody may need help at once: the telephone comes first.
pub fn emergency(town: &Town, urls: &Urls) -> Vec<Message> {
    let text = "息が苦しい、意識がはっきりしない、ぐったりしているときは、すぐに119番に電話してください。\n\
                このトークは、職員がいつも見ているものではありません。\n\
                接種のあとの心配ごとは、受けた会場か、かかりつけの医師にもご相談ください。";
    let ambulance = Action::uri("tel:119", "119番に電話する");
    card_with_call("急ぐときは、まず電話を", text, Some(ambulance), town, urls)
}

/// To a voucher number, a telephone number or a birth date.
pub fn secret(urls: &Urls) -> Vec<Message> {
    let text = "番号や生年月日、お名前は、このトークに書かないでください。窓口には残しません。\n\
                予約や登録は、次のボタンで開く画面に入力してください。いま送られたものは、長押しして「送信取消」で消せます。";
    let open = Button::primary(Action::uri(urls.book(), "予約の画面を開く")).into();
    let look_up = Button::secondary(Action::message(said::LOOK_UP, "予約を確認する")).into();
    vec![Message::flex(text, card("番号は書かないでください", text, [open, look_up]))]
}

/// To who books for somebody else.
pub fn family(urls: &Urls) -> Vec<Message> {
    let text = "ご家族の分も、このLINEで予約できます。はじめてのときは「家族を追加する」から、その方の接種券の番号と生年月日を入れてください。";
    let buttons = [
        Button::primary(Action::uri(urls.home(), "家族を追加する")).into(),
        Button::secondary(Action::uri(urls.book(), "予約する")).into(),
    ];
    vec![Message::flex(text, card("ご家族の予約", text, buttons))]
}

/// Which messages there are, and where they are chosen.
pub fn notices(urls: &Urls) -> Vec<Message> {
    let text = "予約したときのお知らせは、止めることができます。\n\
                変更、キャンセル、キャンセル待ちの空きのお知らせは、大切なので、いつも届きます。\n\
                音だけ止めたいときは、このトークの右上のメニューで「通知オフ」にできます。";
    let open = Button::primary(Action::uri(urls.notices(), "お知らせの設定を開く")).into();
    vec![Message::flex(text, card("お知らせの設定", text, [open])).with_quick_reply(chips(urls))]
}

/// What to bring stands with each booking.
pub fn items(urls: &Urls) -> Vec<Message> {
    let text = "当日の持ち物は、予約ごとにちがいます。予約の内容の画面にある「当日の持ち物」をご覧ください。";
    let buttons = [
        Button::primary(Action::message(said::LOOK_UP, "予約を確認する")).into(),
        Button::secondary(Action::uri(urls.home(), "予約の一覧を開く")).into(),
    ];
    vec![Message::flex(text, card("当日の持ち物", text, buttons))]
}

/// To who will be late.
pub fn late(town: &Town, urls: &Urls) -> Vec<Message> {
    let text = "遅れそうなときや、当日に来られなくなったときは、お電話でお知らせください。\n別の日に変えるときは「変更」と送ってください。";
    card_with_call("遅れそうなとき", text, None, town, urls)
}

/// Medical questions are for doctors.
pub fn medical(town: &Town, urls: &Urls) -> Vec<Message> {
    let text = "体調や持病、飲んでいる薬のこと、受けてよいかどうかは、かかりつけの医師にご相談ください。\n\
                町の保健師も、お電話でご相談を承ります。具合が悪いときは、119番かお近くの医療機関へ。";
    card_with_call("からだのご心配", text, None, town, urls)
}

/// A voucher that is lost or has not come.
pub fn voucher(town: &Town, urls: &Urls) -> Vec<Message> {
    let text = "接種券がない、届かないときは、窓口で再発行のご案内をします。番号やお名前は、このトークに書かないでください。";
    card_with_call("接種券のこと", text, None, town, urls)
}

/// The town does it, this talk does not.
pub fn elsewhere(town: &Town, urls: &Urls) -> Vec<Message> {
    let text = "すみません。このトークで承れるのは、予約のことだけです。ほかのご用件は、町の窓口にお問い合わせください。";
    card_with_call(
        "ほかのご用件",
        text,
        Some(Action::uri(urls.book(), "予約の画面を開く")),
        town,
        urls,
    )
}

/// Something does not work.
pub fn trouble(town: &Town, urls: &Urls) -> Vec<Message> {
    let text = "画面がうまく動かないときは、いちど閉じて、下のボタンから開きなおしてください。途中で閉じても、いまある予約はなくなりません。\n\
                それでも進まないときは、お電話で、職員がいっしょに予約します。お電話がむずかしい方は、町の窓口でも承ります。";
    let open = Action::uri(urls.book(), "予約の画面を開く");
    card_with_call("お困りのとき", text, Some(open), town, urls)
}

/// To thanks.
pub fn thanks(urls: &Urls) -> Vec<Message> {
    told("こちらこそ、ありがとうございます。ご用のときは、いつでも送ってください。", urls)
}

/// To a greeting without a wish.
pub fn hello(town: &Town, urls: &Urls) -> Vec<Message> {
    let text = format!("こんにちは。{}の予約窓口です。ご用件をお選びください。", town.name);
    vec![Message::text(text), menu(urls)]
}

/// To a complaint, an insult included.
pub fn anger(town: &Town, urls: &Urls) -> Vec<Message> {
    let text = "ご不便をおかけして、申し訳ありません。このトークは自動でお答えしています。職員が直接うかがいますので、お電話をください。";
    card_with_call("申し訳ありません", text, None, town, urls)
}

/// To a face, a sticker, a row of dots.
pub fn wordless(urls: &Urls) -> Vec<Message> {
    vec![
        Message::text("ありがとうございます。ご用件を、次のメニューからお選びください。"),
        menu(urls),
    ]
}

/// To a photo or a file. It is not opened, and not kept.
pub fn picture(urls: &Urls) -> Vec<Message> {
    let text = "写真やファイルは、ここでは受け取れません（窓口では開かず、残しません）。接種券の写真も、送らないでください。ご用件を、次のメニューからお選びください。";
    vec![Message::text(text), menu(urls)]
}

/// To a voice or a film.
pub fn voice(town: &Town, urls: &Urls) -> Vec<Message> {
    let call = town.phone.as_ref().map_or_else(String::new, |phone| {
        format!("声でのご用件は、お電話で承ります：{phone}（{}）", town.phone_hours)
    });
    let text = format!(
        "すみません、音声や動画は聞き取れません。「予約」「確認」のように、文字で送ってください。{call}"
    );
    told(text, urls)
}

/// To where somebody is.
pub fn location(urls: &Urls) -> Vec<Message> {
    let text = "会場は、予約の画面で、住所を見ながら選べます（送られた場所は残しません）。";
    let open = Button::primary(Action::uri(urls.book(), "会場を選ぶ")).into();
    vec![Message::flex(text, card("会場をさがす", text, [open]))]
}

/// In simple Japanese.
pub fn easy(urls: &Urls) -> Vec<Message> {
    let text = "やさしい にほんごで こたえます。\n\
                よやく（いく ひを きめること）は、「よやくする」の ボタンを おして ください。\n\
                よやくを みたい ときは「かくにん」、やめたい ときは「キャンセル」と おくって ください。\n\
                でんわで はなしたい ときは「でんわ」と おくって ください。\n\
                よやくの がめんの みぎうえで「やさしい日本語」を えらべます。";
    let chips = [
        Action::uri(urls.book(), "よやくする"),
        Action::message(said::LOOK_UP, "かくにん"),
        Action::message(said::CANCEL, "キャンセル"),
        Action::message(said::PERSON, "でんわ"),
    ];
    vec![Message::text(text).with_quick_reply(chips)]
}
