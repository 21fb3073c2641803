//! A resident says who is to be booked for: voucher number and birth date. What does not match gets one
//! neutral answer, whatever the reason, and is counted against account, voucher, address and the whole.

use super::{meant, throttles};
use crate::{App, Problem};
use domain::{
    AccountId, Actor, Change, Decision, LinkedBy, PersonId, voucher::Scanned, when::Date,
};
use jiff::Timestamp;
use std::net::IpAddr;

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
    let token = meant::token(app, &voucher);
    let tries = throttles::look_up(app, account, &token, address);
    let (now, checked) = (app.clock.now(), tries.clone());
    let looked = app.store.read(move |reader| {
        let meant = meant::meant(reader, &token, birth, now)?;
        Ok((checked.until(reader, meant.lifted, now)?, meant))
    });
    let (until, meant) = looked.await?;
    if let Some(until) = until {
        return Ok(Identified::Throttled { until });
    }
    let Some(person) = meant.person else {
        let failed =
            if meant.known { tries.failed_for_a_known_voucher(app) } else { tries.failed() };
        app.store.write(move |tx| tx.count_failure(&failed, now)).await?;
        return Ok(Identified::NoMatch);
    };
    let change = Change::PersonLinked { account, person, by: LinkedBy::Voucher };
    let (decision, by) = (Decision::change(change), Actor::Account(account));
    app.store
        .write(move |tx| match tx.link(account, person)? {
            Some(_) => Ok(()),
            None => tx.apply(&decision, by, now, None),
        })
        .await?;
    Ok(Identified::As(person))
}
