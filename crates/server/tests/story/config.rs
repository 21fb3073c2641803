//! A configuration that cannot be used is refused at the start, with everything one needs to mend it; a
//! database that is away is waited for.

use crate::{
    database::{Database, Engine},
    process::{Service, Settings, ends, key_file, program},
    proxy::Proxy,
    resident::client,
    town::{run, until},
    webhook::host_of,
};
use insta::assert_snapshot;
use serde_json::Value;
use std::{fs, path::Path};
use tempfile::TempDir;

/// What a town needs to say at least.
const GOOD: &str = r#"
[town]
name = "窓川町"
code = "019992"

[server]
base_url = "https://yoyaku.town.example.jp"
"#;

/// A section that lacks most of what it needs.
const HALF_OF_LINE: &str = "\n[line]\nchannel_id = \"1\"\nchannel_secret = \"himitsu\"\n";

/// What is wrong, and the file in which it is.
fn bad_settings() -> [(&'static str, String); 14] {
    [
        ("the name is missing", GOOD.replace("name =", "# name =")),
        ("the code is none", GOOD.replace("019992", "019990")),
        ("the code is empty", GOOD.replace("019992", " ")),
        ("the address is none", GOOD.replace("https://", "yoyaku:")),
        ("the port is none", GOOD.replace("[server]", "[server]\nlisten = \"9000\"")),
        ("neither true nor false", GOOD.replace("[server]", "[server]\ntrust_proxy = \"yes\"")),
        ("a database of another kind", format!("{GOOD}\n[database]\nurl = \"mysql://db\"")),
        ("a slip of the hand", GOOD.replace("base_url", "baseurl")),
        ("nothing like any", format!("{GOOD}\n[database]\ntimeout = 5")),
        ("no such section", format!("{GOOD}\n[mail]\nhost = \"x\"")),
        ("half of LINE", format!("{GOOD}{HALF_OF_LINE}")),
        ("an empty secret", format!("{GOOD}{HALF_OF_LINE}").replace("himitsu", "")),
        ("outside of any section", format!("name = \"窓川町\"\n{GOOD}")),
        ("not TOML", GOOD.replace("name = ", "name ")),
    ]
}

#[test]
fn every_bad_setting_is_named_with_its_place_its_fault_and_an_example() {
    let folder = tempfile::tempdir().unwrap();
    let complaint =
        |(what, text): &(&str, String)| format!("―― {what}\n{}\n", refused(&folder, text, &[]));
    let told: String = bad_settings().iter().map(complaint).collect();
    assert!(!told.contains("himitsu"), "a secret is never shown");
    assert_snapshot!(told, @r#"
        ―― the name is missing
        設定項目「town.name」がありません。設定ファイル /town.toml に書いてください。例：
          [town]
          name = "窓川町"

        ―― the code is none
        設定項目「town.code」（/town.toml）の値「019990」は使えません。全国地方公共団体コード（検査数字を含む6桁）ではありません。例：
          [town]
          code = "015601"

        ―― the code is empty
        設定項目「town.code」（/town.toml）の値「 」は使えません。空です。例：
          [town]
          code = "015601"

        ―― the address is none
        設定項目「server.base_url」（/town.toml）の値「yoyaku:yoyaku.town.example.jp」は使えません。https:// か http:// で始まるURLではありません。例：
          [server]
          base_url = "https://yoyaku.town.example.jp"

        ―― the port is none
        設定項目「server.listen」（/town.toml）の値「9000」は使えません。「住所:ポート」の形ではありません。例：
          [server]
          listen = "127.0.0.1:9000"

        ―― neither true nor false
        設定項目「server.trust_proxy」（/town.toml）の値「yes」は使えません。true か false で書いてください。例：
          [server]
          trust_proxy = "false"

        ―― a database of another kind
        設定項目「database.url」（/town.toml）の値「mysql://db」は使えません。sqlite: か postgres:// で始まっていません。例：
          [database]
          url = "sqlite:madoguchi.db"

        ―― a slip of the hand
        設定項目「server.baseurl」（/town.toml）はありません。「server.base_url」のことでしょうか。

        ―― nothing like any
        設定項目「database.timeout」（/town.toml）はありません。[database] で使える項目は url、key_file です。

        ―― no such section
        設定項目「mail.host」（/town.toml）はありません。使える見出しは [town]、[server]、[database]、[line] です。

        ―― half of LINE
        設定項目「line.login_channel_id」がありません。設定ファイル /town.toml に書いてください。例：
          [line]
          login_channel_id = "1234567891"

        ―― an empty secret
        設定項目「line.channel_secret」（/town.toml）の値「（表示しません）」は使えません。空です。例：
          [line]
          channel_secret = "8c570fa6dd201bb328f1c1eac23a96d8"

        ―― outside of any section
        設定ファイル /town.toml の「name」は、[ ] の見出しの下に書いてください。例：
          [town]
          name = "窓川町"

        ―― not TOML
        設定ファイル /town.toml を読めません。TOMLの書き方に誤りがあります：
        TOML parse error at line 3, column 6
          |
        3 | name "窓川町"
          |      ^
        key with no value, expected `=`
        "#);
}

#[test]
fn the_environment_stands_over_the_file_and_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let told = refused(&folder, GOOD, &[("MADOGUCHI_TOWN_CODE", "abc")]);
    assert_snapshot!(told, @r#"
        設定項目「town.code」（環境変数 MADOGUCHI_TOWN_CODE）の値「abc」は使えません。全国地方公共団体コード（検査数字を含む6桁）ではありません。例：
          [town]
          code = "015601"
        "#);
    let told = refused(&folder, GOOD, &[("MADOGUCHI_TOWN_PHON", "1")]);
    assert_snapshot!(told, @"設定項目「town.phon」（環境変数 MADOGUCHI_TOWN_PHON）はありません。「town.phone」のことでしょうか。");
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let output = ends(&folder.path().join("nowhere.toml"), &["verify"]);
    assert_eq!(output.status.code(), Some(2));
    assert_snapshot!(plain(&folder, &output.stderr), @"設定ファイル /nowhere.toml を読めません（No such file or directory (os error 2)）。場所を確かめるか、--config で示してください。");
}

#[test]
fn a_key_file_that_is_none_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let settings = with_sqlite(&folder);
    fs::write(key_file(folder.path()), "これは鍵ではない").unwrap();
    let output = ends(&settings.file, &["verify"]);
    assert_eq!(output.status.code(), Some(1));
    assert_snapshot!(plain(&folder, &output.stderr), @"鍵ファイル /madoguchi.key の中身が正しくありません。元のファイルに戻してください: 64桁の16進数ではありません");
}

#[test]
fn the_key_of_another_town_opens_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let settings = with_sqlite(&folder);
    assert_eq!(ends(&settings.file, &["verify"]).status.code(), Some(0), "the key is made");
    fs::write(key_file(folder.path()), "5".repeat(64)).unwrap();
    for command in ["verify", "serve"] {
        let output = ends(&settings.file, &[command]);
        assert_eq!(output.status.code(), Some(1), "{command}");
        let told = plain(&folder, &output.stderr);
        let last = told.lines().last().unwrap_or_default();
        assert_eq!(
            last,
            "データベースを使えません。設定項目 database.url と database.key_file をお確かめください: \
             the key file does not belong to this database: put back the one it was made with"
        );
    }
}

#[test]
fn a_database_that_is_away_is_waited_for() {
    let Some(database) = Database::fresh(Engine::Postgres) else { return };
    run(async {
        let host = host_of(&database.url);
        let mut door = Proxy::shut(&host).await;
        let through = database.url.replacen(&host, &door.address.to_string(), 1);
        let settings = Settings::written(database.folder.path(), &through, None);
        let _service = Service::starts(&settings);

        let http = client();
        let health = async || {
            let answer = http.get(format!("{}/health", settings.url)).send().await.unwrap();
            (answer.status().as_u16(), answer.json::<Value>().await.unwrap())
        };
        let (status, told) = health().await;
        assert_eq!((status, &told["ok"]), (503, &Value::Bool(false)), "{told}");
        assert_eq!(told["database"], "unavailable");
        assert!(told["why"].as_str().unwrap().contains("database"), "{told}");
        for page in ["/r/home", "/desk"] {
            let asked = http.get(format!("{}{page}", settings.url));
            let asked = asked.header("cookie", "madoguchi=x; madoguchi_desk=x");
            let answer = asked.send().await.unwrap();
            assert_eq!(answer.status(), 503, "{page}");
            assert_eq!(answer.headers()["retry-after"], "20", "{page}");
            assert!(answer.text().await.unwrap().contains("少しお待ちください"), "{page}");
        }

        door.opens().await;
        until("the database is found", async || health().await.0 == 200).await;
        assert_eq!(health().await.1["database"], "ok");
    });
}

/// Runs the program with this configuration, and gives the complaint.
fn refused(folder: &TempDir, text: &str, environment: &[(&str, &str)]) -> String {
    let file = folder.path().join("town.toml");
    fs::write(&file, text).unwrap();
    let output = program(&file, &["serve"]).envs(environment.iter().copied()).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", plain(folder, &output.stderr));
    plain(folder, &output.stderr)
}

/// What was said, without the name of the folder.
fn plain(folder: &TempDir, said: &[u8]) -> String {
    String::from_utf8_lossy(said).replace(&folder.path().display().to_string(), "")
}

fn with_sqlite(folder: &TempDir) -> Settings {
    let file: &Path = &folder.path().join("town.db");
    Settings::written(folder.path(), &format!("sqlite:{}", file.display()), None)
}
