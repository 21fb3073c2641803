//! What staff read of the messages to residents: how many the month has left, when counted ones rest, and which
//! did not arrive.

use crate::delivery::month::{Month, Sending, Short};
use store::Lost;

/// Where the plan is seen.
const PLAN: &str = "LINE Official Account Manager の「設定 → 利用と請求」";

/// 今月は200通のうち37通を送りました。
pub fn month(month: &Month) -> String {
    let Month { limit, used, .. } = month;
    match (limit, month.left()) {
        (None, _) => format!("今月は{used}通を送りました。このプランに、月の上限はありません。"),
        (Some(limit), Some(0)) => {
            format!("今月の{limit}通を使い切りました（送った数：{used}通）。")
        }
        (Some(limit), left) => {
            let left = left.unwrap_or_default();
            format!("今月は{limit}通のうち{used}通を送りました。残りは{left}通です。")
        }
    }
}

/// Whether so many people can be written to.
pub fn room(people: u64, room: Result<(), Short>) -> String {
    match room {
        Ok(()) => format!("{people}人に送れます。"),
        Err(Short { room, kept_back }) => format!(
            "{people}人には送れません。いま一斉に送れるのは{room}人までです（予約やキャンセルのお知らせのために、{kept_back}通を残します）。\
             送る相手を分けるか、{PLAN}でプランを確かめてください。"
        ),
    }
}

/// Above every page of the desk while counted messages rest.
pub fn stopped(resting: u32) -> String {
    format!(
        "LINEの今月の送信数を使い切ったため、お知らせを止めています（待っているお知らせ：{resting}通）。\
         予約はそのまま受け付けています。トークでの返事も届きます。\
         {PLAN}でプランを確かめてください。来月になるか、プランを変えると、自動で送りはじめます。"
    )
}

/// Above every page of the desk while somebody was not told.
pub fn undelivered(count: u32) -> String {
    format!(
        "届けられなかったお知らせが{count}件あります。「LINEのお知らせ」の画面で、電話などでお伝えする方を確かめてください。"
    )
}

/// Everything that stands above the pages of the desk.
pub fn alarms(sending: &Sending) -> Vec<String> {
    let stopped = sending.stopped_since.map(|_| stopped(sending.resting));
    let undelivered = (sending.undelivered > 0).then(|| undelivered(sending.undelivered));
    stopped.into_iter().chain(undelivered).collect()
}

/// Why a message did not arrive.
pub fn lost(why: &Lost) -> String {
    match why {
        Lost::Gone => "このLINEのつながりは、もうありません。".to_owned(),
        Lost::Blocked => "相手の方が、町のアカウントをブロックしています。".to_owned(),
        Lost::NotTheirs => {
            "このLINEの方には、もうお知らせできません（つながりが終わったか、支援措置があります）。"
                .to_owned()
        }
        Lost::TooLate => "LINEにつながらず、23時間のうちに届けられませんでした。".to_owned(),
        Lost::TooOld => "待っているあいだに32日を過ぎました。".to_owned(),
        Lost::Outrun => "お知らせする前に、ほかの方がその枠をお受けになりました。".to_owned(),
        Lost::Refused(why) => format!("LINEに断られました（{why}）。"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use insta::assert_snapshot;
    use jiff::Timestamp;

    fn of(limit: Option<u64>, used: u64) -> String {
        month(&Month { limit, used, at: Timestamp::UNIX_EPOCH })
    }

    #[test]
    fn the_month_in_a_sentence() {
        assert_snapshot!(of(None, 37), @"今月は37通を送りました。このプランに、月の上限はありません。");
        assert_snapshot!(of(Some(200), 37), @"今月は200通のうち37通を送りました。残りは163通です。");
        assert_snapshot!(of(Some(200), 203), @"今月の200通を使い切りました（送った数：203通）。");
        assert_snapshot!(room(10, Ok(())), @"10人に送れます。");
        assert_snapshot!(room(300, Err(Short { room: 143, kept_back: 20 })), @"300人には送れません。いま一斉に送れるのは143人までです（予約やキャンセルのお知らせのために、20通を残します）。送る相手を分けるか、LINE Official Account Manager の「設定 → 利用と請求」でプランを確かめてください。");
    }

    #[test]
    fn the_desk_hears_of_what_rests_and_of_what_was_lost() {
        assert_eq!(alarms(&Sending::default()), [""; 0]);
        let now = Some(Timestamp::UNIX_EPOCH);
        let both = Sending { stopped_since: now, resting: 3, undelivered: 2, ..Sending::default() };
        let [stopped, lost] = &alarms(&both)[..] else { panic!("two alarms") };
        assert!(stopped.contains("待っているお知らせ：3通") && lost.contains("2件"));
    }

    #[test]
    fn every_reason_has_its_sentence() {
        let refused = Lost::Refused("400: not found".to_owned());
        let named = [Lost::Gone, Lost::Blocked, Lost::NotTheirs, Lost::TooLate, Lost::TooOld];
        for why in named.into_iter().chain([Lost::Outrun, refused]) {
            assert!(lost(&why).ends_with('。'), "{why}");
        }
    }
}
