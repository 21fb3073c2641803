//! Notes about people: sealed, kept once, struck out with a reason, gone with the person.

use crate::{
    sample::{OFFICER, later, note, now, person, resident},
    town::on_both,
};
use domain::{Actor, Change, Note};

#[test]
fn a_note_is_kept_once_the_newest_first_and_never_in_clear() {
    on_both(async |town| {
        town.opens(2).await;
        assert_eq!(town.read(|r| r.notes_of(person(1))).await, []);
        let text = "耳が遠い方です。ゆっくり話してください。";
        let (first, second) = (note(1, text), Note { at: later(1), ..note(2, "娘さんから電話") });
        for note in [first.clone(), second.clone(), first.clone()] {
            town.write(move |tx| tx.keep_note(&note)).await;
        }
        assert_eq!(town.read(|r| r.notes_of(person(1))).await, [second, first]);
        assert_eq!(town.read(|r| r.notes_of(person(2))).await, []);
        let kept = town.home.kept_bytes();
        assert!(!kept.windows(text.len()).any(|bytes| bytes == text.as_bytes()));
        let history = town.read(|r| r.history_of_person(person(1), 0, 9)).await;
        let noted: Vec<_> = history.iter().filter(|line| line.what.name == "note_kept").collect();
        assert_eq!(noted.len(), 2, "the third press keeps nothing");
        assert_eq!(noted[0].by, Actor::Officer(OFFICER));
    });
}

#[test]
fn a_note_that_is_struck_out_stays_to_be_read_with_its_reason_in_the_history() {
    on_both(async |town| {
        town.opens(2).await;
        let note = note(1, "別の方のこと");
        let kept = note.clone();
        town.write(move |tx| tx.keep_note(&kept)).await;
        let id = note.id;
        town.write(move |tx| tx.strike_note((person(2), id), OFFICER, later(1), "別人")).await;
        assert_eq!(town.read(|r| r.notes_of(person(1))).await[0].struck, None, "not theirs");
        for minutes in [2, 3] {
            let at = later(minutes);
            town.write(move |tx| tx.strike_note((person(1), id), OFFICER, at, "別の方")).await;
        }
        let struck = Some((later(2), OFFICER));
        assert_eq!(town.read(|r| r.notes_of(person(1))).await, [Note { struck, ..note }]);
        let history = town.read(|r| r.history_of_person(person(1), 0, 1)).await;
        assert_eq!(history[0].what.name, "note_struck");
        assert_eq!((history[0].at, history[0].why.as_deref()), (later(2), Some("別の方")));
    });
}

#[test]
fn notes_outlive_another_import_of_their_person() {
    on_both(async |town| {
        town.opens(1).await;
        let kept = note(1, "覚え書き");
        town.write(move |tx| tx.keep_note(&kept)).await;
        town.changes(Change::PersonSaved(resident(1))).await;
        assert_eq!(town.read(|r| r.notes_of(person(1))).await, [note(1, "覚え書き")]);
        assert!(!format!("{:?}", note(1, "覚え書き")).contains("覚え書き"));
        assert_eq!(note(1, "").at, now());
    });
}
