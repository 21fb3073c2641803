//! The nurse brings a file of people with her browser: it is looked at first, read as she chooses, imported once and
//! taken back as a whole. A file that is none gets its sentence.

use crate::{page::Page, resident::Browser, town::Town};
use domain::{
    Actor, OfficerId,
    role::{Duty, Role},
};
use jiff::SignedDuration;
use madoguchi::{actions::uploads::BYTES_MOST, forget, password};
use store::Officer;
use uuid::Uuid;

const GOOD: &str = "宛名番号,氏名,フリガナ,生年月日,性別,住所,接種券番号\n\
    901,佐藤 花,サトウ ハナ,昭和22年5月3日,女,窓川町市街1,0123456789\n\
    902,高橋 勇,ﾀｶﾊｼ ｲｻﾑ,1942/10/20,男,窓川町市街2,0123456790\n";
const LIST: &str = "/desk/imports";

on_both_engines!(
    nobody_is_on_the_roster_before_it_is_asked_for_and_nobody_twice,
    rows_with_mistakes_stay_out_only_if_told_to,
    columns_are_chosen_and_remembered,
    a_file_that_is_none_gets_its_sentence,
    a_file_is_its_officers_alone_and_gone_after_a_day,
    an_import_is_taken_back_as_a_whole,
);

async fn people(town: &Town) -> u32 {
    town.app.store.read(|reader| reader.count_persons()).await.unwrap()
}

/// Brings a file and sees what was read.
async fn looks(browser: &Browser<'_>, file: &str) -> Page {
    let page = browser.brings(LIST, "meibo.csv", file.as_bytes()).await;
    assert_eq!(page.heading(), "名簿を確かめる：meibo.csv", "{}", page.text());
    page
}

async fn nobody_is_on_the_roster_before_it_is_asked_for_and_nobody_twice(town: &Town) {
    let (before, officer) = (people(town).await, town.officer().await);
    let page = looks(&officer, GOOD).await;
    let told = page.text();
    assert!(told.contains("2人 を取りこめます。誤りのある行はありません。"), "{told}");
    assert!(told.contains("サトウ　ハナ 佐藤 花") || told.contains("佐藤 花"), "{told}");
    assert_eq!(people(town).await, before, "looking stores nobody");

    let done = officer.presses(&page, "2人を取りこむ", &[]).await;
    assert_eq!(done.heading(), "取りこみの結果");
    assert!(done.text().contains("新しい人：2人"), "{}", done.text());
    assert_eq!(people(town).await, before + 2);
    let again = officer.presses(&page, "2人を取りこむ", &[]).await;
    assert_eq!(again.heading(), "取りこみの結果", "the same import, not another one");
    assert!(again.text().contains("新しい人：2人"), "{}", again.text());
    let list = officer.opens(LIST).await;
    assert!(list.text().contains("全部で 1件です。これで終わりです。"), "{}", list.text());
}

async fn rows_with_mistakes_stay_out_only_if_told_to(town: &Town) {
    let (before, officer) = (people(town).await, town.officer().await);
    let wrong = format!("{GOOD}903,山田 一,ヤマダ ハジメ,1950/13/1,男,窓川町市街3,0123456791\n");
    let page = looks(&officer, &wrong).await;
    let told = page.text();
    assert!(
        told.contains("4 ｜ D列「生年月日」 ｜ 1950/13/1 ｜ 13月という月はありません。"),
        "{told}"
    );
    let list = officer.taps(&page, "誤りの一覧をダウンロードする").await;
    assert!(list.html.contains("「1950/13/1」"), "{}", list.html);
    assert_eq!(
        list.header("content-disposition"),
        Some("attachment; filename=\"meibo-ayamari.csv\"")
    );
    let kept_out = officer.presses(&page, "2人を取りこむ", &[]).await;
    assert_eq!(kept_out.status, 422);
    assert!(kept_out.text().contains("誤りのある行があります。"), "{}", kept_out.text());
    assert_eq!(people(town).await, before);
    let mut form = kept_out.form("2人を取りこむ");
    form.fields.push(("partial".to_owned(), "yes".to_owned()));
    let done = officer.submits(&form).await;
    assert!(done.text().contains("新しい人：2人"), "{}", done.text());
    assert_eq!(people(town).await, before + 2);
}

async fn columns_are_chosen_and_remembered(town: &Town) {
    let officer = town.officer().await;
    let odd = "番,なまえ欄,うまれた日,券\n1,佐藤 花,1947/5/3,0123456789\n";
    let page = looks(&officer, odd).await;
    assert!(page.text().contains("どの列が何か、決められません"), "{}", page.text());
    let chosen = [
        ("column_A", "宛名番号"),
        ("column_B", "氏名"),
        ("column_C", "氏名"),
        ("column_D", "接種券番号"),
        ("header_row", "1"),
    ];
    let twice = officer.presses(&page, "読みなおす", &chosen).await;
    assert!(twice.text().contains("「氏名」にあたる列が2つあります"), "{}", twice.text());
    assert_eq!(twice.form("読みなおす").value("column_D"), "接種券番号", "choices are kept");
    let read = officer.presses(&twice, "読みなおす", &[("column_C", "生年月日")]).await;
    assert!(read.text().contains("1人 を取りこめます。"), "{}", read.text());
    let forged = officer.presses(&read, "読みなおす", &[("column_C", "給与")]).await;
    assert_eq!(forged.status, 400, "{}", forged.text());
    // What was changed is looked at before it is imported.
    let other = officer.presses(&read, "1人を取りこむ", &[("column_D", "")]).await;
    assert!(
        other.text().contains("読みかたを変えたので、まだ取りこんでいません。"),
        "{}",
        other.text()
    );
    officer.presses(&other, "1人を取りこむ", &[]).await;

    let next = looks(&officer, &odd.replace("佐藤 花", "佐藤 華")).await;
    assert!(next.text().contains("1人 を取りこめます。"), "remembered: {}", next.text());
    assert_eq!(next.form("読みなおす").value("column_D"), "");
}

async fn a_file_that_is_none_gets_its_sentence(town: &Town) {
    let officer = town.officer().await;
    let locked = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and more".to_vec();
    for (name, bytes, told) in [
        ("", Vec::new(), "ファイルが選ばれていません。"),
        ("kara.csv", Vec::new(), "「kara.csv」：ファイルが空です。"),
        ("a.pdf", b"%PDF-1.7\n\x00\x01\x02\xff".to_vec(), "CSVでもExcelブックでもありません。"),
        ("a.png", b"\x89PNG\r\n\x1a\n\x00\x00".to_vec(), "CSVでもExcelブックでもありません。"),
        ("kagi.xlsx", locked, "パスワード"),
        ("<b>.csv", b"\x00\x00".to_vec(), "「<b>.csv」："),
    ] {
        let page = officer.brings(LIST, name, &bytes).await;
        assert_eq!((page.status, page.heading().as_str()), (422, "名簿の取りこみ"), "{name}");
        assert!(page.text().contains(told), "{name}: {}", page.text());
        assert!(page.text().contains("まだ") || name.is_empty(), "{name}: {}", page.text());
    }
    let page = officer.brings(LIST, "big.csv", &vec![b'a'; BYTES_MOST + 1]).await;
    assert_eq!(page.status, 413);
    assert!(page.text().contains("ファイルが大きすぎます（65MB。64MBまで）。"), "{}", page.text());
    let waits = town.browser().brings(LIST, "a.csv", GOOD.as_bytes()).await;
    assert_eq!(waits.heading(), "職員のログイン", "the page is for officers");
}

async fn a_file_is_its_officers_alone_and_gone_after_a_day(town: &Town) {
    let officer = town.officer().await;
    let page = looks(&officer, GOOD).await;
    assert_eq!(officer.opens(&page.path).await.status, 200);
    let other = Officer {
        id: OfficerId(Uuid::from_u128(2)),
        login: "betsu".to_owned(),
        name: "別の職員".to_owned(),
        password: password::hash("まどぐちはくじから").unwrap(),
        duty: Duty::everywhere(Role::Nurse),
        disabled_at: None,
    };
    let now = town.app.clock.now();
    let save = move |tx: &mut store::Tx<'_>| tx.save_officer(&other, Actor::System, now);
    town.app.store.write(save).await.unwrap();
    let browser = town.browser();
    let form = browser.opens("/desk").await;
    let typed = [("login", "betsu"), ("password", "まどぐちはくじから")];
    browser.presses(&form, "ログインする", &typed).await;
    assert_eq!(browser.opens(&page.path).await.status, 404);
    assert_eq!(browser.submits(&page.form("2人を取りこむ")).await.status, 404);
    assert_eq!(officer.opens(&format!("{LIST}/files/{}", Uuid::from_u128(9))).await.status, 404);
    assert_eq!(officer.opens(&format!("{LIST}/files/1")).await.status, 404);

    forget::tick(&town.app).await.unwrap();
    assert_eq!(officer.opens(&page.path).await.status, 200);
    town.passes(SignedDuration::from_hours(25)).await;
    forget::tick(&town.app).await.unwrap();
    assert_eq!(town.officer().await.opens(&page.path).await.status, 404);
}

async fn an_import_is_taken_back_as_a_whole(town: &Town) {
    let (before, officer) = (people(town).await, town.officer().await);
    let page = looks(&officer, GOOD).await;
    let first = officer.presses(&page, "2人を取りこむ", &[]).await;
    let changed = looks(&officer, &GOOD.replace("市街1", "市街9")).await;
    let second = officer.presses(&changed, "2人を取りこむ", &[]).await;
    assert!(second.text().contains("更新した人：1人"), "{}", second.text());
    let kept = officer.presses(&first, "取りこみを取り消す", &[]).await;
    assert_eq!(kept.status, 409);
    assert!(kept.text().contains("先にそちらを取り消してください。"), "{}", kept.text());
    assert_eq!(people(town).await, before + 2);
    officer.presses(&second, "取りこみを取り消す", &[]).await;
    let gone = officer.presses(&first, "取りこみを取り消す", &[]).await;
    assert!(gone.text().contains("名簿から外した人 2人"), "{}", gone.text());
    assert_eq!(people(town).await, before);
    let again = officer.presses(&first, "取りこみを取り消す", &[]).await;
    assert!(
        again.text().contains("に取り消してあります。何も変えていません。"),
        "{}",
        again.text()
    );
}
