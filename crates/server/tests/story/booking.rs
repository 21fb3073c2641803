//! A resident's whole way: say who it is for, book, look up, change, cancel. What they are refused is told
//! elsewhere.

use crate::{
    page::Page,
    people::hanako,
    places::{AT_9_00, AT_9_15, COVID, IN_THE_GYM},
    resident::Resident,
    town::Town,
};
use insta::assert_snapshot;

on_both_engines!(
    she_says_who_it_is_for,
    she_picks_a_place_step_by_step,
    she_books_and_finds_it_again,
    she_changes_her_booking,
    she_cancels_her_booking,
    what_is_typed_wrong_stays_and_is_explained,
    a_second_press_of_any_button_is_harmless,
);

async fn she_says_who_it_is_for(town: &Town) {
    let hanako = town.resident(hanako()).await;
    let browser = &hanako.browser;
    let page = hanako.opens("/home").await;
    assert_snapshot!(page.text(), @"
        # はじめに、予約する方を登録します
        町から届いた接種券（または受診券）をお手元にご用意ください。登録は1分ほどで終わります。
        〔登録をはじめる〕
        ご家族の分も、あとから追加できます。
        〔町から確認番号が届いた方は、こちら〕
        〔空き状況を見る〕
        [この画面から出る（ログアウト）]
        ");
    let page = browser.taps(&page, "登録をはじめる").await;
    assert_snapshot!(page.text(), @"
        〔一覧へ戻る〕
        # 予約する方を登録する
        町から届いた接種券（または受診券）を見ながら入れてください。
        接種券の番号
        10桁の番号です。16桁や18桁のときも、そのまま入れてください。空白や「-」が入っていてもかまいません。 例：1234 567 890
        ＿＿
        生年月日
        西暦でも和暦でもかまいません。 例：昭和22年5月3日 ／ S22.5.3 ／ 1947年5月3日 ／ 19470503
        ＿＿ 元号（数字だけで入れたとき）
        「登録する」を押すと、窓川町がこの番号を予約のために使うことに同意したことになります。ご家族の分は、ご本人の了解を得て登録してください。 〔個人情報のあつかい〕
        [登録する]
        このあと、予約する内容を選びます。
        〔町から確認番号が届いた方は、こちら〕
        ");
    let typed = [("voucher", "０１２３−４５６７８１"), ("birth", "22.5.3"), ("era", "showa")];
    let page = browser.presses(&page, "登録する", &typed).await;
    assert_snapshot!(page.text(), @"
        〔一覧へ戻る〕
        5つの手順の 1つ目
        # 何を予約しますか
        佐藤 花子さん
        ## 新型コロナワクチン
        ・〔1回目〕
        ・2回目 いまは予約できません
        1回目の予約が、まだありません。
        先に1回目を予約してください。
        ## 高齢者インフルエンザ
        ・〔秋の接種〕
        ## 肺炎球菌ワクチン
        ・接種 いまは予約できません
        予約の受付は、まだ始まっていません。
        11月1日（日） 9:00 から予約できます。
        次に、場所を選びます。
        ");
}

async fn she_picks_a_place_step_by_step(town: &Town) {
    let hanako = town.resident(hanako()).await;
    let browser = &hanako.browser;
    let page = hanako.registers(&hanako.known).await;
    let page = browser.taps(&page, "1回目").await;
    assert_snapshot!(page.text(), @"
        〔前の画面へ戻る〕
        5つの手順の 2つ目
        # 場所を選んでください
        佐藤 花子さん
        新型コロナワクチン 1回目
        ・〔中央公民館 ○空きあり いちばん早い日は 10月20日（火） 本町1丁目1番地 役場前バス停から歩いて3分〕
        〔地図で見る〕
        ・〔北体育館 ○空きあり いちばん早い日は 10月20日（火） 北町5丁目〕
        〔地図で見る〕
        次に、日にちを選びます。
        ");
    let page = browser.taps(&page, "中央公民館").await;
    assert_snapshot!(page.text(), @"
        〔前の画面へ戻る〕
        5つの手順の 3つ目
        # 日にちを選んでください
        佐藤 花子さん
        新型コロナワクチン 1回目
        中央公民館 〔選び直す〕
        ## 10月19日からの週
        ・〔10月20日（火） ○空きあり 残り 30〕
        ## 11月9日からの週
        ・〔11月9日（月） ○空きあり 残り 10〕
        ・〔11月10日（火） ○空きあり 残り 10〕
        次に、時間を選びます。
        ");
    let page = browser.taps(&page, "10月20日").await;
    assert_snapshot!(page.text(), @"
        〔前の画面へ戻る〕
        5つの手順の 4つ目
        # 時間を選んでください
        佐藤 花子さん
        新型コロナワクチン 1回目
        中央公民館 〔選び直す〕
        2026年10月20日（火曜日） 〔選び直す〕
        ## 午前
        ・〔9:00〜9:15 ○空きあり 残り 10〕
        ・〔9:15〜9:30 ○空きあり 残り 10〕
        ・〔10:30〜10:45 ○空きあり 残り 10〕
        〔次の日 11月9日（月）〕
        次に、内容を確かめます。まだ予約は決まりません。
        ");
    let page = browser.taps(&page, "9:15〜").await;
    assert_snapshot!(page.text(), @"
        〔時間を選び直す〕
        5つの手順の 5つ目
        # この内容で予約しますか
        受ける方：佐藤 花子
        内容：新型コロナワクチン 1回目
        日時：2026年10月20日（火曜日） 午前9時15分から9時30分まで （令和8年10月20日）
        場所：中央公民館 本町1丁目1番地
        〔地図で見る〕
        ボタンを押すと予約が決まり、予約番号が出ます。
        [この内容で予約する]
        ");
    assert_eq!(town.bookings().await, [], "nothing is booked by looking");
}

async fn she_books_and_finds_it_again(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    let page = hanako.books(COVID, 1, AT_9_15).await;
    assert_snapshot!(page.text(), @"
        # 予約できました
        予約番号
        271-828-189
        読みかた：に なな いち、 はち に はち、 いち はち きゅう
        当日は、受付でこのコードか予約番号をお見せください。
        受ける方：佐藤 花子
        内容：新型コロナワクチン 1回目
        日時：2026年10月20日（火曜日） 午前9時15分から9時30分まで （令和8年10月20日）
        場所：中央公民館 本町1丁目1番地
        〔地図で見る〕
        ## 当日の持ち物
        ・接種券（届いた封筒ごと）
        ・本人確認ができるもの（健康保険証・運転免許証など）
        ・記入した予診票
        ## 続けて、次の予約もできます
        2回目は、2026年11月10日（火曜日） 9:00〜9:15 中央公民館 に空きがあります。
        〔この日時で予約する〕
        〔2回目の日時を選ぶ〕
        ## このあと
        予約番号は、LINEのトークにも届きます。変更とキャンセルは、予約の一覧からいつでもできます。
        〔カレンダーに追加〕
        〔この予約を見る〕
        〔予約の一覧へ〕
        ");
    let calendar = hanako.browser.taps(&page, "カレンダーに追加").await;
    assert!(calendar.html.contains("DTSTART:20261020T001500Z\r\n"), "{}", calendar.html);
    let page = hanako.browser.taps(&page, "予約の一覧へ").await;
    assert_snapshot!(page.text(), @"
        # 予約の一覧
        ## 佐藤 花子 さん
        1947年（昭和22年）5月3日生まれ
        2026年10月20日（火曜日） 午前9時15分から9時30分まで
        新型コロナワクチン 1回目 中央公民館
        予約番号 271-828-189 〔くわしく見る〕
        〔変更する〕 〔キャンセルする〕
        お電話やほかのご家族が取った予約は、ここには出ません。 〔確認番号を入れると見られます〕
        〔ほかの予約をする〕
        ## ご家族の分も予約するとき
        お子さんや親御さんを追加すると、この画面でまとめて予約できます。
        〔家族を追加する〕
        〔つながりの一覧（続柄、家族の招待、終わりにする）〕
        〔お知らせの設定〕
        〔空き状況を見る〕
        [この画面から出る（ログアウト）]
        ");
    looks_closer(&hanako, &page).await;
    town.settles().await;
    assert_eq!(town.times_heard("hanako", "271-828-189"), 1);
}

async fn looks_closer(hanako: &Resident<'_>, list: &Page) {
    let page = hanako.browser.taps(list, "くわしく見る").await;
    assert_snapshot!(page.text(), @"
        〔予約の一覧へ戻る〕
        # 予約の内容
        予約ずみ
        予約番号
        271-828-189
        読みかた：に なな いち、 はち に はち、 いち はち きゅう
        当日は、受付でこのコードか予約番号をお見せください。
        受ける方：佐藤 花子
        内容：新型コロナワクチン 1回目
        日時：2026年10月20日（火曜日） 午前9時15分から9時30分まで （令和8年10月20日）
        場所：中央公民館 本町1丁目1番地
        〔地図で見る〕
        役場前バス停から歩いて3分
        〔日時や場所を変更する〕
        〔カレンダーに追加〕
        〔キャンセルする〕
        ## 当日の持ち物
        ・接種券（届いた封筒ごと）
        ・本人確認ができるもの（健康保険証・運転免許証など）
        ・記入した予診票
        ## これまでの記録
        ・10月5日 9:00 予約（インターネット）
        ");
}

async fn what_is_typed_wrong_stays_and_is_explained(town: &Town) {
    let hanako = town.resident(hanako()).await;
    let page = hanako.types("１２３", "昭和19年13月1日").await;
    assert_eq!(page.status, 422);
    let (errors, form) = page.text().split_once("# 予約する方を登録する").map(own).unwrap();
    assert_snapshot!(errors, @"
        〔一覧へ戻る〕
        ## 登録できませんでした
        ・〔接種券番号は10桁です（16桁や18桁の番号でも入力できます）。いまは3桁です。〕
        ・〔13月という月はありません。1月から12月で入力してください。〕
        ");
    assert!(form.contains("＿１２３＿") && form.contains("＿昭和19年13月1日＿"), "{form}");
}

async fn she_changes_her_booking(town: &Town) {
    let hanako = town.resident(hanako()).await;
    let browser = &hanako.browser;
    hanako.registers(&hanako.known).await;
    hanako.books(COVID, 1, AT_9_00).await;
    let booking = town.booking_of(&hanako.known).await.id;
    let page = hanako.opens(&format!("/bookings/{booking}")).await;
    let page = browser.taps(&page, "日時や場所を変更する").await;
    let page = browser.taps(&page, "北体育館").await;
    let page = browser.taps(&page, "10月20日").await;
    let page = browser.taps(&page, "9:00〜").await;
    assert_snapshot!(page.text(), @"
        〔時間を選び直す〕
        4つの手順の 4つ目
        # この内容に変更しますか
        ## いまの予約
        2026年10月20日（火曜日） 午前9時から9時15分まで 中央公民館
        ↓
        ## 新しい予約
        受ける方：佐藤 花子
        内容：新型コロナワクチン 1回目
        日時：2026年10月20日（火曜日） 午前9時から9時15分まで （令和8年10月20日）
        場所：北体育館 北町5丁目
        〔地図で見る〕
        ボタンを押すと変更が決まり、いまの予約の枠はほかの方にゆずられます。予約番号は変わりません。
        [この内容に変更する]
        〔変更しないで戻る〕
        ");
    let page = browser.presses(&page, "この内容に変更する", &[]).await;
    assert_eq!(page.heading(), "予約を変更しました");
    assert_eq!((town.left(AT_9_00).await, town.left(IN_THE_GYM).await), (10, 9));
    town.settles().await;
    assert_eq!(town.times_heard("hanako", "予約を変更しました"), 1);
}

async fn she_cancels_her_booking(town: &Town) {
    let hanako = town.resident(hanako()).await;
    let browser = &hanako.browser;
    hanako.registers(&hanako.known).await;
    hanako.books(COVID, 1, AT_9_00).await;
    let page = hanako.opens("/home").await;
    let page = browser.taps(&page, "キャンセルする").await;
    assert_snapshot!(page.text(), @"
        〔キャンセルしないで戻る〕
        # この予約をキャンセルしますか
        受ける方：佐藤 花子
        内容：新型コロナワクチン 1回目
        日時：2026年10月20日（火曜日） 午前9時から9時15分まで （令和8年10月20日）
        場所：中央公民館 本町1丁目1番地
        予約番号
        271-828-189
        読みかた：に なな いち、 はち に はち、 いち はち きゅう
        キャンセルすると、この時間は、すぐにほかの方が予約できるようになります。元には戻せません。
        [キャンセルする]
        〔キャンセルせず、日時を変える〕
        〔キャンセルしない〕
        ");
    let booking = town.booking_of(&hanako.known).await.id;
    let page = browser.presses(&page, "キャンセルする", &[]).await;
    assert_snapshot!(page.text(), @"
        # キャンセルしました
        予約番号 271-828-189 を取り消しました。ご連絡は必要ありません。
        佐藤 花子さん 新型コロナワクチン 1回目 2026年10月20日（火曜日） 午前9時から9時15分まで 中央公民館
        〔あらためて予約する〕
        〔予約の一覧へ〕
        ");
    assert_eq!(town.left(AT_9_00).await, 10);
    town.settles().await;
    assert_eq!(town.times_heard("hanako", "予約をキャンセルしました"), 1);
    let page = hanako.opens(&format!("/bookings/{booking}")).await;
    assert_snapshot!(page.text(), @"
        〔予約の一覧へ戻る〕
        # 予約の内容
        キャンセルずみ
        予約番号
        271-828-189
        読みかた：に なな いち、 はち に はち、 いち はち きゅう
        受ける方：佐藤 花子
        内容：新型コロナワクチン 1回目
        日時：2026年10月20日（火曜日） 午前9時から9時15分まで （令和8年10月20日）
        場所：中央公民館 本町1丁目1番地
        〔地図で見る〕
        ## これまでの記録
        ・10月5日 9:00 予約（インターネット）
        ・10月5日 9:00 キャンセル（本人・家族の申し出）
        ");
    let page = hanako.opens("/home").await;
    assert!(page.text().contains("この画面で取った予約は、いまありません。"));
}

async fn a_second_press_of_any_button_is_harmless(town: &Town) {
    let hanako = town.resident(hanako()).await;
    let browser = &hanako.browser;
    let page = hanako.opens("/people/new").await;
    let typed = [("voucher", "0123456781"), ("birth", "昭和22年5月3日")];
    let form = page.form("登録する").typed(&typed);
    let (one, two) = tokio::join!(browser.submits(&form), browser.submits(&form));
    assert_eq!(
        (one.heading(), two.heading()),
        ("何を予約しますか".into(), "何を予約しますか".into())
    );
    let page = hanako.opens("/home").await;
    assert_eq!(page.text().matches("佐藤 花子").count(), 1, "{}", page.text());

    let form = hanako.chooses(COVID, 1, AT_9_00).await.form("この内容で予約する");
    let (one, two) = tokio::join!(browser.submits(&form), browser.submits(&form));
    let three = browser.submits(&form).await;
    assert_eq!((&one.path, &two.path), (&three.path, &three.path));
    assert_eq!(three.heading(), "予約できました");
    assert_eq!(town.left(AT_9_00).await, 9);

    let booking = town.booking_of(&hanako.known).await.id;
    let page = hanako.opens(&format!("/bookings/{booking}/change/slot/{AT_9_15}")).await;
    let form = page.form("この内容に変更する");
    let (one, two) = tokio::join!(browser.submits(&form), browser.submits(&form));
    assert_eq!(
        (one.heading(), two.heading()),
        ("予約を変更しました".into(), "予約を変更しました".into())
    );

    let form = hanako.opens(&format!("/bookings/{booking}/cancel")).await.form("キャンセルする");
    let (one, two) = tokio::join!(browser.submits(&form), browser.submits(&form));
    assert_eq!(
        (one.heading(), two.heading()),
        ("キャンセルしました".into(), "キャンセルしました".into())
    );
    assert_eq!((town.left(AT_9_00).await, town.left(AT_9_15).await), (10, 10));
    town.settles().await;
    for words in ["予約を受け付けました", "予約を変更しました", "予約をキャンセルしました"]
    {
        assert_eq!(town.times_heard("hanako", words), 1, "{words}");
    }
}

fn own((before, after): (&str, &str)) -> (String, String) {
    (before.to_owned(), after.to_owned())
}
