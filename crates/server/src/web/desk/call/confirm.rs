//! Read back, and then one press: books the place, moves to it, or books it together with the next dose.

use super::{
    base,
    head::{Head, OnLine, place_facts},
    offer,
    places::Places,
};
use crate::{
    App, Problem,
    actions::{
        Asker,
        book::{self, Terms, Wish},
        move_booking::move_booking,
    },
    web::{
        desk::Who,
        form::{self, At, Posted, Query, given},
        page::{Page, html},
        session::Officer,
    },
    words::{
        phone, refusal,
        script::{Blank, Part},
        standing,
    },
};
use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    BookingId, Hold, HoldId, PersonId, ProgrammeId, Refusal, RequestId, Slot, SlotId, booking,
    proposal::{self, Next},
    standing::Judged,
};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "desk/call_confirm.html")]
struct Confirm {
    page: Page,
    who: Option<Who>,
    head: Head,
    what: String,
    place: String,
    moving: Option<String>,
    failure: Option<String>,
    script: Vec<String>,
    /// Whether it can be had, perhaps with a reason.
    may: bool,
    /// The rule that is set aside, where a reason is asked for.
    rule: Option<String>,
    /// What the place is kept back for, and the hold, if it is taken from one.
    held: Option<(HoldId, String)>,
    why: String,
    action: String,
    once: String,
    next: Option<NextDose>,
    back_url: String,
}

/// The next dose, to be booked with this one.
struct NextDose {
    what: String,
    place: String,
    slot: SlotId,
    once: String,
    script: Vec<String>,
}

type At4 = (PersonId, ProgrammeId, u8, SlotId);

/// What is pressed.
#[derive(Deserialize)]
pub(in crate::web) struct Typed {
    once: RequestId,
    #[serde(default)]
    why: String,
    /// The place for the next dose, if that is wished for too.
    #[serde(default)]
    next: String,
    #[serde(default)]
    next_once: Option<RequestId>,
    /// The hold that it is taken from, if it is.
    #[serde(default, deserialize_with = "given")]
    hold: Option<HoldId>,
}

/// From which hold the place is taken.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct FromHold {
    #[serde(deserialize_with = "given")]
    hold: Option<HoldId>,
}

/// A place, and the hold that keeps it back.
#[derive(Clone, Copy)]
struct Chosen<'a> {
    slot: &'a Slot,
    hold: Option<&'a Hold>,
}

impl<'a> Chosen<'a> {
    fn of(places: &'a Places, slot: SlotId, hold: Option<HoldId>) -> Result<Self, Problem> {
        let known = |id| places.holds.iter().find(|hold| hold.id == id && hold.slot == slot);
        let slot = places.slot(slot).ok_or(Problem::NotFound)?;
        let hold = hold.map(|id| known(id).ok_or(Problem::NotFound)).transpose()?;
        // A booking is not moved into what is kept back.
        let moves = hold.is_some() && places.moving.is_some();
        if moves { Err(Problem::NotFound) } else { Ok(Self { slot, hold }) }
    }

    fn judge(self, places: &Places) -> Judged {
        match self.hold {
            Some(hold) => places.judge_held(self.slot, hold),
            None => places.judge(self.slot),
        }
    }
}

/// The read-back.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
    At((person, programme, dose, slot)): At<At4>,
    Query(from): Query<FromHold>,
) -> Result<Response, Problem> {
    let line = match OnLine::identified(&app, &officer, person).await? {
        Ok(line) => line,
        Err(back) => return Ok(back),
    };
    let places = offer::load(&app, &officer, &line, (programme, dose)).await?;
    let once = RequestId(app.ids.uuid());
    let chosen = Chosen::of(&places, slot, from.hold)?;
    show(&app, &officer, (&line, &places), chosen, (once, "", None))
}

/// Books or moves; the place that went meanwhile leads to the nearest three.
pub(in crate::web) async fn post(
    State(app): State<App>,
    officer: Officer,
    At((person, programme, dose, slot)): At<At4>,
    Posted(typed): Posted<Typed>,
) -> Result<Response, Problem> {
    let line = match OnLine::identified(&app, &officer, person).await? {
        Ok(line) => line,
        Err(back) => return Ok(back),
    };
    let asker = Asker::Officer(officer.id);
    let made = app.store.read(move |reader| reader.booking_once(person, typed.once)).await?;
    if let Some(booking) = made {
        return Ok(done(person, booking.id, "booked"));
    }
    let places = offer::load(&app, &officer, &line, (programme, dose)).await?;
    let chosen = Chosen::of(&places, slot, typed.hold)?;
    let wish = Wish { person, programme, dose, slot, once: typed.once };
    let why = match form::reason_if_any(&typed.why) {
        Ok(why) => why,
        Err(no) => return refused_for(&app, &officer, (&line, &places), chosen, (&typed, no)),
    };
    let next = typed.next.parse::<SlotId>().ok().zip(typed.next_once);
    // What a reason would not open on the page, it does not open here.
    if let (Some(_), Judged::No(no)) = (&why, chosen.judge(&places)) {
        return refused(&app, &officer, (&line, &places), chosen, (&typed, &no));
    }
    let terms = Terms { why, hold: typed.hold };
    let answer = match (&places.moving, next) {
        (Some((booking, _)), _) => {
            let id = booking.id;
            let moved = move_booking(&app, asker, id, slot).await?;
            moved.map(|()| (id, "moved"))
        }
        (None, Some((then, once))) => {
            let after = Wish { dose: dose + 1, slot: then, once, ..wish };
            let both = book::together(&app, asker, vec![wish, after]).await?;
            let press = wish.once;
            let made = app.store.read(move |reader| reader.booking_once(person, press)).await?;
            match both {
                Ok(()) => Ok((made.ok_or(Problem::NotFound)?.id, "booked")),
                Err(no) => Err(no),
            }
        }
        (None, None) => book::book(&app, asker, wish, terms).await?.map(|id| (id, "booked")),
    };
    match answer {
        Ok((id, how)) => Ok(done(person, id, how)),
        Err(no) => {
            // As it is now, not as it was when the page was shown.
            let places = offer::load(&app, &officer, &line, (programme, dose)).await?;
            let chosen = Chosen::of(&places, slot, typed.hold)?;
            refused(&app, &officer, (&line, &places), chosen, (&typed, &no))
        }
    }
}

fn done(person: PersonId, booking: BookingId, how: &str) -> Response {
    Redirect::to(&format!("{}/done/{booking}?how={how}", base(person))).into_response()
}

fn refused(
    app: &App,
    officer: &Officer,
    (line, places): (&OnLine, &Places),
    chosen: Chosen<'_>,
    (typed, no): (&Typed, &Refusal),
) -> Result<Response, Problem> {
    let judged = chosen.judge(places);
    if no.is_full() && judged != Judged::Free {
        return offer::taken(app, officer, (line, places), chosen.slot);
    }
    let failure = match judged {
        Judged::WithReason(_) if typed.why.trim().is_empty() => phone::REASON_MISSING.to_owned(),
        _ => super::said(no),
    };
    refused_for(app, officer, (line, places), chosen, (typed, failure))
}

/// The page again, with why not and what was typed.
fn refused_for(
    app: &App,
    officer: &Officer,
    (line, places): (&OnLine, &Places),
    chosen: Chosen<'_>,
    (typed, failure): (&Typed, String),
) -> Result<Response, Problem> {
    let again = (RequestId(app.ids.uuid()), &*typed.why, Some(failure));
    let mut response = show(app, officer, (line, places), chosen, again)?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

fn show(
    app: &App,
    officer: &Officer,
    (line, places): (&OnLine, &Places),
    chosen: Chosen<'_>,
    (once, why, failure): (RequestId, &str, Option<String>),
) -> Result<Response, Problem> {
    let (slot, judged) = (chosen.slot, chosen.judge(places));
    let may = !matches!(judged, Judged::No(_));
    let venue = places.venue(slot).ok_or(Problem::NotFound)?;
    let head = line.head(app, officer);
    let (rule, failure) = match (judged, failure) {
        (Judged::WithReason(rule), failure) => {
            (Some(refusal::sentence(super::LANG, &rule).why), failure)
        }
        (Judged::No(no), None) if no.is_full() => {
            return offer::taken(app, officer, (line, places), slot);
        }
        (Judged::No(Refusal::HoldBeyondLeft { .. }), _) => {
            (None, Some(phone::KEPT_GONE.to_owned()))
        }
        (Judged::No(no), None) => (None, Some(super::said(&no))),
        (Judged::Free | Judged::No(_), failure) => (None, failure),
    };
    let facts = place_facts(slot, venue).into_iter().chain([(Blank::What, places.what())]);
    let before = places.moving.as_ref().map(|(_, from)| from);
    let script = match before {
        _ if !may => Vec::new(),
        None => line.says(Part::ReadBack, facts),
        Some(from) => {
            let before = (Blank::Before, standing::spoken(from));
            line.says(Part::ReadBackMove, facts.chain([before]))
        }
    };
    let at = |slot: &Slot| {
        let venue = places.venue(slot).map_or("", |venue| venue.name.as_str());
        standing::place(slot, venue)
    };
    let back_url = super::places_url(line.person.id, places.programme.id, places.dose);
    html(&Confirm {
        page: Page::desk(app, &format!("復唱 {}", places.what())),
        who: head.who.clone(),
        what: places.what(),
        place: at(slot),
        moving: before.map(at),
        next: next_dose(app, officer, (line, places), slot)
            .filter(|_| rule.is_none() && chosen.hold.is_none()),
        may,
        held: chosen.hold.filter(|_| may).map(|hold| (hold.id, hold.reason.clone())),
        failure,
        script,
        rule,
        why: why.to_owned(),
        action: format!("{back_url}/{}", slot.id),
        once: once.to_string(),
        back_url,
        head,
    })
}

/// Where the next dose would be had after this one, if it is not booked or given yet.
fn next_dose(
    app: &App,
    officer: &Officer,
    (line, places): (&OnLine, &Places),
    slot: &Slot,
) -> Option<NextDose> {
    if places.moving.is_some() {
        return None;
    }
    let (asker, person) = (Asker::Officer(officer.id), line.person.id);
    let (programme, dose) = (places.programme.id, places.dose.checked_add(1)?);
    let plan = booking::plan(&places.programme, &places.applicant, &places.facts.bookings);
    let name = plan.dose(dose).ok().filter(|next| next.follows())?.name.clone();
    let wish = |dose, slot| {
        let wish = Wish { person, programme, dose, slot, once: RequestId(app.ids.uuid()) };
        book::ask(app, asker, (places.applicant.clone(), None), wish)
    };
    let (first, draft) = (wish(places.dose, slot.id), wish(dose, slot.id));
    let candidates: Vec<SlotId> = places.slots.iter().map(|slot| slot.id).collect();
    let found = proposal::next_dose(&places.ledger, &[first], &draft, &candidates).ok()?;
    let Next::Place(wishes) = found else { return None };
    let then = places.slot(wishes.last()?.slot)?;
    let venue = places.venue(then)?;
    let what = super::stands::what(&places.programme, Some(&name));
    let facts = place_facts(then, venue).into_iter().chain([(Blank::What, what.clone())]);
    Some(NextDose {
        place: standing::place(then, &venue.name),
        slot: then.id,
        once: RequestId(app.ids.uuid()).to_string(),
        script: line.says(Part::NextDose, facts),
        what,
    })
}
