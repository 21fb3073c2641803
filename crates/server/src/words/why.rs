//! Whether somebody may book something on a day, and if not, why and from when: for the command line and for
//! those who help at the desk.

use super::{
    Lang, dates,
    refusal::{self, No},
};
use domain::{Refusal, from_when::Possible, when::Date};
use jiff::{Timestamp, civil::Time};

/// It may be booked.
pub fn yes(day: Date, starts: Time) -> String {
    format!("{} {} に予約できます。", dates::long(day), dates::clock(starts))
}

/// It may not: the reason, the next step, and the first day on which it would be possible.
pub fn no(refusal: &Refusal, possible: Option<Possible>, now: Timestamp) -> String {
    let No { why, next } = refusal::sentence(Lang::Japanese, refusal);
    let day = possible.map_or(String::new(), |possible| first_day(possible, now));
    format!("{why}{next}{day}")
}

fn first_day(Possible { day, from }: Possible, now: Timestamp) -> String {
    let day = dates::long(day);
    if from <= now {
        return format!("いちばん早く受けられる日は {day} です。");
    }
    let from = dates::instant(from);
    format!("いちばん早く受けられる日は {day} で、{from} から予約できます。")
}
