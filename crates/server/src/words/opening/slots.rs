//! Findings about slots and venues.

use super::{Names, Told, named, told};
use domain::{
    Door,
    opening::{Finding, Lack},
};

pub(super) fn slots(finding: &Finding, names: &Names) -> Told {
    match finding {
        Finding::NoSlot => told("これからの枠がありません。", "枠をつくってください。"),
        Finding::EndsNotAfterStart { hit } => told(
            format!("終わりの時間が、始まりより後になっていません。{}。", names.slots(hit)),
            "時間を直してください。",
        ),
        Finding::NoPlaces { hit } => told(
            format!("定員が 0 の枠があります。{}。", names.slots(hit)),
            "定員を入れるか、枠を閉じてください。",
        ),
        Finding::QuotaUnknown { dose, hit } => told(
            format!(
                "{}の定員がありますが、その回や検査は決まりにありません。{}。",
                names.dose(*dose),
                names.slots(hit)
            ),
            "枠の定員を直すか、決まりに足してください。",
        ),
        Finding::VialsNotWhole { product, vial, spare, hit } => told(
            format!(
                "「{}」は1本で {vial}人分ですが、1日の枠がその倍数ではなく、合わせて {spare}人分があまります。{}。",
                names.product(product),
                names.slots(hit)
            ),
            "1日の枠を、1本の人数の倍数にしてください。",
        ),
        Finding::Overlap { hit } => told(
            format!(
                "同じ会場で、前の枠が終わらないうちに始まる枠があります。{}。",
                names.slots(hit)
            ),
            "時間を直すか、1つの枠にまとめてください。",
        ),
        Finding::HallShared { programme, hit } => {
            let other = named(names.programmes.get(programme)).unwrap_or("ほかの事業");
            told(
                format!("同じ会場と時間に「{other}」があります。{}。", names.slots(hit)),
                "部屋と職員が足りるか、確かめてください。",
            )
        }
        Finding::BeyondRoom { venue, room, places, hit } => told(
            format!(
                "会場「{}」の部屋に一度に入れるのは {room}人ですが、同じ時間に {places}人分の枠があります。{}。",
                names.venue(*venue),
                names.slots(hit)
            ),
            "1枠の人数をへらすか、会場の画面で部屋の人数を確かめてください。",
        ),
        Finding::ExtraZero { usual, hit } => told(
            format!("同じ会場のふだんの枠（{usual}人）の10倍以上です。{}。", names.slots(hit)),
            "0が1つ多くないか、確かめてください。",
        ),
        Finding::MissingZero { usual, hit } => told(
            format!("同じ会場のふだんの枠（{usual}人）の10分の1以下です。{}。", names.slots(hit)),
            "0が1つ足りなくないか、確かめてください。",
        ),
        Finding::DoorHasNoShare { door } => no_share(*door),
        Finding::FewPlaces { places, people } => told(
            format!("対象の方 {people}人に対して、枠は {places}人分です（10人に1人以下）。"),
            "0が1つ足りなくないか、あとで枠をふやすのか、確かめてください。",
        ),
        Finding::ManyPlaces { places, wanted } => told(
            format!("枠が {places}人分ありますが、対象の方全員が受けても {wanted}人分です。"),
            "0が1つ多くないか、確かめてください。",
        ),
        _ => unreachable!("mended elsewhere"),
    }
}

fn no_share(door: Door) -> Told {
    match door {
        Door::Phone => told(
            "電話のための枠がありません。LINEで先にうまると、電話の方は予約できません。",
            "「電話」の枠を分けてください。",
        ),
        Door::Line => {
            told("LINEで予約できる枠がありません。", "「LINE・公開」の枠を分けてください。")
        }
    }
}

pub(super) fn venues(finding: &Finding, names: &Names) -> Told {
    match finding {
        Finding::VenueLacks { venue, lacks } => {
            let lacks = match lacks {
                Lack::Name => "名前",
                Lack::Address => "住所",
                Lack::Access => "行き方",
            };
            let what = format!("会場「{}」の{lacks}がありません。", names.venue(*venue));
            told(what, "予約した方がたどり着けるように、入れてください。")
        }
        _ => unreachable!("mended elsewhere"),
    }
}
