//! Booking and changing: what, where, on which day, at what time, and everything once more.

use crate::words::lang::texts;

texts! {
    what_title: "何を予約しますか", "What would you like to book?", "何を 予約しますか";
    not_now: "いまは予約できません", "Not possible now", "いまは 予約できません";
    nothing_open:
        "いま受付中の予約はありません。受付が始まると、この画面に出ます。町の広報もご覧ください。",
        "Nothing can be booked just now. When booking opens, it appears here. Please look at the town’s newsletter, too.",
        "いま 予約できる ものは ありません。はじまると、この 画面に 出ます。町の 広報（お知らせの 紙）も 見てください。";
    next_place: "次に、場所を選びます。", "Next, you choose the place.", "つぎに、場所を えらびます。";

    place_step: "場所を選ぶ", "Choose a place", "場所を えらぶ";
    place_title: "場所を選んでください", "Choose a place", "場所を えらんでください";
    first_day: "いちばん早い日は", "First free day:", "いちばん 早い 日は";
    place_full:
        "空きが出ることがあります。あとでもう一度ご覧ください。",
        "A place may become free. Please look again later.",
        "あとで あく ことが あります。あとで もう 一度 見てください。";
    no_places:
        "いま選べる場所がありません。空きが出ると、この画面に表示されます。",
        "No place can be chosen just now. If one becomes free, it appears here.",
        "いま、えらべる 場所が ありません。あくと、この 画面に 出ます。";
    next_day: "次に、日にちを選びます。", "Next, you choose the day.", "つぎに、日を えらびます。";

    day_step: "日にちを選ぶ", "Choose a day", "日を えらぶ";
    day_title: "日にちを選んでください", "Choose a day", "日を えらんでください";
    earlier_days: "前の日にちを見る", "See earlier days", "前の 日を 見る";
    later_days: "次の日にちを見る", "See later days", "つぎの 日を 見る";
    week_of(monday): "{monday}からの週", "Week of {monday}", "{monday}からの 週";
    no_days:
        "いま選べる日がありません。キャンセルが出ると、この画面に表示されます。場所を変えると見つかることがあります。",
        "No day can be chosen just now. If someone cancels, it appears here. Another place may have free days.",
        "いま、えらべる 日が ありません。だれかが やめると、この 画面に 出ます。ほかの 場所も 見てください。";
    next_time: "次に、時間を選びます。", "Next, you choose the time.", "つぎに、時間を えらびます。";

    time_step: "時間を選ぶ", "Choose a time", "時間を えらぶ";
    time_title: "時間を選んでください", "Choose a time", "時間を えらんでください";
    morning: "午前", "Morning", "午前（あさ）";
    afternoon: "午後", "Afternoon", "午後（ひる・ゆうがた）";
    no_times:
        "この日は、選べる時間がなくなりました。ほかの日をお選びください。",
        "No time is left on this day. Please choose another day.",
        "この 日は、もう いっぱいです。ほかの 日を えらんでください。";
    other_days: "ほかの日", "Other days", "ほかの 日";
    day_before(day): "前の日 {day}", "Earlier: {day}", "前の 日 {day}";
    day_after(day): "次の日 {day}", "Later: {day}", "つぎの 日 {day}";
    next_confirm:
        "次に、内容を確かめます。まだ予約は決まりません。",
        "Next, you check everything. Nothing is booked yet.",
        "つぎに、もう 一度 見ます。まだ 予約は 終わっていません。";

    confirm_step: "内容を確かめる", "Check everything", "もう 一度 見る";
    time_again: "時間を選び直す", "Choose another time", "時間を えらびなおす";
    confirm_new: "この内容で予約しますか", "Book this?", "これで 予約しますか";
    confirm_change: "この内容に変更しますか", "Change your booking to this?", "これに 変えますか";
    present_booking: "いまの予約", "Your booking now", "いまの 予約";
    becomes: "これを、次のように変えます", "This becomes", "これを、つぎの ように 変えます";
    new_booking: "新しい予約", "Your new booking", "新しい 予約";
    effect_new:
        "ボタンを押すと予約が決まり、予約番号が出ます。",
        "Press the button to book. You then get a booking number.",
        "ボタンを おすと、予約が できます。予約の 番号が 出ます。";
    effect_change:
        "ボタンを押すと変更が決まり、いまの予約の枠はほかの方にゆずられます。予約番号は変わりません。",
        "Press the button to change. Your present place goes to someone else. The booking number stays the same.",
        "ボタンを おすと、予約が 変わります。前の 時間は ほかの 人が つかいます。予約の 番号は 同じです。";
    do_book: "この内容で予約する", "Book this", "これで 予約する";
    do_change: "この内容に変更する", "Change to this", "これに 変える";
    booking_now: "予約しています…", "Booking…", "予約しています…";
    changing_now: "変更しています…", "Changing…", "変えています…";
    do_not_change: "変更しないで戻る", "Go back without changing", "変えないで もどる";

    taken_title: "選んだ時間は、うまりました", "This time has just been taken", "その 時間は いっぱいに なりました";
    taken_heading:
        "選んだ時間は、たった今うまりました",
        "The time you chose has just been taken",
        "その 時間は、いま いっぱいに なりました";
    taken(slot):
        "{slot} は、ほかの方の予約が先に入りました。まだ予約は決まっていません。",
        "Someone else was a moment faster: {slot}. Nothing is booked yet.",
        "{slot}は、ほかの 人が 先に 予約しました。あなたの 予約は まだ できていません。";
    none_near: "近い時間の空きは見つかりませんでした。", "There is no free time near it.", "近い 時間に あいている ところは ありません。";
    near: "近い時間なら、いま予約できます", "These times nearby are free now", "近い 時間は、いま 予約できます";
    all_days: "ほかの日から選ぶ", "Choose from other days", "ほかの 日から えらぶ";
    days_earlier(days): "{days}日前", "Days earlier: {days}", "{days}日 前";
    days_later(days): "{days}日あと", "Days later: {days}", "{days}日 あと";
    same_time: "同じ日の同じ時間", "Same day, same time", "同じ 日の 同じ 時間";
    same_day_earlier(time): "同じ日・{time}前", "Same day, {time} earlier", "同じ 日、{time} 前";
    same_day_later(time): "同じ日・{time}あと", "Same day, {time} later", "同じ 日、{time} あと";
    minutes(minutes): "{minutes}分", "{minutes} min", "{minutes}分";
    hours(hours): "{hours}時間", "{hours} h", "{hours}時間";
    hours_minutes(hours, minutes): "{hours}時間{minutes}分", "{hours} h {minutes} min", "{hours}時間{minutes}分";
}
