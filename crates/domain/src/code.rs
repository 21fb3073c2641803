//! One-time codes and invitations: what proves that an account may act for a person. Each is for one person,
//! works once, lives for a stated time, and ends when a newer one is given. What is typed is in `plain.rs`;
//! here it is known by its token alone.

mod plain;

pub use plain::{PlainCode, PlainCodeError};

use crate::{
    change::{Change, Decision},
    id::{AccountId, CodeId, PersonId},
    link::{Link, LinkedBy},
    notice::{Notice, NoticeKind},
    refusal::Refusal,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How a code travels to whoever is to use it. Another way, such as a text message, is one more of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeKind {
    /// In a letter to the person's address.
    Letter,
    /// Told at the counter or on the phone, after the identity was checked.
    Counter,
    /// As a link from somebody who is proven.
    Invitation {
        /// Who invites.
        by: AccountId,
    },
}

impl CodeKind {
    /// How long it may be used: 30 days for a letter, which lies in a tray; 15 minutes for what is typed
    /// while the phone is in the hand; three days for a family to find the time.
    pub fn life(self) -> SignedDuration {
        match self {
            Self::Letter => SignedDuration::from_hours(30 * 24),
            Self::Counter => SignedDuration::from_mins(15),
            Self::Invitation { .. } => SignedDuration::from_hours(3 * 24),
        }
    }

    /// By what a link begins that it proves.
    pub fn linked_by(self) -> LinkedBy {
        match self {
            Self::Letter => LinkedBy::Letter,
            Self::Counter => LinkedBy::Counter,
            Self::Invitation { .. } => LinkedBy::Invitation,
        }
    }

    /// Who invites, if it is an invitation.
    pub fn inviter(self) -> Option<AccountId> {
        match self {
            Self::Invitation { by } => Some(by),
            Self::Letter | Self::Counter => None,
        }
    }
}

/// What became of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeState {
    /// It was not used yet.
    Open,
    /// It did its work.
    Used {
        /// When.
        at: Timestamp,
        /// By whom.
        account: AccountId,
    },
    /// It was taken back, or a newer one took its place.
    Withdrawn {
        /// When.
        at: Timestamp,
    },
}

/// A code that was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Code {
    /// Which.
    pub id: CodeId,
    /// The keyed hash by which it is found; the code itself is kept nowhere.
    #[serde(skip)]
    pub token: Vec<u8>,
    /// For whom.
    pub person: PersonId,
    /// How it travels.
    pub kind: CodeKind,
    /// Since when.
    pub given_at: Timestamp,
    /// Until when.
    pub expires_at: Timestamp,
    /// What became of it.
    pub state: CodeState,
}

/// Why a code proves nothing. Somebody with an invitation is told; at the door where codes are typed all of
/// these look alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeRefusal {
    /// It worked once, for another account.
    Used,
    /// Its time is over.
    Expired {
        /// Since when.
        at: Timestamp,
    },
    /// It was taken back, a newer one took its place, or the inviter no longer acts for the person.
    Withdrawn,
    /// It was made by this very account.
    OwnInvitation,
}

impl Code {
    /// A new code.
    pub fn new(
        id: CodeId,
        token: Vec<u8>,
        person: PersonId,
        kind: CodeKind,
        given_at: Timestamp,
    ) -> Self {
        let expires_at = given_at.saturating_add(kind.life()).unwrap_or(Timestamp::MAX);
        Self { id, token, person, kind, given_at, expires_at, state: CodeState::Open }
    }

    /// Whether it could be used now.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.state == CodeState::Open && now < self.expires_at
    }

    /// Whether a newer code ends it: of codes that are told there is one at a time, of invitations one from
    /// each who invites.
    fn gives_way_to(&self, newer: CodeKind) -> bool {
        self.state == CodeState::Open && self.kind.inviter() == newer.inviter()
    }
}

/// Gives a code; those it takes the place of are withdrawn. For a person whom proxies may not see there is
/// none.
pub fn give(new: &Code, before: &[Code], protected: bool) -> Result<Decision, Refusal> {
    if protected {
        return Err(Refusal::PersonProtected);
    }
    if before.iter().any(|code| code.id == new.id) {
        return Ok(Decision::nothing());
    }
    let older = before.iter().filter(|code| code.gives_way_to(new.kind));
    let withdrawn = older.map(|code| Change::CodeWithdrawn { code: code.id, person: code.person });
    let changes = withdrawn.chain([Change::CodeGiven(new.clone())]).collect();
    Ok(Decision { changes, notices: Vec::new() })
}

/// Takes a code back; one that was used or withdrawn stays what it is.
pub fn withdraw(code: &Code) -> Decision {
    match code.state {
        CodeState::Open => {
            Decision::change(Change::CodeWithdrawn { code: code.id, person: code.person })
        }
        CodeState::Used { .. } | CodeState::Withdrawn { .. } => Decision::nothing(),
    }
}

/// Uses a code: the account is proven from now on, and everybody else who acts for the person is told of it, if
/// it was not proven before. The same account a second time changes nothing. `links` are all of the person's
/// that are in force.
pub fn redeem(
    code: &Code,
    account: AccountId,
    links: &[Link],
    now: Timestamp,
) -> Result<Decision, CodeRefusal> {
    let inviter = links.iter().find(|link| Some(link.account) == code.kind.inviter());
    may_redeem(code, account, inviter, now)?;
    if let CodeState::Used { .. } = code.state {
        return Ok(Decision::nothing());
    }
    let (person, by) = (code.person, code.kind.linked_by());
    let changes = vec![
        Change::CodeUsed { code: code.id, person, account },
        Change::PersonLinked { account, person, by },
    ];
    let (own, others): (Vec<&Link>, Vec<&Link>) =
        links.iter().partition(|link| link.account == account);
    let told = others.iter().filter(|_| !own.iter().any(|own| own.is_proven()));
    let notices =
        told.map(|link| Notice::about_person(link.account, NoticeKind::ProxyAdded, person));
    Ok(Decision { changes, notices: notices.collect() })
}

/// Whether this account may use the code now, or used it before: what the page of an invitation asks too.
pub fn may_redeem(
    code: &Code,
    account: AccountId,
    inviter: Option<&Link>,
    now: Timestamp,
) -> Result<(), CodeRefusal> {
    match code.state {
        CodeState::Used { account: by, .. } if by == account => return Ok(()),
        CodeState::Used { .. } => return Err(CodeRefusal::Used),
        CodeState::Withdrawn { .. } => return Err(CodeRefusal::Withdrawn),
        CodeState::Open => {}
    }
    if code.kind.inviter() == Some(account) {
        return Err(CodeRefusal::OwnInvitation);
    }
    if now >= code.expires_at {
        return Err(CodeRefusal::Expired { at: code.expires_at });
    }
    let invites = |by| inviter.is_some_and(|link| link.account == by && link.is_proven());
    match code.kind.inviter() {
        Some(by) if !invites(by) => Err(CodeRefusal::Withdrawn),
        _ => Ok(()),
    }
}

/// Who acts for a person by this account's invitation alone, or by that of somebody it had invited, in the order
/// of the links. Whoever had a code since, or another's invitation, acts by that. `codes` and `links` are the
/// person's.
pub fn invited_by(account: AccountId, codes: &[Code], links: &[Link]) -> Vec<AccountId> {
    let inviter = |link: &Link| {
        let used = CodeState::Used { at: link.since, account: link.account };
        codes.iter().find(|code| code.state == used).and_then(|code| code.kind.inviter())
    };
    let invited = links.iter().filter(|link| link.by == LinkedBy::Invitation);
    let invited: Vec<_> = invited.filter_map(|link| Some((link.account, inviter(link)?))).collect();
    let mut found = vec![account];
    loop {
        let next = |(who, by): &&(AccountId, AccountId)| found.contains(by) && !found.contains(who);
        match invited.iter().find(next) {
            Some((who, _)) => found.push(*who),
            None => break,
        }
    }
    links.iter().map(|link| link.account).filter(|who| found[1..].contains(who)).collect()
}

#[cfg(test)]
mod tests;
