//! Every refusal there is can be met: most in random towns, the others in one small case each. A variant that
//! nothing leads to, and a case that no longer leads to its own, both fail.

#[path = "linked/mod.rs"]
mod linked;
#[path = "random_town/mod.rs"]
mod random_town;
#[path = "policy/town.rs"]
#[expect(dead_code, reason = "the policy stories use more of it")]
mod town;

use domain::{
    Actor, Applicant, BookingId, Change, Code, CodeId, CodeKind, Command, Dated, Decision, Door,
    Dose, Entry, EntryId, OfferId, OfficerId, PartyId, PersonId, Policy, Refusal, RequestId,
    SlotId,
    age::Age,
    command::{Accept, Book, EndOffer, Leave, Move},
    group::{Group, Proof, Release},
    interval::{IntervalRule, Span, VaccineKind},
    opening::{self, Setup},
    pattern::Pattern,
    person::Sex,
    product::{Given, Product},
    programme::{AfterCancelled, Limits},
    schedule::{Schedule, Start},
    voucher::Validity,
    waitlist::{self, Join, Joiner, OfferEnd, Waitlist, Wish},
    when::Date,
};
use jiff::{Timestamp, civil::date};
use std::collections::BTreeSet;
use town::{ACCOUNT, OCT_20, PROGRAMME, Town, dose, one_dose, two_doses};
use uuid::Uuid;

const OCT_27: Date = date(2026, 10, 27);

#[test]
fn every_refusal_is_met() {
    let source = include_str!("../src/refusal.rs");
    let variant = |line: &str| {
        let name = line.strip_prefix("    ")?.split([' ', ',', '(', '{']).next()?;
        name.starts_with(|c: char| c.is_ascii_uppercase()).then(|| name.to_owned())
    };
    let all: BTreeSet<String> = source.lines().filter_map(variant).collect();
    assert!(all.len() > 40, "the source is read wrongly: {all:?}");
    let cases = small_cases();
    for (expected, met) in &cases {
        assert_eq!(expected, &name(met));
    }
    let mut met = in_random_towns();
    met.extend(cases.into_iter().map(|(expected, _)| expected.to_owned()));
    assert_eq!(met, all);
}

fn in_random_towns() -> BTreeSet<String> {
    let mut met = BTreeSet::new();
    for (mut ledger, draws) in random_town::towns(2_000) {
        for (n, draw) in (1..).zip(&draws) {
            if let Err(refusal) = draw.step(&ledger, n).take(&mut ledger) {
                met.insert(name(&refusal));
            }
        }
    }
    met
}

/// The name of the variant.
fn name(refusal: &Refusal) -> String {
    let text = format!("{refusal:?}");
    text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_owned()
}

/// Cases that random towns do not come upon, each with the refusal it leads to.
fn small_cases() -> Vec<(&'static str, Refusal)> {
    vec![
        ("NotYourGroup", books(groups_only(), &[OCT_20], |_| {})),
        (
            "NotResident",
            books(Policy { residents_only: true, ..one_dose() }, &[OCT_20], |who| {
                who.resident = false;
            }),
        ),
        ("OtherSex", books(for_women(), &[OCT_20], |who| who.sex = Sex::Male)),
        ("NoPattern", books(one_pattern(2), &[OCT_20], |_| {})),
        ("NotInPattern", books(one_pattern(2), &[OCT_20], |who| who.groups = vec!["a".into()])),
        ("NoVoucher", books(voucher(), &[OCT_20], |_| {})),
        (
            "VoucherNotValid",
            books(voucher(), &[OCT_20], |who| {
                who.vouchers = vec![Validity { from: None, until: Some(date(2026, 10, 19)) }];
            }),
        ),
        ("DoseNotNeeded", second(one_for_elders(), OCT_27)),
        ("LaterDoseNotNeeded", moves_into_another_schedule()),
        ("TooSoonAfterFirst", second(since_first(), OCT_27)),
        ("OutsideStandard", second(strict(), OCT_27)),
        ("LaterDoseBooked", cancels_the_first()),
        (
            "TooNearOtherVaccine",
            given_before(live_vaccine(None), "other", VaccineKind::InjectedLive),
        ),
        (
            "ProductUnusable",
            given_before(live_vaccine(Some(date(2026, 10, 1))), "none", VaccineKind::Inactivated),
        ),
        ("OtherProduct", other_product()),
        ("AccountFull", limited(Limits { live_per_account: Some(1), persons_per_day: None })),
        ("AccountFullOnDay", limited(Limits { live_per_account: None, persons_per_day: Some(1) })),
        ("OneOfThem", together()),
        ("ContradictsItself", opens_a_contradiction()),
        ("PersonProtected", a_code_for_a_hidden_person()),
        ("NoWaitlist", joins(one_dose(), false)),
        ("PlacesFree", joins(waitlist(), true)),
        ("NotWaiting", asks(|applicant| Command::Leave(leave(applicant)))),
        ("NoSuchOffer", asks(|applicant| Command::EndOffer(declines(applicant)))),
        ("OfferOver", takes_late()),
    ]
}

/// Somebody, changed a little, asks for the first dose in the first slot.
fn books(policy: Policy, days: &[Date], change: impl Fn(&mut Applicant)) -> Refusal {
    let mut town = Town::new(policy, days);
    let mut who = town.someone();
    change(&mut who);
    town.books(&who, 1, 0).expect_err("it is refused")
}

/// Somebody who has the first dose on 20 October asks for the second.
fn second(policy: Policy, on: Date) -> Refusal {
    let mut town = Town::new(policy, &[OCT_20, on]);
    let who = town.someone();
    town.books(&who, 1, 0).expect("the first dose is to be had");
    town.books(&who, 2, 1).expect_err("the second is refused")
}

/// Somebody under 支援措置 asks for a code.
fn a_code_for_a_hidden_person() -> Refusal {
    let (id, person) = (CodeId(Uuid::from_u128(1)), PersonId(Uuid::from_u128(1)));
    let code = Code::new(id, Vec::new(), person, CodeKind::Letter, Timestamp::UNIX_EPOCH);
    domain::code::give(&code, &[], true).expect_err("there is none")
}

fn groups_only() -> Policy {
    let group = Group { code: "a".into(), name: "対象者".into(), proof: Proof::Roster };
    let from = town::at("2026-09-01T09:00:00");
    let release = Release { group: Some("a".into()), from, first: None, last: None };
    Policy { groups: vec![group], releases: vec![release], ..one_dose() }
}

fn for_women() -> Policy {
    Policy { doses: vec![Dose { sex: Some(Sex::Female), ..dose(1) }], ..Policy::default() }
}

fn one_pattern(exam: u8) -> Policy {
    let pattern = Pattern { code: "a".into(), name: "検査だけ".into(), exams: vec![exam] };
    Policy { doses: vec![dose(1), dose(2)], patterns: vec![pattern], ..Policy::default() }
}

fn voucher() -> Policy {
    Policy { voucher_needed: true, ..one_dose() }
}

/// One dose is enough for those who begin after their 65th birthday's eve.
fn one_for_elders() -> Policy {
    let starts = Start { after: Some(Age { years: 65, months: 0 }), until: None };
    Policy { schedules: vec![Schedule { starts, doses: vec![dose(1)] }], ..two_doses(0) }
}

/// The first dose moves from the day on which two are needed to one on which one is enough.
fn moves_into_another_schedule() -> Refusal {
    let mut town = Town::new(one_for_elders(), &[OCT_20, OCT_27, date(2026, 10, 21)]);
    let who = Applicant { birth: date(1961, 10, 21), ..town.someone() };
    town.books(&who, 1, 0).expect("the first dose");
    town.books(&who, 2, 1).expect("the second dose");
    let Book { id: booking, applicant, door, by, at, .. } = town.wish(&who, 1, 0);
    let to = SlotId(uuid::Uuid::from_u128(3));
    let wish = Move { booking, applicant, to, door, by, at };
    town.ledger.decide(&Command::Move(wish)).expect_err("the second is not needed then")
}

fn since_first() -> Policy {
    let mut policy = two_doses(0);
    policy.doses[1].since_first = vec![Dated::always(Span::Days(27))];
    policy
}

/// At least one day between, usually three weeks, and here the usual binds.
fn strict() -> Policy {
    let (minimum, standard) = (Span::Days(1), Some(Span::Days(20)));
    let rule = IntervalRule { minimum, standard, standard_latest: None, maximum: None };
    let second = Dose { intervals: vec![Dated::always(rule)], ..dose(2) };
    Policy { doses: vec![dose(1), second], standard_binds: true, ..Policy::default() }
}

fn cancels_the_first() -> Refusal {
    let policy = Policy { after_cancelled: AfterCancelled::Refuse, ..two_doses(0) };
    let mut town = Town::new(policy, &[OCT_20, OCT_27]);
    let who = town.someone();
    town.books(&who, 1, 0).expect("the first dose");
    town.books(&who, 2, 1).expect("the second dose");
    town.cancels(&who, 1, 0).expect_err("not before the second")
}

fn live_vaccine(usable_until: Option<Date>) -> Policy {
    let product = Product {
        code: "mr".into(),
        name: "MR".into(),
        kind: VaccineKind::InjectedLive,
        intervals: Vec::new(),
        usable_until,
        vial: None,
    };
    Policy { products: vec![product], ..one_dose() }
}

/// Somebody had a dose of another series on 10 October.
fn given_before(policy: Policy, series: &str, kind: VaccineKind) -> Refusal {
    let mut town = Town::new(policy, &[]);
    town.slot(0, PROGRAMME, OCT_20, Some("mr"));
    let (series, on) = (series.to_owned(), date(2026, 10, 10));
    let given = vec![Given { series, dose: 1, on, product: None, kind }];
    let who = Applicant { given, ..town.someone() };
    town.books(&who, 1, 0).expect_err("it is refused")
}

fn other_product() -> Refusal {
    let mut town = Town::new(Policy { same_product: true, ..two_doses(0) }, &[]);
    town.slot(0, PROGRAMME, OCT_20, Some("a"));
    town.slot(1, PROGRAMME, OCT_27, Some("b"));
    let who = town.someone();
    town.books(&who, 1, 0).expect("the first dose");
    town.books(&who, 2, 1).expect_err("another product")
}

/// One account books for two people on one day.
fn limited(limits: Limits) -> Refusal {
    let mut town = Town::new(Policy { limits, ..one_dose() }, &[OCT_20]);
    town.ledger.holds.insert(ACCOUNT, Vec::new());
    let (one, other) = (town.someone(), town.someone());
    town.books(&one, 1, 0).expect("the first person");
    town.books(&other, 1, 0).expect_err("one too many")
}

/// Three together want two places.
fn together() -> Refusal {
    let mut town = Town::new(one_dose(), &[OCT_20]);
    let people = [town.someone(), town.someone(), town.someone()];
    let wishes = people.iter().map(|who| town.wish(who, 1, 0)).collect();
    town.ledger.decide(&Command::Together(wishes)).expect_err("one of them has no place")
}

/// A programme with neither session nor slot.
fn opens_a_contradiction() -> Refusal {
    let town = Town::new(one_dose(), &[]);
    let programme = town.ledger.programmes[&PROGRAMME].clone();
    let (venues, sessions, slots, elsewhere) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let setup = Setup { programme, venues, sessions, slots, elsewhere };
    opening::open(setup, town.now, &[], town.now).expect_err("it does not open")
}

fn waitlist() -> Policy {
    Policy { waitlist: Some(Waitlist::default()), ..one_dose() }
}

fn join(applicant: &Applicant, policy: Policy, is_free: bool) -> Result<Decision, Refusal> {
    let town = Town::new(policy, &[OCT_20]);
    let programme = &town.ledger.programmes[&PROGRAMME];
    let (id, party, door) = (EntryId(Uuid::nil()), PartyId(Uuid::nil()), Door::Line);
    let (wish, holds, may_have) = (&Wish::default(), &[], Ok(()));
    let one = Joiner { id, applicant, dose: 1, may_have, current: None, known: None };
    let ask = Join { party, wish, account: None, holds, door, bookable: is_free };
    waitlist::join(programme, &[one], &ask, &[], now())
}

fn joins(policy: Policy, is_free: bool) -> Refusal {
    let who = Town::new(one_dose(), &[OCT_20]).someone();
    join(&who, policy, is_free).expect_err("it is refused")
}

fn asks(command: impl Fn(&Applicant) -> Command) -> Refusal {
    let mut town = Town::new(waitlist(), &[OCT_20]);
    let who = town.someone();
    town.ledger.decide(&command(&who)).expect_err("it is refused")
}

fn leave(who: &Applicant) -> Leave {
    let (entry, by) = (EntryId(Uuid::nil()), Actor::Officer(OfficerId(Uuid::nil())));
    Leave { entry, person: who.person, all: false, by, at: now() }
}

fn declines(who: &Applicant) -> EndOffer {
    let (offer, by) = (OfferId(Uuid::nil()), Actor::Officer(OfficerId(Uuid::nil())));
    EndOffer { offer, person: who.person, how: OfferEnd::Declined, by, at: now() }
}

/// Somebody is offered a place, lets it lapse and takes it then.
fn takes_late() -> Refusal {
    let mut town = Town::new(waitlist(), &[OCT_20]);
    let who = town.someone();
    let joined = join(&who, waitlist(), false).expect("they may wait");
    joined.changes.iter().for_each(|change| town.ledger.absorb(change));
    let entry = town.ledger.entries.values().next().expect("they wait").clone();
    let slot = *town.ledger.slots.keys().next().expect("there is one");
    let id = |_: &Entry| OfferId(Uuid::nil());
    let made = town.ledger.ask_in_turn(slot, &[vec![(entry, who.clone())]], id, now());
    let [Change::OfferMade(offer)] = &made[0].changes[..] else { panic!("{made:?}") };
    let accept = Accept {
        offer: offer.id,
        id: BookingId(Uuid::nil()),
        once: RequestId(Uuid::nil()),
        applicant: who,
        along: Vec::new(),
        door: Door::Line,
        account: None,
        by: Actor::System,
        at: offer.lapses_at,
    };
    town.ledger.decide(&Command::Accept(accept)).expect_err("it is refused")
}

fn now() -> Timestamp {
    town::at("2026-10-01T09:00:00")
}
