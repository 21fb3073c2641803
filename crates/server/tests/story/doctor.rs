//! Whoever sets the counter up: what the doctor says of each thing, and a message to see that one arrives.

use crate::{
    database::{Database, Engine},
    people::{hanako, taro},
    process::{Service, Settings, ends, key_file},
    town::{Town, run},
};
use domain::NoticeId;
use insta::assert_snapshot;
use line_emulator::{Endpoint, Fault, Options, Platform};
use madoguchi::{
    actions::{send_test::send_test, throttles},
    doctor::{Check, Verdict, examine},
};
use std::{fs, process::Output, time::Duration};
use store::Settled;

on_both_engines!(
    a_town_that_is_set_up_hears_nothing_bad,
    what_is_wrong_with_line_is_said_with_the_next_step,
    many_wrong_birth_dates_of_known_vouchers_are_told,
    a_test_message_arrives_once_and_one_to_nobody_is_given_up,
);

/// What the doctor says, without the town's address.
async fn says(town: &Town) -> String {
    let line = |check: &Check| {
        let mark = match check.verdict {
            Verdict::Good => "○",
            Verdict::Look => "△",
            Verdict::Bad => "×",
        };
        let next = check.advice.next.as_ref().map_or_else(String::new, |next| format!(" → {next}"));
        format!("{mark} {}：{}{next}\n", check.advice.what, check.advice.found)
    };
    let all: String = examine(&town.app).await.iter().map(line).collect();
    all.replace(&town.url, "http://窓川町")
}

async fn a_town_that_is_set_up_hears_nothing_bad(town: &Town) {
    let client = &town.app.line.as_ref().unwrap().client;
    madoguchi::menus::deploy(client, &town.app.urls).await.unwrap();
    madoguchi::menus::tick(&town.app).await.unwrap();
    assert_snapshot!(says(town).await, @"
        ○ データベース：つながります。枠の数は予約の記録と合っています。
        ○ 名簿：4 人います。
        ○ 職員：1 人がログインできます。
        ○ 画面の部品：そろっています。
        △ 外から見える住所：http://窓川町 は https ではありません。お試しのときだけにしてください。 → 設定項目 server.base_url を https:// で始まる住所にしてください。
        ○ LINEの公式アカウント：つながります。今月は 0 通を送りました（上限はありません）。
        ○ Webhook の住所：http://窓川町/line/webhook です。
        ○ Webhook の返事：LINEから呼び出して、正しく返事ができました。
        ○ 予約の画面（LIFF）：2000000002-madokawa です。
        ○ トークの下のメニュー：届いています。
        ○ 窓口のことば：54通りの返事を、LINEがすべて受けつけます（送ってはいません）。
        ");
}

async fn what_is_wrong_with_line_is_said_with_the_next_step(town: &Town) {
    let about = async |what: &str| {
        let all = says(town).await;
        let found = all.lines().find(|line| line.contains(what)).map(str::to_owned);
        found.unwrap_or_else(|| panic!("nothing about {what}: {all}"))
    };
    town.line.fail_next(Endpoint::Quota, Fault::Status(403));
    assert_snapshot!(about("公式アカウント").await, @"× LINEの公式アカウント：LINEに断られました（403）。 → LINE Official Account Manager の「設定 → Messaging API」にある Channel ID と Channel secret を、設定項目 line.channel_id と line.channel_secret に入れてください。");
    town.line.fail_next(Endpoint::Quota, Fault::Unavailable);
    assert_snapshot!(about("公式アカウント").await, @"× LINEの公式アカウント：LINEから返事がありません。 → インターネットへの出口（ファイアウォール、プロキシ）を確かめて、少し待ってからもう一度ためしてください。");
    town.line.fail_next(Endpoint::WebhookTest, Fault::Status(500));
    assert!(about("Webhook の住所：確かめ").await.contains("少し待ってから"));

    let ours = town.app.urls.webhook();
    town.line.set_webhook("https://hoka.example.jp/hook");
    assert_snapshot!(about("Webhook の住所").await, @"× Webhook の住所：ほかの住所（https://hoka.example.jp/hook）が登録されています。 → ほかのサービスで使っていないことを確かめてから、madoguchi line webhook set で http://窓川町/line/webhook に変えてください。");
    town.line.set_webhook("");
    assert_snapshot!(about("Webhook の住所").await, @"× Webhook の住所：まだ登録されていません。 → madoguchi line webhook set で、http://窓川町/line/webhook を登録してください。");
    town.line.set_webhook(&ours);
}

async fn many_wrong_birth_dates_of_known_vouchers_are_told(town: &Town) {
    let about = async || {
        let all = says(town).await;
        all.lines().find(|line| line.contains("生年月日")).map(str::to_owned)
    };
    let counts = async |tries: u32| {
        let counted = throttles::wrong_birth_dates(&town.app);
        let within = jiff::SignedDuration::from_hours(24);
        let allowance = store::Allowance { token: counted, most: u32::MAX, within };
        let now = town.app.clock.now();
        let count = move |tx: &mut store::Tx<'_>| {
            (0..tries).try_for_each(|_| tx.count_failure(std::slice::from_ref(&allowance), now))
        };
        town.app.store.write(count).await.unwrap();
    };
    // One that was really typed counts among them, and an unknown voucher does not.
    let taro = town.resident(taro()).await;
    assert_eq!(taro.types(&hanako().voucher, "1950-1-1").await.status, 422);
    assert_eq!(taro.types("9999999999", "1950-1-1").await.status, 422);
    counts(98).await;
    assert_eq!(about().await, None, "one too few");
    counts(1).await;
    assert_snapshot!(about().await.unwrap(), @"△ 入力の失敗：この1日に 100 回、実際にある接種券番号に違う生年月日が入力されました。 → 番号の一覧が外に出ていないかを確かめてください。番号ごとに、1時間に5回、30日に20回で止まります。");
}

async fn a_test_message_arrives_once_and_one_to_nobody_is_given_up(town: &Town) {
    town.resident(hanako()).await;
    let short = Duration::from_secs(5);
    let user = town.line.user_id("hanako");
    let sent = send_test(&town.app, NoticeId(town.app.ids.uuid()), user, short).await.unwrap();
    assert!(matches!(sent, Some(Settled::Sent(Some(_)))), "{sent:?}");
    let text = "窓川町の予約窓口からのテスト送信です。このメッセージが見えていれば、正しくつながっています。";
    assert_eq!(town.times_heard("hanako", text), 1);

    let nobody = format!("U{}", "0".repeat(32));
    let ended = send_test(&town.app, NoticeId(town.app.ids.uuid()), nobody, short).await.unwrap();
    assert!(matches!(ended, Some(Settled::GivenUp(_))), "{ended:?}");
    town.gives_up(1);
}

fn runs(settings: &Settings, arguments: &[&str]) -> Output {
    tokio::task::block_in_place(|| ends(&settings.file, arguments))
}

/// What the doctor has against LINE's side, with one thing in the file replaced by another.
fn against(settings: &Settings, line: &str, good: &str, (from, to): (&str, &str)) -> String {
    assert!(good.contains(from), "{from}");
    fs::write(&settings.file, good.replace(from, to)).unwrap();
    let told = String::from_utf8(runs(settings, &["doctor"]).stdout).unwrap();
    fs::write(&settings.file, good).unwrap();
    let lines: Vec<&str> = told.lines().collect();
    let minds = |line: &str| !line.starts_with('○') && !line.starts_with("  →");
    let of_line =
        |line: &str| ["LINE", "Webhook", "メニュー", "ことば"].iter().any(|w| line.contains(w));
    let found = lines.iter().enumerate().filter(|(_, line)| minds(line) && of_line(line));
    let pairs: Vec<String> =
        found.flat_map(|(at, line)| [(*line).to_owned(), lines[at + 1].to_owned()]).collect();
    pairs.join("\n").replace(&settings.url, "http://窓川町").replace(line, "http://LINE")
}

/// A nurse sets LINE up with one thing wrong at a time; the town itself is in order.
#[test]
fn each_single_mistake_is_named_with_the_next_step() {
    let Some(database) = Database::fresh(Engine::Sqlite) else { return };
    run(async {
        let line = Platform::start(Options::default()).await.unwrap();
        let settings = Settings::written(database.folder.path(), &database.url, Some(&line.url));
        let good = fs::read_to_string(&settings.file).unwrap();
        let service = Service::starts(&settings);
        let against = |from: &str, to: &str| against(&settings, &line.url, &good, (from, to));
        let secret = &Options::default().channel_secret;
        let nothing = ("窓川町", "窓川町");
        assert_snapshot!(against(nothing.0, nothing.1), @"
            × Webhook の住所：まだ登録されていません。
              → madoguchi line webhook set で、http://窓川町/line/webhook を登録してください。
            △ トークの下のメニュー：いまのものが、まだ届いていません。
              → madoguchi line menus deploy で、絵とボタンを届けてください（何度しても同じです）。
            ");
        line.platform.set_webhook(&format!("{}/line/webhook", settings.url));
        assert_snapshot!(against(nothing.0, nothing.1), @"
            △ トークの下のメニュー：いまのものが、まだ届いていません。
              → madoguchi line menus deploy で、絵とボタンを届けてください（何度しても同じです）。
            ");
        assert!(runs(&settings, &["line", "menus", "deploy"]).status.success());
        assert_snapshot!(against(nothing.0, nothing.1), @"");
        assert_snapshot!(against(secret, "0123456789"), @"
            × LINEの公式アカウント：LINEに断られました（400）。
              → LINE Official Account Manager の「設定 → Messaging API」にある Channel ID と Channel secret を、設定項目 line.channel_id と line.channel_secret に入れてください。
            ");
        assert_snapshot!(against("channel_id = \"2000000001\"", "channel_id = \"2000000009\""), @"
            × LINEの公式アカウント：LINEに断られました（400）。
              → LINE Official Account Manager の「設定 → Messaging API」にある Channel ID と Channel secret を、設定項目 line.channel_id と line.channel_secret に入れてください。
            ");
        assert_snapshot!(against("liff_id = \"2000000002", "liff_id = \"2000000005"), @"
            × 予約の画面（LIFF）：LIFF ID（2000000005-madokawa）が、LINEログインのチャネル（2000000002）のものではありません。
              → LINE Developers コンソールで LINEログインのチャネルの「LIFF」を開き、LIFF ID を設定項目 line.liff_id に入れてください。
            ");
        assert_snapshot!(against(&format!("api_url = \"{}", line.url), "api_url = \"http://127.0.0.1:9"), @"
            × LINEの公式アカウント：LINEから返事がありません。
              → インターネットへの出口（ファイアウォール、プロキシ）を確かめて、少し待ってからもう一度ためしてください。
            ");
        assert_snapshot!(against("name = \"窓川町\"", &format!("name = \"{}\"", "長".repeat(6_000))), @"
            × 窓口のことば：「友だちになったとき」の返事を、LINEが受けつけません（messages[0].text: has 6109 UTF-16 units, at most 5000）。
              → 設定項目 town.name、town.phone、server.base_url に、長すぎる値や使えない字がないかを確かめてください。
            ");
        line.platform.set_webhook_active(false);
        assert_snapshot!(against(nothing.0, nothing.1), @"
            × Webhook の住所：登録されていますが、使われていません。
              → LINE Official Account Manager の「設定 → Messaging API」を開き、「Webhookの利用」をオンにしてください。
            ");
        line.platform.set_webhook_active(true);
        drop(service);
        assert_snapshot!(against(nothing.0, nothing.1), @"
            × Webhook の返事：LINEから呼び出しましたが、うまくいきません（COULD_NOT_CONNECT、0）。
              → サービスが動いているか、外から https で届くか（ファイアウォール、証明書）を確かめてください。
            ");
    });
}

#[test]
fn a_test_message_to_nobody_is_not_even_tried() {
    let Some(database) = Database::fresh(Engine::Sqlite) else { return };
    run(async {
        let line = Platform::start(Options::default()).await.unwrap();
        let settings = Settings::written(database.folder.path(), &database.url, Some(&line.url));
        let says = |user: &str| {
            let ended = runs(&settings, &["line", "send-test", "--to", user]);
            (ended.status.success(), String::from_utf8(ended.stdout).unwrap())
        };
        let nobody = format!("U{}", "0".repeat(32));
        let (sent, told) = says(&nobody);
        assert!(!sent && told.contains("まだ何も送っていません。"), "{told}");
        line.platform.add_friend("hanako").await.unwrap();
        let (sent, told) = says(&line.platform.user_id("hanako"));
        assert!(sent && told.contains("LINEが受け取りました。"), "{told}");
        assert_eq!(line.platform.chat("hanako").len(), 1);
    });
}

#[test]
fn a_missing_key_file_is_told_and_neither_made_nor_passed_over() {
    let Some(database) = Database::fresh(Engine::Sqlite) else { return };
    let folder = database.folder.path();
    let settings = Settings::written(folder, &database.url, None);
    let asked = ends(&settings.file, &["doctor"]);
    let told = String::from_utf8(asked.stdout).unwrap();
    assert!(!asked.status.success());
    assert!(
        told.starts_with("× 鍵ファイル：") && told.contains("控えておいた鍵ファイル"),
        "{told}"
    );
    assert!(told.contains("直すところが 1 つあります。"), "{told}");
    assert!(!key_file(folder).exists() && !folder.join("town.db").exists(), "nothing was made");

    assert!(ends(&settings.file, &["verify"]).status.success(), "makes both");
    let told = String::from_utf8(ends(&settings.file, &["doctor"]).stdout).unwrap();
    assert!(told.starts_with("○ データベース："), "{told}");
}
