//! The rules of a waitlist: for how long an offer stands, and in which order people are asked.

use crate::town::{at, someone};
use domain::{
    Door, Entry, ProgrammeId,
    group::{Group, Proof},
    id::EntryId,
    waitlist::{Order, Quiet, Rank, WAVE_MOST, Waitlist, Wish},
};
use jiff::{Timestamp, civil::time};
use uuid::Uuid;

/// The window of an offer made at a time, for a place whose waitlist closes at another.
fn window(
    rules: &Waitlist,
    phoned: bool,
    now: &str,
    closes: &str,
) -> Option<(Timestamp, Timestamp)> {
    let window = rules.window(phoned, at(now), at(closes));
    window.map(|window| (window.told_from, window.lapses_at))
}

#[test]
fn the_time_to_answer_follows_the_time_that_is_left() {
    let rules = Waitlist::default();
    let made = "2026-10-01T09:00:00";
    let until = |closes: &str| window(&rules, false, made, closes).map(|(_, lapses)| lapses);
    assert_eq!(until("2026-10-20T10:00:00"), Some(at("2026-10-01T13:00:00")), "four hours at most");
    assert_eq!(
        until("2026-10-01T13:00:00"),
        Some(at("2026-10-01T10:00:00")),
        "a quarter of what is left"
    );
    assert_eq!(
        until("2026-10-01T09:20:00"),
        Some(at("2026-10-01T09:10:00")),
        "ten minutes at least"
    );
    assert_eq!(until("2026-10-01T09:10:00"), Some(at("2026-10-01T09:10:00")));
    assert_eq!(until("2026-10-01T09:09:59"), None, "too late to ask anyone");
    let phoned = |closes: &str| window(&rules, true, made, closes).map(|(_, lapses)| lapses);
    assert_eq!(
        phoned("2026-10-01T09:40:00"),
        Some(at("2026-10-01T09:30:00")),
        "a call takes longer"
    );
    assert_eq!(phoned("2026-10-01T09:29:00"), None);
}

#[test]
fn nobody_is_woken_at_night() {
    let quiet = Some(Quiet { from: time(21, 0, 0, 0), until: time(7, 0, 0, 0) });
    let rules = Waitlist { quiet, ..Waitlist::default() };
    let far = "2026-10-20T10:00:00";
    let morning = Some((at("2026-10-02T07:00:00"), at("2026-10-02T11:00:00")));
    assert_eq!(window(&rules, false, "2026-10-01T21:00:00", far), morning);
    assert_eq!(window(&rules, false, "2026-10-02T06:59:59", far), morning);
    let evening = Some((at("2026-10-01T20:59:00"), at("2026-10-02T00:59:00")));
    assert_eq!(window(&rules, false, "2026-10-01T20:59:00", far), evening, "who was told in time");
    assert_eq!(window(&rules, false, "2026-10-02T06:00:00", "2026-10-02T07:05:00"), None);
    let noon = Some(Quiet { from: time(12, 0, 0, 0), until: time(13, 0, 0, 0) });
    let rules = Waitlist { quiet: noon, ..Waitlist::default() };
    let one = Some((at("2026-10-01T13:00:00"), at("2026-10-01T17:00:00")));
    assert_eq!(window(&rules, false, "2026-10-01T12:30:00", far), one);
}

#[test]
fn near_the_end_more_are_asked_at_once_and_each_has_longer_to_answer() {
    let rules = Waitlist { wave: 2, late: 60, wave_late: 4, ..Waitlist::default() };
    let closes = at("2026-10-01T12:00:00");
    let [before, late] = [at("2026-10-01T10:59:59"), at("2026-10-01T11:00:00")];
    assert_eq!((rules.wave_at(closes, before), rules.wave_at(closes, late)), (2, 4));
    assert_eq!(rules.widens_at(closes, before), Some(late));
    assert_eq!(rules.widens_at(closes, late), None, "it is made to all of them at once");
    let lapses = |rules: &Waitlist, made: &str| {
        window(rules, false, made, "2026-10-01T12:00:00").map(|(_, lapses)| lapses)
    };
    let half = Some(at("2026-10-01T11:00:00"));
    assert_eq!(lapses(&rules, "2026-10-01T10:00:00"), half, "two rounds of two for four people");
    assert_eq!(lapses(&rules, "2026-10-01T11:40:00"), Some(closes), "one round of four");
    let alone = Waitlist::default();
    assert_eq!((alone.races(), alone.wave_at(closes, late)), (false, 1));
    assert_eq!(alone.widens_at(closes, before), None);
    let never = Waitlist { wave: 3, late: 60, wave_late: 3, ..Waitlist::default() };
    assert_eq!(never.widens_at(closes, before), None, "as many as ever");
    let beyond = Waitlist { wave: u8::MAX, ..Waitlist::default() };
    assert_eq!(beyond.wave_at(closes, late), usize::from(WAVE_MOST));
}

pub(crate) fn waits(n: u128, notice: u16, joined_at: Timestamp) -> Entry {
    let id = EntryId(Uuid::from_u128(n));
    Entry {
        id,
        person: someone(n).person,
        programme: ProgrammeId(Uuid::nil()),
        dose: 1,
        party: None,
        wish: Wish { notice, ..Wish::default() },
        account: None,
        door: Door::Phone,
        joined_at,
        rank: Rank { class: 0, key: 0, entry: id },
        lapses: 0,
        ended: None,
    }
}

#[test]
fn nobody_comes_before_others_by_the_company_they_keep() {
    let groups =
        vec![Group { code: "care".to_owned(), name: "介護".to_owned(), proof: Proof::Declared }];
    let (declared, district) = (vec!["care".to_owned()], "北窓".to_owned());
    let carer = domain::Applicant { declared, district, ..someone(1) };
    let (early, late) = (at("2026-10-01T09:00:00"), at("2026-10-01T10:00:00"));
    let (first, second, other) = (waits(1, 15, early), waits(2, 60, late), someone(2));
    let couple = [(&first, &carer), (&second, &other)];
    for order in [
        Order::Registered,
        Order::Groups(vec!["care".to_owned()]),
        Order::Areas(vec!["北窓".to_owned()]),
        Order::SoonestThere,
    ] {
        let rules = Waitlist { order, ..Waitlist::default() };
        let last = rules.rank_of(&couple[1..], second.id, &groups);
        assert_eq!(rules.rank_of(&couple, second.id, &groups), last);
        let along = rules.rank_of(&couple, first.id, &groups);
        assert_eq!((along.class, along.key), (last.class, last.key));
    }
    let rules = Waitlist { order: Order::Lottery(7), ..Waitlist::default() };
    let lot = rules.rank_of(&couple[..1], first.id, &groups).key;
    assert_eq!(rules.rank_of(&couple, second.id, &groups).key, lot, "one lot for both");
}

#[test]
fn each_order_puts_its_own_first() {
    let who = |n| EntryId(Uuid::from_u128(n));
    let groups =
        vec![Group { code: "care".to_owned(), name: "介護".to_owned(), proof: Proof::Declared }];
    let (declared, district) = (vec!["care".to_owned()], "北窓".to_owned());
    let carer = domain::Applicant { declared, district, ..someone(2) };
    let (early, late) = (at("2026-10-01T09:00:00"), at("2026-10-01T10:00:00"));
    let ranks = |order: Order| {
        let rules = Waitlist { order, ..Waitlist::default() };
        let (first, second) = (waits(1, 60, early), waits(2, 15, late));
        let members = [(&first, &someone(1)), (&second, &carer)];
        (
            rules.rank_of(&members[..1], who(1), &groups),
            rules.rank_of(&members[1..], who(2), &groups),
        )
    };
    let (first, second) = ranks(Order::Registered);
    assert!(first < second);
    let (first, second) = ranks(Order::Groups(vec!["care".to_owned()]));
    assert!(second < first);
    let (first, second) = ranks(Order::Areas(vec!["南窓".to_owned(), "北窓".to_owned()]));
    assert!(second < first);
    let (first, second) = ranks(Order::Areas(vec!["北まど".to_owned()]));
    assert!(first < second, "nobody lives there, so all that counts is who came first");
    let (first, second) = ranks(Order::SoonestThere);
    assert!(second < first);
    let drawn: Vec<_> =
        (0..40).map(|seed| ranks(Order::Lottery(seed))).map(|(a, b)| a < b).collect();
    assert!(drawn.contains(&true) && drawn.contains(&false), "another seed, another order");
    assert_eq!(
        ranks(Order::Lottery(7)),
        ranks(Order::Lottery(7)),
        "the same for whoever draws again"
    );
    assert!(ranks(Order::Lottery(7)).0.key >= 0);
}
