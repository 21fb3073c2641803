//! A second opinion about ages, intervals, places, exams and holds: the fact base's words by walking and counting, compared
//! with the engine over random histories. It shares no code with the engine, so that a misreading of a rule
//! has to be made twice to go unnoticed. Slow on purpose; `MADOGUCHI_TEST_CASES` makes it a long run.

mod calendar;
mod draw;
#[path = "../how_many/mod.rs"]
mod how_many;
mod law;
mod town;

use domain::{
    Actor, BookingId, CancelReason, Change, Command, Decision, Door, HoldId, Ledger, OfficerId,
    Place, Pool, Refusal, RequestId, booking, capacity,
    command::{Book, Cancel, HoldPlaces, Move, OnHold},
    hold,
};
use draw::{Drawn, POOLS, SLOTS, Step, any_town, now, programme, slot};
use how_many::cases;
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use std::collections::{BTreeMap, BTreeSet};
use town::{Asked, Kept, NaiveTown, Reason, Taken, reason};
use uuid::Uuid;

const OFFICER: Actor = Actor::Officer(OfficerId(Uuid::from_u128(1)));

/// Both towns, and what was met in them.
struct Towns<'a> {
    drawn: &'a Drawn,
    engine: Ledger,
    naive: NaiveTown,
    met: BTreeMap<Option<Reason>, usize>,
}

impl<'a> Towns<'a> {
    fn new(drawn: &'a Drawn) -> Self {
        let (engine, naive) = (drawn.ledger(), drawn.naive());
        Self { drawn, engine, naive, met: BTreeMap::new() }
    }

    fn play(mut self) -> Result<BTreeMap<Option<Reason>, usize>, TestCaseError> {
        for step in &self.drawn.steps {
            let line = self.line(step);
            match (step.kind, line) {
                (6 | 7, Some(line)) => self.moves(step, line)?,
                (8, Some(line)) => self.cancels(line)?,
                (9, _) => self.reshapes(step)?,
                (10, _) => self.keeps(step)?,
                (11, _) => self.lets_go(step)?,
                _ => self.books(step)?,
            }
            self.counts_agree()?;
        }
        Ok(self.met)
    }

    /// A live line of the list.
    fn line(&self, step: &Step) -> Option<usize> {
        let lines = self.naive.list.iter().enumerate().filter(|(_, taken)| taken.live);
        let live: Vec<usize> = lines.map(|(line, _)| line).collect();
        (!live.is_empty()).then(|| live[step.pick.index(live.len())])
    }

    fn books(&mut self, step: &Step) -> Result<(), TestCaseError> {
        let of = self.naive.places[step.slot].programme;
        let programme = if step.other_programme { 1 - of } else { of };
        let (person, door) = (step.person, door(step));
        let pools = pools(door);
        let asked = Asked { person, programme, dose: 1, slot: step.slot, pools, moving: None };
        let dose = step.dose.unwrap_or_else(|| self.naive.due(&asked));
        let asked = Asked { dose, ..asked };
        let against = self.naive.against(&asked);
        let wish = self.wish(&asked, door);
        let listed = self.listed(&wish);
        let answer = self.engine.decide(&Command::Book(wish));
        prop_assert_eq!(listed.as_ref().err(), answer.as_ref().err(), "the list and the last word");
        if self.agrees(&against, &answer)? {
            let pool = self.naive.pool_with_room(&asked).expect("there is room");
            self.naive.list.push(Taken {
                person,
                programme,
                dose,
                slot: step.slot,
                pool,
                live: true,
            });
        }
        Ok(())
    }

    fn wish(&self, asked: &Asked, door: Door) -> Book {
        let id = id(self.naive.list.len());
        Book {
            id: BookingId(id),
            once: RequestId(id),
            applicant: self.drawn.applicant(asked.person),
            programme: programme(asked.programme),
            dose: asked.dose,
            slot: slot(asked.slot),
            door,
            account: None,
            exception: None,
            hold: None,
            by: OFFICER,
            at: now(),
        }
    }

    fn listed(&self, wish: &Book) -> Result<Place, Refusal> {
        let programme = &self.engine.programmes[&wish.programme];
        let facts = self.engine.facts(&wish.applicant, programme, wish.by);
        let slot = &self.engine.slots[&wish.slot];
        let case = facts.case(programme, wish.dose, slot, &wish.applicant);
        booking::may_book(&case, wish.door, wish.at)
    }

    fn moves(&mut self, step: &Step, line: usize) -> Result<(), TestCaseError> {
        let held = self.naive.list[line].clone();
        let door = door(step);
        let Taken { person, programme, dose, .. } = held;
        let (to, moving) = (step.slot, Some(line));
        let asked = Asked { person, programme, dose, slot: to, pools: pools(door), moving };
        let against = self.naive.against(&asked);
        let answer = self.engine.decide(&Command::Move(Move {
            booking: BookingId(id(line)),
            applicant: self.drawn.applicant(person),
            to: slot(to),
            door,
            by: OFFICER,
            at: now(),
        }));
        if held.slot == to {
            prop_assert_eq!(answer, Ok(Decision::nothing()));
        } else if self.agrees(&against, &answer)? {
            let pool = self.naive.pool_with_room(&asked).expect("there is room");
            (self.naive.list[line].slot, self.naive.list[line].pool) = (to, pool);
        }
        Ok(())
    }

    fn cancels(&mut self, line: usize) -> Result<(), TestCaseError> {
        let person = self.naive.list[line].person;
        let answer = self.engine.decide(&Command::Cancel(Cancel {
            booking: BookingId(id(line)),
            applicant: self.drawn.applicant(person),
            reason: CancelReason::ByTown,
            by: OFFICER,
            at: now(),
        }));
        let before = self.naive.list.iter().filter(|taken| taken.live).count();
        self.naive.cancel(line);
        let gone = before - self.naive.list.iter().filter(|taken| taken.live).count();
        prop_assert_eq!(answer.map(|decision| decision.changes.len()), Ok(gone));
        Ok(())
    }

    fn reshapes(&mut self, step: &Step) -> Result<(), TestCaseError> {
        let pool = POOLS[usize::from(step.by_phone)];
        let answer = capacity::set(&self.engine.slots[&slot(step.slot)], pool, step.to);
        let below = step.to < self.naive.taken(step.slot, pool);
        let against: BTreeSet<Reason> = below.then_some(Reason::BelowTaken).into_iter().collect();
        if self.agrees(&against, &answer)? {
            let decision = answer.expect("both agree to it");
            decision.changes.iter().for_each(|change: &Change| self.engine.absorb(change));
            self.naive.places[step.slot].capacity.insert(pool, step.to);
        }
        Ok(())
    }

    /// Staff keep places back.
    fn keeps(&mut self, step: &Step) -> Result<(), TestCaseError> {
        let (index, pool) = (step.slot, POOLS[usize::from(step.by_phone)]);
        let free = self.naive.places[index].capacity[&pool] - self.naive.taken(index, pool);
        let wrong = step.to == 0 || step.to > free;
        let against: BTreeSet<Reason> = wrong.then_some(Reason::BeyondLeft).into_iter().collect();
        let of = &self.engine.slots[&slot(index)];
        let answer = self.engine.decide(&Command::Hold(HoldPlaces {
            slot: slot(index),
            ask: hold::Ask {
                id: HoldId(id(self.naive.kept.len())),
                pool,
                places: step.to,
                reason: "施設".to_owned(),
                expires_at: of.starts_at(),
            },
            by: OFFICER,
            at: now(),
        }));
        if self.agrees(&against, &answer)? {
            let kept = Kept { slot: index, pool, places: step.to, live: true };
            self.naive.kept.push(kept);
        }
        Ok(())
    }

    /// Staff give up what they kept, the second time without effect.
    fn lets_go(&mut self, step: &Step) -> Result<(), TestCaseError> {
        if self.naive.kept.is_empty() {
            return Ok(());
        }
        let index = step.pick.index(self.naive.kept.len());
        let hold = HoldId(id(index));
        let answer = self.engine.decide(&Command::EndHold(OnHold { hold, by: OFFICER, at: now() }));
        let kept = &mut self.naive.kept[index];
        let changes = usize::from(std::mem::replace(&mut kept.live, false));
        prop_assert_eq!(answer.map(|decision| decision.changes.len()), Ok(changes));
        Ok(())
    }

    /// Whether both say yes. The engine's no must be for one of the reasons.
    fn agrees(
        &mut self,
        against: &BTreeSet<Reason>,
        answer: &Result<Decision, Refusal>,
    ) -> Result<bool, TestCaseError> {
        let named = answer.as_ref().err().map(reason);
        prop_assert_eq!(against.is_empty(), answer.is_ok(), "{:?} but {:?}", against, answer);
        if let Some(named) = named {
            let of_these = named.is_some_and(|named| against.contains(&named));
            prop_assert!(of_these, "{:?} but {:?}", against, answer);
        }
        *self.met.entry(named.flatten()).or_default() += 1;
        Ok(answer.is_ok())
    }

    fn counts_agree(&self) -> Result<(), TestCaseError> {
        for index in 0..SLOTS {
            for pool in POOLS {
                let capacity = self.naive.places[index].capacity[&pool];
                let (booked, kept) = (self.naive.booked(index, pool), self.naive.kept(index, pool));
                let count = self.engine.slots[&slot(index)].pool(pool);
                prop_assert_eq!((count.capacity, count.booked), (capacity, booked));
                prop_assert_eq!((count.held, count.left()), (kept, capacity - booked - kept));
            }
            if let Some((dose, _)) = self.naive.places[index].quota {
                let quota = self.engine.slots[&slot(index)].quota(dose).expect("it was drawn");
                prop_assert_eq!(quota.booked, self.naive.had_here(index, dose));
            }
        }
        Ok(())
    }
}

/// The id of the booking in this line of the list.
fn id(line: usize) -> Uuid {
    Uuid::from_u128(line as u128 + 1)
}

fn door(step: &Step) -> Door {
    if step.by_phone { Door::Phone } else { Door::Line }
}

/// The phone has places of its own, and then those of everyone.
fn pools(door: Door) -> &'static [Pool] {
    match door {
        Door::Line => &[Pool::Public],
        Door::Phone => &[Pool::CallCentre, Pool::Public],
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_engine_and_the_second_opinion_agree(drawn in any_town()) {
        Towns::new(&drawn).play()?;
    }
}

/// An agreement in towns in which nothing happens says little.
#[test]
fn random_histories_meet_every_answer_often() {
    let (mut runner, any) = (TestRunner::deterministic(), any_town());
    let mut met: BTreeMap<Option<Reason>, usize> = BTreeMap::new();
    for _ in 0..600 {
        let drawn = any.new_tree(&mut runner).unwrap().current();
        for (answer, times) in Towns::new(&drawn).play().unwrap() {
            *met.entry(answer).or_default() += times;
        }
    }
    println!("{met:?}");
    assert_eq!(met.len(), 17, "{met:?}");
    assert!(met.values().all(|times| *times >= 10), "{met:?}");
}
