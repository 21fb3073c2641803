//! Several of a family in one go.

use crate::words::lang::texts;

texts! {
    together_step: "いっしょに予約する", "Book together", "いっしょに 予約する";
    together_title: "ご家族でいっしょに予約する", "Book for several of you", "家族 いっしょに 予約する";
    together_intro:
        "受ける方を選ぶと、みなさんが受けられる日時だけをご案内します。",
        "Choose who comes. You then see only the times at which there is room for all of you.",
        "うける 人を えらんでください。みんなが うけられる 時間だけを 見せます。";
    together_none:
        "いま、お二人以上でいっしょに予約できるものはありません。",
        "Nothing can be booked for two or more of you just now.",
        "いま、二人 いっしょに 予約できる ものは ありません。";
    together_one_by_one:
        "お一人ずつの予約は、予約の一覧からできます。",
        "You can book for each person from your bookings.",
        "一人ずつの 予約は、予約の リストで できます。";
    together_who: "いっしょに受ける方", "Who comes", "いっしょに うける 人";
    together_not_now: "いまは選べない方", "Not possible now", "いまは えらべない 人";
    together_why_not(why)[person]: "{person}：{why}", "{person}: {why}", "{person}：{why}";
    together_how: "受け方", "How you come", "うけかた";
    together_adjacent: "同じ日に、続けて受ける", "On one day, one after another", "同じ 日に、つづけて うける";
    together_apart: "一人ずつ、別の日に受ける", "Each on another day", "一人ずつ、べつの 日に うける";
    together_apart_why:
        "熱が出たときに、ほかのご家族が看病できます。",
        "If someone gets a fever, the others can help.",
        "だれかが 熱を 出しても、ほかの 家族が たすけられます。";
    together_next: "場所を選ぶ", "Choose the place", "場所を えらぶ";
    together_too_few:
        "お二人以上を選んでください。お一人の予約は、予約の一覧からできます。",
        "Please choose two or more. For one person, book from your bookings.",
        "二人か、もっと 多い 人を えらんでください。一人の 予約は、予約の リストで できます。";
    together_too_many(most):
        "一度に予約できるのは {most} 人までです。何人かを選び直してください。",
        "You can book for {most} people at once. Please choose fewer.",
        "一回に {most}人まで 予約できます。人を へらしてください。";
    together_confirm: "みなさんの予約です。これでよろしいですか", "Book all of these?", "みんなの 予約です。これで いいですか";
    together_effect:
        "ボタンを押すと、全員の予約が決まります。お一人でも取れないときは、だれの予約も入りません。",
        "Press the button to book for everyone. If one place is gone, nobody is booked.",
        "ボタンを おすと、みんなの 予約が できます。一人でも だめな ときは、だれの 予約も できません。";
    together_book: "全員の予約をする", "Book for everyone", "みんなの 予約を する";
    together_done(number): "{number}人の予約ができました", "Booked for {number} people", "{number}人の 予約が できました";
    together_numbers:
        "予約番号は、お一人に一つずつあります。LINEのトークにも届きます。",
        "Each person has a booking number. We send them to your LINE chat, too.",
        "予約の 番号は、一人に 一つ あります。LINEにも 送ります。";
    between_names: "、", ", ", "、";
    together_see(number): "予約 {number} を見る", "See booking {number}", "予約 {number}を 見る";
    together_home: "家族でいっしょに予約する", "Book for several of you", "家族 いっしょに 予約する";
}
