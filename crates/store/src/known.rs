//! Residents who are signed in, told without the database: it is what every page of theirs asks first.

use crate::seal::Token;
use domain::AccountId;
use jiff::Timestamp;
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Sign-ins that are kept at once, some 100 bytes each; with one more it begins anew.
const KEPT_MOST: usize = 100_000;

/// Sign-ins of residents, as the database had them. One ends by its time or by a sign-out, nothing else.
#[derive(Default)]
pub(crate) struct Known(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    sign_ins: HashMap<Token, (AccountId, Timestamp)>,
    /// How often everything was forgotten.
    times_forgotten: u64,
    /// Whether sign-outs on other nodes go unheard.
    deaf: bool,
}

impl Known {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whose sign-in it is, if that is known and it is in force.
    pub(crate) fn whose(&self, token: &Token, now: Timestamp) -> Option<AccountId> {
        let kept = self.kept();
        let (account, until) = kept.sign_ins.get(token)?;
        (*until > now).then_some(*account)
    }

    /// What a look at the database that begins now has to bring along to be kept.
    pub(crate) fn before_a_look(&self) -> u64 {
        self.kept().times_forgotten
    }

    /// Keeps what a look found, unless everything was forgotten since it began.
    pub(crate) fn keep(&self, began: u64, token: Token, whose: (AccountId, Timestamp)) {
        let mut kept = self.kept();
        if kept.deaf || kept.times_forgotten != began {
            return;
        }
        if kept.sign_ins.len() >= KEPT_MOST {
            kept.sign_ins.clear();
        }
        kept.sign_ins.insert(token, whose);
    }

    /// Somebody has signed out.
    pub(crate) fn forget(&self) {
        let mut kept = self.kept();
        kept.sign_ins.clear();
        kept.times_forgotten += 1;
    }

    /// Keeps nothing for as long as other nodes are not heard.
    pub(crate) fn is_deaf(&self, deaf: bool) {
        self.forget();
        self.kept().deaf = deaf;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn a_sign_in_is_known_until_it_ends() {
        let (known, account) = (Known::default(), AccountId(Uuid::from_u128(1)));
        known.keep(known.before_a_look(), vec![1], (account, at(10)));
        assert_eq!(known.whose(&vec![1], at(9)), Some(account));
        assert_eq!(known.whose(&vec![1], at(10)), None);
        assert_eq!(known.whose(&vec![2], at(9)), None);
    }

    #[test]
    fn what_was_looked_up_before_a_sign_out_is_not_kept_after_it() {
        let (known, account) = (Known::default(), AccountId(Uuid::from_u128(1)));
        let began = known.before_a_look();
        known.forget();
        known.keep(began, vec![1], (account, at(10)));
        assert_eq!(known.whose(&vec![1], at(9)), None);
    }

    #[test]
    fn whoever_hears_nobody_keeps_nothing() {
        let (known, account) = (Known::default(), AccountId(Uuid::from_u128(1)));
        known.keep(known.before_a_look(), vec![1], (account, at(10)));
        known.is_deaf(true);
        assert_eq!(known.whose(&vec![1], at(9)), None);
        known.keep(known.before_a_look(), vec![1], (account, at(10)));
        assert_eq!(known.whose(&vec![1], at(9)), None);
        known.is_deaf(false);
        known.keep(known.before_a_look(), vec![1], (account, at(10)));
        assert_eq!(known.whose(&vec![1], at(9)), Some(account));
    }

    #[test]
    fn it_holds_only_so_many() {
        let (known, account) = (Known::default(), AccountId(Uuid::from_u128(1)));
        for n in 0..=KEPT_MOST as u64 {
            known.keep(known.before_a_look(), n.to_be_bytes().to_vec(), (account, at(10)));
        }
        assert_eq!(known.kept().sign_ins.len(), 1);
    }
}
