//! The first page of a call: until the identity is clear, the greeting and what to ask; then how they stand and what can
//! be done.

use super::{
    base,
    head::{Head, OnLine, bring_fact, number_fact, place_facts},
    stands::{self, Stands},
};
use crate::{
    App, Problem,
    actions::{Asker, call, waitlist},
    web::{
        desk::{Who, person_waits},
        form::{At, Posted, Query},
        page::{Page, html},
        session::Officer,
    },
    words::{
        dates, phone,
        script::{Blank, Part},
        standing::Told,
    },
};
use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    OfferId, PersonId, Refusal, RequestId,
    call::{Caller, Ending, Identity, Proof},
};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "desk/call_identity.html")]
struct Ask {
    page: Page,
    who: Option<Who>,
    head: Head,
    failure: Option<String>,
    greeting: Vec<String>,
    script: Vec<String>,
    callers: Vec<Choice>,
    proofs: Vec<Choice>,
    /// They could not be identified: what is left is to end the call.
    over: bool,
    closing: Vec<String>,
    endings: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "desk/call.html")]
struct Overview {
    page: Page,
    who: Option<Who>,
    head: Head,
    failure: Option<String>,
    state: Vec<Programme>,
    who_calls: &'static str,
    rows: Vec<Row>,
    together_url: String,
    closing: Vec<String>,
    endings: Vec<Choice>,
}

/// How they stand with a programme.
struct Programme {
    programme: String,
    sentences: Vec<String>,
}

/// A dose, with what to say about it and what can be done.
struct Row {
    what: String,
    script: Vec<String>,
    acts: Vec<Act>,
    accept: Option<Accept>,
}

/// Something to choose.
struct Act {
    label: &'static str,
    url: String,
    key: Option<u8>,
    quiet: bool,
}

/// A freed place to take.
struct Accept {
    url: String,
    once: String,
    key: Option<u8>,
}

/// Something to tick.
pub(super) struct Choice {
    pub(super) value: &'static str,
    pub(super) label: String,
    pub(super) on: bool,
}

/// Where somebody comes back to it from.
#[derive(Default, Deserialize)]
pub(in crate::web) struct Came {
    #[serde(default)]
    unknown: Option<String>,
}

/// The page. It begins the call.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
    At(person): At<PersonId>,
    Query(came): Query<Came>,
) -> Result<Response, Problem> {
    let line = OnLine::open(&app, &officer, person).await?;
    match line.call.identity.clone() {
        None => {
            let head = line.head(&app, &officer);
            ask(&app, &line, head, (None, None, came.unknown.is_some()))
        }
        Some(identity) => {
            let head = line.head(&app, &officer);
            overview(&app, &officer, &line, (head, identity.caller, None)).await
        }
    }
}

/// The page again, with what was wrong with what was typed into the head or ticked.
pub(super) async fn again(
    app: &App,
    officer: &Officer,
    line: &OnLine,
    (head, failure): (Head, Option<String>),
) -> Result<Response, Problem> {
    let mut response = match &line.call.identity {
        None => ask(app, line, head, (failure, None, false))?,
        Some(identity) => overview(app, officer, line, (head, identity.caller, failure)).await?,
    };
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

/// The greeting and what to ask, with what was ticked.
pub(super) fn ask(
    app: &App,
    line: &OnLine,
    head: Head,
    (failure, ticked, over): (Option<String>, Option<&Identity>, bool),
) -> Result<Response, Problem> {
    let protected = line.person.protected_at.is_some();
    let script = match (over, protected) {
        (false, _) => Part::Identity,
        (true, true) => Part::Protected,
        (true, false) => Part::Unidentified,
    };
    let caller = |caller: Caller| Choice {
        value: caller.name(),
        label: phone::caller(caller).to_owned(),
        on: ticked.map_or(caller == Caller::Themself, |ticked| ticked.caller == caller),
    };
    let details = &line.person.details;
    let tails = head.vouchers.clone();
    let proof = |proof: Proof| {
        let known = match proof {
            Proof::Name => Some(details.name.clone()),
            Proof::Birth => Some(dates::birth(details.birth)),
            Proof::Address => Some(details.address.clone()).filter(|text| !text.is_empty()),
            Proof::Phone => details.phone.clone(),
            Proof::Voucher => Some(format!("末尾 {tails}")).filter(|_| !tails.is_empty()),
        };
        known.map(|known| Choice {
            value: proof.name(),
            label: format!("{}：{known}", phone::proof(proof)),
            on: ticked.is_some_and(|ticked| ticked.proofs.contains(&proof)),
        })
    };
    html(&Ask {
        page: Page::desk(app, &format!("電話 {}", details.name)),
        who: head.who.clone(),
        failure,
        greeting: line.says(Part::Greeting, []),
        script: line.says(script, []),
        callers: Caller::ALL.into_iter().map(caller).collect(),
        proofs: Proof::ALL.into_iter().filter_map(proof).collect(),
        over,
        closing: Vec::new(),
        endings: endings(Ending::Unidentified),
        head,
    })
}

/// What a call may have come to, with one of them ticked.
pub(super) fn endings(likely: Ending) -> Vec<Choice> {
    let choice = |ending: Ending| Choice {
        value: ending.name(),
        label: phone::ending(ending).to_owned(),
        on: ending == likely,
    };
    Ending::ALL.into_iter().map(choice).collect()
}

async fn overview(
    app: &App,
    officer: &Officer,
    line: &OnLine,
    (head, caller, failure): (Head, Caller, Option<String>),
) -> Result<Response, Problem> {
    let (known, id, now) = (line.person.clone(), officer.id, app.clock.now());
    let (began, person) = (line.call.began_at, line.person.id);
    let found = app.store.read(move |reader| {
        let stands = stands::load(reader, &known, id, now)?;
        Ok((stands, reader.history_of_person(person, 0, 50)?))
    });
    let (stands, history) = found.await?;
    let likely = super::end::likely(&history, id, began, &stands);
    let mut keys = 1..=9;
    let rows = stands.iter().map(|stands| row(app, line, stands, &mut keys)).collect();
    let mut state: Vec<Programme> = Vec::new();
    for stands in &stands {
        let sentence = stands.sentence(now);
        match state.last_mut().filter(|last| last.programme == stands.programme.name) {
            Some(last) => last.sentences.push(sentence),
            None => state.push(Programme {
                programme: stands.programme.name.clone(),
                sentences: vec![sentence],
            }),
        }
    }
    html(&Overview {
        page: Page::desk(app, &format!("電話 {}", line.person.details.name)),
        who: head.who.clone(),
        failure,
        state,
        who_calls: phone::caller(caller),
        rows,
        together_url: format!("{}/together", head.base),
        closing: line.says(Part::Closing, []),
        endings: endings(likely),
        head,
    })
}

fn row(app: &App, line: &OnLine, stands: &Stands, keys: &mut impl Iterator<Item = u8>) -> Row {
    let (person, what) = (line.person.id, stands.what());
    let begin = base(person);
    let places = super::places_url(person, stands.programme.id, stands.dose);
    let wait = person_waits::url(person, stands.programme.id, stands.dose);
    let mut act = |label, url, quiet| Act { label, url, key: keys.next(), quiet };
    let mut acts = Vec::new();
    let mut accept = None;
    match (&stands.told, &stands.booked) {
        (Told::Offered { .. }, _) => accept = stands.offer.as_ref().map(|offer| offer.id),
        (Told::Booked { .. }, Some((booking, ..))) => {
            acts.push(act("日時を変える", places.clone(), false));
            let cancel = format!("{begin}/bookings/{}/cancel", booking.id);
            acts.push(act("キャンセルする", cancel, true));
            if stands.may_wait {
                acts.push(act("早い枠を待つ", wait.clone(), true));
            }
        }
        (Told::Free { .. }, _) => acts.push(act("枠を案内する", places.clone(), false)),
        (Told::Full, _) if stands.may_wait => {
            acts.push(act("キャンセル待ちに申し込む", wait.clone(), false));
        }
        (Told::Waiting { .. }, _) => acts.push(act("条件を変える・やめる", wait.clone(), true)),
        _ => {}
    }
    if stands.with_reason {
        acts.push(act("理由をつけて枠を見る", places, true));
    }
    let accept = accept.map(|offer| Accept {
        url: format!("{begin}/offers/{offer}"),
        once: RequestId(app.ids.uuid()).to_string(),
        key: keys.next(),
    });
    Row { script: script(line, stands, &what), what, acts, accept }
}

/// What to say about a dose before anything is chosen; nothing where the places are offered on the next page.
fn script(line: &OnLine, stands: &Stands, what: &str) -> Vec<String> {
    let what = (Blank::What, what.to_owned());
    match (&stands.told, &stands.booked) {
        (Told::Booked { .. }, Some((booking, slot, venue))) => {
            let bring = bring_fact(&stands.programme);
            let more = [what, number_fact(booking), bring];
            line.says(Part::Booked, place_facts(slot, venue).into_iter().chain(more))
        }
        (Told::Given(on), _) => {
            line.says(Part::Given, [what, (Blank::When, dates::spoken_day(*on))])
        }
        (Told::Full, _) if stands.may_wait => line.says(Part::Full, [what]),
        (Told::Full, _) => line.says(Part::FullForGood, [what]),
        (Told::Waiting { .. }, _) => line.says(Part::Waiting, [what]),
        (Told::Later(_) | Told::No(_), _) => {
            let why = match &stands.told {
                Told::No(no) => super::said(no),
                told => crate::words::standing::sentence(None, told, line.call.heard_at),
            };
            line.says(Part::No, [what, (Blank::Why, why)])
        }
        _ => Vec::new(),
    }
}

#[derive(Deserialize)]
pub(in crate::web) struct Once {
    once: RequestId,
}

/// They take what is kept for them.
pub(in crate::web) async fn accept(
    State(app): State<App>,
    officer: Officer,
    At((person, offer)): At<(PersonId, OfferId)>,
    Posted(form): Posted<Once>,
) -> Result<Response, Problem> {
    let running = call::running(&app, officer.id, person).await?;
    if running.and_then(|call| call.identity).is_none() {
        return Ok(Redirect::to(&base(person)).into_response());
    }
    match waitlist::accept(&app, Asker::Officer(officer.id), (offer, form.once)).await? {
        Ok(taken) => {
            let own = taken.iter().find(|(whose, _)| *whose == person);
            let (_, booking) = own.ok_or(Problem::NotFound)?;
            let done = format!("{}/done/{booking}?how=booked", base(person));
            Ok(Redirect::to(&done).into_response())
        }
        Err(no) => refused(&app, &officer, person, &no).await,
    }
}

/// The page with what stands in the way.
pub(super) async fn refused(
    app: &App,
    officer: &Officer,
    person: PersonId,
    no: &Refusal,
) -> Result<Response, Problem> {
    let line = OnLine::open(app, officer, person).await?;
    let head = line.head(app, officer);
    again(app, officer, &line, (head, Some(super::said(no)))).await
}
