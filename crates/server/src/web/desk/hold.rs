//! Asks for a hold on a slot: so many places of a pool, for what and until when. It waits for a second officer.

use super::Who;
use crate::{
    App, Problem,
    web::{
        form::{self, At, Posted, number},
        page::{Page, html},
        session::Officer,
    },
    words::{Lang, dates, pools, refusal},
};
use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Actor, Command, HoldId, Pool, Refusal, RequestId, Slot, SlotId, command::HoldPlaces, hold::Ask,
    when,
};
use jiff::{
    Timestamp,
    civil::{Date, Time},
};
use serde::Deserialize;
use store::SessionRow;

#[derive(Template)]
#[template(path = "desk/hold.html")]
struct Asking {
    page: Page,
    who: Option<Who>,
    programme: String,
    board_url: String,
    slot_url: String,
    holds_url: String,
    title: String,
    session: String,
    action: String,
    pools: Vec<(String, String)>,
    typed: Typed,
    /// The field that is wrong, and a sentence.
    wrong: Option<(&'static str, String)>,
}

/// The form as it was sent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Typed {
    once: String,
    pool: String,
    places: String,
    reason: String,
    date: String,
    time: String,
}

/// The form.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
    At(id): At<SlotId>,
) -> Result<Response, Problem> {
    let (slot, session) = load(&app, &officer, id).await?;
    let typed = Typed {
        once: RequestId(app.ids.uuid()).to_string(),
        places: "1".to_owned(),
        date: slot.date.to_string(),
        time: slot.starts.strftime("%H:%M").to_string(),
        ..Typed::default()
    };
    html(&page(&app, &officer, (&slot, &session), (typed, None)))
}

/// Asks for it.
pub(in crate::web) async fn post(
    State(app): State<App>,
    officer: Officer,
    At(id): At<SlotId>,
    Posted(typed): Posted<Typed>,
) -> Result<Response, Problem> {
    let (slot, session) = load(&app, &officer, id).await?;
    let once: RequestId = typed.once.parse().map_err(|_| Problem::FormExpired)?;
    let wrong = match ask(&typed, HoldId(once.0)) {
        Err(wrong) => wrong,
        Ok(ask) => {
            let (by, at) = (Actor::Officer(officer.id), app.clock.now());
            let wish = HoldPlaces { slot: id, ask, by, at };
            match app.store.place(Command::Hold(wish)).await? {
                Ok(_) => {
                    let programme = session.programme.id;
                    let list = format!("/desk/holds?programme={programme}&done=asked");
                    return Ok(Redirect::to(&list).into_response());
                }
                Err(no) => (field(&no), {
                    let no = refusal::sentence(Lang::Japanese, &no);
                    format!("{}{}", no.why, no.next)
                }),
            }
        }
    };
    let mut response = html(&page(&app, &officer, (&slot, &session), (typed, Some(wrong))))?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

async fn load(app: &App, officer: &Officer, id: SlotId) -> Result<(Slot, SessionRow), Problem> {
    let found = app.store.read(move |reader| {
        let Some(slot) = reader.slot(id)? else { return Ok(None) };
        let session = reader.session(slot.session)?;
        Ok(session.map(|session| (slot, session)))
    });
    let (slot, session) = found.await?.ok_or(Problem::NotFound)?;
    officer.is_at(slot.venue)?;
    Ok((slot, session))
}

/// The field that a refusal is about.
fn field(no: &Refusal) -> &'static str {
    match no {
        Refusal::HoldNeedsReason => "reason",
        Refusal::HoldEndsOutOfTime { .. } => "date",
        _ => "places",
    }
}

fn ask(typed: &Typed, id: HoldId) -> Result<Ask, (&'static str, String)> {
    let wrong = |field, say: &str| (field, say.to_owned());
    let pool = Pool::named(&typed.pool).ok_or(wrong("pool", "受付方法を選んでください。"))?;
    let places = number(&typed.places);
    let places = places.ok_or(wrong("places", "枠数は、1以上の数字で入力してください。"))?;
    let reason = form::reason_if_any(&typed.reason).map_err(|say| ("reason", say))?;
    let date: Option<Date> = typed.date.parse().ok();
    let date = date.ok_or(wrong("date", "期限の日を、2026-10-20 のように入力してください。"))?;
    let time: Option<Time> = Time::strptime("%H:%M", &typed.time).ok();
    let time =
        time.ok_or(wrong("time", "期限の時刻を、0:00 から 23:59 までで入力してください。"))?;
    let expires_at: Timestamp = when::at_japan(date.to_datetime(time));
    Ok(Ask { id, pool, places, reason: reason.unwrap_or_default(), expires_at })
}

fn page(
    app: &App,
    officer: &Officer,
    (slot, session): (&Slot, &SessionRow),
    (typed, wrong): (Typed, Option<(&'static str, String)>),
) -> Asking {
    let has = |pool: &Pool| slot.pool(*pool).capacity > 0;
    let option = |pool: Pool| {
        let left = slot.pool(pool).left();
        (pool.name().to_owned(), format!("{}（残り {left}）", pools::pool(pool)))
    };
    let title = format!("{} の枠を確保する", dates::range(slot.starts, slot.ends));
    Asking {
        page: Page::desk(app, &title),
        who: Some(Who::of(officer)),
        programme: session.programme.name.clone(),
        board_url: format!("/desk/programmes/{}", session.programme.id),
        slot_url: format!("/desk/slots/{}", slot.id),
        holds_url: format!("/desk/holds?programme={}", session.programme.id),
        title,
        session: format!("{} {}", dates::short(session.date), session.venue.name),
        action: format!("/desk/slots/{}/hold", slot.id),
        pools: Pool::ALL.into_iter().filter(has).map(option).collect(),
        typed,
        wrong,
    }
}
