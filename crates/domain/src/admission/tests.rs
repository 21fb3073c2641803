//! The entrance on mornings of all kinds.

mod paces;
mod town;

use super::*;
use jiff::ToSpan;

const AT_ONCE: u32 = 40;

fn at(ms: i64) -> Timestamp {
    Timestamp::from_second(1_700_000_000).expect("an instant") + ms.milliseconds()
}

/// Crowded until tickets are given, at the instant 1,000.
fn crowded(opens_at: Option<Timestamp>) -> Entrance {
    let mut entrance = Entrance::default();
    for ms in [0, 500, 1_000] {
        entrance.look(at(ms), AT_ONCE, AT_ONCE, opens_at);
    }
    entrance
}

fn number(ticket: Ticket) -> u64 {
    match ticket {
        Ticket::Later { number } => number,
        Ticket::Early { .. } => panic!("it is not settled"),
    }
}

/// Looks every fifth of a second from one instant to another.
fn passes(entrance: &mut Entrance, from: i64, to: i64, served: u32) {
    for ms in (from..=to).step_by(200) {
        entrance.look(at(ms), served, AT_ONCE, None);
    }
}

#[test]
fn one_crowded_moment_gives_no_tickets_and_a_crowded_second_does() {
    let mut entrance = Entrance::default();
    entrance.look(at(0), AT_ONCE, AT_ONCE, None);
    entrance.look(at(900), AT_ONCE - 1, AT_ONCE, None);
    entrance.look(at(1_100), AT_ONCE, AT_ONCE, None);
    assert!(entrance.round().is_none());
    assert_eq!(entrance.ticket(at(1_100), 0), None);
    assert!(crowded(None).round().is_some());
}

#[test]
fn who_comes_first_comes_in_first_and_is_told_how_many_are_before_them() {
    let mut entrance = crowded(None);
    let tickets: Vec<Ticket> =
        (0..100).filter_map(|lot| entrance.ticket(at(1_000), 99 - lot)).collect();
    assert_eq!(
        tickets.iter().map(|t| number(*t)).collect::<Vec<_>>(),
        (1..=100).collect::<Vec<_>>()
    );
    let before = entrance.turn(tickets[9], at(1_000));
    assert_eq!(before, Turn::Wait { ahead: 9, about: SignedDuration::from_secs(1) });
    // Forty a second, of which a second lets in forty.
    entrance.look(at(2_000), AT_ONCE, AT_ONCE, None);
    assert_eq!(entrance.turn(tickets[39], at(2_000)), Turn::ComeIn);
    assert!(matches!(entrance.turn(tickets[40], at(2_000)), Turn::Wait { ahead: 0, .. }));
    let round = entrance.round().expect("a round");
    assert_eq!((round.given(), round.waiting()), (100, 60));
}

#[test]
fn before_an_opening_all_wait_for_it_and_the_lots_give_the_order() {
    let opens_at = at(5_000);
    let mut entrance = crowded(Some(opens_at));
    let lots = [u64::MAX, 0, u64::MAX / 2];
    let tickets = lots.map(|lot| entrance.ticket(at(1_500), lot).expect("a ticket"));
    let waits = Turn::BeforeOpening { opens_at, waiting: 3 };
    assert_eq!(entrance.turn(tickets[1], at(4_999)), waits);
    assert_eq!(entrance.settled(tickets[1], at(4_999)), tickets[1]);
    let numbers = tickets.map(|ticket| number(entrance.settled(ticket, opens_at)));
    assert_eq!(numbers, [3, 1, 2]);
    // Whoever comes after it follows all of them, and is let in after them.
    let late = entrance.ticket(opens_at, 0).expect("a ticket");
    assert_eq!(number(late), 4);
    entrance.look(at(4_900), AT_ONCE, AT_ONCE, None);
    entrance.look(at(5_000), AT_ONCE, AT_ONCE, None);
    assert_eq!(entrance.round().map(Round::let_in), Some(0));
    entrance.look(at(5_200), AT_ONCE, AT_ONCE, None);
    assert_eq!(entrance.turn(late, at(5_200)), Turn::ComeIn);
}

#[test]
fn an_opening_that_is_over_or_far_away_draws_no_lots() {
    for opens_at in [at(900), at(1_000 + 11 * 60_000)] {
        let mut entrance = crowded(Some(opens_at));
        assert_eq!(entrance.ticket(at(1_000), 7), Some(Ticket::Later { number: 1 }));
    }
}

#[test]
fn fewer_are_let_in_while_it_is_crowded_and_more_again_when_there_is_room() {
    let mut entrance = crowded(None);
    let many = (0..100_000).filter_map(|lot| entrance.ticket(at(1_000), lot)).count();
    assert_eq!(many, 100_000);
    let pace = |entrance: &Entrance| entrance.round().map_or(0, Round::a_second);
    passes(&mut entrance, 1_200, 4_000, AT_ONCE * 2);
    let slow = pace(&entrance);
    assert!((1..AT_ONCE).contains(&slow), "{slow}");
    passes(&mut entrance, 4_200, 9_000, AT_ONCE / 2);
    assert!(pace(&entrance) > slow);
    // However crowded, somebody comes in each second.
    passes(&mut entrance, 9_200, 60_000, AT_ONCE * 100);
    assert_eq!(pace(&entrance), 1);
}

#[test]
fn tickets_end_when_all_are_in_and_it_was_calm_for_a_while() {
    let mut entrance = crowded(None);
    let ticket = entrance.ticket(at(1_000), 0).expect("a ticket");
    passes(&mut entrance, 1_200, 10_000, 0);
    assert!(entrance.round().is_some());
    // A crowded moment begins the wait anew.
    entrance.look(at(10_200), AT_ONCE, AT_ONCE, None);
    passes(&mut entrance, 10_400, 20_200, 0);
    assert!(entrance.round().is_some());
    passes(&mut entrance, 20_400, 20_600, 0);
    assert!(entrance.round().is_none());
    assert_eq!(entrance.turn(ticket, at(20_600)), Turn::ComeIn);
}

#[test]
fn while_anybody_waits_tickets_go_on() {
    let mut entrance = crowded(None);
    for lot in 0..2_000 {
        entrance.ticket(at(1_000), lot);
    }
    passes(&mut entrance, 1_200, 12_000, AT_ONCE * 2);
    assert!(entrance.round().is_some_and(|round| round.waiting() > 0));
}

#[test]
fn who_was_inside_when_tickets_began_may_finish_and_nobody_was_before_an_opening() {
    let entrance = crowded(None);
    assert!(entrance.was_inside(at(0), at(2_000)));
    assert!(!entrance.was_inside(at(1_001), at(2_000)));
    assert!(!entrance.was_inside(at(1_000 - 15 * 60_000), at(2_000)));
    assert!(!entrance.was_inside(at(0), at(1_000 + 15 * 60_000)));
    assert!(!crowded(Some(at(5_000))).was_inside(at(0), at(2_000)));
    assert!(Entrance::default().was_inside(at(0), at(2_000)));
}

#[test]
fn after_a_restart_the_tickets_bring_their_round_back() {
    let mut before = crowded(None);
    let tickets: Vec<Ticket> = (0..300).filter_map(|lot| before.ticket(at(1_000), lot)).collect();
    before.look(at(2_000), AT_ONCE, AT_ONCE, None);
    let round = before.round().expect("a round");
    let (began, let_in) = (round.began, round.let_in());
    let shown = |at: usize| Shown { began, ticket: tickets[at], let_in };

    let mut after = Entrance::default();
    for ms in [60_000, 61_000] {
        after.look(at(ms), AT_ONCE, AT_ONCE, None);
    }
    let newcomer = after.ticket(at(61_000), 0).expect("a ticket");
    after.remember(shown(200), at(61_000), AT_ONCE);
    assert_eq!(after.round().map(|round| round.began), Some(began));
    assert_eq!(after.turn(tickets[39], at(61_000)), Turn::ComeIn);
    assert!(matches!(after.turn(tickets[200], at(61_000)), Turn::Wait { ahead: 160, .. }));
    assert_eq!(after.ticket(at(61_000), 0), Some(Ticket::Later { number: 202 }));
    // The newcomer's ticket is of a round that is no more; it is given anew.
    assert_eq!(number(newcomer), 1);
    // Another day's is not remembered.
    let old = Shown { began: at(-25 * 3_600_000), ..shown(3) };
    after.remember(old, at(61_000), AT_ONCE);
    assert_eq!(after.round().map(|round| round.began), Some(began));
}

mod laws {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Whatever the load, nobody who was let in is sent out again, and nobody overtakes.
        #[test]
        fn turns_come_in_order_and_stay(
            loads in prop::collection::vec(0_u32..200, 1..60),
            people in 1_usize..400,
        ) {
            let mut entrance = crowded(None);
            let tickets: Vec<Ticket> =
                (0..people as u64).filter_map(|lot| entrance.ticket(at(1_000), lot)).collect();
            let mut inside = 0;
            for (nth, served) in loads.iter().enumerate() {
                let now = at(1_200 + 200 * i64::try_from(nth).expect("few"));
                entrance.look(now, *served, AT_ONCE, None);
                let come = tickets.iter().map(|t| entrance.turn(*t, now) == Turn::ComeIn);
                let come: Vec<bool> = come.collect();
                let now_inside = come.iter().take_while(|come| **come).count();
                prop_assert!(come[now_inside..].iter().all(|come| !come), "somebody overtook");
                prop_assert!(now_inside >= inside, "somebody was sent out");
                inside = now_inside;
            }
        }

        /// The lots spread those who waited over all places, and nobody beyond them.
        #[test]
        fn lots_stay_among_those_who_waited(lots in prop::collection::vec(any::<u64>(), 1..100)) {
            let opens_at = at(5_000);
            let mut entrance = crowded(Some(opens_at));
            let tickets: Vec<Ticket> =
                lots.iter().filter_map(|lot| entrance.ticket(at(1_500), *lot)).collect();
            for (ticket, lot) in tickets.iter().zip(&lots) {
                let place = number(entrance.settled(*ticket, opens_at));
                prop_assert!((1..=lots.len() as u64).contains(&place));
                for (other, other_lot) in tickets.iter().zip(&lots) {
                    if lot <= other_lot {
                        prop_assert!(place <= number(entrance.settled(*other, opens_at)));
                    }
                }
            }
        }
    }
}
