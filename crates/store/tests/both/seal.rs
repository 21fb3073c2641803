//! The town's key: drawn afresh, and what is sealed in one place opens in no other.

use crate::town::KEY;
use store::Keys;

#[test]
fn every_town_draws_another_key() {
    let (one, other) = (Keys::generate().unwrap(), Keys::generate().unwrap());
    assert_ne!(*one, *other);
    assert_ne!(*one, [0; store::KEY_LEN]);
}

#[test]
fn the_same_words_sealed_twice_look_different_and_open_alike() {
    let keys = Keys::derive(&KEY);
    let (one, other) = (keys.seal("a", b"words").unwrap(), keys.seal("a", b"words").unwrap());
    assert_ne!(one, other);
    for sealed in [one, other] {
        assert_eq!(**keys.open("a", &sealed).unwrap(), *b"words");
        assert!(keys.open("b", &sealed).is_err());
    }
}

#[test]
fn keys_are_not_printed() {
    assert_eq!(format!("{:?}", Keys::derive(&KEY)), "Keys");
}
