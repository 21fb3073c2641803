//! Reminders: who has a booking hears of it some days before, so that a place they cannot use goes to somebody who
//! waits. One for each person, not for each account; whom LINE does not reach is phoned, or has a postcard.

use crate::{
    booking::{Booking, BookingState},
    change::{Change, Decision},
    id::{AccountId, BookingId, PersonId},
    notice::{Notice, NoticeKind},
    refusal::Refusal,
    slot::Slot,
    waitlist::Quiet,
    when::{self, Date, days_after},
};
use jiff::{
    Timestamp,
    civil::{Time, time},
};
use serde::{Deserialize, Serialize};

/// When a programme reminds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Reminders {
    /// So many calendar days before the session, each once; none is never.
    pub days: Vec<u16>,
    /// At this time of those days.
    pub at: Time,
    /// From when to when, by the clock, nobody is sent a reminder: what is late waits for the morning.
    pub quiet: Option<Quiet>,
}

/// Nobody is reminded earlier than so many days before the session.
pub const DAYS_MOST: u16 = 60;
/// Nobody is reminded of a booking more often: each time is a message of the month.
pub const TIMES_MOST: usize = 5;

/// A reminder whose time has come for a day of sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stage {
    /// So many days before.
    pub days: u16,
    /// Since when it is to be sent. Who took the place later than this has just seen when it is.
    pub since: Timestamp,
}

/// How somebody was reminded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// By a message in LINE.
    Line,
    /// On the phone: they were told.
    Phone,
    /// On the phone: nobody answered.
    NoAnswer,
    /// By a postcard.
    Postcard,
}

/// Somebody was reminded of a booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Reminded {
    /// Of which.
    pub booking: BookingId,
    /// Whose.
    pub person: PersonId,
    /// Of which day; who moves to another is reminded of that.
    pub date: Date,
    /// So many days before it.
    pub days: u16,
    /// How.
    pub way: Way,
    /// The account that is told, in LINE.
    pub account: Option<AccountId>,
    /// When.
    pub at: Timestamp,
}

/// Somebody said that they will come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Confirmed {
    /// To which booking.
    pub booking: BookingId,
    /// Whose.
    pub person: PersonId,
    /// When.
    pub at: Timestamp,
}

/// What is still to be done by hand so that somebody is reminded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Task {
    /// To phone them.
    Phone,
    /// To write to them.
    Postcard,
    /// Under 支援措置 and without a number: nothing is sent to their house by a list.
    WithCare,
}

/// What is known of how somebody can be reminded, and was.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, and all combine")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Whether they said that they will come.
    pub confirmed: bool,
    /// Whether a reminder reached them: by LINE, on the phone, by post.
    pub told: bool,
    /// Whether LINE reaches somebody who acts for them.
    pub in_line: bool,
    /// Whether the last message in LINE was lost.
    pub lost: bool,
    /// Whether the roster has a number.
    pub has_phone: bool,
    /// Whether they are under 支援措置.
    pub protected: bool,
}

impl Default for Reminders {
    fn default() -> Self {
        let quiet = Quiet { from: time(20, 0, 0, 0), until: time(8, 0, 0, 0) };
        Self { days: vec![3, 1], at: time(10, 0, 0, 0), quiet: Some(quiet) }
    }
}

impl Reminders {
    /// How many days before the session the first is sent; none where nobody is reminded.
    pub fn first(&self) -> Option<u16> {
        self.days.iter().copied().max()
    }

    /// Whether nobody is reminded too early or too often.
    pub fn are_within_measure(&self) -> bool {
        self.days.len() <= TIMES_MOST && self.first().is_none_or(|first| first <= DAYS_MOST)
    }

    /// Which reminder those who come on this day should have had by now. A later one takes the place of an earlier
    /// one that was missed.
    pub fn stage(&self, date: Date, now: Timestamp) -> Option<Stage> {
        let days = self.days.iter().copied();
        let stage = |days: u16| {
            let day = days_after(date, -i64::from(days));
            Stage { days, since: when::at_japan(day.to_datetime(self.at)) }
        };
        days.map(stage).filter(|stage| stage.since <= now).min_by_key(|stage| stage.days)
    }

    /// The first instant from `now` on at which somebody may be reminded.
    pub fn may_tell(&self, now: Timestamp) -> Timestamp {
        self.quiet.map_or(now, |quiet| quiet.after(now))
    }
}

impl Way {
    /// Every way.
    pub const ALL: [Self; 4] = [Self::Line, Self::Phone, Self::NoAnswer, Self::Postcard];

    /// The way's name in tables and forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::Line => "line",
            Self::Phone => "phone",
            Self::NoAnswer => "no_answer",
            Self::Postcard => "postcard",
        }
    }

    /// The way of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.name() == name)
    }

    /// Whether whoever it went to knows of it.
    pub fn tells(self) -> bool {
        self != Self::NoAnswer
    }
}

impl Reach {
    /// What staff have to do, if anything.
    pub fn task(self) -> Option<Task> {
        let by_itself = self.in_line && !self.lost;
        if self.confirmed || self.told || by_itself {
            return None;
        }
        Some(match (self.has_phone, self.protected) {
            (true, _) => Task::Phone,
            (false, false) => Task::Postcard,
            (false, true) => Task::WithCare,
        })
    }
}

/// Whether there is still something to be reminded of.
pub fn is_ahead(booking: &Booking, slot: &Slot, now: Timestamp) -> bool {
    booking.is_live() && now < slot.starts_at()
}

/// Reminds of a booking through the account that LINE reaches. Of what is over nobody is reminded.
pub fn remind(
    booking: &Booking,
    slot: &Slot,
    (stage, account): (Stage, AccountId),
    now: Timestamp,
) -> Decision {
    if !is_ahead(booking, slot, now) {
        return Decision::nothing();
    }
    let told = reminded(booking, stage.days, Way::Line, now);
    let told = Change::Reminded(Reminded { account: Some(account), ..told });
    let notice = Notice::about_booking(account, NoticeKind::Reminder, booking.id);
    Decision { changes: vec![told], notices: vec![notice] }
}

/// Records what an officer did to remind somebody.
pub fn note(booking: &Booking, slot: &Slot, way: Way, now: Timestamp) -> Result<Decision, Refusal> {
    still_ahead(booking, slot, now)?;
    let left = when::japan_date(now).until(booking.date).map_or(0, |span| span.get_days());
    let days = u16::try_from(left).unwrap_or(0);
    Ok(Decision::change(Change::Reminded(reminded(booking, days, way, now))))
}

/// Records that somebody will come. Saying so again changes nothing.
pub fn confirm(
    booking: &Booking,
    slot: &Slot,
    before: Option<Timestamp>,
    now: Timestamp,
) -> Result<Decision, Refusal> {
    still_ahead(booking, slot, now)?;
    if before.is_some() {
        return Ok(Decision::nothing());
    }
    let (booking, person) = (booking.id, booking.person);
    Ok(Decision::change(Change::Confirmed(Confirmed { booking, person, at: now })))
}

fn still_ahead(booking: &Booking, slot: &Slot, now: Timestamp) -> Result<(), Refusal> {
    match booking.state {
        BookingState::Cancelled { at, .. } => Err(Refusal::AlreadyCancelled { at }),
        BookingState::Done { at, outcome } => Err(Refusal::AlreadyCame { at, outcome }),
        BookingState::Live if now >= slot.starts_at() => {
            Err(Refusal::PastCutOff { closed_at: slot.starts_at() })
        }
        BookingState::Live => Ok(()),
    }
}

fn reminded(booking: &Booking, days: u16, way: Way, at: Timestamp) -> Reminded {
    let Booking { id, person, date, .. } = *booking;
    Reminded { booking: id, person, date, days, way, account: None, at }
}

#[cfg(test)]
mod tests;
