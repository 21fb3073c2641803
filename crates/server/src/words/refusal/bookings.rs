//! Why a booking cannot be made, changed or cancelled.

use super::{Lang, No};

nos! {
    no_open_from(from):
        ["予約の受付は、まだ始まっていません。", "{from} から予約できます。"],
        ["Booking has not opened yet.", "You can book from {from}."],
        ["まだ 予約できません。", "{from}から 予約できます。"];
    no_not_open:
        ["予約の受付は、まだ始まっていません。", "受付の開始日が決まりましたら、お知らせします。"],
        ["Booking has not opened yet.", "We will tell you when the day is fixed."],
        ["まだ 予約できません。", "はじまる 日が きまったら、お知らせします。"];
    no_other_group:
        ["この期間の予約は、対象の方が決まっています。", "ほかの期間の受付が始まりましたら、お知らせします。"],
        ["These days are kept for certain people.", "We will tell you when other days open."],
        ["いまは、きまった 人だけが 予約できます。", "ほかの 日の 予約が はじまったら、お知らせします。"];
    no_resident:
        ["町にお住まいの方が対象です。"],
        ["This is for people who live in the town."],
        ["この 町に すんでいる 人だけが できます。"];
    no_voucher:
        ["使える接種券が登録されていません。", "新しい接種券が届いている方も、まだ届いていない方も、お電話ください。"],
        ["No valid voucher is registered.", "Please call us, whether or not you have received a new one."],
        ["つかえる 接種券（せっしゅけん）が ありません。", "電話してください。新しい 接種券が ある 人も 電話してください。"];
    no_voucher_then(span):
        ["お持ちの接種券が使えるのは、{span}です。", "その期間の日をお選びください。新しい接種券が届いているときは、お電話ください。"],
        ["Your voucher can be used {span}.", "Please choose a day within that time. If you have a new voucher, please call us."],
        ["あなたの 接種券は {span} つかえます。", "その 間の 日を えらんでください。新しい 接種券が ある ときは、電話してください。"];
    no_other_sex:
        ["この検査の対象ではありません。"],
        ["This examination is not meant for you."],
        ["あなたは この 検査を うける 人では ありません。"];
    no_pattern:
        ["この検診の対象の方の名簿に、お名前がありません。"],
        ["You are not on the list of people for this check-up."],
        ["この 検診（けんしん）の リストに、名前が ありません。"];
    no_in_pattern(pattern):
        ["この検査は、ご案内した内容（{pattern}）に入っていません。", "受けられる検査は、お届けした案内でお確かめください。"],
        ["This examination is not among those in your notice.", "Please see your notice for those you can have."],
        ["この 検査は、あなたの 案内（{pattern}）に ありません。", "うけられる 検査は、町の 案内を 見てください。"];
    no_dose_needed(dose, needed, first):
        ["1回目が {first} の方は、全部で {needed} 回です。{dose}回目はいりません。", "記録が違うときは、お電話ください。"],
        ["With dose 1 on {first}, the number of doses is {needed}. Dose {dose} is not needed.", "If this record is wrong, please call us."],
        ["1回目は {first}です。ぜんぶで {needed}回です。{dose}回目は いりません。", "これが ちがう ときは、電話してください。"];
    no_given(dose, on):
        ["{dose}回目は {on} に受けています。", "記録が違うときは、お電話ください。"],
        ["Dose {dose} was given on {on}.", "If this record is wrong, please call us."],
        ["{dose}回目は {on}に うけました。", "これが ちがう ときは、電話してください。"];
    no_later_booked(dose):
        ["{dose}回目の予約が残っています。", "先に{dose}回目をキャンセルしてください。"],
        ["Dose {dose} is still booked.", "Please cancel dose {dose} first."],
        ["{dose}回目の 予約が あります。", "先に {dose}回目の 予約を やめてください。"];
    no_other_vaccine(other, earliest):
        ["ほかの生ワクチン（{other}）との間隔が足りません。", "{earliest} から受けられます。"],
        ["It is too soon after another live vaccine ({other}).", "You can have it from {earliest}."],
        ["{other}に ほかの 生ワクチンを うけました。まだ 早いです。", "{earliest}から うけられます。"];
    no_product_then(until):
        ["この会場のワクチンは {until} までしか使えません。", "ほかの日時をお選びください。"],
        ["The vaccine at this place can be used only until {until}.", "Please choose another day or time."],
        ["この 場所の ワクチンは {until}まで つかえます。", "ほかの 日を えらんでください。"];
    no_other_product:
        ["前回と同じワクチンを受けていただく必要があります。", "前回と同じワクチンの会場をお選びください。"],
        ["You need the same vaccine as last time.", "Please choose a place that has it."],
        ["前と 同じ ワクチンを うけます。", "前と 同じ ワクチンの 場所を えらんでください。"];
    no_account_full(most):
        ["このLINEで取れる予約は {most} 件までです。"],
        ["One LINE account can hold at most {most} bookings."],
        ["この LINEの 予約は {most}つまでです。"];
    no_account_full_on_day(most):
        ["このLINEで同じ日に予約できるのは {most} 人までです。", "ほかの日をお選びください。"],
        ["One LINE account can book at most {most} people on one day.", "Please choose another day."],
        ["この LINEで 予約できる 人は、1日に {most}人までです。", "ほかの 日を えらんでください。"];
    no_one_of_them(why, next):
        ["お一人の予約が取れなかったため、どなたの予約も入っていません。{why}", "{next}"],
        ["Nobody is booked, because one of you could not be. {why}", "{next}"],
        ["一人の 予約が できません。だれの 予約も していません。{why}", "{next}"];
    no_closed(at):
        ["予約の受付は {at} に終わりました。"],
        ["Booking closed on {at}."],
        ["予約は {at}に 終わりました。"];
    no_such:
        ["お探しのものは見つかりませんでした。画面が古くなっているかもしれません。", "お手数ですが、もう一度はじめからお選びください。"],
        ["We could not find this. The page may be out of date.", "Please choose again from the beginning."],
        ["これは ありません。画面が 古いかもしれません。", "もう 一度、はじめから えらんでください。"];
    no_booked:
        ["この方の予約は、すでに入っています。", "予約の一覧に出ていないときは、お電話か、ほかのご家族のLINEで取られた予約です。変更やキャンセルは、予約したところからお願いします。"],
        ["This person has a booking already.", "If you do not see it in your bookings, it was made by phone or from another LINE account of the family. Please change or cancel it there."],
        ["この 人の 予約は もう あります。", "リストに ない ときは、電話か 家族の LINEの 予約です。変える ときは、電話か その LINEで してください。"];
    no_previous(dose):
        ["{dose}回目の予約が、まだありません。", "先に{dose}回目を予約してください。"],
        ["Dose {dose} is not booked yet.", "Please book dose {dose} first."],
        ["{dose}回目の 予約が まだ ありません。", "先に {dose}回目を 予約してください。"];
    no_too_young(from):
        ["年齢が、まだ対象になっていません。", "{from} から受けられます。"],
        ["This person is not old enough yet.", "It is possible from {from}."],
        ["まだ 年が 足りません。", "{from}から うけられます。"];
    no_too_old(last):
        ["対象の年齢は {last} まででした。"],
        ["It was possible until {last}, by age."],
        ["年の きまりで、{last}までに うける ものです。"];
    no_born_before(first):
        ["{first} 以降に生まれた方が対象です。"],
        ["This is for people born on {first} or later."],
        ["{first}か、その あとに 生まれた 人が うけます。"];
    no_born_after(last):
        ["{last} までに生まれた方が対象です。"],
        ["This is for people born on {last} or earlier."],
        ["{last}か、その 前に 生まれた 人が うけます。"];
    no_too_soon(previous, earliest):
        ["前回（{previous}）からの間隔が足りません。", "{earliest} から受けられます。"],
        ["It is too soon after the last time ({previous}).", "It is possible from {earliest}."],
        ["前は {previous}に うけました。まだ 早いです。", "{earliest}から うけられます。"];
    no_too_late(previous, latest):
        ["前回（{previous}）から受けられる期間は {latest} まででした。"],
        ["After the last time ({previous}), it was possible until {latest}."],
        ["前は {previous}に うけました。つぎは {latest}まででした。"];
    no_too_soon_after_first(first, earliest):
        ["1回目（{first}）からの間隔が足りません。", "{earliest} から受けられます。"],
        ["It is too soon after dose 1 ({first}).", "It is possible from {earliest}."],
        ["1回目は {first}に うけました。まだ 早いです。", "{earliest}から うけられます。"];
    no_outside_standard_from(previous, first):
        ["前回（{previous}）のあとに受ける標準の期間は、{first} からです。", "この期間の日をお選びください。ほかの日をご希望のときは、お電話ください。"],
        ["After the last time ({previous}), the standard time begins on {first}.", "Please choose a day from then on. If you need another day, please call us."],
        ["前は {previous}に うけました。つぎは {first}からが いいです。", "その 間の 日を えらんでください。ほかの 日が いい ときは、電話してください。"];
    no_outside_standard(previous, first, last):
        ["前回（{previous}）のあとに受ける標準の期間は、{first} から {last} までです。", "この期間の日をお選びください。ほかの日をご希望のときは、お電話ください。"],
        ["After the last time ({previous}), the standard time is from {first} to {last}.", "Please choose a day within it. If you need another day, please call us."],
        ["前は {previous}に うけました。つぎは {first}から {last}までが いいです。", "その 間の 日を えらんでください。ほかの 日が いい ときは、電話してください。"];
    no_later_needed(dose, on, needed):
        ["この日に1回目を受けると全部で {needed} 回になり、{dose}回目の予約（{on}）がいらなくなります。", "先に{dose}回目をキャンセルするか、ほかの日をお選びください。"],
        ["With dose 1 on this day the number of doses is {needed}, so dose {dose} ({on}) is no longer needed.", "Please cancel dose {dose} first, or choose another day."],
        ["この 日に うけると、ぜんぶで {needed}回です。{dose}回目（{on}）は いりません。", "先に {dose}回目を やめてください。または、ほかの 日を えらんでください。"];
    no_breaks_next(dose, on):
        ["{dose}回目の予約（{on}）との間隔が合わなくなります。", "先に{dose}回目の日にちを変更してください。"],
        ["Dose {dose} ({on}) would no longer be at the right distance.", "Please change the day of dose {dose} first."],
        ["{dose}回目は {on}です。この 日に すると、間の 日数が 合いません。", "先に {dose}回目の 日を 変えてください。"];
    no_past_cut_off(at):
        ["この枠の受付は {at} に締め切りました。"],
        ["It is too late for this: it closed on {at}."],
        ["もう おそいです。{at}に 終わりました。"];
    no_exam_full:
        ["この時間は、この検査の受付が定員になりました。", "ほかの日時をお選びください。"],
        ["This examination is full at this time.", "Please choose another day or time."],
        ["この 時間の この 検査は、いっぱいです。", "ほかの 時間を えらんでください。"];
    no_waitlist:
        ["この予約には、キャンセル待ちがありません。", "ほかの日時をお選びください。"],
        ["This booking has no waiting list.", "Please choose another day or time."],
        ["この 予約は、キャンセルを まつことが できません。", "ほかの 日や 時間を えらんでください。"];
    no_places_free:
        ["ご希望に合う枠が、いま空いています。", "キャンセルを待たずに、そのまま予約できます。"],
        ["A place that suits you is free now.", "You can book it at once without waiting."],
        ["いま、空いている ところが あります。", "またないで、すぐに 予約できます。"];
    no_not_waiting:
        ["キャンセル待ちは、もう終わっています。", "必要なときは、もう一度お申し込みください。"],
        ["You are no longer on the waiting list.", "If you still need a place, please join again."],
        ["キャンセルを まつのは、もう 終わりました。", "ほしい ときは、もう 一度 申しこんでください。"];
    no_such_offer:
        ["この空き枠のご案内は見つかりません。", "予約の一覧で、いまの状況をご覧ください。"],
        ["We cannot find this offer of a place.", "Please see your bookings for what there is now."],
        ["この お知らせは ありません。", "予約の 一覧を 見てください。"];
    no_offer_taken:
        ["この空き枠は、もうお受けになっています。", "予約の一覧で、日時と場所をご覧ください。"],
        ["You have already taken this place.", "Please see your bookings for the day and place."],
        ["この 予約は、もう できています。", "予約の 一覧を 見てください。"];
    no_offer_lapsed(at):
        ["お返事の時間（{at} まで）を過ぎたため、この枠は次の方にご案内しました。", "キャンセル待ちの続きは、予約の一覧でご覧ください。"],
        ["The time to answer ended on {at}, so this place has gone to the next person.", "Please see your bookings for the waiting list."],
        ["返事の 時間は {at}まででした。次の 人に わたしました。", "予約の 一覧を 見てください。"];
    no_offer_outrun:
        ["この枠は、ほかの方が先にお受けになりました。今回はおとりできず、申し訳ありません。", "キャンセル待ちの順番はそのままです。次に空きが出たら、またご案内します。"],
        ["Someone else took this place first. We are sorry that we cannot give it to you this time.", "You keep your turn on the waiting list; we will offer you the next place."],
        ["ほかの 人が 先に とりました。こんかいは とれません。すみません。", "じゅんばんは そのままです。また 空いたら お知らせします。"];
    no_offer_over:
        ["この空き枠のご案内は、終わりました。", "キャンセル待ちの続きは、予約の一覧でご覧ください。"],
        ["This offer is over.", "Please see your bookings for the waiting list."],
        ["この お知らせは 終わりました。", "予約の 一覧を 見てください。"];
    no_slot_closed:
        ["この時間の受付は終わりました。", "ほかの日時をお選びください。"],
        ["This time is closed.", "Please choose another day or time."],
        ["この 時間は 終わりました。", "ほかの 時間を えらんでください。"];
    no_full:
        ["この時間は満員になりました。", "ほかの日時をお選びください。"],
        ["This time is full.", "Please choose another day or time."],
        ["この 時間は いっぱいです。", "ほかの 時間を えらんでください。"];
    no_cancelled(at):
        ["この予約は {at} にキャンセルされています。", "必要なときは、あらためて予約してください。"],
        ["This booking was cancelled on {at}.", "If you still need it, please book again."],
        ["この 予約は {at}に なくなりました。", "ほしい ときは、もう 一度 予約してください。"];
    no_already_came(at, outcome):
        ["この予約は {at} に「{outcome}」と記録されています。", "記録が違うときは、お電話ください。"],
        ["This booking was recorded on {at}: {outcome}.", "If this record is wrong, please call us."],
        ["この 予約は {at}に 記録しました。「{outcome}」", "これが ちがう ときは、電話してください。"];
}
