//! A booking: as it has just been made, as it is looked up, cancelled, and put into a calendar.

use crate::words::{
    Lang,
    lang::{Html, texts},
};
use domain::{Booking, BookingState, Door, Outcome};
use store::What;

texts! {
    done_new: "予約できました", "Your booking is made", "予約できました";
    done_changed: "予約を変更しました", "Your booking is changed", "予約を 変えました";
    qr_alt(number): "予約番号 {number} のQRコード", "QR code of booking number {number}", "予約の 番号 {number}の QRコード";
    qr_show:
        "当日は、受付でこのコードか予約番号をお見せください。",
        "On the day, show this code or the booking number at the reception.",
        "その 日は、受付で この コードか 番号を 見せてください。";
    see_map: "地図で見る", "See on a map", "地図で 見る";
    map_of[venue]: "（{venue}・別の画面で開きます）", "({venue}; opens outside of this page)", "（{venue}・べつの 画面で ひらきます）";
    bring: "当日の持ち物", "What to bring", "その 日に 持ってくる もの";
    next_dose_heading: "続けて、次の予約もできます", "You can book the next one now", "つぎの 予約も できます";
    next_dose_free(when)[dose, venue]:
        "{dose}は、{when} {venue} に空きがあります。",
        "{dose} is free: {when}, {venue}.",
        "{dose}は、{when}が あいています。場所は {venue}です。";
    next_dose_from(day)[dose]:
        "{dose}は {day} から受けられます。",
        "{dose} is possible from {day}.",
        "{dose}は {day}から うけられます。";
    next_dose_full: "いまは空きがありません。", "No place is free just now.", "いまは いっぱいです。";
    next_dose_opens(from): "予約の受付は {from} からです。", "You can book from {from}.", "予約は {from}から できます。";
    book_this: "この日時で予約する", "Book this", "この 時間で 予約する";
    choose_dose[dose]: "{dose}の日時を選ぶ", "Choose another time: {dose}", "{dose}の 時間を えらぶ";
    see_dose[dose]: "{dose}の日時を見る", "See the times: {dose}", "{dose}の 時間を 見る";
    afterwards: "このあと", "Afterwards", "この あと";
    done_without_line:
        "予約番号を書きとめるか、この画面を印刷してください。変更とキャンセルは、予約の一覧か、お電話でできます。",
        "Please write the number down, or print this page. You can change or cancel in your bookings, or by phone.",
        "予約番号を 書いて おいてください。変える ときは、予約の リストを 見るか、電話してください。";
    done_afterwards:
        "予約番号は、LINEのトークにも届きます。変更とキャンセルは、予約の一覧からいつでもできます。",
        "We send the booking number to your LINE chat, too. You can change or cancel from your bookings.",
        "予約の 番号を LINEにも 送ります。予約の リストで 変えたり やめたり できます。";
    to_calendar: "カレンダーに追加", "Add to calendar", "カレンダーに 入れる";
    see_booking: "この予約を見る", "See this booking", "この 予約を 見る";
    to_line: "LINEに戻る", "Back to LINE", "LINEに もどる";

    booking_title: "予約の内容", "Your booking", "予約の 内容";
    confirm: "予定どおり行きます", "I will come", "行きます";
    confirm_why:
        "お越しになれないときは、早めに変更かキャンセルをお願いします。空いた枠は、お待ちの方にご案内します。",
        "If you cannot come, please change or cancel soon. We offer the place to somebody who is waiting.",
        "来られない ときは、早く 変えるか、やめて ください。あいた ところは、まっている 人が 使います。";
    confirmed(at):
        "{at} に、予定どおりお越しになるとうかがいました。",
        "You told us on {at} that you will come.",
        "{at}に「行きます」と 聞きました。";
    told_confirmed: "予定どおり行くとのお返事", "You said that you will come", "「行きます」と 言いました";
    told_reminded: "お知らせ（リマインド）", "We reminded you", "お知らせを 送りました";
    change_booking: "日時や場所を変更する", "Change the time or place", "時間や 場所を 変える";
    history: "これまでの記録", "What happened so far", "いままでの 記録";
    state_live: "予約ずみ", "Booked", "予約しています";
    state_cancelled: "キャンセルずみ", "Cancelled", "やめました（キャンセル）";
    outcome_vaccinated: "接種・受診ずみ", "Done", "うけました";
    outcome_pre_exam_only: "予診のみ", "Doctor’s check only", "医者の 話だけ ありました";
    outcome_refused: "受けずに終了", "Ended without it", "うけませんでした";
    outcome_no_show: "来場なし", "Did not come", "来ませんでした";
    told_booked_line: "予約（インターネット）", "Booked (online)", "予約しました（インターネット）";
    told_booked_phone: "予約（電話）", "Booked (by phone)", "予約しました（電話）";
    told_moved: "日時の変更", "Changed", "時間や 場所を 変えました";
    told_cancelled_town: "キャンセル（町の都合）", "Cancelled (by the town)", "やめました（町の つごう）";
    told_cancelled: "キャンセル（本人・家族の申し出）", "Cancelled (by you or your family)", "やめました（本人か 家族が 言いました）";
    told_outcome: "当日の結果の記録", "The outcome was recorded", "その 日の 結果を 書きました";

    cancel_title: "予約のキャンセル", "Cancel your booking", "予約を やめる";
    cancel_not: "キャンセルしないで戻る", "Go back and keep it", "やめないで もどる";
    cancel_ask: "この予約をキャンセルしますか", "Cancel this booking?", "この 予約を やめますか";
    cancel_along: "いっしょにキャンセルされる予約", "Bookings cancelled with it", "いっしょに なくなる 予約";
    cancel_along_why:
        "この予約をキャンセルすると、次の予約も取り消されます。",
        "If you cancel this booking, these are cancelled, too.",
        "この 予約を やめると、つぎの 予約も なくなります。";
    cancel_effect:
        "キャンセルすると、この時間は、すぐにほかの方が予約できるようになります。元には戻せません。",
        "If you cancel, others can book this time at once. This cannot be undone.",
        "やめると、この 時間は、ほかの 人が すぐに 予約できます。もとに もどす ことは できません。";
    cancelling: "キャンセルしています…", "Cancelling…", "やめています…";
    cancel_change: "キャンセルせず、日時を変える", "Change the time instead", "やめないで、時間を 変える";
    cancel_no: "キャンセルしない", "Keep this booking", "やめない";
    cancelled_title: "キャンセルしました", "Your booking is cancelled", "予約を やめました";
    cancelled_number(number):
        "予約番号 {number} を取り消しました。ご連絡は必要ありません。",
        "Booking {number} is cancelled. You need not call us.",
        "予約 {number} は なくなりました。電話は いりません。";
    cancelled_along: "いっしょにキャンセルした予約", "Cancelled with it", "いっしょに なくなった 予約";
    book_again: "あらためて予約する", "Book again", "もう 一度 予約する";
    calendar_number(number): "予約番号 {number}", "Booking number {number}", "予約の 番号 {number}";
}

impl Lang {
    /// What became of a booking.
    pub fn state(self, booking: &Booking) -> &'static str {
        match booking.state {
            BookingState::Live => self.state_live(),
            BookingState::Cancelled { .. } => self.state_cancelled(),
            BookingState::Done { outcome, .. } => self.outcome(outcome),
        }
    }

    /// What an outcome is called.
    pub fn outcome(self, outcome: Outcome) -> &'static str {
        match outcome {
            Outcome::Vaccinated => self.outcome_vaccinated(),
            Outcome::PreExamOnly => self.outcome_pre_exam_only(),
            Outcome::Refused => self.outcome_refused(),
            Outcome::NoShow => self.outcome_no_show(),
        }
    }

    /// What was done to a booking; nothing for what residents are not told, such as who looked at it.
    pub fn told(self, what: &What) -> Option<&'static str> {
        let is = |name: &str, value: &str| what.facts[name].as_str() == Some(value);
        Some(match what.name.as_str() {
            "booking_made" if is("door", Door::Phone.name()) => self.told_booked_phone(),
            "booking_made" => self.told_booked_line(),
            "booking_moved" => self.told_moved(),
            "booking_cancelled" if is("reason", "by_town") => self.told_cancelled_town(),
            "booking_cancelled" => self.told_cancelled(),
            "confirmed" => self.told_confirmed(),
            "reminded" if is("way", "no_answer") => return None,
            "reminded" => self.told_reminded(),
            "outcome_recorded" => self.told_outcome(),
            _ => return None,
        })
    }

    /// What a dose is called: as the town wrote it, but for a plain number, which every language can say.
    pub fn dose(self, number: u8, name: &str) -> Html {
        if name == Lang::Japanese.dose_number(number) {
            Html::text(&self.dose_number(number))
        } else {
            Html::name(name)
        }
    }

    /// A digit as it is said over the phone.
    pub fn digit(self, digit: char) -> &'static str {
        let (japanese, english) = match digit {
            '0' => ("ゼロ", "zero"),
            '1' => ("いち", "one"),
            '2' => ("に", "two"),
            '3' => ("さん", "three"),
            '4' => ("よん", "four"),
            '5' => ("ご", "five"),
            '6' => ("ろく", "six"),
            '7' => ("なな", "seven"),
            '8' => ("はち", "eight"),
            _ => ("きゅう", "nine"),
        };
        self.pick(japanese, english, japanese)
    }
}
