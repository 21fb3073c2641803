//! The rules of a programme's waitlist, published to residents: in which order freed places are offered, and for how
//! long each offer stands.

use super::{Entry, areas};
use crate::{applicant::Applicant, group::Group, id::EntryId, refusal::Refusal, when};
use jiff::{SignedDuration, Timestamp, ToSpan, civil::Time};
use serde::{Deserialize, Serialize};

/// The rules of a waitlist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Waitlist {
    /// Who is offered a freed place first.
    pub order: Order,
    /// The shortest time to answer, in minutes.
    pub window_least: u16,
    /// The longest time to answer, in minutes.
    pub window_most: u16,
    /// How many people are expected to let an offer pass before one takes it: the time that is left is divided
    /// among so many.
    pub expected_refusals: u16,
    /// The shortest time to answer for those who are phoned, in minutes.
    pub phone_least: u16,
    /// From when to when, by the clock, nobody is sent an offer: it is made, and told in the morning.
    pub quiet: Option<Quiet>,
    /// After how many offers left unanswered somebody waits no longer; 0 is never.
    pub lapses_most: u8,
    /// Whether somebody who has a later booking may wait for an earlier place and keep the later one meanwhile.
    pub keeps_booking: bool,
    /// How many people are offered the same place at once, 1 to [`WAVE_MOST`]; it goes to the first who takes it.
    pub wave: u8,
    /// From how many minutes before the waitlist closes `wave_late` of them are; 0 is never.
    pub late: u16,
    /// How many then, 1 to [`WAVE_MOST`].
    pub wave_late: u8,
}

/// The most people who are offered the same place at once: all but one of them are disappointed.
pub const WAVE_MOST: u8 = 5;

/// Hours of the night in which nobody is sent an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quiet {
    /// From this time of the evening on.
    pub from: Time,
    /// Until this time of the morning.
    pub until: Time,
}

/// In which order freed places are offered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// Who came first.
    #[default]
    Registered,
    /// By lot. The seed is published, so that anyone can draw again and find the same.
    Lottery(u64),
    /// Those of these groups first, in this order, and within a group who came first.
    Groups(Vec<String>),
    /// Those who live in these districts first, in this order, and within a district who came first.
    Areas(Vec<String>),
    /// Who can be there soonest, and among equals who came first.
    SoonestThere,
}

/// Somebody's place in the order; the smaller comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Rank {
    /// What the order asks for first.
    pub class: u16,
    /// And then.
    pub key: i64,
    /// And last, so that no two are equal.
    pub entry: EntryId,
}

/// When an offer is told, and until when it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// From when on it may be told.
    pub told_from: Timestamp,
    /// When it lapses.
    pub lapses_at: Timestamp,
}

impl Default for Waitlist {
    fn default() -> Self {
        Self {
            order: Order::default(),
            window_least: 10,
            window_most: 240,
            expected_refusals: 4,
            phone_least: 30,
            quiet: None,
            lapses_most: 3,
            keeps_booking: true,
            wave: 1,
            late: 0,
            wave_late: 3,
        }
    }
}

impl Waitlist {
    /// Whether somebody may wait for a dose, by what the rules of booking say of it: a booking for it is no hindrance
    /// where it may be kept meanwhile.
    pub fn admits(&self, dose: u8, may_have: Result<(), Refusal>) -> Result<(), Refusal> {
        match may_have {
            Err(Refusal::AlreadyBooked { dose: booked })
                if booked == dose && self.keeps_booking =>
            {
                Ok(())
            }
            other => other,
        }
    }

    /// The rank of an entry among those who wait together, who all stand at one place in the order: nobody comes before
    /// others by the company they keep, so that is where the last of them would stand alone. A party has one lot, that of
    /// whoever joined first.
    pub fn rank_of(
        &self,
        members: &[(&Entry, &Applicant)],
        entry: EntryId,
        groups: &[Group],
    ) -> Rank {
        let came = members.iter().map(|(one, _)| one.joined_at.as_millisecond()).max().unwrap_or(0);
        let class = |(one, applicant): &(&Entry, &Applicant)| match &self.order {
            Order::Registered | Order::Lottery(_) => 0,
            Order::Groups(codes) => first_group(codes, groups, applicant, one.joined_at),
            Order::Areas(areas) => place(areas::place_of(areas, &applicant.district)),
            Order::SoonestThere => one.wish.notice,
        };
        let key = match &self.order {
            Order::Lottery(seed) => {
                let first = members.iter().map(|(one, _)| one.id).min().unwrap_or(entry);
                lot(*seed, first)
            }
            _ => came,
        };
        Rank { class: members.iter().map(class).max().unwrap_or(0), key, entry }
    }

    /// Whether somebody could have another rank by these rules than by the others; of groups, what makes somebody
    /// belong to them counts as well.
    pub fn ranks_otherwise(&self, groups: &[Group], (other, theirs): (&Self, &[Group])) -> bool {
        let by_groups = matches!(self.order, Order::Groups(_));
        self.order != other.order || by_groups && groups != theirs
    }

    /// To how many people a place is offered at once at this instant, until the waitlist closes.
    pub fn wave_at(&self, closes_at: Timestamp, now: Timestamp) -> usize {
        let is_late = self.late > 0 && closes_at.duration_since(now) <= minutes(self.late);
        let wave = if is_late { self.wave.max(self.wave_late) } else { self.wave };
        usize::from(wave.clamp(1, WAVE_MOST))
    }

    /// Whether a place is ever offered to several people at once.
    pub fn races(&self) -> bool {
        self.wave > 1 || self.late > 0 && self.wave_late > 1
    }

    /// When an offer that is made now is made to more people too, if it still stands then.
    pub fn widens_at(&self, closes_at: Timestamp, now: Timestamp) -> Option<Timestamp> {
        let more = self.late > 0 && self.wave_late > self.wave;
        let at = closes_at.checked_sub(minutes(self.late)).ok();
        at.filter(|at| more && *at > now)
    }

    /// The window of an offer made now that must be answered before `closes_at`, to somebody who is told in
    /// LINE or phoned. None if there is no time to answer.
    pub fn window(&self, phoned: bool, now: Timestamp, closes_at: Timestamp) -> Option<Window> {
        let told_from = self.quiet.map_or(now, |quiet| quiet.after(now));
        let left = closes_at.duration_since(told_from);
        let least =
            if phoned { self.window_least.max(self.phone_least) } else { self.window_least };
        let least = minutes(least);
        if left < least {
            return None;
        }
        let most = minutes(self.window_most).max(least);
        // As many as are asked at once let it pass in the same time.
        let rounds = usize::from(self.expected_refusals).div_ceil(self.wave_at(closes_at, now));
        let share = left / i32::try_from(rounds.max(1)).unwrap_or(i32::MAX);
        Some(Window { told_from, lapses_at: told_from + share.clamp(least, most) })
    }
}

impl Quiet {
    /// The first instant from `now` on at which somebody may be disturbed.
    pub fn after(self, now: Timestamp) -> Timestamp {
        let clock = when::japan_time(now);
        let (time, over_midnight) = (clock.time(), self.from > self.until);
        let is_quiet = if over_midnight {
            time >= self.from || time < self.until
        } else {
            time >= self.from && time < self.until
        };
        if !is_quiet {
            return now;
        }
        let tomorrow = over_midnight && time >= self.from;
        let day = if tomorrow { clock.date().saturating_add(1.day()) } else { clock.date() };
        when::at_japan(day.to_datetime(self.until))
    }
}

fn minutes(count: u16) -> SignedDuration {
    SignedDuration::from_mins(count.into())
}

/// The place of the first of these groups that the applicant belongs to today; behind all, if to none.
fn first_group(codes: &[String], groups: &[Group], applicant: &Applicant, at: Timestamp) -> u16 {
    let today = when::japan_date(at);
    let belongs = |code: &String| {
        groups.iter().any(|group| group.code == *code && group.has(applicant, today))
    };
    place(codes.iter().position(belongs).unwrap_or(codes.len()))
}

fn place(of_all: usize) -> u16 {
    u16::try_from(of_all).unwrap_or(u16::MAX)
}

/// The lot of an entry: its id and the seed stirred by the finaliser of SplitMix64 (Steele, Lea, Flood: "Fast
/// splittable pseudorandom number generators", OOPSLA 2014), never negative.
fn lot(seed: u64, entry: EntryId) -> i64 {
    let (high, low) = entry.0.as_u64_pair();
    let drawn = stirred(stirred(seed ^ high) ^ low);
    i64::try_from(drawn >> 1).expect("the highest bit is off")
}

pub(super) fn stirred(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
