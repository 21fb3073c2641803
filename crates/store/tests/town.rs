//! A fresh database for each story, on either engine. Nothing here stands in for the store: raw SQL only
//! looks behind it, or damages what it keeps.

use anyhow::Result;
use domain::{Command, Decision, Refusal};
use std::{
    env, fmt,
    path::PathBuf,
    pin::Pin,
    process,
    sync::{
        atomic::{AtomicU32, Ordering},
        mpsc,
    },
    task::{Context, Waker},
    thread,
    time::Duration,
};
use store::{KEY_LEN, Keys, ReadError, Reader, Store, Tx, Url, WriteError};
use tempfile::TempDir;
use tokio::{sync::oneshot, task::JoinHandle, time::timeout};

/// The town's key in every story.
pub(crate) const KEY: [u8; KEY_LEN] = [7; KEY_LEN];
/// Names the server on which each PostgreSQL story gets a schema of its own.
const POSTGRES: &str = "MADOGUCHI_TEST_POSTGRES";

/// Which of the two databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

/// An empty database, gone when the story ends.
#[derive(Debug)]
pub(crate) enum Home {
    Sqlite(TempDir),
    /// A file that somebody else looks after.
    File(PathBuf),
    Postgres {
        server: String,
        schema: String,
    },
}

/// A store on a database of its own.
pub(crate) struct Town {
    pub(crate) store: Store,
    pub(crate) home: Home,
}

/// Tells a story in a fresh town, first on SQLite and then on PostgreSQL.
#[expect(clippy::needless_pass_by_value, reason = "a story is written where it is told")]
pub(crate) fn on_both(story: impl AsyncFn(&Town)) {
    on_both_homes(async |home| {
        let store = home.open();
        store.ready().await.unwrap();
        story(&Town { store, home }).await;
    });
}

/// The same with a database that no store has opened yet.
pub(crate) fn on_both_homes(story: impl AsyncFn(Home)) {
    for engine in engines() {
        eprintln!("on {engine}");
        run(story(Home::fresh(engine)));
    }
}

/// Runs a story's future to its end.
pub(crate) fn run<T>(story: impl Future<Output = T>) -> T {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.unwrap().block_on(story)
}

/// The engines there are here. PostgreSQL is left out aloud, or not at all where strictness is asked for.
pub(crate) fn engines() -> Vec<Engine> {
    if variable(POSTGRES).is_some() {
        return vec![Engine::Sqlite, Engine::Postgres];
    }
    assert!(variable("MADOGUCHI_STRICT").as_deref() != Some("1"), "{POSTGRES} is not set");
    eprintln!("PostgreSQL is SKIPPED: {POSTGRES} is not set");
    vec![Engine::Sqlite]
}

/// A variable of the environment.
#[expect(clippy::disallowed_methods, reason = "tests have no configuration file")]
pub(crate) fn variable(name: &str) -> Option<String> {
    env::var(name).ok()
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        })
    }
}

impl Home {
    pub(crate) fn fresh(engine: Engine) -> Self {
        match engine {
            Engine::Sqlite => Self::Sqlite(tempfile::tempdir().unwrap()),
            Engine::Postgres => {
                static COUNT: AtomicU32 = AtomicU32::new(0);
                let server = variable(POSTGRES).unwrap();
                let count = COUNT.fetch_add(1, Ordering::Relaxed);
                let schema = format!("story_{}_{count}", process::id());
                let made =
                    format!("DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}");
                on_server(&server, |client| client.batch_execute(&made).unwrap());
                Self::Postgres { server, schema }
            }
        }
    }

    pub(crate) fn url(&self) -> Url {
        match self {
            Self::Sqlite(folder) => Url::Sqlite(folder.path().join("town.db")),
            Self::File(file) => Url::Sqlite(file.clone()),
            Self::Postgres { server, schema } => Url::Postgres(in_schema(server, schema)),
        }
    }

    /// Starts a store on it with the town's key.
    pub(crate) fn open(&self) -> Store {
        self.open_with(KEY)
    }

    pub(crate) fn open_with(&self, key: [u8; KEY_LEN]) -> Store {
        Store::start(self.url(), Keys::derive(&key))
    }

    /// Runs statements behind the store's back.
    pub(crate) fn sql(&self, statements: &str) {
        match self.url() {
            Url::Sqlite(file) => lite(&file).execute_batch(statements).unwrap(),
            Url::Postgres(url) => on_server(&url, |c| c.batch_execute(statements).unwrap()),
        }
    }

    /// A number read behind the store's back.
    pub(crate) fn number(&self, query: &str) -> i64 {
        match self.url() {
            Url::Sqlite(file) => lite(&file).query_row(query, [], |row| row.get(0)).unwrap(),
            Url::Postgres(url) => on_server(&url, |c| c.query_one(query, &[]).unwrap().get(0)),
        }
    }

    /// Every byte the database keeps: SQLite's files as they lie on the disk, PostgreSQL's every column.
    pub(crate) fn kept_bytes(&self) -> Vec<u8> {
        match self.url() {
            Url::Sqlite(file) => {
                let files = file.parent().unwrap().read_dir().unwrap();
                files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect()
            }
            Url::Postgres(url) => {
                let Self::Postgres { schema, .. } = self else { unreachable!("it is PostgreSQL") };
                on_server(&url, |client| every_column(client, schema))
            }
        }
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        if let Self::Postgres { server, schema } = self {
            let gone = format!("DROP SCHEMA IF EXISTS {schema} CASCADE");
            on_server(server, |client| client.batch_execute(&gone).unwrap());
        }
    }
}

impl Town {
    /// Writes, and expects it to succeed.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> T {
        self.store.write(work).await.unwrap()
    }

    /// Reads, and expects it to succeed.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        look: impl FnOnce(&mut Reader<'_>) -> Result<T> + Send + 'static,
    ) -> T {
        self.store.read(look).await.unwrap()
    }

    /// Asks for a place, and expects an answer.
    pub(crate) async fn place(&self, command: Command) -> Result<Decision, Refusal> {
        self.store.place(command).await.unwrap()
    }

    /// Asks for several places at once.
    pub(crate) async fn place_all(
        &self,
        commands: impl IntoIterator<Item = Command>,
    ) -> Vec<Result<Result<Decision, Refusal>, WriteError>> {
        let one = |command| {
            let store = self.store.clone();
            tokio::spawn(async move { store.place(command).await })
        };
        let asked: Vec<_> = commands.into_iter().map(one).collect();
        let mut answers = Vec::with_capacity(asked.len());
        for answer in asked {
            answers.push(answer.await.unwrap());
        }
        answers
    }

    /// Expects every count to follow from the records.
    pub(crate) async fn is_sound(&self) {
        assert_eq!(self.read(|r| r.differences()).await, []);
    }
}

/// The writer, kept busy by a closure in a batch of its own until it is let go.
pub(crate) struct Held {
    go: mpsc::Sender<()>,
    done: JoinHandle<()>,
}

/// Keeps the writer busy: whatever is asked from now on waits and becomes the next batch.
pub(crate) async fn hold(store: &Store) -> Held {
    let (go, wait) = mpsc::channel();
    let (started, running) = oneshot::channel();
    let store = store.clone();
    let done = tokio::spawn(async move {
        let held = store.write(move |_| {
            started.send(()).unwrap();
            Ok(wait.recv()?)
        });
        held.await.unwrap();
    });
    running.await.unwrap();
    Held { go, done }
}

impl Held {
    pub(crate) async fn let_go(self) {
        self.go.send(()).unwrap();
        self.done.await.unwrap();
    }
}

/// Far more than any recovery takes; only a store that never recovers meets it.
pub(crate) const AT_MOST: Duration = Duration::from_mins(1);

/// Waits until reads succeed and the writer has no trouble; a read waits for the writer by itself.
pub(crate) async fn recovers(store: &Store) {
    let heals = async {
        loop {
            match store.read(|r| r.count_persons()).await {
                Ok(_) if store.trouble().is_none() => return,
                Ok(_) => {}
                Err(error) => assert!(matches!(error, ReadError::Unavailable), "{error}"),
            }
        }
    };
    timeout(AT_MOST, heals).await.unwrap();
}

/// Takes a future to its first pause: what it asks for now stands in the queue.
pub(crate) fn begin<F: Future>(asked: Pin<&mut F>) {
    let mut context = Context::from_waker(Waker::noop());
    assert!(asked.poll(&mut context).is_pending(), "it was answered without waiting");
}

fn lite(file: &PathBuf) -> rusqlite::Connection {
    rusqlite::Connection::open(file).unwrap()
}

/// The server's URL with a schema of its own in front.
fn in_schema(server: &str, schema: &str) -> String {
    let mark = if server.contains('?') { '&' } else { '?' };
    format!("{server}{mark}options=-c%20search_path%3D{schema}")
}

/// PostgreSQL's blocking client needs a thread that runs no futures.
fn on_server<T: Send>(url: &str, work: impl FnOnce(&mut postgres::Client) -> T + Send) -> T {
    thread::scope(|scope| {
        let done =
            scope.spawn(|| work(&mut postgres::Client::connect(url, postgres::NoTls).unwrap()));
        done.join().unwrap()
    })
}

/// What every TEXT and BYTEA column of a schema holds, end to end.
fn every_column(client: &mut postgres::Client, schema: &str) -> Vec<u8> {
    let list = "SELECT table_name::text, column_name::text, data_type::text \
                FROM information_schema.columns WHERE table_schema = $1";
    let mut kept = Vec::new();
    for row in client.query(list, &[&schema]).unwrap() {
        let (table, column, kind): (String, String, String) = (row.get(0), row.get(1), row.get(2));
        let bytes = match kind.as_str() {
            "text" => format!("convert_to({column}, 'UTF8')"),
            "bytea" => column,
            _ => continue,
        };
        let values = format!("SELECT {bytes} FROM {table}");
        for value in client.query(&values, &[]).unwrap() {
            kept.extend(value.get::<_, Option<Vec<u8>>>(0).unwrap_or_default());
        }
    }
    kept
}
