//! Every message that the people of a programme may get, before it opens: from the very functions that send them, with an
//! invented number; and one harmless message to an officer's own telephone.

use super::Who;
use crate::{
    App, Problem,
    actions::send_test::{Tested, try_test},
    web::{
        form::{At, Posted},
        page::{Page, html},
        session::Officer,
    },
    words::{
        Lang,
        catalogue::{self, Part},
        lang::Said,
        pages::TABLES,
        sending,
    },
};
use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use domain::{NoticeId, NoticeKind, Programme, ProgrammeId, waitlist::Waitlist};
use line::Message;
use serde::Deserialize;
use std::time::Duration;
use store::Settled;

/// How long the page waits for LINE.
const WAIT: Duration = Duration::from_secs(8);

#[derive(Template)]
#[template(path = "desk/messages.html")]
struct Messages {
    page: Page,
    who: Option<Who>,
    programme: String,
    board_url: String,
    url: String,
    connected: bool,
    once: String,
    user: String,
    failure: Option<String>,
    done: Option<String>,
    notices: Vec<Occasion>,
    answers: Vec<Occasion>,
    bring: Vec<String>,
    refusals: Vec<[String; 3]>,
    languages: [Lang; 3],
}

/// What comes when.
struct Occasion {
    when: &'static str,
    bubbles: Vec<Vec<Part>>,
}

impl Occasion {
    fn of(when: &'static str, messages: &[Message]) -> Self {
        Self { when, bubbles: messages.iter().map(catalogue::parts).collect() }
    }
}

impl Messages {
    /// What the pages say, a table for each part of the way.
    fn tables() -> &'static [(&'static str, &'static [Said])] {
        &TABLES
    }
}

/// To whom a test goes. The message has its id from the form, so that a second press sends no second one.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Typed {
    once: String,
    user: String,
}

/// The messages.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
    At(id): At<ProgrammeId>,
) -> Result<Response, Problem> {
    html(&shown(&app, &officer, id, "").await?)
}

/// Sends one to the officer's own telephone.
pub(in crate::web) async fn post(
    State(app): State<App>,
    officer: Officer,
    At(id): At<ProgrammeId>,
    Posted(typed): Posted<Typed>,
) -> Result<Response, Problem> {
    let message: NoticeId = typed.once.parse().map_err(|_| Problem::FormExpired)?;
    let user = typed.user.trim();
    let mut page = shown(&app, &officer, id, user).await?;
    if app.line.is_none() {
        page.failure = Some(
            "LINEは、まだつながっていません。先に「準備の一覧」の「LINE」でつないでください。"
                .to_owned(),
        );
    } else {
        match try_test(&app, message, user, WAIT).await? {
            Tested::Tried(Some(Settled::Sent(_))) => {
                page.done = Some(
                    "LINEが受け取りました。ご自分のトークに届いているかを見てください。".to_owned(),
                );
            }
            Tested::Tried(Some(Settled::GivenUp(why))) => {
                page.failure = Some(format!("送れませんでした：{}", sending::lost(&why)));
            }
            Tested::Tried(_) => {
                page.done = Some(
                    "まだ送れていません。つながりしだい、ひとりでに送ります（24時間まで）。"
                        .to_owned(),
                );
            }
            no => page.failure = Some(words(&no)),
        }
    }
    let mut response = html(&page)?;
    if page.failure.is_some() {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// Why nothing was sent.
fn words(no: &Tested) -> String {
    match no {
        Tested::NotAFriend => "この方には送れません。まだ何も送っていません。町のLINE公式アカウントを友だちに追加し、ブロックしていないかを確かめてください。".to_owned(),
        Tested::Refused(error) => format!("LINEが受けつけませんでした（{error}）。まだ何も送っていません。少し待ってから、もう一度押してください。"),
        Tested::NotAUser | Tested::Tried(_) => "ユーザーIDは、U で始まる33文字です。まだ何も送っていません。LINE Developers コンソールの「チャネル基本設定 → あなたのユーザーID」を写してください。".to_owned(),
    }
}

async fn shown(
    app: &App,
    officer: &Officer,
    id: ProgrammeId,
    user: &str,
) -> Result<Messages, Problem> {
    let programme = app.store.read(move |reader| reader.programme(id)).await?;
    let programme = programme.ok_or(Problem::NotFound)?;
    let (town, urls) = (&app.config.town, &app.urls);
    let waitlist = programme.policy.waitlist.as_ref();
    let races = waitlist.is_some_and(Waitlist::races);
    let notices = catalogue::notices_of(town, urls, races);
    let notices = notices.iter().filter(|(kind, ..)| is_sent(*kind, &programme));
    let answers = catalogue::answers_of(town, urls);
    Ok(Messages {
        page: Page::desk(app, "お知らせのことば"),
        who: Some(Who::of(officer)),
        board_url: format!("/desk/programmes/{id}"),
        url: format!("/desk/programmes/{id}/messages"),
        connected: app.line.is_some(),
        once: app.ids.uuid().to_string(),
        user: user.to_owned(),
        failure: None,
        done: None,
        notices: notices.map(|(_, when, messages)| Occasion::of(when, messages)).collect(),
        answers: answers.iter().map(|(when, messages)| Occasion::of(when, messages)).collect(),
        bring: programme.policy.bring.clone(),
        programme: programme.name,
        refusals: catalogue::refusals(),
        languages: Lang::ALL,
    })
}

/// Whether a programme ever sends it.
fn is_sent(kind: NoticeKind, programme: &Programme) -> bool {
    match kind {
        NoticeKind::Offered | NoticeKind::OfferLapsed | NoticeKind::OfferOutrun => {
            programme.policy.waitlist.is_some()
        }
        NoticeKind::Reminder => !programme.policy.reminders.days.is_empty(),
        NoticeKind::Booked | NoticeKind::Moved | NoticeKind::Cancelled | NoticeKind::ProxyAdded => {
            true
        }
    }
}
