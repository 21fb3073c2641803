//! Three places at once, the soonest first; other venues and days on the same page. What an officer's reason would open
//! stands below, after the rule that is set aside.

use super::{
    head::{Head, OnLine},
    narrow::{self, VenueChoice, Wanted},
    places::{Filter, Places},
};
use crate::{
    App, Problem,
    web::{
        desk::{Who, person_waits},
        form::{At, Query},
        page::{Page, html},
        session::Officer,
    },
    words::{
        dates, refusal,
        script::{Blank, Part},
        standing,
    },
};
use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use domain::{Hold, PersonId, ProgrammeId, Refusal, Slot, waitlist::Waitlist};

/// How many are offered at once.
const AT_ONCE: usize = 3;

#[derive(Template)]
#[template(path = "desk/call_offer.html")]
struct Offer {
    page: Page,
    who: Option<Who>,
    head: Head,
    what: String,
    /// When and where they have a place now.
    moving: Option<String>,
    /// What cannot be, and why.
    failure: Option<String>,
    script: Vec<String>,
    places: Vec<Place>,
    /// What a reason would open, with the rule.
    with_reason: Vec<Place>,
    /// What is kept back and may be had, with what for.
    held: Vec<Place>,
    action: String,
    venues: Vec<VenueChoice>,
    from: String,
    more_url: Option<String>,
    wait_url: Option<String>,
}

/// A place.
struct Place {
    when: String,
    venue: String,
    left: u32,
    url: String,
    /// The rule that is set aside, or what it is kept back for.
    why: String,
}

/// The places.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
    At((person, programme, dose)): At<(PersonId, ProgrammeId, u8)>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let line = match OnLine::identified(&app, &officer, person).await? {
        Ok(line) => line,
        Err(back) => return Ok(back),
    };
    let places = load(&app, &officer, &line, (programme, dose)).await?;
    let (filter, failure) = narrow::read(&wanted, &places.venues);
    page(&app, &officer, (&line, &places), (&wanted, &filter, failure), None)
}

/// The places for one dose of whoever is on the phone.
pub(super) async fn load(
    app: &App,
    officer: &Officer,
    line: &OnLine,
    dose: (ProgrammeId, u8),
) -> Result<Places, Problem> {
    let (person, id, now) = (line.person.clone(), officer.id, app.clock.now());
    let found = app.store.read(move |reader| Places::load(reader, &person, dose, id, now)).await?;
    found.ok_or(Problem::NotFound)
}

/// The place was taken a moment ago: the nearest that are left, with what was typed elsewhere still in its place.
pub(super) fn taken(
    app: &App,
    officer: &Officer,
    (line, places): (&OnLine, &Places),
    gone: &Slot,
) -> Result<Response, Problem> {
    let all = (&Wanted::default(), &Filter::default(), None);
    let mut response = page(app, officer, (line, places), all, Some(gone))?;
    *response.status_mut() = StatusCode::CONFLICT;
    Ok(response)
}

fn page(
    app: &App,
    officer: &Officer,
    (line, places): (&OnLine, &Places),
    (wanted, filter, failure): (&Wanted, &Filter, Option<String>),
    gone: Option<&Slot>,
) -> Result<Response, Problem> {
    let head = line.head(app, officer);
    let action = super::places_url(line.person.id, places.programme.id, places.dose);
    let free = gone.map_or_else(|| places.free(filter), |gone| places.near(gone));
    let skipped = wanted.after.min(free.len());
    let shown: Vec<&Slot> = free.iter().skip(skipped).take(AT_ONCE).copied().collect();
    let more = free.len() > skipped + shown.len();
    let none = Refusal::Full;
    let place = |slot: &Slot, rule: &Refusal| Place {
        when: format!("{} {}", dates::short(slot.date), dates::range(slot.starts, slot.ends)),
        venue: venue_name(places, slot).to_owned(),
        left: places.left(slot),
        url: format!("{action}/{}", slot.id),
        why: refusal::sentence(super::LANG, rule).why,
    };
    let held = |(slot, hold): (&Slot, &Hold)| Place {
        left: hold.places,
        url: format!("{action}/{}?hold={}", slot.id, hold.id),
        why: hold.reason.clone(),
        ..place(slot, &none)
    };
    let with_reason = if shown.len() < AT_ONCE { places.with_reason(filter) } else { Vec::new() };
    let with_reason = with_reason.iter().take(AT_ONCE - shown.len());
    let taken = gone.map(|gone| {
        format!("{} は、たったいま埋まりました。", standing::place(gone, venue_name(places, gone)))
    });
    let query = |after: usize| {
        format!(
            "{action}?venue={}&from={}&after={after}",
            filter.venue.map_or_else(String::new, |id| id.to_string()),
            filter.from.map_or_else(String::new, |day| day.to_string())
        )
    };
    let waits = places.programme.policy.waitlist.as_ref();
    html(&Offer {
        page: Page::desk(app, &format!("枠の案内 {}", places.what())),
        who: head.who.clone(),
        what: places.what(),
        moving: places
            .moving
            .as_ref()
            .map(|(_, from)| standing::place(from, venue_name(places, from))),
        failure: failure.or(taken),
        script: script(line, places, &shown, gone.is_some()),
        places: shown.iter().map(|slot| place(slot, &none)).collect(),
        with_reason: with_reason.map(|(slot, rule)| place(slot, rule)).collect(),
        held: places.held().into_iter().map(held).collect(),
        venues: narrow::choices(&places.venues, filter),
        from: wanted.from.clone(),
        more_url: (more && gone.is_none()).then(|| query(skipped + shown.len())),
        wait_url: waits.map(|_: &Waitlist| {
            person_waits::url(line.person.id, places.programme.id, places.dose)
        }),
        action,
        head,
    })
}

fn venue_name<'a>(places: &'a Places, slot: &Slot) -> &'a str {
    places.venue(slot).map_or("", |venue| venue.name.as_str())
}

/// What to say: the places one after the other, or why there are none.
fn script(line: &OnLine, places: &Places, shown: &[&Slot], taken: bool) -> Vec<String> {
    let what = (Blank::What, places.what());
    if shown.is_empty() {
        let no = places.why_none();
        let part = match &no {
            rule if !rule.is_full() => Part::No,
            _ if places.programme.policy.waitlist.is_some() => Part::Full,
            _ => Part::FullForGood,
        };
        return line.says(part, [what, (Blank::Why, super::said(&no))]);
    }
    let said = |(n, slot): (usize, &&Slot)| {
        format!("{}番、{}、{}。", n + 1, standing::spoken(slot), venue_name(places, slot))
    };
    let offered: String = shown.iter().enumerate().map(said).collect::<Vec<_>>().join("\n");
    let part = if taken { Part::Taken } else { Part::Offer };
    line.says(part, [what, (Blank::Places, offered)])
}
