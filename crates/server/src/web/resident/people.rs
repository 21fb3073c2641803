//! Everyone this account acts for: how well that is proven, since when, and who else does.

use crate::{
    App, Problem,
    web::{
        page::{Page, html},
        session::Resident,
        visit::Visit,
    },
    words::{Lang, lang::Html},
};
use anyhow::{Context, Result};
use askama::Template;
use axum::{extract::State, response::Response};
use domain::AccountId;
use jiff::Timestamp;
use store::Reader;

#[derive(Template)]
#[template(path = "resident/people.html")]
struct People {
    page: Page,
    people: Vec<Row>,
}

/// One person of the list.
struct Row {
    name: String,
    url: String,
    relation: Option<&'static str>,
    proven: bool,
    since: String,
    others: Vec<Html>,
}

/// The list.
pub(in crate::web) async fn get(
    State(app): State<App>,
    resident: Resident,
    visit: Visit,
) -> Result<Response, Problem> {
    let (account, lang, now) = (resident.account, visit.lang, app.clock.now());
    let rows = app.store.read(move |reader| rows(reader, account, lang, now)).await?;
    html(&People { page: Page::resident(&app, &visit, lang.links_title()), people: rows })
}

fn rows(
    reader: &mut Reader<'_>,
    account: AccountId,
    lang: Lang,
    now: Timestamp,
) -> Result<Vec<Row>> {
    let links = reader.links_of(account)?;
    let details = reader.details(&links.iter().map(|proxy| proxy.link.person).collect())?;
    let row = |proxy: store::Proxy| {
        let link = proxy.link;
        let details = details.get(&link.person).context("a person on the list is on the roster")?;
        Ok(Row {
            name: details.name.clone(),
            url: format!("/r/people/{}", link.person),
            relation: link.relation.map(|relation| lang.relation(relation)),
            proven: link.is_proven(),
            since: lang.link_since(lang.stamp(link.since), lang.linked_by(link.by)),
            others: if link.is_proven() { others(reader, &link, lang, now)? } else { Vec::new() },
        })
    };
    links.into_iter().map(row).collect()
}

fn others(
    reader: &mut Reader<'_>,
    own: &domain::Link,
    lang: Lang,
    now: Timestamp,
) -> Result<Vec<Html>> {
    let all = reader.proxies_of(own.person, now)?;
    let others = all.iter().filter(|proxy| proxy.link.account != own.account);
    Ok(others.map(|proxy| lang.called(proxy)).collect())
}
