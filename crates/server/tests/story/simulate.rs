//! Rules of a waitlist are compared from the command line, on the places and the people of a town; nothing changes.

use crate::{
    database::{Database, Engine},
    process::{Settings, ends},
};
use std::fs;

/// The demo's town with the program beside it, and the programme that has a waitlist.
struct Counter {
    settings: Settings,
    database: Database,
    programme: String,
}

impl Counter {
    fn on(engine: Engine) -> Option<Self> {
        let database = Database::fresh(engine)?;
        let settings = Settings::written(database.folder.path(), &database.url, None);
        let small = ["seed-demo", "--people", "150", "--slots", "12", "--phoned", "0"];
        assert!(ends(&settings.file, &small).status.success());
        let listed = ends(&settings.file, &["programme", "list"]);
        let listed = String::from_utf8(listed.stdout).unwrap();
        let line = listed.lines().find(|line| line.contains("新型コロナ")).unwrap();
        let programme = line.split_whitespace().next().unwrap().to_owned();
        Some(Self { settings, database, programme })
    }

    fn says(&self, arguments: &[&str]) -> (bool, String) {
        let all = [&["simulate", "waitlist", &self.programme], arguments].concat();
        let output = ends(&self.settings.file, &all);
        (output.status.success(), String::from_utf8(output.stdout).unwrap())
    }
}

#[test]
fn rules_are_compared_on_a_towns_own_places_as_a_table_and_a_picture() {
    for counter in [Engine::Sqlite, Engine::Postgres].into_iter().filter_map(Counter::on) {
        let before =
            ends(&counter.settings.file, &["programme", "show", &counter.programme]).stdout;
        let picture = counter.database.folder.path().join("waitlist.svg");
        let path = picture.display().to_string();
        let asked = ["--waiting", "60", "--runs", "3", "--cancelled", "50", "--picture", &path];
        let (done, text) = counter.says(&asked);
        assert!(done, "{text}");
        for told in [
            "・これからの枠：12回分・",
            "・キャンセル待ちの方：60人（名簿の、対象でまだ予約のない方を、待っていると見なします。うち電話20人）",
            "・キャンセルされる枠：50%（指定した値）",
            "（めやす。この事業ではまだ10件に満たないため）",
            "| 決まり | 埋まるまで（まん中） | 9割が埋まるまで |",
            "\n| いまの決まり | ",
            "\n| 返事を短く | ",
            "・返事を長く：先着順、返事の時間30〜720分、残り時間を4人で分ける",
        ] {
            assert!(text.contains(told), "{told}: {text}");
        }
        assert_eq!(counter.says(&asked), (true, text), "the same seed is the same play");
        let drawn = fs::read_to_string(&picture).unwrap();
        assert!(drawn.starts_with("<svg ") && drawn.trim_end().ends_with("</svg>"), "{drawn}");
        assert!(drawn.contains("いまの決まり 埋まる枠 "), "{drawn}");
        let own = ["--waiting", "60", "--runs", "1", "--rules", "ながく:least=60,most=600"];
        let (_, text) = counter.says(&own);
        assert!(text.contains("\n| ながく | ") && !text.contains("返事を短く"), "{text}");
        let after = ends(&counter.settings.file, &["programme", "show", &counter.programme]).stdout;
        assert_eq!(before, after, "nothing is written");
    }
}

#[test]
fn what_cannot_be_played_is_told_in_a_sentence() {
    let counter = Counter::on(Engine::Sqlite).unwrap();
    for (arguments, why) in [
        (&[][..], "キャンセル待ちの方がいません。"),
        (&["--runs", "0"], "--runs の 0 は使えません。1〜200 の数にしてください。"),
        (&["--waiting", "20001"], "--waiting の 20001 は使えません。1〜20000 の数"),
        (&["--cancelled", "101"], "--cancelled の 101 は使えません。"),
        (&["--taken", "60", "--declined", "50"], "合わせて100以下に"),
        (&["--waiting", "9", "--rules", "あ:least=60,most=30"], "短いほう（least=60）以上"),
    ] {
        let (done, text) = counter.says(arguments);
        assert!(!done && text.contains(why), "{why}: {text}");
    }
    let unknown = |id: &str| {
        let output = ends(&counter.settings.file, &["simulate", "waitlist", id]);
        (output.status.success(), String::from_utf8(output.stdout).unwrap())
    };
    let (done, text) = unknown("25:00🙂");
    assert!(!done && text.contains("「25:00🙂」は事業の番号として読めません。"), "{text}");
    let (done, text) = unknown("00000000-0000-0000-0000-000000000404");
    assert!(!done && text.contains("の事業はありません。"), "{text}");
}
