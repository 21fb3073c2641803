//! The telephones in the browser: pages, a stream of what changed on each screen, and the few requests by
//! which fingers act. Everything a finger does goes through the same verbs that tests use.

mod flex;
mod html;
pub(crate) mod pages;
mod talk;
mod when;

use std::{collections::BTreeMap, convert::Infallible};

use axum::{
    Form, Json, Router,
    extract::{Path, State},
    http::{StatusCode, header::CONTENT_TYPE},
    response::{
        Html, IntoResponse, Redirect, Response,
        sse::{Event, KeepAlive, Sse},
    },
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio_stream::{Stream, StreamExt as _, wrappers::WatchStream};

use crate::{
    chat::{Button, list},
    deliver::Answer,
    menu::Menus,
    platform::Platform,
    sent::Sent,
    state::{Friendship, Resident},
    verbs::Tapped,
};

const CSS: &str = include_str!("phone.css");
const SCRIPT: &str = include_str!("phone.js");

pub(crate) fn router() -> Router<Platform> {
    Router::new()
        .route("/", get(wall))
        .route("/events", get(all_events))
        .route("/residents", post(add_resident))
        .route("/phone/{handle}", get(one))
        .route("/phone/{handle}/events", get(events))
        .route("/phone/{handle}/type", post(types))
        .route("/phone/{handle}/sticker", post(sticker))
        .route("/phone/{handle}/send", post(send))
        .route("/phone/{handle}/unsend", post(unsend))
        .route("/phone/{handle}/line", post(line))
        .route("/phone/{handle}/tap", post(tap))
        .route("/phone/{handle}/open", post(open))
        .route("/phone/{handle}/friendship", post(friendship))
        .route("/emulator/menu/{menu_id}", get(menu_image))
        .route(
            "/emulator/phone.css",
            get(async || ([(CONTENT_TYPE, "text/css; charset=utf-8")], CSS)),
        )
        .route(
            "/emulator/phone.js",
            get(async || ([(CONTENT_TYPE, "text/javascript; charset=utf-8")], SCRIPT)),
        )
}

/// Why a finger's request came to nothing, in a sentence for the phone.
struct Trouble(StatusCode, String);

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        (self.0, Json(json!({ "message": self.1 }))).into_response()
    }
}

impl From<anyhow::Error> for Trouble {
    fn from(error: anyhow::Error) -> Self {
        tracing::warn!(%error, "a tap came to nothing");
        Self(StatusCode::BAD_REQUEST, "いまはできません。".to_owned())
    }
}

type Answered = Result<Json<Value>, Trouble>;

async fn wall(State(platform): State<Platform>) -> Html<String> {
    Html(pages::wall(&platform))
}

async fn one(State(platform): State<Platform>, Path(handle): Path<String>) -> Response {
    match pages::one(&platform, &handle) {
        Some(page) => Html(page).into_response(),
        None => {
            (StatusCode::NOT_FOUND, Html(pages::notice("この電話はありません"))).into_response()
        }
    }
}

#[derive(Deserialize)]
struct NewResident {
    name: String,
}

async fn add_resident(State(platform): State<Platform>, Form(new): Form<NewResident>) -> Redirect {
    let name = new.name.trim();
    if !name.is_empty() {
        let number = platform.read(|state| state.residents.len() + 1);
        platform.add_resident(&format!("resident{number}"), name);
    }
    Redirect::to("/")
}

async fn events(State(platform): State<Platform>, Path(handle): Path<String>) -> impl IntoResponse {
    changes(platform, move |resident| resident.handle == handle)
}

/// One stream for the whole wall: a browser allows only six connections to one origin.
async fn all_events(State(platform): State<Platform>) -> impl IntoResponse {
    changes(platform, |_| true)
}

/// What the screens of these residents show, each time some of them change, by handle.
fn changes(
    platform: Platform,
    wanted: impl Fn(&Resident) -> bool + Send + 'static,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let stopped = platform.0.stopped.subscribe();
    let mut shown = BTreeMap::new();
    let changes = WatchStream::new(platform.0.version.subscribe())
        .take_while(move |_| !*stopped.borrow())
        .filter_map(move |_| {
            let screens: BTreeMap<String, Value> = platform.read(|state| {
                let residents = state.residents.iter().filter(|resident| wanted(resident));
                residents
                    .map(|one| (one.handle.clone(), screen(&platform, one, &state.menus)))
                    .collect()
            });
            let mut news = screens.clone();
            news.retain(|handle, screen| shown.get(handle) != Some(screen));
            shown = screens;
            (!news.is_empty()).then(|| Ok(Event::default().data(json!(news).to_string())))
        });
    Sse::new(changes).keep_alive(KeepAlive::default())
}

fn screen(platform: &Platform, resident: &Resident, menus: &Menus) -> Value {
    let now = platform.now();
    json!({
        "clock": when::clock(now),
        "friendship": friendship_word(resident.friendship),
        "slow": resident.slow,
        "talk": talk::items(&platform.0.options.account_name, resident)
            .into_iter().map(|(id, html)| json!({ "id": id, "html": html })).collect::<Value>(),
        "quick": talk::quick_replies(resident),
        "menu": talk::menu(resident, menus),
        "writing_ms": (resident.loading_until - now).max(0),
    })
}

fn friendship_word(friendship: Friendship) -> &'static str {
    match friendship {
        Friendship::Stranger => "stranger",
        Friendship::Friend => "friend",
        Friendship::Blocked => "blocked",
    }
}

#[derive(Deserialize)]
struct Typed {
    text: String,
}

async fn types(
    State(platform): State<Platform>,
    Path(handle): Path<String>,
    Json(typed): Json<Typed>,
) -> Answered {
    let text = typed.text.trim();
    if !text.is_empty() {
        return Ok(told(platform.types(&handle, text).await?));
    }
    Ok(Json(json!({})))
}

async fn sticker(State(platform): State<Platform>, Path(handle): Path<String>) -> Answered {
    Ok(told(platform.sends_sticker(&handle).await?))
}

#[derive(Deserialize)]
struct Sends {
    what: Sent,
}

async fn send(
    State(platform): State<Platform>,
    Path(handle): Path<String>,
    Json(sends): Json<Sends>,
) -> Answered {
    Ok(told(platform.sends(&handle, sends.what).await?))
}

async fn unsend(State(platform): State<Platform>, Path(handle): Path<String>) -> Answered {
    Ok(told(platform.unsends(&handle).await?))
}

#[derive(Deserialize)]
struct Line {
    slow: bool,
}

async fn line(
    State(platform): State<Platform>,
    Path(handle): Path<String>,
    Json(line): Json<Line>,
) -> Answered {
    platform.set_slow(&handle, line.slow)?;
    Ok(Json(json!({})))
}

/// Where a finger came down: the entry (or the menu), the action inside it, and what was picked.
#[derive(Deserialize)]
struct Tap {
    entry: String,
    pointer: String,
    picked: Option<String>,
}

async fn tap(
    State(platform): State<Platform>,
    Path(handle): Path<String>,
    Json(tap): Json<Tap>,
) -> Answered {
    let button = platform
        .look(&handle, |resident, menus| tapped(resident, menus, &tap))?
        .ok_or_else(|| Trouble(StatusCode::NOT_FOUND, "このボタンはもう使えません。".to_owned()))?;
    let mut answer = match platform.acts(&handle, &button, tap.picked.as_deref()).await? {
        Tapped::Told(answer) => told(answer).0,
        Tapped::Copied(text) => json!({ "copied": text }),
        Tapped::Opened(link) => opened(&platform, &handle, &link).await?,
    };
    for (option, field) in [("inputOption", "input"), ("fillInText", "fill")] {
        if let Some(value) = button.action.get(option) {
            answer[field] = value.clone();
        }
    }
    Ok(Json(answer))
}

fn tapped(resident: &Resident, menus: &Menus, tap: &Tap) -> Option<Button> {
    let fits = |button: &Button| button.pointer == tap.pointer;
    if tap.entry == "menu" {
        return menus.shown_to(resident)?.1.buttons().into_iter().find(fits);
    }
    let entry = resident.chat.iter().find(|entry| entry.id == tap.entry)?;
    entry.buttons().into_iter().chain(entry.quick_replies()).find(fits)
}

#[derive(Deserialize)]
struct Link {
    url: String,
}

async fn open(
    State(platform): State<Platform>,
    Path(handle): Path<String>,
    Json(link): Json<Link>,
) -> Answered {
    Ok(Json(opened(&platform, &handle, &link.url).await?))
}

/// A page of the service slides over the talk; any other address opens beside the phone.
async fn opened(platform: &Platform, handle: &str, link: &str) -> Result<Value, Trouble> {
    let address = platform.opens(handle, link).await?;
    Ok(if address == link { json!({ "outside": link }) } else { json!({ "open": address }) })
}

#[derive(Deserialize)]
struct Wish {
    friend: bool,
}

async fn friendship(
    State(platform): State<Platform>,
    Path(handle): Path<String>,
    Json(wish): Json<Wish>,
) -> Answered {
    Ok(match (wish.friend, platform.friendship(&handle)) {
        (true, Some(Friendship::Stranger)) => told(platform.add_friend(&handle).await?),
        (true, Some(Friendship::Blocked)) => told(platform.unblocks(&handle).await?),
        (false, Some(Friendship::Friend)) => told(platform.blocks(&handle).await?),
        _ => Json(json!({})),
    })
}

/// What the person with the phone should know of how the service answered.
fn told(answer: Answer) -> Json<Value> {
    Json(match answer {
        answer if answer.taken() => json!({}),
        _ => json!({ "message": "町のシステムに届きませんでした。少しあとでもう一度届けます。" }),
    })
}

async fn menu_image(State(platform): State<Platform>, Path(menu_id): Path<String>) -> Response {
    let image = platform.read(|state| state.menus.created.get(&menu_id)?.image.clone());
    image.map_or_else(|| StatusCode::NOT_FOUND.into_response(), IntoResponse::into_response)
}

/// The actions of a list, each with its place in it.
fn numbered(value: &Value) -> impl Iterator<Item = (usize, &Value)> {
    list(value).enumerate()
}
