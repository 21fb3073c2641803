//! Canaries in the whole program: someone with names and numbers found nowhere else is brought in from a file, writes
//! them into the talk, books, meets errors, and the program dies and comes back. Nothing of her is in anything LINE
//! was told, in any address or in the log of any process, down to the last detail.

use crate::{
    database::{Database, Engine},
    places::{self, AT_9_00, AT_9_15, COVID, HALL_SESSION},
    privacy::{canary, nothing_personal_in},
    process::{Service, Settings, key_file, logging, program},
    proxy::Proxy,
    resident::{Browser, Resident, World},
    town::{LOGIN, officer, run, until},
};
use domain::{Actor, Decision, PersonId};
use line_emulator::{Options, Platform, Sent};
use madoguchi::{clock::Clock, key_file::read_or_make};
use std::{
    fs,
    path::{Path, PathBuf},
};
use store::Store;

/// A file with her in it, and one with a mistake beside her.
const ROSTER: &str = "宛名番号,氏名,フリガナ,生年月日,性別,住所,電話番号,接種券番号\n\
    77,金糸雀 囀子,カナリア サエズリコ,昭和6年12月31日,女,囀町七丁目,090-8172-6354,9081726354\n";
const MISTAKE: &str = "宛名番号,氏名,フリガナ,生年月日,性別,住所,電話番号,接種券番号\n\
    77,金糸雀 囀子,カナリア サエズリコ,昭和６年13月31日,女,囀町七丁目,090-8172-6354,9081726354\n";

#[test]
fn nothing_personal_leaves_the_program_on_sqlite() {
    lives(Engine::Sqlite);
}

#[test]
fn nothing_personal_leaves_the_program_on_postgres() {
    lives(Engine::Postgres);
}

fn lives(engine: Engine) {
    let Some(database) = Database::fresh(engine) else { return };
    run(async {
        let line = Platform::start(options()).await.unwrap();
        let to_line = Proxy::open(line.url.strip_prefix("http://").unwrap()).await;
        let address = format!("http://{}", to_line.address);
        let settings = Settings::written(database.folder.path(), &database.url, Some(&address));
        line.platform.set_webhook(&format!("{}/line/webhook", settings.url));
        let log = database.folder.path().join("log.txt");
        let runs = |arguments: &[&str]| runs(&settings.file, arguments, &log);

        places_are_there(&database).await;
        assert!(!brought(&runs, database.folder.path(), MISTAKE));
        assert!(brought(&runs, database.folder.path(), ROSTER));
        let world = World::new(settings.url.clone(), line.platform.clone());
        let service = Service::starts_logging(&settings, &log);
        assert!(runs(&["line", "menus", "deploy"]));
        runs(&["doctor"]);
        let mut resident = comes(&world).await;
        talks(&world).await;
        service.killed();

        let _service = Service::starts_logging(&settings, &log);
        books(&mut resident).await;
        the_desk_looks(&world).await;
        meets_errors(&resident).await;
        everything_is_said(&database).await;

        let told = String::from_utf8_lossy(&to_line.asked()).into_owned();
        assert!(told.contains("予約を変更しました") && told.contains("番号は書かないでください"));
        let logged = fs::read_to_string(&log).unwrap();
        assert!(logged.contains("LINE answered") && logged.contains("DEBUG"), "the log is here");
        let addresses = world.seen().join("\n");
        assert!(addresses.contains("/bookings/"));
        nothing_personal_in("what LINE was told", &told);
        nothing_personal_in("the log", &logged);
        nothing_personal_in("an address", &addresses);
    });
}

fn options() -> Options {
    Options { residents: Vec::new(), ..Options::default() }
}

/// Whether a command of the program went well. What it prints is for who asked.
fn runs(settings: &Path, arguments: &[&str], log: &Path) -> bool {
    tokio::task::block_in_place(|| {
        logging(program(settings, arguments), log).output().unwrap().status.success()
    })
}

fn brought(runs: &impl Fn(&[&str]) -> bool, folder: &Path, file: &str) -> bool {
    let path: PathBuf = folder.join("people.csv");
    fs::write(&path, file).unwrap();
    runs(&["import", "people", &path.display().to_string()])
}

async fn places_are_there(database: &Database) {
    let keys = read_or_make(&key_file(database.folder.path())).unwrap();
    let store = Store::start(database.store_url(), keys);
    store.ready().await.unwrap();
    let now = Clock::Machine.now();
    let decision = Decision { changes: places::changes(now), notices: Vec::new() };
    let officer = officer();
    let save = move |tx: &mut store::Tx<'_>| {
        tx.save_officer(&officer, Actor::System, now)?;
        tx.apply(&decision, Actor::System, now, None)
    };
    store.write(save).await.unwrap();
}

async fn comes(world: &World) -> Resident<'_> {
    world.line.add_resident("canary", "canary");
    assert!(world.line.add_friend("canary").await.unwrap().taken());
    Resident { browser: Browser::new(world), known: canary() }
}

/// She writes everything into the talk that she should not.
async fn talks(world: &World) {
    for said in [
        "金糸雀 囀子です。囀町七丁目に住んでいます",
        "カナリア サエズリコ、昭和6年12月31日生まれ",
        "接種券 9081 7263 54 で予約したい",
        "090-8172-6354 に電話ください",
        "予約",
        "確認",
    ] {
        world.line.types("canary", said).await.unwrap();
    }
    world.line.sends("canary", Sent::File).await.unwrap();
    world.line.unsends("canary").await.unwrap();
}

async fn books(canary: &mut Resident<'_>) {
    canary.types("9081 7263 54", "S6.12.30").await;
    canary.types("9081726354x", "昭和６年13月").await;
    canary.registers(&canary.known).await;
    // The file does not say under which id she is known here.
    let home = canary.opens("/home").await;
    let link = home.links().into_iter().find(|link| link.starts_with("/r/book/")).unwrap();
    canary.known.id = PersonId(link["/r/book/".len()..].parse().unwrap());
    canary.books(COVID, 1, AT_9_00).await;
    let home = canary.opens("/home").await;
    let booking = home.links().into_iter().find(|link| link.contains("/bookings/")).unwrap();
    let id = booking.split('/').nth(3).unwrap().to_owned();
    let page = canary.opens(&format!("/bookings/{id}/change/slot/{AT_9_15}")).await;
    canary.browser.presses(&page, "この内容に変更する", &[]).await;
    canary.opens(&format!("/bookings/{id}/calendar.ics")).await;
}

async fn meets_errors(canary: &Resident<'_>) {
    for path in ["/r/bookings/77", "/r/book/77/77/1", "/nowhere", "/desk/bookings/77"] {
        canary.browser.asks_for(path).await;
    }
}

async fn the_desk_looks(world: &World) {
    let browser = Browser::new(world);
    let page = browser.opens("/desk").await;
    let typed = [("login", LOGIN.0), ("password", LOGIN.1)];
    browser.presses(&page, "ログインする", &typed).await;
    let roster = browser.opens(&format!("/desk/sessions/{HALL_SESSION}")).await;
    assert!(roster.text().contains("金糸雀 囀子"), "the desk sees who comes: {}", roster.text());
}

async fn everything_is_said(database: &Database) {
    let keys = read_or_make(&key_file(database.folder.path())).unwrap();
    let store = Store::start(database.store_url(), keys);
    store.ready().await.unwrap();
    let is_empty = async || {
        let next = store.read(|reader| Ok((reader.outbox_next()?, reader.inbox_next()?))).await;
        next.is_ok_and(|next| next == (None, None))
    };
    until("everything is said", is_empty).await;
}
