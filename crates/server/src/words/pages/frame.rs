//! What stands on every page: its frame, and the pieces that several pages share.

use crate::words::lang::texts;

texts! {
    counter: "予約窓口", "Booking counter", "予約の 窓口";
    title_end(town): "｜{town} 予約窓口", " | {town} booking counter", "｜{town} 予約の 窓口";
    skip: "本文へ進む", "Skip to the content", "ページの 内容へ 進む";
    choose_language: "ことばを選ぶ（Language）", "Language", "ことばを えらぶ（Language）";
    look: "文字・色", "Display", "文字・色";
    look_title: "文字の大きさと色", "Letters and colours", "文字の 大きさと 色";
    look_letters: "文字の大きさ", "Size of letters", "文字の 大きさ";
    look_usual: "ふつう", "Usual", "ふつう";
    look_large: "大きい", "Large", "大きい";
    look_largest: "とても大きい", "Very large", "とても 大きい";
    look_colours: "画面の色", "Colours", "画面の 色";
    look_device: "スマートフォンの設定に合わせる", "As set on this device", "スマートフォンと 同じ";
    look_light: "明るい", "Light", "明るい";
    look_dark: "暗い", "Dark", "暗い";
    look_contrast: "文字のこさ", "Contrast", "文字の こさ";
    look_strong: "くっきり", "Strong", "くっきり（こい）";
    look_save: "これにする", "Use this", "これに する";
    look_kept:
        "この端末では、次からも同じように出ます。",
        "This device remembers your choice.",
        "つぎも 同じ 画面に なります。";
    sent_too_late:
        "時間がたったので、もう一度確かめてください。さきほど押したボタンの内容は、まだ決まっていません。",
        "Some time has passed, so please check once more. What you pressed before has not been done yet.",
        "時間が すぎました。もう 一度 見てください。さっき おした ボタンの ことは、まだ 終わっていません。";
    phone_help:
        "お困りのときは、お電話でも予約できます。",
        "If this is difficult, you can also book by phone.",
        "むずかしい ときは、電話で 予約できます。";
    phone_name: "予約のお電話", "Bookings by phone", "予約の 電話";
    privacy: "個人情報のあつかい", "How we handle personal data", "あなたの 情報の まもりかた";
    error: "エラー： ", "Error: ", "まちがい： ";

    back_to_list: "予約の一覧へ", "To your bookings", "予約の リストへ";
    back_to_list_again: "予約の一覧へ戻る", "Back to your bookings", "予約の リストへ もどる";
    back_to_home: "一覧へ戻る", "Back to your bookings", "リストへ もどる";
    back: "前の画面へ戻る", "Back", "前の 画面へ もどる";

    room_open: "空きあり", "Available", "あいています";
    room_few: "残りわずか", "Few left", "あと すこしです";
    room_full: "満員", "Full", "いっぱいです";
    left(places): "残り {places}", "{places} left", "あと {places}人";

    steps(now, total): "{total}つの手順の {now}つ目", "Step {now} of {total}", "{total}の うちの {now}ばんめ";
    step_title(title, now, total): "{title}（{now}/{total}）", "{title} (step {now} of {total})", "{title}（{now}/{total}）";
    chosen: "ここまでに選んだもの", "What you have chosen so far", "ここまでに えらんだ もの";
    choose_again: "選び直す", "Change", "えらびなおす";

    for_whom: "受ける方", "For", "うける 人";
    what: "内容", "What", "内容";
    when: "日時", "When", "いつ";
    day: "日にち", "Day", "日";
    place: "場所", "Where", "場所";
    dose_number(dose): "{dose}回目", "Dose {dose}", "{dose}回目";
    person[name]: "{name}さん", "{name}", "{name}さん";

    booking_number: "予約番号", "Booking number", "予約の 番号";
    read_aloud: "読みかた： ", "Say it as: ", "読みかた： ";
    between_groups: "、", ",", "、";
    both(why, next): "{why}{next}", "{why} {next}", "{why} {next}";
    in_brackets(text): "（{text}）", " ({text})", "（{text}）";
}
