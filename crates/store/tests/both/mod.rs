//! One file per noun of the store: what each of its queries and writes does, on both databases.

mod accounts;
mod bookings;
mod codes;
mod exams;
mod history;
mod holds;
mod imports;
mod inbox;
mod links;
mod officers;
mod outbox;
mod outbox_waits;
mod persons;
mod places;
mod programmes;
mod seal;
mod sign_ins;
mod slots;
mod start;
mod talk;
mod throttle;
mod verify;
mod waitlist;
mod writer;
