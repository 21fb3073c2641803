//! The one box that finds a person: by any scrap, in any order, whatever is typed; and callers who are not on the
//! roster, who become a to-do.

use crate::{
    page::{Form, Page},
    people::{hanako, midori, taro},
    places::{AT_9_00, COVID},
    resident::Browser,
    town::Town,
};
use insta::assert_snapshot;

on_both_engines!(
    anybody_is_found_by_any_scrap,
    a_whole_number_opens_its_person_at_once,
    who_stands_on_the_list_has_it_in_their_history,
    nothing_that_is_typed_stays_without_an_answer,
    somebody_protected_is_found_and_marked,
    a_caller_who_is_not_on_the_roster_becomes_a_to_do,
    a_slip_in_a_to_do_loses_nothing,
    two_officers_end_one_to_do,
);

async fn finds(desk: &Browser<'_>, text: &str) -> Page {
    let page = desk.opens("/desk/people").await;
    desk.presses(&page, "さがす", &[("q", text)]).await
}

async fn anybody_is_found_by_any_scrap(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    hanako.books(COVID, 1, AT_9_00).await;
    let desk = town.officer().await;
    let start = desk.opens("/desk").await;
    let page = desk.presses(&start, "さがす", &[("q", "さとう")]).await;
    assert_snapshot!(page.text(), @"
        # 人をさがす
        人をさがす
        ＿さとう＿ [さがす]
        かな・漢字の名前、生年月日、電話や接種券の末尾4桁、予約番号。いくつでも、どの順でも（例：さとう 昭和32年4月1日）。
        2人 見つかりました。
        ・〔サトウ タロウ 佐藤 太郎 1945年（昭和20年）1月20日生まれ（81歳） 本町 電話 …1234 接種券 …6782 予約なし かなが合いました〕
        ・〔サトウ ハナコ 佐藤 花子 1947年（昭和22年）5月3日生まれ（79歳） 本町 電話 …1234 接種券 …6781 10月20日（火） 新型コロナワクチン かなが合いました〕
        ");
    for text in
        ["サトウ ハナ", "花子 佐藤", "昭和22年5月3日 ｻﾄｳ", "S22.5.3", "さとうはなこ", "佐藤様 5/3"]
    {
        let page = finds(&desk, text).await;
        let told = page.text();
        assert!(
            told.contains("1人 見つかりました。") && told.contains("佐藤 花子"),
            "{text}: {told}"
        );
        assert!(told.contains(&format!("＿{text}＿")), "what was typed stays: {told}");
    }
    let nobody = finds(&desk, "ヤマダ").await;
    assert_snapshot!(nobody.text(), @"
        # 人をさがす
        人をさがす
        ＿ヤマダ＿ [さがす]
        かな・漢字の名前、生年月日、電話や接種券の末尾4桁、予約番号。いくつでも、どの順でも（例：さとう 昭和32年4月1日）。
        見つかりませんでした。
        ## 次にお試しください
        ・お名前は、姓だけ、かなだけにする（旧姓や、読みの似た字でも）
        ・生年月日と、電話番号の末尾4桁にする
        ・数字をもう一度、1桁ずつ聞く
        それでも見つからないときは、名簿にない方として、やることに残せます。あとで確かめて、お返事します。
        [名簿にない方として残す]
        ");
    let seen = town.seen();
    let mut searched = seen.iter().filter(|path| path.starts_with("/desk/people"));
    assert!(searched.all(|path| path == "/desk/people"), "nothing typed is in an address");
}

async fn a_whole_number_opens_its_person_at_once(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    hanako.books(COVID, 1, AT_9_00).await;
    let number = town.booking_of(&hanako.known).await.number.to_string();
    let desk = town.officer().await;
    let person = format!("/desk/people/{}", hanako.known.id);
    let voucher = hanako.known.voucher.clone();
    for text in [voucher.clone(), format!("{} {}", &voucher[..4], &voucher[4..]), number] {
        assert_eq!(finds(&desk, &text).await.path, person, "{text}");
    }
    let with_date = finds(&desk, &format!("{voucher} S20.1.20")).await;
    assert!(with_date.text().contains("見つかりませんでした。"), "not hers: {}", with_date.text());
}

async fn who_stands_on_the_list_has_it_in_their_history(town: &Town) {
    let desk = town.officer().await;
    finds(&desk, "サトウ").await;
    let page = desk.opens(&format!("/desk/people/{}", taro().id)).await;
    let seen = page.text().matches("検索の一覧で名前を見た").count();
    assert_eq!(seen, 1, "{}", page.text());
    let page = desk.opens(&format!("/desk/people/{}", midori().id)).await;
    assert!(!page.text().contains("検索の一覧で名前を見た"), "she was not on it");
}

async fn nothing_that_is_typed_stays_without_an_answer(town: &Town) {
    let desk = town.officer().await;
    let long = "あ".repeat(3_400);
    for (text, told) in [
        ("", "何も入っていません。"),
        ("　", "何も入っていません。"),
        ("😀🎌", "（文字も数字もありません）では、さがせません。"),
        (long.as_str(), "3400文字は長すぎます（120文字まで）。"),
        ("12", "（数字は4桁から）では、さがせません。"),
        ("1 2 3 4 5 6 7 8 9", "ことばが9個あります（8個まで）。"),
        ("' OR 1=1 --", "見つかりませんでした。"),
        ("<script>alert(1)</script>", "見つかりませんでした。"),
        ("%", "（文字も数字もありません）"),
        ("ア", "これだけでは、合う方が多すぎます。"),
        ("昭和22年", "これだけでは、合う方が多すぎます。"),
        ("サトウ 😀", "「😀」（文字も数字もありません）をのぞいて、さがしました。"),
        ("25:00", "（日付としても番号としても読めません）"),
    ] {
        let page = finds(&desk, text).await;
        assert!(page.text().contains(told), "{text}: {}", page.text());
        assert!(!page.html.contains("<script>alert"), "{}", page.html);
    }
    let far_too_long = finds(&desk, &"あ".repeat(10_240)).await;
    assert_eq!(far_too_long.status, 413);
    assert_eq!(far_too_long.heading(), "入力が長すぎます");
    assert!(far_too_long.text().contains("前の画面に戻り、短くして"), "{}", far_too_long.text());
    let form = Form { action: "/desk/people".to_owned(), fields: Vec::new() };
    assert!(desk.submits(&form).await.text().contains("何も入っていません。"));
    let stranger = town.browser();
    let shut = stranger.posts(&form, "same-origin").await;
    assert_eq!(shut.status, 303, "the search is for officers");
    let foreign = desk.posts(&form, "cross-site").await;
    assert_eq!(foreign.status, 403, "another site may not ask");
}

async fn somebody_protected_is_found_and_marked(town: &Town) {
    let desk = town.officer().await;
    let page = finds(&desk, "スズキ S55.8.8").await;
    assert!(page.text().contains("鈴木 みどり 支援措置"), "{}", page.text());
    assert_eq!(madoguchi::search_index::tick(&town.app).await.unwrap(), 0, "all can be found");
}

async fn a_caller_who_is_not_on_the_roster_becomes_a_to_do(town: &Town) {
    let desk = town.officer().await;
    let empty = desk.opens("/desk/todos").await;
    assert!(empty.text().contains("いま、お返事を待つ方はいません。"), "{}", empty.text());
    let nobody = finds(&desk, "ヤマダ はる 昭和30年1月2日 090-1234-5678").await;
    let form = desk.presses(&nobody, "名簿にない方として残す", &[]).await;
    let sent = form.form("やることに残す");
    assert_eq!(sent.value("kana"), "ヤマダ はる");
    assert_eq!(sent.value("birth"), "昭和30年1月2日");
    assert_eq!(sent.value("phone"), "090-1234-5678");
    let sent = sent.typed(&[("wish", "先月転入。接種券が届かない")]);
    let list = desk.submits(&sent).await;
    assert_eq!(list.path, "/desk/todos");
    desk.submits(&sent).await;
    let list = desk.opens("/desk/todos").await;
    assert_snapshot!(list.text(), @"
        〔事業の一覧〕
        # 名簿にない方
        〔新しく残す〕
        お電話や窓口で、名簿に見つからなかった方です。確かめて、お返事をしてください。
        〔お返事を待つ方（1件）〕 〔終わったもの〕
        長くお待ちの方が上です。
        お名前 ｜ ご用件 ｜ 電話 ｜ 受けた日時・職員 ｜
        〔ヤマダ はる〕 ｜ 先月転入。接種券が届かない ｜ 090-1234-5678 ｜ 10月5日 9:00 保健師 窓川みどり ｜
        ");
    let start = desk.opens("/desk").await;
    assert!(start.text().contains("お返事を待つ、名簿にない方が 1件 あります"), "{}", start.text());

    let one = desk.taps(&list, "ヤマダ はる").await;
    assert_snapshot!(one.text(), @"
        〔事業の一覧〕 〔名簿にない方〕
        # 名簿にない方
        ## お聞きしたこと
        かな：ヤマダ はる
        電話番号：090-1234-5678
        生年月日：昭和30年1月2日
        ご用件：先月転入。接種券が届かない
        受けた人：10月5日 9:00 保健師 窓川みどり
        [名簿をもう一度さがす]
        ## 終わりにする
        どう終わりましたか ＿found＿ 名簿で見つかった ＿told＿ ご案内して終わった ＿unreachable＿ つながらなかった ＿mistaken＿ 書きまちがい 見つかった方 接種券の番号、またはお名前と生年月日 ＿＿ 理由 見つかったときは、なくても構いません ＿＿ [終わりにする]
        ");
    let found = one.form("終わりにする").typed(&[("person", "サトウ")]);
    let found = with(found, "outcome", "found");
    let unclear = desk.submits(&found).await;
    assert_eq!(unclear.status, 422);
    assert!(unclear.text().contains("見つかった方が1人に決まりません。"), "{}", unclear.text());
    let sent = unclear.form("終わりにする");
    assert_eq!(sent.value("person"), "サトウ", "what was typed stays");
    assert_eq!(sent.value("outcome"), "found", "and what was chosen");
    let list = desk.submits(&sent.typed(&[("person", &hanako().voucher)])).await;
    assert!(list.text().contains("いま、お返事を待つ方はいません。"), "{}", list.text());
    let done = desk.opens("/desk/todos?done=1").await;
    assert!(done.text().contains("名簿で見つかった"), "{}", done.text());
    let one = desk.taps(&done, "ヤマダ はる").await;
    let person = desk.taps(&one, "見つかった方のページ").await;
    assert!(person.text().contains("この方と分かって終えた"), "{}", person.text());
    let again = desk.presses(&one, "終わりを取り消して", &[]).await;
    assert!(again.text().contains("終わりにする"), "{}", again.text());
    let start = desk.opens("/desk").await;
    assert!(start.text().contains("1件 あります"), "it waits again: {}", start.text());
}

/// The same form with something chosen.
fn with(mut form: Form, name: &str, value: &str) -> Form {
    form.fields.retain(|(key, _)| key != name);
    form.fields.push((name.to_owned(), value.to_owned()));
    form
}

async fn a_slip_in_a_to_do_loses_nothing(town: &Town) {
    let desk = town.officer().await;
    let page = desk.opens("/desk/todos/new").await;
    let long = "い".repeat(401);
    let refused = desk
        .presses(&page, "やることに残す", &[("phone", "123"), ("wish", &long), ("birth", "😀")])
        .await;
    assert_eq!(refused.status, 422);
    for told in [
        "まだ残していません",
        "お名前か、かなの、どちらかを入れてください。",
        "電話番号が3桁です。",
        "ご用件が401文字あります。400文字までにしてください。",
    ] {
        assert!(refused.text().contains(told), "{told}: {}", refused.text());
    }
    let sent = refused.form("やることに残す");
    assert_eq!((sent.value("phone"), sent.value("birth")), ("123".to_owned(), "😀".to_owned()));
    assert_eq!(sent.value("wish"), long);
    let forged = Form {
        action: "/desk/todos".to_owned(),
        fields: vec![("once".to_owned(), "x".to_owned())],
    };
    assert_eq!(desk.submits(&forged).await.status, 400, "a form that is none");
    for path in ["/desk/todos/77", &format!("/desk/todos/{}", uuid::Uuid::from_u128(7))] {
        assert_eq!(desk.opens(path).await.status, 404, "{path}");
    }
    let stranger = town.browser();
    assert_eq!(stranger.opens("/desk/todos").await.heading(), "職員のログイン");
}

async fn two_officers_end_one_to_do(town: &Town) {
    let (one, other) = (town.officer().await, town.officer().await);
    let page = one.opens("/desk/todos/new").await;
    let told = [("name", "山田 春"), ("wish", "問い合わせ")];
    one.presses(&page, "やることに残す", &told).await;
    let list = one.opens("/desk/todos").await;
    let (first, second) = (one.taps(&list, "山田 春").await, other.taps(&list, "山田 春").await);
    let unchosen = one.presses(&first, "終わりにする", &[("why", "隣の町の方")]).await;
    assert!(
        unchosen.text().contains("どう終わったかを、ひとつ選んでください。"),
        "{}",
        unchosen.text()
    );
    assert_eq!(unchosen.form("終わりにする").value("why"), "隣の町の方");
    let told = with(first.form("終わりにする"), "outcome", "told");
    let no_reason = one.submits(&told).await;
    assert!(no_reason.text().contains("理由を入れてください。"), "{}", no_reason.text());
    one.submits(&told.typed(&[("why", "隣の町の方")])).await;
    let late = with(second.form("終わりにする"), "outcome", "unreachable").typed(&[("why", "3回")]);
    let late = other.submits(&late).await;
    assert_eq!(late.status, 422);
    let text = late.text();
    assert!(text.contains("ほかの職員が、先に終わりにしていました。"), "{text}");
    assert!(
        text.contains("ご案内して終わった") && text.contains("隣の町の方"),
        "as it ended: {text}"
    );
}
