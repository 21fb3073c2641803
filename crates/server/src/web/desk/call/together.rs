//! Several in one go: whoever else this officer has on the phone now, with their identity made sure of. One press books
//! a place for each of them, or for nobody.

use super::{
    base,
    head::{Head, OnLine},
    narrow::{self, VenueChoice, Wanted},
    on_the_phone,
    places::Filter,
    stands::{dose_words, what},
};
use crate::{
    App, Problem,
    actions::{
        Asker,
        book::{self, Wish},
    },
    web::{
        desk::Who,
        form::{At, Posted, Query},
        page::{Page, html},
        session::Officer,
    },
    words::standing,
};
use anyhow::Result;
use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Actor, Booking, Door, OfficerId, PersonId, Programme, ProgrammeId, Refusal, RequestId, Slot,
    SlotId,
    command::Book,
    person::Person,
    proposal::{self, Company},
    standing::{Standing, standing as stands},
    venue::Venue,
    when,
};
use serde::Deserialize;
use std::collections::BTreeSet;
use store::Reader;

const NOT_ON_THE_PHONE: &str = "電話が終わっている方が、この候補に入っていました。どなたの予約も取っていません。いま電話中の方の候補は、下のとおりです。";
/// So many days with places are looked at.
const DAYS: usize = 14;

#[derive(Template)]
#[template(path = "desk/call_together.html")]
struct Together {
    page: Page,
    who: Option<Who>,
    head: Head,
    failure: Option<String>,
    /// Who is on the phone, and where it is said that somebody is no longer.
    members: Vec<(String, Option<String>)>,
    person: PersonId,
    proposals: Vec<Proposal>,
    action: String,
    venues: Vec<VenueChoice>,
    from: String,
    /// Whether only some venue, or days from one on, are looked at.
    narrowed: bool,
}

/// A place for each of them.
struct Proposal {
    programme: ProgrammeId,
    name: String,
    how: &'static str,
    lines: Vec<String>,
    key: usize,
    once: String,
    places: String,
}

/// What is pressed.
#[derive(Deserialize)]
pub(in crate::web) struct Typed {
    programme: ProgrammeId,
    once: RequestId,
    places: String,
    #[serde(default)]
    venue: String,
    #[serde(default)]
    from: String,
}

/// What is known of those on the phone.
struct Found {
    members: Vec<(PersonId, String)>,
    venues: Vec<Venue>,
    filter: Filter,
    failure: Option<String>,
    proposals: Vec<Proposal>,
}

/// One of them with the dose they could book.
struct Member {
    person: Person,
    what: String,
    draft: Book,
}

/// The proposals.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
    At(person): At<PersonId>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let line = match OnLine::identified(&app, &officer, person).await? {
        Ok(line) => line,
        Err(back) => return Ok(back),
    };
    show(&app, &officer, &line, wanted, None).await
}

/// Books for all of them, or for nobody.
pub(in crate::web) async fn post(
    State(app): State<App>,
    officer: Officer,
    At(person): At<PersonId>,
    Posted(typed): Posted<Typed>,
) -> Result<Response, Problem> {
    let line = match OnLine::identified(&app, &officer, person).await? {
        Ok(line) => line,
        Err(back) => return Ok(back),
    };
    let wishes = wishes(&typed).ok_or(Problem::FormExpired)?;
    let first = wishes[0].person;
    let (id, now, once) = (officer.id, app.clock.now(), typed.once);
    let found = app.store.read(move |reader| {
        Ok((on_the_phone(reader, id, now)?, reader.booking_once(first, once)?))
    });
    let (known, made) = found.await?;
    if let Some(made) = made {
        return Ok(done(first, &made));
    }
    if wishes.iter().any(|wish| !known.contains(&wish.person)) {
        let why = NOT_ON_THE_PHONE.to_owned();
        return again(&app, &officer, &line, typed, (StatusCode::CONFLICT, why)).await;
    }
    if let Err(no) = book::together(&app, Asker::Officer(id), wishes).await? {
        let status =
            if no.is_full() { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
        return again(&app, &officer, &line, typed, (status, said(&no))).await;
    }
    let made = app.store.read(move |reader| reader.booking_once(first, once)).await?;
    Ok(done(first, &made.ok_or(Problem::NotFound)?))
}

fn done(first: PersonId, made: &Booking) -> Response {
    Redirect::to(&format!("{}/done/{}?how=booked", base(first), made.id)).into_response()
}

/// The proposals as they are now, and why nobody was booked.
async fn again(
    app: &App,
    officer: &Officer,
    line: &OnLine,
    typed: Typed,
    (status, why): (StatusCode, String),
) -> Result<Response, Problem> {
    let wanted = Wanted { venue: typed.venue, from: typed.from, after: 0 };
    let mut response = show(app, officer, line, wanted, Some(why)).await?;
    *response.status_mut() = status;
    Ok(response)
}

/// `person.dose.slot` of each, with commas between; at least two, nobody twice.
fn wishes(typed: &Typed) -> Option<Vec<Wish>> {
    let (programme, once) = (typed.programme, typed.once);
    let one = |text: &str| {
        let mut parts = text.split('.');
        let (person, dose) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let slot = parts.next()?.parse().ok()?;
        parts.next().is_none().then_some(Wish { person, programme, dose, slot, once })
    };
    let all: Vec<Wish> = typed.places.split(',').map(one).collect::<Option<_>>()?;
    let persons: BTreeSet<PersonId> = all.iter().map(|wish| wish.person).collect();
    (all.len() > 1 && persons.len() == all.len()).then_some(all)
}

/// Why nobody was booked.
fn said(no: &Refusal) -> String {
    if no.is_full() {
        return "その枠は、たったいま埋まりました。どなたの予約も取っていません。新しい候補は、下のとおりです。".to_owned();
    }
    super::said(no)
}

async fn show(
    app: &App,
    officer: &Officer,
    line: &OnLine,
    wanted: Wanted,
    failure: Option<String>,
) -> Result<Response, Problem> {
    let (own, id, from) = (app.clone(), officer.id, wanted.from.clone());
    let found = app.store.read(move |reader| load(&own, reader, id, &wanted)).await?;
    let head = line.head(app, officer);
    let own = line.person.id;
    let ends = |id| (id != own).then(|| format!("{}/end", base(id)));
    html(&Together {
        person: own,
        page: Page::desk(app, "いっしょに予約"),
        who: head.who.clone(),
        head,
        failure: failure.or(found.failure),
        action: format!("{}/together", base(line.person.id)),
        venues: narrow::choices(&found.venues, &found.filter),
        from,
        narrowed: found.filter != Filter::default(),
        members: found.members.into_iter().map(|(id, name)| (name, ends(id))).collect(),
        proposals: found.proposals,
    })
}

fn load(app: &App, reader: &mut Reader<'_>, officer: OfficerId, wanted: &Wanted) -> Result<Found> {
    let now = app.clock.now();
    let ids = on_the_phone(reader, officer, now)?;
    let people = reader.people(&ids.iter().copied().collect())?;
    let people: Vec<&Person> = ids.iter().filter_map(|id| people.get(id)).collect();
    let members = people.iter().map(|person| (person.id, person.details.name.clone())).collect();
    let mut open = reader.programmes()?;
    open.retain(|programme| programme.is_open(now));
    let mut venues: Vec<Venue> = Vec::new();
    for programme in &open {
        venues.extend(reader.venues_of(programme.id)?);
    }
    venues.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    venues.dedup_by_key(|venue| venue.id);
    let (filter, failure) = narrow::read(wanted, &venues);
    let mut proposals = Vec::new();
    if people.len() > 1 {
        for programme in &open {
            let these = (programme, people.as_slice());
            proposals.extend(of_programme(app, reader, officer, these, (&venues, &filter))?);
        }
    }
    for (n, proposal) in proposals.iter_mut().enumerate() {
        proposal.key = n + 1;
    }
    Ok(Found { members, venues, filter, failure, proposals })
}

fn of_programme(
    app: &App,
    reader: &mut Reader<'_>,
    officer: OfficerId,
    (programme, people): (&Programme, &[&Person]),
    (venues, filter): (&[Venue], &Filter),
) -> Result<Vec<Proposal>> {
    let now = app.clock.now();
    let persons: BTreeSet<PersonId> = people.iter().map(|person| person.id).collect();
    let mut ledger = reader.ledger(&persons, BTreeSet::new(), &BTreeSet::new())?;
    let mut slots = reader.slots_from(programme.id, when::japan_date(now))?;
    slots.retain(|slot| filter.admits(slot));
    let slots = soon(slots);
    let once = RequestId(app.ids.uuid());
    let mut members = Vec::new();
    for person in people {
        let applicant = person.applicant();
        let facts = ledger.facts(&applicant, programme, Actor::Officer(officer));
        let plan = domain::booking::plan(programme, &applicant, &facts.bookings);
        let doses = plan.doses().iter().map(|dose| dose.number);
        let free = |dose: &u8| {
            let of = ((programme, *dose), (&applicant, &facts));
            matches!(stands(of.0, of.1, &slots, Door::Phone, now), Standing::Free { .. })
        };
        let Some(dose) = doses.clone().find(free) else { continue };
        let wish = Wish {
            person: person.id,
            programme: programme.id,
            dose,
            slot: SlotId(uuid::Uuid::nil()),
            once,
        };
        let name = dose_words(programme, &applicant, &facts.bookings, dose);
        let what = what(programme, name.as_deref());
        let draft = book::ask(app, Asker::Officer(officer), (applicant, None), wish);
        members.push(Member { person: (*person).clone(), what, draft });
    }
    if members.len() < 2 {
        return Ok(Vec::new());
    }
    ledger.slots.extend(slots.iter().map(|slot| (slot.id, slot.clone())));
    let candidates: Vec<SlotId> = slots.iter().map(|slot| slot.id).collect();
    let drafts: Vec<Book> = members.iter().map(|member| member.draft.clone()).collect();
    let ways = [(Company::Adjacent, "同じ日に、つづけて"), (Company::Apart, "日を分けて")];
    let found = ways.into_iter().filter_map(|(company, how)| {
        let placed = proposal::together(&ledger, &drafts, &candidates, company)?;
        Some(told(programme, how, (&members, &placed), (&slots, venues)))
    });
    Ok(found.collect())
}

/// The slots of the first days there are.
fn soon(mut slots: Vec<Slot>) -> Vec<Slot> {
    let days: BTreeSet<_> = slots.iter().map(|slot| slot.date).collect();
    if let Some(last) = days.iter().nth(DAYS) {
        slots.retain(|slot| slot.date < *last);
    }
    slots
}

fn told(
    programme: &Programme,
    how: &'static str,
    (members, placed): (&[Member], &[Book]),
    (slots, venues): (&[Slot], &[Venue]),
) -> Proposal {
    let line = |(member, wish): (&Member, &Book)| {
        let slot = slots.iter().find(|slot| slot.id == wish.slot);
        let at = slot.map_or_else(String::new, |slot| {
            let venue = venues.iter().find(|venue| venue.id == slot.venue);
            let venue = venue.map_or("", |venue| venue.name.as_str());
            format!("{}、{venue}", standing::spoken(slot))
        });
        format!("{}様、{}、{at}。", member.person.details.name, member.what)
    };
    let place = |wish: &Book| format!("{}.{}.{}", wish.applicant.person, wish.dose, wish.slot);
    Proposal {
        programme: programme.id,
        name: programme.name.clone(),
        how,
        lines: members.iter().zip(placed).map(line).collect(),
        key: 0,
        once: placed[0].once.to_string(),
        places: placed.iter().map(place).collect::<Vec<_>>().join(","),
    }
}
