//! Whoever sets the counter up: what the doctor says of each thing, and a message to see that one arrives.

use crate::{
    database::{Database, Engine},
    people::hanako,
    process::{Settings, ends, key_file},
    town::Town,
};
use insta::assert_snapshot;
use line_emulator::{Endpoint, Fault};
use madoguchi::{
    actions::send_test::send_test,
    doctor::{Check, Verdict, examine},
};
use std::time::Duration;
use store::Settled;

on_both_engines!(
    a_town_that_is_set_up_hears_nothing_bad,
    what_is_wrong_with_line_is_said_with_the_next_step,
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

async fn a_test_message_arrives_once_and_one_to_nobody_is_given_up(town: &Town) {
    town.resident(hanako()).await;
    let short = Duration::from_secs(5);
    let user = town.line.user_id("hanako");
    assert_eq!(send_test(&town.app, user, short).await.unwrap(), Some(Settled::Sent));
    let text = "窓川町の予約窓口からのテスト送信です。このメッセージが見えていれば、正しくつながっています。";
    assert_eq!(town.times_heard("hanako", text), 1);

    let nobody = format!("U{}", "0".repeat(32));
    let ended = send_test(&town.app, nobody, short).await.unwrap();
    assert!(matches!(ended, Some(Settled::GivenUp(_))), "{ended:?}");
    town.gives_up(1);
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
