//! Sign-ins: in force until they run out, are taken back, or the officer is shut out.

use crate::{
    sample::{ACCOUNT, OFFICER, later, now},
    town::{KEY, Town, on_both},
};
use domain::{Duty, Role};
use store::{Keys, Officer, SignIn, Token, Who, WriteError};

fn token(secret: &str) -> Token {
    Keys::derive(&KEY).token("cookie", secret)
}

fn officer() -> Officer {
    let (login, name, password) = ("sato".into(), "佐藤".into(), "$argon2id$1".into());
    let duty = Duty::everywhere(Role::Operator);
    Officer { id: OFFICER, login, name, password, duty, disabled_at: None }
}

async fn signs_in(
    town: &Town,
    secret: &str,
    who: Who,
    until: i64,
    at: i64,
) -> Result<(), WriteError> {
    let (token, sign_in) = (token(secret), SignIn { who, expires_at: later(until) });
    town.store.write(move |tx| tx.add_sign_in(&token, &sign_in, later(at))).await
}

async fn who(town: &Town, secret: &str, at: i64) -> Option<Who> {
    let token = token(secret);
    let sign_in = town.read(move |r| r.sign_in(&token, later(at))).await;
    sign_in.map(|sign_in| sign_in.who)
}

#[test]
fn a_sign_in_is_in_force_until_the_instant_it_runs_out() {
    on_both(async |town| {
        town.opens(0).await;
        assert_eq!(who(town, "hanako", 0).await, None);
        signs_in(town, "hanako", Who::Account(ACCOUNT), 30, 0).await.unwrap();
        let found = town.read(|r| r.sign_in(&token("hanako"), now())).await;
        let expected = SignIn { who: Who::Account(ACCOUNT), expires_at: later(30) };
        assert_eq!(found, Some(expected));
        assert_eq!(who(town, "hanako", 29).await, Some(Who::Account(ACCOUNT)));
        assert_eq!(who(town, "hanako", 30).await, None);
        assert_eq!(who(town, "taro", 0).await, None);
    });
}

#[test]
fn a_new_sign_in_sweeps_out_those_that_ran_out() {
    on_both(async |town| {
        town.opens(0).await;
        for (secret, until, at) in [("old", 5, 0), ("kept", 90, 0), ("new", 90, 10)] {
            signs_in(town, secret, Who::Account(ACCOUNT), until, at).await.unwrap();
        }
        assert_eq!(town.home.number("SELECT COUNT(*) FROM sign_in"), 2);
        assert_eq!(who(town, "kept", 10).await, Some(Who::Account(ACCOUNT)));
    });
}

#[test]
fn signing_out_ends_one_device_only_and_a_second_time_harms_nothing() {
    on_both(async |town| {
        town.opens(0).await;
        for secret in ["phone", "tablet"] {
            signs_in(town, secret, Who::Account(ACCOUNT), 90, 0).await.unwrap();
        }
        for _ in 0..2 {
            town.write(|tx| tx.remove_sign_in(&token("phone"))).await;
        }
        assert_eq!(who(town, "phone", 1).await, None);
        assert_eq!(who(town, "tablet", 1).await, Some(Who::Account(ACCOUNT)));
    });
}

#[test]
fn an_officer_who_is_shut_out_is_signed_out_at_once() {
    on_both(async |town| {
        town.write(|tx| tx.save_officer(&officer(), domain::Actor::System, now())).await;
        signs_in(town, "sato", Who::Officer(OFFICER), 90, 0).await.unwrap();
        assert_eq!(who(town, "sato", 1).await, Some(Who::Officer(OFFICER)));
        let shut_out = Officer { disabled_at: Some(later(2)), ..officer() };
        town.write(move |tx| tx.save_officer(&shut_out, domain::Actor::System, later(2))).await;
        assert_eq!(who(town, "sato", 2).await, None);
    });
}

#[test]
fn a_secret_is_used_once_and_belongs_to_someone() {
    on_both(async |town| {
        town.opens(0).await;
        signs_in(town, "hanako", Who::Account(ACCOUNT), 90, 0).await.unwrap();
        let again = signs_in(town, "hanako", Who::Account(ACCOUNT), 90, 0).await;
        assert!(matches!(again, Err(WriteError::Failed(_))));
        let nobody = signs_in(town, "nobody", Who::Officer(OFFICER), 90, 0).await;
        assert!(matches!(nobody, Err(WriteError::Failed(_))));
    });
}

#[test]
fn a_resident_who_was_here_is_known_without_a_look_until_somebody_signs_out() {
    on_both(async |town| {
        town.opens(0).await;
        for secret in ["hanako", "taro"] {
            signs_in(town, secret, Who::Account(ACCOUNT), 90, 0).await.unwrap();
        }
        let known = async |at| {
            let asked = town.store.account_signed_in(&token("hanako"), later(at)).await;
            asked.unwrap()
        };
        assert_eq!(known(0).await, Some(ACCOUNT));
        town.home.sql("DELETE FROM sign_in");
        assert_eq!(known(89).await, Some(ACCOUNT), "nobody looked");
        assert_eq!(known(90).await, None, "its time is over");
        town.write(|tx| tx.remove_sign_in(&token("taro"))).await;
        assert_eq!(known(1).await, None, "it was looked up again");

        town.write(|tx| tx.save_officer(&officer(), domain::Actor::System, now())).await;
        signs_in(town, "sato", Who::Officer(OFFICER), 90, 0).await.unwrap();
        let officer = town.store.account_signed_in(&token("sato"), now()).await.unwrap();
        assert_eq!(officer, None, "an officer is no resident");
    });
}
