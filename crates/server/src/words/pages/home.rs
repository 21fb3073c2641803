//! Everyone an account acts for, with their bookings.

use crate::words::lang::texts;

texts! {
    home_title: "予約の一覧", "Your bookings", "予約の リスト";
    home_begin: "はじめに、予約する方を登録します", "First, register who the booking is for", "はじめに、予約する 人を 登録します";
    home_voucher:
        "町から届いた接種券（または受診券）をお手元にご用意ください。登録は1分ほどで終わります。",
        "Please have the vaccination voucher (or check-up voucher) from the town at hand. It takes about a minute.",
        "町から 来た 接種券（せっしゅけん）を 用意してください。受診券（じゅしんけん）でも いいです。1分くらいで 終わります。";
    home_start: "登録をはじめる", "Start", "登録を はじめる";
    home_family_later:
        "ご家族の分も、あとから追加できます。",
        "You can add your family afterwards.",
        "家族の 人も あとで 登録できます。";
    san: "さん", "", "さん";
    booking_named(number): "予約 {number}", "Booking {number}", "予約 {number}";
    see_more: "くわしく見る", "Details", "もっと 見る";
    change: "変更する", "Change", "変える";
    cancel: "キャンセルする", "Cancel booking", "やめる（キャンセル）";
    home_none:
        "この画面で取った予約は、いまありません。",
        "There is no booking made here.",
        "この 画面で した 予約は、いま ありません。";
    home_none_at_all: "予約は、いまありません。", "There is no booking.", "予約は、いま ありません。";
    home_not_all:
        "お電話やほかのご家族が取った予約は、ここには出ません。",
        "Bookings made by phone or by others of the family are not shown here.",
        "電話の 予約や、ほかの 家族が した 予約は、ここに 出ません。";
    home_enter_code: "確認番号を入れると見られます", "Enter a code to see them", "確認番号を 書くと 見る ことが できます";
    home_people: "つながりの一覧（続柄、家族の招待、終わりにする）", "Who you book for (relation, inviting family, ending it)", "つながりの リスト（家族を よぶ、終わりに する）";
    book: "予約する", "Book", "予約する";
    book_more: "ほかの予約をする", "Book something else", "ほかの 予約を する";
    home_family: "ご家族の分も予約するとき", "Booking for your family", "家族の 予約を する とき";
    home_family_how:
        "お子さんや親御さんを追加すると、この画面でまとめて予約できます。",
        "Add your children or parents, and you can book for all of them here.",
        "子どもや 親を 登録してください。この 画面で みんなの 予約が できます。";
    home_add: "家族を追加する", "Add a family member", "家族を 登録する";
    log_out: "この画面から出る（ログアウト）", "Log out", "ログアウトする（この 画面を 出る）";

    change_closed_cancel_until(until):
        "変更の受付は終わりました。キャンセルは {until} までできます。",
        "It is too late to change this booking. You can cancel it until {until}.",
        "もう 変える ことは できません。{until}まで、やめる ことが できます。";
}
