//! How many failures are borne, and by whom they are counted. The arithmetic is in docs/rules/throttles.md.

use crate::{App, hex};
use domain::AccountId;
use jiff::{SignedDuration, Timestamp};
use std::net::IpAddr;
use store::{Allowance, Reader, Token};

const HOUR: SignedDuration = SignedDuration::from_hours(1);
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Failed tries of a day over the whole service: look-ups of numbers there are none of, and codes.
pub const UNKNOWN_VOUCHERS_A_DAY: u32 = 5_000;
/// The same for codes, of which there are fewer to mistype.
pub const CODES_A_DAY: u32 = 1_000;
/// Failed tries by one account within a day.
pub const BY_ACCOUNT_A_DAY: u32 = 10;
/// Failed tries for one voucher within an hour.
pub const BY_VOUCHER_AN_HOUR: u32 = 5;
/// Failed look-ups from one address within an hour; it may be a whole library or town hall.
pub const BY_ADDRESS_AN_HOUR: u32 = 60;
/// Failed codes from one address within an hour.
pub const CODES_BY_ADDRESS_AN_HOUR: u32 = 20;

/// What a try is counted by.
#[derive(Clone, Debug)]
pub struct Tries {
    /// Whom it is for.
    person: Vec<Allowance>,
    /// Who tries, and everybody together. Staff may set this aside for a person.
    others: Vec<Allowance>,
}

impl Tries {
    /// Until when it is turned away unseen. `lifted` says that staff lifted the lock of the person meant.
    pub fn until(
        &self,
        reader: &mut Reader<'_>,
        lifted: bool,
        now: Timestamp,
    ) -> anyhow::Result<Option<Timestamp>> {
        let person = reader.throttled(&self.person, now)?;
        let others = reader.throttled(&self.others, now)?;
        Ok(person.max(others.filter(|_| !lifted)))
    }

    /// Everything a failure is counted against.
    pub fn failed(self) -> Vec<Allowance> {
        [self.person, self.others].concat()
    }

    /// The same where the number was one there is: that is no guess at numbers, so that the whole service
    /// does not count it. It is still written down, for the same work.
    pub fn failed_for_a_known_voucher(mut self, app: &App) -> Vec<Allowance> {
        let known = app.store.keys().token("look_up/known", "");
        if let Some(all) = self.others.last_mut() {
            all.token = known;
        }
        self.failed()
    }
}

/// A look-up by voucher and birth date.
pub fn look_up(app: &App, account: AccountId, voucher: &Token, address: IpAddr) -> Tries {
    let token = |kind: &str, value: &str| app.store.keys().token(kind, value);
    let account = token("look_up/account", &account.to_string());
    let address = token("look_up/address", &address.to_string());
    Tries {
        person: vec![allowance(of_voucher(app, voucher)[0].clone(), BY_VOUCHER_AN_HOUR, HOUR)],
        others: vec![
            allowance(account, BY_ACCOUNT_A_DAY, DAY),
            allowance(address, BY_ADDRESS_AN_HOUR, HOUR),
            allowance(token("look_up/all", ""), UNKNOWN_VOUCHERS_A_DAY, DAY),
        ],
    }
}

/// A one-time code, typed by an account or by somebody who has none.
pub fn code(app: &App, account: Option<AccountId>, voucher: &Token, address: IpAddr) -> Tries {
    let token = |kind: &str, value: &str| app.store.keys().token(kind, value);
    let account = account.map(|account| token("code/account", &account.to_string()));
    let account = account.map(|account| allowance(account, BY_ACCOUNT_A_DAY, DAY));
    let address = token("code/address", &address.to_string());
    let rest = [
        allowance(address, CODES_BY_ADDRESS_AN_HOUR, HOUR),
        allowance(token("code/all", ""), CODES_A_DAY, DAY),
    ];
    Tries {
        person: vec![allowance(of_voucher(app, voucher)[1].clone(), BY_VOUCHER_AN_HOUR, HOUR)],
        others: account.into_iter().chain(rest).collect(),
    }
}

/// Under what failures for a voucher are counted: what staff forget when they lift a lock.
pub fn of_voucher(app: &App, voucher: &Token) -> [Token; 2] {
    let voucher = hex::of(voucher);
    ["look_up/voucher", "code/voucher"].map(|kind| app.store.keys().token(kind, &voucher))
}

/// A sign-in at the desk: 10 an hour by name, 60 an hour by address.
pub fn desk_sign_in(app: &App, login: &str, address: IpAddr) -> Vec<Allowance> {
    let keys = app.store.keys();
    vec![
        allowance(keys.token("desk/login", login), 10, HOUR),
        allowance(keys.token("desk/address", &address.to_string()), 60, HOUR),
    ]
}

fn allowance(token: Token, most: u32, within: SignedDuration) -> Allowance {
    Allowance { token, most, within }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What docs/rules/throttles.md promises: less than one in a million a day.
    const PROMISED: f64 = 1e-6;

    #[test]
    fn guessing_the_voucher_of_somebody_whose_birth_date_is_known_succeeds_once_in_a_million_days()
    {
        // Ten digits, of which one is right.
        assert!(f64::from(UNKNOWN_VOUCHERS_A_DAY) / 1e10 < PROMISED);
        assert!(
            f64::from(UNKNOWN_VOUCHERS_A_DAY) / 1e10 > PROMISED / 10.0,
            "no tighter than needed"
        );
    }

    #[test]
    fn guessing_the_code_of_somebody_whose_voucher_and_birth_date_are_known_as_well() {
        let codes = 19_f64.powi(8);
        assert!(f64::from(CODES_A_DAY) / codes < PROMISED);
        // Also by whoever knows both of everybody in a town of 10,000 to whom a letter is on its way.
        assert!(f64::from(CODES_A_DAY) / codes < PROMISED / 10.0);
    }
}
