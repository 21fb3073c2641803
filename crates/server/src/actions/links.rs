//! What people do about links: say who they are, end one, invite somebody, and take an invitation up.

use crate::{App, Problem};
use domain::{
    AccountId, Actor, Change, Code, CodeId, CodeKind, Decision, Link, PersonId, Relation,
    code::{self, CodeRefusal, CodeState},
};
use std::collections::BTreeSet;
use store::{Proxy, Reader, Token, Tx};

/// The longest somebody may call themselves.
pub const ALIAS_CHARS_MOST: usize = 10;

/// Whether a character may stand in what somebody calls themselves: nothing that closes the brackets it is
/// shown in, turns the direction of writing, or is not seen.
pub fn is_of_an_alias(c: char) -> bool {
    const UNSEEN_LETTERS: [char; 4] = ['\u{115f}', '\u{1160}', '\u{3164}', '\u{ffa0}'];
    (c.is_alphanumeric() && !UNSEEN_LETTERS.contains(&c)) || ['ー', '・', ' ', '　'].contains(&c)
}

/// The link of an account, with what its user calls themselves; anyone else's person is not found.
pub fn own_link(
    reader: &mut Reader<'_>,
    account: AccountId,
    person: PersonId,
) -> anyhow::Result<Option<Proxy>> {
    Ok(reader.links_of(account)?.into_iter().find(|proxy| proxy.link.person == person))
}

/// Says what the person is to whoever uses the account, if they chose that, and what they call themselves.
pub async fn describe(
    app: &App,
    account: AccountId,
    person: PersonId,
    relation: Option<Relation>,
    alias: Option<String>,
) -> Result<(), Problem> {
    let now = app.clock.now();
    let described = app.store.write(move |tx| {
        let Some(link) = tx.link(account, person)? else { return Ok(None) };
        if let Some(relation) = relation.filter(|relation| link.relation != Some(*relation)) {
            let change = Change::LinkDescribed { account, person, relation };
            tx.apply(&Decision::change(change), Actor::Account(account), now, None)?;
        }
        tx.set_alias(account, person, alias.as_deref(), now).map(Some)
    });
    described.await?.ok_or(Problem::NotFound)
}

/// Whose links end: one, and with it those of whom that account had invited, as far as they were shown.
#[derive(Clone, Debug)]
pub struct Ended {
    /// The one.
    pub whose: AccountId,
    /// Of those invited.
    pub also: Vec<AccountId>,
}

impl Ended {
    /// The one, and the others as a form carries them.
    pub fn of(whose: AccountId, also: &str) -> Self {
        Self { whose, also: also.split(',').filter_map(|id| id.parse().ok()).collect() }
    }

    /// Who that is in the end: nobody who was invited by somebody else.
    fn all(self, tx: &mut Tx<'_>, person: PersonId) -> anyhow::Result<Vec<AccountId>> {
        let links = tx.links_of_persons(&BTreeSet::from([person]))?;
        let mut invited = code::invited_by(self.whose, &tx.codes_of(person)?, &links);
        invited.retain(|account| self.also.contains(account));
        Ok([self.whose].into_iter().chain(invited).collect())
    }
}

/// Accounts as a form carries them.
pub fn ids(accounts: &[AccountId]) -> String {
    accounts.iter().map(AccountId::to_string).collect::<Vec<_>>().join(",")
}

/// Ends a link: one's own, or another's where the person themself is proven to ask. Ending it twice changes
/// nothing more.
pub async fn end(
    app: &App,
    account: AccountId,
    person: PersonId,
    ended: Ended,
) -> Result<(), Problem> {
    let now = app.clock.now();
    let ended = app.store.write(move |tx| {
        let Some(own) = tx.link(account, person)? else { return Ok(None) };
        let mut changes = Vec::new();
        for whose in ended.all(tx, person)? {
            let Some(other) = tx.link(whose, person)? else { continue };
            if !own.may_end(&other) {
                return Ok(None);
            }
            changes.push(Change::PersonUnlinked { account: whose, person });
        }
        let decision = Decision { changes, notices: Vec::new() };
        tx.apply(&decision, Actor::Account(account), now, None).map(Some)
    });
    ended.await?.ok_or(Problem::NotFound)
}

/// The desk ends a link, and says why. Twice changes nothing more.
pub async fn end_by_desk(
    app: &App,
    person: PersonId,
    ended: Ended,
    by: Actor,
    why: String,
) -> Result<(), Problem> {
    let now = app.clock.now();
    let ended = app.store.write(move |tx| {
        let mut all = ended.all(tx, person)?;
        let proxies = tx.proxies_of(person, now)?;
        all.retain(|whose| proxies.iter().any(|proxy| proxy.link.account == *whose));
        let end = |account| Change::PersonUnlinked { account, person };
        let changes = all.into_iter().map(end).collect();
        tx.apply(&Decision { changes, notices: Vec::new() }, by, now, Some(&why))
    });
    Ok(ended.await?)
}

/// Invites somebody to act for a person: the secret of the link, or nothing where the account has not proven
/// that it may.
pub async fn invite(
    app: &App,
    account: AccountId,
    person: PersonId,
    id: CodeId,
) -> Result<Option<String>, Problem> {
    let (now, secret) = (app.clock.now(), app.ids.secret());
    let new = Code::new(id, token(app, &secret), person, CodeKind::Invitation { by: account }, now);
    let invited = app.store.write(move |tx| {
        if !tx.link(account, person)?.is_some_and(|link| link.is_proven()) {
            return Ok(None);
        }
        // A link in force is of a person who may be acted for.
        let decision = match code::give(&new, &tx.codes_of(person)?, false) {
            Ok(decision) if !decision.changes.is_empty() => decision,
            _ => return Ok(Some(false)),
        };
        tx.apply(&decision, Actor::Account(account), now, None)?;
        Ok(Some(true))
    });
    match invited.await? {
        None => Err(Problem::NotFound),
        Some(made) => Ok(made.then_some(secret)),
    }
}

/// An invitation as whoever holds the link finds it.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// What was given.
    pub code: Code,
    /// Who invites, while they act for the person.
    pub inviter: Option<Link>,
}

/// The invitation of this secret; none if there never was one.
pub fn invitation(reader: &mut Reader<'_>, token: &Token) -> anyhow::Result<Option<Invitation>> {
    let Some(code) = reader.code(token)? else { return Ok(None) };
    let Some(by) = code.kind.inviter() else { return Ok(None) };
    let inviter = reader.link(by, code.person)?;
    Ok(Some(Invitation { code, inviter }))
}

/// Under what an invitation is found.
pub fn token(app: &App, secret: &str) -> Token {
    app.store.keys().token("invitation", secret)
}

/// Takes an invitation up, or says why not.
pub async fn accept(
    app: &App,
    account: AccountId,
    secret: &str,
) -> Result<Result<PersonId, CodeRefusal>, Problem> {
    let (now, token) = (app.clock.now(), token(app, secret));
    let accepted = app.store.write(move |tx| {
        let Some(found) = invitation(tx, &token)? else { return Ok(None) };
        let links = tx.links_of_persons(&BTreeSet::from([found.code.person]))?;
        let decided = code::redeem(&found.code, account, &links, now);
        if let Ok(decision) = &decided {
            tx.apply(decision, Actor::Account(account), now, None)?;
        }
        Ok(Some(decided.map(|_| found.code.person)))
    });
    accepted.await?.ok_or(Problem::NotFound)
}

/// What became of an invitation that somebody declines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Declined {
    /// It is of no more use to anybody.
    Over,
    /// The same account took it up before, in another tab; to act no more for this person is another button.
    Taken(PersonId),
    /// Somebody else took it up.
    Used,
}

/// Declines an invitation, unless it was taken up before.
pub async fn decline(app: &App, account: AccountId, secret: &str) -> Result<Declined, Problem> {
    let (now, token) = (app.clock.now(), token(app, secret));
    let declined = app.store.write(move |tx| {
        let Some(found) = invitation(tx, &token)? else { return Ok(None) };
        match found.code.state {
            CodeState::Used { account: by, .. } if by == account => {
                return Ok(Some(Declined::Taken(found.code.person)));
            }
            CodeState::Used { .. } => return Ok(Some(Declined::Used)),
            CodeState::Open | CodeState::Withdrawn { .. } => {}
        }
        tx.apply(&code::withdraw(&found.code), Actor::Account(account), now, None)?;
        Ok(Some(Declined::Over))
    });
    declined.await?.ok_or(Problem::NotFound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alias_neither_leaves_its_brackets_nor_hides_anything() {
        assert!("長女 ゆうこ・ＡＢー２佐々木　é".chars().all(is_of_an_alias));
        for c in
            "」「『』<>\u{202e}\u{2066}\u{2069}\u{200b}\u{200d}\u{feff}\u{3164}\n\u{1a}（）".chars()
        {
            assert!(!is_of_an_alias(c), "{c:?}");
        }
    }
}
