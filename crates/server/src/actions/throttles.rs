//! How many failures are borne, and by whom they are counted.

use crate::{App, hex};
use domain::AccountId;
use jiff::SignedDuration;
use std::net::IpAddr;
use store::{Allowance, Token};

const HOUR: SignedDuration = SignedDuration::from_hours(1);
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// A look-up by voucher and birth date: 10 a day by account, 5 an hour by voucher, 60 an hour by address
/// (one address may be a whole library or town hall).
pub fn look_up(app: &App, account: AccountId, voucher: &Token, address: IpAddr) -> Vec<Allowance> {
    let keys = app.store.keys();
    vec![
        allowance(keys.token("look_up/account", &account.to_string()), 10, DAY),
        allowance(keys.token("look_up/voucher", &hex::of(voucher)), 5, HOUR),
        allowance(keys.token("look_up/address", &address.to_string()), 60, HOUR),
    ]
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
