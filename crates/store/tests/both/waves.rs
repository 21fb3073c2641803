//! One place offered to several people at once: kept once, taken by the first, and the others wait on.

use super::{
    exams::limits,
    waitlist::{accept, cancels, end, entry, full, joins, offered},
};
use crate::{
    sample::{MONTH_LATER, MORNING, PROGRAMME, PUBLIC, book, later, person},
    town::{Town, on_both},
};
use domain::{
    Actor, Change, Command, Offer, PartyId, Pool, Refusal,
    command::{Leave, Refill},
    waitlist::{Kept, OfferEnd, Waitlist, Wish},
};

/// Those who wait, in their order.
const WAITING: [u128; 3] = [15, 16, 17];

async fn has_rules(town: &Town, rules: Waitlist) {
    let mut programme = town.read(|r| r.programme(PROGRAMME)).await.unwrap();
    programme.policy.waitlist = Some(rules);
    town.changes(Change::ProgrammeSaved(programme)).await;
}

/// All places are taken, three wait for that day, and the programme has these rules.
pub(super) async fn waiting_by(town: &Town, rules: Waitlist) {
    full(town, 20).await;
    has_rules(town, rules).await;
    let until = Some(town.read(|r| r.slot(MORNING)).await.unwrap().date);
    for n in WAITING {
        joins(town, entry(n, Wish { until, ..Wish::default() })).await;
    }
}

pub(super) fn waves_of(wave: u8) -> Waitlist {
    Waitlist { wave, ..Waitlist::default() }
}

pub(super) async fn asked(town: &Town) -> Vec<u128> {
    let mut all: Vec<u128> = offered(town).await.iter().map(|o| o.person.0.as_u128()).collect();
    all.sort_unstable();
    all
}

pub(super) async fn offer_of(town: &Town, n: u128) -> Offer {
    offered(town).await.into_iter().find(|offer| offer.person == person(n)).expect("an offer")
}

/// What is booked, and what is kept for those who are offered something.
async fn counted(town: &Town) -> (u32, u32) {
    let pool = town.read(|r| r.slot(MORNING)).await.unwrap().pool(Pool::Public);
    (pool.booked, pool.offered)
}

#[test]
fn one_place_is_kept_for_all_whom_it_is_offered_and_goes_to_the_first_who_takes_it() {
    on_both(async |town| {
        waiting_by(town, waves_of(2)).await;
        cancels(town, 1).await;
        assert_eq!(asked(town).await, [15, 16]);
        assert_eq!(counted(town).await, (PUBLIC - 1, 1));
        town.is_sound().await;

        let first = offer_of(town, 15).await;
        town.place(end(&first, OfferEnd::Declined, Actor::System, later(30))).await.unwrap();
        assert_eq!(asked(town).await, [16, 17], "the next is asked as well");
        assert_eq!(counted(town).await, (PUBLIC - 1, 1), "kept since the first was asked");
        town.is_sound().await;

        let both = [offer_of(town, 16).await, offer_of(town, 17).await];
        let answers = town.place_all(both.each_ref().map(|offer| accept(offer, later(31)))).await;
        let answers: Vec<_> = answers.into_iter().map(Result::unwrap).collect();
        let (faster, slower) = if answers[0].is_ok() { (0, 1) } else { (1, 0) };
        assert!(answers[faster].is_ok(), "{:?}", answers[faster]);
        let too_late = Refusal::OfferOver { at: later(31), how: OfferEnd::Outrun };
        assert_eq!(answers[slower].as_ref().unwrap_err(), &too_late);
        assert_eq!(asked(town).await, [0_u128; 0]);
        assert_eq!(counted(town).await, (PUBLIC, 0));
        let again = town.place(accept(&both[faster], later(32))).await.unwrap();
        assert!(again.changes.is_empty(), "the same press again");
        town.is_sound().await;

        cancels(town, 2).await;
        let who = [16, 17][slower];
        assert_eq!(asked(town).await, [who], "who was outrun keeps the turn, for this slot too");
        town.is_sound().await;
    });
}

#[test]
fn when_all_let_it_pass_the_place_is_free_and_leaving_leaves_it_to_the_others() {
    on_both(async |town| {
        waiting_by(town, waves_of(3)).await;
        cancels(town, 1).await;
        assert_eq!(asked(town).await, WAITING);
        for (left, n) in [(2, 16), (1, 15), (0, 17)] {
            assert_eq!(counted(town).await.1, 1);
            let offer = offer_of(town, n).await;
            let leave = Leave {
                entry: offer.entry,
                person: offer.person,
                all: false,
                by: Actor::System,
                at: later(30),
            };
            town.place(Command::Leave(leave)).await.unwrap();
            assert_eq!(asked(town).await.len(), left);
            town.is_sound().await;
        }
        assert_eq!(counted(town).await, (PUBLIC - 1, 0));
    });
}

/// These two wait together from now on.
async fn together(town: &Town, two: [u128; 2]) {
    for n in two {
        let known = entry(n, Wish::default());
        let (party, rank) = (Some(PartyId(uuid::Uuid::from_u128(700))), known.rank);
        town.changes(Change::PartySet { entry: known.id, person: known.person, party, rank }).await;
    }
}

/// They do so, and then leave together at a press of the second.
async fn leave_as_one(town: &Town, two: [u128; 2]) {
    together(town, two).await;
    let leaves = entry(two[1], Wish::default());
    let (by, at) = (Actor::System, later(30));
    let leave = Leave { entry: leaves.id, person: leaves.person, all: true, by, at };
    town.place(Command::Leave(leave)).await.unwrap();
    town.is_sound().await;
}

#[test]
fn those_of_one_wave_who_leave_together_give_the_place_back_once() {
    on_both(async |town| {
        waiting_by(town, waves_of(2)).await;
        cancels(town, 1).await;
        assert_eq!(asked(town).await, [15, 16]);
        leave_as_one(town, [15, 16]).await;
        assert_eq!(asked(town).await, [17], "the place goes on");
        assert_eq!(counted(town).await, (PUBLIC - 1, 1));
    });
}

#[test]
fn who_leaves_with_one_of_a_wave_leaves_the_place_to_the_others_of_it() {
    on_both(async |town| {
        waiting_by(town, waves_of(2)).await;
        cancels(town, 1).await;
        assert_eq!(asked(town).await, [15, 16]);
        leave_as_one(town, [16, 17]).await;
        assert_eq!(asked(town).await, [15]);
        assert_eq!(counted(town).await, (PUBLIC - 1, 1), "it is kept for the one who stays");
    });
}

#[test]
fn when_time_is_nearly_out_more_are_offered_what_still_stands() {
    on_both(async |town| {
        waiting_by(town, Waitlist { late: 60, wave_late: 3, ..Waitlist::default() }).await;
        cancels(town, 1).await;
        assert_eq!(asked(town).await, [15], "there is time");
        let offer = offer_of(town, 15).await;
        let widens = offer.widens_at().expect("more are asked later");
        assert_eq!(offer.closes_at.duration_since(widens).as_mins(), 60);
        let before = widens - jiff::SignedDuration::from_millis(1);
        assert_eq!(town.read(move |r| r.offers_to_widen(before, 10)).await, []);
        assert_eq!(town.read(move |r| r.offers_to_widen(widens, 10)).await, [MORNING]);
        assert!(town.read(|r| r.offers_next()).await.unwrap() <= widens);
        let early = Refill { slot: MORNING, by: Actor::System, at: before };
        town.place(Command::Refill(early)).await.unwrap();
        assert_eq!(asked(town).await, [15], "it is theirs alone still");
        let done = Refill { slot: MORNING, by: Actor::System, at: widens };
        town.place(Command::Refill(done)).await.unwrap();
        assert_eq!(asked(town).await, WAITING);
        assert_eq!(counted(town).await, (PUBLIC - 1, 1));
        assert_eq!(town.read(move |r| r.offers_to_widen(widens, 10)).await, [], "once");
        town.is_sound().await;
    });
}

#[test]
fn whoever_was_told_that_a_place_is_theirs_alone_is_not_raced_whatever_changes() {
    on_both(async |town| {
        waiting_by(town, Waitlist::default()).await;
        cancels(town, 1).await;
        assert_eq!(asked(town).await, [15]);
        has_rules(town, waves_of(3)).await;
        let refill = Refill { slot: MORNING, by: Actor::System, at: later(30) };
        town.place(Command::Refill(refill)).await.unwrap();
        assert_eq!(asked(town).await, [15], "by the rules as they were when it was made");
        assert_eq!(offer_of(town, 15).await.kept(later(30)), Kept::Alone);

        cancels(town, 2).await;
        assert_eq!(asked(town).await, WAITING, "the next place by those that hold now");
        has_rules(town, waves_of(1)).await;
        assert_eq!(offer_of(town, 17).await.kept(later(30)), Kept::Shared, "two are told so");
        assert_eq!(counted(town).await, (PUBLIC - 2, 2));
        town.is_sound().await;
    });
}

#[test]
fn who_stays_of_a_party_is_not_raced_for_the_place() {
    on_both(async |town| {
        waiting_by(town, waves_of(3)).await;
        together(town, [15, 16]).await;
        let (from, to) = (PUBLIC, PUBLIC + 2);
        let more = Change::CapacitySet { slot: MORNING, pool: Pool::Public, from, to };
        town.changes(more).await;
        let refill = Refill { slot: MORNING, by: Actor::System, at: later(20) };
        town.place(Command::Refill(refill)).await.unwrap();
        assert_eq!(asked(town).await, [15, 16]);
        let offer = offer_of(town, 15).await;
        let (entry, person, by) = (offer.entry, offer.person, Actor::System);
        let leave = Leave { entry, person, all: false, by, at: later(30) };
        town.place(Command::Leave(leave)).await.unwrap();
        assert_eq!(asked(town).await, [16, 17], "17 has the place that was given back");
        assert_eq!(counted(town).await, (PUBLIC, 2));
        assert_eq!(offer_of(town, 16).await.kept(later(30)), Kept::Alone);
        town.is_sound().await;
    });
}

#[test]
fn what_the_winner_gives_back_is_offered_first_to_who_came_second() {
    on_both(async |town| {
        full(town, 20).await;
        has_rules(town, waves_of(2)).await;
        town.place(Command::Book(book(15, MONTH_LATER))).await.unwrap();
        let all = town.read(|r| r.slot(MONTH_LATER)).await.unwrap().pool(Pool::Public);
        let (from, to) = (all.capacity, all.booked);
        let full = Change::CapacitySet { slot: MONTH_LATER, pool: Pool::Public, from, to };
        town.changes(full).await;
        for n in WAITING {
            joins(town, entry(n, Wish::default())).await;
        }
        cancels(town, 1).await;
        assert_eq!(asked(town).await, [15, 16]);
        let won = offer_of(town, 15).await;
        town.place(accept(&won, later(30))).await.unwrap();
        let offers = town.read(|r| r.offers_of_slot(MONTH_LATER)).await;
        assert_eq!(offers.len(), 2, "{offers:?}");
        let first = offers.iter().find(|offer| offer.opens_wave()).unwrap();
        assert_eq!(first.person, person(16), "who was outrun comes before 17");
        town.is_sound().await;
    });
}

#[test]
fn a_wave_takes_one_place_of_an_exam() {
    on_both(async |town| {
        waiting_by(town, waves_of(3)).await;
        limits(town, 1, PUBLIC).await.unwrap();
        cancels(town, 1).await;
        assert_eq!(asked(town).await, WAITING);
        let quota = town.read(|r| r.slot(MORNING)).await.unwrap().quota(1).unwrap();
        assert_eq!((quota.booked, quota.capacity), (PUBLIC, PUBLIC));
        assert_eq!(town.read(|r| r.booked_in_slot(MORNING, 1)).await, PUBLIC);
        town.is_sound().await;
        town.place(accept(&offer_of(town, 16).await, later(30))).await.unwrap();
        town.is_sound().await;
    });
}
