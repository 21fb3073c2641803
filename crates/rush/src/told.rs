//! What the small LINE was given to say about bookings: each once, none of a booking that nobody was told of.

use crate::diary::Diary;
use line_emulator::{Platform, Side};
use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};
use tokio::time;

/// A message that a node had taken on when it was killed is taken on again half a minute later at the latest.
const SAID_WITHIN: Duration = Duration::from_mins(2);
const LOOKS_AGAIN: Duration = Duration::from_millis(100);
/// What a message begins with; its last line is the number of the booking.
const BOOKED: &str = "予約を受け付けました";
const GIVEN_BACK: &str = "予約をキャンセルしました";

/// How the messages differ from what people were told on the pages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Told {
    /// Messages in all.
    pub(crate) messages: usize,
    /// Promised and never said.
    pub(crate) missing: usize,
    /// Said again.
    pub(crate) again: usize,
    /// Said of a booking that nobody asked for.
    pub(crate) invented: usize,
}

/// Waits until everything is said, or for as long as it may take.
pub(crate) async fn told(line: &Platform, people: &[(String, Diary)]) -> Told {
    let begun = Instant::now();
    loop {
        let mut all = Told::default();
        for (handle, diary) in people {
            compare(&said(line, handle), diary, &mut all);
        }
        if all.missing == 0 || begun.elapsed() > SAID_WITHIN {
            return all;
        }
        time::sleep(LOOKS_AGAIN).await;
    }
}

/// What somebody's talk says: the words of each message, ending with the number if it is of a booking, and its JSON.
fn said(line: &Platform, handle: &str) -> Vec<(String, String)> {
    let talk = line.chat(handle).into_iter().filter(|entry| entry.side == Side::Account);
    talk.map(|entry| (entry.lines().join(" "), entry.message.to_string())).collect()
}

/// Holds what was said against what they were told.
fn compare(said: &[(String, String)], diary: &Diary, all: &mut Told) {
    let mut numbers: BTreeMap<&str, &str> = BTreeMap::new();
    let mut booked: BTreeMap<&str, usize> =
        diary.bookings.keys().map(|booking| (booking.as_str(), 0)).collect();
    let mut given_back: BTreeMap<&str, usize> =
        diary.given_back.iter().map(|booking| (booking.as_str(), 0)).collect();
    for (words, json) in said {
        if words.starts_with(BOOKED) {
            all.messages += 1;
            let id = json.split("/bookings/").nth(1).and_then(|rest| rest.get(..36));
            match id.and_then(|id| booked.get_mut(id).map(|count| (id, count))) {
                Some((id, count)) => {
                    *count += 1;
                    numbers.insert(number(words), id);
                }
                None => all.invented += 1,
            }
        }
    }
    for (words, _) in said.iter().filter(|(words, _)| words.starts_with(GIVEN_BACK)) {
        all.messages += 1;
        match numbers.get(number(words)).and_then(|id| given_back.get_mut(id)) {
            Some(count) => *count += 1,
            None => all.invented += 1,
        }
    }
    for count in booked.values().chain(given_back.values()) {
        all.missing += usize::from(*count == 0);
        all.again += count.saturating_sub(1);
    }
}

/// The number of the booking, with which the words end.
fn number(words: &str) -> &str {
    words.rsplit(' ').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "0199af00-0000-7000-8000-00000000000a";
    const B: &str = "0199af00-0000-7000-8000-00000000000b";

    fn compared(said: &[(&str, &str)]) -> (usize, usize, usize) {
        let mut diary = Diary::default();
        for booking in [A, B] {
            diary.bookings.insert(booking.to_owned(), "slot".to_owned());
        }
        diary.given_back.insert(A.to_owned());
        let said = said.iter().map(|(words, id)| {
            ((*words).to_owned(), format!(r#"{{"uri":"https://x/bookings/{id}"}}"#))
        });
        let mut all = Told::default();
        compare(&said.collect::<Vec<_>>(), &diary, &mut all);
        (all.missing, all.again, all.invented)
    }

    #[test]
    fn each_message_is_due_once_and_none_of_what_nobody_asked_for() {
        let (a, b) =
            (("予約を受け付けました 予約番号 1", A), ("予約を受け付けました 予約番号 2", B));
        let back = ("予約をキャンセルしました 予約番号 1", "");
        assert_eq!(compared(&[a, b, back]), (0, 0, 0));
        assert_eq!(compared(&[a, back]), (1, 0, 0));
        assert_eq!(compared(&[a, b]), (1, 0, 0));
        assert_eq!(compared(&[a, b, b, back]), (0, 1, 0));
        assert_eq!(compared(&[a, b, back, back]), (0, 1, 0));
        let strange = ("予約を受け付けました 予約番号 3", "0199af00-0000-7000-8000-00000000000c");
        assert_eq!(compared(&[a, b, back, strange]), (0, 0, 1));
        assert_eq!(compared(&[a, b, back, ("予約をキャンセルしました 予約番号 2", "")]), (0, 0, 1));
    }
}
