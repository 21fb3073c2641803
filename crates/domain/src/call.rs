//! A phone call at the desk: who has whom on the phone, how their identity was made sure of, how long it took and what
//! it came to. What is done during a call is decided elsewhere; a call only measures.

mod figures;

pub use figures::Figures;

use crate::{
    id::{CallId, OfficerId, PersonId},
    when,
};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;

/// After so long without a sign of life a call is over by itself.
pub const SILENCE: SignedDuration = SignedDuration::from_mins(30);

/// A call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Identifies the call.
    pub id: CallId,
    /// Who is at the desk's end.
    pub officer: OfficerId,
    /// Whom it is about.
    pub person: PersonId,
    /// When their page was opened for it.
    pub began_at: Timestamp,
    /// When something was last done in it.
    pub heard_at: Timestamp,
    /// How it was made sure who calls; none until then.
    pub identity: Option<Identity>,
    /// When it ended and what it came to, if it was ended.
    pub ended: Option<(Timestamp, Ending)>,
}

/// Who calls, and what they could tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Who calls.
    pub caller: Caller,
    /// What they told as the roster has it.
    pub proofs: BTreeSet<Proof>,
}

/// Who calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller {
    /// The person.
    Themself,
    /// Somebody of the family, or whoever else acts for them.
    Proxy,
}

/// Something that a caller tells and the roster has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Proof {
    /// The name.
    Name,
    /// The birth date.
    Birth,
    /// The address.
    Address,
    /// The phone number.
    Phone,
    /// The end of the voucher's number.
    Voucher,
}

/// What a call came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ending {
    /// A place was booked.
    Booked,
    /// A booking was moved.
    Moved,
    /// A booking was cancelled.
    Cancelled,
    /// They wait for a freed place.
    Waiting,
    /// A question was answered.
    Answered,
    /// They are called back later.
    CallBack,
    /// The rules do not let them.
    NotEligible,
    /// It was not clear who they were, so nothing was told.
    Unidentified,
}

/// How a call stands at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallState {
    /// It goes on.
    Running,
    /// It was ended.
    Ended {
        /// How long it took, in seconds.
        seconds: u32,
        /// What it came to.
        how: Ending,
    },
    /// Nobody ended it, and nothing was heard of it for too long.
    Abandoned,
}

impl Call {
    /// How it stands now.
    pub fn state(&self, now: Timestamp) -> CallState {
        match self.ended {
            Some((at, how)) => {
                let seconds = at.duration_since(self.began_at).as_secs().max(0);
                CallState::Ended { seconds: u32::try_from(seconds).unwrap_or(u32::MAX), how }
            }
            None if now.duration_since(self.heard_at) < SILENCE => CallState::Running,
            None => CallState::Abandoned,
        }
    }

    /// Whether it goes on.
    pub fn is_running(&self, now: Timestamp) -> bool {
        self.state(now) == CallState::Running
    }

    /// The hour of the day in which it began, in Japan.
    pub fn hour(&self) -> i8 {
        when::japan_time(self.began_at).hour()
    }
}

impl Identity {
    /// Whether it is enough to speak of bookings: the name and the birth date are known to many, so something else is
    /// asked for besides.
    pub fn is_enough(&self) -> bool {
        let told = |proof| self.proofs.contains(&proof);
        let besides = [Proof::Address, Proof::Phone, Proof::Voucher].into_iter().any(told);
        told(Proof::Name) && told(Proof::Birth) && besides
    }
}

impl Caller {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Themself, Self::Proxy];

    /// Its name in tables and forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::Themself => "themself",
            Self::Proxy => "proxy",
        }
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|caller| caller.name() == name)
    }
}

impl Proof {
    /// All there are, in the order in which they are asked for.
    pub const ALL: [Self; 5] = [Self::Name, Self::Birth, Self::Address, Self::Phone, Self::Voucher];

    /// Its name in tables and forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Birth => "birth",
            Self::Address => "address",
            Self::Phone => "phone",
            Self::Voucher => "voucher",
        }
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|proof| proof.name() == name)
    }
}

impl Ending {
    /// All there are, in the order in which they are offered.
    pub const ALL: [Self; 8] = [
        Self::Booked,
        Self::Moved,
        Self::Cancelled,
        Self::Waiting,
        Self::Answered,
        Self::CallBack,
        Self::NotEligible,
        Self::Unidentified,
    ];

    /// Its name in tables and forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::Booked => "booked",
            Self::Moved => "moved",
            Self::Cancelled => "cancelled",
            Self::Waiting => "waiting",
            Self::Answered => "answered",
            Self::CallBack => "call_back",
            Self::NotEligible => "not_eligible",
            Self::Unidentified => "unidentified",
        }
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ending| ending.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn call() -> Call {
        let at = "2026-10-05T00:00:00Z".parse().unwrap();
        Call {
            id: CallId(Uuid::nil()),
            officer: OfficerId(Uuid::nil()),
            person: PersonId(Uuid::nil()),
            began_at: at,
            heard_at: at,
            identity: None,
            ended: None,
        }
    }

    #[test]
    fn a_call_is_over_by_itself_after_half_an_hour_of_silence() {
        let call = call();
        let later = |seconds| call.heard_at + SignedDuration::from_secs(seconds);
        assert!(call.is_running(later(0)));
        assert!(call.is_running(later(1_799)));
        assert_eq!(call.state(later(1_800)), CallState::Abandoned);
        assert!(call.is_running(later(-60)), "a clock that was set back");
    }

    #[test]
    fn an_ended_call_has_its_seconds_for_good() {
        let mut call = call();
        let at = call.began_at + SignedDuration::from_secs(95);
        call.ended = Some((at, Ending::Moved));
        let ended = CallState::Ended { seconds: 95, how: Ending::Moved };
        assert_eq!(call.state(at), ended);
        assert_eq!(call.state(at + SILENCE + SILENCE), ended);
        call.ended = Some((call.began_at - SILENCE, Ending::Moved));
        assert_eq!(call.state(at), CallState::Ended { seconds: 0, how: Ending::Moved });
        assert_eq!(call.hour(), 9, "in Japan");
    }

    #[test]
    fn name_and_birth_date_are_not_enough_and_nothing_is_without_them() {
        use Proof::{Address, Birth, Name, Phone, Voucher};
        let enough = |proofs: &[Proof]| {
            let proofs = proofs.iter().copied().collect();
            Identity { caller: Caller::Themself, proofs }.is_enough()
        };
        for more in [Address, Phone, Voucher] {
            assert!(enough(&[Name, Birth, more]));
            assert!(!enough(&[Name, more]));
            assert!(!enough(&[Birth, more]));
        }
        for few in [&[][..], &[Name, Birth], &[Address, Phone, Voucher]] {
            assert!(!enough(few), "{few:?}");
        }
    }

    #[test]
    fn every_name_leads_back() {
        assert!(Ending::ALL.iter().all(|e| Ending::named(e.name()) == Some(*e)));
        assert!(Proof::ALL.iter().all(|p| Proof::named(p.name()) == Some(*p)));
        assert!(Caller::ALL.iter().all(|c| Caller::named(c.name()) == Some(*c)));
        assert_eq!((Ending::named(""), Proof::named("x"), Caller::named("me")), (None, None, None));
    }
}
