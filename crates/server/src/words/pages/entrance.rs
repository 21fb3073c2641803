//! When more come than can be served: the page of those who wait for their turn.

use crate::words::lang::texts;

texts! {
    entrance_title: "順番をお待ちください", "Please wait for your turn", "順番を まってください";
    entrance_before:
        "ただいま大変混み合っているため、順番にご案内しています。",
        "Very many people are here at the moment, so we let everyone in by turns.",
        "いま、人が とても 多いです。順番に 入ります。";
    entrance_ahead(ahead):
        "あなたの前に、およそ {ahead} 人",
        "About {ahead} people before you",
        "あなたの 前に、だいたい {ahead}人";
    entrance_next: "次が、あなたの番です", "You are next", "つぎは あなたです";
    entrance_minutes(minutes):
        "あと {minutes} 分ほどの見こみです。",
        "It should take about {minutes} min.",
        "だいたい {minutes}分 かかります。";
    entrance_opens: "受付は、まだ始まっていません。", "Bookings have not opened yet.", "予約は まだ 始まって いません。";
    entrance_waiting(waiting):
        "いま {waiting} 人がお待ちです。",
        "{waiting} people are waiting now.",
        "いま {waiting}人 まっています。";
    entrance_lots:
        "受付が始まると、いまお待ちの方の順番を、くじで決めます。早く来ても、遅く来ても、同じです。",
        "When bookings open, lots decide the order of all who wait now. Whether you came early or late makes no difference.",
        "始まったら、くじで 順番を 決めます。早く 来ても、おそく 来ても 同じです。";
    entrance_stay(seconds):
        "この画面は、{seconds} 秒たつと自動で新しくなります。そのままお待ちください。",
        "This page renews itself after {seconds} seconds. You need not do anything.",
        "{seconds}秒で 新しく なります。そのまま まってください。";
    entrance_close:
        "画面を閉じても、順番は変わりません。また開くと、続きからお待ちいただけます。",
        "If you close this page, you keep your place. Open it again and you go on from there.",
        "とじても、順番は 変わりません。";
    entrance_one:
        "順番は、おひとりに一つです。いくつ画面を開いても、早くなりません。",
        "There is one place for each person. Opening more pages does not make it faster.",
        "順番は ひとりに ひとつです。たくさん ひらいても 早く なりません。";
    entrance_again: "いまの順番を見る", "See my place now", "いまの 順番を 見る";
    entrance_home: "予約の確認・キャンセルは、待たずにできます", "Looking up or cancelling a booking needs no waiting", "予約を 見る・やめる（またなくて いいです）";
    entrance_fair: "くじの確かめ方", "How the lots can be checked", "くじの 決め方";
    entrance_digest:
        "くじは、次の数のもとから引きます。もとになる文字は、始まるまで隠してあります。これは、あとで取りかえていないことを示すしるし（SHA-256）です。",
        "Lots are drawn from a text that stays hidden until the opening. This is its SHA-256, so that it cannot be exchanged.",
        "くじの もとの しるし（SHA-256）です。始まったら、もとを 見せます。";
    entrance_seed:
        "くじは、次の文字から引きました。",
        "The lots were drawn from this text.",
        "この 文字から くじを 引きました。";
    entrance_account:
        "あなたの番号です。上の文字とつないだ SHA-256 のはじめの16桁が、あなたのくじです。小さいほど先になります。",
        "This is your number. The first 16 digits of the SHA-256 of the text and it are your lot. Lower comes first.",
        "あなたの 番号です。";
}
