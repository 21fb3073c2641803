//! Reminders: who is due, who is not any more, and what is known of each.

use crate::{
    sample::{
        ACCOUNT, LATE, MONTH_LATER, MORNING, OFFICER, PROGRAMME, book, booking, cancel, day, later,
        linked, move_to, now, person, resident,
    },
    town::{Town, on_both},
};
use domain::{
    AccountId, Actor, BookingId, Change, Command, Decision, LinkedBy, Notice, NoticeId, NoticeKind,
    command::Book,
    reminder::{Confirmed, Reminded, Stage, Way},
};
use jiff::Timestamp;
use store::{Lost, Outgoing, Settled, Told};

fn stage(days: u16) -> Stage {
    Stage { days, since: later(30) }
}

fn reminded(n: u128, days: u16, way: Way) -> Reminded {
    let account = (way == Way::Line).then_some(ACCOUNT);
    let date = day("2026-10-20");
    Reminded { booking: booking(n), person: person(n), date, days, way, account, at: later(31) }
}

/// Somebody is told in LINE.
async fn tells(town: &Town, n: u128, days: u16) {
    let changes = vec![Change::Reminded(reminded(n, days, Way::Line))];
    let notices = vec![Notice::about_booking(ACCOUNT, NoticeKind::Reminder, booking(n))];
    let decision = Decision { changes, notices };
    town.write(move |tx| tx.apply(&decision, Actor::System, later(31), None)).await;
}

/// Whose reminder of 20 October is due a day before at this instant.
async fn due(town: &Town, days: u16, now: Timestamp) -> Vec<(BookingId, AccountId)> {
    let of = (PROGRAMME, day("2026-10-20"));
    town.read(move |r| r.to_remind(of, stage(days), now, 50)).await
}

async fn opens(town: &Town) {
    town.opens(6).await;
    town.write(|tx| tx.account_followed(ACCOUNT, now())).await;
    town.books([1, 2, 3], MORNING).await;
}

#[test]
fn who_has_a_place_is_due_once_a_stage_until_it_has_begun() {
    on_both(async |town| {
        opens(town).await;
        let all = [(booking(1), ACCOUNT), (booking(2), ACCOUNT), (booking(3), ACCOUNT)];
        assert_eq!(due(town, 3, later(40)).await, all);
        town.place(Command::Cancel(cancel(3))).await.unwrap();
        let late = Book { at: later(31), ..book(4, MORNING) };
        town.place(Command::Book(late)).await.unwrap();
        assert_eq!(due(town, 3, later(40)).await, all[..2], "who books now knows when it is");
        tells(town, 1, 3).await;
        town.changes(Change::Reminded(reminded(2, 3, Way::NoAnswer))).await;
        assert_eq!(due(town, 3, later(40)).await, all[1..2], "who did not answer was not told");
        assert_eq!(due(town, 1, later(40)).await, all[..2], "the next stage");
        let begun: Timestamp = "2026-10-20T00:00:00Z".parse().unwrap();
        assert_eq!(due(town, 1, begun).await, [], "it begins at nine");
        let before = begun - jiff::SignedDuration::from_mins(1);
        assert_eq!(due(town, 1, before).await, all[..2]);
    });
}

#[test]
fn whom_line_does_not_reach_is_not_due() {
    on_both(async |town| {
        opens(town).await;
        town.write(|tx| tx.account_blocked(ACCOUNT, later(1))).await;
        assert_eq!(due(town, 3, later(40)).await, []);
        town.write(|tx| tx.account_followed(ACCOUNT, later(2))).await;
        assert_eq!(due(town, 3, later(40)).await.len(), 3);
        let unlinked = Change::PersonUnlinked { account: ACCOUNT, person: person(1) };
        town.changes(unlinked).await;
        let mut hidden = resident(2);
        hidden.protected_at = Some(now());
        town.changes(Change::PersonSaved(hidden)).await;
        assert_eq!(due(town, 3, later(40)).await, [(booking(3), ACCOUNT)]);
        // Booked on the phone: a voucher alone does not let the account hear of it, a proof does.
        let phoned = Book { account: None, by: Actor::Officer(OFFICER), ..book(5, MORNING) };
        town.place(Command::Book(phoned)).await.unwrap();
        assert_eq!(due(town, 3, later(40)).await, [(booking(3), ACCOUNT)]);
        town.changes(linked(ACCOUNT, 5, LinkedBy::Counter)).await;
        assert_eq!(due(town, 3, later(40)).await.len(), 2);
    });
}

#[test]
fn a_message_that_is_lost_and_a_move_are_seen_on_the_list() {
    on_both(async |town| {
        opens(town).await;
        tells(town, 1, 3).await;
        let waiting = town.read(|r| r.outbox_due(later(60), 50)).await;
        let is_reminder = |kind| kind == NoticeKind::Reminder;
        let id: Vec<NoticeId> = waiting
            .iter()
            .filter(|due| matches!(&due.what, Outgoing::Notice(n) if is_reminder(n.kind)))
            .map(|due| due.id)
            .collect();
        let [id] = id[..] else { panic!("one reminder: {waiting:?}") };
        let of = town.read(move |r| r.reminded_of(id)).await;
        assert_eq!(of, Some((booking(1), day("2026-10-20"))));
        let told = |lost| Told { way: Way::Line, at: later(31), lost };
        let list = async || town.read(|r| r.reminders_on(PROGRAMME, day("2026-10-20"))).await;
        assert_eq!(list().await[0].told, [told(false)]);
        town.write(move |tx| tx.outbox_settle(id, &Settled::GivenUp(Lost::TooLate), later(40)))
            .await;
        assert_eq!(list().await[0].told, [told(true)]);
        assert_eq!(town.read(|r| r.undelivered(9)).await, [], "it has a list of its own");

        let said = Confirmed { booking: booking(1), person: person(1), at: later(41) };
        town.changes(Change::Confirmed(said)).await;
        assert_eq!(list().await[0].confirmed_at, Some(later(41)));
        assert_eq!(town.read(|r| r.confirmed_at(booking(1))).await, Some(later(41)));
        let session = town.read(|r| r.slot(MORNING)).await.unwrap().session;
        let seats = town.read(move |r| r.seats_of_session(session)).await;
        let said: Vec<_> = seats.iter().filter(|seat| seat.confirmed_at.is_some()).collect();
        assert_eq!(said.iter().map(|seat| seat.booking.id).collect::<Vec<_>>(), [booking(1)]);
        town.place(Command::Move(move_to(1, LATE))).await.unwrap();
        let moved = list().await;
        let at: Vec<_> = moved.iter().map(|one| (one.booking.id, one.starts.hour())).collect();
        assert_eq!(at, [(booking(2), 9), (booking(3), 9), (booking(1), 10)], "by time");
        assert_eq!(moved[2].confirmed_at, None, "it is another place");
        assert_eq!(moved[2].account, Some(ACCOUNT));
        let other = town.read(|r| r.reminders_on(PROGRAMME, day("2026-11-17"))).await;
        assert_eq!(other, []);
    });
}

#[test]
fn several_exams_of_a_day_are_one_reminder_and_another_day_is_another() {
    on_both(async |town| {
        town.opens(1).await;
        town.write(|tx| tx.account_followed(ACCOUNT, now())).await;
        let second = Book { dose: 2, ..crate::sample::pressed_again(book(1, MONTH_LATER), 2) };
        let both = vec![book(1, MORNING), second];
        town.place(Command::Together(both)).await.unwrap();
        assert_eq!(due(town, 3, later(40)).await, [(booking(1), ACCOUNT)]);
        town.home.sql(&format!("UPDATE booking SET slot_id = '{LATE}' WHERE dose = 2"));
        assert_eq!(due(town, 3, later(40)).await, [(booking(1), ACCOUNT)], "the first of the day");
        tells(town, 1, 3).await;
        assert_eq!(due(town, 3, later(40)).await, [], "the person is reminded");
        town.home.sql(&format!("UPDATE booking SET slot_id = '{MONTH_LATER}' WHERE dose = 2"));
    });
}
