//! Why staff cannot hold, open or reshape places, or record what became of a booking.

use super::{Lang, No};

nos! {
    no_staff_only:
        ["この操作は、職員だけができます。"],
        ["Only staff can do this."],
        ["これは、町の 人だけが できます。"];
    no_person_protected:
        ["支援措置の対象の方です。番号をお渡しすることも、LINEや画面をお使いいただくこともできません。", "ご予約は、ご本人のお電話か窓口で承ってください。ご本人以外には、何もお伝えしないでください。"],
        ["This person is under protection. No code can be given, and neither LINE nor the pages can be used.", "Please take bookings from the person alone, by phone or at the counter, and tell nobody else anything."],
        ["支援措置の 人です。番号を わたすことは できません。LINEや 画面は 使えません。", "予約は 本人の 電話か 窓口で 聞いてください。ほかの 人には 何も 言わないでください。"];
    no_not_the_day(on):
        ["この予約の日は {on} です。", "その日になってから記録してください。"],
        ["This booking is for {on}.", "Please record it on that day."],
        ["この 予約は {on}です。", "その 日に 記録してください。"];
    no_such_hold:
        ["お探しの確保は見つかりませんでした。", "確保の一覧から、もう一度お選びください。"],
        ["There is no such hold.", "Please choose again from the list of holds."],
        ["その 確保は ありません。", "リストから もう 一度 えらんでください。"];
    no_hold_reason:
        ["確保には理由が必要です。", "施設名や用途を入れてください。お名前は書かないでください。"],
        ["A hold needs a reason.", "Please name the facility or the purpose, and no person."],
        ["確保の 理由を 書いてください。", "場所や 目的を 書いてください。人の 名前は 書かないでください。"];
    no_hold_end(latest):
        ["確保の期限が正しくありません。", "いまより後、{latest} までの日時にしてください。"],
        ["The end of the hold is not right.", "It must be later than now and by {latest}."],
        ["確保の 終わりの 時間が ちがいます。", "いまから {latest}までの 時間を 書いてください。"];
    no_hold_left:
        ["確保できる空きがありません。", "ほかの枠か、ほかの受付方法の枠をお選びください。"],
        ["No place is left to hold.", "Please choose another slot or another pool."],
        ["確保できる ところが ありません。", "ほかの 時間を えらんでください。"];
    no_hold_beyond(left):
        ["いま使える空きは {left} 枠です。", "1 から {left} までの数にしてください。"],
        ["Places left now: {left}.", "Please choose a number from 1 to {left}."],
        ["いま、{left}つ あいています。", "1から {left}までの 数を 書いてください。"];
    no_hold_second:
        ["この確保は、まだ承認されていません。", "確保を頼んだ人とは別の職員が承認してください。"],
        ["This hold is not approved yet.", "An officer other than the one who asked must approve it."],
        ["この 確保は、まだ OKが 出ていません。", "ほかの 職員が OKを 出してください。"];
    no_hold_over(at):
        ["この確保は {at} に終わりました。", "必要なときは、あらためて確保してください。"],
        ["This hold ended on {at}.", "If it is still needed, please hold the places again."],
        ["この 確保は {at}に 終わりました。", "ほしい ときは、もう 一度 確保してください。"];
    no_overbooked(most):
        ["定員に上乗せする数が多すぎます。", "{most} 以下にしてください（定員の2割まで）。"],
        ["This is too many above the capacity.", "At most {most} (a fifth of the capacity)."],
        ["数が 多すぎます。", "{most}までの 数を 書いてください。"];
    no_below_taken(taken):
        ["すでに {taken} 枠がふさがっています。", "定員は {taken} 以上にしてください。"],
        ["Places taken already: {taken}.", "The capacity must be at least {taken}."],
        ["もう {taken}つ つかっています。", "{taken}か、もっと 大きい 数を 書いてください。"];
    no_above_any_room(most):
        ["一つの枠の定員としては大きすぎます。", "{most} 以下にしてください。"],
        ["This is too many for one slot.", "At most {most}."],
        ["数が 大きすぎます。", "{most}までの 数を 書いてください。"];
    no_contradicts(findings):
        ["この事業の設定には、受付を始められない食いちがいが {findings} 件あります。", "下の一覧のところを直してから、もう一度お試しください。"],
        ["Contradictions that keep this programme from opening: {findings}.", "Please correct what is listed below, then try again."],
        ["この 事業の 設定に、まちがいが {findings}つ あります。", "下の リストを 直してください。それから もう 一度 してください。"];
}
