//! A resident says who is to be booked for: voucher number and birth date. What does not match gets one
//! neutral answer, whatever the reason, and is counted against account, voucher, address and the whole.

use super::{meant, throttles};
use crate::{App, Problem};
use domain::{
    AccountId, Actor, Change, Decision, LinkedBy, PersonId, voucher::Scanned, when::Date,
};
use jiff::Timestamp;
use std::net::IpAddr;
use store::Tx;

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identified {
    /// The account acts for this person from now on.
    As(PersonId),
    /// No match, and no word on why.
    NoMatch,
    /// Too many tries.
    Throttled {
        /// Until when.
        until: Timestamp,
    },
}

/// Links the person to the account if voucher and birth date match.
pub async fn identify(
    app: &App,
    account: AccountId,
    voucher: Scanned,
    birth: Date,
    address: IpAddr,
) -> Result<Identified, Problem> {
    let voucher = meant::token(app, &voucher);
    let tries = throttles::look_up(app, account, &voucher, address);
    let (now, checked, asked) = (app.clock.now(), tries.clone(), voucher.clone());
    let looked = app.store.read(move |reader| {
        let meant = meant::meant(reader, &asked, birth, now)?;
        Ok((checked.until(reader, meant.lifted, now)?, meant))
    });
    let (until, meant) = looked.await?;
    if let Some(until) = until {
        return Ok(Identified::Throttled { until });
    }
    let done = app.store.write(move |tx| {
        // Asked again: of tries that come all at once the writer lets through as many as are allowed.
        if let Some(until) = tries.until(tx, meant.lifted, now)? {
            return Ok(Identified::Throttled { until });
        }
        if let Some(person) = meant.person
            && meant::still(tx, &voucher, person)?
        {
            link(tx, account, person, now)?;
            return Ok(Identified::As(person));
        }
        // A number there is is no guess at numbers.
        tx.count_failure(&tries.failed(!meant.known), now)?;
        Ok(Identified::NoMatch)
    });
    Ok(done.await?)
}

fn link(
    tx: &mut Tx<'_>,
    account: AccountId,
    person: PersonId,
    now: Timestamp,
) -> anyhow::Result<()> {
    if tx.link(account, person)?.is_some() {
        return Ok(());
    }
    let change = Change::PersonLinked { account, person, by: LinkedBy::Voucher };
    tx.apply(&Decision::change(change), Actor::Account(account), now, None)
}
