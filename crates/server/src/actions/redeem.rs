//! Somebody types a one-time code, beside voucher number and birth date: the account is proven for that
//! person, or somebody without LINE is signed in. All that can be wrong is answered alike and with the same
//! work; what is right is decided by the writer.

use super::{meant, sign_in, throttles};
use crate::{App, Problem};
use domain::{
    AccountId, Actor, Code, PersonId, RequestId,
    code::{self, CodeKind, PlainCode},
    voucher::Scanned,
    when::Date,
};
use jiff::{SignedDuration, Timestamp};
use std::net::IpAddr;
use store::{SignIn, Token, Tx, Who};

/// What was typed.
#[derive(Clone, Debug)]
pub struct Typed {
    /// The voucher.
    pub voucher: Scanned,
    /// The birth date.
    pub birth: Date,
    /// The code.
    pub code: PlainCode,
}

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Redeemed<T> {
    /// The code did its work.
    Done(T),
    /// No match, and no word on why.
    NoMatch,
    /// Too many tries.
    Throttled {
        /// Until when.
        until: Timestamp,
    },
}

/// Whose device somebody without LINE uses: for how long they stay signed in there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Device {
    /// Their own.
    Own,
    /// One that others use as well.
    Shared,
}

impl Device {
    /// How long a sign-in lasts. There is no way back into an account without LINE, so that at home it lasts
    /// from the first dose to well after the second.
    pub fn life(self) -> SignedDuration {
        match self {
            Self::Own => SignedDuration::from_hours(90 * 24),
            Self::Shared => SignedDuration::from_hours(1),
        }
    }
}

/// A second press of the button within this is the same sign-in.
const SAME_PRESS: SignedDuration = SignedDuration::from_mins(10);

/// Proves the account for the person whom the code was given for.
pub async fn redeem(
    app: &App,
    account: AccountId,
    typed: Typed,
    address: IpAddr,
) -> Result<Redeemed<PersonId>, Problem> {
    let looked = look(app, Some(account), typed, address).await?;
    let (found, tries, now) = match looked {
        Looked::Throttled { until } => return Ok(Redeemed::Throttled { until }),
        Looked::At { found, tries, now } => (found, tries, now),
    };
    let done = app.store.write(move |tx| {
        let person = match found {
            Some((person, token)) => used(tx, account, person, &token, now)?.then_some(person),
            None => None,
        };
        if person.is_none() {
            tx.count_failure(&tries.failed(), now)?;
        }
        Ok(person)
    });
    Ok(done.await?.map_or(Redeemed::NoMatch, Redeemed::Done))
}

/// Signs somebody in who has no LINE: an account is made, proven for the person, and nothing is ever sent to
/// it. Answers with the secret of the sign-in.
pub async fn sign_in(
    app: &App,
    typed: Typed,
    device: Device,
    once: RequestId,
    address: IpAddr,
) -> Result<Redeemed<String>, Problem> {
    let looked = look(app, None, typed, address).await?;
    let (found, tries, now) = match looked {
        Looked::Throttled { until } => return Ok(Redeemed::Throttled { until }),
        Looked::At { found, tries, now } => (found, tries, now),
    };
    // The account follows from the press, so that a second one finds it; nobody can choose another's.
    let account = AccountId(store::id_of_cause(&format!("code/{once}")).0);
    let secret = app.ids.secret();
    let token = sign_in::token(app, &secret);
    let expires_at = now.saturating_add(device.life()).map_err(anyhow::Error::from)?;
    let in_force = SignIn { who: Who::Account(account), expires_at };
    let done = app.store.write(move |tx| {
        let is_in = match found {
            Some((person, code)) => enters(tx, account, person, &code, now)?,
            None => false,
        };
        if is_in {
            tx.add_sign_in(&token, &in_force, now)?;
        } else {
            tx.count_failure(&tries.failed(), now)?;
        }
        Ok(is_in)
    });
    Ok(if done.await? { Redeemed::Done(secret) } else { Redeemed::NoMatch })
}

/// What was found before the writer is asked.
enum Looked {
    Throttled { until: Timestamp },
    At { found: Option<(PersonId, Token)>, tries: throttles::Tries, now: Timestamp },
}

async fn look(
    app: &App,
    account: Option<AccountId>,
    typed: Typed,
    address: IpAddr,
) -> Result<Looked, Problem> {
    let voucher = meant::token(app, &typed.voucher);
    let tries = throttles::code(app, account, &voucher, address);
    let (now, checked) = (app.clock.now(), tries.clone());
    let token = app.store.keys().code_token(&typed.code);
    let looked = app.store.read(move |reader| {
        let meant = meant::meant(reader, &voucher, typed.birth, now)?;
        let code = reader.code(&token)?;
        let until = checked.until(reader, meant.lifted, now)?;
        let fits = |code: &Code| is_typed(code) && Some(code.person) == meant.person;
        Ok((until, code.filter(fits).map(|code| (code.person, token))))
    });
    Ok(match looked.await? {
        (Some(until), _) => Looked::Throttled { until },
        (None, found) => Looked::At { found, tries, now },
    })
}

/// Whether it is a code that somebody types. An invitation is a link and opens elsewhere.
fn is_typed(code: &Code) -> bool {
    matches!(code.kind, CodeKind::Letter | CodeKind::Counter)
}

/// Uses the code as it stands inside the transaction; says whether it proved anything.
fn used(
    tx: &mut Tx<'_>,
    account: AccountId,
    person: PersonId,
    token: &Token,
    now: Timestamp,
) -> anyhow::Result<bool> {
    let hidden = tx.protected_at(person)?.is_some();
    let code = tx.code(token)?.filter(|code| code.person == person && !hidden);
    let Some(code) = code else { return Ok(false) };
    let Ok(decision) = code::redeem(&code, account, None, now) else { return Ok(false) };
    tx.apply(&decision, Actor::Account(account), now, None)?;
    // A code that this account used before proves nothing once the link was ended.
    Ok(tx.link(account, person)?.is_some_and(|link| link.is_proven()))
}

/// The same for an account that begins with it, or began with the press before.
fn enters(
    tx: &mut Tx<'_>,
    account: AccountId,
    person: PersonId,
    token: &Token,
    now: Timestamp,
) -> anyhow::Result<bool> {
    let Some(code) = tx.code(token)? else { return Ok(false) };
    if code.is_open(now) {
        tx.account_without_line(account, now)?;
        return used(tx, account, person, token, now);
    }
    let pressed = |at: Timestamp| now.duration_since(at) <= SAME_PRESS;
    Ok(
        matches!(code.state, code::CodeState::Used { at, account: by } if by == account && pressed(at)),
    )
}
