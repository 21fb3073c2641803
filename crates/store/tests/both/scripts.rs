//! The town's own words for the script: the last is in force, nothing is overwritten unseen, every wording stays.

use crate::{
    sample::{OFFICER, later, now},
    town::on_both,
};
use std::collections::BTreeMap;

#[test]
fn the_last_wording_is_in_force_and_the_one_built_in_comes_back() {
    on_both(async |town| {
        assert_eq!(town.read(|r| r.wordings()).await, BTreeMap::new());
        assert!(town.write(|tx| tx.reword(("greeting", 0), Some("はい"), OFFICER, now())).await);
        assert!(town.write(|tx| tx.reword(("closing", 0), Some("では"), OFFICER, now())).await);
        assert!(
            town.write(|tx| tx.reword(("greeting", 1), Some("もしもし"), OFFICER, later(1))).await
        );
        let own = [("greeting", "もしもし"), ("closing", "では")];
        let own = own.map(|(part, text)| (part.to_owned(), text.to_owned()));
        assert_eq!(town.read(|r| r.wordings()).await, BTreeMap::from(own.clone()));
        assert!(town.write(|tx| tx.reword(("greeting", 3), None, OFFICER, later(2))).await);
        assert_eq!(town.read(|r| r.wordings()).await, BTreeMap::from([own[1].clone()]));
        let all = town.read(|r| r.wordings_of("greeting")).await;
        let told: Vec<_> = all.iter().map(|w| (w.seq, w.text.as_deref(), w.at)).collect();
        assert_eq!(
            told,
            [(4, None, later(2)), (3, Some("もしもし"), later(1)), (1, Some("はい"), now())]
        );
        assert_eq!(town.read(|r| r.wordings_of("offer")).await, []);
    });
}

#[test]
fn what_another_officer_worded_is_not_overwritten_and_the_same_again_is_no_change() {
    on_both(async |town| {
        assert!(town.write(|tx| tx.reword(("offer", 0), Some("一"), OFFICER, now())).await);
        assert!(!town.write(|tx| tx.reword(("offer", 0), Some("二"), OFFICER, later(1))).await);
        assert!(town.write(|tx| tx.reword(("offer", 0), Some("一"), OFFICER, later(1))).await);
        assert_eq!(town.read(|r| r.wordings_of("offer")).await.len(), 1);
        assert!(town.write(|tx| tx.reword(("full", 0), None, OFFICER, later(1))).await);
        assert_eq!(town.read(|r| r.wordings_of("full")).await, []);
        assert_eq!(town.read(|r| r.history_break()).await, None);
    });
}
