//! Signing in: residents through LINE, officers by name and password. The cookie's secret is drawn here
//! and only its token is stored.

use super::{second, throttles};
use crate::{App, Problem, password};
use domain::{AccountId, OfficerId};
use jiff::{SignedDuration, Timestamp};
use std::net::IpAddr;
use store::{LineUser, SignIn, Token, Who};

/// A resident's sign-in lasts a day; opening from LINE after that signs in again without a word.
pub const RESIDENT_LIFE: SignedDuration = SignedDuration::from_hours(24);
/// An officer's lasts a working day.
pub const OFFICER_LIFE: SignedDuration = SignedDuration::from_hours(12);

/// What an officer's sign-in came to.
#[derive(Debug)]
pub enum Desk {
    /// The cookie's secret.
    In(String),
    /// The password is right, and the second factor is asked for: what the form carries there.
    Second(String),
    /// Name or password is wrong; not said which.
    Wrong,
    /// Too many tries.
    Throttled {
        /// Until when.
        until: Timestamp,
    },
}

/// The token under which a cookie's secret is found.
pub fn token(app: &App, secret: &str) -> Token {
    app.store.keys().token("sign_in", secret)
}

/// Signs in the LINE user whom a verified ID token names.
pub async fn resident(app: &App, user: LineUser) -> Result<String, Problem> {
    let (new, secret, now) = (AccountId(app.ids.uuid()), app.ids.secret(), app.clock.now());
    let token = token(app, &secret);
    let expires_at = now.saturating_add(RESIDENT_LIFE).map_err(anyhow::Error::from)?;
    app.store
        .write(move |tx| {
            let account = tx.account_for(&user, new, now)?;
            tx.add_sign_in(&token, &SignIn { who: Who::Account(account), expires_at }, now)
        })
        .await?;
    Ok(secret)
}

/// Whether whoever signs out here can come back only with a new code: they are signed in, and not by LINE.
pub async fn comes_back_by_code(app: &App, secret: &str) -> Result<bool, Problem> {
    let (token, now) = (token(app, secret), app.clock.now());
    let found = app.store.read(move |reader| match reader.sign_in(&token, now)? {
        Some(SignIn { who: Who::Account(account), .. }) => Ok(reader.line_user(account)?.is_none()),
        Some(SignIn { who: Who::Officer(_), .. }) | None => Ok(false),
    });
    Ok(found.await?)
}

/// Signs in an officer.
pub async fn officer(
    app: &App,
    login: String,
    typed: String,
    browser: String,
    address: IpAddr,
) -> Result<Desk, Problem> {
    let now = app.clock.now();
    let allowances = throttles::desk_sign_in(app, &login, address);
    let checked = allowances.clone();
    let (until, officer) = app
        .store
        .read(move |reader| {
            Ok((reader.throttled(&checked, now)?, reader.officer_by_login(&login)?))
        })
        .await?;
    if let Some(until) = until {
        return Ok(Desk::Throttled { until });
    }
    // Counted before the password is looked at, and taken back if it is right: otherwise as many would be
    // looked at as are sent at once.
    let counted = allowances.clone();
    let until = app.store.write(move |tx| {
        let until = tx.throttled(&counted, now)?;
        if until.is_none() {
            tx.count_failure(&counted, now)?;
        }
        Ok(until)
    });
    if let Some(until) = until.await? {
        return Ok(Desk::Throttled { until });
    }
    let officer = officer.filter(|officer| officer.disabled_at.is_none());
    let hash = officer.as_ref().map(|officer| officer.password.clone());
    let right = tokio::task::spawn_blocking(move || password::is_right(hash.as_deref(), &typed));
    let right = right.await.map_err(anyhow::Error::from)?;
    let (Some(officer), true) = (officer, right) else { return Ok(Desk::Wrong) };
    let (secret, token, sign_in) = new_officer_sign_in(app, officer.id)?;
    let done = app.store.write(move |tx| {
        tx.take_back_failure(&allowances)?;
        // Asked here, so that one that was set up meanwhile is not gone around.
        if tx.second_factor(officer.id)?.is_some() {
            return Ok(false);
        }
        tx.officer_signs_in(&token, &sign_in, &browser, now)?;
        Ok(true)
    });
    if done.await? {
        Ok(Desk::In(secret))
    } else {
        Ok(Desk::Second(second::half(app, officer.id)?))
    }
}

/// Signs in whoever has just become an officer.
pub async fn new_officer(app: &App, id: OfficerId, browser: String) -> Result<String, Problem> {
    let (secret, token, sign_in) = new_officer_sign_in(app, id)?;
    let now = app.clock.now();
    app.store.write(move |tx| tx.officer_signs_in(&token, &sign_in, &browser, now)).await?;
    Ok(secret)
}

/// A sign-in for a working day: the cookie's secret, its token, and what is stored.
pub(super) fn new_officer_sign_in(
    app: &App,
    id: OfficerId,
) -> Result<(String, Token, SignIn), Problem> {
    let secret = app.ids.secret();
    let token = token(app, &secret);
    let expires_at = app.clock.now().saturating_add(OFFICER_LIFE).map_err(anyhow::Error::from)?;
    Ok((secret, token, SignIn { who: Who::Officer(id), expires_at }))
}

/// Signs out whoever holds this secret.
pub async fn out(app: &App, secret: &str) -> Result<(), Problem> {
    let token = token(app, secret);
    Ok(app.store.write(move |tx| tx.remove_sign_in(&token)).await?)
}
