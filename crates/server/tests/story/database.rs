//! An empty database for each story, gone when it ends. On PostgreSQL it is a database and not a schema,
//! since the writer's lock holds for a whole database and stories would wait for each other.

use std::{
    env, fs, process,
    sync::atomic::{AtomicU32, Ordering},
    thread,
};
use tempfile::TempDir;

/// Names the server on which each PostgreSQL story gets a database of its own.
const SERVER: &str = "MADOGUCHI_TEST_POSTGRES";

/// How many databases this process has asked for.
static COUNT: AtomicU32 = AtomicU32::new(0);

/// Which of the two databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

/// A folder for the story's files and, on PostgreSQL, a database beside it.
pub(crate) struct Database {
    pub(crate) folder: TempDir,
    /// As the configuration file has it.
    pub(crate) url: String,
    postgres: Option<Postgres>,
}

struct Postgres {
    server: String,
    name: String,
}

impl Database {
    /// An empty one; none where there is no PostgreSQL, which is said aloud, or forbidden where strictness
    /// is asked for.
    pub(crate) fn fresh(engine: Engine) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        if engine == Engine::Sqlite {
            let url = format!("sqlite:{}", folder.path().join("town.db").display());
            return Some(Self { folder, url, postgres: None });
        }
        let Some(server) = variable(SERVER) else {
            assert!(variable("MADOGUCHI_STRICT").as_deref() != Some("1"), "{SERVER} is not set");
            eprintln!("PostgreSQL is SKIPPED: {SERVER} is not set");
            return None;
        };
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("madoguchi_story_{}_{count}", process::id());
        on_server(&server, &format!("DROP DATABASE IF EXISTS {name}"));
        on_server(&server, &format!("CREATE DATABASE {name} TEMPLATE template0"));
        let url = with_database(&server, &name);
        Some(Self { folder, url, postgres: Some(Postgres { server, name }) })
    }

    /// Whether these bytes lie in SQLite's file; what was written by a program that has ended.
    pub(crate) fn keeps(&self, text: &str) -> bool {
        let file = fs::read(self.folder.path().join("town.db")).unwrap();
        file.windows(text.len()).any(|bytes| bytes == text.as_bytes())
    }

    /// As the store has it.
    pub(crate) fn store_url(&self) -> store::Url {
        match self.url.strip_prefix("sqlite:") {
            Some(file) => store::Url::Sqlite(file.into()),
            None => store::Url::Postgres(self.url.clone()),
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some(Postgres { server, name }) = &self.postgres {
            on_server(server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

/// A variable of the environment.
#[expect(clippy::disallowed_methods, reason = "stories have no configuration file of their own")]
pub(crate) fn variable(name: &str) -> Option<String> {
    env::var(name).ok()
}

/// The server's URL with another database: what stands between the last slash and the query.
fn with_database(server: &str, name: &str) -> String {
    let (base, query) = server.split_once('?').unwrap_or((server, ""));
    let (host, _) = base.rsplit_once('/').unwrap();
    let mark = if query.is_empty() { "" } else { "?" };
    format!("{host}/{name}{mark}{query}")
}

/// PostgreSQL's blocking client needs a thread that runs no futures.
fn on_server(url: &str, statement: &str) {
    thread::scope(|scope| {
        let done = scope.spawn(|| {
            let mut client = postgres::Client::connect(url, postgres::NoTls).unwrap();
            client.batch_execute(statement).unwrap();
        });
        done.join().unwrap();
    });
}
