//! What the talk is used for: counted without words, and a double tap known as one.

use crate::{
    sample::{ACCOUNT, later, now},
    town::on_both,
};
use jiff::SignedDuration;

#[test]
fn wishes_are_counted_by_day_and_kind() {
    on_both(async |town| {
        let day = |text: &str| text.parse::<domain::when::Date>().unwrap();
        let (first, second) = (day("2026-11-01"), day("2026-11-02"));
        assert_eq!(town.read(move |r| r.heard_since(first)).await, []);
        town.write(move |tx| {
            for (day, what) in [(first, "book"), (first, "book"), (second, "book"), (second, "a")] {
                tx.count_heard(day, what)?;
            }
            tx.count_heard(second, "b")
        })
        .await;
        let counts = |all: &[(&str, u32)]| -> Vec<(String, u32)> {
            all.iter().map(|(what, times)| ((*what).to_owned(), *times)).collect()
        };
        let all = town.read(move |r| r.heard_since(first)).await;
        assert_eq!(all, counts(&[("book", 3), ("a", 1), ("b", 1)]));
        let since = town.read(move |r| r.heard_since(second)).await;
        assert_eq!(since, counts(&[("a", 1), ("b", 1), ("book", 1)]));
    });
}

#[test]
fn the_same_tap_within_a_moment_is_a_double_tap() {
    on_both(async |town| {
        town.opens(0).await;
        let taps = async |what: &'static str, minutes| {
            let moment = SignedDuration::from_mins(3);
            town.write(move |tx| tx.tapped_twice(ACCOUNT, what, later(minutes), moment)).await
        };
        assert!(!taps("a", 0).await);
        assert!(taps("a", 2).await);
        assert!(!taps("a", 3).await, "counted from the first");
        assert!(!taps("b", 3).await);
        assert!(!taps("a", 3).await, "something else lay between");
        assert!(taps("a", 1).await, "events may come out of order");
        assert_eq!(later(0), now());
    });
}
