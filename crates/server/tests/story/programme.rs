//! A nurse sets a programme up by commands: from a template to the opening check, what a change of rules would do
//! to people, and the opening itself. Nothing opens that contradicts itself.

use crate::{
    database::{Database, Engine},
    import,
    people::hanako,
    places::{AT_9_00, COVID, PNEUMONIA, days, monday},
    process::{Settings, ends},
    town::{OFFICER, Town},
};
use domain::{
    Actor, Change, Dated, Pool, Programme, ProgrammeId, Refusal,
    age::{Age, AgeRule},
    opening::{Finding, Severity},
};
use insta::assert_snapshot;
use jiff::Timestamp;
use madoguchi::actions::programme::{self as act, Facts, Settled, open, save};
use madoguchi::programme_file::ProgrammeFile;
use serde_json::Value;
use std::{fs, path::PathBuf};

const BY: Actor = Actor::Officer(OFFICER);

on_both_engines!(
    one_that_contradicts_itself_is_not_opened_and_says_why,
    a_change_of_rules_shows_the_bookings_it_breaks_and_cancels_none,
    what_another_changed_meanwhile_is_not_overwritten_but_bookings_are_no_hindrance,
);

async fn facts(town: &Town, id: ProgrammeId) -> Facts {
    act::load(&town.app.store, id, town.app.clock.now()).await.unwrap().unwrap()
}

async fn opens(town: &Town, facts: Facts, from: Timestamp) -> Settled {
    let (now, why) = (town.app.clock.now(), "秋の接種".to_owned());
    open::open_programme(&town.app.store, facts, from, BY, now, why).await.unwrap()
}

async fn saves(town: &Town, facts: Facts, after: Programme) -> Settled {
    let (now, why) = (town.app.clock.now(), "国の通知".to_owned());
    save::save_programme(&town.app.store, facts, after, BY, now, why).await.unwrap()
}

async fn one_that_contradicts_itself_is_not_opened_and_says_why(town: &Town) {
    let pneumonia = facts(town, PNEUMONIA).await;
    let mut closed = pneumonia.setup.programme.clone();
    closed.opens_at = None;
    town.changes(vec![Change::ProgrammeSaved(closed.clone())]).await;
    let slot = pneumonia.setup.slots[0].clone();
    let ends = slot.starts;
    town.changes(vec![Change::SlotSaved(domain::Slot { ends, ..slot.clone() })]).await;

    let from = monday() + days(7);
    let refused = opens(town, facts(town, PNEUMONIA).await, from).await;
    let Settled::Refused(why, found) = refused else { panic!("{refused:?}") };
    assert_eq!(why, Refusal::ContradictsItself { findings: 1 });
    let stops: Vec<_> = found.iter().filter(|f| f.severity() == Severity::Stops).collect();
    assert!(matches!(stops[..], [Finding::EndsNotAfterStart { .. }]), "{found:?}");
    assert_eq!(facts(town, PNEUMONIA).await.setup.programme.opens_at, None);

    town.changes(vec![Change::SlotSaved(slot)]).await;
    assert_eq!(opens(town, facts(town, PNEUMONIA).await, from).await, Settled::Done);
    assert_eq!(facts(town, PNEUMONIA).await.setup.programme.opens_at, Some(from));

    let open = facts(town, PNEUMONIA).await;
    let mut spoiled = open.setup.programme.clone();
    spoiled.policy.doses.clear();
    let refused = saves(town, open, spoiled).await;
    assert!(matches!(refused, Settled::Refused(Refusal::ContradictsItself { .. }, _)));
    assert_eq!(facts(town, PNEUMONIA).await.setup.programme.policy, closed.policy, "as it was");
}

async fn a_change_of_rules_shows_the_bookings_it_breaks_and_cancels_none(town: &Town) {
    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    hanako.books(COVID, 1, AT_9_00).await;
    let covid = facts(town, COVID).await;
    let mut after = covid.setup.programme.clone();
    let under = Some(Age { years: 60, months: 0 });
    let young = AgeRule::OnTheDay { from: None, under };
    after.policy.doses[0].ages = vec![Dated::always(young)];
    let impact = save::preview(&covid, &after, town.app.clock.now());
    let booking = town.booking_of(&hanako.known).await;
    let broken: Vec<_> = impact.broken.iter().map(|broken| broken.booking).collect();
    assert_eq!(broken, [booking.id]);
    assert!(matches!(impact.broken[0].why, Refusal::Age(_)));
    let touched = &impact.doses[&1];
    assert_eq!((touched.before, touched.after, touched.lose.len()), (3, 2, 1), "taro loses");

    assert_eq!(saves(town, covid, after.clone()).await, Settled::Done);
    assert_eq!(facts(town, COVID).await.setup.programme, after);
    assert!(town.booking_of(&hanako.known).await.is_live(), "nothing is cancelled by itself");
}

async fn what_another_changed_meanwhile_is_not_overwritten_but_bookings_are_no_hindrance(
    town: &Town,
) {
    let before = facts(town, COVID).await;
    let mut after = before.setup.programme.clone();
    "新しい名前".clone_into(&mut after.name);

    let hanako = town.resident(hanako()).await;
    hanako.registers(&hanako.known).await;
    hanako.books(COVID, 1, AT_9_00).await;
    assert_eq!(saves(town, before.clone(), after.clone()).await, Settled::Done);

    let before = facts(town, COVID).await;
    let capacity = Change::CapacitySet { slot: AT_9_00, pool: Pool::Public, from: 10, to: 9 };
    town.changes(vec![capacity]).await;
    "もっと新しい名前".clone_into(&mut after.name);
    assert_eq!(saves(town, before, after).await, Settled::Changed);
    assert_eq!(facts(town, COVID).await.setup.programme.name, "新しい名前");
}

/// The demo's town, or an empty one, and the program that is asked.
struct Counter {
    settings: Settings,
    database: Database,
}

impl Counter {
    fn on(engine: Engine) -> Option<Self> {
        let database = Database::fresh(engine)?;
        let settings = Settings::written(database.folder.path(), &database.url, None);
        Some(Self { settings, database })
    }

    fn says(&self, arguments: &[&str]) -> (bool, String) {
        let output = ends(&self.settings.file, &[&["programme"], arguments].concat());
        let said = String::from_utf8(output.stdout).unwrap();
        (output.status.success(), said.trim_end().to_owned())
    }

    fn told(&self, arguments: &[&str]) -> Value {
        let (_, said) = self.says(&[arguments, &["--json"]].concat());
        serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}"))
    }

    fn file(&self, text: &str) -> PathBuf {
        let path = self.database.folder.path().join("programme.json");
        fs::write(&path, text).unwrap();
        path
    }
}

fn on_both(story: impl Fn(&Counter)) {
    let both = [Engine::Sqlite, Engine::Postgres].into_iter().filter_map(Counter::on);
    both.for_each(|counter| story(&counter));
}

#[test]
fn the_demo_passes_its_own_check_and_its_rules_are_changed_by_a_file() {
    on_both(|counter| {
        assert!(ends(&counter.settings.file, &["seed-demo"]).status.success());
        let list = counter.told(&["list"]);
        let programmes = list["facts"]["programmes"].as_array().unwrap();
        assert_eq!(programmes.len(), 2);
        for programme in programmes {
            let (sound, told) = counter.says(&["check", programme["id"].as_str().unwrap()]);
            assert!(sound && told.ends_with("受付を止める指摘はありません。"), "{told}");
        }
        let covid = |programme: &&Value| programme["name"].as_str().unwrap().contains("コロナ");
        let covid = programmes.iter().find(covid).unwrap();
        let id = covid["id"].as_str().unwrap().to_owned();

        let (_, shown) = counter.says(&["show", &id]);
        let mut file = ProgrammeFile::read(shown.as_bytes()).unwrap();
        let from = Some(Age { years: 65, months: 0 });
        file.policy.doses[0].ages = vec![Dated::always(AgeRule::OnTheDay { from, under: None })];
        let path = counter.file(&file.text());
        let path = path.to_str().unwrap();

        let impact = counter.told(&["preview", &id, path]);
        let broken = impact["facts"]["broken"].as_array().unwrap();
        assert!(!broken.is_empty(), "those who phoned are not all over 65");
        assert!(!impact["facts"]["doses"][0]["lose"].as_array().unwrap().is_empty());
        let (saved, told) = counter.says(&["save", &id, path]);
        assert!(!saved && told.contains("まだ保存していません"), "{told}");
        assert!(told.contains(&format!("決まりに合わなくなる予約 {}件", broken.len())), "{told}");
        let (saved, told) = counter.says(&["save", &id, path, "--yes", "--reason", " "]);
        assert!(!saved && told.contains("--reason"), "{told}");
        assert_eq!(counter.says(&["show", &id]).1, shown, "nothing was changed");
        let (saved, told) = counter.says(&["save", &id, path, "--yes", "--reason", "国の通知"]);
        assert!(saved && told.ends_with("保存しました。"), "{told}");
        assert_eq!(fs::read_to_string(path).unwrap(), file.text(), "the file is as it was typed");
        assert_eq!(counter.says(&["show", &id]).1, file.text());

        file.policy.doses[0].number = 2;
        let path = counter.file(&file.text());
        let save = ["save", &id, path.to_str().unwrap(), "--yes", "--reason", "まちがい"];
        let (saved, told) = counter.says(&save);
        assert!(!saved && told.contains("回の番号が 2 になっています。"), "{told}");
        assert!(told.ends_with("何も変えていません。"), "{told}");
        let (opened, told) = counter.says(&["open", &id, "--at", "2199-12-01T09:00"]);
        assert!(!opened && told.contains("予約の締切が受付開始より前"), "{told}");
        assert!(ends(&counter.settings.file, &["verify"]).status.success());
    });
}

#[test]
fn a_new_programme_is_closed_and_is_told_what_it_lacks() {
    on_both(|counter| {
        let (listed, told) = counter.says(&["list"]);
        assert!(listed && told.contains("事業はまだありません"), "{told}");
        let new = ["new", "--template", "mr", "--name", "令和8年度 麻しん風しん"];
        let made = counter.told(&new);
        let id = made["facts"]["id"].as_str().unwrap().to_owned();
        let (_, told) = counter.says(&["list"]);
        assert_eq!(told, format!("{id}  令和8年度 麻しん風しん（受付開始は決まっていません）"));
        let (sound, told) = counter.says(&["check", &id]);
        assert!(!sound);
        insta::allow_duplicates! {
            assert_snapshot!(told, @"
            【開始できません】これからの実施日がありません。
                → 実施日をつくってください。（直すところ：実施日）
            【開始できません】これからの枠がありません。
                → 枠をつくってください。（直すところ：枠）
            【開始できません】名簿にだれもいません。
                → 先に名簿を取りこんでください。（直すところ：名簿）
            このままでは受付を始められません（3件）。
            ");
        }
        let (opened, told) = counter.says(&["open", &id, "--at", "2199-12-01 09:00"]);
        assert!(!opened && told.starts_with("この事業の設定には"), "{told}");
        let facts = counter.told(&["check", &id])["facts"].clone();
        assert_eq!(facts["stops"], 3);
        assert_eq!(facts["findings"][0]["finding"], "no_session");
        assert_eq!(facts["findings"][0]["mend_at"], "sessions");
    });
}

#[test]
fn whoever_makes_and_changes_a_programme_is_named_and_must_be_an_officer() {
    import::on_both(|town| {
        let new = ["programme", "new", "--template", "bcg", "--name", "BCG", "--json"];
        let by_midori = |arguments: &[&str]| town.runs(&[arguments, &["--by", "midori"]].concat());
        let (made, told) = by_midori(&new);
        assert!(!made && told.contains("職員番号「midori」の職員がいません"), "{told}");
        let midori = town.knows_midori();
        let (made, told) = by_midori(&new);
        assert!(made, "{told}");
        let told: Value = serde_json::from_str(&told[told.find('{').unwrap()..]).unwrap();
        let id = told["facts"]["id"].as_str().unwrap();
        let (_, shown) = town.runs(&["programme", "show", id]);
        let shown = &shown[shown.find('{').unwrap()..];
        let path = town.database.folder.path().join("programme.json");
        fs::write(&path, shown.replace("\"BCG\"", "\"BCG 2回目\"")).unwrap();
        let path = path.to_str().unwrap();
        let (saved, told) =
            by_midori(&["programme", "save", id, path, "--yes", "--reason", "名前を直した"]);
        assert!(saved, "{told}");
        if town.database.url.starts_with("sqlite:") {
            for name in ["BCG", "BCG 2回目"] {
                let line = format!(
                    "{{\"officer\":\"{midori}\"}}{{\"programme_saved\":{{\"id\":\"{id}\",\"name\":\"{name}\""
                );
                assert!(town.database.keeps(&line), "{line}");
            }
        }
    });
}

#[test]
fn what_cannot_be_read_is_told_so() {
    let Some(counter) = Counter::on(Engine::Sqlite) else { return };
    let made = counter.told(&["new", "--template", "bcg", "--name", "BCG"]);
    let id = made["facts"]["id"].as_str().unwrap().to_owned();
    let shown = counter.says(&["show", &id]).1;
    let (other, missing) = ("0199a000-0000-7000-8000-000000000000", "ありません");
    for (arguments, words) in [
        (vec!["check", "１２３"], "「１２３」は事業の番号として読めません"),
        (vec!["check", other], missing),
        (vec!["show", other], missing),
        (vec!["show", &id, "--template", "mr"], "どちらか一方だけ"),
        (vec!["show"], "--template でひな形の名前を書いてください"),
        (vec!["show", "--template", "measles"], "「measles」というひな形はありません"),
        (vec!["new", "--template", "measles", "--name", "はしか"], "あるのは bcg、"),
        (vec!["new", "--template", "bcg", "--name", " 　"], "名前が空です"),
        (vec!["open", &id, "--at", "あした"], "「あした」は日時として読めません"),
        (vec!["open", &id, "--at", "2199-12-01"], "年月日と時刻を書いてください"),
        (vec!["open", &id, "--at", "2020-12-01T09:00"], "は過ぎています"),
        (vec!["open", other, "--at", "2199-12-01T09:00"], missing),
        (vec!["preview", &id, "/nowhere.json"], "/nowhere.json を読めません"),
    ] {
        let (done, told) = counter.says(&arguments);
        assert!(!done && told.contains(words), "{arguments:?}: {told}");
    }
    for (text, words) in [
        (String::new(), "JSONの書き方が崩れています"),
        (shown.replacen(',', "", 1), "行目の"),
        (shown.replace("\"doses\"", "\"dosis\""), "事業の決まりとして読めません"),
        (shown.replace("\"BCG\"", "\" \""), "名前（name）が空です"),
        (
            shown.replace("\"opens_at\": null", "\"opens_at\": \"2199-01-01T00:00:00Z\""),
            "programme open で変えます",
        ),
    ] {
        let path = counter.file(&text);
        let (done, told) = counter.says(&["save", &id, path.to_str().unwrap(), "--yes"]);
        assert!(!done && told.contains(words), "{text}: {told}");
    }
    let path = counter.database.folder.path().join("cp932.json");
    fs::write(&path, b"{\"name\": \"\x8e\x96\x8b\xc6\"}").unwrap();
    let (done, told) = counter.says(&["preview", &id, path.to_str().unwrap()]);
    assert!(!done && told.contains("UTF-8ではありません"), "{told}");
    assert_eq!(counter.says(&["show", &id]).1, shown, "nothing was changed");
}

#[test]
fn the_templates_are_listed_and_shown_without_a_database() {
    let Some(counter) = Counter::on(Engine::Sqlite) else { return };
    let program = |arguments: &[&str]| {
        let nowhere = counter.database.folder.path().join("no.toml");
        ends(&nowhere, &[&["programme"], arguments].concat())
    };
    let listed = program(&["templates"]);
    assert!(listed.status.success());
    let listed = String::from_utf8(listed.stdout).unwrap();
    assert!(listed.contains("japanese-encephalitis\n    日本脳炎"), "{listed}");
    let shown = program(&["show", "--template", "mr"]);
    assert!(shown.status.success());
    assert_eq!(ProgrammeFile::read(&shown.stdout).unwrap().name, "麻しん風しん（MR）");
}
