//! What came of the places that were offered to those who wait.

use super::waitlist::{accept, cancels, end, entry, full, joins, offered};
use crate::{
    sample::{ACCOUNT, MONTH_LATER, MORNING, PROGRAMME, PUBLIC, book, cancel, now, person},
    town::on_both,
};
use domain::{
    Actor, BookingId, Change, Command, Pool, ProgrammeId,
    command::Cancel,
    waitlist::{OfferEnd, Wish},
};
use jiff::{SignedDuration, Timestamp};
use store::{Counted, Refilled};
use tokio::task::JoinSet;
use uuid::Uuid;

#[test]
fn what_came_of_offered_places_is_counted_today_and_in_all_from_when_each_place_was_freed() {
    on_both(async |town| {
        let at = |at: Timestamp| town.read(move |r| r.refilled(PROGRAMME, at));
        full(town, 30).await;
        town.changes(Change::SlotClosed { slot: MONTH_LATER, at: now() }).await;
        assert_eq!(at(now()).await, Refilled::default());
        for n in 15..=19 {
            joins(town, entry(n, Wish::default())).await;
        }
        // One place is let pass, left unanswered and then taken, five hours after it was freed; another at once.
        cancels(town, 1).await;
        let freed = cancel(1).at;
        let live = async || offered(town).await.remove(0);
        let after = |minutes| freed + SignedDuration::from_mins(minutes);
        let declined = end(&live().await, OfferEnd::Declined, Actor::Account(ACCOUNT), after(5));
        town.place(declined).await.unwrap();
        let silent = live().await;
        let lapsed = end(&silent, OfferEnd::Lapsed, Actor::System, silent.lapses_at);
        town.place(lapsed).await.unwrap();
        town.place(accept(&live().await, after(300))).await.unwrap();
        town.place(Command::Cancel(Cancel { at: after(310), ..cancel(2) })).await.unwrap();
        town.place(accept(&live().await, after(312))).await.unwrap();
        let counted = |today| Counted { today, all: 1 };
        let told = Refilled {
            made: Counted { today: 4, all: 4 },
            taken: Counted { today: 2, all: 2 },
            declined: counted(1),
            lapsed: counted(1),
            outrun: Counted::default(),
            middle: Some(SignedDuration::from_mins(300)),
            saved: 2,
        };
        assert_eq!(at(after(320)).await, told);
        let tomorrow = at(after(24 * 60)).await;
        assert_eq!((tomorrow.made, tomorrow.lapsed), (Counted { today: 0, all: 4 }, counted(0)));
        let seen = town.read(|r| r.waitlist_habits(PROGRAMME)).await;
        assert_eq!((seen.booked, seen.offers), (PUBLIC + 2, [2, 1, 1]));
        let starts_at = town.read(|r| r.slot(MORNING)).await.unwrap().starts_at();
        let leads = [starts_at.duration_since(freed), starts_at.duration_since(after(310))];
        assert_eq!(seen.leads, leads);
        let told = [5, 300 - 245, 2].map(SignedDuration::from_mins);
        assert_eq!(seen.answers, told, "from when the offer could be read");
        let waiting = town.read(|r| r.waiting_in(PROGRAMME)).await;
        assert_eq!(waiting.iter().map(|e| e.person).collect::<Vec<_>>(), [15, 16, 19].map(person));
        // Given back, a place is saved no more; who takes it next has it at once.
        let again = BookingId(Uuid::from_u128(18 + 500));
        let cancel = Cancel { booking: again, at: after(330), ..cancel(18) };
        town.place(Command::Cancel(cancel)).await.unwrap();
        let less = at(after(331)).await;
        assert_eq!((less.made.all, less.taken.all, less.saved), (5, 2, 1));
        town.place(accept(&live().await, after(333))).await.unwrap();
        let full = at(after(334)).await;
        assert_eq!((full.saved, full.middle), (2, Some(SignedDuration::from_mins(3))));
        let elsewhere = town.read(|r| r.refilled(ProgrammeId(Uuid::from_u128(99)), now()));
        assert_eq!(elsewhere.await, Refilled::default());
    });
}

/// The first half have places and give them back together, the others wait; the bench does the same with ten thousand.
#[test]
fn places_given_back_at_once_go_to_as_many_others_in_their_order() {
    const HALF: u128 = 60;
    on_both(async |town| {
        let (half, waiting) = (u32::try_from(HALF).unwrap(), HALF + 1..=HALF * 3);
        full(town, HALF * 3).await;
        let more =
            Change::CapacitySet { slot: MORNING, pool: Pool::Public, from: PUBLIC, to: half };
        town.changes(more).await;
        for n in u128::from(PUBLIC) + 1..=HALF {
            town.place(Command::Book(book(n, MORNING))).await.unwrap();
        }
        for n in waiting.rev() {
            joins(town, entry(n, Wish::default())).await;
        }
        let mut all = JoinSet::new();
        for n in 1..=HALF {
            let store = town.store.clone();
            all.spawn(async move { store.place(Command::Cancel(cancel(n))).await });
        }
        for answer in all.join_all().await {
            answer.unwrap().unwrap();
        }
        let mut offers = offered(town).await;
        offers.sort_by_key(|offer| offer.person);
        let asked: Vec<_> = offers.iter().map(|offer| offer.person).collect();
        assert_eq!(asked, (HALF + 1..=HALF * 2).map(person).collect::<Vec<_>>());
        let left = town.read(|r| r.slot(MORNING)).await.unwrap().pool(Pool::Public);
        assert_eq!((left.booked, left.offered, left.left()), (0, half, 0));
        town.is_sound().await;
    });
}
