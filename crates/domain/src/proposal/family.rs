//! Places for several at once: a family that comes together, or one whose parents are not to be ill on the
//! same day; several exams of one person. All of them or none.

use crate::{
    booking,
    command::{Book, Command},
    id::{PersonId, SlotId},
    ledger::Ledger,
    slot::Slot,
    when::Date,
};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// How those who book together want to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Company {
    /// In one slot, or in slots of one session that follow each other without a gap.
    Adjacent,
    /// Each on a day of their own.
    Apart,
}

/// The places for all of these, or nothing. Adjacent, it is the earliest beginning and then the shortest stay;
/// apart, the first named has the earliest day there is for them all, then the second, and so on.
///
/// The slots in the drafts are not looked at; door, account and instant are the same in all. A dose and the
/// one that follows it are not for here, but for [`super::next_dose`].
pub fn together(
    ledger: &Ledger,
    drafts: &[Book],
    candidates: &[SlotId],
    company: Company,
) -> Option<Vec<Book>> {
    if drafts.is_empty() {
        return None;
    }
    let mut slots: Vec<&Slot> = candidates.iter().filter_map(|id| ledger.slots.get(id)).collect();
    slots.sort_by_key(|slot| (slot.date, slot.starts, slot.session, slot.id));
    slots.dedup_by_key(|slot| slot.id);
    let open: Vec<Vec<&Slot>> = drafts.iter().map(|draft| open_to(ledger, draft, &slots)).collect();
    let bare = ledger.without_slots();
    match company {
        Company::Adjacent => runs(&slots, drafts.len()).find_map(|run| {
            let here = |slot: &&Slot| run.iter().flatten().any(|other| other.id == slot.id);
            let open = open.iter().map(|open| open.iter().copied().filter(here).collect());
            let all = |placed: &[Book]| placed.len() < drafts.len() || sits_in_all(&run, placed);
            Search::new(&bare, drafts, open.collect())?.find(&all)
        }),
        Company::Apart => {
            let open = open.iter().map(|open| first_of_days(open, drafts.len())).collect();
            Search::new(&bare, drafts, open)?.find(&|placed| each_has_a_day(&slots, placed))
        }
    }
}

/// The slots that the draft could have if nobody came along.
fn open_to<'a>(ledger: &Ledger, draft: &Book, slots: &[&'a Slot]) -> Vec<&'a Slot> {
    let Some(programme) = ledger.programmes.get(&draft.programme) else { return Vec::new() };
    let facts = ledger.facts(&draft.applicant, programme, draft.by);
    let may = |slot: &&Slot| {
        let case = facts.case(programme, draft.dose, slot, &draft.applicant);
        booking::may_book(&case, draft.door, draft.at).is_ok()
    };
    slots.iter().copied().filter(may).collect()
}

/// Rows of slots of one session and one hour, each beginning when the one before ends: every run of up to
/// `most` rows, by its beginning and then its length.
fn runs<'a>(slots: &[&'a Slot], most: usize) -> impl Iterator<Item = Vec<Vec<&'a Slot>>> {
    let mut rows: BTreeMap<_, Vec<&Slot>> = BTreeMap::new();
    for slot in slots {
        rows.entry((slot.date, slot.starts, slot.session)).or_default().push(slot);
    }
    let starts: Vec<_> = rows.keys().copied().collect();
    starts.into_iter().flat_map(move |start| {
        let next = |row: &Vec<&Slot>| {
            let last = row[0];
            rows.get(&(last.date, last.ends, last.session)).filter(|_| last.starts < last.ends)
        };
        let all = std::iter::successors(rows.get(&start), |row| next(row)).take(most);
        let all: Vec<Vec<&Slot>> = all.cloned().collect();
        (1..=all.len()).map(move |length| all[..length].to_vec()).collect::<Vec<_>>()
    })
}

/// Whether nobody in the middle is missing.
fn sits_in_all(run: &[Vec<&Slot>], placed: &[Book]) -> bool {
    let sits = |slot: &&Slot| placed.iter().any(|book| book.slot == slot.id);
    run.iter().all(|row| row.iter().any(sits))
}

/// The earliest slot of each of the first days. With `most` people nobody needs more days than that: the
/// others take one fewer.
fn first_of_days<'a>(open: &[&'a Slot], most: usize) -> Vec<&'a Slot> {
    let mut days: Vec<&Slot> = open.to_vec();
    days.dedup_by_key(|slot| slot.date);
    days.truncate(most);
    days
}

fn each_has_a_day(slots: &[&Slot], placed: &[Book]) -> bool {
    let day = |book: &Book| slots.iter().find(|slot| slot.id == book.slot).map(|slot| slot.date);
    let days: BTreeSet<Option<Date>> = placed.iter().map(day).collect();
    days.len() == placed.len()
}

/// What a place that is taken means to the rest: where, for which dose or exam, and for whom if they are to
/// come again. Who else sits there does not matter.
type Seat = (SlotId, u8, Option<PersonId>);

/// One after another takes the first of their slots that leaves room for the rest.
struct Search<'a> {
    facts: Ledger,
    drafts: &'a [Book],
    /// The slots of each, the best first.
    open: Vec<Vec<&'a Slot>>,
    /// Who is among them more than once, for several exams.
    twice: BTreeSet<PersonId>,
    /// Seats taken from which the rest were found to have none.
    dead: HashSet<Vec<Seat>>,
}

impl<'a> Search<'a> {
    /// None where somebody has no slot at all.
    fn new(bare: &Ledger, drafts: &'a [Book], open: Vec<Vec<&'a Slot>>) -> Option<Self> {
        if open.iter().any(Vec::is_empty) {
            return None;
        }
        let mut facts = bare.clone();
        facts.slots.extend(open.iter().flatten().map(|slot| (slot.id, Slot::clone(slot))));
        let mut seen = BTreeSet::new();
        let persons = drafts.iter().map(|draft| draft.applicant.person);
        let twice = persons.filter(|person| !seen.insert(*person)).collect();
        Some(Self { facts, drafts, open, twice, dead: HashSet::new() })
    }

    /// `fits` is asked of the first few too, and says no of them only if no others could make it a yes.
    fn find(mut self, fits: &dyn Fn(&[Book]) -> bool) -> Option<Vec<Book>> {
        let mut placed = Vec::new();
        self.place(&mut placed, fits).then_some(placed)
    }

    fn place(&mut self, placed: &mut Vec<Book>, fits: &dyn Fn(&[Book]) -> bool) -> bool {
        if !fits(placed) || self.dead.contains(&self.seats(placed)) {
            return false;
        }
        let Some(draft) = self.drafts.get(placed.len()) else { return true };
        for slot in self.open[placed.len()].clone() {
            placed.push(Book { slot: slot.id, ..draft.clone() });
            let wish = Command::Together(placed.clone());
            if self.facts.clone().decide(&wish).is_ok() && self.place(placed, fits) {
                return true;
            }
            placed.pop();
        }
        self.dead.insert(self.seats(placed));
        false
    }

    fn seats(&self, placed: &[Book]) -> Vec<Seat> {
        let seat = |book: &Book| {
            let person = book.applicant.person;
            (book.slot, book.dose, self.twice.contains(&person).then_some(person))
        };
        let mut seats: Vec<_> = placed.iter().map(seat).collect();
        seats.sort_unstable();
        seats
    }
}
