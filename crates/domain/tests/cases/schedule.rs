//! Asks the tables of `cases/programme/schedule.md` of a policy: the domain's tests ask those of `tests/policy`,
//! the server's ask the templates it brings along. So the two cannot drift apart.

use super::table::{Row, day};
use domain::{
    Actor, Applicant, CutOff, Door, Ledger, PersonId, Policy, Pool, PoolCount, Programme,
    ProgrammeId, Refusal, SessionId, Slot, SlotId, VenueId, booking,
    from_when::first_possible,
    interval::VaccineKind,
    product::Given,
    schedule::Plan,
    when::{Date, at_japan},
};
use jiff::civil::time;
use uuid::Uuid;

/// 「回数」: how many doses someone needs.
pub(crate) fn needed(row: &Row, policy: &Policy) -> String {
    let first = row.some("1回目", day);
    Plan::new(policy, row.date("生年月日"), first).needed().to_string()
}

/// 「次に受けられる日」, asked at noon of the last dose given.
pub(crate) fn next_possible(row: &Row, policy: Policy) -> String {
    let who = applicant(row, &policy);
    let last = who.given.iter().map(|given| given.on).max().expect("a dose given");
    possible(row, policy, &who, last)
}

/// 「受けそびれた回がある方」, asked at noon of a day.
pub(crate) fn with_doses_missed(row: &Row, policy: Policy) -> String {
    let who = applicant(row, &policy);
    possible(row, policy, &who, row.date("たずねる日"))
}

fn possible(row: &Row, policy: Policy, who: &Applicant, asked: Date) -> String {
    let now = at_japan(asked.to_datetime(time(12, 0, 0, 0)));
    let policy = Policy { book_until: CutOff::UntilStart, ..policy };
    let slot = slot(asked.tomorrow().expect("a day"), &policy);
    let programme = Programme {
        id: slot.programme,
        name: String::new(),
        opens_at: Some(now),
        closes_at: None,
        policy,
    };
    let facts = Ledger::default().facts(who, &programme, Actor::System);
    let case = facts.case(&programme, row.number("回"), &slot, who);
    match first_possible(&case, Door::Line, now) {
        Some(possible) => format!("{}から", possible.day),
        None => match booking::may_book(&case, Door::Line, now) {
            Err(Refusal::DoseNotNeeded { needed, .. }) => format!("いらない(全{needed}回)"),
            Err(Refusal::PreviousDoseMissing { dose }) => format!("先に{dose}回目"),
            Err(Refusal::NoSuchDose { .. }) => "その回はない".to_owned(),
            Err(Refusal::Age(_) | Refusal::TooSoon { .. } | Refusal::TooSoonAfterFirst { .. }) => {
                "受けられない".to_owned()
            }
            other => format!("{other:?}"),
        },
    }
}

fn applicant(row: &Row, policy: &Policy) -> Applicant {
    let mut who = Applicant::born(PersonId(Uuid::from_u128(1)), row.date("生年月日"));
    let days = row.get("受けた日").split(' ').map(day);
    who.given.extend((1..).zip(days).map(|(dose, on)| Given {
        series: policy.series.clone(),
        dose,
        on,
        product: None,
        kind: VaccineKind::Inactivated,
    }));
    who
}

fn slot(date: Date, policy: &Policy) -> Slot {
    let id = Uuid::from_u128(1);
    Slot {
        id: SlotId(id),
        session: SessionId(id),
        programme: ProgrammeId(id),
        venue: VenueId(id),
        date,
        starts: time(10, 0, 0, 0),
        ends: time(11, 0, 0, 0),
        product: policy.products.first().map(|product| product.code.clone()),
        closed_at: None,
        pools: vec![PoolCount::of(Pool::Public, 1)],
        quotas: Vec::new(),
    }
}
