//! Somebody types a one-time code, beside voucher number and birth date: the account is proven for that
//! person, or somebody without LINE is signed in. All that can be wrong is answered alike and with the same
//! work; what is right is decided by the writer.

use super::{meant, sign_in, throttles};
use crate::{App, Problem, hex};
use domain::{
    AccountId, Actor, Code, PersonId, RequestId,
    code::{self, CodeKind, PlainCode},
    voucher::Scanned,
    when::Date,
};
use jiff::{SignedDuration, Timestamp};
use std::{collections::BTreeSet, net::IpAddr};
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
    let looked = match look(app, Some(account), typed, address).await? {
        Ok(looked) => looked,
        Err(until) => return Ok(Redeemed::Throttled { until }),
    };
    let done = app.store.write(move |tx| {
        looked
            .decide(tx, |tx, found, now| Ok(used(tx, account, found, now)?.then_some(found.person)))
    });
    Ok(done.await?)
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
    let looked = match look(app, None, typed, address).await? {
        Ok(looked) => looked,
        Err(until) => return Ok(Redeemed::Throttled { until }),
    };
    let secret = app.ids.secret();
    let token = sign_in::token(app, &secret);
    let expires_at = looked.now.saturating_add(device.life()).map_err(anyhow::Error::from)?;
    let done = app.store.write(move |tx| {
        looked.decide(tx, |tx, found, now| {
            // The account follows from the press and the code, so that a second press finds it; nobody can
            // choose another's.
            let cause = format!("code/{once}/{}", hex::of(&found.code));
            let account = AccountId(store::id_of_cause(&cause).0);
            if !enters(tx, account, found, now)? {
                return Ok(None);
            }
            let in_force = SignIn { who: Who::Account(account), expires_at };
            tx.add_sign_in(&token, &in_force, now)?;
            Ok(Some(secret))
        })
    });
    Ok(done.await?)
}

/// Whom and which code the three that were typed mean.
struct Found {
    person: PersonId,
    code: Token,
}

/// What was found before the writer is asked.
struct Looked {
    found: Option<Found>,
    voucher: Token,
    tries: throttles::Tries,
    lifted: bool,
    /// Whether voucher and birth date were somebody's, so that the code was all there was to guess.
    fits: bool,
    now: Timestamp,
}

impl Looked {
    /// Decides inside the transaction: the counts are asked again, since tries may come all at once, and so is
    /// whether the voucher still leads to the person. What does not hold is counted.
    fn decide<T>(
        self,
        tx: &mut Tx<'_>,
        holds: impl FnOnce(&mut Tx<'_>, &Found, Timestamp) -> anyhow::Result<Option<T>>,
    ) -> anyhow::Result<Redeemed<T>> {
        let Self { found, voucher, tries, lifted, fits, now } = self;
        if let Some(until) = tries.until(tx, lifted, now)? {
            return Ok(Redeemed::Throttled { until });
        }
        if let Some(found) = found
            && meant::still(tx, &voucher, found.person)?
            && let Some(done) = holds(tx, &found, now)?
        {
            return Ok(Redeemed::Done(done));
        }
        tx.count_failure(&tries.failed(fits), now)?;
        Ok(Redeemed::NoMatch)
    }
}

/// Looks all three up, or says until when nobody may.
async fn look(
    app: &App,
    account: Option<AccountId>,
    typed: Typed,
    address: IpAddr,
) -> Result<Result<Looked, Timestamp>, Problem> {
    let voucher = meant::token(app, &typed.voucher);
    let tries = throttles::code(app, account, &voucher, address);
    let now = app.clock.now();
    let token = app.store.keys().code_token(&typed.code);
    let looked = app.store.read(move |reader| {
        let meant = meant::meant(reader, &voucher, typed.birth, now)?;
        let code = reader.code(&token)?;
        if let Some(until) = tries.until(reader, meant.lifted, now)? {
            return Ok(Err(until));
        }
        let is_meant = |code: &Code| is_typed(code) && Some(code.person) == meant.person;
        let found = code.filter(is_meant).map(|code| Found { person: code.person, code: token });
        let (lifted, fits) = (meant.lifted, meant.person.is_some());
        Ok(Ok(Looked { found, voucher, tries, lifted, fits, now }))
    });
    Ok(looked.await?)
}

/// Whether it is a code that somebody types. An invitation is a link and opens elsewhere.
fn is_typed(code: &Code) -> bool {
    matches!(code.kind, CodeKind::Letter | CodeKind::Counter)
}

/// Uses the code as it stands inside the transaction; says whether it proved anything.
fn used(
    tx: &mut Tx<'_>,
    account: AccountId,
    found: &Found,
    now: Timestamp,
) -> anyhow::Result<bool> {
    let Some(code) = tx.code(&found.code)? else { return Ok(false) };
    let links = tx.links_of_persons(&BTreeSet::from([found.person]))?;
    let Ok(decision) = code::redeem(&code, account, &links, now) else { return Ok(false) };
    tx.apply(&decision, Actor::Account(account), now, None)?;
    // A code that this account used before proves nothing once the link was ended.
    Ok(tx.link(account, found.person)?.is_some_and(|link| link.is_proven()))
}

/// The same for an account that begins with it, or began with the press before.
fn enters(
    tx: &mut Tx<'_>,
    account: AccountId,
    found: &Found,
    now: Timestamp,
) -> anyhow::Result<bool> {
    let Some(code) = tx.code(&found.code)? else { return Ok(false) };
    // An open code of somebody who may be acted for always holds, so that no account is left behind empty.
    if code.is_open(now) {
        tx.account_without_line(account, now)?;
        return used(tx, account, found, now);
    }
    let pressed = |at: Timestamp| now.duration_since(at) <= SAME_PRESS;
    Ok(
        matches!(code.state, code::CodeState::Used { at, account: by } if by == account && pressed(at)),
    )
}
