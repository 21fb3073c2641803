//! Writing down a caller who is not on the roster: what was typed into the search comes along, and nothing typed is
//! lost over a slip.

use super::{Who, todos::sentence};
use crate::{
    App, Problem,
    web::{
        form::Posted,
        page::{Page, html},
        session::Officer,
    },
    words::todos as words,
};
use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Todo, TodoId,
    search::{self, Meaning},
    todo::{Field, Told, Wrong},
    when::{self, Date},
};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "desk/todo_new.html")]
struct New {
    page: Page,
    who: Option<Who>,
    once: String,
    wrong: bool,
    fields: Vec<Input>,
}

struct Input {
    id: &'static str,
    label: &'static str,
    hint: &'static str,
    value: String,
    kind: &'static str,
    wrong: Option<String>,
}

/// What was typed into the search.
#[derive(Deserialize)]
pub(in crate::web) struct Typed {
    #[serde(default)]
    typed: String,
}

/// The form as sent.
#[derive(Deserialize)]
pub(in crate::web) struct Sent {
    once: TodoId,
    #[serde(flatten)]
    told: Told,
}

/// The empty form.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
) -> Result<Response, Problem> {
    show(&app, &officer, TodoId(app.ids.uuid()), &Told::default(), &[])
}

/// The form with what was looked for.
pub(in crate::web) async fn with(
    State(app): State<App>,
    officer: Officer,
    Posted(typed): Posted<Typed>,
) -> Result<Response, Problem> {
    let told = read(&typed.typed, when::japan_time(app.clock.now()).date());
    show(&app, &officer, TodoId(app.ids.uuid()), &told, &[])
}

/// It is written down.
pub(in crate::web) async fn post(
    State(app): State<App>,
    officer: Officer,
    Posted(sent): Posted<Sent>,
) -> Result<Response, Problem> {
    let told = sent.told.trimmed();
    let wrongs = told.wrongs();
    if !wrongs.is_empty() {
        return show(&app, &officer, sent.once, &told, &wrongs);
    }
    let todo = Todo { id: sent.once, told, by: officer.id, at: app.clock.now(), done: None };
    app.store.write(move |tx| tx.add_todo(&todo)).await?;
    Ok(Redirect::to("/desk/todos").into_response())
}

/// Each word of the search into the field it can only be meant for.
fn read(typed: &str, today: Date) -> Told {
    let mut told = Told::default();
    for word in typed.split_whitespace().take(search::WORDS_MOST) {
        let Ok(asked) = search::read(word, today) else { continue };
        let meanings: Vec<_> = asked.ways.iter().flatten().collect();
        let field = match &meanings[..] {
            [Meaning::Kana(_)] => &mut told.kana,
            [Meaning::Written(_)] => &mut told.name,
            [Meaning::Born(_) | Meaning::BornIn(_) | Meaning::BornOn(..)] => &mut told.birth,
            [Meaning::Phone(_)] => &mut told.phone,
            [Meaning::Voucher(..)] => &mut told.voucher,
            _ => continue,
        };
        if !field.is_empty() {
            field.push(' ');
        }
        field.push_str(word);
    }
    told
}

fn show(
    app: &App,
    officer: &Officer,
    once: TodoId,
    told: &Told,
    wrongs: &[Wrong],
) -> Result<Response, Problem> {
    let input = |id, field, hint, value: &str, kind| Input {
        id,
        label: words::field(field),
        hint,
        value: value.to_owned(),
        kind,
        wrong: sentence(wrongs, |wrong| place(*wrong) == Some(field)),
    };
    let mut response = html(&New {
        page: Page::desk(app, "名簿にない方を残す"),
        who: Some(Who::of(officer)),
        once: once.to_string(),
        wrong: !wrongs.is_empty(),
        fields: vec![
            input("kana", Field::Kana, "お名前かかなの、どちらかは要ります", &told.kana, "text"),
            input("name", Field::Name, "", &told.name, "text"),
            input(
                "phone",
                Field::Phone,
                "折り返す番号（聞けなければ空のまま）",
                &told.phone,
                "tel",
            ),
            input(
                "birth",
                Field::Birth,
                "聞いたとおりに（昭和32年4月1日、S32.4.1など）",
                &told.birth,
                "text",
            ),
            input("voucher", Field::Voucher, "手もとにあれば", &told.voucher, "text"),
            input(
                "wish",
                Field::Wish,
                "何をご希望か、何をお約束したか（必ず）",
                &told.wish,
                "text",
            ),
        ],
    })?;
    if !wrongs.is_empty() {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// The field a slip is told at.
fn place(wrong: Wrong) -> Option<Field> {
    match wrong {
        Wrong::NoName => Some(Field::Kana),
        Wrong::NoWish => Some(Field::Wish),
        Wrong::NotAPhone { .. } => Some(Field::Phone),
        Wrong::TooLong { field, .. } => Some(field),
        Wrong::NobodyNamed | Wrong::NoReason | Wrong::ReasonTooLong { .. } => None,
    }
}
