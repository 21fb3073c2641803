//! One person at the desk: who they are, their bookings, who acts for them, the codes they were given, and
//! everything that happened. Opening it is recorded.

use super::{
    Who,
    history::{Entry, entries},
    person_waits::{self, Waits},
};
use crate::{
    App, Problem,
    actions::links,
    web::{
        form::{At, Query},
        page::{Page, html},
        session::Officer,
        told,
    },
    words::{
        Lang, dates,
        lang::Html,
        people::{self, Accounts},
        states,
    },
};
use anyhow::Result;
use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use domain::{
    Act, Actor, Booking, Code, CodeId, OfficerId, PersonId, Refusal,
    code::{self, CodeState},
    person::{Person, Voucher},
};
use jiff::Timestamp;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use store::{HistoryLine, Proxy, Reader};

/// The desk speaks Japanese.
const LANG: Lang = Lang::Japanese;
/// Lines of history on one page.
const PAGE: u32 = 50;

#[derive(Template)]
#[template(path = "desk/person.html")]
struct Show {
    page: Page,
    who: Option<Who>,
    base: String,
    name: String,
    kana: String,
    birth_long: String,
    vouchers: String,
    phone: Option<String>,
    protected: bool,
    may_book: bool,
    failure: Option<String>,
    bookings: Vec<BookingRow>,
    links: Vec<LinkRow>,
    codes: Vec<CodeRow>,
    waits: Waits,
    lifted_until: Option<String>,
    once: String,
    history: Vec<Entry>,
    newer_url: Option<String>,
    older_url: Option<String>,
}

struct BookingRow {
    url: String,
    number: String,
    programme: String,
    when: String,
    state: String,
    live: bool,
}

struct LinkRow {
    tag: String,
    called: Html,
    relation: &'static str,
    proven: bool,
    since: String,
    by: &'static str,
    end_url: String,
    /// Whom that account had invited, as they are called here.
    invited: String,
    /// And as the form carries them.
    also: String,
}

struct CodeRow {
    what: String,
    given: String,
    until: String,
    state: String,
    withdraw_url: Option<String>,
}

/// Everything the page shows.
struct Known {
    person: Person,
    bookings: Vec<(Booking, String)>,
    links: Vec<Proxy>,
    accounts: Accounts,
    codes: Vec<Code>,
    waits: Waits,
    lifted_until: Option<Timestamp>,
    history: Vec<HistoryLine>,
    slots: BTreeMap<String, String>,
    officers: BTreeMap<OfficerId, String>,
}

/// Which page of the history, counted from 0.
#[derive(Deserialize)]
pub(in crate::web) struct Which {
    #[serde(default)]
    page: u32,
}

/// The person.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
    At(id): At<PersonId>,
    Query(which): Query<Which>,
) -> Result<Response, Problem> {
    show(&app, &officer, id, which.page.min(100_000), None).await
}

/// The page, with what could not be done if there was something.
pub(super) async fn show(
    app: &App,
    officer: &Officer,
    id: PersonId,
    page: u32,
    failure: Option<String>,
) -> Result<Response, Problem> {
    let (by, now) = (Actor::Officer(officer.id), app.clock.now());
    let found = app.store.read(move |reader| load(reader, id, page, now)).await?;
    let known = found.ok_or(Problem::NotFound)?;
    app.store.write(move |tx| tx.record_opening(by, now, "person", None, &[id])).await?;
    let refused = failure.is_some();
    let mut response = html(&view(app, officer, &known, page, failure))?;
    if refused {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// The same after a refusal.
pub(super) async fn refused(
    app: &App,
    officer: &Officer,
    id: PersonId,
    refusal: &Refusal,
) -> Result<Response, Problem> {
    let no = crate::words::refusal::sentence(LANG, refusal);
    show(app, officer, id, 0, Some(format!("{}{}", no.why, no.next))).await
}

fn load(reader: &mut Reader<'_>, id: PersonId, page: u32, now: Timestamp) -> Result<Option<Known>> {
    let set = BTreeSet::from([id]);
    let Some(person) = reader.people(&set)?.remove(&id) else { return Ok(None) };
    let programmes = reader.programmes()?;
    let name = |booking: &Booking| {
        let of = programmes.iter().find(|programme| programme.id == booking.programme);
        of.map_or_else(String::new, |programme| programme.name.clone())
    };
    let bookings = reader.bookings_of_persons(&set)?;
    let history = reader.history_of_person(id, page * PAGE, PAGE + 1)?;
    Ok(Some(Known {
        bookings: bookings.into_iter().rev().map(|b| (name(&b), b)).map(|(n, b)| (b, n)).collect(),
        links: reader.proxies_of(id, now)?,
        accounts: Accounts::of(&reader.ever_linked(id)?),
        codes: reader.codes_of(id)?,
        waits: person_waits::load(reader, &person, now)?,
        lifted_until: reader.lifted_until(id, now)?,
        slots: told::places(reader, &history)?,
        officers: reader.officer_names()?,
        history,
        person,
    }))
}

fn view(app: &App, officer: &Officer, known: &Known, page: u32, failure: Option<String>) -> Show {
    let (details, id, now) = (&known.person.details, known.person.id, app.clock.now());
    let base = format!("/desk/people/{id}");
    let shown = known.history.len().min(PAGE as usize);
    let url = |page: u32| format!("{base}?page={page}");
    let tail = |voucher: &Voucher| voucher.number.as_str()[6..].to_owned();
    Show {
        page: Page::desk(app, &details.name),
        who: Some(Who::of(officer)),
        name: details.name.clone(),
        kana: details.kana.clone(),
        birth_long: dates::birth(details.birth),
        vouchers: known.person.vouchers.iter().map(tail).collect::<Vec<_>>().join("、"),
        phone: details.phone.clone(),
        protected: known.person.protected_at.is_some(),
        may_book: officer.may(Act::Book),
        failure,
        bookings: known.bookings.iter().map(|(b, name)| booking(b, name)).collect(),
        links: known.links.iter().map(|proxy| link(proxy, known, &base)).collect(),
        codes: known.codes.iter().map(|given| code(given, known, &base, now)).collect(),
        waits: known.waits.clone(),
        lifted_until: known.lifted_until.map(dates::instant),
        once: CodeId(app.ids.uuid()).to_string(),
        history: newest_first(&known.history[..shown], known),
        newer_url: page.checked_sub(1).map(url),
        older_url: (known.history.len() > shown).then(|| url(page + 1)),
        base,
    }
}

/// The lines come newest first already; `entries` takes them oldest first.
fn newest_first(lines: &[HistoryLine], known: &Known) -> Vec<Entry> {
    let oldest_first: Vec<_> = lines.iter().rev().cloned().collect();
    entries(&oldest_first, &known.slots, &known.officers, &known.accounts)
}

fn booking(booking: &Booking, programme: &str) -> BookingRow {
    BookingRow {
        url: format!("/desk/bookings/{}", booking.id),
        number: booking.number.to_string(),
        programme: format!("{programme} {}回目", booking.dose),
        when: dates::short(booking.date),
        state: states::at_the_desk(booking).to_owned(),
        live: booking.keeps_place(),
    }
}

fn link(proxy: &Proxy, known: &Known, base: &str) -> LinkRow {
    let links: Vec<_> = known.links.iter().map(|proxy| proxy.link).collect();
    let invited = code::invited_by(proxy.link.account, &known.codes, &links);
    let tags: Vec<_> = invited.iter().map(|account| known.accounts.tag(*account)).collect();
    LinkRow {
        tag: known.accounts.tag(proxy.link.account).to_owned(),
        called: LANG.called(proxy),
        relation: proxy.link.relation.map_or("—", |relation| LANG.relation(relation)),
        proven: proxy.link.is_proven(),
        since: dates::stamp(proxy.link.since),
        by: LANG.linked_by(proxy.link.by),
        end_url: format!("{base}/links/{}/end", proxy.link.account),
        invited: tags.join("、"),
        also: links::ids(&invited),
    }
}

fn code(code: &Code, known: &Known, base: &str, now: Timestamp) -> CodeRow {
    let by = |account| known.accounts.tag(account);
    let state = match code.state {
        CodeState::Used { account, .. } => format!("使用ずみ（{}）", by(account)),
        CodeState::Withdrawn { .. } => "取り消し".to_owned(),
        CodeState::Open if now >= code.expires_at => "期限切れ".to_owned(),
        CodeState::Open => "使えます".to_owned(),
    };
    let inviter = code.kind.inviter().map(|account| format!("（{}から）", by(account)));
    let what = format!("{}{}", people::code(code.kind), inviter.unwrap_or_default());
    let withdraw = format!("{base}/codes/{}/withdraw", code.id);
    CodeRow {
        what,
        given: dates::stamp(code.given_at),
        until: dates::stamp(code.expires_at),
        state,
        withdraw_url: code.is_open(now).then_some(withdraw),
    }
}
