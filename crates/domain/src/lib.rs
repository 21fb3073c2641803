//! The rules of the counter: who may book what, where and when, and what follows from it.
//! Pure functions from facts to a [`Decision`] or a [`Refusal`]: no IO, no clock, no randomness, no words.

pub mod admission;
pub mod age;
pub mod age_band;
pub mod applicant;
pub mod attendance;
pub mod birthdate;
pub mod booking;
pub mod booking_number;
pub mod call;
pub mod capacity;
pub mod change;
pub mod clock_time;
pub mod code;
pub mod command;
pub mod coverage;
pub mod cutoff;
pub mod dated;
pub mod digits;
pub mod door;
pub mod from_when;
pub mod group;
pub mod hold;
pub mod holiday;
pub mod id;
pub mod impact;
pub mod interval;
pub mod kana;
pub mod ledger;
pub mod link;
pub mod municipality;
pub mod note;
pub mod notice;
pub mod opening;
pub mod overbooking;
pub mod pace;
pub mod password;
pub mod pattern;
pub mod person;
pub mod product;
pub mod programme;
pub mod proposal;
pub mod refusal;
pub mod reminder;
pub mod reshape;
pub mod role;
pub mod schedule;
pub mod search;
pub mod slot;
pub mod staff;
pub mod standing;
pub mod timetable;
pub mod todo;
pub mod venue;
pub mod vial;
pub mod voucher;
pub mod waitlist;
pub mod wareki;
pub mod when;

pub use applicant::{Applicant, Listed};
pub use attendance::Outcome;
pub use booking::{Booking, BookingState};
pub use booking_number::BookingNumber;
pub use call::Call;
pub use change::{Actor, CancelReason, Change, Decision};
pub use code::{Code, CodeKind};
pub use command::Command;
pub use cutoff::CutOff;
pub use dated::Dated;
pub use door::Door;
pub use hold::Hold;
pub use id::{
    AccountId, BookingId, CallId, CodeId, EntryId, HoldId, ImportId, NoteId, NoticeId, OfferId,
    OfficerId, PersonId, ProgrammeId, RequestId, RunId, SessionId, SlotId, TimetableId, TodoId,
    VenueId,
};
pub use ledger::Ledger;
pub use link::{Grade, Link, LinkedBy, Relation, Sight};
pub use note::Note;
pub use notice::{About, Notice, NoticeKind};
pub use programme::{Dose, Policy, Programme};
pub use refusal::Refusal;
pub use role::{Act, Duty, Role};
pub use slot::{Place, Pool, PoolCount, Quota, Slot};
pub use todo::Todo;
pub use waitlist::{Entry, Offer};
