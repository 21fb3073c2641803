//! A counter that takes so many accesses a second, and people who wait, come in when they learn of it, read between their
//! accesses, and go. By it the pace is tried on counters of all kinds.

use super::*;
use std::collections::{BTreeMap, VecDeque};

/// A step of its clock, in milliseconds.
const STEP: i64 = 10;
/// Those who wait ask again after at most so long.
const ASK_AGAIN: u64 = 2_000;

/// What kind of counter, and what kind of people.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kind {
    pub(super) at_once: u32,
    /// What it takes.
    pub(super) accesses_a_second: u64,
    /// What everybody asks of it who is let in.
    pub(super) accesses: u64,
    /// How long they read each page, in milliseconds.
    pub(super) reads: u64,
}

/// The counter, its people, and what was seen.
pub(super) struct Counter {
    kind: Kind,
    entrance: Entrance,
    now: i64,
    /// Accesses in work: how many more each of these people will ask for.
    work: VecDeque<u64>,
    /// Who comes back when, and for how many accesses.
    due: BTreeMap<i64, Vec<u64>>,
    called: u64,
    /// Thousandths of an access that the last step had room for.
    room: u64,
    /// Accesses done, and the most that were ever in work.
    pub(super) done: u64,
    pub(super) most_in_work: usize,
}

impl Counter {
    /// So many wait, and the counter has been crowded by those who came before there were tickets.
    pub(super) fn crowded(kind: Kind, waiting: u64) -> Self {
        let mut entrance = Entrance::default();
        let mut came = 0;
        for ms in 0..=1_000 {
            while came * 1_000 <= kind.accesses_a_second * ms {
                let now = at(i64::try_from(ms).expect("a second"));
                entrance.look(now, kind.at_once, kind.at_once, None);
                came += 1;
            }
        }
        assert!(entrance.round().is_some());
        for lot in 0..waiting {
            entrance.ticket(at(1_000), lot);
        }
        let (mut work, due) = (VecDeque::new(), BTreeMap::new());
        work.resize(kind.at_once as usize * 2, kind.accesses);
        Self { kind, entrance, now: 1_000, work, due, called: 0, room: 0, done: 0, most_in_work: 0 }
    }

    /// So much time passes, while the counter takes so many accesses a second.
    pub(super) fn passes(&mut self, ms: i64, accesses_a_second: u64) {
        let end = self.now + ms;
        while self.now < end {
            self.now += STEP;
            self.learn();
            self.come();
            self.serves(accesses_a_second);
        }
    }

    pub(super) fn round(&self) -> &Round {
        self.entrance.round().expect("tickets are given")
    }

    /// Whoever was let in learns of it when they ask next; some sooner, some later.
    fn learn(&mut self) {
        let let_in = self.round().let_in();
        for person in self.called..let_in {
            let later = i64::try_from(person * 7_919 % ASK_AGAIN).expect("seconds");
            self.due.entry(self.now + later).or_default().push(self.kind.accesses);
        }
        self.called = let_in;
        // Somebody who waits asks in each step.
        self.looks(1);
        self.entrance.is_sent_back();
    }

    fn come(&mut self) {
        let later = self.due.split_off(&(self.now + 1));
        for rest in std::mem::replace(&mut self.due, later).into_values().flatten() {
            self.work.push_back(rest);
            self.most_in_work = self.most_in_work.max(self.work.len());
            self.looks(0);
        }
    }

    fn looks(&mut self, more: usize) {
        let served = u32::try_from(self.work.len() + more).expect("few");
        self.entrance.look(at(self.now), served, self.kind.at_once, None);
    }

    fn serves(&mut self, accesses_a_second: u64) {
        self.room += accesses_a_second * STEP.unsigned_abs();
        while self.room >= 1_000 {
            let Some(rest) = self.work.pop_front() else {
                self.room = 0;
                return;
            };
            self.room -= 1_000;
            self.done += 1;
            if rest > 1 {
                let read = i64::try_from(self.kind.reads).expect("seconds");
                self.due.entry(self.now + read.max(1)).or_default().push(rest - 1);
            }
        }
    }
}
