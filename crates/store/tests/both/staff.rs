//! The staff as it is managed: the list, another duty, shut out and let in, invited, and what the history says of it.

use crate::{
    sample::{OFFICER, later, now, venue},
    town::{KEY, Town, on_both},
};
use domain::{Actor, Duty, OfficerId, RequestId, Role, role::Venues};
use std::collections::BTreeSet;
use store::{Ended, Invitation, Keys, Officer, SignIn, Token, Who};
use uuid::Uuid;

const CHIEF: OfficerId = OfficerId(Uuid::from_u128(2));
const BY: Actor = Actor::Officer(CHIEF);

fn token(secret: &str) -> Token {
    Keys::derive(&KEY).token("cookie", secret)
}

fn officer(id: OfficerId, login: &str, role: Role) -> Officer {
    let (name, password) = (format!("職員 {login}"), "$argon2id$1".to_owned());
    let (login, duty) = (login.to_owned(), Duty::everywhere(role));
    Officer { id, login, name, password, duty, disabled_at: None }
}

async fn has_staff(town: &Town) {
    for (minute, officer) in [
        (0, officer(CHIEF, "mori", Role::Administrator)),
        (1, officer(OFFICER, "sato", Role::Nurse)),
    ] {
        town.write(move |tx| tx.save_officer(&officer, Actor::System, later(minute))).await;
    }
}

async fn signs_in(town: &Town, secret: &str, at: i64) {
    let (token, who) = (token(secret), Who::Officer(OFFICER));
    let sign_in = SignIn { who, expires_at: later(700) };
    town.write(move |tx| tx.officer_signs_in(&token, &sign_in, "WindowsのEdge", later(at))).await;
}

async fn tells(town: &Town) -> Vec<(String, Option<String>)> {
    let lines = town.read(|r| r.history_of_officer(OFFICER, 50)).await;
    lines.into_iter().map(|line| (line.what.name, line.why)).collect()
}

fn told(name: &str, why: Option<&str>) -> (String, Option<String>) {
    (name.to_owned(), why.map(str::to_owned))
}

#[test]
fn the_staff_is_listed_in_the_order_they_came_those_who_left_last() {
    on_both(async |town| {
        assert_eq!(town.read(|r| r.staff()).await, []);
        has_staff(town).await;
        signs_in(town, "tablet", 5).await;
        town.write(|tx| tx.set_disabled(CHIEF, true, Actor::System, later(9), "退職")).await;
        let staff = town.read(|r| r.staff()).await;
        let logins: Vec<_> = staff.iter().map(|one| one.login.as_str()).collect();
        assert_eq!(logins, ["sato", "mori"]);
        assert_eq!(staff[0].signed_in_at, Some(later(5)));
        assert_eq!((staff[0].second_since, staff[0].invited_at), (None, None));
        assert_eq!(staff[1].disabled_at, Some(later(9)));
        let one = town.read(|r| r.colleague(OFFICER)).await;
        assert_eq!(one.as_ref(), Some(&staff[0]));
        let nobody = OfficerId(Uuid::from_u128(99));
        assert_eq!(town.read(move |r| r.colleague(nobody)).await, None);
    });
}

#[test]
fn another_duty_holds_at_once_for_whoever_is_signed_in() {
    on_both(async |town| {
        has_staff(town).await;
        signs_in(town, "tablet", 5).await;
        let duty = Duty {
            role: Role::Reception,
            venues: Venues::Only(BTreeSet::from([venue(1), venue(2)])),
        };
        let set = duty.clone();
        town.write(move |tx| tx.set_duty(OFFICER, &set, BY, later(6), "会場へ異動")).await;
        let at_desk = town.read(|r| r.officer_at_desk(&token("tablet"), later(7))).await;
        assert_eq!(at_desk.unwrap().duty, duty);
        let expected = [told("duty_set", Some("会場へ異動")), told("officer_saved", None)];
        assert_eq!(tells(town).await, expected);
        let nobody = OfficerId(Uuid::from_u128(99));
        town.write(move |tx| tx.set_duty(nobody, &duty, BY, later(6), "だれもいない")).await;
        assert_eq!(town.read(|r| r.history_break()).await, None);
    });
}

#[test]
fn who_is_shut_out_is_signed_out_for_good_until_let_in_again() {
    on_both(async |town| {
        has_staff(town).await;
        signs_in(town, "tablet", 5).await;
        town.write(|tx| tx.set_disabled(OFFICER, true, BY, later(6), "休職")).await;
        assert_eq!(town.read(|r| r.sign_ins_of(OFFICER, later(6))).await, []);
        town.write(|tx| tx.set_disabled(OFFICER, false, BY, later(8), "復職")).await;
        assert_eq!(town.read(|r| r.colleague(OFFICER)).await.unwrap().disabled_at, None);
        let there = town.read(|r| r.officer_at_desk(&token("tablet"), later(9))).await;
        assert_eq!(there, None, "an old sign-in does not come back");
        let expected = [
            told("officer_enabled", Some("復職")),
            told("officer_disabled", Some("休職")),
            told("officer_saved", None),
        ];
        assert_eq!(tells(town).await, expected);
    });
}

#[test]
fn sign_ins_are_seen_and_ended_one_by_one_or_all_but_one() {
    on_both(async |town| {
        has_staff(town).await;
        for (secret, at) in [("tablet", 5), ("desk", 6), ("home", 7)] {
            signs_in(town, secret, at).await;
        }
        town.write(|tx| tx.note_use(&token("tablet"), later(60))).await;
        let all = town.read(|r| r.sign_ins_of(OFFICER, later(61))).await;
        let seen: Vec<_> = all.iter().map(|one| (one.made_at, one.used_at)).collect();
        let expected = [(later(7), later(7)), (later(6), later(6)), (later(5), later(60))];
        assert_eq!(seen, expected);
        assert_eq!(all[0].browser, "WindowsのEdge");
        assert_eq!(town.read(|r| r.sign_ins_of(CHIEF, later(61))).await, []);

        let one = Ended::One(token("home"));
        let other = one.clone();
        let ended = town.write(move |tx| tx.end_officer_sign_ins(CHIEF, &other, BY, later(62)));
        assert_eq!(ended.await, 0, "it is another's");
        let ended = town.write(move |tx| tx.end_officer_sign_ins(OFFICER, &one, BY, later(62)));
        assert_eq!(ended.await, 1);
        let rest = Ended::AllBut(Some(token("desk")));
        let ended = town.write(move |tx| tx.end_officer_sign_ins(OFFICER, &rest, BY, later(63)));
        assert_eq!(ended.await, 1);
        let left = town.read(|r| r.sign_ins_of(OFFICER, later(64))).await;
        assert_eq!(left.iter().map(|one| one.token.clone()).collect::<Vec<_>>(), [token("desk")]);
        let ended =
            town.write(|tx| tx.end_officer_sign_ins(OFFICER, &Ended::AllBut(None), BY, later(65)));
        assert_eq!(ended.await, 1);
        assert_eq!(tells(town).await.len(), 4, "three ends and how it began");
    });
}

#[test]
fn another_password_ends_every_other_sign_in() {
    on_both(async |town| {
        has_staff(town).await;
        for secret in ["tablet", "desk"] {
            signs_in(town, secret, 5).await;
        }
        let by = Actor::Officer(OFFICER);
        town.write(move |tx| {
            tx.set_password(OFFICER, "$argon2id$9", Some(&token("desk")), by, later(6))
        })
        .await;
        assert_eq!(town.read(|r| r.sign_ins_of(OFFICER, later(6))).await.len(), 1);
        let officer = town.read(|r| r.officer_by_login("sato")).await.unwrap();
        assert_eq!(officer.password, "$argon2id$9");
        assert_eq!(tells(town).await[0], told("password_set", None));
    });
}

#[test]
fn an_invitation_is_open_until_it_is_used_withdrawn_or_over() {
    on_both(async |town| {
        has_staff(town).await;
        let invitation = |n: u128, minutes| Invitation {
            id: RequestId(Uuid::from_u128(n)),
            token: token(&format!("invitation {n}")),
            name: "新人".to_owned(),
            duty: Duty::everywhere(Role::Operator),
            expires_at: later(minutes),
        };
        let open = |minute| town.read(move |r| r.officer_invitations(later(minute)));
        for (n, minutes) in [(1, 90), (2, 60), (3, 30)] {
            let made = invitation(n, minutes);
            assert!(town.write(move |tx| tx.invite_officer(&made, BY, now())).await);
        }
        let again = invitation(1, 500);
        assert!(!town.write(move |tx| tx.invite_officer(&again, BY, now())).await, "once");
        assert_eq!(open(0).await, [invitation(3, 30), invitation(2, 60), invitation(1, 90)]);
        assert_eq!(open(30).await, [invitation(2, 60), invitation(1, 90)]);
        for _ in 0..2 {
            let id = invitation(2, 60).id;
            town.write(move |tx| tx.withdraw_invitation(id, BY, later(1))).await;
        }
        let of = |n: u128| {
            let token = invitation(n, 0).token;
            town.read(move |r| r.officer_invitation(&token, later(31)))
        };
        assert_eq!((of(1).await, of(2).await, of(3).await), (Some(invitation(1, 90)), None, None));

        let (used, new) =
            (invitation(1, 90), officer(OfficerId(Uuid::from_u128(7)), "new", Role::Operator));
        town.write(move |tx| tx.accept_invitation(&used, &new, later(32))).await;
        assert_eq!(of(1).await, None);
        let came = town.read(|r| r.staff()).await.pop().unwrap();
        assert_eq!((came.login.as_str(), came.invited_at), ("new", Some(later(32))));
        assert_eq!(open(32).await, []);
    });
}
