//! Calls: begun, heard of, identified, ended once, and found by who has them and by when they began.

use crate::{
    sample::{OFFICER, call, identity, later, now, person},
    town::on_both,
};
use domain::{Call, CallId, OfficerId, call::Ending};
use uuid::Uuid;

#[test]
fn a_call_is_kept_as_it_goes_on_and_ends_once() {
    on_both(async |town| {
        let id = CallId(Uuid::from_u128(1));
        assert_eq!(town.read(move |r| r.call(id)).await, None);
        for at in [now(), later(9)] {
            let again = Call { began_at: at, ..call(1) };
            town.write(move |tx| tx.begin_call(&again)).await;
        }
        assert_eq!(
            town.read(move |r| r.call(id)).await,
            Some(call(1)),
            "the second begins nothing"
        );
        town.write(move |tx| tx.hear_call(id, later(3))).await;
        town.write(move |tx| tx.hear_call(id, later(2))).await;
        town.write(move |tx| tx.identify_caller(id, &identity())).await;
        let known = Call { heard_at: later(3), identity: Some(identity()), ..call(1) };
        assert_eq!(town.read(move |r| r.call(id)).await, Some(known.clone()));
        town.write(move |tx| tx.end_call(id, Ending::Moved, later(4))).await;
        town.write(move |tx| tx.end_call(id, Ending::Answered, later(5))).await;
        town.write(move |tx| tx.hear_call(id, later(5))).await;
        let ended = Call { ended: Some((later(4), Ending::Moved)), ..known };
        assert_eq!(town.read(move |r| r.call(id)).await, Some(ended));
    });
}

#[test]
fn the_calls_that_go_on_are_an_officers_own_and_not_silent() {
    on_both(async |town| {
        let other = OfficerId(Uuid::from_u128(2));
        let calls = [
            call(1),
            Call { began_at: later(1), heard_at: later(1), person: person(2), ..call(2) },
            Call { officer: other, ..call(3) },
            call(4),
        ];
        for call in calls.clone() {
            town.write(move |tx| tx.begin_call(&call)).await;
        }
        town.write(|tx| tx.end_call(CallId(Uuid::from_u128(4)), Ending::Booked, later(1))).await;
        let [first, second, theirs, _] = calls;
        let running =
            |minutes| move |r: &mut store::Reader<'_>| r.calls_running(OFFICER, later(minutes));
        assert_eq!(town.read(running(2)).await, [second.clone(), first]);
        assert_eq!(town.read(running(30)).await, [second]);
        assert_eq!(town.read(running(31)).await, []);
        assert_eq!(town.read(move |r| r.calls_running(other, later(2))).await, [theirs]);
    });
}

#[test]
fn the_calls_of_a_day_come_oldest_first_until_they_are_forgotten() {
    on_both(async |town| {
        let calls: Vec<Call> = [5, 0, 9]
            .map(|n| Call { began_at: later(n), ..call(u128::try_from(n).unwrap()) })
            .into();
        for call in calls.clone() {
            town.write(move |tx| tx.begin_call(&call)).await;
        }
        let found = town.read(|r| r.calls_between(now(), later(9))).await;
        assert_eq!(found, [calls[1].clone(), calls[0].clone()]);
        assert_eq!(town.read(|r| r.calls_between(later(10), later(20))).await, []);
        town.write(|tx| tx.forget_calls(later(5))).await;
        let all = town.read(|r| r.calls_between(now(), later(20))).await;
        assert_eq!(all, [calls[0].clone(), calls[2].clone()], "those before are forgotten");
    });
}
