//! Callers who are not on the roster: open until somebody says what became of them, and open again if that was too
//! early. What they told is sealed with the town's key, since they have none of their own.

use crate::{
    backend::{Param, Row},
    tx::{Reader, Tx},
};
use anyhow::{Context, Result};
use domain::{
    Actor, OfficerId, PersonId, Todo, TodoId,
    todo::{Done, Outcome, Told},
};
use jiff::Timestamp;

/// WhichTodos of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhichTodos {
    /// Those to get back to, who has waited longest first.
    Open,
    /// Those that ended, the newest first.
    Done,
}

/// How an end or its undoing went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TodoEnd {
    /// As asked.
    Now,
    /// Somebody did the same or the contrary before: the to-do is as it is told here.
    Before(Box<Todo>),
    /// There is no such to-do.
    Nowhere,
}

const COLUMNS: &str = "SELECT id, sealed, taken_by, taken_at, done_at, done_by, outcome, sealed_why, \
    person_id FROM todo";

/// The row, with what is sealed as it is.
struct Locked {
    id: TodoId,
    sealed: Vec<u8>,
    by: OfficerId,
    at: Timestamp,
    done: Option<LockedDone>,
}

struct LockedDone {
    by: OfficerId,
    at: Timestamp,
    outcome: Outcome,
    sealed_why: Vec<u8>,
    person: Option<PersonId>,
}

impl Reader<'_> {
    /// One of them.
    pub fn todo(&mut self, id: TodoId) -> Result<Option<Todo>> {
        let sql = format!("{COLUMNS} WHERE id = $1");
        let found = self.conn.first(&sql, &[&id.to_string()], locked)?;
        found.map(|locked| self.opened(locked)).transpose()
    }

    /// Some of them in their order, after so many left out.
    pub fn todos(&mut self, which: WhichTodos, skip: u32, most: u32) -> Result<Vec<Todo>> {
        let rest = match which {
            WhichTodos::Open => "WHERE done_at IS NULL ORDER BY taken_at, id",
            WhichTodos::Done => "WHERE done_at IS NOT NULL ORDER BY done_at DESC, id DESC",
        };
        let sql = format!("{COLUMNS} {rest} LIMIT $1 OFFSET $2");
        let found = self.conn.query(&sql, &[&i64::from(most), &i64::from(skip)], locked)?;
        found.into_iter().map(|locked| self.opened(locked)).collect()
    }

    /// How many are open.
    pub fn count_todos(&mut self) -> Result<u32> {
        let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM todo WHERE done_at IS NULL";
        self.conn.first(sql, &[], |row| row.count(0))?.context("a count is always one row")
    }

    fn opened(&self, locked: Locked) -> Result<Todo> {
        let id = locked.id;
        let plain = self.keys.open(&told_place(id), &locked.sealed)?;
        let told: Told = serde_json::from_slice(&plain).context("reading what a caller told")?;
        let done = |done: LockedDone| {
            let why = self.keys.open(&why_place(id), &done.sealed_why)?;
            let why = String::from_utf8(why.to_vec())?;
            let LockedDone { by, at, outcome, person, .. } = done;
            anyhow::Ok(Done { by, at, outcome, why, person })
        };
        Ok(Todo {
            id,
            told,
            by: locked.by,
            at: locked.at,
            done: locked.done.map(done).transpose()?,
        })
    }
}

impl Tx<'_> {
    /// Records that somebody looked at what callers told who are not on the roster.
    pub fn record_todos_opened(&mut self, by: Actor, at: Timestamp, count: usize) -> Result<()> {
        let facts = serde_json::json!({ "count": count });
        self.record_todo(("todos_opened", facts), by, at, None)
    }

    /// Writes one down. The same press twice is one to-do.
    pub fn add_todo(&mut self, todo: &Todo) -> Result<()> {
        let sealed = self.keys.seal(&told_place(todo.id), &serde_json::to_vec(&todo.told)?)?;
        let sql = "INSERT INTO todo (id, sealed, taken_by, taken_at) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (id) DO NOTHING";
        let params: &[&dyn Param] =
            &[&todo.id.to_string(), &sealed, &todo.by.to_string(), &todo.at.as_millisecond()];
        if self.conn.execute(sql, params)? == 0 {
            return Ok(());
        }
        self.record_todo(("todo_taken", about(todo.id)), Actor::Officer(todo.by), todo.at, None)
    }

    /// Ends one. What ended before stays as it ended.
    pub fn end_todo(&mut self, id: TodoId, done: &Done) -> Result<TodoEnd> {
        let Some(todo) = self.todo(id)? else { return Ok(TodoEnd::Nowhere) };
        if todo.done.is_some() {
            return Ok(TodoEnd::Before(Box::new(todo)));
        }
        let why = self.keys.seal(&why_place(id), done.why.as_bytes())?;
        let person = done.person.map(|person| person.to_string());
        self.conn.execute(
            "UPDATE todo SET done_at = $2, done_by = $3, outcome = $4, sealed_why = $5, person_id = $6 \
             WHERE id = $1",
            &[
                &id.to_string(),
                &done.at.as_millisecond(),
                &done.by.to_string(),
                &done.outcome.name(),
                &why,
                &person,
            ],
        )?;
        self.record_todo(("todo_done", about(id)), Actor::Officer(done.by), done.at, done.person)?;
        Ok(TodoEnd::Now)
    }

    /// Opens one again that had ended too early.
    pub fn reopen_todo(&mut self, id: TodoId, by: OfficerId, at: Timestamp) -> Result<TodoEnd> {
        let Some(todo) = self.todo(id)? else { return Ok(TodoEnd::Nowhere) };
        let Some(done) = &todo.done else { return Ok(TodoEnd::Before(Box::new(todo))) };
        let person = done.person;
        self.conn.execute(
            "UPDATE todo SET done_at = NULL, done_by = NULL, outcome = NULL, sealed_why = NULL, \
             person_id = NULL WHERE id = $1",
            &[&id.to_string()],
        )?;
        self.record_todo(("todo_reopened", about(id)), Actor::Officer(by), at, person)?;
        Ok(TodoEnd::Now)
    }
}

fn locked(row: &Row<'_>) -> Result<Locked> {
    let done = row.at_opt(4)?.map(|at| {
        let outcome: String = row.get(6)?;
        let outcome = Outcome::named(&outcome).context("an outcome of no known name")?;
        let (by, sealed_why, person) = (row.parsed(5)?, row.get(7)?, row.parsed_opt(8)?);
        anyhow::Ok(LockedDone { by, at, outcome, sealed_why, person })
    });
    Ok(Locked {
        id: row.parsed(0)?,
        sealed: row.get(1)?,
        by: row.parsed(2)?,
        at: row.at(3)?,
        done: done.transpose()?,
    })
}

fn about(id: TodoId) -> serde_json::Value {
    serde_json::json!({ "todo": id })
}

fn told_place(id: TodoId) -> String {
    format!("todo/{id}/told")
}

fn why_place(id: TodoId) -> String {
    format!("todo/{id}/why")
}
