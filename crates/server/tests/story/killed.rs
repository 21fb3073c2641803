//! The service in a process of its own, by the clock of the story, which SIGKILL ends at random points and which is started
//! again; whoever pressed a button and got no answer presses again, as people with telephones do.

use crate::{
    database::variable,
    day::{self, DAY},
    page::{Form, Page},
    places::FLU,
    resident::Browser,
    town::{Town, run, until},
};
use jiff::{SignedDuration, Timestamp};
use madoguchi::{
    clock::Clock,
    config::{Config, Source},
    serve,
};
use std::{
    env,
    io::{BufRead, BufReader},
    net::TcpListener,
    os::unix::process::ExitStatusExt,
    process::{Child, ChildStdout, Command, Stdio},
    time::Duration,
};
use store::{KEY_LEN, Keys, Reader, Store};

/// What the process is told: its configuration, its database, and what time it is.
const SETTINGS: &str = "MADOGUCHI_KILLED_SETTINGS";
const DATABASE: &str = "MADOGUCHI_KILLED_DATABASE";
const CLOCK: &str = "MADOGUCHI_KILLED_CLOCK";
/// What a process had taken on when it was killed is taken on again after so long.
const CLAIMED: SignedDuration = SignedDuration::from_secs(31);
/// One press in so many is killed, within so many milliseconds.
const ONE_IN: u64 = 5;
const WITHIN_MS: u64 = 30;
/// LINE is told everything within this time, unless the process was killed while it spoke.
const SPEAKS: Duration = Duration::from_millis(700);
/// How often somebody presses again.
const PRESSES: usize = 20;

/// The service, until it is killed.
#[test]
#[ignore = "the service of the tests beside it, in a process of its own"]
fn serves_until_it_is_killed() {
    let Some(settings) = variable(SETTINGS) else { return };
    let given = |name: &str| variable(name).unwrap();
    let source = Source::of("town.toml", &settings, std::iter::empty()).unwrap();
    let config = Config::from_source(&source).unwrap();
    let at = Timestamp::from_millisecond(given(CLOCK).parse().unwrap()).unwrap();
    let url = match given(DATABASE).strip_prefix("sqlite:") {
        Some(file) => store::Url::Sqlite(file.into()),
        None => store::Url::Postgres(given(DATABASE)),
    };
    run(async {
        let listener = TcpListener::bind(config.server.listen).unwrap();
        listener.set_nonblocking(true).unwrap();
        let store = Store::start(url, Keys::derive(&[7; KEY_LEN]));
        serve::by_clock(listener, config, store, Clock::set_at(at)).await.unwrap();
    });
}

/// The service as a story has it.
pub(crate) struct Mortal<'t> {
    town: &'t Town,
    service: Option<(Child, BufReader<ChildStdout>)>,
    drawn: u64,
    /// How often it was killed.
    pub(crate) killed: u32,
}

impl Drop for Mortal<'_> {
    fn drop(&mut self) {
        if let Some((mut child, _)) = self.service.take() {
            // One that has ended already is left alone.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

impl<'t> Mortal<'t> {
    /// Instead of the service in this process; killed as this seed draws it.
    pub(crate) async fn instead(town: &'t Town, seed: u64) -> Self {
        town.hands_over().await;
        Self { town, service: None, drawn: seed, killed: 0 }
    }

    /// It is this time of the day, and the machine was off until now.
    pub(crate) fn comes_to(&mut self, hours: i64, minutes: i64) {
        self.is_killed();
        day::clock(self.town, hours, minutes);
        self.starts();
    }

    /// Power loss, if it is running.
    pub(crate) fn is_killed(&mut self) {
        let Some((mut child, _)) = self.service.take() else { return };
        child.kill().unwrap();
        assert_eq!(child.wait().unwrap().signal(), Some(9));
        self.killed += 1;
    }

    /// Starts at what time it is in the story.
    pub(crate) fn starts(&mut self) {
        let now = self.town.app.clock.now().as_millisecond();
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["killed::serves_until_it_is_killed", "--exact", "--ignored", "--nocapture"])
            .env(SETTINGS, &self.town.settings)
            .env(DATABASE, self.town.database_url())
            .env(CLOCK, now.to_string())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        while !line.contains("listening on") {
            line.clear();
            assert!(said.read_line(&mut line).unwrap() > 0, "it ended with {:?}", child.wait());
        }
        self.service = Some((child, said));
    }

    /// Power loss, and a new start when what it had taken on may be taken on again.
    pub(crate) fn starts_again(&mut self) {
        self.is_killed();
        self.town.app.clock.advance(CLAIMED);
        self.starts();
    }

    /// SplitMix64: the same seed kills at the same presses.
    fn draws(&mut self) -> u64 {
        self.drawn = self.drawn.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.drawn ^ (self.drawn >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// When it is to be killed, if so.
    fn draws_a_kill(&mut self) -> Option<Duration> {
        let after = Duration::from_millis(self.draws() % WITHIN_MS);
        self.draws().is_multiple_of(ONE_IN).then_some(after)
    }

    /// Somebody presses a button, and again where no answer came.
    pub(crate) async fn presses(&mut self, browser: &Browser<'_>, form: &Form) -> Page {
        for _ in 0..PRESSES {
            let press = browser.tries(form, "same-origin");
            let Some(after) = self.draws_a_kill() else {
                match press.await {
                    Ok(page) => return page,
                    Err(_) => continue,
                }
            };
            let kill = async {
                tokio::time::sleep(after).await;
                self.is_killed();
            };
            let (answer, ()) = tokio::join!(press, kill);
            self.starts_again();
            if let Ok(page) = answer {
                return page;
            }
        }
        panic!("nobody answers {}", form.action)
    }

    /// Perhaps it is killed while it does something by itself.
    pub(crate) async fn may_be_killed(&mut self) {
        if let Some(after) = self.draws_a_kill() {
            tokio::time::sleep(after).await;
            self.starts_again();
        }
    }

    /// Nothing is left to be said to LINE, though it may be killed while it speaks.
    pub(crate) async fn says_everything(&mut self) {
        self.may_be_killed().await;
        let town = self.town;
        let is_said = async || town.app.store.read(|r| r.outbox_next()).await.unwrap().is_none();
        for _ in 0..PRESSES {
            if tokio::time::timeout(SPEAKS, until("all is said", is_said)).await.is_ok() {
                return;
            }
            self.starts_again();
        }
        panic!("there is something that LINE is never told");
    }

    /// Whoever has a place is told that the day is near, though it may be killed while it tells them.
    pub(crate) async fn reminds(&mut self) {
        self.may_be_killed().await;
        let (town, now) = (self.town, self.town.app.clock.now());
        let is_done = move |reader: &mut Reader<'_>| {
            let date = reader.session(DAY)?.unwrap().date;
            let reminders = reader.programme(FLU)?.unwrap().policy.reminders;
            let stage = reminders.stage(date, now).unwrap();
            Ok(reader.to_remind((FLU, date), stage, now, 1)?.is_empty())
        };
        let are_told = async || town.app.store.read(is_done).await.unwrap();
        until("whoever is to be reminded is", are_told).await;
        self.says_everything().await;
    }
}
