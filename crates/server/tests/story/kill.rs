//! Power loss: the real program is killed while bookings are on their way. Whoever was told that they have
//! a place has it after the restart, once, and hears of it once.

use crate::{
    database::{Database, Engine},
    page::Form,
    people::{Known, neighbour},
    places::{self, AT_9_00, COVID, PUBLIC},
    process::{Service, Settings, ends, key_file},
    resident::{Browser, Resident, World},
    town::{run, until},
};
use domain::{Actor, Change, Decision, Pool};
use futures_util::{StreamExt, future::join_all, stream};
use line_emulator::{Options, Platform, Side};
use madoguchi::{clock::Clock, key_file::read_or_make};
use store::Store;

/// Residents who book, how many of them at the same time, and answers after which the program is killed.
const PEOPLE: u32 = 40;
const AT_ONCE: usize = 8;
const ANSWERS: usize = 10;

#[test]
fn whoever_was_told_has_their_place_after_kill_9_on_sqlite() {
    killed_in_the_middle(Engine::Sqlite);
}

#[test]
fn whoever_was_told_has_their_place_after_kill_9_on_postgres() {
    killed_in_the_middle(Engine::Postgres);
}

fn killed_in_the_middle(engine: Engine) {
    let Some(database) = Database::fresh(engine) else { return };
    run(async {
        is_set_up(&database).await;
        let line = Platform::start(options()).await.unwrap();
        let settings = Settings::written(database.folder.path(), &database.url, Some(&line.url));
        line.platform.set_webhook(&format!("{}/line/webhook", settings.url));
        let world = World::new(settings.url.clone(), line.platform.clone());

        let service = Service::starts(&settings);
        let residents = join_all(people().map(|known| comes(&world, known))).await;
        let mut presses = stream::iter(&residents).map(press).buffer_unordered(AT_ONCE);
        let mut told = Vec::new();
        while told.len() < ANSWERS {
            told.extend(presses.next().await.unwrap());
        }
        service.killed();
        while let Some(answer) = presses.next().await {
            told.extend(answer);
        }
        assert!(told.len() < PEOPLE as usize, "it was killed in the middle");

        let _service = Service::starts(&settings);
        for (resident, done) in &told {
            let page = resident.browser.opens(done).await;
            assert_eq!(page.heading(), "予約できました", "{done}");
        }
        // Who got no answer presses again; whether the first press counted is not for them to know.
        for (resident, form) in &residents {
            let page = resident.browser.submits(form).await;
            assert_eq!(page.heading(), "予約できました", "{}", page.text());
            let home = resident.opens("/home").await;
            assert_eq!(home.text().matches("予約番号").count(), 1, "{}", home.text());
        }
        everything_is_said(&database).await;
        for (resident, _) in &residents {
            let told = confirmations(&world, resident);
            assert_eq!(told, 1, "{}", resident.known.handle);
        }

        let verified = ends(&settings.file, &["verify"]);
        let said = String::from_utf8_lossy(&verified.stdout).into_owned();
        assert_eq!(
            (verified.status.code(), said.as_str()),
            (Some(0), "食いちがいはありません。\n")
        );
    });
}

/// Waits until the program has no message left. What it had taken on when it was killed it takes on again
/// at its start, and LINE must know it for the same.
async fn everything_is_said(database: &Database) {
    let store = opened(database).await;
    let is_empty =
        async || store.read(|reader| reader.outbox_next()).await.is_ok_and(|next| next.is_none());
    until("the outbox is empty", is_empty).await;
}

/// How often someone's talk says that the booking is made.
fn confirmations(world: &World, resident: &Resident<'_>) -> usize {
    let chat = world.line.chat(&resident.known.handle);
    let confirms = |line: &String| line == "予約を受け付けました";
    let said = chat.iter().filter(|entry| entry.side == Side::Account);
    said.filter(|entry| entry.lines().iter().any(confirms)).count()
}

/// The town's memory, beside the program or without it.
async fn opened(database: &Database) -> Store {
    let keys = read_or_make(&key_file(database.folder.path())).unwrap();
    let store = Store::start(database.store_url(), keys);
    store.ready().await.unwrap();
    store
}

/// An empty database becomes a town, before the program ever sees it.
async fn is_set_up(database: &Database) {
    let store = opened(database).await;
    let now = Clock::Machine.now();
    let mut changes = places::changes(now);
    let to = PEOPLE * 2;
    changes.push(Change::CapacitySet { slot: AT_9_00, pool: Pool::Public, from: PUBLIC, to });
    changes.extend(people().map(|known| Change::PersonSaved(known.person())));
    let decision = Decision { changes, notices: Vec::new() };
    let save = move |tx: &mut store::Tx<'_>| tx.apply(&decision, Actor::System, now, None);
    store.write(save).await.unwrap();
}

fn people() -> impl Iterator<Item = Known> {
    (1..=PEOPLE).map(neighbour)
}

fn options() -> Options {
    Options { residents: Vec::new(), ..Options::default() }
}

/// Someone becomes a friend, says who they are, and has only the last button left to press.
async fn comes(world: &World, known: Known) -> (Resident<'_>, Form) {
    world.line.add_resident(&known.handle, &known.handle);
    assert!(world.line.add_friend(&known.handle).await.unwrap().taken());
    let resident = Resident { browser: Browser::new(world), known };
    resident.registers(&resident.known).await;
    let form = resident.chooses(COVID, 1, AT_9_00).await.form("この内容で予約する");
    (resident, form)
}

/// Presses it; where the answer comes it leads to the page of the booking.
async fn press<'r, 'w>(
    (resident, form): &'r (Resident<'w>, Form),
) -> Option<(&'r Resident<'w>, String)> {
    let page = resident.browser.tries(form, "same-origin").await.ok()?;
    assert_eq!(page.status, 303, "{}", page.text());
    Some((resident, page.header("location").unwrap().to_owned()))
}
