//! Reminders while the service is killed and the clock jumps, forward and back: each person hears once at each stage, and
//! nobody is left out.

use crate::{day, day_killed::in_line, killed::Mortal, people::neighbour, town::Town};
use jiff::SignedDuration;
use madoguchi::reminders;

on_both_engines!(nobody_is_left_out_or_told_twice_whatever_stops_the_service,);

const NEAR: &str = "ご予約の日が近づきました";
/// Those who have a place on the day.
const BOOKED: std::ops::RangeInclusive<u32> = 1..=18;
/// Which presses and messages are killed.
const SEED: u64 = 7;

async fn nobody_is_left_out_or_told_twice_whatever_stops_the_service(town: &Town) {
    day::is_full(town, 0..0).await;
    for n in BOOKED {
        in_line(town, n).await;
    }
    let mut service = Mortal::instead(town, SEED).await;
    let heard = || BOOKED.map(|n| town.times_heard(&neighbour(n).handle, NEAR)).collect::<Vec<_>>();
    let all = |times: usize| vec![times; BOOKED.count()];
    // Three days before, a minute too early, and at ten.
    service.comes_to(-72 + 9, 59);
    assert_eq!(reminders::tick(&town.app).await.unwrap(), 0, "its time has not come");
    assert_eq!(heard(), all(0));
    service.comes_to(-72 + 10, 0);
    for _ in 0..5 {
        service.may_be_killed().await;
    }
    service.reminds().await;
    assert_eq!(heard(), all(1));
    // The clock is set back by two hours, and comes to ten again.
    for hours in [-2, 2] {
        service.is_killed();
        town.app.clock.advance(SignedDuration::from_hours(hours));
        service.starts();
        assert_eq!(reminders::tick(&town.app).await.unwrap(), 0, "each stage once");
        service.says_everything().await;
        assert_eq!(heard(), all(1));
    }
    // The machine is off from two days before until late in the evening of the day before, when nobody is told.
    service.comes_to(-1, 0);
    assert_eq!(reminders::tick(&town.app).await.unwrap(), 0, "at night nobody is told");
    service.says_everything().await;
    assert_eq!(heard(), all(1));
    // What was missed is told in the morning, killed in the middle of it.
    service.comes_to(8, 0);
    for _ in 0..5 {
        service.may_be_killed().await;
    }
    service.reminds().await;
    assert_eq!(heard(), all(2));
    assert!(service.killed > 6, "it was killed {} times", service.killed);
    // When the day has begun, nobody is reminded of it.
    service.comes_to(14, 30);
    assert_eq!(reminders::tick(&town.app).await.unwrap(), 0);
    service.says_everything().await;
    assert_eq!(heard(), all(2));
}
