//! The plain public statement of what is kept, where and how long.

use crate::words::lang::texts;

texts! {
    only_here[town]:
        "お名前や生年月日は、<strong>{town}のシステムの中だけ</strong>にあります。LINEには渡しません。",
        "Your name and date of birth are kept <strong>only in the system of {town}</strong>. We do not give them to LINE.",
        "あなたの 名前や 生まれた 日は、<strong>{town}の コンピューターの 中だけ</strong>に あります。LINEには 教えません。";
    to_line_heading: "LINEに渡るもの", "What LINE gets", "LINEが 知る こと";
    to_line_link:
        "この画面を開くためのリンク（中身は読み取れない文字の並びです）",
        "The link that opens these pages (a row of characters that says nothing about you)",
        "この 画面を ひらく リンク（あなたの ことは わかりません）";
    to_line_number: "予約番号と、予約したことのお知らせ", "The booking number, and the message that you have booked", "予約の 番号と、予約した お知らせ";
    to_line_text:
        "トークに書きこんだ文章（トークにはお名前や番号を書かないでください）",
        "What you write in the chat (please write no names or numbers there)",
        "トークに 書いた ことば（トークに 名前や 番号を 書かないでください）";
    not_to_line_heading: "LINEに渡らないもの", "What LINE does not get", "LINEが 知らない こと";
    not_to_line_name: "お名前、ふりがな、生年月日、住所、電話番号", "Your name and its reading, date of birth, address, phone number", "名前、生まれた 日、住所、電話番号";
    not_to_line_health: "接種券の番号、体のようす、接種や検査の記録", "Your voucher number, your health, records of vaccinations and check-ups", "接種券の 番号、体の こと、ワクチンや 検査の 記録";
    kept_heading: "町が持っているもの", "What the town keeps", "町が 持っている もの";
    kept_until: "持っている期間： ", "How long: ", "いつまで： ";
    kept_details: "お名前、ふりがな、生年月日、性別、住所、電話番号、接種券の番号", "Name and its reading, date of birth, sex, address, phone number, voucher number", "名前、生まれた 日、性別、住所、電話番号、接種券の 番号";
    kept_details_why:
        "対象の方かどうかを確かめ、当日の受付をするためです。お一人ずつ別の鍵で暗号化しています。",
        "To see who may book, and to receive you on the day. Encrypted with a key of its own for each person.",
        "予約できる 人か どうか 見ます。その 日の 受付にも つかいます。ほかの 人が 読めないように しています。";
    kept_details_until:
        "事業が終わり、町の保存年限が過ぎるまで（接種の記録は接種から5年）",
        "Until the programme is over and the town’s retention period has passed (records of vaccinations: 5 years)",
        "町の きまりの 時まで（ワクチンの 記録は 5年）";
    kept_bookings: "予約の内容と、予約・変更・キャンセルの履歴", "Your bookings, and when they were made, changed or cancelled", "予約の 内容と、予約を 変えたり やめたりした 記録";
    kept_bookings_why:
        "二重の予約をふせぎ、お問い合わせに答えるためです。",
        "So that nothing is booked twice, and to answer your questions.",
        "同じ 予約を 2回 しない ためです。質問に 答える ためです。";
    kept_bookings_until:
        "事業が終わり、町の保存年限が過ぎるまで",
        "Until the programme is over and the town’s retention period has passed",
        "町の きまりの 時まで";
    kept_line: "LINEでの識別番号", "The number by which LINE knows your account", "LINEの あなたの 番号";
    kept_line_why:
        "お知らせを送り、ご本人の画面を開くためです。暗号化しています。",
        "To send you messages, and to open your own pages. Encrypted.",
        "お知らせを 送る ためです。あなたの 画面を ひらく ためです。ほかの 人は 読めません。";
    kept_line_until: "つながりを解除するまで", "Until the link with your account ends", "LINEと つながっている 間";
    kept_texts: "トークに書きこまれた文章", "What you wrote in the chat", "トークに 書いた ことば";
    kept_texts_why:
        "ご用件に答えるためです。答えたあと、すぐに消します。うまく読み取れなかったものは、長くても30日で消します。",
        "To answer you. It is deleted as soon as we have answered. What could not be read is deleted after 30 days at the latest.",
        "あなたに 答える ためです。答えたら、すぐに 消します。うまく 読めなかった ものは、30日までに 消します。";
    kept_texts_until: "答えるまで（ふつうは数秒。長くても30日）", "Until the answer (usually some seconds; 30 days at most)", "答えるまで（数秒です。長くても 30日）";
    guard_heading: "守りかた", "How it is protected", "まもりかた";
    guard_sealed: "町が持つ個人情報は、暗号にして保存しています。", "The personal data that the town keeps is stored encrypted.", "あなたの 情報は、ほかの 人が 読めない 形で 持っています。";
    guard_history:
        "職員がいつ何を見たか、何を変えたかは、すべて記録に残ります。",
        "When staff looked at what, and what they changed, is all on record.",
        "町の 人が 見た ことや 変えた ことは、ぜんぶ 記録します。";
    guard_voucher:
        "接種券の番号と生年月日だけでは、予約の場所や時間は見られません。",
        "Nobody can see the place or time of a booking with the voucher number and date of birth alone.",
        "接種券の 番号と 生まれた 日だけでは、予約の 場所や 時間を 見る ことが できません。";
    guard_map:
        "「地図で見る」を押すと、会場の名前と住所が地図のサービスに渡ります。押すまでは、何も送りません。",
        "If you press “See on a map”, the map service gets the name and address of the place. Nothing is sent before.",
        "「地図で 見る」を おすと、場所の 名前と 住所を 地図の サービスに 送ります。おす 前は、なにも 送りません。";
    ask_heading: "お問い合わせ", "Questions", "聞きたい こと";
    ask[office]:
        "ご自分の記録を見たい、直したい、消したいときは、{office}へご連絡ください。",
        "To see, correct or delete your own records, please contact {office}.",
        "あなたの 記録を 見る ことが できます。直す ことや 消す ことも できます。{office}に 言ってください。";
    updated(day): "{day} 更新", "Updated {day}", "{day}に 書きました";
}
