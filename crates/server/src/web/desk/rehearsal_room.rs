//! The room from which a rehearsal is played: its date, the people whose screens one may see, and a rush.

use super::{
    Who,
    rehearsal::{Field, at},
};
use crate::{
    App, Problem,
    rehearsal::{self, Player, Stage, rush},
    web::{
        form::{self, At, Posted},
        page::{Page, html},
        session::{Officer, RESIDENT, set_cookie},
    },
    words::{Lang, dates, refusal},
};
use askama::Template;
use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use domain::{PersonId, ProgrammeId, age, when};
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::Deserialize;

/// How many people of no role are shown; they are taken evenly from young to old.
const OTHERS: usize = 24;

#[derive(Template)]
#[template(path = "desk/rehearsal_room.html")]
struct RoomPage {
    page: Page,
    who: Option<Who>,
    now: String,
    date: Field,
    time: Field,
    jumps: Vec<Jump>,
    said: Said,
    people: usize,
    cast: Vec<Seen>,
    others: Vec<Seen>,
    programmes: Vec<Choice>,
    rushers: String,
    most: usize,
}

/// A moment worth going to.
struct Jump {
    label: String,
    date: String,
    time: String,
}

struct Seen {
    name: String,
    kana: String,
    birth: String,
    role: &'static str,
    family: String,
    url: String,
}

struct Choice {
    id: String,
    name: String,
    chosen: bool,
}

/// What was done on the page before, or why not.
#[derive(Default)]
pub(super) struct Said {
    pub(super) date: Option<Field>,
    pub(super) time: Option<Field>,
    pub(super) error: Option<String>,
    pub(super) rush: Option<RushTold>,
}

/// A rush in words.
pub(super) struct RushTold {
    pub(super) programme: String,
    pub(super) summary: String,
    pub(super) rows: Vec<(String, String)>,
    pub(super) refused: Vec<(String, usize)>,
    pub(super) sound: bool,
}

fn stage(app: &App) -> Result<&Stage, Problem> {
    app.stage.as_ref().ok_or(Problem::NotFound)
}

/// The room.
pub(super) async fn page(app: &App, officer: &Officer, said: Said) -> Result<Response, Problem> {
    let stage = stage(app)?;
    let now = app.clock.now();
    let programmes = app.store.read(|reader| reader.programmes()).await?;
    let local = when::japan_time(now);
    let date = said.date.as_ref().map_or_else(|| local.date().to_string(), |f| f.value.clone());
    let time = said.time.as_ref().map_or_else(|| dates::clock(local.time()), |f| f.value.clone());
    let (cast, rest): (Vec<&Player>, Vec<&Player>) =
        stage.players.iter().partition(|player| !player.role.is_empty());
    let step = rest.len().div_ceil(OTHERS).max(1);
    let today = local.date();
    let seen = |player: &&Player| seen(stage, player, today);
    let status =
        if said.error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let mut response = html(&RoomPage {
        page: Page::desk(app, "リハーサルの部屋"),
        who: Some(Who::of(officer)),
        now: format!("{} {}", dates::long(today), dates::clock(local.time())),
        date: Field { value: date, error: said.date.as_ref().and_then(|f| f.error.clone()) },
        time: Field { value: time, error: said.time.as_ref().and_then(|f| f.error.clone()) },
        jumps: programmes.iter().flat_map(|programme| jumps(programme, now)).collect(),
        people: stage.people,
        cast: cast.iter().map(seen).collect(),
        others: rest.iter().step_by(step).map(seen).collect(),
        programmes: choices(&programmes, now),
        rushers: stage.players.len().to_string(),
        most: stage.players.len(),
        said,
    })?;
    *response.status_mut() = status;
    Ok(response)
}

fn seen(stage: &Stage, player: &Player, today: when::Date) -> Seen {
    let years = age::completed_years_on(player.birth, today);
    let family: Vec<&str> =
        stage.household(player.person).iter().skip(1).map(|one| one.name.as_str()).collect();
    Seen {
        name: player.name.clone(),
        kana: player.kana.clone(),
        birth: format!("{}（{years}歳）", dates::birth(player.birth)),
        role: player.role,
        family: family.join("、"),
        url: format!("/desk/rehearsal/as/{}", player.person),
    }
}

/// The programmes, the first that is open chosen.
fn choices(programmes: &[domain::Programme], now: Timestamp) -> Vec<Choice> {
    let state = |programme: &domain::Programme| super::programmes::state(programme, now);
    let first = programmes.iter().position(|programme| state(programme).1);
    let choice = |(at, programme): (usize, &domain::Programme)| Choice {
        id: programme.id.to_string(),
        name: format!("{}（{}）", programme.name, state(programme).0),
        chosen: Some(at) == first,
    };
    programmes.iter().enumerate().map(choice).collect()
}

/// A minute before each opening and release that is still to come.
fn jumps(programme: &domain::Programme, now: Timestamp) -> Vec<Jump> {
    let releases = programme.policy.releases.iter().map(|release| release.from);
    let mut at: Vec<Timestamp> = programme.opens_at.into_iter().chain(releases).collect();
    at.retain(|at| *at > now);
    at.sort_unstable();
    at.dedup();
    let jump = |at: Timestamp| {
        let before = when::japan_time(at.checked_sub(1.minute()).ok()?);
        Some(Jump {
            label: format!("{} の受付開始（{}）の1分前へ", programme.name, dates::instant(at)),
            date: before.date().to_string(),
            time: dates::clock(before.time()),
        })
    };
    at.into_iter().filter_map(jump).collect()
}

/// Another date and time.
#[derive(Deserialize)]
pub(in crate::web) struct Wanted {
    date: String,
    time: String,
}

/// Moves the clock on. Back it does not go: what happened would lie in the future.
pub(in crate::web) async fn clock(
    State(app): State<App>,
    officer: Officer,
    Posted(wanted): Posted<Wanted>,
) -> Result<Response, Problem> {
    stage(&app)?;
    let (mut date, mut time) = (Field::default(), Field::default());
    let to = at(&wanted.date, &wanted.time, &mut date, &mut time);
    let now = app.clock.now();
    let Some(to) = to else {
        let error = Some("日付か時刻を読み取れません。日時は、まだ変わっていません。".to_owned());
        let said = Said { date: Some(date), time: Some(time), error, rush: None };
        return page(&app, &officer, said).await;
    };
    let by = to.duration_since(now);
    if by < -SignedDuration::from_mins(1) {
        date.error = Some("いまの設定より前の日時には戻れません。".to_owned());
        let error = "日時は先へだけ進められます。前の日から見たいときは、このリハーサルを終えて、新しく始めてください。";
        let said =
            Said { date: Some(date), time: Some(time), error: Some(error.to_owned()), rush: None };
        return page(&app, &officer, said).await;
    }
    if by.is_positive() {
        app.clock.advance(by);
    }
    Ok(Redirect::to("/desk/rehearsal").into_response())
}

/// Shows the screens of somebody who was invented.
pub(in crate::web) async fn look_as(
    State(app): State<App>,
    officer: Officer,
    At(person): At<PersonId>,
) -> Result<Response, Problem> {
    let secret = rehearsal::look_as(&app, person, officer.id).await?.ok_or(Problem::NotFound)?;
    let mut response = Redirect::to("/r/home").into_response();
    let cookie = set_cookie(&app, RESIDENT, &secret, rehearsal::KEPT);
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

/// A rush on one programme.
#[derive(Deserialize)]
pub(in crate::web) struct Rush {
    programme: ProgrammeId,
    people: String,
}

/// Plays it, and tells what came of it.
pub(in crate::web) async fn rush(
    State(app): State<App>,
    officer: Officer,
    Posted(wanted): Posted<Rush>,
) -> Result<Response, Problem> {
    let most = stage(&app)?.players.len();
    let id = wanted.programme;
    let found = app.store.read(move |reader| reader.programme(id)).await?;
    let programme = found.ok_or(Problem::NotFound)?;
    let number = form::number(&wanted.people).and_then(|people| people.try_into().ok());
    let Some(people) = number.filter(|n| (1..=most).contains(n)) else {
        let error = format!("押し寄せる人数を、1から{most}までの数字で入力してください。");
        return page(&app, &officer, Said { error: Some(error), ..Said::default() }).await;
    };
    let account = rush::play(&app, id, people).await?;
    let told = told(&programme.name, &account);
    page(&app, &officer, Said { rush: Some(told), ..Said::default() }).await
}

fn told(programme: &str, account: &rush::Account) -> RushTold {
    let seconds = account.took.as_secs_f64();
    let [half, most, slowest] = account.answers.map(|time| format!("{}ミリ秒", time.as_millis()));
    let sound = account.differences == 0 && account.oversold == 0;
    RushTold {
        programme: programme.to_owned(),
        summary: format!(
            "{}人が同時に押し、{}人が予約できました。かかった時間は{seconds:.1}秒です。",
            account.people, account.booked
        ),
        rows: vec![
            ("予約の申し込み（やり直しを含む）".to_owned(), format!("{}回", account.asked)),
            ("返事までの時間（半数はこれ以内）".to_owned(), half),
            ("返事までの時間（100回に99回はこれ以内）".to_owned(), most),
            ("いちばん遅い返事".to_owned(), slowest),
            ("定員を超えた枠".to_owned(), format!("{}", account.oversold)),
            ("枠の数と予約の記録の食いちがい".to_owned(), format!("{}", account.differences)),
        ],
        refused: account
            .refused
            .iter()
            .map(|(why, count)| (refusal::sentence(Lang::Japanese, why).why, *count))
            .collect(),
        sound,
    }
}
