//! The staff: found by sign-in name, renamed, shut out.

use crate::{
    sample::{OFFICER, later, now},
    town::on_both,
};
use domain::OfficerId;
use std::collections::BTreeMap;
use store::Officer;
use uuid::Uuid;

fn officer() -> Officer {
    let (login, name, password) = ("sato".into(), "佐藤".into(), "$argon2id$1".into());
    Officer { id: OFFICER, login, name, password, disabled_at: None }
}

#[test]
fn an_officer_is_found_by_the_name_they_type() {
    on_both(async |town| {
        assert_eq!(town.read(|r| r.officer_by_login("sato")).await, None);
        town.write(|tx| tx.save_officer(&officer(), domain::Actor::System, now())).await;
        assert_eq!(town.read(|r| r.officer_by_login("sato")).await, Some(officer()));
        assert_eq!(town.read(|r| r.officer_by_login("Sato")).await, None);
        assert_eq!(town.read(|r| r.officer_by_login("")).await, None);
    });
}

#[test]
fn saving_the_same_sign_in_name_again_keeps_the_officer_and_takes_the_rest() {
    on_both(async |town| {
        assert_eq!(town.read(|r| r.officer_names()).await, BTreeMap::new());
        town.write(|tx| tx.save_officer(&officer(), domain::Actor::System, now())).await;
        let other = OfficerId(Uuid::from_u128(2));
        let renamed = Officer {
            id: other,
            name: "佐藤(旧姓)".into(),
            password: "$argon2id$2".into(),
            disabled_at: Some(later(1)),
            ..officer()
        };
        let saved = renamed.clone();
        town.write(move |tx| tx.save_officer(&saved, domain::Actor::System, later(1))).await;
        let found = town.read(|r| r.officer_by_login("sato")).await;
        assert_eq!(found, Some(Officer { id: OFFICER, ..renamed }));

        let second = Officer { id: other, login: "ito".into(), name: "伊藤".into(), ..officer() };
        town.write(move |tx| tx.save_officer(&second, domain::Actor::System, later(2))).await;
        let names =
            BTreeMap::from([(OFFICER, "佐藤(旧姓)".to_owned()), (other, "伊藤".to_owned())]);
        assert_eq!(town.read(|r| r.officer_names()).await, names);
    });
}

#[test]
fn an_officer_is_printed_as_an_id() {
    assert!(!format!("{:?}", officer()).contains("argon2"));
}
