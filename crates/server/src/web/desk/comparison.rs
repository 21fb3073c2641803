//! Sets of rules of a waitlist side by side, as a picture: what becomes of the freed places, and how long they are empty.

use super::chart::{self, Bars};
use crate::words::simulate::tenths;
use askama::Template;
use domain::waitlist::simulation::Summary;

/// The picture as a file of its own.
#[derive(Template)]
#[template(path = "desk/comparison.svg")]
struct Picture {
    charts: Charts,
}

/// Two charts over the same rules.
pub(super) struct Charts {
    /// Places taken and not, in tenths of a place, told as whole ones.
    pub(super) places: Bars,
    /// Minutes until half of them were taken, and from there until nine of ten were.
    pub(super) minutes: Bars,
}

impl Charts {
    /// Of these rules, by their names.
    pub(super) fn of(rows: &[(String, Summary)]) -> Self {
        let whole = |count: u64| u32::try_from((count + 5) / 10).unwrap_or(u32::MAX);
        let places = rows.iter().map(|(name, summary)| {
            let filled = summary.freed.saturating_sub(summary.wasted);
            let said = |what: &str, count: u64| format!("{what} {}枠", tenths(count));
            let empty = whole(summary.wasted);
            let full = whole(summary.freed).saturating_sub(empty);
            let kinds =
                [(said("埋まる枠", filled), full), (said("埋まらない枠", summary.wasted), empty)];
            (name.clone(), kinds.to_vec())
        });
        let minutes = rows.iter().map(|(name, summary)| {
            let of = |time: Option<jiff::SignedDuration>| {
                u32::try_from(time.map_or(0, |time| time.as_mins())).unwrap_or(0)
            };
            let (middle, most) = (of(summary.middle), of(summary.most));
            let kinds = [
                ("半分が埋まるまでの分", middle),
                ("9割まで、さらに", most.saturating_sub(middle)),
            ];
            let kinds = kinds.map(|(what, count)| (what.to_owned(), count));
            (name.clone(), kinds.to_vec())
        });
        Self {
            places: chart::bars(&places.collect::<Vec<_>>(), 1),
            minutes: chart::bars(&minutes.collect::<Vec<_>>(), 1),
        }
    }
}

/// The picture of these rules, as SVG.
pub(crate) fn picture(rows: &[(String, Summary)]) -> Result<String, askama::Error> {
    Picture { charts: Charts::of(rows) }.render()
}
