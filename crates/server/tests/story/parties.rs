//! A family waits together: from the page to the talk and back, on the phone, and one who leaves.

use crate::{
    page::{Form, Page},
    people::{Known, hanako, jiro, neighbour, taro},
    places::{FLU, FLU_SLOT, PHONE, PUBLIC},
    resident::Resident,
    town::{OFFICER, Town},
    waitlist::{joins, keeps, opens},
};
use domain::{Change, Pool, waitlist::Wish};
use insta::assert_snapshot;
use jiff::SignedDuration;
use madoguchi::actions::{
    Asker,
    waitlist::{self, Asked},
};

on_both_engines!(
    a_couple_waits_for_two_places_of_one_time_and_takes_them_by_one_press,
    one_of_them_leaves_and_the_other_goes_on,
    a_couple_on_the_phone_stands_once_on_the_list,
    nobody_joins_if_one_of_them_may_not_and_it_is_said_who,
);

/// Her and him, under her account, where all places but one are kept back and that one is somebody's.
async fn couple(town: &Town) -> Resident<'_> {
    opens(town).await;
    keeps(town, 2, 1).await;
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known.clone()).await;
    hanako.registers(&taro()).await;
    hanako
}

/// Somebody else, who waits behind them.
async fn another(town: &Town) -> Resident<'_> {
    town.moves_in(&[neighbour(1)]).await;
    town.resident(neighbour(1)).await
}

fn url(known: &Known) -> String {
    format!("/r/wait/{}/{FLU}/1", known.id)
}

/// The form with this person ticked.
fn with(mut form: Form, other: &Known) -> Form {
    form.fields.push(("with".to_owned(), format!("{}.1", other.id)));
    form
}

async fn wait_together(hanako: &Resident<'_>) -> Page {
    let page = hanako.browser.opens(&url(&hanako.known)).await;
    assert!(page.text().contains("いっしょに待つ方"), "{}", page.text());
    hanako.browser.submits(&with(page.form("この条件で申し込む"), &taro())).await
}

/// An officer gives the public so many places in all.
async fn gives(town: &Town, places: u32) {
    let officer = town.officer().await;
    let page = officer.opens(&format!("/desk/slots/{FLU_SLOT}")).await;
    let typed = [("pool_public", &*places.to_string())];
    officer.presses(&page, "この枠数にする", &typed).await;
    town.settles().await;
}

async fn a_couple_waits_for_two_places_of_one_time_and_takes_them_by_one_press(town: &Town) {
    let hanako = couple(town).await;
    let joined = wait_together(&hanako).await;
    let text = joined.text();
    assert!(text.contains("佐藤 太郎さんといっしょに待っています。"), "{text}");
    assert!(text.contains("いまの順番は 1番目です"), "{text}");
    let his = hanako.browser.opens(&url(&taro())).await;
    assert!(his.text().contains("佐藤 花子さんといっしょに待っています。"), "{}", his.text());
    assert!(his.text().contains("いまの順番は 1番目です"), "they stand as one: {}", his.text());
    let again = hanako.browser.submits(&with(joined.form("この条件に変える"), &taro())).await;
    assert!(again.text().contains("いまの順番は 1番目です"), "{}", again.text());
    assert_eq!(town.app.store.read(|reader| reader.count_waiting(FLU)).await.unwrap(), 2, "once");
    town.line.types("hanako", "キャンセル待ち").await.unwrap();
    town.settles().await;
    assert_eq!(town.times_heard("hanako", "キャンセル待ちは1件です。"), 1, "the two wait once");
    town.app.clock.advance(SignedDuration::from_secs(1));
    let other = another(town).await;
    joins(&other).await;

    gives(town, PUBLIC + 1).await;
    assert_eq!(town.times_heard("hanako", "空きが出ました"), 0, "one place is too few for two");
    assert_eq!(town.times_heard(&other.known.handle, "キャンセル待ちの枠に、空きが出ました。"), 1);
    let page = hanako.browser.opens(&url(&hanako.known)).await;
    assert!(page.text().contains("必要な数の空きがなかったためです。"), "{}", page.text());
    gives(town, PUBLIC + 3).await;
    assert_eq!(town.times_heard("hanako", "キャンセル待ちの枠に、2人分の空きが出ました。"), 1);
    assert_eq!(town.left(FLU_SLOT).await, 0, "both places are kept");

    let home = hanako.opens("/home").await;
    let offer = hanako.browser.opens(&home.link("空いた枠を見る")).await;
    assert_snapshot!(offer.text(), @"
        # 空きが出ました
        10月5日（月） 13:00 まで、この枠をおとりしています。お返事がないときは、次の方にご案内します。
        2人分の枠です。お返事は、全員分をまとめていただきます。
        受ける方：佐藤 花子
        内容：高齢者インフルエンザ
        日時：2026年10月22日（木曜日） 午前10時から10時15分まで （令和8年10月22日）
        場所：中央公民館 本町1丁目1番地
        受ける方：佐藤 太郎
        内容：高齢者インフルエンザ
        日時：2026年10月22日（木曜日） 午前10時から10時15分まで （令和8年10月22日）
        場所：中央公民館 本町1丁目1番地
        [全員で受ける]
        見送っても、キャンセル待ちは順番もそのまま続きます。
        [今回は見送る]
        ");
    let form = offer.form("全員で受ける");
    let done = hanako.browser.submits(&form).await;
    assert_eq!(done.heading(), "2人の予約ができました", "{}", done.text());
    assert_eq!(done.text().matches("読みかた").count(), 2);
    let again = hanako.browser.submits(&form).await;
    assert_eq!(again.text(), done.text(), "the second press is the same bookings");
    assert_eq!(town.bookings().await.iter().filter(|b| b.is_live()).count(), 2);
    town.settles().await;
    assert_eq!(town.times_heard("hanako", "予約を受け付けました"), 2, "each has a number");
    let over = hanako.browser.opens(&offer.path).await;
    assert!(over.text().contains("この空き枠は、もうお受けになっています。"), "{}", over.text());
    let stranger = other.browser.opens(&done.path).await;
    assert_eq!(stranger.status, 404);
}

async fn one_of_them_leaves_and_the_other_goes_on(town: &Town) {
    let hanako = couple(town).await;
    wait_together(&hanako).await;
    town.app.clock.advance(SignedDuration::from_secs(1));
    let other = another(town).await;
    joins(&other).await;
    gives(town, PUBLIC + 2).await;
    assert_eq!(town.times_heard("hanako", "2人分の空きが出ました"), 1);
    let home = hanako.opens("/home").await;
    let offer = home.link("空いた枠を見る");

    let page = hanako.browser.opens(&url(&hanako.known)).await;
    hanako.browser.presses(&page, "佐藤 花子さんだけやめる", &[]).await;
    town.settles().await;
    assert_eq!(town.times_heard(&other.known.handle, "キャンセル待ちの枠に、空きが出ました。"), 1);
    let his = hanako.browser.opens(&offer).await;
    assert_eq!(his.heading(), "空きが出ました", "the address they were told: {}", his.text());
    assert!(his.text().contains("佐藤 太郎") && !his.text().contains("佐藤 花子さん"));
    let done = hanako.browser.presses(&his, "この枠を受ける", &[]).await;
    assert_eq!(done.heading(), "予約できました", "{}", done.text());
    let kept = town.booking_of(&taro()).await;
    assert!(kept.is_live());

    let officer = town.officer().await;
    let person = officer.opens(&format!("/desk/people/{}", taro().id)).await;
    for line in ["（ほかの方といっしょに）", "これからは一人で待つ", "お受けになったため"]
    {
        assert!(person.text().contains(line), "{line}: {}", person.text());
    }
}

async fn a_couple_on_the_phone_stands_once_on_the_list(town: &Town) {
    opens(town).await;
    keeps(town, 2, 1).await;
    let set = Change::CapacitySet { slot: FLU_SLOT, pool: Pool::CallCentre, from: PHONE, to: 0 };
    town.changes(vec![set]).await;
    let wish = Wish { notice: 120, ..Wish::default() };
    let (person, with) = (taro().id, vec![(hanako().id, 1)]);
    let asked = Asked { person, programme: FLU, dose: 1, with, wish };
    waitlist::join(&town.app, Asker::Officer(OFFICER), asked).await.unwrap().unwrap();

    let officer = town.officer().await;
    let page = officer.opens(&format!("/desk/people/{}", taro().id)).await;
    let told =
        "いっしょに待つ方：〔佐藤 花子〕（同じ時間に全員の枠が空いたときだけ、ご案内します）";
    assert!(page.text().contains(told), "{}", page.text());
    let form = officer.taps(&page, "条件を変える").await;
    assert!(form.text().contains("佐藤 花子さん"), "{}", form.text());
    let slot = officer.opens(&format!("/desk/slots/{FLU_SLOT}")).await;
    officer.presses(&slot, "この枠数にする", &[("pool_call_centre", "2")]).await;
    let start = officer.opens("/desk").await;
    let list = officer.opens(&start.link("お電話でご案内する空き枠が 1件 あります")).await;
    assert_snapshot!(list.text(), @"
        〔事業の一覧〕
        # 空き枠のご案内（電話）
        LINEでお知らせできない方のキャンセル待ちに、空きが出ています。お返事がなければ、自動で次の方に進みます。枠をその方のためにおとりしているか、ほかの方にも同時にご案内しているかは、読み上げる文にあります。期限の近い順です。
        ## サトウ ハナコ 〔佐藤 花子〕
        期限：10月5日（月） 13:00 まで
        電話：01-9999-1234
        生年月日：1947年（昭和22年）5月3日生まれ
        いっしょに待つ方：サトウ タロウ 〔佐藤 太郎〕 1945年（昭和20年）1月20日生まれ 01-9999-1234
        枠：高齢者インフルエンザ 2026年10月22日（木曜日） 10:00〜10:15 中央公民館
        読み上げる文（ご本人と確かめるまで、用件は伝えません）
        ・窓川町の予約窓口です。佐藤 花子様でいらっしゃいますか。
        ・ご本人の確認のため、生年月日とご住所をお聞かせください。
        ・お待ちいただいている高齢者インフルエンザに、佐藤 太郎様といっしょに2人分の空きが出ました。10月22日、木曜日、午前10時から10時15分まで、会場は中央公民館です。お受けになりますか。
        ・復唱いたします。高齢者インフルエンザ、10月22日、木曜日、午前10時、会場は中央公民館ですね。
        [全員お受けになる]
        [見送り]
        ");
    let taken = officer.presses(&list, "全員お受けになる", &[]).await;
    assert!(taken.text().contains("2人分の予約ができました。"), "{}", taken.text());
    for known in [hanako(), taro()] {
        let number = town.booking_of(&known).await.number.to_string();
        let told = format!("{}様 {number}", known.name);
        assert!(taken.text().contains(&told), "{told}: {}", taken.text());
    }
    assert_eq!(town.bookings().await.len(), 2);
}

async fn nobody_joins_if_one_of_them_may_not_and_it_is_said_who(town: &Town) {
    let hanako = couple(town).await;
    let mut programme = town.app.store.read(|reader| reader.programme(FLU)).await.unwrap().unwrap();
    programme.policy.limits.persons_per_day = Some(1);
    town.changes(vec![Change::ProgrammeSaved(programme.clone())]).await;
    let page = hanako.browser.opens(&url(&hanako.known)).await;
    let form = with(page.form("この条件で申し込む"), &taro());
    let no = hanako.browser.submits(&form).await;
    assert_eq!(no.status, 422, "{}", no.text());
    assert!(no.text().contains("どなたのお申し込みもまだ受け付けていません。"), "{}", no.text());
    assert!(
        no.html.contains(&format!("value=\"{}.1\" checked", taro().id)),
        "what was ticked stays"
    );
    assert_eq!(town.app.store.read(|reader| reader.count_waiting(FLU)).await.unwrap(), 0);

    programme.policy.limits.persons_per_day = None;
    town.changes(vec![Change::ProgrammeSaved(programme)]).await;
    let second = Form { fields: with(form.clone(), &taro()).fields, ..form.clone() };
    let twice = hanako.browser.submits(&second).await;
    assert!(twice.text().contains("佐藤 太郎さんといっしょに待っています。"), "{}", twice.text());
    let no_dose = format!("{}.7", taro().id);
    let mut other = form.clone();
    other.fields.retain(|(name, _)| name != "with");
    other.fields.push(("with".to_owned(), no_dose));
    let no = hanako.browser.submits(&other).await;
    assert_eq!(no.status, 422);
    assert!(no.text().contains("佐藤 太郎さん："), "it says who: {}", no.text());
    let stranger = hanako.browser.submits(&with(form, &jiro())).await;
    assert_eq!(stranger.status, 404, "nobody waits with whom one does not act for");
    let page = hanako.browser.opens(&url(&hanako.known)).await;
    hanako.browser.presses(&page, "全員のキャンセル待ちをやめる", &[]).await;
    assert_eq!(town.app.store.read(|reader| reader.count_waiting(FLU)).await.unwrap(), 0);
}
