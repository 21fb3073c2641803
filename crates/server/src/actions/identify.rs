//! A resident says who is to be booked for: voucher number and birth date. What does not match gets one
//! neutral answer, whatever the reason, and is counted against account, voucher and address.

use super::throttles;
use crate::{App, Problem};
use domain::{
    AccountId, Actor, Change, Decision, LinkedBy, PersonId, voucher::Scanned, when::Date,
};
use jiff::Timestamp;
use std::net::IpAddr;
use store::{Reader, Token};

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
    let municipality = voucher.municipality.unwrap_or(app.config.town.code);
    let token = app.store.keys().voucher_token(&municipality, &voucher.number);
    let allowances = throttles::look_up(app, account, &token, address);
    let now = app.clock.now();
    let checked = allowances.clone();
    let looked = app.store.read(move |reader| {
        Ok((reader.throttled(&checked, now)?, matching(reader, &token, birth)?))
    });
    match looked.await? {
        (Some(until), _) => Ok(Identified::Throttled { until }),
        (None, Some(person)) => {
            let decision =
                Decision::change(Change::PersonLinked { account, person, by: LinkedBy::Voucher });
            let by = Actor::Account(account);
            app.store
                .write(move |tx| {
                    if tx.persons_of(account)?.contains(&person) {
                        return Ok(());
                    }
                    tx.apply(&decision, by, now, None)
                })
                .await?;
            Ok(Identified::As(person))
        }
        (None, None) => {
            app.store.write(move |tx| tx.count_failure(&allowances, now)).await?;
            Ok(Identified::NoMatch)
        }
    }
}

/// The person of this voucher and birth date. Someone under 支援措置 is found by nobody here.
fn matching(
    reader: &mut Reader<'_>,
    token: &Token,
    birth: Date,
) -> anyhow::Result<Option<PersonId>> {
    let Some(person) = reader.person_by_voucher(token)? else { return Ok(None) };
    let same = reader.applicant(person)?.is_some_and(|applicant| applicant.birth == birth);
    let hidden = reader.protected_at(person)?.is_some();
    Ok((same && !hidden).then_some(person))
}
