//! Admission in a rush: when more come than can be served, everybody gets a ticket and is let in by turns. When
//! that begins and ends, in which order people come, and what they are told of it; who holds a ticket and what a
//! lot is drawn from is known elsewhere.

mod flow;
mod pace;
#[cfg(test)]
mod tests;

use flow::{Flow, Seen};
use jiff::{SignedDuration, Timestamp};
use pace::Pace;

/// How long before an opening those who wait are no sooner or later than each other.
pub const EARLY: SignedDuration = SignedDuration::from_mins(10);
/// How long it must be crowded before tickets are given: one crowded moment is none.
pub const CROWDED_FOR: SignedDuration = SignedDuration::from_secs(1);
/// How long it must be calm, with nobody waiting, before tickets end.
pub const CALM_FOR: SignedDuration = SignedDuration::from_secs(10);
/// How long whoever was inside when tickets began may go on without one.
pub const INSIDE_FOR: SignedDuration = SignedDuration::from_mins(15);
/// How long a round is remembered by the tickets that were given in it.
pub const ROUND_MOST: SignedDuration = SignedDuration::from_hours(24);

/// Somebody's ticket. It says nothing of what comes after it, so it can be carried and shown again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ticket {
    /// Given before the opening: the lot decides.
    Early {
        /// Drawn evenly over all numbers.
        lot: u64,
    },
    /// Its place among all: those of the lots first, then the others as they came.
    Later {
        /// From one on.
        number: u64,
    },
}

/// A ticket as it was shown last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    /// When its round began.
    pub began: Timestamp,
    /// The ticket.
    pub ticket: Ticket,
    /// How many had been let in then.
    pub let_in: u64,
}

/// Whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Yours.
    ComeIn,
    /// The opening is still to come; then lots decide.
    BeforeOpening {
        /// When it is.
        opens_at: Timestamp,
        /// How many wait for it so far.
        waiting: u64,
    },
    /// Others come first.
    Wait {
        /// How many at most.
        ahead: u64,
        /// How long that takes at the present pace.
        about: SignedDuration,
    },
}

/// One time of giving tickets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    /// When it began; tickets carry it.
    pub began: Timestamp,
    /// The opening it began before, if it did.
    pub opens_at: Option<Timestamp>,
    early: u64,
    later: u64,
    pace: Pace,
    calm_since: Option<Timestamp>,
}

/// The entrance: open to everybody, or by ticket.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entrance {
    round: Option<Round>,
    crowded_since: Option<Timestamp>,
    flow: Flow,
}

impl Entrance {
    /// The round of tickets, if they are given now.
    pub fn round(&self) -> Option<&Round> {
        self.round.as_ref()
    }

    /// Somebody comes, and so many are being served with them, of so many who can be at once. Tickets begin and end here,
    /// and the number who may come in grows. `opens_at` is the next opening, if one is near.
    pub fn look(&mut self, now: Timestamp, served: u32, at_once: u32, opens_at: Option<Timestamp>) {
        let crowded = served >= at_once;
        self.crowded_since = crowded.then(|| self.crowded_since.unwrap_or(now));
        let seen = self.flow.comes(now, served);
        match (&mut self.round, seen) {
            (None, _) => {
                let since = self.crowded_since;
                if since.is_some_and(|since| now.duration_since(since) >= CROWDED_FOR) {
                    let opens_at = near(opens_at, now);
                    self.round = Some(Round::begin(now, at_once, self.flow.a_second(), opens_at));
                }
            }
            (Some(round), Some(seen)) => {
                round.look(now, seen, at_once);
                if round.is_over(now) {
                    self.round = None;
                    self.crowded_since = None;
                }
            }
            (Some(_), None) => {}
        }
    }

    /// Whoever came last was told to wait: it cost the counter next to nothing.
    pub fn is_sent_back(&mut self) {
        self.flow.is_sent_back();
    }

    /// A ticket for somebody who has none of this round; none where everybody may come in.
    pub fn ticket(&mut self, now: Timestamp, lot: u64) -> Option<Ticket> {
        let round = self.round.as_mut()?;
        Some(if round.opens_at.is_some_and(|opens_at| now < opens_at) {
            round.early += 1;
            Ticket::Early { lot }
        } else {
            round.later += 1;
            Ticket::Later { number: round.given() }
        })
    }

    /// The same ticket with its place settled, once the lots are drawn.
    pub fn settled(&self, ticket: Ticket, now: Timestamp) -> Ticket {
        match (&self.round, ticket) {
            (Some(round), Ticket::Early { .. }) if round.opens_at.is_none_or(|at| at <= now) => {
                Ticket::Later { number: round.number(ticket) }
            }
            _ => ticket,
        }
    }

    /// Takes up a round again that only its tickets still know of, after a restart: nobody who comes new goes
    /// before them, and those who were in stay in. A ticket carries what was known when it was last shown.
    pub fn remember(&mut self, shown: Shown, now: Timestamp, at_once: u32) {
        let fresh = shown.began <= now && now.duration_since(shown.began) < ROUND_MOST;
        let Some(round) = self.round.as_mut().filter(|_| fresh) else { return };
        if round.began > shown.began {
            *round = Round::begin(shown.began, at_once, self.flow.a_second(), None);
            round.pace.moved_at(now);
        }
        if round.began == shown.began
            && let Ticket::Later { number } = shown.ticket
        {
            round.later = round.later.max(number.saturating_sub(round.early));
            round.pace.were_let_in(shown.let_in.min(round.given()));
        }
    }

    /// Whose turn it is of those with this ticket of this round.
    pub fn turn(&self, ticket: Ticket, now: Timestamp) -> Turn {
        self.round.as_ref().map_or(Turn::ComeIn, |round| round.turn(ticket, now))
    }

    /// Whether somebody who was inside at an instant may go on without a ticket.
    pub fn was_inside(&self, at: Timestamp, now: Timestamp) -> bool {
        let Some(round) = &self.round else { return true };
        let began_before_opening = round.opens_at.is_some();
        at <= round.began
            && !began_before_opening
            && round.began.duration_since(at) < INSIDE_FOR
            && now.duration_since(round.began) < INSIDE_FOR
    }
}

/// An opening that lies ahead and is near.
fn near(opens_at: Option<Timestamp>, now: Timestamp) -> Option<Timestamp> {
    opens_at.filter(|opens_at| now < *opens_at && opens_at.duration_since(now) <= EARLY)
}

impl Round {
    fn begin(
        began: Timestamp,
        at_once: u32,
        accesses_a_second: u64,
        opens_at: Option<Timestamp>,
    ) -> Self {
        let pace = Pace::begin(began, at_once, accesses_a_second);
        Self { began, opens_at, early: 0, later: 0, pace, calm_since: None }
    }

    /// How many tickets were given.
    pub fn given(&self) -> u64 {
        self.early + self.later
    }

    /// How many of them may come in.
    pub fn let_in(&self) -> u64 {
        self.pace.let_in()
    }

    /// How many of them still wait.
    pub fn waiting(&self) -> u64 {
        self.given().saturating_sub(self.pace.let_in())
    }

    /// How many may come in each second, as it goes now.
    pub fn a_second(&self) -> u32 {
        self.pace.a_second()
    }

    fn look(&mut self, now: Timestamp, seen: Seen, at_once: u32) {
        if let Some(opens_at) = self.opens_at {
            if now < opens_at {
                return;
            }
            self.pace.begins_at(opens_at);
        }
        self.pace.look(now, seen, at_once, self.given());
        // A quarter of what can be served: far enough below to not begin again at once.
        let calm = seen.in_work <= (at_once / 4).max(1) && self.waiting() == 0;
        self.calm_since = calm.then(|| self.calm_since.unwrap_or(now));
    }

    fn is_over(&self, now: Timestamp) -> bool {
        self.calm_since.is_some_and(|since| now.duration_since(since) >= CALM_FOR)
    }

    /// The number of a ticket among all: lots share the first numbers evenly.
    fn number(&self, ticket: Ticket) -> u64 {
        match ticket {
            Ticket::Early { lot } => {
                let place = (u128::from(lot) * u128::from(self.early)) >> 64;
                u64::try_from(place).unwrap_or(u64::MAX) + 1
            }
            Ticket::Later { number } => number,
        }
    }

    fn turn(&self, ticket: Ticket, now: Timestamp) -> Turn {
        if let Some(opens_at) = self.opens_at.filter(|opens_at| now < *opens_at) {
            return Turn::BeforeOpening { opens_at, waiting: self.early };
        }
        let number = self.number(ticket);
        match number.checked_sub(self.pace.let_in() + 1) {
            None => Turn::ComeIn,
            Some(ahead) => Turn::Wait { ahead, about: self.pace.takes(ahead + 1) },
        }
    }
}
