//! Callers who are not on the roster: the list to get back to, one of them, and how it ended. Opening the list is
//! recorded. Writing one down is in [`super::todo_new`].

use super::Who;
use crate::{
    App, Problem,
    web::{
        form::{At, Posted, Query},
        page::{Page, html},
        session::Officer,
    },
    words::{dates, todos as words},
};
use anyhow::Result;
use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Actor, OfficerId, PersonId, Todo, TodoId,
    municipality::MunicipalityCode,
    search,
    todo::{self, Done, Outcome, Wrong},
    when::{self, Date},
};
use serde::Deserialize;
use std::collections::BTreeMap;
use store::{Reader, TodoEnd, WhichTodos};

/// To-dos on one page.
const PAGE: u32 = 50;

#[derive(Template)]
#[template(path = "desk/todos.html")]
struct List {
    page: Page,
    who: Option<Who>,
    done: bool,
    open_count: u32,
    rows: Vec<Row>,
    newer_url: Option<String>,
    older_url: Option<String>,
}

struct Row {
    url: String,
    name: String,
    kana: String,
    phone: String,
    wish: String,
    taken: String,
    ended: Option<String>,
}

#[derive(Template)]
#[template(path = "desk/todo.html")]
struct One {
    page: Page,
    who: Option<Who>,
    base: String,
    failure: Option<String>,
    pairs: Vec<(&'static str, String)>,
    taken: String,
    query: String,
    ended: Option<EndedRow>,
    outcomes: Vec<(&'static str, &'static str, bool)>,
    person: String,
    why: String,
}

struct EndedRow {
    how: &'static str,
    why: String,
    by: String,
    person_url: Option<String>,
}

/// Which list, and which page of it, counted from 0.
#[derive(Deserialize)]
pub(in crate::web) struct Looked {
    #[serde(default)]
    done: Option<String>,
    #[serde(default)]
    page: u32,
}

/// How it ended, as typed.
#[derive(Default, Deserialize)]
pub(in crate::web) struct End {
    #[serde(default)]
    outcome: String,
    #[serde(default)]
    person: String,
    #[serde(default)]
    why: String,
}

/// The list.
pub(in crate::web) async fn list(
    State(app): State<App>,
    officer: Officer,
    Query(looked): Query<Looked>,
) -> Result<Response, Problem> {
    let (by, now) = (Actor::Officer(officer.id), app.clock.now());
    let (done, page) = (looked.done.is_some(), looked.page.min(100_000));
    let which = if done { WhichTodos::Done } else { WhichTodos::Open };
    let found = app.store.read(move |reader| {
        let all = reader.todos(which, page * PAGE, PAGE + 1)?;
        Ok((all, reader.count_todos()?, reader.officer_names()?))
    });
    let (mut all, open_count, officers) = found.await?;
    let more = all.len() > PAGE as usize;
    all.truncate(PAGE as usize);
    let count = all.len();
    if count > 0 {
        app.store.write(move |tx| tx.record_todos_opened(by, now, count)).await?;
    }
    let url = |page: u32| format!("/desk/todos?{}page={page}", if done { "done=1&" } else { "" });
    html(&List {
        page: Page::desk(&app, "名簿にない方"),
        who: Some(Who::of(&officer)),
        done,
        open_count,
        rows: all.into_iter().map(|todo| row(todo, &officers)).collect(),
        newer_url: page.checked_sub(1).map(url),
        older_url: more.then(|| url(page + 1)),
    })
}

fn row(todo: Todo, officers: &BTreeMap<OfficerId, String>) -> Row {
    let told = todo.told;
    let ended =
        todo.done.map(|done| format!("{} {}", dates::stamp(done.at), words::outcome(done.outcome)));
    Row {
        url: format!("/desk/todos/{}", todo.id),
        name: told.name,
        kana: told.kana,
        phone: told.phone,
        wish: told.wish,
        taken: format!("{} {}", dates::stamp(todo.at), name(officers, todo.by)),
        ended,
    }
}

fn name(officers: &BTreeMap<OfficerId, String>, id: OfficerId) -> String {
    officers.get(&id).cloned().unwrap_or_else(|| "職員".to_owned())
}

/// One of them.
pub(in crate::web) async fn one(
    State(app): State<App>,
    officer: Officer,
    At(id): At<TodoId>,
) -> Result<Response, Problem> {
    show(&app, &officer, id, (End::default(), None)).await
}

async fn show(
    app: &App,
    officer: &Officer,
    id: TodoId,
    (typed, failure): (End, Option<String>),
) -> Result<Response, Problem> {
    let found = app.store.read(move |reader| {
        let Some(todo) = reader.todo(id)? else { return Ok(None) };
        // Whoever was found may be off the roster again.
        let person = todo.done.as_ref().and_then(|done| done.person);
        let person = person.map(|person| reader.applicant(person)).transpose()?.flatten();
        Ok(Some((todo, person.map(|person| person.person), reader.officer_names()?)))
    });
    let (todo, person, officers) = found.await?.ok_or(Problem::NotFound)?;
    let (by, now) = (Actor::Officer(officer.id), app.clock.now());
    app.store.write(move |tx| tx.record_todos_opened(by, now, 1)).await?;
    let status = if failure.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let ended = todo.done.as_ref().map(|done| EndedRow {
        how: words::outcome(done.outcome),
        why: done.why.clone(),
        by: format!("{} {}", dates::stamp(done.at), name(&officers, done.by)),
        person_url: person.map(|person| format!("/desk/people/{person}")),
    });
    let outcomes = Outcome::ALL.map(|o| (o.name(), words::outcome(o), o.name() == typed.outcome));
    let told = &todo.told;
    let query = [&told.kana, &told.birth].map(String::as_str).join(" ").trim().to_owned();
    let mut response = html(&One {
        page: Page::desk(app, "名簿にない方"),
        who: Some(Who::of(officer)),
        base: format!("/desk/todos/{id}"),
        failure,
        pairs: pairs(&todo),
        taken: format!("{} {}", dates::stamp(todo.at), name(&officers, todo.by)),
        query: if query.is_empty() { told.name.clone() } else { query },
        ended,
        outcomes: outcomes.into(),
        person: typed.person,
        why: typed.why,
    })?;
    *response.status_mut() = status;
    Ok(response)
}

/// What was told, but for what was not.
fn pairs(todo: &Todo) -> Vec<(&'static str, String)> {
    use todo::Field::{Birth, Kana, Name, Phone, Voucher, Wish};
    let told = &todo.told;
    let pairs = [
        (Kana, &told.kana),
        (Name, &told.name),
        (Phone, &told.phone),
        (Birth, &told.birth),
        (Voucher, &told.voucher),
        (Wish, &told.wish),
    ];
    let pairs = pairs.into_iter().filter(|(_, text)| !text.is_empty());
    pairs.map(|(field, text)| (words::field(field), text.clone())).collect()
}

/// It is ended. Whom it was about is looked for like everywhere else, and has to be one person.
pub(in crate::web) async fn end(
    State(app): State<App>,
    officer: Officer,
    At(id): At<TodoId>,
    Posted(typed): Posted<End>,
) -> Result<Response, Problem> {
    let Some(outcome) = Outcome::named(&typed.outcome) else {
        let no = "どう終わったかを、ひとつ選んでください。".to_owned();
        return show(&app, &officer, id, (typed, Some(no))).await;
    };
    let (at, home) = (app.clock.now(), app.config.town.code);
    let (text, today) = (typed.person.clone(), when::japan_time(at).date());
    let person = match outcome {
        Outcome::Found => app.store.read(move |r| only(r, &text, home, today)).await?,
        _ => None,
    };
    let why = typed.why.trim().to_owned();
    if let Err(wrong) = todo::may_end(outcome, &why, person) {
        return show(&app, &officer, id, (typed, Some(words::wrong(wrong)))).await;
    }
    let done = Done { by: officer.id, at, outcome, why, person };
    match app.store.write(move |tx| tx.end_todo(id, &done)).await? {
        TodoEnd::Now => Ok(Redirect::to("/desk/todos").into_response()),
        TodoEnd::Before(_) => {
            let told = "ほかの職員が、先に終わりにしていました。下のとおりです。".to_owned();
            show(&app, &officer, id, (typed, Some(told))).await
        }
        TodoEnd::Nowhere => Err(Problem::NotFound),
    }
}

/// The one person a text means, if it is one.
fn only(
    reader: &mut Reader<'_>,
    text: &str,
    home: MunicipalityCode,
    today: Date,
) -> Result<Option<PersonId>> {
    let Ok(asked) = search::read(text, today) else { return Ok(None) };
    let found = reader.search(&asked, home, 2)?;
    match &found.hits[..] {
        [hit] if !found.more => Ok(Some(hit.person.id)),
        _ => Ok(None),
    }
}

/// It is opened again. What is open already stays so.
pub(in crate::web) async fn again(
    State(app): State<App>,
    officer: Officer,
    At(id): At<TodoId>,
) -> Result<Response, Problem> {
    let (by, at) = (officer.id, app.clock.now());
    match app.store.write(move |tx| tx.reopen_todo(id, by, at)).await? {
        TodoEnd::Nowhere => Err(Problem::NotFound),
        TodoEnd::Now | TodoEnd::Before(_) => {
            Ok(Redirect::to(&format!("/desk/todos/{id}")).into_response())
        }
    }
}

/// What is wrong, for a field of the form.
pub(super) fn sentence(wrongs: &[Wrong], fits: impl Fn(&Wrong) -> bool) -> Option<String> {
    let told: Vec<_> =
        wrongs.iter().filter(|wrong| fits(wrong)).map(|w| words::wrong(*w)).collect();
    (!told.is_empty()).then(|| told.join(""))
}
