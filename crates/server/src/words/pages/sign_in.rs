//! Opening the pages from LINE, and signing in with LINE in a plain browser.

use crate::words::lang::texts;

texts! {
    opening_title: "LINEから開いています", "Opening from LINE", "LINEから ひらいています";
    opening: "LINEから開いています…", "Opening from LINE…", "LINEから ひらいています…";
    opening_slow:
        "数秒たっても画面が変わらないときは、下の「LINEでログイン」を押してください。",
        "If nothing happens within a few seconds, press “Log in with LINE” below.",
        "すこし 待ってください。画面が 変わらない ときは、下の「LINEで ログイン」を おしてください。";
    no_script:
        "お使いのブラウザーではスクリプトが止められているため、自動では進みません。",
        "Scripts are switched off in your browser, so this page cannot go on by itself.",
        "この ブラウザーは スクリプトを 止めています。自動では 進みません。";
    without_line:
        "LINEを使わない方は、町からお渡しした確認番号で入れます。",
        "If you do not use LINE, you can enter with a code that the town gave you.",
        "LINEを つかわない 人は、町から もらった 確認番号で 入る ことが できます。";
    log_in: "LINEでログイン", "Log in with LINE", "LINEで ログイン";

    not_opened: "LINEから開けませんでした", "The page could not be opened from LINE", "LINEから ひらけませんでした";
    try_so:
        "次のとおり、もう一度お試しください。",
        "Please try again like this.",
        "つぎの 順番で、もう 一度 してください。";
    open_again_title: "もう一度、LINEから開いてください", "Please open this page again from LINE", "もう 一度、LINEから ひらいてください";
    nothing_changed:
        "予約の内容は変わっていません。",
        "Your bookings have not changed.",
        "予約は 変わっていません。";
    how_to_open: "開きかた", "How to open it", "ひらきかた";
    how_close: "この画面を閉じます。", "Close this page.", "この 画面を とじます。";
    how_talk[town]:
        "LINEで「{town}」のトークを開きます。",
        "In LINE, open the chat with “{town}”.",
        "LINEで「{town}」の トークを ひらきます。";
    how_send[word]:
        "「{word}」と送り、出てきたボタンを押してください。",
        "Send “{word}” (it means booking), and press the button that appears.",
        "「{word}」と 送ります。ボタンが 出ます。ボタンを おしてください。";
    open_talk[town]: "{town}のトークを開く", "Open the chat with {town}", "{town}の トークを ひらく";
    open_again: "LINEで開き直す", "Open again in LINE", "LINEで もう 一度 ひらく";
    outside_line:
        "LINEの外でお使いの方は、こちらから入れます。",
        "If you are not inside LINE, you can log in here.",
        "LINEの アプリを つかっていない 人は、ここから 入れます。";

    token_old:
        "開いてから時間がたったため、LINEでの確認が切れました。",
        "Too much time has passed since you opened the page, so LINE’s confirmation has run out.",
        "ひらいてから 長い 時間が すぎました。LINEの 確認が 終わりました。";
    token_bad:
        "LINEでの確認ができませんでした。",
        "LINE could not confirm who you are.",
        "LINEで 確認が できませんでした。";
    line_unreachable:
        "LINEにつながらないため、いまは確認ができません。",
        "We cannot reach LINE, so we cannot confirm who you are just now.",
        "いま、LINEに つながりません。確認が できません。";
}
