//! Findings about when it opens and closes, and for whom.

use super::{Names, Told, told};
use crate::words::{dates, pools};
use domain::opening::Finding;

#[expect(clippy::too_many_lines, reason = "one arm for each finding")]
pub(super) fn releases(finding: &Finding, names: &Names) -> Told {
    match finding {
        Finding::ClosesBeforeItOpens { opens_at, closes_at } => told(
            format!(
                "受付の終わり（{}）が、始まり（{}）より後になっていません。",
                dates::instant(*closes_at),
                dates::instant(*opens_at)
            ),
            "どちらかを直してください。",
        ),
        Finding::UnknownGroup { group } => told(
            format!("受付開始に「{group}」とありますが、その優先対象がありません。"),
            "優先対象をつくるか、符号を直してください。",
        ),
        Finding::ReleaseEmpty { first, last } => told(
            format!(
                "受付開始の期間が {} から {} までで、逆になっています。",
                dates::long(*first),
                dates::long(*last)
            ),
            "期間を直してください。",
        ),
        Finding::ReleaseCoversNothing { group, from } => told(
            format!(
                "{}の受付開始（{}）に、実施日が1つもありません。",
                names.whom(group.as_ref()),
                dates::instant(*from)
            ),
            "期間か実施日を見直してください。",
        ),
        Finding::ReleaseAfterSessions { group, from, hit } => told(
            format!(
                "{}の受付開始（{}）が、その実施日の締切より後です。{}は、だれも予約できません。",
                names.whom(group.as_ref()),
                dates::instant(*from),
                names.slots(hit)
            ),
            "受付開始を早めるか、締切を遅くしてください。",
        ),
        Finding::PriorityAfterEveryone { group, from, everyone } => told(
            format!(
                "「{}」の受付開始（{}）が、全員（{}）より早くないので、優先になりません。",
                names.group(group),
                dates::instant(*from),
                dates::instant(*everyone)
            ),
            "優先する方を先にしてください。",
        ),
        Finding::ReleasesOverlap { group, from, again } => told(
            format!(
                "{}の受付開始が同じ期間に2つあります。早いほう（{}）で始まり、{} は使われません。",
                names.whom(group.as_ref()),
                dates::instant(*from),
                dates::instant(*again)
            ),
            "どちらか1つにしてください。",
        ),
        Finding::CutOffBeforeOpening { hit, all } => told(
            format!(
                "{}{}は、予約の締切が受付開始より前なので、予約できません。",
                if *all { "すべての枠、" } else { "" },
                names.slots(hit)
            ),
            "受付開始を早めるか、締切を遅くするか、この枠を閉じてください。",
        ),
        Finding::NotReleased { hit } => told(
            format!("{}は、どの受付開始にも入っていません。", names.slots(hit)),
            "あとで受付を始めるのでなければ、期間に入れてください。",
        ),
        Finding::HeldNeverReleased { pool, places } => told(
            format!("「{}」の {places}人分は、使われなくても開放されません。", pools::pool(*pool)),
            "理由があって取っておくのでなければ、開放する日時を決めてください。",
        ),
        _ => unreachable!("mended elsewhere"),
    }
}
