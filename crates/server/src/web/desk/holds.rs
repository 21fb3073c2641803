//! The list of a programme's holds, with who asked and who approved, and of what was done against the usual rules: fit
//! to be printed and published, for it names no resident. A second officer approves here, and any of them ends.

use super::Who;
use crate::{
    App, Problem,
    web::{
        form::{At, Posted, Query, given},
        page::{Page, html},
        session::Officer,
        told,
    },
    words::{Lang, dates, history, people::Accounts, pools, refusal},
};
use anyhow::Result;
use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Act, Actor, Command, Hold, HoldId, OfficerId, Programme, ProgrammeId, Slot, VenueId,
    command::OnHold,
};
use jiff::Timestamp;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use store::{HistoryLine, Reader};

#[derive(Template)]
#[template(path = "desk/holds.html")]
struct Holds {
    page: Page,
    who: Option<Who>,
    programmes: Vec<(String, String, bool)>,
    programme: Option<String>,
    failure: Option<String>,
    done: Option<&'static str>,
    rows: Vec<Row>,
    exceptions: Vec<Exception>,
    as_of: String,
}

struct Row {
    slot: String,
    slot_url: String,
    pool: String,
    reason: String,
    places: u32,
    used: u32,
    asked: String,
    approved: Option<String>,
    until: String,
    state: &'static str,
    approve_url: Option<String>,
    /// Whoever asked may not approve, and is told so.
    own: bool,
    end_url: Option<String>,
}

struct Exception {
    at: String,
    who: String,
    what: String,
    slot: String,
    why: String,
}

/// Of which programme, and what has just been done.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Chosen {
    #[serde(deserialize_with = "given")]
    programme: Option<ProgrammeId>,
    done: String,
}

/// Of which programme the list is that stands under the form.
#[derive(Debug, Deserialize)]
pub(in crate::web) struct Under {
    programme: ProgrammeId,
}

/// The list.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
    Query(chosen): Query<Chosen>,
) -> Result<Response, Problem> {
    let done = match chosen.done.as_str() {
        "asked" => Some("確保しました。24時間のうちに、ほかの職員が承認してください。"),
        "approved" => Some("承認しました。"),
        "ended" => Some("確保を終わらせました。残っていた枠は、空きに戻りました。"),
        _ => None,
    };
    show(&app, &officer, chosen.programme, (done, None)).await
}

/// A second officer agrees.
pub(in crate::web) async fn approve(
    State(app): State<App>,
    officer: Officer,
    At(hold): At<HoldId>,
    Posted(under): Posted<Under>,
) -> Result<Response, Problem> {
    let on = OnHold { hold, by: Actor::Officer(officer.id), at: app.clock.now() };
    act(&app, &officer, under.programme, (Command::ApproveHold(on), "approved")).await
}

/// An officer gives the places back.
pub(in crate::web) async fn end(
    State(app): State<App>,
    officer: Officer,
    At(hold): At<HoldId>,
    Posted(under): Posted<Under>,
) -> Result<Response, Problem> {
    let on = OnHold { hold, by: Actor::Officer(officer.id), at: app.clock.now() };
    act(&app, &officer, under.programme, (Command::EndHold(on), "ended")).await
}

async fn act(
    app: &App,
    officer: &Officer,
    programme: ProgrammeId,
    (command, done): (Command, &'static str),
) -> Result<Response, Problem> {
    let named = command.holds().into_iter().collect();
    is_at_all(app, officer, named).await?;
    match app.store.place(command).await? {
        Ok(_) => {
            let list = format!("/desk/holds?programme={programme}&done={done}");
            Ok(Redirect::to(&list).into_response())
        }
        Err(no) => {
            let no = refusal::sentence(Lang::Japanese, &no);
            let failure = Some(format!("{}{}", no.why, no.next));
            let mut response = show(app, officer, Some(programme), (None, failure)).await?;
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
    }
}

/// Holds of venues where the officer does not work do not exist for them.
async fn is_at_all(app: &App, officer: &Officer, holds: BTreeSet<HoldId>) -> Result<(), Problem> {
    let found = app.store.read(move |reader| {
        let slots = reader.holds_by_ids(&holds)?.iter().map(|hold| hold.slot).collect();
        let slots = reader.slots_by_ids(&slots)?;
        Ok(slots.iter().map(|slot| slot.venue).collect::<Vec<VenueId>>())
    });
    found.await?.into_iter().try_for_each(|venue| officer.is_at(venue))
}

/// Everything the list is made of.
struct Found {
    programmes: Vec<Programme>,
    of: Option<ProgrammeId>,
    holds: Vec<Hold>,
    exceptions: Vec<HistoryLine>,
    slots: BTreeMap<domain::SlotId, Slot>,
    named: BTreeMap<String, String>,
    officers: BTreeMap<OfficerId, String>,
}

fn find(reader: &mut Reader<'_>, asked: Option<ProgrammeId>) -> Result<Found> {
    let programmes = reader.programmes()?;
    let of = programmes.iter().find(|p| Some(p.id) == asked).or(programmes.first());
    let of = of.map(|programme| programme.id);
    let (mut holds, mut exceptions) = (Vec::new(), Vec::new());
    if let Some(programme) = of {
        holds = reader.holds_of_programme(programme)?;
        exceptions = reader.exceptions_of(programme)?;
    }
    let ids: BTreeSet<_> = holds.iter().map(|hold| hold.slot).collect();
    let slots = reader.slots_by_ids(&ids)?;
    let mut named = told::places(reader, &exceptions)?;
    let mut venues = BTreeMap::new();
    if let Some(programme) = of {
        venues.extend(reader.venues_of(programme)?.into_iter().map(|v| (v.id, v.name)));
    }
    for slot in &slots {
        let (date, time) = (dates::short(slot.date), dates::range(slot.starts, slot.ends));
        let venue = venues.get(&slot.venue).map_or("", String::as_str);
        named.insert(format!("hold/{}", slot.id), format!("{date} {time} {venue}"));
    }
    let slots = slots.into_iter().map(|slot| (slot.id, slot)).collect();
    let officers = reader.officer_names()?;
    Ok(Found { programmes, of, holds, exceptions, slots, named, officers })
}

async fn show(
    app: &App,
    officer: &Officer,
    asked: Option<ProgrammeId>,
    (done, failure): (Option<&'static str>, Option<String>),
) -> Result<Response, Problem> {
    let now = app.clock.now();
    let found = app.store.read(move |reader| find(reader, asked)).await?;
    let is_theirs = |hold: &&Hold| {
        found.slots.get(&hold.slot).is_some_and(|slot| officer.duty.is_at(slot.venue))
    };
    let programmes = found.programmes.iter().map(|programme| {
        let url = format!("/desk/holds?programme={}", programme.id);
        (programme.name.clone(), url, found.of == Some(programme.id))
    });
    let all = officer.duty.venues == domain::role::Venues::Every;
    let exceptions = found.exceptions.iter().filter(|_| all);
    html(&Holds {
        page: Page::desk(app, "確保と例外の一覧"),
        who: Some(Who::of(officer)),
        programmes: programmes.collect(),
        programme: found.of.map(|id| id.to_string()),
        failure,
        done,
        rows: found.holds.iter().filter(is_theirs).map(|h| row(officer, &found, h, now)).collect(),
        exceptions: exceptions.map(|line| exception(&found, line)).collect(),
        as_of: dates::stamp(now),
    })
}

fn row(officer: &Officer, found: &Found, hold: &Hold, now: Timestamp) -> Row {
    let name = |id: &OfficerId| found.officers.get(id).cloned().unwrap_or_default();
    let keeps = hold.keeps(now).is_ok();
    let (waits, own) = (keeps && hold.approved.is_none(), hold.asked_by == officer.id);
    let may_approve = officer.may(Act::ApproveHolds);
    Row {
        slot: found.named.get(&format!("hold/{}", hold.slot)).cloned().unwrap_or_default(),
        slot_url: format!("/desk/slots/{}", hold.slot),
        pool: pools::pool(hold.pool).to_owned(),
        reason: hold.reason.clone(),
        places: hold.places,
        used: hold.used,
        asked: format!("{} {}", name(&hold.asked_by), dates::stamp(hold.asked_at)),
        approved: hold
            .approved
            .as_ref()
            .map(|(by, at)| format!("{} {}", name(by), dates::stamp(*at))),
        until: dates::stamp(hold.ended_at.unwrap_or_else(|| hold.ends_at())),
        state: match (keeps, waits) {
            (true, true) => "承認待ち",
            (true, false) => "確保中",
            _ => "終了",
        },
        approve_url: (waits && may_approve && !own)
            .then(|| format!("/desk/holds/{}/approve", hold.id)),
        own: waits && own,
        end_url: (keeps && officer.may(Act::HoldPlaces))
            .then(|| format!("/desk/holds/{}/end", hold.id)),
    }
}

fn exception(found: &Found, line: &HistoryLine) -> Exception {
    let accounts = Accounts::default();
    let told = history::told(&line.what, &found.named, &accounts);
    let slot = line.what.facts["slot"].as_str().and_then(|slot| found.named.get(slot)).cloned();
    let change = match line.what.name.as_str() {
        "overbooking_set" => format!("{} {} → {}", told.what, told.before, told.after),
        _ => format!("{}（決まりの例外）", told.what),
    };
    Exception {
        at: dates::stamp(line.at),
        who: history::who(line.by, &found.officers, &accounts),
        what: change,
        slot: slot.unwrap_or_default(),
        why: line.why.clone().unwrap_or_default(),
    }
}
