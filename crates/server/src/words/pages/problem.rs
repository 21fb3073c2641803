//! What went wrong, and what next.

use crate::words::lang::texts;

texts! {
    not_found: "お探しのページは見つかりませんでした", "We could not find this page", "この ページは ありません";
    not_found_why:
        "リンクが古いか、この方の予約ではないため、お見せできません。",
        "The link is old, or it belongs to someone else’s booking.",
        "リンクが 古いです。または、ほかの 人の 予約です。";
    not_found_next:
        "一覧に戻って、もう一度お選びください。",
        "Please go back to your bookings and choose again.",
        "予約の リストに もどって、もう 一度 えらんでください。";
    expired: "もう一度、やり直してください", "Please try once more", "もう 一度 してください";
    expired_why:
        "画面を開いてから時間がたったため、送信できませんでした。",
        "Too much time has passed since you opened the page, so nothing was sent.",
        "ページを ひらいてから 長い 時間が すぎました。送る ことが できませんでした。";
    expired_next:
        "予約の内容は変わっていません。前の画面に戻って、もう一度お試しください。",
        "Your bookings have not changed. Please go back and try again.",
        "予約は 変わっていません。前の 画面に もどって、もう 一度 してください。";
    too_long: "入力が長すぎます", "That is too long", "長すぎます";
    too_long_why:
        "一度に送れる長さをこえたため、受け取れませんでした。何も変わっていません。",
        "It was more than can be sent at once, so nothing was received. Nothing has changed.",
        "一回に 送る ことが できる 長さより 長いです。何も 変わっていません。";
    too_long_next:
        "前の画面に戻り、短くして、もう一度お試しください。",
        "Please go back, make it shorter and try again.",
        "前の 画面に もどって、短く して、もう 一度 してください。";
    refused: "いまは、できません", "Not possible now", "いまは できません";
    busy: "少しお待ちください", "Please wait a moment", "すこし 待ってください";
    busy_why:
        "ただいま大変混み合っています。お手続きは、まだ行われていません。",
        "Very many people are here at the moment. Nothing has been done yet.",
        "いま、つかっている 人が とても 多いです。まだ 何も していません。";
    busy_next:
        "少し待ってから、もう一度お試しください。",
        "Please wait a little, then try again.",
        "すこし 待って、もう 一度 してください。";
    busy_wait_before: "あと", "About", "あと";
    busy_wait_after: "秒ほどお待ちください。", "seconds to wait.", "秒 待ってください。";
    busy_over: "もう一度お試しいただけます。", "You can try again now.", "もう 一度 できます。";
    throttled: "しばらく時間をおいてください", "Please wait for a while", "しばらく 待ってください";
    throttled_why:
        "続けて何度も入力されたため、いったん止めています。",
        "There were many tries in a row, so we have paused them.",
        "何回も 書きました。それで、すこし 止めています。";
    throttled_next(until):
        "{until} を過ぎてから、もう一度お試しください。お急ぎのときは、お電話ください。ご本人と確かめて、すぐに解けます。",
        "Please try again after {until}. If it is urgent, please call us: once we know it is you, we can let you in at once.",
        "{until}より あとに、もう 一度 してください。いそぐ ときは、電話してください。本人だと わかったら、すぐに できます。";
    broken:
        "申し訳ありません。うまく処理できませんでした",
        "We are sorry: something went wrong",
        "すみません。うまく できませんでした";
    broken_why:
        "こちらの不具合です。お手続きが済んだかどうかは、予約の一覧でご確認ください。",
        "The fault is ours. Please check in your bookings whether it was done.",
        "わたしたちの 問題です。できたか どうか、予約の リストを 見てください。";
    reference:
        "お電話のときは、この番号をお伝えください： ",
        "If you call us, please tell us this number: ",
        "電話の とき、この 番号を 言ってください： ";
}
