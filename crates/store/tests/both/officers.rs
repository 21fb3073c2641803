//! The staff: found by sign-in name, renamed, shut out.

use crate::{
    sample::{OFFICER, later, now, venue},
    town::{KEY, on_both},
};
use domain::{Actor, Duty, OfficerId, Role, role::Venues};
use std::collections::{BTreeMap, BTreeSet};
use store::{AtDesk, Keys, Officer, SignIn, Who};
use uuid::Uuid;

fn officer() -> Officer {
    let (login, name, password) = ("sato".into(), "佐藤".into(), "$argon2id$1".into());
    let duty = Duty::everywhere(Role::Nurse);
    Officer { id: OFFICER, login, name, password, duty, disabled_at: None }
}

fn limited(role: Role, at: u128) -> Duty {
    Duty { role, venues: Venues::Only(BTreeSet::from([venue(at)])) }
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
            duty: limited(Role::Reception, 7),
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

#[test]
fn who_sits_at_the_desk_is_told_with_the_duty_as_it_is_now() {
    on_both(async |town| {
        let token = Keys::derive(&KEY).token("cookie", "sato");
        town.write(|tx| tx.save_officer(&officer(), Actor::System, now())).await;
        let sign_in = SignIn { who: Who::Officer(OFFICER), expires_at: later(30) };
        let key = token.clone();
        town.write(move |tx| tx.add_sign_in(&key, &sign_in, now())).await;
        let at = |minute| {
            let token = token.clone();
            town.read(move |r| r.officer_at_desk(&token, later(minute)))
        };
        let duty = Duty::everywhere(Role::Nurse);
        let name = "佐藤".to_owned();
        let there =
            AtDesk { id: OFFICER, name, duty, has_second: false, invited: false, used_at: None };
        assert_eq!(at(29).await, Some(there));
        assert_eq!(at(30).await, None, "it has run out");
        let nobody = Keys::derive(&KEY).token("cookie", "ito");
        assert_eq!(town.read(move |r| r.officer_at_desk(&nobody, now())).await, None);
    });
}

#[test]
fn administrators_are_those_of_the_whole_town_who_may_sign_in() {
    on_both(async |town| {
        let of = |n: u128, name: &str, duty: Duty, disabled_at| Officer {
            id: OfficerId(Uuid::from_u128(n)),
            login: format!("login-{n}"),
            name: name.to_owned(),
            duty,
            disabled_at,
            ..officer()
        };
        let everywhere = Duty::everywhere(Role::Administrator);
        let all = [
            of(2, "窓川", everywhere.clone(), None),
            of(3, "去った人", everywhere, Some(now())),
            of(4, "一会場", limited(Role::Administrator, 1), None),
            of(5, "保健師", Duty::everywhere(Role::Nurse), None),
        ];
        for officer in all {
            town.write(move |tx| tx.save_officer(&officer, Actor::System, now())).await;
        }
        assert_eq!(town.read(|r| r.administrators()).await, ["窓川"]);
    });
}

#[test]
fn who_came_by_invitation_and_may_take_people_out_owes_a_second_factor() {
    let at_desk = |role, invited, has_second| {
        let (name, duty) = ("佐藤".to_owned(), Duty::everywhere(role));
        AtDesk { id: OFFICER, name, duty, has_second, invited, used_at: None }
    };
    assert!(at_desk(Role::Nurse, true, false).owes_second_factor());
    assert!(!at_desk(Role::Nurse, true, true).owes_second_factor());
    assert!(!at_desk(Role::Nurse, false, false).owes_second_factor(), "made on the machine");
    assert!(!at_desk(Role::Operator, true, false).owes_second_factor());
}
