//! The whole service in this process, a small LINE beside it, one clock for both, and a small town in a
//! fresh database. Nothing stands in for our own code; the two pumps are driven by hand, so that a story
//! ends when the work is done and not when some time has passed.

use crate::{
    database::{Database, Engine},
    people::{Known, hanako, jiro, midori, taro},
    places,
    proxy::Proxy,
    resident::{Browser, Resident, World},
};
use domain::{Actor, Booking, Change, Decision, Door, Duty, OfficerId, PersonId, Role, SlotId};
use jiff::SignedDuration;
use line_emulator::{Entry, Options, Platform, Running, Side};
use madoguchi::{
    App, bot,
    clock::Clock,
    config::{Config, Source},
    delivery, password, web,
};
use std::{
    collections::BTreeSet,
    net::SocketAddr,
    ops::Deref,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use store::{KEY_LEN, Keys, Officer, Store};
use tokio::{net::TcpListener, task::JoinHandle};
use uuid::Uuid;

/// The name and the password of the officer.
pub(crate) const LOGIN: (&str, &str) = ("hokenshi", "まどぐちはくじから");
/// The officer.
pub(crate) const OFFICER: OfficerId = OfficerId(Uuid::from_u128(1));
/// The channel secret before the present one.
pub(crate) const PREVIOUS_SECRET: &str = "00112233445566778899aabbccddeeff";

/// How long a story waits for another process or task, and how often it looks.
const PATIENCE: Duration = Duration::from_mins(1);
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// A running town.
pub(crate) struct Town {
    pub(crate) app: App,
    world: World,
    /// What the service says to LINE goes through here.
    pub(crate) to_line: Proxy,
    persons: Mutex<BTreeSet<PersonId>>,
    handles: Mutex<BTreeSet<String>>,
    given_up: AtomicUsize,
    /// The configuration, as another process takes it.
    pub(crate) settings: String,
    server: JoinHandle<()>,
    _running: Running,
    pub(crate) database: Database,
}

/// Tells a story in a fresh town on this engine, and looks afterwards whether all is well.
#[expect(clippy::needless_pass_by_value, reason = "a story is written where it is told")]
pub(crate) fn tell(engine: Engine, story: impl AsyncFn(&Town)) {
    let Some(database) = Database::fresh(engine) else { return };
    // Both engines may tell the story in this process, and they must show the same.
    insta::allow_duplicates! {
        run(async {
            let town = Town::opens(database, "").await;
            story(&town).await;
            town.finish().await;
        });
    }
}

/// Tells a story in a town whose counter is crowded as soon as anybody comes.
#[expect(clippy::needless_pass_by_value, reason = "a story is written where it is told")]
pub(crate) fn tell_crowded(engine: Engine, story: impl AsyncFn(&Town)) {
    let Some(database) = Database::fresh(engine) else { return };
    run(async {
        let town = Town::opens(database, "at_once = 1").await;
        story(&town).await;
        town.finish().await;
    });
}

/// Runs a story to its end.
pub(crate) fn run<T>(story: impl Future<Output = T>) -> T {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.unwrap().block_on(story)
}

impl Deref for Town {
    type Target = World;

    fn deref(&self) -> &World {
        &self.world
    }
}

impl Town {
    async fn opens(database: Database, server: &str) -> Self {
        let url = database.store_url();
        let town = Self::set_up_as(database, url, server).await;
        town.app.store.ready().await.unwrap();
        town.is_set_up(&[hanako(), taro(), jiro(), midori()]).await;
        town
    }

    /// A town whose store is at this address, perhaps not to be reached yet. Nobody lives there.
    pub(crate) async fn on(database: Database, url: store::Url) -> Self {
        Self::set_up_as(database, url, "").await
    }

    /// The same with more settings of the server.
    async fn set_up_as(database: Database, url: store::Url, server: &str) -> Self {
        let clock = Clock::set_at(places::monday());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let running = Platform::start(options(&address, &clock)).await.unwrap();
        let to_line = Proxy::open(running.url.strip_prefix("http://").unwrap()).await;
        let to = format!("http://{}", to_line.address);
        let listen = format!("listen = \"{}\"\n{server}", address.trim_start_matches("http://"));
        let text = configuration(&address, &listen, &running.url, &to);
        let source = Source::of("town.toml", &text, std::iter::empty()).unwrap();
        let config = Config::from_source(&source).unwrap();
        let store = Store::start(url, Keys::derive(&[7; KEY_LEN]));
        let app = App::new(config, store, clock);
        let service = web::router(&app).into_make_service_with_connect_info::<SocketAddr>();
        let server = tokio::spawn(async move { axum::serve(listener, service).await.unwrap() });
        Self {
            app,
            world: World::new(address, running.platform.clone()),
            to_line,
            persons: Mutex::default(),
            handles: Mutex::default(),
            given_up: AtomicUsize::new(0),
            settings: text,
            server,
            _running: running,
            database,
        }
    }

    /// Where another process finds the database.
    pub(crate) fn database_url(&self) -> &str {
        &self.database.url
    }

    /// The service in this process ends, so that another may answer at its address.
    pub(crate) async fn hands_over(&self) {
        self.server.abort();
        until("nobody answers here", async || self.server.is_finished()).await;
    }

    /// Puts the places, an officer and these people into an empty database.
    pub(crate) async fn is_set_up(&self, people: &[Known]) {
        let officer = officer();
        let now = self.app.clock.now();
        let save = move |tx: &mut store::Tx<'_>| tx.save_officer(&officer, Actor::System, now);
        self.app.store.write(save).await.unwrap();
        self.changes(places::changes(places::monday())).await;
        self.moves_in(people).await;
    }

    /// Puts people on the roster.
    pub(crate) async fn moves_in(&self, people: &[Known]) {
        self.persons.lock().unwrap().extend(people.iter().map(|known| known.id));
        self.changes(people.iter().map(|known| Change::PersonSaved(known.person())).collect())
            .await;
    }

    /// Alters the town as a member of the staff would.
    pub(crate) async fn changes(&self, changes: Vec<Change>) {
        let (decision, now) = (Decision { changes, notices: Vec::new() }, self.app.clock.now());
        let apply = move |tx: &mut store::Tx<'_>| tx.apply(&decision, Actor::System, now, None);
        self.app.store.write(apply).await.unwrap();
    }

    /// Someone with a telephone who is a friend of the town's account.
    pub(crate) async fn resident(&self, known: Known) -> Resident<'_> {
        self.line.add_resident(&known.handle, &known.handle);
        assert!(self.line.add_friend(&known.handle).await.unwrap().taken());
        self.settles().await;
        self.stranger(known)
    }

    /// Someone with a telephone who is not a friend yet.
    pub(crate) fn stranger(&self, known: Known) -> Resident<'_> {
        self.line.add_resident(&known.handle, &known.handle);
        self.handles.lock().unwrap().insert(known.handle.clone());
        Resident { browser: Browser::new(&self.world), known }
    }

    /// A browser that nobody has signed in with.
    pub(crate) fn browser(&self) -> Browser<'_> {
        Browser::new(&self.world)
    }

    /// The officer, signed in.
    pub(crate) async fn officer(&self) -> Browser<'_> {
        at_desk(&self.world).await
    }

    /// Works off what is due until nothing is.
    pub(crate) async fn settles(&self) {
        while bot::tick(&self.app).await.unwrap() + delivery::tick(&self.app).await.unwrap() > 0 {}
    }

    /// Moves the clock, and works off what has fallen due.
    pub(crate) async fn passes(&self, time: SignedDuration) {
        self.app.clock.advance(time);
        self.settles().await;
    }

    /// Someone's talk as it stands on their screen.
    pub(crate) fn screen(&self, handle: &str) -> String {
        let screen = self.line.screen(handle);
        screen.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
    }

    /// What the town's account said in someone's talk, message by message.
    pub(crate) fn heard(&self, handle: &str) -> Vec<Entry> {
        let mut chat = self.line.chat(handle);
        chat.retain(|entry| entry.side == Side::Account);
        chat
    }

    /// How many messages in someone's talk say this.
    pub(crate) fn times_heard(&self, handle: &str, words: &str) -> usize {
        let says = |entry: &Entry| entry.lines().iter().any(|line| line.contains(words));
        self.heard(handle).iter().filter(|entry| says(entry)).count()
    }

    /// Every booking there is.
    pub(crate) async fn bookings(&self) -> Vec<Booking> {
        let persons = self.persons.lock().unwrap().clone();
        self.app.store.read(move |reader| reader.bookings_of_persons(&persons)).await.unwrap()
    }

    /// The one live booking of a person.
    pub(crate) async fn booking_of(&self, known: &Known) -> Booking {
        let mut all = self.bookings().await;
        all.retain(|booking| booking.person == known.id && booking.is_live());
        assert_eq!(all.len(), 1, "{all:?}");
        all.remove(0)
    }

    /// Places left for those who book by themselves.
    pub(crate) async fn left(&self, slot: SlotId) -> u32 {
        let slot = self.app.store.read(move |reader| reader.slot(slot)).await.unwrap();
        slot.unwrap().left_for(Door::Line, &[])
    }

    /// A story in which so many messages are given up for good.
    pub(crate) fn gives_up(&self, messages: usize) {
        self.given_up.store(messages, Ordering::SeqCst);
    }

    /// A story is not over while work is left or a promise is broken.
    pub(crate) async fn finish(self) {
        self.settles().await;
        let (waiting, given_up, differences) = self
            .app
            .store
            .read(|reader| {
                let waiting = (reader.inbox_next()?, reader.outbox_next()?);
                Ok((waiting, reader.outbox_given_up(places::monday())?, reader.differences()?))
            })
            .await
            .unwrap();
        assert_eq!(waiting, (None, None), "events or messages are left");
        assert_eq!(given_up.len(), self.given_up.load(Ordering::SeqCst), "{given_up:?}");
        assert_eq!(differences, []);
        self.everyone_was_told(given_up.len()).await;
        self.server.abort();
    }

    /// Each booking made from LINE has one confirmation in one talk, but for those given up or not wished for.
    async fn everyone_was_told(&self, given_up: usize) {
        let mut untold = 0;
        for booking in self.bookings().await {
            let Some(account) = booking.account else { continue };
            let told = self.app.store.read(move |reader| {
                Ok(reader.line_user(account)?.is_some() && reader.wants_confirmations(account)?)
            });
            if !told.await.unwrap() {
                continue;
            }
            let number = booking.number.to_string();
            let confirms = |entry: &Entry| {
                let lines = entry.lines();
                lines.iter().any(|line| line == "予約を受け付けました") && lines.contains(&number)
            };
            let handles = self.handles.lock().unwrap().clone();
            let told: usize = handles
                .iter()
                .map(|handle| self.heard(handle).iter().filter(|entry| confirms(entry)).count())
                .sum();
            assert!(told <= 1, "{number} was confirmed {told} times");
            untold += 1 - told;
        }
        assert!(untold <= given_up, "{untold} bookings are not confirmed");
    }
}

/// The officer's browser, signed in.
pub(crate) async fn at_desk(world: &World) -> Browser<'_> {
    let browser = Browser::new(world);
    let page = browser.opens("/desk").await;
    let typed = [("login", LOGIN.0), ("password", LOGIN.1)];
    let page = browser.presses(&page, "ログインする", &typed).await;
    assert_eq!(page.heading(), "事業の一覧");
    browser
}

/// The officer as the database has it.
pub(crate) fn officer() -> Officer {
    Officer {
        id: OFFICER,
        login: LOGIN.0.to_owned(),
        name: "保健師 窓川みどり".to_owned(),
        password: password::hash(LOGIN.1).unwrap(),
        duty: Duty::everywhere(Role::Administrator),
        disabled_at: None,
    }
}

/// An emulator that tries nothing again by itself and has the town's clock.
fn options(service: &str, clock: &Clock) -> Options {
    let clock = clock.clone();
    Options {
        webhook_url: format!("{service}/line/webhook"),
        liff_endpoint: format!("{service}/liff"),
        residents: Vec::new(),
        clock: Arc::new(move || clock.now().as_millisecond()),
        redelivery_waits: Vec::new(),
        ..Options::default()
    }
}

/// The town's configuration. Phones reach LINE directly, and the service through the door that listens.
fn configuration(service: &str, server: &str, line: &str, to_line: &str) -> String {
    let known = Options::default();
    format!(
        r#"
        [town]
        name = "窓川町"
        code = "{code}"
        phone = "01-9999-0000"

        [server]
        base_url = "{service}"
        trust_proxy = true
        {server}

        [line]
        channel_id = "{id}"
        channel_secret = "{secret}"
        previous_channel_secret = "{PREVIOUS_SECRET}"
        login_channel_id = "{login_id}"
        login_channel_secret = "{login_secret}"
        liff_id = "{liff_id}"
        liff_sdk = "{line}/liff/sdk.js"
        api_url = "{to_line}"
        data_url = "{to_line}"
        login_url = "{to_line}"
        access_url = "{line}"
        liff_url = "{line}/liff"
        "#,
        code = places::TOWN_CODE,
        id = known.channel_id,
        secret = known.channel_secret,
        login_id = known.login_channel_id,
        login_secret = known.login_channel_secret,
        liff_id = known.liff_id,
    )
}

/// Waits for what another process or another task does, and fails when it does not come.
pub(crate) async fn until(what: &str, holds: impl AsyncFn() -> bool) {
    let comes = async {
        while !holds().await {
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    };
    let came = tokio::time::timeout(PATIENCE, comes).await;
    assert!(came.is_ok(), "in vain: {what}");
}
