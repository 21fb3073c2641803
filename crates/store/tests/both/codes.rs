//! One-time codes: found by their token alone, used or withdrawn once, and never in clear on the disk.

use crate::{
    sample::{ACCOUNT, later, now, person, resident},
    town::{KEY, Town, on_both},
};
use domain::{
    Change, Code, CodeId, CodeKind,
    code::{CodeState, PlainCode},
    person::Person,
};
use store::Keys;
use uuid::Uuid;

fn plain() -> PlainCode {
    PlainCode::of_chance(12_345_678_901)
}

fn given(n: u128, kind: CodeKind) -> Code {
    let token = match n {
        1 => Keys::derive(&KEY).code_token(&plain()),
        _ => vec![u8::try_from(n).unwrap(); 16],
    };
    Code::new(CodeId(Uuid::from_u128(n)), token, person(1), kind, later(i64::try_from(n).unwrap()))
}

async fn state(town: &Town, n: usize) -> CodeState {
    town.read(|r| r.codes_of(person(1))).await[n].state
}

#[test]
fn a_code_is_found_by_what_is_typed_and_by_its_person() {
    on_both(async |town| {
        town.opens(2).await;
        let code = given(1, CodeKind::Letter);
        town.changes(Change::CodeGiven(code.clone())).await;
        let invitation = given(2, CodeKind::Invitation { by: ACCOUNT });
        town.changes(Change::CodeGiven(invitation.clone())).await;
        let token = town.store.keys().code_token(&plain());
        assert_eq!(town.read(move |r| r.code(&token)).await, Some(code.clone()));
        let other = town.store.keys().code_token(&PlainCode::of_chance(1));
        assert_eq!(town.read(move |r| r.code(&other)).await, None);
        assert_eq!(town.read(|r| r.codes_of(person(1))).await, [invitation, code], "newest first");
        assert_eq!(town.read(|r| r.codes_of(person(2))).await, []);
        let kept = town.home.kept_bytes();
        let written = plain().written();
        assert!(!kept.windows(written.len()).any(|bytes| bytes == written.as_bytes()));
        let history = town.read(|r| r.history_of_person(person(1), 0, 1)).await;
        let line = history[0].what.facts.to_string();
        assert!(line.contains("invitation") && !line.contains("token"), "{line}");
    });
}

#[test]
fn a_code_ends_by_use_or_by_withdrawal() {
    on_both(async |town| {
        town.opens(1).await;
        for n in [1, 2] {
            town.changes(Change::CodeGiven(given(n, CodeKind::Counter))).await;
        }
        assert_eq!(state(town, 0).await, CodeState::Open);
        let (id, person) = (|n| CodeId(Uuid::from_u128(n)), person(1));
        town.changes(Change::CodeUsed { code: id(1), person, account: ACCOUNT }).await;
        town.changes(Change::CodeWithdrawn { code: id(2), person }).await;
        assert_eq!(state(town, 1).await, CodeState::Used { at: now(), account: ACCOUNT });
        assert_eq!(state(town, 0).await, CodeState::Withdrawn { at: now() });
    });
}

#[test]
fn open_codes_of_whoever_comes_under_protection_are_withdrawn_for_good() {
    on_both(async |town| {
        town.opens(1).await;
        let kinds = [CodeKind::Letter, CodeKind::Counter, CodeKind::Invitation { by: ACCOUNT }];
        for (n, kind) in (1..).zip(kinds) {
            town.changes(Change::CodeGiven(given(n, kind))).await;
        }
        let (code, person) = (CodeId(Uuid::from_u128(1)), person(1));
        town.changes(Change::CodeUsed { code, person, account: ACCOUNT }).await;
        let hidden = Person { protected_at: Some(now()), ..resident(1) };
        town.changes(Change::PersonSaved(hidden)).await;
        town.changes(Change::PersonSaved(resident(1))).await;
        let states = town.read(move |r| r.codes_of(person)).await;
        let states: Vec<_> = states.iter().map(|code| code.state).collect();
        let over = CodeState::Withdrawn { at: now() };
        assert_eq!(states, [over, over, CodeState::Used { at: now(), account: ACCOUNT }]);
        let history = town.read(move |r| r.history_of_person(person, 0, 9)).await;
        let withdrawn = history.iter().filter(|line| line.what.name == "code_withdrawn");
        assert_eq!(withdrawn.count(), 2);
    });
}
