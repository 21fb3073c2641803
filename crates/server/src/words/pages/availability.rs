//! What is free, for whoever only wants to look.

use crate::words::lang::texts;

texts! {
    availability_title: "空き状況", "Free places", "あいている ところ";
    availability_see: "空き状況を見る", "See what is free", "あいている ところを 見る";
    availability_meanwhile:
        "お待ちのあいだに、空き状況を見られます",
        "While you wait, you can see what is free",
        "まって いる あいだに、あいている ところを 見る";
    availability_of_programmes:
        "見たい予約を選んでください。ログインしなくても見られます。",
        "Choose what you would like to see. You do not have to sign in.",
        "見たい ものを えらんでください。ログインしなくても いいです。";
    availability_none:
        "いま受付中の予約はありません。町の広報もご覧ください。",
        "Nothing can be booked just now. Please look at the town’s newsletter, too.",
        "いま 予約できる ものは ありません。町の 広報（お知らせの 紙）も 見てください。";
    availability_as_seen:
        "この画面を開いたときの空き状況です。予約やキャンセルがあると変わります。",
        "This is how it stood when you opened the page. It changes as people book and cancel.",
        "この 画面を 開いた ときの ようすです。予約や キャンセルで 変わります。";
    availability_not_everyone:
        "年齢などの条件があります。予約の画面には、予約できる日だけが出ます。",
        "There are conditions, such as age. When you book, you see only the days you can book.",
        "年などの きまりが あります。予約の 画面には、予約できる 日だけが 出ます。";
    availability_again: "いまの空き状況にする", "Show how it stands now", "いまの ようすを 見る";
    availability_book: "予約へ進む", "Go on to book", "予約する";
    availability_opens(at):
        "受付は {at} に始まります。",
        "Bookings open at {at}.",
        "予約は {at}に はじまります。";
    availability_closed: "受付は終わりました。", "Bookings have closed.", "予約は おわりました。";
    availability_days(venue): "{venue}の日を見る", "See the days at {venue}", "{venue}の 日を 見る";
    availability_other: "ほかの場所", "Other places", "ほかの 場所";
    availability_no_days:
        "いま予約を受け付けている日はありません。",
        "No day can be booked just now.",
        "いま、予約できる 日が ありません。";
}
