//! The waitlist: joining, where one stands, and a freed place that is offered.

use crate::words::lang::texts;

texts! {
    wait_title: "キャンセル待ち", "Waiting list", "キャンセルを まつ";
    wait_do: "キャンセル待ちをする", "Join the waiting list", "キャンセルを まつ";
    wait_when_full:
        "ご希望の枠が満員のときは、キャンセル待ちができます。空きが出ると、順番にお知らせします。",
        "If the times that suit you are full, you can wait for a cancellation. We tell you in order.",
        "いっぱいの ときは、キャンセルを まつことが できます。じゅんばんに お知らせします。";
    wait_how:
        "空きが出ると、順番にLINEでお知らせします。お返事をいただくまで、その枠をおとりしておきます。お返事の時間は、お知らせに書きます。",
        "When a place becomes free, we tell you in LINE, in order, and keep it for you until you answer. The message says until when.",
        "あいたら、じゅんばんに LINEで お知らせします。返事まで、その 時間を とって おきます。";
    wait_how_phoned:
        "空きが出ると、順番にお電話します。お返事をいただくまで、その枠をおとりしておきます。名簿に電話番号がない方は、窓口にお知らせください。",
        "When a place becomes free, we call you, in order, and keep it for you until you answer. If we do not have your number, please tell us.",
        "あいたら、じゅんばんに 電話します。返事まで、その 時間を とって おきます。電話番号を 町に 教えてください。";
    wait_how_raced:
        "空きが出ると、順番にLINEでお知らせします。一つの空きを何人かの方にご案内し、先にお受けになった方に決まることがあります。お返事の時間と、枠をおとりしているかどうかは、お知らせに書きます。",
        "When a place becomes free, we tell you in LINE, in order. Several people may be offered the same place; then it goes to whoever takes it first. The message says until when you can answer, and whether the place is kept for you.",
        "あいたら、じゅんばんに LINEで お知らせします。ほかの 人にも いっしょに お知らせする ときは、先に 返事を した 人が とれます。";
    wait_how_raced_phoned:
        "空きが出ると、順番にお電話します。一つの空きを何人かの方にご案内し、先にお受けになった方に決まることがあります。枠をおとりしているかどうかは、お電話でお伝えします。名簿に電話番号がない方は、窓口にお知らせください。",
        "When a place becomes free, we call you, in order. Several people may be offered the same place; then it goes to whoever takes it first. We tell you on the phone whether it is kept for you. If we do not have your number, please tell us.",
        "あいたら、じゅんばんに 電話します。ほかの 人にも いっしょに お知らせする ときは、先に 返事を した 人が とれます。電話番号を 町に 教えてください。";
    wait_keep:
        "いまの予約は、そのまま残ります。早い日の枠をお受けになったときに、入れかわります。",
        "Your booking stays as it is. If you take an earlier place, that one replaces it.",
        "いまの 予約は、そのまま です。早い 日に 決めたら、かわります。";
    wait_places: "場所", "Places", "場所";
    wait_days: "曜日", "Days of the week", "曜日（ようび）";
    wait_times: "時間帯", "Time of day", "時間";
    wait_any: "選ばなければ、どれでもよいことになります。", "If you choose none, any will do.", "えらばない ときは、どれでも いいです。";
    wait_afternoon: "午後5時まで", "Until 5 p.m.", "午後 5時まで";
    wait_evening: "午後5時から", "From 5 p.m.", "午後 5時から";
    wait_notice: "どのくらい前までに、お知らせがあれば行けますか", "How long before the start must you know?", "どのくらい 前に 知りたいですか";
    wait_minutes(count): "{count}分前まで", "{count} minutes before", "{count}分 前まで";
    wait_hours(count): "{count}時間前まで", "{count} hours before", "{count}時間 前まで";
    wait_day: "前の日の同じ時刻まで", "One day before", "1日 前まで";
    wait_join: "この条件で申し込む", "Join with these choices", "これで 申しこむ";
    wait_joining: "申し込んでいます…", "Joining…", "申しこんでいます…";
    wait_change: "この条件に変える", "Change to these choices", "これに 変える";
    wait_joined: "キャンセル待ちを受け付けました。", "You are on the waiting list.", "キャンセルを まつ 人に なりました。";
    wait_place(place):
        "いまの順番は {place}番目です（条件のちがう方も含みます）。",
        "Your place is number {place}, counting also those with other wishes.",
        "いま {place}番目です。";
    wait_since(at): "{at} にお申し込み", "Joined on {at}", "{at}に 申しこみました";
    wait_leave: "キャンセル待ちをやめる", "Leave the waiting list", "まつのを やめる";
    wait_leave_means:
        "やめると、順番はなくなります。もう一度申し込むと、いちばん後ろからになります。",
        "If you leave, you lose your place. If you join again, you start at the end.",
        "やめると、じゅんばんが なくなります。また 申しこむと、いちばん 後ろです。";
    wait_left: "キャンセル待ちをやめました。", "You have left the waiting list.", "まつのを やめました。";
    wait_in: "キャンセル待ち中", "On the waiting list", "キャンセルを まっています";
    wait_see: "条件と順番を見る", "See your choices and place", "じゅんばんを 見る";
    wait_with: "いっしょに待つ方", "Who waits with you", "いっしょに まつ 人";
    wait_with_means:
        "選んだ方とは、同じ時間の枠が人数分空いたときだけ、いっしょにご案内します。お返事も一回で全員分です。順番は、いちばんあとに申し込んだ方の順番になります。",
        "We offer places only when there is room for all of you at one time, and one answer counts for all. You stand where the last of you joined.",
        "えらんだ 人の ぶんが、同じ 時間に みんな あいた ときだけ、お知らせします。返事は 一回です。じゅんばんは、最後に 申しこんだ 人と 同じです。";
    wait_with_now[names]: "{names}といっしょに待っています。", "Waiting together with {names}.", "{names}と いっしょに まっています。";
    wait_stopped(why)[person]: "{person}：{why}", "{person}: {why}", "{person}：{why}";
    wait_stopped_means:
        "このため、どなたのお申し込みもまだ受け付けていません。その方を外すか、条件を変えて、もう一度お申し込みください。",
        "So nobody has joined yet. Please leave that person out, or change your choices, and try again.",
        "まだ だれも 申しこんで いません。その 人を 外すか、えらび直して ください。";
    wait_leave_one[person]: "{person}だけやめる", "Only {person} leaves", "{person}だけ やめる";
    wait_leave_all: "全員のキャンセル待ちをやめる", "Everyone leaves", "みんな やめる";
    wait_leave_one_means:
        "お一人がやめても、ほかの方は順番もそのまま待ち続けます。やめた方がもう一度申し込むと、いちばん後ろからになります。",
        "If one of you leaves, the others keep their place. Who leaves and joins again starts at the end.",
        "一人が やめても、ほかの 人の じゅんばんは そのままです。やめた 人が また 申しこむと、いちばん 後ろです。";
    wait_missing: "どのくらい前までに必要か、選んでください。", "Please choose how long before you must know.", "どのくらい 前に 知りたいか、えらんでください。";

    offer_title: "空きが出ました", "A place is free", "あきました";
    offer_until(at):
        "{at} まで、この枠をおとりしています。お返事がないときは、次の方にご案内します。",
        "We keep this place for you until {at}. Without an answer it goes to the next person.",
        "{at}まで、この 時間を とって あります。返事が ないと、つぎの 人に わたします。";
    offer_shared(at):
        "この枠は、ほかの方にも同時にご案内しています。先にお受けになった方に決まりますので、お早めにお返事ください（{at} まで）。",
        "Others are offered this place too. It goes to whoever takes it first, so please answer soon (until {at}).",
        "ほかの 人にも お知らせしました。先に 返事を した 人が とれます。返事は {at}までです。";
    offer_alone_until(alone, at):
        "{alone} までは、この枠を、ほかの方にはご案内せず、おとりしています。そのあとは、ほかの方にもご案内し、先にお受けになった方に決まります。お返事は {at} までお待ちします。",
        "We keep this place for you alone until {alone}. After that others are offered it too, and it goes to whoever takes it first. You can answer until {at}.",
        "{alone}までは、ほかの 人に 知らせません。その あとは、ほかの 人にも お知らせします。先に 返事を した 人が とれます。返事は {at}までです。";
    offer_for_all(count):
        "{count}人分の枠です。お返事は、全員分をまとめていただきます。",
        "There is a place for each of you ({count}). One answer counts for all.",
        "{count}人の ぶんです。返事は みんなで 一回です。";
    offer_without[person]: "{person}の枠は、今回は含まれません。", "This time there is no place for {person}.", "こんかい、{person}の ぶんは ありません。";
    offer_take_all: "全員で受ける", "Take the places for all", "みんな これに する";
    offer_instead(when):
        "お受けになると、いまの予約（{when}）は取り消され、ほかの方にまわります。",
        "If you take it, your present booking ({when}) is given to somebody else.",
        "これに すると、いまの 予約（{when}）は なくなります。";
    offer_take: "この枠を受ける", "Take this place", "これに する";
    offer_taking: "予約しています…", "Booking…", "予約しています…";
    offer_pass: "今回は見送る", "Not this time", "こんかいは やめる";
    offer_pass_means:
        "見送っても、キャンセル待ちは順番もそのまま続きます。",
        "If you let it pass, you keep your place on the waiting list.",
        "やめても、じゅんばんは そのままです。";
    offer_passed:
        "今回の枠は見送りました。キャンセル待ちは、順番もそのまま続いています。",
        "You let this place pass. You keep your place on the waiting list.",
        "こんかいは やめました。じゅんばんは そのままです。";
    offer_see: "空いた枠を見る", "See the free place", "あいた 時間を 見る";
}
