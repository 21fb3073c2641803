//! The second factor: sealed, used once a step, with codes for a lost telephone that work once each.

use crate::{
    sample::{OFFICER, later, now},
    town::{KEY, Town, on_both},
};
use domain::{Actor, Duty, OfficerId, Role};
use store::{Keys, Officer, Token};
use uuid::Uuid;

const OTHER: OfficerId = OfficerId(Uuid::from_u128(2));

fn code(n: u8) -> Token {
    Keys::derive(&KEY).token("recovery", &n.to_string())
}

async fn has_officers(town: &Town) {
    for (id, login) in [(OFFICER, "sato"), (OTHER, "mori")] {
        let (name, password) = ("職員".to_owned(), "$argon2id$1".to_owned());
        let duty = Duty::everywhere(Role::Nurse);
        let officer = Officer { id, login: login.into(), name, password, duty, disabled_at: None };
        town.write(move |tx| tx.save_officer(&officer, Actor::System, now())).await;
    }
}

#[test]
fn the_secret_is_opened_for_its_own_officer_and_kept_sealed() {
    on_both(async |town| {
        has_officers(town).await;
        assert!(town.read(|r| r.second_factor(OFFICER)).await.is_none());
        let codes = [code(1), code(2)];
        town.write(move |tx| {
            tx.set_second_factor(OFFICER, (b"twenty bytes of key!", 50), &codes, later(1))
        })
        .await;
        let second = town.read(|r| r.second_factor(OFFICER)).await.unwrap();
        assert_eq!(&**second.secret, b"twenty bytes of key!");
        assert_eq!((second.step, second.since), (Some(50), later(1)));
        assert_eq!(format!("{second:?}"), "SecondFactor");
        assert!(town.read(|r| r.second_factor(OTHER)).await.is_none());
        let since = town.read(|r| r.colleague(OFFICER)).await.unwrap().second_since;
        assert_eq!(since, Some(later(1)));
    });
}

#[test]
fn a_step_is_used_once_and_never_one_before_it() {
    on_both(async |town| {
        has_officers(town).await;
        town.write(|tx| tx.set_second_factor(OFFICER, (b"key", 50), &[], now())).await;
        for (step, taken) in
            [(50, false), (51, true), (51, false), (49, false), (53, true), (52, false)]
        {
            assert_eq!(town.write(move |tx| tx.use_step(OFFICER, step)).await, taken, "{step}");
        }
    });
}

#[test]
fn a_code_for_a_lost_telephone_works_once_and_ends_when_others_are_made() {
    on_both(async |town| {
        has_officers(town).await;
        let codes = [code(1), code(2), code(3)];
        town.write(move |tx| tx.set_second_factor(OFFICER, (b"key", 1), &codes, now())).await;
        let uses = |id, n| town.write(move |tx| tx.use_recovery_code(id, &code(n), later(1)));
        let left = || town.read(|r| r.recovery_codes_left(OFFICER));
        assert!(!uses(OTHER, 1).await, "it is another's");
        assert_eq!((uses(OFFICER, 1).await, uses(OFFICER, 1).await), (true, false));
        assert!(!uses(OFFICER, 9).await);
        assert_eq!(left().await, 2);
        town.write(|tx| tx.renew_recovery_codes(OFFICER, &[code(8)], later(2))).await;
        assert_eq!((uses(OFFICER, 2).await, left().await), (false, 1));
        let told = town.read(|r| r.history_of_officer(OFFICER, 9)).await;
        let names: Vec<_> = told.iter().map(|line| line.what.name.as_str()).collect();
        let expected =
            ["recovery_codes_renewed", "recovery_code_used", "second_factor_set", "officer_saved"];
        assert_eq!(names, expected);
    });
}

#[test]
fn what_is_taken_away_is_gone_with_its_codes() {
    on_both(async |town| {
        has_officers(town).await;
        let by = Actor::Officer(OTHER);
        town.write(|tx| tx.set_second_factor(OFFICER, (b"key", 1), &[code(1)], now())).await;
        for _ in 0..2 {
            town.write(move |tx| tx.take_second_factor(OFFICER, by, later(1), "電話をなくした"))
                .await;
        }
        assert!(town.read(|r| r.second_factor(OFFICER)).await.is_none());
        assert_eq!(town.read(|r| r.recovery_codes_left(OFFICER)).await, 0);
        let told = town.read(|r| r.history_of_officer(OFFICER, 9)).await;
        assert_eq!(told.len(), 3, "taken once");
        assert_eq!(told[0].why.as_deref(), Some("電話をなくした"));
    });
}
