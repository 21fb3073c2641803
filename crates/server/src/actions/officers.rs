//! The staff: the first administrator, invitations, another duty, shut out and let in again. Each is decided by
//! `domain::staff` on what is in the database inside the write.

use crate::{App, Problem, password};
use anyhow::Context;
use domain::{
    Actor, Duty, OfficerId, RequestId, Role,
    password::{self as rule, PasswordRefusal},
    staff::{self, StaffRefusal, Wish},
};
use jiff::SignedDuration;
use store::{Colleague, Invitation, Officer, Token, Tx};

/// How long an invitation may be used: over a weekend.
pub const INVITATION_LIFE: SignedDuration = SignedDuration::from_hours(7 * 24);
/// The longest name and sign-in name.
pub const NAME_MOST: usize = 40;

/// Who is to become an officer, as typed.
pub struct NewOfficer {
    /// What they want to type to sign in.
    pub login: String,
    /// Their name in the history.
    pub name: String,
    /// Their password.
    pub password: String,
}

/// Why nobody became an officer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotMade {
    /// No name, or one that is too long.
    Name,
    /// No sign-in name, or one that cannot be.
    Login,
    /// Somebody else signs in under it.
    LoginTaken,
    /// The password.
    Password(PasswordRefusal),
    /// There are officers already.
    NotTheFirst,
    /// The invitation was used, withdrawn or is over.
    NoInvitation,
}

impl std::fmt::Debug for NewOfficer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewOfficer")
    }
}

/// Whether a password may be taken by whoever signs in under this name.
pub fn password_may(app: &App, typed: &str, login: &str) -> Result<(), PasswordRefusal> {
    rule::check(typed, login, &app.config.town.name)
}

impl NewOfficer {
    /// With what was typed made fit to store.
    fn checked(self, app: &App) -> Result<Self, NotMade> {
        let (login, name) = (self.login.trim().to_lowercase(), self.name.trim().to_owned());
        if name.is_empty() || name.chars().count() > NAME_MOST || name.contains(char::is_control) {
            return Err(NotMade::Name);
        }
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.@".contains(c);
        if !(3..=NAME_MOST).contains(&login.chars().count()) || !login.chars().all(plain) {
            return Err(NotMade::Login);
        }
        password_may(app, &self.password, &login).map_err(NotMade::Password)?;
        Ok(Self { login, name, password: self.password })
    }

    async fn officer(self, app: &App, duty: Duty) -> Result<Officer, Problem> {
        let Self { login, name, password } = self;
        let password = hashed(password).await?;
        let id = OfficerId(app.ids.uuid());
        Ok(Officer { id, login, name, password, duty, disabled_at: None })
    }
}

/// Hashes a password where it does not hold up others.
pub async fn hashed(typed: String) -> Result<String, Problem> {
    let hash = tokio::task::spawn_blocking(move || password::hash(&typed)).await;
    Ok(hash.context("hashing a password")??)
}

/// Makes the first administrator, while there is no officer at all; once.
pub async fn first_administrator(
    app: &App,
    new: NewOfficer,
) -> Result<Result<OfficerId, NotMade>, Problem> {
    let new = match new.checked(app) {
        Ok(new) => new,
        Err(why) => return Ok(Err(why)),
    };
    let officer = new.officer(app, Duty::everywhere(Role::Administrator)).await?;
    let now = app.clock.now();
    let made = app.store.write(move |tx| {
        if !tx.officer_names()?.is_empty() {
            return Ok(Err(NotMade::NotTheFirst));
        }
        tx.save_officer(&officer, Actor::System, now)?;
        Ok(Ok(officer.id))
    });
    Ok(made.await?)
}

/// What an invitation's link is known by.
pub fn invitation_token(app: &App, secret: &str) -> Token {
    app.store.keys().token("officer/invitation", secret)
}

/// Invites somebody: the secret of the link, once. Nothing if this press did so before.
pub async fn invite(
    app: &App,
    (once, name, duty): (RequestId, String, Duty),
    by: Actor,
) -> Result<Option<(String, Invitation)>, Problem> {
    let (secret, now) = (app.ids.secret(), app.clock.now());
    let token = invitation_token(app, &secret);
    let expires_at = now.saturating_add(INVITATION_LIFE).map_err(anyhow::Error::from)?;
    let invitation = Invitation { id: once, token, name, duty, expires_at };
    let shown = invitation.clone();
    let new = app.store.write(move |tx| tx.invite_officer(&invitation, by, now)).await?;
    Ok(new.then_some((secret, shown)))
}

/// Whoever was invited chooses how to sign in, and is an officer.
pub async fn accept(
    app: &App,
    secret: &str,
    new: NewOfficer,
) -> Result<Result<OfficerId, NotMade>, Problem> {
    let (token, now) = (invitation_token(app, secret), app.clock.now());
    let new = match new.checked(app) {
        Ok(new) => new,
        Err(why) => return Ok(Err(why)),
    };
    let officer = new.officer(app, Duty::everywhere(Role::Colleague)).await?;
    let made = app.store.write(move |tx| {
        let Some(invitation) = tx.officer_invitation(&token, now)? else {
            return Ok(Err(NotMade::NoInvitation));
        };
        if tx.officer_by_login(&officer.login)?.is_some() {
            return Ok(Err(NotMade::LoginTaken));
        }
        let officer = Officer { duty: invitation.duty.clone(), ..officer };
        tx.accept_invitation(&invitation, &officer, now)?;
        Ok(Ok(officer.id))
    });
    Ok(made.await?)
}

/// Gives an officer another duty or takes the way in, with a reason. The duty seen on the page has to be the one that
/// is there: another administrator may have been faster.
pub async fn change(
    app: &App,
    (id, wish, why): (OfficerId, Wish, String),
    by: OfficerId,
) -> Result<Result<(), StaffRefusal>, Problem> {
    let now = app.clock.now();
    let done = app.store.write(move |tx| {
        let Some(officer) = tx.colleague(id)? else { return Ok(None) };
        let others = others(tx, id)?;
        // Who is shut out is administrator of nothing, whatever the role.
        let rule = if officer.disabled_at.is_some() {
            match &wish {
                Wish::Serve(duty) => staff::check(duty),
                Wish::Leave => Ok(()),
            }
        } else {
            staff::may_change((id, &officer.duty), &wish, Some(by), others)
        };
        if let Err(no) = rule {
            return Ok(Some(Err(no)));
        }
        apply(tx, &officer, &wish, (Actor::Officer(by), now), &why)?;
        Ok(Some(Ok(())))
    });
    done.await?.ok_or(Problem::NotFound)
}

fn others(tx: &mut Tx<'_>, id: OfficerId) -> anyhow::Result<usize> {
    let chief = |one: &&Colleague| {
        one.id != id
            && one.disabled_at.is_none()
            && one.duty == Duty::everywhere(Role::Administrator)
    };
    Ok(tx.staff()?.iter().filter(chief).count())
}

/// What is so already is not written again.
fn apply(
    tx: &mut Tx<'_>,
    officer: &Colleague,
    wish: &Wish,
    (by, now): (Actor, jiff::Timestamp),
    why: &str,
) -> anyhow::Result<()> {
    match wish {
        Wish::Serve(duty) if *duty != officer.duty => tx.set_duty(officer.id, duty, by, now, why),
        Wish::Leave if officer.disabled_at.is_none() => {
            tx.set_disabled(officer.id, true, by, now, why)
        }
        Wish::Serve(_) | Wish::Leave => Ok(()),
    }
}

/// Lets an officer in again.
pub async fn let_in(app: &App, id: OfficerId, why: String, by: OfficerId) -> Result<(), Problem> {
    let now = app.clock.now();
    let done = app.store.write(move |tx| {
        let Some(officer) = tx.colleague(id)? else { return Ok(false) };
        if officer.disabled_at.is_some() {
            tx.set_disabled(id, false, Actor::Officer(by), now, &why)?;
        }
        Ok(true)
    });
    if done.await? { Ok(()) } else { Err(Problem::NotFound) }
}
