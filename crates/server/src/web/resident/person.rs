//! One person this account acts for: what they are to each other, who else acts for them, an invitation for
//! another, and the end of a link.

use super::home::relations;
use crate::{
    App, Problem,
    actions::links::{self, Ended},
    web::{
        form::{At, Posted},
        page::{Page, html},
        session::Resident,
        unfinished::Waited,
        visit::Visit,
    },
    words::{Lang, lang::Html},
};
use anyhow::{Context, Result};
use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{AccountId, Code, CodeId, Link, PersonId, Relation, code};
use jiff::Timestamp;
use serde::Deserialize;
use std::collections::BTreeSet;
use store::{Proxy, Reader};

#[derive(Template)]
#[template(path = "resident/person.html")]
struct Show {
    page: Page,
    name: String,
    base: String,
    proven: bool,
    since: String,
    relations: Vec<(&'static str, &'static str, bool)>,
    alias: String,
    alias_error: Option<String>,
    others: Vec<Other>,
    once: String,
}

/// Somebody else who acts for the person.
struct Other {
    called: Html,
    since: String,
    end_url: Option<String>,
}

#[derive(Template)]
#[template(path = "resident/invited.html")]
struct Invited {
    page: Page,
    name: String,
    link: Option<String>,
    back_url: String,
}

#[derive(Template)]
#[template(path = "resident/unlink.html")]
struct Unlink {
    page: Page,
    what: Html,
    /// What becomes of those whom that account had invited: they stay.
    stay: Option<Html>,
    /// Or they are ended too, if that is wanted: the question, and who it is as the form carries them.
    also: Option<(Html, String)>,
    action: String,
    back_url: String,
}

/// Everything the page shows.
struct Known {
    name: String,
    own: Proxy,
    others: Vec<Proxy>,
    codes: Vec<Code>,
}

impl Known {
    fn load(
        reader: &mut Reader<'_>,
        account: AccountId,
        person: PersonId,
        now: Timestamp,
    ) -> Result<Option<Self>> {
        let Some(own) = links::own_link(reader, account, person)? else { return Ok(None) };
        let details = reader.details(&BTreeSet::from([person]))?.remove(&person);
        let mut others = Vec::new();
        if own.link.is_proven() {
            others = reader.proxies_of(person, now)?;
            others.retain(|proxy| proxy.link.account != account);
        }
        let name = details.context("a person on the list is on the roster")?.name;
        Ok(Some(Self { name, own, others, codes: reader.codes_of(person)? }))
    }

    async fn find(app: &App, resident: Resident, person: PersonId) -> Result<Self, Problem> {
        let (account, now) = (resident.account, app.clock.now());
        let found = app.store.read(move |reader| Self::load(reader, account, person, now)).await?;
        found.ok_or(Problem::NotFound)
    }
}

/// What was typed about oneself.
#[derive(Deserialize)]
pub(in crate::web) struct Described {
    #[serde(default)]
    relation: String,
    #[serde(default)]
    alias: String,
}

/// One press of a button.
#[derive(Deserialize)]
pub(in crate::web) struct Once {
    once: CodeId,
}

/// The person.
pub(in crate::web) async fn get(
    State(app): State<App>,
    resident: Resident,
    visit: Visit,
    waited: Waited,
    At(person): At<PersonId>,
) -> Result<Response, Problem> {
    let known = Known::find(&app, resident, person).await?;
    let page = show(&app, &visit, &known);
    let Some(typed) = waited.given::<Described>(Some(resident.account)) else {
        return html(&page);
    };
    let relations = relations(visit.lang, Relation::named(&typed.relation));
    html(&Show { relations, alias: typed.alias, ..page })
}

fn show(app: &App, visit: &Visit, known: &Known) -> Show {
    let (link, lang) = (known.own.link, visit.lang);
    let base = format!("/r/people/{}", link.person);
    Show {
        page: Page::resident(app, visit, lang.link_page()).with_typing(Some(link.account)),
        name: known.name.clone(),
        proven: link.is_proven(),
        since: lang.link_since(lang.stamp(link.since), lang.linked_by(link.by)),
        relations: relations(lang, link.relation),
        alias: known.own.alias.clone().unwrap_or_default(),
        alias_error: None,
        others: known.others.iter().map(|proxy| other(lang, &link, proxy, &base)).collect(),
        once: CodeId(app.ids.uuid()).to_string(),
        base,
    }
}

fn other(lang: Lang, own: &Link, proxy: &Proxy, base: &str) -> Other {
    let end = format!("{base}/links/{}/end", proxy.link.account);
    Other {
        called: lang.called(proxy),
        since: lang.link_since(lang.stamp(proxy.link.since), lang.linked_by(proxy.link.by)),
        end_url: own.may_end(&proxy.link).then_some(end),
    }
}

/// Says what the person is to whoever uses the account, and what they call themselves.
pub(in crate::web) async fn describe(
    State(app): State<App>,
    resident: Resident,
    visit: Visit,
    At(person): At<PersonId>,
    Posted(typed): Posted<Described>,
) -> Result<Response, Problem> {
    let relation = match typed.relation.as_str() {
        "" => None,
        name => Some(Relation::named(name).ok_or(Problem::FormExpired)?),
    };
    let alias = typed.alias.trim().to_owned();
    let length = alias.chars().count();
    let error = if length > links::ALIAS_CHARS_MOST {
        Some(visit.lang.link_alias_long(length))
    } else {
        let signs = !alias.chars().all(links::is_of_an_alias);
        signs.then(|| visit.lang.link_alias_signs().to_owned())
    };
    if error.is_some() {
        let known = Known::find(&app, resident, person).await?;
        let page = Show {
            alias,
            alias_error: error,
            relations: relations(visit.lang, relation),
            ..show(&app, &visit, &known)
        };
        let mut response = html(&page)?;
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(response);
    }
    let alias = Some(alias).filter(|alias| !alias.is_empty());
    links::describe(&app, resident.account, person, relation, alias).await?;
    Ok(Redirect::to("/r/people").into_response())
}

/// Makes an invitation; its link is shown once.
pub(in crate::web) async fn invite(
    State(app): State<App>,
    resident: Resident,
    visit: Visit,
    At(person): At<PersonId>,
    Posted(form): Posted<Once>,
) -> Result<Response, Problem> {
    let known = Known::find(&app, resident, person).await?;
    let secret = links::invite(&app, resident.account, person, form.once).await?;
    html(&Invited {
        page: Page::resident(&app, &visit, visit.lang.invited_page()),
        name: known.name,
        link: secret.map(|secret| app.urls.in_line(&format!("/invitations/{secret}"))),
        back_url: format!("/r/people/{person}"),
    })
}

/// What ending a link means, one's own or another's.
pub(in crate::web) async fn ask_to_end(
    State(app): State<App>,
    resident: Resident,
    visit: Visit,
    At((person, whose)): At<(PersonId, AccountId)>,
) -> Result<Response, Problem> {
    let known = Known::find(&app, resident, person).await?;
    let other = known.others.iter().find(|proxy| proxy.link.account == whose);
    let other = other.filter(|proxy| known.own.link.may_end(&proxy.link));
    unlink(&app, &visit, &known, Some(other.ok_or(Problem::NotFound)?))
}

/// The same for one's own.
pub(in crate::web) async fn ask_to_leave(
    State(app): State<App>,
    resident: Resident,
    visit: Visit,
    At(person): At<PersonId>,
) -> Result<Response, Problem> {
    unlink(&app, &visit, &Known::find(&app, resident, person).await?, None)
}

fn unlink(
    app: &App,
    visit: &Visit,
    known: &Known,
    whose: Option<&Proxy>,
) -> Result<Response, Problem> {
    let lang = visit.lang;
    let what = match whose {
        Some(proxy) => lang.end_other_of(&lang.called(proxy), &known.name),
        None => lang.end_own(&known.name),
    };
    let ended = whose.map_or(known.own.link.account, |proxy| proxy.link.account);
    let base = format!("/r/people/{}", known.own.link.person);
    let action = whose.map_or_else(
        || format!("{base}/end"),
        |proxy| format!("{base}/links/{}/end", proxy.link.account),
    );
    let (stay, also) = match invited(lang, known, ended) {
        Some((names, Some(ids))) => (None, Some((lang.end_invited(names), ids))),
        Some((names, None)) => (Some(lang.end_invited_stay(names)), None),
        None => (None, None),
    };
    html(&Unlink {
        page: Page::resident(app, visit, lang.end_title()),
        what,
        stay,
        also,
        action,
        back_url: base,
    })
}

/// Whom an account had invited, for whoever is asked whether to end its link.
fn invited(lang: Lang, known: &Known, ended: AccountId) -> Option<(Html, Option<String>)> {
    let own = known.own.link;
    let links: Vec<_> = known.others.iter().map(|proxy| proxy.link).chain([own]).collect();
    let mut accounts = code::invited_by(ended, &known.codes, &links);
    accounts.retain(|account| *account != own.account);
    let proxies = known.others.iter().filter(|proxy| accounts.contains(&proxy.link.account));
    let proxies: Vec<_> = proxies.collect();
    let may = proxies.iter().all(|proxy| own.may_end(&proxy.link));
    let names = proxies.iter().map(|proxy| lang.called(proxy));
    let names = names.reduce(|before, name| before.and(Some(name)))?;
    Some((names, may.then(|| links::ids(&accounts))))
}

/// Whether those go along whom the account had invited.
#[derive(Deserialize)]
pub(in crate::web) struct Ending {
    #[serde(default)]
    also: String,
}

/// Ends another's link.
pub(in crate::web) async fn end(
    State(app): State<App>,
    resident: Resident,
    At((person, whose)): At<(PersonId, AccountId)>,
    Posted(ending): Posted<Ending>,
) -> Result<Response, Problem> {
    links::end(&app, resident.account, person, Ended::of(whose, &ending.also)).await?;
    Ok(Redirect::to(&format!("/r/people/{person}")).into_response())
}

/// Ends one's own.
pub(in crate::web) async fn leave(
    State(app): State<App>,
    resident: Resident,
    At(person): At<PersonId>,
    Posted(ending): Posted<Ending>,
) -> Result<Response, Problem> {
    let ended = Ended::of(resident.account, &ending.also);
    match links::end(&app, resident.account, person, ended).await {
        // A second press: there is nothing to end any more.
        Ok(()) | Err(Problem::NotFound) => Ok(Redirect::to("/r/people").into_response()),
        Err(problem) => Err(problem),
    }
}
