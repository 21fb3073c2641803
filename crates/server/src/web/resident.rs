//! What residents see, one file per screen.

pub(super) mod book;
mod bookable;
pub(super) mod booking;
pub(super) mod calendar;
pub(super) mod cancel;
pub(super) mod change;
pub(super) mod code;
pub(super) mod home;
pub(super) mod invitation;
mod next_dose;
pub(super) mod notices;
pub(super) mod offer;
pub(super) mod people;
pub(super) mod person;
pub(super) mod person_new;
mod pick;
pub(super) mod privacy;
pub(super) mod record;
pub(super) mod sign_in;
pub(super) mod sign_out;
pub(super) mod together;
pub(super) mod wait;
mod wait_rules;
