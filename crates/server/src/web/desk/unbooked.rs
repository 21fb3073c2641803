//! Who has not booked yet: counted by age, district and group, and as a list for calls and letters.

use super::{Who, chart::Line};
use crate::{
    App, Problem,
    actions::{
        coverage::{self, Reached, Stand},
        export_people,
    },
    web::{
        form::{At, Posted, Query},
        page::{Page, csv, html},
        session::Officer,
    },
    words::{ages, dates},
};
use anyhow::Result;
use askama::Template;
use axum::{extract::State, response::Response};
use domain::{
    Act, Actor, PersonId, ProgrammeId,
    age_band::BANDS,
    coverage::{Coverage, Standing},
    person::Person,
    when,
};
use roster::{Format, WriteEncoding};
use serde::Deserialize;
use std::collections::BTreeSet;

/// People on one page of the list.
const A_PAGE: usize = 50;

#[derive(Template)]
#[template(path = "desk/unbooked.html")]
struct Counts {
    page: Page,
    who: Option<Who>,
    programme: String,
    board_url: String,
    total: Row,
    tables: Vec<Table>,
    growth: Option<Line>,
    may_list: bool,
    as_of: String,
}

struct Table {
    heading: &'static str,
    first: &'static str,
    note: Option<&'static str>,
    rows: Vec<Row>,
}

struct Row {
    label: String,
    meant: u32,
    booked: u32,
    had: u32,
    missing: u32,
    percent: Option<u32>,
    url: String,
}

/// Whom to show of those who have not booked.
#[derive(Clone, Debug, Default, Deserialize)]
pub(in crate::web) struct Chosen {
    band: Option<usize>,
    district: Option<String>,
    group: Option<String>,
    #[serde(default)]
    page: usize,
}

/// The counts.
pub(in crate::web) async fn get(
    State(app): State<App>,
    officer: Officer,
    At(id): At<ProgrammeId>,
) -> Result<Response, Problem> {
    let now = app.clock.now();
    let today = when::japan_date(now);
    let found = app.store.read(move |reader| {
        let Some(reached) = coverage::reached(reader, id, today)? else { return Ok(None) };
        Ok(Some((reached, reader.bookings_made(id)?)))
    });
    let (reached, made) = found.await?.ok_or(Problem::NotFound)?;
    let total = row("全体".to_owned(), id, "", reached.people.iter());
    html(&Counts {
        page: Page::desk(&app, "まだ予約していない方"),
        who: Some(Who::of(&officer)),
        board_url: format!("/desk/programmes/{id}"),
        growth: super::statistics::growth(&made),
        tables: tables(id, &reached),
        programme: reached.programme.name,
        total,
        may_list: officer.may(Act::FindPeople),
        as_of: dates::instant(now),
    })
}

fn tables(id: ProgrammeId, reached: &Reached) -> Vec<Table> {
    let of = |label: String, query: &str, has: &dyn Fn(&Stand) -> bool| {
        row(label, id, query, reached.people.iter().filter(|stand| has(stand)))
    };
    let bands = BANDS.iter().enumerate().map(|(at, band)| {
        of(ages::band(*band), &format!("?band={at}"), &|stand: &Stand| band.has(stand.age))
    });
    let districts = reached.districts.iter().enumerate().map(|(at, name)| {
        let shown = if name.is_empty() { "地区の登録なし" } else { name };
        let query = format!("?district={}", crate::web::session::escape(name));
        of(shown.to_owned(), &query, &|stand: &Stand| stand.district == at)
    });
    let groups = reached.programme.policy.groups.iter().enumerate().map(|(at, group)| {
        let query = format!("?group={}", crate::web::session::escape(&group.code));
        of(group.name.clone(), &query, &|stand: &Stand| stand.groups.contains(&at))
    });
    let overlap = "ひとりが2つ以上の優先対象に入ることがあります。";
    let all = [
        ("年代ごと", "年代", None, bands.collect::<Vec<_>>()),
        ("地区ごと", "地区", None, districts.collect()),
        ("優先対象ごと", "優先対象", Some(overlap), groups.collect()),
    ];
    let table = |(heading, first, note, rows)| Table { heading, first, note, rows };
    all.into_iter().filter(|(_, _, _, rows)| !rows.is_empty()).map(table).collect()
}

fn row<'a>(
    label: String,
    id: ProgrammeId,
    query: &str,
    people: impl Iterator<Item = &'a Stand>,
) -> Row {
    let mut counted = Coverage::default();
    people.for_each(|stand| counted.count(stand.standing));
    Row {
        label,
        meant: counted.meant(),
        booked: counted.booked,
        had: counted.had,
        missing: counted.missing,
        percent: counted.percent(),
        url: format!("/desk/programmes/{id}/unbooked/people{query}"),
    }
}

#[derive(Template)]
#[template(path = "desk/unbooked_people.html")]
struct List {
    page: Page,
    who: Option<Who>,
    programme: String,
    counts_url: String,
    file_url: String,
    chosen: String,
    count: usize,
    hidden: usize,
    rows: Vec<Missing>,
    first: usize,
    last: usize,
    newer_url: Option<String>,
    older_url: Option<String>,
    may_export: bool,
    band: String,
    district: Option<String>,
    group: Option<String>,
}

struct Missing {
    name: String,
    kana: String,
    age: String,
    district: String,
    phone: Option<String>,
    protected: bool,
    url: String,
}

/// The list, a page of it, whose opening is written down.
pub(in crate::web) async fn people(
    State(app): State<App>,
    officer: Officer,
    At(id): At<ProgrammeId>,
    Query(chosen): Query<Chosen>,
) -> Result<Response, Problem> {
    let (now, by) = (app.clock.now(), Actor::Officer(officer.id));
    let today = when::japan_date(now);
    let wanted = chosen.clone();
    let found = app.store.read(move |reader| {
        let Some(reached) = coverage::reached(reader, id, today)? else { return Ok(None) };
        let all = missing(&reached, &wanted);
        let from = wanted.page.saturating_mul(A_PAGE).min(all.len());
        let shown: Vec<PersonId> = all[from..].iter().take(A_PAGE).map(|s| s.person).collect();
        let people = reader.people(&shown.iter().copied().collect())?;
        let count = all.len();
        Ok(Some((reached, shown, people, from, count)))
    });
    let (reached, shown, people, from, count) = found.await?.ok_or(Problem::NotFound)?;
    let opened = shown.clone();
    app.store.write(move |tx| tx.record_opening(by, now, "unbooked", None, &opened)).await?;
    let people: Vec<&Person> = shown.iter().filter_map(|id| people.get(id)).collect();
    let turned =
        |page: usize| format!("/desk/programmes/{id}/unbooked/people{}", query(&chosen, page));
    html(&List {
        page: Page::desk(&app, "まだ予約していない方の一覧"),
        who: Some(Who::of(&officer)),
        counts_url: format!("/desk/programmes/{id}/unbooked"),
        file_url: format!("/desk/programmes/{id}/unbooked/file"),
        chosen: said(&reached, &chosen),
        programme: reached.programme.name,
        count,
        hidden: people.iter().filter(|person| person.protected_at.is_some()).count(),
        rows: people.iter().map(|person| listed(person, today)).collect(),
        first: from + 1,
        last: from + people.len(),
        newer_url: (chosen.page > 0).then(|| turned(chosen.page - 1)),
        older_url: (from + A_PAGE < count).then(|| turned(chosen.page + 1)),
        may_export: officer.may(Act::ExportPeople),
        band: chosen.band.map(|band| band.to_string()).unwrap_or_default(),
        district: chosen.district,
        group: chosen.group,
    })
}

fn missing<'a>(reached: &'a Reached, chosen: &Chosen) -> Vec<&'a Stand> {
    let band = chosen.band.map(|at| BANDS.get(at).copied());
    let district =
        chosen.district.as_ref().map(|name| reached.districts.iter().position(|d| d == name));
    let groups = &reached.programme.policy.groups;
    let group =
        chosen.group.as_ref().map(|code| groups.iter().position(|group| group.code == *code));
    let people = reached.people.iter().filter(|stand| {
        stand.standing == Standing::Missing
            && band.is_none_or(|band| band.is_some_and(|band| band.has(stand.age)))
            && district.is_none_or(|at| at == Some(stand.district))
            && group.is_none_or(|at| at.is_some_and(|at| stand.groups.contains(&at)))
    });
    people.collect()
}

/// Nobody under 支援措置 is reached by a list: their number and address stay closed here.
fn listed(person: &Person, today: when::Date) -> Missing {
    let details = &person.details;
    let protected = person.protected_at.is_some();
    Missing {
        name: details.name.clone(),
        kana: details.kana.clone(),
        age: format!("{}歳", domain::age::completed_years_on(details.birth, today)),
        district: details.district.clone(),
        phone: details.phone.clone().filter(|_| !protected),
        protected,
        url: format!("/desk/people/{}", person.id),
    }
}

fn said(reached: &Reached, chosen: &Chosen) -> String {
    let band = chosen.band.and_then(|at| BANDS.get(at)).map(|band| ages::band(*band));
    let district = chosen
        .district
        .clone()
        .map(|name| if name.is_empty() { "地区の登録なし".to_owned() } else { name });
    let groups = &reached.programme.policy.groups;
    let group = groups.iter().find(|group| chosen.group.as_ref() == Some(&group.code));
    let group = group.map(|group| group.name.clone());
    let parts: Vec<String> = [band, district, group].into_iter().flatten().collect();
    if parts.is_empty() { "全員".to_owned() } else { parts.join("・") }
}

fn query(chosen: &Chosen, page: usize) -> String {
    let escape = crate::web::session::escape;
    let band = chosen.band.map(|band| format!("band={band}"));
    let district = chosen.district.as_ref().map(|name| format!("district={}", escape(name)));
    let group = chosen.group.as_ref().map(|code| format!("group={}", escape(code)));
    let page = (page > 0).then(|| format!("page={page}"));
    let all: Vec<String> = [band, district, group, page].into_iter().flatten().collect();
    if all.is_empty() { String::new() } else { format!("?{}", all.join("&")) }
}

/// Whom to write into the file.
#[derive(Debug, Deserialize)]
pub(in crate::web) struct Wanted {
    #[serde(default)]
    band: String,
    district: Option<String>,
    group: Option<String>,
}

/// The list as a file for letters: the columns of the people file, without those under 支援措置.
pub(in crate::web) async fn file(
    State(app): State<App>,
    officer: Officer,
    At(id): At<ProgrammeId>,
    Posted(wanted): Posted<Wanted>,
) -> Result<Response, Problem> {
    let (now, by) = (app.clock.now(), Actor::Officer(officer.id));
    let today = when::japan_date(now);
    let Wanted { band, district, group } = wanted;
    let chosen = Chosen { band: band.parse().ok(), district, group, page: 0 };
    let found = app.store.read(move |reader| {
        let Some(reached) = coverage::reached(reader, id, today)? else { return Ok(None) };
        let ids: BTreeSet<PersonId> = missing(&reached, &chosen).iter().map(|s| s.person).collect();
        let mut people: Vec<Person> = reader.people(&ids)?.into_values().collect();
        people.retain(|person| person.protected_at.is_none());
        Ok(Some(people))
    });
    let mut people = found.await?.ok_or(Problem::NotFound)?;
    people.sort_by_cached_key(|person| {
        (person.details.district.clone(), person.details.address.clone(), person.id)
    });
    let rows: Vec<_> = people.iter().map(|person| export_people::row(person, None)).collect();
    let written = roster::write(&rows, Format::People, WriteEncoding::Utf8Bom);
    let bytes = written.map_err(|refused| anyhow::anyhow!("{} cells", refused.len()))?;
    export_people::record(&app.store, by, now, "unbooked", &people).await?;
    Ok(csv(&format!("unbooked-{today}.csv"), bytes))
}
