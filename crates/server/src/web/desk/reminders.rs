//! Who is reminded by hand before a day of sessions: those to phone, with what to say, and those to write to. Whom LINE
//! reaches is reminded by itself. Opening the list is recorded for everybody on it.

use super::Who;
use crate::{
    App, Problem,
    actions::{
        export_people,
        reminders::{self, Did},
    },
    web::{
        form::{At, Posted, Query},
        page::{Page, csv, dose_name, html},
        session::Officer,
    },
    words::{Lang, calls, dates, refusal, states},
};
use anyhow::{Context, Result};
use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Act, Actor, BookingId, PersonId, Programme, ProgrammeId, Slot, booking,
    person::Person,
    reminder::{Reach, Task},
    venue::Venue,
    waitlist::Kept,
    when::{self, Date},
};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use store::{Reader, ToRemind};

/// Days that are offered to choose from.
const DAYS_MOST: usize = 14;

#[derive(Template)]
#[template(path = "desk/reminders.html")]
struct List {
    page: Page,
    who: Option<Who>,
    programme: String,
    board_url: String,
    policy: String,
    failure: Option<String>,
    done: Option<&'static str>,
    days: Vec<Day>,
    day: String,
    day_long: Option<String>,
    counts: Counts,
    phones: Vec<Row>,
    posts: Vec<Row>,
    with_care: Vec<Row>,
    action: String,
    may_export: bool,
    printed: String,
}

struct Day {
    label: String,
    url: String,
    current: bool,
}

#[derive(Default)]
struct Counts {
    booked: usize,
    confirmed: usize,
    in_line: usize,
    by_hand: usize,
}

struct Row {
    booking: String,
    booking_url: String,
    name: String,
    kana: String,
    person_url: String,
    protected: bool,
    phone: String,
    address: String,
    time: String,
    venue: String,
    tried: Option<String>,
    script: Vec<String>,
}

/// Somebody to remind, with everything the list shows.
struct Full {
    to: ToRemind,
    task: Task,
    person: Person,
    what: String,
    slot: Slot,
    venue: Venue,
}

/// Everything about one day.
struct Found {
    programme: Programme,
    days: Vec<Date>,
    day: Option<Date>,
    counts: Counts,
    all: Vec<Full>,
}

#[derive(Default, Deserialize)]
pub(in crate::web) struct Chosen {
    #[serde(default)]
    day: Option<String>,
    #[serde(default)]
    did: Option<String>,
}

#[derive(Deserialize)]
pub(in crate::web) struct Done {
    #[serde(default)]
    day: String,
    #[serde(default)]
    bookings: String,
    #[serde(default)]
    did: String,
}

/// The list of a day.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
    At(id): At<ProgrammeId>,
    Query(chosen): Query<Chosen>,
) -> Result<Response, Problem> {
    let done = chosen.did.as_deref().and_then(Did::named).map(done);
    show(&app, &officer, (id, chosen.day), (done, None)).await
}

/// An officer has phoned somebody, or sent the postcards.
pub(in crate::web) async fn post(
    State(app): State<App>,
    officer: Officer,
    At(id): At<ProgrammeId>,
    Posted(form): Posted<Done>,
) -> Result<Response, Problem> {
    let bookings = form.bookings.split(' ').filter(|id| !id.is_empty()).map(str::parse);
    let bookings = bookings.map(|id| id.map(BookingId)).collect::<Result<Vec<_>, _>>();
    let (Ok(bookings), Some(did)) = (bookings, Did::named(&form.did)) else {
        return Err(Problem::FormExpired);
    };
    if let Err(no) = reminders::note(&app, officer.id, bookings, did).await? {
        let why = refusal::sentence(Lang::Japanese, &no).why;
        let failure = format!("記録していません。{why}下の一覧が、いまの一覧です。");
        return show(&app, &officer, (id, Some(form.day)), (None, Some(failure))).await;
    }
    let day = form.day.parse::<Date>().map(|day| format!("&day={day}")).unwrap_or_default();
    let url = format!("/desk/programmes/{id}/reminders?did={}{day}", form.did);
    Ok(Redirect::to(&url).into_response())
}

fn done(did: Did) -> &'static str {
    match did {
        Did::Comes => "お越しになるとの返事を記録しました。",
        Did::NoAnswer => "電話に出なかったことを記録しました。一覧には残ります。",
        Did::Postcard => "はがきを送ったことを記録しました。",
    }
}

async fn show(
    app: &App,
    officer: &Officer,
    (id, day): (ProgrammeId, Option<String>),
    (done, failure): (Option<&'static str>, Option<String>),
) -> Result<Response, Problem> {
    let now = app.clock.now();
    let today = when::japan_date(now);
    let day = day.and_then(|day| day.parse().ok());
    let found = app.store.read(move |reader| load(reader, id, day, today)).await?;
    let Found { programme, days, day, counts, mut all } = found.ok_or(Problem::NotFound)?;
    all.retain(|full| officer.is_at(full.venue.id).is_ok());
    let opened: Vec<PersonId> = all.iter().map(|full| full.person.id).collect();
    if !opened.is_empty() {
        let by = Actor::Officer(officer.id);
        app.store.write(move |tx| tx.record_opening(by, now, "reminders", None, &opened)).await?;
    }
    let rows = |task: Task| -> Vec<Row> {
        all.iter().filter(|full| full.task == task).map(|full| row(app, full)).collect()
    };
    let status = if failure.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let url = format!("/desk/programmes/{id}/reminders");
    let choice = |date: Date| Day {
        label: dates::short(date),
        url: format!("{url}?day={date}"),
        current: Some(date) == day,
    };
    let mut response = html(&List {
        page: Page::desk(app, "リマインド"),
        who: Some(Who::of(officer)),
        policy: calls::reminders(&programme.policy.reminders),
        programme: programme.name,
        board_url: format!("/desk/programmes/{id}"),
        failure,
        done,
        days: days.into_iter().map(choice).collect(),
        day: day.map(|day| day.to_string()).unwrap_or_default(),
        day_long: day.map(dates::long),
        counts,
        phones: rows(Task::Phone),
        posts: rows(Task::Postcard),
        with_care: rows(Task::WithCare),
        action: url,
        may_export: officer.may(Act::ExportPeople),
        printed: dates::instant(now),
    })?;
    *response.status_mut() = status;
    Ok(response)
}

/// The day that was asked for, or else the next one after today.
fn load(
    reader: &mut Reader<'_>,
    id: ProgrammeId,
    asked: Option<Date>,
    today: Date,
) -> Result<Option<Found>> {
    let Some(programme) = reader.programme(id)? else { return Ok(None) };
    let sessions = reader.sessions_of(id)?;
    let ahead: BTreeSet<Date> =
        sessions.iter().map(|session| session.date).filter(|date| *date >= today).collect();
    let next = ahead.iter().copied().find(|date| *date > today).or(ahead.first().copied());
    let day = asked.filter(|day| ahead.contains(day)).or(next);
    let to_remind = day.map_or(Ok(Vec::new()), |day| reader.reminders_on(id, day))?;
    let (counts, all) = by_hand(reader, &programme, to_remind)?;
    let days = ahead.into_iter().take(DAYS_MOST).collect();
    Ok(Some(Found { programme, days, day, counts, all }))
}

/// How many there are, and those for whom something has to be done.
fn by_hand(
    reader: &mut Reader<'_>,
    programme: &Programme,
    to_remind: Vec<ToRemind>,
) -> Result<(Counts, Vec<Full>)> {
    let open = |to: &&ToRemind| reach(to, None).task().is_some();
    let persons = to_remind.iter().filter(open).map(|to| to.booking.person).collect();
    let people = reader.people(&persons)?;
    let slots = reader.slots_by_ids(&to_remind.iter().map(|to| to.booking.slot).collect())?;
    let slots: BTreeMap<_, _> = slots.into_iter().map(|slot| (slot.id, slot)).collect();
    let venues = reader.venues_of(programme.id)?;
    let bookings = reader.bookings_of_persons(&persons)?;
    let mut counts = Counts { booked: to_remind.len(), ..Counts::default() };
    let mut all = Vec::new();
    for to in to_remind {
        counts.confirmed += usize::from(to.confirmed_at.is_some());
        let person = people.get(&to.booking.person);
        let (Some(task), Some(person)) = (reach(&to, person).task(), person) else {
            counts.in_line += usize::from(to.account.is_some());
            continue;
        };
        counts.by_hand += 1;
        let slot = slots.get(&to.booking.slot).context("a booking is in a slot")?.clone();
        let venue = venues.iter().find(|venue| venue.id == slot.venue);
        let mut own = bookings.clone();
        own.retain(|b| b.person == person.id && b.programme == programme.id);
        let plan = booking::plan(programme, &person.applicant(), &own);
        let dose = dose_name(Lang::Japanese, &plan, to.booking.dose);
        let what = dose.map_or(programme.name.clone(), |dose| format!("{} {dose}", programme.name));
        let venue = venue.context("a slot is at a venue")?.clone();
        all.push(Full { task, person: person.clone(), what, slot, venue, to });
    }
    Ok((counts, all))
}

/// How somebody can be reminded; whoever is not known yet counts as one to write to.
fn reach(to: &ToRemind, person: Option<&Person>) -> Reach {
    let lost = to.told.iter().rev().find(|told| told.way == domain::reminder::Way::Line);
    Reach {
        confirmed: to.confirmed_at.is_some(),
        told: to.told.iter().any(|told| told.way.tells() && !told.lost),
        in_line: to.account.is_some(),
        lost: lost.is_some_and(|told| told.lost),
        has_phone: person.is_some_and(|person| person.details.phone.is_some()),
        protected: person.is_some_and(|person| person.protected_at.is_some()),
    }
}

fn row(app: &App, full: &Full) -> Row {
    let Full { to, person, what, slot, venue, .. } = full;
    let (details, town) = (&person.details, &app.config.town.name);
    let told = calls::Told {
        town,
        name: &details.name,
        with: &[],
        what,
        slot,
        venue: &venue.name,
        instead: None,
        kept: Kept::Alone,
    };
    let tried = to.told.last().map(|told| {
        let lost = if told.lost { "（届いていません）" } else { "" };
        format!("{} {}{lost}", dates::instant(told.at), states::reminded(told.way))
    });
    Row {
        booking: to.booking.id.to_string(),
        booking_url: format!("/desk/bookings/{}", to.booking.id),
        name: details.name.clone(),
        kana: details.kana.clone(),
        person_url: format!("/desk/people/{}", person.id),
        protected: person.protected_at.is_some(),
        phone: details.phone.clone().unwrap_or_default(),
        address: address(person),
        time: dates::range(slot.starts, slot.ends),
        venue: venue.name.clone(),
        tried,
        script: calls::reminder(&told),
    }
}

fn address(person: &Person) -> String {
    let details = &person.details;
    let postal = details.postal_code.as_ref().map(|code| format!("〒{code} ")).unwrap_or_default();
    format!("{postal}{}", details.address)
}

#[derive(Deserialize)]
pub(in crate::web) struct Wanted {
    #[serde(default)]
    day: String,
}

/// The postcards of a day as a file. Whoever is under 支援措置 is not in it.
pub(in crate::web) async fn file(
    State(app): State<App>,
    officer: Officer,
    At(id): At<ProgrammeId>,
    Posted(wanted): Posted<Wanted>,
) -> Result<Response, Problem> {
    let (now, by) = (app.clock.now(), Actor::Officer(officer.id));
    let (today, day) = (when::japan_date(now), wanted.day.parse().ok());
    let found = app.store.read(move |reader| load(reader, id, day, today)).await?;
    let Found { mut all, day, .. } = found.ok_or(Problem::NotFound)?;
    all.retain(|full| full.task == Task::Postcard && officer.is_at(full.venue.id).is_ok());
    let posts: Vec<&Full> = all.iter().collect();
    let cells = |full: &&Full| {
        let details = &full.person.details;
        [
            details.postal_code.clone().unwrap_or_default(),
            details.address.clone(),
            details.name.clone(),
            full.what.clone(),
            dates::long(full.slot.date),
            dates::range(full.slot.starts, full.slot.ends),
            full.venue.name.clone(),
            full.to.booking.number.to_string(),
        ]
    };
    let rows: Vec<_> = posts.iter().map(cells).collect();
    let header = ["郵便番号", "住所", "氏名", "内容", "日", "時間", "会場", "予約番号"];
    let people: Vec<Person> = posts.iter().map(|full| full.person.clone()).collect();
    export_people::record(&app.store, by, now, "postcards", &people).await?;
    let day = day.map(|day| day.to_string()).unwrap_or_default();
    Ok(csv(&format!("hagaki-{day}.csv"), roster::list(header, &rows)))
}
