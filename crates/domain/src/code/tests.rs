//! When a code proves something, and when a newer one ends it.

use super::*;
use crate::{link::Relation, notice::About};
use uuid::Uuid;

fn account(n: u128) -> AccountId {
    AccountId(Uuid::from_u128(n))
}

fn person() -> PersonId {
    PersonId(Uuid::from_u128(1))
}

fn start() -> Timestamp {
    "2026-10-01T00:00:00Z".parse().unwrap()
}

fn code(n: u128, kind: CodeKind) -> Code {
    Code::new(CodeId(Uuid::from_u128(n)), vec![1; 16], person(), kind, start())
}

fn link(by: LinkedBy) -> Link {
    let relation = Some(Relation::Child);
    Link { account: account(1), person: person(), since: start(), by, relation }
}

const KINDS: [CodeKind; 3] = [
    CodeKind::Letter,
    CodeKind::Counter,
    CodeKind::Invitation { by: AccountId(Uuid::from_u128(1)) },
];

#[test]
fn a_code_proves_until_its_time_is_over() {
    let proven = link(LinkedBy::Letter);
    for kind in KINDS {
        let code = code(1, kind);
        let last = code.expires_at - SignedDuration::from_millis(1);
        let used = redeem(&code, account(2), &[proven], last).unwrap();
        let by = kind.linked_by();
        let linked = Change::PersonLinked { account: account(2), person: person(), by };
        assert_eq!(used.changes[1], linked);
        assert_eq!(by.grade(), crate::link::Grade::Proven);
        let over = CodeRefusal::Expired { at: code.expires_at };
        assert_eq!(redeem(&code, account(2), &[proven], code.expires_at), Err(over));
        assert!(code.is_open(last) && !code.is_open(code.expires_at));
    }
}

#[test]
fn a_code_works_once_and_for_the_same_account_again_without_a_change() {
    let state = CodeState::Used { at: start(), account: account(2) };
    let used = Code { state, ..code(1, CodeKind::Letter) };
    let long_after = used.expires_at;
    assert_eq!(redeem(&used, account(2), &[], long_after), Ok(Decision::nothing()));
    assert_eq!(redeem(&used, account(3), &[], start()), Err(CodeRefusal::Used));
    let state = CodeState::Withdrawn { at: start() };
    let withdrawn = Code { state, ..used };
    assert_eq!(redeem(&withdrawn, account(2), &[], start()), Err(CodeRefusal::Withdrawn));
    assert_eq!(withdraw(&withdrawn), Decision::nothing());
}

#[test]
fn an_invitation_is_worth_what_the_inviter_is() {
    let invitation = code(1, KINDS[2]);
    let redeemed = |links: &[Link]| redeem(&invitation, account(2), links, start());
    assert!(redeemed(&[link(LinkedBy::Invitation)]).is_ok());
    assert_eq!(redeemed(&[]), Err(CodeRefusal::Withdrawn), "ended, or protected meanwhile");
    assert_eq!(redeemed(&[link(LinkedBy::Voucher)]), Err(CodeRefusal::Withdrawn));
    let other = Link { account: account(9), ..link(LinkedBy::Letter) };
    assert_eq!(redeemed(&[other]), Err(CodeRefusal::Withdrawn));
    let own = redeem(&invitation, account(1), &[link(LinkedBy::Letter)], start());
    assert_eq!(own, Err(CodeRefusal::OwnInvitation));
}

#[test]
fn a_newer_code_ends_the_older_of_its_sort() {
    let other = CodeKind::Invitation { by: account(5) };
    let before = [code(1, CodeKind::Letter), code(2, KINDS[2]), code(3, other)];
    let ended = |kind| {
        let changes = give(&code(9, kind), &before, false).unwrap().changes;
        let ids = changes.iter().filter_map(|change| match change {
            Change::CodeWithdrawn { code, .. } => Some(code.0.as_u128()),
            _ => None,
        });
        ids.collect::<Vec<_>>()
    };
    assert_eq!(ended(CodeKind::Counter), [1]);
    assert_eq!(ended(KINDS[2]), [2]);
    assert_eq!(
        give(&code(1, CodeKind::Letter), &before, false),
        Ok(Decision::nothing()),
        "a repeat"
    );
    assert_eq!(give(&code(9, CodeKind::Letter), &[], true), Err(Refusal::PersonProtected));
}

#[test]
fn everybody_else_who_acts_is_told_of_whoever_is_proven_anew() {
    let of = |n: u128, by| Link { account: account(n), ..link(by) };
    let told = |links: &[Link]| {
        let used = redeem(&code(1, CodeKind::Letter), account(2), links, start()).unwrap();
        let about = |notice: &Notice| {
            assert_eq!(
                (notice.kind, notice.about),
                (NoticeKind::ProxyAdded, About::Person(person()))
            );
            notice.account.0.as_u128()
        };
        used.notices.iter().map(about).collect::<Vec<_>>()
    };
    let others = [of(1, LinkedBy::Invitation), of(3, LinkedBy::Voucher)];
    assert_eq!(told(&others), [1, 3], "by voucher, too: it may be the person who has only that");
    assert_eq!(told(&[]), [] as [u128; 0]);
    let [one, three] = others;
    assert_eq!(told(&[one, of(2, LinkedBy::Voucher), three]), [1, 3], "not oneself");
    assert_eq!(told(&[one, of(2, LinkedBy::Invitation)]), [] as [u128; 0], "proven before");
    let state = CodeState::Used { at: start(), account: account(2) };
    let again = Code { state, ..code(1, CodeKind::Letter) };
    assert_eq!(redeem(&again, account(2), &others, start()), Ok(Decision::nothing()), "twice");
}

#[test]
fn whom_somebody_invited_is_known_as_long_as_they_act_by_that_alone() {
    let at = |n: i64| start() + SignedDuration::from_mins(n);
    let invites = |by: u128, who: u128, n: i64| {
        let state = CodeState::Used { at: at(n), account: account(who) };
        Code { state, ..code(who, CodeKind::Invitation { by: account(by) }) }
    };
    let acts = |who: u128, n: i64, by| Link { account: account(who), since: at(n), ..link(by) };
    let invitation = LinkedBy::Invitation;
    // 1 invited 2 and 3, 2 invited 4, and 5 was invited by 9.
    let codes = [invites(1, 2, 1), invites(1, 3, 2), invites(2, 4, 3), invites(9, 5, 4)];
    let links = [
        acts(1, 0, LinkedBy::Letter),
        acts(2, 1, invitation),
        acts(3, 2, invitation),
        acts(4, 3, invitation),
        acts(5, 4, invitation),
    ];
    let of = |n, links: &[Link]| -> Vec<u128> {
        invited_by(account(n), &codes, links).iter().map(|who| who.0.as_u128()).collect()
    };
    assert_eq!(of(1, &links), [2, 3, 4], "and whom those invited in turn");
    assert_eq!((of(2, &links), of(3, &links), of(9, &links)), (vec![4], vec![], vec![5]));
    let [one, two, three, four, five] = links;
    assert_eq!(of(1, &[one, three, four, five]), [3], "2 acts no more, and 4 is not theirs");
    let coded = acts(2, 7, LinkedBy::Letter);
    assert_eq!(of(1, &[one, coded, three, four, five]), [3], "2 had a code since");
    let anew = acts(2, 8, invitation);
    assert_eq!(of(1, &[one, anew, three, four, five]), [3], "2 was invited by another since");
    assert_eq!(of(1, &[two, three, four]), [2, 3, 4], "also once the link has ended");
    let circle = [invites(1, 2, 1), invites(2, 1, 2)];
    let links = [acts(1, 2, invitation), acts(2, 1, invitation)];
    assert_eq!(invited_by(account(1), &circle, &links), [account(2)]);
}

#[test]
fn an_open_code_that_is_typed_always_proves_an_account_that_begins_with_it() {
    let others = [link(LinkedBy::Voucher), link(LinkedBy::Invitation), link(LinkedBy::Letter)];
    for kind in [CodeKind::Letter, CodeKind::Counter] {
        let code = code(1, kind);
        for n in 0..=others.len() {
            let last = code.expires_at - SignedDuration::from_millis(1);
            for now in [start(), last] {
                let used = redeem(&code, account(2), &others[..n], now).unwrap();
                let by = kind.linked_by();
                let begins = Change::PersonLinked { account: account(2), person: person(), by };
                assert!(code.is_open(now) && used.changes.contains(&begins), "or it stays empty");
            }
        }
    }
}
