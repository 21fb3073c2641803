//! The same way in English and in やさしい日本語: chosen once on any page, kept, and spoken by every page. That an
//! English page has no Japanese but names is looked at whenever a story opens one.

use crate::{
    page::{Form, Page},
    people::{hanako, neighbour},
    places::{AT_9_00, AT_9_15, COVID, FLU, HALL, SOON_ENOUGH, TOO_SOON, days},
    resident::Resident,
    town::Town,
};
use domain::{Change, Pool};
use insta::assert_snapshot;
use line_emulator::IdTokenOptions;
use madoguchi::words::Lang;

on_both_engines!(
    a_language_is_chosen_where_one_is_and_stays,
    every_page_speaks_english,
    every_page_speaks_easy_japanese,
    a_browser_that_asks_for_english_gets_it,
);

async fn a_language_is_chosen_where_one_is_and_stays(town: &Town) {
    let hanako = town.resident(hanako()).await;
    let browser = &hanako.browser;
    let page = hanako.registers(&hanako.known).await;
    let english = browser.presses(&page, "English", &[]).await;
    assert_eq!(
        (&english.path, english.heading()),
        (&page.path, "What would you like to book?".into())
    );
    assert!(english.html.contains("<html lang=\"en\""));
    assert_eq!(browser.opens("/r/home").await.heading(), "Your bookings", "on the next page, too");
    let easy = browser.presses(&english, "やさしい日本語", &[]).await;
    assert_eq!(easy.heading(), "何を 予約しますか");
    assert!(easy.html.contains("<html lang=\"ja\""));
    let again = browser.presses(&easy, "日本語", &[]).await;
    assert_eq!(again.text(), page.text());

    let wrong = browser.posts(&chosen("tlh", "/r/home"), "same-origin").await;
    assert_eq!(wrong.status, 400);
    let away = browser.posts(&chosen("en", "https://evil.example/"), "same-origin").await;
    assert_eq!(away.header("location"), Some("/r/home"));
}

async fn a_browser_that_asks_for_english_gets_it(town: &Town) {
    let ask = |accept: &str| {
        let request = town.http.get(format!("{}/privacy", town.url));
        request.header("accept-language", accept).send()
    };
    let english = ask("en-GB,en;q=0.9").await.unwrap().text().await.unwrap();
    assert!(english.contains("How we handle personal data"));
    let japanese = ask("ja,en;q=0.9").await.unwrap().text().await.unwrap();
    assert!(japanese.contains("個人情報のあつかい"));
}

async fn every_page_speaks_english(town: &Town) {
    let seen = everything(town, Lang::English).await;
    for page in &seen {
        assert!(page.html.contains("<html lang=\"en\""), "{}", page.path);
    }
    assert_snapshot!(told(&seen, "/r/home"), @"
        # First, register who the booking is for
        Please have the vaccination voucher (or check-up voucher) from the town at hand. It takes about a minute.
        〔Start〕
        You can add your family afterwards.
        〔If the town has given you a code, enter it here〕
        〔See what is free〕
        [Log out]
        ");
    assert_snapshot!(told(&seen, "/people/new"), @"
        〔Back to your bookings〕
        # Register the person to book for
        Have at hand the vaccination voucher (or check-up voucher) that the town sent you.
        Voucher number
        A number of 10 digits. If yours has 16 or 18 digits, enter it as it is. Spaces and “-” do no harm. For example: 1234 567 890
        ＿＿
        Date of birth
        Year, month, day, in that order. The year may also be of a Japanese era. For example: 1947-05-03 or 1947/5/3 or 19470503 or S22.5.3
        ＿＿ Calendar (if you typed digits only)
        By pressing “Register” you agree that 窓川町 uses this number for bookings. Before you register someone of your family, please ask them. 〔How we handle personal data〕
        [Register]
        Next, you choose what to book.
        〔If the town has given you a code, enter it here〕
        ");
    assert_snapshot!(told(&seen, "2026-10-20"), @"
        〔Back〕
        Step 4 of 5
        # Choose a time
        佐藤 花子
        新型コロナワクチン Dose 1
        中央公民館 〔Change〕
        Tuesday, 20 October 2026 〔Change〕
        ## Morning
        ・〔9:00 to 9:15 am ○Available 10 left〕
        ・〔9:15 to 9:30 am ○Available 10 left〕
        ・〔10:30 to 10:45 am ○Available 10 left〕
        〔Later: Mon 9 November〕
        Next, you check everything. Nothing is booked yet.
        ");
    assert_snapshot!(told(&seen, "/done"), @"
        # Your booking is made
        Booking number
        271-828-189
        Say it as: two seven one, eight two eight, one eight nine
        On the day, show this code or the booking number at the reception.
        For：佐藤 花子
        What：新型コロナワクチン Dose 1
        When：Tuesday, 20 October 2026 9:15 to 9:30 am
        Where：中央公民館 本町1丁目1番地
        〔See on a map〕
        ## What to bring
        ・接種券（届いた封筒ごと）
        ・本人確認ができるもの（健康保険証・運転免許証など）
        ・記入した予診票
        ## You can book the next one now
        Dose 2 is free: Tuesday, 10 November 2026 9:00 to 9:15 am, 中央公民館.
        〔Book this〕
        〔Choose another time: Dose 2〕
        ## Afterwards
        We send the booking number to your LINE chat, too. You can change or cancel from your bookings.
        〔Add to calendar〕
        〔See this booking〕
        〔To your bookings〕
        ");
}

async fn every_page_speaks_easy_japanese(town: &Town) {
    let seen = everything(town, Lang::Easy).await;
    assert_snapshot!(told(&seen, "/r/home"), @"
        # はじめに、予約する 人を 登録します
        町から 来た 接種券（せっしゅけん）を 用意してください。受診券（じゅしんけん）でも いいです。1分くらいで 終わります。
        〔登録を はじめる〕
        家族の 人も あとで 登録できます。
        〔町から 確認番号を もらった 人は、ここ〕
        〔あいている ところを 見る〕
        [ログアウトする（この 画面を 出る）]
        ");
    assert_snapshot!(told(&seen, "/people/new"), @"
        〔リストへ もどる〕
        # 予約する 人を 登録する
        町から 接種券（せっしゅけん）か 受診券（じゅしんけん）が 来ます。その 紙を 見ながら 書いてください。
        接種券（せっしゅけん）の 番号
        番号は 10けたです。16けたや 18けたの 番号も 書くことが できます。「-」が あっても だいじょうぶです。 例：1234 567 890
        ＿＿
        生まれた 日（生年月日）
        年、月、日の 順番で 書いてください。西暦でも 和暦でも だいじょうぶです。 例：1947年5月3日 ／ 1947/5/3 ／ 19470503 ／ 昭和22年5月3日
        ＿＿ 年の 数えかた（数字だけ 書いた とき）
        「登録する」を おすと、窓川町は 予約の ために この 番号を つかいます。家族の 番号を 書く ときは、先に その 人に 聞いてください。 〔あなたの 情報の まもりかた〕
        [登録する]
        つぎに、何を 予約するか えらびます。
        〔町から 確認番号を もらった 人は、ここ〕
        ");
    assert_snapshot!(told(&seen, "2026-10-20"), @"
        〔前の 画面へ もどる〕
        5の うちの 4ばんめ
        # 時間を えらんでください
        佐藤 花子さん
        新型コロナワクチン 1回目
        中央公民館 〔えらびなおす〕
        2026年10月20日（火曜日） 〔えらびなおす〕
        ## 午前（あさ）
        ・〔午前9時から 9時15分まで ○あいています あと 10人〕
        ・〔午前9時15分から 9時30分まで ○あいています あと 10人〕
        ・〔午前10時30分から 10時45分まで ○あいています あと 10人〕
        〔つぎの 日 11月9日（月曜日）〕
        つぎに、もう 一度 見ます。まだ 予約は 終わっていません。
        ");
    assert_snapshot!(told(&seen, "/done"), @"
        # 予約できました
        予約の 番号
        271-828-189
        読みかた：に なな いち、 はち に はち、 いち はち きゅう
        その 日は、受付で この コードか 番号を 見せてください。
        うける 人：佐藤 花子
        内容：新型コロナワクチン 1回目
        いつ：2026年10月20日（火曜日） 午前9時15分から 9時30分まで
        場所：中央公民館 本町1丁目1番地
        〔地図で 見る〕
        ## その 日に 持ってくる もの
        ・接種券（届いた封筒ごと）
        ・本人確認ができるもの（健康保険証・運転免許証など）
        ・記入した予診票
        ## つぎの 予約も できます
        2回目は、2026年11月10日（火曜日） 午前9時から 9時15分までが あいています。場所は 中央公民館です。
        〔この 時間で 予約する〕
        〔2回目の 時間を えらぶ〕
        ## この あと
        予約の 番号を LINEにも 送ります。予約の リストで 変えたり やめたり できます。
        〔カレンダーに 入れる〕
        〔この 予約を 見る〕
        〔予約の リストへ〕
        ");
}

/// The words of the first page seen whose address ends so.
fn told(seen: &[Page], end: &str) -> String {
    let page = seen.iter().find(|page| page.path.ends_with(end));
    page.unwrap_or_else(|| panic!("nothing was seen at {end}")).text()
}

fn chosen(lang: &str, next: &str) -> Form {
    let fields = [("next", next), ("lang", lang)];
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    Form { action: "/lang".to_owned(), fields }
}

/// Every page of a resident in one language, with its states.
async fn everything(town: &Town, lang: Lang) -> Vec<Page> {
    let hanako = town.resident(hanako()).await;
    let browser = &hanako.browser;
    browser.posts(&chosen(lang.code(), "/r/home"), "same-origin").await;
    let mut seen = vec![browser.opens("/privacy").await, browser.opens("/liff/home").await];
    browser.opens("/look?next=/r/home").await;
    let old = IdTokenOptions { lives_seconds: -120, ..IdTokenOptions::default() };
    seen.push(hanako.signs_in(&seen[1], &town.line.id_token("hanako", &old)).await);
    seen.push(hanako.opens("/home").await);
    seen.push(browser.opens("/r/people/new").await);
    for typed in [
        ("１２３", "昭和19年13月1日"),
        ("", ""),
        ("012345678x", "22.5.3"),
        ("0123456789", "2030-01-01"),
    ] {
        let typed = [("voucher", typed.0), ("birth", typed.1)];
        seen.push(browser.presses(&seen[4], lang.register(), &typed).await);
    }
    let (voucher, born) = (hanako.known.voucher.as_str(), hanako.known.born.as_str());
    let typed = [("voucher", voucher), ("birth", born)];
    seen.push(browser.presses(&seen[4], lang.register(), &typed).await);
    seen.extend(on_the_way(town, &hanako, lang).await);
    seen.extend(afterwards(town, &hanako, lang).await);
    seen.push(throttled(&hanako, &seen[4], lang).await);
    seen
}

/// From the venues to the booking, with a place that is gone and doses that are too soon.
async fn on_the_way(town: &Town, hanako: &Resident<'_>, lang: Lang) -> Vec<Page> {
    let browser = &hanako.browser;
    let person = hanako.known.id;
    let way = format!("/r/book/{person}/{COVID}/1");
    let mut seen = Vec::new();
    for below in
        ["", &format!("/{HALL}"), &format!("/{HALL}/2026-10-20"), &format!("/slot/{AT_9_15}")]
    {
        seen.push(browser.opens(&format!("{way}{below}")).await);
    }
    let full = Change::CapacitySet { slot: AT_9_00, pool: Pool::Public, from: 10, to: 0 };
    town.changes(vec![full]).await;
    seen.push(hanako.chooses(COVID, 1, AT_9_00).await);
    assert_eq!(seen[4].status, 409);
    seen.push(browser.opens(&format!("{way}/{HALL}/2026-10-20")).await);
    seen.push(browser.presses(&seen[3], lang.do_book(), &[]).await);
    seen.push(browser.opens(&format!("/r/book/{person}")).await);
    seen.push(hanako.chooses(COVID, 2, TOO_SOON).await);
    seen.push(browser.opens(&format!("/r/book/{person}/{FLU}/9")).await);
    seen.push(hanako.chooses(COVID, 2, SOON_ENOUGH).await);
    seen.push(browser.presses(&seen[10], lang.do_book(), &[]).await);
    assert_eq!(seen[11].heading(), lang.done_new());
    seen
}

/// Looking up, changing, cancelling, and what comes too late.
async fn afterwards(town: &Town, hanako: &Resident<'_>, lang: Lang) -> Vec<Page> {
    let browser = &hanako.browser;
    let bookings = town.bookings().await;
    let of = |dose| bookings.iter().find(|booking| booking.dose == dose).unwrap().id;
    let booking = format!("/r/bookings/{}", of(1));
    let mut seen = vec![browser.opens("/r/home").await, browser.opens(&booking).await];
    let change = browser.opens(&format!("{booking}/change/slot/{}", crate::places::AT_10_30)).await;
    seen.push(browser.presses(&change, lang.do_change(), &[]).await);
    seen.push(change);
    assert_eq!(seen[2].heading(), lang.done_changed());
    let calendar = browser.opens(&format!("{booking}/calendar.ics")).await;
    assert!(calendar.html.contains(&lang.calendar_number("271-828-189")), "{}", calendar.html);
    let ask = browser.opens(&format!("{booking}/cancel")).await;
    let expired = Form { action: "/r/people/new".to_owned(), fields: Vec::new() };
    seen.push(browser.submits(&expired).await);
    seen.push(browser.opens("/r/nowhere").await);
    town.passes(days(15)).await;
    hanako.opens("/home").await;
    seen.push(browser.opens(&booking).await);
    seen.push(browser.opens(&format!("{booking}/change")).await);
    seen.push(browser.opens(&format!("/r/bookings/{}/cancel", of(2))).await);
    seen.push(browser.presses(&seen[8], lang.cancel(), &[]).await);
    seen.push(ask);
    seen
}

/// Someone tries one birth date after another until that is stopped.
async fn throttled(hanako: &Resident<'_>, form: &Page, lang: Lang) -> Page {
    let voucher = neighbour(1).voucher;
    for day in 1..=28 {
        let typed = [("voucher", voucher.as_str()), ("birth", &format!("1950-03-{day:02}"))];
        let page = hanako.browser.presses(form, lang.register(), &typed).await;
        if page.status == 429 {
            return page;
        }
    }
    panic!("nobody was stopped")
}
