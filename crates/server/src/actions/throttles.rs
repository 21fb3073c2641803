//! How many failures are borne, and by whom they are counted. The arithmetic is in docs/rules/throttles.md.

use crate::{App, hex};
use domain::{AccountId, OfficerId};
use jiff::{SignedDuration, Timestamp};
use std::net::IpAddr;
use store::{Allowance, Reader, Token};

const HOUR: SignedDuration = SignedDuration::from_hours(1);
const DAY: SignedDuration = SignedDuration::from_hours(24);
const MONTH: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Failed look-ups of a day over the whole service, of numbers there are none of.
pub const UNKNOWN_VOUCHERS_A_DAY: u32 = 5_000;
/// The same for codes, typed with voucher and birth date of somebody there is.
pub const CODES_A_DAY: u32 = 1_000;
/// Failed tries by one account within a day.
pub const BY_ACCOUNT_A_DAY: u32 = 10;
/// Failed tries for one voucher within an hour.
pub const BY_VOUCHER_AN_HOUR: u32 = 5;
/// Failed look-ups for one voucher within 30 days, so that a birth date is not found by patience.
pub const BY_VOUCHER_A_MONTH: u32 = 20;
/// Failed codes for one voucher in the hour of a lift, from all addresses together.
pub const CODES_WHILE_LIFTED: u32 = 100;
/// Failed look-ups from one address within an hour; it may be a whole library or town hall.
pub const BY_ADDRESS_AN_HOUR: u32 = 60;
/// Failed codes from one address within an hour.
pub const CODES_BY_ADDRESS_AN_HOUR: u32 = 20;

/// What a try is counted by.
#[derive(Clone, Debug)]
pub struct Tries {
    /// In force whatever staff do.
    always: Vec<Allowance>,
    /// Staff may set this aside for a person, by lifting the lock.
    unless_lifted: Vec<Allowance>,
    /// In its place meanwhile. It is counted under the same tokens.
    while_lifted: Vec<Allowance>,
    /// Everybody together, also set aside by a lift.
    whole: Allowance,
    /// What is counted for the same work where the whole is not.
    decoy: Token,
}

impl Tries {
    /// Until when it is turned away unseen. `lifted` says that staff lifted the lock of the person meant.
    pub fn until(
        &self,
        reader: &mut Reader<'_>,
        lifted: bool,
        now: Timestamp,
    ) -> anyhow::Result<Option<Timestamp>> {
        let always = reader.throttled(&self.always, now)?;
        if lifted {
            return Ok(always.max(reader.throttled(&self.while_lifted, now)?));
        }
        let others = reader.throttled(&self.unless_lifted, now)?;
        let whole = reader.throttled(std::slice::from_ref(&self.whole), now)?;
        Ok(always.max(others).max(whole))
    }

    /// Everything a failure is counted against, the whole service only where it was a guess at what the whole
    /// is there to protect.
    pub fn failed(self, in_the_whole: bool) -> Vec<Allowance> {
        let Self { mut always, unless_lifted, whole, decoy, .. } = self;
        let token = if in_the_whole { whole.token } else { decoy };
        always.extend(unless_lifted);
        always.push(allowance(token, whole.most, whole.within));
        always
    }
}

/// A look-up by voucher and birth date.
pub fn look_up(app: &App, account: AccountId, voucher: &Token, address: IpAddr) -> Tries {
    let token = |kind: &str, value: &str| app.store.keys().token(kind, value);
    let account = token("look_up/account", &account.to_string());
    let address = token("look_up/address", &address.to_string());
    let [by_hour, by_month, _] = of_voucher(app, voucher);
    Tries {
        always: vec![
            allowance(by_hour, BY_VOUCHER_AN_HOUR, HOUR),
            allowance(by_month, BY_VOUCHER_A_MONTH, MONTH),
        ],
        unless_lifted: vec![
            allowance(account, BY_ACCOUNT_A_DAY, DAY),
            allowance(address, BY_ADDRESS_AN_HOUR, HOUR),
        ],
        while_lifted: Vec::new(),
        whole: allowance(token("look_up/all", ""), UNKNOWN_VOUCHERS_A_DAY, DAY),
        decoy: wrong_birth_dates(app),
    }
}

/// Under what wrong birth dates for vouchers there are are counted. They stop nobody; `madoguchi doctor` tells
/// when they are many.
pub fn wrong_birth_dates(app: &App) -> Token {
    app.store.keys().token("look_up/known", "")
}

/// A one-time code, typed by an account or by somebody who has none. One address that guesses stays stopped when
/// staff lift the lock, so that whoever shares a voucher with her does not lock her out again.
pub fn code(app: &App, account: Option<AccountId>, voucher: &Token, address: IpAddr) -> Tries {
    let token = |kind: &str, value: &str| app.store.keys().token(kind, value);
    let account = account.map(|account| token("code/account", &account.to_string()));
    let account = account.map(|account| allowance(account, BY_ACCOUNT_A_DAY, DAY));
    let pair = token("code/voucher/address", &format!("{}/{address}", hex::of(voucher)));
    let address = token("code/address", &address.to_string());
    let [_, _, of_voucher] = of_voucher(app, voucher);
    let rest = [
        allowance(of_voucher.clone(), BY_VOUCHER_AN_HOUR, HOUR),
        allowance(address, CODES_BY_ADDRESS_AN_HOUR, HOUR),
    ];
    Tries {
        always: vec![allowance(pair, BY_VOUCHER_AN_HOUR, HOUR)],
        unless_lifted: account.into_iter().chain(rest).collect(),
        while_lifted: vec![allowance(of_voucher, CODES_WHILE_LIFTED, HOUR)],
        whole: allowance(token("code/all", ""), CODES_A_DAY, DAY),
        decoy: token("code/nobody", ""),
    }
}

/// Under what failures for a voucher are counted: what staff forget when they lift a lock. Look-ups of an hour
/// and of a month, then codes.
pub fn of_voucher(app: &App, voucher: &Token) -> [Token; 3] {
    let voucher = hex::of(voucher);
    ["look_up/voucher", "look_up/voucher/month", "code/voucher"]
        .map(|kind| app.store.keys().token(kind, &voucher))
}

/// A sign-in at the desk: 10 an hour by name, 60 an hour by address.
pub fn desk_sign_in(app: &App, login: &str, address: IpAddr) -> Vec<Allowance> {
    let keys = app.store.keys();
    vec![
        allowance(keys.token("desk/login", login), 10, HOUR),
        allowance(keys.token("desk/address", &address.to_string()), 60, HOUR),
    ]
}

/// The second question of a sign-in: 10 an hour by officer, 60 an hour by address. Of a million codes three are right
/// at a time, so that a day of guessing, by whoever has the password, finds one with less than one in a thousand.
pub fn desk_second(app: &App, officer: OfficerId, address: IpAddr) -> Vec<Allowance> {
    let keys = app.store.keys();
    vec![
        allowance(keys.token("desk/second", &officer.to_string()), 10, HOUR),
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
        // The hour of a lift has an allowance of its own.
        assert!(f64::from(CODES_WHILE_LIFTED) * 24.0 / codes < PROMISED);
        // Also by whoever knows both of everybody in a town of 10,000 to whom a letter is on its way.
        assert!(f64::from(CODES_A_DAY) / codes < PROMISED / 10.0);
    }
}
