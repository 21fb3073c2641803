//! A code is given for a person, or taken back, and a lock is lifted: what the desk and the commands do.

use super::throttles;
use crate::{App, Problem};
use domain::{
    Actor, Change, Code, CodeId, CodeKind, Decision, PersonId, Refusal,
    code::{self, PlainCode},
};
use jiff::Timestamp;

/// A code in clear, to be shown once.
#[derive(Clone, Debug)]
pub struct Given {
    /// What is written down.
    pub code: PlainCode,
    /// Until when it works.
    pub until: Timestamp,
}

/// Gives a code, and keeps why. One that was given under the same id before is not shown again.
pub async fn give(
    app: &App,
    (id, person, kind): (CodeId, PersonId, CodeKind),
    (by, why): (Actor, Option<String>),
) -> Result<Result<Option<Given>, Refusal>, Problem> {
    let now = app.clock.now();
    let plain = PlainCode::of_chance(u64::from_le_bytes(app.ids.bytes()));
    let token = app.store.keys().code_token(&plain);
    let new = Code::new(id, token, person, kind, now);
    let until = new.expires_at;
    let decided = app.store.write(move |tx| {
        let before = tx.codes_of(person)?;
        let hidden = tx.protected_at(person)?.is_some();
        let decided = code::give(&new, &before, hidden);
        if let Ok(decision) = &decided {
            tx.apply(decision, by, now, why.as_deref())?;
        }
        Ok(decided.map(|decision| !decision.changes.is_empty()))
    });
    Ok(decided.await?.map(|made| made.then_some(Given { code: plain, until })))
}

/// Takes a code of a person back; a second time changes nothing.
pub async fn withdraw(app: &App, person: PersonId, id: CodeId, by: Actor) -> Result<(), Problem> {
    let now = app.clock.now();
    let withdrawn = app.store.write(move |tx| {
        let found = tx.codes_of(person)?.into_iter().find(|code| code.id == id);
        match found {
            Some(code) => tx.apply(&code::withdraw(&code), by, now, None).map(Some),
            None => Ok(None),
        }
    });
    withdrawn.await?.ok_or(Problem::NotFound)
}

/// Lets whoever tries for a person try again at once.
pub async fn lift_lock(app: &App, person: PersonId, by: Actor, why: &str) -> Result<(), Problem> {
    let (now, why, app_) = (app.clock.now(), why.to_owned(), app.clone());
    let lifted = app.store.write(move |tx| {
        for voucher in tx.vouchers_of(person)? {
            let token = tx.voucher_token(&voucher);
            for counted in throttles::of_voucher(&app_, &token) {
                tx.forget_failures(&counted)?;
            }
        }
        let decision = Decision::change(Change::LockLifted { person });
        tx.apply(&decision, by, now, Some(&why).filter(|why| !why.is_empty()).map(String::as_str))
    });
    Ok(lifted.await?)
}
