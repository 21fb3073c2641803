//! One-time codes: how long each may be used, and what taking one back does.

use crate::ACCOUNT;
use domain::{
    Change, Code, CodeId, CodeKind, Decision, PersonId,
    code::{self, CodeState},
};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

fn code(kind: CodeKind, state: CodeState) -> Code {
    let (id, person) = (CodeId(Uuid::from_u128(1)), PersonId(Uuid::from_u128(2)));
    Code { state, ..Code::new(id, vec![1], person, kind, Timestamp::UNIX_EPOCH) }
}

#[test]
fn a_letter_lives_thirty_days_a_told_code_a_quarter_of_an_hour_an_invitation_three_days() {
    let hours = SignedDuration::from_hours;
    let lives = [
        (CodeKind::Letter, hours(30 * 24)),
        (CodeKind::Counter, SignedDuration::from_mins(15)),
        (CodeKind::Invitation { by: ACCOUNT }, hours(3 * 24)),
    ];
    for (kind, life) in lives {
        let code = code(kind, CodeState::Open);
        assert_eq!(code.expires_at.duration_since(code.given_at), life, "{kind:?}");
        let last = code.expires_at - SignedDuration::from_millis(1);
        assert!(code.is_open(last) && !code.is_open(code.expires_at), "{kind:?}");
    }
}

#[test]
fn an_open_code_is_taken_back_and_one_that_did_its_work_stays_what_it_is() {
    let open = code(CodeKind::Letter, CodeState::Open);
    let back = Change::CodeWithdrawn { code: open.id, person: open.person };
    assert_eq!(code::withdraw(&open), Decision::change(back));
    let at = Timestamp::UNIX_EPOCH;
    for state in [CodeState::Used { at, account: ACCOUNT }, CodeState::Withdrawn { at }] {
        assert_eq!(code::withdraw(&code(CodeKind::Letter, state)), Decision::nothing());
    }
}
