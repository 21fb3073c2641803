//! A venue set up or edited: name, address, how to get there, and how many the room takes. What is typed is kept.

use super::{
    Who,
    venues::{Used, used},
};
use crate::{
    App, Problem,
    actions::save_venue::{Saved, save_venue, version},
    web::{
        form::{self, At, Posted},
        map,
        page::{Page, html},
        session::Officer,
    },
    words::venues::{self, Field},
};
use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    VenueId,
    venue::{Flaw, Venue},
};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "desk/venue.html")]
struct Edit {
    page: Page,
    who: Option<Who>,
    is_new: bool,
    id: String,
    version: String,
    fields: Vec<Input>,
    refusal: Option<String>,
    /// The address as it is saved, on a map.
    map_url: Option<String>,
    used: Vec<Used>,
}

struct Input {
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    value: String,
    required: bool,
    numeric: bool,
    error: Option<String>,
}

/// What was typed.
#[derive(Clone, Debug, Deserialize)]
pub(in crate::web) struct Typed {
    id: VenueId,
    version: String,
    name: String,
    address: String,
    access: String,
    room: String,
}

/// An empty form.
pub(in crate::web) async fn new(
    State(app): State<App>,
    officer: Officer,
) -> Result<Response, Problem> {
    let blank = String::new;
    let (name, address, access, room) = (blank(), blank(), blank(), blank());
    let id = VenueId(app.ids.uuid());
    let typed = Typed { id, version: version(None), name, address, access, room };
    html(&form(&app, &officer, None, typed).await?)
}

/// The form of a venue there is.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
    At(id): At<VenueId>,
) -> Result<Response, Problem> {
    let venue = app.store.read(move |reader| reader.venue(id)).await?.ok_or(Problem::NotFound)?;
    let typed = Typed {
        id,
        version: version(Some(&venue)),
        name: venue.name.clone(),
        address: venue.address.clone(),
        access: venue.access.clone(),
        room: venue.room.map_or_else(String::new, |room| room.to_string()),
    };
    html(&form(&app, &officer, Some(&venue), typed).await?)
}

/// Saves it, or shows the form again with what was typed and why not.
pub(in crate::web) async fn post(
    State(app): State<App>,
    officer: Officer,
    Posted(typed): Posted<Typed>,
) -> Result<Response, Problem> {
    let id = typed.id;
    let there = app.store.read(move |reader| reader.venue(id)).await?;
    let seen = typed.version.clone();
    let Ok(wish) = wished(&typed) else {
        return again(&app, &officer, there.as_ref(), typed, &[Flaw::RoomOutOfRange]).await;
    };
    match save_venue(&app, officer.id, wish, seen).await? {
        Saved::Done => Ok(Redirect::to("/desk/venues").into_response()),
        Saved::Flawed(flaws) => again(&app, &officer, there.as_ref(), typed, &flaws).await,
        Saved::Changed(now) => {
            let typed = Typed { version: version(Some(&now)), ..typed };
            let mut edit = form(&app, &officer, Some(&now), typed).await?;
            edit.refusal = Some(venues::changed(&now));
            let mut response = html(&edit)?;
            *response.status_mut() = StatusCode::CONFLICT;
            Ok(response)
        }
    }
}

/// The venue as typed; an error where the room is no number.
fn wished(typed: &Typed) -> Result<Venue, Flaw> {
    let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let room = match typed.room.trim() {
        "" => None,
        typed => Some(form::number(typed).ok_or(Flaw::RoomOutOfRange)?),
    };
    Ok(Venue {
        id: typed.id,
        name: line(&typed.name),
        address: line(&typed.address),
        access: line(&typed.access),
        room,
    })
}

async fn again(
    app: &App,
    officer: &Officer,
    there: Option<&Venue>,
    typed: Typed,
    flaws: &[Flaw],
) -> Result<Response, Problem> {
    let mut edit = form(app, officer, there, typed).await?;
    for input in &mut edit.fields {
        let own = flaws.iter().find(|flaw| venues::field(**flaw).name() == input.name);
        input.error = own.map(|flaw| venues::flaw(*flaw));
    }
    edit.refusal = Some("入力をお確かめください。".to_owned());
    let mut response = html(&edit)?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

async fn form(
    app: &App,
    officer: &Officer,
    there: Option<&Venue>,
    typed: Typed,
) -> Result<Edit, Problem> {
    let programmes = app.store.read(|reader| reader.programmes_at_venues()).await?;
    let input = |field: Field, value: String| Input {
        name: field.name(),
        label: field.label(),
        hint: field.hint(),
        value,
        required: matches!(field, Field::Name | Field::Address),
        numeric: field == Field::Room,
        error: None,
    };
    let title = there.map_or("新しい会場", |venue| &venue.name);
    Ok(Edit {
        page: Page::desk(app, title),
        who: Some(Who::of(officer)),
        is_new: there.is_none(),
        id: typed.id.to_string(),
        version: typed.version,
        fields: vec![
            input(Field::Name, typed.name),
            input(Field::Address, typed.address),
            input(Field::Access, typed.access),
            input(Field::Room, typed.room),
        ],
        refusal: None,
        map_url: there.map(map::url),
        used: used(typed.id, &programmes),
    })
}
