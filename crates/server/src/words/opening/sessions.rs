//! Findings about days, products and the next dose.

use super::{Names, Told, told};
use crate::words::dates;
use domain::opening::Finding;

#[expect(clippy::too_many_lines, reason = "one arm for each finding")]
pub(super) fn sessions(finding: &Finding, names: &Names) -> Told {
    match finding {
        Finding::NoSession => told("これからの実施日がありません。", "実施日をつくってください。"),
        Finding::SessionWithoutSlots { date, venue } => told(
            format!("{} {} に枠がありません。", dates::long(*date), names.venue(*venue)),
            "枠をつくるか、実施日を消してください。",
        ),
        Finding::TooFarAhead { hit } => told(
            format!("1年より先の日付があります。{}。", names.slots(hit)),
            "年が合っているか、確かめてください。",
        ),
        Finding::InThePast { hit } => told(
            format!("過ぎた日付があります。{}。", names.slots(hit)),
            "年月が合っているか、確かめてください。",
        ),
        Finding::UnknownProduct { product, hit } => told(
            format!("「{product}」という製品は、決まりにありません。{}。", names.slots(hit)),
            "実施日の製品を直すか、決まりに製品を足してください。",
        ),
        Finding::PastValidity { product, until, hit } => told(
            format!(
                "「{}」の使用期限は {} です。それを過ぎた枠が {}あります。",
                names.product(product),
                dates::long(*until),
                names.slots(hit)
            ),
            "実施日を移すか、製品を変えてください。",
        ),
        Finding::WithoutProduct { hit } => told(
            format!(
                "製品の決まっていない枠が {}あります。製品ごとの間隔を確かめられません。",
                names.slots(hit)
            ),
            "実施日に製品を入れてください。",
        ),
        Finding::ClosedDay { date, hit } => told(
            format!("{} は休みの日です。{}。", dates::long(*date), names.slots(hit)),
            "実施日を移すか、休みの日から外してください。",
        ),
        Finding::Holiday { date, hit } => told(
            format!(
                "{} は祝日（{}）です。{}。",
                dates::long(*date),
                domain::holiday::holiday_name(*date).unwrap_or_default(),
                names.slots(hit)
            ),
            "会場と職員の都合を確かめてください。",
        ),
        Finding::NoNextDose { dose, places, soon } => told(
            format!(
                "{}を受けられる実施日がありません。前の回は {places}人分あります。{}",
                names.dose(*dose),
                later(*soon)
            ),
            "間隔に合う実施日をつくってください。",
        ),
        Finding::NextDoseShort { dose, wanted, found, soon } => told(
            format!(
                "{}が足りません。前の回だけの枠が {wanted}人分、間隔に合う{}は {found}人分で、{}人が受けられません。{}",
                names.dose(*dose),
                names.dose(*dose),
                wanted - found,
                later(*soon)
            ),
            "間隔に合う日の枠をふやすか、前の回の枠をへらしてください。",
        ),
        Finding::BookedWithoutNext { dose, people, found } => told(
            format!(
                "前の回を予約していて{}がまだの方が {people}人、間隔に合う空きは {found}人分です。",
                names.dose(*dose)
            ),
            "間隔に合う日の枠をふやしてください。",
        ),
        _ => unreachable!("mended elsewhere"),
    }
}

fn later(soon: bool) -> &'static str {
    if soon {
        ""
    } else {
        "（間隔が8週より長いので、あとの時期につくるのなら、このままでかまいません。）"
    }
}
