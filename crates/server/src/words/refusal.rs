//! Each refusal as a sentence that says why, and what next.

mod samples;

pub use samples::samples;

use super::{dates, states};
use domain::{Refusal, age::AgeRefusal, when::Date};

/// Why not, and what to do instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct No {
    /// The reason.
    pub why: String,
    /// The next step.
    pub next: String,
}

fn no(why: impl Into<String>, next: impl Into<String>) -> No {
    No { why: why.into(), next: next.into() }
}

const CALL: &str = "お困りのときは、お電話ください。";
const OTHER_SLOT: &str = "ほかの日時をお選びください。";

/// The sentence for a resident.
#[expect(clippy::too_many_lines, reason = "one arm for each refusal, so that none is forgotten")]
pub fn sentence(refusal: &Refusal) -> No {
    match refusal {
        Refusal::NotOpenYet { from: Some(from) } => no(
            "予約の受付は、まだ始まっていません。",
            format!("{} から予約できます。", dates::instant(*from)),
        ),
        Refusal::NotOpenYet { from: None } => no(
            "予約の受付は、まだ始まっていません。",
            "受付の開始日が決まりましたら、お知らせします。",
        ),
        Refusal::NotYourGroup => no(
            "この期間の予約は、対象の方が決まっています。",
            "ほかの期間の受付が始まりましたら、お知らせします。",
        ),
        Refusal::NotResident => no("町にお住まいの方が対象です。", CALL),
        Refusal::NoVoucher => no(
            "使える接種券が登録されていません。",
            "新しい接種券が届いている方も、まだ届いていない方も、お電話ください。",
        ),
        Refusal::VoucherNotValid { from, until } => no(
            format!("お持ちの接種券が使えるのは、{}です。", dates::span(*from, *until)),
            "その期間の日をお選びください。新しい接種券が届いているときは、お電話ください。",
        ),
        Refusal::OtherSex => no("この検査の対象ではありません。", CALL),
        Refusal::NoPattern => no("この検診の対象の方の名簿に、お名前がありません。", CALL),
        Refusal::NotInPattern { pattern, .. } => no(
            format!("この検査は、ご案内した内容（{pattern}）に入っていません。"),
            "受けられる検査は、お届けした案内でお確かめください。",
        ),
        Refusal::DoseNotNeeded { dose, needed, first } => no(
            format!(
                "1回目が {} の方は、全部で {needed} 回です。{dose}回目はいりません。",
                dates::long(*first)
            ),
            "記録が違うときは、お電話ください。",
        ),
        Refusal::AlreadyGiven { dose, on } => no(
            format!("{dose}回目は {} に受けています。", dates::long(*on)),
            "記録が違うときは、お電話ください。",
        ),
        Refusal::LaterDoseBooked { dose } => no(
            format!("{dose}回目の予約が残っています。"),
            format!("先に{dose}回目をキャンセルしてください。"),
        ),
        Refusal::TooNearOtherVaccine { other, earliest } => {
            too_soon("ほかの生ワクチン", "との", *other, *earliest)
        }
        Refusal::ProductUnusable { until } => no(
            format!("この会場のワクチンは {} までしか使えません。", dates::short(*until)),
            OTHER_SLOT,
        ),
        Refusal::OtherProduct { .. } => no(
            "前回と同じワクチンを受けていただく必要があります。",
            "前回と同じワクチンの会場をお選びください。",
        ),
        Refusal::AccountFull { most } => {
            no(format!("このLINEで取れる予約は {most} 件までです。"), CALL)
        }
        Refusal::AccountFullOnDay { most } => no(
            format!("このLINEで同じ日に予約できるのは {most} 人までです。"),
            "ほかの日をお選びください。",
        ),
        Refusal::OneOfThem { why, .. } => {
            let No { why, next } = sentence(why);
            no(format!("ご一緒の方のうち、お一人の予約ができませんでした。{why}"), next)
        }
        Refusal::ProgrammeClosed { closed_at } => {
            no(format!("予約の受付は {} に終わりました。", dates::instant(*closed_at)), CALL)
        }
        Refusal::NoSuchDose { .. } | Refusal::NotThisProgramme | Refusal::NoSuchBooking => no(
            "お探しのものは見つかりませんでした。画面が古くなっているかもしれません。",
            "お手数ですが、もう一度はじめからお選びください。",
        ),
        Refusal::AlreadyBooked { .. } => no(
            "この方の予約は、すでに入っています。",
            "予約の一覧に出ていないときは、お電話か、ほかのご家族のLINEで取られた予約です。変更やキャンセルは、予約したところからお願いします。",
        ),
        Refusal::PreviousDoseMissing { dose } => no(
            format!("{dose}回目の予約が、まだありません。"),
            format!("先に{dose}回目を予約してください。"),
        ),
        Refusal::Age(age) => age_sentence(*age),
        Refusal::TooSoon { previous, earliest } => too_soon("前回", "からの", *previous, *earliest),
        Refusal::TooLate { previous, latest } => {
            let [previous, latest] = dates::together([*previous, *latest]);
            no(format!("前回（{previous}）から受けられる期間は {latest} まででした。"), CALL)
        }
        Refusal::TooSoonAfterFirst { first, earliest } => {
            too_soon("1回目", "からの", *first, *earliest)
        }
        Refusal::OutsideStandard { previous, first, last } => no(
            outside_standard(*previous, *first, *last),
            "この期間の日をお選びください。ほかの日をご希望のときは、お電話ください。",
        ),
        Refusal::LaterDoseNotNeeded { dose, on, needed } => no(
            format!(
                "この日に1回目を受けると全部で {needed} 回になり、{dose}回目の予約（{}）がいらなくなります。",
                dates::short(*on)
            ),
            format!("先に{dose}回目をキャンセルするか、ほかの日をお選びください。"),
        ),
        Refusal::BreaksNextDose { dose, on } => no(
            format!("{dose}回目の予約（{}）との間隔が合わなくなります。", dates::short(*on)),
            format!("先に{dose}回目の日にちを変更してください。"),
        ),
        Refusal::PastCutOff { closed_at } => {
            no(format!("この枠の受付は {} に締め切りました。", dates::instant(*closed_at)), CALL)
        }
        Refusal::ExamFull { .. } => {
            no("この時間は、この検査の受付が定員になりました。", OTHER_SLOT)
        }
        Refusal::StaffOnly => no("この操作は、職員だけができます。", CALL),
        Refusal::NotTheDay { on } => no(
            format!("この予約の日は {} です。", dates::short(*on)),
            "その日になってから記録してください。",
        ),
        Refusal::AlreadyCame { at, outcome } => no(
            format!(
                "この予約は {} に「{}」と記録されています。",
                dates::instant(*at),
                states::outcome(*outcome)
            ),
            "記録が違うときは、お電話ください。",
        ),
        Refusal::NoSuchHold => {
            no("お探しの確保は見つかりませんでした。", "確保の一覧から、もう一度お選びください。")
        }
        Refusal::HoldNeedsReason => no(
            "確保には理由が必要です。",
            "施設名や用途を入れてください。お名前は書かないでください。",
        ),
        Refusal::HoldEndsOutOfTime { latest } => no(
            "確保の期限が正しくありません。",
            format!("いまより後、{} までの日時にしてください。", dates::instant(*latest)),
        ),
        Refusal::HoldBeyondLeft { left: 0 } => {
            no("確保できる空きがありません。", "ほかの枠か、ほかの受付方法の枠をお選びください。")
        }
        Refusal::HoldBeyondLeft { left } => no(
            format!("いま使える空きは {left} 枠です。"),
            format!("1 から {left} までの数にしてください。"),
        ),
        Refusal::HoldNeedsSecondOfficer => no(
            "この確保は、まだ承認されていません。",
            "確保を頼んだ人とは別の職員が承認してください。",
        ),
        Refusal::HoldOver { at } => no(
            format!("この確保は {} に終わりました。", dates::instant(*at)),
            "必要なときは、あらためて確保してください。",
        ),
        Refusal::OverbookedTooMuch { most } => no(
            "定員に上乗せする数が多すぎます。",
            format!("{most} 以下にしてください（定員の2割まで）。"),
        ),
        Refusal::SlotClosed => no("この時間の受付は終わりました。", OTHER_SLOT),
        Refusal::Full => no("この時間は満員になりました。", OTHER_SLOT),
        Refusal::AlreadyCancelled { at } => no(
            format!("この予約は {} にキャンセルされています。", dates::instant(*at)),
            "必要なときは、あらためて予約してください。",
        ),
        Refusal::BelowTaken { taken } => no(
            format!("すでに {taken} 枠がふさがっています。"),
            format!("定員は {taken} 以上にしてください。"),
        ),
        Refusal::AboveAnyRoom { most } => {
            no("一つの枠の定員としては大きすぎます。", format!("{most} 以下にしてください。"))
        }
        Refusal::ContradictsItself { findings } => no(
            format!("この事業の設定には、受付を始められない食いちがいが {findings} 件あります。"),
            "下の一覧のところを直してから、もう一度お試しください。",
        ),
    }
}

fn too_soon(what: &str, from: &str, on: Date, earliest: Date) -> No {
    let [on, earliest] = dates::together([on, earliest]);
    no(format!("{what}（{on}）{from}間隔が足りません。"), format!("{earliest} から受けられます。"))
}

fn outside_standard(previous: Date, first: Date, last: Option<Date>) -> String {
    let [previous, first, until] = dates::together([previous, first, last.unwrap_or(first)]);
    let through = last.map_or(String::new(), |_| format!(" {until} まで"));
    format!("前回（{previous}）のあとに受ける標準の期間は、{first} から{through}です。")
}

fn age_sentence(age: AgeRefusal) -> No {
    match age {
        AgeRefusal::TooYoung { from } => no(
            "年齢が、まだ対象になっていません。",
            format!("{} から受けられます。", dates::long(from)),
        ),
        AgeRefusal::TooOld { last } => {
            no(format!("対象の年齢は {} まででした。", dates::long(last)), CALL)
        }
        AgeRefusal::BornBefore { first } => {
            no(format!("{} 以降に生まれた方が対象です。", dates::long(first)), CALL)
        }
        AgeRefusal::BornAfter { last } => {
            no(format!("{} までに生まれた方が対象です。", dates::long(last)), CALL)
        }
    }
}

#[cfg(test)]
mod tests;
