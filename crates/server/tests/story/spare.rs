//! What is left over on the day: offered once, by one press, and never more doses than there are.

use crate::{
    day::{clock, is_full, spare_page, standing, ticked},
    town::Town,
};
use insta::assert_snapshot;
use uuid::Uuid;

on_both_engines!(what_is_left_over_is_offered_once_and_never_more_than_there_is);

async fn what_is_left_over_is_offered_once_and_never_more_than_there_is(town: &Town) {
    is_full(town, 21..24).await;
    clock(town, 10, 20);
    let officer = town.officer().await;
    let page = spare_page(&officer, "").await;
    assert_snapshot!(page.text(), @"
        〔事業の一覧〕 〔高齢者インフルエンザ〕 〔10月22日（木） 北体育館〕
        # 余った分のご案内 10月22日（木） 北体育館
        来なかった方の分や、余ったバイアルの分を、この日のあとの時間の枠にして、キャンセル待ちの方に順番にご案内します。
        ## この日の回数
        開けたバイアル（これから開けるものも） ＿3＿ [計算しなおす]
        用意した分：18回分（バイアル3本 × 6回）
        接種した方：0人
        これから来る方：18人
        受けなかった方：0人
        案内中：0人
        余り：0回分
        来なかった方 選ぶと「来場なし」と記録し、その分も余りに数えます ＿00000000-0000-0000-0000-000000002329＿ 9:00 トナリ ロウ 隣 1郎 ＿00000000-0000-0000-0000-00000000232a＿ 9:00 トナリ ロウ 隣 2郎 ＿00000000-0000-0000-0000-00000000232b＿ 9:00 トナリ ロウ 隣 3郎 ＿00000000-0000-0000-0000-00000000232c＿ 9:00 トナリ ロウ 隣 4郎 ＿00000000-0000-0000-0000-00000000232d＿ 9:00 トナリ ロウ 隣 5郎 ＿00000000-0000-0000-0000-00000000232e＿ 9:00 トナリ ロウ 隣 6郎 ＿00000000-0000-0000-0000-00000000232f＿ 10:00 トナリ ロウ 隣 7郎 ＿00000000-0000-0000-0000-000000002330＿ 10:00 トナリ ロウ 隣 8郎 ＿00000000-0000-0000-0000-000000002331＿ 10:00 トナリ ロウ 隣 9郎 ＿00000000-0000-0000-0000-000000002332＿ 10:00 トナリ ロウ 隣 10郎 ＿00000000-0000-0000-0000-000000002333＿ 10:00 トナリ ロウ 隣 11郎 ＿00000000-0000-0000-0000-000000002334＿ 10:00 トナリ ロウ 隣 12郎 来ていただく時間 ＿00000000-0000-0000-0000-00000000005d public.6.0-open＿ 14:00〜14:15
        ご案内する回数 ＿＿ キャンセル待ちは3人です
        理由（履歴に残ります） ＿＿
        [枠をふやして、順番にご案内する]
        ");
    let bad = [
        (ticked(&page, &[5], "2", "来ない"), 422, "余るのは1回分です。"),
        (ticked(&page, &[5], "", "来ない"), 422, "ご案内する回数は、1以上の数字で"),
        (ticked(&page, &[5], "🍙", "来ない"), 422, "ご案内する回数は、1以上の数字で"),
        (ticked(&page, &[5], "25:00", "来ない"), 422, "ご案内する回数は、1以上の数字で"),
        (ticked(&page, &[5], "1", "  "), 422, "理由を入れてください。"),
        (ticked(&page, &[5], "1", &"長".repeat(3_000)), 422, "理由は200文字までに"),
        (ticked(&page, &[17], "1", "来ない"), 422, "何もしていません。"),
        (ticked(&page, &[404], "1", "来ない"), 404, ""),
    ];
    for (form, status, told) in bad {
        let no = officer.submits(&form).await;
        assert_eq!(no.status, status, "{}", no.text());
        assert!(no.text().contains(told), "{told}: {}", no.text());
    }
    let offered = async || standing(town).await.len();
    assert_eq!(offered().await, 0, "nothing was done");
    let form = ticked(&page, &[5], "1", "来ない");
    let done = officer.submits(&form).await;
    assert!(done.text().contains("枠をふやし、1人にご案内しました。"), "{}", done.text());
    let again = officer.submits(&form).await;
    assert_eq!(again.status, 409, "{}", again.text());
    assert!(again.text().contains("選んだ枠の数が変わりました。"), "{}", again.text());
    assert_eq!(offered().await, 1, "the second press offers nothing");
    let nobodys = officer.opens(&format!("/desk/sessions/{}/spare", Uuid::from_u128(404))).await;
    assert_eq!(nobodys.status, 404);
    // When the last time of the day has come, nothing can be offered.
    clock(town, 13, 58);
    let late = spare_page(&officer, "").await;
    assert!(
        late.text().contains("お返事を待つ時間のあるものが、もうありません。"),
        "{}",
        late.text()
    );
}
