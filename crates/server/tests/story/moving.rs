//! `madoguchi copy-to-postgres`: a town moves while its service runs, and every wrong way to ask for it is told.

use crate::{
    database::{Database, Engine},
    process::{Service, Settings, ends, key_file},
    resident::client,
    town::{run, until},
};
use serde_json::Value;
use std::{fs, path::Path};

/// The program's end: whether it was well, and all it said.
fn says(settings: &Settings, arguments: &[&str]) -> (bool, String) {
    let done = ends(&settings.file, arguments);
    let said = [done.stdout, done.stderr].map(|said| String::from_utf8(said).unwrap());
    (done.status.success(), said.concat())
}

fn moves(from: &Settings, to: &Path, more: &[&str]) -> (bool, String) {
    let to = to.display().to_string();
    says(from, &[&["copy-to-postgres", "--to", &to], more].concat())
}

/// A town in a file, and where it is to go; none without PostgreSQL.
fn two_homes() -> Option<(Database, Settings, Database, Settings)> {
    let target = Database::fresh(Engine::Postgres)?;
    let source = Database::fresh(Engine::Sqlite)?;
    let old = Settings::written(source.folder.path(), &source.url, None);
    let new = Settings::written(target.folder.path(), &target.url, None);
    Some((source, old, target, new))
}

#[test]
fn a_town_moves_while_it_serves_and_serves_on_from_there() {
    let Some((source, old, target, new)) = two_homes() else { return };
    assert!(says(&old, &["seed-demo", "--people", "200"]).0);
    fs::copy(key_file(source.folder.path()), key_file(target.folder.path())).unwrap();
    let service = Service::starts(&old);
    let (done, told) = moves(&old, &new.file, &[]);
    assert!(done, "{told}");
    for words in [
        "person：200行を写し",
        "移る前と後で同じです",
        "書きこみを止めたのは",
        "madoguchi serve --config",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    run(async {
        let url = format!("{}/health", old.url);
        let health = async || client().get(&url).send().await.unwrap();
        until("the old service says so by itself", async || health().await.status() == 503).await;
        let told: Value = health().await.json().await.unwrap();
        assert!(told["why"].as_str().unwrap().contains("moved to another database"), "{told}");
        assert!(told["say"].as_str().unwrap().contains("別のデータベースに移りました"), "{told}");
    });
    drop(service);

    let (done, told) = says(&old, &["verify"]);
    assert!(!done && told.contains("moved from this file"), "nobody works on what is left: {told}");
    let _service = Service::starts(&new);
    let (done, told) = says(&new, &["verify"]);
    assert!(done, "{told}");
    let (done, told) = moves(&old, &new.file, &[]);
    assert!(!done && told.contains("町はもう") && told.contains("serve を始めて"), "{told}");
    let (done, told) = moves(&old, &new.file, &["--reopen"]);
    assert!(!done && told.contains("書きこめないまま"), "{told}");
}

#[test]
fn whoever_asks_in_a_wrong_way_is_told_what_is_wrong_and_nothing_has_happened() {
    let Some((source, old, target, new)) = two_homes() else { return };
    let (done, told) = moves(&old, &new.file, &[]);
    assert!(!done && told.contains("写すデータベースのファイルがありません"), "{told}");
    assert!(says(&old, &["seed-demo", "--people", "100"]).0);
    for (from, to, words) in [
        (&new, &new, "SQLiteのファイルではありません"),
        (&old, &old, "PostgreSQLのもの（postgres://…）ではありません"),
        (&old, &new, "database.key_file のファイルがありません"),
    ] {
        let (done, told) = moves(from, &to.file, &[]);
        assert!(!done && told.contains(words) && told.contains("何も変えていません"), "{told}");
    }
    let nowhere = source.folder.path().join("nowhere.toml");
    let (done, told) = moves(&old, &nowhere, &[]);
    assert!(!done && told.contains("nowhere.toml"), "{told}");

    fs::write(key_file(target.folder.path()), "00".repeat(32)).unwrap();
    let (done, told) = moves(&old, &new.file, &[]);
    assert!(!done && told.contains("町はいまの場所で動いています"), "{told}");
    fs::copy(key_file(source.folder.path()), key_file(target.folder.path())).unwrap();
    assert!(says(&new, &["seed-demo", "--people", "100"]).0);
    let (done, told) = moves(&old, &new.file, &[]);
    assert!(!done && told.contains("空ではありません"), "{told}");
    let (done, told) = moves(&old, &new.file, &["--reopen"]);
    assert!(done && told.contains("閉じていません"), "{told}");
    assert!(says(&old, &["verify"]).0, "the town is where it was");
}
