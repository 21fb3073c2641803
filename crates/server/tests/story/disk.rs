//! The disk under the running service fills up: whoever presses is told that nothing has happened, officers read what is the
//! matter and can still look things up, whatever watches the service is told, and with room again it goes on by itself.

use crate::{
    database::{Database, Engine, variable},
    process::{Service, Settings, ends, program},
    resident::{Browser, World, client},
    town::{run, until},
};
use line_emulator::{Options, Platform};
use serde_json::Value;
use std::{fs, process::Command};

const OFFICER: [(&str, &str); 2] = [("login", "hokenshi"), ("password", "madoguchi-demo")];

#[test]
fn a_full_disk_is_told_to_officers_and_to_whatever_watches_and_heals_by_itself() {
    let database = Database::fresh(Engine::Sqlite).unwrap();
    let folder = database.folder.path();
    let [source, shim, control] =
        ["faults.c", "faults.so", "control"].map(|name| folder.join(name));
    fs::write(&source, include_str!("../../../store/tests/disk/faults.c")).unwrap();
    let mut compiler = Command::new("cc");
    compiler.args(["-shared", "-fPIC", "-o"]).args([&shim, &source]).arg("-ldl");
    let Ok(compiled) = compiler.status() else {
        assert!(variable("MADOGUCHI_STRICT").as_deref() != Some("1"), "there is no cc");
        eprintln!("SKIPPED: there is no cc to compile disk/faults.c");
        return;
    };
    assert!(compiled.success());
    run(async {
        let line = Platform::start(Options::default()).await.unwrap();
        let settings = Settings::written(folder, &database.url, Some(&line.url));
        assert!(ends(&settings.file, &["seed-demo", "--people", "100"]).status.success());
        let mut command = program(&settings.file, &["serve"]);
        command.env("LD_PRELOAD", &shim).env("MADOGUCHI_FAULT_CONTROL", &control);
        command.env("MADOGUCHI_FAULT_FOLDER", folder);
        let _service = Service::started(&settings, command);
        let world = World::new(settings.url.clone(), line.platform.clone());
        let health = async || {
            let answer = client().get(format!("{}/health", settings.url)).send().await.unwrap();
            (answer.status().as_u16(), answer.json::<Value>().await.unwrap())
        };
        let officer = Browser::new(&world);
        let door = officer.opens("/desk").await;
        let page = officer.presses(&door, "ログインする", &OFFICER).await;
        assert_eq!(page.heading(), "事業の一覧");
        assert_eq!(health().await.0, 200);

        fs::write(&control, "write 28").unwrap();
        let colleague = Browser::new(&world);
        let door = colleague.opens("/desk").await;
        let page = colleague.presses(&door, "ログインする", &OFFICER).await;
        assert_eq!((page.status, page.heading().as_str()), (503, "少しお待ちください"));
        let sentence = "データベースのあるディスクがいっぱいで、何も書き込めません。";
        assert!(page.text().contains(sentence), "{}", page.text());
        let page = officer.opens("/desk").await;
        assert_eq!(page.heading(), "事業の一覧", "looking things up goes on");
        assert!(page.text().contains(sentence), "{}", page.text());
        let (status, told) = health().await;
        assert_eq!(status, 503);
        assert!(told["why"].as_str().unwrap().contains("disk of the database is full"), "{told}");
        assert!(told["say"].as_str().unwrap().starts_with(sentence), "{told}");

        fs::remove_file(&control).unwrap();
        until("there is room again", async || health().await.0 == 200).await;
        let page = colleague.presses(&door, "ログインする", &OFFICER).await;
        assert_eq!(page.heading(), "事業の一覧");
        assert!(!page.text().contains(sentence), "{}", page.text());
    });
}
