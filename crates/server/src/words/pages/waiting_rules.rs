//! The rules of a programme's waitlist in plain words, and why a free place went by somebody.

use crate::words::lang::texts;

texts! {
    wait_rules: "ご案内のきまり", "How places are offered", "お知らせの きまり";
    wait_order_registered:
        "空いた枠は、お申し込みの早い方から順にご案内します。",
        "A free place is offered to whoever joined first.",
        "先に 申しこんだ 人から お知らせします。";
    wait_order_lottery(seed):
        "ご案内の順番は、くじで決まります。くじのもとの数は {seed} です。公開していますので、どなたでも引き直して確かめられます。",
        "The order is drawn by lot. The number it is drawn from is {seed}; it is public, so that anyone can draw again and check.",
        "じゅんばんは、くじで 決まります。くじの 数は {seed}です。";
    wait_order_groups[groups]:
        "先にご案内する区分があります：{groups}。同じ区分のなかでは、お申し込みの早い方が先です。",
        "These groups are asked first: {groups}. Within a group, whoever joined first.",
        "先に お知らせする 人が います：{groups}";
    wait_order_areas[areas]:
        "先にご案内する地区があります（この順です）：{areas}。同じ地区のなかと、そのほかの方のなかでは、お申し込みの早い方が先です。お住まいの地区は、町の名簿で見ます。",
        "People who live in these districts are asked first, in this order: {areas}. Within a district, and after them, whoever joined first. Where you live is taken from the town's own records.",
        "ここに すむ 人に、先に お知らせします：{areas}";
    wait_order_soonest:
        "急なお知らせでも来られる方から先にご案内します。同じなら、お申し込みの早い方が先です。",
        "Whoever can come at the shortest notice is asked first; among equals, whoever joined first.",
        "すぐに 来られる 人から お知らせします。";
    wait_window(least, most):
        "お返事をお待ちする時間は、枠までの残り時間に合わせて、{least}から{most}までのあいだです。いつまでかは、お知らせのたびに書きます。",
        "You have between {least} and {most} to answer, depending on the time that is left. Each message says until when.",
        "返事は {least}から {most}の あいだに ください。いつまでかは、お知らせに 書きます。";
    wait_window_phoned(least):
        "お電話でご案内する方のお返事は、{least}以上お待ちします。",
        "If we call you, you have at least {least}.",
        "電話の 人は、{least}より 長く まちます。";
    wait_wave(count):
        "一つの空きを、一度に{count}人までの方にご案内します。先にお受けになった方に決まり、間に合わなかった方の順番はそのままです。",
        "One free place is offered to up to {count} people at once. It goes to whoever takes it first; the others keep their turn.",
        "一つの 空きを、{count}人までに いっしょに お知らせします。先に 返事を した 人が とれます。ほかの 人の じゅんばんは そのままです。";
    wait_wave_late(before, count):
        "ご案内の締切まで{before}を切ると、一つの空きを、一度に{count}人までの方にご案内します。先にお受けになった方に決まり、間に合わなかった方の順番はそのままです。",
        "In the last {before} before offers end, one free place is offered to up to {count} people at once. It goes to whoever takes it first; the others keep their turn.",
        "おわりの {before}は、{count}人までに いっしょに お知らせします。先に 返事を した 人が とれます。ほかの 人の じゅんばんは そのままです。";
    wait_for_minutes(count): "{count}分", "{count} minutes", "{count}分";
    wait_for_hours(count): "{count}時間", "{count} hours", "{count}時間";
    wait_quiet(from, until):
        "{from} から {until} までは、お知らせをお送りしません。そのあいだに空いた枠は、{until} にお知らせします。",
        "Between {from} and {until} we send no message. What becomes free then is told at {until}.",
        "{from}から {until}までは、お知らせしません。{until}に お知らせします。";
    wait_keeps_yes:
        "あとの日のご予約をお持ちのままでも、早い日をお待ちいただけます。",
        "You may keep a later booking while you wait for an earlier day.",
        "あとの 日の 予約が あっても、まつことが できます。";
    wait_keeps_no:
        "ご予約をお持ちのあいだは、お待ちいただけません。",
        "While you have a booking you cannot wait.",
        "予約が ある 人は、まつことが できません。";
    wait_lapses(most):
        "お返事のないご案内が {most}回になると、キャンセル待ちは終わります。見送りとお知らせくだされば、数えません。",
        "After {most} offers without an answer you wait no longer. Saying no does not count.",
        "返事が ない ことが {most}回に なると、おわります。";
    wait_until_start:
        "ご案内するのは、その枠の始まる時刻までです。",
        "A place is offered until it begins.",
        "はじまる 時間まで お知らせします。";
    wait_until(day, time):
        "ご案内するのは、{day}の {time} までです。",
        "A place is offered until {time}, {day}.",
        "{day}の {time}まで お知らせします。";
    wait_until_end(day):
        "ご案内するのは、{day}の終わりまでです。",
        "A place is offered until the end of the day, {day}.",
        "{day}の おわりまで お知らせします。";
    wait_that_day: "実施日の当日", "on the day itself", "その 日";
    wait_days_before(count): "実施日の{count}日前", "{count} days before", "{count}日 前";
    wait_day_before: "実施日の前日", "the day before", "前の 日";
    wait_business_day_before:
        "実施日の前の営業日", "the working day before", "前の 日（休みの 日は 数えません）";
    wait_business_days_before(count):
        "実施日の{count}営業日前", "{count} working days before", "{count}日 前（休みの 日は 数えません）";

    wait_passed: "ご案内しなかった枠", "Places that were not offered to you", "お知らせしなかった 時間";
    wait_passed_means:
        "空きが出たときに、次のわけでご案内できませんでした。順番はそのままです。",
        "These became free and could not be offered to you. You keep your place.",
        "あいた ときに、お知らせできませんでした。じゅんばんは そのままです。";
    wait_passed_earlier:
        "同じか、より早い日のご予約をお持ちのためです。",
        "You have a booking on the same day or earlier.",
        "同じ 日か 前の 日の 予約が あります。";
    wait_passed_late:
        "お返事をお待ちする時間が足りなかったためです。",
        "There was too little time left to answer.",
        "返事の 時間が ありませんでした。";
    wait_passed_room:
        "必要な数の空きがなかったためです。",
        "There were too few places.",
        "あいている 数が たりませんでした。";
    wait_passed_along(why):
        "ごいっしょに待つ方のうち、お一人がお受けになれないためです：{why}",
        "One of those who wait with you could not take it: {why}",
        "いっしょに まつ 人の 中に、うけられない 人が います：{why}";
    wait_passed_more(count):
        "このほかに {count}件あります。お電話でおたずねいただけます。",
        "There are {count} more. You may ask us about them by phone.",
        "ほかに {count}件 あります。電話で 聞いてください。";
}
