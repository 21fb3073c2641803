//! Another capacity for a slot, pool by pool, while bookings come in. What is typed is kept, and what
//! cannot be is answered with the least that can.

use super::{
    Who,
    history::{Entry, entries},
};
use crate::{
    App, Problem,
    actions::reshape::{self, Ended, Wish},
    boards,
    web::{
        form::{self, At, Posted},
        page::{Page, html},
        session::Officer,
        told,
    },
    words::{Lang, dates, people::Accounts, pools, refusal, reshape as words},
};
use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Act, OfficerId, Pool, PoolCount, RequestId, Slot, SlotId, capacity,
    reshape::{Reshape, Shape, after},
};
use jiff::Timestamp;
use std::collections::{BTreeMap, HashMap};
use store::{HistoryLine, SessionRow};

#[derive(Template)]
#[template(path = "desk/slot.html")]
struct Edit {
    page: Page,
    who: Option<Who>,
    programme: String,
    board_url: String,
    session: String,
    session_url: Option<String>,
    /// Whether the form is there: others read the numbers.
    may_shape: bool,
    time: String,
    action: String,
    once: String,
    version: String,
    taken: u32,
    capacity: u32,
    /// What the taken places are, and how many wait for one, where there is a waitlist.
    waiting: Option<String>,
    pools: Vec<PoolRow>,
    reason: String,
    reason_error: Option<String>,
    refusal: Option<String>,
    preview: Option<String>,
    /// So many places in all were said to be many; saving as many again is meant.
    aware: Option<u32>,
    /// What another officer changed since the form was shown.
    meanwhile: Vec<String>,
    closed: bool,
    /// Where the other ways to change it are, and who is booked.
    places_url: String,
    hold_url: Option<String>,
    people_url: Option<String>,
    history: Vec<Entry>,
}

struct PoolRow {
    key: String,
    name: String,
    taken: u32,
    capacity: u32,
    input: String,
    error: Option<String>,
    /// The least it may be, where less was asked for.
    least: Option<u32>,
}

type Typed = HashMap<String, String>;

/// The pools the desk may size: those the slot has, and those every slot may get.
const SIZED: [Pool; 2] = [Pool::Public, Pool::CallCentre];

/// The form.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
    At(id): At<SlotId>,
) -> Result<Response, Problem> {
    let full = load(&app, &officer, id).await?;
    html(&form(&app, &officer, &full, &Typed::new()))
}

/// Sets the capacity, or shows the form again with what was typed and why not.
pub(in crate::web) async fn post(
    State(app): State<App>,
    officer: Officer,
    At(id): At<SlotId>,
    Posted(mut typed): Posted<Typed>,
) -> Result<Response, Problem> {
    let full = load(&app, &officer, id).await?;
    if let Some(pool) = typed.get("least").and_then(|name| Pool::named(name)) {
        let least = capacity::least_of(&full.slot, pool);
        typed.insert(format!("pool_{}", pool.name()), least.to_string());
        typed.insert("step".to_owned(), "preview".to_owned());
    }
    let mut edit = form(&app, &officer, &full, &typed);
    let wished = wished(&full.slot, &mut edit);
    if edit.pools.iter().any(|pool| pool.error.is_some()) {
        edit.refusal = Some("入力をお確かめください。".to_owned());
        return again(&edit, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let places: u32 = wished.iter().fold(0, |sum, (_, places)| sum.saturating_add(*places));
    let many = words::many(full.places_in(&wished), places, full.session.venue.room, full.people);
    if typed.get("step").is_some_and(|step| step == "preview") {
        let told = preview(&full, wished, app.clock.now());
        edit.preview = Some(many.map_or(told.clone(), |many| format!("{told}{many}")));
        return again(&edit, StatusCode::OK);
    }
    if let Some(many) = many.filter(|_| edit.aware != Some(places)) {
        edit.refusal = Some(format!("{many}このままでよければ、もう一度押してください。"));
        edit.aware = Some(places);
        return again(&edit, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let seen: Option<Shape> = typed.get("version").and_then(|text| text.parse().ok());
    let seen = seen.ok_or(Problem::FormExpired)?;
    let why = match form::reason_if_any(typed.get("reason").map_or("", String::as_str)) {
        Ok(why) => why,
        Err(no) => {
            edit.refusal = Some(no);
            return again(&edit, StatusCode::UNPROCESSABLE_ENTITY);
        }
    };
    let (slots, what) = (vec![(id, seen.clone())], Reshape::Set(wished));
    let wish = Wish { slots, what, where_possible: false, why };
    let ended = reshape::reshape(&app, officer.id, wish).await?;
    if ended == Ended::Done {
        let board = format!("/desk/programmes/{}", full.session.programme.id);
        return Ok(Redirect::to(&board).into_response());
    }
    let full = load(&app, &officer, id).await?;
    let mut edit = form(&app, &officer, &full, &typed);
    if let Ended::Refused(_, pool, no) = ended {
        let no = refusal::sentence(Lang::Japanese, &no);
        let row = edit.pools.iter_mut().find(|row| row.key == pool.name());
        let row = row.ok_or(Problem::FormExpired)?;
        row.error = Some(format!("{}{}", no.why, no.next));
        row.least = Some(capacity::least_of(&full.slot, pool));
        edit.refusal =
            Some("いまふさがっている数（予約・案内中・確保）より少なくはできません。".to_owned());
    } else {
        let differences = seen.differences(&Shape::of(&full.slot));
        let who = |line: &HistoryLine| words::by(line, &full.officers);
        edit.meanwhile = words::meanwhile(&differences, &full.history, who);
        edit.refusal = Some("この画面を開いたあとに、ほかの職員が枠数を変えました。いまの数を確かめてから、もう一度保存してください。入力した数はそのまま残っています。".to_owned());
    }
    again(&edit, StatusCode::CONFLICT)
}

/// A slot with everything its page shows.
struct Full {
    slot: Slot,
    waiting: Option<u32>,
    session: SessionRow,
    history: Vec<HistoryLine>,
    /// Date, time and venue of the slots that its lines name.
    named: BTreeMap<String, String>,
    officers: BTreeMap<OfficerId, String>,
    /// How many are on the roster.
    people: u32,
}

impl Full {
    /// The places there are now in the pools that are wished anew.
    fn places_in(&self, wished: &[(Pool, u32)]) -> u32 {
        wished.iter().map(|(pool, _)| self.slot.pool(*pool).capacity).sum()
    }
}

async fn load(app: &App, officer: &Officer, id: SlotId) -> Result<Full, Problem> {
    let found = app.store.read(move |reader| {
        let Some(slot) = reader.slot(id)? else { return Ok(None) };
        let Some(session) = reader.session(slot.session)? else { return Ok(None) };
        let history = reader.history_of_slot(id)?;
        let named = told::places(reader, &history)?;
        let programme = reader.programme(session.programme.id)?;
        let waiting = programme.map(|programme| boards::waiting(reader, &programme)).transpose()?;
        let waiting = waiting.flatten();
        let officers = reader.officer_names()?;
        let people = reader.count_persons()?;
        Ok(Some(Full { slot, waiting, session, history, named, officers, people }))
    });
    let full = found.await?.ok_or(Problem::NotFound)?;
    officer.is_at(full.slot.venue)?;
    Ok(full)
}

/// What was typed, as numbers; each pool that is none, or cannot be, gets its sentence.
fn wished(slot: &Slot, edit: &mut Edit) -> Vec<(Pool, u32)> {
    let mut wished = Vec::new();
    for row in &mut edit.pools {
        let pool = Pool::named(&row.key).expect("rows are made of pools");
        let Some(to) = form::number(&row.input) else {
            row.error = Some(format!("{}の枠数は、0以上の数字で入力してください。", row.name));
            continue;
        };
        match capacity::set(slot, pool, to) {
            Ok(_) => wished.push((pool, to)),
            Err(no) => {
                let no = refusal::sentence(Lang::Japanese, &no);
                row.error = Some(format!("{}：{}{}", row.name, no.why, no.next));
                row.least = Some(capacity::least_of(slot, pool)).filter(|least| to < *least);
            }
        }
    }
    wished
}

fn preview(full: &Full, wished: Vec<(Pool, u32)>, now: Timestamp) -> String {
    let decided = Reshape::Set(wished).decide(&full.slot, now);
    let after = decided.map(|decision| after(&full.slot, &decision));
    let Ok(after) = after else { return String::new() };
    let changes = words::changes(&full.slot, &after);
    if changes.is_empty() {
        return "いまと同じ枠数です。何も変わりません。".to_owned();
    }
    let waiting = words::for_those_who_wait(&[(&full.slot, after)], full.waiting);
    format!(
        "保存すると、次のようになります：{}。予約はそのまま残ります。{}",
        changes.join("、"),
        waiting.unwrap_or_default()
    )
}

/// What the taken places are, and how many wait in the programme.
fn taken_by(slot: &Slot, waiting: u32) -> String {
    let sum = |part: fn(&PoolCount) -> u32| -> u32 { slot.pools.iter().map(part).sum() };
    let (booked, offered, held) = (sum(|c| c.booked), sum(|c| c.offered), sum(|c| c.held));
    format!(
        "内訳は、予約 {booked}・案内中 {offered}・確保 {held} です。この事業のキャンセル待ちは {waiting}人です。枠をふやすと、まずキャンセル待ちの方にご案内します。"
    )
}

fn again(edit: &Edit, status: StatusCode) -> Result<Response, Problem> {
    let mut response = html(edit)?;
    *response.status_mut() = status;
    Ok(response)
}

fn form(app: &App, officer: &Officer, full: &Full, typed: &Typed) -> Edit {
    let Full { slot, session, .. } = full;
    let row = |pool: Pool| {
        let count = slot.pool(pool);
        let key = pool.name().to_owned();
        let input = typed.get(&format!("pool_{key}")).cloned();
        PoolRow {
            name: pools::pool(pool).to_owned(),
            taken: count.taken(),
            capacity: count.capacity,
            input: input.unwrap_or_else(|| count.capacity.to_string()),
            error: None,
            least: None,
            key,
        }
    };
    let has = |pool: &Pool| SIZED.contains(pool) || slot.pools.iter().any(|c| c.pool == *pool);
    let once = typed.get("once").cloned();
    let may_shape = officer.may(Act::ShapePlaces);
    let time = dates::range(slot.starts, slot.ends);
    Edit {
        page: Page::desk(app, &format!("{time} の枠数")),
        who: Some(Who::of(officer)),
        programme: session.programme.name.clone(),
        board_url: format!("/desk/programmes/{}", session.programme.id),
        session: format!("{} {}", dates::short(session.date), session.venue.name),
        session_url: officer
            .may(Act::OpenRosters)
            .then(|| format!("/desk/sessions/{}", session.id)),
        may_shape,
        time,
        action: format!("/desk/slots/{}", slot.id),
        once: once.unwrap_or_else(|| RequestId(app.ids.uuid()).to_string()),
        version: Shape::of(slot).to_string(),
        taken: slot.pools.iter().map(|count| count.taken()).sum(),
        capacity: slot.pools.iter().map(|count| count.capacity).sum(),
        waiting: full.waiting.map(|waiting| taken_by(slot, waiting)),
        pools: Pool::ALL.into_iter().filter(has).map(row).collect(),
        reason: typed.get("reason").cloned().unwrap_or_default(),
        reason_error: None,
        refusal: None,
        preview: None,
        aware: typed.get("aware").and_then(|places| places.parse().ok()),
        meanwhile: Vec::new(),
        closed: slot.closed_at.is_some(),
        places_url: format!("/desk/slots/{}/places", slot.id),
        hold_url: officer.may(Act::HoldPlaces).then(|| format!("/desk/slots/{}/hold", slot.id)),
        people_url: officer
            .may(Act::OpenRosters)
            .then(|| format!("/desk/sessions/{}?slot={}", session.id, slot.id)),
        history: if may_shape || officer.may(Act::ReadHistory) {
            entries(&full.history, &full.named, &full.officers, &Accounts::default())
        } else {
            Vec::new()
        },
    }
}
