//! Lines of history as rows of a table, newest first.

use crate::words::{dates, history, people::Accounts};
use domain::OfficerId;
use std::collections::BTreeMap;
use store::HistoryLine;

/// A row.
pub(super) struct Entry {
    pub(super) at: String,
    pub(super) who: String,
    pub(super) what: String,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
    pub(super) why: Option<String>,
}

/// The rows. `slots` tells the date and time of each slot the lines name, `accounts` who is who among those who
/// act for the person.
pub(super) fn entries(
    lines: &[HistoryLine],
    slots: &BTreeMap<String, String>,
    officers: &BTreeMap<OfficerId, String>,
    accounts: &Accounts,
) -> Vec<Entry> {
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    let entry = |line: &HistoryLine| {
        let mut told = history::told(&line.what, slots, accounts);
        let about = line.what.facts["officer"].as_str().and_then(|id| id.parse().ok());
        if let Some(name) = about.and_then(|id: OfficerId| officers.get(&id)) {
            told.what = format!("{}（{name}）", told.what);
        }
        Entry {
            at: dates::stamp(line.at),
            who: history::who(line.by, officers, accounts),
            what: told.what,
            before: some(told.before),
            after: some(told.after),
            why: line.why.clone(),
        }
    };
    lines.iter().rev().map(entry).collect()
}
